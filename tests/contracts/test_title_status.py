"""Titles that begin with a status, in the forms in which publishers write them."""

from __future__ import annotations

import pytest

from sitegen.contracts.editorial_status import TITLE_PREFIXES, EditorialStatus
from sitegen.contracts.title_status import statuses_in_title

STATED = {
    "RETRACTED: How owls hear": {"RETRACTED"},
    "Retracted: How owls hear": {"RETRACTED"},
    "retracted: how owls hear": {"RETRACTED"},
    "RETRACTED How owls hear": {"RETRACTED"},
    "RETRACTED - How owls hear": {"RETRACTED"},
    "RETRACTED – How owls hear": {"RETRACTED"},
    "RETRACTED. How owls hear": {"RETRACTED"},
    "RETRACTED ARTICLE: How owls hear": {"RETRACTED"},
    "Retracted Chapter: How owls hear": {"RETRACTED"},
    "[Retracted] How owls hear": {"RETRACTED"},
    "[RETRACTED]: How owls hear": {"RETRACTED"},
    "(Retracted) How owls hear": {"RETRACTED"},
    "**RETRACTED** How owls hear": {"RETRACTED"},
    "\u2018Retracted: How owls hear\u2019": {"RETRACTED"},
    "  RETRACTED:\nHow owls hear": {"RETRACTED"},
    "RETRACTED": {"RETRACTED"},
    "[ARTIGO RETRATADO] Como ouvem": {"RETRACTED"},
    "[ARTIGO RETRATADO]: Como ouvem": {"RETRACTED"},
    "ARTÍCULO RETRACTADO: Cómo oyen": {"RETRACTED"},
    "Artículo retractado: Cómo oyen": {"RETRACTED"},  # accents apart
    "[RÉTRACTÉ] Comment": {"RETRACTED"},
    "ARTICLE RÉTRACTÉ : Comment": {"RETRACTED"},
    "Articolo ritrattato: Come": {"RETRACTED"},
    "撤稿：猫头鹰": {"RETRACTED"},
    "【已撤稿】猫头鹰": {"RETRACTED"},
    "[논문 철회] 올빼미": {"RETRACTED"},
    "ОТОЗВАНА: Как слышат": {"RETRACTED", "WITHDRAWN"},
    "Zurückgezogen: Wie Eulen hören": {"RETRACTED", "WITHDRAWN"},
    "【論文撤回】フクロウ": {"RETRACTED", "WITHDRAWN"},
    "GERİ ÇEKİLDİ: Baykuş": {"RETRACTED", "WITHDRAWN"},
    "WITHDRAWN How owls hear": {"WITHDRAWN"},
    "Withdrawn: How owls hear": {"WITHDRAWN"},
    "PARTIALLY RETRACTED: How owls hear": {"PARTIALLY_RETRACTED"},
    "[Partially retracted] How owls hear": {"PARTIALLY_RETRACTED"},
    "EXPRESSION OF CONCERN: How owls hear": {"CONCERN"},
    "Editorial Expression of Concern: How owls hear": {"CONCERN"},
    "REMOVED: How owls hear": {"REMOVED"},
    "TEMPORARY REMOVAL: How owls hear": {"REMOVED"},
}
ORDINARY = [
    "How owls hear",
    "Retracted papers in oncology",
    "Retracted Papers in Oncology: A Survey",
    "RETRACTED PAPERS IN ONCOLOGY",
    "Retracted-article detection",
    "Retracted, rejected, and ignored",
    "Why was it retracted? [Retracted] articles in the news",
    "Withdrawn from society: hermits",
    "Withdrawal: how to stop",
    "Removed carbon and owls",
    "Retraction of the glacier",
    "Concern: a history",
    "",
]


@pytest.mark.parametrize(("title", "statuses"), STATED.items())
def test_a_title_that_begins_with_a_status_states_it(title: str, statuses: set[str]) -> None:
    assert statuses_in_title(title) == statuses


@pytest.mark.parametrize("title", ORDINARY)
def test_an_ordinary_title_states_none(title: str) -> None:
    assert statuses_in_title(title) == frozenset()


@pytest.mark.parametrize(("status", "prefix"), TITLE_PREFIXES.items())
def test_a_prefix_is_given_once(status: str, prefix: str) -> None:
    found = EditorialStatus.model_validate({"status": status, "label": "", "notice": None})
    once = found.titled("How owls hear")
    assert once == f"{prefix}How owls hear"
    assert found.titled(once) == once


def test_another_status_in_a_title_does_not_hide_this_one() -> None:
    retracted = EditorialStatus.model_validate(
        {"status": "RETRACTED", "label": "Retracted", "notice": None}
    )
    assert retracted.titled("WITHDRAWN: Owls") == "RETRACTED: WITHDRAWN: Owls"
    assert retracted.titled("Partially retracted: Owls") == "RETRACTED: Partially retracted: Owls"
    assert retracted.titled("Zurückgezogen: Eulen") == "Zurückgezogen: Eulen"
