"""An invented next version: a manifest has a new required key and a new required member."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import pytest
from pydantic import Field

from sitegen.contracts import catalog_row, published_paper, schemas
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.envelope import Contract
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.versions import CONTRACTS, Data, Version, newest
from sitegen.importing import authored
from sitegen.render import paper
from sitegen.render.pages import schema_pages  # noqa: F401, it keeps the table that it imports
from sitegen.shapes.fields import Line

NEXT_DAY = "2099-03-01"


class NextAuthored(AuthoredManifest):
    """`manifest.yaml` of the next version."""

    invented_key: Annotated[Line, Field(max_length=200)]
    """Who paid."""


class NextManifest(PaperManifest):
    """`manifest.json` of the next version."""

    contract: ClassVar[Contract] = PaperManifest.contract

    invented_count: int
    """The words of the abstract."""


def with_invented_count(manifest: Data) -> Data:
    return {**manifest, "invented_count": len(manifest["work"]["abstract"].split())}


def next_manifest(**members: Any) -> NextManifest:
    """What completes a manifest in the next version."""
    return NextManifest(invented_count=len(members["work"].abstract.split()), **members)


def next_minor(contract: str) -> str:
    major, minor, _ = newest(contract).order
    return f"{major}.{minor + 1}"


NEXT = {
    "paper-manifest": Version(
        number=next_minor("paper-manifest"),
        updated=NEXT_DAY,
        upgrade=with_invented_count,
        added=frozenset({"invented_count"}),
        implied={"invented_key": "Not stated"},
    ),
    "correction-record": Version(newest("correction-record").number, NEXT_DAY),
    "gate-verdict": Version(newest("gate-verdict").number, NEXT_DAY),
    "ledger": Version(next_minor("ledger"), NEXT_DAY),
}


def invent_next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has one entry more for some contracts, and the shapes of the manifest are new."""
    for contract, version in NEXT.items():
        monkeypatch.setitem(CONTRACTS, contract, (*CONTRACTS[contract], version))
    for module in (paper, authored):
        monkeypatch.setattr(module, "AuthoredManifest", NextAuthored)
    monkeypatch.setitem(paper.SHAPES, "manifest.yaml", NextAuthored)
    monkeypatch.setitem(schemas.AUTHORED, "paper-manifest", NextAuthored)
    monkeypatch.setattr(published_paper, "PaperManifest", next_manifest)
    monkeypatch.setattr(catalog_row, "PaperManifest", NextManifest)
    published = [NextManifest if each is PaperManifest else each for each in schemas.PUBLISHED]
    monkeypatch.setattr(schemas, "PUBLISHED", tuple(published))
