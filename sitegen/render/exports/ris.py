"""`cite.ris`: a RIS entry, for programs such as Zotero, EndNote and Mendeley."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.contracts.creators import PublishedCreator, with_particle
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import sentence
from sitegen.render.exports.citation import Citation, citation, one_line, removed_citation
from sitegen.render.formulas.mathematics import plain


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
    # M1, not SN: many programs read SN as an ISSN, also that of a report.
    return [
        ("TY", "RPRT"),
        ("ID", cited.key),
        ("TI", plain(cited.title)),
        *(("AU", _name(each)) for each in cited.creators),
        ("PB", cited.publisher),
        ("M3", cited.kind),
        ("M1", cited.number),
        ("PY", cited.submitted[:4]),
        ("DA", _date(cited.submitted)),
        ("DO", cited.doi),
        ("AN", "; ".join(f"{each.label}:{each.value}" for each in cited.identifiers)),
        ("UR", cited.url),
        ("L1", cited.pdf_url),
        ("LA", cited.language),
        *(("KW", plain(keyword)) for keyword in cited.keywords),
        ("AB", plain(cited.abstract)),
        ("N1", plain(cited.note)),
        *(("N1", note) for note in _notes(cited)),
    ]


def _date(submitted: str) -> str:
    """YYYY/MM/DD/, whose parts may be empty, but not the slashes."""
    return "/".join([*submitted.split("-"), "", "", ""][:3]) + "/" if submitted else ""


def _name(creator: PublishedCreator) -> str:
    """Family, Given, Suffix. A comma ends a name without parts, so that nothing takes it apart.

    A comma inside a name would take it apart in every program but one, so names lose theirs.
    """
    if creator.kind != "PERSON" or creator.family is None:
        return f"{_without_commas(creator.name)},"
    particle = _without_commas(creator.particle or "")
    family = with_particle(_without_commas(creator.family), particle)
    parts = [family, _without_commas(creator.given or "")]
    if creator.suffix:
        parts.append(_without_commas(creator.suffix))
    return ", ".join(parts).rstrip(" ")


def _without_commas(name: str) -> str:
    return one_line(name.replace(",", " ") if "," in name else name)


def _notes(cited: Citation) -> Iterator[str]:
    """What RIS has no field for, and the names that lost their commas; status is said before."""
    if cited.version:
        yield sentence(f"Version: {cited.version}")
    for each in cited.creators:
        if "," in each.name and each.name != cited.publisher:
            yield sentence(one_line(f"Author: {each.name}"))
    yield from map(plain, cited.related_sentences)
