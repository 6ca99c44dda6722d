"""The papers of the small world, by the names of their folders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.settings import Site
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import find_papers, read_source
from sitegen.render.paper import understand
from sitegen.render.project import Project, load_site

RECORDS = Path(__file__).parent / "records"
PROJECT = Project(RECORDS)
BASE_URL = "https://small.example/x/y"
TOMBSTONE = "removed-by-tombstone"
# Next to this tombstone, the corrections stayed.
REMOVED_WITH_NOTICE = "removed-by-notice"
REMOVED = {
    TOMBSTONE: "5a110013-0000-4000-8000-000000000013",
    REMOVED_WITH_NOTICE: "5a110012-0000-4000-8000-000000000012",
}
DRAFT = "draft"
WITHOUT_REPORT = frozenset({"no-report", "quarantine"})


@cache
def site() -> Site:
    """The settings of the small world."""
    return load_site(PROJECT)[0]


def names() -> list[str]:
    """The folders of all papers with a manifest, drafts among them."""
    folders = (folder.removeprefix("papers/") for folder in find_papers(RECORDS))
    return [name for name in folders if name not in REMOVED]


def public_names() -> list[str]:
    """The folders of the papers that a build publishes."""
    return [name for name in names() if name != DRAFT]


@cache
def source(name: str) -> PaperSource:
    """The files of a paper."""
    return read_source(RECORDS, f"papers/{name}")[0]


@cache
def published(name: str) -> PublishedPaper:
    """A paper as the world sees it."""
    paper = understand(source(name), site()).paper
    assert paper is not None, name
    return paper


@cache
def path(name: str) -> str:
    """The address of a paper's page below the base URL."""
    if name in REMOVED:
        return paper_path(REMOVED[name])
    return published(name).path
