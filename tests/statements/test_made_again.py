"""The same statements are the same bytes: made again, in another home, and after later months were settled."""

import hashlib
import shutil

from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.statements.making import make_statements
from tests.statements.conftest import MONTH


def hash_files(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def make(home, month=MONTH):
    with home.held("test"):
        return make_statements(home, month, "provisional")


def test_made_again_they_are_the_same_bytes(months):
    before = hash_files(months.made.folder), hash_files(months.made.basis)
    again = make(months.home)
    assert (hash_files(again.folder), hash_files(again.basis)) == before
    assert len(before[0]) > 60


def test_in_another_home_they_are_the_same_bytes(months, tmp_path):
    home = Home(tmp_path / "other")
    shutil.copytree(months.home.folder, home.folder)
    shutil.rmtree(home.folder / "statements")
    assert hash_files(make(home).folder) == hash_files(months.made.folder)


def test_after_a_later_month_they_are_the_same_bytes(months, tmp_path):
    home = Home(tmp_path / "later")
    shutil.copytree(months.home.folder, home.folder)
    before = months.query("SELECT count(*) FROM set_aside WHERE reason = 'awaiting_end_mark'")
    settle_month(Order("2007-04", months.year.deliver(4), home.folder, months.facts, is_verified=False))
    again = make(home)
    assert hash_files(again.folder) == hash_files(months.made.folder)
    assert hash_files(again.basis) == hash_files(months.made.basis)
    later = make(home, SettlementMonth(2007, 4))
    assert later.balance.ledger_kr != again.balance.ledger_kr
    assert before


def test_the_folder_holds_what_was_made_and_nothing_else(months):
    (months.made.folder / "left over.txt").write_text("from before")
    make(months.home)
    assert {path.suffix for path in months.made.folder.iterdir()} == {".html", ".pdf", ".xlsx"}
    assert [path.name for path in months.made.folder.parent.iterdir()] == ["provisional"]
