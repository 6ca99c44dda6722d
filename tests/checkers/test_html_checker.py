"""Every page of two sites by the Nu HTML checker, which is the W3C's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checkers.programs import html_errors
from tests.reading_back import BuiltSite

pytestmark = pytest.mark.checkers


def test_it_finds_errors(tmp_path: Path) -> None:
    page = '<!DOCTYPE html><html lang="en"><title>One</title><p id="a"><b id="a">x</p>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert len(html_errors(tmp_path)) >= 2


def test_no_page_of_the_real_site_has_an_error(real_site: BuiltSite) -> None:
    assert html_errors(real_site.folder) == []


def test_no_page_of_the_page_world_has_an_error(page_world: BuiltSite) -> None:
    assert html_errors(page_world.folder) == []
