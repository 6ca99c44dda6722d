"""`sitegen redact`: its options and output."""

from __future__ import annotations

from tests.command_line import Call
from tests.editing.redactable import FOLDER, NAME, Redactable, everything, redactable, world
from tests.reading_back import BuiltSite

__all__ = ["redactable", "world"]  # fixtures
WORDS = ("redact", "one", "--text", NAME, "--artifact", "artifacts/data.csv", "--against", "site")


def records(world: Redactable) -> dict[str, bytes]:
    return BuiltSite(world.records).files()


def test_what_is_taken_out_is_named_file_by_file_with_where_it_still_is(
    world: Redactable, call: Call
) -> None:
    before = records(world)
    done = call(*WORDS, cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    *named, last = done.stdout.splitlines()
    after = records(world)
    written = {f"written: records/{each}" for each in after if after[each] != before.get(each)}
    removed = {f"removed: records/{each}" for each in before.keys() - after.keys()}
    assert set(named) == written | removed
    assert f"removed: records/{FOLDER}/artifacts/data.csv" in removed
    assert NAME.encode() not in b"".join(after.values())
    assert last.startswith("Copies remain in published sites, in .sitegen")
    assert call("validate", "--against", "site", cwd=world.folder).returncode == 0


def test_what_would_be_taken_out_is_shown_and_nothing_is_written(
    world: Redactable, call: Call
) -> None:
    before = everything(world)
    done = call(*WORDS, "--dry-run", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert f"--- records/{FOLDER}/manifest.yaml" in lines
    assert any(line.startswith("-") and NAME in line for line in lines)
    assert not any(line.startswith("+") and NAME in line for line in lines)
    assert f"would be removed: records/{FOLDER}/artifacts/data.csv" in lines
    assert "still there" not in done.stdout
    assert everything(world) == before


def test_what_only_an_editor_can_take_out_is_told_beside_the_rest(
    world: Redactable, call: Call
) -> None:
    path = world.records / FOLDER / "manifest.yaml"
    path.write_text(f"{path.read_text('utf-8')}\n# {NAME} wrote this\n", "utf-8")
    done = call(*WORDS, cwd=world.folder)
    assert done.returncode == 0
    assert done.stderr.startswith("left: ")
    assert f"{FOLDER}/manifest.yaml" in done.stderr


def test_without_anything_that_is_to_go_nothing_is_done(world: Redactable, call: Call) -> None:
    before = everything(world)
    for words in ((), ("--text", " \n"), ("--note", "A court ordered it.")):
        done = call("redact", "one", "--against", "site", *words, cwd=world.folder)
        assert done.returncode == 2
        assert (
            "pass --text with the words to remove, or --artifact with the path of a file"
            in done.stderr
        )
    done = call("redact", "one", "--against", "site", "--text", "nobody", cwd=world.folder)
    assert done.returncode == 2
    assert f"{FOLDER} contains none of the texts" in done.stderr
    assert everything(world) == before
