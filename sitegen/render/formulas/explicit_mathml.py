"""Write MathML out: each space, style and letter that a browser derives becomes an element.

What follows from the dictionary of operators, from the place in a row or from the level of a script
is decided here, so that what draws the formula needs no rules of its own. Lengths are in
thousandths of the size of letters. The elements that are left: mrow, mn (letters and signs, drawn
as they are), mtext, mo (only signs that grow), mspace, and those with parts.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from sitegen.render.formulas.operator_spacing import RELATION, Operator, operator_of

EM = 1000.0
# The sizes of letters, of scripts, and of scripts of scripts.
SCALES = (1.0, 0.7, 0.55)
ROWS = frozenset({"math", "mrow", "mstyle", "mpadded", "mtd"})
SPACES = frozenset({"mspace", "mtext"})
WITH_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
# Limits beside their operator, where there is no room for them above and below.
BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
# math-core draws a line above or below as U+0332; it is drawn as a rule.
RULE = "\u2015"
# The accents that the font has as wide ones, and the rule.
ACCENTS = {"\u0332": RULE, "~": "\u0303", "^": "\u0302"}
VARIANTS = str.maketrans("", "", "\ufe00\ufe01\u2061\u2063")
WIDTH_OF_SPACE = 0.25
ITALICS = (
    {chr(0x41 + i): chr(0x1D434 + i) for i in range(26)}
    | {chr(0x61 + i): chr(0x1D44E + i) for i in range(26)}
    | {chr(0x391 + i): chr(0x1D6E2 + i) for i in range(25)}
    | {chr(0x3B1 + i): chr(0x1D6FC + i) for i in range(25)}
    | dict(zip("hϴ∇∂ϵϑϰϕϱϖıȷ", "ℎ𝛳𝛻𝜕𝜖𝜗𝜘𝜙𝜚𝜛𝚤𝚥", strict=True))
)


class _Style(NamedTuple):
    """How large a part is shown: in a line of its own or in text, and how deep in scripts."""

    is_display: bool
    level: int

    @property
    def em(self) -> float:
        return EM * SCALES[self.level]

    def script(self) -> _Style:
        return _Style(False, min(self.level + 1, 2))

    def part_of_fraction(self) -> _Style:
        return _Style(False, self.level) if self.is_display else self.script()

    def inside(self, element: Element) -> _Style:
        """The style that an element sets."""
        display, level = element.get("displaystyle"), element.get("scriptlevel")
        return _Style(
            self.is_display if display is None else display == "true",
            self.level if level is None else min(int(level), 2),
        )


def explicit(tree: Element) -> Element:
    """The formula, as `formula_tree` returns it, with everything written out."""
    style = _Style(tree.get("display") == "block", 0).inside(tree)
    return _row([*tree], style)


# ----------------------------------------------------------------------------------- rows


def _row(children: list[Element], style: _Style) -> Element:
    """A row, with spaces around its operators; without the row if there is one thing in it."""
    shown = [each for each in children if not _is_nothing(each)]
    places = [number for number, each in enumerate(shown) if not _is_space(each)]
    made: list[Element] = []
    for number, each in enumerate(shown):
        core = _core(each)
        if core is not None and not _text(core):
            made += _space(_length(core.get("lspace"), 0) * style.em, style)
            continue
        if core is None or len(places) < 2:
            part = _one(each, style)
            made += [*part] if _is_mergeable(part) else [part]
            continue
        form = _form(core, number, places)
        operator = operator_of(_text(core), form)
        made += _space(_length(core.get("lspace"), operator.before) * style.em, style)
        made.append(_one(each, style, form))
        made += _space(_length(core.get("rspace"), operator.after) * style.em, style)
    if len(made) == 1:
        return made[0]
    row = _new("mrow", style)
    row.extend(made)
    return row


def _is_nothing(element: Element) -> bool:
    """Whether an element takes no room: invisible operators, and spaces without width."""
    if element.tag == "mo" and _length(element.get("lspace"), 0):
        return False
    if element.tag == "mspace":
        return _length(element.get("width"), 0) == 0
    is_row = element.tag in ROWS and element.tag != "mtd"
    return (is_row or element.tag in {"mo", "mi"}) and not _text(element) and not len(element)


def _is_space(element: Element) -> bool:
    return element.tag in SPACES or (element.tag == "mo" and not _text(element))


def _is_mergeable(part: Element) -> bool:
    """Whether a row can be a part of the row around it: nothing in it grows with its row."""
    return part.tag == "mrow" and not any(grows(each) for each in part)


def grows(element: Element) -> bool:
    """Whether an element is a fence, bare or with scripts, that is as high as its row."""
    if element.tag in WITH_SCRIPTS:
        return grows(element[0])
    return element.tag == "mo" and element.get("stretchy") == "true"


def _core(element: Element) -> Element | None:
    """The operator of an element that is one, perhaps with scripts; else None."""
    while element.tag != "mo":
        if element.tag in WITH_SCRIPTS:
            element = element[0]
        elif element.tag in ROWS:
            inside = [each for each in element if not _is_nothing(each)]
            if len(inside) != 1:
                return None
            element = inside[0]
        else:
            return None
    return element


def _form(core: Element, number: int, places: list[int]) -> str:
    if form := core.get("form"):
        return form
    return "prefix" if number == places[0] else "postfix" if number == places[-1] else "infix"


def _space(width: float, style: _Style) -> list[Element]:
    if not round(width):
        return []
    space = _new("mspace", style)
    space.set("width", str(round(width)))
    return [space]


# ------------------------------------------------------------------------------- elements


def _one(element: Element, style: _Style, form: str = "infix") -> Element:
    style = style.inside(element)
    match element.tag:
        case "mi" | "mn":
            return _letters(element, style)
        case "mo":
            return _operator(element, style, form)
        case "mtext":
            return _words(element, style)
        case "mspace":
            return _space(_length(element.get("width"), 0) * style.em, style)[0]
        case "mfrac":
            return _with_parts(element, [style.part_of_fraction()] * 2, style)
        case "msqrt":
            root = _new("msqrt", style)
            root.append(_row([*element], style))
            return root
        case "mroot":
            return _with_parts(element, [style, _Style(False, 2)], style)
        case "mtable":
            return _table(element, style)
        case "mmultiscripts":
            return _with_parts(element, [style, *[style.script()] * (len(element) - 1)], style)
        case tag if tag in WITH_SCRIPTS:
            return _scripts(element, style, form)
        case _:
            return _row([*element], style)


def _letters(element: Element, style: _Style) -> Element:
    text = _text(element)
    if element.tag == "mi" and len(text) == 1 and element.get("mathvariant") != "normal":
        text = ITALICS.get(text, text)
    return _sign(text, style)


def _sign(text: str, style: _Style, tag: str = "mn") -> Element:
    sign = _new(tag, style)
    sign.set("mathvariant", "normal")
    sign.text = text
    return sign


def _words(element: Element, style: _Style) -> Element:
    words = " ".join((element.text or "").replace("\u00a0", " ").split("\n"))
    if not words.strip(" "):
        space = _new("mspace", style)
        space.set("width", str(round(WIDTH_OF_SPACE * len(words) * style.em)))
        return space
    # ziamath makes a rule of ASCII hyphens.
    return _sign(words.replace("-", "\u2010"), style, "mtext")


def _operator(element: Element, style: _Style, form: str) -> Element:
    text = _text(element)
    known = operator_of(text, element.get("form", form))
    is_large = _is(element, "largeop", known.is_large)
    if size := element.get("minsize"):
        made = _sign(text, style, "mo")
        made.set("minsize", str(round(_length(size, 1) * style.em)))
        made.set("stretchy", "false")
    elif is_large or _is(element, "stretchy", known.stretchy):
        made = _sign(text, style, "mo")
        made.set("stretchy", "false" if is_large else "true")
        made.set("largeop", "true" if is_large else "false")
    else:
        return _sign(text, style)
    made.attrib |= {"lspace": "0", "rspace": "0", "movablelimits": "false", "form": "infix"}
    return made


def _scripts(element: Element, style: _Style, form: str) -> Element:
    tag, core = element.tag, _core(element)
    known = RELATION if core is None else operator_of(_text(core), core.get("form", form))
    if tag in BESIDE and not style.is_display and _moves_limits(core, known):
        tag = BESIDE[tag]
    below, above = element.get("accentunder") == "true", element.get("accent") == "true"
    is_accent = {"munder": [below], "mover": [above], "munderover": [below, above]}.get(tag, [])
    made = _new(tag, style)
    made.append(_one(element[0], style, form))
    for number, each in enumerate(element[1:]):
        if is_accent and is_accent[number]:
            made.append(_accent(each, style))
        else:
            made.append(_script(each, style))
    made.set("accent", "true" if above else "false")
    made.set("accentunder", "true" if below else "false")
    return made


def _moves_limits(core: Element | None, known: Operator) -> bool:
    return core is not None and _is(core, "movablelimits", known.moves_limits)


def _script(element: Element, style: _Style) -> Element:
    """A script or limit. An arrow or brace there is as wide as what it is above or below."""
    if element.tag == "mo" and _is(element, "stretchy", operator_of(_text(element), "postfix")[2]):
        return _operator(element, style.script(), "postfix")
    return _row([_without_strut(element)], style.script())


def _without_strut(element: Element) -> Element:
    """math-core gives arrows a least width by a wide space above the formula above them."""
    is_strut = element.tag in {"mover", "munder"} and element[1].tag == "mspace"
    return element[0] if is_strut else element


def _accent(element: Element, style: _Style) -> Element:
    if element.tag != "mo":
        return _row([element], _Style(False, style.level))
    made = _operator(element, _Style(False, style.level), "postfix")
    made.text = ACCENTS.get(made.text or "", made.text)
    if made.text == RULE:
        made.tag = "mo"
    return made


def _with_parts(element: Element, styles: list[_Style], style: _Style) -> Element:
    made = _new(element.tag, style)
    if "linethickness" in element.attrib:
        made.set("linethickness", element.attrib["linethickness"])
    for part, inside in zip(element, styles, strict=True):
        is_empty = part.tag == "mprescripts"
        made.append(_new(part.tag, inside) if is_empty else _row([part], inside))
    return made


def _table(element: Element, style: _Style) -> Element:
    table = _new("mtable", style)
    for line in element:
        row = _new("mtr", style)
        for cell in line:
            made = _new("mtd", style)
            made.append(_row([*cell], style.inside(cell)))
            made.set("class", cell.get("class", ""))
            row.append(made)
        table.append(row)
    return table


# -------------------------------------------------------------------------------- details


def _new(tag: str, style: _Style) -> Element:
    is_display = "true" if style.is_display else "false"
    return Element(tag, {"displaystyle": is_display, "scriptlevel": str(style.level)})


def _text(element: Element) -> str:
    return (element.text or "").translate(VARIANTS).strip()


def _is(element: Element, name: str, default: bool) -> bool:
    value = element.get(name)
    return default if value is None else value == "true"


def _length(value: str | None, default: float) -> float:
    """A length in em."""
    return default if value is None else float(value.removesuffix("em") or 0)
