"""Check characters: text that is not UTF-8, and characters that are unsafe to show."""

from __future__ import annotations

import re
import unicodedata

from sitegen.findings.diagnostics import shown
from sitegen.reading.yaml_findings import Findings, counted
from sitegen.reading.yaml_rules import SAFE_CHARACTERS, UTF8_TEXT

# U+200E, U+200F and U+061C are allowed: Hebrew and Arabic need them next to Latin text and digits,
# and they do not reverse text. U+200C and U+200D shape Persian and Indic letters.
UNSAFE = re.compile(
    r"\r(?!\n)|[\udc80-\udcff]+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\ufdd0-\ufdef"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
    + "]"
)
_INVISIBLE_BREAK = ("is an invisible line break", "start a new line with the Enter key instead")
_REASONS = {
    "\r": ("has no line feed after it", "save the file with LF line endings"),
    "\x85": _INVISIBLE_BREAK,
    "\ufeff": ("is an invisible byte order mark", "delete it"),
    "Zl": _INVISIBLE_BREAK,
    "Zp": _INVISIBLE_BREAK,
    "Cc": ("is a control character", "delete it"),
    "Cf": ("changes the direction of the text after it", "delete it; no language needs it"),
    "Cn": ("is not an assigned character", "delete it"),
    "Cs": ("is half of a surrogate pair", "write the character itself"),
}
MOST_NULS = 20  # in a text; each is a separate finding
_OTHER_UNICODE = re.compile(rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff|[^\x00]\x00|\x00+[^\x00]")


def wrong_encoding(data: bytes) -> tuple[str, str] | None:
    """Message and hint for a file that as a whole is not UTF-8 text; None if it may be."""
    if _OTHER_UNICODE.match(data):
        return (
            "the file is in UTF-16 or UTF-32, not in UTF-8",
            'save it with the encoding "UTF-8"',
        )
    if _is_binary(data):
        return "the file is not a text file", "replace it with a text file in UTF-8"
    return None


def _is_binary(data: bytes) -> bool:
    """Whether a file is binary, such as an image; a text with a stray NUL is not."""
    nuls = data.count(0)
    return nuls > MOST_NULS or (nuls > 0 and not _is_utf8(data))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def masked(text: str) -> str:
    """The text with unsafe characters replaced, so that the rest can be read; offsets stay."""
    # Printable characters are safe, and most records have no others. This check is quicker.
    if text.replace("\n", " ").isprintable() or not UNSAFE.search(text):
        return text
    return UNSAFE.sub(lambda found: _mask(found[0]), text)


def _mask(unsafe: str) -> str:
    # Editors start a new line after a lone carriage return, so it counts as a line ending.
    return "\n" if unsafe == "\r" else "\ufffd" * len(unsafe)


def note_characters(text: str, findings: Findings) -> None:
    """Note each unsafe character, and all bytes that are not UTF-8 as one finding."""
    undecoded = []
    for found in UNSAFE.finditer(text):
        if "\udc80" <= found[0][0] <= "\udcff":
            undecoded.append(found)
        else:
            message, hint = what_is_wrong(found[0])
            findings.note(SAFE_CHARACTERS, found.start(), message, hint)
    if undecoded:
        # One finding for all, because they have the same cause.
        raw = undecoded[0][0].encode("utf-8", "surrogateescape")
        message = f"{_bytes(raw)} not UTF-8 ({counted(len(undecoded), 'such place')} in the file)"
        hint = f'save the file with the encoding "UTF-8"{_guess(raw)}'
        findings.note(UTF8_TEXT, undecoded[0].start(), message, hint)


def _bytes(raw: bytes) -> str:
    numbers = " ".join(f"0x{byte:02X}" for byte in raw[:4])
    return f"the byte {numbers} is" if len(raw) == 1 else f"the bytes {numbers} are"


def _guess(raw: bytes) -> str:
    char = raw[:1].decode("cp1252", "replace")
    return f"; in Windows-1252 the byte would be {shown(char)}" if char.isalpha() else ""


def what_is_wrong(char: str) -> tuple[str, str]:
    """Message and hint for an unsafe character."""
    reason, hint = _REASONS.get(char) or _REASONS[unicodedata.category(char)]
    name = f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
    return f"the character {name} {reason}", hint
