"""The texts of a record that people read, and where they are."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.reading.documents import KeyPath

# Keys whose values are not texts for people, or have a form of their own.
NO_TEXTS = frozenset(
    {
        *("contract_version", "id", "doi", "url", "sha256", "path", "source", "license"),
        *("orcid", "ror", "roles", "scheme", "value", "relation", "identifier"),
        *("references", "supersedes", "superseded_by", "event_id", "affected_fields", "replaces"),
        *("previous_event_sha256", "lifts", "cut", "redacted", "language", "type", "status"),
    }
)


class RecordText(NamedTuple):
    """A text, its file, and its path in there."""

    path: KeyPath
    file: str
    text: str


def texts_in(file: str, data: object) -> list[RecordText]:
    """The texts in the data of a file, in the order of the file."""
    found: list[RecordText] = []
    _collect(found, file, (), data)
    return found


def _collect(found: list[RecordText], file: str, path: KeyPath, value: object) -> None:
    # Not a generator: one for each value took longer than all that is done with the texts.
    if isinstance(value, str):
        found.append(RecordText(path, file, value))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NO_TEXTS:
                _collect(found, file, (*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _collect(found, file, (*path, index), inner)
