"""The same arguments give the same bytes; others give others; wrong ones are refused before anything is written."""

import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from data.synthetic import simulate
from tests.synthetic.reading import FACTS, read_delivery

FILES = ["delivery.toml", "t_adm.csv", "t_bes.csv", "t_sksube.csv"]
CALL = """
import sys
from pathlib import Path
from data.synthetic import simulate
simulate("2007-11", 3000, 5, *map(Path, sys.argv[1:]))
"""


def read_bytes(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_two_processes_with_other_hash_seeds_and_threads_write_the_same_bytes(tmp_path: Path) -> None:
    for name, threads in (("one", "1"), ("two", "3")):
        machine = {**os.environ, "PYTHONHASHSEED": threads, "POLARS_MAX_THREADS": threads, "TZ": f"UTC-{threads}"}
        root = FACTS.parents[1]
        subprocess.run([sys.executable, "-c", CALL, tmp_path / name, FACTS], env=machine, cwd=root, check=True)
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "two")
    assert list(read_bytes(tmp_path / "one")) == FILES


def test_another_seed_gives_another_delivery(tmp_path: Path) -> None:
    simulate("2007-03", 60, 1, tmp_path / "one", FACTS)
    simulate("2007-03", 60, 2, tmp_path / "two", FACTS)
    one, two = read_bytes(tmp_path / "one"), read_bytes(tmp_path / "two")
    assert all(one[name] != two[name] for name in FILES)


@pytest.mark.parametrize("visits", [1, 2, 3, 7, 20, 60, 120, 299, 300])
def test_a_delivery_of_any_size_has_exactly_its_visits_and_few_rejected_rows(tmp_path: Path, visits: int) -> None:
    simulate("2007-02", visits, visits, tmp_path, FACTS)
    delivery = read_delivery(tmp_path)
    assert delivery.accepted("visits").height == visits
    for rows in (delivery.contacts, delivery.visits, delivery.services):
        assert rows["reason"].count() <= 0.05 * len(rows)


def test_the_delivery_says_that_it_is_synthetic_and_what_it_covers(tmp_path: Path) -> None:
    simulate("2007-12", 40, 1, tmp_path, FACTS)
    assert tomllib.loads((tmp_path / "delivery.toml").read_text()) == {
        "register": "lpr2",
        "period_from": date(2007, 12, 1),
        "period_to": date(2007, 12, 31),
        "drawn_on": date(2008, 1, 10),
        "synthetic": True,
    }


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "t_adm.csv").write_text("mine")
    with pytest.raises(FileExistsError, match="new or an empty folder"):
        simulate("2007-03", 60, 1, tmp_path, FACTS)
    assert read_bytes(tmp_path) == {"t_adm.csv": b"mine"}


@pytest.mark.parametrize(
    ("month", "visits", "seed", "error", "message"),
    [
        ("2007-13", 60, 1, ValueError, "YYYY-MM"),
        ("2007-03", 0, 1, ValueError, "1 or more"),
        ("2007-03", 60, -1, ValueError, "0 or above"),
        ("2001-03", 60, 1, LookupError, "municipalities.csv has no row in force in all of 2001-03"),
    ],
)
def test_wrong_arguments_are_refused_in_plain_words(
    tmp_path: Path, month: str, visits: int, seed: int, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        simulate(month, visits, seed, tmp_path / "out", FACTS)
    assert not (tmp_path / "out").exists()
