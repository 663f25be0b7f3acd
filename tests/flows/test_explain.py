"""One event explained: its outcome is that of the marts, every reason says what would put it right, no CPR is shown."""

import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.synthetic import simulate
from flows.archive import Archive
from flows.explaining import explain_event, stop_at_differences
from flows.facts import SHIPPED, read_facts
from flows.failures import ArchiveDamaged, IntegrityFailed, WrongUsage
from flows.home import Home
from flows.recall import recall_facts
from flows.settle_month import Order, settle_month
from reports.explanation import describe_explanation
from reports.reasons import REASONS, REVERSED
from reports.run_summary import as_plain_text
from schemas.facts import FACTS
from tests.flows.conftest import MONTH, run_genopt
from tests.given import cpr, delivery, settled
from transforms.comparing import CHANGES
from transforms.screening import SET_ASIDE

# fmt: off

VISIT = "V:1:2007-03-05"

SET_ASIDE_VISITS = """
    patient | hospital | municipality | kind                | plan_on    | started_on | ended_on   | services
    --------+----------+--------------+---------------------+------------+------------+------------+---------
    1       | 6999     | 0101         | general             | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    2       | 4298     | 0101         | general             | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    3       | 1301     | 0999         | general             | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    4       | 1301     | 0101         | general             | 2007-03-06 | 2007-03-01 | 2007-03-31 | BLNA
    5       | 1301     | 0101         | general             | 2007-02-20 |            |            | BLNA
    6       | 1301     | 0101         | general             | 2007-02-20 | 2007-03-01 | 2007-03-04 | BLNA
    7       | 1301     | 0101         | general specialised | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    8       | 1301     | 0101         | specialised         | 2007-02-20 | 2007-03-01 |            | BLNA
    9       | 1301     | 0101         | specialised         | 2007-02-20 | 2007-03-01 | 2007-03-31 | AAF6
"""
"""A visit for each reason, in the order of the reasons."""

PUT_RIGHT_VISITS = """
    patient | hospital | municipality | kind        | plan_on    | started_on | ended_on   | services
    --------+----------+--------------+-------------+------------+------------+------------+---------
    1       | 1301     | 0101         | general     | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    2       | 1301     | 0101         | general     | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    3       | 1301     | 0751         | general     | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    4       | 1301     | 0101         | general     | 2007-03-05 | 2007-03-01 | 2007-03-31 | BLNA
    5       | 1301     | 0101         | general     | 2007-02-20 | 2007-03-05 | 2007-03-05 | BLNA
    6       | 1301     | 0101         | general     | 2007-02-20 | 2007-03-01 | 2007-03-05 | BLNA
    7       | 1301     | 0101         | general     | 2007-02-20 | 2007-03-01 | 2007-03-31 | BLNA
    8       | 1301     | 0101         | specialised | 2007-02-20 | 2007-03-01 | 2007-03-05 | BLNA
    9       | 1301     | 0101         | specialised | 2007-02-20 | 2007-03-01 | 2007-03-31 | AAF6 BTP
"""
"""The same visits once what is asked for is registered, and no more than that."""

ASKED_FOR = {
    "unknown_hospital": "a hospital code that is in the list of hospitals on 2007-03-05",
    "test_hospital": "4298 Medcom Offentlig Testsygehus stands in the list of hospitals as a code that is no hospital",
    "no_paying_municipality": "0999 (no municipality on the day) is not",
    "no_rehabilitation_plan": "dated 2007-03-05 or earlier: PLANALMEN [plan_general] or PLANSPEC [plan_specialised]",
    "no_start_mark": "general (start STARTALMEN [start_general], end SLUTALMEN [end_general])",
    "after_end_mark": "its end mark must be sent again with its true date",
    "ambiguous_course": "its start mark withdrawn, or its end mark (SLUTALMEN [end_general], SLUTSPEC [end_specialised])",
    "awaiting_end_mark": "dated 2007-03-05 or later and before another start mark: SLUTSPEC [end_specialised]",
    "home_visit_in_specialised_course": "a code that begins with BLKZ0, BLNA, BLNC, BLNR, BRA, BRB, BRC, BTP, BTR",
}

# fmt: on


def settle(home, folder, month=MONTH, **options):
    return settle_month(Order(month, folder, home, is_verified=False, **options))


def told(home, event_id, *, show_cpr=False):
    return as_plain_text(describe_explanation(explain_event(event_id, Home(home), show_cpr=show_cpr)))


def query(home, sql):
    with duckdb.connect(str(Home(home).marts), read_only=True) as marts:
        return marts.execute(sql).fetchall()


def put_in(folder, **tables):
    folder.mkdir()
    return delivery(folder, **tables)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A simulated month, small enough that every event of it can be explained."""
    folder = tmp_path_factory.mktemp("small")
    simulate(MONTH, 80, 3, folder / "delivery", SHIPPED)
    settle(folder / "home", folder / "delivery", max_rejected_share=1.0)
    return folder / "home"


@pytest.fixture(scope="module")
def screened(tmp_path_factory) -> Path:
    """A home in which one visit is set aside for each reason."""
    folder = tmp_path_factory.mktemp("screened")
    settle(folder / "home", put_in(folder / "delivery", outpatients=SET_ASIDE_VISITS))
    return folder / "home"


def list_published(home):
    charged = query(home, "SELECT event_id, NULL, scheme, tariff_kr, municipal_kr, payable_kr FROM charges ORDER BY 1")
    set_aside = query(home, "SELECT event_id, reason, scheme, advisory_kr, NULL, NULL FROM set_aside ORDER BY 1")
    return charged + set_aside


def test_the_explanation_of_every_event_is_what_was_published_and_names_no_citizen(small, screened, monkeypatch):
    facts = read_facts(SHIPPED)
    monkeypatch.setattr("flows.explaining.recall_facts", lambda *_: facts)
    seen = set()
    for home in (small, screened):
        for event_id, reason, scheme, tariff, municipal, payable in list_published(home):
            explanation = explain_event(event_id, Home(home), show_cpr=True)
            event = explanation.trace.event
            assert (event["reason"], event["scheme"], event["tariff_kr"]) == (reason, scheme, tariff)
            assert reason or (event["municipal_kr"], event["payable_kr"]) == (municipal, payable)
            assert explanation.differences == []
            text, number = as_plain_text(describe_explanation(explanation)), explanation.cpr
            assert [line.strip() for line in text.splitlines() if number in line] == [f"CPR: {number}"]
            assert f"{number[:6]}-{number[6:]}" not in text
            seen.add(reason or scheme)
    assert seen == {*SET_ASIDE, "inpatient", "general_outpatient", "specialised_outpatient"}


@pytest.mark.parametrize(("place", "reason"), list(enumerate(SET_ASIDE, 1)))
def test_a_visit_set_aside_is_told_why_and_what_would_have_to_be_registered(screened, place, reason):
    text = told(screened, f"V:{place}:2007-03-05")
    assert f"SET ASIDE (frasorteret), nothing is charged: {reason}" in text
    assert text.count("HOLDS: the event is set aside for this") == 1
    assert ASKED_FOR[reason] in text
    assert ("These codes are placeholders" in text) == ("[" in ASKED_FOR[reason] or reason == "after_end_mark")


def test_each_visit_set_aside_is_charged_once_what_is_asked_for_is_registered():
    assert settled(outpatients=SET_ASIDE_VISITS).charges.is_empty()
    assert settled(outpatients=PUT_RIGHT_VISITS).set_aside.is_empty()


def test_all_that_stands_in_the_way_is_told_not_only_the_first_reason(tmp_path):
    without_all = """
        municipality | plan_on | started_on | ended_on
        -------------+---------+------------+---------
        0999         |         |            |
    """
    settle(tmp_path / "home", put_in(tmp_path / "delivery", outpatients=without_all))
    text = told(tmp_path / "home", VISIT)
    asked = text.split("What would have to be registered")[1].split("Facts that it rests on")[0]
    assert [reason for reason in SET_ASIDE if f"{reason}:" in asked] == [
        "no_paying_municipality",
        "no_rehabilitation_plan",
        "no_start_mark",
    ]


def test_a_stay_is_told_with_its_amounts_step_by_step(tmp_path):
    stay = """
        services
        ---------
        BLNR BLNA
    """
    settle(tmp_path / "home", put_in(tmp_path / "delivery", stays=stay))
    text = told(tmp_path / "home", "S:1")
    assert "BLNR decides in inpatient: GEN3S, 3,068.00 kr, the dearest of 2 codes" in text
    assert "3,068.00 x 70 pct. = 2,147.60 kr" in text
    assert "Rounded half up to whole kroner: 2,148.00 kr" in text
    assert "Printed beside the tariff: 2,147.00 kr (NOT the same, and the printed one is used)" in text
    assert "tariffs GEN3S: tariff_kr 3068.00" in text
    assert "CONFIRMED [KL memo 2006, table 2.1]" in text


def test_a_tie_and_the_delivered_rows_of_a_specialised_visit_are_told(tmp_path):
    visit = """
        kind        | services
        ------------+-------------
        specialised | BRA BLNA XXX
    """
    settle(tmp_path / "home", put_in(tmp_path / "delivery", outpatients=visit))
    text = told(tmp_path / "home", VISIT)
    assert "the dearest; BLNA, BRA have the same tariff, and the lowest code decides" in text
    rows = [line.split()[:2] for line in text.splitlines() if line.startswith("t_")]
    assert rows[:2] == [["t_adm.csv", "1"], ["t_bes.csv", "1"]]
    assert [int(number) for file, number in rows[2:] if file == "t_sksube.csv"] == [1, 2, 3, 4, 5, 6]
    assert "CHARGED: 640.00 kr to be collected through the settlement system" in text


def test_contacts_that_are_one_stay_are_told_together(tmp_path):
    stays = """
        patient | admitted_on | discharged_on | services
        --------+-------------+---------------+---------
        1       | 2007-03-01  | 2007-03-05    | BLNR
        1       | 2007-03-05  | 2007-03-09    | BLNA
    """
    settle(tmp_path / "home", put_in(tmp_path / "delivery", stays=stays))
    text = told(tmp_path / "home", "S:2")
    assert (
        "R2 Stay (indlæggelse): 2 contacts at hospital 1301, each from at most 0 days after the discharge before"
        in text
    )
    assert "discharged 2007-03-09. Contact 2 gives municipality and department" in text
    assert len([line for line in text.splitlines() if line.startswith("t_adm.csv")]) == 2
    assert "BLNR decides in inpatient: GEN3S" in text
    with pytest.raises(WrongUsage, match="There is no event S:1"):
        told(tmp_path / "home", "S:1")


def test_marks_at_another_hospital_and_plans_issued_later_are_shown_as_such(tmp_path):
    visits = """
        patient | hospital | plan_on    | started_on | ended_on   | visited_on
        --------+----------+------------+------------+------------+-----------
        1       | 1301     | 2007-03-20 |            |            | 2007-03-05
        1       | 1309     | 2007-02-01 | 2007-03-01 | 2007-03-31 |
    """
    settle(tmp_path / "home", put_in(tmp_path / "delivery", outpatients=visits))
    text = told(tmp_path / "home", VISIT)
    assert "nothing is charged: no_start_mark" in text
    assert text.count("nothing here: another hospital's course") == 2
    assert "issued after the event" in text
    assert "the plan of the event" in text
    assert "No course began at this hospital." in text


def test_an_event_reversed_since_is_told_as_it_was_booked_with_its_entries(tmp_path):
    with_visit = """
        patient | visited_on
        --------+-----------
        1       | 2007-03-05
        2       | 2007-03-06
    """
    settle(tmp_path / "home", put_in(tmp_path / "before", outpatients=with_visit))
    settle(tmp_path / "home", put_in(tmp_path / "after", outpatients=with_visit.replace("2007-03-06", "")))
    text = told(tmp_path / "home", "V:2:2007-03-06")
    assert "NOT CHARGED: its charge was reversed (tilbageført) in 2007-03 by run R0002: withdrawn" in text
    assert "A newer delivery holds no such event" in text
    nationally = text.split("The ledger (bogføring)")[1].split("The bilateral settlement")[0]
    entries = [line.split() for line in nationally.splitlines() if "provisional" in line]
    assert [(entry[3], entry[4]) for entry in entries] == [("R0001", "charge"), ("R0002", "reversal")]
    assert "Sum of its entries: 0.00 kr payable" in text
    assert "Run R0001: settlement month 2007-03" in text


def test_every_reason_of_a_reversal_is_told_in_words():
    assert set(REVERSED) == set(CHANGES) - {"added"}


def test_a_charge_of_a_closed_year_is_explained_by_the_run_that_closed_it(tmp_path):
    home, period = tmp_path / "home", "2007-01-01 2007-12-31"
    stay = "services\n--------\n{}"
    settle(home, put_in(tmp_path / "year", stays=stay.format("BLNA"), period=period), "2007-12", is_final=True)
    settle(home, put_in(tmp_path / "later", stays=stay.format("BLNR"), period=period), "2007-12")
    explanation = explain_event("S:1", Home(home), show_cpr=False)
    assert (explanation.run["run_id"], explanation.differences) == ("R0001", [])
    text = as_plain_text(describe_explanation(explanation))
    assert "After the final round, not booked: run R0002 found code_changed, 1,033.00 kr payable" in text


def test_an_event_found_after_its_year_was_closed_was_never_booked(tmp_path):
    home, period = tmp_path / "home", "2007-01-01 2007-12-31"
    stays = "patient\n-------\n1\n"
    settle(home, put_in(tmp_path / "year", stays=stays, period=period), "2007-12", is_final=True)
    settle(home, put_in(tmp_path / "later", stays=stays + "2\n", period=period), "2007-12")
    with pytest.raises(WrongUsage, match="S:2 was found after the final round of its year"):
        told(home, "S:2")


def test_facts_are_recalled_from_the_archive_as_they_are_read_from_their_folder(small):
    archive = Archive(Home(small))
    ((sha256,),) = query(small, "SELECT manifest FROM runs")
    recalled, read = recall_facts(archive, archive.read_manifest("R0001", sha256)), read_facts(SHIPPED)
    for name in FACTS:
        assert getattr(recalled, name).equals(getattr(read, name).select(getattr(recalled, name).columns))
        assert dict(getattr(recalled, name).schema) == dict(getattr(read, name).schema)


def test_what_the_archive_lost_and_what_the_line_says_otherwise_is_an_integrity_failure(tmp_path):
    settle(tmp_path / "home", put_in(tmp_path / "delivery", outpatients="patient\n-------\n1"))
    home = Home(tmp_path / "home")
    explanation = explain_event(VISIT, home, show_cpr=False)
    stop_at_differences(explanation)
    with pytest.raises(IntegrityFailed, match="genopt audit 2007-03 --run R0001"):
        stop_at_differences(explanation._replace(differences=["scheme is one thing in the marts, another by the line"]))
    archive = Archive(home)
    manifest = archive.read_manifest("R0001", explanation.run["manifest"])
    archive.path_of(manifest.rows[2]).unlink()
    with pytest.raises(ArchiveDamaged, match=r"services\.parquet"):
        explain_event(VISIT, home, show_cpr=False)


def test_the_command_shows_a_cpr_only_where_it_is_asked_for(small, tmp_path):
    ((event_id,),) = query(small, "SELECT min(event_id) FROM charges")
    number = explain_event(event_id, Home(small), show_cpr=True).cpr
    plain = run_genopt("explain", event_id, "--home", small, prefect_home=tmp_path)
    shown = run_genopt("explain", event_id, "--home", small, "--show-cpr", prefect_home=tmp_path)
    assert (plain.returncode, plain.stderr, number in plain.stdout) == (0, "", False)
    assert (shown.returncode, f"CPR: {number}" in shown.stdout) == (0, True)
    assert [line for line in shown.stdout.splitlines() if number not in line] == plain.stdout.splitlines()


@pytest.mark.parametrize("event_id", ["S:nobody", "V:1:2007-03-05", "V:1:2007-13-99", "nonsense", "S:' OR 1=1 --", ""])
def test_an_unknown_event_is_wrong_usage(small, event_id):
    with pytest.raises(WrongUsage, match="There is no event"):
        explain_event(event_id, Home(small), show_cpr=False)


def test_an_unknown_event_and_a_home_without_marts_exit_with_2(small, tmp_path):
    unknown = run_genopt("explain", "S:nobody", "--home", small, prefect_home=tmp_path)
    nowhere = run_genopt("explain", "S:nobody", "--home", tmp_path / "nowhere", prefect_home=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (nowhere.returncode, nowhere.stdout) == (2, "")
    assert "An event is named S:CONTACT (a stay) or V:CONTACT:YYYY-MM-DD (a visit)" in unknown.stderr
    assert "settle a month first" in nowhere.stderr
    assert not (tmp_path / "nowhere").exists()


def test_what_takes_long_to_import_is_not_imported_to_explain():
    imports = "import flows.explaining, sys; print(*({'prefect', 'pandera', 'filelock'} & set(sys.modules)))"
    process = subprocess.run([sys.executable, "-c", imports], capture_output=True, text=True, check=True)
    assert process.stdout.strip() == ""


def test_every_reason_is_explained_in_the_order_in_which_it_is_asked():
    assert list(REASONS) == list(SET_ASIDE)
    assert all(set(reason.within) <= set(SET_ASIDE) for reason in REASONS.values())


def test_no_part_of_a_trace_holds_the_number_of_its_citizen(tmp_path):
    settle(tmp_path / "home", put_in(tmp_path / "delivery", outpatients="patient\n-------\n7"))
    trace = explain_event(VISIT, Home(tmp_path / "home"), show_cpr=False).trace
    held = [part.write_json() if isinstance(part, pl.DataFrame) else str(part) for part in trace]
    assert not [part for part in held if cpr("7") in part]
