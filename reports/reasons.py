"""The reasons of the screening in words: why an event is set aside, and what would put it right.

Quotations are the memo's own words. What the memo leaves open is called a reading.
"""

from typing import NamedTuple


class Reason(NamedTuple):
    """Why an event is set aside. put_right: what would have to be registered, with blanks that `reports.remedy` fills.

    quote: the memo's own words with their section, or the rule whose quotation it shares. within: reasons whose putting right
    includes this one's, so that it is not told beside them.
    """

    says: str
    put_right: str
    source: str
    quote: str = ""
    within: tuple[str, ...] = ()


REASONS = {
    "unknown_hospital": Reason(
        "The hospital is not in the list of hospitals on the day, so it is not known which region is owed.",
        "The contact must be sent again with a hospital code that is in the list of hospitals on {day}; or, if {hospital} is right, the "
        "list must get it, with its region.{mark_contacts}",
        "contract R8, R12 (a charge needs a creditor)",
    ),
    "test_hospital": Reason(
        "The code is in the list, but it is no hospital: a code for tests, or another kind of unit.",
        "If it was a test, nothing is to be registered. Otherwise the contact must be sent again with the hospital where the citizen "
        "was; {hospital} stands in the list of hospitals as a code that is no hospital.{mark_contacts}",
        "contract R8 (the hospital classification SHAK has such codes)",
    ),
    "no_paying_municipality": Reason(
        "The residence on the contact is empty or no Danish municipality on the day, so there is nobody to pay.",
        "The contact must be sent again with a municipality of residence that is in the list of municipalities on {day}; "
        "{municipality} is not. A citizen who lives abroad has none, and then the event is rightly not charged.",
        "KL section 1 (the municipalities pay); contract R8, R12",
    ),
    "no_rehabilitation_plan": Reason(
        "The delivery holds no rehabilitation plan (genoptræningsplan) of the citizen dated on or before the day.",
        "A plan must be registered on any contact of the citizen, dated {day} or earlier: {plan_general} or {plan_specialised}. "
        "Where the citizen has none, the services are no rehabilitation to be paid for, and the event is rightly not charged (KL "
        "section 2.2).{marks_without_plan}",
        "KL sections 2.2 and 4.1; contract R5, R8 (that the plan itself is asked for, and of the "
        "specialised too, is a reading)",
        "R5",
    ),
    "no_start_mark": Reason(
        "No course of either kind began at the hospital on or before the day: there is no start mark (startmarkering).",
        "{course}",
        "KL sections 2.3 and 4.1; contract R6, R8",
        "R6",
    ),
    "after_end_mark": Reason(
        "Courses began at the hospital, but on this day none is running: the one before it had ended (slutmarkering).",
        "If the course before it went on until {day}, its end mark must be sent again with its true date. If the day is one of "
        "another course: {other_course}",
        "KL sections 2.3 and 4.1; contract R6, R8",
        "R6",
        ("no_start_mark",),
    ),
    "ambiguous_course": Reason(
        "A general and a specialised course both cover the day, so it cannot be told which of them the visit belongs to.",
        "The course that the visit does not belong to must be marked as it was: its start mark withdrawn, or its end mark "
        "({end_general}, {end_specialised}) dated before {day}. The one that it belongs to needs its end mark as well.",
        "KL table 1 and section 2.3 (the two are paid differently); contract R7, R8 (a reading)",
    ),
    "awaiting_end_mark": Reason(
        "The course that the visit belongs to has no end mark (slutmarkering) yet; until then the visit is held.",
        "The end mark of the course must be registered at hospital {hospital}, dated {day} or later and before another start mark: "
        "{end_of_course}.",
        "KL sections 2.3 and 4.1; contract R8 (to hold it until then is a reading, policy open_course)",
        "R6",
        ("no_start_mark", "after_end_mark", "ambiguous_course"),
    ),
    "home_visit_in_specialised_course": Reason(
        "The visit is in a specialised course, and none of its services bears a tariff there: home visits (hjemmebesøg) do not.",
        "Only a service on {day} that bears a tariff in the specialised scheme would make it one: a code that begins with "
        "{specialised_codes}. For a home visit alone nothing is to be registered: it shall not be charged.",
        "KL section 2.3; contract R8 (a reading)",
        "KL 2.3: »Den specialiserede genoptræning bør dog ikke kunne udløse taksten for hjemmebesøg, da den specialiserede "
        "genoptræning jo netop er karakteriseret ved at skulle finde sted på sygehus.«",
    ),
}
"""Reason -> what it says and what would put it right, in the order of `transforms.screening.SET_ASIDE`."""

REVERSED = {
    "withdrawn": "A newer delivery holds no such event: its rows were taken back, or no longer make one. Where a later contact "
    "continued a stay, the whole stay is named by that contact and charged under its name (rule R2).",
    "residence_changed": "A newer delivery gives the citizen another municipality of residence.",
    "code_changed": "By a newer delivery another service decides.",
    "plan_or_course_changed": "By a newer delivery the citizen's plan or course is another one.",
    "facts_changed": "The facts that it rested on, such as tariffs, were corrected.",
    "other": "A newer delivery gives it another day, hospital or citizen.",
}
"""Why a charge was reversed, by the reason in the ledger. Rule R13."""
