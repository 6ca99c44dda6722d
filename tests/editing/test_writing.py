"""Files of the records, written each in one step."""

from __future__ import annotations

import stat

from tests.editing.committed import committed, told, world, written
from tests.history.test_git import nobodys_configuration
from tests.worlds import World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_a_file_keeps_its_mode(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    path = world.records / "papers/one/corrections.yaml"
    path.chmod(0o640)
    written(world, told(notice={"kind": "retraction"}))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text().count("event_id") == 2
