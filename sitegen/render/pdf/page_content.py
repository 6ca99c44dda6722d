"""Mark the content of pages while WeasyPrint draws them, as part of the structure or as artifacts.

WeasyPrint asks its stream to mark each piece of text and each image. Here, the stream of each page
gets methods that know the structure tree. Text gets the spaces at which lines were broken, which
are not drawn, so that programs that read the tree do not join words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pydyf

from sitegen.render.pdf.structure import Content, Node, StructureTree
from sitegen.render.pdf.structure_rules import alternative, inline_type, name_of

WHITE_SPACE = re.compile("[ \t\r\n\f]+")
LAST_GLYPH = re.compile(rb"([0-9a-f]{4})>[^<>]*\] TJ$")
# Stands for an element in the text of the one around it.
ELEMENT = "\x1f"
BACKGROUND = "Artifact"
REPEATED = "/Artifact <</Type/Pagination>> BDC"
PAGE_HEAD = "/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC"
PAGE_FOOT = "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC"
LAYOUT = "/Artifact BMC"


class ContentMarks:
    """Marks the content of one document. `is_whole` tells whether all content is marked."""

    def __init__(self, document: Any, root: Any) -> None:
        self.tree = StructureTree(root)
        self.nodes_of_pages: list[list[Node]] = []
        self.is_whole = True
        self._fonts = document.fonts
        self._texts: dict[Any, _SourceText] = {}
        for number, page in enumerate(document.pages):
            self.nodes_of_pages.append([])
            page.paint = partial(self._paint, page, number)

    def _paint(self, page: Any, number: int, stream: Any, scale: float) -> None:
        marks = _PageMarks(self, page, number, stream, scale)
        stream.marked, stream.artifact = marks.marked, marks.artifact
        stream.add_group = marks.group
        type(page).paint(page, stream, scale)

    def space(self, font: str, size: float) -> _Space:
        """A space in a font that is in use."""
        return _Space(self._fonts, font, size)

    def is_space(self, name: str, glyph: int) -> bool:
        """Whether a glyph of a font is that of a space."""
        fonts = (font for font in self._fonts.values() if font.hash == name)
        return any(font.to_unicode.get(glyph) == " " for font in fonts)

    def source(self, element: Any) -> _SourceText:
        """The text of an element, as far as it is drawn."""
        text = self._texts.get(element)
        if text is None:
            text = self._texts[element] = _SourceText(element)
        return text


class _PageMarks:
    """Marks the content of one page."""

    def __init__(
        self, marks: ContentMarks, page: Any, number: int, stream: Any, scale: float
    ) -> None:
        self._marks, self._tree, self._number, self._stream = marks, marks.tree, number, stream
        self._page, self._scale = page, scale
        self._nodes = marks.nodes_of_pages[number]
        self._margins = dict(_margin_content(page._page_box))
        self._depth = 0
        self._font: Any = None  # the name and the size that were used last
        self._last: object = None

    def group(self, *box: float) -> Any:
        """A group of WeasyPrint. Nothing in it is marked, so it must be within marked content."""
        if not self._depth:
            self._marks.is_whole = False
        return type(self._stream).add_group(self._stream, *box)

    @contextmanager
    def artifact(self, opening: str = LAYOUT) -> Iterator[None]:
        """Draw what says nothing."""
        with self._open(opening, opening):
            yield

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        """Draw a text or an image as content of its element."""
        element = box.element
        opening = self._margins.get(box)
        if opening is None and self._tree.is_repeated(element, self._number):
            opening = REPEATED
        if tag == "Figure":
            said = alternative(element)
            if opening is None and said is None:
                opening = LAYOUT
            if opening is None:
                node = self._figure(box, said)
                with self._node(node):
                    yield
                return
        if opening is not None:
            with self._open(opening, opening):
                yield
            return
        with self._text(box):
            yield

    @contextmanager
    def _text(self, box: Any) -> Iterator[None]:
        part = box.element_tag.partition("::")[2]
        if part == "marker":
            with self._node(self._tree.label(box.element)):
                yield
            return
        before, after = self._spaces(box, part)
        text = box.text.strip(" \t\r\n\f")
        if not text:
            yield
            if self._stream.stream[-2:] == [b"BT", b"ET"]:
                del self._stream.stream[-2:]
            if after:
                with self._node(self._tree.text_node(box.element)):
                    self._show_space(box, box.position_x)
            return
        node = self._tree.text_node(box.element)
        before = before and bool(node.kids)
        with self._node(node):
            if before:
                self._show_space(box, box.position_x)
            yield
            self._font = self._stream._old_font or self._font
            if after and not self._ends_in_space():
                self._show_space(box, box.position_x + box.width)

    def _spaces(self, box: Any, part: str) -> tuple[bool, bool]:
        """Whether white space before and after a text is not drawn."""
        if part:
            return False, False
        return self._marks.source(box.element).spaces_around(box.text)

    def _show_space(self, box: Any, x: float) -> None:
        """Show a space after what was shown last, or at a place."""
        stream = self._stream
        if self._font is None:
            return
        follows = bool(stream.stream) and stream.stream[-1] == b"ET"
        stream.begin_text()
        if not follows:
            stream.set_text_matrix(1, 0, 0, -1, x, box.position_y + box.baseline)
            stream.set_font_size(*self._font)
        stream.stream.append(self._marks.space(*self._font))
        stream.end_text()

    def _ends_in_space(self) -> bool:
        """Whether the text that was drawn last ends in a space: WeasyPrint draws some of them."""
        shown = LAST_GLYPH.search(b"".join(self._stream.stream[-2:-1]))
        return shown is not None and self._marks.is_space(self._font[0], int(shown[1], 16))

    def _figure(self, box: Any, said: str | None) -> Node:
        node = self._tree.inline_node(box.element, inline_type(box.element) or "Figure")
        node.alternative = said or ""
        height, scale = self._page.height, self._scale
        x, y = box.content_box_x(), box.content_box_y()
        corners = (x, height - y - box.height, x + box.width, height - y)
        node.attributes["BBox"] = f"[{' '.join(f'{each * scale:.2f}' for each in corners)}]"
        return node

    @contextmanager
    def _node(self, node: Node) -> Iterator[None]:
        if self._is_open(node):
            self._stream.stream.pop()
        else:
            mark = len(self._nodes)
            self._nodes.append(node)
            node.kids.append(Content(self._number, mark))
            self._stream.stream.append(f"/{node.kind} <</MCID {mark}>> BDC")
        self._depth += 1
        try:
            yield
        finally:
            self._close(node)

    @contextmanager
    def _open(self, key: object, opening: str) -> Iterator[None]:
        if self._depth:
            # Part of what is drawn already, such as a pattern of an image.
            yield
            return
        if self._is_open(key):
            self._stream.stream.pop()
        else:
            self._stream.stream.append(opening)
        self._depth += 1
        try:
            yield
        finally:
            self._close(key)

    def _is_open(self, key: object) -> bool:
        """Whether what was drawn last can go on."""
        content = self._stream.stream
        return self._last is key and bool(content) and content[-1] == b"EMC"

    def _close(self, key: object) -> None:
        self._depth -= 1
        self._last = key
        self._stream.end_marked_content()


class _SourceText:
    """The text nodes of an element, of which its boxes show one piece after the other."""

    def __init__(self, element: Any) -> None:
        parts = [element.text or ""]
        for child in element:
            parts += (" " if name_of(child) == "br" else ELEMENT, child.tail or "")
        self._text = WHITE_SPACE.sub(" ", "".join(parts)).lower()
        self._at = 0

    def spaces_around(self, shown: str) -> tuple[bool, bool]:
        """Whether there is white space before and after a piece of text that it does not show."""
        text, at = self._text, self._at
        piece = WHITE_SPACE.sub(" ", shown).strip(" ").lower()
        if not piece:
            return False, self._takes_space()
        while text[at : at + 1] in {" ", ELEMENT}:
            at += 1
        skipped = text[self._at : at]
        if not text.startswith(piece, at):
            return False, False
        self._at = at + len(piece)
        before = skipped.endswith(" ") and not shown[0].isspace()
        after = text[self._at : self._at + 1] == " "
        self._at += after
        return before, after and self._at < len(text) and not shown[-1].isspace()

    def _takes_space(self) -> bool:
        """Whether the next white space is that of a box without other text."""
        at = self._at
        while self._text[at : at + 1] == ELEMENT:
            at += 1
        if self._text[at : at + 1] != " ":
            return False
        self._at = at + 1
        return self._at < len(self._text)


class _Space(pydyf.Object):  # type: ignore[misc]
    """A space in a content stream, whose glyph is known when all text is drawn."""

    def __init__(self, fonts: dict[Any, Any], font: str, size: float) -> None:
        super().__init__()
        self._fonts, self._font, self._size = fonts, font, size

    @property
    def data(self) -> bytes:
        """The operator that shows it; empty if no font of the document has a space."""
        found: dict[str, int] = {}
        for font in self._fonts.values():
            glyph = next((key for key, text in font.to_unicode.items() if text == " "), None)
            if glyph is not None and not font.bitmap:
                found.setdefault(font.hash, glyph)
        if self._font in found:
            return b"<%04x> Tj" % found[self._font]
        for name, glyph in found.items():
            return b"/%s 1 Tf <%04x> Tj /%s %s Tf" % (
                name.encode(),
                glyph,
                self._font.encode(),
                f"{self._size:f}".rstrip("0").encode(),
            )
        return b""


def _margin_content(page: Any) -> Iterator[tuple[Any, str]]:
    """Each box in the margins of a page, and how it is marked."""
    for child in page.children:
        keyword = getattr(child, "at_keyword", "")
        if keyword:
            opening = PAGE_FOOT if keyword.startswith("@bottom") else PAGE_HEAD
            yield from ((box, opening) for box in child.descendants())
