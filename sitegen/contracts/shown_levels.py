"""Level and provenance as readers see them, with what would lift a record."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.next_steps import NextStep, has_next_steps, level_step, provenance_step
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.source_provenance import SourceProvenance
from sitegen.contracts.verification_levels import Verification


@dataclass(frozen=True)
class LevelPanel:
    """The verification level, and what would lift it; None if nothing can, or should be said."""

    verification: Verification
    next_step: NextStep | None


@dataclass(frozen=True)
class ProvenancePanel:
    """The provenance, and what would lift it; None if nothing can, or should be said."""

    provenance: SourceProvenance
    next_step: NextStep | None


def level_panel(manifest: PaperManifest) -> LevelPanel:
    """The content of the panel of the verification level."""
    shown, is_told = manifest.verification, has_next_steps(manifest.editorial_status)
    return LevelPanel(shown, level_step(shown.ladder) if is_told else None)


def provenance_panel(manifest: PaperManifest) -> ProvenancePanel:
    """The content of the panel of the provenance."""
    shown, is_told = manifest.provenance, has_next_steps(manifest.editorial_status)
    return ProvenancePanel(shown, provenance_step(shown.ladder) if is_told else None)
