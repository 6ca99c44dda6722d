"""The head of a correction record: it names an existing schema, and is only comments."""

from __future__ import annotations

from pathlib import Path

import yaml

from sitegen.contracts.settings import default_site
from sitegen.editing.record_edits import append_event
from sitegen.scaffold.editor_schemas import schema_files
from sitegen.scaffold.new_correction import head
from tests.editing.texts import FILE, NEW, PAPER


def test_it_names_a_schema_that_every_project_has() -> None:
    first, *_ = head().decode().splitlines()
    named = first.partition("$schema=")[2]
    record = Path("/project/records/papers/owls/corrections.yaml")
    assert (record.parent / named).resolve().parent == Path("/project/schemas")
    assert Path(named).name in schema_files(default_site())


def test_before_a_record_it_is_a_comment_and_nothing_else() -> None:
    text = head().decode()
    assert yaml.safe_load(text) is None
    record = append_event(None, FILE, PAPER, NEW)
    assert yaml.safe_load(text + record) == yaml.safe_load(record)
    again = append_event(text + record, FILE, PAPER, {**NEW, "event_id": "BA7A9361-C3"})
    assert again.startswith(text + record)
