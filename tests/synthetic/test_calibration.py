"""A delivery has the proportions of the memo of Region Midtjylland (2009) and of the issue."""

import polars as pl
import pytest

from tests.synthetic.reading import (
    Delivery,
    add_birthday,
    is_from_60,
    list_marks,
    list_rehabilitation_visits,
    read_fact,
)


def share(rows: pl.DataFrame, holds: pl.Expr) -> float:
    """Give the share of the rows for which it holds."""
    return float(rows.select(holds.mean()).item())


def test_about_48_percent_of_the_citizens_are_60_or_older(large: Delivery) -> None:
    citizens = list_rehabilitation_visits(large).unique("v_cpr").pipe(add_birthday)
    assert share(citizens, is_from_60()) == pytest.approx(0.48, abs=0.01)


def test_about_53_percent_of_the_visits_are_by_those_of_60_or_older(large: Delivery) -> None:
    visits = list_rehabilitation_visits(large).pipe(add_birthday)
    assert share(visits, is_from_60()) == pytest.approx(0.53, abs=0.015)


def test_a_citizen_has_10_9_visits_on_average_most_have_fewer(large: Delivery) -> None:
    visits = list_rehabilitation_visits(large).group_by("v_cpr").len("visits")
    assert len(list_rehabilitation_visits(large)) / len(visits) == pytest.approx(10.9, abs=0.1)
    assert share(visits, pl.col("visits") < 10.9) > 0.55
    assert visits["visits"].min() == 1


def test_the_specialised_share_of_the_visits_is_near_41_percent(large: Delivery) -> None:
    starts = list_marks(large).filter(pl.col("role").str.starts_with("start")).unique("v_cpr", keep="none")
    visits = list_rehabilitation_visits(large).join(starts.select("v_cpr", "role"), on="v_cpr")
    assert share(visits, pl.col("role") == "start_specialised") == pytest.approx(0.411, abs=0.03)


def test_about_one_contact_in_six_is_of_a_stay(large: Delivery) -> None:
    assert share(large.accepted("contacts"), pl.col("c_pattype") == "0") == pytest.approx(1 / 6, abs=0.005)


def test_three_to_six_percent_of_the_visits_await_an_end_mark(large: Delivery) -> None:
    ended = list_marks(large).filter(pl.col("role").str.starts_with("end"))["v_cpr"].unique().to_list()
    assert 0.03 < share(list_rehabilitation_visits(large), ~pl.col("v_cpr").is_in(ended)) < 0.06


def test_about_one_row_in_a_hundred_is_rejected_in_each_file(large: Delivery) -> None:
    for rows in (large.contacts, large.visits, large.services):
        assert 0.003 < share(rows, pl.col("reason").is_not_null()) < 0.015


def test_citizens_live_all_over_the_country_and_are_treated_in_their_region(large: Delivery) -> None:
    homes = read_fact("municipalities").select(c_kom=pl.col("municipality").str.strip_prefix("0"), home="region")
    hospitals = read_fact("hospitals").select(c_sgh="hospital", away="region")
    contacts = large.accepted("contacts").join(homes, on="c_kom").join(hospitals, on="c_sgh")
    assert contacts["c_kom"].n_unique() >= 95
    assert contacts.group_by("c_kom").len().sort("len")["c_kom"][-1] == "101"
    assert 0.01 < share(contacts, pl.col("home") != pl.col("away")) < 0.06
    assert contacts["c_sgh"].n_unique() > 25


def test_some_stays_have_several_contacts_some_are_open_and_some_cross_the_month(large: Delivery) -> None:
    stays = large.accepted("contacts").filter(pl.col("c_pattype") == "0")
    moves = stays.join(stays, left_on=["v_cpr", "c_sgh", "d_uddto"], right_on=["v_cpr", "c_sgh", "d_inddto"])
    assert moves.filter(pl.col("k_recnum") != pl.col("k_recnum_right")).height > 50
    assert 0.01 < share(stays, pl.col("d_uddto").is_null()) < 0.10
    assert share(stays, pl.col("d_inddto") < "2007-03-01") > 0.1
    assert share(stays, pl.col("d_uddto").fill_null("") > "2007-03-31") > 0.03


def test_add_on_rows_and_unattached_services_are_few(large: Delivery) -> None:
    services = large.accepted("services")
    assert 0.05 < share(services, pl.col("c_oprart").fill_null("") == "+") < 0.10
    assert services.filter(pl.col("c_oprart") == "+")["c_tilopr"].null_count() == 0
    visited = services.join(large.accepted("visits"), on=["v_recnum", "day"], how="semi")
    assert 0.5 < len(visited) / len(services) < 0.98
