"""What is mathematics in a plain text is what pandoc says, and no format shows it wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.render.formulas.mathematics import (
    bibtex_formula,
    page_html,
    pieces,
    plain,
    printable,
)
from tests.render.test_templating import ALWAYS_THE_SAME

# What pandoc 2.17.1.1 and pandoc 3.9 find in each text (I: inline, D: displayed), with the input
# format markdown_strict+tex_math_dollars+all_symbols_escapable-raw_html.
PANDOC = [
    ("$5 and $10", []),
    ("costs $5", []),
    ("US$5 to US$10", []),
    ("between $20,000 and $30,000", []),
    ("$5 and $x$", ["I x"]),
    ("it is $5 for $n$ items", ["I n"]),
    (r"$\alpha$ and $5", [r"I \alpha"]),
    ("$5$", ["I 5"]),
    ("$-5$", ["I -5"]),
    ("$x$", ["I x"]),
    ("a$x$b", ["I x"]),
    ("($x$)", ["I x"]),
    ("$x$,", ["I x"]),
    ("$O(n)$-time", ["I O(n)"]),
    ("$x$5", []),
    ("$x$ 5", ["I x"]),
    ("$x$٣", ["I x"]),
    ("$x$²", ["I x"]),
    ("$ x$", []),
    ("$x $", []),
    ("$\tx$", []),
    ("$x\t$", []),
    ("$\u00a0x$", []),
    ("$x\u00a0$", ["I x"]),
    ("$x\n$", []),
    ("$\nx$", []),
    ("$a\nb$", ["I a b"]),
    (r"\$5 and \$10", []),
    (r"$\$5$", [r"I \$5"]),
    (r"\\$x$", ["I x"]),
    (r"\\\$x$", []),
    (r"$a\$", []),
    (r"$a\\$", [r"I a\\"]),
    (r"$a\ $", ["I a\\"]),
    (r"$a\  $", []),
    ("$", []),
    ("$a", []),
    ("a$", []),
    ("$$", []),
    ("$$$", []),
    ("$$$$", []),
    ("$$$$$", []),
    ("$$ $$", []),
    ("$$a$$", ["D a"]),
    ("$$a$$b", ["D a"]),
    ("$$a$$b$$", ["D a"]),
    ("$$ a $$", ["D a"]),
    ("$$a\n b$$", ["D a b"]),
    ("$$a$", ["I a"]),
    ("$a$$", ["I a"]),
    ("$a$$b$", ["I a", "I b"]),
    ("$$$a$$", ["D $a"]),
    ("$$a$$$", ["D a"]),
    ("$$a$b$$", ["D a$b"]),
    (r"$$a\$$", ["D a\\"]),
    (r"$\text{if $x$}$", [r"I \text{if $x$}"]),
    (r"$\text{$x$", [r"I \text{"]),
    (r"$\text{\}$}$", [r"I \text{\}$}"]),
    ("xb$$é\\text{$\\\n\\\\{}", []),
    (r"$\textbf{$x$}$", [r"I \textbf{", "I }"]),
    ("${$", ["I {"]),
    ("$}$", ["I }"]),
    ("$a$b$c$", ["I a", "I c"]),
    ("$a$1$b$", ["I 1"]),
    ("$a $b$", ["I b"]),
]


def found(text: str) -> list[str]:
    """The formulas of a text, as in the table."""
    formulas = (piece for piece in pieces(text) if piece.tex)
    return [f"{'D' if each.is_display else 'I'} {' '.join(each.tex.split())}" for each in formulas]


@pytest.mark.parametrize(("text", "formulas"), PANDOC, ids=json.dumps)
def test_pandoc_finds_the_same_mathematics(text: str, formulas: list[str]) -> None:
    assert found(text) == formulas


def test_no_formula_contains_a_blank_line() -> None:
    for text in ("$a\n\nb$", "$$a\n \t\nb$$", "$\\text{a\n\nb}$", "$a\\\n\nb$"):
        assert found(text) == []


def made_of(*parts: str) -> st.SearchStrategy[str]:
    """Texts of these parts, in any order."""
    return st.lists(st.sampled_from(parts), max_size=40).map("".join)


texts = made_of(*"$$$$\\{}ab 10\n\t\u00a0_^α", "\\text{", "\\frac", "\\sqrt") | st.text()


@ALWAYS_THE_SAME
@given(texts)
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


HOSTILE = (
    "$$a", "$", "$a", "$a ", " $", "a$ ", "$\\text{", "$\\text{$}", "\\text{$ x}", "{$", "\\$",
    "\\\\$", "$a$ ", "$a\n\n", "$}\\text{}", "\\", "$\\\\",
)  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_is_split_in_linear_time(part: str) -> None:
    """In quadratic time, most would take minutes."""
    text = part * (200_000 // len(part))
    assert sum(len(piece.text) for piece in pieces(text)) == len(text)


# ------------------------------------------------------------------------------ Unicode


PLAIN = {
    r"$\mathcal{O}(n^2)$": "O(n²)",
    r"$\alpha_i \leq 3$": "αᵢ ≤ 3",
    r"$\tilde{O}(\sqrt{T})$": "Õ(√T)",
    r"$\widetilde{\mathcal{O}}(n \log n)$": "Õ(n log n)",
    r"$f: \mathbb{R}^n \to \mathbb{R}$": "f : ℝⁿ → ℝ",
    r"$x^{n+1}$": "xⁿ⁺¹",
    r"$x^{1/2}$": "x^(1/2)",
    r"$2^{2^n}$": "2^(2ⁿ)",
    r"$e^{i\pi}$": "e^(iπ)",
    r"$x_{i,j}$": "x_(i,j)",
    r"$D_{\mathrm{KL}}(p \| q)$": "D_KL(p‖q)",
    r"$T_{K}^{2}$": "T²_K",
    r"$\pi_\theta(a|s)$": "π_θ(a|s)",
    r"$n^{\omega}(1)$": "n^ω (1)",
    r"$\nabla_\theta J(\theta)$": "∇_θ J(θ)",
    r"$\frac{1}{2}$": "1/2",
    r"$\frac{a+b}{c}$": "(a+b)/c",
    r"$\frac{1}{2n}$": "1/(2n)",
    r"$\frac{a}{b}c$": "(a/b)c",
    r"$\frac{\log n}{n}$": "(log n)/n",
    r"$\left(\frac{a}{b}\right)^2$": "(a/b)²",
    r"$\sqrt{x^2+y^2}$": "√(x² + y²)",
    r"$3\times10^{-4}$": "3 × 10⁻⁴",
    r"$5\times$": "5×",
    r"$95.2 \pm 0.3$": "95.2 ± 0.3",
    r"$\sim 10\%$": "∼10%",
    r"$10{,}000$": "10,000",
    r"$[0, 1]$": "[0,1]",
    r"$\max\{0,1-yf(x)\}$": "max{0, 1 − yf(x)}",
    r"$\{x_1, \ldots, x_n\}$": "{x₁, …, xₙ}",
    r"$\|x\|_2^2$": "‖x‖₂²",
    r"$\mathbb{E}_{x \sim p}[f(x)]$": "E_(x∼p)[f(x)]",
    r"$\sum_{i=1}^{n} \alpha_i x_i$": "∑ᵢ₌₁ⁿ αᵢxᵢ",
    r"$\lim_{n\to\infty} a_n$": "lim_(n→∞) aₙ",
    r"$\arg\max_a Q(s,a)$": "arg maxₐ Q(s, a)",
    r"$f''(x)$": "f″(x)",
    r"$\hat{y}_i$": "ŷᵢ",
    r"$90^\circ$": "90°",
    r"$\binom{n}{k}$": "(n choose k)",
    r"$T_1\text{-weighted}$": "T₁-weighted",
    r"$\mathrm{SO}_4^{2-}$": "SO₄²⁻",
    r"$p(y \mid x)$": "p(y | x)",
    r"$$\int_0^1 f(x)\,dx$$": "∫₀¹ f(x) dx",
    r"a $k$-means of $n$ points for \$5, not $5": "a k-means of n points for $5, not $5",
}


@pytest.mark.parametrize(("text", "shown"), PLAIN.items(), ids=PLAIN)
def test_mathematics_is_unicode_in_plain_texts(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$",
        r"$\underbrace{a+b}_{n}$",
        r"$\overset{d}{\to}$",
        r"$\overline{AB}$",
        r"$\sqrt[n]{x}$",
        r"${x^2}^3$",  # not x²³
        "$x^2²$",
        r"$g \in \mathfrak{g}$",  # not g ∈ g
        r"$\mathbf{x} = (x_1, x_2)$",
        r"$\mathbb{1}[x > 0]$",  # not the number 1
        r"$a \\ b$",
        r"$a % b$",
        r"$\unknown{x}$",
        r"$\text{\sout{x}}$",
        r"$\frac{}{x}$",
        r"$\color{red}x$",
        r"$\phantom{x}y$",
        r"$\def\a{b}\a$",
        r"$x_$",
        r"${a$",
        r"$\text{if $x$}$",
    ],
)
def test_what_unicode_cannot_say_stays_as_written(text: str) -> None:
    assert plain(f"So {text}.") == f"So {text}."


def test_a_text_without_dollars_is_the_same_text() -> None:
    text = "O(n²) <b> \\alpha & {x}"
    assert plain(text) is text
    assert pieces(text) == [(text, "", False)]


@ALWAYS_THE_SAME
@given(texts)
@example("$a^{b}$")
@example("$\\text{\x01}$ $a\u0085b$ $\ud7ffx$")
def test_every_text_has_a_plain_form_without_control_characters(text: str) -> None:
    formulas = "".join(piece.text for piece in pieces(text) if piece.tex)
    assert not any(unicodedata.category(each) == "Cc" for each in plain(formulas) if formulas)


DEEP = {
    "closed scripts": "$" + "a^{" * 10_000 + "}" * 10_000 + "$",
    "open scripts": "$" + "a^{" * 10_000 + "$",
    "open braces": "$" + "{" * 32_000 + "$",
    "accents": "$" + "\\hat" * 8_000 + " x$",
    "braced accents": "$" + "\\hat{" * 190 + "x" + "}" * 190 + "$",
    "delimiters": "$" + "\\left(" * 5_000 + "\\right)" * 5_000 + "$",
    "tables": "$" + "\\begin{matrix}" * 2_000 + "$",
    "primes": "$a" + "'" * 32_000 + "$",
    "a long sum": "$" + "x+" * 16_000 + "x$",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_formula_beyond_all_measure_stays_as_written(text: str) -> None:
    assert plain(text) == text
    assert "<math" not in page_html(text)


@pytest.mark.parametrize("sign", ["^", "_"])
def test_scripts_of_scripts_take_no_time(sign: str) -> None:
    shown = plain("$" + f"Q{sign}{{" * 25 + "Q" + "}" * 25 + "$")
    assert shown == f"Q{sign}(" * 24 + f"Q{sign}Q" + ")" * 24


# ------------------------------------------------------------------------------ BibTeX


@pytest.mark.parametrize(
    "tex",
    [
        r"\mathcal{O}(n^2)",
        r"\{0,1\}^n",
        r"p < 10\%",
        r"\#\mathsf{P}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"D_{\mathrm{KL}}(p\,\|\,q)",
        r"\operatorname*{arg\,min}_{w} \text{ over } w",
        r"\left\{ x \right\}",
        r"\begin{cases} 1 & x>0 \\ 0 & x \le 0 \end{cases}",
        r"\begin{aligned} a &= b \end{aligned}",
        rf"\begin{{matrix}}a{'&a' * 9}\end{{matrix}}",
        r"\begin{array}{r|cl}a&b&c\\ \hline \&&b\end{array}",
        r"\left( a \middle| b \right)",
        r"x^\mathrm{T} x_\frac12 \hat\alpha \frac\alpha\beta \sqrt[3]{x}[0] \sqrt\frac{a}{b}",
        r"\lambda \leq \gtrsim \Re \xi",
    ],
)
def test_a_formula_stays_a_formula_in_bibtex(tex: str) -> None:
    assert bibtex_formula(tex) == tex


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{/etc/passwd}",
        r"\text{\input{x}}",
        r"\operatorname{\input}",
        r"\include{x}",
        r"\openin1=x",
        r"\immediate\write18{id}",
        r"\special{x}",
        r"\directlua{x}",
        r"\def\a{b}",
        r"\gdef\a{b}",
        r"\let\a\b",
        r"\newcommand{\a}{b}",
        r"\renewcommand{\alpha}{b}",
        r"\global\x",
        r"\catcode`\%=12",
        r"\csname input\endcsname",
        r"\expandafter\x",
        r"\end{document}",
        r"\begin{filecontents}x\end{filecontents}",
        r"\href{x}{y}",
        "^^5cinput x",
        r"\text{^^5c}",
        "a % b",
        r"\begin{matrix}a\\%b\end{matrix}",
        "a#b",
        "a & b",
        'a"b',
        "a$b",
        r"\begin{matrix}a\\$b\end{matrix}",
        "a\\",
        r"a\(b",
        r"a\]b",
        "}a{",
        r"\{",
        r"\{}",
        r"\left\{ x \right.",
        "{a",
        "a}",
        "x_",
        "x^a^b",
        r"p \lt 3",  # not of LaTeX
        r"\bm{x}",
        r"\R^n",
        r"\begin{align}a\end{align}",
        r"\begin{dcases}a\end{dcases}",
        r"\begin{multline*}a\end{multline*}",
        r"\begin{matrix}\hdashline a\end{matrix}",
        rf"\begin{{matrix}}a{'&a' * 10}\end{{matrix}}",  # one column more than there can be
        r"\begin{array}{c|c}a\\ a&b&c\end{array}",
        r"\begin{array}{c:c}a&b\end{array}",
        r"\begin{cases}a&\begin{matrix}a&b\end{matrix}&c\end{cases}",
        r"\begin{subarray}{cc}a&b\end{subarray}",
        r"\sqrt[\sqrt[3]{2}]{x}",
        r"a\middle|b",
        r"\left(a\right)\middle|b",
        r"\frac\mod",
        r"\overset\sqrt1=",
        r"\sqrt^+",
        r"\hat\mathbf{x}",
        r"x^\hat x",
        r"x_\dots",
        r"x^\,",
        "a\x00b",
    ],
)
def test_no_formula_does_harm_in_bibtex(tex: str) -> None:
    assert bibtex_formula(tex) is None


@ALWAYS_THE_SAME
@given(texts)
def test_a_formula_in_bibtex_never_ends_its_field(text: str) -> None:
    for piece in pieces(text):
        formula = bibtex_formula(piece.tex) if piece.tex else None
        if formula is not None:
            assert formula.count("{") == formula.count("}")
            assert "\n" not in formula


# ------------------------------------------------------------------------------ HTML


def elements(html: str) -> ElementTree.Element:
    """The tree that a browser builds."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
    return parser.parse(f"<!DOCTYPE html><html><head><title>T</title></head><body><p>{html}</p>")


def test_a_page_shows_mathml_with_its_source() -> None:
    html = page_html(r"In $\mathcal{O}(n^2)$ & more")
    math = elements(html).find(".//{http://www.w3.org/1998/Math/MathML}math")
    assert math is not None
    assert math.get("alttext") == r"\mathcal{O}(n^2)"
    assert html.startswith("In <math ")
    assert html.endswith("</math> &amp; more")


def test_a_pdf_draws_a_formula_because_it_cannot_show_mathml() -> None:
    html = printable(page_html(r"In $\frac{a}{b}$ <b>"))
    assert re.fullmatch(r'In <img class="formula" [^>]*alt="a/b"[^>]*/> &lt;b&gt;', html)


def test_a_pdf_shows_unicode_where_it_cannot_draw() -> None:
    assert printable(page_html(r"In $\frac{\text{中}}{b}$ <b>")) == (
        'In <span class="formula" dir="ltr">中/b</span> &lt;b&gt;'
    )


def test_what_is_not_understood_is_shown_as_written() -> None:
    for html in (page_html(r"$\x{<b>}$"), printable(page_html(r"$\x{<b>}$"))):
        assert html == r'<code class="formula" dir="ltr">$\x{&lt;b&gt;}$</code>'


@pytest.mark.parametrize(
    "text",
    [
        r"$\href{javascript:alert(1)}{x}$",
        r"$\class{x}{y}$",
        r"$\style{color:red}{y}$",
        r"$\color{red}x$",
        r"$\hspace{1000em}x$",
        r"$\label{x}$",
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{\textbf{x}}$",
        r"$\text{\textrm{x}}$",
        r"$\cancel{x}$",
        r"$\begin{align} a &= b \end{align}$",
        r"$a<b>c</b>&amp;&lt;$",
        "$\\text{\" onclick='x'}$",
        "$x\u202ey$",
        "$$\\text{</math><script>}$$",
    ],
)
def test_no_formula_brings_its_own_html(text: str) -> None:
    for html in (page_html(text), printable(page_html(text))):
        for element in elements(html).iter():
            name = str(element.tag).rpartition("}")[2]
            assert name not in {"script", "a", "b", "style", "menclose"}
            assert not {"id", "href", "onclick"} & {*element.keys()}
            assert re.fullmatch(r"|vertical-align:-[0-9.]+em", element.get("style", ""))


@ALWAYS_THE_SAME
@given(made_of(*"$$$$$$ab1^_{}<>&\"'=|,", "\\frac", "\\text{", "\\alpha ", "\\sqrt"))
def test_browsers_build_the_tree_that_was_written(text: str) -> None:
    for html in (page_html(text), printable(page_html(text))):
        assert ElementTree.fromstring(f"<p>{html}</p>") is not None
        elements(html)
