"""Every kind of page by WCAG 2.2 AA: axe-core, narrow windows, wide spacing, forced colours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import axe
from tests.browser.driving import Browser, complaints, look, too_wide
from tests.browser.page_kinds import EVERY, LARGE, PAPERS
from tests.page_parts import files_of
from tests.reading_back import BuiltSite

pytestmark = pytest.mark.browser

OF_TABLES = ("table", "row", "columnheader", "rowheader", "cell")


@pytest.mark.parametrize("name", EVERY)
def test_axe_finds_nothing(name: str, scripting: Browser, address: str) -> None:
    """On a wide and a narrow window, light and dark; by the rules of colours also what opens."""
    look(scripting)
    scripting.get(f"{address}{EVERY[name]}")
    axe.give(scripting)
    assert axe.findings(scripting) == []
    look(scripting, scheme="dark")
    assert axe.findings(scripting, *axe.OF_COLOURS) == []
    look(scripting, 390, "dark")
    assert axe.findings(scripting) == []
    axe.open_popovers(scripting)
    assert axe.findings(scripting, *axe.OF_COLOURS) == []
    look(scripting, 390)
    assert axe.findings(scripting, *axe.OF_COLOURS) == []


@pytest.mark.parametrize("name", LARGE)
def test_axe_finds_nothing_on_a_large_page(name: str, scripting: Browser, address: str) -> None:
    look(scripting)
    scripting.get(f"{address}{LARGE[name]}")
    axe.give(scripting)
    assert axe.findings(scripting) == []


@pytest.mark.parametrize("name", ["listing", "schema", "falsified-held"])
def test_a_table_stays_one_where_a_phone_shows_its_rows_as_blocks(
    name: str, scripting: Browser, address: str
) -> None:
    """What the browser tells a screen reader does not depend on the width of the window."""
    found = []
    for width in (1280, 390):
        look(scripting, width)
        scripting.get(f"{address}{EVERY[name]}")
        tree = scripting.execute_cdp_cmd("Accessibility.getFullAXTree", {})
        roles = [each["role"]["value"] for each in tree["nodes"] if not each["ignored"]]
        found.append({role: roles.count(role) for role in OF_TABLES})
    assert found[0] == found[1]
    assert min(found[0].values()) > 0


SMALL = """
return [...document.querySelectorAll("body *")]
    .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 11)
    .map((each) => each.textContent);
"""
RULES = "return document.styleSheets.length && document.styleSheets[0].cssRules.length"
# The spacing of WCAG 1.4.12, as a reader's own style sheet sets it.
SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
document.adoptedStyleSheets = [sheet];
"""
# Boxes that cut their text off: what is hidden by its own box and cannot be scrolled to.
CUT_OFF = """
const hidden = (each) => each
    && (getComputedStyle(each).clipPath === "inset(50%)" || hidden(each.parentElement));
return [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility() && !hidden(each))
    // A text with so many lines of its own begins one that is whole elsewhere.
    .filter((each) => getComputedStyle(each).webkitLineClamp === "none")
    .filter((each) => {
        const {overflowX, overflowY} = getComputedStyle(each);
        const cuts = (value) => value === "hidden" || value === "clip";
        return cuts(overflowX) && each.scrollWidth > each.clientWidth + 1
            || cuts(overflowY) && each.scrollHeight > each.clientHeight + 1;
    })
    .map((each) => `${each.tagName} ${each.classList} ${each.textContent.slice(0, 40)}`);
"""


@dataclass(frozen=True)
class Look:
    """How a page looks in the narrowest window, as after a zoom to 400 %, and spaced on a phone."""

    wide: list[str]
    small: list[str]
    complaints: list[str]
    rules: int
    spaced_wide: list[str]
    spaced_cut: list[str]


def narrow(browser: Browser, address: str, names: list[str]) -> dict[str, Look]:
    """Pages of the world, 320 pixels wide, and spaced on a phone."""
    complaints(browser)
    looks = {}
    for name in names:
        look(browser, 320)
        browser.get(f"{address}/{name}")
        seen: list[Any] = [too_wide(browser), browser.execute_script(SMALL), complaints(browser)]
        rules = browser.execute_script(RULES)
        look(browser, 390)
        browser.execute_script(SPACING)
        spaced = too_wide(browser), browser.execute_script(CUT_OFF)
        looks[name] = Look(*seen, rules, *spaced)
    return looks


def _found(looks: dict[str, Look], what: str) -> dict[str, Any]:
    return {name: getattr(each, what) for name, each in looks.items() if getattr(each, what)}


def _form(file: str) -> object:
    """What the pages of one template have in common; each page of a paper has a form of its own."""
    names = file.split("/")
    if names[0] == "paper":
        return file
    return names[0], len(names), any(map(str.isdigit, names))


@pytest.mark.parametrize("third", range(3))
def test_a_narrow_window_and_wide_spacing_hide_nothing(
    third: int, browser: Browser, address: str, page_world: BuiltSite
) -> None:
    """Of every paper but those of the shelf, and of two pages of each form; in thirds, for several
    workers.
    """
    pages = [each for each in files_of(page_world) if each.endswith(".html")]
    forms = Counter[object]()
    names = []
    for each in (each for each in pages if "5a1191" not in each):
        forms[form := _form(each)] += 1
        if forms[form] <= 2:
            names.append(each)
    names = names[third::3]
    looks = narrow(browser, address, names)
    assert len(looks) > 20
    assert _found(looks, "wide") == {}  # no page scrolls sideways
    assert _found(looks, "small") == {}  # no text is too small to read
    assert _found(looks, "complaints") == {}  # of the browser
    assert min(each.rules for each in looks.values()) > 50  # of the style sheet
    assert _found(looks, "spaced_wide") == {}
    assert _found(looks, "spaced_cut") == {}


# What is drawn in the colour of its ground, and so cannot be seen: texts, and shapes of icons.
UNSEEN = """
const canvas = getComputedStyle(document.body).backgroundColor;
const shapes = [...document.querySelectorAll("svg.icon, svg.mark, svg.chevron")]
    .filter((each) => each.checkVisibility())
    .filter((each) => getComputedStyle(each).color === canvas);
const texts = [...document.querySelectorAll("body *")]
    .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((each) => each.checkVisibility())
    .filter((each) => getComputedStyle(each).color === getComputedStyle(each).backgroundColor);
return [...shapes, ...texts].map((each) => each.outerHTML.slice(0, 80));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_nothing_unseen(scheme: str, scripting: Browser, address: str) -> None:
    look(scripting, scheme=scheme, forced_colors="active")
    for name in ("home", "listing", "overview", "notice", *PAPERS):
        scripting.get(f"{address}{EVERY[name]}")
        assert scripting.execute_script(UNSEEN) == [], name
    axe.give(scripting)
    assert axe.findings(scripting, *axe.OF_COLOURS) == []
