"""Indicators of municipal activity (register GES): what municipalities' citizens got outside hospitals.

Source: RM memo 2009, section Baggrund (7.5 to 16.0 visits per citizen between municipalities).
"""

from transforms.populations import BACKGROUND, MUNICIPALITIES, Definition

MUNICIPAL = [
    Definition(
        "municipal_visits",
        "Kommunale besøg",
        "Antal besøg uden for sygehus, som er indberettet til det kommunale register: hos kommunen selv, andre kommuner og private. "
        "Kommunen er bopælskommunen.",
        "visits",
        BACKGROUND,
        "municipal_events",
        area_kinds=MUNICIPALITIES,
    ),
    Definition(
        "municipal_citizens",
        "Borgere med kommunale besøg",
        "Antal borgere med mindst ét kommunalt besøg i perioden. En borger tæller én gang i hver periode og hvert område.",
        "citizens",
        BACKGROUND,
        "municipal_persons",
        area_kinds=MUNICIPALITIES,
    ),
    Definition(
        "municipal_visits_per_citizen",
        "Kommunale besøg pr. borger",
        "Kommunale besøg divideret med borgere med kommunale besøg.",
        "visits per citizen",
        BACKGROUND,
        "municipal_events",
        "municipal_persons",
        area_kinds=MUNICIPALITIES,
        has_spread=True,
    ),
    Definition(
        "own_production_share",
        "Egenproduktion",
        "Kommunale besøg, som bopælskommunens egne institutioner har udført, divideret med kommunale besøg.",
        "share",
        "KL-notat 2006, afsnit 1 og 5 (egenproduktion eller køb)",
        "own_production_events",
        "municipal_events",
        area_kinds=MUNICIPALITIES,
        has_spread=True,
    ),
]
