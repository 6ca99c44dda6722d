"""The fonts of PDFs: those that come with sitegen and those that a site adds, and no other one.

A report asks for our families first, then for Noto and DejaVu. The fonts of a site come between
them, in the order of the settings. A report is laid out with those that it needs: without such
characters, it takes no longer, and has the same bytes, whatever fonts a site has.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from sitegen.render.pdf.font_tables import BadFontError, characters_in, read_tables
from sitegen.render.pdf.missing_glyphs import missing_in

SUFFIXES = (".ttf", ".otf", ".ttc")
# Files of the families that reports name first begin like this.
OURS = "Source"
# The families themselves: those that are added come directly after them.
FAMILY = re.compile(r'"(?:Source Serif 4|Source Sans 3|Source Code Pro)"')
FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    "{folders}<cachedir>{cache}</cachedir></fontconfig>"
)
# Tables that draw the same characters by colours or pixels, and the signature of the file.
LEFT_OUT = ("CBDT", "CBLC", "COLR", "CPAL", "DSIG", "EBDT", "EBLC", "EBSC", "SVG ", "sbix")


@dataclass(frozen=True)
class AddedFont:
    """A font that a site adds. `family` is its name in PDFs; `read` reads its bytes again.

    A report has a spare font only if all others lack one of its characters.
    """

    family: str
    sha256: str
    characters: frozenset[str]
    read: Callable[[], bytes]
    is_spare: bool = False


class Fonts:
    """All fonts of the PDFs of a site: those in a folder, and those that the site adds.

    Raises BadFontError, with the name of its file, if a font in the folder cannot be used.
    """

    def __init__(self, folder: Path, added: Sequence[AddedFont] = ()) -> None:
        self.folder, self.added = folder, tuple(added)
        characters = characters_of(folder)
        first = [each for name, each in characters.items() if name.startswith(OURS)]
        self._first = frozenset[str]().union(*first[:1]).intersection(*first)
        self._ours = frozenset[str]().union(*characters.values())
        self.characters = self._ours.union(*(each.characters for each in self.added))

    def missing_in(self, text: str) -> str:
        """The characters of a text, in order, that none of the fonts has."""
        return "" if text.isascii() else missing_in(text, self.characters)

    def added_for(self, text: str) -> tuple[AddedFont, ...]:
        """The added fonts that a report with this text needs, in their order."""
        if not self.added:
            return ()
        wanted, lacking = {*missing_in(text, self._first)}, {*missing_in(text, self._ours)}
        used = []
        for font in self.added:
            if (lacking if font.is_spare else wanted) & font.characters:
                used.append(font)
                wanted -= font.characters
                lacking -= font.characters
        return tuple(used)


@cache
def characters_of(folder: Path) -> Mapping[str, frozenset[str]]:
    """The characters of each font in a folder, by the name of its file. Raises BadFontError."""
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix in SUFFIXES:
            if file.is_dir():
                raise BadFontError("it is a folder", file.name)
            try:
                found[file.name] = characters_in(read_tables(file.read_bytes()))
            except BadFontError as error:
                raise BadFontError(str(error), file.name) from error
    return found


@cache
def fontconfig(folder: Path, added: tuple[AddedFont, ...]) -> Path:
    """A fontconfig file with only these fonts, which is removed when this process ends.

    Raises BadFontError if an added font cannot be used.
    """
    own = Path(tempfile.mkdtemp(prefix="sitegen-fonts-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    inside = own / "added"
    inside.mkdir()
    for number, font in enumerate(added):
        (inside / f"{number}.otf").write_bytes(under_name(font.read(), font.family))
    folders = (f"<dir>{escape(str(each))}</dir>" for each in (folder.resolve(), inside))
    text = FONTCONFIG.format(folders="".join(folders), cache=escape(str(own)))
    file = own / "fonts.conf"
    file.write_text(text, encoding="utf-8")
    return file


def with_families(style_sheet: str, added: Iterable[AddedFont]) -> str:
    """A style sheet that asks for these fonts after ours.

    Rules of fontconfig could say it for all style sheets, but Pango does not ask for them.
    """
    families = "".join(f', "{each.family}"' for each in added)
    return FAMILY.sub(lambda ours: ours[0] + families, style_sheet)


def under_name(data: bytes, family: str) -> bytes:
    """The first font of a file under another name, with outlines only. Raises BadFontError.

    A font may call itself as it likes, also like one of ours.
    """
    from fontTools.ttLib import TTFont, newTable

    made = BytesIO()
    try:
        source = BytesIO(data)
        with TTFont(
            source, fontNumber=0, lazy=True, recalcBBoxes=False, recalcTimestamp=False
        ) as font:
            for tag in LEFT_OUT:
                if tag in font:
                    del font[tag]
            font["name"] = newTable("name")
            font["name"].names = []
            for number, text in ((1, family), (2, "Regular"), (4, family), (6, _compact(family))):
                font["name"].setName(text, number, 3, 1, 0x409)
            font.save(made, reorderTables=None)
    except Exception as error:  # whatever fontTools stumbles over
        raise BadFontError(f"fontTools cannot read it: {type(error).__name__}") from error
    return made.getvalue()


def _compact(family: str) -> str:
    return family.replace(" ", "-")
