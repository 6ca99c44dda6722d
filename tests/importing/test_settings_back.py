"""Settings recovered from the manifests of a site."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.importing.importer import import_site
from sitegen.importing.settings_back import SettingsBack
from sitegen.render.project import Project, load_site
from tests.command_line import Call
from tests.conftest import built
from tests.worlds import ONE, OTHER, WITHOUT_PDF, World

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
    assert done.is_exact, done.findings
    assert done.new_settings is not None
    assert done.new_settings.limitations_of == ""
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


def test_papers_that_all_have_limitations_of_their_own_come_back_as_a_project_that_builds(
    world: World, tmp_path: Path, call: Call
) -> None:
    for name, paper_id in (("one", ONE), ("other", OTHER)):
        world.paper(name, paper_id, manifest={"limitations": [f"A limit of *{name}*."]})
    world.build()
    done = call("import", world.output, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = f"records/site.yaml: `limitations:` come from {ONE}, because every paper has its own"
    assert f"{told}: change them to what holds for all papers\n" in done.stdout
    settings = (tmp_path / "records/site.yaml").read_text(encoding="utf-8")
    _, beside = settings.split("\n# Every published paper has its own limitations")
    assert beside.endswith("\nlimitations: ['A limit of *one*.']\n")
    shutil.copytree(world.records / "pages", tmp_path / "records/pages")
    checked = call("validate", "--against", world.output, cwd=tmp_path)
    # The lines of the tiers cross, of which SG224 warns; nothing else is found.
    assert checked.returncode == 0
    assert "0 errors, 1 warning, 0 notices" in checked.stdout
    assert built(tmp_path / "records", tmp_path / "site", formats=WITHOUT_PDF)[1].papers == 2


def test_a_site_without_papers_tells_what_to_do_for_settings(tmp_path: Path, call: Call) -> None:
    (tmp_path / "world").mkdir()
    world = World(tmp_path / "world")
    world.fill()
    shutil.rmtree(world.records / "papers")
    world.build()
    done = call("import", world.output, cwd=tmp_path)
    assert (
        "records/site.yaml was not written, because the manifests contain too few settings: "
        "write it" in done.stdout
    )
    assert "records/site.yaml: `published:` is missing" in done.stdout


@pytest.mark.parametrize(
    ("member", "value"),
    [("schema", 7), ("publisher", []), ("limitations", "x"), ("provenance", {}), ("facts", {})],
)
def test_a_manifest_that_is_none_tells_nothing(member: str, value: Any, world: World) -> None:
    world.build()
    manifest = json.loads((world.output / f"paper/{ONE}/manifest.json").read_bytes())
    back = SettingsBack()
    back.look_at(ONE, json.dumps({**manifest, member: value}).encode())
    assert back.site_yaml() == (b"", None)
