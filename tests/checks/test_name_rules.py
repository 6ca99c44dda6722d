"""A literal name that looks like a person or an organization is a notice with the YAML to write."""

from __future__ import annotations

import pytest
import yaml

from sitegen.checks.name_rules import person_in
from tests.checks.papers import MANIFEST, found


def hints(creator: str) -> list[str]:
    """The hints about one creator, as it stands in the manifest."""
    text = MANIFEST.replace("quality_assessment:", f"  creators: [{creator}]\nquality_assessment:")
    return [each.hint for each in found(text) if each.code == "SG326"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Harry J. Example", {"family": "Example", "given": "Harry J."}),
        ("Rhoslyn Roebuck Example", {"family": "Example", "given": "Rhoslyn Roebuck"}),
        (
            "Ludwig van der Example Jr.",
            {"family": "Example", "given": "Ludwig", "particle": "van der", "suffix": "Jr."},
        ),
        ("Ada Example, Jr.", {"family": "Example", "given": "Ada", "suffix": "Jr."}),
        ("Example, Ada", {"family": "Example", "given": "Ada"}),
        (
            "de la Cruz, María, III",
            {"family": "Cruz", "given": "María", "particle": "de la", "suffix": "III"},
        ),
        ("J.-P. O'Example-Smith", {"family": "O'Example-Smith", "given": "J.-P."}),
        ("Émile Öztürk", {"family": "Öztürk", "given": "Émile"}),
        ("Иван Примеров", {"family": "Примеров", "given": "Иван"}),
    ],
)
def test_a_name_of_a_person_is_shown_in_its_parts(name: str, parts: dict[str, str]) -> None:
    assert person_in(name) == parts
    (hint,) = hints(f"{{name: '{name.replace(chr(39), chr(39) * 2)}'}}")
    assert yaml.safe_load(hint.removeprefix("if so, write ").partition(";")[0]) == parts


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Example", ""),
        ("Ada Example, Jr.", ""),
        ("Example, Ada", '; "Ada Example" is then printed, a correction if it was published'),
    ],
)
def test_a_name_that_is_printed_otherwise_is_a_correction(name: str, said: str) -> None:
    (hint,) = hints(f"{{name: '{name}'}}")
    assert hint.partition("}")[2] == said


@pytest.mark.parametrize(
    "name",
    [
        "Ada Example and Eva Beispiel",
        "Ada Example & Eva Beispiel",
        "Example, Ada; Beispiel, Eva",
        "Ada Example et al.",
        "et al.",
    ],
)
def test_several_authors_in_one_name_are_told(name: str) -> None:
    assert hints(f"{{name: '{name}'}}") == ["if so, write an entry for each of them"]


@pytest.mark.parametrize(
    "name",
    ["Department for Education, Skills and Work", "Assignee Research", "Example, Inc.", "A: a lab"],
)
def test_a_name_of_an_organization_is_shown_as_one(name: str) -> None:
    (hint,) = hints(f"{{name: '{name}'}}")
    assert yaml.safe_load(hint.removeprefix("if so, write ")) == {"organization": name}


@pytest.mark.parametrize(
    "name",
    [
        "Plato",
        "山田太郎",
        "山田 太郎",
        "Owls and Mice",
        "the owls",
        "Anonymous 4",
        "van der",
        "III",
        "A, B, C and D",
        "أحمد المثال",
        "Owls2",
        "Owls & Mice",
        "Ada Example and Mice",
        "The Beatles",
        "Ada Example, PhD",
        "Dr. Ada Example",
        "Anonymous Authors",
        ", Ada",
        "bell hooks",
    ],
)
def test_what_can_be_either_is_left_alone(name: str) -> None:
    assert person_in(name) is None
    assert hints(f"{{name: '{name}'}}") == []


def test_an_orcid_goes_along() -> None:
    (hint,) = hints("{name: Ada Example, orcid: 0000-0002-1825-0097}")
    assert hint == "if so, write {family: Example, given: Ada, orcid: 0000-0002-1825-0097}"


@pytest.mark.parametrize(
    "creator",
    ["{family: Example, given: Harry J.}", "{organization: Example Institute}"],
)
def test_authors_that_are_told_apart_are_right(creator: str) -> None:
    assert hints(creator) == []
