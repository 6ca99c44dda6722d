"""Rows of a catalog for tests that need more papers than a folder should hold."""

from __future__ import annotations

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from tests.small_world import papers as world


def row(number: int, submitted: str = "2026-06-10", **others: object) -> CatalogRow:
    """The row of an invented paper; `number` makes its id, its title and its folder."""
    like = catalog_row("papers/least", world.published("least"))
    paper_id = f"{number:08x}-0000-4000-8000-000000000000"
    return like._replace(
        folder=f"papers/{number}",
        id=paper_id,
        record_id=f"SRCH:{paper_id[:8].upper()}",
        title=f"Invented {number}",
        display_title=f"Invented {number}",
        submitted=submitted,
        **others,
    )
