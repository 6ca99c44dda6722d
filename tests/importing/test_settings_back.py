"""Settings that the papers of a site tell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.importing.importer import import_site
from sitegen.importing.settings_back import SettingsBack
from sitegen.project import Project, load_site
from sitegen.workers import THIS_PROCESS
from tests.worlds import ONE, World

POLICY = """
tier_policy:
  quarantine_below: 4
  flagship_candidate: {minimum_review_score: 6.5}
  doi_grade: {minimum_review_score: 8, minimum_verified_claim_count: 3}
"""
# By the contract's own thresholds the tier follows from these; by those above it has to be said.
ASSESSMENT = {
    "review_score": 7,
    "dimensions": {"reproducibility_status": "HIGH"},
    "tier": "WATCHLIST",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "world").mkdir()
    world = World(tmp_path / "world")
    world.fill()
    settings = world.records / "site.yaml"
    text = settings.read_text(encoding="utf-8").replace("language: en\n", "language: de-CH\n")
    before, _, after = text.partition("tier_policy:\n")
    world.write("site.yaml", before + POLICY + after[after.index("\n\n") :])
    world.paper("one", ONE, manifest={"quality_assessment": ASSESSMENT}, language="en")
    return world


def test_all_that_papers_show_comes_back(world: World, tmp_path: Path) -> None:
    world.build()
    done = import_site(world.output, tmp_path / "records", THIS_PROCESS, lambda *_: None)
    assert (done.is_exact, done.wrote_settings) == (True, True), done.findings
    ours, theirs = (load_site(Project(each))[0] for each in (tmp_path / "records", world.records))
    apart = {"navigation": (), "silenced": (), "settings_sha256": "", "published": ""}
    assert replace(ours, **apart) == replace(theirs, **apart)
    assert theirs.tier_policy.quarantine_below == 4
    assert theirs.language == "de-CH"


def test_a_tier_that_new_thresholds_leave_open_is_declared_again(
    world: World, tmp_path: Path
) -> None:
    world.build()
    import_site(world.output, tmp_path / "records", THIS_PROCESS, lambda *_: None)
    record = tmp_path / "records/papers" / ONE[:8] / "manifest.yaml"
    assert "  tier: WATCHLIST\n" in record.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("member", "value"),
    [("schema", 7), ("publisher", []), ("limitations", "x"), ("provenance", {}), ("facts", {})],
)
def test_a_manifest_that_is_none_tells_nothing(member: str, value: Any, world: World) -> None:
    world.build()
    manifest = json.loads((world.output / f"paper/{ONE}/manifest.json").read_bytes())
    back = SettingsBack()
    back.look_at(json.dumps({**manifest, member: value}).encode())
    assert back.site_yaml() == (b"", None)
