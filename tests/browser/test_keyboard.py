"""The keyboard: the link past the menus, menus, explanations, and a focus that is not covered."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.driving import Browser, look, press, too_wide
from tests.browser.page_kinds import EVERY
from tests.small_world import papers as small

pytestmark = pytest.mark.browser

MENUS = {
    "Research": ["By month", "By quality tier", "Methodology"],
    "Verification": ["By gate status", "Corrections", "Quality guide", "Schemas"],
}


def menu(browser: Browser, name: str) -> tuple[WebElement, list[WebElement]]:
    """The button of a menu, and its entries."""
    for button in browser.find_elements(By.CSS_SELECTOR, "nav.nav button[popovertarget]"):
        if button.text.removesuffix(" ▾") == name:
            target = button.get_attribute("popovertarget")
            return button, browser.find_elements(By.CSS_SELECTOR, f"#{target} a")
    raise AssertionError(f"no menu {name}")


def visible(entries: list[WebElement]) -> list[str]:
    """The entries of a menu that can be seen."""
    return [each.text for each in entries if each.is_displayed()]


def test_the_menus_open_and_lead_on_without_script(browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}/about/")
    (research, its_entries), (verification, other_entries) = (menu(browser, name) for name in MENUS)
    assert visible(its_entries) == visible(other_entries) == []
    research.click()
    assert visible(its_entries) == MENUS["Research"]
    verification.click()
    assert visible(other_entries) == MENUS["Verification"]
    assert visible(its_entries) == []
    other_entries[1].click()
    assert browser.current_url == f"{address}/corrections/"


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_works_from_the_keyboard(name: str, browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}/about/")
    button, entries = menu(browser, name)
    button.send_keys(Keys.ENTER)
    assert visible(entries) == MENUS[name]
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element == entries[0]
    press(browser, Keys.ESCAPE)
    assert visible(entries) == []
    assert browser.switch_to.active_element == button
    press(browser, Keys.ENTER)
    press(browser, Keys.TAB)
    press(browser, Keys.ENTER)
    assert browser.current_url != f"{address}/about/"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_click_outside_closes_a_menu(width: int, browser: Browser, address: str) -> None:
    look(browser, width)
    browser.get(f"{address}/about/")
    button, entries = menu(browser, "Research")
    button.click()
    assert visible(entries)
    browser.find_element(By.CSS_SELECTOR, "footer p").click()
    assert visible(entries) == []


@pytest.mark.parametrize("name", MENUS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_an_open_menu_stands_on_the_screen_below_its_button(
    width: int, name: str, browser: Browser, address: str
) -> None:
    look(browser, width)
    browser.get(f"{address}/")
    button, entries = menu(browser, name)
    button.click()
    for entry in entries:
        assert entry.is_displayed()
        assert entry.rect["x"] >= 0
        assert entry.rect["x"] + entry.rect["width"] <= width
    assert entries[0].rect["y"] >= button.rect["y"] + button.rect["height"] - 1
    assert abs(entries[0].rect["y"] - button.rect["y"]) < 100
    assert too_wide(browser) == []


def test_the_explanation_of_a_term_opens_and_closes_in_place(
    browser: Browser, address: str
) -> None:
    look(browser)
    browser.get(f"{address}{small.path('falsified-held')}")
    terms = browser.find_elements(By.CSS_SELECTOR, "main button[popovertarget]")
    assert terms
    for term in terms:
        explanation = browser.find_element(By.ID, term.get_attribute("popovertarget") or "")
        assert not explanation.is_displayed()
        term.send_keys(Keys.ENTER)
        assert explanation.is_displayed()
        assert explanation.text
        press(browser, Keys.ESCAPE)
        assert not explanation.is_displayed()
        assert browser.switch_to.active_element == term


def test_the_focus_can_be_seen_wherever_it_goes(browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}{small.path('falsified-held')}")
    seen: list[str] = []
    active = browser.find_element(By.TAG_NAME, "body")
    for _ in range(40):
        active.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        seen.append(active.text)
        assert active.is_displayed()
        assert active.value_of_css_property("outline-style") == "solid"
        assert float(active.value_of_css_property("outline-width").removesuffix("px")) >= 2
        assert active.rect["x"] >= 0
    assert seen[0] == "Skip to the text"
    assert seen[2:4] == ["", ""]  # the field of search, and its button
    assert seen[4:8] == ["Index", "Research ▾", "Verification ▾", "About"]
    assert {"PDF", "Manifest", "BibTeX"} <= set(seen)


# Puts the focus on everything that can have it, forwards and backwards, and asks what is seen along
# the middle of it; what is found lies under something else, or outside of the window.
COVERED = """
const covered = [];
const all = [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
    .filter((each) => each.checkVisibility({visibilityProperty: true}));
for (const each of [...all, ...all.toReversed()]) {
    each.focus({focusVisible: true});
    const {x, y, width, height} = each.getClientRects()[0];
    const hits = [0.1, 0.3, 0.5, 0.7, 0.9]
        .map((part) => document.elementFromPoint(x + part * width, y + height / 2));
    if (!hits.some((hit) => hit && (each.contains(hit) || hit.contains(each))))
        covered.push(`${each.textContent.trim().slice(0, 40)} lies under ${hits[2]?.outerHTML}`);
}
return {covered, all: all.length};
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["home", "listing", "notice", "falsified-held", "retracted"])
def test_nothing_covers_the_focus(name: str, width: int, browser: Browser, address: str) -> None:
    look(browser, width)
    browser.get(f"{address}{EVERY[name]}")
    found: Any = browser.execute_script(COVERED)
    assert found["all"] > 8
    assert found["covered"] == []


def test_the_link_past_the_navigation_leads_to_the_text(browser: Browser, address: str) -> None:
    look(browser)
    browser.get(f"{address}{small.path('falsified-held')}")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the text"
    assert skip.rect["x"] >= 0
    press(browser, Keys.ENTER)
    assert browser.current_url.endswith("/#main")
    press(browser, Keys.TAB)
    main = browser.find_element(By.TAG_NAME, "main")
    active = browser.switch_to.active_element
    assert browser.execute_script("return arguments[0].contains(arguments[1])", main, active)
