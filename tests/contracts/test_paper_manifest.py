"""The facts of a manifest in one normal form: what changes their digest, and what does not."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import re
from typing import Any

import pytest
import rfc8785

from sitegen.contracts.published_paper import PublishedPaper
from tests.contracts.papers import SETTINGS, SITE, facts, paper, published, read_settings

FULL: dict[str, Any] = {
    "work.submitted": "2026-07-02",
    "work.doi": "10.5281/zenodo.1",
    "work.creators": [{"name": "Ada", "orcid": "0000-0002-1825-0097"}],
    "work.lead_source": {"title": "A source", "url": "https://example.org/"},
    "quality_assessment.review_score": 9.0,
    "quality_assessment.dimensions": {"novelty": "LOW", "reproducibility_status": "HIGH"},
    "verification.source_grounded_claims": 9,
    "gate_verdict": {
        "status": "FALSIFIED",
        "reason": "A counterexample was found.",
        "evaluated_at": "2026-07-02T03:48:27.951721+00:00",
    },
    "artifacts": [
        {"type": "counterexample", "label": "Counterexample", "path": "artifacts/a.txt"},
        {"type": "red_team_report", "label": "Red-team report"},
    ],
    "limitations": ["Its own limitation."],
}
FILES = {"artifacts/a.txt": b"n = 7\n"}


def digest(changes: dict[str, Any] | None = None) -> str:
    return published(facts(FULL | (changes or {})), files=FILES).manifest.facts_sha256


def sha256_of(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def facts_digest(made: PublishedPaper) -> str:
    return made.manifest.facts_sha256


def test_the_facts_are_what_was_authored_and_nothing_that_follows() -> None:
    assert published(facts(FULL), files=FILES).manifest.facts == {
        "work": {
            "id": facts()["work"]["id"],
            "title": "An invented paper",
            "abstract": "An invented abstract.",
            "research_question": "Is it invented?",
            "submitted": "2026-07-02",
            "doi": "10.5281/zenodo.1",
            "creators": [{"name": "Ada", "orcid": "0000-0002-1825-0097"}],
            "lead_source": {"title": "A source", "url": "https://example.org/"},
        },
        "quality_assessment": {
            "review_score": 9.0,
            "dimensions": {
                "novelty": {"level": "LOW"},
                "reproducibility_status": {"level": "HIGH"},
            },
        },
        "verification": {"source_grounded_claims": 9},
        "gate_verdict": {
            "status": "FALSIFIED",
            "reason": "A counterexample was found.",
            "evaluated_at": "2026-07-02T03:48:27.951721+00:00",
        },
        "artifacts": [
            {
                "type": "counterexample",
                "label": "Counterexample",
                "path": "artifacts/a.txt",
                "sha256": hashlib.sha256(b"n = 7\n").hexdigest(),
            },
            {"type": "red_team_report", "label": "Red-team report"},
        ],
        "limitations": ["Its own limitation."],
    }


def test_the_digest_is_that_of_the_facts_as_canonical_json() -> None:
    manifest = published(facts(FULL), files=FILES).manifest
    assert manifest.facts_sha256 == sha256_of(manifest.facts)


@pytest.mark.parametrize(
    "written",
    [
        {"quality_assessment.tier": "FLAGSHIP_CANDIDATE"},
        {"verification.paper_level": 2},
        {"verification.sandbox_executed_claims": 0},
        {"verification.claim_record_source": "not publicly specified"},
        {"draft": False},
        {"gate_verdict.gate": "Gate 2 — Verification (formal proof or sandbox reproduction)"},
        {"quality_assessment.dimensions.safety_impact": "UNASSESSED"},
        {"quality_assessment.dimensions.safety_impact": {"level": "UNASSESSED"}},
        {"quality_assessment.dimensions.novelty": {"level": "LOW"}},
        {"work.topics": []},
        {"work.supersedes": []},
        {"report": {}},
        {"report": {"claims": [], "references": []}},
        {"quality_assessment.review_score": 9},
    ],
    ids=str,
)
def test_writing_down_what_follows_or_what_is_the_default_changes_nothing(
    written: dict[str, Any],
) -> None:
    plain = published(facts(FULL), files=FILES).manifest
    changed = published(facts(copy.deepcopy(FULL) | written), files=FILES).manifest
    assert changed.facts == plain.facts
    assert changed.facts_sha256 == plain.facts_sha256
    assert changed.report_sha256 is plain.report_sha256 is None


def test_writing_down_the_digest_of_a_file_changes_nothing() -> None:
    artifacts = copy.deepcopy(FULL["artifacts"])
    artifacts[0]["sha256"] = hashlib.sha256(FILES["artifacts/a.txt"]).hexdigest()
    assert digest({"artifacts": artifacts}) == digest()


@pytest.mark.parametrize(
    "verdict",
    [
        {"status": "UNVERIFIED"},
        {
            "status": "UNVERIFIED",
            "reason": "No formal proof or sandbox reproduction has been attempted for this record.",
        },
    ],
)
def test_a_verdict_that_says_nothing_is_no_fact(verdict: dict[str, Any]) -> None:
    plain, written = paper(), paper({"gate_verdict": verdict})
    assert written.manifest.facts == plain.manifest.facts
    assert written.manifest.gate_verdict == plain.manifest.gate_verdict


def test_a_back_filled_verdict_is_a_fact() -> None:
    verdict = {"status": "UNVERIFIED", "evaluated_at": "2026-06-10T06:30:49+00:00"}
    assert facts_digest(paper({"gate_verdict": verdict})) != facts_digest(paper())


def test_a_tier_that_the_known_facts_decide_is_no_fact() -> None:
    unknown = {"verification": None, "quality_assessment.review_score": 7.1}
    declared = unknown | {"quality_assessment.tier": "WATCHLIST"}
    assert facts_digest(paper(declared)) == facts_digest(paper(unknown))


def test_a_tier_that_had_to_be_declared_is_a_fact() -> None:
    declared = {"quality_assessment": {"tier": "DOI_GRADE"}}
    other = {"quality_assessment": {"tier": "WATCHLIST"}}
    assert paper(declared).manifest.facts["quality_assessment"] == {"tier": "DOI_GRADE"}
    assert facts_digest(paper(declared)) != facts_digest(paper(other))


def turned(value: Any) -> Any:
    """The same data with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


def test_the_order_of_keys_changes_nothing() -> None:
    record = facts(FULL | {"report": {"sources_retrieved": 3, "references": []}})
    plain, other = published(record, files=FILES), published(turned(record), files=FILES)
    assert other.manifest.facts_sha256 == plain.manifest.facts_sha256
    assert other.manifest.report_sha256 == plain.manifest.report_sha256


@pytest.mark.parametrize(
    "changed",
    [
        {"work.title": "Another title"},
        {"work.submitted": "2026-07-01"},
        {"work.submitted": None},
        {"work.topics": ["transfer"]},
        {"work.language": "de"},
        {"work.license": "CC-BY-4.0"},
        {"quality_assessment.review_score": 9.01},
        {"quality_assessment.review_method": "Automated assessment"},
        {"quality_assessment.dimensions.novelty": "MEDIUM"},
        {"quality_assessment.dimensions.novelty": {"level": "LOW", "score": 2}},
        {"verification.source_grounded_claims": 10},
        {"verification.sandbox_executed_claims": 1},
        {"verification.claim_record_source": "parsed source sections"},
        {"gate_verdict.reason": "Another counterexample was found."},
        {"gate_verdict.gate": "Gate 3"},
        {"artifacts": FULL["artifacts"][:1]},
        {"artifacts": FULL["artifacts"][::-1]},
        {"limitations": None},
    ],
    ids=str,
)
def test_a_changed_fact_changes_the_digest(changed: dict[str, Any]) -> None:
    record = facts(copy.deepcopy(FULL) | changed)
    files = FILES if "artifacts" in record else None
    assert published(record, files=files).manifest.facts_sha256 != digest()


def test_changed_bytes_of_an_artifact_change_the_digest() -> None:
    one, other = (
        published(facts(FULL), files={"artifacts/a.txt": data}).manifest
        for data in (b"n = 7\n", b"n = 8\n")
    )
    assert one.facts_sha256 != other.facts_sha256
    assert one.facts["artifacts"][0] == other.facts["artifacts"][0] | {
        "sha256": hashlib.sha256(b"n = 7\n").hexdigest()
    }


def test_zero_claims_and_unknown_claims_are_different_facts() -> None:
    unknown = {"verification": None, "quality_assessment.review_score": 6}
    none = unknown | {"verification": {"source_grounded_claims": 0}}
    assert facts_digest(paper(none)) != facts_digest(paper(unknown))


def test_a_draft_has_the_facts_of_the_paper_it_will_be() -> None:
    assert facts_digest(paper({"draft": True})) == facts_digest(paper())
    assert "draft" not in paper({"draft": True}).manifest.facts


REPORT: dict[str, Any] = {
    "sources_retrieved": 13,
    "claims": [{"text": "It holds.", "verified": True, "confidence": 0.2}],
}


def test_the_report_is_not_in_the_manifest_but_its_digest_is() -> None:
    plain, reported = paper().manifest, paper({"report": REPORT}).manifest
    assert plain.report_sha256 is None
    assert reported.report_sha256 == sha256_of(REPORT)
    assert reported.facts_sha256 == plain.facts_sha256
    assert "It holds." not in reported.model_dump_json()


def test_a_changed_report_changes_its_digest_alone() -> None:
    other = REPORT | {"sources_retrieved": 14}
    one, two = paper({"report": REPORT}).manifest, paper({"report": other}).manifest
    assert one.report_sha256 != two.report_sha256
    assert one.facts_sha256 == two.facts_sha256


def test_to_have_no_report_is_something_that_a_record_says() -> None:
    none = paper({"report": "none"}).manifest
    assert none.report_sha256 == sha256_of("none")
    assert none.facts_sha256 == paper().manifest.facts_sha256


def test_new_settings_regenerate_a_record_without_changing_its_facts() -> None:
    settings = SETTINGS.replace(b"minimum_review_score: 7.5", b"minimum_review_score: 9.5")
    settings = settings.replace(b"language: en", b"language: de")
    settings = settings.replace(b"Not primary research", b"No primary research")
    severe = published(facts(FULL), files=FILES, site=read_settings(settings)).manifest
    plain = published(facts(FULL), files=FILES).manifest
    assert severe.work.language != plain.work.language
    assert severe.provenance.note != plain.provenance.note
    assert severe.facts_sha256 == plain.facts_sha256


def test_a_preview_at_another_address_has_the_same_facts_and_ids() -> None:
    preview = dataclasses.replace(SITE, base_url="http://localhost:8000/x")
    shown = paper(site=preview).manifest
    assert shown.work.url.startswith("http://localhost:8000/x/paper/")
    assert shown.schema_id == paper().manifest.schema_id
    assert shown.facts_sha256 == paper().manifest.facts_sha256


def test_the_manifest_names_its_inputs_by_digest_and_no_clock_or_path() -> None:
    record = facts()
    made = published(record).manifest
    assert re.fullmatch("manifest.yaml sha256:[0-9a-f]{64}", made.generated_from)
    assert "papers/invented" not in made.model_dump_json()
