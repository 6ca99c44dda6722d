"""`/corrections/feed.atom`: the newest corrections, verdicts and removals for feed readers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from heapq import nlargest

from sitegen.contracts.settings import Site
from sitegen.render.correction_list import MOST_CHANGES, Change, changes
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import CORRECTIONS, FEED

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(content: SiteContent, site: Site) -> bytes:
    """The newest changes of all papers as an Atom feed."""
    return feed(changes(content.corrections, content.rows, content.tombstones), site)


def feed(found: Iterable[Change], site: Site) -> bytes:
    """The newest of these changes as an Atom feed."""
    from sitegen.render.exports.atom import AtomFeed

    made = AtomFeed(
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
    """The text on one line, without characters that XML does not allow."""
    return NOT_XML.sub("\ufffd", " ".join(text.split()))
