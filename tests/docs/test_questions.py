"""Each question of the documentation is answered in at most three steps from the front page."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import click
import pytest

import sitegen.cli  # noqa: F401  its import registers the commands
from sitegen.cli.group import sitegen as commands
from tests.page_parts import Page, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world
from tests.worlds import ROOT

ROW = re.compile(r"\| ([^|]+\?) \| ([^|]+) \| ([^|]*)\|")
QUESTIONS = ROW.findall((ROOT / "docs/explanation/questions.md").read_text(encoding="utf-8"))
CLICK, COMMAND = (
    re.compile(r"\*\*(.+)\*\*\Z"),
    re.compile(r"`sitegen ([a-z ]+?)(?: (--[a-z]+).*| site)`\Z"),
)
SITE = f"{world.BASE_URL}/"


def opened(site: BuiltSite, url: str) -> Page:
    """The page at an address of the site."""
    path = url.removeprefix(SITE).partition("#")[0]
    return Page(site.page(f"/{path}"), url)


def clicked(page: Page, words: str) -> str:
    """Where the first link with these words leads to, or that begins with them."""
    links = [each for each in page.one("main").iter("a") if each.get("href")]
    exact = [each for each in links if text_of(each) == words]
    found = exact or [each for each in links if text_of(each).startswith(words)]
    assert found, (page.url, words)
    return urljoin(page.url, found[0].get("href", ""))


def test_there_are_ten_questions_of_each() -> None:
    assert len(QUESTIONS) == 20


@pytest.mark.parametrize(("question", "steps", "shows"), QUESTIONS, ids=lambda each: each[:40])
def test_a_question_is_answered_in_three_steps(
    question: str, steps: str, shows: str, small_world: BuiltSite
) -> None:
    taken = [each.strip() for each in steps.split("→")]
    assert 1 <= len(taken) <= 3
    url = SITE
    for step in taken:
        if command := COMMAND.match(step):
            words, option = command[1].split(), command[2]
            known: click.Command = commands
            for word in words:
                assert isinstance(known, click.Group)
                known = known.commands[word]
            assert option is None or any(option in each.opts for each in known.params)
            return
        if step.endswith("in search"):
            fields = [
                each.get("name") for each in opened(small_world, f"{SITE}search/").all("input")
            ]
            assert "q" in fields
            return
        match = CLICK.match(step)
        assert match, step
        url = clicked(opened(small_world, url), match[1])
    assert url.startswith(SITE)
    if url.endswith("/"):
        assert shows.strip() in text_of(opened(small_world, url).one("main"))
    else:
        assert shows.strip() in small_world.files()[url.removeprefix(SITE)].decode()
