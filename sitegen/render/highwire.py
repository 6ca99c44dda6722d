"""`citation_*` tags, which Google Scholar, Zotero, Mendeley and others read in the head of a page.

They have no standard. Their names are those of Scholar's inclusion guidelines and of Zotero's
translator "Embedded Metadata". Scholar treats a page without title, author or date like one without
tags, so a paper without a date has the others: they are wrong for nobody and help Zotero.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.paper_manifest import Work
from sitegen.render.exports import REPORT
from sitegen.render.exports.citation import Citation
from sitegen.render.formulas.mathematics import plain

# The name and the content of a tag.
Tag = tuple[str, str]
# The identifiers that have a tag, by their scheme.
IDENTIFIERS = {"arxiv": "citation_arxiv_id", "pmid": "citation_pmid"}


def citation_tags(work: Work, cited: Citation, *, has_pdf: bool) -> list[Tag]:
    """The tags of a paper. What is said of an author follows the name."""
    found: list[Tag] = [
        ("citation_title", plain(cited.title)),
        # A month as MDPI writes it, or a year.
        ("citation_publication_date", cited.submitted.replace("-", "/")),
        ("citation_publisher", cited.publisher),
        ("citation_technical_report_institution", cited.publisher),
        ("citation_technical_report_number", cited.number),
        ("citation_doi", work.registered_doi or ""),
        ("citation_language", cited.language),
        ("citation_abstract", plain(cited.abstract)),
        ("citation_abstract_html_url", cited.url),
        # Next to the page, as Scholar asks.
        ("citation_pdf_url", f"{cited.url}{REPORT.file}" if has_pdf else ""),
    ]
    found += [(IDENTIFIERS.get(each.scheme, ""), each.value) for each in cited.identifiers]
    found += [("citation_keywords", topic) for topic in cited.keywords]
    for author in cited.creators:
        found += _author(author, is_alone=len(cited.creators) == 1)
    return [tag for tag in found if tag[0] and tag[1]]


def _author(author: PublishedCreator, *, is_alone: bool) -> Iterator[Tag]:
    yield "citation_author", author_text(author, is_alone=is_alone)
    for each in author.affiliations:
        yield "citation_author_institution", each.name
    if author.orcid is not None:
        yield "citation_author_orcid", author.orcid_url or ""


def author_text(author: PublishedCreator, *, is_alone: bool) -> str:
    """An author as readers of the tags understand the name.

    Readers take "Family, Given" apart at the comma and any other name at its last space. With
    nothing behind the comma, a name stays whole; a comma or semicolon inside of it is left out.
    """
    if author.kind != "PERSON" or author.family is None:
        return f"{_undivided(author.name)},"
    # Readers drop a third part, and take a suffix after the given name for an initial.
    family = _undivided(f"{author.full_family} {author.suffix or ''}")
    given = _undivided(author.given or "")
    if not given:
        return f"{family},"
    text = f"{family}, {given}"
    # Zotero takes the only author of a paper for two if both parts have spaces; not in a list.
    return f"{text};" if is_alone and " " in family and " " in given else text


def _undivided(name: str) -> str:
    return " ".join(name.replace(",", " ").replace(";", " ").split())
