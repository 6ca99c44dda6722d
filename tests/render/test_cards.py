"""Cards: what other sites show beside a link, in words."""

from __future__ import annotations

import re

import pytest

from sitegen.contracts.editorial_status import HEADLINES, LABELS, TITLE_PREFIXES
from sitegen.render.cards import ICONS, PLAIN, TONES, card, cards
from sitegen.render.template_files import builtin_templates
from tests.small_world import papers as world

SITE = world.site()
SHEET = (builtin_templates() / "styles/site.css").read_text(encoding="utf-8")


def test_there_is_a_card_for_each_status_and_one_for_all_other_pages() -> None:
    paths = [each.path for each in cards(SITE)]
    assert len(set(paths)) == len(paths) == len(LABELS) + 1
    assert [each.label for each in cards(SITE)] == ["", *LABELS.values()]


@pytest.mark.parametrize("status", LABELS)
def test_a_card_says_the_status_in_the_words_of_the_headline(status: str) -> None:
    shown = card(SITE, status)
    said = HEADLINES.get(status, f"{shown.label}.")  # type: ignore[call-overload]
    assert shown.alt.startswith(f"{said} ")
    assert f"{shown.label}: {shown.statement}".lower() in {said.lower(), f"{shown.label}: ".lower()}
    assert shown.alt.endswith(f"{SITE.publisher.name}: {SITE.notes.synthesis}")


def test_a_status_of_a_later_version_has_no_card_of_its_own() -> None:
    assert card(SITE, "RECONSIDERED") == card(SITE)


def test_colours_and_signs_are_those_of_the_style_sheet() -> None:
    banners = {
        status: tone
        for selectors, tone in re.findall(
            r"^(\.status-\w+ > \.status.*?) \{ border-color: var\(--(\w+)\)", SHEET, re.MULTILINE
        )
        for status in re.findall(r"\.status-(\w+) >", selectors)
    }
    told = {status.lower(): tone for status, tone in TONES.items()}
    assert banners.items() <= told.items()
    assert {each.lower() for each in TITLE_PREFIXES} <= banners.keys()
    assert ".mark { color: var(--warn); }" in SHEET  # a corrected paper in lists
    for status, sign in ICONS.items():
        verdict, gate = f".verdict-{status.lower()}", f".gate-{status.lower()} .verdict"
        assert f"{verdict}, {gate} {{ color: var(--{TONES[status]}); }}" in SHEET
        assert f'{verdict}::before, {gate}::before {{ content: "{sign} "' in SHEET
    assert f"--{PLAIN}:" in SHEET
