"""A month settled by the command: what it prints, publishes and keeps to itself."""

import json
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import polars as pl
import pytest

from flows.facts import SHIPPED
from flows.settle_month import Order, compute, settle_month
from schemas.marts import MARTS
from tests.flows.conftest import MONTH, run_genopt

pytestmark = pytest.mark.xdist_group("settled_home")

STAGES = {
    "look at what stands",
    "read facts",
    "find delivery",
    "read and accept rows",
    "judge and price events",
    "book",
    "write, check and publish marts",
}

CONTRACT = {
    "charges": "event_id scheme channel activity_date activity_month payer_municipality creditor_region hospital department "
    "specialty person_key age sks_code tariff_group tariff_kr municipal_kr payable_kr plan_issued_on course_started_on "
    "course_ended_on settlement_month run_id entry_no",
    "ledger": "entry_no settlement_month round run_id entry_type event_id scheme channel activity_date activity_month "
    "payer_municipality creditor_region hospital department specialty person_key age sks_code tariff_group tariff_kr "
    "municipal_kr payable_kr plan_issued_on course_started_on course_ended_on reason",
    "settlement_lines": "settlement_month round activity_month payer_municipality creditor_region scheme channel tariff_group "
    "entry_type events tariff_kr municipal_kr payable_kr",
    "set_aside": "event_id reason setting scheme activity_date payer_municipality creditor_region hospital person_key sks_code "
    "advisory_kr run_id",
    "rejected_rows": "run_id file row_number column_name reason",
    "funnel": "run_id step bucket reason rows",
    "runs": "run_id settlement_month round status started_at finished_at delivery_id period_from period_to drawn_on facts_id "
    "code_version content_hash charges reversals tariff_kr municipal_kr payable_kr ledger_hash window_from window_to "
    "is_verified manifest register_name bilateral_hash bilateral_ledger_hash",
    "after_final": "run_id event_id activity_date payer_municipality creditor_region change tariff_kr municipal_kr payable_kr",
    "coded": "run_id activity_month creditor_region setting rehabilitation other persons",
    "plans": "person_key plan_kind issued_on hospital hospital_region municipality age run_id",
    "indicators": "indicator period area_kind area value numerator denominator unit note region persons",
    "inputs": "run_id file sha256 bytes rows",
    "assumptions": "run_id fact row_key status note",
}


def test_the_command_settles_at_the_first_try_on_a_machine_that_never_ran_prefect(home):
    assert home.process.returncode == 0, home.process.stderr
    assert home.process.stderr == ""
    assert f"Settled {MONTH} (provisional) as run R0001" in home.process.stdout
    assert f"Marts: {home.marts}" in home.process.stdout


def test_the_marts_are_those_of_the_contract_in_its_order(home):
    for mart, columns in CONTRACT.items():
        described = home.query(
            f"SELECT column_name FROM duckdb_columns() WHERE table_name = '{mart}' ORDER BY column_index"
        )
        assert " ".join(name for (name,) in described) == columns


def test_every_table_and_every_column_carries_a_comment(home):
    assert home.query("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL OR comment = ''") == []
    assert (
        home.query(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''"
        )
        == []
    )


def test_money_is_decimal_and_never_a_float(home):
    types = home.query(
        "SELECT DISTINCT data_type FROM duckdb_columns() WHERE NOT internal AND column_name LIKE '%\\_kr' ESCAPE '\\'"
    )
    assert types == [("DECIMAL(14,2)",)]
    assert home.query("SELECT * FROM duckdb_columns() WHERE NOT internal AND data_type IN ('DOUBLE', 'FLOAT')") == []


@pytest.mark.parametrize("mart", MARTS)
def test_the_key_of_each_mart_is_unique(home, mart):
    key = ", ".join(MARTS[mart][1])
    assert home.query(f"SELECT {key} FROM {mart} GROUP BY ALL HAVING count(*) > 1") == []


def test_the_funnel_adds_up(home):
    for step in ("t_adm", "t_bes", "t_sksube"):
        totals = dict(home.query(f"SELECT bucket, rows FROM funnel WHERE step = '{step}' AND reason IS NULL"))
        assert totals["delivered"] == totals["accepted"] + totals["rejected"]
    events = dict(home.query("SELECT bucket, rows FROM funnel WHERE step = 'events' AND reason IS NULL"))
    assert events["rehabilitation"] == events["charged"] + events["set_aside"]
    assert home.query("SELECT count(*) FROM charges") == [(events["charged"],)]
    assert home.query("SELECT count(*) FROM set_aside") == [(events["set_aside"],)]


def test_ledger_lines_and_charges_come_to_the_same_kroner(home):
    sums = {
        home.query(f"SELECT sum(tariff_kr), sum(municipal_kr), sum(payable_kr) FROM {mart}")[0]
        for mart in ("charges", "ledger", "settlement_lines")
    }
    assert len(sums) == 1


def test_a_synthetic_delivery_holds_every_reason_of_the_contract(home):
    set_aside = {reason for (reason,) in home.query("SELECT DISTINCT reason FROM set_aside")}
    assert set_aside == {
        "unknown_hospital",
        "test_hospital",
        "no_paying_municipality",
        "no_rehabilitation_plan",
        "no_start_mark",
        "after_end_mark",
        "ambiguous_course",
        "awaiting_end_mark",
        "home_visit_in_specialised_course",
    }
    rejected = {reason for (reason,) in home.query("SELECT DISTINCT reason FROM rejected_rows")}
    assert rejected == {
        "bad_cpr",
        "bad_date",
        "missing_value",
        "bad_code",
        "discharge_before_admission",
        "orphan",
        "duplicate_contact",
        "duplicate_row",
    }


def test_no_cpr_number_leaves_the_restricted_folder(home, delivery):
    rows = pl.read_csv(delivery / "t_adm.csv", separator=";", infer_schema=False)
    numbers = {number.strip() for number in rows["V_CPR"].drop_nulls() if number.strip()}
    texts = home.query(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'"
    )
    for table, column in texts:
        assert not numbers & {value for (value,) in home.query(f"SELECT DISTINCT {column} FROM {table}")}, (
            f"{table}.{column}"
        )
    keys = home.query("SELECT DISTINCT person_key FROM charges UNION SELECT DISTINCT person_key FROM set_aside")
    assert all(re.fullmatch("[a-p]{32}", key) for (key,) in keys)
    outside = [path for path in home.prefect_home.rglob("*") if path.is_file()]
    outside += [path for path in home.folder.rglob("*") if path.is_file() and "restricted" not in path.parts]
    contents = [home.process.stdout.encode(), home.process.stderr.encode(), *(path.read_bytes() for path in outside)]
    assert not [number for number in numbers for content in contents if number.encode() in content]
    assert not [path for path in home.folder.rglob("*") if any(number in path.name for number in numbers)]


def test_what_is_restricted_is_the_owners_alone(home):
    restricted = home.folder / "restricted"
    assert stat.S_IMODE(restricted.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in restricted.rglob("*") if path.is_file()} == {0o600}


def test_direct_use_from_python_gives_the_content_hash_of_the_command(home, delivery, tmp_path):
    summary = settle_month(Order(MONTH, delivery, tmp_path))
    assert [(summary.run["content_hash"], summary.run["ledger_hash"])] == home.query(
        "SELECT content_hash, ledger_hash FROM runs WHERE run_id = 'R0001'"
    )
    assert summary.run["delivery_id"] == home.query("SELECT delivery_id FROM runs")[0][0]


def test_shuffled_files_in_another_process_give_the_same_content_hash(home, delivery, tmp_path):
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    (shuffled / "delivery.toml").write_bytes((delivery / "delivery.toml").read_bytes())
    for name in ("t_adm", "t_bes", "t_sksube"):
        rows = pl.read_csv(delivery / f"{name}.csv", separator=";", infer_schema=False)
        rows.sample(fraction=1, shuffle=True, seed=3).write_parquet(shuffled / f"{name}.parquet")
    code = (
        "import sys; from pathlib import Path; from flows.settle_month import Order, settle_month; "
        "print(settle_month(Order(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))).run['content_hash'])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, MONTH, str(shuffled), str(tmp_path / "home")],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "5", "POLARS_MAX_THREADS": "1"},
    )
    assert [(process.stdout.strip(),)] == home.query("SELECT content_hash FROM runs WHERE run_id = 'R0001'")


def test_the_two_ways_of_computing_share_every_charge(home, delivery):
    charges = compute(delivery, SHIPPED, MONTH).charges
    assert home.query("SELECT count(*), sum(payable_kr) FROM charges") == [
        (charges.height, charges["payable_kr"].sum())
    ]


def test_prefect_shows_named_tasks_and_a_summary_where_a_server_is_set(delivery, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    environment = {"PREFECT_HOME": str(tmp_path), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
        env={**environment, "PATH": str(Path(sys.executable).parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{url}/health")
        process = run_genopt(
            "settle",
            MONTH,
            "--delivery",
            delivery,
            "--home",
            tmp_path / "home",
            "--quiet",
            prefect_home=tmp_path,
            PREFECT_API_URL=url,
        )
        assert process.returncode == 0, process.stderr
        assert len(process.stdout.splitlines()) == 1
        (run,) = ask(f"{url}/flow_runs/filter")
        assert (run["state"]["type"], run["parameters"]) == ("COMPLETED", {"month": MONTH, "round": "provisional"})
        assert wait_until(lambda: {task["name"] for task in ask(f"{url}/task_runs/filter")}, STAGES.issubset) >= STAGES
        (artifact,) = ask(f"{url}/artifacts/filter")
        assert "rehabilitation events" in artifact["data"]
    finally:
        server.terminate()
        server.wait(30)


def test_a_prefect_server_that_does_not_answer_is_said_plainly(delivery, tmp_path):
    process = run_genopt(
        "settle",
        MONTH,
        "--delivery",
        delivery,
        "--home",
        tmp_path / "home",
        prefect_home=tmp_path,
        PREFECT_API_URL="http://127.0.0.1:9/api",
    )
    assert process.returncode == 2
    assert process.stderr.startswith("genopt: The Prefect server at http://127.0.0.1:9/api does not answer.")
    assert not (tmp_path / "home").exists()


def test_a_refusal_is_one_plain_message_on_stderr(delivery, tmp_path):
    process = run_genopt(
        "settle", MONTH, "--delivery", tmp_path / "nowhere", "--home", tmp_path / "home", prefect_home=tmp_path
    )
    assert process.returncode == 3
    assert process.stderr.splitlines() == [
        f"genopt: There is no delivery folder {tmp_path / 'nowhere'}. Give the one that holds delivery.toml."
    ]


def wait_until(look, is_enough):
    """What is seen once it is enough: Prefect's server records tasks a moment after they ran."""
    seen = look()
    for _ in range(60):
        if is_enough(seen):
            break
        time.sleep(0.5)
        seen = look()
    return seen


def wait_for(url):
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server did not start")


def ask(url):
    request = urllib.request.Request(url, data=b"{}", headers={"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
