"""The catalog row of a paper: a flat summary for everything that lists papers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from sitegen.contracts.artifacts import report_artifact
from sitegen.contracts.correction_events import CorrectionEvent, read_event
from sitegen.contracts.correction_record import CorrectionRecord
from sitegen.contracts.ledger import LedgerEntry
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_json import read_as, read_published
from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.replaced_manifest import read_replaced_manifest
from sitegen.contracts.shown_verdicts import evidence_words
from sitegen.contracts.source_ids import interned
from sitegen.contracts.sources import PublishedSource, complete_sources
from sitegen.contracts.verdict_tone import Tone, icon_of, is_hollow, tone_of, verdict_words
from sitegen.contracts.wording import last_change
from sitegen.reading.paper_source import ArtifactFile

KEPT_MANIFEST = re.compile(r"manifests/([1-9][0-9]{0,5})\.json\Z")
# How much of an abstract a row keeps. Every build passes all rows between processes.
LONGEST_EXCERPT = 300
LENGTH_OF_A_DAY = len("2026-07-02")


class CatalogRow(NamedTuple):
    """One paper in listings, statistics and rules between papers. `folder` is where it was read.

    `title_mark` is shown after a title that was or may have been cut; empty beside a whole one.
    `excerpt` is the beginning of the abstract, with its mark. Where the abstract is that of another
    paper, it is the research question. `creators` are the printed names of the authors. `orcids`
    are the authors with an ORCID iD: the iD, the printed name, and the family name, empty if it is
    not known. `topics` are those of the record, as it writes them. `sources` are the ids of
    the works that it rests on.
    `falsified_because` is the reason of the verdict on a falsified paper, with the mark of a text
    that was or may have been cut. `status_line` is what feeds say of the status and the verdict;
    `evidence_words` says in two or three words whether the evidence of a verdict is public.
    """

    folder: str
    id: str
    record_id: str
    title: str
    display_title: str
    title_mark: str
    submitted: str
    research_question: str
    status: str
    status_label: str
    status_emphasis: str
    completeness: str
    gate: str
    gate_label: str
    evidence: str
    tier: str
    tier_label: str
    monitor: str
    level: int | None
    level_label: str
    review_score: float | None
    shown_score: str
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
    evaluated_at: str
    falsified_because: str
    falsified_because_mark: str
    evidence_state: str
    evidence_words: str
    status_line: str
    orcids: tuple[tuple[str, str, str], ...]
    creators: tuple[str, ...]
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    excerpt: str
    ledger: LedgerEntry

    @property
    def path(self) -> str:
        """The paper's path on the site."""
        return paper_path(self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the papers that it names, so that it shows their titles."""
        return (self.superseded_by, *self.supersedes) if self.superseded_by else self.supersedes

    @property
    def as_other(self) -> OtherPaper:
        """What papers that name this one show of it."""
        return OtherPaper(self.id, self.display_title, self.doi, self.language)

    @property
    def status_evidence(self) -> str:
        """Whether the evidence of the verdict is public, where the status is the verdict."""
        return self.evidence if self.status == self.gate else ""

    @property
    def tone(self) -> Tone:
        """The colour and the icon of its status."""
        return tone_of(self.status)

    @property
    def is_hollow(self) -> bool:
        """Whether its verdict is good, and nobody can open all of the evidence."""
        return is_hollow(self.status, self.gate, self.evidence_state)

    @property
    def icon(self) -> str:
        """The id of the icon of its status."""
        return f"i-{icon_of(self.status, is_hollow=self.is_hollow)}"

    @property
    def verdict_words(self) -> str:
        """The verdict in a word or two, where the label of the status does not say it."""
        return verdict_words(self.status, self.gate)

    @property
    def is_of_a_day(self) -> bool:
        """Whether the day of its submission is known, not only the year or the month."""
        return len(self.submitted) == LENGTH_OF_A_DAY

    @property
    def last_change(self) -> str:
        """When it was submitted, evaluated or corrected last; empty if none of it is known.

        A day or a time with its zone, in ISO 8601. The submission counts if its day is known.
        """
        return last_change(self.submitted, self.evaluated_at, self.last_corrected_at)


def row_sha256(row: CatalogRow) -> str:
    """A SHA-256 digest of all values of a row, the same in every process."""
    return hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).hexdigest()


def catalog_row(folder: str, paper: PublishedPaper) -> CatalogRow:
    """The row of a paper; an unknown value is an empty text, or None for a number."""
    return _row(folder, paper, paper.corrections.correction_events)


def _row(folder: str, paper: PublishedPaper, events: tuple[CorrectionEvent, ...]) -> CatalogRow:
    manifest, corrections = paper.manifest, paper.corrections
    work, status, tier = manifest.work, manifest.editorial_status, manifest.quality_assessment
    return CatalogRow(
        folder=folder,
        id=work.id,
        record_id=work.record_id,
        title=work.title,
        display_title=paper.display_title,
        title_mark=manifest.cut_marks.get("work.title", ""),
        submitted=work.submitted or "",
        research_question=work.research_question,
        status=status.status,
        status_label=status.label,
        status_emphasis=status.emphasis,
        completeness=manifest.completeness,
        gate=manifest.gate_verdict.status or "",
        gate_label=paper.gate_panel.label,
        evidence=manifest.verdict_evidence.statement,
        tier=tier.quality_tier.tier,
        tier_label=paper.tier_panel.label,
        monitor=tier.review_monitor.monitor_state or "",
        level=manifest.verification.paper_level,
        level_label=manifest.verification.shown,
        review_score=tier.review_score,
        shown_score=tier.shown_score or "",
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
        orcids=tuple(
            (each.orcid, each.name, each.family or "") for each in work.creators if each.orcid
        ),
        creators=tuple(each.name for each in work.creators),
        topics=interned(work.topics),
        sources=interned(each.id for each in _sources(manifest)),
        excerpt=_excerpt(manifest),
        evaluated_at=manifest.gate_verdict.evaluated_at or "",
        falsified_because=_because(manifest),
        falsified_because_mark=manifest.cut_marks.get("gate_verdict.reason", ""),
        evidence_state=manifest.verdict_evidence.state or "",
        evidence_words=evidence_words(manifest),
        status_line=paper.status_line,
        ledger=_ledger_entry(paper, events),
    )


def _sources(manifest: PaperManifest) -> tuple[PublishedSource, ...]:
    """The sources; of an older manifest, which names none of them, those that `work` names."""
    work, lead = manifest.work, manifest.work.lead_source
    stated = (lead.title, lead.url) if lead else None
    return manifest.sources or complete_sources(stated, work.related, None)


def _because(manifest: PaperManifest) -> str:
    """The reason of the verdict on a falsified paper; other papers are not listed with theirs."""
    verdict = manifest.gate_verdict
    return (verdict.reason or "") if verdict.status == "FALSIFIED" else ""


def _excerpt(manifest: PaperManifest) -> str:
    """The beginning of the abstract, or the research question if that is of another paper."""
    name = "research_question" if manifest.work.lead_source else "abstract"
    text = " ".join(getattr(manifest.work, name).split())
    mark = manifest.cut_marks.get(f"work.{name}", "")
    return f"{_beginning(text)} {mark}".rstrip()


def _beginning(text: str) -> str:
    """The text up to the end of a word; never a part of a formula between dollar signs."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    begun = text[:LONGEST_EXCERPT].rpartition(" ")[0] or text[:LONGEST_EXCERPT]
    if begun.count("$") % 2:
        begun = begun.rpartition("$")[0] or begun
    return f"{begun.rstrip()} …"


def _ledger_entry(paper: PublishedPaper, events: tuple[CorrectionEvent, ...]) -> LedgerEntry:
    manifest = paper.manifest
    kept = {
        artifact.url.removeprefix(manifest.work.url): artifact.sha256
        for artifact in manifest.artifact_set
        if artifact.state == "HELD" and artifact.url and artifact.sha256
    }
    kept |= {path: file.redacted or file.sha256 for path, file in paper.kept.items()}
    kept |= {snapshot.path: snapshot.sha256 for snapshot in paper.snapshots}
    redacted = [snapshot.path for snapshot in paper.snapshots if snapshot.is_redacted]
    redacted += [path for path, file in paper.kept.items() if file.redacted]
    return LedgerEntry(
        facts_sha256=manifest.facts_sha256,
        report_sha256=manifest.report_sha256 or "",
        events=events,
        kept=dict(sorted(kept.items())),
        redacted=tuple(sorted(redacted)),
    )


def published_row(
    folder: str, manifest_json: bytes, corrections_json: bytes, kept: Mapping[str, ArtifactFile]
) -> CatalogRow:
    """The row of a published paper, from the `manifest.json` and `corrections.json` of any version.

    `kept` has the replaced manifests and artifacts by their paths below the URL of the paper, the
    manifests with their content. Raises PublishedJsonError if one of them is not a valid record.
    """
    record = read_published("correction-record", corrections_json)
    manifest = read_as(PaperManifest, read_published("paper-manifest", manifest_json))
    corrections = read_as(CorrectionRecord, record)
    numbered = ((KEPT_MANIFEST.match(path), file) for path, file in sorted(kept.items()))
    paper = PublishedPaper(
        manifest,
        corrections,
        authored_report=None,
        snapshots=tuple(
            read_replaced_manifest(int(match[1]), file.content or b"")
            for match, file in numbered
            if match
        ),
        kept={path: file for path, file in kept.items() if not KEPT_MANIFEST.match(path)},
    )
    # The events as published, because a digest includes what a later version added.
    row = _row(folder, paper, tuple(map(read_event, record["correction_events"])))
    # The text of a report is not published, only that there is one.
    report = report_artifact(manifest.work.url)
    reports = (each for each in manifest.artifact_set if each.type == report.type)
    return row._replace(has_report=any(each.url == report.url for each in reports))
