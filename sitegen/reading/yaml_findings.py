"""Collect the findings about one file."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from functools import cached_property

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, not_listed
from sitegen.findings.errors import SitegenError
from sitegen.reading.spelling import Change
from sitegen.reading.stops import Mistake
from sitegen.reading.yaml_rules import ALL_LISTED, SAFE_CHARACTERS, UTF8_TEXT

MOST_ERRORS = 100
LEFT_OUT = "leave the key out"
LEAVE_OUT = f"{LEFT_OUT}, or write a value"
_OF_CHARACTERS = (UTF8_TEXT.code, SAFE_CHARACTERS.code)


class UnreadableError(SitegenError):
    """The rest of the file cannot be read because of the last finding."""


class Findings:
    """The findings about one file, each once; `text` is the file without unsafe characters."""

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
        """Add a finding, once; errors after the hundredth are only counted."""
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
        """Whether a finding of the rule was noted at an offset."""
        return (offset, rule.code) in self._found

    def note_required(self, rule: Rule, offset: int, wanted: str) -> None:
        """Put `wanted` into the hint of a finding, in place of the advice to leave the key out."""
        found = self._found[offset, rule.code]
        hint = found.hint.replace(LEAVE_OUT, wanted).replace(f", or {LEFT_OUT}", "")
        self._found[offset, rule.code] = found._replace(hint=hint)

    def note_mistake(self, mistake: Mistake, start: int, end: int) -> None:
        """Add the mistake that ended the reading, and remove errors between the offsets.

        They are consequences of it.
        """
        for (offset, code), found in [*self._found.items()]:
            data_error = found.severity is Severity.ERROR and code not in _OF_CHARACTERS
            if data_error and start <= offset <= end:
                del self._found[offset, code]
                self.errors = (
                    0  # errors that were only counted came later, so they are consequences too
                )
        fix = self._edits(mistake.changes)
        found = mistake.rule.at(self._place(mistake.offset), mistake.message, mistake.hint, fix=fix)
        self._found[mistake.offset, mistake.rule.code] = found
        self.errors += 1

    def in_order(self) -> list[Diagnostic]:
        """All findings in the order of the file, and the number of errors that are not listed."""
        ordered = sorted(self._found.values(), key=lambda diagnostic: diagnostic.sort_key)
        hidden = self.errors - MOST_ERRORS
        if hidden > 0:
            place = ordered[-1].place
            ordered.append(
                ALL_LISTED.at(place, not_listed(hidden), "fix the listed errors, then check again")
            )
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
    """A number and a noun, in the plural unless the number is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
