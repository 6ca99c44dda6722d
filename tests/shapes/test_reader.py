"""Documents as typed shapes: what is wrong is said once, at its place, with what to write."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.contracts.authored_manifest import AuthoredManifest, AuthoredWork
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.settings import SiteSettings
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic
from sitegen.reading.builder import MANIFEST_NEEDS
from sitegen.reading.documents import Document, read_yaml
from sitegen.shapes.outline import key_paths
from sitegen.shapes.reader import MOST_ERRORS, Authored, read_shape
from tests.checks.papers import MANIFEST
from tests.shapes.owls import Owl

GOOD = """version: owl-v1
name: Strix
nest: {tree: oak, eggs: 2}
asleep: true
feathers:
  - colour: white
"""


def document(text: str) -> Document:
    read, diagnostics = read_yaml(text.encode(), "records/owl.yaml")
    assert read is not None, diagnostics
    return read


def findings(text: str) -> list[Diagnostic]:
    shape, diagnostics = read_shape(Owl, document(text))
    assert (shape is None) == bool(diagnostics)
    return diagnostics


def finding(text: str) -> Diagnostic:
    [only] = findings(text)
    return only


def spot(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.place.line, diagnostic.place.column


def changed(before: str, after: str) -> str:
    assert before in GOOD
    return GOOD.replace(before, after)


def test_a_document_of_the_right_shape_has_no_findings() -> None:
    owl, diagnostics = read_shape(Owl, document(GOOD))
    assert diagnostics == []
    assert owl is not None
    assert (owl.name, owl.nest.eggs, owl.mate) == ("Strix", 2, "none")


# --------------------------------------------------------------------------- missing keys


def test_a_missing_key_is_reported_at_the_key_of_the_mapping_that_should_have_it() -> None:
    assert spot(finding(changed("name: Strix\n", ""))) == (1, 1)
    assert spot(finding(changed("tree: oak, ", ""))) == (3, 1)
    assert spot(finding(changed("- colour: white", "- length: 3"))) == (6, 5)


@pytest.mark.parametrize(
    ("line", "help_"),
    [
        ("version: owl-v1\n", "add `version: owl-v1`"),
        ("name: Strix\n", "add `name:` (the name of the owl)"),
        (
            "nest: {tree: oak, eggs: 2}\n",
            "add `nest:` and below it, indented, its keys: tree, eggs",
        ),
        ("asleep: true\n", "add `asleep:` (true or false: whether it sleeps)"),
        ("feathers:\n  - colour: white\n", "add `feathers:` (a list: its feathers)"),
        (", eggs: 2", "add `eggs:` (how many eggs are in it, such as 3)"),
        ("tree: oak, ", "add `tree:` (the kind of tree)"),
    ],
)
def test_the_help_for_a_missing_key_says_what_to_write(line: str, help_: str) -> None:
    assert finding(changed(line, "")).hint == help_


def test_the_help_for_a_missing_enumeration_lists_its_values() -> None:
    assert finding(changed("colour: white", "length: 3")).hint == (
        "add `colour:` with one of white, brown"
    )


# --------------------------------------------------------------------------- unknown keys


def test_a_misspelt_key_is_one_mistake_not_two() -> None:
    misspelt = finding(changed("name:", "nmae:"))
    assert misspelt.code == "SG202"
    assert misspelt.hint.startswith('did you mean "name"?')
    assert spot(misspelt) == (2, 1)


def test_a_misspelt_key_beside_the_right_one_is_called_superfluous() -> None:
    doubled = finding(f"{GOOD}nmae: Strix\n")
    assert doubled.code == "SG202"
    assert doubled.hint == 'move its value to "name:", which is already there, or remove it'


def test_a_missing_key_and_one_that_resembles_another_are_two_mistakes() -> None:
    assert [each.code for each in findings(changed("name: Strix", "call: hoo"))] == [
        "SG201",
        "SG202",
    ]


@pytest.mark.parametrize("key", ["Asleep", "ASLEEP", "a-sleep", "a sleep", "aslep"])
def test_case_and_separators_do_not_hide_what_a_key_was_meant_to_be(key: str) -> None:
    assert 'did you mean "asleep"?' in finding(changed("asleep:", f"{key}:")).hint


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{GOOD}tree: oak\n", "move it: it belongs in nest or in mate;"),
        (f"{GOOD}colour: white\n", "move it: it belongs in an entry of feathers;"),
        (changed("eggs: 2", "eggs: 2, mate: oak"), "move it: it belongs at the top level, without"),
        (changed("eggs: 2", "eggs: 2, asleep: true"), 'remove it: the top level has "asleep" al'),
    ],
)
def test_a_key_at_the_wrong_level_is_told_where_it_belongs(text: str, where: str) -> None:
    assert finding(text).hint.startswith(where)


def test_a_key_that_nobody_knows_is_to_be_removed() -> None:
    unknown = finding(f"{GOOD}zoo: Berlin\n")
    assert unknown.message == 'the key "zoo" is not known at the top level'
    assert unknown.hint.startswith("remove it; the keys here are version, name, nest,")


# --------------------------------------------------------------------------- kinds of value


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (changed("{tree: oak, eggs: 2}", "oak"), 'nest: expected a mapping, found "oak"', (3, 7)),
        (
            changed("{tree: oak, eggs: 2}", "[oak]"),
            "nest: expected a mapping, found a list",
            (3, 7),
        ),
        (
            changed("\n  - colour: white", " white"),
            'feathers: expected a list, found "white"',
            (5, 11),
        ),
        (
            changed("  - colour: white", "  colour: white"),
            "feathers: expected a list, found a mapping",
            (6, 3),
        ),
        (
            changed("- colour: white", "- white"),
            'feathers[0]: expected a mapping, found "white"',
            (6, 5),
        ),
        (changed("Strix", "[Strix]"), "name: expected text, found a list", (2, 7)),
        (f"{GOOD}calls: [hoo, [hoo]]\n", "calls[1]: expected text, found a list", (7, 14)),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_at_its_place(
    text: str, message: str, place: tuple[int, int]
) -> None:
    wrong = finding(text)
    assert (wrong.code, wrong.message, spot(wrong)) == ("SG203", message, place)


def test_a_list_of_mappings_is_explained_with_the_keys_of_an_entry() -> None:
    assert finding(changed("\n  - colour: white", " white")).hint == (
        "begin each entry with `- colour: …` on a new line; its keys are colour, length"
    )


def test_a_mapping_or_a_word_complains_once() -> None:
    for value in ("maybe", "[none]", "None"):
        wrong = finding(f"{GOOD}mate: {value}\n")
        assert wrong.code == "SG203"
        assert ", or the word none;" in wrong.hint
    assert [each.message for each in findings(f"{GOOD}mate: {{tree: [oak], eggs: x}}\n")] == [
        "mate.tree: expected text, found a list",
        'mate.eggs: expected a whole number, found "x"',
    ]
    assert findings(f"{GOOD}mate: none\n") == []


# ------------------------------------------------------------------- values, numbers, lengths


def test_a_misspelt_value_gets_a_suggestion_and_the_list() -> None:
    wrong = finding(changed("white", "Whit"))
    assert wrong.message == 'feathers[0].colour: "Whit" is not one of the 2 allowed values'
    assert wrong.hint == 'did you mean "white"? The values are white, brown'


def test_a_constant_is_said_in_full() -> None:
    wrong = finding(changed("owl-v1", "owl-v2"))
    assert wrong.message == 'version: expected owl-v1, found "owl-v2"'
    assert wrong.hint == "write owl-v1"


def test_a_number_out_of_range_gets_both_bounds() -> None:
    wrong = finding(changed("colour: white", "{colour: white, length: 11.5}"))
    assert wrong.message == 'feathers[0].length: "11.5" is more than 10'
    assert wrong.hint == "write a number from 0 to 10"
    wrong = finding(changed("eggs: 2", "eggs: -2"))
    assert wrong.message == 'nest.eggs: "-2" is less than 0'
    assert wrong.hint == "write a whole number from 0 to 1000000"


@pytest.mark.parametrize(
    ("length", "help_"),
    [
        ("79", "did you mean 7.9? Write a number from 0 to 10"),
        ("11", "write a number from 0 to 10"),
    ],
)
def test_a_lost_point_is_suggested_where_it_may_be_one(length: str, help_: str) -> None:
    feather = changed("colour: white", f"{{colour: white, length: {length}}}")
    assert finding(feather).hint == help_


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ("C2", "write BA7A9361-C2"),
        ("ba7a9361-c12", "write BA7A9361-C12"),
        ("7", "write BA7A9361-C7"),
        ("first", "write the first eight digits of the paper's id"),
    ],
)
def test_an_event_id_is_completed_from_the_record_beside_it(written: str, help_: str) -> None:
    text = f"work: {{id: ba7a9361-0000-4000-8000-000000000001}}\nsuperseded_by: {written}\n"
    text += f"correction_events: [{{event_id: {written}}}]\n"
    _, found = read_shape(AuthoredCorrectionRecord, document(text))
    [event_id] = [each for each in found if each.code == "SG218"]
    assert event_id.hint.startswith(help_)


def test_what_an_empty_manifest_needs_are_the_keys_that_the_contract_requires() -> None:
    required = AuthoredManifest.model_json_schema()["required"]
    named = re.sub(r" \(.*?\)", "", MANIFEST_NEEDS.removeprefix("a manifest needs "))
    assert [each.partition(":")[0] for each in re.split(", | and ", named)] == required
    inside = MANIFEST_NEEDS.partition("(with ")[2].partition(")")[0]
    assert inside.split(", ") == AuthoredWork.model_json_schema()["required"]


def test_a_length_is_said_in_characters_or_entries() -> None:
    assert finding(changed("Strix", "Strix aluco")).message == (
        "name: the text has 11 characters, more than 10"
    )
    many = "".join("\n  - colour: brown" for _ in range(3))
    assert finding(changed("- colour: white", f"- colour: white{many}")).message == (
        "feathers: the list has 4 entries, more than 3"
    )
    assert finding(changed("\n  - colour: white", " []")).message == "feathers: the list is empty"


def test_a_list_whose_entries_are_wrong_is_not_called_empty() -> None:
    assert [each.code for each in findings(changed("white", "green"))] == ["SG204"]


# ------------------------------------------------------------------------------ many errors


def test_findings_come_in_the_order_of_the_file() -> None:
    text = "zoo: 1\nfeathers: []\nasleep: 3\nnest: {eggs: x, tree: []}\nname: [a]\nversion: 1\n"
    lines = [each.place.line for each in findings(text)]
    assert lines == sorted(lines)
    assert len(lines) == 7


def test_a_hundred_errors_are_listed_and_more_are_counted() -> None:
    def with_errors(count: int) -> list[Diagnostic]:
        return findings(f"{GOOD}calls: [{', '.join(['[]'] * count)}]\n")

    assert [each.code for each in with_errors(MOST_ERRORS)] == ["SG203"] * MOST_ERRORS
    more = with_errors(MOST_ERRORS + 1)
    assert [each.code for each in more] == ["SG203"] * MOST_ERRORS + ["SG222"]
    assert more[-1].message == "1 more error in this file is not listed"
    assert more == sorted(more, key=lambda each: each.sort_key)


def test_a_file_with_very_many_unknown_keys_is_judged_quickly_and_counted_exactly() -> None:
    keys = "".join(f"k{number}: 1\n" for number in range(20_000))
    found = findings(GOOD + keys)
    assert len(found) == MOST_ERRORS + 1
    assert found[-1].message.startswith(f"{20_000 - MOST_ERRORS:,} more errors")


# ------------------------------------------------------------------------------ the parts


@pytest.mark.parametrize("title", ["NO", "1.10", "2104.08645", "010", "22:22", "true", "1e3"])
def test_a_title_that_looks_like_a_number_is_the_text_that_was_written(title: str) -> None:
    text = MANIFEST.replace("How owls hear", title)
    manifest, diagnostics = read_shape(AuthoredManifest, document(text))
    assert diagnostics == []
    assert manifest is not None
    assert manifest.work.title == title


def test_bounds_of_numbers_reach_the_schema_that_editors_read() -> None:
    definitions = AuthoredManifest.model_json_schema()["$defs"]
    confidence = definitions["AuthoredClaim"]["properties"]["confidence"]
    assert (confidence["minimum"], confidence["maximum"]) == (0, 1)
    [score, _] = definitions["AuthoredQualityAssessment"]["properties"]["review_score"]["anyOf"]
    assert (score["minimum"], score["maximum"]) == (0, 10)


# ---------------------------------------------------------------------- whatever is written


SHAPES: list[type[Authored]] = [AuthoredManifest, AuthoredCorrectionRecord, SiteSettings, Tombstone]
SCALARS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["VERIFIED", "none", "HIGH", "2026-07-02", "artifacts/a", "https://e.org"]),
)


def nested(keys: list[str]) -> st.SearchStrategy[Any]:
    names = st.one_of(st.sampled_from(keys), st.text(min_size=1, max_size=8))
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=12,
    )


KEYS = sorted({path.rpartition(".")[2] for shape in SHAPES for path in key_paths(shape)})
TOP = st.dictionaries(st.sampled_from(KEYS), nested(KEYS), min_size=1, max_size=8)


def assert_readable(found: list[Diagnostic], text: str) -> None:
    lines = text.split("\n")
    for each in found:
        assert each.message.isprintable(), each
        assert each.hint.isprintable(), each
        assert len(each.message) < 400
        assert len(each.hint) < 700
        assert 1 <= each.place.column <= len(lines[each.place.line - 1]) + 1


@settings(deadline=None, derandomize=True, max_examples=120)
@given(data=TOP, shape=st.sampled_from(SHAPES))
def test_no_document_is_too_odd_to_be_judged(data: dict[str, Any], shape: type[Authored]) -> None:
    text = json.dumps(data, indent=1)
    read, _ = read_yaml(text.encode(), "records/x.yaml")
    if read is not None:
        _, found = read_shape(shape, read)
        assert_readable(found, text)


@settings(deadline=None, derandomize=True, max_examples=120)
@given(where=st.sampled_from(key_paths(AuthoredManifest)), value=nested(KEYS))
def test_any_value_under_any_key_of_a_good_manifest_is_judged(where: str, value: Any) -> None:
    data: Any = json.loads(json.dumps(document(MANIFEST).data))
    inner = data
    *above, key = where.replace("[0]", "").split(".")
    for step in above:
        inner = inner.setdefault(step, {})
    inner[key] = value
    text = json.dumps(data, indent=1)
    read, _ = read_yaml(text.encode(), "records/x.yaml")
    if read is not None:
        _, found = read_shape(AuthoredManifest, read)
        assert_readable(found, text)
