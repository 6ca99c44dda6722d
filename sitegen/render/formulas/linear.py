"""Write a formula on one line, with letters and signs that common fonts have.

A formula never changes its meaning. If one part of it would be ambiguous on one line, the whole
formula is not written on one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from sitegen.findings.errors import SitegenError

SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿ",
        strict=True,
    )
)
SUBSCRIPTS = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
# Superscripts that are raised without being one.
RAISED = {"∘": "°"} | {sign: sign for sign in "′″‴⁗†‡"}
# The combining character of each accent; math-core draws a line above as U+0332.
ABOVE = {
    "ˆ": "\u0302", "\u0302": "\u0302", "˜": "\u0303", "~": "\u0303", "\u0303": "\u0303",
    "¯": "\u0304", "\u0332": "\u0305", "\u20d7": "\u20d7", "→": "\u20d7", "˙": "\u0307",
    "¨": "\u0308", "\u20db": "\u20db", "ˇ": "\u030c", "\u030c": "\u030c", "˘": "\u0306",
    "´": "\u0301", "`": "\u0300", "˚": "\u030a",
}  # fmt: skip
BELOW = {"\u0332": "\u0332"}
INVISIBLE = "\u2061\u2063\ufe00\ufe01"  # operators, and the variants of script letters
SAME = str.maketrans("∗∣⟂", "*|⊥", INVISIBLE)
ALPHANUMERICS = range(0x1D400, 0x1D800)
# Not the number 1, but an indicator function.
DOUBLE_STRUCK_DIGITS = range(0x1D7D8, 0x1D7E2)
OPENING, CLOSING, BARS = frozenset("([{⟨⌊⌈⟦"), frozenset(")]}⟩⌋⌉⟧"), frozenset("|‖")
LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⨀⋁⋀⨄⨆")
PREFIXES = frozenset("∀∃∄¬")
OPERANDS = frozenset("!%&#@?⋯…⋮⋱′∞∂∇")
# What needs no brackets in x^(…) and x_(…); x^ab would be read as the product of x^a and b.
BARE_SUPERSCRIPT = re.compile(r"[^\W\d_]|[0-9]+(?:\.[0-9]+)?|[*⋆⊤⊥∞⊙]")
BARE_SUBSCRIPT = re.compile(f"{BARE_SUPERSCRIPT.pattern}|[A-Za-z]+")
CHARACTERS_OF_SCRIPTS = frozenset([*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()])
NARROWEST_SPACE = 0.15

# What a part of a formula is to its neighbors. A value is multiplied by what is next to it.
VALUES = frozenset({"letter", "number", "word", "root", "fraction"})


class _NotLinearError(SitegenError):
    """A part of a formula has no form on one line."""


@dataclass(frozen=True)
class _Part:
    """A part of a formula on one line. `script` is "_" or "^" if it ends in x_… or x^…, and "x" if
    its scripts are characters.
    """

    text: str
    kind: str
    script: str = ""


def linear(tree: Element) -> str | None:
    """The formula as Unicode text; None if that would not say the same."""
    try:
        _require_distinct_letters(tree)
        text = _joined(_parts(tree), in_script=False)
    except _NotLinearError:
        return None
    return unicodedata.normalize("NFC", " ".join(text.split())) or None


def _require_distinct_letters(tree: Element) -> None:
    """If x and a bold x both became x, the formula would say something else."""
    letters: dict[str, str] = {}
    has_scripts = any(element.tag.startswith("msu") for element in tree.iter())
    for element in tree.iter():
        text = (element.text or "").translate(SAME)
        if letters.setdefault(_usual_letters(text), text) != text:
            raise _NotLinearError
        # If ² is a letter of the formula, a superscript after it would become a part of it.
        if has_scripts and not CHARACTERS_OF_SCRIPTS.isdisjoint(text):
            raise _NotLinearError


def _usual_letters(text: str) -> str:
    """The text with letters that few fonts have, such as bold ones, replaced by usual ones."""
    if text.isascii():
        return text
    if any(ord(character) in DOUBLE_STRUCK_DIGITS for character in text):
        raise _NotLinearError
    return "".join(
        unicodedata.normalize("NFKC", character) if ord(character) in ALPHANUMERICS else character
        for character in text
    )


# ------------------------------------------------------------------------------ elements


def _parts(elements: Iterable[Element]) -> list[_Part]:
    parts: list[_Part] = []
    for element in elements:
        if element.tag in {"mrow", "mstyle", "mpadded"}:
            parts += _parts(element)
        else:
            parts += _one(element)
    return parts


def _one(element: Element) -> list[_Part]:
    text = _usual_letters((element.text or "").translate(SAME))
    inside = [*element]
    match element.tag:
        case "mi":
            return _identifier(text)
        case "mn":
            return [_Part(text, "number")]
        case "mo":
            return _operator(element, text)
        case "mtext":
            return _text(text)
        case "mspace":
            is_space = float(element.get("width", "0").removesuffix("em") or 0) > NARROWEST_SPACE
            return [_Part(" ", "space")] if is_space else []
        case "mfrac":
            return [_fraction(inside, is_binomial=element.get("linethickness") == "0")]
        case "msqrt":
            return [_root("√", inside)]
        case "mroot" if inside[1].text in {"3", "4"}:
            return [_root("∛" if inside[1].text == "3" else "∜", inside[:1])]
        case "msub" | "msup" | "msubsup":
            return [_scripts(_base(inside[0]), element.tag, inside)]
        case "munder" | "mover" | "munderover":
            return [_limits_or_accent(element, inside)]
    raise _NotLinearError


def _identifier(text: str) -> list[_Part]:
    if text == ":":
        return [_Part(text, "punctuation")]
    is_number = text.isdecimal()
    return [_Part(text, "number" if is_number else "word" if len(text) > 1 else "letter")]


def _text(text: str) -> list[_Part]:
    bare = text.strip()
    is_word = len(bare) > 1 and bare[0].isalnum() and bare[-1].isalnum()
    words = _Part(bare, "word" if is_word else "letter" if bare.isalnum() else "tight")
    before = [_Part(" ", "space")] if text[:1].isspace() else []
    after = [_Part(" ", "space")] if text[-1:].isspace() else []
    return [*before, words, *after] if words.text else before


def _operator(element: Element, text: str) -> list[_Part]:
    if not text:
        return []
    is_tight = element.get("lspace") == "0" == element.get("rspace")
    if element.text == "∣":  # "divides" and "given", not a bar
        kind = "operator"
    elif text in OPENING:
        kind = "opening"
    elif text in CLOSING:
        kind = "closing"
    elif text in BARS:
        kind = "bar"
    elif text in LARGE:
        kind = "large"
    elif text in PREFIXES:
        kind = "prefix"
    elif text in OPERANDS:
        kind = "letter"
    elif text in {",", ";"}:
        kind = "tight" if element.get("rspace") == "0" else "punctuation"
    elif text == "/":
        kind = "slash"
    else:
        kind = "tight" if is_tight or text == "." else "operator"
    return [_Part(text, kind)]


def _fraction(inside: list[Element], *, is_binomial: bool) -> _Part:
    above, below = (_parts([each]) for each in inside)
    if not (above and below):
        raise _NotLinearError
    if is_binomial:
        texts = (_joined(each, in_script=False) for each in (above, below))
        return _Part(" choose ".join(texts), "binomial")
    return _Part(f"{_factor(above, is_product=True)}/{_factor(below)}", "fraction")


def _factor(parts: list[_Part], *, is_product: bool = False) -> str:
    """Parts above or below a line, in brackets if they would not stay together without it."""
    text = _joined(parts, in_script=True)
    is_one = len(parts) == 1 and parts[0].kind in VALUES - {"fraction"}
    if is_one or _is_bracketed(parts) or (is_product and _is_product(parts)):
        return text
    return f"({text})"


def _is_product(parts: list[_Part]) -> bool:
    """Whether these are only letters, numbers and what is in brackets."""
    depth = 0
    for part in parts:
        depth += (part.kind == "opening") - (part.kind == "closing")
        if depth == 0 and part.kind not in {"letter", "number", "closing"}:
            return False
    return depth == 0 and bool(parts)


def _is_bracketed(parts: list[_Part]) -> bool:
    """Whether the first bracket is closed by the last one, which has no script."""
    if len(parts) < 2 or parts[0].kind != "opening" or parts[-1].text not in CLOSING:
        return False
    depths: list[int] = []
    for part in parts:
        depths.append((depths or [0])[-1] + (part.kind == "opening") - (part.kind == "closing"))
    return depths[-1] == 0 and 0 not in depths[:-1]


def _root(sign: str, inside: list[Element]) -> _Part:
    parts = _parts(inside)
    if not parts:
        raise _NotLinearError
    text = _joined(parts, in_script=False)
    is_bare = len(parts) == 1 and (len(text) == 1 or text.isdecimal())
    if is_bare or _is_bracketed(parts):
        return _Part(sign + text, "root" if is_bare else "letter")
    return _Part(f"{sign}({text})", "letter")


# ------------------------------------------------------------------------------ scripts


def _scripts(base: _Part, tag: str, inside: list[Element]) -> _Part:
    # Each script once: with two walks at every level, 20 levels would take a million.
    scripts = [_joined(_parts([each]), in_script=True) for each in inside[1:]]
    subscript = scripts[0] if "sub" in tag or "under" in tag else ""
    superscript = scripts[-1] if "sup" in tag or "over" in tag else ""
    return _with_scripts(base, subscript, superscript)


def _base(element: Element) -> _Part:
    parts = _parts([element])
    if _is_bracketed(parts):
        return _Part(_joined(parts, in_script=False), "letter")
    if [part.kind for part in parts].count("bar") == 2 and parts[0].kind == parts[-1].kind == "bar":
        return _Part(_joined(parts, in_script=False), "bar")
    if len(parts) > 1 or (parts and parts[0].script):
        raise _NotLinearError
    if not parts:
        return _Part("", "prefix")
    if parts[0].kind in {"fraction", "root", "binomial"}:
        return _Part(f"({parts[0].text})", "letter")
    return parts[0]


def _with_scripts(base: _Part, subscript: str, superscript: str) -> _Part:
    """The base with its scripts: characters first, then x_(…) and x^(…)."""
    below, above = _translated(subscript, SUBSCRIPTS), _translated(superscript, RAISED)
    above = above or _translated(superscript, SUPERSCRIPTS)
    text, script = base.text + below + above, "x"
    if subscript and not below:
        text, script = f"{text}_{_bracketed(subscript, BARE_SUBSCRIPT)}", "_"
    if superscript and not above:
        text, script = f"{text}^{_bracketed(superscript, BARE_SUPERSCRIPT)}", "^"
    kind = "letter" if base.kind == "number" else base.kind
    return replace(base, text=text, kind=kind, script=script)


def _translated(script: str, characters: dict[str, str]) -> str:
    """The script in characters of its own; empty if one has none."""
    found = [characters.get(character, "") for character in script]
    return "".join(found) if all(found) else ""


def _bracketed(script: str, bare: re.Pattern[str]) -> str:
    is_bare = bare.fullmatch(script) and CHARACTERS_OF_SCRIPTS.isdisjoint(script)
    return script if is_bare else f"({script})"


def _limits_or_accent(element: Element, inside: list[Element]) -> _Part:
    base = _base(inside[0])
    if element.get("accent") == "true" or element.get("accentunder") == "true":
        accents = BELOW if element.tag == "munder" else ABOVE
        accent = accents.get((inside[1].text or "").strip(), "")
        if accent and len(base.text) == 1 and base.text.isalpha():
            return replace(base, text=base.text + accent)
    elif base.kind in {"large", "word"}:
        return _scripts(base, element.tag, inside)
    raise _NotLinearError


# ------------------------------------------------------------------------------ one line


def _joined(parts: list[_Part], *, in_script: bool) -> str:
    """The parts on one line, with the spaces that TeX sets. Scripts have none."""
    parts, spaces = _without_spaces(parts)
    parts = [_in_context(parts, number) for number in range(len(parts))]
    line = ""
    for number, part in enumerate(parts):
        if number and (spaces[number] or _has_gap(parts, number, in_script)):
            line += " "
        line += part.text
    return line


def _without_spaces(parts: list[_Part]) -> tuple[list[_Part], list[bool]]:
    """The parts without spaces, with three dots as one, and whether a space was before each."""
    kept: list[_Part] = []
    spaces: list[bool] = []
    is_after_space = False
    for part in parts:
        if part.kind == "space":
            is_after_space = True
            continue
        if part.text == "." and [each.text for each in kept[-2:]] == [".", "."]:
            kept[-2:], spaces[-2:] = [_Part("…", "letter")], spaces[-2:-1]
            continue
        kept.append(part)
        spaces.append(is_after_space)
        is_after_space = False
    return kept, spaces


def _in_context(parts: list[_Part], number: int) -> _Part:
    """A part as it is between its neighbors: a sign, a fraction in brackets."""
    part = parts[number]
    before = parts[number - 1] if number else _Part("", "none")
    after = parts[number + 1] if number + 1 < len(parts) else _Part("", "none")
    if part.kind == "operator" and _is_sign(part, before, after):
        return replace(part, kind="tight")
    if part.kind == "fraction":
        binding = VALUES | {"slash", "bar", "prefix"}
        is_bound = before.kind in binding | {"closing"}
        is_bound = is_bound or after.kind in binding | {"opening", "large"}
        if is_bound or "÷" in {before.text, after.text}:
            return _Part(f"({part.text})", "letter")
    if part.kind == "binomial" and (before.text, after.text[:1]) != ("(", ")"):
        raise _NotLinearError
    return part


def _is_number_with_comma(parts: list[_Part], number: int) -> bool:
    """Whether a number continues the one before the comma, or both are a pair such as (0,1)."""
    part, first = parts[number], parts[max(number - 2, 0)]
    if {part.kind, first.kind} != {"number"}:
        return False
    is_last = number + 1 == len(parts) or parts[number + 1].kind in {"closing", "punctuation"}
    return is_last or len(part.text) == 3


def _is_sign(operator: _Part, before: _Part, after: _Part) -> bool:
    """Whether an operator is not between two values, as in −1 and ‖⋅‖."""
    if operator.text in {"⋅", "·"}:
        return before.kind == after.kind == "bar"
    return before.kind in {"none", "opening"} or (
        operator.text in {"+", "−", "±", "∓"} and before.kind not in VALUES | {"closing", "bar"}
    )


def _has_gap(parts: list[_Part], number: int, in_script: bool) -> bool:
    """Whether there is a space between a part and the one before it."""
    before, part = parts[number - 1], parts[number]
    kinds = {before.kind, part.kind}
    if "operator" in kinds:
        return not in_script
    if before.kind == "punctuation":
        return not in_script and not _is_number_with_comma(parts, number)
    if part.kind in VALUES | {"prefix", "large"}:
        is_next_to_word = "word" in kinds and before.kind in VALUES | {"closing"}
        is_new = part.kind in {"prefix", "large"} and before.kind in VALUES | {"closing"}
        return (
            is_next_to_word
            or is_new
            or before.kind in {"root", "large"}
            or kinds == {"number"}
            or before.script in {"_", "^"}
        )
    if part.kind == "opening" and before.script == "^":
        return True
    return part.kind in {"opening", "bar"} and before.kind in {"root", "large"}
