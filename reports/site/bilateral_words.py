"""The words of the bilateral settlement, in Danish: what stands in the marts as a code, said for people."""

MODELS = {
    "drg": "DRG-takst",
    "drg_less_percent": "DRG-takst minus pct.",
    "per_course": "Fast pris pr. forløb",
    "per_hour": "Timepris",
    "per_hour_by_form": "Timepris efter form",
    "package": "Ydelsespakke",
    "fee_schedule": "Landsoverenskomstens honorarer",
    "as_agreed": "Som aftalt",
}
"""How an agreement prices. Source: KL memo 2006, section 3."""

KINDS = {"region": "Region", "municipality": "Anden kommune", "private": "Privat leverandør"}

SOURCES = {
    "own_production": "Egen produktion",
    **{kind: f"Købt: {name.lower()}" for kind, name in KINDS.items()},
    "no_agreement": "Uden aftale",
}

SCOPES = {"general": "Almen", "specialised": "Specialiseret"}

UNITS = {"visit": "besøg", "course": "forløb", "hour": "timer", "fee": "honorarer"}

OBSTACLES = {
    "no_minutes": "ingen minutter leveret",
    "no_diagnosis_group": "ingen diagnosegruppe",
    "no_price": "ingen pris på dagen",
    "no_index": "intet indeks til prisniveauet",
    "no_agreement": "uden aftale",
    "refused": "afvist",
}
"""Why a visit has no price under an alternative."""

SPREAD = {
    "lowest": "Laveste",
    "lower_quartile": "Nedre kvartil",
    "middle": "Median",
    "upper_quartile": "Øvre kvartil",
    "highest": "Højeste",
}


def name_alternative(name: str) -> str:
    """An alternative in Danish: the model's name, then the rest of what it is called."""
    model, _, rest = name.partition(" ")
    return f"{MODELS[model]} {rest}".strip() if model in MODELS else name
