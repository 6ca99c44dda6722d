"""What the content streams of a PDF show: marked content, artifacts and glyphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

PAINTING = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"))
SHOWING = frozenset(("Tj", "TJ", "'", '"'))


@dataclass
class PageContent:
    """The content of one page. `glyphs` are those that each font shows."""

    marks: list[int] = field(default_factory=list)
    glyphs: dict[str, set[int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def content_of(page: Any) -> PageContent:
    """Read the content stream of a page."""
    found = PageContent()
    open_marks: list[object] = []  # the number of a piece of the structure, "artifact" or None
    fonts, font = [""], ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            open_marks.append(_mark(operands, open_marks, found))
        elif name == "EMC":
            if not open_marks:
                found.problems.append("ISO 32000-1, 14.6: EMC without a beginning")
                continue
            open_marks.pop()
        elif name == "q":
            fonts.append(font)
        elif name == "Q":
            font = fonts.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name in SHOWING:
            found.glyphs.setdefault(font, set()).update(_glyphs(operands))
        is_seen = name in PAINTING or name in SHOWING
        if is_seen and not any(each is not None for each in open_marks):
            found.problems.append(f"UA 7.1: {name} is neither tagged nor an artifact")
    if open_marks:
        found.problems.append("ISO 32000-1, 14.6: BDC without an end")
    return found


def _mark(operands: Any, around: list[object], found: PageContent) -> object:
    properties = operands[1] if len(operands) > 1 else {}
    if str(operands[0]) == "/Artifact":
        if any(isinstance(each, int) for each in around):
            found.problems.append("UA 7.1: an artifact in tagged content")
        return "artifact"
    number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    if number is None:
        return None
    if any(each is not None for each in around):
        found.problems.append(f"UA 7.1: content {number} in other marked content")
    if int(number) in found.marks:
        found.problems.append(f"ISO 32000-1, 14.7.4: content {number} twice")
    found.marks.append(int(number))
    return int(number)


def _glyphs(operands: Any) -> Iterator[int]:
    for operand in operands:
        pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                codes = bytes(piece)
                yield from (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
