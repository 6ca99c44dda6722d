"""Cards: what other sites show beside a link, in words."""

from __future__ import annotations

import pytest

from sitegen.contracts.editorial_status import HEADLINES, LABELS
from sitegen.render.cards import PLAIN, TONES, card, cards
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


def test_colours_are_those_of_the_style_sheet() -> None:
    for tone in TONES.values():
        assert f".is-{tone} " in SHEET
        assert f"--{tone}: #" in SHEET
    assert f"--{PLAIN}:" in SHEET
