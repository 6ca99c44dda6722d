"""Plain texts and names of creators as TeX and BibTeX read them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sitegen.contracts.creators import JOINED, PublishedCreator, with_particle
from sitegen.render.exports.citation import one_line
from sitegen.render.formulas.mathematics import bibtex_formula, pieces, unescaped

# All characters that are special to TeX or BibTeX, or that it prints as others. The braces after a
# quote keep babel from making "a an ä.
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    '"': '"{}',
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
# BibTeX counts escaped braces, too. Where they do not match, they are written as commands.
UNMATCHED = {**ESCAPES, "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
ESCAPED = re.compile(f"[{re.escape(''.join(ESCAPES))}]")
# Characters that TeX joins: dashes, quotes, and ¿ and ¡.
JOINED_PAIR = re.compile(r"--|''|``|,,|\?`|!`")
JOINING = re.compile(r"-(?=-)|'(?=')|`(?=`)|,(?=,)|[?!](?=`)")
# What BibTeX would read as structure in a name: commas, and words of its own.
STRUCTURE = re.compile(r",|(?<!\S)(?:and|others)(?!\S)", re.IGNORECASE)
AND = re.compile(r"(?<!\S)and(?!\S)", re.IGNORECASE)
# Hyphens that TeX would join, as `escaped` keeps them apart.
HYPHENS = re.compile(r"-(?:\{\}-)+")
COMBINING = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
}
LETTERS = {
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
}


def tex_text(text: str) -> str:
    """A plain text of one line: its formulas as mathematics, everything else as it is written."""
    if "$" not in text:
        return escaped(text)
    return "".join(
        f"${formula}$"
        if each.tex and (formula := bibtex_formula(each.tex))
        else escaped(each.text if each.tex else unescaped(each.text))
        for each in pieces(text)
    )


def escaped(text: str) -> str:
    """The text without its meaning to TeX: special characters escaped, none of them joined."""
    is_joined = JOINED_PAIR.search(text) is not None
    if is_joined:
        text = JOINING.sub("\\g<0>\0", text)
    has_braces = "{" in text or "}" in text
    escapes = UNMATCHED if has_braces and not _braces_match(text) else ESCAPES
    text = ESCAPED.sub(lambda found: escapes[found[0]], text)
    return text.replace("\0", "{}") if is_joined else text


@lru_cache(maxsize=64)  # the papers of a site have few publishers and kinds
def tex_list(name: str) -> str:
    """A text for a field that biblatex reads as a list: one entry, whatever words it has."""
    return f"{{{escaped(name)}}}" if AND.search(name) else escaped(name)


def tex_name(creator: PublishedCreator) -> str:
    """A name for the field `author`: of a person in its parts, of others in braces.

    biber leaves out an entry if a name in parts has more than two commas, also those in braces.
    Then the parts lose theirs.
    """
    if creator.kind != "PERSON" or creator.family is None:
        return _literal(creator.name)
    family, given = one_line(creator.family), one_line(creator.given or "")
    particle, suffix = one_line(creator.particle or ""), one_line(creator.suffix or "")
    loose = sum(each.count(",") for each in (family, given, particle, suffix))
    if loose > (0 if suffix else 1 if given else 2):
        family, given, particle, suffix = map(_without_commas, (family, given, particle, suffix))
    if particle and not _is_particle(particle):
        family, particle = with_particle(family, particle), ""
    last = f"{_letters(particle)} {_family(family)}" if particle else _family(family)
    if suffix:
        return f"{last}, {_whole(suffix)}, {_whole(given) or '{}'}"
    return f"{last}, {_whole(given)}" if given else last


@lru_cache(maxsize=64)  # most often the publisher
def _literal(name: str) -> str:
    return f"{{{_letters(one_line(name))}}}"


def _is_particle(text: str) -> bool:
    """Whether BibTeX knows it as a particle by its lower case. One that is joined is none."""
    word = text.rpartition(" ")[2]
    return word[0].islower() and not (text.endswith(JOINED) or STRUCTURE.search(text))


def _family(name: str) -> str:
    """A family name, in braces unless it is one word that begins with a capital."""
    is_word = " " not in name and not name[:1].islower() and not STRUCTURE.search(name)
    return _letters(name) if is_word else f"{{{_letters(name)}}}"


def _without_commas(name: str) -> str:
    return one_line(name.replace(",", " "))


def _whole(name: str) -> str:
    """Given names or a suffix, in braces where BibTeX would take them apart."""
    return f"{{{_letters(name)}}}" if STRUCTURE.search(name) else _letters(name)


def _letters(name: str) -> str:
    """A name with its accents as commands, because BibTeX cuts initials from bytes.

    biber reads "given=" in a name as the key of a part, and "others" in braces, too, as the end of
    the list. It takes the initial of each word and of each part between hyphens, so braces have to
    match there.
    """
    name = escaped(name.replace("`", "‘")).replace("=", "{=}")
    name = HYPHENS.sub(lambda found: "{-}" * found[0].count("-"), name)
    name += "{}" if name.lower() == "others" else ""
    return name if name.isascii() else unicodedata.normalize("NFC", name).translate(ACCENTS)


def _braces_match(text: str) -> bool:
    depth = 0
    for each in text:
        depth += (each == "{") - (each == "}")
        if depth < 0:
            return False
    return depth == 0


def _accents() -> dict[int, str]:
    """The Latin letters with one accent, and their commands."""
    table = {}
    for code in range(0xC0, 0x250):
        base, _, mark = unicodedata.decomposition(chr(code)).partition(" ")
        accent = COMBINING.get(chr(int(mark, 16))) if mark and "<" not in base else None
        letter = chr(int(base, 16)) if accent else ""
        if accent and letter.isascii():
            space = " " if accent.isalpha() else ""
            table[code] = f"{{\\{accent}{space}{letter}}}"
    return table


ACCENTS = {**_accents(), **str.maketrans(LETTERS)}
