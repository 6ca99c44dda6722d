"""What the browser tests share: one site, and one browser for each way to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driving import Browser, chromium
from tests.page_world import build_world
from tests.reading_back import BuiltSite
from tests.serving import served


@pytest.fixture(scope="session")
def page_world(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of the page world."""
    return build_world(tmp_path_factory.mktemp("pages") / "world")


@pytest.fixture(scope="session")
def address(page_world: BuiltSite) -> Iterator[str]:
    """Where the page world is served, without a slash."""
    with served(page_world, "/x/y") as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that runs no script of a page."""
    with chromium(javascript=False) as driver:
        yield driver


@pytest.fixture(scope="session")
def scripting() -> Iterator[Browser]:
    """A browser that would run every script of a page."""
    with chromium(javascript=True) as driver:
        yield driver
