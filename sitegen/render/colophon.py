"""What a report says of itself: what made it, from what, and by which contracts."""

from __future__ import annotations

from typing import NamedTuple

import sitegen
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.paper_report import ATTACHED
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.render.score_scales import tier_policy_in_words


class ColophonRow(NamedTuple):
    """A row about the file; `is_digest` if its value is one."""

    label: str
    value: str
    is_digest: bool = False


def colophon(paper: PublishedPaper, site: Site) -> tuple[ColophonRow, ...]:
    """The rows about the PDF of a paper."""
    manifest = paper.manifest
    contracts = _contracts(paper.corrections.contract_version, manifest)
    rows = [
        ColophonRow("Made by", generator()),
        ColophonRow("Contracts", ", ".join(contracts)),
        ColophonRow("Facts, SHA-256", manifest.facts_sha256, is_digest=True),
    ]
    if manifest.report_sha256 is not None:
        rows.append(ColophonRow("Report, SHA-256", manifest.report_sha256, is_digest=True))
    rows.append(ColophonRow("Attached", " · ".join(_attached(manifest))))
    rows.append(ColophonRow("Tier policy", tier_policy_in_words(site.tier_policy)))
    return tuple(rows)


def _attached(manifest: PaperManifest) -> tuple[str, ...]:
    """The names of the files in the PDF."""
    return (MANIFEST_JSON,) if manifest.report_sha256 is None else (MANIFEST_JSON, ATTACHED)


def generator() -> str:
    """The program that makes reports, and its version."""
    return f"sitegen {sitegen.__version__}"


def _contracts(corrections: str, manifest: PaperManifest) -> tuple[str, ...]:
    """The versions of all contracts in a paper, that of the manifest first."""
    assessment = manifest.quality_assessment
    return (
        manifest.contract_version,
        manifest.gate_verdict.contract_version,
        manifest.verification.contract_version,
        assessment.quality_tier.contract_version,
        assessment.quality_dimensions.contract_version,
        assessment.review_monitor.contract_version,
        manifest.provenance.contract_version,
        corrections,
    )
