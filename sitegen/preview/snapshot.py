"""The state of a preview at one moment. A page is rendered from one snapshot, so from one state."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.other_papers import OtherPapers
from sitegen.contracts.record_entry import RecordEntry
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic
from sitegen.preview.judging import KnownPaper
from sitegen.render.guides import Guide
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates


@dataclass(frozen=True, eq=False)
class PageInputs:
    """The inputs of pages besides papers; `number` changes whenever one of them changes."""

    site: Site
    templates: Templates
    views: PaperViews
    guides: tuple[Guide, ...]
    number: int


@dataclass(frozen=True)
class Difference:
    """A paper that differs from what was published; `kind` says how, in a word or two."""

    kind: str
    folder: str
    title: str


@dataclass(frozen=True)
class Comparison:
    """The result of comparing all papers with each other and with what was published.

    `published` names what was published, or says why it cannot be read; empty if there is none.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    differences: tuple[Difference, ...] = ()
    published: str = ""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The whole state of a preview at one moment. It is immutable, so threads can share it.

    `version` increases with every state. `folders` are those of all papers, sorted; `papers` are
    the papers that were checked so far, by folder. `settings`, `texts` and `dead_links` are
    findings about the settings, the guides, and the links of both. `is_compared` says that all
    papers were checked and compared.
    """

    version: int
    inputs: PageInputs
    settings: tuple[Diagnostic, ...]
    texts: tuple[Diagnostic, ...]
    dead_links: tuple[Diagnostic, ...]
    folders: tuple[str, ...]
    papers: Mapping[str, KnownPaper]
    comparison: Comparison
    is_compared: bool

    def has_folder(self, folder: str) -> bool:
        """Whether there is a paper in this folder."""
        at = bisect_left(self.folders, folder)
        return at < len(self.folders) and self.folders[at] == folder

    @cached_property
    def rows(self) -> tuple[CatalogRow, ...]:
        """The rows of the papers that a build would list, in the order of their folders."""
        known = (self.papers[folder] for folder in sorted(self.papers))
        return tuple(each.row for each in known if each.row and not each.is_draft)

    @cached_property
    def entries(self) -> tuple[RecordEntry, ...]:
        """The other records that a build would list, in the order of their folders."""
        known = (self.papers[folder] for folder in sorted(self.papers))
        return tuple(each.entry for each in known if each.entry and not each.is_draft)

    @cached_property
    def tombstones(self) -> tuple[Tombstone, ...]:
        """The tombstones, in the order of their folders."""
        known = (self.papers[folder] for folder in sorted(self.papers))
        return tuple(each.tombstone for each in known if each.tombstone)

    # ------------------------------------------------------------------ papers that name others

    def others(self, names: Collection[str]) -> OtherPapers:
        """The papers with these ids, as far as they are known, by id."""
        if not names:
            return {}
        known = (each.row or each.tombstone for each in self.papers.values())
        return {each.id: each.as_other for each in known if each and each.id in names}

    def naming(self, ids: Iterable[str]) -> list[str]:
        """The folders of the papers that name one of these ids."""
        named = frozenset(ids)
        papers = self.papers.items()
        return [folder for folder, each in papers if not named.isdisjoint(each.names)]

    # ------------------------------------------------------------------ findings

    def reported(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Each finding once, sorted, without those that the site silences."""
        silenced = self.inputs.site.silenced
        return sorted({each for each in diagnostics if each.code not in silenced})

    @property
    def site_diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings that belong to no paper: settings, guides, links between them."""
        return (*self.settings, *self.texts, *self.dead_links)

    @cached_property
    def all_diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, as they are reported."""
        papers = [found for each in self.papers.values() for found in each.diagnostics]
        return tuple(self.reported([*self.site_diagnostics, *papers, *self.comparison.diagnostics]))

    def comparison_diagnostics(self, folder: str) -> list[Diagnostic]:
        """The findings of comparing one paper."""
        start = f"records/{folder}/"
        return [each for each in self.comparison.diagnostics if each.place.file.startswith(start)]
