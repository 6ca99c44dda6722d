"""Rules that became stricter refuse what is new, and leave alone what was published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import results
from sitegen.build.results import Outcome
from sitegen.build.validation import validate
from sitegen.history.ledgers import PublishedSite, SavedLedger
from sitegen.render.project import Project
from tests.worlds import ONE, World

TOO_MANY = {"source_grounded_claims": 6, "independently_reproduced_claims": 9}
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.fill()
    return made


def counted(world: World, **changes: Any) -> None:
    manifest = {"verification": TOO_MANY | changes.pop("verification", {})}
    world.paper("one", ONE, submitted="2026-07-01", manifest=manifest, **changes)


def corrected(world: World, *numbers: int) -> None:
    events = [
        {
            "event_id": f"5EED0001-C{number}",
            "corrected_at": f"2026-07-{10 + number}T09:00:00+00:00",
            "correction_type": "METADATA",
            "public_note": "It was wrong.",
            "notice": {"kind": "correction"},
        }
        for number in numbers
    ]
    record = {"contract_version": "correction-record-v1", "work": {"id": ONE}}
    world.write(
        "papers/one/corrections.yaml", json.dumps(record | {"correction_events": events}, indent=1)
    )


def published_before_the_rules(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish what the rules of today would refuse."""
    with monkeypatch.context() as patch:
        patch.setattr(results, "_is_softened", lambda finding: False)
        assert not world.build().is_stopped


def severities(outcome: Outcome, code: str) -> list[str]:
    return [str(each.severity) for each in outcome.diagnostics if each.code == code]


def test_a_new_record_is_refused_with_and_without_a_base(world: World) -> None:
    world.build()
    counted(world)
    for options in ({}, {"base": PublishedSite(world.output)}, {"cache": world.folder / "cache"}):
        for _ in range(2):
            outcome = world.build(**options)
            assert outcome.is_stopped
            assert severities(outcome, "SG312") == ["error"]


def test_a_record_that_was_published_so_is_warned_of(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(world)
    published_before_the_rules(world, monkeypatch)
    outcome = world.build(base=PublishedSite(world.output))
    assert not outcome.is_stopped
    assert severities(outcome, "SG312") == ["warning"]
    for base in (PublishedSite(world.output), SavedLedger(world.output / "ledger.json")):
        checked = validate(Project(world.records), NOW, lambda done, total: None, base=base)
        assert severities(checked, "SG312") == ["warning"]
    assert severities(world.build(), "SG312") == ["error"]


def test_other_facts_may_change_but_the_counts_may_not_get_worse(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(world)
    published_before_the_rules(world, monkeypatch)
    base = PublishedSite(world.output)
    counted(world, doi="10.5281/zenodo.20817982")
    outcome = world.build(base=base)
    assert (outcome.is_stopped, severities(outcome, "SG312")) == (False, ["warning"])
    counted(world, verification={"independently_reproduced_claims": 10})
    assert severities(world.build(base=PublishedSite(world.output)), "SG312") == ["error"]


def test_a_broken_rule_holds_a_new_paper_back(world: World) -> None:
    world.build()
    counted(world)
    outcome = world.build(base=PublishedSite(world.output), hold=True)
    assert outcome.is_held
    assert [folder for folder, _ in outcome.held] == ["papers/one"]


def test_only_new_events_are_judged_by_their_numbers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(world, 2)
    published_before_the_rules(world, monkeypatch)
    assert severities(world.build(), "SG515") == ["warning"]
    assert severities(world.build(base=PublishedSite(world.output)), "SG515") == []
    corrected(world, 2, 4)
    outcome = world.build(base=PublishedSite(world.output))
    assert severities(outcome, "SG515") == ["warning"]
    assert "5EED0001-C4" in next(
        each.message for each in outcome.diagnostics if each.code == "SG515"
    )
