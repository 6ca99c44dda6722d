"""Names of groups of papers: which spellings are one, and how a group is named in an address."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

# What an address shows without a digest: two different keys of this form differ there, too.
PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*\Z")
WORD = re.compile(r"[a-z0-9]+")
# The longest address without a digest, because file systems take 255 bytes; the readable
# beginning of one with a digest; and the digest, in bytes.
LONGEST_PLAIN, LONGEST_STEM, DIGEST_SIZE = 100, 40, 16


def slug(text: str) -> str:
    """A text of ours as a part of a URL: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """What a text has in common with all spellings that differ only in case or spaces.

    Characters that Unicode counts as the same, such as é in one or in two code points, are one.
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).split())


@lru_cache(maxsize=65_536)
def safe_slug(key: str, reserved: Set[str] = frozenset()) -> str:
    """A part of an address for any text: lower case letters, digits and hyphens.

    It depends on the text alone, and no other text has the same one: a text that is more than words
    of ASCII letters and digits, a long one, or a `reserved` name, gets two hyphens and 128 bits of
    its SHA-256.
    """
    if len(key) <= LONGEST_PLAIN and PLAIN.match(key) and key not in reserved:
        return key.replace(" ", "-")
    plain = unicodedata.normalize("NFKD", key).casefold()
    stem = "-".join(WORD.findall(plain))[:LONGEST_STEM].strip("-") or "x"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:DIGEST_SIZE]
    return f"{stem}--{base64.b32encode(digest).decode().rstrip('=').lower()}"
