"""The words of the site, in Danish: what stands in the marts as a code, said for people."""

from decimal import Decimal

from reports.danish import write_number

ROUNDS = {"provisional": "Foreløbig", "final": "Endelig"}

SCHEMES = {
    "inpatient": "Genoptræning under indlæggelse",
    "specialised_outpatient": "Specialiseret ambulant",
    "general_outpatient": "Almen ambulant",
}

COLORS = {"inpatient": "var(--s2)", "specialised_outpatient": "var(--s1)", "general_outpatient": "var(--s3)"}

EFFECTS = {
    "activity_kr": ("Aktivitet", "var(--s1)"),
    "mix_kr": ("Sammensætning", "var(--s2)"),
    "price_kr": ("Pris", "var(--s3)"),
}
"""The parts of a change, and their colours."""

REASONS = {
    "unknown_hospital": "Sygehuset er ukendt",
    "test_hospital": "Koden er ikke et sygehus",
    "no_paying_municipality": "Ingen betalende kommune",
    "no_rehabilitation_plan": "Ingen genoptræningsplan",
    "no_start_mark": "Ingen startmarkering",
    "after_end_mark": "Efter slutmarkering",
    "ambiguous_course": "Både alment og specialiseret forløb",
    "awaiting_end_mark": "Afventer slutmarkering",
    "home_visit_in_specialised_course": "Hjemmebesøg i specialiseret forløb",
}
"""Why an event is set aside, in few words. The long ones stand in the rulebook."""

STATUSES = {
    "confirmed": "bekræftet",
    "assumed": "antaget",
    "disputed": "omstridt",
    "placeholder": "pladsholder",
}

FILES = {"t_adm": "Kontakter (t_adm)", "t_bes": "Besøg (t_bes)", "t_sksube": "Ydelser (t_sksube)"}

REJECTED = {
    "bad_code": "ugyldig kode",
    "bad_cpr": "ugyldigt personnummer",
    "bad_date": "ugyldig dato",
    "discharge_before_admission": "udskrevet før indlagt",
    "duplicate_contact": "kontakten er sendt igen",
    "duplicate_row": "rækken er sendt to gange",
    "missing_value": "mangler",
    "orphan": "uden gyldig kontakt",
}
"""Why a delivered row is rejected."""

HIDDEN = "skjult"
"""What stands in the place of a figure that may not be shown."""

NOTHING = "\N{EN DASH}"
"""What stands where there is nothing to divide."""

NEVER_SETTLED = "ikke afregnet"
"""What stands in the place of the figures of a month that was never settled."""


def percent(share: Decimal | float, places: int = 1) -> str:
    """A share: 12,3 pct."""
    return f"{write_number(share * 100, places)} pct."


def millions(kroner: Decimal | float) -> str:
    """Kroner in the headline: 6,55 mio. kr., or whole kroner below a million."""
    return (
        f"{write_number(float(kroner) / 1e6, 2)} mio. kr."
        if abs(kroner) >= 1_000_000
        else f"{write_number(kroner)} kr."
    )
