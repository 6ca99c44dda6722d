"""Corrections and a manifest as texts, and how they are edited in tests."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.editing.record_edits import append_event
from sitegen.editing.yaml_edits import YamlEditError
from sitegen.reading.documents import Document, read_yaml
from sitegen.shapes.reader import read_shape

FILE = "records/papers/x/corrections.yaml"
MANIFEST = "records/papers/x/manifest.yaml"
PAPER = "ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"
OTHER = "cc2b37ca-0050-4a86-858a-14fda14c5a98"
DIGITS = "0123456789" * 6 + "0123"
HEAD = f"""\
contract_version: correction-record-v1
work: {{id: {PAPER}}}
"""
FIRST = """\
  - event_id: BA7A9361-C1
    corrected_at: 2026-07-10T09:00:00+00:00
    correction_type: METADATA
    public_note: The title was wrong.
"""
NEW: dict[str, Any] = {
    "event_id": "BA7A9361-C2",
    "corrected_at": "2026-07-11T09:00:00+00:00",
    "correction_type": "CLAIM",
    "public_note": "A claim was wrong.",
}
NEW_LINES = """\
  - event_id: BA7A9361-C2
    corrected_at: 2026-07-11T09:00:00+00:00
    correction_type: CLAIM
    public_note: A claim was wrong.
"""
ONE_EVENT = f"{HEAD}correction_events:\n{FIRST}"


def document(text: str) -> Document:
    found, diagnostics = read_yaml(text.encode(), FILE)
    assert diagnostics == []
    assert found
    return found


def data(text: str) -> dict[str, Any]:
    return document(text).data


def record(text: str) -> AuthoredCorrectionRecord:
    found, diagnostics = read_shape(AuthoredCorrectionRecord, document(text))
    assert diagnostics == []
    assert found
    return found


def appended(text: str | None, **more: Any) -> str:
    """The file with the new event, which is the last of a record that is right."""
    result = append_event(text, FILE, PAPER, {**NEW, **more})
    assert record(result).correction_events[-1].event_id == NEW["event_id"]
    return result


def refused(call: Any) -> YamlEditError:
    with pytest.raises(YamlEditError) as caught:
        call()
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def assert_lines_are_kept(before: str, after: str) -> None:
    lines = iter(after.splitlines())
    assert [line for line in before.splitlines() if line not in lines] == []
