"""Draw cards as PNG images: the same bytes for the same texts, fonts and version of Pillow."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.render.cards import HEIGHT, WIDTH, Card
from sitegen.render.template_files import builtin_templates
from sitegen.render.templating import Templates

if TYPE_CHECKING:  # it loads libraries of C, and most builds draw nothing
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

STYLE_SHEET = "styles/site.css"
# The last has the signs ✓ and ✕, and letters that the others lack.
SERIF, SANS, BOLD, OTHER = (
    "SourceSerif4-SemiBold",
    "SourceSans3-Regular",
    "SourceSans3-SemiBold",
    "DejaVuSans",
)
FONTS = (SERIF, SANS, BOLD, OTHER)
# The first colours of the style sheet, which are those of a light page.
ROOT = re.compile(r":root\s*\{([^}]*)\}")
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\s*;")
# Places in pixels: the coloured bar at the left, and the texts beside it.
BAR, LEFT, TOP, BOTTOM, WIDEST = 24, 96, 72, HEIGHT - 60, WIDTH - 96 - 80
CUT = "…"
COLOURS = 64  # of the shades between paper and ink
# Letters of these directions or categories have to be joined, reordered or stacked. Only libraries
# that a machine may lack, or have in another version, do that.
ORDERED_OTHERWISE, STACKED = frozenset({"R", "AL", "AN"}), frozenset({"Mn", "Mc", "Me", "Cf"})


@dataclass(frozen=True)
class Look:
    """How cards look besides their texts: colours and fonts by name, and a digest of them all."""

    colours: Mapping[str, str]
    fonts: Mapping[str, Path]
    sha256: str

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Look) and self.sha256 == other.sha256


def look(templates: Templates) -> Look:
    """How the cards of a project look. Raises BadTemplateError if a file cannot be read."""
    # A style sheet of the project may not name its colours as ours does, or have other bytes.
    sheets = (builtin_templates() / STYLE_SHEET).read_bytes(), templates.read(STYLE_SHEET)
    colours = _colours(sheets[0]) | _colours(sheets[1])
    digest = hashlib.sha256(repr(sorted(colours.items())).encode())
    fonts: dict[str, Path] = {}
    for name in FONTS:
        file = f"fonts/{name}.ttf"
        digest.update(hashlib.sha256(templates.read(file)).digest())
        fonts[name] = templates.path(file)
    return Look(colours, fonts, digest.hexdigest())


def _colours(style_sheet: bytes) -> dict[str, str]:
    root = ROOT.search(style_sheet.decode("utf-8", "replace"))
    return dict(COLOUR.findall(root[1])) if root else {}


@lru_cache(maxsize=64)
def image(card: Card, look: Look) -> bytes:
    """The PNG of a card."""
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", (WIDTH, HEIGHT), look.colours["paper"])
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, 0, BAR - 1, HEIGHT), fill=look.colours[card.tone])
    publisher = card.publisher if _font_with(card.publisher, SERIF, look) else card.host
    if card.label:
        at = _write(draw, look, TOP, _set(publisher, SERIF, (44, 36), look, most=2), "ink")
        at = _write_status(draw, look, at + 28, card)
        _write(draw, look, at + 12, _set(card.statement, SANS, (36,), look, most=2), "ink")
    else:
        _write(draw, look, TOP, _set(publisher, SERIF, (92, 76, 60, 48), look, most=3), "ink")
    note = _set(card.note, SANS, (28, 24), look, most=2)
    _write(draw, look, BOTTOM - note.height, note, "ink-2")
    written = io.BytesIO()
    # A third of the bytes, and nobody sees a difference.
    few = canvas.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(written, "PNG")
    return written.getvalue()


def _write_status(draw: ImageDraw, look: Look, at: int, card: Card) -> int:
    """Write the status and its sign below a height, and return the height at which they end."""
    label, left = _set(card.label, BOLD, (104, 88), look, most=1), LEFT
    if card.icon:
        sign = _face(look.fonts[OTHER], 104)
        baseline = at + label.face.getmetrics()[0]
        colour = look.colours[card.tone]
        draw.text((left, baseline), card.icon, font=sign, fill=colour, anchor="ls")
        left += int(sign.getlength(card.icon)) + 28
    return _write(draw, look, at, label, card.tone, left)


@dataclass(frozen=True)
class _SetText:
    """Lines in one font and size."""

    lines: Sequence[str]
    face: FreeTypeFont

    @property
    def line_height(self) -> int:
        return sum(self.face.getmetrics())

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)


def _write(
    draw: ImageDraw, look: Look, at: int, text: _SetText, colour: str, left: int = LEFT
) -> int:
    """Write lines below a height, and return the height at which they end."""
    for line in text.lines:
        draw.text((left, at), line, font=text.face, fill=look.colours[colour])
        at += text.line_height
    return at


def _set(text: str, font: str, sizes: Sequence[int], look: Look, *, most: int) -> _SetText:
    """A text in at most so many lines: in the first size in which it fits, or else cut.

    It has no lines if no font has its characters.
    """
    text = unicodedata.normalize("NFC", text)
    found = _font_with(text, font, look)
    path = look.fonts[found or font]
    for size in sizes:
        face = _face(path, size)
        lines = [*_lines(text, face)] if found else []
        if len(lines) <= most:
            return _SetText(lines, face)
    last = lines[most - 1]
    while face.getlength(f"{last}{CUT}") > WIDEST:
        last = last[:-1]
    return _SetText([*lines[: most - 1], f"{last.rstrip()}{CUT}"], face)


def _lines(text: str, face: FreeTypeFont) -> Iterator[str]:
    """The lines of a text, none of which is wider than the card."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= WIDEST:
            line = longer
            continue
        if line:
            yield line
        line = word
        while face.getlength(line) > WIDEST:  # one word, or a script that writes no spaces
            fits = max(1, int(len(line) * WIDEST / face.getlength(line)) - 1)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


@cache
def _face(file: Path, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # The other layout engine would use libraries of the machine.
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def _font_with(text: str, first: str, look: Look) -> str:
    """The font that shows all of a text as it is read; empty if there is none."""
    text = unicodedata.normalize("NFC", text)
    directions, categories = map(unicodedata.bidirectional, text), map(unicodedata.category, text)
    if ORDERED_OTHERWISE.intersection(directions) or STACKED.intersection(categories):
        return ""
    return next((each for each in (first, OTHER) if _shows(look.fonts[each], text)), "")


def _shows(file: Path, text: str) -> bool:
    return set(text) - {" "} <= _characters(file)


@cache
def _characters(file: Path) -> frozenset[str]:
    """The characters that a font has a glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
