"""Explain mistakes in brackets and braces, and around them."""

from __future__ import annotations

import re

from sitegen.findings.diagnostics import shown
from sitegen.reading.lines import in_quotes, indent, line_start, rest_of_line
from sitegen.reading.spelling import put_in_quotes
from sitegen.reading.stops import Mistake, Stop
from sitegen.reading.yaml_rules import CLOSED_BRACKET, QUOTED_COLON, QUOTED_START

_BRACKET = re.compile(r"[\[\]{}]")
_KEY = re.compile(r" *(?:- +)*[A-Za-z_][\w-]*: +")
_PAIRS = {"[": "]", "{": "}"}


def missing_value(stop: Stop) -> Mistake | None:
    """Two commas in a row in brackets or braces, or a closing mark that does not match."""
    mark = stop.text[stop.offset : stop.offset + 1]
    if stop.context != "while parsing a flow node" or mark not in (",", "]", "}"):
        return None
    seen = shown(rest_of_line(stop.text, stop.offset))
    hint = f"write the missing value, or delete the {'comma' if mark == ',' else mark}"
    return Mistake(CLOSED_BRACKET, stop.offset, f"there is no value before {seen}", hint)


def open_bracket(stop: Stop) -> Mistake | None:
    """A mistake between a bracket and the one that closes it."""
    if stop.context == "while parsing a flow node" and not stop.text[stop.offset :].strip():
        opener = _opener(stop.text, stop.offset)
        return None if opener is None else _unclosed_bracket(stop.text, opener)
    if not re.match(r"while parsing a flow (sequence|mapping)", stop.context):
        return None
    mark, text = stop.text[stop.opened], stop.text
    if not _closing(text, stop.opened) or _less_indented(stop):
        return _unclosed_bracket(text, stop.opened)
    if mistake := _colon_in_brackets(stop):
        return mistake
    seen = rest_of_line(text, stop.offset)
    return Mistake(
        CLOSED_BRACKET,
        stop.offset,
        f"a comma or {shown(_PAIRS[mark])} is missing before {shown(seen)}",
        f"write the comma or the {_PAIRS[mark]}; put a text that contains brackets, braces or "
        "quotes in quotes",
    )


def _unclosed_bracket(text: str, offset: int) -> Mistake:
    return Mistake(
        CLOSED_BRACKET,
        offset,
        f"the bracket that opens at {shown(rest_of_line(text, offset))} is not closed",
        f"write the closing {_PAIRS[text[offset]]}, before a # that begins a comment; if all of it "
        f"is text, put it in quotes: {in_quotes(text, offset)}",
    )


def _colon_in_brackets(stop: Stop) -> Mistake | None:
    start = max(stop.text.rfind(mark, 0, stop.offset) for mark in "[{,") + 1
    if stop.context.endswith("mapping"):
        start = stop.text.find(":", start) + 1
    if not stop.text.startswith(":", stop.offset) or start > stop.offset:
        return None
    start += indent(stop.text, start)
    value = re.split(r"[,\]}]", rest_of_line(stop.text, start), maxsplit=1)[0].rstrip()
    return Mistake(
        QUOTED_COLON,
        stop.offset,
        f"the text {shown(value)} contains a colon, which YAML reads as the end of a key",
        f"put the text in quotes: {in_quotes(stop.text, start, value)}",
    )


def _less_indented(stop: Stop) -> bool:
    """Whether the stop is on a later line than the bracket and not indented deeper."""
    first, last = (line_start(stop.text, offset) for offset in (stop.opened, stop.offset))
    return first != last and indent(stop.text, last) <= indent(stop.text, first)


def text_after_bracket(stop: Stop) -> Mistake | None:
    """Text after a closing bracket, on the same line."""
    closer = stop.offset - len(stop.line) + len(stop.line.rstrip()) - 1
    opener = _opener(stop.text, closer)
    rest = rest_of_line(stop.text, stop.offset)
    if rest == ",":
        return Mistake(
            CLOSED_BRACKET, stop.offset, "the line ends with a comma", "delete the comma"
        )
    if opener is None:
        return None
    return Mistake(
        QUOTED_START,
        opener,
        f"the text {shown(rest_of_line(stop.text, opener))} starts with "
        f"{shown(stop.text[opener])}, which is special to YAML",
        f"put the text in quotes: {in_quotes(stop.text, opener)}",
        put_in_quotes(stop.text, opener) if _is_value(stop.text, opener) else (),
    )


def _is_value(text: str, offset: int) -> bool:
    """Whether the text at an offset is the whole value of the key before it."""
    return bool(_KEY.fullmatch(text, line_start(text, offset), offset))


def _closing(text: str, offset: int) -> int | None:
    """The offset at which the bracket at `offset` is closed, found by counting brackets."""
    depth = 0
    for found in _BRACKET.finditer(text, offset):
        depth += 1 if found[0] in _PAIRS else -1
        if not depth:
            return found.start()
    return None


def _opener(text: str, end: int) -> int | None:
    """The offset of the last bracket that is open at `end`, found by counting brackets."""
    depth = 0
    for offset in range(end - 1, -1, -1):
        depth += {"]": 1, "}": 1, "[": -1, "{": -1}.get(text[offset], 0)
        if depth < 0:
            return offset
    return None
