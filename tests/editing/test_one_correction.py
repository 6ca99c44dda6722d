"""The correction of one paper: what differs from the published one, and the event."""

from __future__ import annotations

from sitegen.contracts.ledger import event_sha256
from tests.editing.committed import committed, papers, told, world, written
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["committed", "nobodys_configuration", "world"]  # fixtures


def test_events_are_chained_and_numbered_on(world: World) -> None:
    written(world, told(notice={"kind": "erratum"}))
    world.paper("one", ONE, submitted="2026-07-01", title="Another title")
    (done,) = written(world, told())
    assert done.event_id == "5EED0001-C2"
    first, second = papers(world).rows["papers/one"].ledger.published_events()
    assert second["previous_event_sha256"] == event_sha256(first)
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
