"""What corrections replaced is kept, as it was published."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from sitegen.reading.paper_source import ArtifactFile, PaperSource
from sitegen.render.exports import manifest_json as exported
from sitegen.render.paper import understand
from tests.checks.papers import ID, MANIFEST, manifest, site, understood
from tests.checks.test_correction_rules import event, record

PAPER = understood(manifest(title="How barn owls hear")).paper
assert PAPER is not None
PUBLISHED = exported.export(PAPER, site())
REPLACES = {"facts_sha256": PAPER.manifest.facts_sha256}
DIGEST = hashlib.sha256(b"old").hexdigest()
REDACTED = {"manifest_sha256": "0" * 64, "redacted_at": "2026-09-01T09:00:00Z"}


def changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(PUBLISHED) | changes).encode()


def found(
    *events: dict[str, object],
    superseded: dict[int, bytes] | None = None,
    kept: dict[str, bytes] | None = None,
) -> list[tuple[str, str, int]]:
    """Code, file and line of what is wrong with a paper and what it replaced."""
    files = {"manifest.yaml": MANIFEST.encode()}
    if events:
        text = record(*events).replace('{"event_id"', '\n{"event_id"')
        files["corrections.yaml"] = text.replace('"replaces"', '\n"replaces"').encode()
    files |= {f"superseded/{number}.json": data for number, data in (superseded or {}).items()}
    held = {
        f"superseded/artifacts/{name}": ArtifactFile(
            hashlib.sha256(data).hexdigest(), len(data), data
        )
        for name, data in (kept or {}).items()
    }
    source = PaperSource("papers/owls", files, kept=held)
    places = [(each.code, *each.place[:2]) for each in understand(source, site()).diagnostics]
    return [(code, file.removeprefix("records/papers/owls/"), line) for code, file, line in places]


def test_an_event_with_the_manifest_that_it_replaced_is_in_order() -> None:
    assert found(event(replaces=REPLACES), superseded={1: PUBLISHED}) == []
    redacted = changed(redacted=REDACTED, facts={})
    assert found(event(replaces=REPLACES), superseded={1: redacted}) == []


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        changed(facts={"work": {}}),
        changed(facts={"x": 2**60}),
        changed(work={"id": ID.replace("1", "2")}),
    ],
)
def test_a_replaced_manifest_is_one_of_this_paper_and_sound(data: bytes) -> None:
    assert found(event(replaces=REPLACES), superseded={1: data}) == [
        ("SG511", "superseded/1.json", 1)
    ]


def test_what_an_event_replaced_is_kept() -> None:
    assert found(event(replaces=REPLACES)) == [("SG512", "corrections.yaml", 3)]


def test_the_digests_are_those_of_the_file() -> None:
    for digests in (
        {"facts_sha256": "0" * 64},
        {**REPLACES, "report_sha256": "0" * 64},
    ):
        assert found(event(replaces=digests), superseded={1: PUBLISHED}) == [
            ("SG512", "corrections.yaml", 3)
        ]


def test_a_replaced_manifest_has_an_event_that_says_so() -> None:
    assert found(event(), superseded={1: PUBLISHED}) == [("SG512", "superseded/1.json", 1)]
    assert found(superseded={7: PUBLISHED}) == [("SG512", "superseded/7.json", 1)]
    events = (event(replaces=REPLACES), event(2))
    assert found(*events, superseded={1: PUBLISHED, 3: PUBLISHED}) == [
        ("SG512", "superseded/3.json", 1)
    ]


def test_an_id_that_is_taken_is_said_once() -> None:
    events = (event(replaces=REPLACES), event(1, replaces=REPLACES))
    assert found(*events, superseded={1: PUBLISHED}) == [("SG502", "corrections.yaml", 4)]


def test_a_replaced_artifact_lies_below_its_digest() -> None:
    right, wrong = f"{DIGEST[:12]}/x.txt", f"{'0' * 12}/x.txt"
    assert found(kept={right: b"old"}) == []
    assert found(kept={wrong: b"old"}) == [("SG513", f"superseded/artifacts/{wrong}", 1)]


def test_a_redacted_artifact_lies_below_the_digest_of_what_it_was() -> None:
    line = f"Redacted. SHA-256 of what stood here: {DIGEST}\n".encode()
    own = hashlib.sha256(line).hexdigest()[:12]
    assert found(kept={f"{DIGEST[:12]}/x.txt": line}) == []
    assert found(kept={f"{own}/x.txt": line}) == [("SG513", f"superseded/artifacts/{own}/x.txt", 1)]


# ---------------------------------------------------------------- SG514 what did not change


def test_a_field_that_an_event_names_is_another_one_after_it() -> None:
    both = event(replaces=REPLACES, affected_fields=["work.title", "work.abstract"])
    assert found(both, superseded={1: PUBLISHED}) == [("SG514", "corrections.yaml", 2)]
    report = event(replaces=REPLACES, affected_fields=["work.title", "report.claims"])
    assert found(report, superseded={1: PUBLISHED}) == [("SG514", "corrections.yaml", 2)]
    successor = event(replaces=REPLACES, affected_fields=["work.title", "superseded_by"])
    assert found(successor, superseded={1: PUBLISHED}) == [("SG514", "corrections.yaml", 2)]
    was = {"correction_state": "SUPERSEDED"}
    assert found(successor, superseded={1: changed(correction_record=was)}) == []
    assert found(successor, event(2), superseded={1: PUBLISHED}) == []


def test_what_was_changed_and_changed_back_is_judged_by_what_was_between() -> None:
    now = understood().paper
    assert now is not None
    title, back = event(replaces=REPLACES), {"facts_sha256": now.manifest.facts_sha256}
    between = exported.export(now, site())
    assert found(title, event(2, replaces=back), superseded={1: PUBLISHED, 2: between}) == [
        ("SG514", "corrections.yaml", 4)
    ]
    # Without its manifest it is not known what was there before the second event.
    assert found(title, event(2), superseded={1: PUBLISHED}) == []


def test_two_events_about_one_publication_each_changed_their_own_field() -> None:
    paper = understood(manifest(title="How bats hear", abstract="Bats hear well.")).paper
    assert paper is not None
    replaces = {"facts_sha256": paper.manifest.facts_sha256}
    data = exported.export(paper, site())
    events = (
        event(replaces=replaces),
        event(2, replaces=replaces, affected_fields=["work.abstract"]),
    )
    assert found(*events, superseded={1: data, 2: data}) == []
