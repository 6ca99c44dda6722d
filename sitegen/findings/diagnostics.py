"""Places, rules and diagnostics: what is wrong with a record and where, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters. Only an error stops a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Place(NamedTuple):
    """A position in a project file.

    `file` is a project path in POSIX form whose first segment names a root
    (`records/papers/x/manifest.yaml`, `templates/pages/paper.html`); a report maps the root to a
    real folder. `line` and `column` count from 1, columns in characters.
    """

    file: str
    line: int = 1
    column: int = 1


class Edit(NamedTuple):
    """One change to a file: the text `old` at `place` is replaced by `new`, within one line.

    `old` is exactly what the file contains there, so that the edit cannot be applied to another
    text.
    """

    place: Place
    old: str
    new: str


class Diagnostic(NamedTuple):
    """One finding: what is wrong, where, and what to do about it.

    `message` says what is wrong and `hint` what to do, each without its context. `related` has
    other places, each with a text. All edits of `fix` together correct the error; it is empty if
    the correction is not certain or would change what a record claims.
    """

    place: Place
    code: str
    severity: Severity
    message: str
    hint: str
    related: tuple[tuple[Place, str], ...] = ()
    fix: tuple[Edit, ...] = ()

    @property
    def sort_key(self) -> tuple[Place, str, str]:
        """The order of a report: by place, then code, then message."""
        return (self.place, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must be true of records, with a code that is never reused.

    `title` says what must be true; `explanation` is the rule's page in the manual, with an example
    that breaks the rule and one that follows it.
    """

    code: str
    name: str
    severity: Severity
    title: str
    explanation: str

    def at(
        self,
        place: Place,
        message: str,
        hint: str,
        related: Iterable[tuple[Place, str]] = (),
        fix: Iterable[Edit] = (),
    ) -> Diagnostic:
        """A finding of this rule at a place."""
        others, edits = tuple(related), tuple(fix)
        return Diagnostic(place, self.code, self.severity, message, hint, others, edits)


def define_rule(code: str, name: str, severity: Severity, explanation: str) -> Rule:
    """Make a rule whose title is the first line of `explanation`. `checks.rules` lists them all."""
    title, _, rest = explanation.strip().partition("\n")
    return Rule(code, name, severity, title.rstrip("."), rest.strip("\n"))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of these is an error, which stops a build."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def not_listed(hidden: int) -> str:
    """The message for the errors in a file that are too many to list."""
    what = "error in this file is" if hidden == 1 else "errors in this file are"
    return f"{hidden:,} more {what} not listed"


def shown(value: object, limit: int = 60) -> str:
    """The value in quotes, on one line, escaped, and cut to `limit` characters, for a message.

    Characters that are not printable are escaped, so that a value from a record can neither add a
    line to a report nor send an escape sequence to a terminal.
    """
    text = value if isinstance(value, str) else str(value)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return f'"{text}"'
    escaped = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
    return f'"{escaped}"'
