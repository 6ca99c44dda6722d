"""Walk over the structure tree of a PDF by the rules of ISO 32000-1 and ISO 14289-1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

GROUPING = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote"}
HEADINGS = {f"H{level}" for level in range(1, 7)}
INLINE = {"Span", "Quote", "Code", "Link", "Formula", "Figure"}
TEXT = {"P", *HEADINGS}
BLOCKS = GROUPING | TEXT | {"L", "Table", "Figure", "Formula"}
# The types that may stand in each type; None stands for content.
KIDS: dict[str, set[str | None]] = {
    **{kind: {*BLOCKS} for kind in GROUPING},
    **{kind: {*INLINE, None} for kind in TEXT | INLINE},
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Lbl": {*INLINE, None},
    "LBody": {*BLOCKS, *INLINE, None},
    "Caption": {*TEXT, *INLINE, None},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    **{kind: {"TR"} for kind in ("THead", "TBody", "TFoot")},
    "TR": {"TH", "TD"},
    "TH": {*BLOCKS, *INLINE, None},
    "TD": {*BLOCKS, *INLINE, None},
}
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass
class Tree:
    """What the structure tree holds. `content` maps a page and a mark to its elements."""

    content: dict[tuple[Any, int], list[Any]] = field(default_factory=dict)
    objects: dict[Any, Any] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def tree_of(root: Any) -> Tree:
    """Walk over the tree below its root."""
    tree = Tree()
    kids = _kids(root)
    if [str(each.get("/S")) for each in kids] != ["/Document"]:
        tree.problems.append("UA 7.1: the root is not one Document")
    for kid in kids:
        _walk(kid, root, tree)
    tree.problems += _heading_problems(tree.headings)
    return tree


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _walk(element: Any, parent: Any, tree: Tree) -> None:
    kind = str(element.S)[1:]
    if element.P.objgen != parent.objgen:
        tree.problems.append(f"ISO 32000-1, 14.7.2: the parent of a {kind} is another element")
    tree.problems += _element_problems(kind, element)
    if kind in HEADINGS:
        tree.headings.append(int(kind[1:]))
    for kid in _kids(element):
        below = _take(kid, element, tree)
        if below not in KIDS.get(kind, set()) and below != "":
            tree.problems.append(f"ISO 32000-1, 14.8.4: {below or 'content'} in {kind}")
    if kind == "Table":
        tree.problems += _table_problems(element)


def _take(kid: Any, element: Any, tree: Tree) -> str | None:
    """Take in a kid. Returns its type, None for content, an empty text for a link on the page."""
    if isinstance(kid, int):
        tree.content.setdefault((element.Pg.objgen, kid), []).append(element.objgen)
        return None
    if kid.get("/Type") == "/MCR":
        tree.content.setdefault((kid.Pg.objgen, int(kid.MCID)), []).append(element.objgen)
        return None
    if kid.get("/Type") == "/OBJR":
        tree.objects[kid.Obj.objgen] = element
        return ""
    _walk(kid, element, tree)
    return str(kid.S)[1:]


def _element_problems(kind: str, element: Any) -> Iterator[str]:
    if kind not in KIDS:
        yield f"UA 7.1: {kind} is no standard structure type"
    if kind == "Figure" and not str(element.get("/Alt", "")).strip():
        yield "UA 7.3: a Figure without alternative text"
    if kind == "Formula" and not str(element.get("/Alt", "")).strip():
        yield "UA 7.7: a Formula without alternative text"
    if "/Lang" in element and not LANGUAGE.fullmatch(str(element.Lang)):
        yield f"UA 7.2: {element.Lang} is no language"
    if kind == "TH" and str(_attribute(element, "/Scope")) not in {"/Row", "/Column", "/Both"}:
        yield "UA 7.5: a TH without Scope"
    if kind == "LI" and [str(each.S) for each in _kids(element)] not in (
        ["/Lbl", "/LBody"],
        ["/LBody"],
        ["/Lbl"],
    ):
        yield "UA 7.6: an LI is a Lbl and an LBody"
    if kind == "Link" and not any(
        not isinstance(each, int) and each.get("/Type") == "/OBJR" for each in _kids(element)
    ):
        yield "UA 7.18.5: a Link without its annotation"


def _attribute(element: Any, name: str) -> Any:
    return element.A.get(name) if "/A" in element else None


def _heading_problems(levels: list[int]) -> Iterator[str]:
    before = 0
    for level in levels:
        if level > before + 1:
            yield f"UA 7.4.2: H{level} follows H{before}"
        before = level


def _table_problems(table: Any) -> Iterator[str]:
    """Whether all rows have the same number of columns, with spans."""
    groups = [str(each.S) for each in _kids(table)]
    if groups.count("/THead") > 1 or groups.count("/TFoot") > 1:
        yield "ISO 32000-1, 14.8.4.3.4: a Table has one THead and one TFoot"
    if {"/THead", "/TFoot"} & {*groups} and "/TBody" not in groups:
        yield "UA 7.2: a Table with a head or a foot has a TBody"
    rows = [
        row
        for each in _kids(table)
        if each.S != "/Caption"
        for row in ([each] if each.S == "/TR" else _kids(each))
    ]
    taken: dict[int, int] = {}  # the columns that earlier rows reach into
    for row in rows:
        open_rows = {column: left for column, left in taken.items() if left}
        taken = {column: left - 1 for column, left in open_rows.items()}
        width = len(open_rows)
        column = 0
        for cell in _kids(row):
            across = int(_attribute(cell, "/ColSpan") or 1)
            down = int(_attribute(cell, "/RowSpan") or 1)
            while column in open_rows:
                column += 1
            taken |= dict.fromkeys(range(column, column + across), down - 1)
            column, width = column + across, width + across
        if row is rows[0]:
            first = width
        elif width != first:
            yield f"UA 7.2: rows of {first} and {width} columns"
