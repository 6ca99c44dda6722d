"""Draw one formula: outlines for a PDF, its size, its baseline, and its text.

A formula that cannot be drawn is None, and is then printed as text. Nothing here depends on what
was drawn before, so that a formula always has the same bytes.
"""

from __future__ import annotations

import warnings
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from sitegen.render.formulas.explicit_mathml import EM, explicit
from sitegen.render.formulas.linear import linear
from sitegen.render.formulas.tree import formula_tree

if TYPE_CHECKING:
    from sitegen.render.formulas.layout import LaidOut, Mark

FORMULA, DISPLAY, INLINE = "formula:", "display:", "inline:"
# In em: a formula as wide as this would be scaled to two thirds in a report, and one as high as
# this fills a page.
WIDEST, HIGHEST = 66, 40
# Arrows that are as wide as formulas with such arrows: each level takes twice the time.
MOST_ARROWS = 4


class DrawnFormula(NamedTuple):
    """A formula as operators of a PDF, in thousandths of an em.

    The operators fill outlines; x grows to the right and y down from the start of the baseline.
    `width`, `height` above the baseline and `depth` below it are in em. `text` says the same.
    """

    width: float
    height: float
    depth: float
    operators: bytes
    text: str


@lru_cache(maxsize=4096)
def drawn(tex: str, is_display: bool) -> DrawnFormula | None:
    """The drawing of a formula; None if it is not understood, too large, or has no glyphs."""
    tree = formula_tree(tex, is_display=is_display)
    if tree is None:
        return None
    try:
        found = _laid_out(explicit(tree))
    except Exception:
        # A formula of a record can be anything, and ziamath has no error for what it cannot do.
        return None
    if found is None or not found.marks:
        return None
    width, height, depth = (round(each / EM, 3) for each in found[:3])
    if width > WIDEST or height + depth > HIGHEST:
        return None
    operators = b"\n".join(map(_operators, found.marks))
    return DrawnFormula(width, height, depth, operators, text_of(tree, tex, is_display))


def formula_url(tex: str, is_display: bool) -> str:
    """The address of a drawing in the HTML of a report, which is the formula itself."""
    return f"{FORMULA}{DISPLAY if is_display else INLINE}{quote(tex, safe='')}"


def drawn_at(url: str) -> DrawnFormula | None:
    """The drawing at an address that `formula_url` wrote."""
    source = url.removeprefix(FORMULA)
    is_display = source.startswith(DISPLAY)
    return drawn(unquote(source.removeprefix(DISPLAY if is_display else INLINE)), is_display)


def text_of(tree: Element, tex: str, is_display: bool) -> str:
    """What a reader hears, or copies: the formula on one line, or else its source."""
    dollars = "$$" if is_display else "$"
    return linear(tree) or f"{dollars}{' '.join(tex.split())}{dollars}"


def _laid_out(formula: Element) -> LaidOut | None:
    if _arrows(formula) > MOST_ARROWS:
        return None
    found: LaidOut = _layout().laid_out(formula)
    return found


@cache
def _layout() -> ModuleType:
    """The module that lays formulas out, loaded for the first one: it takes a third of a second."""
    with warnings.catch_warnings():
        # ziamath looks its font up in a way that Python 3.11 calls deprecated, and 3.13 no longer.
        warnings.simplefilter("ignore", DeprecationWarning)
        from sitegen.render.formulas import layout
    return layout


def _arrows(formula: Element) -> int:
    """How deep arrows with formulas above or below them are nested in each other."""
    is_arrow = formula.tag in {"munder", "mover", "munderover"} and formula[0].tag == "mo"
    return int(is_arrow) + max(map(_arrows, formula), default=0)


def _operators(mark: Mark) -> bytes:
    """A glyph or a rule, filled. Each is filled alone, so that none makes a hole in another."""
    x, y = round(mark.x), round(mark.y)
    if not mark.outline:
        return b"%d %d %d %d re f" % (x, y, *(max(round(each), 1) for each in mark.size))
    scale = f"{mark.scale:.4f}".rstrip("0").rstrip(".").encode()
    return b"q %b 0 0 -%b %d %d cm %b f Q" % (scale, scale, x, y, mark.outline)
