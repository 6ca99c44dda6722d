"""Publishing: all of a build or nothing of it, and never a folder that is not ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sitegen.publish import (
    MARKER,
    ForeignFolder,
    OutputInUse,
    check_output,
    publish,
    staging_beside,
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def publish_files(output: Path, files: dict[str, bytes], *, preview: bool = False) -> None:
    check_output(output, preview=preview)
    with staging_beside(output) as staging:
        for path, content in files.items():
            staging.write(path, content)
        publish(staging, output, preview=preview)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where a site goes that is not there yet."""
    return tmp_path / "site"


def test_what_was_staged_is_what_is_published(output: Path) -> None:
    files = {"index.html": b"one", "paper/x/index.html": b"two"}
    publish_files(output, files)
    assert contents(output) == files


def test_an_artifact_is_copied_from_the_records(output: Path, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(b"1,2\n")
    with staging_beside(output) as staging:
        staging.copy("paper/x/artifacts/0/data.csv", tmp_path / "data.csv")
        publish(staging, output)
    assert contents(output) == {"paper/x/artifacts/0/data.csv": b"1,2\n"}
    assert staging.paths == {"paper/x/artifacts/0/data.csv"}


def test_stale_files_go_with_the_folders_that_held_them(output: Path) -> None:
    publish_files(output, {"index.html": b"one", "paper/gone/index.html": b"old"})
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert not (output / "paper").exists()


def test_dotfiles_at_the_root_are_kept(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    (output / ".nojekyll").touch()
    (output / ".git").mkdir()
    (output / ".git" / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    (output / ".link").symlink_to("index.html")
    (output / "paper").mkdir()
    (output / "paper" / ".hidden").touch()
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {
        ".git/HEAD": b"ref: refs/heads/main\n",
        ".link": b"two",
        ".nojekyll": b"",
        "index.html": b"two",
    }
    assert (output / ".link").is_symlink()


def test_a_folder_with_files_of_others_is_refused(output: Path) -> None:
    output.mkdir()
    (output / "thesis.tex").write_text("ten years of work")
    with pytest.raises(ForeignFolder, match="site holds files that sitegen did not write"):
        check_output(output)


def test_a_file_in_the_place_of_the_folder_is_refused(output: Path) -> None:
    output.write_text("a file")
    with pytest.raises(ForeignFolder, match="site is not a folder"):
        check_output(output)


def test_an_empty_folder_or_one_with_dotfiles_alone_is_taken(output: Path) -> None:
    output.mkdir()
    (output / ".gitignore").write_bytes(b"*\n")
    publish_files(output, {"index.html": b"one"})
    assert contents(output) == {".gitignore": b"*\n", "index.html": b"one"}


def test_a_preview_replaces_a_preview_but_never_a_whole_site(output: Path) -> None:
    publish_files(output, {"index.html": b"preview"}, preview=True)
    publish_files(output, {"index.html": b"second preview"}, preview=True)
    publish_files(output, {"index.html": b"whole"})
    with pytest.raises(ForeignFolder, match="site holds a whole site"):
        check_output(output, preview=True)
    publish_files(output, {"index.html": b"whole again"})
    assert contents(output) == {"index.html": b"whole again"}


def test_without_publish_nothing_happens_to_the_output(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    with staging_beside(output) as staging:
        staging.write("index.html", b"two")
    assert contents(output) == {"index.html": b"one"}
    assert not staging.folder.exists()


class Interrupted(BaseException):
    """Like KeyboardInterrupt, no Exception."""


def interrupted_build(output: Path) -> None:
    with staging_beside(output) as staging:
        staging.write("index.html", b"two")
        raise Interrupted


def test_an_interrupted_build_leaves_no_staging_behind(output: Path) -> None:
    with pytest.raises(Interrupted):
        interrupted_build(output)
    assert not output.exists()
    assert [path.name for path in (output.parent / ".sitegen").iterdir()] == ["lock-site"]


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("reason", [OSError("no space"), Interrupted()], ids=["error", "interrupt"])
def test_where_the_swap_fails_the_old_site_stands(
    failing: int, reason: BaseException, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"one"})
    monkeypatch.setattr("sitegen.publish._exchange", lambda one, other: False)
    calls, really_rename = 0, os.rename

    def rename(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise reason
        really_rename(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(type(reason)):
        publish_files(output, {"index.html": b"two"})
    monkeypatch.undo()
    assert contents(output) == {"index.html": b"one"}
    publish_files(output, {"index.html": b"three"})
    assert contents(output) == {"index.html": b"three"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps two folders in one step")
def test_the_old_site_and_the_new_one_change_places_in_one_step(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"one"})
    # With two renames there would be a moment without a site.
    monkeypatch.delattr(os, "rename")
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert [path.name for path in (output.parent / ".sitegen").iterdir()] == ["lock-site"]


def test_where_folders_cannot_change_places_the_site_is_replaced(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.publish._exchange", lambda one, other: False)
    publish_files(output, {"index.html": b"one", "old.html": b"old"})
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}


def test_a_build_that_was_killed_between_the_two_steps_is_undone_by_the_next(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    output.rename(output.parent / ".sitegen" / "old-site")
    with staging_beside(output):
        assert contents(output) == {"index.html": b"one"}


def test_leftovers_of_a_killed_build_do_not_reach_the_site(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    for leftover in ("staging-site", "old-site"):
        folder = output.parent / ".sitegen" / leftover
        folder.mkdir()
        (folder / "leftover.html").touch()
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert [path.name for path in (output.parent / ".sitegen").iterdir()] == ["lock-site"]


def test_two_builds_never_write_to_one_output_at_once(output: Path) -> None:
    with staging_beside(output) as first:
        first.write("index.html", b"one")
        with (
            pytest.raises(OutputInUse, match="another build is writing to"),
            staging_beside(output),
        ):
            pass
        publish(first, output)
    assert contents(output) == {"index.html": b"one"}
    publish_files(output, {"index.html": b"two"})


def test_two_outputs_in_one_folder_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with staging_beside(tmp_path / "a") as one, staging_beside(tmp_path / "b") as other:
        one.write("index.html", b"a")
        other.write("index.html", b"b")
        publish(one, tmp_path / "a")
        publish(other, tmp_path / "b")
    assert contents(tmp_path / "a") == {"index.html": b"a"}
    assert contents(tmp_path / "b") == {"index.html": b"b"}
