"""The labels of facts, in the words of the page of a paper."""

from __future__ import annotations

import re

from sitegen.contracts import quality_dimensions
from sitegen.contracts.panels import DerivedRow, FactRow
from sitegen.contracts.published_paper import PANELS, ROWS

ARTIFACT = re.compile(r"artifacts\[[0-9]+\](?:\.(?P<key>.+))?\Z")
DIMENSION = re.compile(r"quality_assessment\.dimensions\.(?P<name>[a-z_]+)(?:\.(?P<key>.+))?\Z")
# The label of a fact of another version of the contract.
OTHER = "Other fact"
_DERIVED = [row for row in ROWS if isinstance(row, DerivedRow)]
# Most facts take their label from the first row that shows them, and a group of facts from its
# panel; the others are named here.
LABELS = {
    **{panel.name: panel.title for panel in PANELS},
    **{fact: row.label for row in _DERIVED for fact in row.replaces},
    **{row.path: row.alone or row.label for row in reversed(ROWS) if isinstance(row, FactRow)},
    "completeness": "Completeness",
    "work.id": "Id",
    "work.title": "Title",
    "work.abstract": "Abstract",
    "work.research_question": "Research question",
    "work.lead_source.title": "Lead source",
    "work.lead_source.url": "Lead source: address",
    "work.language": "Language",
    "quality_assessment.tier": "Declared tier",
    "quality_assessment.dimensions": "Quality dimensions",
    "artifacts": "Artifacts",
    "limitations": "Limitations",
    "cut": "Cut texts",
    "report": "Report",
    "report.sources_retrieved": "Report: sources retrieved",
    "report.claims": "Report: claims",
    "report.references": "Report: references",
    "report.introduction": "Report: introduction",
    "report.methodology": "Report: methodology",
    "report.results": "Report: results",
    "report.file": "Report: file",
}
ARTIFACT_LABELS = {
    "type": "Artifact: type",
    "label": "Artifact: label",
    "path": "Artifact: file",
    "url": "Artifact: address",
    "sha256": "Artifact: SHA-256",
}
DIMENSION_KEYS = {"level": "", "score": ": score", "basis": ": basis"}


def label_of(path: str) -> str:
    """The label of the fact at a path, or of the list that it is in.

    OTHER if the present contract does not know it.
    """
    if path in LABELS:
        return LABELS[path]
    if found := ARTIFACT.match(path):
        return ARTIFACT_LABELS.get(found["key"], OTHER) if found["key"] else "Artifact"
    if found := DIMENSION.match(path):
        name, key = quality_dimensions.LABELS.get(found["name"]), found["key"] or "level"
        return name + DIMENSION_KEYS[key] if name and key in DIMENSION_KEYS else OTHER
    return LABELS.get(path.partition("[")[0], OTHER)
