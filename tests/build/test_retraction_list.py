"""A changed list of retractions makes again what rests on the works in it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.test_retractions import HEADER, row
from tests.worlds import ONE, OTHER, World

OWLS, NIGHT = "https://doi.org/10.5555/owls", "https://doi.org/10.5555/night"
DRAFT = "5eed0003-0000-4000-8000-00000000c0de"


@pytest.fixture
def reading(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    world.paper("one", ONE, manifest={"report": {"references": [OWLS]}})
    world.paper("other", OTHER, manifest={"report": {"references": [NIGHT]}})
    world.paper("draft", DRAFT, manifest={"draft": True, "report": {"references": [OWLS]}})
    _list(world)
    return world


def _list(world: World, *rows: str) -> None:
    world.write("retraction_watch.csv", "\n".join((HEADER, *rows, "")))


def _settings(world: World, *lines: str) -> None:
    file = world.records / "site.yaml"
    text = "\n".join(("retractions: retraction_watch.csv", *lines, ""))
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def _compare(world: World, clean: World) -> list[str]:
    """Build again and cleanly, which gives the same. The folders that were made, with findings."""
    again = world.build(cache=world.folder / ".sitegen", why=True)
    anew = clean.build()
    assert again.diagnostics == anew.diagnostics
    assert world.files() == clean.files()
    noted = [each.place.file for each in again.diagnostics if each.code == "SG317"]
    assert all("list of retractions" in each for each in again.reasons.values())
    return [*sorted(again.reasons), *noted]


@pytest.mark.parametrize("hidden", [False, True])
def test_only_papers_with_other_notices_are_made_again(hidden: bool, reading: World) -> None:
    _settings(reading, *(["publish_references: false"] if hidden else []))
    clean = World(reading.folder / "clean")
    clean.records = reading.records
    reading.build(cache=reading.folder / ".sitegen")
    clean.build()
    assert _compare(reading, clean) == []
    _list(reading, row(doi="10.5555/unused"))
    assert _compare(reading, clean) == []
    _list(reading, row(doi="10.5555/owls"))
    one, draft = (f"records/papers/{name}/manifest.yaml" for name in ("one", "draft"))
    assert _compare(reading, clean) == ["papers/draft", "papers/one", draft, one]
    page = reading.files()[f"paper/{ONE}/index.html"].decode()
    assert ("Rests on a retracted work" in page) != hidden
    assert ("source/doi/10.5555/owls/index.html" in reading.files()) != hidden
    _list(reading, row(doi="10.5555/owls"), row("Reinstatement", "1/1/2025", "10.5555/owls"))
    assert _compare(reading, clean) == ["papers/draft", "papers/one"]
    assert "Rests on" not in reading.files()[f"paper/{ONE}/index.html"].decode()
