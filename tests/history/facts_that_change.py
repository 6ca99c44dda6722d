"""Every kind of fact, and a change of it: what is written, and at which line it is then seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.history.histories import OTHER_PROOF, PROOF, RESULTS, RICH, Records, kept_as, sha256


@dataclass(frozen=True)
class Fact:
    """A change of a fact, the field of it, and the line at which it is seen afterwards."""

    name: str
    old: str
    new: str
    field: str
    marker: str
    paper: str = "rich"
    files: Mapping[str, bytes] = field(default_factory=dict)

    def change(self, records: Records) -> None:
        if self.old:
            records.edit(f"{self.paper}/manifest.yaml", self.old, self.new)
        for name, data in self.files.items():
            records.write(f"{self.paper}/{name}", data)


def _changed(name: str, old: str, new: str, path: str) -> Fact:
    return Fact(name, old, new, path, re.escape(new.strip()))


def _gone(name: str, line: str, path: str, above: str) -> Fact:
    return Fact(f"{name} gone", f"{line}\n", "", path, above)


def _added(name: str, after: str, line: str, path: str) -> Fact:
    return Fact(f"{name} added", f"{after}\n", f"{after}\n{line}\n", path, re.escape(line), "bare")


FACTS = (
    _changed("title", "The rich paper\n", "The poor paper\n", "work.title"),
    _changed("abstract", "abstract of the rich", "abstract of the poor", "work.abstract"),
    _changed("question", "Is it rich?", "Is it poor?", "work.research_question"),
    _changed("day", "submitted: 2026-07-01", "submitted: 2026-06-30", "work.submitted"),
    _changed("lead title", "A lead,", "Another lead,", "work.lead_source.title"),
    _changed("lead address", "org/lead", "org/load", "work.lead_source.url"),
    _changed("DOI", "5555/rich.1", "5555/rich.2", "work.doi"),
    _changed("language", "language: en", "language: de", "work.language"),
    _changed("topic", "[birds, owls]", "[birds, bats]", "work.topics"),
    _changed("topics", "[birds, owls]", "[birds]", "work.topics"),
    Fact("creator", "Ada Author", "Bea Author", "work.creators", "name: Bea"),
    _changed("license", "CC-BY-4.0", "CC0-1.0", "work.license"),
    _changed("score", "review_score: 6.9", "review_score: 6.8", "quality_assessment.review_score"),
    _changed("method", "By hand", "By eye", "quality_assessment.review_method"),
    _changed(
        "dimension",
        "evidence_strength: MEDIUM",
        "evidence_strength: HIGH",
        "quality_assessment.dimensions.evidence_strength",
    ),
    _changed(
        "dimension's score", "score: 3.5", "score: 4.5", "quality_assessment.dimensions.novelty"
    ),
    _changed(
        "basis", "Seen before", "Not seen before", "quality_assessment.dimensions.novelty.basis"
    ),
    _changed("claims", "claims: 4", "claims: 5", "verification.source_grounded_claims"),
    _changed(
        "source of claims",
        "parsed source sections",
        "abstracts",
        "verification.claim_record_source",
    ),
    _changed(
        "counter",
        "corroborated_claims: 2",
        "corroborated_claims: 1",
        "verification.cross_source_corroborated_claims",
    ),
    _changed("reason", "The proof type-checks.", "The proof is fine.", "gate_verdict.reason"),
    _changed("verdict", "status: VERIFIED", "status: FALSIFIED", "gate_verdict.status"),
    _changed("day of verdict", "07-02T09", "07-03T09", "gate_verdict.evaluated_at"),
    _changed("label", "label: Proof", "label: The proof", "artifacts[0].label"),
    _changed("type", "type: dataset", "type: other", "artifacts[2].type"),
    _changed("address", "org/results", "org/result", "artifacts[1].url"),
    _changed("digest", sha256(RESULTS), sha256(PROOF), "artifacts[1].sha256"),
    Fact(
        "bytes",
        "",
        "",
        "artifacts[0].sha256",
        "type: lean4_proof",
        files={"artifacts/proof.lean": OTHER_PROOF, kept_as(PROOF, "proof.lean"): PROOF},
    ),
    Fact("artifact gone", "  - type: dataset\n    label: Data\n", "", "artifacts", "- type: lean4"),
    _changed("limitation", "It is invented.", "It is not real.", "limitations"),
    _gone("day", "  submitted: 2026-07-01", "work.submitted", "^work:"),
    _gone("DOI", "  doi: 10.5555/rich.1", "work.doi", "^work:"),
    _gone("language", "  language: en", "work.language", "^work:"),
    _gone("topics", "  topics: [birds, owls]", "work.topics", "^work:"),
    _gone("license", "  license: CC-BY-4.0", "work.license", "^work:"),
    _gone(
        "method", "  review_method: By hand", "quality_assessment.review_method", "^quality_assess"
    ),
    _gone(
        "counter",
        "  cross_source_corroborated_claims: 2",
        "verification.cross_source_corroborated_claims",
        "^verification:",
    ),
    _gone("reason", "  reason: The proof type-checks.", "gate_verdict.reason", "^gate_verdict:"),
    _gone("address", "    url: https://example.org/results", "artifacts[1]", "type: repro_results"),
    Fact(
        "dimensions gone",
        RICH[RICH.index("  dimensions:\n") : RICH.index("verification:\n")],
        "",
        "quality_assessment.dimensions",
        "^quality_assessment:",
    ),
    _added("day", "  title: The bare paper", "  submitted: 2026-06-01", "work.submitted"),
    _added(
        "method",
        "  review_score: 6.5",
        "  review_method: By ear",
        "quality_assessment.review_method",
    ),
    _added(
        "claims",
        "  review_score: 6.5",
        "verification: {source_grounded_claims: 2}",
        "verification.source_grounded_claims",
    ),
    _added("limitation", "  review_score: 6.5", "limitations: [It is bare.]", "limitations"),
    _added(
        "dimension",
        "  review_score: 6.5",
        "  dimensions: {safety_impact: LOW}",
        "quality_assessment.dimensions.safety_impact",
    ),
)
