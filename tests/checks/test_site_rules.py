"""The rules on the site: their pages in the manual show what breaks and what keeps each of them."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build.validation import validate
from sitegen.checks.site_rules import GUIDE_HEAD, LINK_TARGETS, VALID_TEMPLATE
from sitegen.findings.diagnostics import Diagnostic, Rule
from sitegen.render.guides import read_guides
from sitegen.render.project import Project
from tests.worlds import World

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def examples(rule: Rule) -> list[str]:
    """What the page of a rule calls wrong, and what it calls right."""
    _, _, shown = rule.explanation.partition("Wrong:\n")
    return [textwrap.dedent(each).strip("\n") + "\n" for each in shown.split("Right:\n")]


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [each.code for each in found]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    return world


def test_the_manual_shows_a_guide_with_and_without_its_head() -> None:
    wrong, right = examples(GUIDE_HEAD)
    assert codes(tuple(read_guides({"about.md": wrong.encode()})[1])) == [GUIDE_HEAD.code]
    guides, found = read_guides({"about.md": right.encode()})
    assert [each.path for each in guides] == ["/about/"]
    assert not found


def test_the_manual_shows_a_link_that_leads_nowhere_and_one_that_leads_to_a_page(
    world: World,
) -> None:
    _, head = examples(GUIDE_HEAD)
    for example, expected in zip(examples(LINK_TARGETS), ([LINK_TARGETS.code], []), strict=True):
        world.write("pages/about.md", f"{head}{example}")
        found = validate(Project(world.records), NOW, lambda *_: None).diagnostics
        assert codes(found) == expected


def test_the_manual_shows_what_a_template_is_not_given(world: World) -> None:
    wrong, right = examples(VALID_TEMPLATE)
    for example, expected in ((wrong, [VALID_TEMPLATE.code]), (right, [])):
        world.template("pages/404.html", f"{{% set panel = {{'label': 'x'}} %}}{example}")
        assert codes(world.build(formats=("page",)).diagnostics) == expected
