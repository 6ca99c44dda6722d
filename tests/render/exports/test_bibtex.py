"""`cite.bib`, read back by a parser that is not ours."""

from __future__ import annotations

import re
from dataclasses import replace

import bibtexparser
import pytest
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.exports.bibtex import ESCAPES, escaped, export
from sitegen.render.exports.citation import excerpt, one_line
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, max_examples=150)
COMMANDS = {command: char for char, command in ESCAPES.items()}
COMMAND = re.compile("|".join(re.escape(command) for command in COMMANDS))
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\\{}$&#%_^~\"'@,= "),
    min_size=1,
    max_size=50,
).filter(str.strip)


def read_back(bibtex: bytes) -> Entry:
    """The only entry of a file."""
    library = bibtexparser.parse_string(bibtex.decode())
    assert library.failed_blocks == []
    (entry,) = library.blocks
    assert isinstance(entry, Entry)
    return entry


def field(entry: Entry, name: str) -> str:
    """A field as TeX would set it: without escapes, without braces that only hold it together."""
    value = entry.fields_dict[name].value
    if value.startswith("{") and value.endswith("}"):
        value = value[1:-1]
    return COMMAND.sub(lambda found: COMMANDS[found.group()], value)


def entitled(title: str, abstract: str = "Invented.") -> PublishedPaper:
    """An invented paper with this title and abstract."""
    paper = world.published("least")
    work = paper.manifest.work.model_copy(update={"title": title, "abstract": abstract})
    return replace(paper, manifest=paper.manifest.model_copy(update={"work": work}))


@pytest.mark.parametrize("name", world.public_names())
def test_every_paper_is_one_entry_with_its_own_title(name: str, small_world: BuiltSite) -> None:
    paper = world.published(name)
    entry = read_back(files_of(small_world)[f"{paper.path[1:]}cite.bib"])
    assert (entry.entry_type, entry.key) == ("techreport", f"paper-{paper.manifest.work.id}")
    assert field(entry, "title") == one_line(paper.display_title)
    abstract = field(entry, "abstract") if "abstract" in entry.fields_dict else ""
    assert abstract == one_line(excerpt(paper))
    assert field(entry, "url") == paper.manifest.work.url
    assert field(entry, "institution") == "Small World Press (invented)"
    for other in entry.fields:
        assert other.value.count("{") == other.value.count("}"), other.key


def test_everything_that_the_record_says_is_cited() -> None:
    entry = read_back(export(world.published("verified-held"), world.site()))
    values = {each.key: each.value for each in entry.fields}
    assert values == {
        "title": "{Invented: A Verified Paper Whose Artifacts Are All Held Here}",
        "author": "{Ada Invented} and {Small World Collective (invented)}",
        "institution": "Small World Press (invented)",
        "type": "Invented record of an invented press",
        "number": "SRCH:5A110001",
        "year": "2026",
        "month": "7",
        "date": "2026-07-02",
        "doi": "10.5555/small.0001",
        "url": f"{world.BASE_URL}/paper/5a110001-0000-4000-8000-000000000001/",
        "language": "en",
        "keywords": "invented topic, reproducibility",
        "note": "Invented record of an invented press. Not research, and not about anything.",
    }


def test_what_the_record_does_not_say_is_left_out() -> None:
    entry = read_back(export(world.published("least"), world.site()))
    keys = {each.key for each in entry.fields}
    assert keys.isdisjoint({"year", "month", "date", "doi", "keywords"})
    assert field(entry, "author") == "Small World Press (invented)"


def test_a_name_with_commas_or_and_is_one_author() -> None:
    entry = read_back(export(world.published("hostile-citation"), world.site()))
    authors = re.split(r" and (?=\{)", entry.fields_dict["author"].value)
    assert [COMMAND.sub(lambda found: COMMANDS[found.group()], each) for each in authors] == [
        "{Invented and Others}",
        "{van der Invented, {Jr.}, Anna}",
        "{AU - Injected (invented)}",
    ]


@ALWAYS_THE_SAME
@given(texts, texts)
def test_any_title_and_abstract_are_read_back_as_they_are_written(
    title: str, abstract: str
) -> None:
    entry = read_back(export(entitled(title, abstract), world.site()))
    assert field(entry, "title") == one_line(title)
    assert field(entry, "abstract") == one_line(abstract)
    assert field(entry, "institution") == "Small World Press (invented)"


@ALWAYS_THE_SAME
@given(texts)
def test_no_character_that_tex_acts_on_stays_bare(text: str) -> None:
    bare = COMMAND.sub("", escaped(text))
    assert set(bare).isdisjoint(set("\\{}$&#%_^~"))
