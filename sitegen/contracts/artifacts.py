"""The artifacts of a record: attached files, files held elsewhere, and declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sitegen.contracts.download_checks import MOST_COMMANDS, Download, comparing_commands
from sitegen.contracts.envelope import (
    NOT_STATED,
    OPEN,
    Published,
    PublishedSha256,
    PublishedUrl,
)
from sitegen.contracts.panels import Panel
from sitegen.contracts.served_files import REPORT_PDF
from sitegen.contracts.wording import in_words, size_in_words
from sitegen.reading.paper_source import ArtifactFile
from sitegen.shapes.fields import Line, mismatch
from sitegen.shapes.identifiers import ArtifactPath, Sha256, Url
from sitegen.shapes.reader import Authored
from sitegen.shapes.shape_rules import TOGETHER

ArtifactType = Literal[
    "repro_script",
    "repro_results",
    "lean4_proof",
    "counterexample",
    "red_team_report",
    "report",
    "external_record",
    "dataset",
    "other",
]
ArtifactState = Literal["HELD", "ELSEWHERE", "DECLARED_ONLY", "NOT_STATED"]

STATE_LABELS: dict[ArtifactState, str] = {
    "HELD": "Held here",
    "ELSEWHERE": "Held elsewhere",
    "DECLARED_ONLY": "Declared, not public",
    "NOT_STATED": "Where it is: not stated in this record",
}
TYPE_LABELS: dict[ArtifactType, str] = {
    "repro_script": "Reproduction script",
    "repro_results": "Reproduction results",
    "lean4_proof": "Lean4 proof",
    "counterexample": "Counterexample",
    "red_team_report": "Red-team report",
    "report": "Report",
    "external_record": "External record",
    "dataset": "Data set",
    "other": "Other file",
}
NONE_ATTACHED = "No artifact is attached to this record."
# Not Python's mimetypes, which reads tables of the machine.
MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".lean": "text/x-lean",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".r": "text/x-r",
    ".sh": "application/x-sh",
    ".tar": "application/x-tar",
    ".toml": "application/toml",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}


class AuthoredArtifact(Authored):
    """One artifact: its bytes below `artifacts/`, an address where it is held, or a declaration."""

    type: Annotated[ArtifactType, Field(examples=["repro_script"])]
    """What the artifact is."""
    label: Annotated[Line, Field(max_length=200, examples=["Reproduction script"])]
    """What a reader sees."""
    path: Annotated[ArtifactPath | None, Field(examples=["artifacts/repro.py"])] = None
    """The file in the record's folder; its digest is checked at every build."""
    url: Url | None = None
    """Where the artifact is held, if not here."""
    sha256: Sha256 | None = None
    """SHA-256 of the bytes; may be left out for a file that is here."""

    @model_validator(mode="after")
    def _here_or_elsewhere(self) -> AuthoredArtifact:
        if self.path and self.url:
            raise mismatch(
                TOGETHER,
                "the artifact has both `path` and `url`",
                "keep `path` for a file in this folder, or `url` for a file that is elsewhere",
                between=("path", "url"),
            )
        return self

    @property
    def state(self) -> ArtifactState:
        """Where the file is: HELD, ELSEWHERE or DECLARED_ONLY."""
        if self.path:
            return "HELD"
        return "ELSEWHERE" if self.url else "DECLARED_ONLY"


class Artifact(Published):
    """One artifact of a record, as published."""

    type: Annotated[ArtifactType, OPEN]
    """What the artifact is."""
    label: str
    """What a reader sees."""
    url: PublishedUrl | None
    """Where it can be had; null where it is only declared."""
    format: str | None
    """Its media type, or null where it is not known."""
    sha256: PublishedSha256 | None
    """SHA-256 of its bytes, or null where they are not known."""
    bytes: Annotated[int | None, Field(ge=0)]
    """Its size, or null where it is not known."""
    state: Annotated[ArtifactState, OPEN]
    """HELD here, held ELSEWHERE, DECLARED_ONLY, or NOT_STATED in a transcription."""

    @property
    def state_label(self) -> str:
        """The state, in words for readers."""
        return STATE_LABELS.get(self.state, self.state)

    @property
    def kind(self) -> str:
        """Its type and its media type, in words for readers."""
        kind = TYPE_LABELS.get(self.type, self.type)
        return f"{kind}, {self.format}" if self.format else kind

    @property
    def size(self) -> str:
        """Its size to read, and exactly; empty if it is not known."""
        return "" if self.bytes is None else size_in_words(self.bytes)

    @property
    def is_made_here(self) -> bool:
        """Whether it is the report that sitegen makes, which has no digest in its own manifest."""
        return self.state == "HELD" and self.sha256 is None

    @property
    def no_digest(self) -> str:
        """What stands in place of a digest that is not known."""
        return NOT_STATED if self.state == "NOT_STATED" else "No digest in this record"


@lru_cache(maxsize=1024)
def media_type(path: str) -> str | None:
    """The media type for a file name; None if it is not known."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())


def served_path(path: str, sha256: str) -> str:
    """The path below the URL of the paper at which an artifact is served.

    It contains the digest, so the bytes at a URL never change.
    """
    return f"artifacts/{sha256[:12]}/{path.removeprefix('artifacts/')}"


def complete_artifact(
    authored: AuthoredArtifact,
    files: Mapping[str, ArtifactFile],
    paper_url: str,
    *,
    is_partial: bool,
) -> Artifact:
    """The published form of one artifact.

    A transcription that only declares one does not state where it is.
    """
    file = files[authored.path] if authored.path else None
    name = authored.path or authored.url or ""
    fallback = "application/octet-stream" if file else None
    here = file and paper_url + served_path(name, file.sha256)
    return Artifact(
        type=authored.type,
        label=authored.label,
        url=here or authored.url,
        format=media_type(name) or fallback,
        sha256=file.sha256 if file else authored.sha256,
        bytes=file.size if file else None,
        state="NOT_STATED" if is_partial and authored.state == "DECLARED_ONLY" else authored.state,
    )


def report_artifact(paper_url: str) -> Artifact:
    """The PDF that sitegen makes, without a digest, because the PDF contains the manifest."""
    return Artifact(
        type="report",
        label="PDF report",
        url=paper_url + REPORT_PDF,
        format=media_type(REPORT_PDF),
        sha256=None,
        bytes=None,
        state="HELD",
    )


@dataclass(frozen=True)
class ArtifactPanel:
    """The artifacts of a record, and what the panel says if there are none.

    `missing` names evidence that a transcription speaks of and does not list, or is empty.
    `expected` says which numbers a run should give; empty if none is stated. `existing` is the
    artifact that is the report which existed before; None if there is none.
    """

    artifacts: tuple[Artifact, ...]
    none_listed: str
    existing: Artifact | None = None
    missing: str = ""
    expected: str = ""

    @property
    def summary(self) -> str:
        """How many artifacts are listed, and how many of them have an address."""
        if not self.artifacts:
            return self.none_listed
        said = _addresses(len(self.artifacts), sum(each.url is not None for each in self.artifacts))
        return f"{said} It lists none of the evidence of its verdict." if self.missing else said

    @cached_property
    def commands(self) -> str:
        """Commands that compare the artifacts with their digests; empty if there is none."""
        return comparing_commands(self._comparable)

    @property
    def note(self) -> str:
        """What there is to say of checking the artifacts; often empty."""
        return f"{self.remark} {self.expected}".strip()

    @property
    def remark(self) -> str:
        """Why nothing can be compared, or which artifacts the commands leave out; often empty."""
        if self.commands:
            return self._left_out
        if self.missing:
            return "Not possible from this record: it names no file that backs its verdict."
        if all(each.is_made_here for each in self.artifacts):
            return "Not possible from this record: it lists no file to compare."
        return "Not possible from this record: no artifact has both an address and a digest."

    @cached_property
    def _comparable(self) -> list[Download]:
        return [
            Download(number, artifact.url, artifact.sha256)
            for number, artifact in enumerate(self.artifacts, 1)
            if artifact.url and artifact.sha256
        ]

    @property
    def _left_out(self) -> str:
        further = len(self._comparable) - MOST_COMMANDS
        if further > 0:
            return f"The commands are those of the first {MOST_COMMANDS} files with a digest."
        bare = sum(
            each.url is not None and each.sha256 is None and not each.is_made_here
            for each in self.artifacts
        )
        if not bare:
            return ""
        has = "artifact has" if bare == 1 else "artifacts have"
        return f"{in_words(bare).capitalize()} further {has} an address but no digest to compare."


@lru_cache(maxsize=64)
def _addresses(count: int, found: int) -> str:
    if count == 1:
        return f"This record lists one artifact, which has {'an' if found else 'no'} address."
    some = {0: "none", count: "each"}.get(found, in_words(found))
    has = "has" if found in (0, 1, count) else "have"
    return f"This record lists {in_words(count)} artifacts; {some} {has} an address."


def artifact_panel(
    artifacts: tuple[Artifact, ...],
    *,
    is_partial: bool,
    existing: Artifact | None = None,
    missing: str = "",
    expected: str = "",
) -> ArtifactPanel:
    """The content of the panel of artifacts; `missing` and `expected` are what the panel has."""
    not_stated = "This record does not state whether it has artifacts."
    none_listed = not_stated if is_partial else NONE_ATTACHED
    return ArtifactPanel(artifacts, none_listed, existing, missing, expected)


PANEL = Panel(
    name="artifact_set",
    title="Artifacts",
    short="Artifacts",
    anchor="artifacts",
    shows="artifact_panel",
)
