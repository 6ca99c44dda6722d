"""`cite.json`, judged by the schema of CSL and read like any JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from jsonschema import Draft7Validator

from sitegen.render.exports import EXPORTS
from sitegen.render.exports.citation import citation, one_line
from sitegen.render.exports.csl import WORD_JOINER, csl_text, export, remains
from sitegen.render.formulas.mathematics import plain
from tests.contracts.papers import SITE
from tests.contracts.papers import paper as invented
from tests.hard_records import hard_papers, hard_tombstone
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

SCHEMA = Path(__file__).parent / "csl_schema" / "csl-data.json"


@cache
def validator() -> Draft7Validator:
    """The judge of CSL's own schema."""
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read_back(data: bytes) -> dict[str, Any]:
    """The only item of a file, which has to be right."""
    items = json.loads(data)
    assert [error.message for error in validator().iter_errors(items)] == []
    assert data == rfc8785.dumps(items) + b"\n"
    (item,) = items
    return dict(item)


def item(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    return read_back(export(invented(changes), SITE))


def test_the_file_has_the_media_type_of_csl() -> None:
    served = EXPORTS["csl"].served
    assert (served.file, served.media_type) == (
        "cite.json",
        "application/vnd.citationstyles.csl+json",
    )


@pytest.mark.parametrize("name", world.public_names())
def test_every_paper_is_one_item_with_its_own_title(name: str, small_world: BuiltSite) -> None:
    paper = world.published(name)
    found = read_back(files_of(small_world)[f"{paper.path[1:]}cite.json"])
    assert found["title"].replace(WORD_JOINER, "") == plain(one_line(paper.display_title))
    assert found["URL"] == paper.manifest.work.url


def test_everything_that_the_record_says_is_cited() -> None:
    assert read_back(export(world.published("verified-held"), world.site())) == {
        "type": "report",
        "id": "small-5a110001",
        "citation-key": "small-5a110001",
        "title": "Invented: A Verified Paper Whose Artifacts Are All Held Here",
        "author": [{"literal": "Ada Invented"}, {"literal": "Small World Collective (invented)"}],
        "publisher": "Small World Press (invented)",
        "genre": "Invented record of an invented press",
        "number": "SRCH:5A110001",
        "issued": {"date-parts": [[2026, 7, 2]]},
        "DOI": "10.5555/small.0001",
        "URL": f"{world.BASE_URL}/paper/5a110001-0000-4000-8000-000000000001/",
        "language": "en",
        "keyword": "invented topic, reproducibility",
        "note": "Invented record of an invented press. Not research, and not about anything.",
        "custom": {
            "creators": [
                {"name": "Ada Invented", "orcid": "0000-0002-1825-0097"},
                {"name": "Small World Collective (invented)"},
            ],
            "license": "CC-BY-4.0",
        },
    }


def test_persons_have_parts_and_nothing_else_has() -> None:
    person = {"family": "Example", "particle": "van der", "given": "Ludwig", "suffix": "Jr."}
    group = {"organization": "Department for Education, Skills and Work"}
    assert item({"work.creators": [person, group, {"name": "Ada Example"}]})["author"] == [
        {
            "family": "Example",
            "given": "Ludwig",
            "non-dropping-particle": "van der",
            "suffix": "Jr.",
        },
        {"literal": "Department for Education, Skills and Work"},
        {"literal": "Ada Example"},
    ]
    assert item()["author"] == [{"literal": "Assignee Research"}]


@pytest.mark.parametrize(
    ("submitted", "parts"), [("2026-07-05", [2026, 7, 5]), ("2026-07", [2026, 7]), ("2026", [2026])]
)
def test_of_a_date_only_what_is_known_is_said(submitted: str, parts: list[int]) -> None:
    assert item({"work.submitted": submitted})["issued"] == {"date-parts": [parts]}
    assert "issued" not in item()


def test_what_csl_has_no_variable_for_is_custom() -> None:
    person = {
        "family": "Example",
        "orcid": "0000-0002-1825-0097",
        "affiliations": [{"name": "Example University", "ror": "05dxps055"}],
        "roles": ["software"],
    }
    identifier = {"scheme": "pmid", "value": "34567890"}
    related = {"relation": "IsSupplementTo", "identifier": "10.5555/y"}
    found = item(
        {
            "work.creators": [person],
            "work.identifiers": [identifier],
            "work.related": [related],
            "work.license": "CC-BY-4.0",
            "work.version": "2",
        }
    )
    assert (found["PMID"], found["version"]) == ("34567890", "2")
    assert found["custom"] == {
        "creators": [
            {"name": "Example", **{k: person[k] for k in ("orcid", "roles")}}
            | {"affiliations": person["affiliations"]}
        ],
        "identifiers": [identifier | {"url": "https://pubmed.ncbi.nlm.nih.gov/34567890/"}],
        "related": [related | {"url": "https://doi.org/10.5555/y"}],
        "license": "CC-BY-4.0",
    }
    assert "custom" not in item()


def test_no_text_is_markup_for_a_citation_program() -> None:
    assert csl_text("a < b, <i>x</i> and <SPAN class='nocase'>") == (
        f"a < b, <{WORD_JOINER}i>x<{WORD_JOINER}/i> and <{WORD_JOINER}SPAN class='nocase'>"
    )
    assert csl_text("<ins> x<b") == f"<ins> x<{WORD_JOINER}b"
    assert csl_text("1 < 2 > 0 &amp;") == "1 < 2 > 0 &amp;"


def test_mathematics_is_unicode() -> None:
    title = r"$\mathcal{O}(n^2)$ for $5 and $10"
    assert item({"work.title": title})["title"] == plain(title)
    assert "n²" in plain(title)


@pytest.mark.parametrize("name", hard_papers())
def test_every_hard_record_is_one_item(name: str) -> None:
    paper = hard_papers()[name]
    found = read_back(export(paper, SITE))
    assert found["title"].replace(WORD_JOINER, "") == plain(one_line(paper.display_title))
    assert found.get("abstract", "").replace(WORD_JOINER, "") == plain(citation(paper).abstract)
    assert len(found["author"]) == (len(paper.manifest.work.creators) or 1)
    assert found.get("DOI") == paper.manifest.work.doi


def test_a_removed_paper_says_so() -> None:
    found = read_back(remains(hard_tombstone(), SITE))
    assert found["title"].startswith("REMOVED: ")
    assert found["status"] == "Removed"
    assert "issued" not in found
