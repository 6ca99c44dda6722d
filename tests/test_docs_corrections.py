"""docs/corrections.md does what it says: every block of it is run, in its order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.command_line import PATIENCE, SCRIPT, environment
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.worlds import ONE, OTHER, ROOT

DOCUMENT = ROOT / "docs" / "corrections.md"
BLOCK = re.compile(
    r"(?:<!-- needs (?P<needs>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
# Any text stands where the document leaves some out; at the end of a line, any number of lines.
LEFT_OUT = "…"
MANIFEST = """\
contract_version: paper-manifest-v1.1
work:
  id: {id}
  title: What paper {name} found
  submitted: 2026-07-01
  abstract: The abstract of {name}, after Jane Doe.
  research_question: Is it invented?
quality_assessment:
  review_score: 6.5
report: none
"""
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")


class Block(NamedTuple):
    """A fenced block: what it is in, its text, and the program that it needs beside the usual."""

    kind: str
    text: str
    needs: str


def blocks() -> list[Block]:
    found = BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8"))
    return [Block(each["kind"], each["text"], each["needs"] or "") for each in found]


class Shell:
    """A shell in a folder, with nobody's settings and the programs of this environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def shell(self, script: str, **changes: str) -> str:
        """Everything that a script says; it has to end well."""
        status, said = self.run(script, **changes)
        assert status == 0, f"{script}\n{said}"
        return said

    def run(self, script: str, **changes: str) -> tuple[int, str]:
        env = environment(
            PATH=f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}",
            SOURCE_DATE_EPOCH="1785000000",
            LC_ALL="C.UTF-8",
            COLUMNS="100",
            **GIT,
            **changes,
        )
        done = subprocess.run(
            ["bash", "-e", "-u", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in done.stdout, done.stdout
        return done.returncode, done.stdout

    def session(self, text: str) -> None:
        """Commands after `$`, each with what it says below it."""
        for command, expected in dialogues(text):
            _, said = self.run(command)
            pattern = re.escape(expected.rstrip("\n")).replace(re.escape(LEFT_OUT), ".*")
            assert re.fullmatch(pattern, said.rstrip("\n"), re.S), f"$ {command}\n{said}"


def dialogues(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


@pytest.fixture
def project(tmp_path: Path) -> Shell:
    """A shell in a repository of two papers."""
    folder = tmp_path / "project"
    for name, paper_id in (("one", ONE), ("two", OTHER)):
        paper = folder / "records" / "papers" / name
        paper.mkdir(parents=True)
        text = MANIFEST.format(id=paper_id, name=name)
        (paper / "manifest.yaml").write_text(text, encoding="utf-8")
    data = folder / "records" / "papers" / "one" / "artifacts" / "data.csv"
    data.parent.mkdir()
    data.write_text("Jane Doe,41\n", encoding="utf-8")
    with (data.parents[1] / "manifest.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write("artifacts:\n  - {type: dataset, label: Data, path: artifacts/data.csv}\n")
    shutil.copy(ROOT / "records" / "site.yaml", folder / "records")
    shutil.copytree(ROOT / "records" / "pages", folder / "records" / "pages")
    (folder / ".gitignore").write_text("/site/\n/.sitegen/\n/*.json\n/*.py\n")
    project = Shell(folder)
    project.shell("git init --quiet --initial-branch main")
    project.shell("git add --all && git commit --quiet --message first")
    return project


@posix
def test_every_command_and_example_does_what_the_document_says(project: Shell) -> None:
    for block in blocks():
        if block.needs and not shutil.which(block.needs):
            continue
        if block.kind == "sh":
            project.shell(block.text)
        elif block.kind == "console":
            project.session(block.text)
        elif block.kind == "python":
            name = block.text.split("\n", 1)[0].removeprefix("# ")
            (project.folder / name).write_text(block.text, encoding="utf-8")
        else:
            assert block.kind == "yaml"
            workflow(project, block.text)
    assert "Jane Doe" not in "".join(texts(project.folder / "site"))


def texts(folder: Path) -> Iterator[str]:
    return (path.read_text(errors="ignore") for path in folder.rglob("*") if path.is_file())


def workflow(project: Shell, text: str) -> None:
    """Run the steps of the workflow, in a clone as CI makes it, against a site that is served."""
    (job,) = yaml.safe_load(text)["jobs"].values()
    checkout, *steps = job["steps"]
    assert checkout["with"] == {"fetch-depth": 0}
    project.shell("sitegen build --output ../public")
    clone = Shell(project.folder.parent / "clone")
    project.shell(f"git clone --quiet --no-local . '{clone.folder}'")
    with served(BuiltSite(project.folder.parent / "public"), "") as address:
        for step in steps:
            clone.shell(step["run"], SITE=address)
    shallow = Shell(project.folder.parent / "shallow")
    project.shell(f"git clone --quiet --depth 1 'file://{project.folder}' '{shallow.folder}'")
    status, said = shallow.run("sitegen validate --against git:origin/main~1")
    assert status == 2
    assert "fetch-depth: 0" in said
