"""The examples of a page, as Sybil finds them: what is done with a block says its language."""

from __future__ import annotations

from typing import Any

import yaml
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from sitegen.contracts.schemas import AUTHORED
from sitegen.reading.documents import read_yaml
from sitegen.shapes.reader import read_shape
from tests.docs.session import Session
from tests.reading_back import BuiltSite
from tests.serving import served

LACKING = "SG201"  # what an example leaves out


def _console(example: Example) -> None:
    example.namespace["session"].console(example.parsed)


def _script(example: Example) -> None:
    example.namespace["session"].script(example.parsed)


def _python(example: Example) -> None:
    """A script is saved under the name that its first line says; its page runs it."""
    save(example)


def save(example: Example) -> None:
    name = example.parsed.split("\n", 1)[0].removeprefix("# ")
    (example.namespace["session"].folder / name).write_text(example.parsed, encoding="utf-8")


def _yaml(example: Example) -> None:
    """A whole file is saved under the name that its first line says; its page uses it.

    A workflow is run. A part of an authored file is judged as that file, as far as it goes.
    """
    if example.parsed.startswith("# records/"):
        save(example)
        return
    data = yaml.safe_load(example.parsed)
    if "jobs" in data:
        run_workflow(example.namespace["session"], data)
        return
    shapes = [each for each in AUTHORED.values() if data.keys() <= each.model_fields.keys()]
    assert shapes, f"no authored file has all of the keys {', '.join(data)}"
    document, found = read_yaml(example.parsed.encode(), "example.yaml")
    assert document, found
    _, wrong = read_shape(shapes[0], document)
    assert not [each for each in [*found, *wrong] if each.code != LACKING]


def run_workflow(session: Session, workflow: dict[str, Any]) -> None:
    """Run its steps in a clone as CI makes it, against a site that is served.

    In a shallow clone, which lacks the history, the comparison has to say so.
    """
    (job,) = workflow["jobs"].values()
    checkout, *steps = job["steps"]
    assert checkout["with"] == {"fetch-depth": 0}
    beside = session.folder.parent
    session.script("sitegen build --output ../public")
    session.script("git clone --quiet --no-local . ../clone")
    with served(BuiltSite(beside / "public"), "") as address:
        clone = Session(beside / "clone")
        for step in steps:
            clone.script(step["run"], SITE=address)
    session.script(f"git clone --quiet --depth 1 'file://{session.folder}' ../shallow")
    shallow = Session(beside / "shallow")
    status, said = shallow.shell("sitegen validate --against git:origin/main~1")
    assert status == 2
    assert "fetch-depth: 0" in said


PARSERS = [
    CodeBlockParser("console", _console),
    CodeBlockParser("sh", _script),
    CodeBlockParser("python", _python),
    CodeBlockParser("yaml", _yaml),
    SkipParser(),
]
SYBIL = Sybil(PARSERS, pattern="*.md")
