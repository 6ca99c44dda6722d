"""Explain mistakes in indentation: lines that start in a wrong column, and tabs."""

from __future__ import annotations

import re

from sitegen.findings.diagnostics import shown
from sitegen.reading.lines import bare, indent, key_column, line_number, line_start, rest_of_line
from sitegen.reading.spelling import Change
from sitegen.reading.stops import BLOCK_BROKEN, Mistake, Stop
from sitegen.reading.yaml_rules import ALIGNED_LINES, NO_TABS, QUOTED_COLON

MOST_LINES = 1_000  # that are re-indented in one file
_INDENTED = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)
# A key in a comment of a new record; an explanation there has a space after its #.
_KEY_BEHIND_HASH = re.compile(r"( *)#([a-z_]+:)\s*\Z")
_KEY_AND_VALUE = re.compile(r"([a-z_]+)(?: *= *| +|\s*\Z)(.*)")
_COMMENT_AT_END = re.compile(r"[ \t]#[^\n]*\n *\Z")


def tab(stop: Stop) -> Mistake | None:
    """A tab at the start of a line, or after the dash of a list item."""
    before = stop.line.strip()
    if not stop.text.startswith("\t", stop.offset) or before.strip("-?: "):
        return None
    where = f"a tab follows {shown(before)}" if before else "the line is indented with a tab"
    changes = () if before else _spaces_for_tabs(stop.text)
    return Mistake(NO_TABS, stop.offset, where, "replace the tab with spaces", changes)


def _spaces_for_tabs(text: str) -> tuple[Change, ...]:
    """Two spaces for each tab, if all lines are indented with tabs only."""
    indented = [found for found in _INDENTED.finditer(text) if found[0]]
    if len(indented) > MOST_LINES or any(" " in found[0] for found in indented):
        return ()
    return tuple(Change(found.start(), found[0], "  " * len(found[0])) for found in indented)


def key_inside_text(stop: Stop) -> Mistake:
    """`key:` on a line that continues the text above because it is indented deeper."""
    key = stop.line.strip()
    above = shown(rest_of_line(stop.text, stop.start))
    number = line_number(stop.text, stop.start)
    if key.startswith("- "):
        hint = f"a key has a text or a list, not both: move the text of line {number} into the list"
    elif " " in key:
        message = f"the text that begins with {above} contains a colon after {shown(key)}"
        hint = "put the whole text in quotes, from its first line to its last"
        return Mistake(QUOTED_COLON, stop.offset, message, hint)
    elif mistake := _key_without_colon(stop):
        return mistake
    else:
        column = key_column(stop.text, line_start(stop.text, stop.start))
        hint = (
            _too_far_left(stop.text, key_column(stop.line, 0), (column, number))
            or f"start it in column {column + 1} like line {number}"
        )
        hint += "; if it belongs to the text, put the whole text in quotes"
    message = f"{shown(key + ':')} is indented so far that YAML adds it to the text {above}"
    return Mistake(ALIGNED_LINES, stop.offset - len(key), message, hint)


def _key_without_colon(stop: Stop) -> Mistake | None:
    """`key value` right above a key in the same column, so that YAML reads both as one text."""
    start = line_start(stop.text, stop.start)
    line = rest_of_line(stop.text, stop.start)
    found, column = _KEY_AND_VALUE.fullmatch(line), key_column(stop.text, start)
    if not found or start + column != stop.start or column != key_column(stop.line, 0):
        return None
    message = f"there is no colon after the key in {shown(line)}"
    return Mistake(
        ALIGNED_LINES, stop.start, message, f"write {found[1]}: {bare(found[2])}".rstrip()
    )


def misplaced_line(stop: Stop) -> Mistake | None:
    """A line that starts in a column where nothing above does, or that does not fit there."""
    if stop.line.strip() or not BLOCK_BROKEN.search(stop.problem):
        return None
    line = rest_of_line(stop.text, stop.offset)
    message, hint = (
        _comment_above(stop, line)
        or _blank_above(stop, line)
        or _other_kind(stop, line)
        or _odd_column(stop, line)
        or (
            f"the line {shown(line)} does not belong to any key or list above it",
            'start a list item with "- ", start a key in the column of the other keys of its '
            "mapping, and indent text deeper than its key",
        )
    )
    return Mistake(ALIGNED_LINES, stop.offset, message, hint)


def _comment_above(stop: Stop, line: str) -> tuple[str, str] | None:
    if stop.style or not _COMMENT_AT_END.match(stop.text, stop.end, stop.offset):
        return None
    number = line_number(stop.text, stop.start)
    return (
        f"YAML reads the # above as a comment, so the line {shown(line)} is not part of the text",
        f"put the whole text that begins on line {number} in quotes",
    )


def _blank_above(stop: Stop, line: str) -> tuple[str, str] | None:
    """A block of text that begins with blank lines with more spaces than its indentation."""
    if stop.style not in ("|", ">") or "\n" not in stop.text[stop.start : stop.end]:
        return None
    _, _, body = stop.text[stop.start : stop.end].partition("\n")
    if body.strip():
        return None
    return (
        f"the blank line above {shown(line)} has more spaces than the text below it",
        "delete the spaces in the blank line",
    )


def _other_kind(stop: Stop, line: str) -> tuple[str, str] | None:
    """A list item between keys, a key between list items, or a colon without a key."""
    if line.startswith(":"):
        return (
            f"there is no key before the colon in {shown(line)}",
            "write the key before the colon",
        )
    if not stop.context or stop.column != stop.opened - line_start(stop.text, stop.opened):
        return None
    number = line_number(stop.text, stop.opened)
    if "mapping" not in stop.context:
        return (
            f"the line {shown(line)} is not an item of the list that begins on line "
            f"{number}, but starts in its column",
            'start it with "- ", or move it to the column of the mapping that it belongs to',
        )
    if line.startswith("-"):
        return (
            f"the list item {shown(line)} is between the keys of the mapping that begins on line "
            f"{number}",
            'write the "key:" of the list above it, or indent it deeper than that key',
        )
    return None


def _odd_column(stop: Stop, line: str) -> tuple[str, str] | None:
    columns = _columns_above(stop.text, line_start(stop.text, stop.offset), line.startswith("-"))
    deeper = [item for item in columns if item[0] > stop.column]
    shallower = [item for item in columns if item[0] < stop.column]
    nearest = deeper[-1:] + shallower[:1]
    if not nearest or stop.column in dict(columns):
        return None
    if hint := _too_far_left(stop.text, stop.column, nearest[0]):
        message = f"the line {shown(line)} is indented deeper than line {nearest[0][1]}"
        return message, f"{hint}; or start this line in column {nearest[0][0] + 1}"
    choices = " or ".join(f"in column {column + 1} like line {line}" for column, line in nearest)
    return (
        f"the line {shown(line)} starts in column {stop.column + 1}, but nothing above it does",
        _parent_behind_hash(stop) or f"start it {choices}",
    )


def _too_far_left(text: str, column: int, above: tuple[int, int]) -> str:
    """The hint if the line above, not this one, is out of the column of its neighbours."""
    left, number = above
    before = "".join(text.splitlines(keepends=True)[: number - 1])
    neighbours = _columns_above(before, len(before), items=False)[:1]
    if left > column or not neighbours or neighbours[0][0] != column:
        return ""
    return f"start line {number} in column {column + 1} as well, like line {neighbours[0][1]}"


def _parent_behind_hash(stop: Stop) -> str:
    """The hint if the key of a line is still a comment, right above the line."""
    number = line_number(stop.text, stop.offset)
    above = stop.text[: line_start(stop.text, stop.offset)].splitlines()
    for line in reversed(above[-MOST_LINES:]):
        number -= 1
        if not line.lstrip().startswith("#"):
            break
        found = _KEY_BEHIND_HASH.match(line)
        if found and len(found[1]) < stop.column:
            return f"remove the # before {shown(found[2])} on line {number}, the key of this line"
    return ""


def _columns_above(text: str, offset: int, items: bool) -> list[tuple[int, int]]:
    """The columns in which list items, or keys, above a line start, and their lines.

    Deepest first, columns from 0.
    """
    columns: list[tuple[int, int]] = []
    number = line_number(text, offset)
    for line in reversed(text[:offset].splitlines()[-1000:]):
        number -= 1
        bare = line.strip()
        if not bare or bare.startswith("#") or (items and not bare.startswith("-")):
            continue
        column = indent(line, 0) if items else key_column(line, 0)
        if not columns or column < columns[-1][0]:
            columns.append((column, number))
    return columns
