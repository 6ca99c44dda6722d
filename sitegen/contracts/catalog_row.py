"""What one paper contributes to the catalog: one flat row for everything that lists papers."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sitegen.contracts.artifacts import report_artifact
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_paper import PublishedPaper, paper_path


class CatalogRow(NamedTuple):
    """One paper in listings, statistics and rules between papers. `folder` is where it was read."""

    folder: str
    id: str
    record_id: str
    title: str
    display_title: str
    submitted: str
    research_question: str
    status: str
    status_label: str
    status_emphasis: str
    gate: str
    gate_label: str
    evidence: str
    tier: str
    tier_label: str
    level: int
    level_label: str
    review_score: float | None
    claims: int | None
    doi: str
    language: str
    correction_state: str
    correction_count: int
    last_corrected_at: str
    superseded_by: str
    supersedes: tuple[str, ...]
    abstract_sha256: str
    has_report: bool

    @property
    def path(self) -> str:
        """The paper's path on the site."""
        return paper_path(self.id)


def catalog_row(folder: str, paper: PublishedPaper) -> CatalogRow:
    """The row of a paper; what is not known is an empty text, or None for a number."""
    manifest, corrections = paper.manifest, paper.corrections
    work, status, tier = manifest.work, manifest.editorial_status, manifest.quality_assessment
    return CatalogRow(
        folder=folder,
        id=work.id,
        record_id=work.record_id,
        title=work.title,
        display_title=paper.display_title,
        submitted=work.submitted or "",
        research_question=work.research_question,
        status=status.status,
        status_label=status.label,
        status_emphasis=status.emphasis,
        gate=manifest.gate_verdict.status,
        gate_label=manifest.gate_verdict.label,
        evidence=manifest.verdict_evidence.statement,
        tier=tier.quality_tier.tier,
        tier_label=tier.quality_tier.label,
        level=manifest.verification.paper_level,
        level_label=manifest.verification.paper_level_label,
        review_score=tier.review_score,
        claims=manifest.verification.claim_summary.source_grounded_claims,
        doi=work.doi or "",
        language=work.language,
        correction_state=corrections.correction_state,
        correction_count=corrections.correction_count,
        last_corrected_at=corrections.last_corrected_at or "",
        superseded_by=corrections.superseded_by or "",
        supersedes=work.supersedes,
        abstract_sha256=hashlib.sha256(work.abstract.encode()).hexdigest(),
        has_report=paper.has_report,
    )


def published_row(folder: str, manifest_json: bytes, corrections_json: bytes) -> CatalogRow:
    """The row of a paper as it was published, from its `manifest.json` and `corrections.json`.

    Raises ValueError where one of them is not such a record.
    """
    manifest = PaperManifest.model_validate_json(manifest_json)
    corrections = CorrectionRecord.model_validate_json(corrections_json)
    row = catalog_row(folder, PublishedPaper(manifest, corrections, authored_report=None))
    # What a report says is not published, but that there is one.
    return row._replace(has_report=report_artifact(manifest.work.url) in manifest.artifact_set)
