"""Whether coding moved: the share of stays and visits that hold a tariff-bearing service, and what moved a month that is a break."""

from reports import month_charts
from reports.danish import name_month, short_month, write_change
from reports.site.figures import Figures
from reports.site.moving import OPEN, shorten, tell_gap
from reports.site.parts import Cell, Chart, Key, Table, columns, figure
from reports.site.place import Place
from reports.site.words import EFFECTS, percent

SETTINGS = {
    "stay": ("Ophold", "var(--s2)", "square"),
    "visit": ("Besøg", "var(--s1)", "circle"),
}
"""What may be coded as rehabilitation: its name, colour and point."""


def draw_coded(figures: Figures, place: Place) -> Chart | None:
    """The share of stays and visits at a region's hospitals that hold a tariff-bearing service: whether coding moved."""
    of_place = figures.coded.filter(area=place.area)
    shares = {(month, setting): share for month, _, setting, share in of_place.rows()}
    if len({month for month, _ in shares}) < FEWEST_MONTHS:
        return None
    points = [
        {
            "series": setting,
            "color": color,
            "shape": shape,
            "month": short_month(month),
            "value": 100 * shares[month, setting] if (month, setting) in shares else None,
            "is_open": month == figures.month,
            "told": f"{name}, {name_month(month)}: {percent(shares.get((month, setting), 0))}",
        }
        for month in figures.axis
        for setting, (name, color, shape) in SETTINGS.items()
    ]
    body = [
        [Cell(name_month(month)), *(figure(shares.get((month, setting)), percent) for setting in SETTINGS)]
        if month in figures.months
        else tell_gap(month, len(SETTINGS))[:-1]
        for month in figures.axis
    ]
    name = f"kodet-{place.area}"
    return Chart(
        name,
        "Flyttede kodningen sig?",
        "Pct. af sygehusenes ophold og besøg, som har en takstbærende ydelse, pr. aktivitetsmåned. Stiger andelen, er mere kodet som "
        "genoptræning.",
        month_charts.draw_trend(points, name, gaps=shorten(figures.gaps)),
        Table(
            f"{place.name}, sygehusenes ophold og besøg: andel med en takstbærende ydelse",
            columns("Måned", *(name for name, _, _ in SETTINGS.values())),
            body,
        ),
        [*(Key(name, color, shape) for name, color, shape in SETTINGS.values()), OPEN],
    )


FEWEST_MONTHS = 2
"""Of fewer there is nothing that moved."""


def tell_movers(figures: Figures, area: str, scheme: str, month: str) -> str:
    """What moved a month from the one before, in words: activity, mix, price, and how much was coded as rehabilitation."""
    said = [
        f"{name.lower()} {write_change(row[part])} kr."
        for row in figures.effects.filter(area=area, scheme=scheme, activity_month=month).rows(named=True)
        for part, (name, _) in EFFECTS.items()
    ]
    setting = "stay" if scheme == "inpatient" else "visit"
    shares = dict(figures.coded.filter(area=area, setting=setting).select("activity_month", "share").rows())
    before = max((other for other in shares if other < month), default=month)
    coded = (
        [f"andelen kodet som genoptræning {percent(shares[before])} før, {percent(shares[month])} nu"]
        if month in shares
        else []
    )
    return f"Fra måneden før: {', '.join([*said, *coded])}." if said or coded else ""
