"""What regions and municipalities call themselves. Names only, no figure rests on them; which lies in which region is a fact."""

REGIONS = {
    "1081": "Region Nordjylland",
    "1082": "Region Midtjylland",
    "1083": "Region Syddanmark",
    "1084": "Region Hovedstaden",
    "1085": "Region Sjælland",
}
"""Code -> name, as the regions call themselves. Source: Region Midtjylland's memo 2009 for the one; codes: municipalities.csv."""

MUNICIPALITIES = {"0101": "Københavns Kommune", "0400": "Bornholms Regionskommune"}
"""Those whose name is not that of the place with `Kommune` after it. Source: the municipalities' own names (CVR)."""


def name_municipality(code: str, place: str) -> str:
    """What a municipality calls itself."""
    return MUNICIPALITIES.get(code, f"{place} Kommune")
