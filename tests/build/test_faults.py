"""Killed, out of disk or failed at any file operation: the site is the old one or the new one.

strace finds the file operations of a build; then one of them is made to fail, or the build to die
there. A sample of them is tried; with SITEGEN_NIGHTLY=1, every one.
"""

from __future__ import annotations

import errno
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from sitegen import cli
from sitegen.publish.checksums import published_sums, verify
from sitegen.render.pages import schema_pages
from tests.worlds import ONE, OTHER, World

if sys.platform != "linux":
    pytest.skip("strace and its faults are Linux's", allow_module_level=True)

NIGHTLY = os.environ.get("SITEGEN_NIGHTLY") == "1"
THIRD = "5eed0003-0000-4000-8000-00000000c0de"

# All that could change a file or a folder.
OPERATIONS = (
    *("open", "openat", "creat", "write", "pwrite64", "writev", "sendfile", "copy_file_range"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "truncate", "ftruncate", "fallocate"),
    *("chmod", "fchmod", "fchmodat", "utimensat", "fsync", "fdatasync", "syncfs"),
)
# Those that fail when a disk is full or broken.
FAILING = (
    *("openat", "write", "pwrite64", "sendfile", "copy_file_range", "rename", "renameat2"),
    *("link", "linkat", "mkdir", "mkdirat", "fsync", "fdatasync", "syncfs"),
)
CALLED = re.compile(r"(?P<process>\d+) +(?P<name>\w+)\((?P<rest>.*)")
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")


# ---------------------------------------------------------------- a site of two states


class Site:
    """A small project whose records can be turned from one state to another and back."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.output, self.state = self.world.output, folder / ".sitegen"
        self.words = ["build", "--no-pdf", "--jobs", "1", "--first-publication"]
        self.words += ["--records", str(self.world.records), "--output", str(self.output)]
        self.world.fill()
        self.turns = 0
        self.turn_to(0)

    def turn_to(self, turn: int) -> None:
        """A paper changes, one comes or goes, and so does an artifact."""
        self.turns = turn
        shutil.rmtree(self.world.records / "papers")
        artifact = {"type": "dataset", "label": "Data", "path": "artifacts/data.csv"}
        changed = {"abstract": f"The abstract, version {turn % 2}."}
        self.world.paper("one", ONE, manifest={"artifacts": [artifact]}, **changed)
        self.world.write("papers/one/artifacts/data.csv", f"{turn % 2}\n" * 20_000)
        self.world.paper("other", OTHER)
        if turn % 2:
            self.world.paper("third", THIRD)

    def turn(self) -> None:
        self.turn_to(self.turns + 1)

    def sums(self) -> dict[str, str] | None:
        """What the published site is, which has to be whole; None where there is none."""
        if not self.output.exists():
            return None
        found = verify(self.output)
        assert found.is_clean, found
        return published_sums(self.output)

    def kept(self) -> set[str]:
        """What is beside the output."""
        return {path.name for path in self.state.iterdir()} if self.state.exists() else set()

    def build(self, *strace: str, patience: float | None = None) -> Ended:
        """Run the script's entry point in a process of its own, under strace if asked for."""
        said = self.world.folder / "said"
        log = self.world.folder / "strace.log"
        process = Process(partial(script, said, self.words))
        tracer = attached(process, log, strace) if strace else None
        process.go(patience)
        code = process.wait()
        if tracer:
            tracer.communicate()
        calls = log.read_text(errors="replace").splitlines() if strace else []
        return Ended(code, said.read_text(), calls)

    def operations(self, ended: Ended) -> list[Operation]:
        """What a traced build did to the output, and to what is beside it."""
        found, counts = [], dict[tuple[str, str], int]()
        swapped = False
        for line in ended.calls:
            match = CALLED.match(line)
            if match is None:
                continue
            name, rest = match["name"], match["rest"]
            number = counts[match["process"], name] = counts.get((match["process"], name), 0) + 1
            if name in ("open", "openat") and not WRITING.search(rest):
                continue
            if str(self.output) in rest or str(self.state) in rest:
                found.append(Operation(name, number, rest, swapped))
            swapped = swapped or "RENAME_EXCHANGE" in rest
        return found


@dataclass(frozen=True)
class Ended:
    """How a build ended (a negative code is a signal), what it said, and what strace saw."""

    code: int
    said: str
    calls: list[str] = field(repr=False)


@dataclass(frozen=True)
class Operation:
    """The `number`th call of its name in a build, and whether the site is the new one by then."""

    name: str
    number: int
    rest: str
    swapped: bool

    @property
    def stages(self) -> bool:
        """Whether the next site is put together by it."""
        return "/staging-site" in self.rest and not self.swapped


# ---------------------------------------------------------------- processes


class Process:
    """A copy of this process, which has all modules loaded; it waits for the word to go."""

    def __init__(self, work: Callable[[], int]) -> None:
        start, self._start = os.pipe()
        self._living, living = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which are not used
            self.pid = os.fork()
        if self.pid == 0:
            let_anybody_trace()
            os.close(self._start)
            os.read(start, 1)
            leave_with(work)
        os.close(start)
        os.close(living)

    def go(self, patience: float | None) -> None:
        """Let it work; it is killed where that takes longer than `patience` in seconds."""
        os.write(self._start, b"!")
        if patience is not None:
            ended, _, _ = select.select([self._living], [], [], patience)
            if not ended:
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        os.close(self._start)
        os.close(self._living)
        return os.waitstatus_to_exitcode(status)


def leave_with(work: Callable[[], int]) -> NoReturn:
    code = 99
    try:
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def let_anybody_trace() -> None:
    """Some systems let a process be traced by its ancestors alone; strace will be a sister."""
    import ctypes

    set_ptracer, anybody = 0x59616D61, ctypes.c_ulong(-1)
    ctypes.CDLL(None).prctl(set_ptracer, anybody, 0, 0, 0)


def script(said: Path, words: list[str]) -> int:
    """The script's entry point, as it is run from the root folder. Its exit code."""
    os.chdir("/")
    with said.open("w", encoding="utf-8", buffering=1) as file:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(file.fileno(), 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
        sys.argv = ["sitegen", *words]
        try:
            cli.main()
        except SystemExit as left:
            return int(left.code or 0)


def attached(process: Process, log: Path, options: tuple[str, ...]) -> subprocess.Popen[str]:
    """strace, at work on a process that waits."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "0", "-o", log, *options, "-p", str(process.pid)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    if "attached" not in line:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        tracer.communicate()
        pytest.skip(f"nothing can be traced here: {line.strip()}")
    return tracer


TRACE = ("-e", f"trace={','.join(f'?{name}' for name in OPERATIONS)}")


def inject(operation: Operation, what: str) -> tuple[str, ...]:
    """The options by which strace does something to an operation."""
    return (*TRACE, "-e", f"inject={operation.name}:{what}:when={operation.number}")


# ---------------------------------------------------------------- fixtures


@pytest.fixture(scope="module", autouse=True)
def small_builds() -> Iterator[None]:
    """Thousands of builds at night: one schema stands for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema_pages, "PUBLISHED", schema_pages.PUBLISHED[:1])
        patch.setattr(schema_pages, "AUTHORED", {})
        yield


@pytest.fixture(scope="module")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that was published a few times, with dotfiles of somebody else."""
    site = Site(tmp_path_factory.mktemp("faults"))
    (site.output / ".git").mkdir(parents=True)
    (site.output / ".git" / "HEAD").write_bytes(b"ref")
    (site.output / ".nojekyll").touch()
    # Once in this process, so that its copies have everything loaded.
    cli.sitegen.main(site.words, standalone_mode=False)
    for _ in range(2):
        site.turn()
        assert site.build().code == 0
    return site


@pytest.fixture
def site(published_site: Site) -> Site:
    """The same for every test, for it takes time; each leaves it as whole as it was."""
    check_dotfiles(published_site)
    assert published_site.sums()
    return published_site


@dataclass(frozen=True)
class Known:
    """What the two states of the site are, and what a build does that leads to either."""

    sums: dict[int, dict[str, str] | None]
    operations: dict[int, list[Operation]]
    kept: set[str]


def known(site: Site, *faults: str) -> Known:
    """Learn what builds do, in both directions, where nothing (else) goes wrong."""
    sums, operations = {}, {}
    for _ in range(2):
        site.turn()
        ended = site.build(*TRACE, *faults)
        assert ended.code == 0, ended.said
        sums[site.turns % 2] = site.sums()
        operations[site.turns % 2] = site.operations(ended)
    assert sums[0] != sums[1]
    return Known(sums, operations, site.kept())


def sample(operations: list[Operation], count: int, seed: str) -> list[Operation]:
    """All operations at night; by day a few, as different as can be and always the same."""
    if NIGHTLY:
        return list(operations)
    shuffled = random.Random(seed).sample(operations, len(operations))
    turns = Counter[str]()
    rounds: dict[int, list[Operation]] = {}
    for operation in shuffled:
        turns[operation.name] += 1
        rounds.setdefault(turns[operation.name], []).append(operation)
    return [operation for each in sorted(rounds) for operation in rounds[each]][:count]


def check_dotfiles(site: Site) -> None:
    assert (site.output / ".nojekyll").is_file()
    assert (site.output / ".git" / "HEAD").read_bytes() == b"ref"


def check_next_build(site: Site, known: Known) -> None:
    """The next build succeeds, makes the new site, and leaves nothing behind."""
    ended = site.build()
    assert (ended.code, ended.said) == (0, "")
    assert site.sums() == known.sums[site.turns % 2]
    assert site.kept() <= known.kept
    check_dotfiles(site)


# ---------------------------------------------------------------- tests


def faults(
    site: Site, known: Known, count: int, what: str, *others: str
) -> Iterator[tuple[Operation, Ended]]:
    """Builds in which one operation after the other goes wrong; the site is turned before each."""
    left = {
        turn: sample(operations, count // 2, f"{what} {turn}")
        for turn, operations in known.operations.items()
    }
    planned, missed = sum(map(len, left.values())), []
    while any(left.values()):
        site.turn()
        if not left[site.turns % 2]:
            assert site.build().code == 0
            continue
        operation = left[site.turns % 2].pop()
        ended = site.build(*inject(operation, what), *others)
        came = any(re.search(r"\(INJECTED\)|--- SIG(INT|TERM)", line) for line in ended.calls)
        if ended.code == -signal.SIGKILL or came:
            yield operation, ended
        else:  # it takes a few calls more or less to clear away what an earlier build left
            assert ended.code == 0, ended
            missed.append(operation)
    print(f"{planned} faults planned, of which {len(missed)} did not come to pass")
    assert len(missed) <= 0.1 * planned, missed


@pytest.mark.strace
def test_killed_at_any_file_operation_the_site_is_the_old_one_or_the_new_one(site: Site) -> None:
    all_known = known(site)
    seen = set()
    for operation, ended in faults(site, all_known, 14, "signal=KILL"):
        assert ended.code == -signal.SIGKILL, operation
        sums = site.sums()
        assert sums in all_known.sums.values(), operation
        seen.add(sums == all_known.sums[site.turns % 2])
        check_dotfiles(site)
        check_next_build(site, all_known)
    assert seen == {True, False}


@pytest.mark.strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_where_any_file_operation_fails_one_line_says_why_and_the_old_site_stands(
    error: str, site: Site
) -> None:
    cause = os.strerror(getattr(errno, error))
    all_known = known(site)
    for turn, operations in all_known.operations.items():
        all_known.operations[turn] = [each for each in operations if each.name in FAILING]
    for operation, ended in faults(site, all_known, 6, f"error={error}"):
        if ended.code == 4:
            assert re.fullmatch(rf"cannot continue: /.*{cause}.*\n", ended.said), ended
            assert site.sums() == all_known.sums[(site.turns - 1) % 2], operation
            assert not any(name.startswith("staging") for name in site.kept()), operation
        else:  # the new site stood already, or what failed was not needed for it
            assert ended.code == 0, ended
            assert ended.said == "" or re.fullmatch(r"the cache .* cannot be used.*\n", ended.said)
            assert not operation.stages, operation
            assert site.sums() == all_known.sums[site.turns % 2], operation
        check_dotfiles(site)
        check_next_build(site, all_known)


@pytest.mark.strace
@pytest.mark.parametrize(("signal_name", "code"), [("INT", 130), ("TERM", 143)])
def test_interrupted_at_any_file_operation_the_exit_code_says_which_site_stands(
    signal_name: str, code: int, site: Site
) -> None:
    all_known = known(site)
    # The moment of the swap is the one that matters.
    for turn, operations in all_known.operations.items():
        at = next(i for i, each in enumerate(operations) if "RENAME_EXCHANGE" in each.rest)
        all_known.operations[turn] = operations if NIGHTLY else operations[max(at - 3, 0) : at + 8]
    for operation, ended in faults(site, all_known, 16, f"signal={signal_name}"):
        assert ended.code in (0, code), ended
        turns = site.turns if ended.code == 0 else site.turns - 1
        assert site.sums() == all_known.sums[turns % 2], operation
        assert "Traceback" not in ended.said
        if ended.code == 0 and ended.said:
            assert "the new site is taking its place, so sitegen finishes first" in ended.said
        check_dotfiles(site)
        check_next_build(site, all_known)


@pytest.mark.strace
@pytest.mark.parametrize("name", ["papers/one/manifest.yaml", "site.yaml", "pages/about.md"])
def test_a_disk_that_fails_under_a_file_of_the_project_is_the_machines_fault_and_named(
    name: str, site: Site
) -> None:
    file = site.world.records / name
    site.turn()
    before = site.sums()
    fault = ("-P", str(file), "-e", "trace=read", "-e", "inject=read:error=EIO")
    ended = site.build(*fault)
    assert ended.code == 4, ended
    assert re.fullmatch(rf"cannot continue: .*{name}: {os.strerror(errno.EIO)}.*\n", ended.said)
    assert site.sums() == before
    assert site.build().code == 0


@pytest.mark.strace
def test_killed_while_files_are_replaced_one_by_one_the_next_build_mends_the_site(
    site: Site,
) -> None:
    unable = ("-e", "inject=renameat2:error=EINVAL")
    all_known = known(site, *unable)
    for turn, operations in all_known.operations.items():
        all_known.operations[turn] = [each for each in operations if each.name != "renameat2"]
    for operation, ended in faults(site, all_known, 6, "signal=KILL", *unable):
        assert ended.code == -signal.SIGKILL, operation
        check_dotfiles(site)
        check_next_build(site, all_known)


@pytest.mark.strace
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.usefixtures("site")
def test_where_a_first_build_fails_there_is_no_site_or_a_whole_one(
    fault: str, tmp_path: Path
) -> None:
    site = Site(tmp_path)

    def start_again() -> None:
        shutil.rmtree(site.output)
        shutil.rmtree(site.state)

    ended = site.build(*TRACE)
    whole, kept = site.sums(), site.kept()
    assert whole
    operations = [
        each for each in site.operations(ended) if fault == "signal=KILL" or each.name in FAILING
    ]
    for operation in sample(operations, 3, fault):
        start_again()
        ended = site.build(*inject(operation, fault))
        assert site.sums() in (None, whole), operation
        assert ended.code in ((-signal.SIGKILL,) if fault == "signal=KILL" else (0, 4)), operation
        assert (ended.code == 4) <= (site.sums() is None), operation
        assert site.build().code == 0
        assert site.sums() == whole
        assert site.kept() <= kept | {"previous-site"}


def test_killed_at_any_time_the_site_is_the_old_one_or_the_new_one(site: Site) -> None:
    sums, durations = {}, []
    for _ in range(2):
        site.turn()
        start = time.monotonic()
        assert site.build().code == 0
        durations.append(time.monotonic() - start)
        sums[site.turns % 2] = site.sums()
    all_known = Known(sums, {}, site.kept())
    instants = random.Random(0)
    for _ in range(200 if NIGHTLY else 20):
        site.turn()
        ended = site.build(patience=instants.uniform(0, max(durations)))
        assert ended.code in (0, -signal.SIGKILL), ended.said
        assert site.sums() in sums.values()
        check_dotfiles(site)
        check_next_build(site, all_known)
