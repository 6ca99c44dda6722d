"""A faster parser for the HTML of reports, which our templates write: that of XML, written in C.

`tree_of` gives the tree that the rules for HTML give, or None wherever these rules might do more
than nest elements as they are written: move, close or add elements, drop a line break, or read a
text in another way. WeasyPrint's own parser reads such a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

BEGINNING, END = "<!DOCTYPE html><html", "</body></html>"
# Elements that have no end tag in HTML.
EMPTY = "meta|br|wbr|hr|img"
EMPTY_TAG = re.compile(rf"(<(?:{EMPTY})\b[^<>]*)(?<!/)>")
# What the two languages read apart: an empty element that HTML does not know as such, numbers of
# characters that it takes for those of Windows, and line breaks in attributes.
READ_APART = re.compile(rf"<(?!{EMPTY})[^<>]*/>|&#(?!3[49];)|<[^<>]*[\n\t\r\f]")

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# Elements that may stand anywhere in the body, but not in a paragraph.
BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "details", "div", "dl", "figcaption"),
        *("figure", "footer", "header", "hr", "main", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "ul"),
    ]
)
PHRASES = frozenset(
    [
        *("abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img"),
        *("ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup"),
        *("time", "u", "var", "wbr"),
    ]
)
# Elements that stand only in these.
PARENTS = {
    "li": ("ul", "ol"),
    **dict.fromkeys(("dt", "dd"), ("dl", "div")),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("table",)),
    "tr": ("thead", "tbody", "tfoot"),
    **dict.fromkeys(("td", "th"), ("tr",)),
}
# Elements that have no text of their own, and only these elements in them.
PARTS = {
    "table": ("thead", "tbody", "tfoot"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("tr",)),
    "tr": ("td", "th"),
}


def parse(parser: Callable[..., Any]) -> Callable[..., Any]:
    """`tinyhtml5.parse` for WeasyPrint: the same tree, sooner if the text is well-formed."""

    def parsed(document: Any, **options: Any) -> Any:
        if isinstance(document, StringIO) and options == {"namespace_html_elements": False}:
            tree = tree_of(document.getvalue())
            if tree is not None:
                return tree
        return parser(document, **options)

    return parsed


def tree_of(html: str) -> Element | None:
    """The tree of a document, or None if the rules for XML might give another one."""
    written = html.rstrip("\n")
    if not written.startswith(BEGINNING) or not written.endswith(END) or html.count("<!") != 1:
        return None
    # So every `>` ends a tag, and none stands in an attribute or a text.
    if html.count("<") != html.count(">") or READ_APART.search(html):
        return None
    text = EMPTY_TAG.sub(r"\1/>", written).replace(" reversed>", ' reversed="">')
    try:
        root = fromstring(text)
    except (ParseError, UnicodeError):
        return None
    if not _is_plain(root):
        return None
    # Line breaks behind the document belong to its last text.
    last = root[1][-1]
    last.tail = (last.tail or "") + html[len(written) :]
    return root


def _is_plain(root: Element) -> bool:
    """Whether the rules for HTML leave every element of a document where it is written."""
    if [each.tag for each in root] != ["head", "body"] or root.text:
        return False
    head, body = root
    in_head = all(
        each.tag in {"meta", "title"} and not len(each) and not each.tail for each in head
    )
    if not in_head or head.text or head.tail or not all(map(_has_plain_names, (root, *head))):
        return False
    return len(body) > 0 and _has_plain_names(body) and _are_plain(body, frozenset())


def _are_plain(parent: Element, inside: frozenset[str]) -> bool:
    """Whether all elements in one may stand in it; `inside` are the names that bear on that."""
    parts = PARTS.get(parent.tag)
    if parts is not None and not _has_parts_alone(parent, parts):
        return False
    return all(
        _may_stand(child, parent, inside)
        and _has_plain_names(child)
        and _are_plain(child, _with(child, inside))
        for child in parent
    )


def _has_parts_alone(parent: Element, parts: tuple[str, ...]) -> bool:
    texts = (parent.text, *(child.tail for child in parent))
    return all(child.tag in parts for child in parent) and not "".join(filter(None, texts)).strip()


def _may_stand(child: Element, parent: Element, inside: frozenset[str]) -> bool:
    tag = child.tag
    if tag in PHRASES:
        return True
    if tag == "a":
        return "a" not in inside
    if "p" in inside:
        return False
    if tag in HEADINGS:
        return not inside & HEADINGS
    if tag == "pre":
        return not (child.text or "").startswith("\n")
    return tag in BLOCKS or parent.tag in PARENTS.get(tag, ())


def _with(child: Element, inside: frozenset[str]) -> frozenset[str]:
    named = child.tag in HEADINGS or child.tag in {"a", "p"}
    return inside | {child.tag} if named else inside


def _has_plain_names(element: Element) -> bool:
    """Whether HTML reads the names of attributes as they are: lower case, in no namespace."""
    return all(name.islower() and name[0] != "{" for name in element.attrib)
