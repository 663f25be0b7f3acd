"""Files as they come: loose quotation marks, cells left out, damaged Parquet. No row is lost without a line."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.facts import SHIPPED
from flows.failures import DeliveryRefused, FactsIncomplete, IntegrityFailed, WrongUsage
from flows.home import Home
from flows.settle_month import Order, compute, settle_month

MONTH = "2007-03"
STAYS = 20
HEADING = "k_recnum;v_cpr;c_pattype;c_sgh;c_afd;c_kom;d_inddto;d_uddto;note"


def write_stays(
    folder: Path, *, notes: dict[int, str] | None = None, period_from: str = "2007-03-01", synthetic: str = "true"
) -> Path:
    """A delivery of stays of one service each; `notes` are cells of a column that no rule reads."""
    folder.mkdir(parents=True)
    stays = [
        f"{n};61010700{n:02};0;1301;A01;101;2007-03-01;2007-03-05;{(notes or {}).get(n, '')}"
        for n in range(1, STAYS + 1)
    ]
    (folder / "t_adm.csv").write_text("\n".join([HEADING, *stays]) + "\n")
    (folder / "t_bes.csv").write_text("v_recnum;d_ambdto\n")
    services = [f"{n};BLNA;2007-03-02" for n in range(1, STAYS + 1)]
    (folder / "t_sksube.csv").write_text("\n".join(["v_recnum;c_opr;d_odto", *services]) + "\n")
    (folder / "delivery.toml").write_text(
        f'register = "lpr2"\nperiod_from = {period_from}\nperiod_to = 2007-03-31\ndrawn_on = 2007-04-10\nsynthetic = {synthetic}\n'
    )
    return folder


@pytest.mark.parametrize(
    "notes",
    [
        {1: '5" wound', 3: '6" wound'},
        {1: '5"'},
        {1: '5"', 3: '6"'},
        {2: '5" and 6"'},
        {2: '"quoted; text"', 3: '5" wound'},
    ],
    ids=str,
)
def test_a_quotation_mark_in_a_cell_loses_no_row(tmp_path, notes):
    computed = compute(write_stays(tmp_path / "delivery", notes=notes), SHIPPED, MONTH)
    assert computed.charges.height == STAYS
    assert computed.rejected.is_empty()


def test_a_quoted_cell_over_two_lines_is_one_row(tmp_path):
    computed = compute(write_stays(tmp_path / "delivery", notes={2: '"two\nlines"'}), SHIPPED, MONTH)
    assert computed.charges.height == STAYS


@pytest.mark.parametrize("row", [1, STAYS])
def test_a_row_with_cells_left_out_is_read_the_same_wherever_it_stands(tmp_path, row):
    folder = write_stays(tmp_path / "delivery")
    lines = (folder / "t_adm.csv").read_text().splitlines()
    lines[row] = lines[row].rpartition(";2007-03-05;")[0]
    (folder / "t_adm.csv").write_text("\n".join(lines))
    computed = compute(folder, SHIPPED, MONTH)
    assert computed.charges.height == STAYS - 1
    assert computed.rejected.is_empty()


@pytest.mark.parametrize("place", [4, 50, 200, 400, 900, -20])
def test_a_damaged_parquet_file_is_refused_or_read_but_never_a_crash(tmp_path, place):
    folder = write_stays(tmp_path / "delivery")
    pl.read_csv(folder / "t_adm.csv", separator=";", infer_schema=False).write_parquet(folder / "t_adm.parquet")
    (folder / "t_adm.csv").unlink()
    content = bytearray((folder / "t_adm.parquet").read_bytes())
    content[place] ^= 0b10
    (folder / "t_adm.parquet").write_bytes(content)
    try:
        compute(folder, SHIPPED, MONTH, max_rejected_share=1)
    except DeliveryRefused as refused:
        assert "t_adm" in str(refused)


def test_a_period_that_reaches_back_before_the_first_tariff_is_settled(tmp_path):
    computed = compute(write_stays(tmp_path / "delivery", period_from="2006-12-01"), SHIPPED, MONTH)
    assert computed.charges.height == STAYS


def test_a_month_without_any_tariff_code_stops_the_run(tmp_path):
    folder = write_stays(tmp_path / "delivery")
    text = (
        (folder / "delivery.toml").read_text().replace("2007-03-31", "2008-03-31").replace("2007-04-10", "2008-04-10")
    )
    (folder / "delivery.toml").write_text(text)
    with pytest.raises(FactsIncomplete, match="2008-03-31"):
        compute(folder, SHIPPED, "2008-03")


def test_a_placeholder_that_any_service_matches_stops_a_real_delivery(tmp_path):
    facts = tmp_path / "facts"
    shutil.copytree(SHIPPED, facts)
    codes = (
        (facts / "tariff_codes.csv")
        .read_text()
        .replace(
            "inpatient,BTR,GEN1S,2007-01-01,2007-12-31,confirmed",
            "inpatient,BTR,GEN1S,2007-01-01,2007-12-31,placeholder",
        )
    )
    (facts / "tariff_codes.csv").write_text(codes)
    folder = write_stays(tmp_path / "delivery", synthetic="false")
    assert compute(folder, facts, MONTH).charges.height == STAYS
    with (folder / "t_sksube.csv").open("a") as services:
        services.write("1;BTR;2007-03-02\n")
    with pytest.raises(FactsIncomplete, match="inpatient BTR 2007-01-01"):
        compute(folder, facts, MONTH)


def test_another_pseudonym_key_is_refused(tmp_path, monkeypatch):
    folder = write_stays(tmp_path / "delivery")
    settle_month(Order(MONTH, folder, tmp_path / "home"))
    persons = (tmp_path / "home" / "restricted" / "persons.parquet").read_bytes()
    monkeypatch.setenv("GENOPT_PSEUDONYM_KEY", "another")
    with pytest.raises(WrongUsage, match="another pseudonym key"):
        settle_month(Order(MONTH, folder, tmp_path / "home"))
    assert (tmp_path / "home" / "restricted" / "persons.parquet").read_bytes() == persons


def test_another_person_is_another_charge(tmp_path):
    folder = write_stays(tmp_path / "delivery")
    settle_month(Order(MONTH, folder, tmp_path / "home"))
    text = (folder / "t_adm.csv").read_text().replace("6101070020", "6101070021")
    (folder / "t_adm.csv").write_text(text)
    booked = settle_month(Order(MONTH, folder, tmp_path / "home")).booked
    assert (booked["charges"], booked["reversals"], booked["payable_kr"]) == (1, 1, 0)


def test_marts_that_genopt_did_not_make_are_named(tmp_path):
    home = Home(tmp_path / "home")
    home.marts.parent.mkdir(parents=True)
    home.marts.write_bytes(b"not a database")
    with pytest.raises(IntegrityFailed, match="damaged or was not made by genopt"):
        settle_month(Order(MONTH, write_stays(tmp_path / "delivery"), home.folder))
    assert home.marts.read_bytes() == b"not a database"


def test_a_citizens_number_in_a_folders_name_is_masked(tmp_path):
    with pytest.raises(DeliveryRefused) as refused:
        settle_month(Order(MONTH, tmp_path / "6101070001", tmp_path / "home"))
    assert "6101070001" not in str(refused.value)
