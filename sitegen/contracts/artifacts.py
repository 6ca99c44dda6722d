"""The artifacts of a record: attached files, files held elsewhere, and declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sitegen.contracts.envelope import (
    OPEN,
    Published,
    PublishedSha256,
    PublishedUrl,
)
from sitegen.contracts.panels import Panel
from sitegen.contracts.served_files import REPORT_PDF
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
    """The artifacts of a record, and what the panel says if there are none."""

    artifacts: tuple[Artifact, ...]
    none_listed: str


def artifact_panel(artifacts: tuple[Artifact, ...], *, is_partial: bool) -> ArtifactPanel:
    """The content of the panel of artifacts."""
    not_stated = "This record does not state whether it has artifacts."
    return ArtifactPanel(artifacts, not_stated if is_partial else NONE_ATTACHED)


PANEL = Panel(
    name="artifact_set",
    title="Artifacts",
    short="Artifacts",
    anchor="artifacts",
    shows="artifact_panel",
)
