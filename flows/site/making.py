"""A site made: figures held back where few, pages drawn, files written whole in the place of those before."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl

from flows.home import Home
from flows.month import SettlementMonth
from flows.site.bilateral import gather_bilateral
from flows.site.copying import copy_pages, describe_certificate, list_statements
from flows.site.gathering import Known, read_known
from flows.site.monitoring import count_citizens, count_free_services, publish_indicators
from flows.site.publishing import publish_account, publish_cells, publish_coded
from flows.site.trends import find_effects, keep_series_breaks, read_break_policies
from flows.statements.placing import put_in_place
from reports.site.figures import Figures
from reports.site.pages import Pages
from reports.site.place import Place
from reports.statements.places import REGIONS
from transforms.policies import MONITORING, value_on


def make_site_of(month: str, folder: Path, *, with_statements: bool = False) -> Path:
    """Make the site of a month written YYYY-MM in the home of a folder; gives its front page."""
    return make_site(Home(folder), SettlementMonth.parse(month), with_statements=with_statements)


def make_site(home: Home, month: SettlementMonth, *, with_statements: bool = False) -> Path:
    """Make a month's site in HOME/site/MONTH, in one step, whole in its folder; gives its front page.

    with_statements: with the pages of the parties' own statements, in which nothing is hidden, for the house itself.
    Raises WrongUsage (exit 2) where the month is not settled, ArchiveDamaged (exit 5), HomeBusy (exit 6).
    """
    with home.held(f"site {month}"):
        figures = gather_figures(home, month, with_statements=with_statements)
        pages = Pages(figures)
        folder = home.folder / "site" / str(month)
        aside = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        for file, html in [*pages.draw_all(), *copy_pages(home, figures)]:
            path = aside / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
        put_in_place(aside, folder)
    return folder / "index.html"


def gather_figures(home: Home, month: SettlementMonth, *, with_statements: bool = False) -> Figures:
    """All that the site shows, held back where few."""
    known = read_known(home, month)
    breaks = read_break_policies(known.facts, month.last_day)
    threshold = int(value_on(known.facts, "suppression_threshold", month.last_day))
    cells = publish_cells(known.cells, known.places, threshold)
    account = known.funnel.select("step", "bucket", "reason", "rows")
    funnel, free_services = publish_account(
        count_citizens(account, known.result), count_free_services(known.result, str(month)), threshold
    )
    named = {(row["activity_month"], row["area"], row["scheme"]): row for row in cells.rows(named=True)}
    entries = with_country(known.entries)
    is_latest = known.run["run_id"] == known.latest["run_id"]
    return Figures(
        run=known.run,
        is_synthetic="placeholder" in known.assumptions["status"],
        threshold=threshold,
        break_share=breaks.share,
        month=str(month),
        months=known.cells["activity_month"].unique().sort().to_list(),
        population_year=known.places["year"].max(),
        country=name_country(home, month, known),
        cells=named,
        effects=find_effects(entries, cells, str(month), threshold),
        breaks=keep_series_breaks(entries, cells, str(month), breaks),
        booked=publish_booked(known.booked, threshold),
        funnel=funnel,
        coded=publish_coded(known.coded, threshold),
        indicators=publish_indicators(known.indicators, str(month), threshold, is_latest=is_latest),
        indicators_as_of="" if is_latest else known.latest["settlement_month"],
        free_services=free_services,
        policies={name: value_on(known.facts, name, month.last_day) for name in MONITORING},
        assumptions=known.assumptions,
        inputs=known.inputs,
        dictionary=known.dictionary,
        certificate=describe_certificate(home, known.run),
        with_statements=with_statements,
        bilateral=gather_bilateral(home, month, known.places, threshold),
    )


def with_country(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries of the regions and of the country."""
    return pl.concat([entries, entries.with_columns(area=pl.lit("DK"))])


def name_country(home: Home, month: SettlementMonth, known: Known) -> Place:
    """The country with its regions and their municipalities."""
    regions = known.places["region"].unique().sort().to_list()
    statements = list_statements(home, known.run)
    towns: dict[str, list[Place]] = {region: [] for region in regions}
    for row in known.places.rows(named=True):
        town = row["municipality"]
        towns[row["region"]].append(Place(town, row["name"], row["inhabitants"], statements.get(town, ())))
    placed = [
        Place(r, REGIONS.get(r, r), count_inhabitants(towns[r]), statements.get(r, ()), towns[r]) for r in regions
    ]
    return Place("DK", "Hele landet", count_inhabitants(placed), (), placed)


def count_inhabitants(places: list[Place]) -> int | None:
    """Inhabitants of some places together; empty where one is not known."""
    numbers = [place.inhabitants for place in places]
    return None if None in numbers else sum(number or 0 for number in numbers)


def publish_booked(booked: pl.DataFrame, threshold: int) -> dict[str, dict[str, Any]]:
    """What the month booked, of itself and of earlier months; nothing where the corrections are so few that they would show."""
    parts = {("earlier" if row["is_earlier"] else "own"): row for row in booked.rows(named=True)}
    nothing = {"entries": 0, "payable_kr": 0}
    if any(0 < row["entries"] < threshold for row in parts.values()):
        return {}
    return {part: parts.get(part, nothing) for part in ("own", "earlier")}
