"""A tombstone: what stays of a paper that was removed."""

from __future__ import annotations

import json

from sitegen.contracts.tombstone import Tombstone
from sitegen.reading.paper_source import PaperSource
from sitegen.render.finished import Understanding
from sitegen.render.paper import understand
from tests.contracts.papers import ID, SITE

TOMBSTONE = {
    "id": ID,
    "title": "An invented paper",
    "removed_at": "2026-07-02T09:00:00+00:00",
    "reason": "A court order.",
    "by": "The publisher",
}


def understood(record: dict[str, str]) -> Understanding:
    files = {"tombstone.yaml": json.dumps(record).encode()}
    return understand(PaperSource("papers/removed", files), SITE)


def test_a_tombstone_stands_instead_of_the_paper() -> None:
    found = understood(TOMBSTONE)
    assert found.paper is None
    assert found.tombstone is not None
    assert found.tombstone.model_dump() == TOMBSTONE
    assert Tombstone.model_validate_json(found.tombstone.model_dump_json()) == found.tombstone


def test_every_field_of_a_tombstone_is_required() -> None:
    for name in TOMBSTONE:
        found = understood({key: value for key, value in TOMBSTONE.items() if key != name})
        assert found.tombstone is None
        assert [each.code for each in found.diagnostics] == ["SG201"]
        assert f'"{name}"' in found.diagnostics[0].message
