"""The files of one record, recovered from a site and its ledger."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sitegen.findings.canonical import canonical_json
from tests.importing.imports import facts, forged, imported, kept_by
from tests.importing.sites import REMOVED
from tests.worlds import ONE, OTHER


@pytest.mark.parametrize("hostile", [[], "x", {"work": []}])
def test_facts_that_are_none_are_refused(hostile: Any, site: Path, tmp_path: Path) -> None:
    forged(site, OTHER, hostile)
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{OTHER}/manifest.json"
    assert "is not a published manifest" in finding.what


def test_facts_of_another_paper_are_refused(site: Path, tmp_path: Path) -> None:
    hostile = facts(site)
    hostile["work"]["id"] = REMOVED
    forged(site, OTHER, hostile)
    (finding,) = imported(site, tmp_path / "records").findings
    assert (
        finding.what == "has the facts of another paper; the paper was not imported: "
        "import from an undamaged copy of the site"
    )


def test_a_redacted_manifest_that_names_another_digest_is_named(site: Path, tmp_path: Path) -> None:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (paper,) = [each for each in ledger["papers"] if each["id"] == ONE]
    assert "manifests/1.json" in paper["redacted"]
    paper["kept"]["manifests/1.json"] = "0" * 64
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{ONE}/manifests/1.json"


@pytest.mark.parametrize(
    "path", ["artifacts/x", "artifacts/0123456789ab/.git/hooks", "manifests/x"]
)
def test_an_address_that_sitegen_never_gives_is_refused(
    path: str, site: Path, tmp_path: Path
) -> None:
    forged(site, OTHER, facts(site), kept={path: "0" * 64})
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{OTHER}/{path}"
    assert "not a valid address" in finding.what


def test_files_that_cannot_lie_in_one_folder_cost_the_paper(site: Path, tmp_path: Path) -> None:
    hostile, kept = facts(site), {}
    hostile["artifacts"] = []
    for path, data in (("x", b"1"), ("x/y", b"2")):
        sha256 = hashlib.sha256(data).hexdigest()
        file = site / f"paper/{OTHER}/artifacts/{sha256[:12]}/{path}"
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
        kept[f"artifacts/{sha256[:12]}/{path}"] = sha256
        artifact = {"type": "other", "label": path, "path": f"artifacts/{path}", "sha256": sha256}
        hostile["artifacts"].append(artifact)
    kept |= kept_by(site)
    forged(site, OTHER, hostile, kept=kept)
    (finding,) = imported(site, tmp_path / "records").findings
    assert "has the same path in the record as another file" in finding.what
