"""Plain texts, as they are read back from what TeX would print."""

from __future__ import annotations

import re

from sitegen.render.exports.tex import ESCAPES, UNMATCHED

COMMANDS = {command: char for table in (ESCAPES, UNMATCHED) for char, command in table.items()}
# A command, or a character after which braces keep TeX from joining it with the next one.
WRITTEN = re.compile(
    "|".join(re.escape(each) for each in sorted(COMMANDS, key=len, reverse=True))
    + r"|(?P<apart>[-'`,?!])\{\}"
)


def printed(tex: str) -> str:
    """What TeX prints for a text without mathematics and accents."""
    for written, char in {"{=}": "=", "{-}": "-", "others{}": "others"}.items():
        tex = tex.replace(written, char)
    tex = tex.removeprefix("{}")
    return WRITTEN.sub(lambda found: found["apart"] or COMMANDS[found[0]], tex)


def bare(tex: str) -> str:
    """What remains without all that was escaped."""
    return WRITTEN.sub("", tex)
