"""A record of any version is read as the newest one has it, and its digests stay."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sitegen.contracts import paper_manifest
from sitegen.contracts.catalog_row import published_row
from sitegen.contracts.correction_events import complete_events, read_event
from sitegen.contracts.correction_record import AuthoredCorrectionRecord, CorrectionRecord
from sitegen.contracts.envelope import Contract, as_json
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_json import PublishedJsonError, read_as, read_published
from sitegen.contracts.replaced_manifest import ReplacedManifestError, read_replaced_manifest
from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
from sitegen.contracts.timeline import notice_title
from sitegen.contracts.versions import (
    CONTRACTS,
    EMBEDDED,
    Data,
    Version,
    authored_version,
    authored_versions,
    is_newer,
    published_version,
    stem_of,
    upgraded,
)
from sitegen.findings.canonical import canonical_sha256
from sitegen.reading.documents import read_yaml
from sitegen.render.exports import corrections_json, manifest_json
from sitegen.shapes.reader import read_shape
from tests.contracts.next_version import NEXT, NEXT_DAY, NextAuthored, invent_next_version
from tests.contracts.papers import SITE, corrections, event, facts, paper, understood

MANIFEST = manifest_json.export(paper(), SITE)
CORRECTIONS = corrections_json.export(paper(corrected=corrections(event())), SITE)


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of the manifest that is newer than what is read."""
    invent_next_version(monkeypatch)


def steps(monkeypatch: pytest.MonkeyPatch, *versions: Version) -> None:
    """An invented contract with these versions."""
    monkeypatch.setitem(CONTRACTS, "owl-count", versions)


def record(version: str, updated: str = "2026-01-01", **members: Any) -> Data:
    return {
        "contract_version": f"owl-count-v{version}",
        "contract_updated": updated,
        "heard": [],
        **members,
    }


def hears(name: str) -> Any:
    """A step that adds a word to a list, so that the steps can be told afterwards."""

    def step(owls: Data) -> Data:
        owls["heard"].append(name)
        return owls

    return step


# ---------------------------------------------------------------- the table


def test_every_contract_that_is_published_is_in_the_table() -> None:
    published = {each.contract.name for each in PUBLISHED}
    assert published | AUTHORED.keys() == CONTRACTS.keys()


def test_versions_stand_in_order() -> None:
    for name, versions in CONTRACTS.items():
        orders = [each.order for each in versions]
        assert orders == sorted(set(orders)), name


def test_embedded_records_are_those_that_the_manifest_holds() -> None:
    manifest = as_json(paper().manifest)
    found: dict[str, str] = {}
    for path in ("", "quality_assessment."):
        part = manifest["quality_assessment"] if path else manifest
        for key, value in part.items():
            if isinstance(value, dict) and "schema" in value:
                found[path + key] = value["contract_version"].rpartition("-v")[0]
    assert found == EMBEDDED["paper-manifest"]


def test_names_come_from_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, Version("1.0", "2026-01-01"), Version("1.2", "2026-02-01"))
    assert stem_of("owl-count") == "owl-count-v1"
    assert published_version("owl-count") == "owl-count-v1.2"
    assert authored_versions("owl-count") == ["owl-count-v1", "owl-count-v1.2"]
    contract = Contract("owl-count", "Owls.")
    assert contract.authored_version == authored_version("owl-count") == "owl-count-v1.2"
    assert contract.head(SITE)["contract_updated"] == "2026-02-01"
    steps(monkeypatch, Version("1.2", "2026-02-01"), Version("2.0", "2026-03-01"))
    assert contract.stem == "owl-count-v2"
    assert contract.head(SITE)["contract_version"] == "owl-count-v2.0"


# ---------------------------------------------------------------- published records


@pytest.mark.parametrize(
    ("path", "value"),
    [("work.submitted", "2026-13"), ("work.submitted", "x"), ("gate_verdict.evaluated_at", "x")],
)
def test_a_date_that_does_not_exist_is_not_read(path: str, value: str) -> None:
    changed = json.loads(MANIFEST)
    part, key = path.split(".")
    changed[part][key] = value
    with pytest.raises(PublishedJsonError, match=path):
        read_as(PaperManifest, read_published("paper-manifest", json.dumps(changed).encode()))


def test_cut_texts_that_were_published_as_paths_are_read_as_guesses() -> None:
    older = json.loads(MANIFEST) | {
        "cut_texts": ["work.abstract"],
        "contract_updated": "2026-11-21",
    }
    Draft202012Validator(published_schema(PaperManifest, SITE)).validate(older)
    read = read_as(PaperManifest, read_published("paper-manifest", json.dumps(older).encode()))
    assert [(each.path, each.certain) for each in read.cut_texts] == [("work.abstract", False)]
    assert read.cut_marks == {"work.abstract": "[possibly cut]"}
    newer = json.loads(MANIFEST) | {"cut_texts": [{"path": "work.title", "certain": True}]}
    Draft202012Validator(published_schema(PaperManifest, SITE)).validate(newer)
    read = read_as(PaperManifest, read_published("paper-manifest", json.dumps(newer).encode()))
    assert read.cut_marks == {"work.title": "[cut]"}


@pytest.mark.parametrize(
    ("version", "updated", "heard"),
    [
        ("1.0", "2025-06-01", ["1.0b", "1.1", "2.0"]),
        ("1.0", "2026-01-01", ["1.0b", "1.1", "2.0"]),
        ("1.0", "2026-02-01", ["1.1", "2.0"]),
        ("1.0", "2026-02-20", ["1.1", "2.0"]),
        ("1.1", "2026-03-01", ["2.0"]),
        ("2.0", "2026-04-01", []),
        ("2.0", "2031-01-01", []),
        ("2.7", "2026-04-01", []),
    ],
)
def test_one_step_follows_the_other_from_where_a_record_stands(
    version: str, updated: str, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(
        monkeypatch,
        Version("1.0", "2026-01-01", hears("never")),
        Version("1.0", "2026-02-01", hears("1.0b")),
        Version("1.1", "2026-03-01", hears("1.1")),
        Version("2.0", "2026-04-01", hears("2.0")),
    )
    before = record(version, updated)
    found = upgraded("owl-count", copy.deepcopy(before))
    assert found["heard"] == heard
    assert found["contract_updated"] == updated
    expected = "owl-count-v2.0" if heard else before["contract_version"]
    assert found["contract_version"] == expected


def test_a_record_is_never_changed_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, Version("1.0", "2026-01-01"), Version("1.1", "2026-02-01", hears("1.1")))
    before = record("1.0")
    assert upgraded("owl-count", before)["heard"] == ["1.1"]
    assert before == record("1.0")
    newer = record("1.1", "2026-02-01")
    assert upgraded("owl-count", newer) is newer


def test_no_step_changes_what_digests_are_taken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(owls: Data) -> Data:
        return {**owls, "facts": {}, "facts_sha256": "", "correction_events": []}

    steps(monkeypatch, Version("1.0", "2026-01-01"), Version("1.1", "2026-02-01", forgetful))
    before = record("1.0", facts={"owls": 3}, facts_sha256="0" * 64, correction_events=[{"a": 1}])
    expected = {**before, "contract_version": "owl-count-v1.1"}
    assert upgraded("owl-count", before) == expected


@pytest.mark.parametrize("version", [None, 1, "", "owl-count", "mice-v1.0", "owl-count-v1.0.0"])
def test_what_is_of_another_contract_is_left_alone(
    version: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(monkeypatch, Version("1.0", "2026-01-01"), Version("1.1", "2026-02-01", hears("1.1")))
    other = {**record("1.0"), "contract_version": version}
    assert upgraded("owl-count", other) is other
    assert not is_newer("owl-count", other)


def test_a_record_inside_a_record_has_steps_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_tester(verdict: Data) -> Data:
        return {**verdict, "tested_by": None}

    newer = Version("1.1", NEXT_DAY, with_tester)
    monkeypatch.setitem(CONTRACTS, "gate-verdict", (*CONTRACTS["gate-verdict"], newer))
    before = json.loads(MANIFEST)
    found = read_published("paper-manifest", MANIFEST)
    assert found["gate_verdict"] == {
        **before["gate_verdict"],
        "contract_version": "gate-verdict-v1.1",
        "tested_by": None,
    }
    assert {**found, "gate_verdict": None} == {**before, "gate_verdict": None}


# ---------------------------------------------------------------- read back


@pytest.mark.usefixtures("next_version")
def test_a_manifest_of_today_is_read_by_the_next_version() -> None:
    row = published_row("owls", MANIFEST, CORRECTIONS, {})
    assert row.ledger.facts_sha256 == json.loads(MANIFEST)["facts_sha256"]
    kept = read_replaced_manifest(1, MANIFEST)
    assert (kept.data, kept.facts_sha256) == (MANIFEST, row.ledger.facts_sha256)
    assert kept.is_sound
    assert read_published("paper-manifest", MANIFEST)["invented_count"] == 3


def later(content: Data) -> bytes:
    """A record as a later sitegen may publish it."""
    stem = content["contract_version"].rpartition(".")[0]
    head = {"contract_version": f"{stem}.9", "contract_updated": "2101-12-31"}
    return json.dumps({**content, **head, "owls": 3}).encode()


def test_what_only_a_later_version_knows_is_read() -> None:
    manifest = json.loads(MANIFEST)
    manifest["editorial_status"] |= {"status": "PARTLY_HEARD", "label": "Partly heard"}
    manifest["gate_verdict"]["status"] = "HEARD"
    manifest["quality_assessment"]["quality_tier"]["tier"] = "NIGHT_GRADE"
    manifest["quality_assessment"]["review_monitor"]["active_triggers"] = ["NOBODY_LISTENED"]
    record = json.loads(CORRECTIONS)
    told = record["correction_events"][0]
    told |= {"correction_type": "SOUND", "heard_by": "an owl"}
    told["notice"] = {"kind": "noise_complaint", "issued_by": None, "reasons": [], "doi": None}
    events = [told]
    row = published_row(
        "owls",
        later(manifest),
        later({**record, "correction_state": "NOISY", "correction_events": events}),
        {},
    )
    assert (row.status, row.status_label) == ("PARTLY_HEARD", "Partly heard")
    assert (row.gate, row.tier) == ("HEARD", "NIGHT_GRADE")
    assert row.correction_state == "NOISY"
    assert [each.members for each in row.ledger.events] == events
    assert notice_title(read_event(told)) == "Noise complaint"


def test_a_later_event_keeps_its_digest() -> None:
    told = as_json(complete_events([authored_event()])[0])
    assert read_event(told).sha256 == canonical_sha256(told)
    more = {**told, "heard_by": "an owl"}
    assert read_event(more).sha256 == canonical_sha256(more)
    assert read_event(more).members == more
    assert read_event(more) != read_event(told)


def authored_event() -> Any:
    whole = {**corrections(event()), "contract_version": "correction-record-v1"}
    return AuthoredCorrectionRecord.model_validate(whole).correction_events[0]


def test_an_event_gets_no_member_that_says_nothing() -> None:
    # Digests are taken over events as they are published: a new member of the contract appears
    # only where it holds a value, or every chain that was published would break.
    assert as_json(complete_events([authored_event()])[0]).keys() == {
        *("event_id", "corrected_at", "correction_type", "public_note", "affected_fields"),
        *("notice", "lifts", "replaces", "previous_event_sha256"),
    }


def test_a_word_is_kept_only_where_a_published_record_is_read() -> None:
    record = json.loads(CORRECTIONS) | {"correction_state": "NOISY"}
    assert read_as(CorrectionRecord, record).correction_state == "NOISY"
    with pytest.raises(ValueError, match="correction_state"):
        CorrectionRecord.model_validate(record)
    with pytest.raises(PublishedJsonError, match="correction_state: input should be "):
        read_as(CorrectionRecord, {**record, "correction_state": 3})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "it is not JSON: "),
        (b"[]", "it is not a JSON object"),
        (b"3", "it is not a JSON object"),
    ],
)
def test_what_is_no_object_is_no_record(data: bytes, why: str) -> None:
    with pytest.raises(PublishedJsonError, match=why):
        read_published("paper-manifest", data)


def test_a_major_version_that_is_not_known_is_refused() -> None:
    data = json.dumps({**json.loads(MANIFEST), "contract_version": "paper-manifest-v2.0"})
    with pytest.raises(
        ReplacedManifestError, match="it is newer than this version of sitegen can read"
    ):
        read_replaced_manifest(1, data.encode())


# ---------------------------------------------------------------- authored files


def text_of(changes: dict[str, Any] | None = None) -> bytes:
    return json.dumps(facts(changes), indent=1).encode()


@pytest.mark.usefixtures("next_version")
def test_a_record_of_an_older_version_needs_no_new_key() -> None:
    document, _ = read_yaml(text_of(), "manifest.yaml")
    assert document is not None
    manifest, found = read_shape(NextAuthored, document)
    assert found == []
    assert manifest is not None
    assert manifest.invented_key == "Not stated"
    assert manifest.contract_version == published_version("paper-manifest")
    assert "invented_key" not in document.data


@pytest.mark.usefixtures("next_version")
def test_a_record_of_the_next_version_needs_it() -> None:
    newest_one = {"contract_version": authored_version("paper-manifest")}
    document, _ = read_yaml(text_of(newest_one), "manifest.yaml")
    assert document is not None
    manifest, (found,) = read_shape(NextAuthored, document)
    assert manifest is None
    assert (found.code, found.message) == (
        "SG201",
        'the key "invented_key" is missing at the top level',
    )


@pytest.mark.usefixtures("next_version")
def test_a_mistake_in_an_older_record_has_its_place() -> None:
    text = text_of({"work.titel": "A slip"}).decode()
    document, _ = read_yaml(text.encode(), "manifest.yaml")
    assert document is not None
    _, (found,) = read_shape(NextAuthored, document)
    lines = text.splitlines()
    assert found.place.line == 1 + next(at for at, line in enumerate(lines) if "titel" in line)
    assert '"titel" is not known in work' in found.message


def test_facts_stay_when_the_version_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    before = paper().manifest
    invent_next_version(monkeypatch)
    raised = {"contract_version": authored_version("paper-manifest"), "invented_key": "Not stated"}
    for changes in ({}, raised):
        after = paper(changes).manifest
        assert after.facts == before.facts
        assert after.facts_sha256 == before.facts_sha256
        assert after.contract_version == published_version("paper-manifest")
    stated = paper({**raised, "invented_key": "The owls"}).manifest
    assert stated.facts == {**before.facts, "invented_key": "The owls"}


def test_what_is_implied_deep_inside_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = paper().manifest.facts
    implied = {"quality_assessment.dimensions.novelty": {"level": "LOW"}}
    newer = Version("1.9", NEXT_DAY, implied=implied)
    versions = (*CONTRACTS["paper-manifest"], newer)
    monkeypatch.setitem(CONTRACTS, "paper-manifest", versions)
    after = paper().manifest
    assert after.facts == before
    assert after.quality_assessment.quality_dimensions.dimensions.novelty.level == "LOW"
    high = {"quality_assessment.dimensions": {"novelty": "HIGH"}}
    assert paper(high).manifest.facts["quality_assessment"]["dimensions"] == {
        "novelty": {"level": "HIGH"}
    }


@pytest.mark.usefixtures("next_version")
def test_a_version_that_nobody_knows_is_an_error_that_lists_all() -> None:
    (found,) = understood(facts({"contract_version": "paper-manifest-v0"})).diagnostics
    names = authored_versions("paper-manifest")
    assert (found.code, found.place.line) == ("SG204", 2)
    assert all(each in found.hint for each in names)


# ---------------------------------------------------------------- schemas


def test_a_schema_takes_every_version_of_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.loads(MANIFEST)
    versions = (*CONTRACTS["paper-manifest"], NEXT["paper-manifest"])
    monkeypatch.setitem(CONTRACTS, "paper-manifest", versions)
    schema = published_schema(PaperManifest, SITE)
    new = published_version("paper-manifest")
    check = Draft202012Validator(schema)
    assert check.is_valid(before)
    assert check.is_valid({**before, "contract_version": new, "contract_updated": NEXT_DAY})
    assert not check.is_valid({**before, "schema": before["schema"].replace("-v1", "-v7")})


def test_a_member_that_came_later_is_never_required(monkeypatch: pytest.MonkeyPatch) -> None:
    added = frozenset({"interpretation", "work.language", "artifact_set.bytes"})
    versions = (*CONTRACTS["paper-manifest"], Version("1.9", NEXT_DAY, added=added))
    monkeypatch.setitem(CONTRACTS, "paper-manifest", versions)
    check = Draft202012Validator(published_schema(PaperManifest, SITE))
    manifest = json.loads(MANIFEST)
    for part, key in (
        (manifest, "interpretation"),
        (manifest["work"], "language"),
        (manifest["artifact_set"][0], "bytes"),
    ):
        del part[key]
    assert check.is_valid(manifest)
    del manifest["work"]["title"]
    assert not check.is_valid(manifest)


def test_editors_are_offered_the_newest_version_first(next_version: None) -> None:
    schema = authored_schema("paper-manifest", SITE)
    names = authored_versions("paper-manifest")
    assert schema["properties"]["contract_version"]["enum"] == names[::-1]
    assert paper_manifest.CONTRACT.authored_version == names[-1]
