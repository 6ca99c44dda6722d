"""`sitegen diff`: its options, output and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.command_line import Call
from tests.diff.test_changed_files import published, world
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["nobodys_configuration", "published", "world"]  # fixtures


def another_title(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="The paper of one")


@pytest.mark.parametrize("base", ["site", "site/ledger.json", "HEAD", "git:HEAD"])
def test_nothing_differs_where_nothing_changed(world: World, call: Call, base: str) -> None:
    done = call("diff", base, "--exit-code", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first == f"Against {'git:' * (base == 'HEAD')}{base}: 2 unchanged"
    assert all("ledger" in line or "file" in line for line in rest if line)


def test_a_difference_is_told_and_ends_well(world: World, call: Call) -> None:
    another_title(world)
    done = call("diff", "site", "--jobs", "1", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        """\
Against site: 1 paper corrected, 1 unchanged

Corrections: what was published was changed
  5EED0001  The paper of one
    Title: The paper one → The paper of one
    records/papers/one/manifest.yaml:5:12: SG804: work.title was published as "The paper one" """
    )
    assert f"~ paper/{ONE}/index.html" in done.stdout


def test_exit_code_tells_whether_anything_differs(world: World, call: Call) -> None:
    another_title(world)
    assert call("diff", "git:HEAD", "--exit-code", cwd=world.folder).returncode == 1


def test_each_form_has_standard_output_to_itself(world: World, call: Call) -> None:
    another_title(world)
    read = json.loads(call("diff", "site", "--format", "json", cwd=world.folder).stdout)
    assert read["papers"][0]["changes"][0]["after"] == "The paper of one"
    comment = call("diff", "site", "--format", "markdown", cwd=world.folder).stdout
    assert comment.startswith("<!-- sitegen diff -->\n**1 paper corrected, 1 unchanged** against")
    assert "- **Title**: `The paper one` → `The paper of one`" in comment


def test_the_same_difference_is_the_same_bytes(world: World, call: Call) -> None:
    another_title(world)
    for form in ("text", "json", "markdown"):
        words = ("diff", "git:HEAD", "--format", form)
        one = call(*words, "--jobs", "1", cwd=world.folder).stdout
        assert call(*words, "--jobs", "2", cwd=world.folder).stdout == one


def test_exact_pages_are_listed_where_they_are_asked_for(world: World, call: Call) -> None:
    world.template("pages/404.html", '{% extends "layouts/base.html" %}\n')
    done = call("diff", "site", "--pages", "--no-pdf", cwd=world.folder)
    assert "2 files of the site\n  ~ 404.html\n  ~ SHA256SUMS\n" in done.stdout


def an_unclosed_bracket(world: World) -> None:
    world.write("papers/other/manifest.yaml", "work: [\n")


def a_file_that_cannot_be_read(world: World) -> None:
    (world.records / "papers/other/corrections.yaml").mkdir()


@pytest.mark.parametrize("mistake", [an_unclosed_bracket, a_file_that_cannot_be_read])
def test_mistakes_are_reported_and_the_other_papers_compared(
    world: World, call: Call, mistake: Callable[[World], None]
) -> None:
    another_title(world)
    mistake(world)
    done = call("diff", "site", cwd=world.folder)
    assert done.returncode == 1
    assert "records/papers/other/" in done.stderr
    assert "Title: The paper one → The paper of one" in done.stdout
    assert "papers/other: the record has errors" in done.stdout


def test_a_broken_template_is_a_mistake(world: World, call: Call) -> None:
    another_title(world)
    world.template("pages/paper.html", "{{ nothing.here }}\n")
    done = call("diff", "site", cwd=world.folder)
    assert done.returncode == 1
    assert "templates/pages/paper.html" in done.stderr


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("nowhere", "there is no file or folder"),
        ("records", "it has no ledger.json"),
        ("git:nothing", "has no commit"),
    ],
)
def test_a_base_that_is_none_is_wrong_use(world: World, call: Call, base: str, words: str) -> None:
    done = call("diff", base, cwd=world.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_damaged_base_is_no_difference(world: World, call: Call) -> None:
    another_title(world)
    (world.output / f"paper/{ONE}/manifest.json").write_text("{}")
    done = call("diff", "site", cwd=world.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "restore the published site" in done.stderr


def test_broken_settings_are_reported_with_their_line(world: World, call: Call) -> None:
    path = world.records / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    done = call("diff", "site", cwd=world.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "records/site.yaml:" in done.stderr


def test_without_a_base_it_is_what_the_settings_name(world: World, call: Call) -> None:
    done = call("diff", cwd=world.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pass BASE, such as git:main, or set `published` in site.yaml" in done.stderr
    path = world.records / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "published: git:HEAD\n", encoding="utf-8")
    assert call("diff", cwd=world.folder).stdout.startswith("Against git:HEAD: ")


def test_own_templates_that_changed_since_a_revision_leave_the_files_in_doubt(
    world: World, call: Call
) -> None:
    words = ("diff", "git:HEAD", "--pages", "--no-pdf", "--format", "json")
    world.template("pages/404.html", '{% extends "layouts/base.html" %}\n')
    pages = json.loads(call(*words, cwd=world.folder).stdout)["pages"]
    assert pages["exact"] is False
    assert pages["note"].startswith("Templates of the project changed since git:HEAD")
    said = call(*words[:-2], cwd=world.folder).stdout
    assert "--pages is exact)" not in said
    commit(world.folder)
    assert json.loads(call(*words, cwd=world.folder).stdout)["pages"]["exact"] is True
