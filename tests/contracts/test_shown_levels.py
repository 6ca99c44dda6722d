"""Level and provenance are shown as they were published."""

from __future__ import annotations

from tests.contracts.papers import paper


def test_a_panel_shows_the_published_record() -> None:
    found = paper()
    assert found.level_panel.verification is found.manifest.verification
    assert found.provenance_panel.provenance is found.manifest.provenance
