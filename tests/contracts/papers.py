"""Invented papers for the tests of the contracts: facts in, the published paper out."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.checks.rules import RULES
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site, read_site
from sitegen.reading.paper_source import ArtifactFile, PaperSource
from sitegen.render.finished import Understanding
from sitegen.render.paper import understand

ROOT = Path(__file__).parents[2]
ID = "5eed0000-0000-4000-8000-00000000c0de"
EVENT = "5EED0000-C"


def read_settings(data: bytes) -> Site:
    site, diagnostics = read_site(data, "records/site.yaml", RULES)
    assert site is not None, diagnostics
    return site


SETTINGS = (ROOT / "records" / "site.yaml").read_bytes()
SITE = read_settings(SETTINGS)

LEAST: dict[str, Any] = {
    "contract_version": "paper-manifest-v1.1",
    "work": {
        "id": ID,
        "title": "An invented paper",
        "abstract": "An invented abstract.",
        "research_question": "Is it invented?",
    },
    "quality_assessment": {"review_score": 7.9},
    "verification": {"source_grounded_claims": 3},
}


def facts(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The least facts of a paper with some changed: dotted path to value; None takes a key away."""
    record = copy.deepcopy(LEAST)
    for path, value in (changes or {}).items():
        *above, last = path.split(".")
        part = record
        for name in above:
            part = part.setdefault(name, {})
        if value is None:
            part.pop(last, None)
        else:
            part[last] = value
    return record


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A correction event of the invented paper."""
    return {
        "event_id": f"{EVENT}{number}",
        "corrected_at": f"2026-07-{number:02}T09:00:00+00:00",
        "correction_type": "METADATA",
        "public_note": "The title was corrected.",
        "affected_fields": ["work.title"],
        **changes,
    }


def corrections(*events: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A correction record of the invented paper."""
    record = {"contract_version": "correction-record-v1", "work": {"id": ID}, **changes}
    return record | ({"correction_events": list(events)} if events else {})


def source(
    manifest: Mapping[str, Any],
    corrected: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> PaperSource:
    """The files of a paper. JSON is YAML, with every text in quotes."""
    records = {"manifest.yaml": manifest} | ({"corrections.yaml": corrected} if corrected else {})
    return PaperSource(
        "papers/invented",
        {
            name: json.dumps(record, indent=1, ensure_ascii=False).encode()
            for name, record in records.items()
        },
        {
            name: ArtifactFile(hashlib.sha256(data).hexdigest(), len(data), data)
            for name, data in (files or {}).items()
        },
    )


def understood(
    manifest: Mapping[str, Any],
    corrected: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    site: Site = SITE,
) -> Understanding:
    return understand(source(manifest, corrected, files), site)


def published(
    manifest: Mapping[str, Any],
    corrected: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    site: Site = SITE,
) -> PublishedPaper:
    """The published paper; its record has to be right."""
    found = understood(manifest, corrected, files, site)
    assert found.paper is not None, found.diagnostics
    return found.paper


def paper(changes: Mapping[str, Any] | None = None, **options: Any) -> PublishedPaper:
    """The published paper of the least facts with some changed."""
    return published(facts(changes), **options)


def errors(manifest: Mapping[str, Any], **options: Any) -> list[tuple[str, str]]:
    """Code and message of every error of a record."""
    found = understood(manifest, **options).diagnostics
    return [(each.code, each.message) for each in found if each.severity == "error"]
