"""Artifacts: held here, held elsewhere, or only declared."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from sitegen.contracts.artifacts import Artifact, media_type
from tests.contracts.papers import ID, errors, facts, paper

RESULTS = b'{"computed": 1, "expected": 1}'
DIGEST = hashlib.sha256(RESULTS).hexdigest()


def artifact(authored: dict[str, Any], files: dict[str, bytes] | None = None) -> Artifact:
    return paper({"artifacts": [authored]}, files=files).manifest.artifact_set[-1]


def test_a_file_that_is_here_gets_an_address_with_its_digest() -> None:
    authored = {"type": "repro_results", "label": "Results", "path": "artifacts/run/results.json"}
    held = artifact(authored, {"artifacts/run/results.json": RESULTS})
    assert held.model_dump() == {
        "type": "repro_results",
        "label": "Results",
        "url": f"https://assignee.net/paper/{ID}/artifacts/{DIGEST[:12]}/run/results.json",
        "format": "application/json",
        "sha256": DIGEST,
        "bytes": len(RESULTS),
        "state": "HELD",
    }


def test_changed_bytes_get_another_address() -> None:
    authored = {"type": "dataset", "label": "Data", "path": "artifacts/a.csv"}
    one, other = (artifact(authored, {"artifacts/a.csv": data}) for data in (b"1", b"2"))
    assert one.url != other.url


def test_what_is_held_elsewhere_keeps_its_address_and_the_digest_that_is_known() -> None:
    authored = {
        "type": "dataset",
        "label": "Data",
        "url": "https://example.org/data.csv",
        "sha256": DIGEST,
    }
    elsewhere = artifact(authored)
    assert (elsewhere.state, elsewhere.url) == ("ELSEWHERE", "https://example.org/data.csv")
    assert (elsewhere.format, elsewhere.sha256, elsewhere.bytes) == ("text/csv", DIGEST, None)


def test_what_is_only_declared_has_no_address() -> None:
    declared = artifact({"type": "red_team_report", "label": "Red-team report"})
    assert declared.state == "DECLARED_ONLY"
    assert declared.state_label == "Declared, not public"
    assert (declared.url, declared.format, declared.sha256, declared.bytes) == (None,) * 4


def test_the_report_that_is_made_comes_first_and_without_a_digest() -> None:
    report = paper().manifest.artifact_set[0]
    assert (report.type, report.state) == ("report", "HELD")
    assert report.url == f"https://assignee.net/paper/{ID}/paper.pdf"
    assert (report.sha256, report.bytes) == (None, None)


def test_a_paper_without_a_report_has_no_report_artifact() -> None:
    assert paper({"report": "none"}).manifest.artifact_set == ()


def test_a_digest_that_is_not_that_of_the_file_shows_both() -> None:
    wrong = "0" * 64
    authored = {"type": "dataset", "label": "D", "path": "artifacts/a.csv", "sha256": wrong}
    found = errors(facts({"artifacts": [authored]}), files={"artifacts/a.csv": RESULTS})
    assert [code for code, _ in found] == ["SG406"]
    assert DIGEST in found[0][1]
    assert wrong in found[0][1]


def test_an_artifact_is_here_or_elsewhere_and_not_both() -> None:
    both = {"type": "dataset", "label": "D", "path": "artifacts/a", "url": "https://example.org/"}
    assert [code for code, _ in errors(facts({"artifacts": [both]}))] == ["SG219"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.JSON", "application/json"),
        ("a/b.tar.gz", "application/gzip"),
        ("proof.lean", "text/x-lean"),
        ("https://example.org/x.pdf", "application/pdf"),
        ("Makefile", None),
        ("a.unknown", None),
    ],
)
def test_a_name_tells_the_media_type_whatever_the_machine_knows(
    name: str, kind: str | None
) -> None:
    assert media_type(name) == kind


def test_a_file_of_an_unknown_kind_is_bytes() -> None:
    authored = {"type": "other", "label": "Log", "path": "artifacts/out"}
    assert artifact(authored, {"artifacts/out": b"."}).format == "application/octet-stream"
