"""`/id/`: every record id leads to its paper, by whatever `record_ids` in site.yaml asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.record_id_pages import record_id_pages
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.record_ids import MOST_ON_A_PAGE, asked_record_id, record_ids
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.corrected_rows import tombstone
from tests.page_parts import Page, faults, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

BELOW = "/x/y/"


def files(
    rows: Sequence[CatalogRow], gone: Sequence[Tombstone] = (), how: Any = "files"
) -> Mapping[str, bytes]:
    """The files of record ids by their paths."""
    pages = PageRenderer(replace(world.site(), record_ids=how), Templates())
    return dict(record_id_pages(SiteContent(make_catalog(rows), gone), pages))


def page(made: Mapping[str, bytes], path: str) -> Page:
    """One of the pages."""
    found = Page(made[path].decode(), f"{world.BASE_URL}/{path.removesuffix('index.html')}")
    assert faults(found) == []
    return found


def namesake(number: int) -> CatalogRow:
    """A paper whose record id is that of another one."""
    return row(number)._replace(id=f"{number:08x}-1111-4000-8000-000000000000")


def test_every_record_id_has_a_file_that_leads_to_its_paper() -> None:
    gone = tombstone(0xBA7A9361, "2026-05-02T12:00:00Z")
    made = files([row(1), row(2, status_label="Retracted")], [gone])
    assert [*made] == [
        "id/index.html",
        *(f"id/{name}.html" for name in ("00000001", "00000002", "BA7A9361")),
    ]
    for name, paper_id in (("00000001", row(1).id), ("BA7A9361", gone.id)):
        text = made[f"id/{name}.html"].decode()
        assert f'content="0; url=../paper/{paper_id}/"' in text
        assert f'href="{world.BASE_URL}/paper/{paper_id}/"' in text
    assert "Retracted" in made["id/00000002.html"].decode()
    assert "Removed" in made["id/BA7A9361.html"].decode()


def test_two_papers_with_one_record_id_are_both_listed() -> None:
    rows = [row(1), namesake(1), row(2)]
    listed = page(files(rows), "id/index.html")
    shown = [text_of(each) for each in listed.with_class("records")[0].iter("li")]
    assert [each.split()[0] for each in shown] == ["SRCH:00000001"] * 2 + ["SRCH:00000002"]
    assert {f"{world.BASE_URL}{each.path}" for each in rows} <= set(listed.targets)
    assert "00000001" in listed.ids
    assert 'url=../id/#00000001"' in files(rows)["id/00000001.html"].decode()
    assert record_ids(rows, []).path_of("00000001") == "/id/#00000001"


def test_the_list_is_divided_by_first_digits_once_it_is_long() -> None:
    rows = [row(number << 20) for number in range(MOST_ON_A_PAGE + 1)]
    made = files(rows, how="pages")
    assert len(made) == 1 + 16
    first, other = page(made, "id/index.html"), page(made, "id/1/index.html")
    assert f"{world.BASE_URL}/id/f/" in first.targets
    assert len([*other.with_class("records")[0].iter("li")]) == 401 - 256
    assert "No record id here begins like this." in text_of(
        page(made, "id/f/index.html").one("main")
    )
    # A new paper changes the page with its record id, and the one above, which counts all.
    after = files([*rows, row(5)], how="pages")
    assert {path for path in made if made[path] != after[path]} == {
        "id/index.html",
        "id/0/index.html",
    }


@pytest.mark.parametrize(
    ("count", "how", "expected"),
    [(5, "files", 6), (5, "rules", 4), (5, "pages", 1), (5000, "files", 5017), (5000, "rules", 20)],
)
def test_the_number_of_files_is_as_documented(count: int, how: str, expected: int) -> None:
    rows = [row((number * 0x9E3779B1) % 2**32) for number in range(count)]
    assert len({each.record_id for each in rows}) == count
    assert len(files(rows, how=how)) == expected


def test_rules_have_a_line_for_each_record_id_below_the_path_of_the_site() -> None:
    made = files([row(1), row(2), namesake(2)], how="rules")
    paper = f"{BELOW}paper/{row(1).id}/"
    assert made["id/redirects.txt"].decode().splitlines() == [
        f"{BELOW}id/00000001 {paper} 301",
        f"{BELOW}id/00000002 {BELOW}id/#00000002 301",
    ]
    assert made["id/map.txt"].decode().startswith(f"00000001 {paper}\n")
    assert made["id/map.nginx"].decode().startswith(f"00000001 {paper};\n")
    assert all(re.fullmatch(rb"[^\n]+(\n[^\n]+)*\n", made[f"id/{name}"]) for name in ("map.txt",))


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        ("id/BA7A9361", "BA7A9361"),
        ("id/ba7a9361", "BA7A9361"),
        ("id/SRCH:BA7A9361", "BA7A9361"),
        ("id/srch:ba7a9361/index.html", "BA7A9361"),
        ("id/BA7A9361.html", "BA7A9361"),
        ("id/index.html", ""),
        ("id/ba/index.html", ""),
        ("id/BA7A93611", ""),
        ("id/BA7A936G", ""),
        ("id/BA7A9361\n", ""),
        ("paper/id/BA7A9361", ""),
    ],
)
def test_an_address_asks_for_a_record_id_in_either_case(file: str, asked: str) -> None:
    assert asked_record_id(file) == asked


def test_a_built_site_lists_every_paper_of_it(small_world: BuiltSite) -> None:
    listed = Page(small_world.page("/id/"), f"{world.BASE_URL}/id/")
    for name in (*world.public_names(), world.TOMBSTONE):
        assert f"{world.BASE_URL}{world.path(name)}" in listed.targets
    assert f"{world.BASE_URL}/id/" in Page(small_world.page("/"), f"{world.BASE_URL}/").targets
