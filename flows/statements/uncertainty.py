"""Which schemes an unconfirmed fact or reading may have mattered for, where no charge says itself that it used it."""

import polars as pl

from transforms.dated import Facts
from transforms.problems import row_key

OUTPATIENT = ("general_outpatient", "specialised_outpatient")
ALL = ("inpatient", *OUTPATIENT)

OF_ROLE = {
    "plan_general": OUTPATIENT,
    "plan_specialised": OUTPATIENT,
    "start_general": OUTPATIENT[:1],
    "end_general": OUTPATIENT[:1],
    "start_specialised": OUTPATIENT[1:],
    "end_specialised": OUTPATIENT[1:],
}
"""Role of a registration code -> schemes whose visits need it. A plan of either kind carries both. Rules R5, R6."""

OF_READING = {
    "record_number_as_key": ALL,
    "start_closes_open_course": OUTPATIENT,
    "no_home_visit_tariff_in_specialised": OUTPATIENT[1:],
    "dearest_tariff_of_a_stay": ALL[:1],
}
"""Reading of a rule -> schemes whose charges may rest on it. See `transforms.assumptions.READINGS`."""

REACH = {"scheme": pl.String, "fact": pl.String, "row_key": pl.String}


def find_reach(assumptions: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The schemes that each assumption may have mattered for: scheme, fact, row_key. In: fact and row_key of `assumptions`."""
    roles = dict(facts.registration_codes.select(row_key("registration_codes"), "role").rows())
    rows = [
        (scheme, fact, key)
        for fact, key in assumptions.select("fact", "row_key").rows()
        for scheme in find_schemes(fact, key, roles)
    ]
    return pl.DataFrame(rows, schema=REACH, orient="row")


def find_schemes(fact: str, key: str, roles: dict[str, str]) -> tuple[str, ...]:
    """The schemes that one assumption may have mattered for; none where each charge says itself what it used."""
    if fact == "registration_codes":
        return OF_ROLE.get(roles.get(key, ""), ())
    if fact == "policies":
        policy, scheme = key.split(" ")[:2]
        return {"plan_required": (scheme,), "stay_gap_days": ALL[:1]}.get(policy, ())
    return OF_READING.get(key, ())
