"""The ledger of a site: its order, its chain, and what it says stays for good."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.correction_events import complete_events, read_event
from sitegen.contracts.ledger import in_order_of_time, kept_paths
from tests.contracts.test_versions import authored_event

EVENT = complete_events([authored_event()])[0].members

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
    events = [
        (paper_id, read_event(EVENT | {"corrected_at": at, "public_note": f"{n:02}"}))
        for n, (paper_id, at) in enumerate(told)
    ]
    ordered = in_order_of_time(events)
    assert sorted(each.public_note for _, each in ordered) == [
        f"{n:02}" for n in range(len(events))
    ]
    for (one, earlier), (other, later) in pairwise(ordered):
        moments = [datetime.fromisoformat(each.corrected_at) for each in (earlier, later)]
        assert moments == sorted(moments)
        if moments[0] == moments[1]:
            assert (one, earlier.public_note) < (other, later.public_note)


def test_what_stays_are_replaced_manifests_and_artifacts() -> None:
    paths = ["index.html", "manifest.json", "manifests/1.json", "artifacts/0/a.csv", "artifactsx"]
    assert kept_paths(paths) == ["manifests/1.json", "artifacts/0/a.csv"]
