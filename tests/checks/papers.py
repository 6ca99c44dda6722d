"""Papers for the tests of rules: a good one, and what is found when parts are added to it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from sitegen.checks.rules import RULES
from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.settings import Site, read_site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.reading.paper_source import ArtifactFile, PaperSource
from sitegen.reading.pdf_form import pdf_form
from sitegen.render.finished import Understanding
from sitegen.render.paper import understand

GOOD = Path(__file__).parents[1] / "bad_records" / "the_good_project"
MANIFEST = (GOOD / "papers/owls/manifest.yaml").read_text(encoding="utf-8")
ID = "5eed0001-0000-4000-8000-000000000001"
SCORE = "  review_score: 7.9\n"
CLAIMS = "verification:\n  source_grounded_claims: 11\n"


@cache
def site(settings: str = "") -> Site:
    """The site of the good project, with lines added to its settings."""
    data = (GOOD / "site.yaml").read_bytes() + settings.encode()
    found, diagnostics = read_site(data, "records/site.yaml", RULES)
    assert found is not None, diagnostics
    return found


def manifest(*lines: str, work: Iterable[str] = (), **changes: str) -> str:
    """The good manifest with keys added at its end or in `work`, and values of keys changed.

    A changed value that is empty takes the line of its key away.
    """
    text = MANIFEST
    for key, value in changes.items():
        before, after = text.split(f"  {key}:")
        changed = f"  {key}: {value}\n" if value else ""
        text = before + changed + after.partition("\n")[2]
    before, after = text.split("quality_assessment:\n")
    added = "".join(f"  {line}\n" for line in work)
    return f"{before}{added}quality_assessment:\n{after}" + "".join(f"{line}\n" for line in lines)


def understood(
    manifest_text: str = MANIFEST,
    *,
    corrections: str = "",
    tombstone: str = "",
    artifacts: Mapping[str, bytes] | None = None,
    links: Iterable[str] = (),
    unread: tuple[str, ...] = (),
    now: str | None = None,
    settings: str = "",
) -> Understanding:
    """What is understood of one paper, whose files are given by their text."""
    files = {"manifest.yaml": manifest_text, "corrections.yaml": corrections}
    files |= {"tombstone.yaml": tombstone}
    held = {
        name: ArtifactFile(
            hashlib.sha256(data).hexdigest(),
            len(data),
            data if name.endswith(".json") or data.startswith(b"Redacted") else None,
            pdf=pdf_form(io.BytesIO(data)) if name.endswith(".pdf") else None,
        )
        for name, data in (artifacts or {}).items()
    }
    source = PaperSource(
        folder="papers/owls",
        files={name: text.encode() for name, text in files.items() if text},
        artifacts=held,
        links=dict.fromkeys(links, "elsewhere"),
        unread=unread,
    )
    return understand(source, site(settings), datetime.fromisoformat(now) if now else None)


def found(*args: object, **files: object) -> list[Diagnostic]:
    """What is wrong with one paper."""
    return list(understood(*args, **files).diagnostics)  # type: ignore[arg-type]


def codes(*args: object, **files: object) -> list[str]:
    """The codes of the rules that one paper breaks, in order."""
    return sorted(diagnostic.code for diagnostic in found(*args, **files))


def row(folder: str, text: str, corrections: str = "") -> CatalogRow:
    """The row of a paper without errors."""
    paper = understood(text, corrections=corrections).paper
    assert paper is not None
    return catalog_row(folder, paper)
