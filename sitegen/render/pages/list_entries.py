"""The entries of lists, of papers or of corrections: each is rendered once for all lists."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from markupsafe import Markup

from sitegen.contracts.settings import Site
from sitegen.render.links import Links
from sitegen.render.templating import Templates

OF_PAPER, OF_CHANGE = "parts/paper_entry.html", "parts/change_entry.html"
OF_FLAG = "parts/flag_entry.html"
OF_PAPER_IN_SHORT = "parts/short_entry.html"
# Stands for the way from a page to the root of the site. No page has this character.
ROOT = "\0"
# All entries of 100,000 papers have 150 MB. Beyond this size, they are in a file without a name.
MOST_IN_MEMORY = 16_000_000
LENGTHS = 1 << 24


class ListEntries:
    """Renders the entries of items in lists, and keeps them for all other lists of a build.

    An entry differs between pages by its links alone. It is kept with a mark in place of the way to
    the root, so its template gets nothing of the page: only `each`, the item (a row of the catalog,
    a correction or a flagged paper), `site` and `link`.
    """

    def __init__(self, site: Site, templates: Templates, template: str) -> None:
        self._site, self._templates, self._template = site, templates, template
        self._file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        # Where the entry of each item is in the file. It keeps the items, so no other gets the id.
        self._places: dict[int, tuple[object, int]] = {}
        self._end = 0

    def __call__(self, items: Iterable[object], link: Links) -> Markup:
        """The entries of these items, one after the other, with the links of a page.

        Raises BadTemplateError.
        """
        return Markup("".join([self._entry(item, link) for item in items]))

    def _entry(self, item: object, link: Links) -> str:
        _, place = self._places.get(id(item)) or (item, self._add(item))
        if place < 0:
            return self._render(item, link)
        offset, length = divmod(place, LENGTHS)
        self._file.seek(offset)
        return self._file.read(length).decode().replace(ROOT, link.root)

    def _add(self, item: object) -> int:
        """Render an entry for all pages; returns its place, negative if it cannot be shared."""
        marking = _Marking(self._site.base_url)
        content = self._render(item, marking).encode()
        place = -1
        # A text of the record can have the character, too.
        if content.count(ROOT.encode()) == marking.links and len(content) < LENGTHS:
            place = self._end * LENGTHS + len(content)
            self._file.seek(self._end)
            self._end += self._file.write(content)
        self._places[id(item)] = item, place
        return place

    def _render(self, item: object, link: Links | _Marking) -> str:
        return self._templates.render(
            self._template, {"each": item, "site": self._site, "link": link}
        )


class _Marking:
    """Writes links that begin with the mark, and counts them."""

    def __init__(self, base_url: str) -> None:
        self._links = Links(base_url, ROOT)
        self.links = 0

    def __call__(self, address: str) -> str:
        link = self._links(address)
        self.links += link.startswith(ROOT)
        return link
