"""ARCHITECTURE.md and CONTRIBUTING.md match the code, and one paper takes their path."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from sitegen.build.executors import PAPERS_PER_WORKER
from sitegen.checks import RULES
from sitegen.contracts.published_paper import PANELS
from sitegen.contracts.schemas import PUBLISHED
from sitegen.preview.polling import SECONDS_OF_DOUBT
from sitegen.reading.builder import DEEPEST_LEVEL
from sitegen.reading.documents import LARGEST_FILE
from sitegen.reading.values import LONGEST_TEXT
from sitegen.render.catalog import PAGE_SIZE
from tests.worlds import ROOT, World

PAGES = [ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")]
SITEGEN = ROOT / "sitegen"
ROOMS = sorted(path.parent.name for path in SITEGEN.glob("*/__init__.py"))
SPAN = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(rf"(?:sitegen\.)?((?:{'|'.join(ROOMS)})(?:\.[A-Za-z_]+)+)")
FILE = re.compile(r"[\w/]+/[\w/.]*\.(?:py|html|css|toml|yaml)")
# A path begins at the root of the repository, in the package, or among the templates.
BELOW = (ROOT, SITEGEN, ROOT / "templates")

# The libraries in the table of rooms, by the name under which they are imported.
SAME_NAME = (
    *("click", "rich", "pypdf", "filelock", "urllib3", "pandas", "feedgenerator", "fontTools"),
    *("starlette", "uvicorn", "watchfiles", "langcodes", "packaging", "rfc8785"),
)
LIBRARIES = {each: each for each in SAME_NAME} | {
    "jinja2": "Jinja2",
    "markdown_it": "markdown-it-py",
    "math_core": "math-core",
    "weasyprint": "WeasyPrint",
    "yaml": "PyYAML",
    "sqlite3": "SQLite",
    "distributed": "Dask",
}


def spans(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    yield from SPAN.findall(text)


def found(dotted: str) -> bool:
    """Whether a module, or something in one, has this name."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(["sitegen", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            thing = getattr(thing, name, None)
        return thing is not None
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_and_file_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    named = [match[1] for span in spans(page) if (match := DOTTED.fullmatch(span))]
    files = [span for span in spans(page) if FILE.fullmatch(span) and "<" not in span]
    assert named or files
    assert [name for name in named if not found(name)] == []
    assert [file for file in files if not any((folder / file).is_file() for folder in BELOW)] == []


def test_every_rule_that_a_page_names_exists() -> None:
    named = {code for page in PAGES for code in re.findall(r"\bSG\d{3}\b", page.read_text("utf-8"))}
    assert named
    assert named <= RULES.keys()


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    text = " ".join(PAGES[0].read_text(encoding="utf-8").split())
    assert (SECONDS_OF_DOUBT, PAGE_SIZE) == (10, 100)
    megabytes, kilobytes = LARGEST_FILE // 10**6, LONGEST_TEXT // 1000
    for sentence in (
        f"({megabytes} MB, depth {DEEPEST_LEVEL}, {kilobytes} KB per scalar)",
        f"replaced after {PAPERS_PER_WORKER:,} papers each",
        "for ten seconds after a change",
        "`/gate/verified/1/` holds the oldest hundred",
    ):
        assert sentence in text


def test_the_files_of_panels_and_contracts_have_the_names_that_the_page_gives() -> None:
    for panel in PANELS:
        assert (ROOT / f"templates/panels/{panel.name}.html").is_file()
    for published in PUBLISHED:
        stem = published.contract.name.replace("-", "_")
        assert (SITEGEN / f"contracts/{stem}.py").is_file()
        assert (ROOT / f"tests/contracts/test_{stem}.py").is_file()


def test_the_table_of_rooms_is_that_of_import_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (rooms,) = (
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each.get("containers") == ["sitegen"]
    )
    floors = [sorted(floor.split(" | ")) for floor in rooms["layers"]]
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGES[0].read_text(encoding="utf-8"), re.M)
    listed: dict[int, list[str]] = {}
    for floor, room in rows:
        listed.setdefault(int(floor), []).append(room)
    assert [sorted(listed[floor]) for floor in sorted(listed, reverse=True)] == floors
    assert sorted(room for _, room in rows) == ROOMS
    assert [path.name for path in SITEGEN.glob("*.py")] == ["__init__.py"]
    assert len(floors) <= 12


def test_a_room_exports_the_names_in_the_table() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    for room, exports in re.findall(r"^\| \d+ \| `(\w+)` \|[^|]*\|([^|]*)\|", text, re.M):
        module = importlib.import_module(f"sitegen.{room}")
        for name in SPAN.findall(exports):
            assert hasattr(module, name), f"{room}.{name}"


def imported_by(file: Path) -> Iterator[str]:
    """The modules that a file imports, by the first part of their names."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_a_room_uses_the_libraries_in_the_table() -> None:
    rows = re.findall(r"^\| \d+ \| `(\w+)` .*\|([^|]*)\|$", PAGES[0].read_text("utf-8"), re.M)
    listed = {room: set(cell.strip().split(", ")) & {*LIBRARIES.values()} for room, cell in rows}
    used = {
        room: {
            LIBRARIES[name]
            for file in (SITEGEN / room).rglob("*.py")
            for name in imported_by(file)
            if name in LIBRARIES
        }
        for room in ROOMS
    }
    assert listed == used


def test_only_the_cluster_pickles() -> None:
    pickling = {"pickle", "cloudpickle", "marshal", "shelve"}
    found = {file.name for file in SITEGEN.rglob("*.py") if pickling & {*imported_by(file)}}
    assert found == {"cluster.py"}


def test_one_paper_goes_through_the_functions_in_their_order(tmp_path: Path) -> None:
    text = PAGES[0].read_text(encoding="utf-8").partition("## One paper")[2].partition("\n## ")[0]
    steps = list(re.findall(r"^\d\. `([\w.]+)`", text, re.M))
    assert len(steps) == 7
    expected = {("sitegen." + name.rpartition(".")[0], name.rpartition(".")[2]) for name in steps}
    world = World(tmp_path)
    world.fill()
    (world.records / "papers/other/manifest.yaml").unlink()
    (world.records / "papers/other").rmdir()
    entered, left = list[str](), list[str]()

    def notice(frame: FrameType, event: str, arg: object) -> None:
        name = frame.f_globals.get("__name__", ""), frame.f_code.co_name
        if event in ("call", "return") and name in expected:
            (entered if event == "call" else left).append(".".join(name).removeprefix("sitegen."))

    sys.setprofile(notice)
    try:
        world.build(formats=("page",))
    finally:
        sys.setprofile(None)
    after_settings = left[left.index(steps[0]) :]  # settings are YAML of a shape, too
    assert list(dict.fromkeys(after_settings)) == steps
    assert set(entered) == set(steps)
    inside = entered[entered.index("render.paper.finish") + 1 :]  # finish itself calls steps 2 to 5
    assert list(dict.fromkeys(inside)) == [*steps[1:5], steps[6]]
