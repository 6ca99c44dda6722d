"""FAIR Signposting, level 1: typed links from the page of a paper to its parts.

https://signposting.org/FAIR/. Programs find the DOI, the metadata, the files, the licence and the
authors without knowing the page. Level 2 would repeat these links in one more file of each paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.render.exports.served_file import ServedFile


class HeadLink(NamedTuple):
    """A link in the head of a page; media type and title are empty if it has none."""

    relation: str
    address: str
    media_type: str = ""
    title: str = ""


# What the page is, and what it is about.
TYPES = (
    HeadLink("type", "https://schema.org/AboutPage"),
    HeadLink("type", "https://schema.org/ScholarlyArticle"),
)


def paper_links(
    manifest: PaperManifest, creators: Iterable[PublishedCreator], files: tuple[ServedFile, ...]
) -> Iterator[HeadLink]:
    """The links of a paper's page, relative to it; `files` are those that this build makes."""
    work = manifest.work
    yield HeadLink("cite-as", (work.registered_doi and work.doi_url) or work.url)
    yield from file_links(files)
    for artifact in manifest.artifact_set:
        # The report that sitegen makes has no digest, and is one of the files.
        if artifact.state == "HELD" and artifact.url and artifact.sha256:
            address = artifact.url.removeprefix(work.url)
            yield HeadLink("item", address, artifact.format or "", artifact.label)
    if work.license_url:
        yield HeadLink("license", work.license_url)
    yield from TYPES
    for creator in creators:
        if identity := creator.orcid_url or creator.ror_url:
            yield HeadLink("author", identity)


def removed_links(url: str, files: tuple[ServedFile, ...]) -> Iterator[HeadLink]:
    """The links of the page at the URL of a removed paper: only to what says that it was."""
    yield HeadLink("cite-as", url)
    yield from file_links(files)
    yield TYPES[0]


@lru_cache(maxsize=64)
def file_links(files: tuple[ServedFile, ...]) -> tuple[HeadLink, ...]:
    """The links to machine-readable files next to a page, with the relations of their table."""
    return tuple(
        HeadLink(each.relation, each.file, each.media_type, each.title or each.label)
        for each in files
        if each.relation
    )
