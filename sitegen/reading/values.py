"""Check single values: how they are written, and what they contain."""

from __future__ import annotations

import re

from yaml.events import ScalarEvent

from sitegen.findings.diagnostics import shown
from sitegen.reading.characters import UNSAFE, what_is_wrong
from sitegen.reading.lines import in_quotes, in_single_quotes, line_number, rest_of_line
from sitegen.reading.mistakes import never_closed, swallows_lines
from sitegen.reading.parser import Event, start_of
from sitegen.reading.yaml_findings import LEAVE_OUT, LEFT_OUT, Findings, UnreadableError
from sitegen.reading.yaml_rules import (
    ALIGNED_LINES,
    GIVEN_VALUES,
    KEPT_BACKSLASH,
    SAFE_CHARACTERS,
    UNCUT_TEXT,
    UNTAGGED_VALUES,
    VALID_YAML,
    WITHIN_LIMITS,
    WRITTEN_OUT_VALUES,
)

LONGEST_TEXT = 64_000  # bytes of UTF-8
SHORT = LONGEST_TEXT // 4  # a text of so many characters is always within the limit
_HIDDEN_TEXT = re.compile(r"[ \t]+(?=#[^\s#])")
_FIRST_COLUMN = re.compile(r"\n(?:\t|(?=[^\s#\]}]))")
_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*#")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_SPACE_HASH = re.compile(" #")
_LATEX = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:nabla|neg|neq|not|notin|nu|tan|tanh|tau|text[a-z]*|theta|tilde|times))"
    r"(?![A-Za-z])"
)


def single_spaces(text: str) -> set[int]:
    """The offsets of single spaces before a #; most comments come after two spaces."""
    if "#" not in text:
        return set()
    spaces = (found.start() for found in _SPACE_HASH.finditer(text))
    return {space for space in spaces if not text[space - 1].isspace()}


class ValueChecks:
    """Notes what is wrong with single values.

    `indented` says whether the lines of a value have to be indented deeper than its key, which is
    not the case if the whole file is in braces.
    """

    def __init__(self, findings: Findings) -> None:
        self._note = findings.note
        self._text = findings.text
        self.indented = True
        self._anchors: dict[str, int] = {}  # line numbers

    def check_scalar(self, event: Event) -> None:
        """The checks of keys and values that short scalars without quotes always pass."""
        self.check_properties(event)
        if len(event.value) > SHORT:
            self._check_length(event)
        if event.style in ("'", '"'):
            self._check_quoted(event)
        elif event.style:
            self._check_block(event)

    def _check_length(self, event: Event) -> None:
        size = len(event.value.encode("utf-8", "surrogatepass"))
        if size > LONGEST_TEXT:
            message = f"the text has {size:,} bytes, more than the {LONGEST_TEXT:,} allowed"
            self._note(WITHIN_LIMITS, start_of(event), message, "shorten the text")

    def _check_quoted(self, event: Event) -> None:
        start, end = start_of(event), event.end_mark.index
        self.check_edges(start, end)
        if event.style == '"' and "\\" in (source := self._text[start:end]):
            if found := UNSAFE.search(event.value):
                self._unsafe_escape(start, found[0][0])
            elif found := _LATEX.search(source):
                read = "a tab" if found[1][1] == "t" else "a line break"
                message = f"in double quotes, YAML reads the start of {shown(found[1])} as {read}"
                hint = f"write LaTeX in single quotes: {in_single_quotes(self._text, start)}"
                self._note(KEPT_BACKSLASH, start + found.start(1), message, hint)

    def _unsafe_escape(self, offset: int, char: str) -> None:
        message, hint = what_is_wrong(char)
        if char in "\a\b\f\v\r":
            hint = f"write LaTeX in single quotes: {in_single_quotes(self._text, offset)}"
        self._note(SAFE_CHARACTERS, offset, f"{message} (written as an escape)", hint)

    def _check_block(self, event: Event) -> None:
        start = start_of(event)
        if _BLOCK_COMMENT.match(self._text, start):
            self._unspaced_comment(self._text.index("#", start))
        if not event.value.strip():
            message = f"there is no text below {shown(rest_of_line(self._text, start))}"
            hint = f"indent the text below it deeper than the key, or {LEFT_OUT}"
            self._note(GIVEN_VALUES, start, message, hint)

    def check_edges(self, start: int, end: int) -> None:
        """Mistakes in and after a value in quotes or brackets that PyYAML accepts."""
        if self._text.startswith("#", end):
            self._unspaced_comment(end)
        if self.indented and self._text.find("\n", start, end) >= 0:
            self._check_lines(start, end)

    def _check_lines(self, start: int, end: int) -> None:
        if self._text[start] in "'\"" and swallows_lines(self._text, start, end):
            self._note(*never_closed(self._text, start))
            raise UnreadableError
        for found in _FIRST_COLUMN.finditer(self._text, start, end):
            line = line_number(self._text, start)
            message = (
                f"the line belongs to the value that begins on line {line}, but is not indented"
            )
            self._note(ALIGNED_LINES, found.start() + 1, message, "indent it with spaces")

    def _unspaced_comment(self, offset: int) -> None:
        seen = shown(rest_of_line(self._text, offset))
        message = f"there is no space before the comment {seen}"
        # It may also be text that was left outside of the quotes, so there is no fix.
        hint = "put a space before the #; if it is not a comment, put the whole text in quotes"
        self._note(VALID_YAML, offset, message, hint)

    def check_cut(self, event: Event) -> None:
        """A text that ends at a single space and a #."""
        end = event.end_mark.index
        after = self._text[end + 2 : end + 3]
        if not (after.isdigit() or " " in event.value or "\n" in event.value):
            return
        start = start_of(event)
        if "\n" in self._text[start:end]:
            whole = "put the whole text in quotes"
        else:
            whole = f"put the text in quotes: {in_quotes(self._text, start)}"
        rest = shown(rest_of_line(self._text, end + 1))
        message = f"the text ends before {rest}, which YAML reads as a comment"
        hint = f"{whole}; if it is a comment, put two spaces before the #"
        self._note(UNCUT_TEXT, end + 1, message, hint)

    def check_null(self, event: Event, key: Event) -> None:
        """A value that is empty or null; `key` is the event of its key, None in a list."""
        if key is not None and not getattr(key, "value", ""):
            return  # the key is wrong already
        offset = start_of(event)
        holder = "list item" if key is None else f"key {shown(key.value)}"
        hint = LEAVE_OUT if key is not None else "write a value, or delete the item"
        if event.value:
            message = f"the {holder} has the value null, written {shown(event.value)}"
        else:
            message = f"the {holder} has no value"
            if hidden := _HIDDEN_TEXT.match(self._text, offset):
                quoted = in_quotes(self._text, hidden.end())
                hint += f"; if the text after the # is the value, put it in quotes: {quoted}"
            offset = offset - 1 if key is None else key.start_mark.index
        self._note(GIVEN_VALUES, offset, message, hint)

    def read_alias(self, event: Event) -> str:
        """Note an alias, and return it as a text."""
        start = start_of(event)
        alias = self._text[start : event.end_mark.index]
        line = self._anchors.get(event.anchor)
        where = f"on line {line}" if line else "elsewhere"
        message = (
            f"{shown(alias)} is a YAML alias for the value {where}, and records have no aliases"
        )
        quoted = in_quotes(self._text, start)
        hint = f"write the value itself; if {shown(alias)} is the text, put it in quotes: {quoted}"
        self._note(WRITTEN_OUT_VALUES, start, message, hint)
        return alias

    def check_properties(self, event: Event) -> None:
        """Note the anchor and the tag of a value."""
        if event.anchor is None and event.tag is None:
            return
        start = start_of(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = event.start_mark.line + 1
            message = (
                f"the value has the anchor {shown('&' + event.anchor)}, which records do not use"
            )
            self._note(WRITTEN_OUT_VALUES, start, message, self._delete(event, "anchor"))
        if event.tag is not None:
            tag = _TAG.search(self._text, start)
            name = shown(tag[0] if tag else event.tag)
            message = f"the value has the YAML tag {name}, which records do not use"
            self._note(UNTAGGED_VALUES, start, message, self._delete(event, "tag"))

    def _delete(self, event: Event, noun: str) -> str:
        if type(event) is not ScalarEvent or self._text.startswith("!!", start_of(event)):
            return f"delete the {noun}"
        quoted = in_quotes(self._text, start_of(event))
        return f"delete the {noun}; if all of it is text, put it in quotes: {quoted}"
