"""Shortcuts in how WeasyPrint draws text: a line that was drawn before is copied.

What shows a line in a PDF depends on its text, its type, and the widths that the document has noted
of its glyphs: it notes the width of a glyph at the size at which it is drawn first. So a line is
copied only where the document has noted the same widths, or none, and it notes what it would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from struct import Struct
from typing import Any, NamedTuple

from sitegen.findings.errors import SitegenError
from sitegen.render.pdf.shortcuts.text import ASIDE, Lines, keep, lines_of, type_of

# PangoGlyphInfo: glyph, width, offsets to the right and down, attributes.
GLYPH = Struct("=IiiiI")
# Glyphs from here on are not in the font.
NO_GLYPH = 0x0FFF_FFFF

# Text of which Pango would make several paragraphs.
SEVERAL = re.compile("[\n\r\u2029]")


class _Piece(NamedTuple):
    """A piece of a line in one font: its key and size, what shows it, and what it notes of glyphs.

    Of each glyph: its number, the text that it stands for, its width in thousandths of the size.
    """

    font: int
    size: float
    shown: str
    glyphs: tuple[tuple[int, str, int], ...]


class _UnusualError(SitegenError):
    """A line has a glyph that is not in its font, is raised, or is a picture."""


def reactivate(_: Callable[..., None]) -> Callable[..., None]:
    """Wait: `draw_first_line` lays the line out again only if it has not been drawn before."""

    def later(self: Any, style: Any) -> None:
        self.style = style

    return later


def deactivate(_: Callable[..., None]) -> Callable[..., None]:
    """Set the layout of a line aside that was measured, so that it can be drawn."""

    def set_aside(self: Any) -> None:
        attributes = vars(self)
        for name in ("language", "style"):
            attributes.pop(name, None)
        attributes[ASIDE] = attributes.pop("layout", None)

    return set_aside


def draw_first_line(draw: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Copy what shows a line if it was drawn before; else draw it, and keep it if it is usual."""

    def drawn(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> list[Any]:
        layout, style = textbox.pango_layout, textbox.style
        if not textbox.text.strip() or style["font_size"] < 1e-6:
            return []
        if text_overflow != "ellipsis" and block_ellipsis == "none":
            with suppress(_UnusualError):
                _show(stream, _pieces(stream, layout, style), matrix)
                return []
        _lay_out_again(layout, style)
        return draw(stream, textbox, text_overflow, block_ellipsis, matrix)

    return drawn


def _pieces(stream: Any, layout: Any, style: Any) -> list[_Piece]:
    """What shows a line: that of an equal line if it fits, else its own. Raises _UnusualError."""
    lines = lines_of(style)
    key = layout.text, type_of(style), layout.justification_spacing
    pieces: list[_Piece] | None = lines.drawn.get(key)
    if pieces is None or not _fit(stream, pieces):
        laid_out = _laid_out(layout, style)
        pieces, is_always_so = _drawn_now(stream, laid_out, layout.text, lines)
        if is_always_so:
            keep(lines.drawn, key, pieces)
    return pieces


def _lay_out_again(layout: Any, style: Any) -> None:
    layout.setup(style)
    layout.set_text(layout.text, justify=True)


def _laid_out(layout: Any, style: Any) -> Any:
    """The layout of a line to draw: as it was measured, if it has the same spaces and one line."""
    from weasyprint.text.ffi import pango

    measured = vars(layout).pop(ASIDE, None)
    if (
        measured is not None
        and not layout.justification_spacing
        and not SEVERAL.search(layout.text)
    ):
        return measured
    _lay_out_again(layout, style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    return layout.layout


def _fit(stream: Any, pieces: list[_Piece]) -> bool:
    """Whether the document has the fonts, and no other width of a glyph; if so, it notes them."""
    fonts = stream._fonts
    for piece in pieces:
        if piece.font not in fonts:
            return False
        noted = fonts[piece.font].widths
        if any(noted.get(glyph, width) != width for glyph, _, width in piece.glyphs):
            return False
    for piece in pieces:
        font = fonts[piece.font]
        for glyph, text, width in piece.glyphs:
            font.to_unicode.setdefault(glyph, text)
            font.widths.setdefault(glyph, width)
    return True


def _show(stream: Any, pieces: list[_Piece], matrix: Any) -> None:
    stream.set_text_matrix(*matrix.values)
    for place, piece in enumerate(pieces, 1):
        stream.set_font_size(stream._fonts[piece.font].hash, piece.size)
        if piece.shown or place == len(pieces):
            stream.show_text(piece.shown)


def _drawn_now(stream: Any, layout: Any, line: str, lines: Lines) -> tuple[list[_Piece], bool]:
    """What shows a line that is laid out, and whether it would in every document."""
    from weasyprint.text.ffi import pango
    from weasyprint.text.fonts import get_pango_font_key

    text, pieces, is_always_so = line.encode(), [], True
    items = _items(pango.pango_layout_get_line_readonly(layout, 0))
    for font, of_font in groupby(items, key=lambda item: item.item.analysis.font):
        noting, size = stream.add_font(font)
        if noting.svg or noting.png or noting.colr or noting.bitmap:
            raise _UnusualError
        key = get_pango_font_key(font)[0]
        own = _Widths(font, size, stream.logical_rect, lines.widths.setdefault((key, size), {}))
        glyphs: dict[int, str] = {}
        shown = "".join(_glyphs_shown(item, text, noting, own, glyphs) for item in of_font)
        noted = tuple((glyph, glyphs[glyph], noting.widths[glyph]) for glyph in glyphs)
        is_always_so &= all(own[glyph] == width for glyph, _, width in noted)
        pieces.append(_Piece(key, size, shown, noted))
    return pieces, is_always_so


def _items(line: Any) -> Iterator[Any]:
    """The runs of glyphs of a line."""
    run = line.runs[0]
    while run:
        yield run.data
        run = run.next


class _Widths:
    """The widths of the glyphs of a font at a size, in thousandths of the size."""

    def __init__(self, font: Any, size: float, measured: Any, known: dict[int, int]) -> None:
        self._font, self.size, self._measured, self._known = font, size, measured, known

    def __getitem__(self, glyph: int) -> int:
        width = self._known.get(glyph)
        if width is None:
            width = self._known[glyph] = self._measure(glyph)
        return width

    def _measure(self, glyph: int) -> int:
        from weasyprint.text.ffi import FROM_UNITS, ffi, pango

        measured = self._measured
        pango.pango_font_get_glyph_extents(self._font, glyph, ffi.NULL, measured)
        width: float = measured.width * 1000 * FROM_UNITS / self.size
        return round(width)


def _glyphs_shown(item: Any, text: bytes, noting: Any, own: _Widths, glyphs: dict[int, str]) -> str:
    """What shows a run of glyphs in a PDF; what the document and this piece note of them."""
    from weasyprint.text.ffi import FROM_UNITS, ffi

    string, size = item.glyphs, own.size
    infos = ffi.buffer(string.glyphs, GLYPH.size * string.num_glyphs)
    parts = ["<"]
    for place, (glyph, width, offset_x, offset_y, _) in enumerate(GLYPH.iter_unpack(infos)):
        if glyph >= NO_GLYPH or offset_y:
            raise _UnusualError
        if glyph not in glyphs:
            glyphs[glyph] = text[_cluster(item, place)].decode()
            noting.to_unicode.setdefault(glyph, glyphs[glyph])
            if glyph not in noting.widths:
                noting.widths[glyph] = own[glyph]
        offset = offset_x / size
        kerning = noting.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
        if offset:
            parts.append(f">{-offset}<")
        parts.append(f"{glyph:04x}")
        if kerning:
            parts.append(f">{int(kerning)}<")
    shown = "".join(parts)
    return shown[:-1] if shown.endswith("<") else f"{shown}>"


def _cluster(item: Any, place: int) -> slice:
    """The bytes of a line that a glyph of a run stands for."""
    clusters, of_run = item.glyphs.log_clusters, item.item
    neighbour = place - 1 if of_run.analysis.level % 2 else place + 1
    is_last = not 0 <= neighbour < item.glyphs.num_glyphs
    end = of_run.length if is_last else clusters[neighbour]
    return slice(of_run.offset + clusters[place], of_run.offset + end)
