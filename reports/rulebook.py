"""The rules in words, each with its source: the one place where they are told to people.

`KL` is the memo of Kommunernes Landsforening (KL) of 2006 on rehabilitation, `contract` is genopt's. Quotations are the
memo's own words. What the memo leaves open is called a reading.
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule in words. quote: the memo's own with its section, empty where it is silent."""

    title: str
    says: str
    source: str
    quote: str = ""


SORTED_OUT = (
    "KL 4.1: »Informationssystemet vil automatisk frasortere de genoptræningsregistreringer, der måtte være udført på personer, som "
    "ikke har en genoptræningsplan.«"
)
MARKS_GENERAL = (
    "KL 4.1: »Dette gøres i praksis ved at der indføres en ny obligatorisk registrering af start- og sluttidspunkt for almen ambulant "
    "genoptræning. Denne registrering skal kun forekomme på patienter med en genoptræningsplan.«"
)
MARKS_SPECIALISED = (
    "KL 2.3: »I praksis medfører dette registreringskrav, at sygehusterapeuterne vil skulle markere, hvornår der hhv. påbegyndes og "
    "afsluttes specialiseret genoptræning.«"
)
NO_PLAN_NO_TARIFF = (
    "KL 2.2: »[...] selv om der ikke er tale om en patient med en genoptræningsplan (dette vil ikke udløse en genoptræningstakst, jf. "
    "afsnit 4.1 om betalingssystemet).«"
)

SYSTEM = "the settlement system (informations- og afregningssystemet, KL 4.1)"

WORDS = (
    "KL = the memo of Kommunernes Landsforening of 2006. Contract = the program's written rules (CONTRACT, rules R1-R14); no law and "
    "no agreement. A reading = what the program's rules say where the memo leaves it open."
)

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
        "KL 2.1: »Der udløses kun én genoptræningstakst pr. udskrivning uanset hvor mange SKS-ydelser, der er blevet udført under "
        "indlæggelsen.«",
    ),
    "R3": Rule(
        "Visit (besøg)",
        "Each day with an outpatient visit is one visit, with one tariff.",
        "KL section 2.1; contract R3 (that a visit is a day, counted for each contact, is a reading)",
        "KL 2.1: »De ambulante genoptræningstakster er såkaldte besøgstakster, dvs. at der udløses én takst pr. besøg, uanset hvor "
        "mange ydelser der er udført under besøget.«",
    ),
    "R4": Rule(
        "Services (ydelser)",
        "The services within the stay, or on the day of the visit, belong to the event. One that bears a tariff makes it rehabilitation.",
        "KL sections 2.1 and 2.2; contract R4 (that sub-codes of the ten codes count too is a reading)",
        "KL 2.2: »[...] de overordnede 36 fys/ergo-koder [...]« "
        "»De 10 ydelseskoder, som blev vurderet som overvejende genoptræning, indgår som takstudløsende genoptræningskoder, "
        "jf. tabel 2.1 og 2.2.«",
    ),
    "R5": Rule(
        "Rehabilitation plan (genoptræningsplan)",
        "The citizen has a plan when one is registered, dated on or before the day, at any hospital.",
        "KL sections 2.2 and 4.1; contract R5 (readings: by the memo the marks show the plan, and that a plan must be registered "
        "as a code besides is not said; that it may be of any hospital and of either kind; that it is asked of the specialised too)",
        f"{SORTED_OUT} {MARKS_GENERAL} {NO_PLAN_NO_TARIFF}",
    ),
    "R6": Rule(
        "Course (forløb)",
        "A start mark opens a course at the hospital and an end mark closes it; both days belong to it.",
        "KL sections 2.3 and 4.1; contract R6 (readings: a course is of one hospital, both its days belong to it, and a start mark "
        "closes a course that is open)",
        f"{MARKS_GENERAL} {MARKS_SPECIALISED}",
    ),
    "R7": Rule(
        "Scheme (ordning)",
        "A stay is inpatient (stationær). A visit takes the kind of the one course that covers its day: general (almen) or "
        "specialised (specialiseret).",
        "KL table 1, sections 2.3 and 4.1; contract R7",
        f"{MARKS_GENERAL} {MARKS_SPECIALISED}",
    ),
    "R8": Rule(
        "Screening (frasortering)",
        "The reasons are asked in their order. The first that holds sets the event aside; where none holds it is charged, or, general "
        "outpatient, listed for information.",
        "KL section 4.1; contract R8 (the list of reasons and their order are a reading)",
    ),
    "R9": Rule(
        "Tariff (takst)",
        "One tariff per event: that of the dearest service. Equal tariffs: the lowest SKS code.",
        "KL section 2.1; contract R9 (that it is the dearest is said of visits; for stays, and for ties, it is a reading)",
        "KL 2.1: »Det er den dyreste af de udførte takstbærende SKS-koder, der er bestemmende for hvilken takst der udløses.«",
    ),
    "R10": Rule(
        "Amount (kommunal udgift)",
        "The municipal amount is the one printed beside the tariff; where none is printed, the share of the tariff, rounded half up "
        "to whole kroner.",
        "KL table 1, tables 2.1 and 2.2; contract R10 (that the printed amount prevails over the 70 pct. is a reading)",
    ),
    "R11": Rule(
        "Channel (afregningskanal)",
        f"Inpatient and specialised rehabilitation are collected through {SYSTEM}, unless municipality and region have "
        "opted out (framelding) of the specialised. General rehabilitation is for information only: no claim.",
        "KL section 4.1; contract R11",
    ),
    "R12": Rule(
        "Parties (betaler og kreditor)",
        "The municipality of residence on the contact pays; the region of the hospital on the day is owed.",
        "KL section 1 and table 1; contract R12 (that residence is the contact's, and the region that of the day, is a reading)",
    ),
}
"""Rule -> what it says of one event. Source: contract section 4."""

LEDGER_RULES = {
    "R13": Rule(
        "Booking (bogføring)",
        "Entries are only ever added. A run compares what it computes with what stands: what is new is charged, what is gone or changed "
        "is reversed and, where it still exists, charged again. Months are settled in order; a final round closes its year.",
        "contract R13 (the memo is silent)",
    ),
    "R14": Rule(
        "Conservation (afstemning)",
        "Every row delivered is accepted or rejected, every rehabilitation event charged or set aside, and ledger, lines and charges "
        "come to the same kroner. A run that breaks this publishes nothing.",
        "contract R14 (the memo is silent)",
    ),
}
"""The rules of months and runs, which no single event shows. Source: contract section 4."""

QUOTES = {
    ("R5", "inpatient"): "",
    ("R6", "general_outpatient"): MARKS_GENERAL,
    ("R6", "specialised_outpatient"): MARKS_SPECIALISED,
    ("R7", "inpatient"): "",
    ("R7", "general_outpatient"): MARKS_GENERAL,
    ("R7", "specialised_outpatient"): MARKS_SPECIALISED,
    ("R10", "inpatient"): "KL 1: »Kommunernes medfinansiering af genoptræning under indlæggelse skal udgøre 70 pct. af "
    "regionernes udgifter.«",
    ("R10", "specialised_outpatient"): "KL table 1: »Kommunerne finansierer 100 pct. af udgifterne via DRG-takster«",
    (
        "R10",
        "GEN5S",
    ): "KL 2.4: »Særligt for den stationære genoptræning er denne takst høj, nemlig 10.781 kr. (hvoraf kommunerne "
    "skal medfinansiere 7.306 kr.).«",
    (
        "R11",
        "inpatient",
    ): "KL 4.1: »Afregningen af den kommunale medfinansiering af stationær genoptræning vil finde sted sammen "
    "med afregningen af den øvrige kommunale medfinansiering.«",
    (
        "R11",
        "specialised_outpatient",
    ): "KL 4.1: »Afregningen af den ambulante specialiserede genoptræning vil også som udgangspunkt "
    "foregå via informations- og afregningssystemet med Sundhedsstyrelsens DRG-genoptræningstakster.«",
    (
        "R11",
        "general_outpatient",
    ): "KL 4.1: »Afregningen af disse ydelser er derfor et anliggende mellem køber og sælger, dvs. mellem "
    "region og kommune.« »Der vil imidlertid være behov for at gennemføre en vis manuel kontrol af aktivitetsoplysningerne, før "
    "oplysningerne kan danne grundlag for afregningen. Det skyldes, at systemet ikke automatisk kan frasortere de tilfælde, hvor "
    "der ikke foreligger en aftale med regionen om at varetage genoptræningen for kommunen, men hvor der alligevel er udført "
    "ambulante genoptræningsydelser [...]«",
}
"""What the memo says of one scheme, or of one tariff group, in the place of what it says in general."""


def quote_rule(name: str, scheme: str | None) -> str:
    """The memo's own words for a rule in a scheme; empty where it is silent."""
    return QUOTES.get((name, scheme or ""), RULES[name].quote)


SETTINGS = {"stay": "stay (indlæggelse)", "visit": "visit (besøg)"}

SCHEMES = {
    "inpatient": "inpatient (stationær genoptræning)",
    "specialised_outpatient": "specialised_outpatient (specialiseret ambulant genoptræning)",
    "general_outpatient": "general_outpatient (almen ambulant genoptræning)",
}

CHANNELS = {
    "settled": f"settled (collected through {SYSTEM})",
    "opted_out": "opted_out (framelding: municipality and region settle it themselves)",
    "information": "information (for their own agreement; no claim, nothing is collected)",
}

ROLES = {
    "plan_general": "plan, general",
    "plan_specialised": "plan, specialised",
    "no_plan_needed": "no plan needed",
    "start_general": "start, general",
    "end_general": "end, general",
    "start_specialised": "start, specialised",
    "end_specialised": "end, specialised",
    "fee_supplement": "supplement to a fee (tillæg)",
}
