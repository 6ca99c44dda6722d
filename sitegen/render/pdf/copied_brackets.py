"""Let every bracket of a PDF be copied as the sign that a reader sees.

In a text from the right, a bracket is drawn by the glyph of its mirror image. WeasyPrint says of a
glyph that it means the character for which it was drawn first, so one Arabic bracket would turn
all Latin ones of a report around. Programs that read a PDF expect the character that a glyph looks
like; they know which texts run from the right.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import Any

from sitegen.render.pdf.directions import FROM_THE_RIGHT

PAIRS = "()[]{}<>«»‹›≤≥≪≫⟨⟩⟦⟧⁽⁾₍₎（）［］｛｝〈〉《》「」『』【】〔〕"
MIRRORED = dict(zip(PAIRS, (PAIRS[at ^ 1] for at in range(len(PAIRS))), strict=True))


def correct_brackets(weasyprint: Any) -> None:
    """Change WeasyPrint so that it looks at the brackets before it writes the fonts of a PDF."""
    build = weasyprint.pdf.build_fonts_dictionary

    def corrected(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        _name_brackets(fonts.values())
        return build(pdf, fonts, *options)

    weasyprint.pdf.build_fonts_dictionary = corrected


def _name_brackets(fonts: Collection[Any]) -> None:
    """Say of each glyph of a bracket which one it is, in a document with texts from the right."""
    if FROM_THE_RIGHT.search("".join(text for font in fonts for text in font.to_unicode.values())):
        for font in fonts:
            if brackets := {each for each in font.to_unicode.items() if each[1] in MIRRORED}:
                for glyph, text in _looks_like(font, brackets):
                    font.to_unicode[glyph] = text


def _looks_like(font: Any, brackets: set[tuple[int, str]]) -> list[tuple[int, str]]:
    """The glyphs that are those of the mirror images, and what they look like."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(font.file_content), fontNumber=font.index, lazy=True) as file:
        glyphs = file.getBestCmap()
        return [
            (glyph, MIRRORED[text])
            for glyph, text in sorted(brackets)
            if (name := glyphs.get(ord(MIRRORED[text]))) and file.getGlyphID(name) == glyph
        ]
