"""Shared by the commands that edit records: the published base, refused edits, and diffs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sitegen.cli.edits import printable, show_difference
from tests.cli.published import NOTE, Correct, changed, correct, prepared, title, world
from tests.command_line import Call
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["correct", "nobodys_configuration", "prepared", "world"]  # fixtures


# ---------------------------------------------------------------- one paper


def test_what_is_only_shown_is_not_written_and_hostile_text_is_harmless(
    world: World, correct: Correct
) -> None:
    title(world, "Another title")
    done = correct("one", "--type", "METADATA", "--note", "Zero\u200bwidth\u2003here", "--dry-run")
    assert changed(world) == ["records/papers/one/manifest.yaml"]
    assert "Nothing was written. These would be the changes:\n--- /dev/null\n" in done.stdout
    assert "public_note: " in done.stdout
    assert "\u200b" not in done.stdout
    assert "records/papers/one/superseded/1.json: " in done.stdout


# ---------------------------------------------------------------- what is refused


def test_a_record_with_mistakes_prints_them(world: World, correct: Correct) -> None:
    title(world, "")
    done = correct("one", *NOTE)
    assert done.returncode == 1
    assert "records/papers/one/manifest.yaml:" in done.stderr
    assert "the record has errors; fix them first" in done.stderr


def test_a_file_that_cannot_be_edited_is_named_with_its_place(
    world: World, correct: Correct
) -> None:
    title(world, "Another title")
    head = f"contract_version: correction-record-v1\nwork: {{id: {ONE}}}\n"
    world.write("papers/one/corrections.yaml", head + "# padding\n" * 99_985)
    done = correct("one", *NOTE)
    assert done.returncode == 2
    assert (
        "records/papers/one/corrections.yaml:1:1: the change would make the file invalid"
        in done.stderr
    )
    assert not (world.records / "papers/one/superseded").exists()


def test_without_git_and_a_base_it_is_said_how_to_name_one(tmp_path: Path, call: Call) -> None:
    world = World(tmp_path)
    world.fill()
    done = call("correct", "one", *NOTE, cwd=tmp_path)
    assert done.returncode == 2
    assert "there is nothing to compare with" in done.stderr
    assert "pass what was published to --against, or set `published:` in site.yaml" in done.stderr


def test_what_was_published_is_told_by_the_settings(
    world: World, call: Call, tmp_path: Path
) -> None:
    settings = world.records / "site.yaml"
    settings.write_text(settings.read_text() + "published: site\n")
    title(world, "Another title")
    commit(world.folder)  # so HEAD would have nothing to announce
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = call("correct", "one", *NOTE, "--records", world.records, cwd=elsewhere)
    assert "5EED0001-C1: work.title" in done.stdout
    assert done.stdout.endswith(f"Next: sitegen validate --records {world.records}\n")


# ---------------------------------------------------------------- what is shown


def difference(path: Path, data: bytes | None, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_difference(path, data)
    return capsys.readouterr().out.splitlines()


def test_a_change_is_shown_as_a_diff_whatever_the_ends_of_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("a.yaml")
    new = difference(path, b"a: 1\n", capsys)
    assert new == ["--- /dev/null", "+++ a.yaml", "@@ -0,0 +1 @@", "+a: 1"]
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: \xff\r\n")
    assert difference(path, b"a: 1\nb: \xff\n", capsys) == []
    assert difference(path, b"\xef\xbb\xbfa: 2\r\nb: \xff\r\n", capsys) == [
        *("--- a.yaml", "+++ a.yaml", "@@ -1,2 +1,2 @@"),
        *("-a: 1", "+a: 2", " b: \ufffd"),
    ]


def test_of_what_is_no_text_for_people_the_size_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert difference(tmp_path / "1.json", b"{}", capsys) == [f"{tmp_path}/1.json: 2 bytes"]
    assert difference(tmp_path / "1.json", None, capsys) == [f"{tmp_path}/1.json: removed"]
    (line,) = difference(Path("a\nb.csv"), b"", capsys)
    assert line == r'"a\nb.csv": 0 bytes'


@given(st.text())
@example("::stop-commands::x")
@example("\u2003::error::x")
@example("a ##[add-mask]b ##vso[task.complete]")
@example("\x1b[2J\u202e\r\n")
def test_no_line_of_a_record_is_obeyed_by_who_shows_it(text: str) -> None:
    shown = printable(text)
    assert all(each.isprintable() or each == "\t" for each in shown)
    assert not shown.lstrip().startswith("::")
    assert not re.search(r"##\w*\[", shown)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_a_line_of_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assume("##" not in text and "::" not in text and text.isprintable())
    assert printable(text) == text
