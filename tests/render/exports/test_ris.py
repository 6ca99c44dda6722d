"""`cite.ris`, read back by a parser that is not ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.render.exports.citation import excerpt, one_line
from sitegen.render.exports.ris import export
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

LINES = ["\nER  - \n", "\nTY  - JOUR\n", "TI  - ", "\r\n", "\u2028ER  - ", "\x85ER  - \x85", "\n"]
letters = st.characters(exclude_categories=["Cs"]) | st.sampled_from(LINES)
texts = st.lists(letters, max_size=40).map("".join).filter(one_line)


def read_back(ris: bytes) -> dict[str, Any]:
    """The only record of a file."""
    (record,) = rispy.loads(ris.decode())
    assert "unknown_tag" not in record
    return record


@pytest.mark.parametrize("name", world.public_names())
def test_every_paper_is_one_record_with_its_own_title(name: str, small_world: BuiltSite) -> None:
    paper = world.published(name)
    record = read_back(files_of(small_world)[f"{paper.path[1:]}cite.ris"])
    work = paper.manifest.work
    assert record["type_of_reference"] == "RPRT"
    assert record["title"] == one_line(paper.display_title)
    assert record.get("abstract", "") == one_line(excerpt(paper))
    assert record["urls"] == [work.url]
    assert record.get("doi") == work.doi
    names = [one_line(each.name) for each in work.creators]
    assert record["authors"] == (names or ["Small World Press (invented)"])
    assert record.get("keywords", []) == [one_line(topic) for topic in work.topics]


def test_everything_that_the_record_says_is_cited() -> None:
    lines = export(world.published("verified-held"), world.site()).decode().split("\r\n")
    assert lines == [
        "TY  - RPRT",
        "TI  - Invented: A Verified Paper Whose Artifacts Are All Held Here",
        "AU  - Ada Invented",
        "AU  - Small World Collective (invented)",
        "PB  - Small World Press (invented)",
        "PY  - 2026",
        "DA  - 2026/07/02",
        "DO  - 10.5555/small.0001",
        f"UR  - {world.BASE_URL}/paper/5a110001-0000-4000-8000-000000000001/",
        "LA  - en",
        "SN  - SRCH:5A110001",
        "KW  - invented topic",
        "KW  - reproducibility",
        "N1  - Invented record of an invented press. Not research, and not about anything.",
        "ER  - ",
        "",
    ]


def test_what_the_record_does_not_say_is_left_out() -> None:
    record = read_back(export(world.published("least"), world.site()))
    assert record.keys().isdisjoint({"year", "date", "doi", "keywords"})


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
    assert record["authors"] == [one_line(name)]
