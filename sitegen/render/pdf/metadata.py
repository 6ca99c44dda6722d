"""What a PDF is made from beside its page: the facts that it states of itself, and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

# What XML cannot hold: control characters, halves of surrogate pairs, two that are no characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_A_DIGIT = re.compile("[^0-9]")
# A string of PDF/A has 32,767 bytes at most, and a character of UTF-16 up to four.
MOST_BYTES = 32_767
LONGEST = 8_000


@dataclass(frozen=True)
class PdfMetadata:
    """The facts that a PDF states of itself; an empty text is not stated.

    `created` and `modified` are ISO 8601 dates, which may be a year or a month, or times with an
    offset. `identifier` is an address. `namespace` is that of the site's own properties in XMP.
    """

    title: str
    language: str
    creators: tuple[str, ...] = ()
    description: str = ""
    publisher: str = ""
    topics: tuple[str, ...] = ()
    identifier: str = ""
    doi: str = ""
    license: str = ""
    license_url: str = ""
    record_id: str = ""
    status: str = ""
    namespace: str = ""
    created: str = ""
    modified: str = ""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            clean = _clean(value) if isinstance(value, str) else tuple(map(_clean, value))
            object.__setattr__(self, each.name, clean)

    @property
    def parts(self) -> Iterator[bytes]:
        """All of it, for the key of a PDF."""
        for each in fields(self):
            yield repr(getattr(self, each.name)).encode()


@dataclass(frozen=True)
class PdfAttachment:
    """A file attached to a PDF: its name, its bytes and its description.

    `relationship` says what it is to the PDF: "Data", "Source" or another of ISO 19005-3, 6.8.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"

    @property
    def parts(self) -> Iterator[bytes]:
        """All of it, for the key of a PDF."""
        yield self.content
        for text in (self.name, self.description, self.relationship):
            yield text.encode()


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text).strip()


def short(text: str) -> str:
    """A text as a string of PDF/A can hold it (ISO 19005-3, 6.1.13); a long one ends in "…"."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def pdf_date(day_or_time: str) -> str:
    """An ISO 8601 date or time as a PDF writes it, as precise as it is."""
    day, _, time = day_or_time.partition("T")
    digits = _NOT_A_DIGIT.sub("", day)
    if not time:
        return f"D:{digits}"
    clock, offset = time[:8], re.search(r"(?:Z|[+-]\d\d:\d\d)$", time)
    zone = offset[0].replace(":", "'") if offset else "Z"
    return f"D:{digits}{_NOT_A_DIGIT.sub('', clock)}{zone}"
