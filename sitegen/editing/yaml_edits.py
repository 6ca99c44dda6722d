"""Edits YAML files in place: comments, layout, a byte order mark and CRLF line ends stay.

The result is parsed again, and refused unless it is exactly the wanted data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from sitegen.editing.event_yaml import entry_lines, in_flow, is_text, item_lines, text_lines
from sitegen.findings.diagnostics import Place, Severity
from sitegen.findings.errors import SitegenError
from sitegen.reading.documents import Document, KeyPath, Plain, read_yaml
from sitegen.reading.lines import line_start
from sitegen.reading.parser import events as yaml_events
from sitegen.reading.parser import start_of
from sitegen.reading.places import Spot
from sitegen.shapes.outline import dotted

Splice = tuple[
    int, int, str
]  # start and end offset, and the text that replaces what is between them
_COMMENT_LINE = re.compile(r"( *)#[^\n]*(?:\n|\Z)")
_END_OF_DOCUMENT = re.compile(r"^\.\.\.(?:\s|\Z)", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_NOTHING_ELSE = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\n]*|\r)?\n")


class YamlEditError(SitegenError):
    """The form of the file does not allow a safe edit; the hint says what to do by hand.

    The place is in the unchanged file, unless the message says that the change would break it.
    """

    def __init__(self, place: Place, message: str, hint: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint


class YamlSource:
    """A file to edit: its data, and where each part of them begins and ends.

    Raises YamlEditError if the file is not valid YAML.
    """

    def __init__(self, text: str, file: str) -> None:
        self.document = _read(text, file, "the file cannot be read")
        self.text = self.document.text
        self._byte_order_mark = text[: len(text) - len(self.text)]
        self._line_end = _line_end(text)
        self._ends = _ends(self.text)
        self._is_json = self.text.startswith("{", self.document.spots[1])

    def edited(self, edits: Iterable[Splice], wanted: dict[str, object]) -> str:
        """The text with the edits. Raises YamlEditError unless it then has the `wanted` data."""
        return verified(self.applied(edits), self.document.file, wanted)

    def applied(self, edits: Iterable[Splice]) -> str:
        """The text with the edits, applied from last to first so that offsets stay valid."""
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new.replace("\n", self._line_end) + text[end:]
        return self._byte_order_mark + text

    def refuse(self, path: KeyPath, message: str, hint: str) -> NoReturn:
        """Raise YamlEditError at the key of what cannot be edited."""
        raise YamlEditError(self.document.key_place(path), message, hint)

    def refuse_as_list(self, path: KeyPath) -> NoReturn:
        """Raise YamlEditError because a value is not a list."""
        name = dotted(path)
        self.refuse(path, f"`{name}` is not a list", f"write `{name}:` and its items with dashes")

    # What is added

    def item_added(self, path: KeyPath, item: object) -> list[Splice]:
        """The edits that put an item at the end of a list."""
        spot = _, start, items = self._spot(path)
        if not (isinstance(held(self.document.data, path), list) and items is not None):
            self.refuse_as_list(path)
        if self.text[start] == "[":
            if not items and isinstance(item, dict) and not self._is_in_brackets(path[:-1]):
                return self._brackets_opened(spot, item)
            return self._added_in_brackets(spot, in_flow(item, self._is_json))
        last = items[len(items) - 1]
        dash, column = self._column(start), self._column(start) + 2
        if last[2] and self.text[last[1]] not in "[{-":
            column = max(column, self._column(last[1]))
        return self._lines_at(self._below(self._end(last), dash), item_lines(item, dash, column))

    def key_added(self, path: KeyPath, key: str, value: object, after: str = "") -> list[Splice]:
        """The edits that put a key at the end of a mapping, or after another key of it."""
        spot = _, start, inner = self._spot(path)
        if self._is_in_brackets(path):
            return self._added_in_brackets(spot, in_flow({key: value}, self._is_json)[1:-1], after)
        assert inner  # a mapping in block style has a key
        column = self._column(start)
        sibling = inner[after] if after else next(reversed(inner.values()))
        offset = self._below(self._end(sibling), column)
        if not (path or after):
            offset = self._bottom(offset)
        lines = entry_lines(" " * column + f"{key}:", value, column + 2)
        return self._lines_at(offset, lines)

    def _brackets_opened(self, spot: Spot, item: object) -> list[Splice]:
        """The edits that turn an empty pair of brackets into a list with dashes."""
        key, start, _ = spot
        end, dash = self._ends[start], self._column(key) + 2
        if self.text[start + 1 : end - 1].strip():  # a comment, which only brackets can keep
            return self._added_in_brackets(spot, in_flow(item))
        lines = item_lines(item, dash, dash + 2)
        cut = (len(self.text[:start].rstrip()), end, "")
        return [cut, *self._lines_at(self._next_line(end), lines)]

    def _added_in_brackets(self, spot: Spot, new: str, after: str = "") -> list[Splice]:
        """The edits that add a value before the closing bracket, on its own line like the last."""
        _, start, inner = spot
        if not inner:
            comment = self.text[start + 1 : self._ends[start] - 1].strip()
            return [(start + 1, start + 1, f"{new} " if comment else new)]
        last = inner[after] if after else next(reversed(inner.values()))
        end, first = self._end(last), line_start(self.text, last[0])
        found = _NOTHING_ELSE.match(self.text, end)
        if not found or self.text[first : last[0]].strip():
            return [(end, end, f", {new}")]
        line = self.text[first : last[0]] + new + found[1]
        return [(end, end, "" if found[1] else ","), *self._lines_at(found.end(), [line])]

    def _lines_at(self, offset: int, lines: Iterable[str]) -> list[Splice]:
        return [(offset, offset, "".join(f"{line}\n" for line in lines))]

    # What is changed

    def key_set(self, path: KeyPath, key: str, value: str) -> list[Splice]:
        """The edits that give a key of a mapping this value; "" removes the key."""
        if not isinstance(event := held(self.document.data, path), dict):
            self.refuse(path, "the event is not a mapping", "write its keys, one on each line")
        if key in event:
            whole = (*path, key)
            return [self.value_replaced(whole, value) if value else self.key_removed(whole)]
        return self.key_added(path, key, value) if value else []

    def value_replaced(self, path: KeyPath, value: str) -> Splice:
        """The edit that replaces a scalar by another text."""
        spot = key, start, inner = self._spot(path)
        if inner is not None:
            name = dotted(path)
            self.refuse(path, f"`{name}` is not a single value", "change its parts one by one")
        if self._is_in_brackets(path):
            return start, self._end(spot), in_flow(value, self._is_json)
        header = _BLOCK_HEADER.match(self.text, start)
        rest = _REST_OF_LINE.match(self.text, header.end() if header else self._end(spot))
        assert rest  # it may be empty
        column = self._column(start)
        first, *others = text_lines(value, column, self._column(key) + 2)
        stop = self._end(spot) if header else rest.end()
        return start, stop, "\n".join([first + rest[0], *others])  # a comment stays on the line

    def key_removed(self, path: KeyPath) -> Splice:
        """The edit that takes out the lines of a key and of its value."""
        key, name = self._spot(path)[0], dotted(path)
        _, _, siblings = self._spot(path[:-1])
        if isinstance(path[-1], int):
            self.refuse(path, f"`{name}` has no line of its own", "remove it by hand")
        if siblings and len(siblings) == 1:
            self.refuse(
                path, f"`{name}` is the only key of its mapping", "remove the mapping by hand"
            )
        if self._is_in_brackets(path[:-1]):
            return self._removed_in_brackets(path)
        line = line_start(self.text, key)
        stop = self._below(self._end(self._spot(path)), self._column(key))
        if not self.text[line:key].strip():
            return line, stop, ""
        # The dash before the key stays: the next key moves up to it.
        return key, len(self.text) - len(self.text[stop:].lstrip()), ""

    def _removed_in_brackets(self, path: KeyPath) -> Splice:
        """The edit that removes a key with its value, and the comma next to it."""
        spot, siblings = self._spot(path), self._spot(path[:-1])[2]
        assert siblings  # it is one of several
        others = list(siblings.values())
        position = others.index(spot)
        if position + 1 < len(others):
            return spot[0], others[position + 1][0], ""
        return self._end(others[position - 1]), self._end(spot), ""

    def reordered(self, path: KeyPath, order: Sequence[int]) -> str:
        """The text with the items of a list in another order; lines between them stay."""
        blocks: list[tuple[int, int]] = []
        _, start, items = self._spot(path)
        if self.text[start] != "-":
            hint = "write each event on lines of its own that begin with a dash, or move it by hand"
            self.refuse(path, "the events are in brackets", hint)
        for position in range(len(items or ())):
            blocks.append(self._lines_of((*path, position), blocks[-1][1] if blocks else 0))
        parts, offset = [], 0
        for (first, stop), position in zip(blocks, order, strict=True):
            parts += [self.text[offset:first], self.text[slice(*blocks[position])]]
            offset = stop
        return "".join([self._byte_order_mark, *parts, self.text[offset:]])

    def _lines_of(self, path: KeyPath, limit: int) -> tuple[int, int]:
        """The start and end offset of a list item with its comments, not before `limit`.

        The item begins after its dash, sometimes on a later line.
        """
        dash, spot = self._column(self._spot(path[:-1])[1]), self._spot(path)
        line = line_start(self.text, spot[1])
        while self.text[line : line + dash + 1] != " " * dash + "-":
            if line <= limit:
                hint = "begin each event on a line of its own with a dash, or move it by hand"
                self.refuse(path, "the event does not begin on its own line", hint)
            line = line_start(self.text, line - 1)
        while (above := line_start(self.text, max(line - 1, 0))) >= limit and above < line:
            if not _COMMENT_LINE.match(self.text, above):
                break
            line = above
        return line, self._below(self._end(spot), dash)

    # Positions

    def _spot(self, path: KeyPath) -> Spot:
        spot = self.document.spots
        for step in path:
            if not (spot[2] and step in spot[2]):
                hint = "add it by hand, or pass another path"
                self.refuse(path, f"`{dotted(path)}` is missing", hint)
            spot = spot[2][step]
        return spot

    def _is_in_brackets(self, path: KeyPath) -> bool:
        """Whether the value at a path is in flow style: inside brackets or braces."""
        spots = (self._spot(path[:length]) for length in range(len(path) + 1))
        return any(spot[2] is not None and self.text[spot[1]] in "[{" for spot in spots)

    def _column(self, offset: int) -> int:
        return offset - line_start(self.text, offset)

    def _end(self, spot: Spot) -> int:
        """The end of a value, on its last line; blank lines count only if they belong to it."""
        _, start, inner = spot
        while inner and self.text[start] not in "[{":
            _, start, inner = next(reversed(inner.values()))
        end, header = self._ends[start], _BLOCK_HEADER.match(self.text, start)
        if not header:
            return end
        whole = self.text[start:end]
        filled = whole.rstrip(" \t\r\n")
        if "+" in header[0] or whole[len(filled) :].strip("\r\n"):
            filled = whole.removesuffix("\n").removesuffix("\r")
        return start + len(filled)

    def _next_line(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        return found + 1 if found >= 0 else len(self.text)

    def _below(self, offset: int, column: int) -> int:
        """The offset of the next line, after comments directly below that are indented deeper."""
        line = self._next_line(offset)
        while (found := _COMMENT_LINE.match(self.text, line)) and len(found[1]) > column:
            line = found.end()
        return line

    def _bottom(self, offset: int) -> int:
        """The offset of the line below all comments of a file, but before a `...` line."""
        found = _END_OF_DOCUMENT.search(self.text, offset)
        filled = self.text[offset : found.start() if found else None].rstrip()
        return self._next_line(offset + len(filled) - 1) if filled else offset


def _ends(text: str) -> dict[int, int]:
    """The end offsets of scalars and of values in brackets, by their start offset.

    A value in block style ends with the last scalar in it.
    """
    take, ends, opened = yaml_events(text), {}, []
    # By name, because only `reading` imports PyYAML.
    while (kind := type(event := take()).__name__) != "StreamEndEvent":
        if kind == "ScalarEvent":
            ends[start_of(event)] = event.end_mark.index
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            opened.append(event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            opener = opened.pop()
            if text[start_of(opener)] in "[{":
                ends[start_of(opener)] = event.end_mark.index
    return ends


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def with_last_line_end(text: str) -> str:
    """The text with a line break at its end, so that lines can be added."""
    return text if text.endswith("\n") else text + _line_end(text)


def held(data: Any, path: KeyPath) -> Any:
    """The value at a path. Raises KeyError or IndexError if there is none."""
    for step in path:
        data = data[step]
    return data


def _read(text: str, file: str, otherwise: str) -> Document:
    document, diagnostics = read_yaml(text.encode("utf-8", "surrogatepass"), file)
    if document:
        return document
    first = next(each for each in diagnostics if each.severity is Severity.ERROR)
    raise YamlEditError(first.place, f"{otherwise}: {first.message}", first.hint)


def verified(text: str, file: str, wanted: dict[str, object]) -> str:
    """Return the text. Raises YamlEditError unless it is parsed as the `wanted` data."""
    document = _read(text, file, "the change would make the file invalid")
    if not _is_same(document.data, wanted):
        message = "the change would alter more of the file than it should"
        raise YamlEditError(Place(file), message, "make the change by hand")
    return text


def _is_same(found: Any, wanted: Any) -> bool:
    """Whether data are the same; a text may be without quotes if it is read as a text."""
    if isinstance(wanted, dict):
        is_like = isinstance(found, dict) and found.keys() == wanted.keys()
        return is_like and all(_is_same(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        is_like = isinstance(found, list) and len(found) == len(wanted)
        return is_like and all(map(_is_same, found, wanted))
    if not isinstance(found, str) or found != wanted:
        return False
    return isinstance(found, Plain) == isinstance(wanted, Plain) or is_text(found)
