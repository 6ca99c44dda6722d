"""The parts of a rule about one paper: a function that yields what breaks it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.published_paper import AuthoredPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, define_rule
from sitegen.reading.documents import Document, KeyPath
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import PaperSource

MANIFEST, CORRECTIONS, TOMBSTONE = PAPER.file_names
MOST_FINDINGS = 100  # of one rule in one paper


@dataclass(frozen=True)
class RecordSubject:
    """The record of any kind that rules check: its files, and the places of their values."""

    source: PaperSource
    documents: dict[str, Document]
    artifacts: tuple[AuthoredArtifact, ...]

    def place(self, path: KeyPath, file: str = MANIFEST) -> Place:
        """The place of the value at `path`."""
        if file not in self.documents:
            return self.source.place(file)
        return self.documents[file].value_place(path)

    def has(self, path: KeyPath, file: str = MANIFEST) -> bool:
        """Whether a file has a value at `path`."""
        return file in self.documents and self.documents[file].has(path)

    def edits(self, found: Finding) -> tuple[Edit, ...]:
        """The edits that fix a finding, if its rule gives them."""
        if found.write is None:
            return ()
        return self.documents[found.file].value_edit(found.path, found.instead_of, found.write)


class CorrectedSubject(RecordSubject):
    """The paper whose corrections rules check, whether it was removed or not."""

    @property
    def corrections(self) -> AuthoredCorrectionRecord | None:
        """Its correction record, if it has one."""
        raise NotImplementedError

    @property
    def paper_id(self) -> str:
        """Its UUID."""
        raise NotImplementedError

    @property
    def id_place(self) -> Place:
        """The place of its UUID."""
        raise NotImplementedError


@dataclass(frozen=True)
class Subject(CorrectedSubject):
    """The paper that rules check: also its typed records, and the settings."""

    paper: AuthoredPaper
    site: Site

    @property
    def corrections(self) -> AuthoredCorrectionRecord | None:
        """Its correction record, if it has one."""
        return self.paper.corrections

    @property
    def paper_id(self) -> str:
        """Its UUID."""
        return str(self.paper.manifest.work.id)

    @property
    def id_place(self) -> Place:
        """The place of its UUID in the manifest."""
        return self.place(("work", "id"))


@dataclass(frozen=True)
class RemovedSubject(CorrectedSubject):
    """The removed paper that rules check: its tombstone and its corrections."""

    tombstone: Tombstone
    authored: AuthoredCorrectionRecord

    @property
    def corrections(self) -> AuthoredCorrectionRecord:
        """Its correction record."""
        return self.authored

    @property
    def paper_id(self) -> str:
        """Its UUID."""
        return str(self.tombstone.id)

    @property
    def id_place(self) -> Place:
        """The place of its UUID in the tombstone."""
        return self.place(("id",), TOMBSTONE)


class Finding(NamedTuple):
    """What a rule found: the path of the value in its file, what is wrong, and what to do.

    `related` are paths in the same file, or places anywhere. `write` is the text that certainly
    fixes the finding, and `instead_of` the text at the path now.
    """

    path: KeyPath
    message: str
    hint: str
    file: str = MANIFEST
    related: tuple[tuple[KeyPath | Place, str], ...] = ()
    write: str | None = None
    instead_of: str = ""


Judged = TypeVar("Judged", bound=RecordSubject)
Find = Callable[[Judged], Iterator[Finding]]


@dataclass(frozen=True)
class Check(Generic[Judged]):
    """A rule and the function that finds what breaks it."""

    rule: Rule
    find: Find[Judged]

    def __call__(self, subject: Judged) -> Iterator[Diagnostic]:
        """The findings of the rule in one record, up to MOST_FINDINGS and one that says so."""
        for number, found in enumerate(self.find(subject)):
            place = subject.place(found.path, found.file)
            if number == MOST_FINDINGS:
                noun = subject.source.kind.noun
                message = f"this {noun} has more findings of {self.rule.code} that are not listed"
                yield self.rule.at(place, message, "fix the listed ones, then check again")
                return
            related = [
                (where if isinstance(where, Place) else subject.place(where, found.file), text)
                for where, text in found.related
            ]
            yield self.rule.at(place, found.message, found.hint, related, subject.edits(found))


def check(code: str, severity: Severity) -> Callable[[Find[Judged]], Check[Judged]]:
    """A decorator that makes a rule; name and docstring of the function describe it."""

    def enter(find: Find[Judged]) -> Check[Judged]:
        rule = define_rule(code, find.__name__, severity, inspect.cleandoc(find.__doc__ or ""))
        return Check(rule, find)

    return enter
