"""The pages of a site: well made, whole by themselves, linked, and nothing on them that must stay in the house."""

import filecmp
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest

from flows.failures import WrongUsage
from flows.home import Home
from flows.month import SettlementMonth
from flows.site.copying import copy_pages
from flows.site.making import gather_figures, make_site
from flows.site.monitoring import OF_PLANS
from reports.site.pages import Pages
from tests.site.conftest import MONTHS, WITH_STATEMENTS, XHTML, Page
from transforms.definitions import DEFINITIONS

pytestmark = pytest.mark.xdist_group("site")

TOP_LEVEL = [re.escape(path.name) for path in Path("/").iterdir() if path.is_dir()]
"""What an absolute path on this machine begins with."""

SVG = "{http://www.w3.org/2000/svg}"


def test_there_is_a_page_for_the_country_each_region_and_each_municipality(year):
    files = {page.path.relative_to(year.site).as_posix() for page in year.pages}
    towns = {f"kommune/{code}.html" for (code,) in year.query("SELECT municipality FROM municipalities")}
    regions = {f"region/{code}.html" for (code,) in year.query("SELECT DISTINCT region FROM municipalities")}
    assert len(towns) == 98
    assert len(regions) == 5
    assert towns | regions < files
    assert {"index.html", "udvikling.html", "spredning.html", "datagrundlag.html", "forudsaetninger.html"} < files


def test_every_page_is_well_formed_and_has_its_landmarks(year):
    for page in year.pages:
        assert page.errors == [], page.path.name
        assert page.root.get("lang") == "da"
        assert [len(page.all(tag)) for tag in ("main", "header", "footer", "h1", "title")] == [1, 1, 1, 1, 1]
        assert all(nav.get("aria-label") for nav in page.all("nav"))
        names = re.findall(r'\sid="([^"]+)"', page.html)
        assert len(names) == len(set(names)), page.path.name
        named = set(re.findall(r'aria-labelledby="([^"]+)"', page.html))
        assert named <= set(names), page.path.name
        levels = [int(tag) for tag in re.findall(r"<h([1-6])", page.html)]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_chart_is_told_in_words_and_has_its_figures_in_a_table(year):
    charts = 0
    for page in year.pages:
        for figure in page.all("figure"):
            charts += 1
            assert figure.find(f".//{SVG}svg").get("role") == "img"
            assert len("".join(figure.find(f"./{XHTML}figcaption").itertext())) > 20
            assert len(figure.findall(f".//{XHTML}tbody/{XHTML}tr")) > 0
        for table in page.all("table"):
            heads = [*table.iter(f"{XHTML}th")]
            assert "".join(table.find(f"./{XHTML}caption").itertext()).strip()
            assert all(head.get("scope") in {"col", "row"} and "".join(head.itertext()).strip() for head in heads)
    assert charts > 150


def test_all_links_resolve_within_the_folder_and_nothing_comes_from_outside(year):
    for page in year.pages:
        links = [unquote(link) for link in re.findall(r'\s(?:xlink:)?href="([^"]*)"', page.html)]
        assert links
        for link in links:
            file, _, fragment = link.partition("#")
            target = (page.path.parent / file).resolve() if file else page.path
            assert target.is_file(), f"{page.path.name}: {link}"
            assert target.is_relative_to(year.site.resolve())
            assert not fragment or f'id="{fragment}"' in target.read_text(encoding="utf-8"), f"{page.path.name}: {link}"
        without_names = re.sub(r'xmlns(:xlink)?="[^"]*"', "", page.html)
        assert not re.search(r"https?:|\ssrc=|url\(|@import|<script|<link|<iframe", without_names), page.path.name


def test_statements_are_told_by_their_paths_in_the_home_where_there_are_any(year):
    for area in WITH_STATEMENTS:
        html = page_of(year.site, area).read_text()
        paths = re.findall(rf"<code>(statements/[^<]*{area}[^<]*)</code>", html)
        assert sorted(path.rpartition(".")[2] for path in paths) == ["html", "pdf", "xlsx"]
        assert all((year.home.folder / path).is_file() for path in paths)
        assert "så siden kan sendes, som den er" in html
    assert "statements/" not in (year.site / "kommune" / "0751.html").read_text()
    assert not (year.site / "opgoerelser").exists()


def page_of(site: Path, area: str) -> Path:
    return site / ("kommune" if area.startswith("0") else "region") / f"{area}.html"


def test_a_site_for_the_house_holds_the_statements_pages_and_says_on_every_page_that_it_is_not_to_be_sent(
    year, tmp_path
):
    pages = Pages(gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]), with_statements=True))
    copied = dict(copy_pages(year.home, pages.figures))
    drawn = dict(pages.draw_all())
    assert all("Kun til huset selv." in html for html in drawn.values())
    assert "Kun til huset selv." not in (year.site / "index.html").read_text()
    for area in WITH_STATEMENTS:
        file = page_of(Path(), area).as_posix()
        (link,) = re.findall(r'href="\.\./(opgoerelser/[^"]*)"', drawn[file])
        original = year.home.folder / "statements" / MONTHS[-1] / "provisional" / Path(link).name
        links = re.findall(r'href="([^"]*)"', copied[link])
        assert all(one.startswith("#") for one in links)
        assert (
            re.sub("<[^>]*>", "", copied[link]).split()[:200]
            == re.sub("<[^>]*>", "", original.read_text()).split()[:200]
        )
        assert f"({Path(link).stem}.xlsx)" in copied[link]
    assert set(copied) == {"attest.html", *(link for link in copied if link.startswith("opgoerelser/"))}


def test_the_certificate_is_in_the_folder(year):
    for page in ("index.html", "datagrundlag.html"):
        text = (year.site / page).read_text()
        assert 'href="attest.html"' in text
        assert "<strong>Identisk</strong>" in text
    issued = year.home.folder / "certificates" / f"{MONTHS[-1]}-R0002.html"
    assert (year.site / "attest.html").read_bytes() == issued.read_bytes()


def test_no_personal_number_no_pseudonym_and_no_path_of_this_machine_stands_on_any_page(year):
    assert len(year.numbers) > 1000
    pattern = re.compile(r"(?<![0-9A-Za-z.,])[0-9]{6}-?[0-9A-Z]{4}(?![0-9A-Za-z])")
    for page in year.pages:
        text = re.sub(r"<svg.*?</svg>", "", page.html, flags=re.DOTALL)
        assert not set(pattern.findall(text)) & year.numbers, page.path.name
        assert str(year.home.folder) not in page.html
        assert not re.search(r"file://|site\.invalid", page.html), page.path.name
        assert not re.search(rf"(?<![\w.])/({'|'.join(TOP_LEVEL)})/", page.html), page.path.name
        assert not re.search(r"\b[a-p]{32}\b", page.html), "a pseudonym"


def test_made_again_in_another_process_every_byte_is_the_same(year, tmp_path):
    before = tmp_path / "before"
    year.site.rename(before)
    code = (
        "import sys; from pathlib import Path; from flows.home import Home; from flows.month import SettlementMonth; "
        "from flows.site.making import make_site; make_site(Home(Path(sys.argv[1])), SettlementMonth.parse(sys.argv[2]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(year.home.folder), MONTHS[-1]],
        check=True,
        env={"PYTHONHASHSEED": "5", "POLARS_MAX_THREADS": "1"},
    )
    assert_same_folder(before, year.site)


def test_a_site_of_an_earlier_month_is_not_moved_by_what_was_booked_since(year):
    """But for the indicators of plans and waiting, which say what stands now, and say so."""
    make_site(year.home, SettlementMonth.parse(MONTHS[0]))
    then, again = year.home.folder.parent / "as_made_then", year.home.folder / "site" / MONTHS[0]
    compared = 0
    for path in sorted(then.rglob("*.html")):
        page, later = (
            {key: text for key, text in Page(one).keyed().items() if key.split(" ")[0] not in DEFINITIONS}
            for one in (path, again / path.relative_to(then))
        )
        assert page == later
        compared += len(page)
    assert compared > 500


def test_a_site_of_an_earlier_month_shows_its_plans_and_waiting_as_they_stand_now(year):
    figures = gather_figures(year.home, SettlementMonth.parse(MONTHS[0]))
    assert {name for name in figures.indicators["indicator"] if name in DEFINITIONS} <= set(OF_PLANS)
    marts = dict(year.query(f"SELECT area, value FROM indicators WHERE indicator = 'plans' AND period = '{MONTHS[0]}'"))
    shown = figures.indicators.filter((pl.col("indicator") == "plans") & pl.col("value").is_not_null())
    assert {area: marts[area] for area in shown["area"]} == dict(shown.select("area", "value").rows())
    assert figures.indicators["indicator"].is_in(["plans"]).any()
    one = pl.DataFrame([("plans", "DK", marts["DK"], "plans")], schema=figures.indicators.schema, orient="row")
    _, front = Pages(figures._replace(indicators=one)).draw_overview()
    assert "som de står efter opgørelsen for februar 2007" in front
    assert "som de står efter" not in (year.site / "index.html").read_text()


def assert_same_folder(one: Path, other: Path) -> None:
    files = sorted(path.relative_to(one) for path in one.rglob("*.html"))
    assert files == sorted(path.relative_to(other) for path in other.rglob("*.html"))
    assert len(files) > 100
    assert [file for file in files if not filecmp.cmp(one / file, other / file, shallow=False)] == []


def test_a_month_that_is_not_settled_has_no_site(year, tmp_path):
    for home, month in ((year.home, "2008-01"), (Home(tmp_path), MONTHS[0])):
        with pytest.raises(WrongUsage):
            make_site(home, SettlementMonth.parse(month))
        assert not (home.folder / "site" / month).exists()


def test_what_is_not_confirmed_and_what_tables_mean_is_told_whole(year):
    assumptions = year.query("SELECT row_key FROM assumptions WHERE run_id = 'R0002'")
    text = Page(year.site / "forudsaetninger.html").html
    assert len(assumptions) > 10
    assert [key for (key,) in assumptions if f"<code>{key}</code>" not in text.replace("&#39;", "'")] == []
    columns = year.query("SELECT column_name FROM duckdb_columns() WHERE NOT internal")
    dictionary = (year.site / "ordbog.html").read_text()
    assert [name for (name,) in columns if f"<code>{name}</code>" not in dictionary] == []


def test_a_break_is_told_on_the_front_page_and_marked_in_its_chart(year):
    figures = gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))
    found = pl.DataFrame([("1082", "inpatient", MONTHS[-1], 0.42)], schema=figures.breaks.schema, orient="row")
    pages = Pages(figures._replace(breaks=found))
    (_, front), (_, trends) = pages.draw_overview(), pages.draw_trends()
    assert (
        "Region Midtjylland, genoptræning under indlæggelse: februar 2007 ligger +42 pct. fra det sædvanlige." in front
    )
    assert 'href="udvikling.html#udvikling-1082-inpatient"' in front
    assert 'id="udvikling-1082-inpatient"' in trends
    assert trends.count(">brud</text>") == 1
    assert "Fra måneden før: aktivitet" in front
    assert re.search(r"andelen kodet som genoptræning [0-9,]+ pct\. før, [0-9,]+ pct\. nu", front)
    without = Pages(figures._replace(breaks=found.clear()))
    assert "Brud:" not in without.draw_overview()[1]
    assert ">brud</text>" not in without.draw_trends()[1]
