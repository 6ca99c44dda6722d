"""`cite.bib`: a BibTeX entry, in UTF-8, for BibLaTeX with biber and for BibTeX since 0.99d."""

from __future__ import annotations

import re

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports.citation import Citation, citation, one_line, removed_citation

# All characters that are special to TeX or BibTeX. BibTeX counts even escaped braces, so a brace is
# written as a command. Quotes are kept, because fields are delimited by braces.
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
ESCAPED = re.compile(f"[{re.escape(''.join(ESCAPES))}]")


def export(paper: PublishedPaper, site: Site) -> bytes:
    """One @techreport entry, without what the record does not say."""
    return _entry(citation(paper))


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The entry of a removed paper, which says so."""
    return _entry(removed_citation(tombstone, site))


def _entry(cited: Citation) -> bytes:
    lines = [f"  {name} = {{{value}}}," for name, value in _fields(cited) if value]
    return "\n".join([f"@techreport{{{cited.key},", *lines, "}", ""]).encode()


def _fields(cited: Citation) -> list[tuple[str, str]]:
    year, _, rest = cited.submitted.partition("-")
    authors = " and ".join(f"{{{escaped(one_line(each.name))}}}" for each in cited.creators)
    return [
        ("title", f"{{{escaped(cited.title)}}}"),
        ("author", authors),
        ("institution", escaped(cited.publisher)),
        ("type", escaped(cited.kind)),
        ("number", escaped(cited.number)),
        ("year", year),
        ("month", str(int(rest[:2])) if rest else ""),
        ("date", cited.submitted),
        ("doi", cited.doi),
        ("url", cited.url),
        ("language", cited.language),
        ("keywords", escaped(", ".join(cited.keywords))),
        ("abstract", escaped(cited.abstract)),
        ("note", escaped(cited.note)),
    ]


def escaped(text: str) -> str:
    """The text with the special characters of TeX escaped."""
    return ESCAPED.sub(lambda match: ESCAPES[match[0]], text)
