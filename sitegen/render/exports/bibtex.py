"""`cite.bib`: a BibTeX entry, in UTF-8, for biblatex with biber and for BibTeX since 0.99d."""

from __future__ import annotations

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports.babel_names import babel_name
from sitegen.render.exports.citation import Citation, citation, removed_citation
from sitegen.render.exports.tex import escaped, tex_list, tex_name, tex_text

# Strings that every style defines, and prints in its language; by the number of the month.
MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The field eprinttype of a scheme, in the order in which one is chosen: an entry has one eprint.
EPRINTS = {"arxiv": "arxiv", "pmid": "pubmed", "handle": "hdl"}


def export(paper: PublishedPaper, site: Site) -> bytes:
    """One entry, without what the record does not say."""
    return _entry(citation(paper))


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The entry of a removed paper, which says so."""
    return _entry(removed_citation(tombstone, site))


def _entry(cited: Citation) -> bytes:
    """A @techreport. BibTeX demands its year, so what has no date is @misc."""
    kind = "techreport" if cited.submitted else "misc"
    fields = [
        # Names of months are strings that a style defines; in braces they would be texts.
        f"  {name} = {{{value}}},\n" if name != "month" else f"  month = {value},\n"
        for name, value in _fields(cited)
        if value
    ]
    return f"@{kind}{{{cited.key},\n{''.join(fields)}}}\n".encode()


def _fields(cited: Citation) -> list[tuple[str, str]]:
    eprint, eprint_type = _eprint(cited) if cited.identifiers else ("", "")
    return [
        ("title", _title(tex_text(cited.title))),
        ("author", " and ".join([tex_name(each) for each in cited.creators])),
        ("author+an:orcid", _orcids(cited)),
        ("institution" if cited.submitted else "howpublished", tex_list(cited.publisher)),
        ("type", tex_list(cited.kind)),
        ("number", cited.number),
        ("year", cited.submitted[:4]),
        ("month", MONTHS[int(cited.submitted[5:7])] if cited.submitted[4:] else ""),
        ("date", cited.submitted),
        ("version", escaped(cited.version)),
        ("doi", cited.doi),
        ("eprint", eprint),
        ("eprinttype", eprint_type),
        ("url", cited.url),
        ("langid", babel_name(cited.language)),
        ("keywords", ", ".join([_keyword(each) for each in cited.keywords])),
        ("abstract", tex_text(cited.abstract)),
        ("note", tex_text(cited.note)),
        ("annotation", tex_text(" ".join(cited.related_sentences))),
        ("ids", cited.earlier_key),
    ]


def _title(tex: str) -> str:
    """A title in braces, which keep its case; not if the first thing in them is a command."""
    return f"{{{{}}{tex}}}" if tex.startswith("\\") else f"{{{tex}}}"


def _orcids(cited: Citation) -> str:
    """The ORCID iDs, as biber annotates the names of a list by their numbers."""
    return "; ".join(
        [
            f'{number}="{each.orcid}"'
            for number, each in enumerate(cited.creators, start=1)
            if each.orcid
        ]
    )


def _eprint(cited: Citation) -> tuple[str, str]:
    """The identifier that is the eprint, and its type; both are empty if there is none."""
    values = {each.scheme: each.value for each in reversed(cited.identifiers)}
    return next(
        ((values[scheme], name) for scheme, name in EPRINTS.items() if scheme in values), ("", "")
    )


def _keyword(topic: str) -> str:
    """A keyword; in braces if it has a comma, which separates keywords."""
    return f"{{{tex_text(topic)}}}" if "," in topic else tex_text(topic)
