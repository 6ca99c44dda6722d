"""The files that are reported as changed are those that differ in SHA256SUMS of both states."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.diff.changed_files import FileOptions, changed_files
from sitegen.diff.comparison import compare
from sitegen.diff.difference import Pages
from sitegen.history.opening import open_base
from sitegen.publish.checksums import Change, changes, published_sums
from sitegen.render import templating
from sitegen.render.project import Project
from sitegen.render.site_map import SEARCH_INDEX
from tests.diff.differences import NOW
from tests.history.test_git import commit, git, nobodys_configuration
from tests.worlds import ONE, OTHER, World

__all__ = ["nobodys_configuration"]  # a fixture
NEW = "5eed0003-0000-4000-8000-00000000c0de"
TOMBSTONE = f"""\
id: {OTHER}
title: The paper other
removed_at: 2026-08-01T09:00:00+00:00
reason: It was a mistake.
by: The editors
"""
AFFECTED = "affected_fields: [work.abstract]"
CORRECTIONS = f"""\
contract_version: correction-record-v1
work: {{id: {ONE}}}
correction_events:
  - event_id: 5EED0001-C1
    corrected_at: 2026-07-10T09:00:00+00:00
    correction_type: METADATA
    public_note: Something was wrong.
    notice: {{kind: expression_of_concern}}
"""
ONE_EVENT = CORRECTIONS.replace("notice: {kind: expression_of_concern}", AFFECTED)
ANOTHER_EVENT = f"""\
  - event_id: 5EED0001-C2
    corrected_at: 2026-07-11T09:00:00+00:00
    correction_type: METADATA
    public_note: Something else was wrong.
    {AFFECTED}
"""
# The listings that the paper is in.
COUNTED_IN = ("gate/unverified", "month/2026-07", "tier/watchlist")
VERDICT = {"gate_verdict": {"status": "FALSIFIED", "evaluated_at": "2026-07-02T09:00:00+00:00"}}
EVIDENCE = {"artifacts": [{"type": "counterexample", "label": "C", "path": "artifacts/c.txt"}]}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two papers, published and committed."""
    world = World(tmp_path_factory.mktemp("project"))
    world.fill()
    world.build()
    git(world.folder, "init", "--quiet")
    commit(world.folder)
    return world


@pytest.fixture
def world(published: World, tmp_path: Path) -> World:
    shutil.copytree(published.folder, tmp_path / "project")
    return World(tmp_path / "project")


def a_comment(world: World) -> None:
    path = world.records / "papers/one/manifest.yaml"
    path.write_text(f"# A comment.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def a_title(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")


def an_abstract(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", abstract="Another abstract.")


def a_month(world: World) -> None:
    world.paper("one", ONE, submitted="2026-08-01")


def a_verdict(world: World) -> None:
    world.write("papers/one/artifacts/c.txt", "no\n")
    world.paper("one", ONE, submitted="2026-07-01", manifest=VERDICT | EVIDENCE)


def a_correction(world: World) -> None:
    world.write("papers/one/corrections.yaml", CORRECTIONS)


def a_new_paper(world: World) -> None:
    world.paper("new", NEW)


def a_removal(world: World) -> None:
    shutil.rmtree(world.records / "papers/other")
    world.write("papers/other/tombstone.yaml", TOMBSTONE)


def a_guide(world: World) -> None:
    (guide, *_) = sorted((world.records / "pages").glob("*.md"))
    guide.write_text(f"{guide.read_text(encoding='utf-8')}\nMore.\n", encoding="utf-8")


def nothing(world: World) -> None:
    """Nothing at all."""


def a_threshold(world: World) -> None:
    settings(world, "below: 5.0", "below: 6.6")


def a_publisher(world: World) -> None:
    settings(world, "Assignee Research", "Owl House")


def a_template(world: World) -> None:
    world.template("parts/cut.html", '<span class="cut">[cut]</span>\n')
    world.template("pages/404.html", '{% extends "layouts/base.html" %}\n')


def settings(world: World, old: str, new: str) -> None:
    path = world.records / "site.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def a_comment_and_a_guide(world: World) -> None:
    a_comment(world)
    a_guide(world)


def a_correction_and_a_new_paper(world: World) -> None:
    a_correction(world)
    a_new_paper(world)


OF_RECORDS = (
    *(nothing, a_comment_and_a_guide, a_title, a_month, a_verdict),
    *(a_correction_and_a_new_paper, a_removal),
)
edits = pytest.mark.parametrize("edit", [*OF_RECORDS, a_threshold], ids=lambda edit: edit.__name__)


def found(world: World, base: str, wish: FileOptions) -> Pages:
    own = world.templates if world.templates.is_dir() else None
    project = Project(world.records, own)
    return changed_files(compare(project, open_base(base, project), NOW).states, wish, THIS_PROCESS)


def really(world: World) -> set[Change]:
    """What differs between the published site and one that is built now."""
    before = published_sums(world.output)
    shutil.rmtree(world.output)
    world.build()
    found = changes(before, published_sums(world.output))
    return {each for each in found if not SEARCH_INDEX.holds(each.path)}


@edits
def test_exactly_the_files_that_differ_are_listed(
    world: World, edit: Callable[[World], None]
) -> None:
    edit(world)
    site = str(world.output)
    listed = found(world, site, FileOptions(is_exact=True))
    since_commit = found(world, "git:HEAD", FileOptions(is_exact=True, pdfs=False))
    usual = [found(world, base, FileOptions(pdfs=False)) for base in (site, "git:HEAD")]
    differing = really(world)
    assert listed.is_exact
    assert {*listed.changes} == differing
    assert len(listed.changes) == len(differing)
    assert {*since_commit.changes} == differing
    if edit in OF_RECORDS:  # else papers change that were not looked at
        assert [{*each.changes} for each in usual] == [differing, differing]


def test_a_list_of_papers_changes_with_whatever_its_template_shows(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(templating.builtin_templates(), tmp_path / "templates"))
    part = folder / "parts/paper_entry.html"
    shown = part.read_text(encoding="utf-8")
    level = "{{ each.tier_label }}"
    assert level in shown
    part.write_text(shown.replace(level, f"{level} {{{{ each.correction_count }}}}"), "utf-8")
    monkeypatch.setattr(templating, "builtin_templates", lambda: folder)
    world.write("papers/one/corrections.yaml", ONE_EVENT)
    world.build()
    commit(world.folder)
    world.write("papers/one/corrections.yaml", ONE_EVENT + ANOTHER_EVENT)
    usual = [found(world, base, FileOptions()) for base in (str(world.output), "git:HEAD")]
    exact = found(world, str(world.output), FileOptions(is_exact=True))
    differing = really(world)
    listings = {"index.html", *(f"{name}/index.html" for name in COUNTED_IN)}
    assert {path for _, path in differing} >= listings
    assert {*exact.changes} == differing
    for each in usual:
        assert {change for change in each.changes if not change.path.endswith(".pdf")} == differing


def test_new_templates_are_seen_where_all_is_made(world: World) -> None:
    a_template(world)
    listed = found(world, str(world.output), FileOptions(is_exact=True))
    assert {*listed.changes} == really(world)
    assert ("changed", "404.html") in listed.changes


@pytest.mark.parametrize("edit", [a_publisher, a_threshold])
def test_new_settings_are_said_to_change_more_than_is_listed(
    world: World, edit: Callable[[World], None]
) -> None:
    edit(world)
    usual, exact = (found(world, "git:HEAD", FileOptions(is_exact=each)) for each in (False, True))
    assert "any page may differ" in usual.note
    assert {*usual.changes} <= {*exact.changes}
    name = "manifest.json" if edit is a_publisher else "index.html"
    assert ("changed", f"paper/{ONE}/{name}") in usual.changes


def test_a_pdf_changes_with_what_it_is_made_from(world: World) -> None:
    an_abstract(world)
    listed = {path for _, path in found(world, "git:HEAD", FileOptions()).changes}
    assert f"paper/{ONE}/paper.pdf" in listed
    assert f"paper/{OTHER}/paper.pdf" not in listed


@pytest.mark.usefixtures("needs_pdf")
def test_pdfs_of_a_site_are_told_with_and_without_laying_them_out(world: World) -> None:
    world.build(formats=("page", "manifest", "pdf"))
    an_abstract(world)
    for wish in (FileOptions(), FileOptions(is_exact=True)):
        pdfs = {
            path
            for _, path in found(world, str(world.output), wish).changes
            if path.endswith(".pdf")
        }
        assert pdfs == {f"paper/{ONE}/paper.pdf"}


def test_a_ledger_and_broken_records_say_why_there_is_no_list(world: World, tmp_path: Path) -> None:
    saved = shutil.copy(world.output / "ledger.json", tmp_path / "saved.json")
    assert "A ledger does not show" in found(world, str(saved), FileOptions()).note
    world.write("papers/one/manifest.yaml", "work: [")
    assert "Fix the errors in the records" in found(world, str(world.output), FileOptions()).note


def test_a_site_without_its_sums_is_compared_without_a_list(world: World) -> None:
    (world.output / "SHA256SUMS").unlink()
    a_title(world)
    assert "SHA256SUMS" in found(world, str(world.output), FileOptions()).note


def a_newer_title(world: World) -> None:
    world.paper("other", OTHER, supersedes=[ONE], title="Another title")


def a_newer_doi(world: World) -> None:
    world.paper("other", OTHER, supersedes=[ONE], doi="10.5281/zenodo.21122311")


def a_newer_tombstone(world: World) -> None:
    a_removal(world)


def a_newer_abstract(world: World) -> None:
    world.paper("other", OTHER, supersedes=[ONE], abstract="Another abstract.")


def one_more_supersession(world: World) -> None:
    world.paper("new", NEW, supersedes=[OTHER])
    world.superseded("other", OTHER, NEW)


@pytest.mark.parametrize(
    "edit",
    [a_newer_title, a_newer_doi, a_newer_tombstone, a_newer_abstract, one_more_supersession],
    ids=lambda edit: edit.__name__,
)
@pytest.mark.parametrize("is_removed", [False, True])
def test_files_that_show_the_title_of_a_changed_paper_are_listed(
    tmp_path: Path, edit: Callable[[World], None], is_removed: bool
) -> None:
    world = World(tmp_path)
    world.fill()
    world.paper("third", "5eed0009-0000-4000-8000-00000000c0de")
    world.superseded("one", ONE, OTHER)
    if is_removed:
        (world.records / "papers/one/manifest.yaml").unlink()
        world.write("papers/one/tombstone.yaml", TOMBSTONE.replace(OTHER, ONE))
    world.paper("other", OTHER, supersedes=[ONE])
    world.build()
    git(world.folder, "init", "--quiet")
    commit(world.folder)
    edit(world)
    listed = [
        found(world, base, FileOptions(is_exact=is_exact, pdfs=False))
        for base in (str(world.output), "git:HEAD")
        for is_exact in (True, False)
    ]
    pdfs = {path for _, path in found(world, "git:HEAD", FileOptions()).changes if "pdf" in path}
    differing = really(world)
    assert [{*each.changes} for each in listed] == [differing] * 4
    is_shown = edit in (a_newer_title, a_newer_doi, a_newer_tombstone)
    assert (("changed", f"paper/{ONE}/index.html") in differing) is is_shown
    assert (f"paper/{ONE}/paper.pdf" in pdfs) is is_shown
