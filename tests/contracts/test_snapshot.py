"""A replaced manifest is read from its bytes, or it is said why it is none."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from sitegen.contracts.snapshot import Snapshot, SnapshotError, read_snapshot
from sitegen.findings.canonical import canonical_sha256
from sitegen.render.exports import manifest_json
from tests.contracts.papers import ID, SITE, paper

PUBLISHED = manifest_json.export(paper(), SITE)
DIGEST = hashlib.sha256(PUBLISHED).hexdigest()
REDACTED = {"manifest_sha256": DIGEST, "redacted_at": "2026-09-01T09:00:00+00:00"}


def changed(**changes: Any) -> bytes:
    """The published manifest with other members; None takes one away."""
    content = json.loads(PUBLISHED) | changes
    return json.dumps({key: value for key, value in content.items() if value is not ...}).encode()


def test_a_published_manifest_is_a_snapshot() -> None:
    facts = json.loads(PUBLISHED)["facts"]
    assert read_snapshot(3, PUBLISHED) == Snapshot(
        number=3,
        data=PUBLISHED,
        work_id=ID,
        facts=facts,
        facts_sha256=canonical_sha256(facts),
        report_sha256=None,
        sha256=DIGEST,
        is_redacted=False,
        is_sound=True,
    )
    assert read_snapshot(3, PUBLISHED).path == "manifests/3.json"


def test_members_of_a_later_contract_are_ignored() -> None:
    assert read_snapshot(1, changed(contract_version="paper-manifest-v1.9", more=[])).is_sound


def test_facts_that_are_not_those_of_the_digest_are_not_sound() -> None:
    assert not read_snapshot(1, changed(facts={"work": {"title": "Another"}})).is_sound
    assert not read_snapshot(1, changed(facts_sha256="0" * 64)).is_sound


def test_a_redacted_snapshot_has_the_digest_of_its_original() -> None:
    redacted = read_snapshot(1, changed(facts={"work": {"title": "[redacted]"}}, redacted=REDACTED))
    assert redacted.is_redacted
    assert redacted.is_sound
    assert redacted.sha256 == DIGEST
    assert redacted.facts_sha256 == read_snapshot(1, PUBLISHED).facts_sha256


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is not JSON: "),
        (b"{", "it is not JSON: "),
        (b"\xff", "it is not JSON: "),
        (b"[" * 5000 + b"]" * 5000, "it is not JSON: "),
        (b"[]", "it is not a JSON object"),
        (b"null", "it is not a JSON object"),
        (b"{}", "contract_version: field required"),
        (
            changed(contract_version="ledger-v1.0"),
            "contract_version: it should be a version of ",
        ),
        (changed(contract_version="paper-manifest-v2.0"), "contract_version: it is newer than "),
        (changed(work={}), "work.id: field required"),
        (changed(facts=...), "facts: field required"),
        (changed(facts=[]), "facts: input should be a valid dictionary"),
        (changed(facts_sha256="x"), "facts_sha256: string should match"),
        (changed(report_sha256=1), "report_sha256: input should be a valid string"),
        (changed(redacted={}), "redacted.manifest_sha256: field required"),
        (changed(facts={"x": 2**60}), "its facts have no canonical form"),
    ],
)
def test_other_bytes_are_no_manifest(data: bytes, why: str) -> None:
    with pytest.raises(SnapshotError) as raised:
        read_snapshot(1, data)
    assert str(raised.value).startswith(why)


def test_facts_that_are_too_deep_are_no_manifest() -> None:
    deep = b'{"x":' + b"[" * 990 + b"]" * 990 + b"}"
    data = PUBLISHED.replace(b'"facts":{', b'"facts":{"deep":' + deep + b",")
    with pytest.raises(SnapshotError):
        read_snapshot(1, data)
