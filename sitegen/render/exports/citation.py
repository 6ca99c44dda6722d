"""The content of a citation of a paper, for all formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.notices import notice_note
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.related_works import PublishedIdentifier, PublishedRelatedWork
from sitegen.contracts.served_files import REPORT_PDF
from sitegen.contracts.settings import Site
from sitegen.contracts.shown_verdicts import status_line
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_answers import kind_of_text
from sitegen.contracts.wording import sentence
from sitegen.render.formulas.mathematics import pieces, unescaped

# The texts of a citation that may have been cut.
CITED = {"work.title": "Title", "work.abstract": "Abstract"}
BLANK_LINE = re.compile(r"\n\s*\n")
IN_KEYS = re.compile(r"[a-z0-9-]+")
ADDRESS = re.compile(r"(?:https?://|doi:)\S+")
DOLLAR = re.compile(r"(?<!\\)\$")


@dataclass
class Citation:
    """A citation: texts of one line, empty if the record does not say.

    Without creators, a record has its publisher as one; a tombstone has none. The `abstract`
    begins with the status where that has a banner, and is empty if it is of another paper. Title,
    abstract and note have their mathematics as written. `earlier_key` was the key in older exports,
    and `status` is the status in a word where a citation has to say it. A `doi` is registered.
    """

    key: str
    earlier_key: str
    title: str
    creators: tuple[PublishedCreator, ...]
    publisher: str
    submitted: str
    doi: str
    url: str
    pdf_url: str
    language: str
    keywords: tuple[str, ...]
    abstract: str
    number: str
    kind: str
    note: str
    status: str
    version: str = ""
    identifiers: tuple[PublishedIdentifier, ...] = ()
    related: tuple[PublishedRelatedWork, ...] = ()
    license: str = ""

    @property
    def related_sentences(self) -> tuple[str, ...]:
        """The related works, a sentence for each, for formats without a field for them."""
        return tuple(
            one_line(_with_addresses(f"{each.label}: {each.title or ''} {each.url}."))
            for each in self.related
        )


@lru_cache(maxsize=4)
def citation(paper: PublishedPaper) -> Citation:
    """The citation of a paper. Its title and its note carry the editorial status.

    The last ones are kept, because several formats of a paper are made one after the other.
    """
    manifest = paper.manifest
    work, status = manifest.work, manifest.editorial_status
    see = _see(paper.successor, work.url)
    marks = manifest.cut_marks
    return Citation(
        key=_key(manifest.schema_id or manifest.publisher.url, work.id),
        earlier_key=_earlier_key(work.id),
        title=one_line(paper.display_title),
        creators=work.creators or (_corporate(manifest.publisher.name),),
        publisher=one_line(manifest.publisher.name),
        submitted=work.submitted or "",
        doi=work.registered_doi or "",
        url=work.url,
        pdf_url=work.url + REPORT_PDF if paper.has_report else "",
        language=work.language,
        keywords=tuple(one_line(topic) for topic in work.topics) if work.topics else (),
        abstract=one_line(_excerpt(manifest, marks)),
        number=work.record_id,
        kind=kind_of_text(manifest.provenance.note)[0],
        note=one_line(
            _with_addresses(f"{paper.status_note} {see}")
            + f" {manifest.provenance.note} {_origin(manifest)} {_cut_note(marks)}"
        ),
        status=status.label if status.statement else "",
        version=work.version or "",
        identifiers=work.identifiers,
        related=work.related,
        license=work.license or "",
    )


def _excerpt(manifest: PaperManifest, marks: Mapping[str, str]) -> str:
    """The abstract as exports give it: after the status that has a banner, and with its cut mark.

    Empty if it is the abstract of another paper.
    """
    if manifest.work.lead_source is not None:
        return ""
    line = status_line(manifest) if manifest.editorial_status.emphasis == "banner" else ""
    return " ".join(filter(None, (line, manifest.work.abstract, marks.get("work.abstract"))))


@lru_cache(maxsize=4)
def _corporate(publisher: str) -> PublishedCreator:
    """The publisher as the author of a paper that names no other."""
    return PublishedCreator(name=publisher, kind="ORGANIZATION", orcid=None)


def _origin(manifest: PaperManifest) -> str:
    """Of a transcription: where its facts and its id come from."""
    source, by = manifest.transcribed_from, manifest.work.id_assigned_by
    said = [sentence(f"Transcribed from: {source.title}")] if source else []
    said += [sentence(f"Id assigned by: {by}")] if by else []
    return " ".join(said)


def _cut_note(marks: Mapping[str, str]) -> str:
    """Which texts of the citation were or may have been cut; empty if none were."""
    return " ".join([f"{name} {marks[path]}." for path, name in CITED.items() if path in marks])


def removed_citation(tombstone: Tombstone, site: Site) -> Citation:
    """The citation of a removed paper: only its title, and that it was removed."""
    status, url = tombstone.editorial_status, site.url(paper_path(tombstone.id))
    when, why = tombstone.removed_on, sentence(tombstone.reason)
    note = f"{status.statement} When: {when}. By: {sentence(tombstone.by)} Why: {why}"
    note += f" {notice_note(status, tombstone.events, url)} {_see(tombstone.successor, url)}"
    return Citation(
        key=_key(site.identity_url, tombstone.id),
        earlier_key=_earlier_key(tombstone.id),
        title=one_line(tombstone.display_title),
        creators=(),
        publisher=one_line(site.publisher.name),
        submitted="",
        doi="",
        url=url,
        pdf_url="",
        language=site.language,
        keywords=(),
        abstract="",
        number=tombstone.record_id,
        kind=kind_of_text(site.notes.synthesis)[0],
        note=one_line(_with_addresses(note)),
        status=status.label,
    )


def _see(newer: OtherPaper | None, url: str) -> str:
    """The sentence that leads from the paper at a URL to a newer one; empty if there is none."""
    return newer.see(f"{url.rstrip('/').rpartition('/')[0]}/{newer.id}/") if newer else ""


def _key(identity_url: str, paper_id: str) -> str:
    """The key of a citation: assignee-ba7a9361.

    Nobody renames either part: the URL that ids of schemas start with, and the id of the paper. The
    publisher's name may change.
    """
    return f"{_host_word(identity_url)}-{paper_id[:8]}"


@lru_cache(maxsize=4)
def _host_word(url: str) -> str:
    """The first word of the host of a URL, without "www"; only characters that keys may have."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return "".join(IN_KEYS.findall(host.partition(".")[0])) or "paper"


def _earlier_key(paper_id: str) -> str:
    return f"paper-{paper_id}"


def _with_addresses(text: str) -> str:
    """A text with addresses, whose dollars begin and end no formula."""
    if "$" not in text:
        return text
    return ADDRESS.sub(lambda found: DOLLAR.sub(r"\$", found[0]), text)


def one_line(text: str) -> str:
    """The text without line breaks, which would begin new fields in line formats.

    A dollar of one paragraph and one of the next are no formula, also on one line.
    """
    if "$" in text and BLANK_LINE.search(text):
        text = "".join(
            each.text if each.tex else unescaped(each.text).replace("$", r"\$")
            for each in pieces(text)
        )
    return " ".join(text.split())
