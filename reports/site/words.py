"""The words of the site, in Danish: what stands in the marts as a code, said for people."""

from decimal import Decimal

MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]

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

MINUS = "\N{MINUS SIGN}"

HIDDEN = "skjult"
"""What stands in the place of a figure that may not be shown."""


def name_month(month: str) -> str:
    """A month in words: marts 2007."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def short_month(month: str) -> str:
    """A month on an axis: mar 07."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1][:3]} {year[2:]}"


def whole(number: Decimal | float) -> str:
    """A whole number: 1.234, with the minus sign of print."""
    return f"{round(number):,}".replace(",", ".").replace("-", MINUS)


def signed(number: Decimal | float) -> str:
    """A change: +1.234, or 1.234 with a minus."""
    return whole(number) if round(number) <= 0 else f"+{whole(number)}"


def decimal(number: Decimal | float, places: int = 1) -> str:
    """A number with decimals: 1.234,5."""
    return f"{number:,.{places}f}".translate(str.maketrans(",.", ".,")).replace("-", MINUS)


def percent(share: Decimal | float, places: int = 1) -> str:
    """A share: 12,3 pct."""
    return f"{decimal(share * 100, places)} pct."


def millions(kroner: Decimal | float) -> str:
    """Kroner in the headline: 6,55 mio. kr., or whole kroner below a million."""
    return f"{decimal(float(kroner) / 1e6, 2)} mio. kr." if abs(kroner) >= 1_000_000 else f"{whole(kroner)} kr."
