"""Edits of `corrections.yaml` and `manifest.yaml` that keep comments and layout.

Text in, text out. Every function raises `YamlEditError` if the form of the file does not allow the
edit, or the edit would change more than it should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from sitegen.contracts.correction_record import CONTRACT
from sitegen.editing.event_yaml import as_data, mapping_lines
from sitegen.editing.yaml_edits import Splice, YamlSource, held, verified, with_last_line_end
from sitegen.reading.documents import KeyPath

EVENTS = "correction_events"


def append_event(text: str | None, file: str, work_id: str, event: Mapping[str, object]) -> str:
    """The file with an event after its last one, its keys in the order of the mapping.

    If `text` is None, the file is new and for the paper `work_id`. Line breaks in texts of the
    event have to be single line feeds; a carriage return would be kept.
    """
    added = as_data(event)
    if text is None:
        return _new_record(file, work_id, {EVENTS: [added]})
    source = YamlSource(with_last_line_end(text), file)
    data = source.document.data
    if EVENTS in data:
        edits = source.item_added((EVENTS,), added)
    else:
        edits = source.key_added((), EVENTS, [added])
    return source.edited(edits, {**data, EVENTS: [*data.get(EVENTS, []), added]})


def set_superseded_by(text: str | None, file: str, work_id: str, newer: str) -> str:
    """The file with `superseded_by`, after `work` if it is new; if `text` is None, a new file."""
    if text is None:
        return _new_record(file, work_id, {"superseded_by": newer})
    source = YamlSource(with_last_line_end(text), file)
    data = source.document.data
    if data.get("superseded_by") == newer:
        return text
    if "superseded_by" in data:
        edits = [source.value_replaced(("superseded_by",), newer)]
    elif "work" in data:
        edits = source.key_added((), "superseded_by", newer, after="work")
    else:
        source.refuse((), 'the key "work" is missing', f"write `work: {{id: {work_id}}}` first")
    return source.edited(edits, {**data, "superseded_by": newer})


def add_to_supersedes(text: str, file: str, older: str) -> str:
    """The manifest with an id in `work.supersedes`; as it was where the id is there already."""
    source = YamlSource(with_last_line_end(text), file)
    data = source.document.data
    work = data.get("work")
    if not isinstance(work, dict):
        source.refuse(
            ("work",), "`work` is not a mapping", "write `work:` with its keys on the lines below"
        )
    if "supersedes" in work:
        edits = source.item_added(("work", "supersedes"), older)
    else:
        edits = source.key_added(("work",), "supersedes", [older])
    present = work.get("supersedes", [])
    if older in present:
        return text
    supersedes = [*present, older]
    return source.edited(edits, {**data, "work": {**work, "supersedes": supersedes}})


def rewrite_events(text: str, file: str, events: Sequence[tuple[int, Mapping[str, str]]]) -> str:
    """The file with all its events in another order, and with other values of some of their keys.

    `events` are positions in the present text, each with new values by key. A missing key is added
    at the end of its event, and a key with the value "" is removed. Comments directly above an
    event move with it, as do those below it that are indented deeper than its dash. Raises
    ValueError if `events` does not contain each position once.
    """
    source = YamlSource(with_last_line_end(text), file)
    data, order = source.document.data, [position for position, _ in events]
    present = data.get(EVENTS, [])
    if not isinstance(present, list):
        source.refuse_as_list((EVENTS,))
    if sorted(order) != list(range(len(present))):
        raise ValueError("the new order does not name each event once")
    edits: list[Splice] = []
    for position, values in events:
        for key, value in values.items():
            edits += source.key_set((EVENTS, position), key, value)
    wanted = [_with_values(present[position], values) for position, values in events]
    changed = source.applied(edits)
    if order != sorted(order):
        changed = YamlSource(changed, file).reordered((EVENTS,), order)
    return verified(changed, file, {**data, EVENTS: wanted} if present else data)


def replace_values(text: str, file: str, values: Mapping[KeyPath, str]) -> str:
    """The file with other texts at some paths, each of which is that of a scalar.

    A `Plain` is written without quotes, so that it can be a number.
    """
    source = YamlSource(text, file)
    wanted = deepcopy(source.document.data)
    edits = []
    for path, value in values.items():
        edits.append(source.value_replaced(path, value))
        held(wanted, path[:-1])[path[-1]] = value
    return source.edited(edits, wanted)


def add_key(text: str, file: str, path: KeyPath, key: str, value: object) -> str:
    """The file with a new key at the end of the mapping at a path."""
    source = YamlSource(with_last_line_end(text), file)
    wanted = deepcopy(source.document.data)
    held(wanted, path)[key] = as_data(value)
    return source.edited(source.key_added(path, key, value), wanted)


def remove_key(text: str, file: str, path: KeyPath) -> str:
    """The file without a key and the lines of its value.

    Comments on these lines are removed as well, and comments directly below that are indented
    deeper than the key; comments above the key stay.
    """
    source = YamlSource(text, file)
    edit = source.key_removed(path)
    wanted = deepcopy(source.document.data)
    del held(wanted, path[:-1])[path[-1]]
    return source.edited([edit], wanted)


def _new_record(file: str, work_id: str, rest: dict[str, object]) -> str:
    data = {"contract_version": CONTRACT.authored_version, "work": {"id": work_id}, **rest}
    return verified("".join(f"{line}\n" for line in mapping_lines(data, 0)), file, data)


def _with_values(event: Any, values: Mapping[str, str]) -> Any:
    if not values:
        return event
    kept = {key: value for key, value in event.items() if values.get(key) != ""}
    return {**kept, **{key: value for key, value in values.items() if value}}
