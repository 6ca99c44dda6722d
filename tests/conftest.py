"""What the tests share: the repository's own site, built once, and how to read what it shows."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from sitegen import cli
from sitegen.build import BuildOptions, build, executors
from sitegen.build.results import Outcome
from sitegen.render.project import Project
from tests.command_line import Call, Done
from tests.reading_back import BuiltSite

pytest_plugins = ["tests.time_limits"]
# The same examples on every run: luck must not decide whether a change lands. `make fuzz` searches
# with new ones. No deadline: how long an example takes says how busy the machine is.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).parents[1]
# Tests that need a program which neither the lock files nor `scripts/setup test` hold.
TARGETS = {"strace": "faults", "node": "editors", "readers": "readers", "checkers": "checkers"}
SMALL_WORLD = Path(__file__).parent / "small_world"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Such tests are run where they are asked for."""
    for mark, target in TARGETS.items():
        if item.get_closest_marker(mark) and mark not in item.config.option.markexpr:
            pytest.skip(f"`make {target}` gets what this needs, and runs it")


def pango_is_missing() -> str:
    """Why PDFs cannot be made here; empty where they can."""
    from sitegen.render.paper_views import PaperViews
    from sitegen.render.pdf import PdfUnavailableError
    from sitegen.render.project import load_site
    from sitegen.render.templating import Templates

    site, _ = load_site(Project(ROOT / "records"))
    try:
        PaperViews(site, Templates()).prepare_pdf()
    except PdfUnavailableError as error:
        return str(error)
    return ""


@pytest.fixture(scope="session")
def needs_pdf() -> None:
    """Skips a test where Pango is not installed."""
    reason = pango_is_missing()
    if reason:
        pytest.skip(f"no PDFs here: {reason}")


def built(records: Path, output: Path, **options: Any) -> tuple[BuiltSite, Outcome]:
    """A site that is built from `records`; the build has to succeed."""
    outcome = build(Project(records), output, BuildOptions(**options))
    errors = [each for each in outcome.diagnostics if each.severity == "error"]
    assert not errors, errors
    return BuiltSite(output), outcome


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> BuiltSite:
    """The site that `make` builds below a folder: once for all processes of a test run."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder inside of that of the run
        folder = folder.parent
    with FileLock(folder / f"{name}.lock"):
        if not (folder / name).exists():
            unfinished = factory.mktemp(name)
            make(unfinished)
            unfinished.rename(folder / name)
    return BuiltSite(folder / name / "site")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of the five real records, with everything that this machine can make."""
    return made_once(
        tmp_path_factory, "real", lambda folder: built(ROOT / "records", folder / "site")
    )


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of the invented records, which show every status, tier and oddity."""
    return made_once(
        tmp_path_factory, "world", lambda folder: built(SMALL_WORLD / "records", folder / "site")
    )


@pytest.fixture(scope="session")
def page_world(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of the page world, which has pages of every kind and of every size."""
    from tests.page_world import build_world

    return made_once(tmp_path_factory, "pages", build_world)


@pytest.fixture(params=["real_site", "small_world"])
def any_site(request: pytest.FixtureRequest) -> tuple[BuiltSite, str]:
    """Each of the two sites, and the address that it is made for."""
    addresses = {
        "real_site": "https://assignee.net",
        "small_world": "https://small.example/x/y",
    }
    return request.getfixturevalue(request.param), addresses[request.param]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Runs the script's entry point in this process, which is much quicker than a new one.

    Without --jobs, nothing is forked either: that takes longer than to build a few papers, because
    this process has loaded so much.
    """
    monkeypatch.setattr(executors, "cores", lambda: 1)
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    # A shell that started the tests in the background has told them to ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def calling(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> Done:
        monkeypatch.chdir(cwd)
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["sitegen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, said.out, said.err)

    yield calling
    for signum, handler in handlers.items():
        signal.signal(signum, handler)
