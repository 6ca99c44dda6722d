"""`cite.json`: a citation as CSL-JSON, which citeproc programs, pandoc and Zotero read."""

from __future__ import annotations

import re
from typing import Any

import orjson

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports.citation import Citation, citation, one_line, removed_citation
from sitegen.render.formulas.mathematics import plain

# What citeproc programs read as markup in a text. A word joiner, which nobody sees, ends that.
MARKUP = re.compile(r"<(?=/?(?:i|b|sc|sup|sub|span)\b)", re.IGNORECASE)
WORD_JOINER = "\u2060"


def export(paper: PublishedPaper, site: Site) -> bytes:
    """A list of one item, as RFC 8785 bytes and a newline, without what the record does not say."""
    return _list(citation(paper))


def remains(tombstone: Tombstone, site: Site) -> bytes:
    """The item of a removed paper, which says so."""
    return _list(removed_citation(tombstone, site))


def _list(cited: Citation) -> bytes:
    item = {name: value for name, value in _item(cited).items() if value}
    # Canonical without a look at each value, because they are texts and small integers.
    return orjson.dumps([item], option=orjson.OPT_SORT_KEYS) + b"\n"


def _item(cited: Citation) -> dict[str, Any]:
    return {
        "type": "report",
        "id": cited.key,
        "citation-key": cited.key,
        "title": csl_text(plain(cited.title)),
        "author": [_without_markup(author(each)) for each in cited.creators],
        "publisher": csl_text(cited.publisher),
        "genre": csl_text(cited.kind),
        "number": cited.number,
        "issued": issued(cited.submitted),
        "version": csl_text(cited.version),
        "status": cited.status,
        "DOI": cited.doi,
        "PMID": next((each.value for each in cited.identifiers if each.scheme == "pmid"), ""),
        "URL": cited.url,
        "language": cited.language,
        "keyword": csl_text(plain(", ".join(cited.keywords))),
        "abstract": csl_text(plain(cited.abstract)),
        "note": csl_text(plain(cited.note)),
        "custom": _custom(cited) if _has_more(cited) else None,
    }


def csl_text(text: str) -> str:
    """A plain text, in which nothing is markup for a citeproc program."""
    return MARKUP.sub(f"<{WORD_JOINER}", text) if "<" in text else text


def _without_markup(texts: dict[str, str]) -> dict[str, str]:
    return {name: csl_text(text) for name, text in texts.items()}


def author(creator: PublishedCreator) -> dict[str, str]:
    """A creator as a name of CSL: in parts if it is a person, or else literal."""
    if creator.kind != "PERSON" or creator.family is None:
        return {"literal": one_line(creator.name)}
    parts = {
        "family": creator.family,
        "given": creator.given,
        "non-dropping-particle": creator.particle,
        "suffix": creator.suffix,
    }
    return {name: one_line(part) for name, part in parts.items() if part}


def issued(submitted: str) -> dict[str, list[list[int]]]:
    """A date as CSL has it, with the parts that are known; empty if none is."""
    return {"date-parts": [[*map(int, submitted.split("-"))]]} if submitted else {}


def _has_more(cited: Citation) -> bool:
    return bool(
        cited.license
        or cited.identifiers
        or cited.related
        or any(each.orcid or each.ror or each.affiliations or each.roles for each in cited.creators)
    )


def _custom(cited: Citation) -> dict[str, Any]:
    """What CSL has no variable for, by the names of the manifest."""
    creators = [_identified(each) for each in cited.creators]
    more = {
        "creators": creators if any(len(each) > 1 for each in creators) else [],
        "identifiers": [each.model_dump() for each in cited.identifiers],
        "license": cited.license,
        "related": [each.model_dump(exclude_none=True) for each in cited.related],
    }
    return {name: value for name, value in more.items() if value}


def _identified(creator: PublishedCreator) -> dict[str, Any]:
    """A creator by name, with the ids, affiliations and roles that it has."""
    said = creator.model_dump(include={"orcid", "ror", "affiliations", "roles"}, exclude_none=True)
    return {"name": creator.name, **{key: value for key, value in said.items() if value}}
