"""A home: settled again, busy, refused, killed, tampered with. What stands is never half of anything."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.computing import compute_events
from flows.facts import SHIPPED
from flows.failures import Bug, DeliveryRefused, HomeBusy, InputOutputFailed, IntegrityFailed, WrongUsage
from flows.home import Home
from flows.settle_month import Order, settle_month
from flows.warehouse import read_runs
from tests.flows.conftest import MONTH


@pytest.fixture
def settled(delivery, tmp_path) -> Path:
    settle_month(Order(MONTH, delivery, tmp_path / "home"))
    return tmp_path / "home"


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_settling_the_same_month_again_books_nothing(settled, delivery):
    again = settle_month(Order(MONTH, delivery, settled))
    assert (again.run["run_id"], again.run["charges"], again.run["reversals"], again.run["payable_kr"]) == (
        "R0002",
        0,
        0,
        0,
    )
    first, newest = read_runs(Home(settled).marts).rows(named=True)
    assert newest["ledger_hash"] == first["ledger_hash"]
    assert newest["content_hash"] == first["content_hash"]


def test_an_earlier_month_is_refused_and_leaves_the_home_as_it_was(settled, delivery):
    before = content_of(settled)
    with pytest.raises(WrongUsage, match="2007-03 is settled already"):
        settle_month(Order("2007-02", delivery, settled))
    assert content_of(settled) == before


def test_a_trial_shows_what_it_would_book_and_books_nothing(settled, delivery, tmp_path):
    corrected = tmp_path / "corrected"
    shutil.copytree(delivery, corrected)
    rows = pl.read_csv(corrected / "t_bes.csv", separator=";", infer_schema=False)
    rows.head(rows.height - 50).write_csv(corrected / "t_bes.csv", separator=";")
    before = content_of(settled / "restricted")
    trial = settle_month(Order(MONTH, corrected, settled, is_trial=True))
    assert trial.booked["reversals"] > 0 > trial.booked["payable_kr"]
    assert (trial.run["status"], trial.run["reversals"], trial.run["payable_kr"]) == ("trial", 0, 0)
    first, second = read_runs(Home(settled).marts).rows(named=True)
    assert (second["status"], second["ledger_hash"]) == ("trial", first["ledger_hash"])
    assert content_of(settled / "restricted") == before
    booked = settle_month(Order(MONTH, corrected, settled))
    assert booked.booked == trial.booked
    assert booked.run["run_id"] == "R0003"


def test_an_older_delivery_is_refused(settled, delivery, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(delivery, older)
    text = (older / "delivery.toml").read_text()
    (older / "delivery.toml").write_text(
        "\n".join("drawn_on = 2007-04-01" if "drawn_on" in line else line for line in text.splitlines())
    )
    with pytest.raises(DeliveryRefused, match="drawn on 2007-04-01"):
        settle_month(Order(MONTH, older, settled))


def test_a_final_round_asks_for_december_and_the_whole_year(delivery, tmp_path):
    with pytest.raises(WrongUsage, match="December"):
        settle_month(Order(MONTH, delivery, tmp_path / "a", is_final=True))
    with pytest.raises(DeliveryRefused, match="2007-01-01 to 2007-12-31"):
        settle_month(Order("2007-12", delivery, tmp_path / "b", is_final=True))


def test_a_refused_first_run_leaves_no_home_behind(tmp_path):
    with pytest.raises(DeliveryRefused):
        settle_month(Order(MONTH, tmp_path / "nowhere", tmp_path / "home"))
    assert not (tmp_path / "home").exists()


def test_a_home_held_by_another_run_is_busy_and_a_dead_owner_holds_nothing(delivery, tmp_path):
    holds = (
        "import sys, time; from pathlib import Path; from flows.home import Home\n"
        "with Home(Path(sys.argv[1])).held('a test'): print('held', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", holds, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "held\n"
    with pytest.raises(HomeBusy) as busy:
        settle_month(Order(MONTH, delivery, tmp_path))
    assert busy.value.exit_code == 6
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert settle_month(Order(MONTH, delivery, tmp_path)).run["charges"] > 0


@pytest.mark.parametrize("stage", ["judge and price events", "book", "write, check and publish marts"])
def test_a_run_killed_in_a_stage_leaves_the_home_as_it_was_and_the_next_one_succeeds(settled, delivery, stage):
    before = content_of(settled)
    dies = (
        "import os, signal, sys; from pathlib import Path\n"
        "from flows.settle_month import Order, directly, settle_month\n"
        "import flows.warehouse as warehouse\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "warehouse.put_in_place = die\n"
        "def stage(name, function, *arguments, is_io=False):\n"
        "    if name == sys.argv[4] and name[:5] != 'write': die()\n"
        "    return directly(name, function, *arguments)\n"
        "settle_month(Order(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])), stage)"
    )
    process = subprocess.run([sys.executable, "-c", dies, MONTH, str(delivery), str(settled), stage], check=False)
    assert process.returncode == -signal.SIGKILL
    after = content_of(settled)
    assert {name: after[name] for name in before} == before
    assert settle_month(Order(MONTH, delivery, settled)).run["run_id"] == "R0002"
    left = {name for name in content_of(settled) if ".new" in name or name.endswith("owner")}
    assert not left


def test_readers_with_the_marts_open_neither_block_a_run_nor_see_half_of_it(settled, delivery):
    with duckdb.connect(str(Home(settled).marts), read_only=True) as reader:
        settle_month(Order(MONTH, delivery, settled))
        assert reader.execute("SELECT count(*) FROM runs").fetchall() == [(1,)]
    assert read_runs(Home(settled).marts).height == 2


def test_a_reader_that_holds_the_marts_for_writing_does_not_block_a_run_either(settled, delivery):
    holds = "import duckdb, sys, time\nmarts = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    reader = subprocess.Popen(
        [sys.executable, "-c", holds, str(Home(settled).marts)], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "held\n"
    try:
        assert settle_month(Order(MONTH, delivery, settled)).run["run_id"] == "R0002"
    finally:
        reader.kill()
        reader.wait()
        reader.stdout.close()


def test_marts_that_do_not_add_up_are_not_published(settled, delivery):
    with duckdb.connect(str(Home(settled).marts)) as marts:
        marts.execute("UPDATE ledger SET payable_kr = payable_kr + 1 WHERE entry_no = 1")
    before = content_of(settled)
    with pytest.raises(IntegrityFailed, match="the ledger of some event is not its charge") as failed:
        settle_month(Order(MONTH, delivery, settled))
    assert failed.value.exit_code == 5
    assert content_of(settled) == before


def test_a_run_that_the_second_engine_computes_otherwise_is_not_published(settled, delivery, monkeypatch):
    before = content_of(settled)

    def err(*arguments):
        computed = compute_events(*arguments)
        wrong = pl.when(pl.int_range(pl.len()) == 5).then(pl.col("payable_kr") + 1).otherwise("payable_kr")
        return computed._replace(
            charges=computed.charges.with_columns(wrong.cast(pl.Decimal(14, 2)).alias("payable_kr"))
        )

    monkeypatch.setattr("flows.computing.compute_events", err)
    with pytest.raises(IntegrityFailed, match=r"about 1 events(.|\n)*[SV]:[^ ]+ in charges: payable_kr"):
        settle_month(Order(MONTH, delivery, settled))
    assert content_of(settled) == before
    assert settle_month(Order(MONTH, delivery, settled, is_verified=False)).run["reversals"] == 1
    assert not read_runs(Home(settled).marts)["is_verified"].last()


def test_what_a_published_run_archived_is_never_removed(settled, delivery):
    objects = set(settled.glob("restricted/archive/objects/*/*"))
    manifest = next(settled.glob("restricted/archive/runs/*.json"))
    manifest.rename(settled / "restricted" / "mislaid.json")
    settle_month(Order(MONTH, delivery, settled, is_verified=False))
    assert objects <= set(settled.glob("restricted/archive/objects/*/*"))


def test_marts_put_aside_do_not_cost_the_archive(settled, delivery, monkeypatch):
    before = content_of(settled / "restricted")
    Home(settled).marts.unlink()
    monkeypatch.setattr("flows.settle_month.publish", lambda *_: 1 / 0)
    with pytest.raises(Bug):
        settle_month(Order(MONTH, delivery, settled, is_verified=False))
    after = content_of(settled / "restricted")
    assert {name: after[name] for name in before} == before


def test_a_damaged_object_is_stored_again(settled, delivery):
    path = next(settled.glob("restricted/archive/objects/*/*"))
    sound = path.read_bytes()
    path.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    settle_month(Order(MONTH, delivery, settled, is_verified=False))
    assert path.read_bytes() == sound


def test_two_files_of_the_same_content_are_archived_as_one(delivery, tmp_path):
    wide = shutil.copytree(delivery, tmp_path / "wide")
    visits = pl.read_csv(wide / "t_bes.csv", separator=";", infer_schema=False).head(3)
    both = visits.with_columns(C_OPR=pl.lit("BLNA"), D_ODTO=pl.col("D_AMBDTO"))
    for name in ("t_bes", "t_sksube"):
        both.write_csv(wide / f"{name}.csv", separator=";")
    settle_month(Order(MONTH, wide, tmp_path / "home"))
    stored = {path.name for path in (tmp_path / "home").glob("restricted/archive/objects/*/*")}
    assert sum(name.startswith(hashlib.sha256((wide / "t_bes.csv").read_bytes()).hexdigest()) for name in stored) == 1


def test_an_error_of_our_own_says_where_but_never_what_was_in_the_data(delivery, tmp_path, monkeypatch):
    def break_on_a_row(*_):
        raise ValueError("could not read 6101070001")

    monkeypatch.setattr("flows.computing.settle", break_on_a_row)
    with pytest.raises(Bug) as bug:
        settle_month(Order(MONTH, delivery, tmp_path))
    assert "ValueError" in str(bug.value)
    assert "break_on_a_row" in str(bug.value)
    assert "6101070001" not in f"{bug.value}{bug.value.__cause__}"
    assert bug.value.__suppress_context__


def test_a_full_disk_is_said_plainly_and_damages_nothing(settled, delivery, monkeypatch):
    before = content_of(settled)

    def full(*_):
        raise OSError(28, os.strerror(28), "genopt.duckdb.new")

    monkeypatch.setattr("flows.warehouse.shutil.copyfile", full)
    with pytest.raises(InputOutputFailed, match="No space left on device"):
        settle_month(Order(MONTH, delivery, settled))
    assert content_of(settled) == before


def test_a_disk_that_is_full_while_duckdb_writes_is_said_plainly_and_damages_nothing(settled, delivery):
    before = content_of(settled)
    runs_out_of_room = (
        "import resource, signal, sys; from pathlib import Path\n"
        "import flows.warehouse as warehouse\n"
        "from flows.failures import InputOutputFailed\n"
        "from flows.settle_month import Order, settle_month\n"
        "post = warehouse.post\n"
        "def post_without_room(*arguments):\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))\n"
        "    post(*arguments)\n"
        "warehouse.post = post_without_room\n"
        "try: settle_month(Order(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), is_verified=False))\n"
        "except InputOutputFailed as failed: print(failed); sys.exit(77)"
    )
    command = [sys.executable, "-c", runs_out_of_room, MONTH, str(delivery), str(settled)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 77, process.stderr
    assert "Nothing was published" in process.stdout
    assert content_of(settled) == before
    assert settle_month(Order(MONTH, delivery, settled, is_verified=False)).run["run_id"] == "R0002"


def test_the_pseudonym_key_may_come_from_the_environment(delivery, tmp_path, monkeypatch):
    monkeypatch.setenv("GENOPT_PSEUDONYM_KEY", "a key of the region's own")
    settle_month(Order(MONTH, delivery, tmp_path / "a"))
    settle_month(Order(MONTH, delivery, tmp_path / "b"))
    keys = []
    for name in ("a", "b"):
        with duckdb.connect(str(Home(tmp_path / name).marts), read_only=True) as marts:
            keys.append(marts.execute("SELECT event_id, person_key FROM charges ORDER BY event_id").fetchall())
    assert keys[0] == keys[1]
    assert not (tmp_path / "a" / "restricted" / "pseudonym.key").exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["settle"], 2),
        (["settle", "2007-13", "--delivery", "x"], 2),
        (["settle", "marts", "--delivery", "x"], 2),
        (["settle", "2007-03", "--delivery", "x", "--max-rejected-share", "2"], 2),
        (["simulate", "--month", "2007-03", "--visits", "0", "--seed", "1", "--out", "x"], 2),
        (["nothing"], 2),
        (["facts", "check", "--facts", "nowhere"], 4),
        (["facts", "check"], 0),
        (["runs", "--home", "nowhere"], 2),
        (["--help"], 0),
    ],
)
def test_each_command_gives_its_exit_code(arguments, exit_code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(app, arguments)
    code = getattr(outcome.exception, "exit_code", outcome.exit_code)
    assert code == exit_code, outcome.output
    assert not list(tmp_path.iterdir())


def test_simulate_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "kept").touch()
    outcome = CliRunner().invoke(
        app, ["simulate", "--month", "2007-03", "--visits", "5", "--seed", "1", "--out", str(tmp_path)]
    )
    assert isinstance(outcome.exception, WrongUsage)


def test_the_shipped_facts_are_those_of_the_package():
    assert (SHIPPED / "tariffs.csv").exists()


def test_what_a_killed_run_had_only_begun_is_gone_when_the_next_has_begun_and_nothing_else(tmp_path):
    home = Home(tmp_path)
    objects = home.restricted / "archive" / "objects"
    aside = home.restricted / "statements" / ".provisional.new"
    for folder in (objects, aside):
        folder.mkdir(parents=True)
    kept, begun = objects / "abc", objects / "abd.new"
    for path in (kept, begun, aside / "a.xlsx"):
        path.write_bytes(b"x")
    with home.held("test"):
        assert not begun.exists()
    assert kept.exists()
    assert (aside / "a.xlsx").exists()
