"""JSON-LD in the vocabulary of schema.org, for search engines and harvesters.

A paper is a `ScholarlyArticle`: one type as a text, because harvesters look for that word and not
all of them read a list. Its machine-readable files are `subjectOf`, not `encoding`: a BibTeX entry
is about a paper and is not the paper.

What a gate decided is a `Review` whose `reviewAspect` is the gate. `ClaimReview` says more than we
know: it has to name the claim, and records do not say which one failed. Likewise the review score
is a `Rating`. Under a retraction neither is given as a recommendation, but a falsification always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from markupsafe import Markup

from sitegen.contracts.creators import PublishedAffiliation, PublishedCreator
from sitegen.contracts.notices import VERDICT_ANCHOR, NoticePage
from sitegen.contracts.paper_manifest import Work
from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.related_works import PublishedRelatedWork
from sitegen.contracts.removed_paper import RemovedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.shown_verdicts import verdict_headline
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.canonical import shortest
from sitegen.render.exports import REPORT
from sitegen.render.exports.citation import Citation
from sitegen.render.exports.served_file import ServedFile
from sitegen.render.formulas.mathematics import plain

Node = dict[str, Any]
CONTEXT = "https://schema.org"
ARTICLE = "ScholarlyArticle"
# Relations of DataCite that schema.org has, too; for all others it has no true equivalent.
RELATIONS = {
    "Cites": "citation",
    "References": "citation",
    "IsPartOf": "isPartOf",
    "IsPublishedIn": "isPartOf",
    "HasPart": "hasPart",
    "IsDerivedFrom": "isBasedOn",
    "IsIdenticalTo": "sameAs",
    "IsVersionOf": "exampleOfWork",
    "HasVersion": "workExample",
    "IsTranslationOf": "translationOfWork",
    "HasTranslation": "workTranslation",
}
# The names of schemes of identifiers that records know only in lower case.
SCHEMES = {"doi": "DOI", "arxiv": "arXiv", "pmid": "PMID", "handle": "Handle"}
# Stands for the URL of a paper, which needs no escape in JSON.
AT = "https://paper.invalid/"
# In a script element, nothing may look like its end or the beginning of a comment. U+2028 and
# U+2029 end lines in old JavaScript.
UNSAFE = tuple((each.encode(), f"\\u{ord(each):04x}".encode()) for each in "<>&\u2028\u2029")


def script(data: Mapping[str, Any]) -> Markup:
    """JSON for a script element, which no text in it can end."""
    written = orjson.dumps(data)
    for char, escaped in UNSAFE:
        written = written.replace(char, escaped)
    return Markup(written.decode())


def article(
    paper: PublishedPaper,
    cited: Citation,
    summary: str,
    site: Site,
    files: tuple[ServedFile, ...],
) -> Node:
    """A paper; `files` are those that this build makes, `summary` is what its page says of it."""
    manifest, work = paper.manifest, paper.manifest.work
    title, publisher = plain(cited.title), organization(site)
    data: Node = {
        "@context": CONTEXT,
        "@type": ARTICLE,
        "@id": work.url,
        "url": work.url,
        "name": title,
        "headline": title,
        "creativeWorkStatus": manifest.editorial_status.label,
        "description": summary,
        "abstract": plain(cited.abstract),
        "identifier": _identifiers(work),
        "author": [_author(each) for each in cited.creators],
        "publisher": publisher,
        "datePublished": cited.submitted,
        "dateModified": paper.last_change,
        "inLanguage": cited.language,
        "keywords": list(cited.keywords),
        "version": cited.version,
        "license": work.license_url or _licenses(work),
        "isAccessibleForFree": True,
        "correction": [_correction(each) for each in paper.notices],
        "review": [*_reviews(paper, publisher)],
        "encoding": _files(files, work.url, is_report=True),
        "subjectOf": _files(files, work.url, is_report=False),
    }
    for name, value in _related(work):
        data.setdefault(name, []).append(value)
    return {name: value for name, value in data.items() if value}


def removed_article(tombstone: Tombstone, removed: RemovedPaper | None, site: Site) -> Node:
    """A removed paper: that it was removed, without its content."""
    url = site.url(paper_path(tombstone.id))
    data: Node = {
        "@context": CONTEXT,
        "@type": ARTICLE,
        "@id": url,
        "url": url,
        "name": plain(tombstone.display_title),
        "creativeWorkStatus": tombstone.editorial_status.label,
        "description": tombstone.editorial_status.statement,
        "identifier": [_value("record id", tombstone.record_id)],
        "publisher": organization(site),
        "dateModified": tombstone.removed_at,
        "correction": [_correction(each) for each in removed.notices] if removed else [],
    }
    return {name: value for name, value in data.items() if value}


def notice(page: NoticePage, paper_url: str, title: str, site: Site) -> Node:
    """The notice of a correction event, and the paper of that title that it is about."""
    about = {"@type": ARTICLE, "@id": paper_url, "name": title}
    own = {"publisher": organization(site), "about": about}
    return {"@context": CONTEXT} | _correction(page) | own


def website(site: Site) -> Node:
    """The site itself, for its front page."""
    url = site.url("/")
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": url,
        "url": url,
        "name": site.publisher.name,
        "description": site.notes.synthesis,
        "inLanguage": site.language,
        "publisher": organization(site),
    }


@lru_cache(maxsize=8)
def organization(site: Site) -> Node:
    """The publisher."""
    name, url = site.publisher.name, site.publisher.url
    return {"@type": "Organization", "@id": url, "name": name, "url": url}


def _identifiers(work: Work) -> list[Node]:
    found = [_value("record id", work.record_id), _value("UUID", work.id)]
    if work.registered_doi:
        found.append(_value("DOI", work.registered_doi, work.doi_url))
    return found + [
        _value(SCHEMES.get(each.scheme, each.scheme), each.value, each.url)
        for each in work.identifiers
    ]


def _licenses(work: Work) -> Node | None:
    """An expression of several licences, which has no address."""
    return {"@type": "CreativeWork", "name": work.license} if work.license else None


def _value(name: str, value: str, url: str | None = None) -> Node:
    node = {"@type": "PropertyValue", "propertyID": name, "value": value}
    return node | {"url": url} if url else node


def _author(author: PublishedCreator) -> Node:
    """An author. A literal name without an ORCID iD has no type: it may be a person or not."""
    node: Node = {"name": author.name}
    address = author.orcid_url or author.ror_url
    if address:
        node |= {"@id": address, "identifier": address}
    if author.kind == "ORGANIZATION":
        return {"@type": "Organization"} | node
    if author.kind == "PERSON":
        node |= {"familyName": author.full_family}
        if author.given:
            node["givenName"] = author.given
        if author.suffix:
            node["honorificSuffix"] = author.suffix
    if author.affiliations:
        node["affiliation"] = [_affiliation(each) for each in author.affiliations]
    is_person = author.kind == "PERSON" or author.orcid is not None
    return {"@type": "Person"} | node if is_person else node


def _affiliation(affiliation: PublishedAffiliation) -> Node:
    node: Node = {"@type": "Organization", "name": affiliation.name}
    return node | {"@id": affiliation.ror_url} if affiliation.ror_url else node


def _correction(page: NoticePage) -> Node:
    return {
        "@type": "CorrectionComment",
        "@id": page.url,
        "url": page.url,
        "name": plain(page.title),
        "datePublished": page.entry.event.corrected_at,
    }


def _files(files: tuple[ServedFile, ...], url: str, *, is_report: bool) -> Any:
    """The report of a paper below its URL, or all its other files; None if there are none."""
    written = _files_at(files, is_report)
    return orjson.Fragment(written.replace(AT, url)) if written else None


@lru_cache(maxsize=16)  # they differ from paper to paper only by its URL
def _files_at(files: tuple[ServedFile, ...], is_report: bool) -> str:
    found = [
        {
            "@type": "MediaObject",
            "name": each.label,
            "contentUrl": f"{AT}{each.file}",
            "encodingFormat": each.media_type,
        }
        for each in files
        if (each is REPORT) is is_report
    ]
    return orjson.dumps(found).decode() if found else ""


def _reviews(paper: PublishedPaper, publisher: Node) -> Iterator[Node]:
    """The verdict of the gate and the review score, where they may be read as they stand."""
    manifest = paper.manifest
    verdict, score = manifest.gate_verdict, manifest.quality_assessment.review_score
    is_muted = bool(manifest.editorial_status.qualifier)
    if verdict.status == "FALSIFIED" or (verdict.status == "VERIFIED" and not is_muted):
        said = f"{verdict_headline(manifest)} {manifest.verdict_evidence.statement}".rstrip()
        node = {
            "@type": "Review",
            "name": verdict.label,
            "author": publisher,
            "reviewAspect": verdict.gate,
            "reviewBody": said,
            "datePublished": verdict.evaluated_at,
            "url": f"{manifest.work.url}{VERDICT_ANCHOR}",
        }
        yield {name: value for name, value in node.items() if value}
    if score is not None and not is_muted:
        rating = {"@type": "Rating", "ratingValue": shortest(score)}
        node = {
            "@type": "Review",
            "name": manifest.quality_assessment.review_method or "Review score",
            "author": publisher,
            "reviewRating": rating | {"worstRating": 0, "bestRating": 10},
        }
        yield node


def _related(work: Work) -> Iterator[tuple[str, Node | str]]:
    """What other works are to a paper, by the property that says so."""
    if work.registered_doi and work.doi_url:
        yield "sameAs", work.doi_url
    if lead := work.lead_source:
        node = {"@type": ARTICLE, "name": plain(lead.title)}
        yield "isBasedOn", node | {"url": lead.url} if lead.url else node
    for each in work.related:
        if name := RELATIONS.get(each.relation):
            yield name, each.url if name == "sameAs" else _related_work(each)


def _related_work(work: PublishedRelatedWork) -> Node:
    node = {"@type": "CreativeWork", "@id": work.url, "url": work.url}
    return node | {"name": plain(work.title)} if work.title else node
