"""The installed script: its exit codes and messages."""

from __future__ import annotations

import os
import pty
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from sitegen.build import pipeline
from sitegen.cli.entry import NO_MEMORY
from tests.cli.faulty import ESCAPE, warnings
from tests.command_line import PATIENCE, SCRIPT, Call, environment, run
from tests.worlds import ONE, World


def left_beside(world: World) -> set[str]:
    """The files in the staging folder."""
    return {path.name for path in (world.folder / ".sitegen").iterdir()}


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Usage: sitegen"),
        (("bulid",), "No such command 'bulid'"),
        (("build", "--colour"), "No such option"),
        (
            ("build", "--formats", "page,podcast"),
            "there is no format 'podcast'; choose one of page, manifest",
        ),
        (("build", "--formats", "manifset"), "did you mean manifest?"),
        (("build", "--formats", ""), "there is no format ''"),
        (
            ("build", "--formats", "pdf", "--no-pdf"),
            "--formats pdf with --no-pdf leaves nothing to build: remove one of them",
        ),
        (("build", "--base-url", "example.org"), "--base-url 'example.org' is not a URL such as"),
        (("build", "--base-url", "http://"), "is not a URL such as https://example.org"),
        (("build", "--base-url", ""), "--base-url '' is not a URL such as"),
        (("build", "--base-url", "https://x/?q=1"), "is not a URL such as https://example.org"),
        (("build", "--only", ONE), "--only builds a preview, which must not replace the site"),
        (
            ("build", "--only", ONE, "--output", "./site/"),
            "--only builds a preview, which must not replace the site",
        ),
        (("build", "--draft"), "--draft builds a preview, which must not replace the site"),
        (("build", "--only", "", "--output", "o"), 'no paper has the id or folder ""'),
        (("build", "--only", "nobody", "--output", "o"), 'no paper has the id or folder "nobody"'),
        (("build", "--only", "SRCH:5EED0001", "--output", "o"), "could be any of papers/copy"),
        (("build", "--output", "records"), "records contains files that sitegen did not write"),
        (("validate", "--records", "nowhere"), "there is no nowhere/site.yaml"),
        (("build", "--records", "nowhere"), "start a project with `sitegen init FOLDER`"),
        (("validate", "--records", "records/site.yaml"), "is a file"),
        (
            ("validate", "--now", "tomorrow"),
            "--now 'tomorrow' is not a time; write one such as 2026-07-02",
        ),
        (("validate", "--now", ""), "--now '' is not a time"),
        (("explain",), "Missing argument 'CODE'"),
        (("explain", "S401"), "no rule has the code 'S401'; did you mean SG401?"),
        (
            ("explain", "parapluie"),
            "no rule has the code 'parapluie'; run `sitegen rules` to list all codes",
        ),
        (("schema", "gate-verdit-v1"), "did you mean gate-verdict-v1?"),
        (("schema", "podcast"), "choose one of paper-manifest-v1, correction-record-v1"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, tuple) else "",
)
def test_wrong_use_exits_with_2_and_says_what_is_wrong(
    words: tuple[str, ...], said: str, wrong_use: World, call: Call
) -> None:
    done = call(*words, cwd=wrong_use.folder)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert not (wrong_use.folder / "o").exists()


@pytest.fixture(scope="module")
def wrong_use(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A project with two papers of one record id, which no wrong use may change."""
    world = World(tmp_path_factory.mktemp("wrong-use"))
    world.fill()
    world.paper("copy", "5eed0001-1111-4000-8000-00000000c0de")
    return world


def test_settings_that_are_wrong_exit_with_2_and_their_places(world: World, call: Call) -> None:
    world.write("site.yaml", "contract_version: site-settings-v1\npublisher: x\n")
    for command in ("validate", "build"):
        done = call(command, cwd=world.folder)
        assert done.returncode == 2
        assert "records/site.yaml:2:12: SG203 error:" in done.stderr
    assert call("schema", "gate-verdict-v1", cwd=world.folder).returncode == 2


# ---------------------------------------------------------------- terminals and pipes


def on_a_terminal(world: World, **env: str) -> str:
    """What `validate` writes to a terminal."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [SCRIPT, "validate"],
            cwd=world.folder,
            env=environment(TERM="xterm-256color", COLUMNS="80", **env),
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            timeout=PATIENCE,
            check=False,
        )
        os.set_blocking(ours, False)
        return os.read(ours, 1_000_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_terminal_shows_colours_and_progress(world: World) -> None:
    warnings(world, 1)
    shown = on_a_terminal(world)
    assert re.search(r"\x1b\[[0-9;]*33[0-9;]*mrecords/papers/one/manifest\.yaml", shown)
    assert "papers" in shown.partition("records/")[0]


def test_no_color_is_respected(world: World) -> None:
    warnings(world, 1)
    shown = on_a_terminal(world, NO_COLOR="1")
    assert "SG405 warning" in shown
    assert not re.search(r"\x1b\[[0-9;]*m", shown.partition("records/")[2])


def test_a_pipe_gets_plain_lines(world: World) -> None:
    warnings(world, 1)
    done = run("validate", cwd=world.folder, env={"TERM": "xterm-256color"})
    assert ESCAPE not in done.stdout + done.stderr


def test_a_log_gets_a_line_now_and_then(world: World, call: Call) -> None:
    for number in range(199):
        world.paper(f"{number}", f"feed{number:04}-0000-4000-8000-00000000c0de")
    done = call("validate", cwd=world.folder)
    assert done.returncode == 0
    assert done.stderr == "100 of 201 papers\n200 of 201 papers\n"


def test_a_terminal_without_unicode_is_no_obstacle(tmp_path: Path) -> None:
    done = run("explain", "SG305", cwd=tmp_path, env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert "Gate 3 \\u2014 Red team" in done.stdout


def test_a_closed_standard_error_is_no_obstacle(world: World) -> None:
    warnings(world, 1)
    closing = f'exec "{SCRIPT}" validate 2>&-'
    done = subprocess.run(
        ["sh", "-c", closing], cwd=world.folder, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "0 errors, 1 warning" in done.stdout


# ---------------------------------------------------------------- the machine, signals, bugs


def test_an_output_below_a_file_exits_with_4(world: World, call: Call) -> None:
    (world.folder / "file").touch()
    done = call("build", "--no-pdf", "--output", "file/site", cwd=world.folder)
    assert done.returncode == 4
    assert done.stderr.startswith("cannot continue: ")
    assert done.stderr.count("\n") == 1


def test_a_full_disk_exits_with_4_and_leaves_the_old_site(world: World) -> None:
    world.build()
    before = world.files()
    world.paper("one", ONE, title="Another title")

    def no_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    # Python would write compiled modules that are cut at 2,000 bytes and cannot be loaded.
    env = {"PYTHONDONTWRITEBYTECODE": "1"}
    done = run("build", "--no-pdf", cwd=world.folder, env=env, preexec_fn=no_space)
    assert done.returncode == 4
    assert re.search(rf"cannot continue: {world.folder}/.sitegen/.*: File too large\n", done.stderr)
    assert world.files() == before
    assert left_beside(world) == {"lock-site"}  # no room for a cache either


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory so")
@pytest.mark.parametrize("megabytes", [100, 150, 200, 300])
@pytest.mark.parametrize("words", [["--jobs", "1", "--no-pdf"], ["--jobs", "2"]], ids=str)
def test_too_little_memory_is_the_machines_fault(
    words: list[str], megabytes: int, world: World
) -> None:
    def less() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)

    done = run("build", "--first-publication", *words, cwd=world.folder, preexec_fn=less)
    assert done.returncode in (0, 4), done.stderr
    if done.returncode == 4:
        last = done.stderr.splitlines()[-1]
        assert last.startswith("cannot continue: ")
        assert "ulimit -v" in last
        assert not world.output.exists()


def test_a_link_that_leads_back_to_itself_is_named(world: World, call: Call) -> None:
    (world.folder / "loop").symlink_to("loop")
    done = call("build", "--no-pdf", "--output", "loop", cwd=world.folder)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"cannot continue: {world.folder.resolve() / 'loop'}")
    assert "Too many levels of symbolic links; a symbolic link in this path leads" in done.stderr
    (world.records / "papers/owl").symlink_to("owl")
    done = call("validate", cwd=world.folder)
    assert done.returncode == 1
    assert done.stderr.startswith("records/papers/owl:1:1: SG193 error: the folder ")


def open_when_read(pipe: Path, process: subprocess.Popen[str]) -> IO[str]:
    """The writing end of a pipe, once the process reads from it or has ended."""

    def read_when_gone() -> None:
        process.wait()
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))

    threading.Thread(target=read_when_gone, daemon=True).start()
    return pipe.open("w")


@pytest.mark.parametrize(
    ("signum", "code", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["interrupt", "terminate"],
)
def test_a_signal_ends_the_script_with_its_code(
    signum: signal.Signals, code: int, word: str, world: World
) -> None:
    pipe = world.folder / "sums"  # as a shell gives it for <(curl …)
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [SCRIPT, "build", "--no-pdf", "--changes", pipe],
        cwd=world.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that started the tests in the background has told them to ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        with open_when_read(pipe, process):  # the script waits for what we write
            process.send_signal(signum)
            out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == code
    assert (out, err.strip()) == ("", word)


def kill(signum: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), signum)


def fail(error: Exception) -> Callable[[], None]:
    def failing() -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("what", "code", "last"),
    [
        (kill(signal.SIGINT), 130, "interrupted"),
        (kill(signal.SIGTERM), 143, "terminated"),
        *(
            (fail(OSError(28, "No space left on device")), 4, line)
            for line in ["cannot continue: No space left on device; free some disk space"]
        ),
        *(
            (fail(error), 4, f"cannot continue: {NO_MEMORY}")
            for error in [
                MemoryError(),
                OSError(12, "Cannot allocate memory"),
                RuntimeError("can't start new thread"),
                ImportError("x.so: failed to map segment from shared object"),
            ]
        ),
        *(
            (fail(LookupError("a slip of ours")), 3, line)
            for line in ["this is a bug in sitegen; report it with the traceback above"]
        ),
    ],
    ids=[
        *("interrupt", "terminate", "disk full"),
        *("memory", "memory of a fork", "memory of a thread", "memory of a library", "bug"),
    ],
)
def test_whatever_happens_the_old_site_stands_and_nothing_is_left_behind(
    what: Callable[[], None],
    code: int,
    last: str,
    world: World,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.output.mkdir()
    (world.output / ".sitegen-site").touch()
    (world.output / "index.html").write_text("the old site")
    monkeypatch.setattr(pipeline, "publish", lambda *staged, **options: what())
    done = call("build", "--no-pdf", cwd=world.folder)
    assert done.returncode == code
    assert done.stderr.splitlines()[-1] == last
    assert ("Traceback" in done.stderr) is (code == 3)
    assert world.files() == {".sitegen-site": b"", "index.html": b"the old site"}
    assert left_beside(world) == {"lock-site", "cache.sqlite"}
