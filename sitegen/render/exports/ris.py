"""`cite.ris`: a RIS entry, for programs such as Zotero, EndNote and Mendeley."""

from __future__ import annotations

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports.citation import Citation, citation, one_line, removed_citation


def export(paper: PublishedPaper, site: Site) -> bytes:
    """One RPRT entry, without what the record does not say."""
    return _entry(citation(paper))


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The entry of a removed paper, which says so."""
    return _entry(removed_citation(tombstone, site))


def _entry(cited: Citation) -> bytes:
    lines = [f"{tag}  - {value}" for tag, value in _fields(cited) if value]
    return "\r\n".join([*lines, "ER  - ", ""]).encode()


def _fields(cited: Citation) -> list[tuple[str, str]]:
    return [
        ("TY", "RPRT"),
        ("TI", cited.title),
        *(("AU", one_line(each.name)) for each in cited.creators),
        ("PB", cited.publisher),
        ("PY", cited.submitted[:4]),
        ("DA", cited.submitted.replace("-", "/")),
        ("DO", cited.doi),
        ("UR", cited.url),
        ("LA", cited.language),
        ("SN", cited.number),
        *(("KW", keyword) for keyword in cited.keywords),
        ("AB", cited.abstract),
        ("N1", cited.note),
    ]
