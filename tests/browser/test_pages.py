"""What a page does in a browser: no script, nothing from elsewhere, no shift, hostile texts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.by import By

from tests import page_world as world
from tests.browser.driving import Browser, chromium, complaints, look, text_of_page
from tests.browser.page_kinds import EVERY
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.small_world import papers as small

pytestmark = pytest.mark.browser

LOADED = "return performance.getEntriesByType('resource').map((each) => each.name)"


@pytest.mark.parametrize("name", EVERY)
def test_a_page_is_complete_without_script_and_loads_nothing_from_elsewhere(
    name: str, browser: Browser, scripting: Browser, address: str
) -> None:
    complaints(scripting)
    for each in (browser, scripting):
        look(each)
        each.get(f"{address}{EVERY[name]}")
    assert text_of_page(browser) == text_of_page(scripting)
    loaded = scripting.execute_script(LOADED)
    assert f"{address}/assets/site.css" in loaded
    assert [each for each in loaded if not each.startswith(f"{address}/")] == []
    # Of a page that is not there, the browser says so.
    said = [each for each in complaints(scripting) if "404 (Not Found)" not in each]
    assert said == []


# Waits until the page was painted, and for its fonts; how far its contents have moved.
PAINTED = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));"
SHIFTED = """
const done = arguments[0];
const frames = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
document.fonts.ready.then(() => frames(() => {
    const watch = new PerformanceObserver(() => {});
    watch.observe({type: "layout-shift", buffered: true});
    frames(() => done({
        shifts: watch.takeRecords().map((each) => each.value),
        fonts: [...document.fonts].filter((each) => each.status === "loaded").length,
    }));
}));
"""
# Where Core Web Vitals begin to call a page unstable it is 0.1.
MOST_SHIFTED = 0.02


@pytest.fixture(scope="module")
def hurried() -> Iterator[Browser]:
    """A browser that does not wait for fonts before it answers."""
    with chromium(javascript=True, waits_for="eager") as driver:
        yield driver


@pytest.mark.parametrize("name", ["home", "listing", "guide", "falsified-held", "retracted"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_fonts_arrive(
    name: str, width: int, hurried: Browser, page_world: BuiltSite
) -> None:
    painted = threading.Event()
    with served(page_world, "/x/y", holds={".woff2": painted}) as base:
        try:
            look(hurried, width)
            hurried.get(f"{base}{EVERY[name]}")
            hurried.execute_async_script(PAINTED)
        finally:
            painted.set()
        seen: Any = hurried.execute_async_script(SHIFTED)
    assert seen["fonts"] >= 2
    assert sum(seen["shifts"]) <= MOST_SHIFTED


# What a text could run or load; the one script of our pages is data.
RUNS = "script:not([type='application/ld+json']), img, iframe, object, embed"


@pytest.mark.parametrize(
    "path",
    [
        small.path("hostile-markup"),
        small.path("hostile-citation"),
        small.path(small.TOMBSTONE),
        small.path("removed-by-notice"),
        "/about/",
        "/corrections/",
        "/",
    ],
)
def test_hostile_texts_run_nothing_in_a_browser_that_would_run_it(
    path: str, scripting: Browser, address: str
) -> None:
    complaints(scripting)
    scripting.get(f"{address}{path}")
    with pytest.raises(NoAlertPresentException):
        _ = scripting.switch_to.alert.text
    assert scripting.find_elements(By.CSS_SELECTOR, RUNS) == []
    # The content policy would have to step in where a text became markup.
    assert complaints(scripting) == []


def test_a_hostile_title_is_the_title_of_the_window(scripting: Browser, address: str) -> None:
    scripting.get(f"{address}{small.path('hostile-markup')}")
    title = small.published("hostile-markup").manifest.work.title
    assert scripting.title.startswith(f"Falsified: {title}")


def test_the_content_policy_would_stop_a_script_and_a_style(
    scripting: Browser, page_world: BuiltSite, tmp_path: Path
) -> None:
    page = files_of(page_world)["about/index.html"].decode()
    (tmp_path / "about").mkdir()
    (tmp_path / "about/index.html").write_text(
        page.replace(
            "</main>", '<p id="p" style="color: red">p</p><script>p.id = "q"</script></main>'
        ),
        encoding="utf-8",
    )
    (tmp_path / "404.html").write_text("", encoding="utf-8")
    complaints(scripting)
    with served(BuiltSite(tmp_path), "") as base:
        scripting.get(f"{base}/about/")
        paragraph = scripting.find_element(By.ID, "p")
        assert paragraph.value_of_css_property("color") != "rgba(255, 0, 0, 1)"
        blocked = [each for each in complaints(scripting) if "Content Security" in each]
        assert len(blocked) == 2


def test_one_click_selects_a_whole_citation_without_script(browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}{world.path('superseded')}")
    cited = browser.find_elements(By.CSS_SELECTOR, ".citation")
    assert len(cited) == 3
    for citation in cited:
        citation.click()
        selected = browser.execute_script("return getSelection().toString()")
        assert " ".join(selected.split()) == " ".join(citation.text.split())
        assert "Invented: A Paper That a Newer One Replaces" in selected
