"""What is wrong with a record and where: places, rules and diagnostics, as plain values."""

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
    """A spot in a project file.

    `file` is a project path in POSIX form whose first segment names a root
    (`records/papers/x/manifest.yaml`, `templates/pages/paper.html`); whoever prints it maps the
    root to a real folder. `line` and `column` count from 1, columns in characters.
    """

    file: str
    line: int = 1
    column: int = 1


class Edit(NamedTuple):
    """One change of a file: what stands at `place` gives way to something else, on the same line.

    `old` is exactly what the file holds there, so nobody can apply the edit to another text.
    """

    place: Place
    old: str
    new: str


class Diagnostic(NamedTuple):
    """One finding: what is wrong, where, and what to do about it.

    `fix` is what mends it, all of the edits together; empty where that is not certain, or where it
    would change what a record claims.
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
        """Order of a report: by file, line and column, then code."""
        return (self.place, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold, under a code that is never reused.

    `title` says what must hold; `explanation` is the rule's page in the manual, with an example
    that breaks it and one that keeps it.
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
        """A finding of this rule."""
        others, edits = tuple(related), tuple(fix)
        return Diagnostic(place, self.code, self.severity, message, hint, others, edits)


def define_rule(code: str, name: str, severity: Severity, explanation: str) -> Rule:
    """A rule; its title is the explanation's first line. `checks.rules` lists every one."""
    title, _, rest = explanation.strip().partition("\n")
    return Rule(code, name, severity, title.rstrip("."), rest.strip("\n"))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops a build."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def not_listed(hidden: int) -> str:
    """The message for the errors of a file that a report leaves out because there are too many."""
    what = "error of this file is" if hidden == 1 else "errors of this file are"
    return f"{hidden:,} more {what} not listed"


def shown(value: object, limit: int = 60) -> str:
    """A value from a record as a message may show it: quoted, one line, printable, cut at `limit`.

    Records hold machine-made text; whatever is not printable is escaped, so that a value can
    neither add a line to a report nor send an escape sequence to a terminal.
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
