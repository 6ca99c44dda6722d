"""The space around operators and which of them stretch, as a browser's dictionary has it.

From the operator dictionary of MathML Core (https://www.w3.org/TR/mathml-core/, appendix B),
without signs that math-core cannot write. Any other sign has the space of a relation.
"""

from __future__ import annotations

from typing import NamedTuple


class Operator(NamedTuple):
    """The space before and after an operator, in em, and what it does."""

    before: float
    after: float
    stretchy: bool = False
    is_large: bool = False
    moves_limits: bool = False


NONE, THIN, MEDIUM, THICK = 0.0, 3 / 18, 4 / 18, 5 / 18
RELATION = Operator(THICK, THICK)
ARROW = Operator(THICK, THICK, stretchy=True)
BINARY, PRODUCT = Operator(MEDIUM, MEDIUM), Operator(THIN, THIN)
TIGHT, FENCE = Operator(NONE, NONE), Operator(NONE, NONE, stretchy=True)
INTEGRAL = Operator(THIN, THIN, is_large=True)
SUM = Operator(THIN, THIN, is_large=True, moves_limits=True)
SEPARATOR = Operator(NONE, THIN)
ROOT_SIGN = Operator(THIN, NONE)


def _ranges(text: str) -> frozenset[str]:
    """The characters of ranges of code points, such as `2190-2195 21BC`."""
    found: set[str] = set()
    for each in text.split():
        first, _, last = each.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


INFIX = {
    ARROW: _ranges("2190-2195 219A-21AE 21B0-21B5 21B9 21BC-21D5 21DA-21F0 21F3-21FF 27F5-27FF"),
    BINARY: _ranges(
        "2B 2D B1 F7 2212-2216 2227-222A 2236 2238 228C-228E 2293-2296 2298 229D-229F 22BB-22BD"
        " 22CE 22CF 22D2 22D3 29B8 29BC 29F5-29FB 2A1F-2A2E 2A38-2A3A 2A3E 2A40-2A4F 2A51-2A63"
    ),
    PRODUCT: _ranges(
        "25 2A 2E 3F 40 5E B7 D7 2022 2043 2217-2219 2240 2297 2299-229B 22A0 22A1 22BA 22C4-22C7"
        " 22C9-22CC 2305 2306 27CB 27CD 29C6-29C8 29D4-29D7 29E2 2A1D 2A1E 2A2F-2A37 2A3B-2A3D"
        " 2A3F 2A50 2A64 2A65"
    ),
    TIGHT: _ranges("5C 5F 2061-2064 2206 7C 2016"),
    SEPARATOR: frozenset(",:;"),
}
PREFIX = {
    TIGHT: _ranges(
        "21 2B 2D AC B1 2018 201C 2200 2201 2203 2204 2207 2212 2213 221F-2222 2234 2235 223C"
        " 22BE 22BF 2310 2319"
    ),
    FENCE: frozenset("([{|‖⌈⌊⟦⟨⟪⟬⟮⦀❲⎰⎱⌜⌞"),
    INTEGRAL: _ranges("222B-2233 2A0B-2A1C"),
    SUM: _ranges("220F-2211 22C0-22C3 2A00-2A0A 2AFC 2AFF"),
    ROOT_SIGN: _ranges("2145 2146 2202 221A-221C"),
}
POSTFIX = {
    TIGHT: _ranges("21 22 25-27 60 A8 B0 B2-B4 B8 B9 2DA 2DD 2019-201B 201D-201F 2032-2037 2057"),
    FENCE: frozenset(")]}|‖⌉⌋⟧⟩⟫⟭⟯⦀❳⎱⎰⌝⌟")
    | _ranges("5E 5F 7E AF 2C6 2C7 2C9 2CD 2D8 2DC 2F7 302 203E 2322 2323 23B4 23B5 23DC-23E1"),
}


def _table(form: dict[Operator, frozenset[str]]) -> dict[str, Operator]:
    return {sign: operator for operator, signs in form.items() for sign in signs}


FORMS = {"infix": _table(INFIX), "prefix": _table(PREFIX), "postfix": _table(POSTFIX)}


def operator_of(sign: str, form: str) -> Operator:
    """What a sign is at its place in a row; as MathML Core says, any other form of it will do."""
    for each in (form, "infix", "postfix", "prefix"):
        if sign in FORMS[each]:
            return FORMS[each][sign]
    return RELATION
