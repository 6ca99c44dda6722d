"""Explain the most common YAML mistakes from the source text and the scanner's error."""

from __future__ import annotations

import re

from sitegen.findings.diagnostics import shown
from sitegen.reading.brackets import missing_value, open_bracket, text_after_bracket
from sitegen.reading.indentation import key_inside_text, misplaced_line, tab
from sitegen.reading.lines import (
    bare,
    in_quotes,
    in_single_quotes,
    indent,
    key_column,
    line_start,
    rest_of_line,
    value_at,
)
from sitegen.reading.spelling import Change, put_in_quotes
from sitegen.reading.stops import BLOCK_BROKEN, Mistake, Stop
from sitegen.reading.yaml_rules import (
    ALIGNED_LINES,
    CLOSED_QUOTE,
    KNOWN_ESCAPE,
    QUOTED_COLON,
    QUOTED_START,
    SPACE_AFTER_COLON,
    VALID_YAML,
)

_KEY_WITHOUT_SPACE = re.compile(r"""([A-Za-z_][\w-]*):([^\s/:'"][^\n]*)""")
_LIKE_A_KEY = re.compile(r"[a-z_]+:\s")
_ENTRY_LINE = re.compile(r"\n( *)(?:- |[A-Za-z_][\w-]*:\s)")
# YAML gives them no meaning at the start of a value, so the value can only be a text.
_NEVER_A_START = frozenset("@`%")
_CONFLICT_MARK = re.compile(r"^(?:<{7}|={7}|>{7})(?=\s|\Z)", re.MULTILINE)
_MARKS = ["<" * 7, "=" * 7, ">" * 7]
_ESCAPE = re.compile(r"\\(?:[xuU][0-9A-Fa-f]*|.)")
_SPECIAL_START = re.compile(
    "cannot start|alphabetic or numeric|are not allowed|node content|tag handle|scanning a [td%]"
)


def explain(stop: Stop) -> Mistake:
    """The most likely mistake, its place, and what to write instead."""
    for explanation in _EXPLANATIONS:
        if mistake := explanation(stop):
            return mistake
    line = rest_of_line(stop.text, line_start(stop.text, stop.offset)).strip()
    where = f"cannot read the line {shown(line)}" if line else "expects more text above"
    return Mistake(
        VALID_YAML,
        stop.offset,
        f"YAML {where}: {stop.problem}",
        "check quotes, brackets, colons and indentation on this line and the one above",
    )


def missing_space(text: str, offset: int) -> Mistake | None:
    """The mistake `key:value`, if that is what `offset` has in the place of a key."""
    found = _KEY_WITHOUT_SPACE.match(text, offset)
    before = text[line_start(text, offset) : offset]
    if not found or before.strip(" -"):
        return None
    # In a list it may be a text, such as arxiv:2104.08645, so the mistake may be another one.
    spaced = () if before.strip() else (Change(found.end(1), ":", ": "),)
    return Mistake(
        SPACE_AFTER_COLON,
        found.end(1),
        f"there is no space after the colon in {shown(found[0].rstrip())}",
        f"write {bare(found[1])}: {bare(found[2].rstrip())}",
        spaced,
    )


def never_closed(text: str, offset: int) -> Mistake:
    """The mistake of a quote that opens at `offset` and is not closed at the end of the text."""
    inner = rest_of_line(text, offset + 1)
    return Mistake(
        CLOSED_QUOTE,
        offset,
        f"the quote before {shown(inner)} is not closed",
        f"close it at the end of the text: {in_quotes(text, offset, inner)}; if the quote is part "
        f"of the text, write {in_quotes(text, offset, text[offset] + inner)}",
    )


def swallows_lines(text: str, start: int, end: int) -> bool:
    """Whether the quoted text contains lines that were meant as keys or list items after it."""
    limit = indent(text, line_start(text, start))
    return any(len(found[1]) <= limit for found in _ENTRY_LINE.finditer(text, start, end))


def _merge_conflict(stop: Stop) -> Mistake | None:
    """The marks of a merge conflict of git."""
    marks = list(_CONFLICT_MARK.finditer(stop.text))
    if not marks:
        return None
    hint = "keep the right lines of both sides, and delete those with <<<<<<<, ======= and >>>>>>>"
    if "\ncorrection_events:" in stop.text and [mark[0] for mark in marks][:3] == _MARKS:
        hint = "run `sitegen correct PAPER --rechain`: it keeps the events of both sides, in order"
    offset = marks[0].start()
    message = f"git left a merge conflict here: {shown(rest_of_line(stop.text, offset))}"
    return Mistake(VALID_YAML, offset, message, hint)


def _escape(stop: Stop) -> Mistake | None:
    if not re.search("escape|hexdecimal", stop.problem):
        return None
    backslash = stop.text.rfind("\\", stop.opened, stop.offset + 1)
    escape = _ESCAPE.match(stop.text, backslash)
    if not escape:
        return None
    if "Unicode" in stop.problem:
        message = f"the escape {shown(escape[0])} is not the code of a character"
        return Mistake(
            KNOWN_ESCAPE, stop.opened, message, "write the character itself instead of its code"
        )
    message = f"{shown(escape[0])} is not a valid escape in double quotes"
    hint = f"write the text in single quotes: {in_single_quotes(stop.text, stop.opened)}"
    return Mistake(KNOWN_ESCAPE, backslash, message, hint)


def _unclosed_quote(stop: Stop) -> Mistake | None:
    if stop.context != "while scanning a quoted scalar":
        return None
    return never_closed(stop.text, stop.opened)


def _block_header(stop: Stop) -> Mistake | None:
    if stop.context != "while scanning a block scalar":
        return None
    mark = stop.text[stop.opened]
    return Mistake(
        QUOTED_START,
        stop.opened,
        f"text follows {shown(mark)} on its line: {shown(rest_of_line(stop.text, stop.opened))}",
        f"put the text on the next line, indented, or put all of it in quotes: "
        f"{in_quotes(stop.text, stop.opened)}",
    )


def _special_start(stop: Stop) -> Mistake | None:
    """A value that starts with a character that is special to YAML."""
    mark = stop.text[stop.opened : stop.opened + 1]
    special = set("@`%&*!?-|>:") if "flow" in stop.context else set("@`%&*!?-|>,]}")
    if mark not in special or not _SPECIAL_START.search(f"{stop.context} {stop.problem}"):
        return None
    value = value_at(stop.text, stop.opened)
    item = "; a list starts on the line below its key" if value.startswith("- ") else ""
    is_whole = mark in _NEVER_A_START and value == rest_of_line(stop.text, stop.opened)
    return Mistake(
        QUOTED_START,
        stop.opened,
        f"the text {shown(value)} starts with {shown(mark)}, which is special to YAML",
        f"put the text in quotes: {in_quotes(stop.text, stop.opened)}{item}",
        put_in_quotes(stop.text, stop.opened) if is_whole else (),
    )


def _second_colon(stop: Stop) -> Mistake | None:
    """A colon and a space in a text without quotes."""
    if not stop.problem.startswith("mapping values are not allowed"):
        return None
    if stop.style in ("'", '"'):
        return _text_after_quote(stop)
    if "\n" in stop.text[stop.start : stop.offset]:
        return missing_space(stop.text, stop.start) or key_inside_text(stop)
    return _colon_in_text(stop)


def _colon_in_text(stop: Stop) -> Mistake:
    value = rest_of_line(stop.text, stop.start)
    hint = f"put the text in quotes: {in_quotes(stop.text, stop.start)}"
    is_key = _LIKE_A_KEY.match(value)  # and a mapping on separate lines was meant
    changes = () if is_key else put_in_quotes(stop.text, stop.start)
    if stop.line.startswith("---"):
        hint, changes = "delete the --- before it", ()
    elif value.endswith(":"):
        hint += "; if it is a key, move it to the next line and indent it"
    return Mistake(
        QUOTED_COLON,
        stop.offset,
        f"the text {shown(value)} contains a colon, which YAML reads as the end of a key",
        hint,
        changes,
    )


def _colon_without_key(stop: Stop) -> Mistake | None:
    """A line, or a list item, that begins with a colon."""
    if stop.line.strip(" -") or not re.match(":\\s", stop.text[stop.offset : stop.offset + 2]):
        return None
    line = rest_of_line(stop.text, line_start(stop.text, stop.offset)).strip()
    message = f"there is no key before the colon in {shown(line)}"
    return Mistake(
        VALID_YAML, stop.offset, message, "write the key before the colon, or remove the line"
    )


def _colon_without_space(stop: Stop) -> Mistake | None:
    """`key:` in brackets or braces, directly followed by one of their marks."""
    if stop.problem != "found unexpected ':'":
        return None
    return Mistake(
        SPACE_AFTER_COLON,
        stop.offset,
        f"there is no space after the colon in {shown(rest_of_line(stop.text, stop.opened))}",
        "write a space, or the value, after the colon",
    )


def _line_without_colon(stop: Stop) -> Mistake | None:
    if not stop.problem.startswith("could not find expected ':'"):
        return None
    if mistake := missing_space(stop.text, stop.opened):
        return mistake
    line = rest_of_line(stop.text, stop.opened)
    return Mistake(
        ALIGNED_LINES,
        stop.opened,
        f'the line {shown(line)} is not "key: value", nor indented enough to continue a text',
        "if it continues the text above, indent it deeper than the key of that text; if it is a "
        "key, write a colon and a space after it",
    )


def _text_after_value(stop: Stop) -> Mistake | None:
    """Text after a closing quote or bracket, on the same line."""
    before = stop.line.rstrip()
    if not before or not BLOCK_BROKEN.search(stop.problem):
        return None
    if before[-1] in "]}":
        return text_after_bracket(stop)
    if stop.style in ("'", '"'):
        return _text_after_quote(stop)
    return _text_after_quoted_key(stop) if before[-1] in "'\"" else None


def _text_after_quoted_key(stop: Stop) -> Mistake:
    start = line_start(stop.text, stop.offset)
    key = start + key_column(stop.text, start)
    message = f"there is no colon after the key {shown(stop.text[key : stop.offset].rstrip())}"
    return Mistake(CLOSED_QUOTE, key, message, "write a colon and a space after its closing quote")


def _text_after_quote(stop: Stop) -> Mistake:
    mark = stop.text[stop.start]
    rest = rest_of_line(stop.text, stop.offset)
    if rest == ",":
        hint = "delete the comma"
    else:
        whole = stop.text[stop.start : stop.end] + rest_of_line(stop.text, stop.end)
        inner = " ".join((whole[1:-1] if whole.endswith(mark) else whole).split())
        hint = f"write {in_quotes(stop.text, stop.start, inner)}"
    return Mistake(
        CLOSED_QUOTE,
        stop.offset,
        f"{shown(rest)} follows the closing {mark} of a quoted text",
        hint,
    )


_EXPLANATIONS = (
    _merge_conflict,
    tab,
    _escape,
    _unclosed_quote,
    _block_header,
    _special_start,
    missing_value,
    _second_colon,
    _colon_without_space,
    _line_without_colon,
    open_bracket,
    _text_after_value,
    misplaced_line,
    _colon_without_key,
)
