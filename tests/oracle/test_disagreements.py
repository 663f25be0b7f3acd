"""What stops a run: every way in which its charges and set-asides can differ from what the second engine makes of the same files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from flows.failures import PERSONAL_NUMBER, Failure, IntegrityFailed
from flows.settle_month import compute
from flows.verification.verify import find_disagreements

from .deliveries import Delivery, write
from .drawn import CONTACT, table
from .facts import DAY_BEFORE, Facts, base_facts, write_facts

T_ADM = """
    k_recnum | c_pattype | v_cpr      | c_kom | d_inddto   | d_uddto
    ---------+-----------+------------+-------+------------+-----------
    1        | 0         | 6101500001 | 0751  | 2007-03-01 | 2007-03-09
    2        | 0         | 6202600002 | 0101  | 2007-02-01 | 2007-02-09
    3        | 2         | 6202600002 | 0101  | 2007-03-01 |
    4        | 2         | 6303700003 | 0751  | 2007-03-01 |
"""
T_BES = """
    v_recnum | d_ambdto
    ---------+-----------
    3        | 2007-03-05
    4        | 2007-03-05
    4        | 2007-03-06
"""
T_SKSUBE = """
    v_recnum | c_opr      | d_odto
    ---------+------------+-----------
    1        | BLNA       | 2007-03-09
    2        | BLNR       | 2007-02-09
    3        | PLANSPEC   | 2007-03-01
    3        | STARTSPEC  | 2007-03-01
    3        | SLUTSPEC   | 2007-03-31
    3        | BLNR       | 2007-03-05
    4        | BLNA       | 2007-03-05
    4        | BTP        | 2007-03-06
"""
Change = Callable[[pl.DataFrame], pl.DataFrame]
MARCH = (date(2007, 3, 1), date(2007, 3, 31))


class Run(NamedTuple):
    """A drawn month as the first engine settled it, and where its files are: S:1, S:2 and V:3:... are charged, V:4:... not."""

    delivery: Path
    facts: Path
    charges: pl.DataFrame
    set_aside: pl.DataFrame
    scratch: Path

    def against(
        self, charges: pl.DataFrame | None = None, set_aside: pl.DataFrame | None = None, first: str = "2007-01-01"
    ) -> list[tuple[str, str, str]]:
        """What the second engine finds in these rows in place of the run's own; nothing may be left behind."""
        charges = self.charges if charges is None else charges
        set_aside = self.set_aside if set_aside is None else set_aside
        window = (date.fromisoformat(first), MARCH[1])
        try:
            found = find_disagreements(
                self.delivery,
                self.facts,
                window,
                MARCH[1],
                {"charges": charges, "set_aside": set_aside},
                self.scratch,
            )
        finally:
            assert not list(self.scratch.iterdir())
        assert found.columns == ["event_id", "where", "what"]
        assert not PERSONAL_NUMBER.search(found.write_csv())
        return found.rows()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return settle(tmp_path, base_facts())


def settle(folder: Path, facts: Facts) -> Run:
    drawn = {"t_adm": [CONTACT | row for row in table(T_ADM)], "t_bes": table(T_BES), "t_sksube": table(T_SKSUBE)}
    delivery = Delivery("2007-01-01", "2007-03-31", drawn, {name: list(rows[0]) for name, rows in drawn.items()})
    delivery.columns["t_adm"].append("c_afd")
    files, written = write(delivery, folder / "delivery"), write_facts(facts, folder / "facts")
    computed = compute(files, written, "2007-03")
    scratch = folder / "scratch"
    scratch.mkdir()
    return Run(files, written, computed.charges, computed.set_aside, scratch)


def put(rows: pl.DataFrame, event_id: str, **cells: object) -> pl.DataFrame:
    """The rows with other cells in one event."""
    changed = pl.col("event_id") == event_id
    kinds = rows.schema
    return rows.with_columns(
        pl.when(changed).then(pl.lit(cell, dtype=kinds[name])).otherwise(pl.col(name)).alias(name)
        for name, cell in cells.items()
    )


def test_engines_that_agree_find_nothing(run: Run) -> None:
    assert run.charges["event_id"].sort().to_list() == ["S:1", "S:2", "V:3:2007-03-05"]
    assert run.set_aside["event_id"].sort().to_list() == ["V:4:2007-03-05", "V:4:2007-03-06"]
    assert run.against() == []
    assert run.against(run.charges.reverse(), run.set_aside.reverse()) == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("scheme", "general_outpatient"),
        ("channel", "opted_out"),
        ("activity_date", date(2007, 3, 6)),
        ("activity_month", "2007-04"),
        ("payer_municipality", "0461"),
        ("creditor_region", "1082"),
        ("hospital", "66A0"),
        ("department", "07"),
        ("specialty", "08"),
        ("cpr", "6101500001"),
        ("age", 1),
        ("sks_code", "BLNA"),
        ("tariff_group", "GEN1A"),
        ("tariff_kr", Decimal("855.01")),
        ("municipal_kr", Decimal("854.00")),
        ("payable_kr", Decimal("0.00")),
        ("plan_issued_on", None),
        ("course_started_on", date(2007, 3, 2)),
        ("course_ended_on", None),
    ],
)
def test_a_cell_of_a_charge_that_differs_is_named_by_event_and_column(run: Run, column: str, cell: object) -> None:
    assert set(run.charges.columns) >= {column}
    assert run.against(put(run.charges, "V:3:2007-03-05", **{column: cell})) == [("V:3:2007-03-05", "charges", column)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("reason", "no_start_mark"),
        ("setting", "stay"),
        ("scheme", "general_outpatient"),
        ("activity_date", date(2007, 3, 6)),
        ("payer_municipality", None),
        ("creditor_region", None),
        ("hospital", "66A0"),
        ("cpr", "6101500001"),
        ("sks_code", None),
        ("advisory_kr", Decimal("640.01")),
    ],
)
def test_a_cell_of_a_set_aside_that_differs_is_named_by_event_and_column(run: Run, column: str, cell: object) -> None:
    changed = put(run.set_aside, "V:4:2007-03-05", **{column: cell})
    assert run.against(set_aside=changed) == [("V:4:2007-03-05", "set_aside", column)]


def test_all_columns_that_differ_are_named_in_the_contracts_order(run: Run) -> None:
    changed = put(run.charges, "S:1", payable_kr=Decimal("0"), channel="information", age=None)
    assert run.against(changed) == [("S:1", "charges", "channel, age, payable_kr")]


def test_an_event_that_the_run_lacks_or_has_alone_or_has_twice_is_found(run: Run) -> None:
    charges = run.charges
    only = charges.filter(pl.col("event_id") == "S:1").with_columns(event_id=pl.lit("S:7"))
    assert run.against(charges.filter(pl.col("event_id") != "S:1")) == [
        ("S:1", "charges", "only the second engine has it")
    ]
    assert run.against(pl.concat([charges, only])) == [("S:7", "charges", "only the run has it")]
    assert run.against(pl.concat([charges, charges.head(1)])) == [
        (charges["event_id"][0], "charges", "the run has it twice")
    ]


def test_an_event_that_the_second_engine_has_twice_is_found(run: Run) -> None:
    facts = base_facts()
    facts["hospitals"] += [row for row in facts["hospitals"] if row["hospital"] == CONTACT["c_sgh"]]
    write_facts(facts, run.facts)
    assert set(run.against()) == {
        *((event_id, "charges", "the second engine has it twice") for event_id in run.charges["event_id"]),
        *((event_id, "set_aside", "the second engine has it twice") for event_id in run.set_aside["event_id"]),
    }


def test_an_event_that_is_charged_by_one_engine_and_set_aside_by_the_other_is_found_in_both_places(run: Run) -> None:
    assert run.against(set_aside=run.set_aside.clear(), charges=run.charges.clear()) == [
        *((event_id, "charges", "only the second engine has it") for event_id in ("S:1", "S:2", "V:3:2007-03-05")),
        *(
            (event_id, "set_aside", "only the second engine has it")
            for event_id in ("V:4:2007-03-05", "V:4:2007-03-06")
        ),
    ]


def test_two_persons_who_took_each_others_place_are_found_and_not_named(run: Run) -> None:
    persons = dict(run.charges.select("event_id", "cpr").rows())
    swapped = put(put(run.charges, "S:1", cpr=persons["S:2"]), "S:2", cpr=persons["S:1"])
    assert run.against(swapped) == [("S:1", "charges", "cpr"), ("S:2", "charges", "cpr")]


def test_the_window_is_the_callers(run: Run) -> None:
    assert run.against(first="2007-03-01") == [("S:2", "charges", "only the run has it")]
    assert run.against(run.charges.filter(pl.col("event_id") != "S:2"), first="2007-03-01") == []


@pytest.mark.parametrize("change", [lambda rows: rows.drop("age"), lambda rows: rows.cast({"tariff_kr": pl.Float64})])
def test_rows_that_could_hide_a_difference_are_not_compared(run: Run, change: Change) -> None:
    with pytest.raises(IntegrityFailed, match=r"age is missing|tariff_kr is DOUBLE"):
        run.against(change(run.charges))


def test_a_tariff_that_only_the_second_engine_misses_stops_the_run(run: Run) -> None:
    facts = base_facts()
    for row in facts["tariffs"]:
        row["valid_to"] = str(DAY_BEFORE) if row["tariff_group"] != "GEN2A" else "2007-03-01"
    write_facts(facts, run.facts)
    with pytest.raises(IntegrityFailed, match="GEN2A has no tariff on 2007-03-05"):
        run.against()


def test_a_second_engine_that_fails_stops_the_run_and_quotes_no_row(run: Run) -> None:
    facts = base_facts()
    facts["tariffs"][0]["tariff_kr"] = "6101500001 kr"
    write_facts(facts, run.facts)
    with pytest.raises(Failure) as failed:
        run.against()
    assert "ConversionException" in str(failed.value)
    assert "kr" not in str(failed.value).split()
    assert failed.value.__cause__ is None


@pytest.mark.parametrize(
    ("file", "loosen"),
    [
        ("t_bes", lambda text: "\n" + text.replace("\n", "\n\n", 2)),
        ("t_bes", lambda text: text.replace("\n", ";\n")),
        ("t_bes", lambda text: text.replace(";", ";x;x;").replace("\n", ";\n", 1)),
        ("t_adm", lambda text: text.replace(";\n", "\n")),
        ("t_sksube", lambda text: text.replace(";", " ; ").rstrip("\n")),
    ],
    ids=["blank lines", "an empty column", "unknown columns", "cells left out", "blanks"],
)
def test_both_engines_read_files_as_loose_as_the_contract_allows(
    run: Run, file: str, loosen: Callable[[str], str]
) -> None:
    path = run.delivery / f"{file}.csv"
    path.write_text(loosen(path.read_text()))
    path.rename(path.with_name(path.name.upper()))
    computed = compute(run.delivery, run.facts, "2007-03", max_rejected_share=1.0)
    assert run.against(computed.charges, computed.set_aside) == []


def test_a_file_that_is_gone_stops_the_run(run: Run) -> None:
    (run.delivery / "t_bes.csv").unlink()
    with pytest.raises(FileNotFoundError):
        run.against()
