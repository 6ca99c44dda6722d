"""Pages and files over all papers: makes only those whose inputs have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.findings.errors import SitegenError
from sitegen.publish.checksums import open_regular
from sitegen.render.correction_list import Correction, Removal
from sitegen.render.flagged_list import Flag
from sitegen.render.links import Links
from sitegen.render.pages.rendering import Item, PageRenderer
from sitegen.render.site_content import Files, SiteFile
from sitegen.render.site_map import file_of


class MadePage(NamedTuple):
    """A digest of the inputs of a page, and the SHA-256 of its file."""

    key: str
    sha256: str


class MadeGroup(NamedTuple):
    """A digest of the inputs of a group of pages, and the paths of their files."""

    key: str
    files: list[str]


@dataclass(frozen=True)
class MadePages:
    """The pages of a build by the paths of their files, and groups by that of their first page."""

    pages: dict[str, MadePage] = field(default_factory=dict)
    groups: dict[str, MadeGroup] = field(default_factory=dict)


class _UndigestibleError(SitegenError):
    """A template was given a value that has no unique text form."""


@dataclass(frozen=True)
class CachedPages(PageRenderer):
    """Renders a page only if its inputs differ from those of the published page.

    `base` is a digest of everything else that decides pages: the code, the settings, all templates.
    `last` are the pages of the last build, `made` those of this one.
    """

    base: str
    output: Path
    last: MadePages
    made: MadePages = field(default_factory=MadePages)
    _items: dict[int, tuple[object, str]] = field(default_factory=dict)

    def render(
        self, template: str, path: str, context: dict[str, object], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and its bytes."""
        key = self._key((template, path, context, links))
        make = partial(super().render, template, path, context, links)
        return self._up_to_date(file_of(path), key, lambda: make()[1])

    def make(self, file: SiteFile) -> tuple[str, bytes]:
        """The path of a file that is not a page, and its bytes."""
        key = "" if file.shows is None else self._key((file.file, file.shows))
        return self._up_to_date(file.file, key, file.make)

    def group(
        self,
        path: str,
        rows: Sequence[Item],
        shows: object,
        make: Callable[[], Files],
    ) -> Files:
        """The files of a group; those that were published if its inputs are the same."""
        key = self._key((path, rows, shows))
        published = self._published_group(path, key)
        if published is not None:
            yield from published
            files = [file for file, _ in published]
        else:
            files = []
            for file, content in make():
                files.append(file)
                yield file, content
        if key:
            self.made.groups[path] = MadeGroup(key, files)

    def _published_group(self, path: str, key: str) -> list[tuple[str, bytes]] | None:
        last = self.last.groups.get(path)
        if last is None or not key or key != last.key:
            return None
        found: list[tuple[str, bytes]] = []
        for file in last.files:
            page = self.last.pages.get(file)
            content = page and self._published(file, page.key)
            if page is None or content is None:
                return None
            found.append((file, content))
        self.made.pages.update((file, self.last.pages[file]) for file in last.files)
        return found

    def _up_to_date(self, file: str, key: str, make: Callable[[], bytes]) -> tuple[str, bytes]:
        content = self._published(file, key)
        if content is None:
            content = make()
        if key:
            self.made.pages[file] = MadePage(key, hashlib.sha256(content).hexdigest())
        return file, content

    def _published(self, file: str, key: str) -> bytes | None:
        last = self.last.pages.get(file)
        if last is None or not key or key != last.key:
            return None
        try:
            with open_regular(self.output / file) as opened:
                content = opened.read()
        except OSError:  # the file cannot be read, so the page is made again
            return None
        return content if hashlib.sha256(content).hexdigest() == last.sha256 else None

    def _key(self, inputs: object) -> str:
        """A digest of all inputs of a page or file; empty if one of them has no text form."""
        try:
            told = self._told((self.base, inputs))
        except _UndigestibleError:
            return ""
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def _told(self, value: object) -> str:
        """A text form of a value: equal only for equal values, in every process."""
        if isinstance(
            value, CatalogRow | Correction | Removal | Flag
        ):  # each is in several listings
            if id(value) not in self._items:  # keeps the item alive, so that no other gets its id
                said = repr(value) if isinstance(value, CatalogRow) else self._told([*value])
                digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
                self._items[id(value)] = value, digest
            return self._items[id(value)][1]
        if value is None or isinstance(value, str | int | float | date):
            return repr(value)
        if isinstance(value, dict):
            return f"{{{','.join(f'{key!r}:{self._told(each)}' for key, each in value.items())}}}"
        if isinstance(value, list | tuple):
            return f"{type(value).__name__}({','.join(map(self._told, value))})"
        if isinstance(value, BaseModel):
            return f"{type(value).__name__}{value.model_dump_json()}"
        if is_dataclass(value):
            members = {each.name: getattr(value, each.name) for each in fields(value)}
            return f"{type(value).__name__}{self._told(members)}"
        raise _UndigestibleError
