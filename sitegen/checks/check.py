"""What a rule is made of: a function that looks at one paper and says what does not hold."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.contracts.published_paper import AuthoredPaper
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, define_rule
from sitegen.reading.documents import Document, KeyPath
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import PaperSource

MANIFEST, CORRECTIONS, TOMBSTONE = PAPER.file_names
MOST_FINDINGS = 100  # of one rule in one paper


@dataclass(frozen=True)
class Subject:
    """One paper before the rules: its files, its records, and where in the files they stand."""

    source: PaperSource
    paper: AuthoredPaper
    documents: dict[str, Document]
    site: Site

    def place(self, path: KeyPath, file: str = MANIFEST) -> Place:
        """Where the value at `path` stands."""
        if file not in self.documents:
            return self.source.place(file)
        return self.documents[file].value_place(path)

    def has(self, path: KeyPath, file: str = MANIFEST) -> bool:
        """Whether a file writes the value at `path` down."""
        return file in self.documents and self.documents[file].has(path)

    def edits(self, found: Finding) -> tuple[Edit, ...]:
        """What mends a finding, if its rule knows."""
        if found.write is None:
            return ()
        return self.documents[found.file].value_edit(found.path, found.instead_of, found.write)


class Finding(NamedTuple):
    """What a rule found: the path of the value in its file, what is wrong, and what to do.

    What is related is a path in the same file, or a place anywhere. `write` is the text that surely
    mends it, and `instead_of` what stands at the path now.
    """

    path: KeyPath
    message: str
    hint: str
    file: str = MANIFEST
    related: tuple[tuple[KeyPath | Place, str], ...] = ()
    write: str | None = None
    instead_of: str = ""


Find = Callable[[Subject], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """A rule and the function that looks for what breaks it."""

    rule: Rule
    find: Find

    def __call__(self, subject: Subject) -> Iterator[Diagnostic]:
        """The breaches of the rule in one paper, up to a hundred, and whether there are more."""
        for number, found in enumerate(self.find(subject)):
            place = subject.place(found.path, found.file)
            if number == MOST_FINDINGS:
                message = "… and there are more of the same in this paper"
                yield self.rule.at(place, message, "fix those listed first")
                return
            related = [
                (where if isinstance(where, Place) else subject.place(where, found.file), text)
                for where, text in found.related
            ]
            yield self.rule.at(place, found.message, found.hint, related, subject.edits(found))


def check(code: str, severity: Severity) -> Callable[[Find], Check]:
    """Make a rule of a function: its name is the rule's, its docstring the rule's explanation."""

    def enter(find: Find) -> Check:
        rule = define_rule(code, find.__name__, severity, inspect.cleandoc(find.__doc__ or ""))
        return Check(rule, find)

    return enter
