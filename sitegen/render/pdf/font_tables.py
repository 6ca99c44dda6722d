"""The tables of a font file, read without trust: what it says is compared with what it holds.

fontTools reads the same tables, but believes them: a font of a hundred bytes can say that it maps
four thousand million characters. Besides, checking the characters of a record should not take the
quarter of a second in which fontTools is loaded. The names are those of the OpenType
specification, version 1.9.1 (ISO/IEC 14496-22).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from sys import byteorder

from sitegen.findings.errors import SitegenError

SIGNATURES = (b"\0\1\0\0", b"OTTO", b"true")
COLLECTION = b"ttcf"
MOST_TABLES, MOST_FACES = 256, 256
LAST_CHARACTER = 0x10FFFF
# Encodings of `cmap` for Unicode, the most complete last: (platform, encoding).
UNICODE = ((0, 0), (0, 1), (0, 2), (0, 3), (3, 1), (0, 4), (0, 6), (3, 10))
BLANK = "\u2800"  # a braille pattern without dots
OUTLINES = ("glyf", "CFF ", "CFF2")
BITMAPS = ("CBDT", "EBDT", "sbix", "bdat")
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name")


class BadFontError(SitegenError):
    """A file is not a font, or not one that a PDF can use; the text says why.

    `file` is its name, where the caller does not know it.
    """

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(reason)
        self.file = file


@dataclass(frozen=True)
class Tables:
    """The tables of the first font in a file, by their tags."""

    inside: dict[str, bytes]

    def __getitem__(self, tag: str) -> bytes:
        return self.inside[tag]

    def __contains__(self, tag: str) -> bool:
        return tag in self.inside


def read_tables(data: bytes) -> Tables:
    """The tables of a font file, or of the first font of a collection. Raises BadFontError."""
    start = 0
    if data[:4] == COLLECTION:
        count, start = _unpacked(">8xII", data, 0)
        if not 0 < count <= MOST_FACES:
            raise BadFontError(f"it says that it is a collection of {count:,} fonts")
    if data[start : start + 4] not in SIGNATURES:
        raise BadFontError("it is no TrueType or OpenType font")
    (count,) = _unpacked(">4xH", data, start)
    if count > MOST_TABLES:
        raise BadFontError(f"it says that it has {count:,} tables")
    return Tables(dict(_table(data, start + 12 + 16 * index) for index in range(count)))


def _table(data: bytes, at: int) -> tuple[str, bytes]:
    offset, length = _unpacked(">8xII", data, at)
    name = data[at : at + 4].decode("latin-1")
    if offset + length > len(data):
        raise BadFontError(f"it ends before its table {name.strip()}, so a part of it is missing")
    return name, data[offset : offset + length]


def _unpacked(form: str, data: bytes, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, at)
    except struct.error:
        raise BadFontError("a part of it is missing") from None


def characters_in(tables: Tables) -> frozenset[str]:
    """All characters that the font draws by outlines. Raises BadFontError if there is none."""
    for name in NEEDED:
        if name not in tables:
            raise BadFontError(f"it has no table {name}")
    if not any(name in tables for name in OUTLINES):
        if any(name in tables for name in BITMAPS):
            raise BadFontError("it has pictures of pixels instead of outlines")
        raise BadFontError("it has no outlines")
    empty = _empty_glyphs(tables)
    (count,) = _unpacked(">4xH", tables["maxp"], 0)
    drawn = {
        chr(code)
        for code, glyph in _glyphs(tables["cmap"])
        if 0 < glyph < count and not (glyph in empty and _has_ink(chr(code)))
    }
    if not any(map(_has_ink, drawn)):
        raise BadFontError("it has no outlines, only pictures of pixels or colours")
    return frozenset(drawn)


def _has_ink(char: str) -> bool:
    return char.isprintable() and not char.isspace() and char != BLANK


def _empty_glyphs(tables: Tables) -> frozenset[int]:
    """The glyphs without an outline, as far as a short look shows: those of TrueType."""
    if "glyf" not in tables or "loca" not in tables:
        return frozenset()
    (is_long,) = _unpacked(">50xH", tables["head"], 0)
    offsets = _numbers("I" if is_long else "H", tables["loca"])
    return frozenset(at for at in range(len(offsets) - 1) if offsets[at] == offsets[at + 1])


def _numbers(kind: str, data: bytes) -> array[int]:
    numbers = array(kind)
    numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    if byteorder == "little":
        numbers.byteswap()
    return numbers


def _glyphs(cmap: bytes) -> Iterator[tuple[int, int]]:
    """The code points that a font maps, each with its glyph."""
    (count,) = _unpacked(">2xH", cmap, 0)
    best: tuple[int, int] = (-1, 0)
    for index in range(count):
        platform, encoding, offset = _unpacked(">HHI", cmap, 4 + 8 * index)
        if (platform, encoding) in UNICODE:
            best = max(best, (UNICODE.index((platform, encoding)), offset))
    rank, start = best
    if rank < 0:
        raise BadFontError("it says of no glyph which character it is")
    (form,) = _unpacked(">H", cmap, start)
    if form not in FORMS:
        raise BadFontError(f"it has a cmap of the format {form}, which is not for Unicode")
    return FORMS[form](cmap[start:])


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the first 65,536 characters."""
    (length,) = _unpacked(">6xH", table, 0)
    count = length // 2
    numbers = _numbers("H", table)
    if len(numbers) < 8 + 4 * count:
        raise BadFontError("a part of its cmap is missing")
    ends, starts = numbers[7 : 7 + count], numbers[8 + count : 8 + 2 * count]
    deltas, ranges = numbers[8 + 2 * count : 8 + 3 * count], 8 + 3 * count
    before = -1
    for at, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        _in_order(before, start, end)
        before = end
        offset = numbers[ranges + at]
        for code in range(start, end + 1):
            glyph = code
            if offset:
                place = ranges + at + offset // 2 + code - start
                glyph = numbers[place] if place < len(numbers) else 0
            if glyph or not offset:
                yield code, (glyph + delta) & 0xFFFF


def _trimmed(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 6: one run of characters."""
    first, count = _unpacked(">6xHH", table, 0)
    yield from enumerate(_numbers("H", table[10 : 10 + 2 * count]), first)


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 12: groups of all characters."""
    (count,) = _unpacked(">12xI", table, 0)
    if 16 + 12 * count > len(table):
        raise BadFontError("a part of its cmap is missing")
    before = -1
    for start, end, glyph in struct.iter_unpack(">III", table[16 : 16 + 12 * count]):
        _in_order(before, start, end)
        before = end
        yield from zip(range(start, end + 1), range(glyph, glyph + end - start + 1), strict=True)


def _in_order(before: int, start: int, end: int) -> None:
    """Raise BadFontError unless segments follow each other, so that each character is in one."""
    if not before < start <= end <= LAST_CHARACTER:
        raise BadFontError("the characters in its cmap are not in order")


FORMS = {4: _segments, 6: _trimmed, 12: _groups}
