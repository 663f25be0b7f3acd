"""The regions by their code. Names only, no figure rests on them; which municipality lies in which region is a fact."""

REGIONS = {
    "1081": "Region Nordjylland",
    "1082": "Region Midtjylland",
    "1083": "Region Syddanmark",
    "1084": "Region Hovedstaden",
    "1085": "Region Sjælland",
}
"""Code -> name, as the regions call themselves. Source: Region Midtjylland's memo 2009 for the one; codes: municipalities.csv."""
