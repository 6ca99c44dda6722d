"""An Atom feed without a clock. A module of its own, because its library takes a while to load."""

from __future__ import annotations

from datetime import UTC, datetime

from feedgenerator import Atom1Feed

# A feed has to say when it last changed, and a build has no clock: an empty one never did.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class AtomFeed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed with plain summaries."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was made."""
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler: object, item: dict[str, object]) -> None:
        """Write an entry, whose summary is plain text."""
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})  # type: ignore[attr-defined]
