"""Records with a comment above each key: the schema knows every key, whichever is used."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sitegen.contracts.schemas import AUTHORED, authored_schema
from sitegen.contracts.settings import default_site
from sitegen.scaffold.commented import BLANK, commented

OFF = re.compile(r"^( *)#(?=\S)", re.MULTILINE)


def schema(name: str) -> dict[str, Any]:
    return authored_schema(name, default_site())


def taken(text: str) -> Any:
    """The data of the file after every `#` before a key is removed."""
    return yaml.safe_load(OFF.sub(r"\1", text))


@pytest.mark.parametrize("name", AUTHORED)
def test_a_file_with_every_key_in_use_has_no_key_that_its_schema_does_not_know(name: str) -> None:
    found = Draft202012Validator(schema(name)).iter_errors(taken(commented(schema(name), {})))
    kinds = {leaf.validator for each in found for leaf in each.context or [each]}
    assert "additionalProperties" not in kinds
    assert "required" not in kinds
    assert kinds  # the blanks


@pytest.mark.parametrize("name", AUTHORED)
def test_every_key_is_explained_in_the_words_of_its_schema(name: str) -> None:
    text = " ".join(commented(schema(name), {}).replace("#", " ").split())
    for node in (schema(name), *schema(name).get("$defs", {}).values()):
        for key, part in node.get("properties", {}).items():
            if f" {key}:" in text and "description" in part:
                assert " ".join(part["description"].split()) in text, key


def test_keys_that_may_be_left_out_are_off_and_required_ones_are_blank() -> None:
    text = commented(schema("tombstone"), {})
    assert yaml.safe_load(text) == dict.fromkeys(["id", "title", "removed_at", "reason", "by"])
    work = yaml.safe_load(commented(schema("paper-manifest"), {}))["work"]
    assert work == dict.fromkeys(["id", "title", "abstract", "research_question"])


def test_given_keys_come_first_and_in_their_order() -> None:
    text = commented(schema("paper-manifest"), {"draft": True, "work": {"title": BLANK}})
    assert list(yaml.safe_load(text))[:2] == ["draft", "work"]
    assert next(iter(taken(text)["work"])) == "title"


def test_an_item_of_a_list_is_shown_with_its_dash() -> None:
    artifact = taken(commented(schema("paper-manifest"), {}))["artifacts"]
    assert artifact == [dict.fromkeys(["type", "label", "path", "url", "sha256"])]


def test_a_default_is_shown_where_there_is_one() -> None:
    policy = taken(commented(schema("site-settings"), {}))["tier_policy"]
    assert policy["flagship_candidate"]["minimum_review_score"] == 8.5


def test_no_line_is_wider_than_an_editors_window() -> None:
    for name in AUTHORED:
        assert max(map(len, commented(schema(name), {}).splitlines())) <= 100


def test_typed_text_stays_text_whatever_it_holds() -> None:
    for text in (
        "a: b",
        "# c",
        "no",
        "- x",
        '"',
        "'",
        "{a}",
        "two\nlines\n",
        "&a *b",
        "\\x41",
        "%",
    ):
        work = {"title": text}
        made = yaml.safe_load(commented(schema("paper-manifest"), {"work": work}))
        assert made["work"]["title"] == text
