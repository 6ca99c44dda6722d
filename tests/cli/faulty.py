"""Records with findings."""

from __future__ import annotations

from tests.worlds import ONE, World

ESCAPE = "\x1b"


def warnings(world: World, count: int) -> None:
    """Give a paper artifacts that are only declared, each of which is a warning."""
    declared = [{"type": "other", "label": f"Thing {number}"} for number in range(count)]
    world.paper("one", ONE, manifest={"artifacts": declared})


def notice(world: World) -> None:
    world.paper("one", ONE, abstract="An abstract of few words that its producer cut in mid-wor")
