"""The calculation as its readers see it: on a terminal, as a page in Danish, and as tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from reports.charts import rank_bars
from reports.danish import write_change, write_number
from reports.hourly_price.steps import Calculation, Cell, Step, Word, list_readings, list_steps
from reports.hourly_price.words import ASSUMED, FILES, NOTES, READINGS, STEPS, WORDS
from reports.statements.sheets import STARTS_A_FORMULA
from reports.tables import draw_table
from reports.templating import open_templates


def describe_calculation(calculation: Calculation) -> RenderableType:
    """The calculation for the terminal, step by step."""
    lines: list[RenderableType] = [Text(f"Hourly price: {calculation.toml.title}", style="bold")]
    if calculation.toml.synthetic:
        lines.append(Text("The figures are made up."))
    for step in list_steps(calculation):
        table = draw_table(*(WORDS[column].english for column in step.columns))
        for row in step.rows:
            table.add_row(*(Text(write_in_english(cell)) for cell in row))
        lines += ["", Text(STEPS[step.name].english, style="bold"), table]
        lines += [Text(NOTES[note].english) for note in step.notes]
    lines += ["", Text(ASSUMED.english, style="bold")]
    lines += [Text(f"  {READINGS[name].english}") for name in list_readings(calculation)]
    return Group(*lines)


def write_in_english(cell: Cell) -> str:
    """A cell for the terminal."""
    if isinstance(cell, Word):
        return WORDS[cell].english
    if isinstance(cell, Decimal):
        return f"{cell:,}"
    if isinstance(cell, int):
        return f"{cell:+d}" if cell else "0"
    return cell or ""


def write_in_danish(cell: Cell) -> str:
    """A cell for the page."""
    if isinstance(cell, Word):
        return WORDS[cell].danish
    if isinstance(cell, Decimal):
        return write_number(cell, 2)
    return write_change(cell) if isinstance(cell, int) else cell or ""


def as_page(calculation: Calculation) -> str:
    """The calculation as a page in Danish."""
    templates = open_templates(danish=write_in_danish)
    return templates.get_template("hourly_price.html").render(
        toml=calculation.toml,
        steps=list_steps(calculation),
        titles={name: said.danish for name, said in STEPS.items()},
        words={name: said.danish for name, said in WORDS.items()},
        notes={name: said.danish for name, said in NOTES.items()},
        assumed=ASSUMED.danish,
        readings=[READINGS[name].danish for name in list_readings(calculation)],
        price=write_number(calculation.prices.price_kr, 2),
        chart=draw_ata_shares(calculation),
    )


def draw_ata_shares(calculation: Calculation) -> str:
    """The price of an hour by ATA share, as bars."""
    rows = [
        {
            "name": f"{write_change(points)} procentpoint" if points else "ATA-andel nu",
            "value": float(at.price_kr) if at else None,
            "shown": f"{write_number(at.price_kr, 2)} kr." if at else "",
            "color": "var(--soft)" if points else "var(--accent)",
            "link": "",
            "told": f"{write_number(at.price_kr, 2)} kr. pr. time" if at else "kan ikke lade sig gøre",
        }
        for points, at in calculation.at_other_shares.items()
    ]
    return rank_bars(rows, "ata-bars")


def list_tables(calculation: Calculation) -> Iterator[tuple[str, bytes]]:
    """Each step as a file for a Danish spreadsheet: its name and its bytes."""
    for step in list_steps(calculation):
        yield f"timepris-{FILES[step.name]}.csv", as_csv(step)


def as_csv(step: Step) -> bytes:
    """A table as CSV: semicolons, decimal commas, UTF-8 with its mark. No text can become a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(WORDS[column].danish for column in step.columns)
    writer.writerows([write_plainly(cell) for cell in row] for row in step.rows)
    return written.getvalue().encode("utf-8-sig")


def write_plainly(cell: Cell) -> str:
    """A cell as a program reads it."""
    if isinstance(cell, Word):
        return WORDS[cell].danish
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
    return "" if cell is None else f"{cell}".replace(".", ",")
