"""The words of bilateral statements, in Danish."""

SECTIONS = {
    "agreed": "Efter aftale",
    "unagreed": "Uden aftale",
    "corrections": "Reguleringer",
}
"""The sections, whose sums are the statement."""

ABOUT = {
    "overview": "Aftalt beløb er det, parterne skylder hinanden efter deres aftale. Vejledende takst er det, DRG-taksterne ville give: den "
    "står til sammenligning og lægges aldrig sammen med det aftalte.",
    "agreed": "Månedens egen aktivitet, priset efter den aftale, der var i kraft på besøgets dag. Mængde er det, aftalen betaler for.",
    "unagreed": "Månedens egen aktivitet, som ingen aftale i kraft dækker. Der er kun en vejledende takst, og intet er aftalt, medmindre "
    "parterne har godkendt besøget til et beløb for sig. Besøgene står et for et i regnearkets ark Besøg uden aftale.",
    "decided": "Hvem der har taget stilling til aktivitet uden aftale, hvornår og hvorfor, også når aktiviteten er fra en tidligere "
    "måned. Beløbene indgår i afsnittene ovenfor og nedenfor.",
    "corrections": "Aktivitet i andre måneder end afregningsmåneden: det, der er kommet til, og det, der er ændret eller udgået, siden den "
    "blev opgjort.",
    "doubts": "Et beløb kan hvile på flere forudsætninger, så rækkerne lægges ikke sammen.",
    "visits": "Hvert besøg uden en aftale i kraft, som måneden har bogført: her kan parterne se efter, om der var en aftale.",
}
"""What a table is, by its key."""

NOT_COLLECTED = (
    "Til orientering: opgørelsen kan være grundlag for en faktura mellem parterne, men intet af den opkræves af den nationale "
    "afregning, og den indgår ikke i opgørelsen over det, der skal betales dér (KL-notat 2006, afsnit 4.1 og 4.2)."
)

SYNTHETIC = "Syntetiske data: opgørelsen viser ingen virkelig aktivitet og skal ikke betales."

OPPOSITE = (
    "Beløb, som leverandøren har til gode, står med minus: linjerne er kommunernes med modsat fortegn, så månedens opgørelser "
    "går op i nul."
)

MODELS = {
    "drg": "Vejledende takst",
    "drg_less_percent": "Vejledende takst med fradrag",
    "per_course": "Pris pr. afsluttet forløb",
    "per_hour": "Timepris",
    "per_hour_by_form": "Timepris efter form",
    "package": "Pakke pr. afsluttet forløb",
    "fee_schedule": "Honorar pr. konsultation",
}
"""The models of agreements."""

UNITS = {"visit": "besøg", "course": "forløb", "hour": "timer", "fee": "honorarer"}
"""What an agreement counts."""

KINDS = {"region": "Region", "municipality": "Kommune", "private": "Privat"}
"""The kinds of parties."""

ROLES = {"payer": "betaler", "supplier": "leverandør"}

REGISTERS = {"lpr2": "Sygehuse", "ges": "Kommuner"}
"""Where activity was delivered from."""

DECISIONS = {"open": "Ikke taget stilling", "accepted": "Godkendt", "refused": "Afvist"}
"""What was decided of activity without an agreement."""

REASONS = {
    "added": "Kommet til (registreret sent)",
    "withdrawn": "Udgået",
    "residence_changed": "Bopæl ændret",
    "activity_changed": "Besøget ændret",
    "agreement_changed": "Aftale, pris, mængde eller takst ændret",
    "decided": "Der er taget stilling",
}
"""Why something was corrected, by the reasons of `bilateral_ledger`."""

ENTRY_TYPES = {"charge": "Bogført", "reversal": "Tilbageført"}
