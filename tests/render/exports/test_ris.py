"""`cite.ris`, read back by a parser that is not ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.render.exports.citation import citation, one_line
from sitegen.render.exports.ris import export
from sitegen.render.formulas.mathematics import plain
from tests.contracts.papers import SITE
from tests.contracts.papers import paper as invented
from tests.hard_records import hard_papers
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

LINES = ["\nER  - \n", "\nTY  - JOUR\n", "TI  - ", "\r\n", "\u2028ER  - ", "\x85ER  - \x85", "\n"]
letters = st.characters(exclude_categories=["Cs"]) | st.sampled_from(LINES)
texts = (
    st.lists(letters, max_size=40)
    .map("".join)
    .filter(lambda text: one_line(text) and "$" not in text)
)


def read_back(ris: bytes) -> dict[str, Any]:
    """The only record of a file."""
    (record,) = rispy.loads(ris.decode())
    assert "unknown_tag" not in record
    return record


def lines(changes: dict[str, Any] | None = None) -> list[str]:
    """The lines of an invented paper."""
    return export(invented(changes), SITE).decode().split("\r\n")


def author(**parts: str) -> str:
    (written,) = [each for each in lines({"work.creators": [parts]}) if each.startswith("AU")]
    return written.removeprefix("AU  - ")


@pytest.mark.parametrize("name", world.public_names())
def test_every_paper_is_one_record_with_its_own_title(name: str, small_world: BuiltSite) -> None:
    paper = world.published(name)
    record = read_back(files_of(small_world)[f"{paper.path[1:]}cite.ris"])
    work = paper.manifest.work
    assert record["type_of_reference"] == "RPRT"
    assert record["title"] == plain(one_line(paper.display_title))
    assert record.get("abstract", "") == plain(citation(paper).abstract)
    assert record["urls"] == [work.url]
    assert record.get("doi") == work.doi
    assert len(record["authors"]) == (len(work.creators) or 1)
    assert record.get("keywords", []) == [one_line(topic) for topic in work.topics]


def test_everything_that_the_record_says_is_cited() -> None:
    paper = world.published("verified-held")
    url = f"{world.BASE_URL}/paper/5a110001-0000-4000-8000-000000000001/"
    assert export(paper, world.site()).decode().split("\r\n") == [
        "TY  - RPRT",
        "ID  - small-5a110001",
        "TI  - Invented: A Verified Paper Whose Artifacts Are All Held Here",
        "AU  - Ada Invented,",
        "AU  - Small World Collective (invented),",
        "PB  - Small World Press (invented)",
        "M3  - Invented record of an invented press",
        "M1  - SRCH:5A110001",
        "PY  - 2026",
        "DA  - 2026/07/02/",
        "DO  - 10.5555/small.0001",
        f"UR  - {url}",
        f"L1  - {url}paper.pdf",
        "LA  - en",
        "KW  - invented topic",
        "KW  - reproducibility",
        "N1  - Invented record of an invented press. Not research, and not about anything.",
        "ER  - ",
        "",
    ]


def test_what_the_record_does_not_say_is_left_out() -> None:
    record = read_back(export(world.published("least"), world.site()))
    assert record.keys().isdisjoint({"year", "date", "doi", "keywords"})
    assert record["authors"] == ["Small World Press (invented),"]


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ({"family": "Example", "given": "Harry J."}, "Example, Harry J."),
        (
            {"family": "Example", "particle": "van der", "given": "Ludwig", "suffix": "Jr."},
            "van der Example, Ludwig, Jr.",
        ),
        ({"family": "Exemple", "particle": "d'", "given": "Jean"}, "d'Exemple, Jean"),
        ({"family": "Plato"}, "Plato,"),
        ({"family": "Example", "suffix": "II"}, "Example, , II"),
        ({"family": "Example, Esq", "given": "A, B"}, "Example Esq, A B"),
        ({"organization": "Assignee Research"}, "Assignee Research,"),
        (
            {"organization": "Department for Education, Skills and Work"},
            "Department for Education Skills and Work,",
        ),
        ({"name": "Example, Ludwig, Jr."}, "Example Ludwig Jr.,"),
    ],
)
def test_only_persons_have_parts(parts: dict[str, str], written: str) -> None:
    assert author(**parts) == written


def test_a_name_that_loses_its_commas_stands_whole_in_a_note() -> None:
    found = lines({"work.creators": [{"organization": "Centre for A, B and C"}]})
    assert "N1  - Author: Centre for A, B and C." in found
    assert not any("Author:" in each for each in lines())


@pytest.mark.parametrize(
    ("submitted", "said"),
    [
        ("2026-07-05", ["PY  - 2026", "DA  - 2026/07/05/"]),
        ("2026-07", ["PY  - 2026", "DA  - 2026/07//"]),
        ("2026", ["PY  - 2026", "DA  - 2026///"]),
        (None, []),
    ],
)
def test_of_a_date_only_what_is_known_is_said(submitted: str | None, said: list[str]) -> None:
    found = lines({"work.submitted": submitted})
    assert [each for each in found if each[:2] in {"PY", "DA"}] == said


def test_what_has_no_tag_is_a_note_after_the_status() -> None:
    work = {"relation": "IsSupplementTo", "identifier": "10.5555/y", "title": "The $n^2$ owls"}
    found = lines({"work.version": "2", "work.related": [work]})
    assert [each for each in found if each.startswith("N1")] == [
        "N1  - Machine-generated synthesis of existing literature. Not primary research.",
        "N1  - Version: 2.",
        "N1  - Is supplement to: The n² owls https://doi.org/10.5555/y.",
    ]


def test_identifiers_are_the_accession_number() -> None:
    identifiers = [{"scheme": "arxiv", "value": "2104.08645"}, {"scheme": "pmid", "value": "1"}]
    assert "AN  - arXiv:2104.08645; PubMed:1" in lines({"work.identifiers": identifiers})


def test_mathematics_is_unicode() -> None:
    found = lines({"work.title": r"$\mathcal{O}(n^2)$ for $5 and $10"})
    assert plain(r"TI  - $\mathcal{O}(n^2)$ for $5 and $10") in found
    assert any("n²" in each for each in found)


@pytest.mark.parametrize("name", hard_papers())
def test_every_hard_record_is_one_record(name: str) -> None:
    paper = hard_papers()[name]
    made = export(paper, SITE)
    record = read_back(made)
    assert record["title"] == plain(one_line(paper.display_title))
    assert len(record["authors"]) == (len(paper.manifest.work.creators) or 1)
    assert record.get("doi") == paper.manifest.work.doi
    assert len(made.decode().splitlines()) == made.count(b"\r\n")


@settings(deadline=None, derandomize=True, max_examples=150)
@given(texts, texts)
def test_no_text_opens_a_line_of_its_own(title: str, name: str) -> None:
    paper = world.published("verified-held")
    work = paper.manifest.work
    creators = (work.creators[0].model_copy(update={"name": name}),)
    changed = work.model_copy(
        update={"title": title, "creators": creators, "abstract": title, "lead_source": None}
    )
    manifest = paper.manifest.model_copy(update={"work": changed})
    record = read_back(export(replace(paper, manifest=manifest), world.site()))
    assert record["title"] == record["abstract"] == one_line(title)
    assert record["authors"] == [f"{one_line(name.replace(',', ' '))},"]
