"""The fonts that a site adds to those of its PDFs, and what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path

from sitegen.checks.site_rules import USABLE_FONT
from sitegen.contracts.settings import FONT_EXTRA, NamedFont, Site
from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.render.pdf.font_tables import BadFontError, characters_in, read_tables
from sitegen.render.pdf.fonts import SUFFIXES, AddedFont, Fonts, characters_of
from sitegen.render.template_files import BadTemplateError, builtin_templates
from sitegen.render.templating import Templates

# The packages of the extra, and their fonts; the first that has a character shows it. Most are for
# one script. That of Hindi has the full stop of others, and those for Han and for symbols have
# letters of others.
SCRIPTS = "manimgx_fonts"
HAN = "noto_cjk_sans_otc"
FIRST = "NotoSansDevanagari[wght].ttf"
LAST = ("NotoSansCJK-Regular.ttc", "NotoSansSymbols[wght].ttf", "NotoEmoji[wght].ttf")
# Ours has what these have.
NOT_USED = ("NotoSans[wght].ttf", "NotoSans-Italic[wght].ttf")
INSTALL = "pip install 'assignee-sitegen[scripts]'"
OTHER_FILE = "put a whole TrueType or OpenType font with outlines in its place, or remove it"


def fonts_of(site: Site, templates: Templates) -> Fonts:
    """All fonts of the PDFs of a site. Raises BadTemplateError if one cannot be used."""
    folder, added = templates.fonts(), added_fonts(site, templates)
    try:
        return Fonts(folder, added)
    except BadFontError as error:
        raise BadTemplateError(_of_the_folder(error)) from error


def added_fonts(site: Site, templates: Templates) -> tuple[AddedFont, ...]:
    """The fonts that a site adds, in order. Raises BadTemplateError if one cannot be used."""
    return tuple(font for named in site.fonts for font in _named(named, templates))


def font_findings(site: Site, templates: Templates) -> Iterator[Diagnostic]:
    """What is wrong with the fonts of a site: those that it adds, and those that replace ours."""
    for named in site.fonts:
        try:
            _named(named, templates)
        except BadTemplateError as error:
            yield error.diagnostic
    try:
        folder = templates.fonts()
        if folder != builtin_templates() / "fonts":
            characters_of(folder)
    except BadTemplateError as error:
        yield error.diagnostic
    except BadFontError as error:
        yield _of_the_folder(error)


def _named(named: NamedFont, templates: Templates) -> list[AddedFont]:
    """The fonts that one entry of the settings names."""
    if named.name == FONT_EXTRA:
        paths = _files_of_the_extra(named.place)
        fonts = (_added(path.read_bytes, path.name, named.place) for path in paths)
        # Its Arabic draws dots apart from letters, and programs copy such words backwards.
        return [replace(each, is_spare=True) for each in fonts]
    file = f"templates/{named.name}"
    read = partial(templates.read, named.name)
    try:
        return [_added(read, named.name.removeprefix("fonts/"), Place(file))]
    except FileNotFoundError as error:
        message = f"there is no file {file}"
        hint = f"put the font there, or take {named.name} from `fonts`"
        raise BadTemplateError(USABLE_FONT.at(named.place, message, hint)) from error


def _added(read: Callable[[], bytes], name: str, place: Place) -> AddedFont:
    data = read()
    try:
        characters = characters_in(read_tables(data))
    except BadFontError as error:
        raise BadTemplateError(_unusable(name, place, error)) from error
    sha256 = hashlib.sha256(data).hexdigest()
    return AddedFont(_family(name), sha256, characters, read)


def _family(name: str) -> str:
    """The name of a font in PDFs: that of its file, which is none of ours."""
    stem = name.rpartition(".")[0].partition("[")[0]
    return "Added " + "".join(each if each.isalnum() else " " for each in stem).strip()


def _unusable(name: str, place: Place, error: BadFontError) -> Diagnostic:
    return USABLE_FONT.at(place, f"the font {shown(name)} cannot be used: {error}", OTHER_FILE)


def _of_the_folder(error: BadFontError) -> Diagnostic:
    """What is wrong with a font that replaces one of ours."""
    return _unusable(error.file, Place(f"templates/fonts/{error.file}"), error)


def _files_of_the_extra(place: Place) -> list[Path]:
    """The font files that the extra installs, in order. Raises BadTemplateError without it."""
    try:
        folders = [Path(str(files(package))) for package in (SCRIPTS, HAN)]
    except ModuleNotFoundError as error:
        message = f"{FONT_EXTRA} is not installed: there is no package {error.name}"
        hint = f"run {INSTALL}"
        raise BadTemplateError(USABLE_FONT.at(place, message, hint)) from error
    found = [file for folder in folders for file in folder.iterdir() if file.suffix in SUFFIXES]
    used = (file for file in found if file.name not in NOT_USED)
    return sorted(used, key=_rank)


def _rank(file: Path) -> tuple[int, str]:
    """Where a font of the extra stands."""
    if file.name in LAST:
        return LAST.index(file.name) + 1, ""
    return (-1 if file.name == FIRST else 0), file.name
