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
from unicodedata import category, normalize

import pydyf

from sitegen.render.pdf.directions import FROM_THE_RIGHT
from sitegen.render.pdf.structure import Content, Node, StructureTree
from sitegen.render.pdf.structure_rules import alternative, inline_type, name_of

WHITE_SPACE = re.compile("[ \t\r\n\f]+")
GLYPHS = re.compile(rb"<([0-9a-f]+)>")
LAST_GLYPH = re.compile(rb"([0-9a-f]{4})>[^<>]*\] TJ$")
# Characters that are drawn by the same glyph, and the one that programs expect.
SAME_GLYPH = {"\xa0": " ", "\xad": "-"}
SPACES = frozenset((" ", "\xa0"))
# Stands for an element in the text of the one around it.
ELEMENT = "\x1f"
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
        self._by_name: dict[str, Any] = {}
        self.carried = ""  # what the line before leaves to the next one
        self._texts: dict[Any, _SourceText] = {}
        for number, page in enumerate(document.pages):
            self.nodes_of_pages.append([])
            page.paint = partial(self._paint, page, number)

    def _paint(self, page: Any, number: int, stream: Any, scale: float) -> None:
        marks = _PageMarks(self, page, number, stream, scale)
        stream.marked, stream.artifact = marks.marked, marks.artifact
        stream.add_group = marks.group
        type(page).paint(page, stream, scale)
        if number == len(self.nodes_of_pages) - 1:
            self._name_glyphs()

    def _name_glyphs(self) -> None:
        """Give each glyph a meaning that all programs understand.

        WeasyPrint gives the second glyph of a letter none; its text says what both mean.
        """
        for font in self._fonts.values():
            for glyph, text in font.to_unicode.items():
                if not text:
                    font.to_unicode[glyph] = "\u200b"
                elif text in SAME_GLYPH:
                    font.to_unicode[glyph] = SAME_GLYPH[text]

    def space(self, font: str, size: float) -> _Space:
        """A space in a font that is in use."""
        return _Space(self._fonts, font, size)

    def is_space(self, name: str, glyph: int) -> bool:
        """Whether a glyph of a font is that of a space."""
        font = self.fonts_by_name().get(name)
        return font is not None and font.to_unicode.get(glyph) in SPACES

    def fonts_by_name(self) -> dict[str, Any]:
        """The fonts that are in use."""
        if len(self._by_name) != len(self._fonts):
            self._by_name = {font.hash: font for font in self._fonts.values()}
        return self._by_name

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
        self._margins: dict[Any, str] = dict(_margin_content(page._page_box))
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
        opening = self._artifact_of(box, tag)
        if opening:
            content = self._open(opening, opening)
        elif tag == "Figure":
            content = self._node(self._figure(box))
        else:
            content = self._text(box)
        with content:
            yield

    def _artifact_of(self, box: Any, tag: str) -> str:
        """How a text or an image begins that is no content; empty if it is content."""
        if box in self._margins:
            return self._margins[box]
        if box.element is None:
            return LAYOUT
        if self._tree.is_repeated(box.element, self._number):
            return REPEATED
        return LAYOUT if tag == "Figure" and not alternative(box.element) else ""

    @contextmanager
    def _text(self, box: Any) -> Iterator[None]:
        part = box.element_tag.partition("::")[2]
        if part == "marker":
            with self._node(self._tree.label(box.element)):
                yield
            return
        before, after = self._spaces(box, part)
        text = box.text.strip()
        if not text:
            yield
            if self._stream.stream[-2:] == [b"BT", b"ET"]:
                del self._stream.stream[-2:]
            node = self._tree.text_node(box.element) if after else None
            if node is not None and node.kids:
                with self._node(node):
                    self._show_space(box, box.position_x)
            return
        node = self._tree.text_node(box.element)
        before = before and bool(node.kids)
        with self._node(node):
            if before:
                self._show_space(box, box.position_x)
            begun = len(self._stream.stream)
            yield
            if len(self._stream.stream) == begun:
                return  # hidden
            self._font = self._stream._old_font or self._font
            said = self._said(box, part, text)
            if said != text or (not text.isascii() and not self._says(text)):
                self._say(said)
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

    def _said(self, box: Any, part: str, text: str) -> str:
        """A text. If its line is broken after a hyphen in a word, the next line says that word.

        Programs take a hyphen at the end of a line for one that is not part of the word. The first
        part of an address stays, because it may be long; only its hyphen moves.
        """
        said = f"{self._marks.carried}{text}"
        # Where texts run from the right, programs would take all of the line for such a text.
        is_plain = not part and text.endswith("-") and not FROM_THE_RIGHT.search(said)
        is_broken = is_plain and self._marks.source(box.element).is_in_word
        start = said.rfind(" ") + 1 or len(said) - 1
        self._marks.carried = said[start:] if is_broken else ""
        return said[:start] if is_broken else said

    def _says(self, text: str) -> bool:
        """Whether the glyphs of the text that was drawn last mean its characters."""
        shown, fonts, font = [], self._marks.fonts_by_name(), None
        items = self._stream.stream[self._start_of_text() :]
        for item in items if self._font is None else [b"/%s 1 Tf" % self._font[0].encode(), *items]:
            if isinstance(item, bytes) and item.endswith(b" Tf"):
                font = fonts.get(item[1:].partition(b" ")[0].decode())
            elif isinstance(item, bytes) and item.endswith(b"TJ") and font is not None:
                glyphs = b"".join(GLYPHS.findall(item))
                for at in range(0, len(glyphs), 4):
                    shown.append(font.to_unicode.get(int(glyphs[at : at + 4], 16), ""))
        return _letters("".join(shown)) == _letters(text)

    def _say(self, text: str) -> None:
        """Tell programs what the text that was drawn last says."""
        content, start = self._stream.stream, self._start_of_text()
        said = pydyf.String(text).data.decode("latin-1")
        end = len(content) - 1 - content[::-1].index(b"ET")
        content.insert(end, b"EMC")
        content.insert(start, f"/Span <</ActualText {said}>> BDC".encode("latin-1"))

    def _start_of_text(self) -> int:
        """Where the stream begins with the text that was drawn last."""
        content, at = self._stream.stream, len(self._stream.stream) - 1
        while not (isinstance(content[at], bytes) and content[at].endswith(b" Tm")):
            at -= 1
        return at

    def _ends_in_space(self) -> bool:
        """Whether the text that was drawn last ends in a space: WeasyPrint draws some of them."""
        shown = LAST_GLYPH.search(b"".join(self._stream.stream[-2:-1]))
        return shown is not None and self._marks.is_space(self._font[0], int(shown[1], 16))

    def _figure(self, box: Any) -> Node:
        node = self._tree.inline_node(box.element, inline_type(box.element) or "Figure")
        node.alternative = alternative(box.element)
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
        found = text.find(piece, at)
        if found < 0:
            return False, False
        self._at = found + len(piece)
        before = found == at and skipped.endswith(" ") and not shown[0].isspace()
        after = text[self._at : self._at + 1] == " "
        self._at += after
        return before, after and self._at < len(text) and not shown[-1].isspace()

    @property
    def is_in_word(self) -> bool:
        """Whether the word of the last piece goes on."""
        return self._text[self._at : self._at + 1].isalnum()

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


def _letters(text: str) -> list[str]:
    """The characters of a text that are seen, in no order: that of glyphs may be another one."""
    return sorted(each for each in normalize("NFC", text) if category(each)[0] not in "ZC")


def _margin_content(page: Any) -> Iterator[tuple[Any, str]]:
    """Each box in the margins of a page, and how it is marked."""
    for child in page.children:
        keyword = getattr(child, "at_keyword", "")
        if keyword:
            opening = PAGE_FOOT if keyword.startswith("@bottom") else PAGE_HEAD
            yield from ((box, opening) for box in child.descendants())
