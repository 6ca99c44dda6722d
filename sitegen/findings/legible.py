"""Text from records as it may be printed: on one line, and nothing that a reader would obey."""

from __future__ import annotations

import re

# Build services read the log for commands such as ##[add-mask] and ##vso[task.setvariable], and
# find them in the middle of a line, too.
_COMMAND = re.compile(r"##(?=\w*\[)")
_ESCAPED_MARK = r"#\x23"


def legible(text: str) -> str:
    """The text with an escape for each character that is not printable, and no command in it."""
    if not text.isprintable():
        text = "".join(map(escaped, text))
    return without_commands(text)


def without_commands(text: str) -> str:
    """The text with an escape in each command for a build service."""
    return _COMMAND.sub(lambda _: _ESCAPED_MARK, text) if "##" in text else text


def escaped(char: str) -> str:
    """A character as it may be printed; a byte that is not UTF-8 is shown as that byte."""
    if char.isprintable():
        return char
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def command_marks(text: str) -> set[int]:
    """The positions of the marks that would make a command of what follows them."""
    return {found.end() - 1 for found in _COMMAND.finditer(text)} if "##" in text else set()
