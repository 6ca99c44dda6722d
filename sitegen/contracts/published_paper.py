"""Complete a paper: from its authored records to the objects that pages and files show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sitegen.contracts import (
    correction_record,
    gate_verdict,
    paper_manifest,
    quality_dimensions,
    quality_tiers,
    review_monitor,
    source_provenance,
    verification_levels,
)
from sitegen.contracts.artifacts import PANEL as ARTIFACTS_PANEL
from sitegen.contracts.artifacts import (
    Artifact,
    ArtifactPanel,
    complete_artifact,
    report_artifact,
)
from sitegen.contracts.authored_manifest import AuthoredManifest, facts_of
from sitegen.contracts.complete_corrections import (
    CorrectedPaper,
    CorrectionSource,
    complete_correction_record,
)
from sitegen.contracts.correction_record import AuthoredCorrectionRecord, CorrectionRecord
from sitegen.contracts.creators import complete_creator
from sitegen.contracts.editorial_status import editorial_status
from sitegen.contracts.envelope import publisher_name, stated_sources
from sitegen.contracts.gate_verdict import GateVerdict
from sitegen.contracts.notices import (
    CorrectionPanel,
    NoticePage,
    milestones,
    notice_pages,
    status_note,
)
from sitegen.contracts.other_papers import OtherPaper, OtherPapers
from sitegen.contracts.panels import Panel, Row, labels_of
from sitegen.contracts.paper_manifest import HEAD, CutText, PaperManifest, record_id
from sitegen.contracts.paper_report import (
    AuthoredReport,
    Report,
    complete_report,
    report_json,
)
from sitegen.contracts.paper_texts import cut_texts
from sitegen.contracts.related_works import complete_identifier, complete_related_work
from sitegen.contracts.replaced_manifest import ReplacedManifest, read_replaced_manifest
from sitegen.contracts.retractions import RetractionList
from sitegen.contracts.settings import Site
from sitegen.contracts.shown_levels import (
    LevelPanel,
    ProvenancePanel,
    level_panel,
    provenance_panel,
)
from sitegen.contracts.shown_verdicts import (
    GatePanel,
    TierPanel,
    evidence_words,
    gate_panel,
    paper_artifacts,
    status_line,
    tier_panel,
    verdict_statement,
)
from sitegen.contracts.sources import PublishedSource, complete_sources
from sitegen.contracts.timeline import TimelineEntry, timeline
from sitegen.contracts.verdict_evidence import PUBLIC, verdict_evidence
from sitegen.contracts.verdict_summary import VerdictSummary, verdict_summary
from sitegen.contracts.wording import doi_url, last_change
from sitegen.findings.canonical import canonical_sha256
from sitegen.reading.kinds import PAPER
from sitegen.reading.paper_source import ArtifactFile
from sitegen.shapes.identifiers import registered_doi

# The panels of a paper in the order in which its page and its report show them.
PANELS: tuple[Panel, ...] = (
    verification_levels.PANEL,
    gate_verdict.PANEL,
    quality_tiers.PANEL,
    quality_dimensions.PANEL,
    correction_record.PANEL,
    source_provenance.PANEL,
    ARTIFACTS_PANEL,
)
# Every row that readers see: those of the page's head, those of its panels, and the one below.
ROWS: tuple[Row, ...] = (
    *HEAD,
    *(row for panel in PANELS for row in panel.rows),
    review_monitor.ROW,
)
# The labels by the name of a panel and the path of a row, as templates read them.
LABELS = {"head": labels_of(HEAD), **{panel.name: panel.labels for panel in PANELS}}


@dataclass(frozen=True)
class AuthoredPaper:
    """The authored records of one paper, whose shapes are right, but whose facts are unchecked.

    `digests` maps names of record files to their SHA-256, `superseded` maps numbers of replaced
    manifests to their bytes, and `kept` maps served paths of replaced artifacts to their files.
    """

    manifest: AuthoredManifest
    corrections: AuthoredCorrectionRecord | None
    files: Mapping[str, ArtifactFile]
    superseded: Mapping[int, bytes]
    digests: Mapping[str, str]
    kept: Mapping[str, ArtifactFile] = field(default_factory=dict)

    @cached_property
    def cut_texts(self) -> tuple[CutText, ...]:
        """The texts that the record says were cut, and those that may have been, a guess."""
        return cut_texts(self.manifest)


@dataclass(frozen=True, eq=False)
class PublishedPaper:
    """One paper as it is published. `authored_report` is None if the paper has no PDF.

    `snapshots` are the replaced manifests; `kept` maps paths below the URL of the paper to the
    replaced artifacts. `others` are the papers that it names. A draft is only in previews.
    """

    manifest: PaperManifest
    corrections: CorrectionRecord
    authored_report: AuthoredReport | None
    snapshots: tuple[ReplacedManifest, ...] = ()
    kept: Mapping[str, ArtifactFile] = field(default_factory=dict)
    others: OtherPapers = field(default_factory=dict)
    is_draft: bool = False

    @property
    def path(self) -> str:
        """The paper's path on the site, with slashes at both ends."""
        return paper_path(self.manifest.work.id)

    @property
    def display_title(self) -> str:
        """The title as readers see it everywhere, with its status if that is required."""
        return self.manifest.editorial_status.titled(self.manifest.work.title)

    @property
    def status_line(self) -> str:
        """What is said of its status and verdict wherever one line is."""
        return status_line(self.manifest)

    @property
    def verdict_statement(self) -> str:
        """What is said of a falsification after the status; empty if there is none."""
        return verdict_statement(self.manifest)

    @property
    def status_note(self) -> str:
        """What a citation says of the status; empty if it has nothing to say."""
        events = self.corrections.correction_events
        return status_note(self.manifest, events, self.verdict_statement)

    @property
    def last_change(self) -> str:
        """When it was submitted, evaluated or corrected last; empty if none of it is known."""
        submitted, evaluated = self.manifest.work.submitted, self.manifest.gate_verdict.evaluated_at
        corrected = self.manifest.correction_record.last_corrected_at
        return last_change(submitted or "", evaluated or "", corrected or "")

    @property
    def successor(self) -> OtherPaper | None:
        """The paper that replaces this one, if there is one."""
        newer = self.corrections.superseded_by
        return self._other(newer) if newer else None

    @property
    def predecessors(self) -> tuple[OtherPaper, ...]:
        """The papers that this one replaces."""
        return tuple(map(self._other, self.manifest.work.supersedes))

    def _other(self, paper_id: str) -> OtherPaper:
        return self.others.get(paper_id) or OtherPaper(paper_id)

    @property
    def has_report(self) -> bool:
        """Whether the paper has a PDF that sitegen makes."""
        return self.authored_report is not None

    @cached_property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """All correction events with what they changed, oldest first."""
        manifest, events = self.manifest, self.corrections.correction_events
        if not events:  # as of nearly all papers
            return ()
        return timeline(events, self.snapshots, manifest.facts, manifest.report_sha256)

    @cached_property
    def notices(self) -> tuple[NoticePage, ...]:
        """The content of the page of each correction event, oldest first."""
        if not self.timeline:
            return ()
        mark = self.manifest.cut_marks.get("work.title", "")
        return notice_pages(self.timeline, self.corrections, self.path, mark)

    @property
    def correction_panel(self) -> CorrectionPanel:
        """The content of the panel of the correction record."""
        notices = self.notices[::-1]
        days = () if notices else milestones(self.manifest)
        return CorrectionPanel(self.corrections, notices, self.successor, days)

    @property
    def level_panel(self) -> LevelPanel:
        """The content of the panel of the verification level."""
        return level_panel(self.manifest)

    @cached_property
    def tier_panel(self) -> TierPanel:
        """The content of the panel of the quality tier."""
        return tier_panel(self.manifest)

    @property
    def provenance_panel(self) -> ProvenancePanel:
        """The content of the panel of the provenance."""
        return provenance_panel(self.manifest)

    @property
    def states_report(self) -> bool:
        """Whether the record states anything of a report; otherwise its PDF has no sections."""
        return self.has_report and self.manifest.report_sha256 is not None

    @cached_property
    def report(self) -> Report | None:
        """The content of the PDF; completed at the first use, because only the PDF shows it."""
        if self.authored_report is None:
            return None
        manifest, work = self.manifest, self.manifest.work
        return complete_report(
            self.authored_report,
            lead_title=work.lead_source.title if work.lead_source else None,
            research_question=work.research_question,
            review_score=manifest.quality_assessment.score_text(1),
            review_method=manifest.quality_assessment.review_method,
            limitations=manifest.limitations,
            cut_marks=manifest.cut_marks,
            titles={each.id: each.title for each in manifest.sources if each.title},
            is_partial=manifest.completeness == "PARTIAL",
        )

    @cached_property
    def existing_report(self) -> Artifact | None:
        """The report that existed before, among the artifacts; None if the record names none."""
        file = self.authored_report.file if self.authored_report else None
        attached = self.manifest.artifact_set[self.has_report :]
        stated = self.manifest.facts.get("artifacts", ())
        paths = [each.get("path") for each in stated]
        return attached[paths.index(file)] if file and file in paths else None

    @property
    def artifact_panel(self) -> ArtifactPanel:
        """The content of the panel of artifacts."""
        return paper_artifacts(self.manifest, self.existing_report)

    @cached_property
    def summary(self) -> VerdictSummary:
        """The verdict in short."""
        return verdict_summary(self.manifest, self.corrections, self.successor)

    @property
    def evidence_words(self) -> str:
        """Whether the evidence of the verdict is public, in two or three words; often empty."""
        return evidence_words(self.manifest)

    @cached_property
    def gate_panel(self) -> GatePanel:
        """The content of the panel of the gate verdict."""
        return gate_panel(self.manifest)


def paper_path(paper_id: str) -> str:
    """The path of a paper's page below the base URL."""
    return PAPER.site_path(paper_id)


def complete(paper: AuthoredPaper, site: Site) -> PublishedPaper:
    """The complete paper that follows from its records, which must have no errors."""
    authored = paper.manifest
    verdict = gate_verdict.complete_gate_verdict(
        authored.gate_verdict, site, is_partial=authored.is_partial
    )
    corrections = complete_correction_record(
        CorrectionSource(paper.corrections, paper.digests, tuple(sorted(paper.superseded))),
        CorrectedPaper(paper.manifest.work.id, paper.manifest.work.title),
        site,
        lambda events, superseded_by: editorial_status(events, superseded_by, verdict.status),
    )
    manifest = _manifest(paper, corrections, verdict, site)
    report = paper.manifest.report
    return PublishedPaper(
        manifest,
        corrections,
        authored_report=None if isinstance(report, str) else report,
        snapshots=tuple(read_replaced_manifest(*each) for each in sorted(paper.superseded.items())),
        kept=paper.kept,
        is_draft=paper.manifest.draft,
    )


def _manifest(
    paper: AuthoredPaper, corrections: CorrectionRecord, verdict: GateVerdict, site: Site
) -> PaperManifest:
    authored, url = paper.manifest, site.url(paper_path(paper.manifest.work.id))
    is_partial, sources = authored.is_partial, stated_sources(paper.digests)
    attached = tuple(
        complete_artifact(artifact, paper.files, url, is_partial=is_partial)
        for artifact in authored.artifacts
    )
    artifacts = ((report_artifact(url),) if authored.has_report else ()) + attached
    facts = facts_of(authored, paper.files)
    return PaperManifest(
        **paper_manifest.CONTRACT.head(site),
        schema_documentation=f"{paper_manifest.CONTRACT.schema_id(site)}/",
        generated_from=sources,
        publisher=publisher_name(site),
        completeness=authored.completeness,
        transcribed_from=_transcribed_from(authored),
        facts=facts,
        facts_sha256=canonical_sha256(facts, is_finite=True),
        report_sha256=report_sha256(authored),
        editorial_status=corrections.editorial_status,
        work=_work(authored, url, site),
        cut_texts=paper.cut_texts,
        artifact_set=artifacts,
        quality_assessment=_quality_assessment(authored, artifacts, corrections, site),
        verification=verification_levels.complete_verification(
            authored.verification, _types(artifacts), sources, site, is_partial=is_partial
        ),
        gate_verdict=verdict,
        sources=authored_sources(
            authored, site.retractions, with_references=site.publish_references
        ),
        verdict_evidence=verdict_evidence(verdict.status, attached, is_partial=is_partial),
        provenance=source_provenance.complete_source_provenance(
            has_report=_has_public_report(artifacts),
            has_external_record=has_external_record(authored),
            doi=registered_doi(authored.work.doi),
            claims=authored.verification.source_grounded_claims,
            review_method=authored.quality_assessment.review_method,
            site=site,
        ),
        correction_record=paper_manifest.CorrectionReference(
            contract_version=corrections.contract_version,
            correction_state=corrections.correction_state,
            correction_count=corrections.correction_count,
            last_corrected_at=corrections.last_corrected_at,
            url=corrections.manifest.correction_record_url,
        ),
        interpretation=paper_manifest.INTERPRETATION,
        limitations=authored.limitations or site.limitations,
    )


def _transcribed_from(
    authored: AuthoredManifest,
) -> paper_manifest.PublishedTranscribedFrom | None:
    source = authored.transcribed_from
    if source is None:
        return None
    return paper_manifest.PublishedTranscribedFrom(
        title=source.title, url=source.url, seen=source.seen
    )


def _work(authored: AuthoredManifest, url: str, site: Site) -> paper_manifest.Work:
    work = authored.work
    lead = work.lead_source
    return paper_manifest.Work(
        id=work.id,
        record_id=record_id(work.id),
        id_assigned_by=work.id_assigned_by,
        title=work.title,
        submitted=work.submitted,
        abstract=work.abstract,
        research_question=work.research_question,
        lead_source=(
            paper_manifest.PublishedLeadSource(title=lead.title, url=lead.url) if lead else None
        ),
        doi=work.doi,
        doi_url=work.doi and doi_url(work.doi),
        language=work.language or site.language,
        topics=work.topics,
        supersedes=work.supersedes,
        identifiers=tuple(map(complete_identifier, work.identifiers)),
        related=tuple(map(complete_related_work, work.related)),
        version=work.version,
        creators=tuple(map(complete_creator, work.creators)),
        license=work.license,
        url=url,
    )


def authored_sources(
    authored: AuthoredManifest,
    retractions: RetractionList | None = None,
    *,
    with_references: bool = True,
) -> tuple[PublishedSource, ...]:
    """The sources that a record names, with or without those of its report."""
    lead, report = authored.work.lead_source, authored.report
    return complete_sources(
        (lead.title, lead.url) if lead else None,
        tuple(map(complete_related_work, authored.work.related)),
        None if isinstance(report, str) or not with_references else report,
        retractions,
    )


def _quality_assessment(
    authored: AuthoredManifest,
    artifacts: tuple[Artifact, ...],
    corrections: CorrectionRecord,
    site: Site,
) -> paper_manifest.QualityAssessment:
    assessment, claims = authored.quality_assessment, authored.verification.source_grounded_claims
    inputs = quality_tiers.TierInputs(
        review_score=assessment.review_score,
        verified_claim_count=claims,
        artifact_types=_types(artifacts),
        reproducibility_level=authored.reproducibility,
    )
    is_partial, sources = authored.is_partial, corrections.generated_from
    states = {artifact.state for artifact in artifacts[authored.has_report :]}
    tier = quality_tiers.complete_quality_tier(
        assessment.tier, inputs, states, sources, site, is_partial=is_partial
    )
    verdict, is_external = authored.gate_verdict, has_external_record(authored)
    is_undecided = is_partial and (not states or "NOT_STATED" in states)
    monitor = review_monitor.complete_review_monitor(
        {
            "GATE_FALSIFIED": (
                verdict.status == "FALSIFIED" if verdict else None if is_partial else False
            ),
            "QUARANTINE_TIER": tier.tier == "QUARANTINE_CANDIDATE",
            "NO_GROUNDED_CLAIMS": None if is_partial and claims is None else not claims,
            "CORRECTION_RECORDED": corrections.correction_count > 0,
            "NO_EXTERNAL_RECORD": None if is_external is None else not is_external,
            "ARTIFACT_DECLARED_ONLY": None if is_undecided else "DECLARED_ONLY" in states,
        },
        site,
    )
    return paper_manifest.QualityAssessment(
        review_score=assessment.review_score,
        review_method=assessment.review_method,
        quality_dimensions=quality_dimensions.complete_quality_dimensions(
            assessment.dimensions, sources, site, is_partial=is_partial
        ),
        quality_tier=tier,
        review_monitor=monitor,
    )


def has_external_record(authored: AuthoredManifest) -> bool | None:
    """Whether an external archive has the record, by its DOI or an artifact; None if unknown."""
    declared = any(artifact.type == "external_record" for artifact in authored.artifacts)
    is_known = registered_doi(authored.work.doi) is not None or declared
    return None if authored.is_partial and not is_known else is_known


def _has_public_report(artifacts: tuple[Artifact, ...]) -> bool:
    return any(each.type == "report" and each.state in PUBLIC for each in artifacts)


def _types(artifacts: tuple[Artifact, ...]) -> tuple[str, ...]:
    """The types in the order of their first artifact."""
    return tuple(dict.fromkeys(artifact.type for artifact in artifacts))


def report_sha256(authored: AuthoredManifest) -> str | None:
    """The digest of the authored report; None if nothing of one is authored."""
    if isinstance(authored.report, str):
        return canonical_sha256(authored.report)
    report = report_json(authored.report)
    return hashlib.sha256(report).hexdigest() if report else None
