"""The words by which papers are found: texts without spaces are cut, identifiers are normalized."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

# Scripts that set no space between words, and Hangul, whose words end in particles: Thai, Lao,
# Burmese, Khmer, and those of China, Japan and Korea. The page gets these ranges, too, so that it
# cuts a query as a text was cut.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{UNSPACED}]+")
# What may stand before an identifier. The page removes it, too.
BEFORE = (
    r"https?://(?:(?:dx\.)?doi\.org/|(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|www\.)?"
    r"|(?:srch|doi|arxiv|hdl|pmid)\s*:\s*"
)
PREFIX = re.compile(BEFORE, re.IGNORECASE)
# An arXiv id with its version, which the page removes as well.
VERSIONED = r"^([0-9]{4}\.[0-9]{4,5})v[0-9]+(?:\.pdf)?$"
ARXIV = re.compile(VERSIONED)
MARKS = re.compile(r"[^a-z0-9]+")


def words(text: str) -> str:
    """A text as it is indexed: of a run without spaces, each character with the next one.

    So any part of the run can be found, and one character by itself as the beginning of a pair.
    """
    if text.isascii():  # nearly all of them
        return text
    return RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", unicodedata.normalize("NFKC", text))


def _pairs(run: str) -> Iterator[str]:
    characters = _characters(run)
    yield from map("".join, pairwise(characters))
    yield characters[-1]


def _characters(run: str) -> list[str]:
    """The characters of a run, each with its marks."""
    found: list[str] = []
    for character in run:
        if found and unicodedata.category(character).startswith("M"):
            found[-1] += character
        else:
            found.append(character)
    return found


def identifier(text: str) -> str:
    """An identifier as it is indexed: without what may stand before it, letters and digits alone.

    `SRCH:BA7A9361`, `ba7a9361` and `BA7A-9361` are the same, and so are a DOI and its URL.
    """
    bare = PREFIX.sub("", unicodedata.normalize("NFKC", text.strip()), count=1)
    bare = ARXIV.sub(r"\1", bare).lower()
    return MARKS.sub("", bare) if bare.isascii() else "".join(filter(str.isalnum, bare))
