"""A paper shows the title and DOI of the papers that it names, whatever is built first or again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import all_papers
from sitegen.build.executors import THIS_PROCESS, Executor, Processes
from sitegen.build.limits import Limits
from sitegen.build.results import Outcome
from sitegen.render.paper import FORMATS
from tests.reading_back import html_text, pdf_text
from tests.worlds import ONE, OTHER, WITHOUT_PDF, World

THIRD = "5eed0003-0000-4000-8000-00000000c0de"
DOI = "10.5281/zenodo.21122311"
FOLDERS = ["papers/one", "papers/other", "papers/third"]
RETRACTION = """\
correction_events:
  - event_id: 5EED0002-C1
    corrected_at: "2026-08-01T10:00:00Z"
    correction_type: CLAIM
    notice: {kind: retraction, issued_by: Assignee Research, reasons: [Error in data]}
    public_note: The data were wrong.
"""
TOMBSTONE = f"""\
id: {OTHER}
title: The paper other
removed_at: 2026-08-01T09:00:00+00:00
reason: It was a mistake.
by: The editors
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three papers: `other` replaces `one`, and both name each other."""
    world = World(tmp_path)
    world.fill()
    world.paper("third", THIRD)
    world.superseded("one", ONE, OTHER)
    newer(world)
    return world


def newer(world: World, **changes: Any) -> None:
    world.paper("other", OTHER, supersedes=[ONE], **changes)


def cached(world: World, **options: Any) -> Outcome:
    return world.build(cache=world.folder / ".sitegen", why=True, **options)


def clean(world: World, **options: Any) -> dict[str, bytes]:
    """The files of a clean build."""
    anew = World(world.folder / "clean")
    anew.records, anew.templates = world.records, world.templates
    shutil.rmtree(anew.folder, ignore_errors=True)
    anew.folder.mkdir()
    assert not anew.build(**options).is_stopped
    return anew.files()


def file(world: World, name: str, paper_id: str = ONE) -> str:
    return world.files()[f"paper/{paper_id}/{name}"].decode()


# ---------------------------------------------------------------- what is shown


def test_the_banner_the_panel_and_citations_name_the_successor(world: World) -> None:
    newer(world, title="Why Owls?", doi=DOI)
    assert not world.build().is_stopped
    link = (
        f'<a href="../../paper/{OTHER}/" lang="en" dir="auto">Why Owls?</a>, '
        f'DOI <a href="https://doi.org/{DOI}">{DOI}</a>'
    )
    html = file(world, "index.html")
    assert f"See the newer paper: {link}</span></p>" in html
    assert f"<dt>Superseded by</dt><dd>{link}</dd>" in html
    see = f"See the newer paper “Why Owls?” (https://doi.org/{DOI}). "
    note = f"Superseded: there is a newer paper. {see}"
    assert f"  note = {{{note}" in file(world, "cite.bib")
    assert f"N1  - {note}" in file(world, "cite.ris")


def test_without_a_doi_citations_lead_to_the_page_of_the_successor(world: World) -> None:
    world.build()
    see = f"See the newer paper “The paper other” (https://assignee.net/paper/{OTHER}/)."
    assert see in file(world, "cite.ris")
    assert see in file(world, "cite.bib")


def test_a_successor_names_every_paper_that_it_replaces(world: World) -> None:
    world.superseded("third", THIRD, OTHER)
    world.paper("other", OTHER, supersedes=[ONE, THIRD])
    world.paper("one", ONE, doi=DOI, language="de")
    assert not world.build().is_stopped
    one = (
        f'<a href="../../paper/{ONE}/" lang="de" dir="auto">The paper one</a>, '
        f'DOI <a href="https://doi.org/{DOI}">{DOI}</a>'
    )
    third = f'<a href="../../paper/{THIRD}/" lang="en" dir="auto">The paper third</a>'
    assert f"<dd>{one}; {third}</dd>" in file(world, "index.html", OTHER)


def test_a_chain_shows_on_each_paper_the_next_one_and_the_one_before(world: World) -> None:
    newer(world, title="The second")
    world.superseded("other", OTHER, THIRD)
    world.paper("third", THIRD, supersedes=[OTHER], title="The last")
    assert not world.build(executor=Processes(2)).is_stopped
    first, second, last = (file(world, "index.html", each) for each in (ONE, OTHER, THIRD))
    assert ">The second</a>" in first
    assert "The last" not in first
    assert ">The paper one</a>" in second
    assert ">The last</a>" in second
    assert ">The second</a>" in last


def test_the_published_records_name_a_successor_as_before(world: World) -> None:
    newer(world, title="Why Owls?", doi=DOI)
    world.build()
    for name in ("manifest.json", "corrections.json"):
        assert "Why Owls?" not in file(world, name)
    assert f'"superseded_by":"{OTHER}"' in file(world, "corrections.json")


HOSTILE = '</a><script>"x" {{ 7 * 7 }} \\input{x} $&#_ <b>TY - JOUR'


def test_a_hostile_title_is_text_in_every_format(world: World) -> None:
    newer(world, title=HOSTILE)
    world.build()
    assert html_text(file(world, "index.html")).count(HOSTILE) == 2
    page = file(world, "index.html")
    # The one script is data, whose texts have no "<".
    assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert f"“{HOSTILE}”" in file(world, "cite.ris")
    assert len([line for line in file(world, "cite.ris").splitlines() if line[:2] == "TY"]) == 1
    assert r"\textbackslash{}input\{x\}" in file(world, "cite.bib")


@pytest.mark.usefixtures("needs_pdf")
def test_the_pdf_names_the_successor_and_is_made_again_with_its_title(world: World) -> None:
    cached(world, formats=FORMATS)
    before = world.files()[f"paper/{ONE}/paper.pdf"]
    newer(world, title="Why Owls?", doi=DOI)
    assert cached(world, formats=FORMATS).made == 2
    after = world.files()[f"paper/{ONE}/paper.pdf"]
    shown = pdf_text(after).replace("zenodo. 2", "zenodo.2")  # where the line ends
    assert shown.count(f"Why Owls?, DOI {DOI}") == 2
    assert "See the newer paper: The paper other" in pdf_text(before)
    assert world.files() == clean(world, formats=FORMATS)


# ---------------------------------------------------------------- what is built again


def its_title(world: World) -> None:
    newer(world, title="Another title")


def its_doi(world: World) -> None:
    newer(world, doi=DOI)


def its_language(world: World) -> None:
    newer(world, language="de")


def its_retraction(world: World) -> None:
    record = f"contract_version: correction-record-v1\nwork: {{id: {OTHER}}}\n"
    world.write("papers/other/corrections.yaml", record + RETRACTION)


def its_removal(world: World) -> None:
    shutil.rmtree(world.records / "papers/other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE)


SHOWN = {
    its_title: ">Another title</a>",
    its_doi: f">{DOI}</a>",
    its_language: 'lang="de"',
    its_retraction: ">RETRACTED: The paper other</a>",
    its_removal: ">REMOVED: The paper other</a>",
}
edits = pytest.mark.parametrize("edit", SHOWN, ids=lambda edit: edit.__name__)
executors = pytest.mark.parametrize("executor", [THIS_PROCESS, Processes(2)])


@edits
@executors
def test_what_changes_of_a_successor_is_shown_as_in_a_clean_build(
    world: World, edit: Callable[[World], None], executor: Executor
) -> None:
    assert cached(world, executor=executor).made == 3
    edit(world)
    again = cached(world, executor=executor)
    assert not again.is_stopped
    assert again.made == 2
    assert again.reasons["papers/one"] == "a paper that it names changed"
    assert SHOWN[edit] in file(world, "index.html")
    assert world.files() == clean(world)
    assert cached(world, executor=executor).made == 0


def test_a_change_that_it_does_not_show_makes_no_other_paper_again(world: World) -> None:
    cached(world)
    newer(world, abstract="Another abstract.")
    again = cached(world)
    assert (again.made, [*again.reasons]) == (1, ["papers/other"])
    assert world.files() == clean(world)


def test_a_successor_that_comes_later_is_named(world: World) -> None:
    shutil.rmtree(world.records / "papers/other")
    (world.records / "papers/one/corrections.yaml").unlink()
    cached(world)
    newer(world)
    world.superseded("one", ONE, OTHER)
    assert cached(world).made == 2
    assert world.files() == clean(world)
    shutil.rmtree(world.records / "papers/other")
    (world.records / "papers/one/corrections.yaml").unlink()
    assert cached(world).made == 1
    assert world.files() == clean(world)


def test_titles_that_change_back_are_shown_again(world: World) -> None:
    cached(world)
    before = world.files()
    for title in ("Another title", "The paper other"):
        newer(world, title=title)
        assert cached(world).made == 2
        assert world.files() == clean(world)
    assert world.files() == before


def test_without_a_cache_the_same_is_built(world: World) -> None:
    cached(world)
    its_title(world)
    world.build()
    assert world.files() == clean(world)


def test_sites_that_share_a_cache_are_each_right(world: World) -> None:
    cached(world)
    whole = world.files()
    preview = World(world.folder)
    preview.output = world.folder / "preview"
    cached(preview, only="papers/one")
    assert f"paper/{ONE}/index.html" in preview.files()
    assert cached(world).made == 0
    assert world.files() == whole


def test_an_error_in_a_template_is_found_for_papers_that_name_others(world: World) -> None:
    cached(world)
    world.template("pages/paper.html", "{{ paper.predecessors[0].nothing }}")
    assert [each.code for each in cached(world).diagnostics] == ["SG701"]


def test_a_paper_that_waits_has_its_limits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sitegen.build import paper_worker

    finish = paper_worker.finish

    def slow(source: Any, *rest: Any, **options: Any) -> Any:
        while source.folder == "papers/one" and options["others"] is not None:
            pass
        return finish(source, *rest, **options)

    monkeypatch.setattr(paper_worker, "finish", slow)
    outcome = cached(world, limits=Limits(seconds=0.5))
    (found,) = (each for each in outcome.diagnostics if each.severity == "error")
    assert (found.code, found.place.file) == ("SG911", "records/papers/one/manifest.yaml")
    assert not world.output.exists()


def test_a_record_that_is_saved_during_the_build_is_shown_by_all_or_by_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, times = all_papers.read_record, list[str]()

    def save_then_read(records: Path, folder: str, *rest: Any) -> Any:
        times.append(folder)
        if len(times) == 4:  # when papers that name others are read again
            newer(world, title="Saved meanwhile")
        return read(records, folder, *rest)

    monkeypatch.setattr(all_papers, "read_record", save_then_read)
    assert not cached(world).is_stopped
    assert times == [*FOLDERS, "papers/one", "papers/other", "papers/one"]
    assert world.files() == clean(world)


# ---------------------------------------------------------------- who is not known


def test_a_successor_that_does_not_exist_is_an_error_as_before(world: World) -> None:
    shutil.rmtree(world.records / "papers/other")
    assert [each.code for each in cached(world).diagnostics] == ["SG604"]


def test_a_draft_is_named_where_drafts_are_built(world: World) -> None:
    newer(world, manifest={"draft": True})
    assert [each.code for each in cached(world).diagnostics] == ["SG604"]
    assert not world.output.exists()
    assert not cached(world, drafts=True).is_stopped
    assert ">The paper other</a>" in file(world, "index.html")


def test_one_paper_alone_shows_the_papers_that_it_names(world: World) -> None:
    cached(world, only="papers/one")
    assert ">The paper other</a>" in file(world, "index.html")
    assert not any(OTHER in name for name in world.files())
    world.write("papers/other/manifest.yaml", f"work: [\n  id: {OTHER}\n")
    outcome = cached(world, only="papers/one")
    assert not outcome.is_stopped
    assert f">{OTHER}</a>" in file(world, "index.html")


def test_one_paper_alone_shows_a_removed_one(world: World) -> None:
    its_removal(world)
    cached(world, only="papers/one")
    assert ">REMOVED: The paper other</a>" in file(world, "index.html")


def test_a_paper_that_is_held_back_is_named_as_it_stays_published(world: World) -> None:
    cached(world)
    before = world.files()
    world.write("papers/other/manifest.yaml", f"work: [\n  id: {OTHER}\n")
    held = cached(world, hold=True)
    assert (held.held, held.made) == ((("papers/other", OTHER),), 0)
    assert world.files() == before
    world.paper("one", ONE, title="A better title")
    assert cached(world, hold=True).is_held
    assert "A better title" in file(world, "index.html")
    assert ">The paper other</a>" in file(world, "index.html")
    newer(world, title="It is back")
    assert not cached(world, hold=True).is_held
    assert ">It is back</a>" in file(world, "index.html")
    assert world.files() == clean(world)


def test_a_paper_that_is_held_because_of_others_is_named_as_it_stays_published(
    world: World,
) -> None:
    cached(world)
    newer(world, title="New, but held")
    world.paper("same", OTHER)  # the same id, so nothing shows which one is right
    assert cached(world, hold=True).is_held
    assert ">The paper other</a>" in file(world, "index.html")
    assert "New, but held" not in file(world, "index.html")


def test_formats_without_a_page_are_built_again_as_well(world: World) -> None:
    formats = tuple(each for each in WITHOUT_PDF if each != "page")
    cached(world, formats=formats)
    its_title(world)
    cached(world, formats=formats)
    assert "“Another title”" in file(world, "cite.bib")
    assert world.files() == clean(world, formats=formats)


# ---------------------------------------------------------------- removed papers


def removed(world: World) -> None:
    """Remove `one`, and keep its corrections, which name its successor."""
    (world.records / "papers/one/manifest.yaml").unlink()
    tombstone = TOMBSTONE.replace(OTHER, ONE).replace("The paper other", "The paper one")
    world.write("papers/one/tombstone.yaml", tombstone)


def test_a_removed_paper_shows_its_successor(world: World) -> None:
    removed(world)
    newer(world, title="Why Owls?", doi=DOI)
    assert not cached(world).is_stopped
    link = (
        f'<a href="../../paper/{OTHER}/" lang="en" dir="auto">Why Owls?</a>, '
        f'DOI <a href="https://doi.org/{DOI}">{DOI}</a>'
    )
    html = file(world, "index.html")
    assert f"See the newer paper: {link}</span></p>" in html
    assert f"<dt>Superseded by</dt><dd>{link}</dd>" in html
    see = f"See the newer paper “Why Owls?” (https://doi.org/{DOI})."
    assert see in file(world, "cite.bib")
    assert see in file(world, "cite.ris")
    assert ">REMOVED: The paper one</a>" in file(world, "index.html", OTHER)


@executors
@pytest.mark.parametrize("edit", [its_title, its_doi, its_language], ids=lambda each: each.__name__)
def test_a_removed_paper_is_built_again_with_its_successor(
    world: World, edit: Callable[[World], None], executor: Executor
) -> None:
    removed(world)
    cached(world, executor=executor)
    edit(world)
    assert cached(world, executor=executor).made == 2
    assert SHOWN[edit] in file(world, "index.html")
    assert world.files() == clean(world)
    assert cached(world, executor=executor).made == 0


def test_a_removed_paper_alone_shows_its_successor(world: World) -> None:
    removed(world)
    cached(world, only="papers/one")
    assert ">The paper other</a>" in file(world, "index.html")


@pytest.mark.usefixtures("needs_pdf")
def test_the_pdf_of_a_removed_paper_names_its_successor(world: World) -> None:
    removed(world)
    cached(world, formats=FORMATS)
    shown = pdf_text(world.files()[f"paper/{ONE}/paper.pdf"])
    assert "See the newer paper: The paper other" in shown
