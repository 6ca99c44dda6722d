"""Which entry of the menus a page belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.contracts.settings import Menu


class CurrentEntry(NamedTuple):
    """The entry of a page: its path, the position of its menu, and its `aria-current`.

    `mark` is `page` if the entry leads to the page itself, and `true` if it leads to a page above.
    Without an entry, the path is empty. The position is -1 if the entry is in no menu.
    """

    path: str = ""
    menu: int = -1
    mark: str = "true"


def current_entry(navigation: Sequence[Menu], path: str) -> CurrentEntry:
    """The entry of the page at `path`: the one with the longest path that is the same or above.

    The index is above every page, so its entry stands for itself alone.
    """
    found = CurrentEntry()
    for position, menu in enumerate(navigation):
        if menu.path is not None and _leads(menu.path, path, found):
            found = CurrentEntry(menu.path)
        for item in menu.items:
            if _leads(item.path, path, found):
                found = CurrentEntry(item.path, position)
    return found._replace(mark="page") if found.path == path else found


def _leads(entry: str, path: str, found: CurrentEntry) -> bool:
    """Whether an entry leads to a page and is closer to it than what was found."""
    if len(entry) <= len(found.path):
        return False
    return path == entry if entry == "/" else path.startswith(entry)
