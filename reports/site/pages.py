"""The pages of a site: file -> HTML, whole by themselves, the same bytes from the same figures."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from reports.danish import name_month, write_number
from reports.site import basis, bilateral, coding, monitoring, moving, rulebook, standing, tabulating
from reports.site.figures import Figures
from reports.site.parts import Chart
from reports.site.place import Place
from reports.site.telling import has_statements, name_statements, tell_breaks, tell_hiding
from reports.site.words import ROUNDS, SCHEMES
from reports.statements.places import name_municipality
from reports.templating import open_templates

MENU = [
    {"file": "index.html", "name": "Overblik"},
    {"file": "udvikling.html", "name": "Udvikling"},
    {"file": "spredning.html", "name": "Spredning"},
    {"file": "kommuner.html", "name": "Kommuner"},
    {"file": "bilateral.html", "name": "Bilateral afregning"},
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
        self.templates = open_templates()
        run = figures.run
        self.templates.globals |= {
            "style": (files("reports") / "templates" / "site" / "style.css").read_text(encoding="utf-8").strip(),
            "menu": MENU,
            "month": name_month(figures.month),
            "hiding": tell_hiding(figures.threshold),
            "with_statements": figures.with_statements,
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
            "has_statements": has_statements(figures.country),
            "indicators_as_of": figures.indicators_as_of and name_month(figures.indicators_as_of),
        }

    def draw_all(self) -> Iterator[tuple[str, str]]:
        """Each page's file and HTML."""
        yield self.draw_overview()
        yield self.draw_trends()
        yield self.draw(
            "spredning.html",
            "spread.html",
            charts=self.list_spreads(),
            others=monitoring.tabulate_spreads(self.figures),
        )
        yield self.draw("kommuner.html", "towns.html", regions=self.figures.country.towns)
        for file, template, content in bilateral.list_pages(self.figures.bilateral, self.figures.country.towns):
            yield self.draw(file, template, **content)
        yield self.draw_basis()
        yield self.draw("forudsaetninger.html", "assumptions.html", groups=basis.group_assumptions(self.figures))
        yield self.draw_rulebook()
        yield self.draw(
            "ordbog.html", "dictionary.html", tables=basis.list_tables(self.figures), words=basis.tabulate_words()
        )
        of_all = standing.draw_spread(self.figures, "hospital", "Hele landet", "../")
        spread = [of_all] if of_all else []
        for region in self.figures.country.towns:
            yield self.draw_region(region)
            beside = [standing.rank_towns(self.figures, region, "../"), *spread]
            for town in region.towns:
                yield self.draw_town(town, region, beside)

    def draw(
        self, file: str, template: str, title: str = "", trail: Sequence[Mapping[str, str]] = (), **content: Any
    ) -> tuple[str, str]:
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
            tiles_of_month=tabulating.list_tiles(self.figures, figures.country),
            breaks=list(tell_breaks(self.figures)),
            schemes=tabulating.tabulate_schemes(self.figures, figures.country),
            trends=moving.draw_trends(figures, figures.country),
            regions=tabulating.tabulate_regions(self.figures),
            ranks=[standing.rank_towns(figures, region, "") for region in figures.country.towns],
            indicators=monitoring.tabulate_indicators(figures, [figures.country, *figures.country.towns]),
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
            break_percent=write_number(100 * figures.break_share),
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
            free=monitoring.tabulate_free_services(figures),
            free_of_towns=monitoring.tabulate_free_services_of_towns(figures),
            inputs=basis.tabulate_inputs(figures),
            run=basis.tabulate_run(figures),
        )

    def draw_rulebook(self) -> tuple[str, str]:
        """Every rule with its source."""
        content = rulebook.read_rulebook()
        return self.draw(
            "regelbog.html",
            "rulebook.html",
            words=content["words"],
            rules=rulebook.list_rules(content),
            reasons=rulebook.tabulate_reasons(),
            control_lists=rulebook.tabulate_control_lists(content),
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
            tiles_of_month=tabulating.list_tiles(self.figures, region),
            schemes=tabulating.tabulate_schemes(self.figures, region),
            trends=self.list_trends(region),
            ranks=[standing.rank_towns(self.figures, region, "../")],
            own="",
            indicators=monitoring.tabulate_indicators(self.figures, [region, self.figures.country]),
            statements=name_statements(self.figures, region),
        )

    def draw_town(self, town: Place, region: Place, beside: Sequence[Chart]) -> tuple[str, str]:
        """A municipality: its figures, its place among the others, its statement."""
        return self.draw(
            f"kommune/{town.area}.html",
            "area.html",
            title=name_municipality(town.area, town.name),
            trail=[MENU[3], {"file": f"region/{region.area}.html", "name": region.name}],
            is_region=False,
            lead=f"Genoptræning på sygehus af borgere i kommunen, {name_month(self.figures.month)}.",
            tiles_of_month=tabulating.list_tiles(self.figures, town),
            schemes=tabulating.tabulate_schemes(self.figures, town),
            trends=moving.draw_schemes(self.figures, town),
            ranks=beside,
            own=town.area,
            indicators=monitoring.tabulate_indicators(self.figures, [town, region, self.figures.country]),
            statements=name_statements(self.figures, town),
        )

    def list_trends(self, place: Place) -> list[Any]:
        """A place's trends, each beside what moved it, and whether coding did."""
        effects = {scheme: moving.draw_effects(self.figures, place, scheme) for scheme in SCHEMES}
        trends = zip(SCHEMES, moving.draw_trends(self.figures, place), strict=False)
        drawn = [chart for scheme, trend in trends for chart in (trend, effects[scheme])]
        return [chart for chart in (*drawn, coding.draw_coded(self.figures, place)) if chart]

    def list_spreads(self) -> list[Any]:
        """How municipalities lie, a chart per scheme."""
        drawn = (standing.draw_spread(self.figures, scheme, title, "") for scheme, title in SPREADS.items())
        return [chart for chart in drawn if chart]
