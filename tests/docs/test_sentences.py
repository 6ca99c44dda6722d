"""The page "Where every sentence comes from" has each sentence of a site, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.checks.rules import RULES
from sitegen.render.paper import FORMATS
from sitegen.render.template_files import builtin_templates
from sitegen.scaffold.new_project import Answers, project_files, write_new
from tests import status_world
from tests.conftest import SMALL_WORLD, built
from tests.docs import further_world
from tests.docs.site_sentences import SCHEMA_PAGE, Tracer, World
from tests.importing.sites import corrected_world
from tests.reading_back import BuiltSite
from tests.worlds import ROOT

PAGE = ROOT / "docs" / "explanation" / "sentences.md"
WITHOUT_PDFS = tuple(each for each in FORMATS if each != "pdf")
# The kinds of pages; a text that all of them have is on every page.
PAGES = frozenset(
    {"paper page", "tombstone", "notice page", "corrections page", "list", "front page"}
    | {"guide", "schema page", "error page", "search page"}
)


def rows() -> Iterator[tuple[tuple[str, ...], frozenset[str], str]]:
    """The sentences of each row of the table, where they are, and their source."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            said, where, source = line.strip("| ").split(" | ")
            yield tuple(re.findall(r"`([^`]+)`", said)), frozenset(where.split(", ")), source


SENTENCES = tuple(each for said, _, _ in rows() for each in said)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    """Seven sites: what is real, what is new, and every status and oddity."""
    folder = tmp_path_factory.mktemp("sentences")
    status_world.write_world(folder / "status" / "records")
    further_world.write_world(folder / "further" / "records")
    further_world.write_noticed_world(folder / "noticed" / "records")
    write_new(folder / "new", project_files(Answers(), "none", builtin_templates() / "project"))
    (folder / "corrected").mkdir()
    corrected = corrected_world(folder / "corrected")
    found = [World(corrected.records, BuiltSite(corrected.output))]
    for name, records in (
        ("real", ROOT / "records"),
        ("small", SMALL_WORLD / "records"),
        *((each, folder / each / "records") for each in ("status", "further", "noticed", "new")),
    ):
        output = folder / name / "site"
        # The example of a new project is a draft.
        site, _ = built(records, output, formats=WITHOUT_PDFS, drafts=name == "new")
        found.append(World(records, site, has_own_guides=name == "small"))
    return found


@pytest.fixture(scope="module")
def traced(worlds: list[World]) -> tuple[Tracer, list[str]]:
    """What was met of the table, and what has no row in it."""
    tracer, untraced = Tracer(SENTENCES), []
    for world in worlds:
        texts, stated = [*world.texts()], world.stated()
        others = [each for each in texts if each[0] != SCHEMA_PAGE]
        untraced += tracer.trace(others, stated)
        schemas = [each for each in texts if each[0] == SCHEMA_PAGE]
        untraced += tracer.trace(schemas, stated | world.described())
    return tracer, untraced


def test_every_sentence_of_a_site_is_in_the_table(traced: tuple[Tracer, list[str]]) -> None:
    assert [*dict.fromkeys(traced[1])] == []


def test_every_sentence_of_the_table_is_on_a_site(traced: tuple[Tracer, list[str]]) -> None:
    assert [each for each in SENTENCES if each not in traced[0].met] == []


def test_the_table_says_where_each_sentence_is(traced: tuple[Tracer, list[str]]) -> None:
    wrong = {}
    for said, where, _ in rows():
        places = frozenset().union(*(traced[0].met.get(each, ()) for each in said))
        if places >= PAGES:
            places = places - PAGES | {"every page"}
        if places != where:
            wrong[said] = ", ".join(sorted(places))
    assert wrong == {}


def test_no_sentence_has_two_rows() -> None:
    assert len(SENTENCES) == len(set(SENTENCES)) >= 400


def test_no_default_of_a_complete_record_is_on_a_transcription(worlds: list[World]) -> None:
    """What only a complete record says would be a finding there that no source states."""
    defaults = {
        each
        for said, _, source in rows()
        if re.search("complete record|not in a transcription|never in a transcription", source)
        for each in said
    }
    assert {"Not registered", "None of the dimensions was assessed."} <= defaults
    tracer = Tracer(SENTENCES)
    for world in worlds:
        assert tracer.trace(world.transcriptions(), world.stated()) == []
    assert "Not stated in this record" in tracer.met
    assert defaults & {*tracer.met} == set()


def test_the_rules_that_the_table_names_exist() -> None:
    named = re.findall(r"\bSG\d+", PAGE.read_text(encoding="utf-8"))
    assert named
    assert {*named} <= {*RULES}


@pytest.mark.parametrize(
    "added",
    [
        "The verification gate found no error in this paper.",
        "It was read by three reviewers.",
        "Nobody has attempted a reproduction, and the gate falsified a claim",
        "9 aggregate claims",
    ],
)
def test_a_sentence_without_a_row_is_found(added: str, worlds: list[World]) -> None:
    world = next(each for each in worlds if each.records == ROOT / "records")
    text = ("paper page", f"This paper was corrected. {added}")
    assert Tracer(SENTENCES).trace([text], world.stated()) == [f"paper page: {text[1]}"]


def test_what_a_record_states_needs_no_row(tmp_path: Path) -> None:
    tracer = Tracer(["This paper examines: {title}", "Quality review score: {number}"])
    stated = frozenset({"Do owls hear? An answer"})
    text = "This paper examines: Do owls hear? An answer. Quality review score: 7.1/10."
    assert tracer.trace([("PDF", text)], stated) == []
    assert tracer.trace([("PDF", text)], frozenset()) == [f"PDF: {text}"]
