"""Every PDF meets PDF/A-3a and PDF/UA-1, or claims neither: judged by `judge.py`, not by us."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pytest

from sitegen.render.pdf import PdfAttachment, PdfMetadata
from tests.pdf_parts import renderer
from tests.pdf_standards.judge import claims, problems
from tests.reading_back import BuiltSite, pdf_text

BOTH = {"pdfaid", "pdfuaid"}
METADATA = PdfMetadata(
    title="Owls & <others>",
    language="en",
    creators=("Ada Invented", "B, C"),
    description="Falsified.",
    publisher="Press",
    topics=("owls", "noise"),
    identifier="https://x.example/paper/1/",
    doi="10.5555/1",
    license="CC-BY-4.0",
    license_url="https://spdx.org/licenses/CC-BY-4.0",
    record_id="SRCH:1",
    status="FALSIFIED",
    namespace="https://x.example/schemas/#",
    created="2026-07",
    modified="2026-08-02T10:00:00+02:00",
)
ATTACHED = (
    PdfAttachment("manifest.json", b"{}\n", "The manifest", "Data"),
    PdfAttachment("report.json", b"[]\n", "The report", "Source"),
)

pytestmark = pytest.mark.usefixtures("needs_pdf")


@cache
def rendered(body: str, metadata: PdfMetadata = METADATA) -> bytes:
    html = f'<!DOCTYPE html><html lang="en"><title>x</title><body data-running="Head">{body}'
    return renderer().render(html, metadata, ATTACHED)


def structure(body: str) -> str:
    """The structure of a page: types and texts, as (Document (P "text"))."""
    with pikepdf.open(io.BytesIO(rendered(body))) as pdf:
        return _outline(pdf.Root.StructTreeRoot.K)


def _outline(element: Any) -> str:
    kids = element.get("/K", [])
    inside = (
        _outline(kid)
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if not isinstance(kid, int) and "/S" in kid
    )
    language = f":{element.Lang}" if "/Lang" in element else ""
    return f"({' '.join([str(element.S)[1:] + language, *inside])})"


# ---------------------------------------------------------------- what sites publish


def test_every_pdf_of_a_site_meets_the_standards_that_it_claims(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    reports = {name: data for name, data in site.files().items() if name.endswith("/paper.pdf")}
    judged = {name: (claims(data), problems(data)) for name, data in reports.items()}
    assert {name: found for name, found in judged.items() if found != (BOTH, [])} == {
        name: found for name, found in judged.items() if not found[0]
    }
    assert sum(found == (BOTH, []) for found in judged.values()) >= len(judged) - 1 > 3


LONG = "Invented words that go on until the line ends and some more of them follow. " * 8
ROWS = "".join(f"<tr><td>{row} {LONG}</td><td>✓</td></tr>" for row in range(30))
ADDRESS = f"https://x.example/{'a-b-c-d-e-f-' * 30}end"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"{}><path d="M0 0h9v9z"/></svg>'
HARD = {
    "one word": "<h1>One</h1><p>Word",
    "levels that are skipped": "<h2>A</h2><h5>B</h5><h3>C</h3><h1>D</h1><h6>E</h6>",
    "a table over pages": f"<table><thead><tr><th>A<th>B</thead><tbody>{ROWS}</table>",
    "a link in a head that is repeated": (
        f'<table><thead><tr><th><a href="https://x.example/">A</a><th>B</thead><tbody>{ROWS}</table>'
    ),
    "a table of only a head": "<table><thead><tr><th>A<th>B</thead><tbody></table>",
    "a head below a table": f"<table><tbody>{ROWS}<tfoot><tr><td>Sum<td>1</table>",
    "spans": (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><td>1<td>2"
        "<tr><th scope=row>C<td><td>3</table>"
    ),
    "empty cells": "<table><thead><tr><th><th>B</thead><tr><td><td></table>",
    "a caption": "<table><caption>All</caption><tr><td>1</table>",
    "lists in lists": "<ul><li>One<ol><li>Two<ul><li><p>Three<p>More</ul></ol><li>Four</ul>",
    "definitions": "<dl><dt>A<dt>B<dd>1<dd>2<dt>C<dd>3</dl><dl><div><dt>D<dd>4</div></dl>",
    "a paragraph over pages": f"<p>{LONG * 20}<p>End",
    "a link over lines": f'<p>See <a href="{ADDRESS}">{ADDRESS}</a> and more.',
    "a link within the page": f'<p><a href="#x">There</a><h2 id="x">Here</h2>{LONG}',
    "a link around elements": '<p><a href="https://x.example/"><em>A</em> <code>b</code></a>',
    "languages": '<p lang="de">Eulen <em lang="fr">hiboux</em><div lang="it">Gufi<p>Due</div>',
    "images": f"<p>{SVG.format(' aria-hidden=true')} {SVG.format(' aria-label=Owl')}",
    "a formula": f"<p>So {SVG.format(' class=formula aria-label=x')} holds.",
    "a quotation": "<blockquote>Text <q>in</q> it<p>More</blockquote>",
    "code": "<pre>a  b\n\nc</pre><p><code>x</code>",
    "text among elements": "<section>A<h2>B</h2>C<div>D<p>E</p>F</div>G</section>",
    "backgrounds": '<p style="background:#eee;border:1pt solid red">A</p><hr><p><u>B</u> <s>C</s>',
    "floats": '<p style="float:right">Right</p><p>Left',
    "letters that are joined": "<p>office ﬁn x̂ q̃ ŷ̂ e\u0301 a\u00a0b a\u00adb \u2011 Ω\u2126",
    "from the right": '<p dir="rtl">\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd (well-known)</p>',
    "text that is not seen": '<p style="visibility:hidden">é</p><p>A <i style="font-size:0">é</i>',
    "a long heading": f"<h2>{'wörd ' * 5000}</h2>",
    "a long formula": f"<p>{SVG.format(' class=formula aria-label=' + 'x' * 40_000)}",
    "only spaces": "<p> </p><p>&nbsp;</p><div><span> </span></div>",
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_page_meets_both_standards(name: str) -> None:
    pdf = rendered(HARD[name])
    assert problems(pdf) == []
    assert claims(pdf) == BOTH


@pytest.mark.parametrize(
    ("body", "metadata"),
    [
        ("<p>\ue000", METADATA),
        ("<p>A box: \U0001f9ff", METADATA),
        (f'<p><a href="https://x.example/{"a" * 40_000}">A</a>', METADATA),
        ("<p>A", PdfMetadata("", "en")),
        ("<p>A", PdfMetadata("\x00\x01 ", "en")),
        ("<p>A", PdfMetadata("A", "")),
        ('<p style="opacity:.5">A', METADATA),
    ],
    ids=[
        "private",
        "no glyph",
        "long address",
        "no title",
        "title of controls",
        "no language",
        "see-through",
    ],
)
def test_a_pdf_that_misses_a_rule_claims_no_standard(body: str, metadata: PdfMetadata) -> None:
    pdf = rendered(body, metadata)
    assert claims(pdf) == set()
    assert problems(pdf)


# ---------------------------------------------------------------- what is in the tree


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        ("<h2>A</h2><h4>B</h4><p>C", "(H1) (H2) (P)"),
        ("<ul><li>A<ul><li>B</ul></ul>", "(L (LI (Lbl) (LBody (L (LI (Lbl) (LBody))))))"),
        ("<dl><div><dt>A<dd>B</div></dl>", "(L (LI (Lbl) (LBody)))"),
        ("<dl><dt>A<dt>B<dd>C<dd>D</dl>", "(L (LI (Lbl) (LBody (P) (P))))"),
        ("<section>A<p>B</p>C</section>", "(Sect (P) (P) (P))"),
        ("<table><tr><td>A<td></table>", "(Table (TBody (TR (TD) (TD))))"),
        ("<style></style>\n<div> </div><p>A</p> <p>B", "(P) (P)"),
        ('<p>A <em lang="fr">b</em> <em>c</em>', "(P (Span:fr))"),
        (f"<p>{LONG * 20}", "(P)"),
        ('<p style="float:right">B</p><p>A <code>c</code>', "(P) (P (Code))"),
    ],
)
def test_the_tree_is_that_of_the_page(body: str, tree: str) -> None:
    assert structure(body) == f"(Document {tree})"


def test_text_after_an_element_stays_after_it() -> None:
    with pikepdf.open(io.BytesIO(rendered("<section>A<h2>B</h2>C<div>D<p>E</p>F</div>G"))) as pdf:
        kids = list(pdf.Root.StructTreeRoot.K.K[0].K)
        marks = [int(each.K[0]) for each in kids]
    assert marks == list(range(7))


def test_a_head_that_is_repeated_is_in_the_tree_once() -> None:
    tree = structure(HARD["a table over pages"])
    assert tree.count("(THead (TR (TH) (TH)))") == 1
    assert tree.count("(TR (TD) (TD))") == 30


def test_an_address_and_a_word_are_copied_whole() -> None:
    text = pdf_text(rendered(f'<p>See <a href="{ADDRESS}">{ADDRESS}</a>.'))
    assert ADDRESS in text.replace(" ", "")
    words = "well-known words-of-an-owl " * 20
    assert words.strip() in pdf_text(rendered(f"<p>{words}"))


# ---------------------------------------------------------------- the judge itself


def first(pdf: Any, kind: str) -> Any:
    """The first element of a type."""
    return next(
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind and "/P" in each
    )


def without_artifacts(pdf: Any) -> None:
    page = pdf.pages[0]
    kept = [
        (operands, operator)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) not in {"BMC", "BDC", "EMC"}
    ]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def metadata_without(text: bytes) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        stream = pdf.Root.Metadata
        assert text in stream.read_bytes()
        stream.write(stream.read_bytes().replace(text, b""))

    return change


def font_of(pdf: Any) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def set_kind(kind: str, other: str) -> Callable[[Any], None]:
    return lambda pdf: first(pdf, kind).__setitem__("/S", pikepdf.Name(other))


def drop(path: Callable[[Any], Any], key: str) -> Callable[[Any], None]:
    return lambda pdf: path(pdf).__delitem__(key)


WHOLE = (
    f"<h1>A</h1><h2>B</h2><table><thead><tr><th>A</thead><tr><td>1</table><ul><li>C</ul>"
    f'<p>D <a href="https://x.example/">link</a> {SVG.format(" aria-label=Owl")}'
)
BROKEN: dict[str, tuple[str, Callable[[Any], None]]] = {
    "no tree": ("UA 7.1: no structure", drop(lambda pdf: pdf.Root, "/StructTreeRoot")),
    "no language": ("UA 7.2", drop(lambda pdf: pdf.Root, "/Lang")),
    "no preference": ("UA 7.1: the title", drop(lambda pdf: pdf.Root, "/ViewerPreferences")),
    "no colours": ("A 6.2.3", drop(lambda pdf: pdf.Root, "/OutputIntents")),
    "no claim": ("UA 5", metadata_without(b"<pdfuaid:part>1</pdfuaid:part>")),
    "no title": ("UA 7.1: no title", metadata_without(b"Owls &amp; &lt;others&gt;")),
    "no schema": (
        "A 6.6.2.3",
        metadata_without(b"http://prismstandard.org/namespaces/basic/2.0/</"),
    ),
    "a script": (
        "A 6.5",
        lambda pdf: pdf.Root.__setitem__(
            "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
        ),
    ),
    "associated twice": ("A 6.8", lambda pdf: pdf.Root.AF.append(pdf.Root.AF[0])),
    "no relationship": ("A 6.8: no rel", drop(lambda pdf: pdf.Root.AF[0], "/AFRelationship")),
    "content without marks": ("UA 7.1: TJ", without_artifacts),
    "a heading left out": ("UA 7.4.2", set_kind("/H2", "/H3")),
    "a list of paragraphs": ("ISO 32000-1, 14.8.4: P in L", set_kind("/LI", "/P")),
    "a type of our own": ("UA 7.1: Owl", set_kind("/P", "/Owl")),
    "a head without scope": ("UA 7.5", drop(lambda pdf: first(pdf, "/TH"), "/A")),
    "rows of different length": (
        "UA 7.2: rows",
        lambda pdf: first(pdf, "/TD").__setitem__(
            "/A", pikepdf.Dictionary(O=pikepdf.Name.Table, ColSpan=2)
        ),
    ),
    "no alternative": ("UA 7.3", drop(lambda pdf: first(pdf, "/Figure"), "/Alt")),
    "no description": ("UA 7.18.5", drop(lambda pdf: pdf.pages[0].Annots[0], "/Contents")),
    "no print flag": ("A 6.3.2", drop(lambda pdf: pdf.pages[0].Annots[0], "/F")),
    "a link outside": ("UA 7.18.5", set_kind("/Link", "/Span")),
    "another parent": (
        "ISO 32000-1, 14.7.4.4",
        lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].__setitem__(0, first(pdf, "/TD")),
    ),
    "a long string": ("A 6.1.13", lambda pdf: pdf.docinfo.__setitem__("/Author", "a" * 33_000)),
    "no body": ("UA 7.2: a Table", set_kind("/TBody", "/TFoot")),
    "no meaning": (
        "A 6.2.11.7",
        lambda pdf: font_of(pdf).ToUnicode.write(b"0 beginbfchar endbfchar"),
    ),
    "no font": (
        "A 6.2.11.4",
        drop(lambda pdf: font_of(pdf).DescendantFonts[0].FontDescriptor, "/FontFile2"),
    ),
    "wrong widths": (
        "A 6.2.11.5",
        lambda pdf: font_of(pdf).DescendantFonts[0].W[1].__setitem__(0, 9999),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_judge_refuses_a_pdf_with(name: str) -> None:
    clause, breaks = BROKEN[name]
    with pikepdf.open(io.BytesIO(rendered(WHOLE))) as pdf:
        breaks(pdf)
        written = io.BytesIO()
        pdf.save(written, static_id=True)
    found = problems(written.getvalue())
    assert any(each.startswith(clause) for each in found), found


def test_the_judge_has_nothing_to_say_of_what_was_only_written_again() -> None:
    with pikepdf.open(io.BytesIO(rendered(WHOLE))) as pdf:
        written = io.BytesIO()
        pdf.save(written, static_id=True)
    assert problems(written.getvalue()) == []


# ---------------------------------------------------------------- what it says of itself


def test_the_metadata_is_all_that_is_stated_and_no_more() -> None:
    with pikepdf.open(io.BytesIO(rendered("<p>A"))) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        info = {name: str(value) for name, value in pdf.docinfo.items()}
    for stated in (
        "<dc:identifier>doi:10.5555/1</dc:identifier>",
        "<prism:doi>10.5555/1</prism:doi>",
        "<xmpRights:WebStatement>https://spdx.org/licenses/CC-BY-4.0</xmpRights:WebStatement>",
        "<record:id>SRCH:1</record:id>",
        "<record:status>FALSIFIED</record:status>",
        "<xmp:CreateDate>2026-07</xmp:CreateDate>",
        "<xmp:ModifyDate>2026-08-02T10:00:00+02:00</xmp:ModifyDate>",
        '<rdf:li xml:lang="en">Owls &amp; &lt;others&gt;</rdf:li>',
    ):
        assert stated in packet
    assert info["/CreationDate"] == "D:202607"
    assert info["/ModDate"] == "D:20260802100000+02'00"
    bare = rendered("<p>A", PdfMetadata("A", "en"))
    with pikepdf.open(io.BytesIO(bare)) as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert "/ModDate" not in pdf.docinfo
        assert b"xmp:CreateDate" not in pdf.Root.Metadata.read_bytes()
        assert "/ModDate" not in pdf.Root.AF[0].EF.F.Params


def test_authors_beyond_what_a_string_can_hold_are_in_the_metadata() -> None:
    names = tuple(f"Ada Invented the {number}th" for number in range(3000))
    pdf = rendered("<p>A", replace(METADATA, creators=names))
    assert (problems(pdf), claims(pdf)) == ([], BOTH)
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert str(read.docinfo["/Author"]).endswith("…")
        assert "Ada Invented the 2999th" in read.Root.Metadata.read_bytes().decode()


def test_attachments_say_what_they_are() -> None:
    with pikepdf.open(io.BytesIO(rendered("<p>A"))) as pdf:
        told = [(str(each.UF), str(each.AFRelationship), str(each.Desc)) for each in pdf.Root.AF]
        types = [str(each.EF.F.Subtype) for each in pdf.Root.AF]
    assert told == [
        ("manifest.json", "/Data", "The manifest"),
        ("report.json", "/Source", "The report"),
    ]
    assert types == ["/application/json"] * 2


def test_the_id_follows_from_the_content() -> None:
    def identifier(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return bytes(opened.trailer.ID[0])

    assert identifier(rendered("<p>A")) != identifier(rendered("<p>B"))
    other = PdfMetadata("Another", "en")
    assert identifier(rendered("<p>A")) != identifier(rendered("<p>A", other))
