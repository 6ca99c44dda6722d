"""The record of a new paper: known values, blanks for the rest, and a comment above each key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.paper_manifest import CONTRACT
from sitegen.contracts.schemas import authored_schema
from sitegen.contracts.settings import Site, default_site
from sitegen.editing.lookup import UnknownPaperError, find_paper
from sitegen.findings.diagnostics import Diagnostic, has_errors, shown
from sitegen.reading.documents import Plain, read_yaml
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import MANIFEST, PaperSource
from sitegen.render.paper import understand
from sitegen.scaffold.commented import commented
from sitegen.scaffold.editor_schemas import record_schema_line
from sitegen.scaffold.refusals import ScaffoldError
from sitegen.shapes.identifiers import UUID
from sitegen.shapes.reader import read_shape

LONGEST_NAME = 60  # characters of a folder name that is made from a title
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
INTRODUCTION = """\
# A paper. Keys behind a # are optional; remove the # to use one. Keys without a value are required:
# fill them in; `sitegen validate` lists their lines.
# The record is a draft. Delete `draft: true` to publish the paper.
"""


@dataclass(frozen=True)
class NewPaper:
    """The known values of a new paper; those that are None are left blank, or out if optional."""

    id: str
    title: str | None = None
    research_question: str | None = None
    abstract: str | None = None
    submitted: str | None = None
    review_score: float | None = None
    source_grounded_claims: int | None = None
    transcribed_from: str | None = None

    def text(self) -> bytes:
        """The bytes of `manifest.yaml`."""
        work = {"id": self.id, "title": self.title}
        if self.submitted is not None:
            work["submitted"] = Plain(self.submitted) if self._has_day else self.submitted
        work |= {"abstract": self.abstract, "research_question": self.research_question}
        data: dict[str, object] = {
            "contract_version": CONTRACT.authored_version,
            "draft": True,
        }
        if self.transcribed_from:
            data["completeness"] = "PARTIAL"
            data["transcribed_from"] = {"title": self.transcribed_from}
        data |= {"work": work, "quality_assessment": {"review_score": self.review_score}}
        if self.source_grounded_claims is not None:
            data["verification"] = {"source_grounded_claims": self.source_grounded_claims}
        line = record_schema_line(PAPER, PAPER.manifest)
        body = commented(authored_schema(PAPER.manifest.shape, default_site()), data)
        return f"{line}\n{INTRODUCTION}\n{body}".encode()

    @property
    def _has_day(self) -> bool:
        return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", self.submitted or ""))


# A paper without errors: if it has one after a value is replaced, that value is wrong.
SOUND = NewPaper("00000000-0000-4000-8000-000000000000", "A", "A", "A", "2026-01-01", 5.0, 1)


def wrong_value(key: str, value: str | float) -> Diagnostic | None:
    """The first error that a value causes in a record; None if it is valid.

    `key` is a field of NewPaper.
    """
    changed: dict[str, Any] = {key: value}
    document, found = read_yaml(replace(SOUND, **changed).text(), MANIFEST)
    if document is not None:
        found += read_shape(AuthoredManifest, document)[1]
    return next((each for each in found if has_errors([each])), None)


def missing_values(paper: NewPaper, folder: str, site: Site) -> list[Diagnostic]:
    """The errors of a new record: values that are blank, or that other values require."""
    found = understand(PaperSource(folder, {MANIFEST: paper.text()}), site).diagnostics
    return [each for each in found if has_errors([each])]


def folder_for(records: Path, name: str, paper: NewPaper) -> str:
    """The folder of a new paper below `records`: from `name`, else its title, else its id.

    Raises ScaffoldError if `name` is not valid, the folder exists, or another paper has the id.
    """
    if name and not FOLDER_NAME.match(name):
        hint = _from_title(name) or "owls-at-night"
        message = f"{shown(name)} is not a valid folder name: use letters, digits, `.`, `_` and `-`"
        raise ScaffoldError(f"{message}, for example {hint}")
    folder = PAPER.record_folder(name or _from_title(paper.title or "") or paper.id[:8])
    if (records / folder).exists():
        raise ScaffoldError(
            f"{records / folder} exists already; pass another NAME for the new paper"
        )
    for other in _with_id(records, paper.id):
        raise ScaffoldError(f"{other} has the id {paper.id} already; pass no UUID to get a new one")
    return folder


def is_id(word: str) -> bool:
    """Whether a word on the command line is a UUID, and so not the name of a folder."""
    return bool(UUID.match(word.lower()))


def _with_id(records: Path, paper_id: str) -> Iterator[str]:
    try:
        yield find_paper(records, paper_id)
    except UnknownPaperError:
        return


def _from_title(title: str) -> str:
    """A folder name from the first words of a title, in ASCII; empty if none are left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME + 1].rpartition("-")[0] or name[:LONGEST_NAME]
