"""Formulas in PDFs, read back: outlines on the baseline, their text, and what cannot be drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from sitegen.render.formulas.drawing import DrawnFormula, drawn
from sitegen.render.formulas.mathematics import page_html, printable
from sitegen.render.pdf import PdfMetadata, PdfRenderer
from tests.pdf_parts import new_renderer

A4 = 595.3
MARGIN = 53.0

FORMULAS = [
    r"\frac{a}{b}+\sqrt{x^2+1} = \sqrt[3]{y}",
    r"\sum_{i=1}^n i = \frac{n(n+1)}{2}",
    r"\left(\frac{a}{b}\right)^2 + \left[\frac{1}{1+\frac{x}{y}}\right]",
    r"\begin{pmatrix}a&b\\c&d\end{pmatrix}\begin{bmatrix}1&2\\4&5\end{bmatrix}",
    r"f(x)=\begin{cases}1&x>0\\0&\text{otherwise}\end{cases}",
    r"\hat{x}\bar y\vec v\widehat{abc}\tilde{O}(n)\dot q\check c\widetilde{xyz}\overrightarrow{AB}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\mathbb{R}^n,\mathcal{L},\mathbf{x},\mathrm{d},\mathfrak{g},\mathsf{X},\mathtt{y}",
    r"f'(x), f''(x), x^{\prime}_n",
    r"\binom{n}{k} = \frac{n!}{k!(n-k)!}",
    r"\arg\max_{x} \log p(x), \sin^2 x + \cos 2\theta",
    r"|x|\le\|y\|, \left|\frac{a}{b}\right|",
    r"\underbrace{a+b+c}_{n}+\overbrace{x+y}^{m}",
    r"\bigl(x\bigr)\Big(y\Big)\Bigg(z\Bigg)",
    r"\lim_{n\to\infty}\left(1+\frac1n\right)^n = e",
    r"\begin{aligned}a&=b+c\\c&=d\end{aligned}",
    r"\overset{!}{=}\stackrel{def}{=}\xrightarrow{abc}",
    r"\oint_{\partial\Omega}\iint_D\bigcup_{i}A_i\bigoplus_j V_j",
    r"{}_{n}C_k, \prescript{a}{b}{X}",
    r"\begin{array}{c|c}a&b\\\hline c&d\end{array}",
    r"\left\{\,x\in\mathbb{R}\;\middle|\;x^2<2\right\}",
    r"\left.\frac{dy}{dx}\right|_{x=0}",
    r"\ldots,\cdots,10^{-3}, 5\%, 1{,}000\,\text{if }x\text{ is even}",
]


def inline(tex: str) -> DrawnFormula:
    formula = drawn(tex, False)
    assert formula is not None, tex
    return formula


@pytest.mark.parametrize("is_display", [False, True], ids=["inline", "display"])
@pytest.mark.parametrize("tex", FORMULAS)
def test_formula_of_a_paper_is_drawn(tex: str, is_display: bool) -> None:
    formula = drawn(tex, is_display)
    assert formula is not None
    assert formula.width > 1
    assert formula.height > 0.4


def test_sum_of_a_displayed_formula_has_its_limits_above_and_below() -> None:
    displayed = drawn(r"\sum_{i=1}^n", True)
    assert displayed is not None
    assert displayed.height > inline(r"\sum_{i=1}^n").height + 0.3
    assert displayed.width < inline(r"\sum_{i=1}^n").width


def test_brackets_are_as_high_as_what_is_between_them() -> None:
    content = inline(r"\frac{1}{1+\frac{x}{y}}")
    assert inline(r"\left(\frac{1}{1+\frac{x}{y}}\right)").height >= content.height
    assert inline(r"(\frac{1}{1+\frac{x}{y}})").height == pytest.approx(content.height, abs=0.01)


def test_relation_has_more_space_than_a_product_and_a_sign_has_none() -> None:
    assert inline("a=b").width > inline(r"a\times b").width - 0.3
    assert inline("-b").width < inline("a-b").width - inline("a").width


def test_fraction_in_a_text_hardly_moves_its_lines_apart() -> None:
    fraction = inline(r"\frac{1}{2}")
    assert fraction.height < 1
    assert fraction.depth < 0.45


def test_scripts_are_smaller() -> None:
    assert inline("x^{aaaa}").width < 0.85 * inline("xaaaa").width


def test_arrow_is_as_wide_as_what_is_above_it() -> None:
    assert inline(r"\xrightarrow{abcdefghij}").width > inline("abcdefghi").width * 0.7


# ------------------------------------------------------------------------- what is not drawn


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{中文}",  # no glyph
        r"\begin{matrix}" + r"1\\" * 60 + r"\end{matrix}",  # higher than a page
        "+".join("abcdefghijklmnopqrstuvwxyz" * 2),  # wider than two lines
        r"\xrightarrow{" * 12 + "x" + "}" * 12,  # each arrow would be measured twice
    ],
    ids=["no glyph", "too high", "too wide", "arrows over arrows"],
)
def test_formula_that_cannot_be_drawn_is_printed_as_text(tex: str) -> None:
    html = printable(page_html(f"Let ${tex}$ be"))
    assert "<img" not in html
    assert 'class="formula' in html


@pytest.mark.parametrize(
    "tex",
    ["(" * 40, r"\bigl[" * 40, "[x(" * 30, r"\{" * 40, "{(}" * 40, "{(}" * 40 + ")" * 40],
)
def test_open_brackets_that_would_take_hours_are_no_mathematics(tex: str) -> None:
    assert "<math" not in page_html(f"${tex}$")


@pytest.mark.parametrize("tex", ["(0,1]" * 15, "((((x))))" * 5, r"\left(x\right)" * 9, r"[0,1)"])
def test_closed_brackets_are_mathematics(tex: str) -> None:
    assert "<math" in page_html(f"${tex}$")


@pytest.mark.parametrize("opening", [r"\left(", r"\frac{1}{", r"\sqrt{", "x^{", r"\hat{"])
def test_formula_that_is_nested_thirty_times_is_drawn(opening: str) -> None:
    closing = r"\right)" if opening == r"\left(" else "}"
    html = printable(page_html(f"${opening * 30}x{closing * 30}$"))
    assert html.startswith('<img class="formula"')


def test_failure_of_the_library_is_no_failure_of_the_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sitegen.render.formulas import layout

    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(layout, "laid_out", fail)
    drawn.cache_clear()
    assert "π⁵" in printable(page_html(r"Let $\pi^5$ be"))
    drawn.cache_clear()


def test_bytes_of_a_formula_do_not_depend_on_what_was_drawn_before() -> None:
    first = [drawn(tex, True) for tex in FORMULAS]
    drawn.cache_clear()
    assert drawn(r"\text{no 中 glyph}", False) is None
    assert [drawn(tex, True) for tex in reversed(FORMULAS)] == first[::-1]


# -------------------------------------------------------------------------------- in a PDF


PARAGRAPHS = [
    r"Here $x$ stands (as $\frac{a}{b}$), and $\sum_{i=1}^n i^2$.",
    r"$$\int_0^\infty e^{-x^2}\,dx$$",
    f"$${'+'.join('abcdefghijklmno')}=0$$",
    f"${'+'.join('abcdefghijklmnopqrstu')}=0$",
    r"$\text{中}$ and $\mathbb{E}[X]$",
]


@pytest.fixture(scope="module")
def html() -> str:
    head = '<!DOCTYPE html><html lang="en"><title>A test</title><body>'
    title = f"<h1>{page_html('Growth of $2^n$')}</h1>"
    return head + title + "".join(f"<p>{page_html(each)}</p>" for each in PARAGRAPHS)


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return new_renderer()


@pytest.fixture(scope="module")
def document(needs_pdf: None, html: str, renderer: PdfRenderer) -> Iterator[pypdfium2.PdfDocument]:
    found = pypdfium2.PdfDocument(renderer.render(printable(html), PdfMetadata("A test", "en"), ()))
    yield found
    found.close()


def outlines(document: pypdfium2.PdfDocument) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each path of the first page, in points."""
    found = document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])
    return [each.get_bounds() for each in found]


def place_of(document: pypdfium2.PdfDocument, word: str) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the first letter of a word, in points."""
    text = document[0].get_textpage()
    index = text.get_text_range().index(word)
    return text.get_charbox(index)


def on_line(document: pypdfium2.PdfDocument, word: str) -> list[tuple[float, float, float, float]]:
    """The outlines with their middle on the line of a word."""
    _, bottom, _, top = place_of(document, word)
    return [each for each in outlines(document) if bottom - 1 < (each[1] + each[3]) / 2 < top + 1]


def test_text_of_a_formula_is_found_where_it_is(document: pypdfium2.PdfDocument) -> None:
    text = document[0].get_textpage().get_text_range()
    assert "Here x stands (as a/b), and ∑ᵢ₌₁ⁿ i²." in text
    assert "Growth of 2ⁿ" in text


def test_letter_of_a_formula_stands_on_the_baseline(document: pypdfium2.PdfDocument) -> None:
    _, baseline, _, _ = place_of(document, "Here")
    left, bottom, right, _ = on_line(document, "Here")[0]
    assert bottom == pytest.approx(baseline, abs=0.25)
    assert 3 < right - left < 7


def test_displayed_formula_is_in_the_middle(document: pypdfium2.PdfDocument) -> None:
    _, below, _, _ = place_of(document, "Here")
    line = [each for each in outlines(document) if below - 40 < each[1] < below - 12]
    left, right = min(each[0] for each in line), max(each[2] for each in line)
    assert (left + right) / 2 == pytest.approx(A4 / 2, abs=6)


def test_long_formula_stays_between_the_margins(document: pypdfium2.PdfDocument) -> None:
    for left, bottom, right, _ in outlines(document):
        assert left > MARGIN + 8
        assert right < A4 - MARGIN - 8
        assert bottom > MARGIN


def test_formula_has_its_text_as_alternative(document: pypdfium2.PdfDocument) -> None:
    page = document[0]
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    roots = (
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, each)
        for each in range(pdfium.FPDF_StructTree_CountChildren(tree))
    )
    found = [text for root in roots for text in alternatives(root)]
    pdfium.FPDF_StructTree_Close(tree)
    assert {"x", "a/b", "2ⁿ", "∑ᵢ₌₁ⁿ i²"} <= set(found)


def alternatives(element: Any) -> Iterator[str]:
    buffer = ctypes.create_string_buffer(512)
    length = pdfium.FPDF_StructElement_GetAltText(element, buffer, len(buffer))
    if length > 2:
        yield buffer.raw[: length - 2].decode("utf-16-le")
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from alternatives(child)


def test_no_font_has_to_have_the_letters_of_a_drawing(html: str, renderer: PdfRenderer) -> None:
    _, missing = renderer.with_replacements(printable(html))
    assert missing == "中"


def test_formula_is_not_parted_from_the_comma_after_it() -> None:
    html = printable(page_html("so $x$, or ($y$) and $z$ too"))
    assert html.count('<span class="unbroken">') == 2
