"""A site made: figures held back where few, pages drawn, files written whole in the place of those before."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.home import Home
from flows.month import SettlementMonth
from flows.site.gathering import Known, list_statements, read_certificate, read_known
from flows.site.monitoring import count_citizens, count_free_services, publish_indicators
from flows.site.publishing import publish_account, publish_cells
from flows.site.trends import find_effects, keep_series_breaks, read_break_policies
from flows.statements.placing import put_in_place
from reports.site.figures import Figures, Place
from reports.site.pages import Pages
from reports.statements.places import REGIONS
from transforms.policies import MONITORING, value_on


def make_site_of(month: str, folder: Path) -> Path:
    """Make the site of a month written YYYY-MM in the home of a folder; gives its front page."""
    return make_site(Home(folder), SettlementMonth.parse(month))


def make_site(home: Home, month: SettlementMonth) -> Path:
    """Make a month's site in HOME/site/MONTH, in one step; gives its front page.

    Raises WrongUsage (exit 2) where the month is not settled, ArchiveDamaged (exit 5), HomeBusy (exit 6).
    """
    with home.held(f"site {month}"):
        pages = Pages(gather_figures(home, month))
        folder = home.folder / "site" / str(month)
        aside = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        for file, html in pages.draw_all():
            path = aside / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
        put_in_place(aside, folder)
    return folder / "index.html"


def gather_figures(home: Home, month: SettlementMonth) -> Figures:
    """All that the site shows, held back where few."""
    known = read_known(home, month)
    breaks = read_break_policies(known.facts, month.last_day)
    threshold = int(value_on(known.facts, "suppression_threshold", month.last_day))
    cells = publish_cells(known.cells, known.places, threshold)
    account = known.funnels.filter(run_id=known.run["run_id"]).select("step", "bucket", "reason", "rows")
    funnel, free_services = publish_account(
        count_citizens(account, known.result), count_free_services(known.result, str(month)), threshold
    )
    named = {(row["activity_month"], row["area"], row["scheme"]): row for row in cells.rows(named=True)}
    entries = with_country(known.entries)
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
        coded=keep_coded(known.funnels),
        indicators=publish_indicators(known.indicators, str(month), threshold),
        free_services=free_services,
        policies={name: value_on(known.facts, name, month.last_day) for name in MONITORING},
        assumptions=known.assumptions,
        inputs=known.inputs,
        dictionary=known.dictionary,
        certificate=describe_certificate(home, known.run),
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


def keep_coded(funnels: pl.DataFrame) -> pl.DataFrame:
    """Stays and visits with and without a tariff-bearing service, by settlement month."""
    is_total = (pl.col("step") == "events") & pl.col("reason").is_null()
    kinds = ["rehabilitation", "other"]
    totals = funnels.filter(is_total & pl.col("bucket").is_in(kinds))
    by_month = totals.group_by("settlement_month").agg(
        pl.col("rows").filter(pl.col("bucket") == kind).sum().alias(kind) for kind in kinds
    )
    return by_month.sort("settlement_month")


def describe_certificate(home: Home, run: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the site says of the run's certificate: the verdict, never a count of what differs."""
    issued = read_certificate(home, run)
    if issued is None:
        return None
    return {
        "is_identical": issued["verdict"] == "identical",
        "issued_on": issued["issued_on"],
        "proofs": len(issued["proofs"]),
        "held": sum(proof["holds"] for proof in issued["proofs"]),
        "link": f"../../certificates/{run['settlement_month']}-{run['run_id']}.html",
    }
