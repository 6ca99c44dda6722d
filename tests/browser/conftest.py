"""What the browser tests share: one site, and one browser for each way to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driving import Browser, chromium
from tests.reading_back import BuiltSite
from tests.serving import served


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
