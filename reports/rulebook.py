"""The rules and the reasons of the screening in words, each with its source: the one place where they are told to people.

`KL` is the memo of Kommunernes Landsforening (KL) of 2006 on rehabilitation, `contract` is genopt's. Quotations are the
memo's own words. What the memo leaves open is called a reading.
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule in words. quote: the memo's own, empty where it is silent."""

    title: str
    says: str
    source: str
    quote: str = ""


class Reason(NamedTuple):
    """Why an event is set aside. put_right: what would have to be registered, with blanks that `Remedy` fills.

    within: reasons whose putting right includes this one's, so that it is not told beside them.
    """

    says: str
    put_right: str
    source: str
    quote: str = ""
    within: tuple[str, ...] = ()


RULES = {
    "R1": Rule(
        "Contact (kontakt)",
        "A contact is followed by its own number (idnummer), or by its record number (k_recnum) where it has none.",
        "contract R1 (a reading: the memo is silent)",
    ),
    "R2": Rule(
        "Stay (indlæggelse)",
        "Contacts that follow each other at one hospital are one stay. One discharge gives one tariff.",
        "KL section 2.1; contract R2 (how far apart they may be is a reading)",
        "Der udløses kun én genoptræningstakst pr. udskrivning uanset hvor mange SKS-ydelser, der er blevet udført under "
        "indlæggelsen.",
    ),
    "R3": Rule(
        "Visit (besøg)",
        "Each day with an outpatient visit is one visit, with one tariff.",
        "KL section 2.1; contract R3",
        "De ambulante genoptræningstakster er såkaldte besøgstakster, dvs. at der udløses én takst pr. besøg, uanset hvor "
        "mange ydelser der er udført under besøget.",
    ),
    "R4": Rule(
        "Services (ydelser)",
        "The services within the stay, or on the day of the visit, belong to the event. One that bears a tariff makes it rehabilitation.",
        "KL sections 2.1 and 2.2; contract R4",
        "De 10 ydelseskoder, som blev vurderet som overvejende genoptræning, indgår som takstudløsende genoptræningskoder, "
        "jf. tabel 2.1 og 2.2.",
    ),
    "R5": Rule(
        "Rehabilitation plan (genoptræningsplan)",
        "The citizen has a plan when one was issued on or before the day, at any hospital.",
        "KL section 4.1; contract R5",
        "Informationssystemet vil automatisk frasortere de genoptræningsregistreringer, der måtte være udført på personer, "
        "som ikke har en genoptræningsplan.",
    ),
    "R6": Rule(
        "Course (forløb)",
        "A start mark opens a course at the hospital and an end mark closes it; both days belong to it.",
        "KL sections 2.3 and 4.1; contract R6",
        "Dette gøres i praksis ved at der indføres en ny obligatorisk registrering af start- og sluttidspunkt for almen "
        "ambulant genoptræning.",
    ),
    "R7": Rule(
        "Scheme (ordning)",
        "A stay is inpatient (stationær). A visit takes the kind of the one course that covers its day: general (almen) or "
        "specialised (specialiseret).",
        "KL table 1 and section 2.3; contract R7",
        "I praksis medfører dette registreringskrav, at sygehusterapeuterne vil skulle markere, hvornår der hhv. påbegyndes "
        "og afsluttes specialiseret genoptræning.",
    ),
    "R8": Rule(
        "Screening (frasortering)",
        "The reasons are asked in their order. The first that holds sets the event aside; where none holds it is charged.",
        "KL section 4.1; contract R8",
    ),
    "R9": Rule(
        "Tariff (takst)",
        "One tariff per event: that of the dearest service. Equal tariffs: the lowest SKS code.",
        "KL section 2.1; contract R9 (that it is the dearest is said of visits; for stays, and for ties, it is a reading)",
        "Det er den dyreste af de udførte takstbærende SKS-koder, der er bestemmende for hvilken takst der udløses.",
    ),
    "R10": Rule(
        "Amount (kommunal udgift)",
        "The municipal amount is the one printed beside the tariff; where none is printed, the share of the tariff, rounded half up "
        "to whole kroner.",
        "KL table 1, tables 2.1 and 2.2; contract R10",
    ),
    "R11": Rule(
        "Channel (afregningskanal)",
        "Inpatient and specialised rehabilitation are collected here, unless municipality and region have opted out (framelding) of "
        "the specialised. General rehabilitation is for information only.",
        "KL section 4.1; contract R11",
    ),
    "R12": Rule(
        "Parties (betaler og kreditor)",
        "The municipality of residence on the contact pays; the region of the hospital on the day is owed.",
        "KL section 1 and table 1; contract R12",
    ),
}
"""Rule -> what it says. Source: contract section 4."""

QUOTES = {
    ("R5", "inpatient"): "",
    ("R7", "inpatient"): "",
    (
        "R10",
        "inpatient",
    ): "Kommunernes medfinansiering af genoptræning under indlæggelse skal udgøre 70 pct. af regionernes udgifter.",
    ("R10", "specialised_outpatient"): "Kommunerne finansierer 100 pct. af udgifterne via DRG-takster",
    (
        "R11",
        "inpatient",
    ): "Afregningen af den kommunale medfinansiering af stationær genoptræning vil finde sted sammen med afregningen af den "
    "øvrige kommunale medfinansiering.",
    (
        "R11",
        "specialised_outpatient",
    ): "Afregningen af den ambulante specialiserede genoptræning vil også som udgangspunkt foregå via informations- og "
    "afregningssystemet med Sundhedsstyrelsens DRG-genoptræningstakster.",
    (
        "R11",
        "general_outpatient",
    ): "Afregningen af disse ydelser er derfor et anliggende mellem køber og sælger, dvs. mellem region og kommune.",
}
"""What the memo says of one scheme only, in the place of what it says in general."""

COURSE = (
    "The day must lie in a course at hospital {hospital}: a start mark on {day} or earlier and an end mark on {day} or later, either "
    "general (start {start_general}, end {end_general}) or specialised (start {start_specialised}, end {end_specialised}). If the "
    "services were treatment (behandling) and no rehabilitation by a plan, there is nothing to mark, and the event is rightly not "
    "charged (KL section 2.2)."
)

REASONS = {
    "unknown_hospital": Reason(
        "The hospital is not in the list of hospitals on the day, so it is not known which region is owed.",
        "The contact must be sent again with a hospital (c_sgh) that is in hospitals.csv on {day}; or, if {hospital} is right, the "
        "list of facts must get it, with its region.",
        "contract R8, R12 (a charge needs a creditor)",
    ),
    "test_hospital": Reason(
        "The code is in the list, but it is no hospital: a code for tests, or another kind of unit.",
        "The contact must be sent again with the hospital (c_sgh) where the citizen was; {hospital} stands in hospitals.csv as a code "
        "that is no hospital.",
        "contract R8 (the hospital classification SHAK has such codes)",
    ),
    "no_paying_municipality": Reason(
        "The residence on the contact is empty or no Danish municipality on the day, so there is nobody to pay.",
        "The contact must be sent again with a municipality of residence (c_kom) that is in municipalities.csv on {day}; "
        "{municipality} is not. A citizen who lives abroad has none, and then the event is rightly not charged.",
        "KL section 1 (the municipalities pay); contract R8, R12",
    ),
    "no_rehabilitation_plan": Reason(
        "No rehabilitation plan (genoptræningsplan) was issued to the citizen on or before the day.",
        "A plan must be registered on any contact of the citizen, dated {day} or earlier: {plan_general} or {plan_specialised}. "
        "Where the citizen has none, the services are no rehabilitation to be paid for, and the event is rightly not charged (KL "
        "section 2.2).",
        "KL section 4.1; contract R5, R8 (for specialised rehabilitation a reading)",
        RULES["R5"].quote,
    ),
    "no_start_mark": Reason(
        "No course of either kind began at the hospital on or before the day: there is no start mark (startmarkering).",
        COURSE,
        "KL sections 2.3 and 4.1; contract R6, R8",
        RULES["R6"].quote,
    ),
    "after_end_mark": Reason(
        "Courses began at the hospital, but on this day none is running: the one before it had ended (slutmarkering).",
        "If the course before it went on until {day}, its end mark must be sent again with its true date. If the day is one of "
        f"another course: {COURSE[0].lower()}{COURSE[1:]}",
        "KL sections 2.3 and 4.1; contract R6, R8",
        RULES["R6"].quote,
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
        RULES["R6"].quote,
        ("no_start_mark", "after_end_mark", "ambiguous_course"),
    ),
    "home_visit_in_specialised_course": Reason(
        "The visit is in a specialised course, and none of its services bears a tariff there: home visits (hjemmebesøg) do not.",
        "Only a service on {day} that bears a tariff in the specialised scheme would make it one: a code that begins with "
        "{specialised_codes}. For a home visit alone nothing is to be registered: it shall not be charged.",
        "KL section 2.3; contract R8 (a reading)",
        "Den specialiserede genoptræning bør dog ikke kunne udløse taksten for hjemmebesøg, da den specialiserede "
        "genoptræning jo netop er karakteriseret ved at skulle finde sted på sygehus.",
    ),
}
"""Reason -> what it says and what would put it right, in the order of `transforms.screening.SET_ASIDE`."""

SETTINGS = {"stay": "stay (indlæggelse)", "visit": "visit (besøg)"}

SCHEMES = {
    "inpatient": "inpatient (stationær genoptræning)",
    "specialised_outpatient": "specialised_outpatient (specialiseret ambulant genoptræning)",
    "general_outpatient": "general_outpatient (almen ambulant genoptræning)",
}

CHANNELS = {
    "settled": "settled (collected here, opkræves)",
    "opted_out": "opted_out (framelding: settled between the two)",
    "information": "information (to the bilateral settlement; nothing is collected here)",
}

ROLES = {
    "plan_general": "plan, general",
    "plan_specialised": "plan, specialised",
    "no_plan_needed": "no plan needed",
    "start_general": "start, general",
    "end_general": "end, general",
    "start_specialised": "start, specialised",
    "end_specialised": "end, specialised",
}
