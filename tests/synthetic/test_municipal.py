"""A synthetic delivery of the municipal register: its proportions, its faults, and the same bytes each time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from data.synthetic import simulate
from data.synthetic.figures import read_figures
from flows.acceptance import Accepted
from flows.delivery import find_delivery
from schemas.deliveries import COULD_BE_CPR
from tests.municipal import ADDITIONS, COURSES, DANISH, SERVICES, accepted_from
from tests.synthetic.reading import FACTS, add_birthday, is_from_60, read_fact

CALL = """
import sys
from pathlib import Path
from data.synthetic import simulate
simulate("2007-11", 2000, 5, *map(Path, sys.argv[1:]), register="ges")
"""


def make(visits: int, folder: Path, month: str = "2007-03", seed: int = 1) -> Accepted:
    """Simulate a delivery and bring it through the gate, of which at most 5 % may be rejected."""
    simulate(month, visits, seed, folder, FACTS, register="ges")
    return accepted_from(folder, FACTS, 0.05)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Accepted:
    """Give a delivery of 60,000 visits."""
    return make(60_000, tmp_path_factory.mktemp("municipal"))


@pytest.fixture(scope="module")
def visits(large: Accepted) -> pl.DataFrame:
    """Give its visits with their courses."""
    return large.registry.visits.join(large.registry.contacts.drop("row_number"), on="contact")


def test_a_citizen_has_10_9_visits_on_average_and_nearly_half_of_the_citizens_are_60_or_older(
    visits: pl.DataFrame,
) -> None:
    citizens = visits.unique("cpr").rename({"cpr": "v_cpr"}).pipe(add_birthday)
    assert len(visits) / len(citizens) == pytest.approx(10.9, abs=0.05)
    assert citizens.select(is_from_60().mean()).item() == pytest.approx(0.48, abs=0.01)


def test_the_municipalities_lie_between_7_5_and_16_visits_per_citizen(visits: pl.DataFrame) -> None:
    towns = visits.group_by("municipality").agg(pl.len().alias("visits"), pl.col("cpr").n_unique().alias("citizens"))
    assert towns.height == 98
    drawn_to = read_figures("municipal_levels")["visits_per_citizen"]
    assert (drawn_to.min(), drawn_to.max()) == (7.5, 16.0)
    means = towns.filter(pl.col("citizens") >= 60).select(pl.col("visits") / pl.col("citizens"))["visits"]
    assert len(means) > 20
    assert 6 < means.min() < 9.5  # type: ignore[operator]
    assert 13.5 < means.max() < 18  # type: ignore[operator]


def test_most_are_treated_at_home_some_elsewhere_mostly_near_some_at_clinics(large: Accepted) -> None:
    regions = read_fact("municipalities").select("municipality", "region")
    lies_in = read_fact("institutions").select("institution", "supplier_kind", "supplier", lies_in="municipality")
    courses = (
        large.registry.contacts.join(regions, on="municipality")
        .join(lies_in, on="institution")
        .join(regions.rename({"municipality": "lies_in", "region": "away"}), on="lies_in")
    )
    is_own, is_private = pl.col("supplier") == pl.col("municipality"), pl.col("supplier_kind") == "private"
    shares = courses.select(own=is_own.mean(), private=is_private.mean()).row(0)
    assert shares == pytest.approx((0.865, 0.05), abs=0.01)
    elsewhere = courses.filter(~is_own)
    assert 0.85 < elsewhere.select((pl.col("region") == pl.col("away")).mean()).item() < 0.97


def test_services_are_of_all_forms_and_kinds_and_some_trigger_no_tariff(large: Accepted) -> None:
    services, contacts = large.registry.services, large.registry.contacts
    assert set(services["form"]) == {"individual", "self_training", "group", "pool"}
    assert set(services["consultation"].drop_nulls()) == {"first", "normal", "short", "follow_up"}
    assert services.filter(pl.col("form").is_in(["group", "pool"]))["group_size"].min() >= 2  # type: ignore[operator]
    assert services["minutes"].is_between(15, 120).all()
    assert (services["travel_minutes"] > 0).any()
    assert 0 < services["has_supplement"].mean() < 0.03  # type: ignore[operator]
    prefixes = read_fact("tariff_codes")["sks_prefix"].unique().to_list()
    bears = pl.any_horizontal(pl.col("sks_code").str.starts_with(prefix) for prefix in prefixes)
    days = services.group_by("contact", "service_on").agg(bears.any().alias("bears"))
    assert 0.02 < 1 - days["bears"].mean() < 0.06  # type: ignore[operator]
    assert 0.9 < (contacts["service_scope"] == "general").mean() < 1  # type: ignore[operator]
    assert set(read_fact("packages")["diagnosis_group"]) < set(contacts["diagnosis_group"].drop_nulls())
    assert 0.3 < contacts["ended_on"].null_count() / len(contacts) < 0.5


def test_a_number_belongs_to_nobody(large: Accepted) -> None:
    digits = large.registry.contacts.filter(pl.col("cpr").str.contains(r"^\d+$"))
    assert not digits["cpr"].str.head(2).cast(pl.Int64).is_between(1, 31).any()


def test_each_file_has_a_row_for_each_of_its_reasons(tmp_path: Path) -> None:
    rejected = make(2_500, tmp_path).rejected
    wanted = read_figures("faults").filter(pl.col("table").is_in([COURSES, SERVICES, ADDITIONS]))
    found = rejected.select("file", "reason").unique().sort("file", "reason")
    assert found.rows() == wanted.select("table", "reason").sort("table", "reason").rows()


@pytest.mark.parametrize("visits", [1, 2, 3, 7, 20, 60, 120, 299])
def test_a_delivery_of_any_size_has_exactly_its_visits_and_few_rejected_rows(tmp_path: Path, visits: int) -> None:
    assert make(visits, tmp_path, "2007-02", seed=visits).registry.visits.height == visits


def test_the_files_have_danish_headings_and_say_that_they_are_synthetic(tmp_path: Path) -> None:
    make(40, tmp_path)
    for name, headings in DANISH.items():
        assert set((tmp_path / f"{name}.csv").read_text().splitlines()[0].split(";")) == set(headings)
    toml = find_delivery(tmp_path).toml
    assert (toml.register_name, toml.synthetic, str(toml.drawn_on)) == ("ges", True, "2007-04-10")


def test_two_processes_with_other_hash_seeds_and_threads_write_the_same_bytes(tmp_path: Path) -> None:
    for name, threads in (("one", "1"), ("two", "3")):
        machine = {**os.environ, "PYTHONHASHSEED": threads, "POLARS_MAX_THREADS": threads, "TZ": f"UTC-{threads}"}
        root = FACTS.parents[1]
        subprocess.run([sys.executable, "-c", CALL, tmp_path / name, FACTS], env=machine, cwd=root, check=True)
    one, two = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 4


def test_another_seed_gives_another_delivery(tmp_path: Path) -> None:
    for seed in (1, 2):
        make(200, tmp_path / str(seed), seed=seed)
    for name in (COURSES, SERVICES, ADDITIONS):
        assert (tmp_path / "1" / f"{name}.csv").read_bytes() != (tmp_path / "2" / f"{name}.csv").read_bytes()


def test_wrong_arguments_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no register lpr9: give lpr2 or ges"):
        simulate("2007-03", 60, 1, tmp_path / "out", FACTS, register="lpr9")
    with pytest.raises(LookupError, match=r"municipalities\.csv has no row in force in all of 2001-03"):
        simulate("2001-03", 60, 1, tmp_path / "out", FACTS, register="ges")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seed", [1234, 6101500001])
def test_no_number_that_is_made_could_be_a_citizens_whatever_the_seed(seed: int, tmp_path: Path) -> None:
    make(100, tmp_path, seed=seed)
    for name, numbers in {COURSES: ["forloeb_id"], SERVICES: ["forloeb_id", "ydelse_id"]}.items():
        made = pl.read_csv(tmp_path / f"{name}.csv", separator=";", infer_schema=False)
        assert not made.select(pl.any_horizontal(pl.col(numbers).str.contains(COULD_BE_CPR).any())).item()
