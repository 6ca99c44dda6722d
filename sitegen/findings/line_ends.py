"""Finds files that differ from what is expected only in their line ends, because git changed them.

With `core.autocrlf`, git writes text files with CRLF on checkout, and with LF into commits. So do
some editors and transfers. Nothing that such a file says has changed.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from sitegen.findings.regular_files import UNREADABLE, open_below

LineEnds = Literal["LF", "CRLF"]
OTHER: dict[LineEnds, LineEnds] = {"LF": "CRLF", "CRLF": "LF"}
CHUNK = 1 << 20
# Git takes a file with a NUL among so many bytes for a binary file, and leaves it as it is.
LOOKED_AT = 8_000
CHANGED = "git, an editor or a transfer changed its line endings"
# What to do about files of a published site.
SITE_REWRITTEN = "git or a transfer changed them; if the site is in git, add `* -text` to the "
SITE_REWRITTEN += ".gitattributes of its branch, and copy it as binary files"


class OtherLineEnds(NamedTuple):
    """The line ends with which a file has the expected SHA-256, and this digest."""

    expected: LineEnds
    sha256: str

    @property
    def difference(self) -> str:
        """The difference to what is expected, in words."""
        return f"{OTHER[self.expected]} line endings instead of {self.expected}"


def other_line_ends(file: BinaryIO, is_expected: Callable[[str], bool]) -> OtherLineEnds | None:
    """The line ends with which a file would have an expected digest; None if there are none.

    Reads the file from its start in pieces, never as a whole.
    """
    file.seek(0)
    if b"\0" in file.read(LOOKED_AT):
        return None
    file.seek(0)
    with_lf, with_crlf, held = hashlib.sha256(), hashlib.sha256(), b""
    while piece := file.read(CHUNK):
        piece = held + piece
        held = b"\r" if piece.endswith(b"\r") else b""  # its LF may come in the next piece
        lines = piece[: len(piece) - len(held)].replace(b"\r\n", b"\n")
        with_lf.update(lines)
        with_crlf.update(lines.replace(b"\n", b"\r\n"))
    with_lf.update(held)
    with_crlf.update(held)
    found = (OtherLineEnds("LF", with_lf.hexdigest()), OtherLineEnds("CRLF", with_crlf.hexdigest()))
    return next((each for each in found if is_expected(each.sha256)), None)


def other_line_ends_below(root: str | Path, path: str, sha256: str) -> OtherLineEnds | None:
    """The line ends with which the file at a POSIX path below a folder would have this digest."""
    try:
        with open_below(root, path) as file:
            return other_line_ends(file, lambda digest: digest == sha256)
    except UNREADABLE:
        return None


def how_to_restore(path: str, pattern: str, expected: LineEnds) -> str:
    """What to do with a file of a project whose line ends were changed; it loses nothing.

    `pattern` are the files whose line ends git has to leave alone, as .gitattributes names them.
    """
    attributes = f"{CHANGED}: add `{pattern} -text` to .gitattributes"
    if expected == "CRLF":  # git has it with LF, too
        return f"{attributes}, and save the file with CRLF line endings"
    name = shlex.quote(path)
    # `git checkout` alone writes no file that it takes for unchanged.
    commands = f"run `git rm --cached {name}` and `git checkout HEAD -- {name}`"
    return f"{attributes}, then {commands}; or save the file with LF line endings"
