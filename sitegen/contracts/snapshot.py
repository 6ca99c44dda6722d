"""A replaced manifest: the bytes that were published before an event, kept for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field, ValidationError

from sitegen.canonical import canonical_sha256

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Work(BaseModel):
    id: str


class _Redacted(BaseModel):
    manifest_sha256: Digest
    redacted_at: str


class _Manifest(BaseModel):
    """What has to be known of a manifest, of whatever version of its contract."""

    contract_version: Annotated[str, Field(pattern=r"^paper-manifest-v1\.")]
    work: _Work
    facts: dict[str, Any]
    facts_sha256: Digest
    report_sha256: Digest | None
    redacted: _Redacted | None = None


class NoManifest(ValueError):
    """The bytes are no published manifest; the message says why."""


@dataclass(frozen=True)
class Snapshot:
    """The published manifest that event `number` replaced.

    `facts_sha256`, `report_sha256` and `sha256`, the digest of the file, are those of the manifest
    as it was published, also where texts were taken out of it since.
    """

    number: int
    data: bytes
    work_id: str
    facts: dict[str, Any]
    facts_sha256: str
    report_sha256: str | None
    sha256: str
    is_redacted: bool

    @property
    def path(self) -> str:
        """Where it is served below the paper's address."""
        return f"manifests/{self.number}.json"

    @property
    def is_sound(self) -> bool:
        """Whether its facts are those that its digest was taken of; unknown once redacted."""
        return self.is_redacted or canonical_sha256(self.facts) == self.facts_sha256


def read_snapshot(number: int, data: bytes) -> Snapshot:
    """A replaced manifest from its bytes. Raises NoManifest."""
    try:
        manifest = _Manifest.model_validate(orjson.loads(data))
    except orjson.JSONDecodeError as error:
        raise NoManifest(f"it is no JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise NoManifest(f"{where}: {first['msg'].lower()}") from error
    redacted = manifest.redacted
    return Snapshot(
        number=number,
        data=data,
        work_id=manifest.work.id,
        facts=manifest.facts,
        facts_sha256=manifest.facts_sha256,
        report_sha256=manifest.report_sha256,
        sha256=redacted.manifest_sha256 if redacted else hashlib.sha256(data).hexdigest(),
        is_redacted=redacted is not None,
    )
