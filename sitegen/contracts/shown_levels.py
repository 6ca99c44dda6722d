"""Level and provenance as readers see them, with what would lift a record."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.next_steps import NextStep, has_next_steps, level_step, provenance_step
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.rungs import LadderState
from sitegen.contracts.source_provenance import SourceProvenance
from sitegen.contracts.verification_levels import Verification


@dataclass(frozen=True)
class LevelPanel:
    """The verification level, where it is on its ladder, and what would lift it.

    That is None if nothing can, or should be said.
    """

    verification: Verification
    ladder: LadderState
    next_step: NextStep | None


@dataclass(frozen=True)
class ProvenancePanel:
    """The provenance, where it is on its ladder, and what would lift it; None as above."""

    provenance: SourceProvenance
    ladder: LadderState
    next_step: NextStep | None


def level_panel(manifest: PaperManifest) -> LevelPanel:
    """The content of the panel of the verification level."""
    shown, is_told = manifest.verification, has_next_steps(manifest.editorial_status)
    ladder = shown.ladder
    return LevelPanel(shown, ladder, level_step(ladder) if is_told else None)


def provenance_panel(manifest: PaperManifest) -> ProvenancePanel:
    """The content of the panel of the provenance."""
    shown, is_told = manifest.provenance, has_next_steps(manifest.editorial_status)
    ladder = shown.ladder
    return ProvenancePanel(shown, ladder, provenance_step(ladder) if is_told else None)
