"""Corrections as they are planned and written, beside what the command line shows of them."""

from __future__ import annotations

import errno
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.contracts.correction_events import published_sha256
from sitegen.editing.correcting import corrections
from sitegen.editing.papers import Papers
from sitegen.editing.placing import write
from sitegen.editing.plans import (
    MOST_TOLD,
    Announcement,
    Correction,
    CorrectionError,
    When,
    for_each,
)
from sitegen.history.opening import open_base
from sitegen.render.project import Project, load_site
from tests.history.test_git import commit, git, nobodys_configuration
from tests.worlds import ONE, OTHER, World

__all__ = ["nobodys_configuration"]  # a fixture
NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
FOLDERS = ("papers/one", "papers/other")


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return world


def papers(world: World, *folders: str, base: str = "git:HEAD") -> Papers:
    project = Project(world.records)
    site, _ = load_site(project)
    return Papers.read(world.records, site, open_base(base, project), folders or FOLDERS)


def told(folder: str = "papers/one", **words: Any) -> Announcement:
    return Announcement(folder, "METADATA", "A note.", **words)


def written(world: World, *announcements: Announcement) -> list[Correction]:
    done = corrections(papers(world), announcements, When(NOW))
    write(world.records, done)
    return done


def files(world: World) -> dict[str, bytes]:
    every = (path for path in world.records.rglob("*") if path.is_file())
    return {path.relative_to(world.records).as_posix(): path.read_bytes() for path in every}


def test_events_are_chained_and_numbered_on(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    (done,) = written(world, told())
    assert done.event_id == "5EED0001-C2"
    first, second = papers(world).rows["papers/one"].ledger.published_events()
    assert second["previous_event_sha256"] == published_sha256(first)
    assert "replaces" in second
    assert first["previous_event_sha256"] is None


def test_where_more_changed_than_an_event_may_name_the_list_is_named(world: World) -> None:
    def artifacts(text: str) -> list[dict[str, str]]:
        return [
            {"type": "other", "label": f"{text} {n}", "url": f"https://a.example/{text}/{n}"}
            for n in range(60)
        ]

    world.paper("one", ONE, submitted="2026-07-01", manifest={"artifacts": artifacts("a")})
    commit(world.folder)
    world.paper("one", ONE, submitted="2026-07-01", manifest={"artifacts": artifacts("b")})
    (done,) = written(world, told())
    assert done.affected_fields == ("artifacts",)
    assert written(world, told())[0].event_id == ""


def test_a_paper_that_was_broken_when_it_was_published_cannot_be_told(world: World) -> None:
    world.paper("one", ONE, submitted="no day")
    commit(world.folder)
    world.paper("one", ONE, submitted="2026-07-01")
    with pytest.raises(CorrectionError, match="its record had a mistake in git:HEAD"):
        written(world, told())


def test_a_correction_of_the_newer_paper_tells_both(world: World) -> None:
    world.paper("other", OTHER, submitted="2026-06-01", title="Another title")
    done = written(world, told(superseded_by="papers/other"), told("papers/other"))
    assert [each.affected_fields for each in done] == [
        ("superseded_by",),
        ("work.supersedes", "work.title"),
    ]


def test_a_circle_within_one_run_is_refused(world: World) -> None:
    both = told(superseded_by="papers/other"), told("papers/other", superseded_by="papers/one")
    before = files(world)
    with pytest.raises(CorrectionError, match="which leads back to it"):
        written(world, *both)
    assert files(world) == before


def test_all_that_cannot_be_corrected_are_told_together() -> None:
    def refuse(number: int) -> int:
        if number % 2:
            raise CorrectionError(f"number {number}", "")
        return number

    assert for_each([2, 4], refuse) == [2, 4]
    with pytest.raises(CorrectionError, match=r"^number 3$"):
        for_each([2, 3], refuse)
    with pytest.raises(CorrectionError) as refused:
        for_each(range(2 * MOST_TOLD + 6), refuse)
    assert str(refused.value).splitlines()[-2:] == ["number 39", "and 3 more"]


def test_a_file_keeps_its_mode(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    path = world.records / "papers/one/corrections.yaml"
    path.chmod(0o640)
    written(world, told(notice={"kind": "retraction"}))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text().count("event_id") == 2


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
