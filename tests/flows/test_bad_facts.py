"""Bad facts stop a run before any work (exit 4). Contract, section 3.

Each row breaks the shipped facts in one way, and says what the message must name: file, row or key, and column.
"""

# fmt: off
# ruff: noqa: E501  (one row of a table is one line)

import pytest

from flows.facts import read_facts
from flows.failures import FactsIncomplete
from schemas.facts import FACTS
from tests.flows.broken import append, become_a_file, remove, replace, transform, vanish, write
from tests.given import write_facts
from transforms.dated import MAY_BE_ABSENT

ROW = "2007-01-01,,confirmed,drawn,"
"""The columns that end every row."""

COLUMNS = [
    *(("tariffs", column) for column in ("tariff_group", "tariff_kr", "municipal_kr", "valid_from", "valid_to", "status")),
    ("tariff_codes", "sks_prefix"), ("shares", "municipal_share"), ("registration_codes", "role"), ("policies", "value"),
    ("opt_outs", "notified_on"), ("municipalities", "region"), ("hospitals", "kind"), ("population", "year"),
]


def lacks(name, column):
    """A fact file lacks a column, and has no rows."""

    def change(folder):
        heading = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text(",".join(c for c in heading.split(",") if c != column) + "\n")

    return change


MISSING = [
    ("there is no such folder", vanish, "no facts folder"),
    ("the folder is a file", become_a_file, "no facts folder"),
    *((f"{name} is not there", remove(f"{name}.csv"), rf"{name}\.csv is missing") for name in FACTS if name not in MAY_BE_ABSENT),
    *((f"{name} lacks {column}", lacks(name, column), rf"{name}\.csv lacks the column {column}") for name, column in COLUMNS),
    ("a file is not UTF-8", transform("municipalities.csv", lambda c: c.decode().encode("iso-8859-15")), r"municipalities\.csv cannot be read"),
    ("a file is empty", write("shares.csv", ""), r"shares\.csv"),
    ("a row has more cells than the heading", append("shares.csv", f"inpatient,0.7,{ROW},more"), r"shares\.csv cannot be read"),
]

BAD_CELLS = [
    ("a tariff that is no number", replace("tariffs.csv", "GEN1A,640.00,", "GEN1A,n/a,"), r"tariffs\.csv, row 1, tariff_kr"),
    ("a tariff written in Danish", replace("tariffs.csv", "GEN2S,1591.00", 'GEN2S,"1.591,00"'), r"tariffs\.csv, row 4, tariff_kr"),
    ("a tariff below zero", replace("tariffs.csv", "GEN1A,640.00", "GEN1A,-640.00"), r"tariffs\.csv, row 1, tariff_kr"),
    ("a tariff with three decimals", replace("tariffs.csv", "GEN1A,640.00", "GEN1A,640.005"), r"tariffs\.csv, row 1, tariff_kr"),
    ("a tariff as a power of ten", replace("tariffs.csv", "GEN1A,640.00", "GEN1A,6.4e2"), r"tariffs\.csv, row 1, tariff_kr"),
    ("no tariff", replace("tariffs.csv", "GEN1A,640.00", "GEN1A,"), r"tariffs\.csv, row 1, tariff_kr: is empty"),
    ("no tariff group", replace("tariffs.csv", "GEN1A,640.00", ",640.00"), r"tariffs\.csv, row 1, tariff_group: is empty"),
    ("a municipal amount below zero", replace("tariffs.csv", "640.00,640.00", "640.00,-1"), r"tariffs\.csv, row 1, municipal_kr"),
    ("a share above one", replace("shares.csv", "inpatient,0.70", "inpatient,70"), r"shares\.csv, row 2, municipal_share"),
    ("a share below zero", replace("shares.csv", "inpatient,0.70", "inpatient,-0.7"), r"shares\.csv, row 2, municipal_share"),
    ("a share with five decimals", replace("shares.csv", "inpatient,0.70", "inpatient,0.70001"), r"shares\.csv, row 2, municipal_share"),
    ("a day that is none", replace("shares.csv", "0.70,2007-01-01", "0.70,2007-02-30"), r"shares\.csv, row 2, valid_from"),
    ("a day in another form", replace("shares.csv", "0.70,2007-01-01", "0.70,01-01-2007"), r"shares\.csv, row 2, valid_from"),
    ("no first day", replace("shares.csv", "0.70,2007-01-01", "0.70,"), r"shares\.csv, row 2, valid_from: is empty"),
    ("a last day before the first", append("shares.csv", "inpatient,0.7,2008-01-02,2008-01-01,confirmed,drawn,"), r"shares\.csv, row 4, valid_to: is before valid_from"),
    ("a status that is none", replace("shares.csv", "inpatient,0.70,2007-01-01,2007-12-31,confirmed", "inpatient,0.70,2007-01-01,2007-12-31,sikker"), r"shares\.csv, row 2, status"),
    ("a scheme that is none", append("tariff_codes.csv", f"ambulant,BLNA,GEN1A,{ROW}"), r"tariff_codes\.csv, row 30, scheme"),
    ("a prefix that no code starts with", append("tariff_codes.csv", f"inpatient,BL-NA,GEN1S,{ROW}"), r"tariff_codes\.csv, row 30, sks_prefix"),
    ("a role that is none", append("registration_codes.csv", f"ZZZ,pause_general,{ROW}"), r"registration_codes\.csv, row 9, role"),
    ("a municipality of three digits", append("municipalities.csv", f"999,Et sted,1084,{ROW}"), r"municipalities\.csv, row 99, municipality"),
    ("a municipality without a region", append("municipalities.csv", f"0999,Et sted,,{ROW}"), r"municipalities\.csv, row 99, region: is empty"),
    ("a kind of hospital that is none", append("hospitals.csv", f"6998,Et sted,1084,clinic,{ROW}"), r"hospitals\.csv, row \d+, kind"),
    ("a hospital without a creditor", append("hospitals.csv", f"6998,Et sted,,hospital,{ROW}"), r"hospitals\.csv, row \d+"),
    ("inhabitants that are no number", append("population.csv", f"0101,2020,mange,{ROW}"), r"population\.csv, row 99, inhabitants"),
]

OVERLAPS = [
    ("two open periods of a share", append("shares.csv", f"inpatient,0.8,{ROW}", f"inpatient,0.9,{ROW}"), r"shares\.csv, inpatient.*overlaps"),
    ("a period that begins on the day another ends", append("shares.csv", "inpatient,0.8,2007-12-31,,confirmed,drawn,"), r"shares\.csv, inpatient 2007-12-31.*overlaps"),
    ("a period within another", append("tariffs.csv", "GEN1A,1.00,,07-pl,2007-06-01,2007-06-30,confirmed,drawn,"), r"tariffs\.csv, GEN1A 2007-06-01.*overlaps"),
    ("two rows of one day of a prefix", append("tariff_codes.csv", f"inpatient,BLNA,GEN1S,{ROW}"), r"tariff_codes\.csv, inpatient BLNA.*overlaps"),
    ("two roles of one prefix", append("registration_codes.csv", "PLANALMEN,no_plan_needed,2010-01-01,,placeholder,drawn,"), r"registration_codes\.csv, PLANALMEN.*overlaps"),
    ("two values of a policy without a scheme", append("policies.csv", "open_course,,charge,2010-01-01,,assumed,drawn,"), r"policies\.csv, open_course.*overlaps"),
    ("two values of a policy of one scheme", append("policies.csv", "plan_required,inpatient,yes,2010-01-01,,assumed,drawn,"), r"policies\.csv, plan_required inpatient.*overlaps"),
    ("a municipality in two regions", append("municipalities.csv", "0101,København,1085,2010-01-01,,confirmed,drawn,"), r"municipalities\.csv, 0101.*overlaps"),
    ("a hospital in two regions", append("hospitals.csv", "1301,Rigshospitalet,1085,hospital,2010-01-01,,confirmed,drawn,"), r"hospitals\.csv, 1301.*overlaps"),
    ("two opt-outs at once", append("opt_outs.csv", f"0101,1084,2006-10-01,{ROW}", f"0101,1084,2006-10-02,{ROW}"), r"opt_outs\.csv, 0101 1084.*overlaps"),
    ("two counts of one year", append("population.csv", "0101,2019,1,2019-06-01,,confirmed,drawn,"), r"population\.csv, 0101 2019.*overlaps"),
]


def opt_out(notified_on, valid_from):
    """København opts out with Region Hovedstaden."""
    return append("opt_outs.csv", f"0101,1084,{notified_on},{valid_from},,confirmed,drawn,")


SHORT_NOTICES = [
    ("notice on the day itself", opt_out("2007-03-01", "2007-03-01"), r"opt_outs\.csv, 0101 1084.*2007-05-01"),
    ("notice a day short of two months", opt_out("2007-01-02", "2007-03-01"), r"opt_outs\.csv, 0101 1084.*2007-03-02"),
    ("notice on the 31st, a day short", opt_out("2006-12-31", "2007-02-27"), r"opt_outs\.csv, 0101 1084.*2007-02-28"),
    ("notice on the 31st before a month of 30 days", opt_out("2007-07-31", "2007-09-29"), r"opt_outs\.csv, 0101 1084.*2007-09-30"),
    ("notice on the 30th in a leap year", opt_out("2007-12-30", "2008-02-28"), r"opt_outs\.csv, 0101 1084.*2008-02-29"),
]

WRONG_POLICIES = [
    ("a value that no rule knows", replace("policies.csv", ",hold,", ",wait,"), r"policies\.csv, open_course.*value"),
    ("a gap below zero", replace("policies.csv", "stay_gap_days,,0", "stay_gap_days,,-1"), r"policies\.csv, stay_gap_days.*value"),
    ("a gap that is no number", replace("policies.csv", "stay_gap_days,,0", "stay_gap_days,,nul"), r"policies\.csv, stay_gap_days.*value"),
    ("another way to round", replace("policies.csv", "half_up_1", "half_even_1"), r"policies\.csv, municipal_rounding.*value"),
    ("a plan perhaps required", replace("policies.csv", "plan_required,inpatient,no", "plan_required,inpatient,maybe"), r"policies\.csv, plan_required inpatient.*value"),
    ("a policy of a scheme that has one for all", replace("policies.csv", "open_course,,", "open_course,inpatient,"), r"policies\.csv, open_course inpatient"),
    ("a policy for all that each scheme has its own", append("policies.csv", f"plan_required,,yes,{ROW}"), r"policies\.csv, plan_required"),
    ("no value", replace("policies.csv", ",hold,", ",,"), r"policies\.csv, row 17, value: is empty"),
]



def agree(parties, model="drg", cells=",,,", agreement_id="NEW"):
    """One more agreement of 2008. `parties`: payer, kind, supplier; `cells`: price_list, less_percent, step_minutes, price_level."""
    return append("agreements.csv", f"{agreement_id},{parties},general,{model},{cells},2008-01-01,2008-12-31,confirmed,drawn,")


def price(list_and_item, amount_kr="100.00", level="", unit="hour"):
    """One more price of 2008."""
    return append("agreement_prices.csv", f"{list_and_item},{amount_kr},{unit},{level},2008-01-01,2008-12-31,confirmed,drawn,")


def both(*changes):
    """One change after the other."""
    return lambda folder: [change(folder) for change in changes]


BETWEEN = "0101,municipality,0147"
DECIDED = "2008-01-01,,confirmed,drawn,"
INDEX = "2008-01-01,2008-12-31,confirmed,drawn,"

WRONG_UNITS = [
    ("per_hour", "hour", "hour", "travel_hour", "fee", "hour"),
    ("per_hour_by_form", "individual", "hour", "group", "fee", "hour"),
    ("per_course", "hour", "hour", "course", "hour", "course"),
    ("package", "02", "course", "01", "hour", "course"),
    ("fee_schedule", "normal", "fee", "group", "hour", "fee"),
    ("fee_schedule", "normal", "fee", "supplement", "fee", "supplement"),
]
"""Model, an item with its unit, another item with a unit that it has not, and the one that it has."""

BAD_AGREEMENTS = [
    ("two agreements of the same parties", both(agree(BETWEEN), agree(BETWEEN, agreement_id="OTHER")), r"agreements\.csv, OTHER 2008-01-01: is in force together with NEW for 0101 municipality 0147 general"),
    ("an agreement within one of the region", both(agree("1084,municipality,1084"), agree(BETWEEN, agreement_id="OTHER")), r"agreements\.csv, OTHER 2008-01-01: is in force together with NEW for 0101 municipality 0147"),
    ("a payer within a region that pays the same supplier", both(agree("1084,region,1084"), agree("0101,region,1084", agreement_id="OTHER")), r"agreements\.csv, OTHER.*together with NEW for 0101 region 1084"),
    ("two rows of one agreement at once", both(agree(BETWEEN), agree("0101,municipality,0151")), r"agreements\.csv, NEW 2008-01-01.*overlaps"),
    ("a payer that is none", agree("0999,municipality,0147"), r"agreements\.csv, NEW 2008-01-01: payer 0999 is no municipality"),
    ("a supplier that is no municipality", agree("0101,municipality,0999"), r"agreements\.csv, NEW 2008-01-01: supplier 0999 is no supplier of its kind"),
    ("a municipality as a region", agree("0101,region,0147"), r"agreements\.csv, NEW.*supplier 0147"),
    ("a private supplier that no institution belongs to", agree("0101,private,NOBODY"), r"agreements\.csv, NEW.*supplier NOBODY"),
    ("a centre in place of its municipality", agree("0101,private,GK0147"), r"agreements\.csv, NEW.*supplier GK0147"),
    ("a municipality that pays itself", agree("0101,municipality,0101"), r"agreements\.csv, NEW 2008-01-01: its supplier is its payer"),
    ("a kind of supplier that is none", agree("0101,state,0147"), r"agreements\.csv, row 12, supplier_kind"),
    ("a model that is none", agree(BETWEEN, "per_week"), r"agreements\.csv, row 12, model"),
    ("a percentage that is missing", agree(BETWEEN, "drg_less_percent"), r"agreements\.csv, NEW 2008-01-01: less_percent is empty"),
    ("a percentage above a hundred", agree(BETWEEN, "drg_less_percent", ",100.5,,"), r"agreements\.csv, row 12, less_percent"),
    ("a percentage below zero", agree(BETWEEN, "drg_less_percent", ",-1,,"), r"agreements\.csv, row 12, less_percent"),
    ("steps of no minutes", agree(BETWEEN, "per_hour", "SYNTHETIC-HOUR,,0,"), r"agreements\.csv, row 12, step_minutes"),
    *((f"no price list for {model}", agree(BETWEEN, model), r"agreements\.csv, NEW 2008-01-01: price_list is empty") for model in ("per_course", "per_hour", "per_hour_by_form", "package", "fee_schedule")),
    ("a price list that is none", agree(BETWEEN, "per_hour_by_form", "NONE,,,"), r"agreements\.csv, NEW 2008-01-01: price list NONE has no row"),
    ("an hourly price list without the hour", agree(BETWEEN, "per_hour", "SYNTHETIC-FORMS,,,"), r"agreements\.csv, NEW.*SYNTHETIC-FORMS has no item hour"),
    ("a price list of courses without the course", agree(BETWEEN, "per_course", "FYN,,,"), r"agreements\.csv, NEW.*FYN has no item course"),
    ("a fee schedule without the normal fee", agree(BETWEEN, "fee_schedule", "FYN,,,"), r"agreements\.csv, NEW.*FYN has no item normal"),
    *((f"hospitals paid by {model}", agree("0101,region,1084", model, "SYNTHETIC-HOUR,,,"), r"agreements\.csv, NEW.*hospitals deliver no minutes") for model in ("per_hour", "per_hour_by_form", "package", "fee_schedule")),
    ("specialised rehabilitation bought from a region", append("agreements.csv", f"NEW,0101,region,1084,specialised,drg,,,,,{INDEX}"), r"agreements\.csv, NEW 2008-01-01: hospitals' specialised rehabilitation is collected nationally"),
    ("another price level without an index", both(price("NEW,hour", level="05-pl"), agree(BETWEEN, "per_hour", "NEW,,,07-pl")), r"agreements\.csv, NEW 2008-01-01: price_levels\.csv has no index of 05-pl on 2008-01-01"),
    ("an index of the one level only", both(price("NEW,hour", level="05-pl"), agree(BETWEEN, "per_hour", "NEW,,,07-pl"), append("price_levels.csv", f"05-pl,100.0,{INDEX}")), r"agreements\.csv, NEW.*no index of 07-pl on 2008-01-01"),
    ("an index that ends before the agreement", both(price("NEW,hour", level="05-pl"), agree(BETWEEN, "per_hour", "NEW,,,07-pl"), append("price_levels.csv", f"05-pl,100.0,{INDEX}", "07-pl,105.1,2008-01-01,2008-06-30,confirmed,drawn,")), r"agreements\.csv, NEW.*no index of 07-pl on 2008-07-01"),
    ("a price of no level brought to one", both(price("NEW,hour"), agree(BETWEEN, "per_hour", "NEW,,,07-pl")), r"agreements\.csv, NEW.*price list NEW has prices of no price level"),
    ("a price below zero", price("NEW,hour", "-1.00"), r"agreement_prices\.csv, row 24, amount_kr"),
    ("a price that is missing", price("NEW,hour", ""), r"agreement_prices\.csv, row 24, amount_kr: is empty"),
    ("a price with three decimals", price("NEW,hour", "1.005"), r"agreement_prices\.csv, row 24, amount_kr"),
    ("two prices of an item at once", both(price("NEW,hour"), price("NEW,hour", "101.00")), r"agreement_prices\.csv, NEW hour 2008-01-01.*overlaps"),
    *((f"{item} by the {unit} under {model}", both(price(f"NEW,{needed}", unit=counted), price(f"NEW,{item}", unit=unit), agree(BETWEEN, model, "NEW,,,")), rf"agreement_prices\.csv, NEW {item} 2008-01-01: its unit is {unit}, but NEW \({model}\) counts it by {right}") for model, needed, counted, item, unit, right in WRONG_UNITS),
    ("an index of nothing", append("price_levels.csv", f"05-pl,0,{INDEX}"), r"price_levels\.csv, row 1, price_index"),
    ("a refused event with an amount", append("decisions.csv", f"V:1:2007-03-05,refused,AB,because,100.00,{DECIDED}"), r"decisions\.csv, row 1, agreed_kr: is given, but the decision is refused"),
    ("a decision that is none", append("decisions.csv", f"V:1:2007-03-05,perhaps,AB,because,,{DECIDED}"), r"decisions\.csv, row 1, decision"),
    ("a decision by nobody", append("decisions.csv", f"V:1:2007-03-05,accepted,,because,,{DECIDED}"), r"decisions\.csv, row 1, decided_by: is empty"),
    ("a decision by a CPR number", append("decisions.csv", f"V:1:2007-03-05,accepted,610107-0001,because,,{DECIDED}"), r"decisions\.csv, row 1, decided_by: holds what could be a CPR number"),
    ("a decision of a day that has not come", append("decisions.csv", "V:1:2007-03-05,accepted,AB,because,,2999-01-01,,confirmed,drawn,"), r"decisions\.csv, V:1:2007-03-05 2999-01-01: valid_from is a day that has not come"),
    ("a decision taken back on a day that has not come", append("decisions.csv", "V:1:2007-03-05,accepted,AB,because,,2007-04-01,2999-01-01,confirmed,drawn,"), r"decisions\.csv, V:1:2007-03-05 2007-04-01: valid_to is a day that has not come"),
    ("a decision without a why", append("decisions.csv", f"V:1:2007-03-05,accepted,AB,,,{DECIDED}"), r"decisions\.csv, row 1, why: is empty"),
    ("an institution of a kind that is none", append("institutions.csv", f"X1,cvr,Et sted,private,X1,0101,{ROW}"), r"institutions\.csv, row 104, number_kind"),
]

REFUSED = [*MISSING, *BAD_CELLS, *OVERLAPS, *SHORT_NOTICES, *WRONG_POLICIES, *BAD_AGREEMENTS]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_bad_facts_are_refused_with_exit_4_and_a_message_that_names_file_row_and_column(change, message, tmp_path):
    folder = write_facts(tmp_path)
    change(folder)
    with pytest.raises(FactsIncomplete, match=message) as stopped:
        read_facts(folder)
    assert stopped.value.exit_code == 4


ABSENT_WITH = {"institutions": ["institutions", "agreements"], "agreement_prices": ["agreement_prices", "agreements"]}
"""Files that can be absent only together with those that name what is in them."""

ACCEPTED = [
    ("the next period begins on the day after", append("shares.csv", "inpatient,0.8,2008-01-01,,confirmed,drawn,")),
    ("another year of the same municipality", append("population.csv", f"0101,2020,632340,{ROW}")),
    ("the same prefix in another scheme", append("tariff_codes.csv", f"inpatient,ZZZ,GEN1S,{ROW}", f"general_outpatient,ZZZ,GEN1A,{ROW}")),
    ("notice of two months to the day", opt_out("2007-01-01", "2007-03-01")),
    ("notice on the 31st of December, in force on the last of February", opt_out("2006-12-31", "2007-02-28")),
    ("notice on the 31st of December before a leap year's last of February", opt_out("2007-12-31", "2008-02-29")),
    ("an opt-out of the same municipality with another region", append("opt_outs.csv", f"0101,1084,2006-10-01,{ROW}", f"0101,1085,2006-10-01,{ROW}")),
    ("a column that nothing reads", replace("shares.csv", "source,note", "source,note,checked_by")),
    ("blanks around cells", replace("shares.csv", "inpatient,0.70", " inpatient , 0.70 ")),
    ("a tariff without decimals", replace("tariffs.csv", "GEN1A,640.00", "GEN1A,640")),
    *((f"{name} is not there", both(*(remove(f"{one}.csv") for one in ABSENT_WITH.get(name, [name])))) for name in MAY_BE_ABSENT),
    ("agreements of the same parties one after the other", both(agree(BETWEEN), append("agreements.csv", f"OTHER,{BETWEEN},general,drg,,,,,2009-01-01,,confirmed,drawn,"))),
    ("agreements of the same parties for each scope", both(agree(BETWEEN), append("agreements.csv", f"OTHER,{BETWEEN},specialised,drg,,,,,2008-01-01,,confirmed,drawn,"))),
    ("agreements of the same parties both ways", both(agree(BETWEEN), agree("0147,municipality,0101", agreement_id="OTHER"))),
    ("another price level with an index of both", both(price("NEW,hour", level="05-pl"), agree(BETWEEN, "per_hour", "NEW,,,07-pl"), append("price_levels.csv", f"05-pl,100.0,{INDEX}", f"07-pl,105.1,{INDEX}"))),
    ("the price's own level without an index", both(price("NEW,hour", level="07-pl"), agree(BETWEEN, "per_hour", "NEW,,,07-pl"))),
    ("prices of other units that the model does not read", both(price("NEW,hour"), price("NEW,normal", unit="fee"), price("NEW,01", unit="course"), agree(BETWEEN, "per_hour", "NEW,,,"))),
    ("an accepted event with an amount", append("decisions.csv", f"V:1:2007-03-05,accepted,AB,because,100.00,{DECIDED}")),
    ("a refused event without", append("decisions.csv", f"V:1:2007-03-05,refused,AB,because,,{DECIDED}")),
    ("a tariff of nothing", replace("tariffs.csv", "GEN1A,640.00,640.00", "GEN1A,0,")),
]


@pytest.mark.parametrize("change", [row[1] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_facts_that_are_good_are_read(change, tmp_path):
    folder = write_facts(tmp_path)
    change(folder)
    assert read_facts(folder)


def test_every_fault_is_named_at_once(tmp_path):
    folder = write_facts(tmp_path)
    for change in (
        remove("shares.csv"),
        replace("tariffs.csv", "GEN1A,640.00", "GEN1A,n/a"),
        append("population.csv", f"0101,2020,mange,{ROW}"),
    ):
        change(folder)
    with pytest.raises(FactsIncomplete) as stopped:
        read_facts(folder)
    for name in ("shares.csv", "tariffs.csv, row 1", "population.csv, row 99"):
        assert name in str(stopped.value)
