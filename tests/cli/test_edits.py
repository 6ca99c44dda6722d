"""What commands that edit records share: what was published, what is refused, and diffs."""

from __future__ import annotations

from pathlib import Path

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
    assert "Nothing was written. This would be:\n--- /dev/null\n" in done.stdout
    assert "public_note: " in done.stdout
    assert "\u200b" not in done.stdout
    assert "records/papers/one/superseded/1.json: " in done.stdout


# ---------------------------------------------------------------- what is refused


def test_a_record_with_mistakes_prints_them(world: World, correct: Correct) -> None:
    title(world, "")
    done = correct("one", *NOTE)
    assert done.returncode == 1
    assert "records/papers/one/manifest.yaml:" in done.stderr
    assert "the record has mistakes; mend them first" in done.stderr


def test_a_file_that_cannot_be_edited_is_named_with_its_place(
    world: World, correct: Correct
) -> None:
    title(world, "Another title")
    head = f"contract_version: correction-record-v1\nwork: {{id: {ONE}}}\n"
    world.write("papers/one/corrections.yaml", head + "# padding\n" * 99_985)
    done = correct("one", *NOTE)
    assert done.returncode == 2
    assert "records/papers/one/corrections.yaml:1:1: with the change, the file" in done.stderr
    assert not (world.records / "papers/one/superseded").exists()


def test_without_git_and_a_base_it_is_said_how_to_name_one(tmp_path: Path, call: Call) -> None:
    world = World(tmp_path)
    world.fill()
    done = call("correct", "one", *NOTE, cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing says what was published" in done.stderr
    assert "name what was published by --against, or as `published:` in site.yaml" in done.stderr


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
