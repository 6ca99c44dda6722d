"""An Atom feed without a clock. A separate module, because its library takes a while to load."""

from __future__ import annotations

from datetime import UTC, datetime

from feedgenerator import Atom1Feed

# A feed must have the time of its last change, and a build has no clock; for an empty feed.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class AtomFeed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed with plain summaries."""

    def latest_post_date(self) -> datetime:
        """The time of the newest entry."""
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler: object, item: dict[str, object]) -> None:
        """Write an entry, whose summary is plain text."""
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})  # type: ignore[attr-defined]
