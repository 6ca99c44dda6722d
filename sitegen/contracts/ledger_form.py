"""The form that a `ledger.json` must have to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sitegen.contracts.correction_events import read_event
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.version_fields import PublishedVersion
from sitegen.findings.canonical import canonical_sha256


def _kept_path(path: str) -> str:
    top, _, below = path.partition("/")
    if top not in ("artifacts", "manifests") or {"", ".", ".."} & {*below.split("/")}:
        raise ValueError("not the path of a manifest or an artifact")
    if "\\" in path or "\0" in path:
        raise ValueError("not the path of a published file")
    return path


LedgerVersion = Annotated[str, PublishedVersion("ledger")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PaperId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
KeptPath = Annotated[str, AfterValidator(_kept_path)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class ListedPaper(_Form):
    """A paper of a ledger. Its id and the paths in `kept` are safe to use as file paths."""

    id: PaperId
    editorial_status: str = ""
    has_report: bool
    superseded_by: PaperId | None
    manifest_sha256: Digest | None
    facts_sha256: Digest
    report_sha256: Digest | None
    correction_count: int
    last_event_sha256: Digest | None
    kept: dict[KeptPath, Digest]
    redacted: list[str]


class ListedRemoval(LedgerRemoval):
    """A removed paper of a ledger."""

    id: PaperId


class ListedEvent(_Form):
    """An event of a ledger, as it is listed."""

    work: PaperId
    event_sha256: Digest
    event: dict[str, object]


class LedgerForm(_Form):
    """The parts of a `ledger.json` that are read, after `versions.upgraded`."""

    contract_version: LedgerVersion
    papers: list[ListedPaper]
    removed: list[ListedRemoval]
    events: list[ListedEvent]


class LedgerLists(_Form):
    """The lists of a `ledger.json`, with unchecked elements."""

    contract_version: LedgerVersion
    papers: list[object]
    removed: list[object]
    events: list[object]


def link_sha256(event: Mapping[str, object]) -> str:
    """The link of the chain. Raises ValueError or RecursionError if this is not an event.

    It is taken over the event as listed, with members that a later version added.
    """
    known = read_event(event)
    if datetime.fromisoformat(known.corrected_at).tzinfo is None:
        raise ValueError("a time without an offset from UTC")
    return known.redacted.event_sha256 if known.redacted else canonical_sha256(event)
