"""Break addresses in a PDF so that a copied one is whole: after a slash, never after a hyphen.

Programs that copy text take a hyphen at the end of a line for one that divides a word, and drop it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

# A part of an address up to a character after which a line may end.
PARTS = re.compile(r"[^/?&=]*[/?&=]+|[^/?&=]+")
HYPHENS = re.compile("[-\u00ad\u2010-\u2015]")
# So many letters fit into the narrowest column. A piece does not end with a hyphen, unless it
# consists of them.
PIECES = re.compile("(?s).{0,39}[^-\u00ad\u2010-\u2015]|.{1,40}")


def breakable(address: str) -> Markup:
    """An address as HTML; parts with hyphens are kept together by the class `whole`."""
    if not HYPHENS.search(address):
        return Markup(escaped_text(address))
    return Markup("<wbr>".join(_marked(address)))


def _marked(address: str) -> Iterator[str]:
    """The pieces of an address, those between two breaks as they are."""
    plain = ""
    for part in PARTS.findall(address):
        if not HYPHENS.search(part):
            plain += part
            continue
        if plain:
            yield escaped_text(plain)
            plain = ""
        for piece in PIECES.findall(part):
            yield f'<span class="whole">{escaped_text(piece)}</span>'
    if plain:
        yield escaped_text(plain)
