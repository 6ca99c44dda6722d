"""What happens to texts on their way into a record: lost and hidden characters, and markup."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

LOST = "\N{REPLACEMENT CHARACTER}"
# Windows-1252 leaves five bytes without a character; programs then take the control of that code.
_CP1252 = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_BYTE_OF = {(char if char != LOST else chr(byte)): byte for byte, char in _CP1252.items()}
_REST = "".join(re.escape(char) for char, byte in _BYTE_OF.items() if byte < 0xC0)
# The characters as which the bytes of UTF-8 appear: of two, three or four for one character.
MISREAD = re.compile(rf"(?:[Â-ß][{_REST}]|[à-ï][{_REST}]{{2}}|[ð-ô][{_REST}]{{3}})+")
# Two characters that people do write next to each other: a capital, and a mark that ends a quote, a
# sentence or a footnote.
_WRITTEN = re.compile(r"[À-ß][’”“‘»›…–—™ª°º²³¹\u00a0]\Z")
# Characters without a shape or a width. U+200C and U+200D are needed in some scripts and in emoji.
HIDDEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a]"
    "|(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0001-\U000e007f]+"
    "|(?:(?<=[\\x00-\u024f])|\\A)[\u200c\u200d]+|[\u200c\u200d]+(?=[\\x00-\u024f]|\\Z)"
)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ELEMENTS = "sub|sup|i|b|em|strong|italic|bold|p|sc|tt|u|span|div|a|title|sec|underline|monospace"
TAG = re.compile(
    rf"</?(?:jats|mml|xlink):[a-zA-Z][^<>]*>|</(?:{_ELEMENTS})\s*>|<(?:br|p|sub|sup)\s*/?>"
)
# Mathematics by the dollar rule of pandoc.
MATHEMATICS = re.compile(r"\$\$.+?\$\$|\$(?=\S)(?:[^$\\]|\\.)*?(?<=\S)\$(?![0-9])", re.DOTALL)
TEX = re.compile(
    r"\\[a-zA-Z]{2,}\*?(?:\[[^][]*\])?\{[^{}]*\}?|\\[\"\'`^~=.Hcuvbdkr]\s?\{\\?[a-zA-Z]\}"
    r"|\\[\"\'`^~=.](?:\\[ij]\b|[a-zA-Z])|\{\\(?:em|it|bf|sc|rm|tt)\b|\\[&%_#]"
)
MOST_REPAIRS = 3  # of a text that was misread several times


def unmisread(text: str) -> str:
    """The text as it was before its UTF-8 was read as Windows-1252; else the text as it is."""
    for _ in range(MOST_REPAIRS):
        repaired = MISREAD.sub(_decoded, text)
        if repaired == text:
            break
        text = repaired
    return text


def _decoded(found: re.Match[str]) -> str:
    text = found[0]
    if _WRITTEN.match(text) and text[0] not in "ÂÃ":
        return text
    before = found.string[: found.start()][-1:]
    if _WRITTEN.match(text) and before.isupper():
        return text
    try:
        decoded = bytes(_BYTE_OF.get(char, ord(char)) for char in text).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return text
    return decoded if all(char.isprintable() or char == "\u00a0" for char in decoded) else text


def without_hidden(text: str) -> str:
    """The text without characters that cannot be seen."""
    return HIDDEN.sub("", text)


def markup_in(text: str) -> tuple[str, str] | None:
    """The first markup of a source that a text shows, and what kind it is; None if it has none."""
    if entity := next((each for each in ENTITY.findall(text) if _is_entity(each)), None):
        return entity, f"a character reference for {unescape(entity)!r}"
    if tag := TAG.search(text):
        return tag[0], "a tag of HTML or JATS"
    if "\\" in text and (command := TEX.search(MATHEMATICS.sub("", text))):
        return command[0], "a command of TeX outside of mathematics"
    return None


def _is_entity(reference: str) -> bool:
    return reference[1] == "#" or reference[1:] in html5
