"""Indicators of rehabilitation plans and of the days from a plan to its first visit. Source: RM memo 2009."""

from transforms.populations import INHABITANTS, MUNICIPALITIES, STATUS, WAITING, Definition

FIRST_VISIT = (
    "Første besøg er borgerens første ambulante genoptræningsbesøg fra og med den dag, planen blev udstedt, højst "
    "{first_visit_days} dage efter den og før borgerens næste plan, på et hvilket som helst sygehus og uanset besøgets ordning. "
    "Opkrævede besøg, besøg til orientering og frasorterede besøg tæller med, dog ikke fra ukendte sygehuse og testsygehuse. "
    "Planer uden et sådant besøg tæller ikke med her: se plans_without_visit_share. Besøg hos kommuner kendes ikke."
)

PLANS = [
    Definition(
        "plans",
        "Genoptræningsplaner",
        "Antal planer udstedt i perioden. Kommunen er bopælskommunen på kontakten, sygehuset det, der udstedte planen. Planer for "
        "borgere uden en kommune, der betaler, tæller ikke med, som deres besøg heller ikke gør; de står i plans.",
        "plans",
        STATUS,
        "plans_events",
    ),
    Definition("general_plans", "Almene planer", "Antal almene planer.", "plans", STATUS, "general_plans_events"),
    Definition(
        "specialised_plans",
        "Specialiserede planer",
        "Antal specialiserede planer.",
        "plans",
        STATUS,
        "specialised_plans_events",
    ),
    Definition(
        "specialised_plans_share",
        "Specialiseret andel af planerne",
        "Specialiserede planer divideret med planer.",
        "share",
        STATUS,
        "specialised_plans_events",
        "plans_events",
        has_spread=True,
    ),
    Definition(
        "plans_per_1000_inhabitants",
        "Planer pr. 1.000 indbyggere",
        "Planer pr. 1.000 indbyggere i bopælsområdet.",
        "plans per 1,000 inhabitants",
        STATUS,
        "plans_events",
        INHABITANTS,
        1000,
        MUNICIPALITIES,
        has_spread=True,
    ),
    Definition(
        "visited_plans",
        "Planer med et første besøg",
        f"Antal planer, som et første besøg fulgte på. {FIRST_VISIT}",
        "plans",
        WAITING,
        "visited_events",
    ),
    Definition(
        "plans_without_visit_share",
        "Andel planer uden besøg",
        "Planer uden et første besøg i det, der står nu, divideret med planer. Den er høj i de seneste måneder, hvor besøgene endnu "
        "ikke er kommet, og hvor kommunen selv genoptræner.",
        "share",
        WAITING,
        "unvisited_events",
        "plans_events",
    ),
]

DAYS = [
    definition
    for group, whom in (
        ("", ""),
        ("elderly_", " for borgere, der var mindst {elderly_from_age} år, da planen blev udstedt"),
    )
    for definition in (
        Definition(
            f"{group}waiting_median_days",
            f"Dage fra plan til første besøg, median{whom}",
            f"Medianen af dage fra planens udstedelse til første besøg{whom}; samme dag er 0. {FIRST_VISIT}",
            "days",
            WAITING,
            denominator=f"{group}visited_events",
            has_spread=True,
            measured=f"{group}median_days",
        ),
        Definition(
            f"{group}waiting_short_share",
            f"Andel med første besøg inden for {{waiting_days_short}} dage{whom}",
            f"Planer med højst {{waiting_days_short}} dage til første besøg divideret med planer med et første besøg{whom}.",
            "share",
            WAITING,
            f"{group}within_events",
            f"{group}visited_events",
        ),
        Definition(
            f"{group}waiting_long_share",
            f"Andel med første besøg efter mere end {{waiting_days_long}} dage{whom}",
            f"Planer med mere end {{waiting_days_long}} dage til første besøg divideret med planer med et første besøg{whom}.",
            "share",
            WAITING,
            f"{group}over_events",
            f"{group}visited_events",
        ),
    )
]
