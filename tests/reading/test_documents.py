"""Documents: what a reader of records is given."""

from __future__ import annotations

import pickle
from typing import Any

from sitegen.findings.diagnostics import Place, Severity
from sitegen.reading.documents import Plain, read_yaml
from tests.reading.reader import FILE, MANIFEST, good


def test_data_hold_only_mappings_lists_and_texts() -> None:
    def types(value: Any) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value
        return {type(value)}.union(*map(types, [] if isinstance(value, str) else inner))

    assert types(good(MANIFEST).data) == {dict, list, str, Plain}


def test_a_document_can_be_sent_to_another_process() -> None:
    document = good(MANIFEST)
    document.value_place(("work", "title"))
    sent = pickle.loads(pickle.dumps(document))
    assert sent == document
    assert type(sent.data["work"]["id"]) is Plain
    assert sent.value_place(("work", "title")) == Place(FILE, 5, 10)


def test_warnings_leave_the_document_readable() -> None:
    document, diagnostics = read_yaml(b"a: one #2\n", FILE)
    assert document is not None
    assert [found.severity for found in diagnostics] == [Severity.WARNING]
