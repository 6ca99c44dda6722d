"""A build that would drop an address that was published is stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.build.results import Outcome
from sitegen.history.base import Base
from sitegen.history.opening import open_base
from sitegen.render.project import Project
from tests.worlds import ONE, OTHER, WITHOUT_PDF, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project of two papers, published without PDFs."""
    world = World(tmp_path)
    world.fill()
    assert not world.build().is_stopped
    return world


def base(world: World) -> Base:
    return open_base(str(world.output), Project(world.records))


def findings(outcome: Outcome) -> list[str]:
    return [each.message for each in outcome.diagnostics if each.code == "SG812"]


def test_the_same_formats_again_keep_every_address(world: World) -> None:
    assert findings(world.build(base=base(world))) == []


def test_a_format_that_is_left_out_stops_the_build(world: World) -> None:
    before = world.files()
    formats = [each for each in WITHOUT_PDF if each != "ris"]
    outcome = world.build(formats, base=base(world))
    (message,) = findings(outcome)
    assert message == f"2 published URLs would disappear; the first is /paper/{ONE}/cite.ris"
    assert outcome.is_stopped
    assert world.files() == before


def test_a_pdf_that_was_published_has_to_be_made_again(world: World) -> None:
    assert not world.build((*WITHOUT_PDF, "pdf")).is_stopped
    outcome = world.build(base=base(world))
    assert findings(outcome) == [
        f"2 published URLs would disappear; the first is /paper/{ONE}/paper.pdf"
    ]


def test_nobody_knows_what_a_ledger_alone_had_so_everything_is_made(world: World) -> None:
    ledger = world.folder / "ledger.json"
    ledger.write_bytes(world.files()["ledger.json"])
    saved = open_base(str(ledger), Project(world.records))
    assert findings(world.build(base=saved))
    assert findings(world.build((*WITHOUT_PDF, "pdf"), base=saved)) == []


def test_a_removed_paper_keeps_its_addresses_too(world: World) -> None:
    tombstone = {
        "id": OTHER,
        "title": "The paper other",
        "removed_at": "2026-08-01T00:00:00Z",
        "reason": "It was not ours.",
        "by": "The editors",
    }
    (world.records / "papers" / "other" / "manifest.yaml").unlink()
    world.write("papers/other/tombstone.yaml", json.dumps(tombstone))
    before = world.of_paper(OTHER)
    assert findings(world.build(base=base(world))) == []
    assert world.of_paper(OTHER) == before
