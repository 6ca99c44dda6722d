"""Texts that were cut before they reached the record: what says so, and what only looks like it."""

from __future__ import annotations

import re
from functools import lru_cache

from sitegen.contracts.wording import SENTENCE_ENDS

# The lengths, in characters or bytes, at which the producer of the real records cuts texts: an
# abstract, a claim, a title (made from the question, or of the PDF), and the text of a red team's
# role.
ABSTRACT_LENGTHS = (600,)
CLAIM_LENGTHS = (120,)
TITLE_LENGTHS = (110, 126)
ROLE_LENGTHS = (80,)
CUT, POSSIBLY_CUT = "[cut]", "[possibly cut]"
# Marks that may follow the end of a sentence.
CLOSING = "\"'”’»›)]}」』*_$"
# Marks after which more has to follow.
UNFINISHED = ("-", "–", "—", ",", ":", ";", "(", "[")
LAST_WORD = re.compile(r"[^\W\d_]{2,}\Z")
LAST_TWO_WORDS = re.compile(r"([^\W_]+)[\s-]+([^\W_]+)\Z")
BETWEEN_WORDS = re.compile(r"[\s-]+")
WORD = re.compile(r"[^\W\d_]+")
# Endings with which another form of the same whole word is made.
INFLECTIONS = frozenset(
    {*("s", "es", "d", "ed", "r", "er", "ers", "ing", "ly", "al", "ally", "n", "en", "e", "y")}
)


def cut_mark(*, is_certain: bool) -> str:
    """The mark that is shown after a text that was cut, or that may have been."""
    return CUT if is_certain else POSSIBLY_CUT


# Cached, because a mark is shown beside a text, and is in the manifest.
@lru_cache(maxsize=32)
def is_prose_possibly_cut(text: str, lengths: tuple[int, ...]) -> bool:
    """Whether sentences may have been cut: they have no end, at one of the lengths or in mid-word.

    A guess. Many whole abstracts end without a full stop, so a missing one alone says nothing.
    """
    if not text or text.rstrip(CLOSING).endswith(SENTENCE_ENDS):
        return False
    return _has_length(text, lengths) or _ends_in_mid_word(text)


def is_title_possibly_cut(title: str, question: str) -> bool:
    """Whether a title may be a part of the question that was cut, or was cut like one.

    A guess. A whole title has no full stop either, so one of those lengths is not enough: its last
    words must go on in the question, or it must end in a mark after which more has to follow.
    """
    return _has_length(title, TITLE_LENGTHS) and (
        title.endswith(UNFINISHED) or _goes_on(title, question)
    )


def _has_length(text: str, lengths: tuple[int, ...]) -> bool:
    """Whether a text has one of the lengths, give or take one, in characters or bytes of UTF-8."""
    sizes = len(text), len(text.encode())
    return any(abs(size - length) <= 1 for size in sizes for length in lengths)


def _ends_in_mid_word(text: str) -> bool:
    """Whether the last word is only in the text as the beginning of longer, other words."""
    last = LAST_WORD.search(text)
    if last is None:
        return False
    begun = last[0].casefold()
    if begun not in text[: last.start()].casefold():  # much quicker than to look at each word
        return False
    words = {each.casefold() for each in WORD.findall(text[: last.start()])}
    rests = {each.removeprefix(begun) for each in words if each.startswith(begun)}
    return bool(rests) and "" not in rests and rests.isdisjoint(INFLECTIONS)


def _goes_on(title: str, question: str) -> bool:
    """Whether the last two words of a title are in the question, where more words follow them."""
    last = LAST_TWO_WORDS.search(title)
    if last is None:
        return False
    if f"{last[0]}{question}".isascii() and not _has_words(question, last.groups()):
        return False
    first, second = map(re.escape, last.groups())
    goes_on = rf"\b{first}[\s-]+{second}(?:\w|[\s,;:–—-]+\w)"
    return re.search(goes_on, question, re.IGNORECASE) is not None


def _has_words(text: str, words: tuple[str, ...]) -> bool:
    """Whether these words follow each other in a text of ASCII, the last maybe as a beginning.

    A pattern for each title takes longer, and most titles do not need one.
    """
    return " ".join(words).lower() in BETWEEN_WORDS.sub(" ", text.lower())
