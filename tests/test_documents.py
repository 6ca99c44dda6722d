"""Reading: which files are refused, in which words, and the places in those that are not."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen import documents
from sitegen.diagnostics import Diagnostic, Place, Severity, has_errors
from sitegen.documents import Document, Plain, read_yaml

READING = Path(__file__).parent / "reading"
CORPORA = Path(__file__).parents[2] / "shared/corpora"
FILE = "records/papers/x/manifest.yaml"
quickly = settings(max_examples=150, derandomize=True, deadline=None)

# The contract's own words are in tests/reading/good/manifest.yaml.
MANIFEST = (READING / "good/manifest.yaml").read_bytes()


@pytest.fixture(params=["with libyaml", "without libyaml"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with both parsers that PyYAML has."""
    if request.param == "without libyaml":
        monkeypatch.setattr(documents, "Loader", yaml.SafeLoader)


def report(path: Path) -> str:
    """What a user is told about a file, in the form of the .txt files beside the cases."""
    _, diagnostics = read_yaml(path.read_bytes(), path.name)
    lines = []
    for found in diagnostics:
        place = ":".join(map(str, found.place))
        lines += [
            f"{place}: {found.code} {found.severity}: {found.message}",
            f"  help: {found.hint}",
        ]
        lines += [f"  {':'.join(map(str, where))}: {note}" for where, note in found.related]
    return "".join(f"{line}\n" for line in lines)


def good(source: str | bytes) -> Document:
    document, diagnostics = read_yaml(source.encode() if isinstance(source, str) else source, FILE)
    assert diagnostics == []
    assert document is not None
    return document


def bad(source: str | bytes) -> list[Diagnostic]:
    document, diagnostics = read_yaml(source.encode() if isinstance(source, str) else source, FILE)
    assert document is None
    assert has_errors(diagnostics)
    return diagnostics


def codes(source: str | bytes) -> list[str]:
    return [found.code for found in bad(source)]


def spots(source: str | bytes) -> list[tuple[int, int, str]]:
    return [(found.place.line, found.place.column, found.code) for found in bad(source)]


def assert_places_are_inside(data: bytes, diagnostics: list[Diagnostic]) -> None:
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", "surrogateescape"))
    for found in diagnostics:
        assert 1 <= found.place.line <= len(lines)
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1
        assert found.message
        assert found.hint


@pytest.mark.parametrize("case", sorted(READING.glob("data/*.yaml")), ids=lambda path: path.stem)
def test_a_bad_file_is_told_about_in_the_words_beside_it(case: Path) -> None:
    assert report(case) == case.with_suffix(".txt").read_text()


@pytest.mark.parametrize(
    "case",
    sorted(path for path in READING.glob("*/*.yaml") if "error" in report(path)),
    ids=lambda path: path.stem,
)
def test_a_bad_file_is_refused_without_libyaml_too(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "Loader", yaml.SafeLoader)
    assert_places_are_inside(case.read_bytes(), bad(case.read_bytes()))


@pytest.mark.usefixtures("each_parser")
def test_the_contracts_example_is_read_without_a_word() -> None:
    assert good(MANIFEST).data["work"]["title"] == "Attention: the C # language"


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    "written",
    [
        "NO",
        "1.10",
        "2104.08645",
        "010",
        "2026-07-02",
        "1_000",
        ".nan",
        "22:22",
        "true",
        "=",
        "0x1F",
    ],
)
def test_a_scalar_without_quotes_stays_what_was_written(written: str) -> None:
    value = good(f"a: {written}\n").data["a"]
    assert (type(value), value) == (Plain, written)


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("written", ["'9'", '"9"', "|-\n  9", ">-\n  9"])
def test_a_quoted_or_block_scalar_is_an_ordinary_text(written: str) -> None:
    value = good(f"a: {written}\n").data["a"]
    assert (type(value), value) == (str, "9")


def test_data_hold_only_mappings_lists_and_texts() -> None:
    def types(value: Any) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value
        return {type(value)}.union(*map(types, [] if isinstance(value, str) else inner))

    assert types(good(MANIFEST).data) == {dict, list, str, Plain}


def test_an_empty_text_in_quotes_is_a_value() -> None:
    assert good("a: ''\n").data == {"a": ""}


def test_json_is_yaml() -> None:
    source = '{\n"a": "1",\n"b": [\n{"c": "d"}\n]\n}\n'
    assert good(source).data == {"a": "1", "b": [{"c": "d"}]}


def test_one_document_may_be_marked() -> None:
    assert good("# first\n---\na: b\n...\n# last\n").data == {"a": "b"}


# Places


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("contract_version",), (2, 19), (2, 1)),
        (("work",), (4, 3), (3, 1)),
        (("work", "title"), (5, 10), (5, 3)),
        (("work", "abstract"), (7, 13), (7, 3)),
        (("work", "topics"), (12, 11), (12, 3)),
        (("work", "topics", 1), (12, 36), (12, 36)),
        (("work", "creators", 0, "orcid"), (13, 42), (13, 35)),
        (("artifacts",), (30, 1), (29, 1)),
        (("artifacts", 0), (30, 3), (30, 3)),
        (("artifacts", 1, "label"), (32, 10), (32, 3)),
        (("limitations", 1), (42, 5), (42, 5)),
    ],
)
def test_every_value_and_key_has_a_place(
    path: documents.Path, value: tuple[int, int], key: tuple[int, int]
) -> None:
    document = good(MANIFEST)
    assert document.value_place(path) == Place(FILE, *value)
    assert document.key_place(path) == Place(FILE, *key)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("license",), (2, 1)),
        (("work", "license"), (3, 1)),
        (("work", "license", "name", 0), (3, 1)),
        (("work", "title", "text"), (5, 3)),
        (("work", 0), (3, 1)),
        (("artifacts", 2), (29, 1)),
        (("artifacts", -1), (29, 1)),
        (("artifacts", "type"), (29, 1)),
        (("artifacts", 1, "sha256"), (31, 3)),
    ],
)
def test_what_is_missing_has_the_place_of_the_nearest_key(
    path: documents.Path, place: tuple[int, int]
) -> None:
    document = good(MANIFEST)
    assert document.value_place(path) == document.key_place(path) == Place(FILE, *place)


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_count_characters_and_lines_count_as_in_an_editor(start: str, end: str) -> None:
    document = good(f'{start}{{"é😀": "😀", k: [😀, v]}}{end}'.encode())
    assert document.value_place(("é😀",)) == Place(FILE, 1, 8)
    assert document.value_place(("k", 1)) == Place(FILE, 1, 20)
    document = good(f"{start}😀: 😀{end}{end}b:{end}  c: 😀{end}".encode())
    assert document.value_place(("b", "c")) == Place(FILE, 4, 6)
    assert document.data["b"]["c"] == "😀"


@pytest.mark.usefixtures("each_parser")
def test_a_problem_behind_astral_characters_has_its_column_in_characters() -> None:
    assert spots("\ufeff'😀😀': [😀, ~]\r\n") == [(1, 11, "SG119")]


def test_a_document_can_be_sent_to_another_process() -> None:
    document = good(MANIFEST)
    document.value_place(("work", "title"))
    sent = pickle.loads(pickle.dumps(document))
    assert sent == document
    assert type(sent.data["work"]["id"]) is Plain
    assert sent.value_place(("work", "title")) == Place(FILE, 5, 10)


# Bytes and characters


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_another_unicode_encoding_is_named(encoding: str) -> None:
    (found,) = bad("title: Attention\n".encode(encoding))
    assert (found.place, found.code) == (Place(FILE, 1, 1), "SG101")
    assert found.message == "the file is in UTF-16 or UTF-32, not in UTF-8"


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        (
            b"a: b\nc: caf\xe9 ol\xe9\n",
            (2, 7),
            "the byte 0xE9 is not UTF-8 (2 such places in the file)",
        ),
        (
            b"a: \xf0\x9f\x98\n",
            (1, 4),
            "the bytes 0xF0 0x9F 0x98 are not UTF-8 (1 such place in the file)",
        ),
        (
            b"a: \xed\xa0\x80\n",
            (1, 4),
            "the bytes 0xED 0xA0 0x80 are not UTF-8 (1 such place in the file)",
        ),
    ],
)
def test_bytes_that_are_no_utf8_are_reported_once_with_their_place(
    source: bytes, place: tuple[int, int], message: str
) -> None:
    (found,) = bad(source)
    assert (found.place, found.code, found.message) == (Place(FILE, *place), "SG101", message)


def test_the_character_that_was_meant_is_guessed() -> None:
    hint = bad(b"a: caf\xe9\n")[0].hint
    assert hint == (
        'save the file with the encoding "UTF-8"; in Windows-1252 the byte would be "é"'
    )


UNSAFE = "\0\x01\x08\x0b\x0c\x1b\x7f\x80\x85\x9f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufdd0\ufffe\U0010ffff"


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("char", UNSAFE, ids=ascii)
def test_an_unsafe_character_is_refused_with_its_place(char: str) -> None:
    assert spots(f"a: b\nc: d{char}e\n") == [(2, 5, "SG102")]
    assert f"U+{ord(char):04X}" in bad(f"c: d{char}e\n")[0].message


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("char", UNSAFE + "\r", ids=ascii)
def test_an_unsafe_character_is_refused_as_an_escape_too(char: str) -> None:
    assert spots(f'a: b\nc: "d\\U{ord(char):08X}e"\n') == [(2, 4, "SG102")]
    assert spots(f'a: b\n"d\\U{ord(char):08X}e": c\n') == [(2, 1, "SG102")]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("escape", [r"\uD800", r"\uDFFF", r"\uDC80\uDC81", r"\U0000DEAD"])
def test_half_of_a_character_is_refused_at_its_text(escape: str) -> None:
    assert [(line, column) for line, column, _ in spots(f'a: b\nc: "d{escape}"\n')] == [(2, 4)]


@pytest.mark.parametrize(
    "char", "\u200e\u200f\u061c\u200c\u200d\u00ad\u00a0\u2060\ue000", ids=ascii
)
def test_a_character_that_a_script_needs_is_kept(char: str) -> None:
    assert good(f"a: b{char}c\n").data == {"a": f"b{char}c"}
    assert good(f'a: "b\\u{ord(char):04X}c"\n').data == {"a": f"b{char}c"}


def test_a_lone_carriage_return_is_refused_and_counted_as_a_line() -> None:
    assert spots("a: b\rc: d\r\ne: ~\n") == [(1, 5, "SG102"), (3, 4, "SG119")]


def test_unsafe_characters_hide_no_other_problem() -> None:
    assert codes("a: \u202e\nb: ~\nc: [\n") == ["SG102", "SG119", "SG112"]


# Limits


@pytest.mark.usefixtures("each_parser")
def test_a_file_may_have_a_million_bytes_and_no_more() -> None:
    comment = b"#" * (1_000_000 - len(MANIFEST) - 1) + b"\n"
    assert good(comment + MANIFEST).data == good(MANIFEST).data
    assert spots(b"#" + comment + MANIFEST) == [(1, 1, "SG103")]


@pytest.mark.usefixtures("each_parser")
def test_a_text_may_have_64_000_bytes_and_no_more() -> None:
    assert good(f"a: {'é' * 32_000}\n").data == {"a": "é" * 32_000}
    assert spots(f"a: {'é' * 32_000}x\n") == [(1, 4, "SG103")]
    assert spots(f"? {'é' * 32_001}\n: b\n") == [(1, 3, "SG103")]


@pytest.mark.usefixtures("each_parser")
def test_values_may_nest_32_levels_deep_and_no_more() -> None:
    assert good(f"a: {'[' * 31}b{']' * 31}\n").data["a"][0][0] != "b"
    assert spots(f"a: {'[' * 32}b{']' * 32}\n") == [(1, 35, "SG103")]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("[" * 30_000, (1, 33)),
        ("{a: " * 30_000, (1, 129)),
        ("- " * 30_000, (1, 65)),
        ("? " * 30_000, (1, 65)),
        ("".join(f"{' ' * level}a:\n" for level in range(1_300)), (33, 33)),
    ],
    ids=["brackets", "braces", "dashes", "question marks", "keys"],
)
def test_endless_nesting_stops_at_the_limit(source: str, place: tuple[int, int]) -> None:
    assert (*place, "SG103") in spots(source)


def test_the_hundred_and_first_error_is_only_counted() -> None:
    found = bad("a:\n" + "- ~\n" * 150)
    assert [item.code for item in found] == ["SG119"] * 100 + ["SG122"]
    assert found[-1].message == "50 more errors of this file are not listed"


def test_a_syntax_error_is_listed_after_a_hundred_others() -> None:
    found = bad("a:\n" + "- ~\n" * 150 + "b: c: d\n")
    assert [item.code for item in found] == ["SG119"] * 100 + ["SG107", "SG122"]


def test_endless_directives_are_not_left_to_the_parser() -> None:
    lines = "".join(f"%TAG !a{number}! b\n" for number in range(50_000))
    assert codes(f"{lines}---\na: b\n") == ["SG104"] * 100 + ["SG122"]
    assert spots(f"a: b\n...\n{lines}---\n") == [(3, 1, "SG104")]


# All of it


def test_a_duplicate_key_reports_both_lines() -> None:
    (found,) = bad("a: b\nc: d\n'a': e\n")
    assert found.place == Place(FILE, 3, 1)
    assert found.related == ((Place(FILE, 1, 1), "first written here"),)


def test_a_key_may_return_in_another_mapping() -> None:
    assert good("a: {b: c}\nb: {b: c}\n").data == {"a": {"b": "c"}, "b": {"b": "c"}}


def test_warnings_leave_the_document_readable() -> None:
    document, diagnostics = read_yaml(b"a: one #2\n", FILE)
    assert document is not None
    assert [found.severity for found in diagnostics] == [Severity.WARNING]


@pytest.mark.usefixtures("each_parser")
def test_every_document_of_the_yaml_test_suite_is_read_or_refused_at_a_place() -> None:
    for case in corpus("yaml-test-suite.json"):
        document, diagnostics = read_yaml(case["yaml"].encode(), FILE)
        assert (document is None) == has_errors(diagnostics), case["id"]
        assert_places_are_inside(case["yaml"].encode(), diagnostics)


@pytest.mark.usefixtures("each_parser")
def test_every_invalid_document_of_the_yaml_test_suite_is_refused() -> None:
    invalid = [case for case in corpus("yaml-test-suite.json") if case["invalid"]]
    accepted = {case["id"] for case in invalid if read_yaml(case["yaml"].encode(), FILE)[0]}
    assert (len(invalid), accepted) == (94, set())


def test_valid_mappings_of_the_yaml_test_suite_lose_nothing() -> None:
    read = 0
    for case in corpus("yaml-test-suite.json"):
        document, _ = read_yaml(case["yaml"].encode(), FILE)
        if document:
            read += 1
            assert document.data == yaml.load(case["yaml"], Loader=yaml.CBaseLoader), case["id"]
    assert read > 50


@pytest.mark.usefixtures("each_parser")
def test_a_naughty_string_reads_back_exactly_or_is_refused_at_a_place() -> None:
    for text in corpus("naughty-strings.json"):
        source = "a: '{}'\n".format(text.replace("'", "''")).encode()
        document, diagnostics = read_yaml(source, FILE)
        assert_places_are_inside(source, diagnostics)
        assert (
            document.data["a"] == text
            if document
            else codes(source) == ["SG102"] * len(diagnostics)
        )


def corpus(name: str) -> Any:
    if not CORPORA.is_dir():
        pytest.skip(f"the corpora are not at {CORPORA}")
    return json.loads((CORPORA / name).read_text())


@quickly
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
@example(b"\x00")
@example(b"\xff\xfe")
def test_any_bytes_are_read_or_refused_at_a_place(data: bytes) -> None:
    document, diagnostics = read_yaml(data, FILE)
    assert (document is None) == has_errors(diagnostics)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert_places_are_inside(data, diagnostics)


marks = st.sampled_from(
    [*"ab1:-?#,[]{}&*!|>'\"%@`\\~<\t\r \n😀\u202e", ": ", "- ", "\n  ", "\n", "a: "]
)


@pytest.mark.usefixtures("each_parser")
@settings(quickly, max_examples=400)
@given(st.lists(marks, max_size=40).map("".join))
def test_any_marks_of_yaml_are_read_or_refused_at_a_place(source: str) -> None:
    document, diagnostics = read_yaml(source.encode(), FILE)
    assert (document is None) == has_errors(diagnostics)
    assert_places_are_inside(source.encode(), diagnostics)


@quickly
@given(st.text(), st.booleans())
def test_any_text_that_yaml_writes_reads_back_or_is_refused_at_a_place(
    text: str, escaped: bool
) -> None:
    source = yaml.safe_dump({"a": [text]}, allow_unicode=not escaped).encode()
    document, diagnostics = read_yaml(source, FILE)
    if document:
        assert document.data == {"a": [text]}
    else:
        assert_places_are_inside(source, diagnostics)
