"""What is wrong with single values: how they are written, and what they hold."""

from __future__ import annotations

import pytest

from sitegen.reading.documents import read_yaml
from tests.reading.reader import FILE, UNSAFE, good, spots


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("char", UNSAFE + "\r", ids=ascii)
def test_an_unsafe_character_is_refused_as_an_escape_too(char: str) -> None:
    assert spots(f'a: b\nc: "d\\U{ord(char):08X}e"\n') == [(2, 4, "SG102")]
    assert spots(f'a: b\n"d\\U{ord(char):08X}e": c\n') == [(2, 1, "SG102")]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("escape", [r"\uD800", r"\uDFFF", r"\uDC80\uDC81", r"\U0000DEAD"])
def test_half_of_a_character_is_refused_at_its_text(escape: str) -> None:
    assert [(line, column) for line, column, _ in spots(f'a: b\nc: "d{escape}"\n')] == [(2, 4)]


@pytest.mark.usefixtures("each_parser")
def test_a_text_may_have_64_000_bytes_and_no_more() -> None:
    assert good(f"a: {'é' * 32_000}\n").data == {"a": "é" * 32_000}
    assert spots(f"a: {'é' * 32_000}x\n") == [(1, 4, "SG103")]
    assert spots(f"? {'é' * 32_001}\n: b\n") == [(1, 3, "SG103")]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (r'"\theta"', "SG116", r"write LaTeX in single quotes: a: '\theta'"),
        (r'"a \nabla b"', "SG116", "in double quotes, YAML reads the start of"),
        ("!!str b", "SG121", "delete the tag"),
        ("&b c", "SG120", "if all of it is text"),
        ("|\n", "SG119", "there is no text below"),
    ],
)
def test_a_value_that_reads_otherwise_than_it_looks_is_told(
    value: str, code: str, said: str
) -> None:
    _, (found, *_) = read_yaml(f"a: {value}\n".encode(), FILE)
    assert found.code == code, found
    assert said in f"{found.message}; {found.hint}"


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("value", [r"'\theta'", r'"\\theta"', r'"\tab"', r'"a\tb"', r'"\notes"'])
def test_an_escape_that_is_no_latex_is_taken(value: str) -> None:
    good(f"a: {value}\n")
