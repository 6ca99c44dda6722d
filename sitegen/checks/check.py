"""The parts of a rule about one paper: a function that yields what breaks it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from sitegen.checks.record_texts import RecordText, texts_in
from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.published_paper import AuthoredPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, define_rule
from sitegen.reading.documents import Document, KeyPath
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import PaperSource

MANIFEST, CORRECTIONS, TOMBSTONE = PAPER.file_names
MOST_FINDINGS = 100  # of one rule in one paper


@dataclass(frozen=True)
class RecordSubject:
    """The record of any kind that rules check: its files, and the places of their values."""

    source: PaperSource
    documents: dict[str, Document]
    artifacts: tuple[AuthoredArtifact, ...]

    @property
    def is_partial(self) -> bool:
        """Whether the record is a transcription: what it leaves out is not known."""
        return False

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
    def is_partial(self) -> bool:
        """Whether the record is a transcription: what it leaves out is not known."""
        return self.paper.manifest.is_partial

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

    @cached_property
    def texts(self) -> tuple[RecordText, ...]:
        """The texts of the record that people read; found once for all rules about texts."""
        files = [file for file in (MANIFEST, CORRECTIONS) if file in self.documents]
        return tuple(each for file in files for each in texts_in(file, self.documents[file].data))


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
    """A rule and the function that finds what breaks it.

    A rule that `judges_new` ones came after records were published that break it. Its findings are
    softened here; what was not published yet gets the severity of the rule in `build.results`.
    """

    rule: Rule
    find: Find[Judged]
    judges_new: bool = False

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
            made = self.rule.at(place, found.message, found.hint, related, subject.edits(found))
            yield softened(made) if self.judges_new else made


def softened(finding: Diagnostic) -> Diagnostic:
    """A finding with the next lower severity."""
    is_error = finding.severity is Severity.ERROR
    return finding._replace(severity=Severity.WARNING if is_error else Severity.NOTICE)


def check(
    code: str, severity: Severity, *, judges_new: bool = False
) -> Callable[[Find[Judged]], Check[Judged]]:
    """A decorator that makes a rule; name and docstring of the function describe it."""

    def enter(find: Find[Judged]) -> Check[Judged]:
        rule = define_rule(code, find.__name__, severity, inspect.cleandoc(find.__doc__ or ""))
        return Check(rule, find, judges_new)

    return enter
