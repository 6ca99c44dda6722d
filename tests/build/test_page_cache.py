"""Pages over all papers are rendered again where they would show something else, and only there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.page_cache import CachedPages, MadePages
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import FEED, GATE, MONTH, TIER
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.small_world import papers as world

ROWS = [row(number) for number in range(250)]


def listings(rows: list[Any], pages: PageRenderer) -> dict[str, bytes]:
    """The files of all listings of these papers."""
    return dict(site_files(SiteContent(make_catalog(rows)), pages, [GATE, TIER, MONTH]))


def whole(files: dict[str, bytes], pages: CachedPages) -> dict[str, bytes]:
    """The files with the bytes of the published ones that are kept."""
    kept = {file: (pages.output / file).read_bytes() for file in pages.kept}
    assert all(files[file] == b"" for file in kept)
    return files | kept


@dataclass
class Published:
    """A folder with listings as they were published."""

    folder: Path
    pages: CachedPages

    def again(self, rows: list[Any], base: str = "as before") -> tuple[dict[str, bytes], list[str]]:
        """The listings of these papers, and which of them were not taken from the folder."""
        rendered: list[str] = []

        class Noting(Templates):
            def encoded(self, name: str, context: Mapping[str, Any]) -> bytes:
                rendered.append(context["path"])
                return super().encoded(name, context)

        pages = CachedPages(world.site(), Noting(), base, self.folder, self.pages.made)
        return whole(listings(rows, pages), pages), rendered


@pytest.fixture
def published(tmp_path: Path) -> Published:
    pages = CachedPages(world.site(), Templates(), "as before", tmp_path, MadePages())
    for file, content in listings(ROWS, pages).items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(content)
    return Published(tmp_path, pages)


def fresh(rows: list[Any]) -> dict[str, bytes]:
    return listings(rows, CachedPages(world.site(), Templates(), "", Path("no"), MadePages()))


def test_what_shows_the_same_is_not_rendered_again(published: Published) -> None:
    files, rendered = published.again(ROWS)
    assert files == fresh(ROWS)
    assert rendered == []


def test_a_paper_that_changed_changes_the_pages_that_list_it_alone(published: Published) -> None:
    rows = [ROWS[0]._replace(display_title="Another title"), *ROWS[1:]]
    files, rendered = published.again(rows)
    assert files == fresh(rows)
    changed = [file for file, content in files.items() if content != fresh(ROWS)[file]]
    assert [f"{path[1:]}index.html" for path in rendered] == changed != []


def test_a_page_that_was_touched_is_rendered_again(published: Published) -> None:
    (published.folder / "gate/index.html").write_bytes(b"by hand")
    (published.folder / "tier/index.html").unlink()
    files, rendered = published.again(ROWS)
    assert files == fresh(ROWS)
    assert rendered == ["/gate/", "/tier/"]


def test_whatever_else_decides_pages_makes_all_of_them_anew(published: Published) -> None:
    files, rendered = published.again(ROWS, base="other templates")
    assert files == fresh(ROWS)
    assert len(rendered) == len(files)


def test_what_cannot_be_told_apart_is_always_rendered(published: Published) -> None:
    pages, context = published.pages, {"more": object()}
    file, content = pages.render("pages/404.html", "/404.html", context)
    assert content.startswith(b"<!DOCTYPE html>")
    assert file not in pages.made.pages


def test_a_file_whose_papers_are_the_same_is_not_made_again(tmp_path: Path) -> None:
    pages = CachedPages(world.site(), Templates(), "as before", tmp_path, MadePages())
    files = dict(site_files(SiteContent(make_catalog(ROWS)), pages, [FEED]))
    assert len(files) == 4
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    made: list[str] = []

    class Noting(CachedPages):
        def make(self, file: SiteFile) -> tuple[str, bytes]:
            def noted() -> bytes:
                made.append(file.file)
                return file.make()

            return super().make(file._replace(make=noted))

    def again(rows: list[Any]) -> list[str]:
        made.clear()
        content = SiteContent(make_catalog(rows))
        after = Noting(world.site(), Templates(), "as before", tmp_path, pages.made)
        plain = PageRenderer(world.site(), Templates())
        files = whole(dict(site_files(content, after, [FEED])), after)
        assert files == dict(site_files(content, plain, [FEED]))
        return list(made)

    assert again(ROWS) == []
    assert again([*ROWS, row(251, "2026-07-01")]) == ["feed-3.atom", "feed-4.atom", "feed.atom"]
    # Of papers of one day, the one with the highest id comes first.
    assert again([*ROWS[:-1], ROWS[-1]._replace(title_mark="[cut]")]) == ["feed-1.atom"]


def test_a_group_is_made_only_if_its_papers_or_what_it_shows_changed(tmp_path: Path) -> None:
    made: list[int] = []

    def build(last: CachedPages, rows: list[Any], shows: object) -> CachedPages:
        def make() -> Files:
            made.append(len(rows))
            for number, each in enumerate(rows):
                yield pages.render("pages/404.html", f"/x/{number}/", {"each": each})

        pages = CachedPages(world.site(), Templates(), "as before", tmp_path, last.made)
        for file, content in pages.group("/x/", rows, shows, make):
            if file in pages.kept:
                continue
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes(content)
        return pages

    nothing = CachedPages(world.site(), Templates(), "", tmp_path, MadePages())
    first = build(nothing, ROWS[:2], "heading")
    assert build(first, ROWS[:2], "heading").made == first.made
    assert made == [2]
    build(first, ROWS[1::-1], "heading")
    build(first, ROWS[:2], "another heading")
    assert made == [2, 2, 2]
    first = build(first, ROWS[:3], "heading")
    (tmp_path / "x/1/index.html").unlink()
    build(first, ROWS[:3], "heading")
    assert made == [2, 2, 2, 3, 3]
