"""Planned corrections are written to the records folder, all or none."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sitegen.editing.correcting import corrections
from sitegen.editing.placing import write
from sitegen.editing.plans import When
from tests.editing.committed import NOW, committed, files, papers, told, world
from tests.history.test_git import nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_a_full_disk_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    done = corrections(
        papers(world), [told(), told("papers/other", notice={"kind": "erratum"})], When(NOW)
    )
    before, whole = files(world), Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name.startswith(".corrections") and "other" in path.parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write(world.records, done)
    assert files(world) == before


def test_what_an_event_names_is_there_before_the_event(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    done = corrections(papers(world), [told()], When(NOW))
    placed: list[str] = []
    real = os.replace
    monkeypatch.setattr(
        os, "replace", lambda old, new: (placed.append(Path(new).name), real(old, new))
    )
    write(world.records, done)
    assert placed == ["1.json", "corrections.yaml"]
