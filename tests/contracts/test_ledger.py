"""The ledger of a site: its order, its chain, and what it says stays for good."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.ledger import LedgerEntry, event_sha256, in_order_of_time, kept_paths
from sitegen.findings.canonical import canonical_json
from tests.contracts.papers import corrections, event, paper

ZONES = st.sampled_from(["Z", "+00:00", "+14:00", "-11:30"])
TIMES = st.builds(
    lambda day, hour, zone: f"2026-07-{day:02}T{hour:02}:00:00{zone}",
    st.integers(1, 3),
    st.integers(0, 23),
    ZONES,
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), TIMES), max_size=12))
def test_events_are_in_order_of_time_and_those_of_one_moment_in_their_own(
    told: list[tuple[str, str]],
) -> None:
    events = [(paper_id, {"corrected_at": at, "n": n}) for n, (paper_id, at) in enumerate(told)]
    ordered = in_order_of_time(events)
    assert sorted(each["n"] for _, each in ordered) == [*range(len(events))]
    for (one, earlier), (other, later) in pairwise(ordered):
        moments = [datetime.fromisoformat(each["corrected_at"]) for each in (earlier, later)]
        assert moments == sorted(moments)
        if moments[0] == moments[1]:
            assert (one, earlier["n"]) < (other, later["n"])


def test_what_stays_are_replaced_manifests_and_artifacts() -> None:
    paths = ["index.html", "manifest.json", "manifests/1.json", "artifacts/0/a.csv", "artifactsx"]
    assert kept_paths(paths) == ["manifests/1.json", "artifacts/0/a.csv"]


def test_an_entry_gives_back_the_events_that_the_paper_publishes() -> None:
    published = paper(corrected=corrections(event(1), event(2))).corrections.correction_events
    events = [each.model_dump(mode="json") for each in published]
    entry = LedgerEntry("0" * 64, "", canonical_json(events).decode(), {}, ())
    assert entry.published_events() == events
    assert [event_sha256(each) for each in events] == [each.sha256 for each in published]
    assert LedgerEntry("0" * 64, "", "", {}, ()).published_events() == []
