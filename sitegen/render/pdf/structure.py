"""The structure tree of a PDF, from the elements of its HTML in the order in which they are drawn.

A node is made when the first content of its element is drawn, so an element that is laid out on
several pages is one node, and what is not drawn is not there. The cells of a table are the
exception: all of them belong to its geometry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sitegen.render.pdf.structure_rules import (
    BREAKS,
    GROUPING,
    HEAD_ROWS,
    HEADINGS,
    LISTS,
    block_type,
    inline_type,
    name_of,
    scope,
)

# Types whose text is in paragraphs if an element within them breaks lines.
PARAGRAPHS_IN = GROUPING | {"LBody", "TD", "TH"}


@dataclass(frozen=True)
class Content:
    """A piece of marked content: the number of its page from 0, and its number on that page."""

    page: int
    mark: int


@dataclass(frozen=True)
class Annotation:
    """A link on a page."""

    page: int
    dictionary: Any


@dataclass(eq=False)
class Node:
    """An element of the structure tree. `order` is the place of its HTML element."""

    kind: str
    parent: Node | None
    order: int = 0
    element: Any = None
    language: str = ""
    kids: list[Node | Content | Annotation] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    alternative: str = ""
    # A paragraph of text that has no element of its own.
    is_anonymous: bool = False


class StructureTree:
    """The tree of one document, which grows while its pages are drawn."""

    def __init__(self, root: Any) -> None:
        self.document = Node("Document", None, element=root)
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._order = {element: place for place, element in enumerate(root.iter())}
        self._languages = dict(self._changes_of_language(root))
        self._nodes: dict[Any, Node] = {}
        self._texts: dict[Any, Node] = {}
        self._labels: dict[Any, Node] = {}
        self._items: dict[Any, Node] = {}
        self._item_of: dict[Any, Any] = {}
        self._heads: dict[Any, Any] = {}
        self._seen: dict[Any, int] = {}

    def text_node(self, element: Any) -> Node:
        """The node that the text of an element belongs to."""
        node = self._texts.get(element)
        if node is None or (node.is_anonymous and _last(node.parent) is not node):
            node = self._texts[element] = self._text_node(element)
        return node

    def inline_node(self, element: Any, kind: str) -> Node:
        """The node of an element within a line."""
        node = self._nodes.get(element)
        if node is None:
            node = self._new(kind, self.text_node(self._parents[element]), element)
        return node

    def label(self, item: Any) -> Node:
        """The node of the mark of a list item, or of its terms."""
        key = self._key(item)
        node = self._labels.get(key)
        if node is None:
            parent = self._item(item)
            node = self._labels[key] = Node("Lbl", parent, self._order[item], item)
            parent.kids.insert(0, node)
        return node

    def link_of(self, element: Any) -> Node | None:
        """The node of the link that an element is in."""
        while element is not None and inline_type(element) != "Link":
            element = self._parents.get(element)
        return None if element is None else self.inline_node(element, "Link")

    def is_repeated(self, element: Any, page: int) -> bool:
        """Whether an element of the head of a table was drawn on an earlier page already."""
        head = self._head(element)
        return head is not None and self._seen.setdefault(head, page) != page

    def sort(self) -> None:
        """Put the elements of each group into the order of the HTML, whatever was drawn first."""
        nodes = [self.document]
        for node in nodes:
            kids = [each for each in node.kids if isinstance(each, Node)]
            nodes += kids
            places = [each.order for each in kids]
            if len(kids) == len(node.kids) and places != sorted(places):
                node.kids.sort(key=lambda each: each.order if isinstance(each, Node) else 0)

    def number_headings(self) -> None:
        """Give each heading its depth, without gaps."""
        open_levels: list[int] = []
        for node in self.nodes():
            if node.kind == "H":
                level = HEADINGS[name_of(node.element)]
                while open_levels and open_levels[-1] >= level:
                    open_levels.pop()
                open_levels.append(level)
                node.kind = f"H{len(open_levels)}"

    def nodes(self) -> Iterator[Node]:
        """All nodes in reading order."""
        waiting = [self.document]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += (each for each in reversed(node.kids) if isinstance(each, Node))

    # ------------------------------------------------------------ how a node is found

    def _text_node(self, element: Any) -> Node:
        name = name_of(element)
        if kind := inline_type(element):
            return self.inline_node(element, kind)
        if name == "dd" and self._is_one_of_several(element):
            return self._paragraph(element)
        if name in {"li", "dt", "dd"} and self._is_item(element):
            return self._block(element)
        if name in BREAKS or block_type(element):
            block = self._block(element)
            is_own = block.element is element and block.kind not in GROUPING
            return block if is_own else self._paragraph(element)
        if element in self._languages:
            return self.inline_node(element, "Span")
        return self.text_node(self._parents[element])

    def _paragraph(self, element: Any) -> Node:
        """The paragraph of text that stands among elements."""
        parent = self._block(element)
        if parent.kind not in PARAGRAPHS_IN:
            return parent
        last = _last(parent)
        if isinstance(last, Node) and last.is_anonymous and last.element is element:
            return last
        order = self._order[element]
        if isinstance(last, Node) and self._is_in(last.element, element):
            order = last.order  # after an element within
        node = Node("P", parent, order, element, is_anonymous=True)
        parent.kids.append(node)
        return node

    def _is_in(self, inner: Any, outer: Any) -> bool:
        while inner is not None and inner is not outer:
            inner = self._parents.get(inner)
        return inner is not None

    def _block(self, element: Any) -> Node:
        """The node of the element, or of the nearest one around it, that holds elements."""
        node = self._nodes.get(element)
        if node is None:
            node = self._nodes[element] = self._new_block(element)
        return node

    def _new_block(self, element: Any) -> Node:
        name, parent = name_of(element), self._parents.get(element)
        if parent is None or name == "body":
            return self.document
        if name in {"li", "dt", "dd"} and self._is_item(element):
            return self.label(element) if name == "dt" else self._body(element)
        if kind := block_type(element):
            around = self._block(parent)
            if element in self._nodes:  # a part of a table, made with it
                return self._nodes[element]
            node = self._new(kind, around, element)
            if kind == "Table":
                self._add_cells(node)
            return node
        if kind := inline_type(element):
            return self.inline_node(element, kind)
        if element in self._languages:
            return self._new("Div", self._block(parent), element)
        return self._block(parent)

    def _new(self, kind: str, parent: Node, element: Any) -> Node:
        language = self._languages.get(element, "")
        node = Node(kind, parent, self._order[element], element, language)
        parent.kids.append(node)
        self._nodes[element] = node
        return node

    # ------------------------------------------------------------ lists

    def _is_item(self, element: Any) -> bool:
        name, around = name_of(element), self._parents[element]
        if name == "li":
            return name_of(around) in LISTS
        if name in {"dt", "dd"}:
            outer = self._parents.get(around) if name_of(around) == "div" else around
            return outer is not None and name_of(outer) == "dl"
        return False

    def _key(self, element: Any) -> Any:
        """What stands for the item of a `li`, `dt` or `dd`: itself, a `div`, or the first `dt`."""
        if element not in self._item_of:
            around, key = self._parents[element], None
            if name_of(element) == "li" or name_of(around) != "dl":
                self._item_of[element] = element if name_of(element) == "li" else around
                return self._item_of[element]
            was_term = False
            for each in around:
                is_term = name_of(each) == "dt"
                key = each if key is None or (is_term and not was_term) else key
                self._item_of[each], was_term = key, is_term
        return self._item_of[element]

    def _item(self, element: Any) -> Node:
        """The list item that a `li`, `dt` or `dd` belongs to."""
        key = self._key(element)
        node = self._items.get(key)
        if node is None:
            parent = self._block(self._parents[key])
            language = self._languages.get(key, "")
            node = self._items[key] = Node("LI", parent, self._order[key], key, language)
            parent.kids.append(node)
        return node

    def _body(self, element: Any) -> Node:
        item = self._item(element)
        last = _last(item)
        if isinstance(last, Node) and last.kind == "LBody":
            return last
        node = Node("LBody", item, self._order[element], element)
        item.kids.append(node)
        return node

    def _is_one_of_several(self, definition: Any) -> bool:
        """Whether a `dd` shares its term with others, so that each is a paragraph."""
        if not self._is_item(definition):
            return False
        key, siblings = self._key(definition), self._parents[definition]
        return sum(name_of(each) == "dd" and self._key(each) is key for each in siblings) > 1

    # ------------------------------------------------------------ tables

    def _add_cells(self, table: Node) -> None:
        """Make the rows and cells of a table, also those without content.

        PDF/UA wants a body, so the rows of a table that has none are one.
        """
        has_body = any(block_type(each) == "TBody" and len(each) for each in table.element)
        for group in table.element:
            kind = block_type(group)
            if kind == "Caption" and "".join(group.itertext()).strip():
                self._new(kind, table, group)
            elif kind in {"THead", "TBody", "TFoot"} and len(group):
                rows = self._new(kind if has_body else "TBody", table, group)
                for row in group:
                    self._add_row(row, rows)

    def _add_row(self, row: Any, rows: Node) -> None:
        node = self._new("TR", rows, row)
        for element in row:
            cell = self._new(block_type(element), node, element)
            for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
                if element.get(name, "1") != "1":
                    cell.attributes[key] = element.get(name)
            if cell.kind == "TH":
                cell.attributes["Scope"] = f"/{scope(element, name_of(rows.element))}"

    def _head(self, element: Any) -> Any:
        """The head or foot of a table that an element is in; None if it is in none."""
        if element not in self._heads:
            name, around = name_of(element), self._parents.get(element)
            if name in HEAD_ROWS:
                self._heads[element] = element
            else:
                is_outside = around is None or name in {"table", "section", "p"}
                self._heads[element] = None if is_outside else self._head(around)
        return self._heads[element]

    # ------------------------------------------------------------ languages

    def _changes_of_language(self, root: Any) -> Iterator[tuple[Any, str]]:
        """The elements whose language is not that of the element around them."""
        for element in root.iter():
            stated = element.get("lang")
            if stated and element is not root:
                around = self._parents[element]
                while around is not root and not around.get("lang"):
                    around = self._parents[around]
                if around.get("lang", "") != stated:
                    yield element, stated


def _last(node: Node | None) -> Node | Content | Annotation | None:
    return node.kids[-1] if node is not None and node.kids else None
