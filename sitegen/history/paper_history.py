"""Compare one paper with what was published: facts, report, and the files that stay for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from typing import NamedTuple

import orjson

from sitegen.checks.artifact_rules import restore_line_ends
from sitegen.checks.check import CORRECTIONS, MANIFEST
from sitegen.checks.history_rules import ANNOUNCED, BYTES_STAY, PAPER_STAYS, REDACTED, REPLACED_KEPT
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.fact_changes import REPORT, FactChange, is_covered, stated, steps_to
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.redaction import is_taken_out
from sitegen.contracts.replaced_manifest import ReplacedManifest
from sitegen.contracts.settings import Site
from sitegen.contracts.timeline import event_number
from sitegen.findings.canonical import canonical_json
from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.findings.line_ends import other_line_ends
from sitegen.history.base import BasePaper
from sitegen.history.changed_line_ends import Rewritten, rewritten_files, with_published_line_ends
from sitegen.history.event_history import ComparedPaper, judge_events
from sitegen.history.published_state import State, published_state, replaced_by
from sitegen.reading.documents import KeyPath
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import read_source
from sitegen.render.paper import understand

# An event may name it although it is not a fact, so no manifest has to be kept for it.
SUPERSEDED_BY = "superseded_by"
# Characters that two texts begin with, at most, and how many of them are shown if it is more.
LONGEST_SAME, SHOWN_SAME = 40, 20


class HowFactsChanged(NamedTuple):
    """The facts that were published, and the changes since.

    Either is None if the base has only digests, from which they cannot be found.
    """

    published: Mapping[str, object] | None
    changes: Sequence[FactChange] | None


def is_as_published(paper: BasePaper, row: CatalogRow) -> bool:
    """Whether the row of a paper says what was published, so that nothing has to be checked."""
    entry = row.ledger
    return (
        entry.facts_sha256 == paper.facts_sha256
        and entry.report_sha256 == paper.report_sha256
        and row.superseded_by == paper.superseded_by
        and row.has_report >= paper.has_report
        and entry.kept.items() >= paper.kept.items()
        and set(entry.redacted) <= paper.redacted
        and entry.events == paper.events
    )


def judge_paper(paper: ComparedPaper, site: Site) -> Iterator[Diagnostic]:
    """Everything of a paper that was removed or changed without announcing it."""
    source, _ = read_source(paper.project.records, paper.row.folder)
    now = understand(source, site).paper
    yield from judge_events(paper)
    rewritten = rewritten_files(paper.project.records, source, paper.published, paper.row)
    if now is not None:  # else the paper is held back as it was published
        yield from _Facts(paper, now, site, source, rewritten).findings()
    yield from _successor(paper)
    yield from _bytes(paper, source, rewritten)
    if _loses_report(paper):
        message = "a PDF of this paper was published and would disappear"
        hint = "remove `report: none`; a published report can be corrected, but not removed"
        yield PAPER_STAYS.at(paper.place(MANIFEST, (REPORT,)), message, hint)


def how_facts_changed(paper: ComparedPaper, now: PublishedPaper, site: Site) -> HowFactsChanged:
    """The published facts of a paper and their changes. Raises BaseError if the base is damaged."""
    facts = _Facts(paper, now, site, PaperSource(paper.row.folder, {}), {})
    return HowFactsChanged(facts.before.facts, facts.changes())


def _loses_report(paper: ComparedPaper) -> bool:
    return paper.published.has_report and not paper.row.has_report


class _Facts:
    """The facts and the report of a paper that differs from the published one."""

    def __init__(
        self,
        paper: ComparedPaper,
        now: PublishedPaper,
        site: Site,
        source: PaperSource,
        rewritten: Mapping[str, Rewritten],
    ) -> None:
        self._paper, self._now, self._site = paper, now, site
        self._source, self._rewritten = source, rewritten
        self._fields = [each for event in paper.new_events for each in event.affected_fields]
        self._base_name, self._published = paper.base.name, paper.published

    def findings(self) -> Iterator[Diagnostic]:
        changes = self.changes()
        if changes is None:
            yield self._unknown()
            return
        corrected = [each for each in changes if not each.is_milestone]
        yield from self._unannounced(
            [each for each in corrected if not is_covered(each.path, self._fields)]
        )
        paths = [each.path for each in corrected]
        if self._now_state.report_sha256 != self.before.report_sha256:
            paths.append(REPORT)
            if not is_covered(REPORT, self._fields) and not _loses_report(self._paper):
                message = "the report differs from the published one, and no new event names it"
                yield ANNOUNCED.at(
                    self._paper.place(MANIFEST, (REPORT,)), message, self._undo([REPORT])
                )
        yield from self._not_kept(paths)
        yield from self._wrongly_kept()

    @cached_property
    def _now_state(self) -> State:
        entry = self._paper.row.ledger
        state = State(self._now.manifest.facts, entry.facts_sha256, entry.report_sha256)
        return with_published_line_ends(state, self._rewritten.values())

    @cached_property
    def before(self) -> State:
        """What was published."""
        paper, snapshots, policy = self._paper, self._now.snapshots, self._site.tier_policy
        return published_state(
            paper.published, paper.base, self._now_state, snapshots, paper.new_events, policy
        )

    def changes(self) -> list[FactChange] | None:
        """The changes from the published facts to those of today; None if they are not known."""
        if self._now_state.facts_sha256 == self.before.facts_sha256:
            return []
        return self.before.changes(self._now_state, self._site.tier_policy)

    # What is not announced

    def _undo(self, fields: Iterable[str]) -> str:
        return f"undo the change, or announce it: {self._paper.announce(fields)}"

    def _unannounced(self, changes: Sequence[FactChange]) -> Iterator[Diagnostic]:
        """One finding for each line, because several facts can be removed with their group."""
        found = [(self._paper.place(MANIFEST, _steps(each)), each) for each in changes]
        for line in sorted({place.line for place, _ in found}):
            together = [each for each in found if each[0].line == line]
            (place, first), *others = together
            paths = [each.path for _, each in together]
            message = _difference(first)
            if others:
                message += f"; {', '.join(each.path for _, each in others)} changed as well"
            yield ANNOUNCED.at(place, f"{message}; no new event names it", self._undo(paths))

    def _unknown(self) -> Diagnostic:
        """The finding if the facts have changed and the published ones are not known."""
        announcing = [each for each in self._paper.new_events if _names_facts(each)]
        for event in announcing:
            if not event.replaces:
                return self._not_said(event)
        if announcing:
            return self._not_published(announcing[0])
        message = f"the facts differ from those in {self._base_name}, which has only their digest"
        hint = f"{self._undo([])}; to see what changed, compare with a published site or a commit"
        return ANNOUNCED.at(self._paper.place(MANIFEST, ("work",)), message, hint)

    # What is not kept

    def _not_kept(self, paths: Sequence[str]) -> Iterator[Diagnostic]:
        """Findings for new events that correct something without keeping the published manifest."""
        for event in self._paper.new_events:
            fields = event.affected_fields
            if not event.replaces and any(is_covered(each, fields) for each in paths):
                yield self._not_said(event)

    def _not_said(self, event: CorrectionEvent) -> Diagnostic:
        message = (
            f"the new event {event.event_id} has no `replaces`, but it changes published facts"
        )
        words = f'--type {event.correction_type} --note "…"'
        hint = (
            f"remove the event and run {self._paper.correct(words)}, which writes it and keeps the "
            f"published manifest (facts {self._published.facts_sha256})"
        )
        place = self._paper.event_place(event.event_id, "event_id")
        return REPLACED_KEPT.at(place, message, hint)

    def _wrongly_kept(self) -> Iterator[Diagnostic]:
        """Findings for new events that keep a manifest which was not published.

        A kept manifest has to be the published one, or to follow from it by the changes that
        earlier new events announce: the base may be older than the last publication.
        """
        state, fields, is_first = self.before, list[str](), True
        for event in self._paper.new_events:
            kept = replaced_by(event, self._now.snapshots)
            if kept is not None:
                before, state = state, State.of(kept)
                if not self._follows(before, state, fields):
                    yield self._not_published(event)
                    return
                is_first = is_first and state.digests == self.before.digests
                if is_first and not self._has_its_bytes(kept):
                    yield self._other_bytes(event, kept)
            fields += event.affected_fields

    def _follows(self, state: State, after: State, fields: Sequence[str]) -> bool:
        if after.report_sha256 != state.report_sha256 and not is_covered(REPORT, fields):
            return False
        changes = state.changes(after, self._site.tier_policy)
        if changes is None:
            return after.facts_sha256 == state.facts_sha256
        return all(each.is_milestone or is_covered(each.path, fields) for each in changes)

    def _not_published(self, event: CorrectionEvent) -> Diagnostic:
        message = f"the manifest that {event.event_id} replaced is not that of {self._base_name}"
        number = event_number(event.event_id)
        hint = (
            f"save the published manifest as superseded/{number}.json, and write its digests into "
            f"`replaces`: facts {self._published.facts_sha256}, report "
            f"{self._published.report_sha256 or 'none'}"
        )
        place = self._paper.event_place(event.event_id, "replaces")
        return REPLACED_KEPT.at(place, message, hint)

    def _has_its_bytes(self, kept: ReplacedManifest) -> bool:
        digest = self._manifest_sha256
        return digest is None or digest == kept.sha256

    @cached_property
    def _manifest_sha256(self) -> str | None:
        """The digest of the published manifest; None if the base does not have its bytes."""
        base = self._paper.base
        if base.site is None:  # a commit has no manifests, only the records
            return None
        data = base.manifest(self._published.id)
        return None if data is None else hashlib.sha256(data).hexdigest()

    def _other_bytes(self, event: CorrectionEvent, kept: ReplacedManifest) -> Diagnostic:
        name = f"superseded/{event_number(event.event_id)}.json"
        message = f"{name} is not the manifest that {event.event_id} replaced, byte for byte"
        hint = f"copy manifest.json of this paper from {self._base_name} to {name}"
        ends = other_line_ends(BytesIO(kept.data), lambda digest: digest == self._manifest_sha256)
        if ends:
            message = f"{name} has {ends.difference}"
            hint = restore_line_ends(self._source, name, ends)
        return REPLACED_KEPT.at(Place(f"records/{self._paper.row.folder}/{name}"), message, hint)


def _steps(change: FactChange) -> KeyPath:
    """The path of the fact; of a list, that of the first entry that differs."""
    steps = steps_to(change.path)
    if not (isinstance(change.before, list) and isinstance(change.after, list)):
        return steps
    same = _same_start(change.before, change.after)
    return (*steps, same) if same < len(change.after) else steps


def _difference(change: FactChange) -> str:
    left_out = stated({}, change.path)
    was, now = (left_out if each is None else each for each in (change.before, change.after))
    if was is None:
        return f"{change.path} is {shown(_text(now))}, but was not published"
    if now is None:
        return f"{change.path} was published as {shown(_text(was))} and is now missing"
    was, now = _from_the_difference(_text(was), _text(now))
    return f"{change.path} was published as {shown(was)} and is now {shown(now)}"


def _from_the_difference(was: str, now: str) -> tuple[str, str]:
    """Both texts, without a beginning that they share and that would hide what differs."""
    same = _same_start(was, now)
    if same <= LONGEST_SAME:
        return was, now
    start = same - SHOWN_SAME
    return f"…{was[start:]}", f"…{now[start:]}"


def _same_start(was: Sequence[object], now: Sequence[object]) -> int:
    """How many items two sequences begin with that are the same."""
    both = zip(was, now, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _names_facts(event: CorrectionEvent) -> bool:
    return any(each != SUPERSEDED_BY for each in event.affected_fields)


def _successor(paper: ComparedPaper) -> Iterator[Diagnostic]:
    was, now = paper.published.superseded_by, paper.row.superseded_by
    fields = [field for event in paper.new_events for field in event.affected_fields]
    if was and was != now and not is_covered(SUPERSEDED_BY, fields):
        message = f"superseded_by was published as {was} and has changed; no new event names it"
        hint = f"restore it, or announce the change: {paper.announce([SUPERSEDED_BY])}"
        yield ANNOUNCED.at(paper.place(CORRECTIONS, (SUPERSEDED_BY,)), message, hint)


def _bytes(
    paper: ComparedPaper, source: PaperSource, rewritten: Mapping[str, Rewritten]
) -> Iterator[Diagnostic]:
    """Findings for published files that have to stay at their URLs, and for redacted ones."""
    entry, published = paper.row.ledger, paper.published
    for path, sha256 in sorted(published.kept.items()):
        if entry.kept.get(path) != sha256:
            file = _file(path)
            place = source.place(file)
            if not path.startswith("manifests/"):
                place = paper.place(MANIFEST, ("artifacts",))
            message = f"the published file {shown(path)} is missing or has changed"
            hint = f"restore it from {paper.base.name} as {file}, with the SHA-256 {sha256}"
            if path in rewritten:
                message, hint = rewritten[path].finding(source)
            yield BYTES_STAY.at(place, message, hint)
        elif path in entry.redacted and path not in published.redacted:
            yield _redacted(paper, source, path)


def _redacted(paper: ComparedPaper, source: PaperSource, path: str) -> Diagnostic:
    place, manifest = source.place(_file(path)), source.files.get(_file(path))
    before = paper.base.kept(paper.published.id, path) if manifest else None
    if before and manifest and not _is_less(orjson.loads(before), orjson.loads(manifest)):
        message = f"{shown(path)} differs from what was published by more than redacted texts"
        hint = "restore the published manifest, and run `sitegen redact` to remove texts from it"
        return BYTES_STAY.at(place, message, hint)
    hint = "nothing to do; its URL and digest stay the same"
    return REDACTED.at(place, f"{shown(path)} was redacted", hint)


def _is_less(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    return is_taken_out(before, {key: after[key] for key in after if key != "redacted"})


def _file(path: str) -> str:
    """The file in the folder of a paper that is served at a path below its URL."""
    return "superseded/" + path.removeprefix("manifests/")


def _text(value: object) -> str:
    return value if isinstance(value, str) else canonical_json(value).decode()
