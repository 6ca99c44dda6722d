"""Collects what is wrong with one file."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from functools import cached_property

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, not_listed
from sitegen.findings.errors import SitegenError
from sitegen.reading.spelling import Change
from sitegen.reading.stops import Slip
from sitegen.reading.yaml_rules import ALL_LISTED, SAFE_CHARACTERS, UTF8_TEXT

MOST_ERRORS = 100
LEFT_OUT = "leave the key out"
LEAVE_OUT = f"{LEFT_OUT}, or write a value"
_OF_CHARACTERS = (UTF8_TEXT.code, SAFE_CHARACTERS.code)


class UnreadableError(SitegenError):
    """What was noted last makes the rest of the file unreadable."""


class Findings:
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
        changes: Iterable[Change] = (),
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
        fix = self._edits(changes)
        self._found[offset, rule.code] = rule.at(self._place(offset), message, hint, places, fix)

    def has(self, rule: Rule, offset: int) -> bool:
        """Whether a breach of the rule was noted at an offset."""
        return (offset, rule.code) in self._found

    def note_required(self, rule: Rule, offset: int, wanted: str) -> None:
        """Say of what was noted what is wanted there, instead of that its key may be left out."""
        found = self._found[offset, rule.code]
        hint = found.hint.replace(LEAVE_OUT, wanted).replace(f", or {LEFT_OUT}", "")
        self._found[offset, rule.code] = found._replace(hint=hint)

    def note_slip(self, slip: Slip, start: int, end: int) -> None:
        """Add what ends the reading; it explains the errors in the data between the offsets."""
        for (offset, code), found in [*self._found.items()]:
            data_error = found.severity is Severity.ERROR and code not in _OF_CHARACTERS
            if data_error and start <= offset <= end:
                del self._found[offset, code]
                self.errors = 0  # what was only counted came later, so the slip explains it too
        fix = self._edits(slip.changes)
        found = slip.rule.at(self._place(slip.offset), slip.message, slip.hint, fix=fix)
        self._found[slip.offset, slip.rule.code] = found
        self.errors += 1

    def in_order(self) -> list[Diagnostic]:
        """All that was noted, in the order of the file, and how much was not."""
        ordered = sorted(self._found.values(), key=lambda diagnostic: diagnostic.sort_key)
        hidden = self.errors - MOST_ERRORS
        if hidden > 0:
            place = ordered[-1].place
            ordered.append(ALL_LISTED.at(place, not_listed(hidden), "fix those listed first"))
        return ordered

    def _edits(self, changes: Iterable[Change]) -> list[Edit]:
        return [Edit(self._place(offset), old, new) for offset, old, new in changes]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def _place(self, offset: int) -> Place:
        line = bisect(self._lines, offset)
        return Place(self.file, line, offset - self._lines[line - 1] + 1)


def counted(number: int, noun: str) -> str:
    """A number and what it counts, in the plural if need be."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
