"""What indicators count, and the shape of an indicator's definition.

A quantity is `<population>_<what>`: what is `events` (visits, discharges, plans), `persons` or `kr` (municipal_kr, of what is
set aside advisory_kr). The populations are measured in `flows.measuring`. Source: RM memo 2009; KL memo 2006,
sections 2.2 and 4.1.
"""

from typing import NamedTuple

from transforms.screening import SET_ASIDE

BACKGROUND = "RM-notat 2009, afsnittet Baggrund (DSI's undersøgelse)"
STATUS = "RM-notat 2009, afsnittet Status for samarbejdet"
WAITING = "RM-notat 2009, afsnittet Kommunal træning af ældre 2009 (Gallup)"
FREE_SERVICES = "KL-notat 2006, afsnit 2.2 (gratis ydelser, monitoreringsaftalen)"
SCREENING = "KL-notat 2006, afsnit 4.1 (frasortering)"

MUNICIPALITIES = ("municipality", "region", "country")
PLACES = (*MUNICIPALITIES, "hospital")
ALL_KINDS = (*PLACES, "specialty")

INHABITANTS = "inhabitants"
"""The one denominator that is no population of ours: those of `population.csv`."""


class Definition(NamedTuple):
    """One indicator: value = per x numerator / denominator; without a denominator the numerator; `measured` where it is neither.

    area_kinds: the areas that it is made for. has_spread: whether its spread between municipalities is shown too.
    """

    name: str
    title: str
    says: str
    unit: str
    source: str
    numerator: str = ""
    denominator: str = ""
    per: int = 1
    area_kinds: tuple[str, ...] = PLACES
    has_spread: bool = False
    measured: str = ""


POPULATIONS = {
    "outpatient": "Ambulante genoptræningsbesøg, der er opkrævet eller vist til orientering (almene og specialiserede)",
    "general": "De almene af dem",
    "specialised": "De specialiserede af dem",
    "older": "De besøg, hvor borgeren var mindst {older_from_age} år på dagen; ukendt alder tæller ikke med her, men i helheden",
    "inpatient": "Udskrivninger med genoptræning under indlæggelse",
    "charged": "Ambulante besøg og udskrivninger med genoptræning tilsammen",
    "set_aside": "Genoptræningshændelser, som reglerne frasorterer",
    "rehabilitation": "Alle genoptræningshændelser: opkrævede, til orientering og frasorterede",
    "plans": "Genoptræningsplaner udstedt i perioden til borgere i en kommune, der betaler: én pr. borger, art, dag og kendt sygehus",
    "general_plans": "De almene planer",
    "specialised_plans": "De specialiserede planer",
    "visited": "Planer, som et første besøg fulgte på",
    "unvisited": "Planer, som intet første besøg er fulgt på i det, der står nu",
    "within": "Planer med første besøg inden for {waiting_days_short} dage",
    "over": "Planer med første besøg efter mere end {waiting_days_long} dage",
    "elderly_visited": "Planer med et første besøg, hvor borgeren var mindst {elderly_from_age} år, da planen blev udstedt",
    "elderly_within": "De af dem med første besøg inden for {waiting_days_short} dage",
    "elderly_over": "De af dem med første besøg efter mere end {waiting_days_long} dage",
    "municipal": "Besøg uden for sygehus, indberettet til det kommunale register",
    "own_production": "De af dem, som bopælskommunens egne institutioner har udført",
} | {f"aside_{reason}": f"Hændelser, der er frasorteret med årsagen {reason}" for reason in SET_ASIDE}
"""What is counted -> what it is, in Danish; the words in braces are policies."""
