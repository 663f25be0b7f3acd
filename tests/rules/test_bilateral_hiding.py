"""What of the bilateral settlement is shown to all: nothing of few citizens, and nothing that sums give away."""

import random

import polars as pl
import pytest

from tests.solving import find_known
from transforms.bilateral_hiding import COUNTRY, FINE, HOSPITALS, NAMED, Shown, count_cells, keep_shown, list_lines
from transforms.comparing_models import SOURCE

THRESHOLD = 5

LINES = [
    ("agreed", "region", "drg"),
    ("agreed", "region", "per_course"),
    ("agreed", "private", "package"),
    ("no_agreement", "region", None),
    ("own_production", "municipality", None),
]


def drawn_visits(seed: int) -> pl.DataFrame:
    """Visits of some payers: most with few citizens on some line."""
    chance = random.Random(seed)
    shared, rows = chance.choice([1, 2, 100]), []
    for payer in range(101, 101 + chance.randrange(2, 9)):
        for standing, kind, model in LINES:
            for person in range(chance.choice([0, 0, 2, 4, 6, 9, 30])):
                supplier = f"S{chance.randrange(2)}" if kind == "private" else kind
                agreement = None if model is None else f"{model} {payer % shared}"
                kroner = None if agreement is None else chance.choice([0, 640, 640])
                rows.append(
                    (f"0{payer}", standing, kind, supplier, model, "general", agreement, f"{payer} {person}", kroner)
                )
    return as_visits(rows)


NAMES = ["payer", "standing", "supplier_kind", "supplier", "model", "service_scope", "agreement_id", "cpr"]


def as_visits(rows):
    """Visits of payers in two regions. rows: the columns `NAMES`, and agreed_kr where it matters."""
    whole = [(*row, 640)[: len(NAMES) + 1] for row in rows]
    schema = dict.fromkeys(NAMES, pl.String) | {"agreed_kr": pl.Int64}
    region = pl.when(pl.col("payer") < "0104").then(pl.lit("1081")).otherwise(pl.lit("1084"))
    return pl.DataFrame(whole, schema=schema, orient="row").with_columns(region=region)


@pytest.mark.parametrize("seed", range(30))
def test_no_figure_of_few_citizens_is_shown(seed):
    visits = drawn_visits(seed).with_columns(source=SOURCE)
    if visits.is_empty():
        return
    shown = keep_shown(visits, THRESHOLD)
    for by in FINE:
        counts = (
            visits.filter(pl.col("payer").is_in(shown.payers)).group_by(by).agg(pl.col("cpr").n_unique().alias("n"))
        )
        assert counts.filter(pl.col("n") < THRESHOLD).is_empty()
    citizens = count_cells(visits.with_columns(line=NAMED))
    assert not [cell for cell, number in citizens.items() if is_seen(shown, cell) and number < THRESHOLD]


def is_seen(shown, cell):
    """Whether how many visits a cell has is shown: a line of an open payer, or a sum."""
    payer, _, line = cell.partition(" ")
    return payer in shown.payers if line and payer != COUNTRY else cell in shown.sums


PRICES = {"hospitals region": [640, 855], "agreed private package": [210, 390, 900]}
"""What a visit of a line may be agreed to cost, by agreement: no two agreements need be of the same price."""


@pytest.mark.parametrize("seed", range(60))
def test_no_attacker_who_knows_all_prices_finds_a_cell_of_few_citizens(seed):
    """Two equations for each sum: its visits, and where they are shown its kroner, for every price is public."""
    visits = drawn_visits(seed).with_columns(source=SOURCE, line=NAMED)
    if visits.is_empty():
        return
    shown = keep_shown(visits, THRESHOLD)
    agreed, advisory = {}, {}
    for payer, _, line in (
        cell.partition(" ") for cell in sorted(count_cells(visits)) if " " in cell and cell[:3] != "108"
    ):
        advisory[f"{payer} {line}"] = 640 if line == "hospitals region" else 855
        if payer != COUNTRY:
            agreed[f"{payer} {line}"] = price_of(visits, payer, line, seed)
    citizens = count_cells(visits)
    found, before = (find_all(visits, one, agreed, advisory) for one in (shown, Shown(*[frozenset()] * 4)))
    assert {cell for cell in found - before if citizens[cell] < THRESHOLD} == set()


def find_all(visits, shown, agreed, advisory):
    """What follows from what is shown and what stands with the hospitals' own figures; of nothing shown, from the latter."""
    equations = [
        {part: factor for part, factor in equation.items() if not is_seen(shown, part)}
        for line in list_lines(visits)
        for equation in list_equations(line, shown, agreed, advisory)
    ]
    return find_known(equation for equation in [*equations, *list_hospital_equations(visits, shown)] if equation)


def list_hospital_equations(visits, shown):
    """What stands with the hospitals' own figures, where it is not of few: the visits there of payers, regions and the country."""
    at_hospitals = visits.filter(supplier_kind="region")
    for by in ("payer", "region", "supplier_kind"):
        for _, rows in at_hospitals.group_by(by):
            if rows["cpr"].n_unique() >= THRESHOLD:
                cells = {f"{payer} {HOSPITALS} region" for payer in rows["payer"]}
                yield {cell: 1 for cell in cells if not is_seen(shown, cell)}


def price_of(visits, payer, line, seed):
    """What a payer's visit of a line costs: that of its agreement, and without one what the payer alone accepted."""
    agreement = visits.filter(payer=payer, line=line)["agreement_id"][0]
    return random.Random(f"{seed} {line} {agreement or payer}").choice(PRICES.get(line, [500]))


def list_equations(line, shown, agreed, advisory):
    """What a sum says of its parts: their number, and their kroner at each price list that it is shown at.

    Lines of the country have one advisory price, and many that are agreed; what payers come to in all has many of both.
    """
    yield {line.total: -1} | dict.fromkeys(line.parts, 1)
    for prices, sums in ((agreed, shown.agreed), (advisory, shown.advisory)):
        if line.total in sums and all(part in prices for part in line.parts):
            yield {part: prices[part] for part in line.parts}


def test_nothing_is_shown_of_a_payer_with_one_small_supplier():
    """How many of its visits were at hospitals stands elsewhere: its sum would tell how many were not."""
    rows = [("0101", "agreed", "region", "1084", "drg", "general", "A", f"a{n}") for n in range(40)]
    rows += [("0101", "agreed", "private", "P1", "package", "general", "B", f"b{n}") for n in range(2)]
    rows += [
        (payer, "agreed", kind, "x", model, "general", "A", f"{payer}{kind}{n}")
        for payer in ("0147", "0151")
        for kind, model in (("region", "drg"), ("private", "package"))
        for n in range(9)
    ]
    shown = keep_shown(as_visits(rows), THRESHOLD)
    assert "0101" not in shown.payers
    assert "0101" not in shown.sums


def test_how_hospitals_visits_are_spread_over_agreements_is_not_shown():
    """What a region's citizens had at hospitals stands elsewhere: less what is under its agreement it would tell the few outside it."""
    rows = [("0101", "agreed", "region", "1081", "per_course", "general", "A", f"a{n}") for n in range(40)]
    rows += [("0101", "no_agreement", "region", "1084", None, "general", None, f"a{n}") for n in range(2)]
    rows += [("0147", "no_agreement", "region", "1081", None, "general", None, f"c{n}") for n in range(40)]
    shown = keep_shown(as_visits(rows), THRESHOLD)
    assert {name for name in shown.sums if " " in name} == {"DK hospitals region"}


@pytest.mark.parametrize(("paid", "unpaid", "is_shown"), [(9, 9, True), (9, 0, True), (3, 9, False), (9, 1, False)])
def test_kroner_of_few_finished_courses_are_not_shown_whatever_the_visits_of_their_line(paid, unpaid, is_shown):
    rows = [
        (payer, "agreed", "municipality", "x", "per_course", "general", "A", f"{payer}{n}", 3500 * (n < paid))
        for payer, paid in (("0101", paid), ("0102", 0))
        for n in range(paid + (unpaid if payer == "0102" else 0))
    ]
    shown = keep_shown(as_visits(rows), THRESHOLD)
    assert ("DK agreed municipality per_course" in shown.agreed) == is_shown


@pytest.mark.parametrize(
    ("model", "agreements", "is_shown"),
    [
        ("drg", ["A", "B", "C"], True),
        ("per_hour", ["A", "A", "A"], True),
        ("per_hour", ["A", "B", "A"], False),
    ],
)
def test_what_a_line_comes_to_is_shown_where_all_hidden_payers_pay_alike(model, agreements, is_shown):
    rows = [
        (f"010{n}", "agreed", "municipality", "x", model, "general", agreement, f"{n} {person}")
        for n, agreement in enumerate(agreements)
        for person in range([3, 4, 20][n])
    ]
    shown = keep_shown(as_visits(rows), THRESHOLD)
    assert shown.payers == {"0102"}
    assert (f"DK agreed municipality {model}" in shown.agreed) == is_shown
