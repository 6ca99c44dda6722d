"""The entries of the feeds: papers, verdicts, corrections and removals, each with its status."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts import correction_record, gate_verdict
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.editorial_status import LABELS
from sitegen.contracts.gate_verdict import LABELS as VERDICTS
from sitegen.contracts.notices import VERDICT_ANCHOR
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import moment, sentence
from sitegen.reading.characters import masked
from sitegen.render.correction_list import Correction, Subject
from sitegen.render.formulas.mathematics import plain


class Entry(NamedTuple):
    """One entry of a feed; `id` is never that of another one. `categories` are XML already.

    `updated` is when what it says was changed last by a fact: an event, a verdict, a submission.
    """

    id: str
    title: str
    url: str
    manifest: str
    published: datetime
    updated: datetime
    categories: str
    summary: str
    authors: tuple[str, ...] = ()


def of_paper(row: CatalogRow, site: Site) -> Entry:
    """The entry of a paper whose day of submission is known.

    Its id is the UUID: the entry of its removal has the address of its page.
    """
    return Entry(
        id=f"urn:uuid:{row.id}",
        title=_title(row),
        url=site.url(row.path),
        manifest=site.url(f"{row.path}{MANIFEST_JSON}"),
        published=moment(row.submitted),
        updated=moment(row.last_change),
        categories=_categories(row.status, row.gate, site),
        summary=clean(plain(f"{row.status_line} {site.notes.synthesis} {row.excerpt}")),
        authors=tuple(map(clean, row.creators)),
    )


def of_verdict(row: CatalogRow, site: Site) -> Entry:
    """The entry of the verdict on a paper that the gate tested."""
    address = site.url(f"{row.path}{VERDICT_ANCHOR}")
    times = filter(None, (row.evaluated_at, row.last_corrected_at))
    evidence = "" if row.evidence in row.status_line else row.evidence
    return Entry(
        id=address,
        title=f"Gate verdict, {row.gate_label.lower()}: {_title(row)}",
        url=address,
        manifest=site.url(f"{row.path}{MANIFEST_JSON}"),
        published=moment(row.evaluated_at),
        updated=max(map(moment, times)),
        categories=_categories(row.status, row.gate, site),
        summary=clean(f"{row.status_line} {evidence}"),
    )


def of_correction(correction: Correction | Tombstone, site: Site) -> Entry:
    """The entry of a correction event, or of the removal of a paper."""
    if isinstance(correction, Tombstone):
        return _of_removal(correction, site)
    event, address = correction.event, site.url(correction.path)
    redacted = event.redacted.redacted_at if event.redacted else event.corrected_at
    return Entry(
        id=address,
        title=f"{correction.title}: {_title(correction.row)}",
        url=address,
        manifest=site.url(f"{correction.row.path}{MANIFEST_JSON}"),
        published=moment(event.corrected_at),
        updated=max(moment(event.corrected_at), moment(redacted)),
        categories=_categories(correction.row.status, "", site),
        summary=clean(f"{correction.row.status_line} {correction.note}"),
    )


def _of_removal(removed: Tombstone, site: Site) -> Entry:
    address, status = site.url(paper_path(removed.id)), removed.editorial_status
    why = removed.reason.partition("\n\n")[0]
    return Entry(
        id=address,
        title=clean(plain(f"Removal: {removed.display_title}")),
        url=address,
        manifest=f"{address}{MANIFEST_JSON}",
        published=moment(removed.removed_at),
        updated=moment(removed.removed_at),
        categories=_categories(status.status, "", site),
        summary=clean(f"{status.statement} By: {sentence(removed.by)} Why: {why}"),
    )


def _title(row: CatalogRow | Subject) -> str:
    """The title, and beside it the mark of one that was or may have been cut."""
    return clean(f"{plain(row.display_title)} {row.title_mark}")


@lru_cache(maxsize=1024)
def _categories(status: str, gate: str, site: Site) -> str:
    """Status and verdict as categories; their scheme is the place of the member in its schema."""
    schemas = {
        f"{correction_record.CONTRACT.schema_id(site)}#/properties/editorial_status": status,
        f"{gate_verdict.CONTRACT.schema_id(site)}#/properties/status": gate,
    }
    labels: dict[str, str] = {**VERDICTS, **LABELS}  # type: ignore[dict-item]
    return "".join(
        f'<category term="{escaped(term)}" scheme="{escaped(scheme)}" '
        f'label="{escaped(labels.get(term, term))}"/>'
        for scheme, term in schemas.items()
        if term
    )


def clean(text: str) -> str:
    """The text on one line, without characters that XML does not allow."""
    return masked(" ".join(text.split()))


def escaped(text: str) -> str:
    """A text as XML, in an element or in a quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
