"""Build data from the events of the YAML parser, within the limits."""

from __future__ import annotations

import re
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from sitegen.findings.diagnostics import shown
from sitegen.reading.kinds import PAPER
from sitegen.reading.lines import line_number, rest_of_line
from sitegen.reading.mistakes import explain, missing_space
from sitegen.reading.parser import SYNTAX_ERRORS, Event, events, last_event, start_of
from sitegen.reading.places import Spot, Spots
from sitegen.reading.stops import Stop
from sitegen.reading.values import SHORT, ValueChecks, single_spaces
from sitegen.reading.yaml_findings import Findings, UnreadableError
from sitegen.reading.yaml_rules import (
    MAPPING_ON_TOP,
    ONE_DOCUMENT,
    TEXT_KEYS,
    UNIQUE_KEYS,
    WITHIN_LIMITS,
    WRITTEN_OUT_VALUES,
)

DEEPEST_LEVEL = 32
MANIFEST_NEEDS = (  # for a new file; for keys that exist, other messages say what is missing
    "a manifest needs contract_version: paper-manifest-v1.1, work (with id, title, abstract, "
    "research_question) and quality_assessment"
)
_HEAD = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n|%.*\n?)*")
_NOTHING = re.compile(r"(?:\s+|#.*)*")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_NO_KEYS = _NULLS | {"<<"}


class Plain(str):
    """A scalar without quotes, exactly as written; the contract determines its type."""

    __slots__ = ()


class Builder:
    """Builds data from the events of the parser, and notes what records may not contain."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._note = findings.note
        self._text = findings.text
        self._yaml = self._without_directives()
        self._take = events(self._yaml)
        self._values = ValueChecks(findings)
        self._cuts = single_spaces(self._text)

    def build(self) -> tuple[Any, Spot] | None:
        """The data and the offsets of its parts; None if the text cannot be read."""
        try:
            return self._document()
        except UnreadableError:
            return None
        except SYNTAX_ERRORS as error:
            self._explain(error)
            return None

    def _explain(self, error: Exception) -> None:
        last = last_event(self._yaml)
        start, end = start_of(last), last.end_mark.index
        mark = getattr(error, "problem_mark", None)
        offset = mark.index if mark else end
        opener = getattr(error, "context_mark", None)
        stop = Stop(
            text=self._text,
            problem=getattr(error, "problem", None) or str(error),
            offset=offset,
            context=getattr(error, "context", None) or "",
            opened=opener.index if opener else offset,
            start=start,
            end=end,
            style=getattr(last, "style", None) or "",
        )
        mistake = explain(stop)
        self._findings.note_mistake(mistake, min(mistake.offset, start), offset)

    def _without_directives(self) -> str:
        """The text with leading directives noted and turned into comments.

        The parser compares each directive with all others: 1 MB of them takes 8 seconds.
        """
        found = _HEAD.match(self._text)
        if not found or "%" not in found[0]:
            return self._text
        for line in re.finditer("^%.*", found[0], re.MULTILINE):
            message = f"{shown(line[0].rstrip())} is a YAML directive, which records cannot have"
            self._note(ONE_DOCUMENT, line.start(), message, "delete this line")
        head = re.sub("^%", "#", found[0], flags=re.MULTILINE)
        return head + self._text[found.end() :]

    def _document(self) -> tuple[Any, Spot] | None:
        self._take()
        if type(self._take()) is StreamEndEvent:
            self._no_mapping(0, "the file is empty")
            return None
        event = self._take()
        data, inner = self._root(event)
        self._check_end(self._take())
        self._take()
        return data, (start_of(event), start_of(event), inner)

    def _root(self, event: Event) -> tuple[object, Spots | None]:
        start = start_of(event)
        if type(event) is ScalarEvent:
            self._text_on_top(event)
            return None, None
        if type(event) is AliasEvent:
            return self._values.read_alias(event), None
        self._values.indented = not event.flow_style
        data, inner = self._node(event, 0, None)
        if type(event) is not MappingStartEvent:
            self._no_mapping(start, "the file is a list, not a mapping", is_list=True)
        elif not data and not self._findings.errors:
            self._no_mapping(start, "the file is an empty mapping")
        return data, inner

    def _text_on_top(self, event: Event) -> None:
        start = start_of(event)
        if not event.style and event.value in _NULLS:
            self._no_mapping(start, "the file is empty")
        elif mistake := missing_space(self._text, start):
            self._note(*mistake)
        else:
            self._no_mapping(start, f"the file is the text {shown(event.value)}, not a mapping")

    def _no_mapping(self, offset: int, message: str, *, is_list: bool = False) -> None:
        hint = 'write lines of the form "key: value"'
        if is_list:
            hint = "write the keys without dashes"
        if self._findings.file.endswith(f"/{PAPER.manifest.name}"):
            hint = f"{hint}; {MANIFEST_NEEDS}"
        self._note(MAPPING_ON_TOP, offset, message, hint)

    def _check_end(self, event: Event) -> None:
        start, end = start_of(event), event.end_mark.index
        found = _NOTHING.match(self._text, end)
        rest = found.end() if found else end
        if rest == len(self._text):
            return
        if start < end or self._text.startswith(("---", "%"), rest):
            line = rest_of_line(self._text, rest)
            message = f"a second YAML document begins at {shown(line)}"
            self._note(
                ONE_DOCUMENT,
                rest,
                message,
                "move everything from this line on to another file, or delete it",
            )
            raise UnreadableError

    def _node(self, event: Event, depth: int, key: Event) -> tuple[Any, Spots | None]:
        """The value that the event begins, and the offsets of its parts, if it has any.

        `key` is the event of its key, None in a list.
        """
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, key), None
        if kind is AliasEvent:
            return self._values.read_alias(event), None
        self._values.check_properties(event)
        if depth == DEEPEST_LEVEL:
            message = f"the value is nested more than {DEEPEST_LEVEL} levels deep"
            hint = "remove extra brackets or dashes; no key takes a value that is nested so deeply"
            self._note(WITHIN_LIMITS, start_of(event), message, hint)
            raise UnreadableError
        data: dict[str, object] | list[object]
        spots: Spots = {}
        if kind is MappingStartEvent:
            data, end = self._mapping(depth + 1, spots)
        else:
            data, end = self._sequence(depth + 1, spots)
        if event.flow_style:
            self._values.check_edges(start_of(event), end.end_mark.index)
        return data, spots

    def _mapping(self, depth: int, spots: Spots) -> tuple[dict[str, object], Event]:
        """The mapping whose start event was read, and its end event."""
        data: dict[str, object] = {}
        take = self._take
        while (kind := type(event := take())) is not MappingEndEvent:
            if kind is ScalarEvent and _is_plain(event) and event.value not in _NO_KEYS:
                key = event.value  # nearly all keys
            else:
                key = self._key(event, depth)
            first = take()
            if type(first) is ScalarEvent:
                value, inner = self._scalar(first, event), None
            else:
                value, inner = self._node(first, depth, event)
            if key is None:
                continue
            start = event.start_mark.index
            if key in data:
                self._repeated(key, start, spots[key][0])
            else:
                data[key] = value
                spots[key] = (start, first.start_mark.index, inner)
        return data, event

    def _sequence(self, depth: int, spots: Spots) -> tuple[list[object], Event]:
        """The list whose start event was read, and its end event."""
        items: list[object] = []
        while type(event := self._take()) is not SequenceEndEvent:
            item, inner = self._node(event, depth, None)
            start = event.start_mark.index
            spots[len(items)] = (start, start, inner)
            items.append(item)
        return items, event

    def _key(self, event: Event, depth: int) -> str | None:
        """The text of a key; None for an event that cannot be a key."""
        if type(event) is not ScalarEvent:
            if type(event) is not AliasEvent:
                what = "a mapping" if type(event) is MappingStartEvent else "a list"
                self._bad_key(event, f"{what} is used as a key")
            self._node(event, depth, None)
            return None
        key: str = event.value
        if event.style or event.tag or event.anchor or len(key) > SHORT:
            self._values.check_scalar(event)
        if not key or (not event.style and key in _NULLS):
            self._bad_key(event, f"the key {shown(key)} is empty or null")
            return None
        if key == "<<" and not event.style:
            message = (
                'the merge key "<<" copies another mapping into this one, which is not allowed'
            )
            hint = "write the keys of the other mapping here instead"
            self._note(WRITTEN_OUT_VALUES, start_of(event), message, hint)
        return key

    def _bad_key(self, event: Event, message: str) -> None:
        hint = "write a single word as the key, or a line for each key; or remove the line"
        self._note(TEXT_KEYS, start_of(event), message, hint)

    def _repeated(self, key: str, offset: int, first: int) -> None:
        line = line_number(self._text, first)
        self._note(
            UNIQUE_KEYS,
            offset,
            f"the key {shown(key)} is written twice, first on line {line}",
            "keep one of the two, and delete the other",
            related=[(first, "first written here")],
        )

    def _scalar(self, event: Event, key: Event) -> str:
        value: str = event.value
        if not _is_plain(event):
            self._values.check_scalar(event)
            if event.style:
                return value
        if value in _NULLS:
            self._values.check_null(event, key)
        elif self._cuts and event.end_mark.index in self._cuts:
            self._values.check_cut(event)
        return Plain(value)


def _is_plain(event: Event) -> bool:
    """Whether a scalar is short and has no quotes, tag or anchor."""
    return not (event.style or event.tag or event.anchor or len(event.value) > SHORT)
