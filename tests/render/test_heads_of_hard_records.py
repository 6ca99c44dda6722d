"""Each fact of two hundred hard records is the same in the tags and in the JSON-LD of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sitegen.contracts.creators import PublishedCreator, printed_name
from sitegen.render.exports.citation import one_line as on_one_line
from sitegen.render.formulas.mathematics import plain
from sitegen.render.json_ld import RELATIONS
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.contracts.papers import SITE
from tests.hard_records import HardRecord, hard_papers, hard_records
from tests.page_parts import Page, faults
from tests.render import schema_org, zotero

VIEWS = PaperViews(SITE, Templates())
RECORDS = {each.name: each for each in hard_records()}


@cache
def page(name: str) -> Page:
    """The page of a hard record."""
    shown = hard_papers()[name]
    return Page(VIEWS.page(shown).decode(), f"{SITE.base_url}{shown.path}")


def one_line(text: str) -> str:
    """A text with its white space collapsed."""
    return " ".join(text.split())


def undivided(name: str) -> str:
    """A name without the marks at which readers of tags would divide it."""
    return one_line(re.sub(r"[,;]", " ", name))


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_page_is_right_and_its_data_as_the_vocabulary_says(record: HardRecord) -> None:
    shown = page(record.name)
    assert faults(shown) == []
    assert [*schema_org.faults(shown.data)] == []


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_title_date_language_topics_and_identifiers_are_those_of_the_record(
    record: HardRecord,
) -> None:
    shown, work = page(record.name), record.work
    paper = hard_papers()[record.name]
    title = one_line(plain(paper.display_title))
    tags, data, item = shown.tags, shown.data, zotero.read(shown.tags)
    assert plain(one_line(work["title"])) in title
    assert [one_line(each) for each in tags["citation_title"]] == [title]
    assert item["title"] == one_line(data["name"]) == one_line(data["headline"]) == title
    date = work.get("submitted")
    assert tags.get("citation_publication_date") == ([date.replace("-", "/")] if date else None)
    assert data.get("datePublished") == date
    language = work.get("language", SITE.language)
    assert item["language"] == data["inLanguage"] == language
    topics = [one_line(each) for each in work.get("topics", [])]
    assert tags.get("citation_keywords", []) == data.get("keywords", []) == topics
    assert data.get("version") == work.get("version")
    doi = paper.manifest.work.registered_doi
    assert item.get("DOI") == doi
    assert doi in {work.get("doi"), None}
    identifiers = [(each["propertyID"], each["value"]) for each in data["identifier"]]
    assert (("DOI", doi) in identifiers) is bool(doi)
    written = [(each["scheme"], each["value"]) for each in work.get("identifiers", [])]
    told = [(scheme.lower(), value) for scheme, value in identifiers]
    assert {*written} <= {*told}
    for scheme, tag in (("arxiv", "citation_arxiv_id"), ("pmid", "citation_pmid")):
        assert tags.get(tag, []) == [value for each, value in written if each == scheme]


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_the_abstract_is_that_of_the_record_after_the_status(record: HardRecord) -> None:
    shown, status = page(record.name), hard_papers()[record.name].manifest.editorial_status
    if "lead_source" in record.work:
        assert "citation_abstract" not in shown.tags
        assert "abstract" not in shown.data
        return
    (told,) = shown.tags["citation_abstract"]
    assert one_line(told) == one_line(shown.data["abstract"])
    assert one_line(plain(on_one_line(record.work["abstract"]))) in one_line(told)
    if status.emphasis == "banner":
        assert told.startswith(f"{status.statement} ")


def written_creators(record: HardRecord) -> list[dict[str, Any]]:
    """The authors of a record, or its publisher."""
    found: list[dict[str, Any]] = record.work.get("creators", [])
    return found or [{"organization": SITE.publisher.name}]


def expected_names(creators: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Family and given name of each author, as Zotero should have them."""
    for each in creators:
        if "family" not in each:
            yield undivided(printed_name(each)), ""
            continue
        parts = {"family": each["family"], "particle": each.get("particle")}
        person = PublishedCreator(name="", orcid=None, kind="PERSON", **parts)
        family = undivided(f"{person.full_family} {each.get('suffix', '')}")
        yield family, undivided(each.get("given", ""))


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_zotero_has_every_author_by_the_right_name(record: HardRecord) -> None:
    found = zotero.read(page(record.name).tags)["creators"]
    expected = [
        (family.strip(zotero.ENDS) if not given else family, given.strip(zotero.ENDS))
        for family, given in expected_names(written_creators(record))
    ]
    assert found == expected


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_json_ld_has_every_author_with_all_parts(record: HardRecord) -> None:
    told = page(record.name).data["author"]
    for each, node in zip(written_creators(record), told, strict=True):
        assert node["name"] == printed_name(each)
        assert node.get("givenName") == each.get("given")
        assert node.get("honorificSuffix") == each.get("suffix")
        family, particle = each.get("family", ""), each.get("particle", "")
        assert re.sub(f"^{re.escape(particle)} ?", "", node.get("familyName", "")) == family
        kind = "Person" if "family" in each or "orcid" in each else None
        assert node.get("@type") == ("Organization" if "organization" in each else kind)
        identity = each.get("orcid") or each.get("ror")
        assert node.get("@id", "").rpartition("/")[2] == (identity or "")
        affiliations = [(one["name"], one.get("ror", "")) for one in each.get("affiliations", [])]
        assert affiliations == [
            (one["name"], one.get("@id", "").rpartition("/")[2])
            for one in node.get("affiliation", [])
        ]


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_orcid_and_affiliation_is_in_a_tag_and_a_link(record: HardRecord) -> None:
    shown, creators = page(record.name), written_creators(record)
    orcids = [f"https://orcid.org/{each['orcid']}" for each in creators if "orcid" in each]
    rors = [f"https://ror.org/{each['ror']}" for each in creators if "ror" in each]
    assert shown.tags.get("citation_author_orcid", []) == orcids
    linked = [each.get("href") for each in shown.all("link") if each.get("rel") == "author"]
    assert sorted(map(str, linked)) == sorted(orcids + rors)
    institutions = [one["name"] for each in creators for one in each.get("affiliations", [])]
    assert shown.tags.get("citation_author_institution", []) == institutions


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_related_works_are_told_where_the_vocabulary_can(record: HardRecord) -> None:
    data = page(record.name).data
    for each in record.work.get("related", []):
        name = RELATIONS.get(each["relation"])
        if name is None:
            continue
        told = [one if isinstance(one, str) else one["url"] for one in data[name]]
        addresses = {each["identifier"], f"https://doi.org/{each['identifier']}"}
        titles = [one.get("name") for one in data[name] if isinstance(one, dict)]
        assert addresses & {*told} or plain(each.get("title", "")) in titles
