"""`/corrections/feed.atom`: the newest corrections, verdicts and removals for feed readers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import nlargest

from feedgenerator import Atom1Feed

from sitegen.contracts.settings import Site
from sitegen.render.pages.correction_list import MOST_CHANGES, Change, changes
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_content import Files, SiteContent
from sitegen.render.site_map import CORRECTIONS, FEED

# A feed has to say when it last changed, and a build has no clock: an empty one never did.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed with plain summaries, and without a clock."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler: object, item: dict[str, object]) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})  # type: ignore[attr-defined]


def corrections_feed(content: SiteContent, pages: PageRenderer) -> Files:
    """The feed of all papers of a site."""
    found = changes(content.corrections, content.catalog.rows, content.tombstones)
    yield FEED.file, feed(found, pages.site)


def feed(found: Iterable[Change], site: Site) -> bytes:
    """The newest changes as an Atom feed."""
    made = _Feed(
        title=_clean(f"Corrections and verdicts · {site.publisher.name}"),
        link=site.url(CORRECTIONS.path),
        description=None,
        language=site.language,
        author_name=_clean(site.publisher.name),
        author_link=site.publisher.url,
        feed_url=site.url(FEED.path),
        feed_guid=site.url(FEED.path),
    )
    for each in nlargest(MOST_CHANGES, found, key=lambda each: (each.at, each.path)):
        address = site.url(each.path)
        made.add_item(
            title=_clean(each.title),
            link=address,
            description=_clean(each.summary),
            updateddate=each.at,
            unique_id=address,
        )
    written = io.StringIO()
    made.write(written, "utf-8")
    return f"{written.getvalue()}\n".encode()


def _clean(text: str) -> str:
    """A text on one line, without what no XML document may hold."""
    return NOT_XML.sub("\ufffd", " ".join(text.split()))
