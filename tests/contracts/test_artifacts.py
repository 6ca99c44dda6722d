"""Artifacts: held here, held elsewhere, or only declared."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from sitegen.contracts.artifacts import Artifact, ArtifactPanel, media_type
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


# ------------------------------------------------------------------------------ The panel


PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
HELD = {"type": "dataset", "label": "Data", "path": "artifacts/a.csv"}
ELSEWHERE = {"type": "dataset", "label": "Data", "url": "https://example.org/data.csv"}
DECLARED = {"type": "other", "label": "Notes"}
MANY = [
    ELSEWHERE | {"sha256": DIGEST, "url": f"https://example.org/{number}"} for number in range(12)
]


def panel(*artifacts: dict[str, Any], **changes: Any) -> ArtifactPanel:
    files = {"artifacts/a.csv": b"1,2\n"} if HELD in artifacts else {}
    return paper({"artifacts": [*artifacts]} | changes, files=files).artifact_panel


def test_the_commands_name_whole_addresses_and_digests() -> None:
    found = panel(HELD, ELSEWHERE | {"sha256": DIGEST})
    held = found.artifacts[1]
    assert found.commands.splitlines() == [
        f"curl --fail --location --globoff --output 2-a.csv {held.url}",
        f"echo '{held.sha256}  2-a.csv' | sha256sum --check",
        "curl --fail --location --globoff --output 3-data.csv https://example.org/data.csv",
        f"echo '{DIGEST}  3-data.csv' | sha256sum --check",
    ]
    assert held.url is not None
    assert held.url.startswith("https://assignee.net/paper/")
    assert found.remark == ""


@pytest.mark.parametrize(
    ("artifacts", "changes", "remark"),
    [
        ((), {}, "Not possible from this record: it lists no file to compare."),
        ((), {"report": "none"}, "Not possible from this record: it lists no file to compare."),
        *(
            (
                each,
                {},
                "Not possible from this record: no artifact has both an address and a digest.",
            )
            for each in ((DECLARED,), (ELSEWHERE,), (DECLARED | {"sha256": DIGEST}, ELSEWHERE))
        ),
        ((HELD, DECLARED), {}, ""),
        ((HELD, ELSEWHERE), {}, "One further artifact has an address but no digest to compare."),
        (
            *((HELD, ELSEWHERE, ELSEWHERE | {"url": "https://example.org/2"}), {}),
            "Two further artifacts have an address but no digest to compare.",
        ),
        (
            *((HELD, *MANY), {}),
            "The commands are those of the first 12 files with a digest.",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(
    artifacts: tuple[dict[str, Any], ...], changes: dict[str, Any], remark: str
) -> None:
    found = panel(*artifacts, **changes)
    assert found.remark == remark
    assert bool(found.commands) == (HELD in artifacts)


@pytest.mark.parametrize("status", ["VERIFIED", "FALSIFIED"])
def test_a_transcription_without_evidence_has_a_row_that_says_so(status: str) -> None:
    found = panel(gate_verdict={"status": status, "reason": "So."}, **PARTIAL)
    assert found.missing in ("Proof source, or script and results", "Evidence for the failure")
    assert found.summary == (
        "This record lists one artifact, which has an address. It lists none of the evidence of "
        "its verdict."
    )
    assert found.remark == (
        "Not possible from this record: it names no file that backs its verdict."
    )
    assert panel(gate_verdict={"status": "UNVERIFIED"}, **PARTIAL).missing == ""
    named = (
        {"type": "red_team_report", "label": "Report"},
        {"type": "lean4_proof", "label": "Proof"},
    )
    assert panel(*named, gate_verdict={"status": status, "reason": "So."}, **PARTIAL).missing == ""


def test_the_numbers_to_expect_are_those_of_the_first_comparison() -> None:
    reason = "Computed 42.1 matches expected 42.0 (tolerance=5.0%)."
    verified = {"status": "FALSIFIED", "reason": reason}
    evidence = {"type": "repro_results", "label": "Results"}
    assert panel(evidence, gate_verdict=verified).expected == (
        "The number to expect is 42.0, within 5.0%; the reason gives 42.1 as computed."
    )
    equal = verified | {"reason": reason.replace("42.1", "42.0")}
    assert panel(evidence, gate_verdict=equal).expected == (
        "The number to expect is 42.0, within 5.0%; the reason gives the same number as computed."
    )
    several = verified | {"reason": f"{reason} {reason} {reason}"}
    assert panel(evidence, gate_verdict=several).expected == (
        "The first of 3 numbers to expect is 42.0, within 5.0%; the reason gives 42.1 as computed."
    )
    assert panel().expected == ""


@pytest.mark.parametrize(
    ("artifacts", "changes", "summary"),
    [
        ((), {"report": "none"}, "No artifact is attached to this record."),
        ((), {}, "This record lists one artifact, which has an address."),
        (
            *((DECLARED,), {"report": "none"}),
            "This record lists one artifact, which has no address.",
        ),
        ((HELD,), {}, "This record lists two artifacts; each has an address."),
        ((DECLARED, HELD), {}, "This record lists three artifacts; two have an address."),
        ((DECLARED,), {}, "This record lists two artifacts; one has an address."),
        (
            *((DECLARED, DECLARED | {"label": "Others"}), {"report": "none"}),
            "This record lists two artifacts; none has an address.",
        ),
    ],
)
def test_the_addresses_are_counted(
    artifacts: tuple[dict[str, Any], ...], changes: dict[str, Any], summary: str
) -> None:
    assert panel(*artifacts, **changes).summary == summary


def test_an_artifact_says_what_it_is_and_how_large() -> None:
    found = panel(HELD, ELSEWHERE, DECLARED)
    assert [(each.kind, each.size) for each in found.artifacts] == [
        ("Report, application/pdf", ""),
        ("Data set, text/csv", "4 bytes"),
        ("Data set, text/csv", ""),
        ("Other file", ""),
    ]
    assert [each.is_made_here for each in found.artifacts] == [True, False, False, False]
    assert [each.no_digest for each in found.artifacts[2:]] == ["No digest in this record"] * 2
    (stated,) = panel(DECLARED, report="none", **PARTIAL).artifacts
    assert stated.no_digest == "Not stated in this record"
