"""One Atom document. A separate module, because its library takes a while to load."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from feedgenerator import Atom1Feed

from sitegen.contracts.settings import Site
from sitegen.render.exports.feed_entries import Entry, clean, escaped

# A feed must have the time of its last change, and a build has no clock; for an empty feed.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
HISTORY = "http://purl.org/syndication/history/1.0"


class AtomDocument(Atom1Feed):  # type: ignore[misc]
    """One document of an archived feed (RFC 5005, section 4). `links` are its further links.

    The library writes the head. Entries are written here: it needs 30 microseconds for each, and a
    site of 100,000 papers has twice as many.
    """

    def __init__(
        self,
        head: Mapping[str, str],
        site: Site,
        entries: Sequence[Entry],
        links: Mapping[str, str],
    ) -> None:
        super().__init__(
            description=None,
            language=site.language,
            author_name=clean(site.publisher.name),
            author_link=site.publisher.url,
            **head,
        )
        self._entries, self._links = entries, links

    @property
    def is_archive(self) -> bool:
        """Whether its entries stay as they are, because newer ones go to other documents."""
        return "current" in self._links

    def latest_post_date(self) -> datetime:
        """The time of its newest entry."""
        return max((each.updated for each in self._entries), default=NEVER)

    def root_attributes(self) -> dict[str, str]:
        """The attributes of the feed, with the namespace of the element that marks an archive."""
        history = {"xmlns:fh": HISTORY} if self.is_archive else {}
        return {**super().root_attributes(), **history}

    def add_root_elements(self, handler: object) -> None:
        """Write the head: that of the library, the place among the other documents."""
        super().add_root_elements(handler)
        for relation, address in self._links.items():
            attributes = {"rel": relation, "href": address}
            handler.addQuickElement("link", "", attributes)  # type: ignore[attr-defined]
        if self.is_archive:
            handler.addQuickElement("fh:archive")  # type: ignore[attr-defined]

    def write_items(self, handler: object) -> None:
        """Write the entries, the newest first."""
        for each in self._entries:
            # The one method of a handler that writes a text as it is, without escaping it again.
            handler.ignorableWhitespace(entry_xml(each))  # type: ignore[attr-defined]

    def as_bytes(self) -> bytes:
        """The document in UTF-8, and a newline."""
        written = io.StringIO()
        self.write(written, "utf-8")
        return f"{written.getvalue()}\n".encode()


def entry_xml(entry: Entry) -> str:
    """An entry as XML."""
    authors = "".join(f"<author><name>{escaped(each)}</name></author>" for each in entry.authors)
    return (
        f"<entry><title>{escaped(entry.title)}</title><id>{escaped(entry.id)}</id>"
        f'<link href="{escaped(entry.url)}" rel="alternate" type="text/html"/>'
        f'<link href="{escaped(entry.manifest)}" rel="related" type="application/json"/>'
        f"<published>{entry.published.isoformat()}</published>"
        f"<updated>{entry.updated.isoformat()}</updated>{authors}{entry.categories}"
        f'<summary type="text">{escaped(entry.summary)}</summary></entry>'
    )
