"""Persons, organizations and literal names: how each is printed and published."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.creators import (
    ROLE_LABELS,
    Creator,
    Role,
    complete_creator,
    printed_forms,
    printed_name,
)
from tests.contracts.papers import paper

PRINTED: dict[str, dict[str, Any]] = {
    "Harry J. Example": {"family": "Example", "given": "Harry J."},
    "Ludwig van der Example Jr.": {
        "family": "Example",
        "given": "Ludwig",
        "particle": "van der",
        "suffix": "Jr.",
    },
    "Jean d’Exemple": {"family": "Exemple", "given": "Jean", "particle": "d’"},
    "Muḥammad al-Mithāl": {"family": "Mithāl", "given": "Muḥammad", "particle": "al-"},
    "Rhoslyn Roebuck Example": {"family": "Roebuck Example", "given": "Rhoslyn"},
    "Sukarno": {"family": "Sukarno"},
    "山田太郎": {"family": "山田", "given": "太郎"},
    "김철수": {"family": "김", "given": "철수"},
    "Taro 山田": {"family": "山田", "given": "Taro"},
    "ليلى مثال": {"family": "مثال", "given": "ليلى"},
    "Department for Education, Skills and Work": {
        "organization": "Department for Education, Skills and Work"
    },
    "Harry J. Example and others": {"name": "Harry J. Example and others"},
}


@pytest.mark.parametrize(("printed", "creator"), PRINTED.items())
def test_a_name_is_printed_as_its_owner_would(printed: str, creator: dict[str, Any]) -> None:
    assert printed_name(creator) == printed
    assert complete_creator(Creator(**creator)).name == printed


def test_a_published_creator_says_of_what_kind_it_is() -> None:
    creators = paper(
        {
            "work.creators": [
                {"family": "Example", "given": "Ada", "roles": ["software"]},
                {"organization": "An Institute", "ror": "05dxps055"},
                {"name": "A. Nobody", "orcid": "0000-0002-1825-0097"},
            ]
        }
    ).manifest.work.creators
    assert [each.kind for each in creators] == ["PERSON", "ORGANIZATION", "LITERAL"]
    assert (creators[0].family, creators[0].given, creators[0].role_labels) == (
        *("Example", "Ada"),
        ("Software",),
    )
    assert (creators[2].family, creators[2].given) == (None, None)


def test_every_role_has_a_label() -> None:
    assert {*ROLE_LABELS} == {*Role.__args__}  # type: ignore[attr-defined]
    assert len(ROLE_LABELS) == 14


def test_a_literal_may_write_a_suffix_and_a_name_in_kanji_in_two_ways() -> None:
    assert printed_forms({"family": "Example", "given": "Al", "suffix": "Jr."}) == (
        *("Al Example Jr.", "Al Example, Jr."),
    )
    assert printed_forms({"family": "山田", "given": "太郎"}) == ("山田太郎", "山田 太郎")
    assert printed_forms({"organization": "An Institute"}) == ("An Institute",)
