"""The fonts of PDFs: no other font of the machine is used."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from html import escape
from pathlib import Path

FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    "<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
)


@cache
def fontconfig(fonts: Path) -> Path:
    """A fontconfig file with only our fonts, which is removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "fonts.conf"
    rules = FONTCONFIG.format(fonts=escape(str(fonts.resolve())), cache=escape(str(folder)))
    file.write_text(rules, encoding="utf-8")
    return file


@cache
def characters_of(fonts: Path) -> frozenset[str]:
    """All characters that any of the fonts has a glyph for."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for file in fonts.glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(map(chr, codes))
