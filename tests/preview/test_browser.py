"""What an editor sees in Chromium: an error, its fix, what changed, and links to lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sitegen.render.template_files import builtin_templates
from tests.browser.driving import chromium
from tests.command_line import PATIENCE
from tests.preview.running import RunningPreview
from tests.worlds import ONE

pytestmark = pytest.mark.browser

PAGE = f"/paper/{ONE}/"
LONG = "\n\n".join(f"Paragraph {number} of a long abstract. " * 4 for number in range(40))
# How far down a page is, once its fonts are there, and two frames have been drawn with them.
SETTLED = """
const frame = () => new Promise(requestAnimationFrame);
document.fonts.ready.then(frame).then(frame).then(() => arguments[0](scrollY));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium(javascript=True) as driver:
        yield driver


@pytest.fixture
def page(browser: webdriver.Chrome, preview: RunningPreview) -> webdriver.Chrome:
    """The page of the paper `one`, once it receives events."""
    preview.settled()
    browser.get(preview.address + PAGE)
    until(browser, lambda: listens(browser))
    browser.get_log("browser")  # what pages of previews that have ended said
    return browser


def until(browser: webdriver.Chrome, holds: Callable[[], Any]) -> Any:
    return WebDriverWait(browser, PATIENCE, poll_frequency=0.01).until(lambda _: holds())


def listens(browser: webdriver.Chrome) -> bool:
    return bool(browser.execute_script("return document.documentElement.dataset.sgListens"))


def text(browser: webdriver.Chrome, selector: str) -> str:
    script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')"
    return str(browser.execute_script(script, selector))


def scrolled(browser: webdriver.Chrome) -> float:
    """How far down the page is, once what has changed is laid out and drawn."""
    return float(browser.execute_async_script(SETTLED))


def is_open(browser: webdriver.Chrome) -> bool:
    """Whether the list of the values of the record is open."""
    return bool(browser.execute_script("return document.querySelector('.sg-values').open"))


def place_of(browser: webdriver.Chrome, words: str) -> float:
    """How far below the top of the window the paragraph with these words is, in pixels.

    A reader sees this. `scrollY` also changes when lines above the window appear or disappear.
    """
    scrolled(browser)
    paragraph = browser.find_element(By.XPATH, f"//main//p[contains(., '{words}')]")
    top = "return arguments[0].getBoundingClientRect().top"
    return float(browser.execute_script(top, paragraph))


def test_a_mistake_is_shown_mended_and_gone_and_a_value_leads_to_its_line(
    page: webdriver.Chrome, preview: RunningPreview
) -> None:
    path = preview.world.records / "papers/one/manifest.yaml"
    good = path.read_text()
    path.write_text(good.replace("6.5", "65"))
    until(page, lambda: "SG205" in text(page, ".sg-problems"))
    assert "manifest.yaml:11:19" in text(page, ".sg-problems")
    assert "The abstract of one." in text(page, "main")
    path.write_text(good.replace("The abstract of one.", "A mended abstract."))
    until(page, lambda: "A mended abstract." in text(page, "main"))
    assert text(page, ".sg-problems") == ""
    link = page.find_element(By.LINK_TEXT, "A mended abstract.")
    assert link.get_attribute("href") == f"vscode://file{path}:6:15"
    errors = [each for each in page.get_log("browser") if "favicon" not in each["message"]]
    assert errors == []


def test_a_change_out_of_sight_is_scrolled_to_and_what_was_opened_stays_open(
    page: webdriver.Chrome, preview: RunningPreview
) -> None:
    preview.world.paper("one", ONE, abstract=LONG)
    until(page, lambda: "Paragraph 39" in text(page, "main"))
    page.execute_script("scrollTo(0, 0); document.querySelector('.sg-values').open = true")
    preview.world.paper("one", ONE, abstract=LONG.replace("Paragraph 30 of", "Chapter 30 of"))
    until(page, lambda: "Chapter 30" in text(page, "main"))
    until(page, lambda: scrolled(page) > 1_000)
    assert is_open(page)
    here = place_of(page, "Chapter 30")
    preview.world.paper("one", ONE, abstract=LONG.replace("Paragraph 30 of", "Section 30 of"))
    until(page, lambda: "Section 30" in text(page, "main"))
    assert abs(place_of(page, "Section 30") - here) < 50


@pytest.mark.parametrize("share", [0, 0.5], ids=["nothing", "half"])
def test_a_half_written_file_moves_and_closes_nothing(
    page: webdriver.Chrome, preview: RunningPreview, share: float
) -> None:
    manifest = preview.world.paper("one", ONE, abstract=LONG)
    until(page, lambda: "Paragraph 39" in text(page, "main"))
    page.execute_script("document.querySelector('.sg-values').open = true; scrollTo(0, 900)")
    here = scrolled(page)
    written = manifest.read_text()
    manifest.write_text(written[: int(share * len(written))])
    until(page, lambda: text(page, ".sg-problems"))
    assert "Paragraph 39" in text(page, "main")
    assert text(page, "main a.sg-source")
    assert is_open(page)
    assert listens(page)
    manifest.write_text(written.replace("Paragraph 39 of", "Chapter 39 of"))
    until(page, lambda: "Chapter 39" in text(page, "main"))
    until(page, lambda: scrolled(page) > here + 500)  # to what changed, and to nothing else
    assert is_open(page)


def test_a_changed_style_sheet_is_taken_without_loading_the_page(
    page: webdriver.Chrome, preview: RunningPreview
) -> None:
    css = (builtin_templates() / "styles/site.css").read_text()
    page.execute_script("window.same = true")
    preview.world.template("styles/site.css", f"{css}\nh1 {{ color: rgb(1, 2, 3); }}\n")
    colour = "return getComputedStyle(document.querySelector('h1')).color"
    until(page, lambda: page.execute_script(colour) == "rgb(1, 2, 3)")
    assert page.execute_script("return window.same")


def test_hostile_text_runs_no_script(page: webdriver.Chrome, preview: RunningPreview) -> None:
    hostile = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    preview.world.paper("one", ONE, title=f"Hostile {hostile}", abstract=hostile)
    until(page, lambda: "Hostile" in text(page, "h1"))
    assert page.execute_script("return window.ran") is None
    page.refresh()
    assert "<script>" in text(page, "h1")
    assert page.execute_script("return window.ran") is None


def test_a_page_shows_each_of_many_saves(page: webdriver.Chrome, preview: RunningPreview) -> None:
    for number in range(20):
        title = f"Title number {number}"
        preview.world.paper("one", ONE, title=title)
        until(page, lambda title=title: text(page, "h1") == title)


@pytest.mark.usefixtures("needs_pdf")
def test_an_open_pdf_is_shown_anew(browser: webdriver.Chrome, preview: RunningPreview) -> None:
    preview.settled()
    browser.get(f"{preview.address}{PAGE}paper.pdf")
    until(browser, lambda: listens(browser))
    frame = browser.find_element(By.ID, "sg-pdf")
    preview.world.paper("one", ONE, abstract="Another abstract.")
    until(browser, lambda: "nameddest=sitegen-changed" in (frame.get_attribute("src") or ""))
