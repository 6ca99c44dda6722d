"""Publishing: a whole build or nothing, and never over files that sitegen did not write."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.publish import publisher as publishing
from sitegen.publish.checksums import SUMS, published_sums, verify
from sitegen.publish.publisher import (
    STAGING_INSIDE,
    ForeignFolderError,
    OutputInUseError,
    check_output,
    publish,
    staging_beside,
)
from tests.publish.sites import FILES, contents, names, publish_files, stage, state, unable

PATIENCE = 120  # seconds until a test gives up on a process that hangs
swaps = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="this system swaps no folders in one step"
)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders cannot be exchanged here."""
    monkeypatch.setattr(publishing, "exchange", unable(errno.EXDEV))


# ---------------------------------------------------------------- what is published


@pytest.mark.usefixtures("way")
def test_what_was_staged_is_what_is_published(output: Path) -> None:
    first = {"index.html": b"one", "paper/x/index.html": b"two", "same.html": b"same"}
    second = {"index.html": b"three", "paper/y/z/index.html": b"four", "same.html": b"same"}
    for files in (first, second, second, first):
        publish_files(output, files)
        assert contents(output) == files


@pytest.mark.usefixtures("way")
def test_what_was_published_is_listed_with_its_digests(output: Path) -> None:
    files = {"index.html": b"one", "paper/x/index.html": b"two"}
    publish_files(output, {"index.html": b"zero"})
    publish_files(output, files)
    listed = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    assert published_sums(output) == listed


@pytest.mark.usefixtures("way")
def test_stale_files_go_with_the_folders_that_held_them(output: Path) -> None:
    publish_files(output, {"index.html": b"one", "paper/gone/a/index.html": b"old"})
    (output / "by-hand").mkdir()
    (output / "by-hand" / "file").touch()
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert not (output / "paper").exists()
    assert not (output / "by-hand").exists()


@pytest.mark.usefixtures("way")
def test_a_page_becomes_a_folder_and_a_folder_a_page(output: Path) -> None:
    one = {"about": b"a page", "paper/x": b"a page"}
    other = {"about/index.html": b"in a folder", "paper": b"a page"}
    for files in (one, other, one):
        publish_files(output, files)
        assert contents(output) == files


@pytest.mark.usefixtures("way")
def test_a_file_that_was_edited_by_hand_is_put_right(output: Path) -> None:
    files = {"index.html": b"one", "paper/x/index.html": b"two", "data": b"three", "gone": b""}
    publish_files(output, files)
    (output / "index.html").write_bytes(b"ONE")
    (output / "data").unlink()
    (output / "data").symlink_to("index.html")
    (output / "gone").unlink()
    (output / SUMS).write_bytes(b"")
    publish_files(output, files)
    assert contents(output) == files
    assert not (output / "data").is_symlink()


@pytest.mark.usefixtures("way")
def test_a_list_of_digests_that_was_edited_by_hand_is_put_right(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    (output / SUMS).write_bytes(b"nonsense")
    publish_files(output, {"index.html": b"one"})  # verifies


@pytest.mark.usefixtures("way")
def test_nothing_is_written_through_a_link_to_another_folder(output: Path, tmp_path: Path) -> None:
    publish_files(output, {"index.html": b"one", "paper/x/index.html": b"two"})
    shutil.move(output / "paper", tmp_path / "elsewhere")
    (output / "paper").symlink_to(tmp_path / "elsewhere")
    files = {"index.html": b"one", "paper/x/index.html": b"three", "paper/y/index.html": b"four"}
    publish_files(output, files)
    assert contents(output) == files
    assert contents(tmp_path / "elsewhere") == {"x/index.html": b"two"}


@pytest.mark.usefixtures("way")
def test_what_has_not_changed_keeps_inode_and_time(output: Path, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(b"1,2\n")
    files = {"index.html": b"one", "paper/x/index.html": b"two", "paper/y/index.html": b"three"}

    def build(**changed: bytes) -> dict[str, tuple[int, int]]:
        with staging_beside(output) as staging:
            digests = stage(staging, files | changed)
            digests["data.csv"] = staging.copy("data.csv", tmp_path / "data.csv")
            publish(staging, output, digests, log=print)
        assert verify(output).is_clean
        return names(output)

    first = build()
    assert build() == first
    second = build(**{"paper/y/index.html": b"other"})
    assert {path for path in first if second[path] != first[path]} == {"paper/y/index.html", SUMS}


# ---------------------------------------------------------------- whose folder it is


@pytest.mark.usefixtures("way")
def test_dotfiles_at_the_root_are_kept(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    (output / ".nojekyll").touch()
    (output / ".git" / "objects").mkdir(parents=True)
    (output / ".git" / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    (output / ".git" / "objects" / "link").symlink_to("nowhere")
    (output / ".git" / "objects").chmod(0o700)
    (output / ".link").symlink_to("index.html")
    (output / "paper").mkdir()
    (output / "paper" / ".hidden").touch()
    before = (output / ".git" / "HEAD").stat()
    for content in (b"two", b"three"):
        publish_files(output, {"index.html": content})
        assert contents(output) == {
            ".git/HEAD": b"ref: refs/heads/main\n",
            ".link": content,
            ".nojekyll": b"",
            "index.html": content,
        }
        assert (output / ".link").is_symlink()
        assert os.readlink(output / ".git" / "objects" / "link") == "nowhere"
        assert (output / ".git" / "objects").stat().st_mode & 0o777 == 0o700
        after = (output / ".git" / "HEAD").stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.usefixtures("way")
def test_the_folder_stays_open_to_whom_it_was_open(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    output.chmod(0o750)
    publish_files(output, {"index.html": b"two"})
    assert output.stat().st_mode & 0o777 == 0o750


def test_a_folder_with_files_of_others_is_refused(output: Path) -> None:
    output.mkdir()
    (output / "thesis.tex").write_text("ten years of work")
    with pytest.raises(ForeignFolderError, match="site contains files that sitegen did not write"):
        check_output(output)


def test_a_folder_with_checksums_but_no_marker_is_refused(output: Path) -> None:
    output.mkdir()
    (output / SUMS).touch()
    with pytest.raises(ForeignFolderError, match="site contains files that sitegen did not write"):
        check_output(output)


def test_a_file_in_the_place_of_the_folder_is_refused(output: Path) -> None:
    output.write_text("a file")
    with pytest.raises(ForeignFolderError, match="site is not a folder"):
        check_output(output)


@pytest.mark.usefixtures("way")
def test_an_empty_folder_or_one_with_dotfiles_alone_is_taken(output: Path) -> None:
    output.mkdir()
    (output / ".gitignore").write_bytes(b"*\n")
    publish_files(output, {"index.html": b"one"})
    assert contents(output) == {".gitignore": b"*\n", "index.html": b"one"}


def test_nothing_is_taken_over_from_a_folder_that_is_not_ours(output: Path) -> None:
    output.mkdir()
    (output / ".gitignore").write_bytes(b"*\n")
    with staging_beside(output) as staging:
        assert staging.published is None
    publish_files(output, {"index.html": b"one"})
    with staging_beside(output) as staging:
        assert staging.published == output


@pytest.mark.usefixtures("way")
def test_a_preview_replaces_a_preview_but_never_a_whole_site(output: Path) -> None:
    publish_files(output, {"index.html": b"preview"}, preview=True)
    publish_files(output, {"index.html": b"second preview"}, preview=True)
    publish_files(output, {"index.html": b"whole"})
    with pytest.raises(ForeignFolderError, match="site contains a whole site"):
        check_output(output, preview=True)
    publish_files(output, {"index.html": b"whole again"})
    assert contents(output) == {"index.html": b"whole again"}


# ---------------------------------------------------------------- all or nothing


def test_without_publish_nothing_happens_to_the_output(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    with staging_beside(output) as staging:
        staging.write("index.html", b"two")
    assert contents(output) == {"index.html": b"one"}
    assert not staging.folder.exists()


class Interrupted(BaseException):
    """Like KeyboardInterrupt, not an Exception."""


def interrupted_build(output: Path) -> None:
    with staging_beside(output) as staging:
        staging.write("index.html", b"two")
        raise Interrupted


def test_an_interrupted_build_leaves_no_staging_behind(output: Path) -> None:
    with pytest.raises(Interrupted):
        interrupted_build(output)
    assert not output.exists()
    assert state(output) == ["lock-site"]


@swaps
@pytest.mark.parametrize("reason", [OSError("no space"), Interrupted()], ids=["error", "interrupt"])
@pytest.mark.parametrize("step", ["flush", "exchange", "sync", "_carry_over"])
def test_where_a_step_fails_the_old_site_stands(
    step: str, reason: BaseException, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"zero"})
    (output / ".nojekyll").touch()
    publish_files(output, {"index.html": b"one"})

    def fail(*arguments: object) -> None:
        raise reason

    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, fail)
        with pytest.raises(type(reason)):
            publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"one", ".nojekyll": b""}
    assert verify(output).is_clean
    # A process that still reads the site before this one can continue.
    assert contents(output.parent / ".sitegen" / "previous-site")["index.html"] == b"zero"
    publish_files(output, {"index.html": b"three"})
    assert contents(output) == {"index.html": b"three", ".nojekyll": b""}


@pytest.mark.parametrize("reason", [OSError("no space"), Interrupted()], ids=["error", "interrupt"])
def test_where_a_first_site_does_not_reach_the_disk_there_is_none(
    reason: BaseException, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise reason

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "sync", fail)
        with pytest.raises(type(reason)):
            publish_files(output, {"index.html": b"one"})
    assert not output.exists()
    assert state(output) == ["lock-site"]
    publish_files(output, {"index.html": b"one"})


@swaps
def test_the_old_site_and_the_new_one_change_places_in_one_step(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"one"})
    folder = output.stat().st_ino
    with monkeypatch.context() as patch:
        # With two renames there would be a moment without a site.
        patch.setattr(os, "replace", unable(errno.EIO))
        patch.setattr(os, "rename", unable(errno.EIO))
        assert publish_files(output, {"index.html": b"two"}) == []
    assert contents(output) == {"index.html": b"two"}
    assert output.stat().st_ino != folder


@swaps
def test_the_old_site_is_kept_for_its_readers_until_the_next_is_published(output: Path) -> None:
    previous = output.parent / ".sitegen" / "previous-site"
    publish_files(output, {"index.html": b"one"})
    assert state(output) == ["lock-site"]
    publish_files(output, {"index.html": b"two"})
    folder = previous.stat().st_ino
    assert contents(previous) == {"index.html": b"one"}
    with staging_beside(output) as staging:  # a build with an error
        staging.write("index.html", b"three")
    assert previous.stat().st_ino == folder
    assert contents(previous) == {"index.html": b"one"}
    publish_files(output, {"index.html": b"four"})
    assert contents(previous) == {"index.html": b"two"}
    assert state(output) == ["lock-site", "previous-site"]


@swaps
def test_what_was_published_is_not_touched_by_what_is_cleared_away(output: Path) -> None:
    def news(number: int) -> dict[str, bytes]:
        return {"index.html": b"%d" % number, "same.html": b"same"}

    for number in range(3):
        publish_files(output, news(number))
    with staging_beside(output) as staging:
        publish(staging, output, stage(staging, news(3)), log=print)
        published = (output / "same.html").stat().st_ctime_ns
    assert (output / "same.html").stat().st_ctime_ns == published


@swaps
def test_an_old_site_that_cannot_be_kept_fails_no_build(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"one"})
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", unable(errno.EIO))
        publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert state(output) == ["lock-site"]


def test_leftovers_of_a_killed_build_do_not_reach_the_site(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    for leftover in (output.parent / ".sitegen" / "staging-site", output / STAGING_INSIDE):
        (leftover / "paper").mkdir(parents=True)
        (leftover / "paper" / "leftover.html").touch()
    publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"two"}
    assert set(state(output)) <= {"lock-site", "previous-site"}


def test_two_builds_never_write_to_one_output_at_once(output: Path) -> None:
    with staging_beside(output) as first:
        digests = stage(first, {"index.html": b"one"})
        with (
            pytest.raises(OutputInUseError, match="another build is writing to"),
            staging_beside(output),
        ):
            pass
        publish(first, output, digests, log=print)
    assert contents(output) == {"index.html": b"one"}
    publish_files(output, {"index.html": b"two"})


def test_two_outputs_in_one_folder_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with staging_beside(tmp_path / "a") as one, staging_beside(tmp_path / "b") as other:
        publish(one, tmp_path / "a", stage(one, {"index.html": b"a"}), log=print)
        publish(other, tmp_path / "b", stage(other, {"index.html": b"b"}), log=print)
    assert contents(tmp_path / "a") == {"index.html": b"a"}
    assert contents(tmp_path / "b") == {"index.html": b"b"}


# ---------------------------------------------------------------- one by one


@pytest.mark.parametrize("code", sorted(publishing.UNABLE_TO_SWAP))
def test_where_folders_cannot_change_places_one_line_says_so(
    code: int, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "exchange", unable(code))
    assert publish_files(output, {"index.html": b"one"}) == []
    folder = output.stat().st_ino
    assert publish_files(output, {"index.html": b"two"}) == [
        f"{output} cannot be replaced in one step: {os.strerror(code)};"
        " its files are replaced one by one"
    ]
    assert output.stat().st_ino == folder
    assert state(output) == ["lock-site"]


def test_an_error_of_the_disk_is_no_reason_to_replace_files_one_by_one(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"one"})
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "exchange", unable(errno.EIO))
        with pytest.raises(OSError, match="Input/output error"):
            publish_files(output, {"index.html": b"two"})
    assert contents(output) == {"index.html": b"one"}


@pytest.mark.usefixtures("one_by_one")
def test_files_are_replaced_before_others_lead_to_them_and_go_after(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files(output, {"index.html": b"1", "paper/a/index.html": b"1", "assets/old.css": b"1"})
    steps: list[str] = []
    replace, unlink = os.replace, Path.unlink

    def replaced(one: Path, other: Path) -> None:
        steps.append(f"+ {other.relative_to(output).as_posix()}")
        replace(one, other)

    def removed(path: Path, missing_ok: bool = False) -> None:
        steps.append(f"- {path.relative_to(output).as_posix()}")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replaced)
        patch.setattr(Path, "unlink", removed)
        publish_files(
            output, {"index.html": b"2", "paper/b/index.html": b"2", "assets/new.css": b"2"}
        )
    assert steps == [
        "+ .sitegen-site",
        "+ assets/new.css",
        "+ paper/b/index.html",
        "+ index.html",
        "- paper/a/index.html",
        "- assets/old.css",
        "+ SHA256SUMS",
    ]


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("is_first", [True, False])
def test_a_replacement_that_stops_at_any_file_is_mended_by_the_next_build(
    is_first: bool, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {f"old/{each}": b"old" for each in range(4)} | {"both": b"old", "same": b"same"}
    new = {f"new/{each}": b"new" for each in range(4)} | {"both": b"new", "same": b"same"}
    stops = 0
    while True:
        if is_first:
            shutil.rmtree(output, ignore_errors=True)
            output.mkdir()
        else:
            publish_files(output, old)
        left, replace, unlink = stops, os.replace, Path.unlink

        def count() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Interrupted

        def replaced(one: Path, other: Path) -> None:
            count()
            replace(one, other)  # noqa: B023

        def removed(path: Path, missing_ok: bool = False) -> None:
            count()
            unlink(path, missing_ok=missing_ok)  # noqa: B023

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replaced)
            patch.setattr(Path, "unlink", removed)
            try:
                publish_files(output, new)
            except Interrupted:
                stops += 1
            else:
                break
        assert state(output) == ["lock-site"]
        publish_files(output, new)
        assert contents(output) == new
    assert stops == 1 + 6 + 1 if is_first else 1 + 5 + 1 + 4  # marker, uploads, sums, deletions


# ---------------------------------------------------------------- mounts


MOUNTS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sitegen.publish.checksums import verify
from tests.publish.sites import contents, names, publish_files, state
output = Path(sys.argv[2])
first = {"index.html": b"one", "same.html": b"same", "paper/x/index.html": b"x"}
assert len(publish_files(output, first)) == 1
(output / ".nojekyll").touch()
before = names(output)
(said,) = publish_files(output, first | {"index.html": b"two"})
assert said.endswith("in one step: it is a mount point; its files are replaced one by one"), said
after = names(output)
changed = {path for path in before if before[path] != after.get(path)}
assert changed == {"index.html", "SHA256SUMS"}, changed
assert contents(output) == first | {"index.html": b"two", ".nojekyll": b""}
publish_files(output, {"index.html": b"three"})
assert contents(output) == {"index.html": b"three", ".nojekyll": b""}
assert sorted(each.name for each in output.iterdir()) == [
    ".nojekyll", ".sitegen-site", "SHA256SUMS", "index.html"], list(output.iterdir())
assert state(output) == ["lock-" + output.name]
"""


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.fixture(scope="module")
def needs_mounts() -> None:
    if not can_mount():
        pytest.skip("only root may mount here")


@pytest.mark.usefixtures("needs_mounts")
@pytest.mark.parametrize("name", ["site", "a folder\\with\ta name"])
@pytest.mark.parametrize("mount", ["--bind {0} {1}", "--bind {1} {1}", "-t tmpfs none {1}"])
def test_a_mount_is_published_to_file_by_file(mount: str, name: str, tmp_path: Path) -> None:
    output, elsewhere = tmp_path / name, tmp_path / "elsewhere"
    output.mkdir()
    elsewhere.mkdir()
    command = "mount " + mount.format('"$1"', '"$2"') + ' && shift 2 && exec "$@"'
    shell = ["unshare", "-m", "sh", "-c", command, "sh", elsewhere, output]
    done = subprocess.run(
        [*shell, sys.executable, "-c", MOUNTS, Path(__file__).parents[2], output],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- who may read a site


def modes(output: Path) -> set[tuple[str, int]]:
    """The modes of what is published: of files, and of folders below the output."""
    return {
        ("folder" if path.is_dir() else "file", stat.S_IMODE(path.lstat().st_mode))
        for path in output.rglob("*")
    }


EVERYBODY = {("file", 0o644), ("folder", 0o755)}


@pytest.fixture(params=[0o077, 0o027, 0o000])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_site_can_be_read_by_a_web_server_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish_files(output, FILES)
    assert modes(output) == EVERYBODY
    assert stat.S_IMODE(output.stat().st_mode) == 0o755
    publish_files(output, FILES | {"more/deep/er.html": b"more"})
    assert modes(output) == EVERYBODY


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_was_published_for_its_owner_alone_is_opened(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish_files(output, FILES)
    for path in output.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    publish_files(output, FILES)
    assert modes(output) == EVERYBODY


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_output_folder_says_who_may_reach_the_site(umask: int, tmp_path: Path) -> None:
    output = tmp_path / "site"
    output.mkdir()
    output.chmod(0o2750)
    wanted = stat.S_IMODE(output.stat().st_mode)
    publish_files(output, FILES)
    assert stat.S_IMODE(output.stat().st_mode) == wanted
    assert modes(output) == EVERYBODY


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.usefixtures("one_by_one")
def test_files_that_are_replaced_one_by_one_can_be_read(umask: int, tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish_files(output, FILES)
    for path in output.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    publish_files(output, FILES | {"more/deep/er.html": b"more"})
    assert modes(output) == EVERYBODY


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_is_put_together_is_private_until_it_is_published(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with staging_beside(tmp_path / "site") as staging:
            staging.write("paper/x/index.html", b"not yet")
            assert stat.S_IMODE((tmp_path / ".sitegen").stat().st_mode) == 0o700
    finally:
        os.umask(before)


# ---------------------------------------------------------------- what is beside a site


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and few links")
@pytest.mark.parametrize("name", ["lock-site", "staging-site", "previous-site"])
@pytest.mark.parametrize("what", ["file", "folder", "pipe", "link", "link to nothing"])
def test_whatever_is_in_the_place_of_what_is_kept_beside_a_site_stops_nothing(
    what: str, name: str, tmp_path: Path
) -> None:
    output, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    for number in range(2):
        publish_files(output, FILES | {"number.txt": b"%d" % number})
    place = tmp_path / ".sitegen" / name
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    elsewhere.mkdir()
    (elsewhere / "letter").touch()
    if what == "file":
        place.write_bytes(b"in the way")
    elif what == "folder":
        place.mkdir()
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(elsewhere if what == "link" else tmp_path / "nothing")
    for number in range(2, 4):
        publish_files(output, FILES | {"number.txt": b"%d" % number})
    assert state(output) == ["lock-site", "previous-site"]
    assert contents(tmp_path / ".sitegen" / "previous-site")["number.txt"] == b"2"
    assert os.listdir(elsewhere) == ["letter"]
