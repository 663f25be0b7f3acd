"""The figures on the pages: those of the marts, and none that few citizens are behind, shown or worked out."""

import re
from collections import defaultdict
from decimal import Decimal

import polars as pl
import pytest

from flows.month import SettlementMonth
from flows.site.making import gather_figures
from flows.site.publishing import publish_account
from tests.site.conftest import MONTHS
from tests.solving import find_known

pytestmark = pytest.mark.xdist_group("site")

THRESHOLD = 5

SETTLED, OPTED_OUT = "settled", "opted_out"

SCHEMES = {
    "inpatient": {("inpatient", SETTLED)},
    "specialised_outpatient": {("specialised_outpatient", SETTLED), ("specialised_outpatient", OPTED_OUT)},
    "general_outpatient": {("general_outpatient", "information")},
    "hospital": {("inpatient", SETTLED), ("specialised_outpatient", SETTLED), ("specialised_outpatient", OPTED_OUT)},
    "settled": {("inpatient", SETTLED), ("specialised_outpatient", SETTLED)},
    "specialised_settled": {("specialised_outpatient", SETTLED)},
    "opted_out": {("specialised_outpatient", OPTED_OUT)},
}
"""What the pages show of a place -> schemes and channels."""

RULES = ("inpatient", "specialised_outpatient", "general_outpatient", "hospital")
"""Of these the others are parts where something is opted out, else the same; attacked with it in `test_gaps`."""

SUMS = {
    "hospital": [("inpatient", "specialised_outpatient"), ("settled", "opted_out")],
    "settled": [("inpatient", "specialised_settled")],
    "specialised_outpatient": [("specialised_settled", "opted_out")],
}
"""What adds up within a place."""


def read(text: str) -> Decimal | None:
    """A figure as it is written in Danish; empty where it is hidden."""
    if text == "skjult":
        return None
    number = text.removesuffix(" kr.").removesuffix(" mio.")
    return Decimal(number.replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))


@pytest.fixture(scope="session")
def shown(year) -> dict[str, set[str]]:
    """Every figure that has a key: what figure it is -> how it is written on all pages."""
    found = defaultdict(set)
    for page in year.pages:
        for element in page.root.iter():
            if isinstance(element.tag, str) and element.get("data-key"):
                found[element.get("data-key")].add("".join(element.itertext()).strip())
    return found


@pytest.fixture(scope="session")
def counted(year) -> dict[tuple[str, str, str], tuple[int, int, Decimal]]:
    """(month, area, scheme) -> events, citizens, kroner, by the marts, counted here by itself."""
    rows = year.query(
        f"""SELECT activity_month, payer_municipality, region, (scheme, channel), person_key, municipal_kr
        FROM as_known('{MONTHS[-1]}') JOIN municipalities ON municipality = payer_municipality"""
    )
    events, persons, kroner = defaultdict(int), defaultdict(set), defaultdict(Decimal)
    for month, town, region, scheme, person, kr in rows:
        for name in (name for name, parts in SCHEMES.items() if scheme in parts):
            for area in (town, region, "DK"):
                events[month, area, name] += 1
                persons[month, area, name].add(person)
                kroner[month, area, name] += kr
    return {key: (events[key], len(persons[key]), kroner[key]) for key in events}


def test_every_figure_on_the_pages_is_that_of_the_marts(shown, counted):
    compared = 0
    for key, texts in shown.items():
        what, *place = key.split(" ")
        if what not in {"events", "citizens", "municipal_kr"}:
            continue
        truth = dict(
            zip(("events", "citizens", "municipal_kr"), counted.get(tuple(place), (0, 0, Decimal(0))), strict=True)
        )
        for text in texts - {"skjult"}:
            tolerance = 5000 if "mio." in text else Decimal("0.5")
            number = read(text) * (1_000_000 if "mio." in text else 1)
            assert abs(number - truth[what]) <= tolerance, key
            compared += 1
        assert len(texts - {"skjult"}) in {0, 1, 2}
        assert not ({"skjult"} < texts), f"{key} is hidden here and shown there"
    assert compared > 500


def test_the_funnel_on_the_pages_is_that_of_the_marts(shown, year):
    for step in ("t_adm", "t_bes", "t_sksube"):
        for bucket in ("delivered", "accepted", "rejected"):
            rows = year.query(
                f"SELECT rows FROM funnel WHERE run_id = 'R0002' AND step = '{step}' AND bucket = '{bucket}' AND reason IS NULL"
            )
            assert {read(text) for text in shown[f"{step} {bucket}"]} == {Decimal(rows[0][0])}


def test_the_share_coded_as_rehabilitation_is_that_of_the_marts_month_by_month_and_region_by_region(year):
    figures = gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))
    booked = year.query(
        """SELECT activity_month, creditor_region, setting, rehabilitation, other, persons FROM coded WHERE run_id = 'R0002'
        AND creditor_region IS NOT NULL"""
    )
    expected = {
        (month, region, setting): rehabilitation / (rehabilitation + other)
        for month, region, setting, rehabilitation, other, persons in booked
        if min(persons or THRESHOLD, other or THRESHOLD) >= THRESHOLD
    }
    shown = {(month, area, setting): share for month, area, setting, share in figures.coded.rows() if area != "DK"}
    assert shown == pytest.approx(expected)
    assert {month for month, *_ in shown} == set(MONTHS)
    for month, setting in {(month, setting) for month, _, setting in shown}:
        of_country = [row[3:5] for row in booked if (row[0], row[2]) == (month, setting)]
        rehabilitation, other = map(sum, zip(*of_country, strict=True))
        (share,) = figures.coded.filter(activity_month=month, area="DK", setting=setting)["share"]
        assert share == pytest.approx(rehabilitation / (rehabilitation + other))


def test_no_figure_of_few_citizens_is_shown(shown, counted):
    few = {key for key, (_, citizens, _) in counted.items() if citizens < THRESHOLD}
    assert len(few) > 40
    for key, texts in shown.items():
        what, *place = key.split(" ")
        if tuple(place) in few and what in {"events", "citizens", "municipal_kr"}:
            assert texts == {"skjult"}, key


def test_no_hidden_figure_can_be_worked_out_from_those_that_are_shown(shown, counted, year):
    """All sums over schemes and places, solved exactly: what has but one solution is neither hidden nor of few citizens."""
    towns = dict(year.query("SELECT municipality, region FROM municipalities"))
    hidden = 0
    for month in MONTHS:
        for what in ("events", "municipal_kr"):
            written = {
                tuple(key.split(" ")[2:]): next(iter(texts))
                for key, texts in shown.items()
                if key.startswith(f"{what} {month} ")
            }
            split = {area for m, area, scheme in counted if (m, scheme) == (month, "opted_out")}
            unknown = {
                (area, scheme) for m, area, scheme in counted if m == month and (area in split or scheme in RULES)
            } - {cell for cell, text in written.items() if text != "skjult"}
            hidden += list(written.values()).count("skjult")
            lines = [
                {cell: factor for cell, factor in line.items() if cell in unknown} for line in list_sums(towns, split)
            ]
            for area, scheme in find_known(lines):
                assert counted[month, area, scheme][1] >= THRESHOLD
                assert written.get((area, scheme)) != "skjult"
    assert hidden > 200


def list_sums(towns, split):
    """What adds up: the municipalities of a region, the regions of the country, and the schemes of a place; of a split one its parts."""
    regions = set(towns.values())
    for scheme in RULES:
        for region in regions:
            yield {(region, scheme): -1} | {(town, scheme): 1 for town in towns if towns[town] == region}
        yield {("DK", scheme): -1} | {(region, scheme): 1 for region in regions}
    for area in [*towns, *regions, "DK"]:
        for whole, sums in SUMS.items():
            shown = [parts for parts in sums if area in split or {whole, *parts} <= set(RULES)]
            yield from ({(area, whole): -1} | {(area, part): 1 for part in parts} for parts in shown)


def test_a_change_is_told_whole_in_its_parts_and_only_of_what_may_be_shown(year):
    figures = gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))
    effects = figures.effects
    assert effects.height > 12
    parts = effects["activity_kr"] + effects["mix_kr"] + effects["price_kr"]
    assert (parts == effects["now_kr"] - effects["before_kr"]).all()
    for row in effects.rows(named=True):
        now = figures.look_up(row["area"], row["scheme"], row["activity_month"])
        assert (row["events_now"], row["now_kr"]) == (now["events"], now["municipal_kr"])
        before = figures.look_up(row["area"], row["scheme"], f"2007-{int(row['activity_month'][5:]) - 1:02d}")
        corrected = abs(before["events"] - row["events_before"])
        assert corrected == 0 or corrected >= THRESHOLD


def test_indicators_on_the_pages_are_those_that_may_leave_the_house(shown, year):
    figures = gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))
    values = {(name, area): value for name, area, value, _ in figures.indicators.rows()}
    marts = {
        (name, area): value
        for name, area, value in year.query(
            f"SELECT indicator, area, value FROM indicators WHERE period = '{MONTHS[-1]}'"
        )
    }
    visible = {key: value for key, value in values.items() if value is not None}
    assert visible
    spread = re.compile("_(lowest|lower_quartile|middle|upper_quartile|highest)$")
    for (name, area), value in visible.items():
        if not spread.search(name):
            assert value == marts[name, area]
    for (name, area), value in values.items():
        for text in shown.get(f"{name} {MONTHS[-1]} {area}", ()):
            assert (text == "skjult") == (value is None)


def account(reasons, free):
    """What is published of an account (reason -> events, citizens) and of free services (area -> events, citizens)."""
    rows = [("rehabilitation", None, 200, 100), ("charged", None, 120, 60), ("set_aside", None, 80, 40)]
    rows += [("set_aside", reason, *counts) for reason, counts in reasons.items()]
    schema = ["step", "bucket", "reason", "rows", "citizens"]
    funnel = pl.DataFrame([("events", *row) for row in rows], schema=schema, orient="row")
    services = pl.DataFrame(
        [(area, events, citizens, 100 * events) for area, (events, citizens) in free.items()],
        schema={"area": pl.String, "events": pl.Int64, "citizens": pl.Int64, "kr": pl.Decimal(14, 2)},
        orient="row",
    )
    told, published = publish_account(funnel, services, THRESHOLD)
    return {(bucket, reason): number for _, bucket, reason, number in told.rows()}, published


def test_the_funnel_hides_a_reason_of_few_citizens_and_another_beside_it_however_many_their_events():
    told, _ = account({"a": (33, 3), "b": (7, 7), "c": (40, 30)}, {})
    assert [told["set_aside", reason] for reason in "abc"] == [None, None, 40]
    assert [told[bucket, None] for bucket in ("rehabilitation", "charged", "set_aside")] == [200, 120, 80]


def test_free_services_of_few_are_hidden_with_another_region():
    _, free = account(
        {"no_rehabilitation_plan": (119, 50)}, {"1081": (9, 3), "1082": (20, 8), "1083": (90, 40), "DK": (119, 50)}
    )
    assert free["events"].to_list() == [None, None, 90, 119]
    assert free["kr"].to_list() == [None, None, Decimal(9000), Decimal(11900)]


def test_free_services_of_few_in_the_country_are_hidden_in_the_funnel_too():
    told, free = account(
        {"no_rehabilitation_plan": (21, 1), "b": (30, 20), "c": (29, 25)}, {"1082": (21, 1), "DK": (21, 1)}
    )
    assert free["events"].to_list() == [None, None]
    assert told["set_aside", "no_rehabilitation_plan"] is None


def test_free_services_of_other_months_are_not_given_away_by_the_funnel():
    reasons = {"no_rehabilitation_plan": (24, 21), "b": (30, 20), "c": (26, 25)}
    told, free = account(reasons, {"1082": (20, 20), "DK": (20, 20), "rest": (4, 1)})
    assert told["set_aside", "no_rehabilitation_plan"] is None or free["events"].to_list() == [None, None]
