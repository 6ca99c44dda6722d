"""YAML text to data, with the line and column of every key and value."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from sitegen import slips
from sitegen.diagnostics import Diagnostic, Place, Rule, Severity, define_rule, has_errors, shown

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same results, thirty times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

LARGEST_FILE = 1_000_000  # bytes
LONGEST_TEXT = 64_000  # bytes of UTF-8
DEEPEST_LEVEL = 32
MOST_ERRORS = 100

UTF8_TEXT = define_rule(
    "SG101",
    "utf8_text",
    Severity.ERROR,
    """A record is a text file in UTF-8.

Wrong:

    a file that was saved as UTF-16, Windows-1252 or Latin-1

Right:

    the same file, saved with the encoding "UTF-8"
""",
)
SAFE_CHARACTERS = define_rule(
    "SG102",
    "safe_characters",
    Severity.ERROR,
    r"""A record holds no character that is invisible and changes what readers or programs see.

Refused, also when written as an escape: control characters, the line breaks U+0085, U+2028 and
U+2029, overrides and isolates of the writing direction, byte order marks inside the text, and
codes that stand for no character. Marks that Hebrew, Arabic and Indic scripts need are allowed.

Wrong:

    title: "Bounds for $\alpha$"      (in double quotes, \a is the control character U+0007)

Right:

    title: 'Bounds for $\alpha$'
""",
)
WITHIN_LIMITS = define_rule(
    "SG103",
    "within_limits",
    Severity.ERROR,
    """A file has at most 1 MB, a text at most 64 KB, and values nest at most 32 levels deep.

Reading stops at a file that is too large and at a value that is too deep.

Wrong:

    abstract: the full text of the paper

Right:

    abstract: its abstract
""",
)
ONE_DOCUMENT = define_rule(
    "SG104",
    "one_document",
    Severity.ERROR,
    """A file is one YAML document, without directives.

Wrong:

    %YAML 1.2
    ---
    title: One
    ---
    title: Two

Right:

    title: One
""",
)
MAPPING_ON_TOP = define_rule(
    "SG105",
    "mapping_on_top",
    Severity.ERROR,
    """The whole of a file is one mapping, with at least one key.

Wrong:

    - title: Attention

Right:

    title: Attention
""",
)
UNCUT_TEXT = define_rule(
    "SG115",
    "uncut_text",
    Severity.WARNING,
    """A text without quotes holds no # after a space: YAML takes the rest for a comment.

Reported where one space stands before the # and the text has several words, or a digit follows
the #. A comment that is meant stands two spaces off, or behind a single word.

Wrong:

    title: The C # language

Right:

    title: 'The C # language'
    tier: DOI_GRADE   # derivable
""",
)
KEPT_BACKSLASH = define_rule(
    "SG116",
    "kept_backslash",
    Severity.WARNING,
    r"""LaTeX stands in single quotes.

In double quotes the \t of \theta is a tab and the \n of \nabla a line break.

Wrong:

    title: "Estimates of $\theta$"

Right:

    title: 'Estimates of $\theta$'
""",
)
TEXT_KEYS = define_rule(
    "SG117",
    "text_keys",
    Severity.ERROR,
    """A key is a text that is not empty.

Wrong:

    [title, subtitle]: Attention

Right:

    title: Attention
""",
)
UNIQUE_KEYS = define_rule(
    "SG118",
    "unique_keys",
    Severity.ERROR,
    """A mapping has each key once.

YAML readers differ in which of the values they keep.

Wrong:

    title: One
    title: Two

Right:

    title: Two
""",
)
GIVEN_VALUES = define_rule(
    "SG119",
    "given_values",
    Severity.ERROR,
    """A key that is there has a value: neither nothing nor null.

What is not known is left out.

Wrong:

    doi:

Right:

    title: Attention      (and no key "doi")
""",
)
WRITTEN_OUT_VALUES = define_rule(
    "SG120",
    "written_out_values",
    Severity.ERROR,
    """Every value is written where it belongs: no anchors, no aliases, no merge keys.

Wrong:

    first: &name Ada
    second: *name

Right:

    first: Ada
    second: Ada
""",
)
UNTAGGED_VALUES = define_rule(
    "SG121",
    "untagged_values",
    Severity.ERROR,
    """A value carries no YAML tag: the contract says what type it has.

Wrong:

    review_score: !!float 9

Right:

    review_score: 9
""",
)
ALL_LISTED = define_rule(
    "SG122",
    "all_listed",
    Severity.ERROR,
    """A file has at most a hundred errors that reading finds; more of them are only counted.

Wrong:

    a file in which every value is empty

Right:

    a file with few mistakes
""",
)

# All that most records hold, so that one quick pass answers for them.
_PLAINLY_SAFE = re.compile(r"[\t\n -~\xa0-\u2027\u2070-\ud7ff]*")
# U+200E, U+200F and U+061C are left alone: Hebrew and Arabic need them beside Latin text and
# digits, and they turn no text around. U+200C and U+200D shape Persian and Indic letters.
_UNSAFE = re.compile(
    r"\r(?!\n)|[\udc80-\udcff]+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\ufdd0-\ufdef"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
    + "]"
)
_INVISIBLE_BREAK = ("is an invisible line break", "start a new line with the Enter key instead")
_REASONS = {
    "\r": ("alone ends no line", "save the file with LF line ends"),
    "\x85": _INVISIBLE_BREAK,
    "\ufeff": ("is an invisible byte order mark", "delete it"),
    "Zl": _INVISIBLE_BREAK,
    "Zp": _INVISIBLE_BREAK,
    "Cc": ("is a control character", "delete it"),
    "Cf": ("turns around the text that follows", "delete it; no language needs it"),
    "Cn": ("stands for no character", "delete it"),
    "Cs": ("is half of a character", "write the character itself"),
}
_OTHER_UNICODE = re.compile(rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff|[^\x00]\x00|\x00+[^\x00]")
_HEAD = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n|%.*\n?)*")
_NOTHING = re.compile(r"(?:\s+|#.*)*")
_OF_CHARACTERS = (UTF8_TEXT.code, SAFE_CHARACTERS.code)
_SHORT = LONGEST_TEXT // 4  # so many characters are within the limit, whatever they are
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_SPACE_HASH = re.compile(" #")
_HIDDEN_TEXT = re.compile(r"[ \t]+(?=#[^\s#])")
_FIRST_COLUMN = re.compile(r"\n(?:\t|(?=[^\s#\]}]))")
_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*#")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_LATEX = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:nabla|neg|neq|not|notin|nu|tan|tanh|tau|text[a-z]*|theta|tilde|times))"
    r"(?![A-Za-z])"
)

Path = tuple[str | int, ...]
_Event = Any  # PyYAML's types say that a mark may be absent, but the parser sets each one


class Plain(str):
    """A scalar without quotes, exactly as written; what type it has is for the contract to say."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as data, and where each part of it was written.

    `data` holds dict, list, str and Plain only. A path is the keys and the list positions that
    lead to a value. A path that leads nowhere has the place of the key of its nearest ancestor.
    """

    file: str
    text: str
    data: dict[str, Any]

    def value_place(self, path: Path) -> Place:
        """Where the value at `path` begins: its first character, first key or first dash."""
        return _place(self.file, self.text, _locate(self.text, path)[1])

    def key_place(self, path: Path) -> Place:
        """Where the key begins that holds the value at `path`; for a list item, the item."""
        return _place(self.file, self.text, _locate(self.text, path)[0])


def read_yaml(data: bytes, file: str) -> tuple[Document | None, list[Diagnostic]]:
    """The document in `data`, if it has no error, and all that is wrong with it, in order.

    `file` is the project path that places name. Never raises, whatever the bytes. After a syntax
    error nothing more can be read, so that one is the last; of all else every case is reported.
    """
    if unreadable := _unreadable(data):
        return None, [UTF8_TEXT.at(Place(file), *unreadable)]
    if len(data) > LARGEST_FILE:
        message = f"the file has more than {LARGEST_FILE:,} bytes"
        hint = "shorten its texts; what is large belongs in an artifact"
        return None, [WITHIN_LIMITS.at(Place(file), message, hint)]
    text = data.decode("utf-8-sig", "surrogateescape")
    findings = _Findings(file, _masked(text))
    if findings.text is not text:
        _note_characters(text, findings)
    content = _Builder(findings).build()
    diagnostics = findings.in_order()
    if has_errors(diagnostics):
        return None, diagnostics
    return Document(file, text, content), diagnostics


def _unreadable(data: bytes) -> tuple[str, str] | None:
    if not _OTHER_UNICODE.match(data):
        return None
    return (
        "the file is in UTF-16 or UTF-32, not in UTF-8",
        'save it with the encoding "UTF-8"',
    )


def _masked(text: str) -> str:
    """The text with something harmless for each unsafe character, so that the rest can be read."""
    if _PLAINLY_SAFE.fullmatch(text) or not _UNSAFE.search(text):
        return text
    return _UNSAFE.sub(lambda found: _mask(found[0]), text)


def _mask(unsafe: str) -> str:
    # An editor shows a new line after a lone carriage return, so lines are counted like that.
    return "\n" if unsafe == "\r" else "\ufffd" * len(unsafe)


def _note_characters(text: str, findings: _Findings) -> None:
    undecoded = []
    for found in _UNSAFE.finditer(text):
        if "\udc80" <= found[0][0] <= "\udcff":
            undecoded.append(found)
        else:
            message, hint = _about(found[0])
            findings.note(SAFE_CHARACTERS, found.start(), message, hint)
    if undecoded:
        # One finding for all: they have one cause, and one remedy.
        raw = undecoded[0][0].encode("utf-8", "surrogateescape")
        message = f"{_bytes(raw)} not UTF-8 ({_counted(len(undecoded), 'such place')} in the file)"
        hint = f'save the file with the encoding "UTF-8"{_guess(raw)}'
        findings.note(UTF8_TEXT, undecoded[0].start(), message, hint)


def _bytes(raw: bytes) -> str:
    numbers = " ".join(f"0x{byte:02X}" for byte in raw[:4])
    return f"the byte {numbers} is" if len(raw) == 1 else f"the bytes {numbers} are"


def _guess(raw: bytes) -> str:
    char = raw[:1].decode("cp1252", "replace")
    return f"; in Windows-1252 the byte would be {shown(char)}" if char.isalpha() else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _about(char: str) -> tuple[str, str]:
    """What is wrong with an unsafe character, and what to do."""
    reason, hint = _REASONS.get(char) or _REASONS[unicodedata.category(char)]
    name = f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
    return f"the character {name} {reason}", hint


def _place(file: str, text: str, offset: int) -> Place:
    column = offset - slips.line_start(text, offset) + 1
    return Place(file, slips.line_number(text, offset), column)


def _locate(text: str, path: Path) -> tuple[int, int]:
    """Offsets of the key and of the value at `path`."""
    node = _outline(text)
    key = value = _start(node)
    for step in path:
        found = _child(node, step)
        if found is None:
            return key, key
        holder, node = found
        key, value = _start(holder), _start(node)
    return key, value


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return next(((item, item) for item in node.value[step : step + 1] if step >= 0), None)
    return None


# Read again, and only when a place is asked for: recording every place would cost each record
# what only the faulty ones need. A few are kept, for the diagnostics of one file come together.
@lru_cache(maxsize=4)
def _outline(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader=Loader)
    assert root is not None  # a document holds a mapping
    return root


def _start(node: Any) -> int:
    return int(node.start_mark.index)


class _Findings:
    """The problems of one file, each noted once; `text` is the file without unsafe characters."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.errors = 0
        self._found: dict[tuple[int, str], Diagnostic] = {}

    def note(
        self,
        rule: Rule,
        offset: int,
        message: str,
        hint: str,
        related: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Add a problem, once; past the hundredth error they are only counted."""
        if (offset, rule.code) in self._found:
            return
        if rule.severity is Severity.ERROR:
            self.errors += 1
            if self.errors > MOST_ERRORS:
                return
        places = [(self._place(spot), note) for spot, note in related]
        self._found[offset, rule.code] = rule.at(self._place(offset), message, hint, places)

    def note_slip(self, slip: slips.Slip, start: int, end: int) -> None:
        """Add what ends the reading; it explains the errors in the data between the offsets."""
        for (offset, code), found in [*self._found.items()]:
            if (
                start <= offset <= end
                and found.severity is Severity.ERROR
                and code not in _OF_CHARACTERS
            ):
                del self._found[offset, code]
        found = slip.rule.at(self._place(slip.offset), slip.message, slip.hint)
        self._found[slip.offset, slip.rule.code] = found
        self.errors += 1

    def in_order(self) -> list[Diagnostic]:
        """All that was noted, in the order of the file, and how much was not."""
        ordered = sorted(self._found.values(), key=lambda diagnostic: diagnostic.sort_key)
        hidden = self.errors - MOST_ERRORS
        if hidden > 0:
            message = f"{_counted(hidden, 'more error')} of this file are not listed"
            ordered.append(ALL_LISTED.at(ordered[-1].place, message, "mend those listed first"))
        return ordered

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def _place(self, offset: int) -> Place:
        line = bisect(self._lines, offset)
        return Place(self.file, line, offset - self._lines[line - 1] + 1)


class _Stopped(Exception):
    """What was noted last makes the rest of the file unreadable."""


class _Builder:
    """Makes data of the parser's events, and notes whatever a record may not hold."""

    def __init__(self, findings: _Findings) -> None:
        self._findings = findings
        self._note = findings.note
        self._text = findings.text
        self._yaml = self._without_directives()
        self._take = Loader(self._yaml).get_event
        self._indented = True
        self._cuts = {cut.start() for cut in _SPACE_HASH.finditer(self._text)}

    def build(self) -> Any:
        """The data, as far as they could be read."""
        try:
            return self._document()
        except _Stopped:
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The latter two come from escapes, in the parser without libyaml.
            self._explain(error, self._last_event())
            return None

    def _last_event(self) -> _Event:
        """What was read last before an error: read again rather than kept track of."""
        take = Loader(self._yaml).get_event
        last: _Event = take()
        with suppress(yaml.YAMLError, ValueError, OverflowError):
            while type(last) is not StreamEndEvent:
                last = take()
        return last

    def _explain(self, error: Exception, last: _Event) -> None:
        start, end = _start(last), last.end_mark.index
        mark = getattr(error, "problem_mark", None)
        offset = mark.index if mark else end
        opener = getattr(error, "context_mark", None)
        stop = slips.Stop(
            text=self._text,
            problem=getattr(error, "problem", None) or str(error),
            offset=offset,
            context=getattr(error, "context", None) or "",
            opened=opener.index if opener else offset,
            start=start,
            end=end,
            style=getattr(last, "style", None) or "",
        )
        slip = slips.explain(stop)
        self._findings.note_slip(slip, min(slip.offset, start), offset)

    def _without_directives(self) -> str:
        """The text with leading directives noted, and made comments so that the rest is read.

        Never left to the parser: it compares each with all others, 8 seconds for 1 MB of them.
        """
        found = _HEAD.match(self._text)
        if not found or "%" not in found[0]:
            return self._text
        for line in re.finditer("^%.*", found[0], re.MULTILINE):
            message = f"{shown(line[0].rstrip())} is a YAML directive"
            self._note(ONE_DOCUMENT, line.start(), message, "delete the line")
        head = re.sub("^%", "#", found[0], flags=re.MULTILINE)
        return head + self._text[found.end() :]

    def _document(self) -> Any:
        self._take()
        if type(self._take()) is StreamEndEvent:
            self._no_mapping(0, "the file is empty")
            return None
        data = self._root(self._take())
        self._check_end(self._take())
        self._take()
        return data

    def _root(self, event: _Event) -> Any:
        start = _start(event)
        if type(event) is ScalarEvent:
            return self._text_on_top(event)
        if type(event) is AliasEvent:
            return self._alias(event)
        self._indented = not event.flow_style
        data = self._node(event, 0, None)
        if type(event) is not MappingStartEvent:
            self._no_mapping(start, "the whole of the file is a list")
        elif not data and not self._findings.errors:
            self._no_mapping(start, "the mapping is empty")
        return data

    def _text_on_top(self, event: _Event) -> None:
        start = _start(event)
        if not event.style and event.value in _NULLS:
            self._no_mapping(start, "the file is empty")
        elif slip := slips.missing_space(self._text, start):
            self._note(*slip)
        else:
            self._no_mapping(start, f"the whole of the file is the text {shown(event.value)}")

    def _no_mapping(self, offset: int, message: str) -> None:
        hint = 'write lines of the form "key: value"'
        self._note(MAPPING_ON_TOP, offset, message, hint)

    def _check_end(self, event: _Event) -> None:
        start, end = _start(event), event.end_mark.index
        found = _NOTHING.match(self._text, end)
        rest = found.end() if found else end
        if rest == len(self._text):
            return
        if start < end or self._text.startswith(("---", "%"), rest):
            line = slips.rest_of_line(self._text, rest)
            message = f"a second YAML document begins at {shown(line)}"
            self._note(ONE_DOCUMENT, rest, message, "delete it, or give it a file of its own")
            raise _Stopped

    def _node(self, event: _Event, depth: int, key: _Event) -> Any:
        """The value that the event begins; `key` is the event of its key, None in a list."""
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, key)
        if kind is AliasEvent:
            return self._alias(event)
        self._check_properties(event)
        if depth == DEEPEST_LEVEL:
            message = f"the value is nested more than {DEEPEST_LEVEL} levels deep"
            self._note(WITHIN_LIMITS, _start(event), message, "nest less deeply")
            raise _Stopped
        build = self._mapping if kind is MappingStartEvent else self._sequence
        data, end = build(depth + 1)
        if event.flow_style:
            self._check_edges(_start(event), end.end_mark.index)
        return data

    def _mapping(self, depth: int) -> tuple[dict[str, Any], _Event]:
        """The mapping whose start was read, and the event of its end."""
        data: dict[str, Any] = {}
        events: dict[str, _Event] = {}
        while type(event := self._take()) is not MappingEndEvent:
            key = self._key(event, depth)
            value = self._node(self._take(), depth, event)
            if key is None:
                continue
            if key in data:
                self._repeated(key, _start(event), _start(events[key]))
            else:
                data[key] = value
                events[key] = event
        return data, event

    def _sequence(self, depth: int) -> tuple[list[Any], _Event]:
        """The list whose start was read, and the event of its end."""
        items: list[Any] = []
        while type(event := self._take()) is not SequenceEndEvent:
            items.append(self._node(event, depth, None))
        return items, event

    def _key(self, event: _Event, depth: int) -> str | None:
        """The text of a key; None for what cannot be one."""
        if type(event) is not ScalarEvent:
            if type(event) is not AliasEvent:
                self._bad_key(event, "a list or a mapping stands where a key belongs")
            self._node(event, depth, None)
            return None
        key: str = event.value
        if event.style or event.tag or event.anchor or len(key) > _SHORT:
            self._check_scalar(event)
        if not key or (not event.style and key in _NULLS):
            self._bad_key(event, f"the key {shown(key)} is empty or null")
            return None
        if key == "<<" and not event.style:
            message = 'the key "<<" merges another mapping into this one'
            hint = "write the keys of that mapping out here"
            self._note(WRITTEN_OUT_VALUES, _start(event), message, hint)
        return key

    def _bad_key(self, event: _Event, message: str) -> None:
        hint = "write a text as the key; a text in brackets or braces needs quotes"
        self._note(TEXT_KEYS, _start(event), message, hint)

    def _repeated(self, key: str, offset: int, first: int) -> None:
        line = slips.line_number(self._text, first)
        self._note(
            UNIQUE_KEYS,
            offset,
            f"the key {shown(key)} is written twice, first on line {line}",
            "keep one of the two",
            [(first, "first written here")],
        )

    def _scalar(self, event: _Event, key: _Event) -> str:
        value: str = event.value
        if event.style or event.tag or event.anchor or len(value) > _SHORT:
            self._check_scalar(event)
            if event.style:
                return value
        if value in _NULLS:
            self._null(event, key)
        elif self._cuts and event.end_mark.index in self._cuts:
            self._check_cut(event)
        return Plain(value)

    def _check_scalar(self, event: _Event) -> None:
        """What holds for keys and values alike, and cannot fail for most of them."""
        self._check_properties(event)
        if len(event.value) > _SHORT:
            self._check_length(event)
        if event.style in ("'", '"'):
            self._check_quoted(event)
        elif event.style:
            self._check_block(event)

    def _check_length(self, event: _Event) -> None:
        size = len(event.value.encode("utf-8", "surrogatepass"))
        if size > LONGEST_TEXT:
            message = f"the text has {size:,} bytes, more than the {LONGEST_TEXT:,} allowed"
            self._note(WITHIN_LIMITS, _start(event), message, "shorten it")

    def _check_quoted(self, event: _Event) -> None:
        start, end = _start(event), event.end_mark.index
        self._check_edges(start, end)
        if event.style == '"' and "\\" in (source := self._text[start:end]):
            if found := _UNSAFE.search(event.value):
                self._unsafe_escape(start, found[0][0])
            elif found := _LATEX.search(source):
                read = "a tab" if found[1][1] == "t" else "a line break"
                message = f"in double quotes YAML reads {read} at the start of {shown(found[1])}"
                hint = f"write LaTeX in single quotes: {slips.in_single_quotes(self._text, start)}"
                self._note(KEPT_BACKSLASH, start + found.start(1), message, hint)

    def _unsafe_escape(self, offset: int, char: str) -> None:
        message, hint = _about(char)
        if char in "\a\b\f\v\r":
            hint = f"write LaTeX in single quotes: {slips.in_single_quotes(self._text, offset)}"
        self._note(SAFE_CHARACTERS, offset, f"{message}, written as an escape", hint)

    def _check_block(self, event: _Event) -> None:
        start = _start(event)
        if _BLOCK_COMMENT.match(self._text, start):
            self._unspaced_comment(self._text.index("#", start))
        if not event.value.strip():
            message = f"no text stands under {shown(slips.rest_of_line(self._text, start))}"
            hint = "indent the text below it deeper than the key, or leave the key out"
            self._note(GIVEN_VALUES, start, message, hint)

    def _check_edges(self, start: int, end: int) -> None:
        """What PyYAML lets through in and after a value in quotes or brackets."""
        if self._text.startswith("#", end):
            self._unspaced_comment(end)
        if self._indented and self._text.find("\n", start, end) >= 0:
            self._check_lines(start, end)

    def _check_lines(self, start: int, end: int) -> None:
        if self._text[start] in "'\"" and slips.swallows_lines(self._text, start, end):
            self._note(*slips.never_closed(self._text, start))
            return
        for found in _FIRST_COLUMN.finditer(self._text, start, end):
            line = slips.line_number(self._text, start)
            message = (
                f"the line belongs to the value that begins on line {line}, but is not indented"
            )
            self._note(slips.ALIGNED_LINES, found.start() + 1, message, "indent it with spaces")

    def _unspaced_comment(self, offset: int) -> None:
        seen = shown(slips.rest_of_line(self._text, offset))
        message = f"no space stands before the comment {seen}"
        self._note(slips.VALID_YAML, offset, message, "put a space before the #")

    def _check_cut(self, event: _Event) -> None:
        end = event.end_mark.index
        after = self._text[end + 2 : end + 3]
        if not (after.isdigit() or " " in event.value or "\n" in event.value):
            return
        start = _start(event)
        if "\n" in self._text[start:end]:
            whole = "put the whole text in quotes"
        else:
            whole = f"put the text in quotes: {slips.in_quotes(self._text, start)}"
        rest = shown(slips.rest_of_line(self._text, end + 1))
        message = f"the text ends before {rest}, which YAML takes for a comment"
        hint = f"{whole}; if it is a comment, put two spaces before the #"
        self._note(UNCUT_TEXT, end + 1, message, hint)

    def _null(self, event: _Event, key: _Event) -> None:
        if key is not None and not getattr(key, "value", ""):
            return  # the key is wrong already
        offset = _start(event)
        holder = "list item" if key is None else f"key {shown(key.value)}"
        part = "item" if key is None else "key"
        hint = f"leave the {part} out, or write a value"
        if event.value:
            message = f"the {holder} has the value null, written {shown(event.value)}"
        else:
            message = f"the {holder} has no value"
            if hidden := _HIDDEN_TEXT.match(self._text, offset):
                quoted = slips.in_quotes(self._text, hidden.end())
                hint += f"; if the text after the # is the value, put it in quotes: {quoted}"
            offset = offset - 1 if key is None else key.start_mark.index
        self._note(GIVEN_VALUES, offset, message, hint)

    def _alias(self, event: _Event) -> str:
        start = _start(event)
        alias = self._text[start : event.end_mark.index]
        message = f"the alias {shown(alias)} stands for a value that is written elsewhere"
        quoted = slips.in_quotes(self._text, start)
        hint = f"write the value itself; if it is text, put it in quotes: {quoted}"
        self._note(WRITTEN_OUT_VALUES, start, message, hint)
        return alias

    def _check_properties(self, event: _Event) -> None:
        start = _start(event)
        if event.anchor is not None:
            message = f"the value has the anchor {shown('&' + event.anchor)}"
            self._note(WRITTEN_OUT_VALUES, start, message, self._delete(event, "anchor"))
        if event.tag is not None:
            tag = _TAG.search(self._text, start)
            message = f"the value has the tag {shown(tag[0] if tag else event.tag)}"
            self._note(UNTAGGED_VALUES, start, message, self._delete(event, "tag"))

    def _delete(self, event: _Event, noun: str) -> str:
        if type(event) is not ScalarEvent:
            return f"delete the {noun}"
        quoted = slips.in_quotes(self._text, _start(event))
        return f"delete the {noun}; if all of it is text, put it in quotes: {quoted}"
