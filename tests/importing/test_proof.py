"""The proof reports everything that a recovered record would publish differently."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.importing.importer import import_site
from sitegen.importing.listing import published_ledger
from sitegen.importing.proof import differences
from sitegen.render.project import Project, load_site
from tests.importing.imports import facts, forged, imported
from tests.worlds import ONE, OTHER, World


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (
            lambda paper: {"events": paper.events[:-1]},
            "/correction_events: a build of the record would publish 4 events, but the site has 3",
        ),
        (
            lambda paper: {"events": (*paper.events, paper.events[-1])},
            "/correction_events: a build of the record would publish 4 events, but the site has 5",
        ),
        (
            lambda paper: {"superseded_by": ""},
            f'/superseded_by: would be "{OTHER}" in a build of the record; published is ""',
        ),
    ],
)
def test_corrections_that_are_not_the_published_ones_are_named(
    published: Any, told: str, corrected: World, tmp_path: Path
) -> None:
    import_site(corrected.output, tmp_path, THIS_PROCESS, lambda *_: None)
    (one,) = [each for each in published_ledger(corrected.output).records() if each.id == ONE]
    assert one.paper is not None
    other = replace(one, paper=replace(one.paper, **published(one.paper)))
    findings, errors = differences(other, tmp_path, load_site(Project(tmp_path))[0], "")
    assert not errors
    assert [str(each) for each in findings] == [f"paper/{ONE}/corrections.json: {told}"]


def test_an_event_that_a_record_would_tell_otherwise_is_named(site: Path, tmp_path: Path) -> None:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (listed,) = [each for each in ledger["events"] if each["work"] == OTHER]
    (paper,) = [each for each in ledger["papers"] if each["id"] == OTHER]
    listed["event"]["public_note"] += " "
    listed["event_sha256"] = paper["last_event_sha256"] = canonical_sha256(listed["event"])
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()
    (finding,) = imported(site, tmp_path / "records").findings
    assert (finding.file, finding.at) == (
        f"paper/{OTHER}/corrections.json",
        "/correction_events/0",
    )


def test_a_fact_that_the_contract_drops_is_told_by_its_digest(site: Path, tmp_path: Path) -> None:
    hostile = facts(site)
    hostile["draft"] = True
    hostile["work"]["title"] += " "
    forged(site, OTHER, hostile)
    done = imported(site, tmp_path / "records")
    assert [each.at for each in done.findings] == ["/facts_sha256"]
    assert done.written == 3


def test_a_text_that_yaml_may_not_hold_is_an_error_of_the_record(
    site: Path, tmp_path: Path
) -> None:
    hostile = facts(site)
    hostile["work"]["title"] = "a\u0007b"
    forged(site, OTHER, hostile)
    (error,) = imported(site, tmp_path / "records").diagnostics
    assert (error.code, error.place.file) == ("SG102", "records/papers/5eed0002/manifest.yaml")
