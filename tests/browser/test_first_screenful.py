"""The first screenful of a paper with the longest title: the verdict in short is all there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driving import Browser, look
from tests.conftest import built
from tests.serving import served
from tests.status_world import CASES, write_world

pytestmark = pytest.mark.browser

TITLE = (
    "Intermediate-Task Sequencing and Cross-Lingual Zero-Shot Transfer in Low-Resource Settings of "
    "Multilingual Speech Recognition, Revisited with Invented Seeds, Budgets and Baselines: "
    "A Reproduction across Forty-One Languages, Four Families of Encoders and Three Schedules of "
    "Longer Training"
)
LONGEST = 300
# Whether everything of an element is in the window, and nothing is wider than it.
SHOWN = """
const box = arguments[0].getBoundingClientRect();
return box.top >= 0 && box.bottom <= innerHeight && document.body.scrollWidth <= innerWidth;
"""


@pytest.fixture(scope="module")
def statuses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where papers of every status are served, all of them with the longest title."""
    folder = tmp_path_factory.mktemp("longest")
    write_world(folder / "records")
    for name in ("manifest.yaml", "tombstone.yaml"):
        for file in folder.glob(f"records/papers/*/{name}"):
            _name(file)
    site, _ = built(folder / "records", folder / "site", formats=("page",))
    with served(site, "/x/y") as base:
        yield base


def _name(file: Path) -> None:
    """Give a paper the longest title; what is in front of it comes on top."""
    record = json.loads(file.read_text(encoding="utf-8"))
    record.get("work", record)["title"] = TITLE
    file.write_text(json.dumps(record), encoding="utf-8")


def test_the_title_is_about_as_long_as_one_may_be() -> None:
    assert LONGEST - 20 < len(TITLE) <= LONGEST


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", CASES)
def test_headline_and_answers_are_seen_without_scrolling(
    name: str, width: int, scripting: Browser, statuses: str
) -> None:
    look(scripting, width)
    scripting.get(f"{statuses}{CASES[name].path}")
    block = scripting.find_element(By.ID, "verdict")
    assert scripting.execute_script(SHOWN, block)
    answers = block.find_elements(By.CSS_SELECTOR, ".answers > div")
    assert len(answers) == (5 if CASES[name].status == "REMOVED" else 6)
    assert all(each.is_displayed() for each in answers)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_term_opens_in_place_without_script_and_closes_on_escape(
    width: int, browser: Browser, statuses: str
) -> None:
    look(browser, width)
    browser.get(f"{statuses}{CASES['retracted'].path}")
    button = browser.find_element(By.CSS_SELECTOR, "#verdict button.term")
    opened = browser.find_element(By.ID, button.get_attribute("popovertarget") or "")
    assert not opened.is_displayed()
    button.click()
    assert opened.is_displayed()
    box = opened.rect
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    button.send_keys(Keys.ESCAPE)
    assert not opened.is_displayed()
