"""What of the bilateral settlement is shown to all: nothing of few citizens, and nothing that sums give away."""

import random

import polars as pl
import pytest

from tests.solving import find_known
from transforms.bilateral_hiding import COUNTRY, FINE, keep_shown, list_lines
from transforms.comparing_models import SOURCE

THRESHOLD = 5

LINES = [
    ("agreed", "region", "drg"),
    ("agreed", "private", "package"),
    ("no_agreement", "region", None),
    ("own_production", "municipality", None),
]


def drawn_visits(seed: int) -> pl.DataFrame:
    """Visits of some payers: most with few citizens on some line."""
    chance = random.Random(seed)
    rows = []
    for payer in range(101, 101 + chance.randrange(2, 9)):
        for standing, kind, model in LINES:
            for person in range(chance.choice([0, 0, 2, 4, 6, 9, 30])):
                supplier = f"S{chance.randrange(2)}" if kind == "private" else kind
                rows.append((f"0{payer}", standing, kind, supplier, model, "general", model, f"{payer} {person}"))
    names = ["payer", "standing", "supplier_kind", "supplier", "model", "service_scope", "agreement_id", "cpr"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@pytest.mark.parametrize("seed", range(30))
def test_no_attacker_finds_a_cell_of_few_citizens(seed):
    visits = drawn_visits(seed).with_columns(source=SOURCE)
    if visits.is_empty():
        return
    shown = keep_shown(visits, THRESHOLD)
    for by in FINE:
        counts = (
            visits.filter(pl.col("payer").is_in(shown.payers)).group_by(by).agg(pl.col("cpr").n_unique().alias("n"))
        )
        assert counts.filter(pl.col("n") < THRESHOLD).is_empty()
    named = visits.with_columns(
        line=pl.concat_str("standing", "supplier_kind", "model", separator=" ", ignore_nulls=True)
    )
    both = pl.concat([named, named.with_columns(payer=pl.lit(COUNTRY))])
    owed = both.filter(pl.col("standing") != "own_production")
    citizens = dict(owed.group_by("payer").agg(pl.col("cpr").n_unique()).rows())
    cells = both.group_by(pl.concat_str("payer", "line", separator=" ").alias("cell")).agg(pl.col("cpr").n_unique())
    citizens |= dict(cells.rows())

    def is_seen(cell: str) -> bool:
        payer, _, line = cell.partition(" ")
        if payer == COUNTRY:
            return line in shown.lines if line else shown.is_total
        return payer in (shown.payers if line else shown.totals)

    assert not [cell for cell, number in citizens.items() if is_seen(cell) and number < THRESHOLD]
    equations = [
        {cell: sign for cell, sign in [(line.total, -1), *((part, 1) for part in line.parts)] if not is_seen(cell)}
        for line in list_lines(named)
    ]
    assert find_known(equation for equation in equations if equation) == set()


def test_a_payer_with_one_small_supplier_is_shown_in_total_only():
    rows = [("0101", "agreed", "region", "1084", "drg", "general", "A", f"a{n}") for n in range(40)]
    rows += [("0101", "agreed", "private", "P1", "package", "general", "B", f"b{n}") for n in range(2)]
    rows += [
        (payer, "agreed", kind, "x", model, "general", "A", f"{payer}{kind}{n}")
        for payer in ("0147", "0151")
        for kind, model in (("region", "drg"), ("private", "package"))
        for n in range(9)
    ]
    names = ["payer", "standing", "supplier_kind", "supplier", "model", "service_scope", "agreement_id", "cpr"]
    shown = keep_shown(pl.DataFrame(rows, schema=names, orient="row"), THRESHOLD)
    assert "0101" not in shown.payers
    assert "0101" in shown.totals
