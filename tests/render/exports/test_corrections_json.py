"""`corrections.json`: the published correction record as canonical JSON."""

from __future__ import annotations

import json

import pytest
import rfc8785

from sitegen.render.exports.corrections_json import export
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


@pytest.mark.parametrize("name", world.public_names())
def test_a_correction_record_is_canonical_json_and_a_newline(
    name: str, small_world: BuiltSite
) -> None:
    written = files_of(small_world)[f"{world.path(name)[1:]}corrections.json"]
    assert written == export(world.published(name), world.site())
    assert written == rfc8785.dumps(json.loads(written)) + b"\n"


def test_events_are_published_with_their_times_as_written() -> None:
    read = json.loads(export(world.published("corrected"), world.site()))
    assert [event["corrected_at"] for event in read["correction_events"]] == [
        "2026-05-11T23:30:00-05:00",
        "2026-05-12T05:00:00+00:00",
        "2026-06-01T00:00:00Z",
    ]
    assert read["last_corrected_at"] == "2026-06-01T00:00:00Z"
    assert (read["correction_state"], read["correction_count"]) == ("CORRECTED", 3)
    assert read["known_superseded_manifest_urls"] == [
        f"{world.BASE_URL}{world.path('corrected')}manifests/{number}.json" for number in (1, 2)
    ]


def test_a_paper_without_corrections_has_a_record_that_says_so() -> None:
    read = json.loads(export(world.published("least"), world.site()))
    assert (read["correction_state"], read["correction_count"]) == ("CURRENT", 0)
    assert read["correction_events"] == []
    assert read["last_corrected_at"] is None


def test_a_superseded_paper_names_its_successor() -> None:
    read = json.loads(export(world.published("superseded"), world.site()))
    assert read["correction_state"] == "SUPERSEDED"
    assert read["superseded_by"] == world.published("superseding").manifest.work.id
