"""Compare the records with what was published (SG8): nothing is changed or removed silently."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sitegen.checks.check import MANIFEST, TOMBSTONE
from sitegen.checks.history_rules import (
    BASE_WAS_SOUND,
    CORRECTIONS_STAY,
    ID_IS_TAKEN,
    PAPER_STAYS,
)
from sitegen.checks.status_rules import removals
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.history.base import Base, BasePaper
from sitegen.history.event_history import ComparedEvents, ComparedPaper, judge_events
from sitegen.history.paper_history import is_as_published, judge_paper
from sitegen.reading.documents import read_yaml
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import find_papers, read_source
from sitegen.render.project import Project, locate_in


@dataclass(frozen=True)
class History:
    """Compares the records of a project with what was published before."""

    base: Base
    project: Project
    site: Site

    def judge(
        self,
        rows: Sequence[CatalogRow],
        tombstones: Sequence[tuple[str, Tombstone]],
        *,
        all_known: bool,
    ) -> Iterator[Diagnostic]:
        """Everything that the records remove or change without announcing it.

        Pass `all_known=False` if a record has errors: then not all papers are known, and none is
        reported as missing. Raises BaseError if the base is damaged.
        """
        published = self.base.papers(rows)
        now = {row.id: row for row in rows}
        for paper_id in sorted(published.keys() & now.keys()):
            if not is_as_published(published[paper_id], now[paper_id]):
                compared = ComparedPaper.of(
                    self.base, self.project, published[paper_id], now[paper_id]
                )
                yield from judge_paper(compared, self.site)
        buried = {each.id: (folder, each) for folder, each in tombstones}
        events = {each.id: {one.event_id for one in each.events} for each in published.values()}
        yield from removals(rows, events, locate_in(self.project.records))
        yield from self._removed(now, buried, self.base.removed(tombstones), all_known)
        yield from self._newly_removed(published, buried)
        gone = published.keys() - now.keys() - buried.keys()
        if gone and all_known:
            yield from self._gone(gone, {row.folder: row.id for row in rows})
        yield from self._unknown()

    # Papers that are gone

    def _gone(self, gone: Collection[str], known: Mapping[str, str]) -> Iterator[Diagnostic]:
        drafts = self._unpublished(known)
        for paper_id in sorted(gone):
            message = f"the paper {paper_id} of {self.base.name} is no longer in the records"
            place, hint = Place(PAPER.project_path), "restore its folder"
            if folder := drafts.get(paper_id):
                place = locate_in(self.project.records)(folder, MANIFEST, ("draft",))
                hint = "remove `draft` from its manifest"
            elif folder := self.base.folder(paper_id):
                place, hint = self._where_it_was(folder, known)
            hint += "; to remove a paper, put a tombstone.yaml in the place of its other files"
            yield PAPER_STAYS.at(place, message, hint)

    def _where_it_was(self, folder: str, known: Mapping[str, str]) -> tuple[Place, str]:
        if folder not in known:
            return Place(f"records/{folder}/{MANIFEST}"), "restore its folder"
        place = locate_in(self.project.records)(folder, MANIFEST, ("work", "id"))
        return place, "restore its id here, and give a new paper another folder and id"

    def _unpublished(self, known: Mapping[str, str]) -> dict[str, str]:
        """The folders of the papers that have a manifest but are not published, by id."""
        found: dict[str, str] = {}
        for folder in find_papers(self.project.records):
            source, _ = read_source(self.project.records, folder)
            if folder not in known and MANIFEST in source.files:
                document, _ = read_yaml(source.files[MANIFEST], MANIFEST)
                if document:
                    found[document.data["work"]["id"]] = folder
        return found

    def _unknown(self) -> Iterator[Diagnostic]:
        for folder, why in self.base.unknown():
            message = (
                f"this record had an error in {self.base.name}, so it cannot be compared: {why}"
            )
            place = Place(f"records/{folder}/{MANIFEST}")
            yield BASE_WAS_SOUND.at(
                place, message, "compare with the published site instead of a commit"
            )

    # Papers that were removed

    def _removed(
        self,
        now: Mapping[str, CatalogRow],
        buried: Mapping[str, tuple[str, Tombstone]],
        removed: Mapping[str, LedgerRemoval],
        all_known: bool,
    ) -> Iterator[Diagnostic]:
        locate = locate_in(self.project.records)
        for paper_id, published in sorted(removed.items()):
            if paper_id in now:
                place = locate(now[paper_id].folder, MANIFEST, ("work", "id"))
                message = f"the id {paper_id} belongs to a removed paper"
                hint = "write a new UUID for this paper, and restore the tombstone"
                yield ID_IS_TAKEN.at(place, message, hint)
            elif paper_id in buried:
                yield from self._changed(published, *buried[paper_id])
                was = self.base.removed_events(paper_id)
                yield from self._events(*buried[paper_id], was)
            elif all_known:
                message = f"the tombstone of the removed paper {paper_id} is missing"
                yield ID_IS_TAKEN.at(Place(PAPER.project_path), message, "restore its folder")

    def _newly_removed(
        self, published: Mapping[str, BasePaper], buried: Mapping[str, tuple[str, Tombstone]]
    ) -> Iterator[Diagnostic]:
        for paper_id in sorted(published.keys() & buried.keys()):
            (folder, tombstone), was = buried[paper_id], published[paper_id].events
            if tombstone.corrections is not None:
                yield from self._events(folder, tombstone, was)
            elif was:
                message = f"the published corrections of the removed paper {paper_id} go with it"
                hint = "restore its corrections.yaml next to the tombstone"
                place = Place(f"records/{folder}/{TOMBSTONE}")
                yield CORRECTIONS_STAY.at(place, message, hint)

    def _events(
        self, folder: str, tombstone: Tombstone, was: Sequence[CorrectionEvent]
    ) -> Iterator[Diagnostic]:
        """Findings for the published events of a removed paper."""
        compared = ComparedEvents(self.base, self.project, folder, was, tombstone.events)
        yield from judge_events(compared)

    def _changed(
        self, published: LedgerRemoval, folder: str, tombstone: Tombstone
    ) -> Iterator[Diagnostic]:
        for key, value in tombstone.model_dump(mode="json").items():
            if getattr(published, key) != value:
                place = locate_in(self.project.records)(folder, TOMBSTONE, (key,))
                message = (
                    f"`{key}` has changed: it was published as {shown(getattr(published, key))}"
                )
                hint = "restore it; the tombstone of a removed paper never changes"
                yield ID_IS_TAKEN.at(place, message, hint)
