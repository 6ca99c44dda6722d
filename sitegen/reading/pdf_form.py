"""Whether a file has the form of a PDF, from its first and last bytes alone."""

from __future__ import annotations

import re
from typing import BinaryIO, NamedTuple

# Where readers look for the mark at the start of a PDF, and for the one at its end.
START, END = 1_024, 2_048
# Bytes of a trailer, or of the dictionary used instead of one, in which encryption is declared.
TRAILER = 4_096
OFFSET = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


class PdfForm(NamedTuple):
    """What the marks of a file say: it begins and ends as a PDF does, and is encrypted."""

    begins: bool
    ends: bool
    is_encrypted: bool

    @property
    def is_whole(self) -> bool:
        """Whether a reader would take it for a PDF, and show it without a password."""
        return self.begins and self.ends and not self.is_encrypted


def pdf_form(file: BinaryIO) -> PdfForm:
    """The form of an open file, of which a few kilobytes are read. Raises OSError."""
    size = file.seek(0, 2)
    start = _piece(file, 0, START)
    end = _piece(file, max(size - END, 0), END)
    offsets = [int(found[1]) for found in OFFSET.finditer(end)]
    trailers = [end, *(_piece(file, each, TRAILER) for each in offsets if each < size)]
    return PdfForm(
        begins=b"%PDF-" in start,
        ends=b"%%EOF" in end,
        is_encrypted=any(map(ENCRYPTED.search, trailers)),
    )


def _piece(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)
