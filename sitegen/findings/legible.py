"""Make text from records safe to print: on one line, without log commands and escape sequences."""

from __future__ import annotations

import re

# Build services look for commands such as ##[add-mask] and ##vso[task.setvariable] in the log, in
# the middle of a line as well.
_COMMAND = re.compile(r"##(?=\w*\[)")
# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED_MARK = r"#\x23"


def legible(text: str) -> str:
    """The text with characters that are not printable and log commands escaped."""
    if not text.isprintable():
        text = "".join(map(escaped, text))
    return without_commands(text)


def without_commands(text: str) -> str:
    """The text with an escape in each command that a build service would run."""
    return _COMMAND.sub(lambda _: _ESCAPED_MARK, text) if "##" in text else text


def escaped(char: str) -> str:
    """The character as it can be printed; a byte that is not UTF-8 is shown as that byte."""
    if char.isprintable():
        return char
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def command_marks(text: str) -> set[int]:
    """The positions of the second # of each log command."""
    return {found.end() - 1 for found in _COMMAND.finditer(text)} if "##" in text else set()


def spreadsheet_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: then it has an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text
