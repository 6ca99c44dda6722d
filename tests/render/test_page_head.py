"""The heads of pages: what reference managers, search engines and networks read there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urljoin

import pytest
import rdflib

from sitegen.contracts.creators import PublishedCreator
from sitegen.contracts.editorial_status import LABELS
from sitegen.render.exports import EXPORTS, REPORT
from sitegen.render.highwire import author_text
from sitegen.render.json_ld import RELATIONS, script
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.contracts.papers import SITE, corrections, event, paper
from tests.page_parts import Page, faults, file_at, files_of, pages_of, text_of
from tests.reading_back import BuiltSite
from tests.render import schema_org, zotero
from tests.small_world import papers as world

VIEWS = PaperViews(SITE, Templates())
SCHEMA = rdflib.Namespace("https://schema.org/")
HOSTILE = {
    "the end of a script": "A </script><script>alert(1)</script> title",
    "a comment": "A <!-- <script> title",
    "quotes": "A \"quoted' title & <b>more</b> &amp; &lt;",
    "braces": "A {{ 7*7 }} {% title %}",
    "a backslash": "A \\u003c title\\",
}
DOE = {"family": "Roe", "given": "Jane Ann"}


def page_of(changes: Mapping[str, Any] | None = None, **options: Any) -> Page:
    """The page of the least paper with some facts changed."""
    shown = paper(changes, **options)
    return Page(VIEWS.page(shown).decode(), f"{SITE.base_url}{shown.path}")


def links(page: Page) -> list[tuple[str, str, str]]:
    """Relation, address and media type of each link in the head."""
    return [
        (relation, urljoin(page.url, each.get("href", "")), each.get("type", ""))
        for each in page.all("link")
        for relation in each.get("rel", "").split()
    ]


def related(page: Page, relation: str) -> list[str]:
    """The addresses of the links with a relation."""
    return [address for each, address, _ in links(page) if each == relation]


@cache
def articles(site: BuiltSite) -> dict[str, Page]:
    """The pages of papers that have not been removed, by their files."""
    return {
        name: page
        for name, page in pages_of(site, world.BASE_URL).items()
        if re.fullmatch(r"paper/[^/]+/index\.html", name) and "citation_title" in page.tags
    }


# ------------------------------------------------------------------------------ all pages


def test_every_page_says_the_same_to_readers_and_to_networks(small_world: BuiltSite) -> None:
    publisher = world.site().publisher.name
    for name, page in pages_of(small_world, world.BASE_URL).items():
        tags, title = page.tags, text_of(page.one("title"))
        shown = " ".join(tags["og:title"][0].split())
        assert title in {f"{shown} · {publisher}", publisher}, name
        assert tags.get("og:description") == tags.get("description"), name
        assert tags.get("og:url", []) == related(page, "canonical"), name
        assert tags["og:site_name"] == [publisher]
        about_a_paper = name.startswith("paper/")
        assert tags["og:type"] == ["article" if about_a_paper else "website"], name


def test_every_page_has_a_card_that_is_on_the_site(small_world: BuiltSite) -> None:
    for name, page in pages_of(small_world, world.BASE_URL).items():
        tags = page.tags
        (image,), (alt,) = tags["og:image"], tags["og:image:alt"]
        file = file_at(image, world.BASE_URL)
        assert file in files_of(small_world), name
        assert tags["og:image:width"] + tags["og:image:height"] == ["1200", "630"]
        assert tags["twitter:card"] == ["summary_large_image"]
        assert world.site().publisher.name in alt
        assert world.site().notes.synthesis in alt
        if not name.startswith("paper/"):
            assert image.endswith("/assets/cards/site.png"), name


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", None),
        ("pt-BR", ["pt_BR"]),
        ("zh-Hans-CN", ["zh_CN"]),
        ("sr-Latn", None),
        ("de-x-us", None),
    ],
)
def test_a_country_is_said_only_if_the_language_names_one(
    language: str, locale: list[str] | None
) -> None:
    assert page_of({"work.language": language}).tags.get("og:locale") == locale


def test_a_long_question_without_spaces_is_cut_and_not_lost() -> None:
    page = page_of({"work.research_question": "問" * 300})
    assert page.tags["og:description"][0].endswith(f" {'問' * 250}…")


def test_the_front_page_is_the_site_in_json_ld(small_world: BuiltSite) -> None:
    data = pages_of(small_world, world.BASE_URL)["index.html"].data
    site = world.site()
    assert data["@type"] == "WebSite"
    assert (data["@id"], data["name"]) == (f"{world.BASE_URL}/", site.publisher.name)
    assert data["publisher"]["url"] == site.publisher.url
    assert [*schema_org.faults(data)] == []


# ------------------------------------------------- Google Scholar's inclusion guidelines, as rules


def test_scholar_finds_title_author_and_date_where_they_are_known(small_world: BuiltSite) -> None:
    for name, page in articles(small_world).items():
        assert len(page.tags["citation_title"]) == 1, name
        assert page.tags["citation_author"], name
        dates = page.tags.get("citation_publication_date", [])
        stated = [each.get("datetime", "") for each in page.all("time")]
        assert len(dates) <= 1
        assert not dates or dates[0].replace("/", "-") in stated, name


@pytest.mark.parametrize(
    ("submitted", "written"),
    [("2026-07-05", "2026/07/05"), ("2026-07", "2026/07"), ("2026", "2026")],
)
def test_scholar_reads_a_date_with_slashes(submitted: str, written: str) -> None:
    assert page_of({"work.submitted": submitted}).tags["citation_publication_date"] == [written]


def test_a_paper_without_a_date_has_all_other_tags() -> None:
    tags = page_of().tags
    assert "citation_publication_date" not in tags
    assert {"citation_title", "citation_author", "citation_pdf_url"} <= tags.keys()


def test_scholar_finds_the_pdf_in_the_folder_of_the_page(small_world: BuiltSite) -> None:
    seen = 0
    for name, page in articles(small_world).items():
        for url in page.tags.get("citation_pdf_url", []):
            seen += 1
            assert url == f"{page.url}{REPORT.file}"
        (address,) = page.tags["citation_abstract_html_url"]
        assert address == page.url, name
    assert seen > 10


def test_a_paper_without_a_pdf_names_none() -> None:
    page = page_of({"report": "none"})
    assert "citation_pdf_url" not in page.tags
    assert "encoding" not in page.data
    assert REPORT.media_type not in {kind for _, _, kind in links(page)}
    assert "citation_pdf_url" in page_of().tags


def test_scholar_is_told_of_papers_alone(small_world: BuiltSite) -> None:
    for name, page in pages_of(small_world, world.BASE_URL).items():
        if name not in articles(small_world):
            assert not any(tag.startswith("citation_") for tag in page.tags), name


def test_scholar_gets_each_author_in_a_tag_of_its_own_with_the_institutions_after_it() -> None:
    creators = [
        DOE
        | {
            "orcid": "0000-0002-1825-0097",
            "affiliations": [{"name": "University of Example, Dept. 1"}, {"name": "Lab"}],
        },
        {"organization": "The Example Consortium", "ror": "05dxps055"},
    ]
    page = page_of({"work.creators": creators})
    said = [(each.get("name"), each.get("content")) for each in page.all("meta")]
    start = said.index(("citation_author", "Roe, Jane Ann"))
    assert said[start : start + 5] == [
        ("citation_author", "Roe, Jane Ann"),
        ("citation_author_institution", "University of Example, Dept. 1"),
        ("citation_author_institution", "Lab"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "The Example Consortium,"),
    ]


def test_the_publisher_is_the_author_of_a_paper_that_names_none() -> None:
    page = page_of()
    assert page.tags["citation_author"] == [f"{SITE.publisher.name},"]
    assert [each["@type"] for each in page.data["author"]] == ["Organization"]


def test_identifiers_have_the_tags_of_their_schemes() -> None:
    identifiers = [
        {"scheme": "arxiv", "value": "2104.08645"},
        {"scheme": "pmid", "value": "34567890"},
        {"scheme": "handle", "value": "20.500.12345/678"},
    ]
    page = page_of({"work.identifiers": identifiers, "work.doi": "10.5555/a(1)<2>;x"})
    assert page.tags["citation_arxiv_id"] == ["2104.08645"]
    assert page.tags["citation_pmid"] == ["34567890"]
    assert page.tags["citation_doi"] == ["10.5555/a(1)<2>;x"]
    found = {each["propertyID"]: each["value"] for each in page.data["identifier"]}
    assert found["Handle"] == "20.500.12345/678"
    assert found["DOI"] == "10.5555/a(1)<2>;x"


def test_a_doi_that_nobody_registered_identifies_nothing() -> None:
    page = page_of({"work.doi": "10.5281/zenodo.XXXXXXX"})
    assert "citation_doi" not in page.tags
    assert related(page, "cite-as") == [page.url]
    assert "DOI" not in {each["propertyID"] for each in page.data["identifier"]}
    assert "sameAs" not in page.data


def test_the_abstract_of_another_paper_is_not_given_as_that_of_this_one() -> None:
    lead = {"title": "Another Paper", "url": "https://example.org/other"}
    page = page_of({"work.lead_source": lead})
    assert "citation_abstract" not in page.tags
    assert "abstract" not in page.data
    assert "An invented abstract." not in json.dumps(page.tags)
    assert page.data["isBasedOn"] == [
        {"@type": "ScholarlyArticle", "name": "Another Paper", "url": "https://example.org/other"}
    ]


def test_mathematics_is_in_unicode_where_it_cannot_be_typeset() -> None:
    page = page_of({"work.title": "Sorting in $O(n^2)$ for $5 and $10"})
    title = "Sorting in O(n²) for $5 and $10"
    assert text_of(page.one("title")).startswith(f"{title} · ")
    assert page.tags["citation_title"] == [title]
    assert page.tags["og:title"][0].startswith(title)
    assert page.data["name"] == title


# ------------------------------------------------------------------------- Zotero reads it back


def creator(**members: Any) -> PublishedCreator:
    """A creator with these members, and no others."""
    return PublishedCreator(**{"name": "", "orcid": None, "kind": "PERSON"} | members)


@pytest.mark.parametrize(
    ("author", "family", "given"),
    [
        (creator(family="Roe", given="Jane"), "Roe", "Jane"),
        (creator(family="Roe", given="J.K."), "Roe", "J.K"),  # it removes a full stop at the end
        (
            creator(family="Example", particle="van der", given="Ludwig"),
            "van der Example",
            "Ludwig",
        ),
        (creator(family="Alembert", particle="d'", given="Jean"), "d'Alembert", "Jean"),
        (creator(family="Roe", given="Jan", suffix="Jr."), "Roe Jr.", "Jan"),
        (creator(family="Suharto"), "Suharto", ""),
        (creator(family="van der Example"), "van der Example", ""),
        (creator(family="García Márquez", given="Gabriel José"), "García Márquez", "Gabriel José"),
        (creator(family="山田", given="太郎"), "山田", "太郎"),
        (creator(family="Roe, Esq.", given="J; K"), "Roe Esq.", "J K"),
        (creator(kind="ORGANIZATION", name="Assignee Research"), "Assignee Research", ""),
        (creator(kind="ORGANIZATION", name="CERN"), "CERN", ""),
        (
            creator(kind="ORGANIZATION", name="Department for Education, Skills and Work"),
            "Department for Education Skills and Work",
            "",
        ),
        (creator(kind="ORGANIZATION", name="A; B, C & D"), "A B C & D", ""),
        (creator(kind="LITERAL", name="Rhoslyn Roebuck Example"), "Rhoslyn Roebuck Example", ""),
        (creator(kind="LITERAL", name="Example, Harry J."), "Example Harry J", ""),
    ],
    ids=str,
)
def test_zotero_takes_no_name_apart_at_the_wrong_place(
    author: PublishedCreator, family: str, given: str
) -> None:
    alone = author_text(author, is_alone=True)
    among = author_text(author, is_alone=False)
    assert zotero.read({"citation_author": [alone]})["creators"] == [(family, given)]
    others = ["Other, One", among, "Other, Two"]
    assert zotero.read({"citation_author": others})["creators"][1] == (family, given)


def test_zotero_gets_a_report_with_all_its_facts(small_world: BuiltSite) -> None:
    for name in world.public_names():
        shown = world.published(name)
        work = shown.manifest.work
        page = articles(small_world)[f"{shown.path[1:]}index.html"]
        item = zotero.read(page.tags)
        assert item["itemType"] == "report"
        assert item["number"] == work.record_id
        assert item["institution"] == item["publisher"] == shown.manifest.publisher.name
        assert item["url"] == work.url
        assert item["language"] == work.language
        assert item.get("DOI") == work.registered_doi
        assert item["tags"] == [" ".join(topic.split()) for topic in work.topics]
        assert item.get("date", "") == (work.submitted or "").replace("-", "/")
        if work.lead_source is None and shown.manifest.editorial_status.emphasis == "banner":
            assert item["abstractNote"].startswith(shown.manifest.editorial_status.statement)


# -------------------------------------------------------------------------------- JSON-LD


def graph(data: dict[str, Any]) -> rdflib.Graph:
    """What an RDF library reads, with a context of our own: the real one is on the network."""
    context = {"@vocab": str(SCHEMA), "contentUrl": {"@type": "@id"}}
    text = json.dumps(data | {"@context": context})
    return rdflib.Graph().parse(data=text, format="json-ld")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's
def test_an_rdf_library_reads_the_paper_from_its_page(small_world: BuiltSite) -> None:
    for name in world.public_names():
        shown = world.published(name)
        work, status = shown.manifest.work, shown.manifest.editorial_status
        found = graph(articles(small_world)[f"{shown.path[1:]}index.html"].data)
        this = rdflib.URIRef(work.url)
        assert (this, rdflib.RDF.type, SCHEMA.ScholarlyArticle) in found
        assert (this, SCHEMA.creativeWorkStatus, rdflib.Literal(status.label)) in found
        assert (this, SCHEMA.inLanguage, rdflib.Literal(work.language)) in found
        corrected = {str(each) for each in found.objects(this, SCHEMA.correction)}
        assert corrected == {each.url for each in shown.notices}
        about = {
            str(found.value(each, SCHEMA.contentUrl))
            for each in found.objects(this, SCHEMA.subjectOf)
        }
        assert about == {f"{work.url}{each.served.file}" for each in EXPORTS.values()}


def test_the_vocabulary_is_used_as_schema_org_defines_it(small_world: BuiltSite) -> None:
    seen: set[str] = set()
    for name, page in pages_of(small_world, world.BASE_URL).items():
        for each in page.all("script"):
            if each.get("type") != "application/ld+json":  # that of the search page
                continue
            data = json.loads(each.text or "")
            assert [*schema_org.faults(data)] == [], name
            seen |= {data["@type"]}
    assert seen == {"WebSite", "ScholarlyArticle", "CorrectionComment"}


def test_persons_organizations_and_literals_are_told_apart() -> None:
    affiliation = {"name": "University of Example", "ror": "05dxps055"}
    creators = [
        {
            "family": "Example",
            "particle": "van der",
            "given": "Ludwig",
            "suffix": "Jr.",
            "orcid": "0000-0002-1825-0097",
            "affiliations": [affiliation],
        },
        {"organization": "The Example Consortium", "ror": "05dxps055"},
        {"name": "Somebody, or Something"},
    ]
    data = page_of({"work.creators": creators}).data
    assert data["author"] == [
        {
            "@type": "Person",
            "name": "Ludwig van der Example Jr.",
            "@id": "https://orcid.org/0000-0002-1825-0097",
            "identifier": "https://orcid.org/0000-0002-1825-0097",
            "familyName": "van der Example",
            "givenName": "Ludwig",
            "honorificSuffix": "Jr.",
            "affiliation": [
                {
                    "@type": "Organization",
                    "name": "University of Example",
                    "@id": "https://ror.org/05dxps055",
                }
            ],
        },
        {
            "@type": "Organization",
            "name": "The Example Consortium",
            "@id": "https://ror.org/05dxps055",
            "identifier": "https://ror.org/05dxps055",
        },
        {"name": "Somebody, or Something"},
    ]
    assert [*schema_org.faults(data)] == []


@pytest.mark.parametrize("relation", [*RELATIONS, "IsSupplementTo", "IsReviewedBy"])
def test_a_related_work_has_the_property_that_means_the_same(relation: str) -> None:
    work = {"relation": relation, "identifier": "10.5555/other", "title": "Another"}
    data = page_of({"work.related": [work]}).data
    url = "https://doi.org/10.5555/other"
    told = {name for name, value in data.items() if url in json.dumps(value)}
    assert told == ({RELATIONS[relation]} if relation in RELATIONS else set())
    assert [*schema_org.faults(data)] == []


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ("CC-BY-4.0", "https://spdx.org/licenses/CC-BY-4.0"),
        ("MIT OR Apache-2.0", {"@type": "CreativeWork", "name": "MIT OR Apache-2.0"}),
        ("LicenseRef-Ours", {"@type": "CreativeWork", "name": "LicenseRef-Ours"}),
    ],
)
def test_a_licence_of_the_spdx_list_has_its_address(license: str, expected: object) -> None:
    page = page_of({"work.license": license})
    assert page.data["license"] == expected
    assert related(page, "license") == ([expected] if isinstance(expected, str) else [])


def test_a_paper_was_modified_when_it_was_submitted_evaluated_or_corrected_last() -> None:
    # By UTC, the verdict came after the submission, although its own day is the one before.
    at = "2026-07-01T23:30:00-05:00"
    verdict = {"status": "UNVERIFIED", "evaluated_at": at}
    changes = {"work.submitted": "2026-07-02", "gate_verdict": verdict}
    assert page_of({"work.submitted": "2026-07-02"}).data["dateModified"] == "2026-07-02"
    assert page_of(changes).data["dateModified"] == at
    noted = corrections(
        event(3, event_id="5EED0000-C1", affected_fields=[], notice={"kind": "addendum"})
    )
    data = page_of(changes, corrected=noted).data
    assert data["dateModified"] == "2026-07-03T09:00:00+00:00"
    assert [each["name"] for each in data["correction"]] == ["Addendum: An invented paper"]


def test_a_year_is_no_day_of_a_change() -> None:
    data = page_of({"work.submitted": "2026"}).data
    assert data["datePublished"] == "2026"
    assert "dateModified" not in data


# --------------------------------------------------------------------------- hostile texts


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_text_leaves_its_place_in_the_head(title: str) -> None:
    creators = [{"family": title, "given": title}, {"organization": title}]
    changes = {"work.title": title, "work.abstract": title, "work.research_question": title}
    page = page_of(changes | {"work.creators": creators, "work.topics": [title]})
    assert faults(page) == []
    assert " ".join(page.data["name"].split()) == " ".join(title.split())
    assert page.tags["citation_keywords"] == [" ".join(title.split())]
    written = page.html.partition('ld+json">')[2].partition("</script>")[0]
    assert not set(written) & set("<>&")
    assert json.loads(written) == page.data


def test_a_script_is_the_same_data() -> None:
    # Records cannot hold the last ones; a manifest of another version may.
    data = {"a": "".join(HOSTILE.values()), "b": [1.5, True, None, "é 漢 😀", "\u2028\u2029\u202e"]}
    written = script(data)
    assert json.loads(written) == data
    assert not set(written) & set("<>&\u2028\u2029")


# --------------------------------------------------------------------------- signposting


def test_programs_find_identity_metadata_content_licence_and_authors() -> None:
    creators = [DOE | {"orcid": "0000-0002-1825-0097"}, {"organization": "X", "ror": "05dxps055"}]
    artifact = {"type": "dataset", "label": "Data", "path": "artifacts/data.csv"}
    changes = {
        "work.doi": "10.5555/x",
        "work.license": "CC0-1.0",
        "work.creators": creators,
        "artifacts": [artifact],
    }
    page = page_of(changes, files={"artifacts/data.csv": b"1"})
    assert related(page, "cite-as") == ["https://doi.org/10.5555/x"]
    described = [f"{page.url}{each.served.file}" for each in EXPORTS.values()]
    assert related(page, "describedby") == described
    report, data = related(page, "item")
    assert report == f"{page.url}{REPORT.file}"
    assert re.fullmatch(re.escape(page.url) + r"artifacts/[0-9a-f]{12}/data\.csv", data)
    assert related(page, "license") == ["https://spdx.org/licenses/CC0-1.0"]
    assert related(page, "type") == [
        "https://schema.org/AboutPage",
        "https://schema.org/ScholarlyArticle",
    ]
    assert related(page, "author") == [
        "https://orcid.org/0000-0002-1825-0097",
        "https://ror.org/05dxps055",
    ]
    kinds = {address: kind for relation, address, kind in links(page) if relation != "canonical"}
    assert {kinds[f"{page.url}{each.served.file}"] for each in EXPORTS.values()} == {
        each.served.media_type for each in EXPORTS.values()
    }
    assert related(page, "alternate") == [report, *described]


def test_a_removed_paper_leads_to_what_says_so_and_gives_no_content(
    small_world: BuiltSite,
) -> None:
    for name in (world.TOMBSTONE, world.REMOVED_WITH_NOTICE):
        page = pages_of(small_world, world.BASE_URL)[f"{world.path(name)[1:]}index.html"]
        assert page.data["creativeWorkStatus"] == LABELS["REMOVED"]
        assert not page.data.keys() & {"author", "abstract", "encoding", "review"}
        assert related(page, "cite-as") == [page.url]
        assert related(page, "item") == related(page, "author") == []
        assert len(related(page, "describedby")) == len(EXPORTS)
        assert page.tags["og:image"] == [f"{world.BASE_URL}/assets/cards/removed.png"]


def test_a_notice_is_about_its_paper(small_world: BuiltSite) -> None:
    pages = pages_of(small_world, world.BASE_URL)
    notices = {name: page for name, page in pages.items() if "/notices/" in name}
    assert len(notices) > 5
    for page in notices.values():
        paper_url = page.url.partition("notices/")[0]
        assert page.data["@type"] == "CorrectionComment"
        assert page.data["@id"] == page.url
        assert page.data["about"]["@id"] == paper_url
