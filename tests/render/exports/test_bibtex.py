"""`cite.bib`, read back by a parser that is not ours."""

from __future__ import annotations

from dataclasses import replace

import bibtexparser
import pytest
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.exports.bibtex import export, remains
from sitegen.render.exports.citation import citation, one_line
from tests.contracts.papers import SITE
from tests.contracts.papers import paper as invented
from tests.hard_records import hard_papers, hard_tombstone
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.render.exports.tex_back import printed
from tests.small_world import papers as world

ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, max_examples=150)
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\\{}&#%_^~\"'@,=-<> "),
    min_size=1,
    max_size=50,
).filter(lambda text: bool(text.strip()) and "$" not in text)


def read_back(bibtex: bytes) -> Entry:
    """The only entry of a file."""
    library = bibtexparser.parse_string(bibtex.decode())
    assert library.failed_blocks == []
    (entry,) = library.blocks
    assert isinstance(entry, Entry)
    return entry


def field(entry: Entry, name: str) -> str:
    """A field as TeX would set it: without escapes, without braces that only hold it together."""
    value: str = entry.fields_dict[name].value
    if value.startswith("{") and value.endswith("}"):
        value = value[1:-1]
    return printed(value)


def entitled(title: str, abstract: str = "Invented.") -> PublishedPaper:
    """An invented paper with this title and abstract."""
    paper = world.published("least")
    work = paper.manifest.work.model_copy(update={"title": title, "abstract": abstract})
    return replace(paper, manifest=paper.manifest.model_copy(update={"work": work}))


def values(paper: PublishedPaper) -> dict[str, str]:
    return {each.key: each.value for each in read_back(export(paper, SITE)).fields}


@pytest.mark.parametrize("name", world.public_names())
def test_every_paper_is_one_entry_with_its_own_title(name: str, small_world: BuiltSite) -> None:
    paper = world.published(name)
    entry = read_back(files_of(small_world)[f"{paper.path[1:]}cite.bib"])
    assert entry.key == f"small-{paper.manifest.work.id[:8]}"
    assert field(entry, "ids") == f"paper-{paper.manifest.work.id}"
    assert field(entry, "url") == paper.manifest.work.url
    if "$" not in paper.manifest.work.title + paper.manifest.work.abstract:
        assert field(entry, "title") == one_line(paper.display_title)
        abstract = field(entry, "abstract") if "abstract" in entry.fields_dict else ""
        assert abstract == citation(paper).abstract
    for other in entry.fields:
        assert other.value.count("{") == other.value.count("}"), other.key


def test_everything_that_the_record_says_is_cited() -> None:
    entry = read_back(export(world.published("verified-held"), world.site()))
    assert entry.entry_type == "techreport"
    assert {each.key: each.value for each in entry.fields} == {
        "title": "{Invented: A Verified Paper Whose Artifacts Are All Held Here}",
        "author": "{Ada Invented} and {Small World Collective (invented)}",
        "author+an:orcid": '1="0000-0002-1825-0097"',
        "institution": "Small World Press (invented)",
        "type": "Invented record of an invented press",
        "number": "SRCH:5A110001",
        "year": "2026",
        "month": "jul",
        "date": "2026-07-02",
        "doi": "10.5555/small.0001",
        "url": f"{world.BASE_URL}/paper/5a110001-0000-4000-8000-000000000001/",
        "langid": "english",
        "keywords": "invented topic, reproducibility",
        "note": "Invented record of an invented press. Not research, and not about anything.",
        "ids": "paper-5a110001-0000-4000-8000-000000000001",
    }


def test_a_month_is_a_name_that_every_style_defines() -> None:
    assert b"\n  month = jul,\n" in export(invented({"work.submitted": "2026-07-05"}), SITE)


@pytest.mark.parametrize(
    ("submitted", "said"),
    [
        ("2026-07-05", {"year": "2026", "month": "jul", "date": "2026-07-05"}),
        ("2026-07", {"year": "2026", "month": "jul", "date": "2026-07"}),
        ("2026", {"year": "2026", "date": "2026"}),
        (None, {}),
    ],
)
def test_of_a_date_only_what_is_known_is_said(submitted: str | None, said: dict[str, str]) -> None:
    entry = values(invented({"work.submitted": submitted}))
    assert {key: value for key, value in entry.items() if key in {"year", "month", "date"}} == said


def test_an_entry_without_a_date_has_a_type_that_demands_none() -> None:
    undated = read_back(export(invented(), SITE))
    assert undated.entry_type == "misc"
    assert field(undated, "howpublished") == "Assignee Research"
    assert read_back(remains(hard_tombstone(), SITE)).entry_type == "misc"
    assert read_back(export(invented({"work.submitted": "2026"}), SITE)).entry_type == "techreport"


@pytest.mark.parametrize(("tag", "name"), [("no", "norwegian"), ("de-CH", "nswissgerman")])
def test_a_language_is_named_for_hyphenation_and_never_printed(tag: str, name: str) -> None:
    entry = values(invented({"work.language": tag}))
    assert entry["langid"] == name
    assert "language" not in entry
    assert "langid" not in values(invented({"work.language": "tlh"}))


def test_one_identifier_is_the_eprint() -> None:
    pmid, arxiv = {"scheme": "pmid", "value": "1"}, {"scheme": "arxiv", "value": "2104.08645"}
    entry = values(invented({"work.identifiers": [pmid, arxiv]}))
    assert (entry["eprint"], entry["eprinttype"]) == ("2104.08645", "arxiv")
    entry = values(invented({"work.identifiers": [pmid]}))
    assert (entry["eprint"], entry["eprinttype"]) == ("1", "pubmed")
    assert "eprint" not in values(invented())


def test_related_works_are_a_note_that_styles_do_not_print() -> None:
    work = {"relation": "IsSupplementTo", "identifier": "10.5555/y_z", "title": "The $n^2$ owls"}
    entry = values(invented({"work.related": [work]}))
    related = r"Is supplement to: The $n^2$ owls https://doi.org/10.5555/y\_z."
    assert entry["annotation"] == related


def test_without_creators_the_publisher_is_one_author() -> None:
    assert b"\n  author = {{Assignee Research}},\n" in export(invented(), SITE)


def test_mathematics_stays_and_money_does_not_become_any() -> None:
    entry = values(invented({"work.title": r"$\mathcal{O}(n^2)$ for $5 and $10"}))
    assert entry["title"] == r"{$\mathcal{O}(n^2)$ for \$5 and \$10}"


@pytest.mark.parametrize("name", hard_papers())
def test_every_hard_record_is_one_entry(name: str) -> None:
    paper = hard_papers()[name]
    entry = read_back(export(paper, SITE))
    assert entry.key == f"assignee-{paper.manifest.work.id[:8]}"
    dois = [each.value for each in entry.fields if each.key == "doi"]
    assert dois == ([paper.manifest.work.doi] if paper.manifest.work.doi else [])


@ALWAYS_THE_SAME
@given(texts, texts)
def test_any_title_and_abstract_are_read_back_as_they_are_written(
    title: str, abstract: str
) -> None:
    entry = read_back(export(entitled(title, abstract), world.site()))
    assert field(entry, "title") == one_line(title)
    assert field(entry, "abstract") == one_line(abstract)
    assert field(entry, "howpublished") == "Small World Press (invented)"
