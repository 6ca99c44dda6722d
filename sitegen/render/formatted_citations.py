"""Formatted citations of a paper: entries for lists of references, ready to copy."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.render.citation_styles import (
    FormattedCitation,
    Item,
    Style,
    address_html,
    formatted_citation,
    formatted_citations,
)
from sitegen.render.exports import csl
from sitegen.render.exports.citation import Citation, citation
from sitegen.render.formulas.mathematics import plain


def citations_of(paper: PublishedPaper, site: Site) -> tuple[FormattedCitation, ...]:
    """The citations of a paper in every style. They end with its status if no prefix says it."""
    return formatted_citations(_item(citation(paper)), _note(paper, site))


def citation_of(paper: PublishedPaper, site: Site, style: Style) -> FormattedCitation:
    """The citation of a paper in one style; see `citations_of`."""
    return formatted_citation(style, _item(citation(paper)), _note(paper, site))


def _item(cited: Citation) -> Item:
    """A citation as CSL-JSON, without what no style writes."""
    item: dict[str, Any] = {
        "title": plain(cited.title),
        "author": [csl.author(creator) for creator in cited.creators],
        "genre": cited.kind,
        "number": cited.number,
        "publisher": cited.publisher,
        "language": cited.language,
        "URL": cited.url,
    }
    if cited.submitted:
        item["issued"] = csl.issued(cited.submitted)
    if cited.doi:
        item["DOI"] = cited.doi
    return item


def _note(paper: PublishedPaper, site: Site) -> Markup:
    """What a citation has to say besides the work itself; often empty."""
    status, said = paper.manifest.editorial_status, []
    if mark := paper.manifest.cut_marks.get("work.title"):
        said.append(f"Title {mark.strip('[]')}.")
    if not status.title_prefix:
        said.append(status.statement)
    said.append(paper.verdict_statement)
    sentences = [escape(each) for each in said if each]
    if (newer := paper.successor) is not None:
        url = newer.doi_url or site.url(newer.path)
        before, _, after = newer._replace(title="").see(url).partition(url)
        sentences.append(escape(before) + address_html(url) + escape(after))
    return Markup(" ").join(sentences)
