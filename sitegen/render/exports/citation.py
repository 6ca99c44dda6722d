"""The content of a citation of a paper, for all formats."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.notices import notice_note
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.related_works import PublishedIdentifier, PublishedRelatedWork
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import sentence

# The texts of a citation that may have been cut.
CITED = {"work.title": "Title", "work.abstract": "Abstract"}


@dataclass(frozen=True)
class Citation:
    """A citation: texts of one line, empty if the record does not say.

    `creators` always has one: where the record names none, it is the publisher. The `abstract`
    begins with the status where that has a banner, and is empty if it is of another paper.
    """

    key: str
    title: str
    creators: tuple[PublishedCreator, ...]
    publisher: str
    submitted: str
    doi: str
    url: str
    language: str
    keywords: tuple[str, ...]
    abstract: str
    number: str
    kind: str
    note: str
    version: str = ""
    identifiers: tuple[PublishedIdentifier, ...] = ()
    related: tuple[PublishedRelatedWork, ...] = ()
    license: str = ""


def citation(paper: PublishedPaper) -> Citation:
    """The citation of a paper. Its title and its note carry the editorial status."""
    manifest = paper.manifest
    work = manifest.work
    see = _see(paper.successor, work.url)
    return Citation(
        key=_key(work.id),
        title=one_line(paper.display_title),
        creators=work.creators or (_corporate(manifest.publisher.name),),
        publisher=one_line(manifest.publisher.name),
        submitted=work.submitted or "",
        doi=work.doi or "",
        url=work.url,
        language=work.language,
        keywords=tuple(one_line(topic) for topic in work.topics),
        abstract=one_line(excerpt(paper)),
        number=work.record_id,
        kind=_kind(manifest.provenance.note),
        note=one_line(
            f"{paper.status_note} {see} {manifest.provenance.note} {_origin(manifest)} "
            f"{_cut_note(manifest)}"
        ),
        version=work.version or "",
        identifiers=work.identifiers,
        related=work.related,
        license=work.license or "",
    )


def excerpt(paper: PublishedPaper) -> str:
    """The abstract as exports give it: after the status where that has a banner, with its cut mark.

    Empty if it is the abstract of another paper.
    """
    manifest, status = paper.manifest, paper.manifest.editorial_status
    if manifest.work.lead_source is not None:
        return ""
    said = status.statement if status.emphasis == "banner" else ""
    mark = manifest.cut_marks.get("work.abstract", "")
    return " ".join(filter(None, (said, manifest.work.abstract, mark)))


def _corporate(publisher: str) -> PublishedCreator:
    """The publisher as the author of a paper that names no other."""
    return PublishedCreator(name=publisher, kind="ORGANIZATION", orcid=None)


def _kind(note: str) -> str:
    """What kind of text a paper is: the first sentence of the publisher's note."""
    return one_line(note).partition(". ")[0].removesuffix(".")


def _origin(manifest: PaperManifest) -> str:
    """Of a transcription: where its facts and its id come from."""
    source, by = manifest.transcribed_from, manifest.work.id_assigned_by
    said = [sentence(f"Transcribed from: {source.title}")] if source else []
    said += [sentence(f"Id assigned by: {by}")] if by else []
    return " ".join(said)


def _cut_note(manifest: PaperManifest) -> str:
    """Which texts of the citation were or may have been cut; empty if none were."""
    marks = (
        (name, manifest.cut_marks[path])
        for path, name in CITED.items()
        if path in manifest.cut_marks
    )
    return " ".join(f"{name} {mark}." for name, mark in marks)


def removed_citation(tombstone: Tombstone, site: Site) -> Citation:
    """The citation of a removed paper: only its title, and that it was removed."""
    status, url = tombstone.editorial_status, site.url(paper_path(tombstone.id))
    when, why = tombstone.removed_on, sentence(tombstone.reason)
    note = f"{status.statement} When: {when}. By: {sentence(tombstone.by)} Why: {why}"
    note += f" {notice_note(status, tombstone.events, url)} {_see(tombstone.successor, url)}"
    return Citation(
        key=_key(tombstone.id),
        title=one_line(tombstone.display_title),
        creators=(_corporate(site.publisher.name),),
        publisher=one_line(site.publisher.name),
        submitted="",
        doi="",
        url=url,
        language=site.language,
        keywords=(),
        abstract="",
        number=tombstone.record_id,
        kind=_kind(site.notes.synthesis),
        note=one_line(note),
    )


def _see(newer: OtherPaper | None, url: str) -> str:
    """The sentence that leads from the paper at a URL to a newer one; empty if there is none."""
    return newer.see(f"{url.rstrip('/').rpartition('/')[0]}/{newer.id}/") if newer else ""


def _key(paper_id: str) -> str:
    return f"paper-{paper_id}"


def one_line(text: str) -> str:
    """The text without line breaks, which would begin new fields in line formats."""
    return " ".join(text.split())
