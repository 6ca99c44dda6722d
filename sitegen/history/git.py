"""Read a git repository with the git command, without changing it or running its programs."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import IO, Literal, NamedTuple

from sitegen.findings.diagnostics import shown
from sitegen.findings.errors import SitegenError

Kind = Literal["file", "link", "submodule", "folder"]
KINDS: dict[bytes, Kind] = {
    b"100": "file",
    b"120": "link",
    b"160": "submodule",
    b"040": "folder",
}
# How many bytes of a blob are kept, and how many are read at once.
LONGEST_START, PIECE = 1 << 24, 1 << 20
COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n\Z")
POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"oid sha256:(?P<sha256>[0-9a-f]{64})\nsize (?P<size>[0-9]{1,18})\n\Z"
)
# The configuration of a repository must not decide which programs run and what is unchanged. Grafts
# and replaced objects would change a commit.
OPTIONS = (
    *("--no-pager", "--no-replace-objects", "--literal-pathspecs"),
    *("-c", "core.quotePath=off"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "core.trustctime=true"),
    *("-c", "core.checkStat=default"),
)
# Not `git diff`, which uses more of the configuration and writes to the index.
DIFF = (
    *("diff-index", "--raw", "-z", "--no-abbrev", "--relative", "--no-renames"),
    # To find out whether a submodule is dirty, git would run with the configuration of that.
    "--ignore-submodules=dirty",
)
# Variables that tell git where its files are and whom to trust. The others may come from a hook
# that runs sitegen, and name the repository and the index of that hook.
OWN_VARIABLES = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH")
VARIABLES = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # Do not fetch what a partial clone lacks: a configured transport is a program.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
FETCH_ALL = (
    "the clone is shallow, so older commits may be missing: run `git fetch --unshallow`, or in CI "
    "check out with `fetch-depth: 0`"
)

CLONE_ALL = "clone the repository without `--filter`"


class GitError(SitegenError):
    """Git cannot answer; the message says why and what to do."""


class UnknownRevisionError(GitError):
    """The repository has no such commit."""


class EmptyRepositoryError(UnknownRevisionError):
    """The repository has no commit at all."""


class Entry(NamedTuple):
    """An entry of a commit at a path, and the id of its content."""

    kind: Kind
    id: str


class Blob(NamedTuple):
    """The content of a file at a commit: size in bytes, SHA-256, and the first 16 MiB."""

    size: int
    sha256: str
    start: bytes

    @property
    def pointed_at(self) -> tuple[str, int] | None:
        """SHA-256 and size of the content if this is a pointer of Git LFS."""
        found = POINTER.match(self.start) if self.size < 200 else None
        return (found["sha256"].decode(), int(found["size"])) if found else None


ReadBlob = Callable[[str], Blob]


@dataclass(frozen=True)
class Repository:
    """The repository that contains a folder. All paths are relative to that folder.

    Every method raises GitError if git is not installed, there is no repository, or git fails.
    """

    folder: Path

    def commit(self, revision: str) -> str:
        """The id of the commit of a revision. Raises UnknownRevisionError if there is none."""
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        done = self._ask(*words)
        if done.returncode == 0 and COMMIT.match(done.stdout):
            return done.stdout.decode().strip()
        if b"fatal:" in done.stderr:
            raise GitError(self._why(done.stderr))
        if not self._run("rev-list", "--all", "--max-count=1"):
            raise EmptyRepositoryError("the repository has no commit yet")
        hint = FETCH_ALL if self.is_shallow else "run `git log` to see the commits"
        raise UnknownRevisionError(f"the repository has no commit {shown(revision)}; {hint}")

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks older commits."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def entries(self, commit: str, paths: Sequence[str]) -> dict[str, Entry]:
        """The entries of a commit at exactly these paths."""
        return dict(_entries(self._run("ls-tree", "-z", commit, "--", *paths)))

    def files(self, commit: str, below: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """All files, links and submodules of a commit in these folders, in order."""
        return _entries(self._run("ls-tree", "-r", "-z", commit, "--", *below))

    def differing(self, commit: str, below: str) -> frozenset[str]:
        """Paths in a folder whose content may differ from that of a commit.

        They include ignored and untracked files, and whatever git does not compare: files that are
        assumed unchanged or left out of a sparse checkout, and all submodules.
        """
        words = ("ls-files", "-z", "-v", "-s", "--cached", "--others", "--", below)
        names = [*_not_looked_at(self._run(*words))]
        fields = self._run(*self._without_filters, *DIFF, commit, "--", below).split(b"\0")
        for change, name in zip(fields[::2], fields[1::2], strict=False):
            if not self._is_only_touched(change.decode(), os.fsdecode(name)):
                names.append(name)
        return frozenset(map(os.fsdecode, names))

    @contextmanager
    def reader(self) -> Iterator[ReadBlob]:
        """A function that reads blobs by their ids, with one process for all."""
        with self._start("cat-file", "--batch") as process:
            try:
                yield lambda blob_id: self._read(process, blob_id)
            finally:
                process.kill()

    def content(self, blob_id: str) -> bytes:
        """The whole content of a blob."""
        return self._run("cat-file", "blob", blob_id)

    @cached_property
    def _without_filters(self) -> tuple[str, ...]:
        """Options that keep a comparison from running filters, such as that of Git LFS."""
        done = self._ask("config", "-z", "--name-only", "--get-regexp", r"^filter\.")
        if done.returncode > 1:
            raise GitError(self._why(done.stderr))
        keys = {os.fsdecode(each) for each in done.stdout.split(b"\0") if each}
        names = sorted({key.rpartition(".")[0] for key in keys})
        if odd := next((name for name in names if "=" in name), None):
            raise GitError(
                f"git is configured with {shown(odd)}, which sitegen cannot switch off; remove it"
            )
        values = ("clean=", "smudge=", "process=", "required=false")
        settings = (f"{name}.{value}" for name in names for value in values)
        return tuple(word for setting in settings for word in ("-c", setting))

    def _is_only_touched(self, change: str, name: str) -> bool:
        """Whether a file that seems changed by its times has the bytes of the commit."""
        mode, mode_now, blob_id, id_now, _ = change.removeprefix(":").split()
        if mode != mode_now or id_now.strip("0"):
            return False
        try:
            with open(self.folder / name, "rb") as file:
                at = os.fstat(file.fileno())
                return stat.S_ISREG(at.st_mode) and blob_id == _blob_id(file, at.st_size, blob_id)
        except OSError:
            return False

    def _read(self, process: subprocess.Popen[bytes], blob_id: str) -> Blob:
        asked, answers, errors = _pipes(process)
        with suppress(OSError):  # it has ended; its last message is the reason
            os.write(asked.fileno(), f"{blob_id}\n".encode())
        header = answers.readline().split()
        if len(header) == 3:
            return _blob(answers, int(header[2]))
        if header[1:] == [b"missing"]:
            raise GitError(f"the object {blob_id} is missing in the repository; {CLONE_ALL}")
        raise GitError(self._why(errors.read()))

    def _run(self, *words: str) -> bytes:
        done = self._ask(*words)
        if done.returncode:
            raise GitError(self._why(done.stderr))
        return done.stdout

    def _ask(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        with self._start(*words) as process:
            output, errors = process.communicate()
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [_git(), *OPTIONS, "-C", os.path.abspath(self.folder), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
            )
        except (OSError, ValueError) as error:  # ValueError: an argument with a NUL
            raise GitError(f"git cannot be run: {error}") from error

    def _why(self, errors: bytes) -> str:
        text, folder = errors.decode("utf-8", "replace"), shown(self.folder, 300)
        if "not a git repository" in text:
            return f"{folder} is not in a git repository; run `git init` to make one"
        if "dubious ownership" in text or "unsafe repository" in text:
            return (
                f"git does not trust the repository of {folder}, which belongs to another user; "
                "if you trust it, run `git config --global --add safe.directory` with its folder"
            )
        if "promisor remote" in text or "transport '" in text:
            return f"the clone lacks files that are needed, and sitegen fetches none; {CLONE_ALL}"
        return f"git failed in {folder}: {shown(text.partition(chr(10))[0], 300)}"


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    assert process.stdin
    assert process.stdout
    assert process.stderr
    return process.stdin, process.stdout, process.stderr


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        if line:
            head, _, path = line.partition(b"\t")
            mode, _, blob_id = head.split(b" ")
            yield os.fsdecode(path), Entry(KINDS.get(mode[:3], "submodule"), blob_id.decode())


def _not_looked_at(listed: bytes) -> Iterator[bytes]:
    """The paths that a comparison with the index leaves out, from `ls-files -v -s`."""
    for line in listed.split(b"\0"):
        if line[:2] == b"? ":
            yield line[2:]
        elif line and (line[:3] != b"H 1" or line[3:4] == b"6"):
            yield line.partition(b"\t")[2]


def _blob_id(file: BufferedReader, size: int, like: str) -> str:
    """The id of the content of a file in git, with the hash function of the id `like`."""
    digest = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % size)
    return hashlib.file_digest(file, lambda: digest).hexdigest()


def _blob(stream: IO[bytes], size: int) -> Blob:
    digest, start, left = hashlib.sha256(), bytearray(), size
    while left and (piece := stream.read(min(left, PIECE))):
        digest.update(piece)
        start += piece[: LONGEST_START - len(start)]
        left -= len(piece)
    stream.read(1)  # the newline after it
    if left:
        raise GitError("git stopped in the middle of a file; run `git fsck` to see what is damaged")
    return Blob(size, digest.hexdigest(), bytes(start))


def _git() -> str:
    """The git in PATH, never one in the working folder, which may be untrusted."""
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in os.get_exec_path():
        file = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(file) and os.access(file, os.X_OK):
            return file
    raise GitError("git is not installed, or not in PATH; install it")


def _environment() -> dict[str, str]:
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(OWN_VARIABLES)
    }
    return ours | VARIABLES
