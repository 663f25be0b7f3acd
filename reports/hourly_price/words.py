"""The words of the calculation: English for the terminal, Danish for municipalities."""

from typing import NamedTuple


class Said(NamedTuple):
    """The same in both languages."""

    english: str
    danish: str


FORMS = {
    "individual": Said("individual", "Individuel træning"),
    "self_training": Said("self-training with instruction", "Selvtræning med instruktion"),
    "group": Said("group", "Holdtræning"),
    "pool": Said("pool", "Bassintræning"),
}

WORDS = FORMS | {
    "all": Said("all", "I alt"),
    "cost": Said("cost", "Udgift"),
    "form": Said("form", "Form"),
    "kr": Said("kr", "Kr."),
    "wages": Said("wages", "Løn til terapeuter"),
    "rooms": Said("rooms", "Lokaler"),
    "shared": Said("rooms and indirect", "Lokaler og indirekte udgifter"),
    "own": Said("own costs of a form", "Egne udgifter ved en form"),
    "costs": Said("costs, kr", "Omkostninger, kr."),
    "paid_hours": Said("paid hours", "Betalte timer"),
    "times_share": Said("x ATA share, %", "gange ATA-andel, pct."),
    "ata_share": Said("ATA share, %", "ATA-andel, pct."),
    "delivered_hours": Said("= delivered hours", "= leverede timer"),
    "by_hours": Said("/ delivered hours", "/ leverede timer"),
    "price": Said("= kr per hour", "= kr. pr. time"),
    "participants": Said("/ participants", "/ deltagere"),
    "participant_price": Said("= kr per participant", "= kr. pr. deltager"),
    "points": Said("moved by, points", "Ændring, procentpoint"),
    "hour": Said("any hour, kr", "Gennemsnitlig time, kr."),
}
"""What stands in headings and first cells."""

STEPS = {
    "costs": Said("1. What it costs", "1. Hvad det koster"),
    "hours": Said("2. Hours that are delivered", "2. Timer, der leveres"),
    "spread": Said("3. Costs of each form", "3. Omkostninger ved hver form"),
    "prices": Said("4. Price of a delivered hour", "4. Prisen på en leveret time"),
    "ata": Said("5. What the ATA share means for the price", "5. Hvad ATA-andelen betyder for prisen"),
}

FILES = {"costs": "omkostninger", "hours": "timer", "spread": "fordeling", "prices": "priser", "ata": "ata"}
"""What the tables are called as files."""

NOTES = {
    "hours": Said(
        "Hours are those in which therapists are with patients (face to face, ATA), never hours allotted.",
        "Timerne er dem, hvor terapeuten er sammen med borgerne (ansigt til ansigt, ATA), ikke de visiterede timer.",
    ),
    "prices": Said(
        "Of group and pool it is the price of the group's hour; rounded once, half up to øre.",
        "For hold og bassin er det prisen på holdets time. Hver pris er afrundet én gang, til nærmeste øre.",
    ),
    "ata": Said(
        "Costs and paid hours stay, delivered hours follow. Empty: some share would not be above 0 and at most 100 per cent.",
        "Udgifter og betalte timer er de samme, de leverede timer følger med. Tomt: en andel ville ikke ligge mellem 0 og 100 pct.",
    ),
    "ata_stays": Said(
        "Forms without paid hours have no ATA share; their hours stay.",
        "Former uden betalte timer har ingen ATA-andel; deres timer er de samme.",
    ),
}
"""What is said below a table."""

ASSUMED = Said("Assumed, since the memo does not say", "Antagelser: det siger KL-notatet ikke")
"""What stands above the readings."""

READINGS = {
    "by_paid_hours": Said(
        "Wages follow paid hours, rooms and indirect costs follow delivered hours.",
        "Lønnen er fordelt efter betalte timer, lokaler og indirekte udgifter efter leverede timer.",
    ),
    "by_delivered_hours": Said(
        "All that is shared follows delivered hours, wages too, since some form has no paid hours.",
        "Alle fælles udgifter er fordelt efter leverede timer, også lønnen, fordi der for mindst én form ikke er oplyst betalte timer.",
    ),
    "any_hour": Said(
        "The price of any hour is all costs over all delivered hours, whatever their form.",
        "Den gennemsnitlige time er alle omkostninger over alle leverede timer, uanset form.",
    ),
    "costs_stay": Said(
        "At another ATA share no cost is another one, also none of rooms.",
        "Ved en anden ATA-andel er ingen udgift en anden, heller ikke til lokaler.",
    ),
}
"""The readings (antagelser) that the calculation rests on."""
