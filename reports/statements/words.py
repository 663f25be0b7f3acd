"""The words of the statements, in Danish, and how a number, a day and a month are written there."""

from collections.abc import Iterable
from decimal import Decimal

from reports.danish import name_month

SECTIONS = {
    "inpatient": (
        "Genoptræning under indlæggelse (70 pct.)",
        "Kommunen medfinansierer 70 pct. af taksten, én takst pr. udskrivning. Den kommunale udgift er den, der er trykt i takstbilaget, "
        "ellers beregnet og afrundet til hele kroner.",
    ),
    "specialised_outpatient": (
        "Specialiseret ambulant genoptræning (100 pct.)",
        "Kommunen betaler hele taksten, én takst pr. besøg.",
    ),
    "general_outpatient": (
        "Almen ambulant genoptræning (til orientering, opkræves ikke)",
        "Afregnes mellem region og kommune efter aftale. Beløbet er den vejledende takst og indgår ikke i det, der skal betales her.",
    ),
    "opted_out": (
        "Frameldte",
        "Specialiseret ambulant genoptræning, hvor kommune og region har frameldt sig afregningen. Opkræves ikke her: "
        "beløbene er grundlag for parternes egen afregning.",
    ),
}
"""The sections that list the month's own activity, in their order: title, and what it is."""

CORRECTIONS = (
    "Reguleringer vedrørende tidligere måneder",
    "Aktivitet i andre måneder end afregningsmåneden: det, der er kommet til, og det, der er ændret eller udgået, siden den blev opgjort. "
    "Ved siden af står det, som den sammenlignede måneds opgørelse regulerede af en måned, der lå lige så langt tilbage.",
)

CORRECTED_PLACES = (
    "Reguleringer pr. sygehus og takstgruppe",
    "De samme reguleringer, alle aktivitetsmåneder og årsager sammen. Linje for linje, med måned og årsag, står de i regnearkets ark "
    "Reguleringer.",
)

NO_CORRECTIONS = "Ingen reguleringer i måneden."

CHECKED = (
    "Det, som kommune og region bør se på, som listerne stod efter kørslen. Måneden er den, hændelsen ligger i; tidligere måneder er "
    "det, der endnu ikke er rettet. Linjerne står en for en i regnearkets ark Kontrollister og Kontrollister, tidligere; en hændelse "
    "kan stå på flere lister. En liste opkræver intet."
)

IN_SHORT = {
    "inpatient": "Under indlæggelse (70 pct.)",
    "specialised_outpatient": "Specialiseret ambulant (100 pct.)",
    "general_outpatient": "Almen ambulant (orientering)",
    "opted_out": "Frameldte",
    "corrections": "Reguleringer",
}

REASONS = {
    "added": "Kommet til (registreret sent)",
    "withdrawn": "Udgået",
    "residence_changed": "Bopæl ændret",
    "code_changed": "Ydelse ændret",
    "plan_or_course_changed": "Genoptræningsplan eller forløb ændret",
    "facts_changed": "Takst eller andet grundlag ændret",
    "other": "Andet",
}
"""Why something was corrected, by the reasons of `corrections`."""

ENTRY_TYPES = {"charge": "Opkrævet", "reversal": "Tilbageført"}

STATUS = {"assumed": "antaget", "disputed": "omstridt", "placeholder": "pladsholder"}

ROUNDS = {"provisional": "Foreløbig opgørelse", "final": "Endelig opgørelse"}


def name_period(month: str, round: str, beside: str) -> str:
    """A period of comparison; the round where it is another than the statement's own."""
    return (
        name_month(month)
        if round == beside
        else f"{name_month(month)}, {ROUNDS[round].split(' ', maxsplit=1)[0].lower()}"
    )


def choose_decimals(amounts: Iterable[Decimal]) -> int:
    """How many decimals the amounts of one statement have: none where none of them has øre."""
    return 2 if any(amount != amount.to_integral_value() for amount in amounts) else 0
