"""The page of search: typing, the filter, the keyboard, hostile texts, and without its script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import axe
from tests.browser.driving import Browser, complaints, look, press, text_of_page, too_wide
from tests.reading_back import BuiltSite
from tests.serving import served

pytestmark = pytest.mark.browser

FALSIFIED = "Invented: A Falsified Flagship With Its Counterexample"
SETTLED = "return !document.getElementById('search').ariaBusy"
TITLES = "return [...document.querySelectorAll('.hits .t a')].map((each) => each.textContent)"
MARKED = "return [...document.querySelectorAll('.hits mark')].map((each) => each.textContent)"
Ask = Callable[[str], list[str]]


def settle(browser: Browser) -> list[str]:
    """Wait for what was asked for; the titles that are shown."""
    WebDriverWait(browser, 30, 0.02).until(lambda each: each.execute_script(SETTLED))
    titles: list[str] = browser.execute_script(TITLES)
    return titles


@pytest.fixture
def ask(scripting: Browser, address: str) -> Ask:
    """Types into the field, and returns the titles of what is found."""
    look(scripting)
    scripting.get(f"{address}/search/")
    field = scripting.find_element(By.ID, "q")

    def typed(query: str) -> list[str]:
        scripting.execute_script("arguments[0].value = ''", field)
        field.send_keys(query)
        return settle(scripting)

    return typed


def said(browser: Browser) -> str:
    """What the page says of what it found."""
    return browser.find_element(By.ID, "found").text


def test_papers_are_found_while_one_types(ask: Ask, scripting: Browser) -> None:
    assert ask("counterexampl")[0] == FALSIFIED
    (hit, *_) = scripting.find_elements(By.CSS_SELECTOR, ".hits li")
    assert "Falsified" in hit.text
    assert "SRCH:5A110006" in hit.text
    assert "2 July 2026" in hit.text
    assert "Counterexample" in scripting.execute_script(MARKED)
    assert ask("xqzxqzt") == []
    assert said(scripting).startswith("No paper was found.")
    assert "All papers" not in text_of_page(scripting)
    assert ask("invented xqzxqzt") != []
    assert said(scripting).startswith("No paper has all of these words;")
    assert complaints(scripting) == []


@pytest.mark.parametrize(
    "query",
    [
        *("SRCH:5A110006", "srch:5a110006", "5A110006", "5a110006-0000-4000-8000-000000000006"),
        *("5a110006-00", "10.5555/small.0006", "https://doi.org/10.5555/small.0006"),
        "doi:10.5555/SMALL.0006",
    ],
)
def test_an_identifier_finds_its_paper_alone(query: str, ask: Ask) -> None:
    assert ask(query) == [FALSIFIED]


def test_the_beginning_of_an_identifier_finds_all_that_begin_so(ask: Ask) -> None:
    assert len(ask("SRCH:5A1100")) == 10
    assert ask("5a110006")[:1] == [FALSIFIED]


def test_texts_of_all_scripts_are_found_within_their_words(ask: Ask, scripting: Browser) -> None:
    for query in ("の要旨", "真実", "空"):
        assert any("架空の論文" in each for each in ask(query)), query
    assert "空" in scripting.execute_script(MARKED)
    assert ask("の要真") == []
    assert any("مخترعة" in each for each in ask("مخترعة"))
    assert any(
        each.startswith("Erfunden (invented): Schranken für x²") for each in ask("Schranken")
    )


def test_a_hostile_title_is_text(ask: Ask, scripting: Browser) -> None:
    titles = ask("5A110023")
    assert ['</title><script>alert("title")</script> <b>bold</b>' in each for each in titles] == [
        True
    ]
    inside = scripting.find_elements(By.CSS_SELECTOR, ".hits :is(script, b, img)")
    assert inside == []
    assert complaints(scripting) == []


def test_the_filter_and_the_query_stand_in_the_address(
    ask: Ask, scripting: Browser, address: str
) -> None:
    every = ask("invented")
    assert "The best 10 are shown." in said(scripting)
    scripting.find_element(By.CSS_SELECTOR, "input[value=falsified]").click()
    falsified = settle(scripting)
    assert falsified != every
    tags = [each.text for each in scripting.find_elements(By.CSS_SELECTOR, ".hits .tag")]
    assert {*tags} <= {"Falsified", "Corrected"}
    wanted = f"{address}/search/?q=invented&only=falsified"
    WebDriverWait(scripting, 5, 0.02).until(lambda each: each.current_url == wanted)
    scripting.get(wanted)
    assert settle(scripting) == falsified
    assert scripting.find_element(By.ID, "q").get_attribute("value") == "invented"


def test_more_papers_are_shown_on_request(ask: Ask, scripting: Browser) -> None:
    first = ask("invented")
    scripting.find_element(By.CSS_SELECTOR, ".more").click()
    WebDriverWait(scripting, 30, 0.02).until(
        lambda each: len(each.execute_script(TITLES)) == 2 * len(first)
    )
    assert scripting.execute_script(TITLES)[: len(first)] == first


def test_the_keyboard_leads_to_a_paper_and_back(ask: Ask, scripting: Browser) -> None:
    titles = ask("invented")
    press(scripting, Keys.ARROW_DOWN)
    press(scripting, Keys.ARROW_DOWN)
    assert scripting.switch_to.active_element.text == titles[1]
    press(scripting, Keys.ESCAPE)
    assert scripting.switch_to.active_element.get_attribute("id") == "q"
    press(scripting, Keys.ENTER)
    assert settle(scripting) == titles
    press(scripting, Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(scripting, 10, 0.02).until(lambda each: "/paper/" in each.current_url)


def test_the_page_conforms_with_what_it_found(ask: Ask, scripting: Browser) -> None:
    ask("invented")
    axe.give(scripting)
    assert axe.findings(scripting) == []
    look(scripting, 320, "dark")
    assert axe.findings(scripting) == []
    assert too_wide(scripting) == []


def test_the_field_in_the_header_of_a_paper_searches(scripting: Browser, address: str) -> None:
    look(scripting)
    scripting.get(f"{address}/gate/")
    field = scripting.find_element(By.CSS_SELECTOR, ".top input")
    field.send_keys("counterexample", Keys.ENTER)
    WebDriverWait(scripting, 10, 0.02).until(lambda each: "/search/" in each.current_url)
    assert settle(scripting)[0] == FALSIFIED


def test_without_script_the_page_leads_to_the_lists(browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}/search/?q=invented")
    assert "Search runs in your browser." in text_of_page(browser)
    links = browser.find_elements(By.CSS_SELECTOR, "#without-search a")
    assert f"{address}/gate/" in [each.get_attribute("href") for each in links]


def test_without_an_index_the_page_says_so(scripting: Browser, real_site: BuiltSite) -> None:
    look(scripting)
    with served(real_site, "", missing="/search/index/parts.json") as base:
        scripting.get(f"{base}/search/?q=transfer")
        settle(scripting)
        assert "the index cannot be loaded" in said(scripting)
        assert "Papers are listed by month" in text_of_page(scripting)
    complaints(scripting)
