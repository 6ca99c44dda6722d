"""The pages above a page."""

from __future__ import annotations

from sitegen.render.crumbs import Crumb, crumbs_of, notice_crumbs, paper_crumbs, removed_crumbs

PAPER = "/paper/5a110001-0000-4000-8000-000000000000/"
INDEX = Crumb("Index", "/")


def test_every_page_is_below_the_index() -> None:
    assert crumbs_of(Crumb("Schemas")) == (INDEX, Crumb("Schemas"))


def test_a_paper_is_below_the_month_of_its_submission() -> None:
    for submitted, label, path in (
        ("2026-07-05", "July 2026", "/month/2026-07/"),
        ("2026-07", "July 2026", "/month/2026-07/"),
        ("2026", "2026, month not known", "/month/2026/"),
        ("", "Undated", "/month/undated/"),
    ):
        found = paper_crumbs("SRCH:5A110001", submitted)
        assert found == (INDEX, Crumb(label, path), Crumb("SRCH:5A110001"))


def test_a_notice_is_below_its_paper_and_a_removed_paper_below_the_corrections() -> None:
    assert notice_crumbs("5A110001-C1", "SRCH:5A110001", PAPER) == (
        INDEX,
        Crumb("SRCH:5A110001", PAPER),
        Crumb("5A110001-C1"),
    )
    assert removed_crumbs("SRCH:5A110001") == (
        INDEX,
        Crumb("Corrections", "/corrections/"),
        Crumb("SRCH:5A110001"),
    )
