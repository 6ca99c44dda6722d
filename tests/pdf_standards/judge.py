"""Judge a PDF by PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), read by pikepdf.

This is a judge for every test run. It knows the rules that a report could break; `make checkers`
asks veraPDF, which knows all.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf
from fontTools.ttLib import TTFont

from tests.pdf_standards.content import PageContent, content_of
from tests.pdf_standards.tag_tree import tree_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
XML = "{http://www.w3.org/XML/1998/namespace}"
# The namespaces that ISO 19005-3 knows.
KNOWN = (
    *("http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/"),
    *("http://ns.adobe.com/xap/1.0/rights/", "http://ns.adobe.com/pdf/1.3/"),
    *("http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfa/ns/extension/"),
)
PRIVATE = re.compile("[\0\ue000-\uf8ff\ufeff\ufffe]")
BFCHAR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
PRINTED = 4


def problems(data: bytes) -> list[str]:
    """Each rule that the PDF breaks, with the clause that states it; none twice."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [
            *_file_problems(pdf, data),
            *_length_problems(pdf),
            *_metadata_problems(pdf),
            *_attachment_problems(pdf),
            *_annotation_problems(pdf),
            *_content_problems(pdf),
        ]
    return list(dict.fromkeys(found))


def claims(data: bytes) -> set[str]:
    """The standards that a PDF claims."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
    return {name for name in ("pdfaid", "pdfuaid") if f"<{name}:part>" in packet}


# ---------------------------------------------------------------- the file


def _file_problems(pdf: Any, data: bytes) -> Iterator[str]:
    root = pdf.Root
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", data):
        yield "A 6.1.2: the header"
    if len(pdf.trailer.get("/ID", [])) != 2:
        yield "A 6.1.3: no identifier"
    if pdf.is_encrypted:
        yield "A 6.1.3: encrypted"
    for name in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Perms"):
        if name in root:
            yield f"A 6.5: {name} in the catalog"
    if "/JavaScript" in root.get("/Names", {}):
        yield "A 6.5.1: JavaScript"
    intents = list(root.get("/OutputIntents", []))
    profiles = [each.DestOutputProfile for each in intents if each.S == "/GTS_PDFA1"]
    if len(profiles) != 1 or profiles[0].N != 3 or profiles[0].read_bytes()[36:40] != b"acsp":
        yield "A 6.2.3: no output intent"
    if not str(root.get("/Lang", "")):
        yield "UA 7.2: no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "UA 7.1: not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "UA 7.1: the title is not displayed"


def _length_problems(pdf: Any) -> Iterator[str]:
    """Whether a string is too long, in an object or nested in it."""
    waiting = [each for each in pdf.objects if len(each.unparse(resolved=True)) > 32_767]
    while waiting:
        held = waiting.pop()
        if isinstance(held, pikepdf.String) and len(bytes(held)) > 32_767:
            yield "A 6.1.13: a string of more than 32,767 bytes"
        kids: list[Any] = [*held] if isinstance(held, pikepdf.Array) else []
        kids += [*held.values()] if isinstance(held, pikepdf.Dictionary) else []
        waiting += [each for each in kids if not getattr(each, "is_indirect", False)]


def _metadata_problems(pdf: Any) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "A 6.6.2: no metadata"
        return
    tree = ElementTree.fromstring(pdf.Root.Metadata.read_bytes().strip())
    if len(tree.findall(f"{RDF}RDF")) != 1:
        yield "A 6.6.2.1: more than one rdf:RDF"
    described = tree.find(f".//{RDF}Description")
    assert described is not None
    if (described.findtext(f"{PDFAID}part"), described.findtext(f"{PDFAID}conformance")) != (
        *("3", "A"),
    ):
        yield "A 6.6.4: does not claim PDF/A-3a"
    if described.findtext(f"{PDFUAID}part") != "1":
        yield "UA 5: does not claim PDF/UA-1"
    titles = {
        each.get(f"{XML}lang"): each.text or ""
        for each in described.findall(f"{DC}title/{RDF}Alt/{RDF}li")
    }
    if not titles.get("x-default"):
        yield "UA 7.1: no title"
    creators = [each.text for each in described.findall(f"{DC}creator/{RDF}Seq/{RDF}li")]
    for key, value in (
        ("/Title", titles.get("x-default")),
        ("/Author", "; ".join(map(str, creators))),
    ):
        said = str(pdf.docinfo.get(key, ""))
        if said != (value or "") and not (value or "").startswith(said.removesuffix("…") or "…"):
            yield f"A 6.6.2: {key} is not that of the metadata"
    declared = {each.text for each in described.iter(f"{SCHEMA}namespaceURI")}
    for each in described:
        namespace = each.tag[1:].partition("}")[0]
        if namespace not in KNOWN and namespace not in declared:
            yield f"A 6.6.2.3: no schema of {namespace}"


def _attachment_problems(pdf: Any) -> Iterator[str]:
    associated = Counter(each.objgen for each in pdf.Root.get("/AF", []))
    named = list(pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", []))[1::2]
    if associated != Counter(each.objgen for each in named) or set(associated.values()) - {1}:
        yield "A 6.8: not every attachment is associated once"
    for each in named:
        if str(each.get("/AFRelationship")) not in {"/Data", "/Source"}:
            yield "A 6.8: no relationship"
        if "/Subtype" not in each.EF.F or "/UF" not in each or not str(each.get("/Desc", "")):
            yield "A 6.8: no media type, name or description"


def _annotation_problems(pdf: Any) -> Iterator[str]:
    for page in pdf.pages:
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield "UA 7.18.3: Tabs is not S"
        for each in page.get("/Annots", []):
            if int(each.get("/F", 0)) & 0b100111 != PRINTED:
                yield "A 6.3.2: an annotation is not printed"
            if each.Subtype != "/Link":
                yield f"A 6.3.1: an annotation of the type {each.Subtype}"
            if not str(each.get("/Contents", "")).strip():
                yield "UA 7.18.5: a link without description"
            if "/A" in each and each.A.S not in {"/URI", "/GoTo"}:
                yield f"A 6.5.1: the action {each.A.S}"


# ---------------------------------------------------------------- content and structure


def _content_problems(pdf: Any) -> Iterator[str]:
    if "/StructTreeRoot" not in pdf.Root:
        yield "UA 7.1: no structure tree"
        return
    root = pdf.Root.StructTreeRoot
    tree = tree_of(root)
    yield from tree.problems
    numbers = list(root.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    glyphs: dict[Any, tuple[Any, set[int]]] = {}
    reached = 0
    for page in pdf.pages:
        content = content_of(page)
        yield from content.problems
        yield from _parent_problems(page, content, tree.content, parents)
        reached += len(content.marks)
        for name, shown in content.glyphs.items():
            font = page.Resources.Font[name]
            glyphs.setdefault(font.objgen, (font, set()))[1].update(shown)
        for each in page.get("/Annots", []):
            element = tree.objects.get(each.objgen)
            if element is None or element.S != "/Link":
                yield "UA 7.18.5: an annotation outside a Link"
            elif parents[int(each.StructParent)].objgen != element.objgen:
                yield "ISO 32000-1, 14.7.4.4: the parent of a link"
    if reached != len(tree.content):
        yield "ISO 32000-1, 14.7.4: the tree names content that is on no page"
    for font, shown in glyphs.values():
        yield from _font_problems(font, shown)


def _parent_problems(
    page: Any, content: PageContent, tree: dict[Any, list[Any]], parents: dict[int, Any]
) -> Iterator[str]:
    if not content.marks:
        return
    of_page = list(parents[int(page.StructParents)])
    for mark in content.marks:
        elements = tree.get((page.objgen, mark), [])
        if len(elements) != 1:
            yield f"ISO 32000-1, 14.7.4: content is in the tree {len(elements)} times"
        elif mark >= len(of_page) or of_page[mark].objgen != elements[0]:
            yield "ISO 32000-1, 14.7.4.4: the parent of content"


def _font_problems(font: Any, shown: set[int]) -> Iterator[str]:
    (below,) = font.DescendantFonts
    descriptor = below.FontDescriptor
    file = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
    if file is None:
        yield "A 6.2.11.4: a font is not embedded"
        return
    if font.Encoding != "/Identity-H":
        yield "A 6.2.11.8: a character without a glyph"
        return
    meanings = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in BFCHAR.findall(font.ToUnicode.read_bytes())
    }
    if any(not meanings.get(glyph) or PRIVATE.search(meanings[glyph]) for glyph in shown):
        yield "A 6.2.11.7: a glyph without a meaning"
    with TTFont(io.BytesIO(file.read_bytes()), lazy=True) as embedded:
        names, metrics = embedded.getGlyphOrder(), embedded["hmtx"].metrics
        scale = 1000 / embedded["head"].unitsPerEm
        if 0 in shown or max(shown) >= len(names):
            yield "A 6.2.11.8: a character without a glyph"
            return
        widths = _widths(below.W)
        if any(abs(widths[each] - metrics[names[each]][0] * scale) > 1 for each in shown):
            yield "A 6.2.11.5: the width of a glyph"


def _widths(array: Any) -> dict[int, float]:
    found = {}
    for first, widths in zip(list(array)[::2], list(array)[1::2], strict=True):
        found |= {int(first) + at: float(width) for at, width in enumerate(widths)}
    return found
