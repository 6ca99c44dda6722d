"""What a reader sees in Chromium: menus without script, phones, focus, contrast, hostile texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.small_world import papers as world

pytestmark = pytest.mark.browser

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
SOME_PAGES = [
    "/",
    "/methodology/",
    "/schemas/paper-manifest-v1/",
    *map(world.path, ("falsified-declared", "verified-held", "retracted", "hostile-markup")),
]


@contextmanager
def chromium(*, javascript: bool) -> Iterator[webdriver.Chrome]:
    """A browser of its own. Without JavaScript, WebDriver can still ask what a page looks like."""
    for program in (CHROMIUM, DRIVER):
        if not program.is_file():
            pytest.skip(f"no browser here: {program} is not installed")
    options = Options()
    options.binary_location = str(CHROMIUM)
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    options.add_argument("--no-proxy-server")
    options.add_argument("--hide-scrollbars")
    if not javascript:
        setting = "profile.managed_default_content_settings.javascript"
        options.add_experimental_option("prefs", {setting: 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def address(small_world: BuiltSite) -> Iterator[str]:
    """Where the small world is served, without a slash."""
    with served(small_world, "/x/y") as base:
        yield base


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """A browser that runs no script of a page."""
    with chromium(javascript=False) as driver:
        yield driver


@pytest.fixture(scope="module")
def scripting() -> Iterator[webdriver.Chrome]:
    """A browser that would run every script of a page."""
    with chromium(javascript=True) as driver:
        yield driver


def look(browser: webdriver.Chrome, width: int = 1280, scheme: str = "light") -> None:
    """A window of this width, for a reader who prefers this colour scheme."""
    window = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    prefers = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": prefers})


def menus(browser: webdriver.Chrome) -> dict[str, tuple[WebElement, list[WebElement]]]:
    """What opens each menu of the page, and its entries."""
    found = browser.find_elements(By.CSS_SELECTOR, "nav.menu details")
    return {
        (summary := each.find_element(By.TAG_NAME, "summary")).text.split()[0]: (
            summary,
            each.find_elements(By.TAG_NAME, "a"),
        )
        for each in found
    }


def visible(entries: list[WebElement]) -> list[str]:
    """The entries of a menu that can be seen."""
    return [each.text for each in entries if each.is_displayed()]


def test_the_menus_open_and_lead_on_without_script(browser: webdriver.Chrome, address: str) -> None:
    look(browser)
    browser.get(f"{address}/about/")
    found = menus(browser)
    assert list(found) == ["Research", "Verification"]
    (research, its_entries), (verification, other_entries) = found.values()
    assert visible(its_entries) == visible(other_entries) == []
    research.click()
    assert visible(its_entries) == ["By month", "By quality tier", "Methodology"]
    verification.click()
    assert visible(other_entries) == ["By gate status", "Corrections", "Quality guide", "Schemas"]
    assert visible(its_entries) == []
    other_entries[1].click()
    assert browser.current_url == f"{address}/corrections/"


def test_the_menus_work_from_the_keyboard(browser: webdriver.Chrome, address: str) -> None:
    look(browser)
    browser.get(f"{address}/about/")
    summary, entries = menus(browser)["Research"]
    summary.send_keys(Keys.ENTER)
    assert len(visible(entries)) == 3
    summary.send_keys(Keys.TAB)
    assert browser.switch_to.active_element == entries[0]
    entries[0].send_keys(Keys.ENTER)
    assert browser.current_url == f"{address}/month/"


@pytest.mark.parametrize("name", ["Research", "Verification"])
def test_an_open_menu_stays_on_the_screen_of_a_phone(
    name: str, browser: webdriver.Chrome, address: str
) -> None:
    look(browser, 360)
    browser.get(f"{address}/")
    summary, entries = menus(browser)[name]
    summary.click()
    for entry in entries:
        assert entry.is_displayed()
        assert entry.rect["x"] >= 0
        assert entry.rect["x"] + entry.rect["width"] <= 360
    assert too_wide(browser) == []


WIDE = """
const wide = document.documentElement.scrollWidth > window.innerWidth;
return !wide ? [] : [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > window.innerWidth)
    .map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`);
"""
SMALL = """
return [...document.querySelectorAll("body *")]
    .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 11)
    .map((each) => each.textContent);
"""
RULES = "return document.styleSheets.length && document.styleSheets[0].cssRules.length"


def too_wide(browser: webdriver.Chrome) -> list[str]:
    """The elements that make the page wider than its window."""
    return browser.execute_script(WIDE)  # type: ignore[no-any-return]


def complaints(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What the browser has complained of, except that a site without an icon has none."""
    return [each for each in browser.get_log("browser") if "favicon.ico" not in each["message"]]


@dataclass(frozen=True)
class Look:
    """How a page looks on a phone."""

    wide: list[str]
    small: list[str]
    complaints: list[dict[str, Any]]
    rules: int


@pytest.fixture(scope="module")
def on_a_phone(browser: webdriver.Chrome, address: str, small_world: BuiltSite) -> dict[str, Look]:
    """Every page of the small world on a phone."""
    look(browser, 360)
    complaints(browser)
    looks = {}
    for name in files_of(small_world):
        if name.endswith(".html"):
            browser.get(f"{address}/{name}")
            small, rules = browser.execute_script(SMALL), browser.execute_script(RULES)
            looks[name] = Look(too_wide(browser), small, complaints(browser), rules)
    assert len(looks) > 60
    return looks


def test_no_page_scrolls_sideways_on_a_phone(on_a_phone: dict[str, Look]) -> None:
    assert {name: each.wide for name, each in on_a_phone.items() if each.wide} == {}


def test_no_text_on_a_phone_is_too_small_to_read(on_a_phone: dict[str, Look]) -> None:
    assert {name: each.small for name, each in on_a_phone.items() if each.small} == {}


def test_every_page_loads_its_style_sheet_and_the_browser_does_not_complain(
    on_a_phone: dict[str, Look],
) -> None:
    assert {name: each.complaints for name, each in on_a_phone.items() if each.complaints} == {}
    assert min(each.rules for each in on_a_phone.values()) > 50


@pytest.mark.parametrize("path", SOME_PAGES)
def test_no_page_scrolls_sideways_at_four_times_its_size(
    path: str, browser: webdriver.Chrome, address: str
) -> None:
    look(browser, 1280 // 4)
    browser.get(f"{address}{path}")
    assert too_wide(browser) == []
    size = browser.find_element(By.TAG_NAME, "body").value_of_css_property("font-size")
    assert float(size.removesuffix("px")) >= 16


# The contrast of every visible text with what lies behind it, by WCAG 2.
CONTRASTS = """
const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
const luminance = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3)
        .map((x) => x / 255)
        .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if (parts(colour).length === 3) return colour;
        if (parts(colour)[3] !== 0) throw new Error(`half transparent: ${colour}`);
    }
    throw new Error("no ground");
};
return [...document.querySelectorAll("body *")]
    .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((each) => each.checkVisibility())
    .map((each) => {
        const [one, two] = [luminance(getComputedStyle(each).color), luminance(ground(each))];
        return [(Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05),
                each.textContent.slice(0, 40)];
    });
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    scheme: str, browser: webdriver.Chrome, address: str
) -> None:
    look(browser, scheme=scheme)
    grounds = set()
    for path in SOME_PAGES:
        browser.get(f"{address}{path}")
        for summary, _ in menus(browser).values():
            summary.click()
        found = browser.execute_script(CONTRASTS)
        assert len(found) > 15
        assert [(ratio, text) for ratio, text in found if ratio < 4.5] == [], path
        body = browser.find_element(By.TAG_NAME, "body")
        grounds.add(body.value_of_css_property("background-color"))
    assert len(grounds) == 1
    assert ("253" in grounds.pop()) is (scheme == "light")


def test_the_focus_can_be_seen_wherever_it_goes(browser: webdriver.Chrome, address: str) -> None:
    look(browser)
    browser.get(f"{address}{world.path('falsified-held')}")
    seen: list[str] = []
    active = browser.find_element(By.TAG_NAME, "body")
    for _ in range(14):
        active.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        seen.append(active.text)
        assert active.is_displayed()
        assert active.value_of_css_property("outline-style") == "solid"
        assert float(active.value_of_css_property("outline-width").removesuffix("px")) >= 2
        assert active.rect["x"] >= 0
    assert seen[0] == "Skip to the text"
    assert seen[2:6] == ["Index", "Research ▾", "Verification ▾", "About"]
    assert {"Read the verdict", "PDF", "Manifest", "BibTeX"} <= set(seen)


def test_the_link_past_the_navigation_leads_to_the_text(
    browser: webdriver.Chrome, address: str
) -> None:
    look(browser)
    browser.get(f"{address}{world.path('falsified-held')}")
    skip = browser.find_element(By.CSS_SELECTOR, "a.skip")
    assert skip.rect["x"] < 0
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB, Keys.ENTER)
    assert browser.current_url.endswith("/#main")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Read the verdict"


# What a text could run or load; the one script of our pages is data.
RUNS = "script:not([type='application/ld+json']), img, svg, iframe"


@pytest.mark.parametrize(
    "path",
    [
        world.path("hostile-markup"),
        world.path("hostile-citation"),
        world.path(world.TOMBSTONE),
        world.path("removed-by-notice"),
        "/about/",
        "/corrections/",
        "/",
    ],
)
def test_hostile_texts_run_nothing_in_a_browser_that_would_run_it(
    path: str, scripting: webdriver.Chrome, address: str
) -> None:
    complaints(scripting)
    scripting.get(f"{address}{path}")
    with pytest.raises(NoAlertPresentException):
        _ = scripting.switch_to.alert.text
    assert scripting.find_elements(By.CSS_SELECTOR, RUNS) == []
    # The content policy would have to step in where a text became markup.
    assert complaints(scripting) == []


def test_a_hostile_title_is_the_title_of_the_window(
    scripting: webdriver.Chrome, address: str
) -> None:
    scripting.get(f"{address}{world.path('hostile-markup')}")
    title = world.published("hostile-markup").manifest.work.title
    assert scripting.title.startswith(f"Falsified: {title}")


def test_the_content_policy_would_stop_a_script_and_a_style(
    scripting: webdriver.Chrome, small_world: BuiltSite, tmp_path: Path
) -> None:
    page = files_of(small_world)["about/index.html"].decode()
    (tmp_path / "about").mkdir()
    (tmp_path / "about/index.html").write_text(
        page.replace(
            "</main>", '<p id="p" style="color: red">p</p><script>p.id = "q"</script></main>'
        ),
        encoding="utf-8",
    )
    with served(BuiltSite(tmp_path), "") as base:
        scripting.get(f"{base}/about/")
        paragraph = scripting.find_element(By.ID, "p")
        assert paragraph.value_of_css_property("color") != "rgba(255, 0, 0, 1)"
        blocked = [each for each in complaints(scripting) if "Content Security" in each["message"]]
        assert len(blocked) == 2


def test_one_click_selects_a_whole_citation_without_script(
    browser: webdriver.Chrome, address: str
) -> None:
    look(browser)
    browser.get(f"{address}{world.path('superseded')}")
    cited = browser.find_elements(By.CSS_SELECTOR, ".citation")
    assert len(cited) == 3
    for citation in cited:
        citation.click()
        selected = browser.execute_script("return getSelection().toString()")
        assert " ".join(selected.split()) == " ".join(citation.text.split())
        assert "Invented: A Paper That a Newer One Replaces" in selected
