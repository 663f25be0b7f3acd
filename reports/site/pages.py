"""The pages of a site: file -> HTML, whole by themselves, the same bytes from the same figures."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.site import basis, drawing
from reports.site.figures import Figures, Place
from reports.site.parts import Cell, Chart, Table, Tile, columns, figure
from reports.site.words import HIDDEN, ROUNDS, SCHEMES, decimal, millions, name_month, percent, signed, whole

MENU = [
    {"file": "index.html", "name": "Overblik"},
    {"file": "udvikling.html", "name": "Udvikling"},
    {"file": "spredning.html", "name": "Spredning"},
    {"file": "kommuner.html", "name": "Kommuner"},
    {"file": "datagrundlag.html", "name": "Datagrundlag"},
    {"file": "forudsaetninger.html", "name": "Forudsætninger"},
    {"file": "regelbog.html", "name": "Regelbog"},
    {"file": "ordbog.html", "name": "Dataordbog"},
]
"""The pages of the main menu, in order."""

TITLES = {page["file"]: page["name"] for page in MENU}

SPREADS = {
    "hospital": "Sygehusenes genoptræning i alt",
    "inpatient": SCHEMES["inpatient"],
    "specialised_outpatient": SCHEMES["specialised_outpatient"],
    "general_outpatient": "Almen ambulant (til orientering)",
}
"""The schemes whose spread is shown."""


class Pages:
    """Draws the pages of a month."""

    def __init__(self, figures: Figures) -> None:
        """Take the figures, and what stands on every page."""
        self.figures = figures
        self.templates = Environment(
            loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        run = figures.run
        self.templates.globals |= {
            "style": (files("reports") / "templates" / "site" / "style.css").read_text(encoding="utf-8").strip(),
            "menu": MENU,
            "month": name_month(figures.month),
            "hiding": tell_hiding(figures.threshold),
            "head": {
                "month": name_month(figures.month),
                "month_code": figures.month,
                "round": ROUNDS[run["round"]],
                "run_id": run["run_id"],
                "drawn_on": run["drawn_on"],
                "is_synthetic": figures.is_synthetic,
                "code_version": run["code_version"],
                "content_hash": run["content_hash"],
            },
            "certificate": figures.certificate,
            "is_verified": run["is_verified"],
            "population_year": figures.population_year,
        }

    def draw_all(self) -> Iterator[tuple[str, str]]:
        """Each page's file and HTML."""
        yield self.draw_overview()
        yield self.draw_trends()
        yield self.draw("spredning.html", "spread.html", charts=self.list_spreads())
        yield self.draw("kommuner.html", "towns.html", regions=self.figures.country.towns)
        yield self.draw_basis()
        yield self.draw("forudsaetninger.html", "assumptions.html", groups=basis.group_assumptions(self.figures))
        yield self.draw("regelbog.html", "rulebook.html", rules=basis.list_rules())
        yield self.draw("ordbog.html", "dictionary.html", tables=basis.list_tables(self.figures))
        for region in self.figures.country.towns:
            yield self.draw_region(region)
            beside = drawing.rank_towns(self.figures, region, "../")
            for town in region.towns:
                yield self.draw_town(town, region, beside)

    def draw(self, file: str, template: str, title: str = "", trail: Sequence[Mapping[str, str]] = (), **content: Any) -> tuple[str, str]:
        """One page from its template."""
        html = self.templates.get_template(f"site/{template}").render(
            title=title or TITLES[file],
            up="../" * file.count("/"),
            current=file if not trail else trail[0]["file"],
            trail=trail,
            **content,
        )
        return file, html

    def draw_overview(self) -> tuple[str, str]:
        """The front page: country, regions, municipalities ranked."""
        figures = self.figures
        return self.draw(
            "index.html",
            "overview.html",
            title=f"Genoptræning i {name_month(figures.month)}",
            tiles_of_month=self.list_tiles(figures.country),
            breaks=list(self.tell_breaks()),
            schemes=self.tabulate_schemes(figures.country),
            regions=self.tabulate_regions(),
            ranks=[drawing.rank_towns(figures, region, "") for region in figures.country.towns],
        )

    def draw_trends(self) -> tuple[str, str]:
        """Country and regions over the months, with breaks and what moved."""
        figures = self.figures
        places = []
        for place in [figures.country, *figures.country.towns] if len(figures.months) > 1 else []:
            link = "" if place is figures.country else f"region/{place.area}.html"
            places.append({"area": place.area, "name": place.name, "link": link, "charts": self.list_trends(place)})
        return self.draw(
            "udvikling.html",
            "trends.html",
            places=places,
            coded=drawing.share_coded(figures),
            break_percent=whole(100 * figures.break_share),
        )

    def draw_basis(self) -> tuple[str, str]:
        """What the figures rest on."""
        figures = self.figures
        return self.draw(
            "datagrundlag.html",
            "basis.html",
            rows=basis.tabulate_rows(figures),
            funnels=list(basis.draw_funnels(figures)),
            corrections=basis.tabulate_booked(figures),
            free=None,
            inputs=basis.tabulate_inputs(figures),
            run=basis.tabulate_run(figures),
        )

    def draw_region(self, region: Place) -> tuple[str, str]:
        """A region: its municipalities, its trends."""
        return self.draw(
            f"region/{region.area}.html",
            "area.html",
            title=region.name,
            trail=[MENU[3]],
            is_region=True,
            lead=f"Genoptræning på sygehus af borgere i {len(region.towns)} kommuner i {region.name}, {name_month(self.figures.month)}.",
            tiles_of_month=self.list_tiles(region),
            schemes=self.tabulate_schemes(region),
            trends=self.list_trends(region),
            ranks=[drawing.rank_towns(self.figures, region, "../")],
            own="",
            indicators=None,
            statements=name_statements(region),
        )

    def draw_town(self, town: Place, region: Place, beside: Chart) -> tuple[str, str]:
        """A municipality: its figures, its place among the others, its statement."""
        return self.draw(
            f"kommune/{town.area}.html",
            "area.html",
            title=f"{town.name} Kommune",
            trail=[MENU[3], {"file": f"region/{region.area}.html", "name": region.name}],
            is_region=False,
            lead=f"Genoptræning på sygehus af borgere i kommunen, {name_month(self.figures.month)}.",
            tiles_of_month=self.list_tiles(town),
            schemes=self.tabulate_schemes(town),
            trends=drawing.draw_trends(self.figures, town),
            ranks=[beside],
            own=town.area,
            indicators=None,
            statements=name_statements(town),
        )

    def list_trends(self, place: Place) -> list[Any]:
        """A place's trends, each beside what moved it."""
        effects = {scheme: drawing.draw_effects(self.figures, place, scheme) for scheme in SCHEMES}
        trends = zip(SCHEMES, drawing.draw_trends(self.figures, place), strict=False)
        return [chart for scheme, trend in trends for chart in (trend, effects[scheme]) if chart]

    def list_spreads(self) -> list[Any]:
        """How municipalities lie, a chart per scheme."""
        drawn = (drawing.draw_spread(self.figures, scheme, title, "") for scheme, title in SPREADS.items())
        return [chart for chart in drawn if chart]

    def list_tiles(self, place: Place) -> list[Tile]:
        """A place's headline figures in the month."""
        figures = self.figures
        hospital = figures.look_up(place.area, "hospital")
        kroner, events, citizens = hospital["municipal_kr"], hospital["events"], hospital["citizens"]
        per_thousand = figures.per_thousand(place, "hospital")
        of_country = figures.per_thousand(figures.country, "hospital")
        beside = "" if place is figures.country or of_country is None else f"hele landet {whole(of_country)} kr."
        key = f"{figures.month} {place.area} hospital"
        per_citizen = None if not citizens or kroner is None else float(kroner) / citizens
        return [
            Tile("Kommunal udgift", HIDDEN if kroner is None else millions(kroner), self.tell_change(place), f"municipal_kr {key}"),
            Tile("Pr. 1.000 indbyggere", HIDDEN if per_thousand is None else f"{whole(per_thousand)} kr.", beside),
            Tile("Besøg og ophold", HIDDEN if events is None else whole(events), tell_per(events, citizens), f"events {key}"),
            Tile(
                "Borgere",
                HIDDEN if citizens is None else whole(citizens),
                "" if per_citizen is None else f"{whole(per_citizen)} kr. pr. borger",
                f"citizens {key}",
            ),
        ]

    def tell_change(self, place: Place) -> str:
        """The change from the month before, where both can be shown; the month itself may not be all in."""
        figures = self.figures
        if len(figures.months) < 2:
            return ""
        before = figures.look_up(place.area, "hospital", figures.months[-2])["municipal_kr"]
        now = figures.look_up(place.area, "hospital")["municipal_kr"]
        if not before or now is None:
            return ""
        return f"{signed(100 * (now / before - 1))} pct. fra {name_month(figures.months[-2])}, som den er kendt nu"

    def tabulate_schemes(self, place: Place) -> Table:
        """A place's month by scheme."""
        figures, body = self.figures, []
        for scheme, name in SCHEMES.items():
            cell = figures.look_up(place.area, scheme)
            key = f"{figures.month} {place.area} {scheme}"
            per = None if cell["events"] is None else float(cell["municipal_kr"]) / cell["events"] if cell["events"] else 0
            body.append(
                [
                    Cell(name if scheme != "general_outpatient" else f"{name} (til orientering)"),
                    figure(cell["events"], whole, f"events {key}"),
                    figure(cell["citizens"], whole, f"citizens {key}"),
                    figure(cell["municipal_kr"], whole, f"municipal_kr {key}"),
                    figure(per, whole),
                ]
            )
        caption = f"{place.name}: aktivitet i {name_month(figures.month)} og kommunal udgift"
        return Table(caption, columns("Ordning", "Besøg/ophold", "Borgere", "Kr.", "Kr. pr. stk."), body)

    def tabulate_regions(self) -> Table:
        """The regions side by side."""
        figures = self.figures
        body = [self.tabulate_place(region, f"region/{region.area}.html") for region in figures.country.towns]
        heads = columns("Region (kommunernes)", "Kr.", "Kr. pr. 1.000 indb.", "Besøg/ophold", "Borgere", "Heraf specialiseret, pct. af kr.")
        return Table(
            f"Sygehusenes genoptræning efter borgernes region, {name_month(figures.month)}", heads, body, self.tabulate_place(figures.country, "")
        )

    def tabulate_place(self, place: Place, link: str) -> list[Cell]:
        """A place's line."""
        figures = self.figures
        hospital, specialised = (figures.look_up(place.area, scheme) for scheme in ("hospital", "specialised_outpatient"))
        key = f"{figures.month} {place.area} hospital"
        is_shown = hospital["municipal_kr"] and specialised["municipal_kr"] is not None
        share = specialised["municipal_kr"] / hospital["municipal_kr"] if is_shown else None
        return [
            Cell(place.name, link=link),
            figure(hospital["municipal_kr"], whole, f"municipal_kr {key}"),
            figure(figures.per_thousand(place, "hospital"), whole),
            figure(hospital["events"], whole, f"events {key}"),
            figure(hospital["citizens"], whole, f"citizens {key}"),
            figure(share, percent),
        ]

    def tell_breaks(self) -> Iterator[dict[str, str]]:
        """The breaks of country and regions in words, newest first."""
        names = {place.area: place.name for place in [self.figures.country, *self.figures.country.towns]}
        rows = self.figures.breaks.filter(pl.col("area").is_in(list(names)))
        for row in rows.sort("activity_month", "area", "scheme", descending=[True, False, False]).rows(named=True):
            says = f"{names[row['area']]}, {SCHEMES[row['scheme']].lower()}: {name_month(row['activity_month'])} ligger {signed(100 * row['share'])} pct. fra det sædvanlige."
            yield {"says": says, "link": f"udvikling.html#udvikling-{row['area']}-{row['scheme']}"}


def tell_per(events: int | None, citizens: int | None) -> str:
    """Visits and stays per citizen."""
    return f"{decimal(events / citizens)} pr. borger" if events and citizens else ""


def tell_hiding(threshold: int) -> str:
    """What is held back, and why, for the foot of every page."""
    return (
        f"Tal, der bygger på færre end {threshold} borgere, er {HIDDEN}, og så mange andre tal ved siden af, at de ikke kan regnes ud. "
        "Nul vises som 0."
    )


def name_statements(place: Place) -> list[dict[str, str]]:
    """The place's statement files with their kinds."""
    kinds = {"pdf": "PDF", "xlsx": "Excel", "html": "Webside"}
    return [
        {"path": path, "name": f"Opgørelse, {kinds[path.rpartition('.')[2]]}"}
        for path in place.statements
        if path.rpartition(".")[2] in kinds
    ]
