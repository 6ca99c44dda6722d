"""Resolves merge conflicts of git in corrections.yaml: the events of both sides are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sitegen.contracts.correction_events import AuthoredEvent, event_sha256
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.editing.plans import CorrectionError
from sitegen.editing.record_edits import EVENTS, append_event
from sitegen.reading.documents import Document, read_yaml
from sitegen.shapes.reader import read_shape

# Conflict markers of git's default style, and of diff3 and zdiff3.
_CONFLICT = re.compile(
    r"^<{7}(?: [^\n]*)?\n(?P<ours>.*?)(?:^\|{7}(?: [^\n]*)?\n.*?)?"
    r"^={7}\r?\n(?P<theirs>.*?)^>{7}(?: [^\n]*)?(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"^[ \t]*#", re.MULTILINE)


class _Side(NamedTuple):
    document: Document
    record: AuthoredCorrectionRecord

    @property
    def events(self) -> Sequence[AuthoredEvent]:
        return self.record.correction_events

    @property
    def others(self) -> dict[str, object]:
        """All keys except the events."""
        return {key: value for key, value in self.document.data.items() if key != EVENTS}


def with_both_sides(data: bytes, file: str) -> bytes:
    """Our side of a file with conflicts, followed by the events that only their side has.

    A file without conflicts, or with a side that cannot be read, is returned unchanged. Raises
    CorrectionError if the sides differ in more than their events.
    """
    text = data.decode(errors="replace")
    if not (conflicts := list(_CONFLICT.finditer(text))):
        return data
    ours, theirs = _side(text, file, "ours"), _side(text, file, "theirs")
    if ours is None or theirs is None:
        return data
    if ours.others != theirs.others or any(_COMMENT.search(each["theirs"]) for each in conflicts):
        message = f"{file}: the two sides of the merge conflict differ in more than their events"
        raise CorrectionError(
            message, "resolve it by hand: keep all events, each with all its lines"
        )
    text, present = ours.document.text, {event_sha256(each) for each in ours.events}
    for event, written in zip(theirs.events, theirs.document.data.get(EVENTS, []), strict=True):
        if event_sha256(event) not in present:
            text = append_event(text, file, ours.record.work.id, written)
    return text.encode()


def _side(text: str, file: str, name: str) -> _Side | None:
    document, _ = read_yaml(_CONFLICT.sub(rf"\g<{name}>", text).encode(), file)
    record = read_shape(AuthoredCorrectionRecord, document)[0] if document else None
    return _Side(document, record) if document and record else None
