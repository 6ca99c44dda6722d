"""Titles that begin with a status, such as "RETRACTED: …" or "[ARTIGO RETRATADO] …"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

TitleStatus = Literal["REMOVED", "WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED", "CONCERN"]

# What publishers write in front of titles, as regular expressions over text without accents and in
# lower case. Some languages have one word for a withdrawal and a retraction.
NOUN = r"(?:(?:article|paper|chapter|preprint|manuscript|study|review|letter|report|book) )?"
NOUN_AFTER = r"(?: (?:article|paper|chapter|preprint|manuscript|study|review|letter|report|book))?"
PHRASES: tuple[tuple[frozenset[TitleStatus], str], ...] = (
    (
        frozenset({"PARTIALLY_RETRACTED"}),
        rf"{NOUN}partially[ -]retracted{NOUN_AFTER}|retracted in part"
        r"|(?:article )?partiellement retractee?"
        r"|(?:articulo |artigo )?parcialmente retrac?tad[oa]|(?:articolo )?parzialmente ritrattato"
        r"|teilweise zuruckgezogen|部分撤稿|部分撤回",
    ),
    (
        frozenset({"RETRACTED"}),
        rf"{NOUN}retracted{NOUN_AFTER}|(?:article |etude )?retractee?"
        r"|(?:articulo |artigo |trabajo |trabalho |estudio |estudo )?retrac?tad[oa]"
        r"|(?:articolo |studio )?ritrattat[oa]|retrahiert(?:er artikel|e arbeit|e studie)?"
        r"|(?:статья )?ретрагирован[ао]?|(?:论文|文章|已)?撤稿(?:论文|文章)?"
        r"|(?:논문 ?)?철회(?:된)?(?: ?논문)?",
    ),
    (
        frozenset({"RETRACTED", "WITHDRAWN"}),
        r"(?:artikel )?zuruckgezogen(?:er artikel|e arbeit|e studie)?"
        r"|(?:articulo |artigo )?retirad[oa]|(?:articolo )?ritirat[oa]|(?:article )?retiree?"
        r"|(?:artikel )?(?:ingetrokken|teruggetrokken)(?: artikel)?|(?:artykuł )?wycofan[yae]"
        r"|(?:статья )?отозван[аоы]?(?: статья)?|(?:makale )?geri cek(?:ildi|ilmistir|ilen makale)"
        r"|(?:论文|論文|文章|已)?(?:撤回|撤销)(?:论文|論文|文章)?|取り?下げ",
    ),
    (frozenset({"WITHDRAWN"}), rf"{NOUN}withdrawn{NOUN_AFTER}"),
    (
        frozenset({"CONCERN"}),
        r"(?:editorial )?expressions? of concern|expression de (?:preoccupation|reserve)"
        r"|expresion de preocupacion|expressao de preocupacao|ausdruck der besorgnis",
    ),
    (
        frozenset({"REMOVED"}),
        rf"{NOUN}(?:temporarily )?removed{NOUN_AFTER}|temporary removal|(?:article )?supprimee?"
        r"|(?:articulo |artigo )?(?:eliminad|removid)[oa]|(?:artikel )?entfernt(?:er artikel)?",
    ),
)
# What sets a status off from a title: a closing bracket, a colon, a bar, a dash before a space.
OFF = r"\s*(?:[\])}>】〕）］」》:：|*_—–]|[-.](?=\s|$))"
STATUSES = tuple(
    (statuses, re.compile(rf"(?P<phrase>{phrase})(?:(?P<off>{OFF})|(?=\s)|$)"))
    for statuses, phrase in PHRASES
)
BEFORE = re.compile(r"[\W_]*")
NOTHING: frozenset[TitleStatus] = frozenset()


@lru_cache(maxsize=4096)
def statuses_in_title(title: str) -> frozenset[TitleStatus]:
    """The statuses that the beginning of a title may state; empty if it states none.

    The status is in brackets, before a colon, a bar or a dash, or in capitals before other letters:
    "Retracted papers in oncology" is an ordinary title.
    """
    plain = _without_accents(title)
    begin = BEFORE.match(plain)
    start = begin.end() if begin else 0
    folded = plain.lower()
    if len(folded) != len(plain):  # so that positions agree
        return NOTHING
    for statuses, pattern in STATUSES:
        found = pattern.match(folded, start)
        if found is None:
            continue
        phrase, rest = plain[start : found.end("phrase")], plain[found.end() :]
        is_in_capitals = phrase.isupper() and rest != rest.upper()
        if found["off"] or is_in_capitals or not rest.strip():
            return statuses
    return NOTHING


def _without_accents(text: str) -> str:
    """The text on one line, without accents of Latin letters."""
    apart = unicodedata.normalize("NFKD", " ".join(text.split()))
    latin = "".join(each for each in apart if not "\u0300" <= each <= "\u036f")
    return unicodedata.normalize("NFC", latin)
