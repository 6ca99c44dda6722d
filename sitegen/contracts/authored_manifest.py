"""`manifest.yaml`: the facts of one paper as authored, and their normal form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.contracts.creators import Creator
from sitegen.contracts.gate_verdict import AuthoredGateVerdict, says_nothing
from sitegen.contracts.paper_manifest import CONTRACT, CONTRACT_POLICY, Completeness
from sitegen.contracts.paper_report import AuthoredReport
from sitegen.contracts.quality_dimensions import AuthoredDimensions, DimensionLevel
from sitegen.contracts.quality_tiers import Tier, possible_tiers
from sitegen.contracts.related_works import Identifier, RelatedWork
from sitegen.contracts.verification_levels import COUNTERS, NOT_SPECIFIED, AuthoredVerification
from sitegen.contracts.version_fields import AuthoredRecord, AuthoredVersion
from sitegen.contracts.versions import without_implied
from sitegen.findings.canonical import shortest
from sitegen.reading.paper_source import ArtifactFile
from sitegen.shapes.fields import Day, Line, PartialDate, Score, Text, Truth
from sitegen.shapes.identifiers import Doi, LanguageTag, SpdxId, Url, Uuid
from sitegen.shapes.reader import Authored


class LeadSource(Authored):
    """The paper whose abstract a record carries."""

    title: Annotated[Line, Field(max_length=500)]
    """Its title."""
    url: Url | None = None
    """Its address."""


class TranscribedFrom(Authored):
    """Where the facts of a transcription were read."""

    title: Annotated[Line, Field(max_length=300)]
    """What was transcribed, such as the page or the report of the paper."""
    url: Url | None = None
    """Its address."""
    seen: Annotated[Day | None, Field(examples=["2026-07-10"])] = None
    """The day on which it was read, year-month-day."""


class AuthoredWork(Authored):
    """The paper itself."""

    id: Annotated[Uuid, Field(examples=["ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"])]
    """Its UUID. The record id, such as SRCH:BA7A9361, is made from the first eight digits."""
    title: Annotated[Line, Field(max_length=300)]
    """The title, 1 to 300 characters."""
    abstract: Annotated[Text, Field(max_length=10_000)]
    """The abstract as plain text, without a label before it."""
    research_question: Annotated[Text, Field(max_length=2_000)]
    """The question that the paper asks."""
    id_assigned_by: Annotated[Line | None, Field(max_length=200)] = None
    """Who gave the paper its id, if that was not its publisher."""
    submitted: Annotated[PartialDate | None, Field(examples=["2026-07-02"])] = None
    """The day of submission, year-month-day, or the month or year if no more is known; leave it out
    where it is not known."""
    lead_source: LeadSource | None = None
    """The paper whose abstract this is."""
    doi: Annotated[Doi | None, Field(examples=["10.5281/zenodo.21122311"])] = None
    """The DOI, bare."""
    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=50)] = ()
    """Further identifiers of the paper: arXiv, PubMed, Handle, other DOIs."""
    related: Annotated[tuple[RelatedWork, ...], Field(max_length=200)] = ()
    """Other works, and how the paper is related to each."""
    version: Annotated[Line | None, Field(max_length=60, examples=["1"])] = None
    """The version of the paper, as its authors count."""
    language: Annotated[LanguageTag | None, Field(examples=["en"])] = None
    """The language as a BCP 47 tag; default from site.yaml."""
    topics: Annotated[tuple[Annotated[Line, Field(max_length=100)], ...], Field(max_length=50)] = ()
    """What the paper is about, in a few words each."""
    supersedes: Annotated[tuple[Uuid, ...], Field(max_length=50)] = ()
    """The papers that this one replaces; each names this one in superseded_by."""
    creators: Annotated[tuple[Creator, ...], Field(max_length=5_000)] = ()
    """The authors; default is the publisher as a corporate author."""
    license: Annotated[SpdxId | None, Field(examples=["CC-BY-4.0"])] = None
    """The licence as an SPDX identifier."""


class AuthoredQualityAssessment(Authored):
    """How the paper was reviewed."""

    review_score: Annotated[Score | None, Field(examples=[9.33])] = None
    """The review score, 0 to 10; where it is not known, `tier` is declared."""
    review_method: Annotated[
        Line | None, Field(max_length=200, examples=["Automated multi-reviewer assessment"])
    ] = None
    """How the score came about."""
    dimensions: AuthoredDimensions = AuthoredDimensions()
    """The assessed quality dimensions: LEVEL, or {level, score, basis}."""
    tier: Annotated[Tier | None, Field(examples=["DOI_GRADE"])] = None
    """The quality tier; may be left out where the facts decide it."""


class AuthoredManifest(AuthoredRecord):
    """`manifest.yaml`: the facts of one paper."""

    contract_name: ClassVar[str] = CONTRACT.name
    judged: ClassVar[frozenset[str]] = frozenset({"quality_assessment", "gate_verdict"})

    contract_version: Annotated[str, AuthoredVersion(CONTRACT.name)]
    """The contract of this file."""
    work: AuthoredWork
    """The paper itself."""
    quality_assessment: AuthoredQualityAssessment
    """How the paper was reviewed."""
    draft: Truth = False
    """Whether the record is checked and previewed, but never published."""
    completeness: Completeness = "COMPLETE"
    """COMPLETE: what is left out does not exist or was not done. PARTIAL, a transcription: what is
    left out is not known here."""
    transcribed_from: TranscribedFrom | None = None
    """Where a PARTIAL record was read; only PARTIAL records have it, and they need it."""
    cut: Annotated[tuple[Line, ...], Field(max_length=5_000, examples=[["work.abstract"]])] = ()
    """The texts that were cut by whoever made the record, as paths in this file."""
    verification: AuthoredVerification = AuthoredVerification()
    """How far its claims were verified."""
    gate_verdict: AuthoredGateVerdict | None = None
    """The gate's verdict; absent where the gate has not evaluated the record."""
    artifacts: Annotated[tuple[AuthoredArtifact, ...], Field(max_length=200)] = ()
    """Files and external records that back the paper."""
    report: AuthoredReport | Literal["none"] = AuthoredReport()
    """What the PDF states beyond the facts; `none` where the paper has no PDF."""
    limitations: Annotated[
        tuple[Annotated[Text, Field(max_length=2000)], ...], Field(max_length=50)
    ] = ()
    """Limitations of this paper, in Markdown; default from site.yaml."""

    @property
    def has_report(self) -> bool:
        """Whether a PDF is made."""
        return not isinstance(self.report, str)

    @property
    def is_partial(self) -> bool:
        """Whether this is a transcription: what is left out is not known here."""
        return self.completeness == "PARTIAL"

    @property
    def reproducibility(self) -> DimensionLevel | None:
        """The level that decides the tier; None if it is not known."""
        dimensions = self.quality_assessment.dimensions
        return dimensions.level("reproducibility_status", is_partial=self.is_partial)


def facts_of(manifest: AuthoredManifest, files: Mapping[str, ArtifactFile]) -> dict[str, object]:
    """The authored facts in a normal form, whose digest changes if and only if the facts change.

    Values that equal a constant of the contract or follow from other facts are left out, so that
    writing them changes nothing; digests of files are added, so that changed bytes do. site.yaml is
    not read: new settings regenerate a record, but do not change its facts.
    """
    facts = manifest.model_dump(
        mode="json",
        exclude={"contract_version", "draft", "report", "transcribed_from"},
        exclude_defaults=True,
    )
    _without_derivable_verification(facts.setdefault("verification", {}), manifest)
    _without_derivable_assessment(facts["quality_assessment"], manifest)
    # What equals a default of a complete record is a statement in a transcription.
    verdict = manifest.gate_verdict
    if verdict and manifest.is_partial and verdict.has_gate:
        facts["gate_verdict"]["gate"] = verdict.gate
    if verdict and not manifest.is_partial and says_nothing(verdict):
        del facts["gate_verdict"]
    for artifact in facts.get("artifacts", ()):
        if "path" in artifact:
            artifact["sha256"] = files[artifact["path"]].sha256
    if manifest.cut:
        facts["cut"] = sorted(set(manifest.cut))
    facts = without_implied(CONTRACT.name, facts)
    return {key: value for key, value in facts.items() if value}


def _without_derivable_verification(
    verification: dict[str, object], manifest: AuthoredManifest
) -> None:
    verification.pop("paper_level", None)
    if manifest.is_partial:
        written = manifest.verification.model_fields_set.intersection(COUNTERS)
        verification |= {name: getattr(manifest.verification, name) for name in sorted(written)}
    elif verification.get("claim_record_source") == NOT_SPECIFIED:
        del verification["claim_record_source"]


def _without_derivable_assessment(assessment: dict[str, Any], manifest: AuthoredManifest) -> None:
    # By the thresholds of the contract, because those of a publisher must not turn a fact into a
    # derived value.
    authored, claims = manifest.quality_assessment, manifest.verification.source_grounded_claims
    reproducibility = manifest.reproducibility
    is_known = None not in (authored.review_score, claims, reproducibility)
    if authored.tier is not None and (
        is_known
        or {authored.tier}
        == possible_tiers(authored.review_score, claims, reproducibility, CONTRACT_POLICY)
    ):
        del assessment["tier"]
    dimensions = assessment.pop("dimensions", {})
    assessed = {
        name: each
        for name, each in dimensions.items()
        if manifest.is_partial or each != {"level": "UNASSESSED"}
    }
    if assessed:
        assessment["dimensions"] = assessed
    if "review_score" in assessment:
        assessment["review_score"] = shortest(assessment["review_score"])
    for each in assessed.values():
        if "score" in each:
            each["score"] = shortest(each["score"])
