"""Which structure type of PDF 1.7 (ISO 32000-1, 14.8.4) an element of a report has."""

from __future__ import annotations

from typing import Any

# Elements that group others: their own text becomes a paragraph.
GROUPS = {
    "article": "Art",
    "aside": "Sect",
    "nav": "Sect",
    "section": "Sect",
    "blockquote": "BlockQuote",
}
LISTS = {"ul": "L", "ol": "L", "dl": "L"}
TABLES = {
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Elements that hold text, below a group. `H` gets its depth when all headings are known.
BLOCKS = {"p": "P", "pre": "P", "address": "P", "figcaption": "P", "summary": "P"} | dict.fromkeys(
    HEADINGS, "H"
)
# Elements within a line of text.
INLINE = {"code": "Code", "q": "Quote", "img": "Figure", "svg": "Figure"}
# Elements that mean nothing, but end the text before them.
BREAKS = frozenset(
    (
        *("body", "dd", "details", "div", "dl", "dt", "figure", "fieldset", "footer", "header"),
        *("hgroup", "html", "li", "main", "ol", "ul"),
    )
)
# Types whose content is other elements.
GROUPING = frozenset(("Document", "Art", "Sect", "BlockQuote", "Div"))
HEAD_ROWS = frozenset(("thead", "tfoot"))
SVG = "{http://www.w3.org/2000/svg}"
# How the marks of a list count.
NUMBERING = {"ol": "Decimal", "ul": "Disc"}


def name_of(element: Any) -> str:
    """The name of an element without the namespace of SVG."""
    name: str = element.tag
    return name.removeprefix(SVG) if isinstance(name, str) else ""


def block_type(element: Any) -> str:
    """The type of an element that is no part of a line; empty if it has none."""
    name = name_of(element)
    return GROUPS.get(name) or LISTS.get(name) or TABLES.get(name) or BLOCKS.get(name) or ""


def inline_type(element: Any) -> str:
    """The type of an element within a line; empty if it has none."""
    name = name_of(element)
    if name == "a":
        return "Link" if element.get("href") else ""
    if name in {"svg", "img"} and "formula" in element.get("class", "").split():
        return "Formula"
    return INLINE.get(name, "")


def alternative(element: Any) -> str:
    """What an image says to those who do not see it; empty if it says nothing."""
    if element.get("aria-hidden") == "true":
        return ""
    title: str = element.findtext(f"{SVG}title", "")
    return element.get("aria-label") or element.get("alt") or title


def scope(element: Any, row_group: str) -> str:
    """What a heading of a table is the heading of."""
    stated = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}
    return stated.get(element.get("scope", "")) or ("Column" if row_group == "thead" else "Row")
