"""quality-dimensions-v1: eight triage signals, each with a level and what it means."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from sitegen.contracts.envelope import (
    NOT_STATED,
    OPEN,
    Contract,
    EmbeddedRecord,
    Published,
    PublishedNumber,
)
from sitegen.contracts.panels import FactRow, Panel
from sitegen.contracts.settings import Site
from sitegen.contracts.wording import rounded
from sitegen.shapes.fields import Score, Text
from sitegen.shapes.reader import Authored

DimensionLevel = Literal["UNASSESSED", "LOW", "MEDIUM", "HIGH"]
# The lowest scores of MEDIUM and of HIGH, and the highest score.
SCORE_LINES = (4.0, 7.0, 10.0)

CONTRACT = Contract(
    name="quality-dimensions",
    description="Eight automated triage signals about a record, each with a level.",
)
NO_BASIS = f"{NOT_STATED}."
LABELS = {
    "evidence_strength": "Evidence strength",
    "citation_grounding": "Citation grounding",
    "numerical_consistency": "Numerical consistency",
    "benchmark_validity": "Benchmark validity",
    "novelty": "Novelty",
    "uncertainty_disclosure": "Uncertainty disclosure",
    "reproducibility_status": "Reproducibility status",
    "safety_impact": "Safety impact",
}
NAMES = {label: name for name, label in LABELS.items()}
IN_ORDER: attrgetter[tuple[Any, ...]] = attrgetter(*LABELS)
DEFINITIONS = {
    "evidence_strength": (
        "How directly and sufficiently the cited sources support the main claims."
    ),
    "citation_grounding": ("Whether claims are tied to inspectable source material and citations."),
    "numerical_consistency": (
        "Whether reported numbers, units, ranges, and comparisons are internally consistent."
    ),
    "benchmark_validity": (
        "Whether benchmark references preserve task, dataset, metric, and protocol context."
    ),
    "novelty": (
        "Whether the work adds a distinct synthesis, comparison, or finding beyond restating "
        "sources."
    ),
    "uncertainty_disclosure": (
        "Whether limitations, ambiguity, and non-validated claims are explicitly marked."
    ),
    "reproducibility_status": (
        "Whether public artifacts and cited sources support independent inspection."
    ),
    "safety_impact": (
        "Whether potential misuse, deployment, or societal impact is identified when relevant."
    ),
}
ENFORCEMENT = (
    "Automated triage signals derived from public fields; not human peer review or independent "
    "validation."
)
INTERPRETATION = (
    "A level says how a record does in one dimension, as an automated assessment sees it. "
    "UNASSESSED means that the record states no level for it."
)
LIMITATIONS = (
    "The signals are automated; they are not human peer review.",
    "The verification gate neither raises nor lowers a level.",
)
NOTHING_ASSESSED = "None of the dimensions was assessed."


def _means(name: str) -> object:
    """The description of an authored dimension."""
    return Field(description=DEFINITIONS[name])


class AuthoredDimension(Authored):
    """The assessment of one dimension: a level alone, or a level with a score and its basis."""

    level: Annotated[DimensionLevel, Field(examples=["MEDIUM"])]
    """How the record does in this dimension."""
    score: Score | None = None
    """The score behind the level, 0 to 10."""
    basis: Annotated[Text | None, Field(max_length=1000)] = None
    """What the assessment rests on."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return {"level": value} if isinstance(value, str) else value


Assessed = AuthoredDimension | None


class AuthoredDimensions(Authored):
    """The dimensions that were assessed; one that is missing is UNASSESSED."""

    evidence_strength: Annotated[Assessed, _means("evidence_strength")] = None
    citation_grounding: Annotated[Assessed, _means("citation_grounding")] = None
    numerical_consistency: Annotated[AuthoredDimension | None, _means("numerical_consistency")] = (
        None
    )
    benchmark_validity: Annotated[Assessed, _means("benchmark_validity")] = None
    novelty: Annotated[Assessed, _means("novelty")] = None
    uncertainty_disclosure: Annotated[
        AuthoredDimension | None, _means("uncertainty_disclosure")
    ] = None
    reproducibility_status: Annotated[
        AuthoredDimension | None, _means("reproducibility_status")
    ] = None
    safety_impact: Annotated[Assessed, _means("safety_impact")] = None

    @property
    def is_empty(self) -> bool:
        """Whether no dimension is written."""
        return all(getattr(self, name) is None for name in LABELS)

    def level(self, name: str, *, is_partial: bool = False) -> DimensionLevel | None:
        """The level of a dimension; UNASSESSED if only that one is missing.

        None if it is not known: a transcription without any dimension.
        """
        if is_partial and self.is_empty:
            return None
        dimension: AuthoredDimension | None = getattr(self, name)
        return dimension.level if dimension else "UNASSESSED"


class Dimension(Published):
    """One dimension of a record."""

    label: str
    """The dimension's name as a reader sees it."""
    score: Annotated[PublishedNumber | None, Field(ge=0, le=10)]
    """The score behind the level, 0 to 10, or null."""
    level: Annotated[DimensionLevel | None, OPEN]
    """How the record does in this dimension; null where a transcription states no dimension."""
    basis: str
    """What the assessment rests on."""
    definition: str
    """What the dimension measures; the same for every record."""

    @property
    def shown_score(self) -> str | None:
        """The score as pages show it, on its side of each level; None if there is none."""
        return None if self.score is None else rounded(self.score, 2, SCORE_LINES)

    @property
    def name(self) -> str:
        """The dimension's name as records write it."""
        return NAMES[self.label]

    @property
    def stated_basis(self) -> str:
        """What the assessment rests on; empty where nobody wrote it."""
        return "" if self.basis == NO_BASIS else self.basis


class Dimensions(Published):
    """All eight, in the order of the contract."""

    evidence_strength: Dimension
    citation_grounding: Dimension
    numerical_consistency: Dimension
    benchmark_validity: Dimension
    novelty: Dimension
    uncertainty_disclosure: Dimension
    reproducibility_status: Dimension
    safety_impact: Dimension


class QualityDimensions(EmbeddedRecord):
    """The quality dimensions of a record, complete."""

    contract: ClassVar[Contract] = CONTRACT

    generated_from: str
    """The record files that this was made from, with their SHA-256."""
    dimensions: Dimensions
    """All eight dimensions by name."""
    enforcement: str
    """What the signals are, and what they are not."""
    interpretation: str
    """How to read a level."""
    limitations: tuple[str, ...]
    """What the signals cannot say."""

    @property
    def _every(self) -> tuple[Dimension, ...]:
        return IN_ORDER(self.dimensions)

    @property
    def assessed(self) -> tuple[Dimension, ...]:
        """The dimensions that a panel lists, in the order of the contract."""
        return tuple([each for each in self._every if each.level not in (None, "UNASSESSED")])

    @property
    def unassessed(self) -> str:
        """The names of the dimensions for which the record states no level, with commas."""
        return ", ".join([each.label for each in self._every if each.level == "UNASSESSED"])

    @property
    def nothing_assessed(self) -> str:
        """What a panel says instead of a list: that none was assessed, or that it is not known."""
        return NO_BASIS if self.not_stated else NOTHING_ASSESSED


def level_of_score(score: float) -> DimensionLevel:
    """The level whose range has a score."""
    medium, high, _ = SCORE_LINES
    return "LOW" if score < medium else "MEDIUM" if score < high else "HIGH"


def complete_quality_dimensions(
    authored: AuthoredDimensions, generated_from: str, site: Site, *, is_partial: bool
) -> QualityDimensions:
    """The published dimensions.

    Those that are missing are UNASSESSED; in a transcription without any, none is stated.
    """
    is_unknown = is_partial and authored.is_empty
    not_stated = tuple(f"dimensions.{name}.level" for name in LABELS) if is_unknown else ()
    return QualityDimensions(
        **CONTRACT.embedded_head(site, not_stated),
        generated_from=generated_from,
        dimensions=Dimensions(
            **{name: _complete(authored, name, is_partial=is_partial) for name in LABELS}
        ),
        enforcement=ENFORCEMENT,
        interpretation=INTERPRETATION,
        limitations=LIMITATIONS,
    )


def _complete(authored: AuthoredDimensions, name: str, *, is_partial: bool) -> Dimension:
    dimension: AuthoredDimension | None = getattr(authored, name)
    level = authored.level(name, is_partial=is_partial)
    if dimension is None:
        return _dimension(name, level, None, NO_BASIS)
    return _dimension(name, level, dimension.score, dimension.basis or NO_BASIS)


# Eight for each paper, and most have only a level.
@lru_cache(maxsize=1024)
def _dimension(
    name: str, level: DimensionLevel | None, score: float | None, basis: str
) -> Dimension:
    return Dimension(
        label=LABELS[name], score=score, level=level, basis=basis, definition=DEFINITIONS[name]
    )


PANEL = Panel(
    name="quality_dimensions",
    title="Quality Dimensions",
    short="Dimensions",
    anchor="quality-dimensions",
    shows="manifest.quality_assessment.quality_dimensions",
    contract=QualityDimensions,
    rows=tuple(
        FactRow(label, f"quality_assessment.dimensions.{name}") for name, label in LABELS.items()
    ),
)
