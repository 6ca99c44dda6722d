"""Write the structure tree into a PDF, and connect pages and links with it."""

from __future__ import annotations

from typing import Any

import pydyf

from sitegen.render.pdf.metadata import short
from sitegen.render.pdf.page_content import ContentMarks
from sitegen.render.pdf.structure import Annotation, Content, Node
from sitegen.render.pdf.structure_rules import NUMBERING, name_of


class _Raw(pydyf.Object):  # type: ignore[misc]
    """An object that is given as its bytes."""

    data = b""


class _Writer:
    """Writes the nodes of one tree."""

    def __init__(self, pdf: Any, pages: int) -> None:
        self._pdf = pdf
        self._pages = pdf.page_references
        self.parents: list[dict[int, bytes]] = [{} for _ in range(pages)]
        self.annotations: list[bytes] = []

    def write(self, node: Node, parent: bytes) -> bytes:
        """Write a node and all below it. Returns its reference."""
        written = _Raw()
        self._pdf.add_object(written)
        reference: bytes = written.reference
        page = next((each.page for each in node.kids if not isinstance(each, Node)), None)
        kids = [kid for each in node.kids if (kid := self._kid(each, reference, page)) is not None]
        parts = [b"<</S/%s/P %s" % (node.kind.encode(), parent)]
        if page is not None:
            parts.append(b"/Pg %s" % self._pages[page])
        if kids:
            parts.append(b"/K[%s]" % b" ".join(kids))
        parts += _stated(node)
        written.data = b"".join([*parts, b">>"])
        return reference

    def _kid(
        self, kid: Node | Content | Annotation, reference: bytes, page: int | None
    ) -> bytes | None:
        if isinstance(kid, Node):
            is_shown = kid.kids or kid.kind in {"TD", "TH"}
            return self.write(kid, reference) if is_shown else None
        of_page = self._pages[kid.page]
        if isinstance(kid, Content):
            self.parents[kid.page][kid.mark] = reference
            if kid.page == page:
                return b"%d" % kid.mark
            return b"<</Type/MCR/Pg %s/MCID %d>>" % (of_page, kid.mark)
        kid.dictionary["StructParent"] = len(self.parents) + len(self.annotations)
        self.annotations.append(reference)
        return b"<</Type/OBJR/Pg %s/Obj %s>>" % (of_page, kid.dictionary.reference)


def add_tags(pdf: Any, document: Any, marks: ContentMarks) -> None:
    """Add the structure tree of a document to its PDF."""
    tree = marks.tree
    for number, page in enumerate(document.pages):
        _add_links(pdf, marks, page, number)
    tree.sort()
    tree.number_headings()
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    writer = _Writer(pdf, len(document.pages))
    root["K"] = writer.write(tree.document, root.reference)
    numbers = pydyf.Array()
    for number, marked in enumerate(writer.parents):
        numbers.extend([number, pydyf.Array(marked[each] for each in sorted(marked))])
    for number, reference in enumerate(writer.annotations, len(document.pages)):
        numbers.extend([number, reference])
    root["ParentTree"] = pydyf.Dictionary({"Nums": numbers})
    root["ParentTreeNextKey"] = len(writer.parents) + len(writer.annotations)
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    for number, key in enumerate(pdf.pages["Kids"][::3]):
        pdf.objects[key] |= {"StructParents": number, "Tabs": "/S"}


def _add_links(pdf: Any, marks: ContentMarks, page: Any, number: int) -> None:
    """Put the links of a page into the tree."""
    for kind, target, _, box in page.links:
        annotation = box.link_annotation
        if annotation is None:
            continue
        node = None
        if box.element is not None and not marks.tree.is_repeated(box.element, number):
            node = marks.tree.link_of(box.element)
        if node is None:
            # Of the head of a page or of a table that is repeated: an artifact is no link.
            pdf.objects[pdf.pages["Kids"][3 * number]]["Annots"].remove(annotation.reference)
            continue
        said = target if kind == "external" else " ".join("".join(node.element.itertext()).split())
        annotation["Contents"] = pydyf.String(said or target)
        node.kids.append(Annotation(number, annotation))


def _stated(node: Node) -> list[bytes]:
    """The language, the alternative text and the attributes of a node."""
    parts = []
    if node.language:
        parts.append(b"/Lang%s" % pydyf.String(node.language).data)
    if node.alternative:
        said = pydyf.String(short(node.alternative)).data
        # What is copied of a formula is what is read aloud.
        parts.append(
            b"/Alt%s" % said + (b"/ActualText%s" % said if node.kind == "Formula" else b"")
        )
    owner = {"L": "List", "Figure": "Layout", "Formula": "Layout"}.get(node.kind, "Table")
    attributes = node.attributes
    if node.kind == "L" and _has_marks(node):
        attributes = {"ListNumbering": f"/{NUMBERING[name_of(node.element)]}"}
    if attributes:
        members = "".join(f"/{name} {value}" for name, value in attributes.items())
        parts.append(f"/A<</O/{owner}{members}>>".encode())
    return parts


def _has_marks(node: Node) -> bool:
    """Whether the items of a list have marks, which say how they are counted."""
    if name_of(node.element) not in NUMBERING:
        return False
    items = (each for each in node.kids if isinstance(each, Node))
    return any(isinstance(kid, Node) and kid.kind == "Lbl" for each in items for kid in each.kids)
