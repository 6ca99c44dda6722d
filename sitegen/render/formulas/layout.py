"""Lay formulas out with ziamath, in the font STIX Two Math that it brings.

ziamath reads the font and places scripts, roots, limits and braces by its table for mathematics.
Its rows, fractions, tables and accents are replaced here: it lays a row out twice at each level, so
that 20 levels would take hours, and adds spaces of its own. All lengths are thousandths of an em.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import ziamath.nodes.mnode
import ziamath.zmath
from ziafont.fonttypes import BBox
from ziafont.svgpath import Cubic, Lineto, Moveto, Quad
from ziamath.drawable import Drawable, Glyph, HLine, VLine
from ziamath.nodes.mfrac import Mfrac
from ziamath.nodes.mnode import Mnode
from ziamath.nodes.mrow import Mrow
from ziamath.nodes.msubsup import Mmultiscripts
from ziamath.nodes.mtable import Mtable
from ziamath.nodes.munderover import Mover, Munder, Munderover
from ziamath.nodes.nodetools import node_is_singlechar
from ziamath.styles import MathStyle, MathVariant

from sitegen.findings.errors import SitegenError
from sitegen.render.formulas.explicit_mathml import EM, grows

FONT = ziamath.zmath.loadedfonts["default"]
CONSTANTS = FONT.math.consts
# Of a line of a table, as in TeX: what is above and below the baseline, and the space between
# columns; then the space beside a fraction, and the thickness of rules in tables.
ABOVE, BELOW, BETWEEN_COLUMNS = 840.0, 360.0, 1000.0
BESIDE_FRACTION, RULE = 100.0, 50.0
# How far the parts of a fraction in a text are moved, nearly as in TeX. The font says 585, which
# would move the lines of a text apart.
TEXT_UP, TEXT_DOWN = 440.0, 400.0
WITH_SPACE_AFTER = frozenset({"msub", "msup", "msubsup"})
# A sign that hangs lower, such as an arrow, is not drawn as an accent: it goes above its letters.
LOWEST_ACCENT = 350.0


@cache
def _style(is_display: bool, level: int) -> MathStyle:
    return MathStyle(MathVariant(normal=True), displaystyle=is_display, scriptlevel=level)


def _explicit_style(element: Element, parent_style: MathStyle | None = None) -> MathStyle:
    """The style of an element, which says all of it. ziamath's own takes half of all time."""
    return _style(element.get("displaystyle") == "true", int(element.get("scriptlevel", 0)))


ziamath.nodes.mnode.parse_style = _explicit_style  # type: ignore[attr-defined]


class MissingGlyphError(SitegenError):
    """The font has no glyph for a character."""


class Mark(NamedTuple):
    """A glyph of a formula, or a rule: where it is, and its outline or its width and height.

    Coordinates grow to the right and down from the start of the baseline. `scale` applies to the
    outline, operators of a PDF, which grows up.
    """

    x: float
    y: float
    scale: float
    outline: bytes = b""
    size: tuple[float, float] = (0, 0)


class LaidOut(NamedTuple):
    """A formula: its width, what of it is above and below the baseline, and its marks."""

    width: float
    height: float
    depth: float
    marks: list[Mark]


class _Root:
    """What ziamath reads of the parent of the first node."""

    font, size, style, mtag = FONT, EM, MathStyle(), "math"

    def __init__(self) -> None:
        self.element = Element("math")
        self.nodes: list[Drawable] = []


def laid_out(formula: Element) -> LaidOut:
    """The layout of a formula, as `explicit` returns it.

    Raises MissingGlyphError, and whatever ziamath raises for what it does not know.
    """
    # An exception in the midst of a text may have left it with the rules for texts.
    FONT.language("math", "")  # type: ignore[no-untyped-call]
    row = formula
    if formula.tag != "mrow":
        row = Element("mrow", formula.attrib)
        row.append(formula)
    node: Any = Mnode.fromelement(row, parent=_Root())  # type: ignore[arg-type]
    left = max(-node.bbox.xmin, 0)
    marks = [*_marks(node, left, 0)]
    width = left + _width(node)
    return LaidOut(width, max(node.bbox.ymax, 0), max(-node.bbox.ymin, 0), marks)


# ----------------------------------------------------------------------------------- nodes


def _box(nodes: list[Any], places: list[tuple[float, float]]) -> BBox:
    """The box around nodes at their places."""
    if not nodes:
        return BBox(0, 0, 0, 0)
    boxes = [(node.bbox, x, y) for node, (x, y) in zip(nodes, places, strict=True)]
    return BBox(
        min(x + box.xmin for box, x, _ in boxes),
        max(x + box.xmax for box, x, _ in boxes),
        min(box.ymin - y for box, _, y in boxes),
        max(box.ymax - y for box, _, y in boxes),
    )


def _width(node: Any) -> float:
    """How far a node reaches to the right, with the space after its last letter."""
    return max(float(node.xadvance()), float(node.bbox.xmax))


class _Row(Mrow, tag="mrow"):
    """A row whose fences are as high as the rest of it."""

    def _setup(self, **kwargs: Any) -> None:
        for name in ("rowymin", "rowymax", "width", "height", "nostretch"):
            kwargs.pop(name, None)
        made = {
            number: Mnode.fromelement(each, parent=self, **kwargs)
            for number, each in enumerate(self.element)
            if not grows(each)
        }
        others = _box([*made.values()], [(0, 0)] * len(made))
        kwargs |= {"rowymin": others.ymin, "rowymax": others.ymax}
        x = 0.0
        for number, each in enumerate(self.element):
            node = made.get(number) or Mnode.fromelement(each, parent=self, **kwargs)
            self.nodes.append(node)
            self.nodexy.append((x, 0))
            x += node.xadvance()
            if each.tag in WITH_SPACE_AFTER:
                x += self.units_to_points(CONSTANTS.spaceAfterScript)
        self.bbox = _box(self.nodes, self.nodexy)
        self._xadvance = x


class _Fraction(Mfrac, tag="mfrac"):
    """A fraction, or two formulas above each other without a rule."""

    def __init__(self, element: Element, parent: Mnode, **kwargs: Any) -> None:
        Mnode.__init__(self, element, parent)
        parts = [Mnode.fromelement(each, parent=self) for each in element]
        self.numerator, self.denominator = parts
        self._setup()

    def _setup(self, **kwargs: Any) -> None:
        has_rule = self.element.get("linethickness") != "0"
        rule = self._unit("fractionRuleThickness") if has_rule else 0.0
        axis = self._unit("axisHeight")
        up, down, gap_above, gap_below = self._distances(has_rule)
        top, bottom = self.numerator.bbox, self.denominator.bbox
        up = max(up, axis + rule / 2 + gap_above - top.ymin)
        down = max(down, bottom.ymax + gap_below + rule / 2 - axis)
        widths = [_width(self.numerator), _width(self.denominator)]
        width, left = max(widths), self.units_to_points(BESIDE_FRACTION) if has_rule else 0.0
        self.nodes = [self.numerator, self.denominator]
        self.nodexy = [
            (left + (width - widths[0]) / 2, -up),
            (left + (width - widths[1]) / 2, down),
        ]
        if has_rule:
            self.nodes.append(HLine(width, rule))
            self.nodexy.append((left, -axis - rule / 2))
        box = _box(self.nodes, self.nodexy)
        self.bbox = BBox(0, width + 2 * left, box.ymin, box.ymax)

    def _distances(self, has_rule: bool) -> tuple[float, float, float, float]:
        """How far the parts are moved up and down at least, and the gaps above and below."""
        name = "DisplayStyle" if self.style.displaystyle else ""
        if not has_rule:
            gap = self._unit(f"stack{name}GapMin") / 2
            up, down = (
                self._unit(f"stackTop{name}ShiftUp"),
                self._unit(f"stackBottom{name}ShiftDown"),
            )
            return up, down, gap, gap
        if name:
            return (
                self._unit("fractionNumeratorDisplayStyleShiftUp"),
                self._unit("fractionDenominatorDisplayStyleShiftDown"),
                self._unit("fractionNumDisplayStyleGapMin"),
                self._unit("fractionDenomDisplayStyleGapMin"),
            )
        gaps = self._unit("fractionNumeratorGapMin"), self._unit("fractionDenominatorGapMin")
        return self.units_to_points(TEXT_UP), self.units_to_points(TEXT_DOWN), *gaps

    def _unit(self, name: str) -> float:
        return self.units_to_points(getattr(CONSTANTS, name))


def _width_of_scripts(element: Element, parent: Mnode) -> dict[str, float]:
    """The width of an arrow that has formulas above or below it."""
    if element[0].tag != "mo" or element[0].get("stretchy") != "true":
        return {}
    nodes = [Mnode.fromelement(each, parent=parent) for each in element[1:]]
    return {"width": max(map(_width, nodes))}


class _WideArrow:
    """An arrow is as wide as what is above and below it."""

    def __init__(self, element: Element, parent: Mnode, **kwargs: Any) -> None:
        kwargs.pop("width", None)
        kwargs |= _width_of_scripts(element, parent)
        super().__init__(element, parent, **kwargs)  # type: ignore[call-arg]


class _Under(_WideArrow, Munder, tag="munder"):
    """A formula with another one below it."""


class _Both(_WideArrow, Munderover, tag="munderover"):
    """A formula with others above and below it."""


class _Over(_WideArrow, Mover, tag="mover"):
    """A formula with another one above it; an accent is placed where the font says."""

    def _setup(self, **kwargs: Any) -> None:
        super()._setup(**kwargs)
        accent = self.over.lastglyph()
        if self.element.get("accent") != "true" or accent is None:
            return
        start, _ = self.nodexy[0]
        box, unit = self.base.bbox, self.units_to_points
        over: Any = self.over
        inside, _ = over.nodexy[0]
        x = start + self._middle(self.base, box) - inside - self._middle(self.over, accent.bbox)
        is_raised = accent.bbox.ymin >= LOWEST_ACCENT
        up = box.ymax - unit(CONSTANTS.accentBaseHeight)
        if not is_raised:
            up = box.ymax + unit(CONSTANTS.overbarExtraAscender - accent.bbox.ymin)
        self.nodexy[1] = (x, -max(up, 0))
        around = _box(self.nodes, self.nodexy)
        self.bbox = BBox(box.xmin, box.xmax, box.ymin, around.ymax)
        self._xadvance = self.base_xadvance = start + self.base.xadvance()

    def _middle(self, node: Any, box: BBox) -> float:
        """Where an accent is attached to a letter, or a letter to an accent."""
        glyph = node.lastglyph()
        if node_is_singlechar(node) and glyph is not None:
            attached = FONT.math.topattachment(glyph.index)
            if attached:
                return float(self.units_to_points(attached))
        scale = 1.0 if node is self.base else self.units_to_points(1)
        return float(scale * (box.xmin + box.xmax) / 2)


class _Scripts(Mmultiscripts, tag="mmultiscripts"):
    """Scripts on both sides, without the width of the base after them."""

    def _setup(self, **kwargs: Any) -> None:
        super()._setup(**kwargs)  # type: ignore[no-untyped-call]
        self.bbox = _box(self.nodes, self.nodexy)


class _Table(Mtable, tag="mtable"):
    """A table with the distances of TeX between its lines and columns."""

    def _setup(self, **kwargs: Any) -> None:
        lines = [[Mnode.fromelement(cell[0], parent=self) for cell in row] for row in self.element]
        classes = [[cell.get("class", "").split() for cell in row] for row in self.element]
        widths = [0.0] * max(map(len, lines))
        for line in lines:
            for column, node in enumerate(line):
                widths[column] = max(widths[column], _width(node))
        unit = self.units_to_points
        heights = [max(unit(ABOVE), *(each.bbox.ymax for each in line)) for line in lines]
        depths = [max(unit(BELOW), *(-each.bbox.ymin for each in line)) for line in lines]
        gap = unit(BETWEEN_COLUMNS)
        has_rules = any("line-" in cell.get("class", "") for row in self.element for cell in row)
        margin = gap / 2 if has_rules else 0
        starts = _starts(widths, classes[0], gap, margin)
        top = unit(CONSTANTS.axisHeight) + (sum(heights) + sum(depths)) / 2
        y = -top
        for line, kinds, height, depth in zip(lines, classes, heights, depths, strict=True):
            for column, node in enumerate(line):
                spare = widths[column] - _width(node)
                share = {"left": 0.0, "right": 1.0}.get(_alignment(kinds[column]), 0.5)
                self.nodes.append(node)
                self.nodexy.append((starts[column] + spare * share, y + height))
                left = starts[column] - gap / 2
                self._add_rules(kinds[column], left, y, widths[column] + gap, height + depth)
            y += height + depth
        self.bbox = BBox(0, starts[-1] + widths[-1] + margin, -y, top)

    def _add_rules(self, kinds: list[str], x: float, y: float, width: float, height: float) -> None:
        """The rules around a cell."""
        rule = self.units_to_points(RULE)
        for kind, node, place in (
            ("line-above", HLine(width, rule), (x, y - rule / 2)),
            ("line-below", HLine(width, rule), (x, y + height - rule / 2)),
            ("line-before", VLine(height, rule), (x, y)),
            ("line-after", VLine(height, rule), (x + width, y)),
        ):
            if kind in kinds:
                self.nodes.append(node)
                self.nodexy.append(place)


def _alignment(kinds: list[str]) -> str:
    return next((each for each in kinds if each in {"left", "right"}), "center")


def _starts(
    widths: list[float], kinds: list[list[str]], between: float, margin: float
) -> list[float]:
    """Where each column starts."""
    starts, x = [margin], margin
    for number, width in enumerate(widths[:-1]):
        is_joined = number + 1 < len(kinds) and "joined" in kinds[number + 1]
        x += width + (0 if is_joined else between)
        starts.append(x)
    return starts


# ---------------------------------------------------------------------------------- marks


def _marks(node: Any, x: float, y: float) -> Iterator[Mark]:
    if isinstance(node, Glyph):
        yield from _of_glyph(node, x, y)
    elif isinstance(node, HLine):
        yield Mark(x, y, 1.0, size=(node.length, node.lw))
    elif isinstance(node, VLine):
        yield Mark(x - node.lw / 2, y, 1.0, size=(node.lw, node.height))
    else:
        for (right, down), each in zip(node.nodexy, node.nodes, strict=True):
            yield from _marks(each, x + right, y + down)


def _of_glyph(node: Glyph, x: float, y: float) -> Iterator[Mark]:
    glyph: Any = node.glyph
    scale = node.size / EM
    parts = getattr(glyph, "glyphs", None)
    if parts is None or not hasattr(glyph, "offsets"):
        parts, offsets, is_vertical = [glyph], [0.0], True
    else:
        offsets, is_vertical = glyph.offsets, glyph.vert
    for part, offset in zip(parts, offsets, strict=True):
        if part.index == 0:
            raise MissingGlyphError(node.char)
        right, up = (0.0, offset * scale) if is_vertical else (offset * scale, 0.0)
        if outline := _outline(part.index):
            yield Mark(x + right, y - up, scale, outline)


@cache
def _outline(index: int) -> bytes:
    """The outline of a glyph as operators of a PDF, where all curves are cubic."""
    parts: list[str] = []
    at = (0.0, 0.0)
    for operator in FONT.glyph_fromid(index).operators:
        match operator:
            case Moveto(p=end):
                parts.append(_step("m", end.x, end.y))
            case Lineto(p=end):
                parts.append(_step("l", end.x, end.y))
            case Quad(p1=control, p2=end):
                first = (at[0] + 2 * control.x) / 3, (at[1] + 2 * control.y) / 3
                second = (end.x + 2 * control.x) / 3, (end.y + 2 * control.y) / 3
                parts.append(_step("c", *first, *second, end.x, end.y))
            case Cubic(p1=one, p2=two, p3=end):
                parts.append(_step("c", one.x, one.y, two.x, two.y, end.x, end.y))
        at = (end.x, end.y)
    return " ".join(parts).encode()


def _step(operator: str, *numbers: float) -> str:
    return " ".join((*(str(round(each)) for each in numbers), operator))
