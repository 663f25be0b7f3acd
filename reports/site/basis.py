"""The pages that say what the figures rest on: funnel, run, assumptions, data dictionary."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from reports import dictionary
from reports.danish import name_month, write_number
from reports.doubts import name_doubt
from reports.site import standing
from reports.site.figures import Figures
from reports.site.parts import Cell, Chart, Column, Table, columns, figure
from reports.site.words import FILES, REASONS, REJECTED, ROUNDS, STATUSES, percent

FACTS = {
    "R1": "R1: Kontaktens nøgle",
    "R6": "R6: Forløb",
    "R8": "R8: Frasortering",
    "R9": "R9: Takst",
    "hospitals": "Sygehuse",
    "municipalities": "Kommuner",
    "opt_outs": "Frameldinger",
    "policies": "Valg, som notaterne lader stå åbne",
    "registration_codes": "Koder for planer, markeringer og tillæg",
    "shares": "Kommunal andel",
    "tariff_codes": "Takstbærende koder",
    "tariffs": "Takster",
    "population": "Indbyggere",
    "institutions": "Kommunale og private institutioner",
    "headings": "Kolonner i det kommunale register",
    "agreements": "Aftaler mellem parterne",
    "agreement_prices": "Priser i aftaler",
    "packages": "Ydelsespakker",
    "price_levels": "Pris- og lønniveauer",
    "decisions": "Afgørelser om besøg uden aftale",
}
"""What is assumed, by the fact or the rule that it belongs to."""


class Counts:
    """The funnel to look up in: (step, bucket, reason) -> rows, empty where held back."""

    def __init__(self, funnel: pl.DataFrame) -> None:
        """Take the lines of one run."""
        self.lines = {(step, bucket, reason): rows for step, bucket, reason, rows in funnel.select(LINE).rows()}

    def total(self, step: str, bucket: str) -> int | None:
        """A bucket's total."""
        return self.lines.get((step, bucket, None), 0)

    def reasons(self, step: str, bucket: str) -> list[tuple[str, int | None]]:
        """A bucket's rows by reason."""
        return [(reason, rows) for (s, b, reason), rows in self.lines.items() if (s, b) == (step, bucket) and reason]


LINE = ["step", "bucket", "reason", "rows"]


def tabulate_rows(figures: Figures) -> Table:
    """Delivered, accepted and rejected rows by file."""
    counts, body = Counts(figures.funnel), []
    for step, name in FILES.items():
        why = ", ".join(
            f"{REJECTED[reason]} {write_number(rows) if rows is not None else 'få'}"
            for reason, rows in counts.reasons(step, "rejected")
        )
        numbers = [
            figure(counts.total(step, bucket), write_number, f"{step} {bucket}")
            for bucket in ("delivered", "accepted", "rejected")
        ]
        body.append([Cell(name), *numbers, Cell(why)])
    heads = [*columns("Fil", "Leveret", "Godtaget", "Afvist"), Column("Hvorfor afvist")]
    return Table("Rækker i leverancen: leveret = godtaget + afvist", heads, body)


def draw_funnels(figures: Figures) -> Iterator[Chart]:
    """Events from all stays and visits to what is charged, and why the others are set aside."""
    counts = Counts(figures.funnel)
    events = {bucket: counts.total("events", bucket) for bucket in ("rehabilitation", "other", "charged", "set_aside")}
    share = ""
    if events["set_aside"] is not None and events["rehabilitation"]:
        share = f"{percent(events['set_aside'] / events['rehabilitation'])} af genoptræningen er sat til side."
    yield standing.draw_funnel(
        "tragt",
        "Fra ophold og besøg til opkrævning",
        share,
        [
            ("Genoptræning", events["rehabilitation"], "var(--s1)"),
            ("heraf opgjort", events["charged"], "var(--s1)"),
            ("heraf sat til side", events["set_aside"], "var(--s2)"),
            ("Andre", events["other"], "var(--s0)"),
        ],
    )
    reasons = sorted(counts.reasons("events", "set_aside"), key=lambda one: list(REASONS).index(one[0]))
    if reasons:
        yield standing.draw_funnel(
            "frasorteret",
            "Sat til side, efter årsag",
            "Hver hændelse har én årsag: den første, der gælder, i denne rækkefølge.",
            [(REASONS[reason], rows, "var(--s2)") for reason, rows in reasons],
        )


def tabulate_booked(figures: Figures) -> Table | None:
    """What the month booked of itself and of earlier months."""
    names = {"own": "Månedens egen aktivitet", "earlier": "Reguleringer af tidligere måneder"}
    if not figures.booked:
        return None
    body = [
        [
            Cell(names[part]),
            figure(figures.booked[part]["entries"], write_number),
            figure(figures.booked[part]["payable_kr"], write_number),
        ]
        for part in names
    ]
    return Table(f"Bogført i {name_month(figures.month)}", columns("Hvad", "Posteringer", "Til betaling, kr."), body)


def tabulate_inputs(figures: Figures) -> Table:
    """The delivery's files by their hashes."""
    body = [
        [
            Cell(row["file"], is_code=True),
            figure(row["rows"] or 0, write_number),
            figure(row["bytes"], write_number),
            Cell(row["sha256"], is_code=True),
        ]
        for row in figures.inputs.rows(named=True)
    ]
    return Table("Leverancens filer", [*columns("Fil", "Rækker", "Bytes"), Column("SHA-256")], body)


def tabulate_run(figures: Figures) -> Table:
    """The run's identity."""
    run = figures.run
    lines = {
        "Kørsel": run["run_id"],
        "Opgørelse": f"{ROUNDS[run['round']]}, {run['settlement_month']}",
        "Udtrukket": run["drawn_on"],
        "Aktivitet regnet": f"{run['window_from']} til {run['window_to']}",
        "Leverance": run["delivery_id"],
        "Fakta": run["facts_id"],
        "Program": run["code_version"],
        "Indhold": run["content_hash"],
        "Hovedbog": run["ledger_hash"],
    }
    return Table(
        "Kørslens kendetegn",
        columns("Kendetegn", "Værdi", text=2),
        [[Cell(k), Cell(str(v), is_code=True)] for k, v in lines.items()],
    )


MANY = 12
"""So many rows of one fact are shown; more are folded."""

WORST_FIRST = ["disputed", "placeholder", "assumed"]


def group_assumptions(figures: Figures) -> list[dict[str, Any]]:
    """What is not confirmed, by fact: what is disputed first."""
    groups = []
    for (fact,), rows in figures.assumptions.group_by("fact", maintain_order=True):
        body = [
            [
                Cell(row["row_key"], is_code=True),
                Cell(STATUSES[row["status"]], tag=row["status"]),
                Cell(name_doubt(row["fact"], row["row_key"])),
                Cell(row["note"] or "", is_english=True),
            ]
            for row in rows.rows(named=True)
        ]
        name = FACTS.get(str(fact), str(fact))
        table = Table(
            f"{name}: {count_rows(len(body))}", columns("Række", "Status", "Hvad", "Note (engelsk)", text=4), body
        )
        worst = min(WORST_FIRST.index(status) for status in rows["status"])
        groups.append({"fact": fact, "name": name, "table": table, "is_long": len(body) > MANY, "worst": worst})
    return sorted(groups, key=lambda group: (group["worst"], group["is_long"], group["name"]))


def count_rows(number: int) -> str:
    """How many rows, in words."""
    return "1 række" if number == 1 else f"{write_number(number)} rækker"


def list_tables(figures: Figures) -> list[dict[str, Any]]:
    """The marts' tables with their columns, in Danish, and the database's own comments, in English."""
    tables = []
    for (name, about), rows in figures.dictionary.group_by("table_name", "about", maintain_order=True):
        body = [
            [
                Cell(row["column_name"], is_code=True),
                Cell(dictionary.COLUMNS.get(row["column_name"], "")),
                Cell(row["data_type"], is_code=True),
                Cell(row["meaning"] or "", is_english=True),
            ]
            for row in rows.rows(named=True)
        ]
        heads = columns("Kolonne", "På dansk", "Type", "Databasens egen kommentar (engelsk)", text=4)
        told = dictionary.TABLES.get(str(name), "")
        tables.append({"name": name, "told": told, "about": about, "table": Table(f"Kolonner i {name}", heads, body)})
    return tables


def tabulate_words() -> Table:
    """The code words of the tables."""
    body = [[Cell(word, is_code=True), Cell(meaning)] for word, meaning in dictionary.WORDS.items()]
    return Table("Kodeord i tabellerne", columns("Kodeord", "Betydning", text=2), body)
