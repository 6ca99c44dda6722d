"""Replaced manifests: the bytes that were published before an event, kept for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from sitegen.contracts.published_json import PublishedJsonError, read_as, read_published
from sitegen.contracts.version_fields import PublishedVersion
from sitegen.findings.canonical import canonical_sha256

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Work(BaseModel):
    id: str


class _Redacted(BaseModel):
    manifest_sha256: Digest
    redacted_at: str


class _Manifest(BaseModel):
    """The parts of a manifest that are read."""

    contract_version: Annotated[str, PublishedVersion("paper-manifest")]
    work: _Work
    facts: dict[str, object]
    facts_sha256: Digest
    report_sha256: Digest | None
    redacted: _Redacted | None = None


class SnapshotError(PublishedJsonError):
    """The bytes are not a published manifest; the message says why."""


@dataclass(frozen=True)
class Snapshot:
    """The published manifest that event `number` replaced.

    `facts_sha256`, `report_sha256` and `sha256`, the digest of the file, are those of the manifest
    as it was published, even if texts were redacted since.
    """

    number: int
    data: bytes
    work_id: str
    facts: dict[str, object]
    facts_sha256: str
    report_sha256: str | None
    sha256: str
    is_redacted: bool
    is_sound: bool
    """Whether its facts are those that its digest was taken of; unknown once redacted."""

    @property
    def path(self) -> str:
        """The path below the URL of the paper at which it is served."""
        return f"manifests/{self.number}.json"


def read_snapshot(number: int, data: bytes) -> Snapshot:
    """A replaced manifest from its bytes. Raises SnapshotError if they are not a manifest."""
    manifest = _manifest(data)
    redacted = manifest.redacted
    try:
        is_sound = canonical_sha256(manifest.facts) == manifest.facts_sha256
    except (ValueError, RecursionError) as error:
        raise SnapshotError("its facts have no canonical form") from error
    return Snapshot(
        number=number,
        data=data,
        work_id=manifest.work.id,
        facts=manifest.facts,
        facts_sha256=manifest.facts_sha256,
        report_sha256=manifest.report_sha256,
        sha256=redacted.manifest_sha256 if redacted else hashlib.sha256(data).hexdigest(),
        is_redacted=redacted is not None,
        is_sound=is_sound or redacted is not None,
    )


def _manifest(data: bytes) -> _Manifest:
    try:
        return read_as(_Manifest, read_published("paper-manifest", data))
    except PublishedJsonError as error:
        raise SnapshotError(str(error)) from error
