"""Rows with correction events, tombstones, and the pages of corrections that are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent, Notice
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.corrections_page import corrections
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, entry, faults, listed, text_of
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())


def tombstone(number: int, removed_at: str) -> Tombstone:
    """What stays of an invented paper."""
    return Tombstone(
        id=f"{number:08x}-0000-4000-8000-000000000000",
        title=f"Invented {number}",
        removed_at=removed_at,
        reason="Invented reason.",
        by="Invented press",
    )


def corrected(number: int, *times: str, note: str = "Invented note.") -> CatalogRow:
    """The row of a paper with an event at each of some times."""
    events = [event(number, *each, public_note=note) for each in enumerate(times, 1)]
    plain = row(number, correction_state="CORRECTED", correction_count=len(events))
    return with_events(plain, *events)


def event(number: int, position: int, at: str, **changes: Any) -> CorrectionEvent:
    """An event of an invented paper."""
    like = world.published("corrected").corrections.correction_events[0]
    known = {"event_id": f"{number:08X}-C{position}", "corrected_at": at, "notice": None}
    return like.model_copy(update=known | changes)


def notice(kind: Any, *reasons: str, by: str | None = None) -> Notice:
    """A notice of an event."""
    return Notice(kind=kind, issued_by=by, reasons=reasons, doi=None)


def with_events(plain: CatalogRow, *events: CorrectionEvent) -> CatalogRow:
    """A row with these events."""
    return plain._replace(ledger=plain.ledger._replace(events=events))


def files(rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = ()) -> Mapping[str, bytes]:
    """The bytes of the pages of corrections by their paths."""
    return dict(corrections(SiteContent(make_catalog(rows), tombstones), PAGES))


def made(rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = ()) -> dict[str, Page]:
    """The pages by their paths."""
    pages = {
        path: Page(data.decode(), f"{world.BASE_URL}/{path.removesuffix('index.html')}")
        for path, data in files(rows, tombstones).items()
    }
    wrong = {path: found for path, page in pages.items() if (found := faults(page))}
    assert not wrong, wrong
    return pages


def titles(page: Page) -> list[str]:
    """What is listed on a page, in order."""
    papers = [entry(each)["title"] for each in listed(page)]
    return [*map(text_of, page.with_class("entry-title")), *papers]
