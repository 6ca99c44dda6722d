"""Writes corrections: finds what changed, keeps what was published, and adds the event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sitegen.contracts.paper_manifest import record_id
from sitegen.editing.one_correction import Writer
from sitegen.editing.papers import Papers
from sitegen.editing.plans import Announcement, Correction, CorrectionError, When, editing, for_each
from sitegen.editing.record_edits import add_to_supersedes
from sitegen.reading.paper_source import MANIFEST, PaperSource


def corrections(
    papers: Papers, announcements: Sequence[Announcement], when: When, batch: str = ""
) -> list[Correction]:
    """The corrections of all papers, and the changed manifests of papers that supersede them.

    Each announcement is for another paper. Raises one CorrectionError for all papers that cannot
    be corrected.
    """
    older = _superseded(papers, announcements)
    changed = dict(for_each(older, lambda folder: _naming(papers, folder, older[folder])))
    named = replace(papers, sources={**papers.sources, **changed})
    announced = {each.folder for each in announcements}
    answers = [
        Announcement(folder, told[0].correction_type, _supersedes(_ids(papers, told)))
        for folder, told in older.items()
        if folder not in announced
    ]
    everything = [*announcements, *answers]
    return for_each(everything, lambda told: _correction(named, told, when, batch))


def _ids(papers: Papers, announcements: Iterable[Announcement]) -> list[str]:
    return [papers.rows[each.folder].id for each in announcements]


def _superseded(
    papers: Papers, announcements: Iterable[Announcement]
) -> dict[str, list[Announcement]]:
    """The announcements of superseded papers, by the folder of the paper that replaces them."""
    by_id = {row.id: folder for folder, row in papers.rows.items()}
    newer = {each: by_id.get(row.superseded_by, "") for each, row in papers.rows.items()}
    newer |= {each.folder: each.superseded_by for each in announcements if each.superseded_by}
    older: dict[str, list[Announcement]] = {}
    for each in announcements:
        if each.superseded_by:
            _check_end(papers, each.folder, newer)
            older.setdefault(each.superseded_by, []).append(each)
    return older


def _check_end(papers: Papers, folder: str, newer: Mapping[str, str]) -> None:
    """Raise CorrectionError if papers supersede each other in a circle."""
    passed, each = [folder], newer[folder]
    while each and each not in passed:
        passed.append(each)
        each = newer[each]
    name = papers.folder_name(folder)
    if each:
        what = "itself" if len(passed) == 1 else f"{passed[1]}, which closes a circle"
        message = f"{name}: it would be superseded by {what}"
        raise CorrectionError(message, "pass the paper that replaces it")
    if papers.known[newer[folder]].is_draft:
        message = f"{name}: {newer[folder]}, which supersedes it, is a draft"
        raise CorrectionError(message, "delete its `draft: true` first")


def _naming(papers: Papers, folder: str, told: Sequence[Announcement]) -> tuple[str, PaperSource]:
    """The folder and source of the newer paper, which names the older ones in `supersedes`."""
    source = papers.sources[folder]
    text = source.files[MANIFEST].decode()
    with editing(papers.records):
        for older in _ids(papers, told):
            text = add_to_supersedes(text, source.place(MANIFEST).file, older)
    return folder, replace(source, files={**source.files, MANIFEST: text.encode()})


def _correction(papers: Papers, told: Announcement, when: When, batch: str) -> Correction:
    """The correction of one paper, with its manifest if that was changed as well."""
    with editing(papers.records):
        done = Writer(papers, told, when, batch).correction()
    name, now = f"{told.folder}/{MANIFEST}", papers.sources[told.folder].files[MANIFEST]
    read = papers.known[told.folder].source.files if told.folder in papers.known else {}
    if now == read.get(MANIFEST, now):
        return done
    found = {**done.found, name: read[MANIFEST]}
    return replace(done, writes={name: now, **done.writes}, found=found)


def _supersedes(older: Sequence[str]) -> str:
    return f"This paper supersedes {' and '.join(record_id(each) for each in older)}."
