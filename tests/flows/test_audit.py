"""A month made again from the archive: identical, or what differs, by cause, to the last øre."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from flows.archive import Archive
from flows.audit import audit_month, compare_runs
from flows.certificates import write_certificate
from flows.cli import app
from flows.facts import SHIPPED
from flows.failures import AuditDiffers, WrongUsage
from flows.home import Home
from flows.settle_month import Order, settle_month
from reports.certificate import describe_audit
from reports.run_summary import as_plain_text
from tests.flows.conftest import MONTH
from tests.flows.year import Year


@pytest.fixture(scope="module")
def settled(delivery, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("audited") / "home"
    moved = shutil.copytree(delivery, home.parent / "delivery")
    facts = shutil.copytree(SHIPPED, home.parent / "facts")
    settle_month(Order(MONTH, moved, home, facts, is_verified=False))
    shutil.rmtree(moved)
    shutil.rmtree(facts)
    return home


@pytest.fixture
def home(settled, tmp_path) -> Home:
    return Home(shutil.copytree(settled, tmp_path / "home"))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def sums_of(audit):
    return {name: sum(audit.differences[name], Decimal(0)) for name in ("tariff_kr", "municipal_kr", "payable_kr")}


def assert_it_adds_up(audit):
    assert set(audit.residual.values()) == {Decimal("0.00")}
    assert sums_of(audit) == {name: audit.now[name] - audit.then[name] for name in audit.residual}


def test_nothing_but_the_archive_is_needed_to_run_a_month_again(settled):
    audit = audit_month(Home(settled), MONTH, None)
    assert audit.is_identical
    assert audit.now["events"] > 0
    assert_it_adds_up(audit)


def test_a_changed_byte_of_any_archived_file_is_named(home):
    archive = Archive(home)
    manifest_path = next(archive.folder.glob("runs/R0001-*.json"))
    objects = json.loads(manifest_path.read_text())
    for stored in (*objects["delivery"], *objects["facts"], *objects["result"], *objects["rows"]):
        path = next(home.restricted.glob(f"archive/objects/*/{stored['sha256']}*"))
        sound = path.read_bytes()
        damaged = bytearray(sound)
        damaged[len(sound) // 2] ^= 1
        path.write_bytes(bytes(damaged))
        audit = audit_month(home, MONTH, None)
        assert not audit.is_identical
        assert [proof.what for proof in audit.proofs if not proof.holds] == [f"archive: {stored['file']}"]
        if stored in (*objects["delivery"], *objects["facts"]):
            assert audit.differences.select("cause", "what").row(0) == ("archive", stored["file"])
            assert audit.differences["payable_kr"][0] == -audit.then["payable_kr"] < 0
        assert_it_adds_up(audit)
        path.write_bytes(sound)
    assert audit_month(home, MONTH, None).is_identical


def test_a_changed_manifest_is_named(home):
    edit(next(Archive(home).folder.glob("runs/R0001-*.json")), '"is_final": false', '"is_final": true')
    audit = audit_month(home, MONTH, None)
    assert audit.differences.select("cause", "what").rows() == [("archive", "manifest of R0001")]
    assert_it_adds_up(audit)


def test_an_entry_changed_in_the_ledger_is_named(home):
    with duckdb.connect(str(home.marts)) as marts:
        marts.execute("UPDATE ledger SET payer_municipality = '0999' WHERE entry_no = 3")
    audit = audit_month(home, MONTH, None)
    assert "the entries of R0001 are not those it booked" in [proof.detail for proof in audit.proofs if not proof.holds]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE charges SET payable_kr = payable_kr + 1000",
        "DELETE FROM charges",
        "UPDATE settlement_lines SET payable_kr = payable_kr + 1",
        "UPDATE runs SET payable_kr = 1, charges = 99",
        "UPDATE ledger SET entry_no = entry_no + 5",
    ],
)
def test_marts_changed_by_hand_are_not_identical(home, change):
    with duckdb.connect(str(home.marts)) as marts:
        marts.execute(change)
    audit = audit_month(home, MONTH, None)
    assert not audit.is_identical
    assert {proof.what for proof in audit.proofs if not proof.holds} >= {"marts"}


def test_tables_of_facts_that_belong_together_are_taken_together(home, tmp_path):
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    for name in ("tariffs", "tariff_codes"):
        (facts / f"{name}.csv").write_text((facts / f"{name}.csv").read_text().replace("GEN2A", "GEN9A"))
    audit = audit_month(home, MONTH, None, facts=facts)
    assert audit.differences["cause"].to_list() == ["facts"]
    assert "tariffs: GEN2A" in audit.differences["what"][0]
    assert "tariff_codes: " in audit.differences["what"][0]
    assert_it_adds_up(audit)


def test_other_facts_are_named_row_by_row_with_their_kroner(home, tmp_path):
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    edit(facts / "tariffs.csv", "GEN2A,855.00,855.00", "GEN2A,865.00,865.00")
    edit(facts / "policies.csv", "open_course,,hold", "open_course,,charge")
    audit = audit_month(home, MONTH, None, facts=facts)
    tariffs, policies = audit.differences.sort("what", descending=True).rows(named=True)
    assert tariffs["what"] == ("tariffs: GEN2A 2007-01-01 (tariff_kr 855.00 -> 865.00, municipal_kr 855.00 -> 865.00)")
    assert tariffs["municipal_kr"] == 10 * tariffs["events"] > tariffs["payable_kr"] > 0
    assert policies["what"].startswith("policies: open_course 2007-01-01 (value hold -> charge")
    assert policies["payable_kr"] > 0
    assert_it_adds_up(audit)


def test_one_changed_row_of_a_delivery_is_named_by_its_cause(home, delivery, tmp_path):
    with duckdb.connect(str(home.marts), read_only=True) as marts:
        stay, payer, payable = marts.execute(
            "SELECT event_id, payer_municipality, payable_kr FROM charges WHERE scheme = 'inpatient' LIMIT 1"
        ).fetchone()
    key = stay.removeprefix("S:")
    other = "0101" if payer != "0101" else "0751"
    rows = pl.read_csv(delivery / "t_adm.csv", separator=";", infer_schema=False)
    is_contact = pl.col("IDNUMMER") == key
    numbers = rows.filter(is_contact)["K_RECNUM"].to_list()
    for cause, changed, kroner in (
        ("residence", {"C_KOM": pl.lit(other)}, Decimal(0)),
        ("activity_withdrawn", None, -payable),
    ):
        given = shutil.copytree(delivery, tmp_path / cause)
        if changed:
            bent = rows.with_columns(
                pl.when(is_contact).then(value).otherwise(name).alias(name) for name, value in changed.items()
            )
            bent.write_csv(given / "t_adm.csv", separator=";")
        else:
            services = pl.read_csv(delivery / "t_sksube.csv", separator=";", infer_schema=False)
            services.filter(~pl.col("V_RECNUM").is_in(numbers)).write_csv(given / "t_sksube.csv", separator=";")
        audit = audit_month(home, MONTH, None, delivery=given)
        assert (cause, 1, kroner) in audit.differences.select("cause", "events", "payable_kr").rows()
        assert_it_adds_up(audit)


def test_only_the_days_that_both_deliveries_cover_are_compared_and_it_is_said(tmp_path):
    year, home = Year(tmp_path, 300), tmp_path / "home"
    year.deliver(1)
    settle_month(Order("2007-02", year.deliver(2), home, is_verified=False))
    narrow = shutil.copytree(tmp_path / "2007-02", tmp_path / "narrow")
    edit(narrow / "delivery.toml", "period_from = 2007-01-01", "period_from = 2007-02-01")
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    edit(facts / "tariffs.csv", "GEN2A,855.00,855.00", "GEN2A,865.00,865.00")
    audit = audit_month(Home(home), "2007-02", None, delivery=narrow, facts=facts)
    assert_it_adds_up(audit)
    assert audit.window.first == date(2007, 2, 1)
    assert "a part of what the run computed (2007-01-01 to" in as_plain_text(describe_audit(audit))


def test_an_audit_books_nothing_and_leaves_only_its_certificate(home, delivery):
    before = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    audit = audit_month(home, MONTH, None, delivery=delivery)
    page = write_certificate(home, audit, is_given=True)
    after = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    assert set(after) - set(before) == {page, page.with_suffix(".json")}
    assert {path: after[path] for path in before} == before


def test_the_certificate_says_the_same_in_both_forms_and_holds_no_cpr_number(home, tmp_path):
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    edit(facts / "tariffs.csv", "GEN2A,855.00,855.00", "GEN2A,865.00,865.00")
    audit = audit_month(home, MONTH, None, facts=facts)
    page = write_certificate(home, audit, is_given=True)
    certificate = json.loads(page.with_suffix(".json").read_text())
    assert certificate["verdict"] == "different"
    assert certificate["residual"]["payable_kr"] == "0.00"
    difference = Decimal(certificate["now"]["payable_kr"]) - Decimal(certificate["then"]["payable_kr"])
    written = f"{difference:,.2f}".translate(str.maketrans(",.", ".,"))
    assert f"Ikke identisk: {written} kr. forskel" in page.read_text()
    persons = pl.read_parquet(home.restricted / "persons.parquet")["cpr"]
    assert not any(cpr in page.read_text() + page.with_suffix(".json").read_text() for cpr in persons)


def test_two_runs_are_compared(home, delivery, tmp_path):
    corrected = shutil.copytree(delivery, tmp_path / "corrected")
    rows = pl.read_csv(corrected / "t_bes.csv", separator=";", infer_schema=False)
    rows.head(rows.height - 50).write_csv(corrected / "t_bes.csv", separator=";")
    booked = settle_month(Order(MONTH, corrected, home.folder, is_verified=False)).booked
    sums, events = compare_runs(home, "R0001", "R0002")
    assert dict(sums.select("change", "payable_kr").rows()) == {"withdrawn": booked["payable_kr"]}
    assert set(events["change"]) == {"withdrawn"}
    assert compare_runs(home, "R0001", "R0001")[0].is_empty()
    assert audit_month(home, MONTH, "R0001").is_identical
    assert audit_month(home, MONTH, None).run["run_id"] == "R0002"


def test_the_command_says_identical_or_exits_with_7(home, tmp_path):
    runner = CliRunner()
    same = runner.invoke(app, ["audit", MONTH, "--home", str(home.folder)])
    assert same.exit_code == 0
    assert "identical" in same.stdout.splitlines()
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    edit(facts / "tariffs.csv", "GEN2A,855.00,855.00", "GEN2A,865.00,865.00")
    other = runner.invoke(app, ["audit", MONTH, "--home", str(home.folder), "--facts", str(facts)])
    assert isinstance(other.exception, AuditDiffers)
    assert other.exception.exit_code == 7
    assert "identical" not in other.stdout.splitlines()


@pytest.mark.parametrize("arguments", [["2008-01"], [MONTH, "R0009"]])
def test_a_month_or_run_that_is_not_there_is_wrong_usage(home, arguments):
    with pytest.raises(WrongUsage, match="no published run"):
        audit_month(home, arguments[0], arguments[1] if len(arguments) > 1 else None)


def test_of_a_first_run_the_audit_finds_what_it_booked(home):
    audit = audit_month(home, MONTH, None)
    assert audit.then["payable_kr"] == audit.run["payable_kr"]
