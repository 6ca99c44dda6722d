r"""Find the mathematics in plain texts of records, and write it for each kind of format.

Pandoc's rule decides what is mathematics, so that "$5 and $10" stays text: an opening dollar has
no space after it, a closing one no space before it and no digit after it. `\$` is a dollar, and
`$$…$$` is displayed mathematics. No formula contains a blank line, because texts are shown as
paragraphs.

A formula is shown as mathematics only if all of it is understood. Otherwise it is shown as it was
written, with its dollars, so that no format shows a wrong formula.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from markupsafe import escape

from sitegen.render.formulas.drawing import DrawnFormula, drawn, formula_url
from sitegen.render.formulas.linear import linear
from sitegen.render.formulas.tex_commands import is_latex
from sitegen.render.formulas.tree import formula_tree, mathml

BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
# What matters inside a formula: escaped characters, dollars, braces and the start of \text{…}.
MARKS = re.compile(r"\\text(?=\{)|\\.|[${}]", re.DOTALL)
ESCAPED_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\\\$")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# A formula of a page, by `mathml`.
MATHML = re.compile(r'<math dir="ltr" alttext="([^"]*)"( display="block")?.*?</math>', re.DOTALL)
# In em: what report.css leaves above and below a drawing in a text.
MARGIN = 0.05
# A drawing of a formula in a text, with what is next to it.
BESIDE_FORMULA = re.compile(
    r"((?:&[#a-z0-9]{1,8};|[^\s<>&;]){0,20})"
    r'(<img class="formula" [^>]*>)'
    r"((?:&[#a-z0-9]{1,8};|[^\s<>&]){0,20})"
)
# A formula up to this length is not broken across lines of a PDF.
UNBROKEN = 40
# What has a meaning of its own in BibTeX or TeX: a comment, a parameter, a quote, a character by
# its code (`^^5c` is a backslash), and control symbols that end mathematics or are accents.
UNSAFE_IN_BIBTEX = re.compile(
    r"\^\^|[\"%#$]|[\x00-\x1f\x7f-\x9f]|\\(?:[^A-Za-z,;:!> {}|\\%&#_$]|$)"
)
ESCAPED_SYMBOL = re.compile(r"\\[\\%#$]")
ESCAPED_BRACE = re.compile(r"\\[\\{}]")
# Characters of LaTeX whose formula fits on a phone, also among the letters of a title.
LONG_FORMULA = 20


class Piece(NamedTuple):
    """A part of a plain text as written; of a formula also its source, without the dollars."""

    text: str
    tex: str = ""
    is_display: bool = False


def pieces(text: str) -> list[Piece]:
    """The text and the formulas of a plain text. Their texts, joined, are the plain text."""
    if "$" not in text:
        return [Piece(text)]
    found, at = [], 0
    for start, end in _formulas(text):
        if at < start:
            found.append(Piece(text[at:start]))
        is_display = text.startswith("$$", start)
        width = 2 if is_display else 1
        tex = text[start + width : end - width].strip()
        found.append(Piece(text[start:end], tex, is_display))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def plain(text: str) -> str:
    """The text with its mathematics in Unicode: `$x_i$` becomes xᵢ. What Unicode cannot show
    without a change of meaning stays as written.
    """
    if "$" not in text:
        return text
    return "".join(
        (_linear(piece.tex) or _as_written(piece)) if piece.tex else unescaped(piece.text)
        for piece in pieces(text)
    )


def bibtex_formula(tex: str) -> str | None:
    """The source of a formula as it can stand between dollars in a BibTeX field.

    None if it could do harm there: end the field, hide what follows, or run a command that is not
    one of mathematics. The caller then escapes the formula as text.
    """
    tex = " ".join(tex.split())
    if UNSAFE_IN_BIBTEX.search(ESCAPED_SYMBOL.sub(" ", tex)):
        return None
    if formula_tree(tex) is None or not is_latex(tex):
        return None
    # BibTeX counts escaped braces, too; TeX does not.
    return tex if _is_balanced(tex) and _is_balanced(ESCAPED_BRACE.sub("", tex)) else None


def page_html(text: str) -> str:
    """A plain text as HTML for pages: escaped, with its mathematics as MathML."""
    return "".join(
        (_mathml(piece.tex, piece.is_display) or _source_html(piece))
        if piece.tex
        else str(escape(unescaped(piece.text)))
        for piece in pieces(text)
    )


def keyboard_scroll(text: str) -> str:
    """The attribute for the element of a text with a long formula, which scrolls on a phone.

    With it, a reader without a mouse can scroll, too. Empty for any other text.
    """
    is_long = "$" in text and any(len(piece.tex) > LONG_FORMULA for piece in pieces(text))
    return ' tabindex="0"' if is_long else ""


def printable(html: str) -> str:
    """The HTML of a PDF: its MathML, as `page_html` writes it, becomes images or Unicode.

    WeasyPrint would print the fraction a/b as "ab". The images are drawn by `render.pdf.formulas`;
    a formula that cannot be drawn is printed as text.
    """
    if "<math " not in html:
        return html
    return BESIDE_FORMULA.sub(_kept_together, MATHML.sub(_printable_formula, html))


def unescaped(text: str) -> str:
    r"""A text between formulas as it is read: `\$` is a dollar."""
    return ESCAPED_DOLLAR.sub(r"\1$", text) if "$" in text else text


# -------------------------------------------------------------------------------- formulas


@lru_cache(maxsize=512)  # a title is in a dozen files
def _linear(tex: str) -> str | None:
    tree = formula_tree(tex)
    return None if tree is None else linear(tree)


@lru_cache(maxsize=256)
def _mathml(tex: str, is_display: bool) -> str | None:
    tree = formula_tree(tex, is_display=is_display)
    return None if tree is None else mathml(tree, tex)


def _printable_formula(match: re.Match[str]) -> str:
    tex, dollars = unescape(match[1]), "$$" if match[2] else "$"
    if formula := drawn(tex, bool(match[2])):
        return _drawing(formula, tex, bool(match[2]))
    piece = Piece(f"{dollars}{tex}{dollars}", tex, bool(match[2]))
    text = _linear(tex)
    return _formula_html("span", text) if text else _source_html(piece)


def _drawing(formula: DrawnFormula, tex: str, is_display: bool) -> str:
    name = "formula display" if is_display else "formula"
    style = "" if is_display else f' style="vertical-align:-{formula.depth + MARGIN:.3f}em"'
    url = formula_url(tex, is_display)
    return f'<img class="{name}" src="{url}" alt="{escape(formula.text)}"{style}/>'


def _kept_together(match: re.Match[str]) -> str:
    """A formula on one line with a bracket before it or a comma after it."""
    return f'<span class="unbroken">{match[0]}</span>' if match[1] or match[3] else match[0]


def _source_html(piece: Piece) -> str:
    return _formula_html("code", _as_written(piece))


def _formula_html(tag: str, text: str) -> str:
    name = "formula" if len(text) <= UNBROKEN else "formula long"
    return f'<{tag} class="{name}" dir="ltr">{escape(text)}</{tag}>'


def _as_written(piece: Piece) -> str:
    return " ".join(CONTROLS.sub(" ", piece.text).split())


def _is_balanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


# ------------------------------------------------------------------------------ pandoc's rule


def _formulas(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each formula, with its dollars."""
    start = 0
    for blank in [*BLANK_LINE.finditer(text), None]:
        end = blank.start() if blank else len(text)
        if text.find("$", start, end) >= 0:
            for first, last in _Paragraph(text[start:end]).formulas():
                yield start + first, start + last
        start = end


class _Paragraph:
    """Finds the formulas of a text without blank lines, in linear time."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = [*MARKS.finditer(text)]
        self._marks = [mark[0] for mark in found]
        self._starts = [mark.start() for mark in found]
        self._closings = self._first_closings()

    def formulas(self) -> Iterator[tuple[int, int]]:
        """Start and end of each formula, with its dollars."""
        after = 0
        for number, start in enumerate(self._starts):
            if start < after or self._marks[number] != "$":
                continue
            is_display = self._text.startswith("$$", start)
            end = self._display_end(start) if is_display else self._inline_end(number)
            if end:
                yield start, end
                after = end

    def _display_end(self, start: int) -> int:
        """The end of a formula between two dollars on each side; 0 if there is none."""
        if self._text.startswith("$$", start + 2):
            return 0
        closing = self._text.find("$$", start + 3)
        return closing + 2 if closing > 0 else 0

    def _inline_end(self, number: int) -> int:
        """The end of a formula between single dollars; 0 if the first one belongs to the text."""
        closing = self._closings[number + 1]
        if closing < 0 or _is_space(self._text[self._starts[number] + 1]):
            return 0
        end = self._starts[closing]
        is_money = "0" <= self._text[end + 1 : end + 2] <= "9"
        return 0 if is_money or self._has_space_before(closing) else end + 1

    def _has_space_before(self, closing: int) -> bool:
        end = self._starts[closing]
        is_escaped = self._marks[closing - 1][0] == "\\" and self._starts[closing - 1] == end - 2
        return self._text[end - 1] in " \t\r\n" and not is_escaped

    def _first_closings(self) -> list[int]:
        r"""For each mark, and the end: the first dollar from there on that could close a formula.

        A dollar inside `\text{…}` cannot. -1 if there is none.
        """
        closings = [-1] * (len(self._marks) + 1)
        matching = self._matching_braces()
        for number in range(len(self._marks) - 1, -1, -1):
            if self._marks[number] == "$":
                closings[number] = number
            elif self._marks[number] == "\\text" and number + 1 in matching:
                closings[number] = closings[matching[number + 1] + 1]
            else:
                closings[number] = closings[number + 1]
        return closings

    def _matching_braces(self) -> dict[int, int]:
        """The closing brace of each opening one that is closed; to pandoc, a brace after any
        number of backslashes is escaped.
        """
        matching, opened = {}, []
        for number, mark in enumerate(self._marks):
            if mark not in {"{", "}"} or self._text[self._starts[number] - 1] == "\\":
                continue
            if mark == "{":
                opened.append(number)
            elif opened:
                matching[opened.pop()] = number
        return matching


def _is_space(character: str) -> bool:
    """Whether Haskell calls it a space."""
    return character in "\t\n\v\f\r" or unicodedata.category(character) == "Zs"
