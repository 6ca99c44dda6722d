"""A small published site with everything that an import has to recover."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sitegen.cli import sitegen
from sitegen.history.ledgers import PublishedSite
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, World

REMOVED = "5eed0003-0000-4000-8000-00000000c0de"
AT = ("--at", "2026-08-01T09:00:00+00:00")
SCRIPT, DATA = "print(42)\n", "a,b\n1,2\n"
FILES = [
    {"type": "repro_script", "label": "A script", "path": "artifacts/run/a.py"},
    {"type": "dataset", "label": "Data of Jane Doe", "path": "artifacts/data.csv"},
    {"type": "red_team_report", "label": "Elsewhere", "url": "https://example.org/r.pdf"},
]


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Papers that were corrected, redacted, superseded and removed, and their site."""
    return corrected_world(tmp_path_factory.mktemp("corrected"))


def corrected_world(folder: Path) -> World:
    """Two papers that were corrected, redacted and superseded, a third that was removed.

    Each step is published before the next, so that manifests and artifacts are replaced.
    """
    world = World(folder)
    world.fill()
    _one(world, SCRIPT)
    world.write("papers/one/artifacts/data.csv", DATA)
    world.paper("other", OTHER, title="Newer", manifest={"report": "none"})
    world.paper("third", REMOVED)
    _published(world)
    _one(world, SCRIPT * 2, title="Better")
    _say(world, "correct", "one", "--type", "ARTIFACT", "--note", "A new script.\n\n- and a list")
    _published(world)
    _say(world, "correct", "one", "--type", "CLAIM", "--note", "By Jane Doe.", *NOTICE)
    words = ("--note", "Newer figures.", "--superseded-by", OTHER)
    _say(world, "correct", "one", "--type", "METADATA", *words)
    _published(world)
    _say(world, "redact", "one", "--text", "Jane Doe", "--artifact", "artifacts/data.csv")
    shutil.rmtree(world.records / "papers/third")
    world.write("papers/third/tombstone.yaml", json.dumps(TOMBSTONE))
    _published(world)
    return world


NOTICE = ("--notice", "expression_of_concern", "--issued-by", "The editors", "--reason", "A doubt")
TOMBSTONE = {
    "id": REMOVED,
    "title": "The paper: third",
    "removed_at": "2026-08-01T09:00:00+00:00",
    "reason": "A court\nordered it.",
    "by": "The editors",
}


def _one(world: World, script: str, **changes: Any) -> None:
    verdict = {"status": "FALSIFIED", "reason": "It: fails # here"}
    manifest = {"artifacts": FILES, "gate_verdict": verdict, "limitations": ["None *known*."]}
    world.paper("one", ONE, submitted="2026-07-01", manifest=manifest, **changes)
    world.write("papers/one/artifacts/run/a.py", script)


def _published(world: World) -> None:
    base = PublishedSite(world.output) if world.output.exists() else None
    outcome = world.build(base=base)
    assert not outcome.is_stopped, outcome.diagnostics


def _say(world: World, *words: str) -> None:
    where = ("--records", str(world.records), "--against", str(world.output))
    sitegen.main([*words, *where, *AT], standalone_mode=False)


def _without_own_sources(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "generated_from"}


def without_sources(site: Path) -> dict[str, Any]:
    """The files of a site, except what follows from the bytes of its YAML files.

    Those are digests of the sources, of manifests that hold them, and PDFs that hold manifests.
    """
    files: dict[str, Any] = {**BuiltSite(site).files()}
    for name in [*files]:
        if name.endswith(".pdf") or name == "SHA256SUMS":
            del files[name]
        elif name.endswith(("corrections.json", "manifest.json")):
            files[name] = json.loads(files[name], object_hook=_without_own_sources)
    ledger = json.loads(files["ledger.json"])
    for paper in ledger["papers"]:
        paper["manifest_sha256"] = ""
    return {**files, "ledger.json": ledger}
