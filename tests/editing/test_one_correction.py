"""The correction of one paper: what differs from the published one, and the event."""

from __future__ import annotations

import pytest

from sitegen.editing.correcting import corrections
from sitegen.editing.plans import CorrectionError, When
from tests.editing.committed import NOW, committed, papers, told, world, written
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_events_are_chained_and_numbered_on(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    (done,) = written(world, told())
    assert done.event_id == "5EED0001-C2"
    first, second = papers(world).rows["papers/one"].ledger.events
    assert second.previous_event_sha256 == first.sha256
    assert second.replaces is not None
    assert first.previous_event_sha256 is None


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
    with pytest.raises(CorrectionError, match="its record had an error in git:HEAD"):
        written(world, told())


def test_a_correction_keeps_what_it_found_beside_what_it_writes(world: World) -> None:
    world.paper("one", ONE, submitted="2026-07-01", title="Another title", doi="10.5281/zenodo.1")
    (done,) = corrections(papers(world), [told()], When(NOW))
    assert (done.folder, done.record_id, done.title) == (
        *("papers/one", "SRCH:5EED0001", "Another title"),
    )
    assert done.affected_fields == ("work.title",)
    assert [each.path for each in done.changes if each.is_milestone] == ["work.doi"]
    assert done.writes.keys() == {
        *("papers/one/corrections.yaml", "papers/one/superseded/1.json"),
    }
    assert done.found["papers/one/corrections.yaml"] is None


def test_nothing_is_announced_where_nothing_changed(world: World) -> None:
    (done,) = corrections(papers(world), [told()], When(NOW))
    assert (done.event_id, dict(done.writes)) == ("", {})
    assert done.why == "nothing changed, so no event is needed"
