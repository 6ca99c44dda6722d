"""Characters: files that are no UTF-8, and characters that are unsafe."""

from __future__ import annotations

import pytest

from sitegen.findings.diagnostics import Place
from tests.reading.reader import FILE, UNSAFE, bad, codes, good, spots


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


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa"


@pytest.mark.parametrize(
    "source", [PNG, b"SQLite format 3" + b"\0\1\2" * 100], ids=["PNG", "SQLite"]
)
def test_a_file_that_is_no_text_is_one_finding(source: bytes) -> None:
    (found,) = bad(source)
    assert (found.place, found.code) == (Place(FILE, 1, 1), "SG101")
    assert found.message == "the file is not a text file"


def test_a_single_nul_in_a_text_is_found_at_its_place() -> None:
    (found,) = bad("title: é\0b\n".encode())
    assert (found.place, found.code) == (Place(FILE, 1, 9), "SG102")


def test_the_character_that_was_meant_is_guessed() -> None:
    hint = bad(b"a: caf\xe9\n")[0].hint
    assert hint == (
        'save the file with the encoding "UTF-8"; in Windows-1252 the byte would be "é"'
    )


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("char", UNSAFE, ids=ascii)
def test_an_unsafe_character_is_refused_with_its_place(char: str) -> None:
    assert spots(f"a: b\nc: d{char}e\n") == [(2, 5, "SG102")]
    assert f"U+{ord(char):04X}" in bad(f"c: d{char}e\n")[0].message


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
