"""The Atom feeds of papers, of verdicts, and of corrections and removals.

Each is archived by RFC 5005: older entries are in documents of their own, which a harvester follows
back to the first entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Generic, TypeVar

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import moment
from sitegen.render.correction_list import Correction
from sitegen.render.exports.feed_entries import (
    Entry,
    clean,
    of_correction,
    of_paper,
    of_verdict,
)
from sitegen.render.site_content import SiteContent, SiteFile
from sitegen.render.site_map import (
    CORRECTIONS,
    CORRECTIONS_FEED,
    FEED,
    GATE,
    INDEX,
    VERDICTS_FEED,
    SitePages,
)

# The most entries of the current document, and those of each archive. The current one keeps half of
# them when the older half becomes an archive: most feed readers read no archives, and a build may
# publish many papers at once.
NEWEST, ARCHIVED = 100, 50

Item = TypeVar("Item")


@dataclass(frozen=True)
class Feed(Generic[Item]):
    """One feed: its title, the page that shows the same, and its items, the oldest first.

    A document is cut from the oldest item on, so that a new one changes no archive. The last
    archive changes once, when the next one follows it.
    """

    family: SitePages
    title: str
    page: SitePages
    items: Callable[[SiteContent], Sequence[Item]]
    entry: Callable[[Item, Site], Entry]

    def export(self, content: SiteContent, site: Site) -> Iterator[SiteFile]:
        """All documents of the feed, the oldest first; the last one is the current one."""
        items = self.items(content)
        archives = max(0, -(-(len(items) - NEWEST) // ARCHIVED))
        for number in range(1, archives + 2):
            is_current = number > archives
            start = (number - 1) * ARCHIVED
            shown = items[start:] if is_current else items[start : start + ARCHIVED]
            links = {"prev-archive": self._archive(number - 1)} if number > 1 else {}
            if not is_current:
                links["current"] = self.family.path
            if number < archives:
                links["next-archive"] = self._archive(number + 1)
            path = self.family.path if is_current else self._archive(number)
            make = partial(self._document, path, shown, links, site)
            yield SiteFile(path[1:], make, (links, shown))

    def _archive(self, number: int) -> str:
        return self.family.part(str(number))

    def _document(
        self, path: str, items: Sequence[Item], links: dict[str, str], site: Site
    ) -> bytes:
        from sitegen.render.exports.atom import AtomDocument

        head = {
            "title": clean(f"{self.title} · {site.publisher.name}"),
            "link": site.url(self.page.path),
            "feed_url": site.url(path),
            "feed_guid": site.url(self.family.path),  # all documents are of one feed
        }
        entries = [self.entry(each, site) for each in reversed(items)]
        addresses = {relation: site.url(target) for relation, target in links.items()}
        return AtomDocument(head, site, entries, addresses).as_bytes()


def _papers(content: SiteContent) -> Sequence[CatalogRow]:
    """The papers whose day of submission is known; no day is invented for the others."""
    return [row for row in reversed(content.rows) if row.is_of_a_day]


def _verdicts(content: SiteContent) -> Sequence[CatalogRow]:
    """The papers that the gate tested at a known time."""
    tested = (row for row in content.rows if row.gate in {"VERIFIED", "FALSIFIED"})
    dated = [row for row in tested if row.evaluated_at]
    return sorted(dated, key=lambda row: (moment(row.evaluated_at), row.id))


def _corrections(content: SiteContent) -> Sequence[Correction | Tombstone]:
    """The correction events of all papers, and the removals."""
    if not content.tombstones:
        return content.corrections[::-1]
    removals = sorted(content.tombstones, key=lambda each: each.id)
    return sorted(chain(reversed(content.corrections), removals), key=_at)


def _at(each: Correction | Tombstone) -> datetime:
    return moment(each.removed_at if isinstance(each, Tombstone) else each.event.corrected_at)


PAPERS = Feed(FEED, "Papers", INDEX, _papers, of_paper)
VERDICTS = Feed(VERDICTS_FEED, "Verdicts", GATE, _verdicts, of_verdict)
# Until December 2026, this feed had all verdicts as well. Its address has to stay, and so has what
# its readers rely on: that they learn of every change of a published paper. A verdict that changes
# is a correction, so it is here; only the first verdict on a paper is not, which changes nothing
# that was published, and of which there are as many as papers.
CORRECTED = Feed(
    CORRECTIONS_FEED, "Corrections and removals", CORRECTIONS, _corrections, of_correction
)
