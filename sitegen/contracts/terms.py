"""The terms that a reader meets on a page, each explained in a sentence or two.

Every explanation says what a contract fixes, and links to the page of that contract.
"""

from __future__ import annotations

from typing import NamedTuple

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
from sitegen.contracts.envelope import Contract


class Term(NamedTuple):
    """A term: `lead` says in one sentence what it is, `text` what not to read into it."""

    lead: str
    text: str
    contract: Contract

    @property
    def path(self) -> str:
        """The path of the page of its contract."""
        return f"/schemas/{self.contract.stem}/"


# By the key that templates use, in the order in which a page explains them.
TERMS: dict[str, Term] = {
    "status": Term(
        "The editorial status says how to take the paper.",
        "It is the first that applies: removed, withdrawn, retracted, under concern, superseded, "
        "falsified, corrected, or the verdict of the gate.",
        correction_record.CONTRACT,
    ),
    "notice": Term(
        "A notice is an event of the correction record.",
        "It counts until a later event lifts it.",
        correction_record.CONTRACT,
    ),
    "gate": Term(
        "The gate tests a claim of the paper.",
        "Gate 2 type-checks a Lean4 proof of a mathematical claim, or repeats an empirical result "
        "in a sealed sandbox. Its verdict does not follow from review score or number of claims.",
        gate_verdict.CONTRACT,
    ),
    "evidence": Term(
        "Evidence is what backs the verdict: a proof, a script and its results, a counterexample.",
        "Held here or elsewhere: you can open it. Declared: the record names it, but it is not "
        "public. Not stated: the record does not say where it is.",
        paper_manifest.CONTRACT,
    ),
    "machine": Term(
        "This is what the publisher says of every paper here.",
        "It is no finding about this one.",
        source_provenance.CONTRACT,
    ),
    "claims": Term(
        "Verified claims were found in a source text, not tested.",
        "The number says nothing about whether the source is right. Claims that were checked "
        "further are counted apart.",
        verification_levels.CONTRACT,
    ),
    "level": Term(
        "The verification level says how far claims were checked, from 0 to 7.",
        "It is the highest level that at least one claim has reached. It does not say that a claim "
        "is true, and the verdict of the gate does not lift it.",
        verification_levels.CONTRACT,
    ),
    "corrections": Term(
        "Corrections are appended, and what they replace stays readable.",
        "Current: no event is recorded, which does not mean that the paper is free of errors. "
        "Corrected: at least one is. Superseded: a newer paper replaces this one.",
        correction_record.CONTRACT,
    ),
    "score": Term(
        "The review score runs from 0 to 10.",
        "It decides the tier, with the number of claims and the reproducibility. It is not a "
        "verdict: a paper with a high score can be falsified.",
        quality_tiers.CONTRACT,
    ),
    "tier": Term(
        "A tier sorts papers for triage.",
        "It follows from review score, number of claims and reproducibility, or the record "
        "declares it. It is not peer review, and the verdict of the gate does not change it.",
        quality_tiers.CONTRACT,
    ),
    "dimensions": Term(
        "Quality dimensions are automated triage signals.",
        "Each has the level LOW, MEDIUM or HIGH, or was not assessed. They are not human peer "
        "review.",
        quality_dimensions.CONTRACT,
    ),
    "attack": Term(
        "The roles of a red team attacked the paper; each gives an attack score of 10.",
        "The scores are those that the reason states. No contract says what a number means.",
        gate_verdict.CONTRACT,
    ),
    "provenance": Term(
        "The provenance level says what can be inspected and where it is archived, from 1 to 4.",
        "It says nothing about whether a claim is true.",
        source_provenance.CONTRACT,
    ),
    "monitor": Term(
        "The review monitor says which public facts call for a second look.",
        "It follows from the record and changes neither tier nor level. A clear monitor does not "
        "mean that the paper is free of errors.",
        review_monitor.CONTRACT,
    ),
    "transcription": Term(
        "This record was transcribed from another source.",
        "What that does not state is not known here, and is no finding.",
        paper_manifest.CONTRACT,
    ),
    "cut": Term(
        "The text was cut, or may have been, before it reached the record.",
        "[cut] is what the record says. [possibly cut] is a guess, from the length or the last "
        "word of the text.",
        paper_manifest.CONTRACT,
    ),
    "digest": Term(
        "A digest follows from every byte of a file.",
        "If the file that you have gives the same SHA-256, it is the same file.",
        paper_manifest.CONTRACT,
    ),
}
