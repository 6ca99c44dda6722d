"""Pages and files over all papers: makes only those whose inputs have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from sitegen.contracts.catalog_row import CatalogRow, row_sha256
from sitegen.findings.errors import SitegenError
from sitegen.publish.checksums import file_sha256, file_trace
from sitegen.publish.staging import Staging
from sitegen.render.correction_list import Correction, Removal
from sitegen.render.flagged_list import Flag
from sitegen.render.links import Links
from sitegen.render.pages.rendering import Item, PageRenderer
from sitegen.render.site_content import Files, SiteFile
from sitegen.render.site_map import file_of


class MadePage(NamedTuple):
    """A digest of the inputs of a page, the SHA-256 of its file, and the trace of that file."""

    key: str
    sha256: str
    trace: str = ""


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
    `last` are the pages of the last build, `made` those of this one. A published file that can stay
    comes without bytes, and is in `kept` with its SHA-256.
    """

    base: str
    output: Path
    last: MadePages
    made: MadePages = field(default_factory=MadePages)
    kept: dict[str, str] = field(default_factory=dict)
    _digests: dict[int, str] = field(default_factory=dict)
    _digested: list[object] = field(default_factory=list)

    def add_digest(self, item: object, digest: str) -> None:
        """Tell the digest of an item of lists, which need not be computed then."""
        self._digested.append(item)  # keeps it alive, so that no other gets its id
        self._digests[id(item)] = digest

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
        key = self._key((path, shows), rows)
        last = self.last.groups.get(path)
        if last is not None and key == last.key and all(map(self._keep, last.files)):
            self.made.groups[path] = last
            yield from ((file, b"") for file in last.files)
            return
        files: list[str] = []
        for file, content in make():
            files.append(file)
            yield file, content
        if key:
            self.made.groups[path] = MadeGroup(key, files)

    def stage(self, files: Iterable[tuple[str, bytes]], staging: Staging) -> dict[str, str]:
        """Stage files, and keep those that are published with the same bytes.

        Returns their SHA-256. Raises OSError, and what making them raises.
        """
        digests: dict[str, str] = {}
        for file, content in files:
            if file not in self.kept:
                digests[file], is_new = staging.write_changed(file, content)
                if is_new:
                    continue
                self.kept[file] = digests[file]
            digests[file] = self.kept[file]
        return digests

    def sha256(self, file: str, content: bytes) -> str:
        """The SHA-256 of a file that was made or kept."""
        return self.kept.get(file) or super().sha256(file, content)

    def _up_to_date(self, file: str, key: str, make: Callable[[], bytes]) -> tuple[str, bytes]:
        last = self.last.pages.get(file)
        if last is not None and key == last.key and self._keep(file):
            return file, b""
        content = make()
        if key:
            self.made.pages[file] = MadePage(key, hashlib.sha256(content).hexdigest())
        return file, content

    def _keep(self, file: str) -> bool:
        """Keep a published page, if its file is the one that was made."""
        last = self.last.pages.get(file)
        if last is None:
            return False
        is_traced = last.trace != "" and last.trace == file_trace(f"{self.output}/{file}")
        if not is_traced and file_sha256(self.output / file) != last.sha256:
            return False
        self.made.pages[file], self.kept[file] = last, last.sha256
        return True

    def _key(self, inputs: object, items: Sequence[Item] = ()) -> str:
        """A digest of all inputs of a page or file; empty if one of them has no text form."""
        try:
            told = self._told((self.base, inputs))
            try:  # the items of lists are the bulk of it
                told += "".join([self._digests[id(each)] for each in items])
            except KeyError:
                told += "".join(map(self._told, items))
        except _UndigestibleError:
            return ""
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def _digest_of(self, item: CatalogRow | Correction | Removal | Flag) -> str:
        if isinstance(item, CatalogRow):
            return row_sha256(item)
        return hashlib.sha256(self._told([*item]).encode("utf-8", "surrogatepass")).hexdigest()

    def _told(self, value: object) -> str:
        """A text form of a value: equal only for equal values, in every process."""
        kind = type(value)
        if kind is str or kind is int or kind is bool:  # most values, and there are millions
            return repr(value)
        if kind is tuple or kind is list:
            return f"{kind.__name__}({','.join(map(self._told, value))})"  # type: ignore[call-overload]
        if isinstance(value, CatalogRow | Correction | Removal | Flag):  # each is in several lists
            if id(value) not in self._digests:
                self.add_digest(value, self._digest_of(value))
            return self._digests[id(value)]
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
