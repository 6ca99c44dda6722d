"""The sessions of the pages, and the projects that they begin in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Call
from tests.docs.session import Session
from tests.importing.sites import corrected_world
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.worlds import ONE, OTHER, ROOT

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


@pytest.fixture
def session(tmp_path: Path, call: Call) -> Session:
    """A session in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Session(folder, call)


@pytest.fixture
def no_papers(session: Session) -> None:
    """A project with settings and pages, and an empty folder for one paper."""
    records = session.folder / "records"
    (records / "papers" / "owls").mkdir(parents=True)
    shutil.copy(ROOT / "records" / "site.yaml", records)
    shutil.copytree(ROOT / "records" / "pages", records / "pages")


@pytest.fixture
def two_papers(session: Session) -> None:
    """A repository of two invented papers, all of it committed."""
    records = session.folder / "records"
    for name, paper_id in (("one", ONE), ("two", OTHER)):
        paper = records / "papers" / name
        paper.mkdir(parents=True)
        text = MANIFEST.format(id=paper_id, name=name)
        (paper / "manifest.yaml").write_text(text, encoding="utf-8")
    data = records / "papers" / "one" / "artifacts" / "data.csv"
    data.parent.mkdir()
    data.write_text("Jane Doe,41\n", encoding="utf-8")
    with (data.parents[1] / "manifest.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write("artifacts:\n  - {type: dataset, label: Data, path: artifacts/data.csv}\n")
    shutil.copy(ROOT / "records" / "site.yaml", records)
    shutil.copytree(ROOT / "records" / "pages", records / "pages")
    (session.folder / ".gitignore").write_text("/site/\n/.sitegen/\n/*.json\n/*.py\n")
    session.script("git init --quiet --initial-branch main")
    session.script("git add --all && git commit --quiet --message first")


@pytest.fixture
def lost_repository(session: Session, tmp_path: Path) -> None:
    """A published site, and nothing of its records but the editors' pages."""
    world = corrected_world(tmp_path)
    shutil.copytree(world.output, session.folder / "site")
    shutil.copytree(world.records / "pages", session.folder / "backup" / "pages")


@pytest.fixture
def public_site(
    two_papers: None, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Two papers whose site is public, at the address in $SITE."""
    monkeypatch.setenv("no_proxy", "*")
    session.script("sitegen build --output ../public")
    with served(BuiltSite(tmp_path / "public"), "") as address:
        session.settings["SITE"] = address
        yield
