"""What of the bilateral settlement may be shown to all: nothing of payers with few citizens anywhere.

A payer is open, and shown in full, where no figure of it is of few citizens; else nothing of it is. How many visits each had at
hospitals stands with the hospitals' own figures: beside its visits in all, or beside hospitals' visits by agreement, that would tell
the rest. So the country's visits at hospitals are one line, and no payer's sum is shown.
Danish: diskretionering. Source: policy `suppression_threshold`; the search is in `transforms.hiding`.
"""

from collections.abc import Set
from typing import NamedTuple

import polars as pl

from transforms.comparing_models import SOURCE
from transforms.hiding import ELSEWHERE, Line, hide_few, hide_kroner
from transforms.models import OF_COURSE, is_of

COUNTRY = "DK"

HOSPITALS = "hospitals"
"""The standing of visits at hospitals on the country's table, whatever is agreed of them."""

ALL_HOSPITALS = f"{COUNTRY} {HOSPITALS} region"

OF_HOSPITAL = pl.col("supplier_kind") == "region"
LINE = ["standing", "supplier_kind", "model"]
AS_LINE = [
    pl.when(OF_HOSPITAL).then(pl.lit(HOSPITALS)).otherwise("standing").alias("standing"),
    pl.col("supplier_kind"),
    pl.when(~OF_HOSPITAL).then("model").alias("model"),
]
"""A line of the country's table."""

FINE = (
    ["payer", *LINE],
    ["payer", "supplier_kind", "supplier"],
    ["payer", "service_scope", "source"],
    ["payer", "supplier_kind", "agreement_id", "model"],
)
"""What the figures of an open payer are counted by."""

NAMED = pl.concat_str(*AS_LINE, separator=" ", ignore_nulls=True)


class Shown(NamedTuple):
    """What may be shown: payers in full, and sums, named `PAYER` or `DK` of what is owed in all, `DK line` by `NAMED`.

    sums: their visits and citizens. advisory: those whose advisory kroner may be too. agreed: and what is agreed.
    """

    payers: frozenset[str]
    sums: frozenset[str]
    advisory: frozenset[str]
    agreed: frozenset[str]


def keep_shown(visits: pl.DataFrame, threshold: int) -> Shown:
    """What of a month's visits may be shown: nothing of few citizens, and nothing that sums of what is shown give away.

    All pay the same advisory tariffs, but each what it agreed: of payers that do not all pay alike, what is agreed in all would
    tell whose a line's visits are.
    In: payer, standing, supplier_kind, supplier, model, service_scope, agreement_id, agreed_kr, cpr.
    """
    named = visits.with_columns(line=NAMED, source=SOURCE)
    counts = count_cells(named)
    if counts.get(ALL_HOSPITALS, 0) >= threshold:
        counts[ALL_HOSPITALS] = ELSEWHERE
    lines = list_lines(named)
    payers = frozenset(named["payer"])
    few = {payer for by in FINE for payer in keep_few(named, by, threshold)}
    while True:
        closed = {name for name in counts if name.partition(" ")[0] in few}
        hidden = hide_few(counts, lines, threshold, closed)
        opened = {name.partition(" ")[0] for name in hidden - closed} & payers
        if not opened:
            break
        few |= opened
    of_kinds = [line for line in lines if not line.is_apart]
    sums = frozenset(line.total for line in lines)
    few_paid = keep_few_paid(named, threshold)
    return Shown(
        payers=payers - few,
        sums=sums - hidden,
        advisory=sums - hide_kroner(hidden, of_kinds),
        agreed=sums - hide_kroner(hidden | few_paid, [*of_kinds, *keep_priced_apart(named, lines, hidden)]),
    )


def keep_few_paid(visits: pl.DataFrame, threshold: int) -> frozenset[str]:
    """The country's lines of finished courses whose kroner are of few citizens, or tell that few have not finished theirs."""
    citizens = pl.col("cpr").n_unique()
    paid = pl.col("cpr").filter(pl.col("agreed_kr") > 0).n_unique()
    counted = visits.filter(is_of(*OF_COURSE)).group_by("line").agg(paid=paid, unpaid=citizens - paid)
    is_few = pl.any_horizontal(pl.col("paid", "unpaid").is_between(0, threshold, closed="none"))
    return frozenset(f"{COUNTRY} {line}" for line in counted.filter(is_few)["line"])


def keep_priced_apart(visits: pl.DataFrame, lines: list[Line], hidden: Set[str]) -> list[Line]:
    """The country's lines whose hidden parts do not pay alike: by the tariffs, or under one agreement of all of them."""
    by = pl.when(model="drg").then(pl.lit("drg")).otherwise(pl.coalesce("agreement_id", "payer"))
    cells = visits.select("line", by.alias("by"), cell=pl.concat_str("payer", "line", separator=" "))
    priced = cells.filter(pl.col("cell").is_in(list(hidden))).group_by("line").agg(pl.col("by").n_unique())
    apart = {f"{COUNTRY} {line}" for line in priced.filter(pl.col("by") > 1)["line"]}
    return [line for line in lines if line.total in apart]


def keep_few(visits: pl.DataFrame, by: list[str], threshold: int) -> list[str]:
    """The payers with a figure of few citizens."""
    counted = visits.group_by(by).agg(pl.col("cpr").n_unique().alias("citizens"))
    return counted.filter(pl.col("citizens") < threshold)["payer"].to_list()


def count_cells(visits: pl.DataFrame) -> dict[str, int]:
    """Citizens behind each cell: `PAYER line`, `DK line`, and of what is owed `PAYER` and `DK`."""
    both = pl.concat([visits, visits.with_columns(payer=pl.lit(COUNTRY))])
    owed = both.filter(pl.col("standing") != "own_production")
    cells = pl.concat(
        rows.group_by(cell.alias("cell")).agg(pl.col("cpr").n_unique().alias("citizens"))
        for rows, cell in ((both, pl.concat_str("payer", "line", separator=" ")), (owed, pl.col("payer")))
    )
    return dict(cells.rows())


def list_lines(visits: pl.DataFrame) -> list[Line]:
    """The sums that a reader can make. A citizen may be with several suppliers, and has one payer."""
    is_owed = pl.col("standing") != "own_production"
    cells = visits.select("payer", "line", is_owed.alias("is_owed")).unique().sort("payer", "line")
    owed = cells.filter("is_owed")
    of_payers = [
        Line(str(payer), [f"{payer} {line}" for line in rows["line"]], is_apart=False)
        for (payer,), rows in owed.group_by("payer", maintain_order=True)
    ]
    of_country = [
        Line(f"{COUNTRY} {line}", [f"{payer} {line}" for payer in rows["payer"]])
        for (line,), rows in cells.group_by("line", maintain_order=True)
    ]
    together = [
        Line(COUNTRY, [f"{COUNTRY} {line}" for line in owed["line"].unique().sort()], is_apart=False),
        Line(COUNTRY, owed["payer"].unique().sort().to_list()),
    ]
    return [*of_payers, *of_country, *together] if owed.height else of_country
