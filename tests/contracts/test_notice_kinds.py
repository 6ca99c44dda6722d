"""The kinds of notices, and what a reader calls them."""

from __future__ import annotations

import pytest

from sitegen.contracts.timeline import TITLES, notice_title
from tests.contracts.test_timeline import published


@pytest.mark.parametrize(("kind", "title"), TITLES.items())
def test_a_notice_has_the_title_of_its_kind(kind: str, title: str) -> None:
    assert notice_title(published(1, notice={"kind": kind})) == title
