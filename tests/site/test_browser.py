"""The site in a real browser: a headless Chromium, which opens every page from its folder.

Skipped where there is none: `make test` installs it from the distribution's packages where it may, and says so where not.
"""

import re
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from tests.site.conftest import MONTHS

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = [
    pytest.mark.xdist_group("site"),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="NOT TESTED IN A BROWSER: install the packages chromium and chromium-driver"
    ),
]

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --hide-scrollbars --window-size=1280,900"
)

PHONE = {"width": 360, "height": 780, "deviceScaleFactor": 2, "mobile": True}

LOOK = """
const texts = [...document.querySelectorAll('main svg')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => text.textContent)
    .map(text => [text.getBoundingClientRect(), box, text.textContent]);
});
return {
  title: document.title,
  width: document.documentElement.scrollWidth,
  cut: texts.filter(([text, box]) => text.left < box.left - 3 || text.right > box.right + 3).map(([, , name]) => name),
  figures: Object.fromEntries([...document.querySelectorAll('[data-key]')].map(one => [one.dataset.key, one.textContent.trim()])),
  requests: performance.getEntriesByType('resource').map(one => one.name),
  bars: document.querySelectorAll('main svg path').length,
};
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield started
    started.quit()


@pytest.fixture
def phone(browser):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_every_page_opens_without_a_word_in_the_console_and_fetches_nothing(browser, year):
    for page in year.pages:
        browser.get(page.path.as_uri())
        seen = browser.execute_script(LOOK)
        assert browser.get_log("browser") == [], page.path.name
        assert seen["requests"] == [], page.path.name
        assert seen["title"].endswith("2007")
        assert seen["width"] <= 1280, page.path.name
        assert seen["cut"] == [], page.path.name
        assert seen["figures"] == page.keyed()


def test_on_a_phone_no_page_is_wider_than_the_screen_and_no_letter_of_a_chart_is_cut(phone, year):
    for page in year.pages[::7] + [page for page in year.pages if page.path.parent == year.site]:
        phone.get(page.path.as_uri())
        seen = phone.execute_script(LOOK)
        assert seen["width"] <= PHONE["width"], page.path.name
        assert seen["cut"] == [], page.path.name


def test_the_letters_of_a_chart_are_large_enough_on_a_phone(phone, year):
    phone.get((year.site / "index.html").as_uri())
    sizes = phone.execute_script(
        "return [...document.querySelectorAll('main svg text')]"
        ".map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
    )
    assert min(sizes) >= 9


def test_the_first_stop_of_the_keyboard_leads_past_the_menu_and_no_stop_is_hidden_in_a_chart(browser, year):
    browser.get((year.site / "index.html").as_uri())
    browser.switch_to.active_element.send_keys(Keys.TAB)
    first = browser.switch_to.active_element
    assert first.text == "Gå til indholdet"
    assert first.rect["x"] >= 0
    first.send_keys(Keys.ENTER)
    assert browser.execute_script("return document.activeElement.id") == "indhold"
    assert browser.execute_script("return document.querySelectorAll('svg a:not([tabindex=\"-1\"])').length") == 0


def test_a_table_beside_a_chart_opens_by_the_keyboard(browser, year):
    browser.get((year.site / "spredning.html").as_uri())
    summary = browser.find_element("css selector", "figure summary")
    table = browser.find_element("css selector", "figure table")
    assert not table.is_displayed()
    summary.send_keys(Keys.ENTER)
    assert table.is_displayed()


def test_a_bar_leads_to_its_municipality(browser, year):
    browser.get((year.site / "index.html").as_uri())
    bar = browser.find_element("css selector", "svg a")
    browser.get(browser.execute_script("return new URL(arguments[0].href.baseVal, document.baseURI).href", bar))
    assert browser.execute_script(LOOK)["title"].endswith("Kommune · Genoptræning februar 2007")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_and_charts_stand_out_from_their_ground_in_light_and_dark(browser, year, scheme):
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get((year.site / "index.html").as_uri())
    style = "return Object.fromEntries(arguments[0].map(n => [n, getComputedStyle(document.documentElement).getPropertyValue('--' + n)]))"
    letters, marks, grounds = ["ink", "ink-soft", "accent", "warn"], ["s0", "s1", "s2", "s3"], ["paper", "card", "soft"]
    colors = browser.execute_script(style, letters + marks + grounds)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (luminance(colors["paper"]) > 0.5) == (scheme == "light")
    for ground in grounds:
        assert [name for name in letters if contrast(colors[name], colors[ground]) < 4.5] == []
    assert [name for name in marks if contrast(colors[name], colors["card"]) < 3] == []


def test_on_paper_the_menu_is_gone_and_the_charts_are_there(browser, year):
    browser.get((year.site / "index.html").as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    displayed = {
        name: browser.find_element("css selector", name).is_displayed()
        for name in (".menu", "main svg", "main table", "footer")
    }
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert displayed == {".menu": False, "main svg": True, "main table": True, "footer": True}
    pdf = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert len(pdf["data"]) > 10_000


def test_the_front_page_tells_of_its_month(browser, year):
    browser.get((year.site / "index.html").as_uri())
    assert browser.find_element("css selector", "h1").text == "Genoptræning i februar 2007"
    assert MONTHS[-1] == "2007-02"
    assert len(browser.find_elements("css selector", "figure")) >= 8


def luminance(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    red, green, blue = (int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", color.strip()))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
