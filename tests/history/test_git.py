"""What is asked of a git repository: real repositories in folders of their own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from sitegen.history import git as asked
from sitegen.history.git import Blob, GitError, Repository, UnknownRevisionError

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 12345\n"


def git(folder: Path, *words: str) -> str:
    """Run git as a person would, without anybody's configuration."""
    settings = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false")
    options = [word for each in settings for word in ("-c", each)]
    command = ["git", *options, "-c", "init.defaultBranch=main", *words]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, message: str = "a change") -> str:
    """Commit everything that is there; the id of the commit."""
    git(folder, "add", "--all", "--force", ".")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder inside a repository of one commit."""
    git(tmp_path, "init", "--quiet")
    write(tmp_path / "here" / "papers" / "x" / "manifest.yaml", "a: 1\n")
    write(tmp_path / "here" / "papers" / "y" / "manifest.yaml", "a: 2\n")
    write(tmp_path / "elsewhere.txt", "not below the folder\n")
    commit(tmp_path)
    return tmp_path / "here"


def differing(folder: Path, revision: str = "HEAD") -> set[str]:
    repository = Repository(folder)
    return set(repository.differing(repository.commit(revision), "papers"))


def read(folder: Path, path: str) -> Blob:
    repository = Repository(folder)
    entry = dict(repository.files(repository.commit("HEAD"), ["papers"]))[path]
    with repository.reader() as reading:
        return reading(entry.id)


# ---------------------------------------------------------------- revisions


@pytest.mark.parametrize("revision", ["HEAD", "main", "HEAD^0", "a-tag", "größe/ü", "@{0}"])
def test_a_revision_is_the_commit_that_it_names(folder: Path, revision: str) -> None:
    git(folder, "tag", "-a", "-m", "annotated", "a-tag")
    git(folder, "branch", "größe/ü")
    assert Repository(folder).commit(revision) == git(folder, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    "revision",
    [
        "",
        "nope",
        "-h",
        "--all",
        "--help",
        "^HEAD",
        "HEAD..HEAD",
        "HEAD^{tree}",
        "HEAD:here",
        "a\nb",
    ],
)
def test_what_names_no_single_commit_is_no_revision(folder: Path, revision: str) -> None:
    with pytest.raises(UnknownRevisionError, match="no commit"):
        Repository(folder).commit(revision)


def test_a_branch_whose_name_begins_with_a_hyphen_is_a_revision_and_no_option(folder: Path) -> None:
    head = git(folder, "rev-parse", "HEAD")
    git(folder, "update-ref", "refs/heads/-odd", head)
    assert Repository(folder).commit("-odd") == head


def test_a_revision_with_a_nul_gives_no_traceback(folder: Path) -> None:
    with pytest.raises(GitError):
        Repository(folder).commit("HEAD\0")


def test_a_shallow_clone_names_what_fetches_the_rest(folder: Path, tmp_path: Path) -> None:
    write(folder / "papers" / "x" / "manifest.yaml", "a: 3\n")
    commit(folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", tmp_path.as_uri(), str(clone))
    with pytest.raises(UnknownRevisionError, match=r"shallow.*fetch-depth: 0"):
        Repository(clone / "here").commit("HEAD~1")


def test_replaced_commits_are_not_believed(folder: Path) -> None:
    first = git(folder, "rev-parse", "HEAD")
    write(folder / "papers" / "x" / "manifest.yaml", "a: changed\n")
    second = commit(folder)
    git(folder, "replace", first, second)
    assert differing(folder, first) == {"papers/x/manifest.yaml"}


# ---------------------------------------------------------------- no git


def test_a_folder_outside_of_any_repository_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="is not in a git repository"):
        Repository(tmp_path).commit("HEAD")


def test_without_git_on_the_path_the_message_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git is not installed"):
        Repository(folder).commit("HEAD")


@pytest.mark.skipif(sys.platform == "win32", reason="a program there is no script")
def test_a_git_in_the_working_folder_is_never_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "git", "#!/bin/sh\ntouch ran\n").chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    Repository(folder).commit("HEAD")
    assert not (folder / "ran").exists()


def test_a_repository_of_somebody_else_is_refused_with_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(asked.VARIABLES, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match=r"does not trust .* safe\.directory"):
        Repository(folder).commit("HEAD")


def test_a_repository_without_a_commit_has_no_revision(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(UnknownRevisionError):
        Repository(tmp_path).commit("HEAD")


def test_a_damaged_configuration_gives_a_message(folder: Path) -> None:
    write(folder.parent / ".git" / "config", "[core\n")
    with pytest.raises(GitError, match="git failed in"):
        Repository(folder).commit("HEAD")


def test_a_hook_that_runs_sitegen_does_not_lend_it_its_repository(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = git(folder, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "no-tree"))
    assert Repository(folder).commit("HEAD") == head
    assert differing(folder) == set()


# ---------------------------------------------------------------- what differs


def test_nothing_differs_right_after_a_commit(folder: Path) -> None:
    write(folder.parent / "elsewhere.txt", "changed, but not below the folder\n")
    assert differing(folder) == set()


def test_changed_staged_new_gone_and_renamed_files_differ(folder: Path) -> None:
    papers = folder / "papers"
    write(papers / "kept" / "manifest.yaml", "a: 3\n")
    commit(folder)
    write(papers / "x" / "manifest.yaml", "a: 1.1\n")
    write(papers / "new" / "manifest.yaml", "a: 4\n")
    write(papers / "staged" / "manifest.yaml", "a: 5\n")
    git(folder, "add", "papers/staged")
    (papers / "y").rename(papers / "z")
    assert {path.split("/")[1] for path in differing(folder)} == {"x", "y", "z", "new", "staged"}


def test_a_file_that_was_only_touched_does_not_differ(folder: Path) -> None:
    os.utime(folder / "papers" / "x" / "manifest.yaml", (1_000_000_000, 1_000_000_000))
    assert differing(folder) == set()


def test_ignored_files_differ_as_well(folder: Path) -> None:
    write(folder.parent / ".gitignore", "*.log\nnew/\n")
    write(folder / "papers" / "x" / "run.log", "…\n")
    write(folder / "papers" / "new" / "manifest.yaml", "a: 3\n")
    assert differing(folder) == {"papers/x/run.log", "papers/new/manifest.yaml"}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_not_to_look_at_counts_as_differing(folder: Path, flag: str) -> None:
    git(folder, "update-index", flag, "papers/x/manifest.yaml")
    write(folder / "papers" / "x" / "manifest.yaml", "a: changed\n")
    assert differing(folder) == {"papers/x/manifest.yaml"}


def test_a_submodule_always_counts_as_differing(folder: Path) -> None:
    inner = folder / "papers" / "x" / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    commit(inner)
    commit(folder)
    assert differing(folder) == {"papers/x/inner"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_odd_names_come_back_as_they_are(folder: Path) -> None:
    names = {"ü — 跨.txt", 'tab\t"quote".txt', "line\nbreak", ":(glob)*", "-x", " ", "\udcff"}
    for name in names:
        write(folder / "papers" / "odd" / name, "a\n")
    assert differing(folder) == {f"papers/odd/{name}" for name in names}
    commit(folder)
    assert differing(folder) == set()
    repository = Repository(folder)
    files = repository.files(repository.commit("HEAD"), ["papers/odd"])
    assert {path for path, _ in files} == {f"papers/odd/{name}" for name in names}


# ---------------------------------------------------------------- what a commit holds


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_files_links_and_submodules_are_told_apart(folder: Path) -> None:
    (folder / "papers" / "x" / "link").symlink_to("../y/manifest.yaml")
    inner = folder / "papers" / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    commit(inner)
    repository = Repository(folder)
    entries = repository.files(commit(folder), ["papers"])
    assert {path: entry.kind for path, entry in entries} == {
        "papers/inner": "submodule",
        "papers/x/link": "link",
        "papers/x/manifest.yaml": "file",
        "papers/y/manifest.yaml": "file",
    }


def test_entries_are_what_lies_at_a_path_itself(folder: Path) -> None:
    repository = Repository(folder)
    found = repository.entries(repository.commit("HEAD"), ["papers", "site.yaml"])
    assert {path: entry.kind for path, entry in found.items()} == {"papers": "folder"}


def test_one_process_reads_many_blobs(folder: Path) -> None:
    repository = Repository(folder)
    entries = dict(repository.files(repository.commit("HEAD"), ["papers"]))
    with repository.reader() as reading:
        for _ in range(3):
            assert [reading(entry.id).start for entry in entries.values()] == [b"a: 1\n", b"a: 2\n"]


def test_a_blob_has_the_digest_of_all_and_keeps_its_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "LONGEST_START", 10)
    monkeypatch.setattr(asked, "PIECE", 7)
    text = "0123456789" * 10
    write(folder / "papers" / "x" / "large.txt", text)
    commit(folder)
    blob = read(folder, "papers/x/large.txt")
    assert blob == Blob(100, hashlib.sha256(text.encode()).hexdigest(), b"0123456789")


def test_an_empty_blob_is_read_like_any_other(folder: Path) -> None:
    write(folder / "papers" / "x" / "empty", "")
    commit(folder)
    assert read(folder, "papers/x/empty") == Blob(0, hashlib.sha256().hexdigest(), b"")


def test_a_pointer_of_git_lfs_tells_digest_and_size(folder: Path) -> None:
    write(folder / "papers" / "x" / "data.bin", POINTER)
    commit(folder)
    assert read(folder, "papers/x/data.bin").pointed_at == ("ab" * 32, 12345)
    assert read(folder, "papers/x/manifest.yaml").pointed_at is None


def test_a_missing_object_is_named_with_what_to_do(folder: Path) -> None:
    with (
        Repository(folder).reader() as reading,
        pytest.raises(GitError, match="is missing in the repository"),
    ):
        reading("0" * 40)


def test_a_partial_clone_fetches_nothing(folder: Path, tmp_path: Path) -> None:
    git(folder, "config", "uploadpack.allowFilter", "true")
    words = ("clone", "--quiet", "--no-checkout", "--filter=blob:none")
    git(tmp_path, *words, tmp_path.as_uri(), str(tmp_path / "clone"))
    repository = Repository(tmp_path / "clone")
    entries = dict(repository.files(repository.commit("HEAD"), ["here"]))
    with (
        repository.reader() as reading,
        pytest.raises(GitError, match="clone the repository without `--filter`"),
    ):
        reading(entries["here/papers/x/manifest.yaml"].id)


# ---------------------------------------------------------------- hostile repositories


@pytest.fixture
def trap(folder: Path) -> Path:
    """A repository that runs a program at nearly every command; the file that tells it ran."""
    ran, hooks = folder.parent / "ran", folder.parent / "hooks"
    script = write(folder.parent / "trap.sh", f'#!/bin/sh\necho "$0" >> "{ran.as_posix()}"\ncat\n')
    script.chmod(0o755)
    write(hooks / "post-index-change", script.read_text()).chmod(0o755)
    write(folder.parent / ".gitattributes", "* filter=evil diff=evil\n")
    commit(folder)
    program = script.as_posix()
    for key in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command"):
        git(folder, "config", key, program)
    for key in ("clean", "smudge", "process"):
        git(folder, "config", f"filter.evil.{key}", program)
    git(folder, "config", "filter.evil.required", "true")
    git(folder, "config", "core.hooksPath", hooks.as_posix())
    git(folder, "config", "core.pager", program)
    return ran


@pytest.mark.skipif(sys.platform == "win32", reason="the traps are scripts")
def test_the_configuration_of_a_repository_runs_no_program(folder: Path, trap: Path) -> None:
    with suppress(subprocess.CalledProcessError):
        git(folder, "status")
    assert trap.exists(), "the trap has to work where git is asked without care"
    trap.unlink()
    os.utime(folder / "papers" / "x" / "manifest.yaml", (1_000_000_000, 1_000_000_000))
    # An index that is older than a file makes git look into the file.
    os.utime(folder.parent / ".git" / "index", (1_000_000_000, 1_000_000_000))
    assert differing(folder) == set()
    assert read(folder, "papers/x/manifest.yaml").start == b"a: 1\n"
    assert not trap.exists()


def test_a_filter_that_cannot_be_switched_off_is_refused(folder: Path) -> None:
    git(folder, "config", "filter.a=b.clean", "cat")
    with pytest.raises(GitError, match="cannot switch off"):
        differing(folder)


def test_the_index_is_left_as_it_is(folder: Path) -> None:
    os.utime(folder / "papers" / "x" / "manifest.yaml", (1_000_000_000, 1_000_000_000))
    index = folder.parent / ".git" / "index"
    before = index.read_bytes()
    differing(folder)
    assert index.read_bytes() == before
