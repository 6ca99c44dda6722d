"""Parse the LaTeX of a formula into MathML of which every element and attribute is known."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import escape

if TYPE_CHECKING:
    from math_core import LatexToMathML

# The parser of math-core is recursive, and 10,000 levels overflow the stack. The formulas of
# abstracts have a tenth of this.
LONGEST, MOST_NESTED, DEEPEST = 2_000, 200, 60
NESTING = re.compile(r"[\\{]")
# math-core reads everything after a bracket that is not closed in its group twice: 24 of them take
# a second, and each more doubles that. Brackets of \left and \right are not concerned.
MOST_UNCLOSED = 10
BRACKETS = re.compile(
    r"(?P<none>\\(?:left|right|middle)\s*(?:\\[A-Za-z]+|\\.|.))"
    r"|(?P<opening>[(\[]|\\(?:\{|mathopen|(?:lang|langle|lfloor|lceil|lvert|lVert|lbrack|lbrace"
    r"|lgroup|lmoustache|ulcorner|llcorner|llbracket|lBrack|lBrace|lAngle|llangle|lparen)"
    r"(?![A-Za-z])))"
    r"|(?P<closing>[)\]]|\\(?:\}|mathclose|(?:rang|rangle|rfloor|rceil|rvert|rVert|rbrack|rbrace"
    r"|rgroup|rmoustache|urcorner|lrcorner|rrbracket|rBrack|rBrace|rAngle|rrangle|rparen)"
    r"(?![A-Za-z])))"
    r"|(?P<start>\{|\\begin(?![A-Za-z]))|(?P<end>\}|\\end(?![A-Za-z]))"
    r"|(?P<cell>&|\\\\)|\\.",
    re.DOTALL,
)
# Commands that define others, and those that number, hide, move or color what is shown.
REFUSED = re.compile(
    r"\\(?:[a-z]*def|let|global|[a-z]*command|begingroup|endgroup|label|[a-z]*ref|tag|nonumber"
    r"|notag|color|textcolor|[hm]space|[hm]skip|m?kern|raisebox|[a-z]*phantom|mathchoice|newline|relax)"
    r"(?![A-Za-z])"
)
# A comment hides what follows it, and math-core ignores a line break outside tables.
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")
LINE_BREAK, TABLE = "\\\\", "\\begin{"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# The one entity that math-core writes, for the invisible operator after the name of a function.
APPLY_FUNCTION, APPLIED = "&ApplyFunction;", "\u2061"
# Usual commands that math-core does not know.
MACROS = {
    "dotsb": r"\cdots",
    "dotsc": r"\ldots",
    "mathbbm": r"\mathbb{#1}",
    "mathds": r"\mathbb{#1}",
    "mbox": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
}

ELEMENTS = frozenset({
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle",
    "mpadded", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts",
    "mprescripts", "mtable", "mtr", "mtd",
})  # fmt: skip
# HTML in a text that only changes its font, and the text itself.
FONTS = frozenset({"mtext", "b", "i", "em", "span", "code"})
BOOLEANS = {
    "accent", "accentunder", "displaystyle", "fence", "largeop", "movablelimits", "separator",
    "stretchy", "symmetric",
}  # fmt: skip
LENGTHS = {"lspace", "rspace", "width", "minsize", "maxsize"}
ATTRIBUTES = {
    **dict.fromkeys(BOOLEANS, re.compile("true|false")),
    **dict.fromkeys(LENGTHS, re.compile(r"0|[0-3]?(?:\.[0-9]+)?em")),
    "display": re.compile("block"),
    "class": re.compile("[a-z -]+"),
    "form": re.compile("prefix|infix|postfix"),
    "linethickness": re.compile("0"),
    "mathvariant": re.compile("normal"),
    "scriptlevel": re.compile("[0-2]"),
}


# What math-core says of a cell of a table in CSS, and our class for it. `joined` follows the column
# before it without a space, as the relations of aligned formulas do.
CELL_CLASSES = {
    "text-align: left": "left",
    "text-align: right": "right",
    "padding-left: 0;": "joined",
    "border-top": "line-above",
    "border-bottom": "line-below",
    "border-left": "line-before",
    "border-right": "line-after",
}


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    # \widetilde and the like, which abstracts use, are "unreliable": some browsers show them small.
    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True, macros=MACROS)


def formula_tree(tex: str, *, is_display: bool = False) -> Element | None:
    """The MathML of a formula; None if a part of it is unknown or refused."""
    if len(tex) > LONGEST or len(NESTING.findall(tex)) > MOST_NESTED:
        return None
    if _unclosed_brackets(tex) > MOST_UNCLOSED:
        return None
    if REFUSED.search(tex) or COMMENT.search(tex) or CONTROL.search(tex):
        return None
    if LINE_BREAK in tex and TABLE not in tex:
        return None
    from math_core import LatexError

    try:
        made = _converter().convert_with_local_state(tex, displaystyle=is_display)
        tree = ElementTree.fromstring(made.replace(APPLY_FUNCTION, APPLIED))
    except (LatexError, ElementTree.ParseError):
        return None
    return tree if _is_known(tree) else None


def _unclosed_brackets(tex: str) -> int:
    """The number of brackets that are not closed in their group or cell of a table."""
    unclosed, groups = 0, [0]
    for match in BRACKETS.finditer(tex):
        match match.lastgroup:
            case "opening":
                groups[-1] += 1
            case "closing":
                groups[-1] = max(groups[-1] - 1, 0)
            case "start":
                groups.append(0)
            case "end" if len(groups) > 1:
                unclosed += groups.pop()
            case "end" | "cell":
                unclosed, groups[-1] = unclosed + groups[-1], 0
    return unclosed + sum(groups)


def _is_known(tree: Element) -> bool:
    """Whether all elements are known; keeps of their attributes only what is known and harmless."""
    level = [tree]
    for _ in range(DEEPEST):
        below: list[Element] = []
        for element in level:
            if element.tag == "mtext" and FONTS.issuperset(each.tag for each in element.iter()):
                _flatten(element)
            if element.tag == "mtd":
                _class_of(element)
            if element.tag not in ELEMENTS:
                return False
            for name, value in element.items():
                if name not in ATTRIBUTES or not ATTRIBUTES[name].fullmatch(value):
                    del element.attrib[name]
            below += element
        if not below:
            return True
        level = below
    return False


def _flatten(text: Element) -> None:
    """Replace the HTML in a text, such as bold words, by its text."""
    words = "".join(text.itertext())
    text.clear()
    text.text = words


def _class_of(cell: Element) -> None:
    """Replace the style of a cell, which pages do not allow, by classes."""
    style = cell.attrib.pop("style", "")
    if classes := [name for part, name in CELL_CLASSES.items() if part in style]:
        cell.set("class", " ".join(classes))


def mathml(tree: Element, tex: str) -> str:
    """The formula as an element of a page, with its source for those who cannot show it."""
    inside = ElementTree.tostring(tree, encoding="unicode")
    tag = f'<math dir="ltr" alttext="{escape(" ".join(tex.split()))}"'
    return tag + inside.removeprefix("<math")
