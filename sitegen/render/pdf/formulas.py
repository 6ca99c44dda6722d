"""Draw the formulas of a report: images of WeasyPrint that are outlines, with their text.

A report names a formula as `<img src="formula:…">`; WeasyPrint looks images up in a dictionary,
which makes the formula when it is asked for it.
"""

from __future__ import annotations

import re
from typing import Any

from sitegen.render.formulas.drawing import FORMULA, DrawnFormula, drawn_at
from sitegen.render.formulas.explicit_mathml import EM

# The drawings in the HTML of a report.
DRAWINGS = re.compile(r'<img class="formula[^>]*>')


def without_drawings(html: str) -> str:
    """The HTML of a report without formulas, of which no font has to show the text."""
    return DRAWINGS.sub("", html)


class FormulaImages(dict[str, Any]):
    """The images of a report by URL. Those of formulas are made on request."""

    def __contains__(self, url: object) -> bool:
        return (isinstance(url, str) and url.startswith(FORMULA)) or super().__contains__(url)

    def __missing__(self, url: str) -> FormulaImage | None:
        formula = drawn_at(url)
        image = None if formula is None else FormulaImage(formula)
        self[url] = image
        return image


class FormulaImage:
    """A formula as WeasyPrint takes images: with a size, and able to draw itself."""

    def __init__(self, formula: DrawnFormula) -> None:
        self._formula = formula

    def get_intrinsic_size(self, _resolution: float, font_size: float) -> tuple[float, ...]:
        """Width, height, and the ratio of both, in pixels of CSS."""
        width = self._formula.width * font_size
        height = (self._formula.height + self._formula.depth) * font_size
        return width, height, width / height

    def draw(self, stream: Any, width: float, _height: float, style: Any) -> None:
        """Fill the outlines in the color of the text around them, at the origin of a stream."""
        scale = width / self._formula.width
        stream.set_color(style["color"])
        stream.transform(scale / EM, 0, 0, scale / EM, 0, self._formula.height * scale)
        stream.stream.append(self._formula.operators)
        stream.stream += _invisible_text(stream, self._formula)


def _invisible_text(stream: Any, formula: DrawnFormula) -> list[bytes]:
    """The text of a formula, to be found and copied where the formula is.

    Readers take the text of a marked part from `/ActualText` if there is a glyph in it, and PDFium
    if it is no space: any that the document has already, as wide as the formula, in the mode that
    draws nothing.
    """
    found = _any_glyph(stream)
    if found is None:
        return []
    font, glyph = found
    text = formula.text.encode("utf-16-be").hex().encode()
    stretch = 100_000 * formula.width / font.widths[glyph]
    return [
        b"/Span <</ActualText <feff%s>>> BDC" % text,
        b"BT /%s %d Tf 3 Tr %.2f Tz 1 0 0 -1 0 0 Tm" % (font.hash.encode(), EM, stretch),
        b"<%04x> Tj ET EMC" % glyph,
    ]


def _any_glyph(stream: Any) -> tuple[Any, int] | None:
    """A font of the document and a glyph of it, of the first text that was drawn."""
    for font in stream._fonts.values():
        for glyph, text in font.to_unicode.items():
            if text.isalnum() and font.widths.get(glyph) and not font.bitmap:
                return font, glyph
    return None
