"""The fonts of PDFs: which one shows a character, what a file may be, and what no font has."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from sitegen.contracts.settings import FONT_EXTRA, NamedFont, Site, default_site
from sitegen.findings.diagnostics import Place
from sitegen.render.pdf import PdfMetadata, PdfRenderer
from sitegen.render.pdf.font_tables import BadFontError, characters_in, read_tables
from sitegen.render.pdf.fonts import AddedFont, Fonts, under_name
from sitegen.render.pdf.missing_glyphs import UNDRAWN, is_drawn, with_replacements
from sitegen.render.site_fonts import font_findings, fonts_of
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates
from tests.pdf_parts import FONTS, has_missing_glyphs, new_renderer
from tests.reading_back import pdf_text

OURS = sorted(FONTS.glob("*.ttf"))
THAI = Path(str(files("manimgx_fonts"))) / "NotoSansThai[wght].ttf"
HAN = Path(str(files("noto_cjk_sans_otc"))) / "NotoSansCJK-Regular.ttc"
AT_FONTS = Place("records/site.yaml", 9, 9)
METADATA = PdfMetadata("A test", language="en")


def site_with(*fonts: str) -> Site:
    named = tuple(NamedFont(name, AT_FONTS) for name in fonts)
    return replace(default_site(), fonts=named)


@cache
def renderer() -> PdfRenderer:
    """A renderer with the fonts of the extra."""
    fonts = fonts_of(site_with(FONT_EXTRA), Templates())
    return new_renderer(fonts.added)


def rendered(body: str, language: str = "en") -> bytes:
    html = f'<!DOCTYPE html><html lang="{language}"><title>A test</title><body>{body}'
    return renderer().render(renderer().with_replacements(html)[0], METADATA, ())


# ---------------------------------------------------------------- what files say


@pytest.mark.parametrize("file", [*OURS, THAI, HAN], ids=lambda file: file.stem)
def test_a_font_has_the_characters_that_fonttools_finds(file: Path) -> None:
    found = characters_in(read_tables(file.read_bytes()))
    with TTFont(file, fontNumber=0, lazy=True) as font:
        said = {chr(code) for code in font.getBestCmap()}
    assert found <= said
    # Without those that have an empty glyph, and need none.
    assert all(UNDRAWN.match(each) or each in "\u2800\ufffc" for each in said - found)


def tables_of(data: bytes) -> Iterator[tuple[str, int, int]]:
    for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, offset, length = struct.unpack_from(">4s4xII", data, at)
        yield tag.decode(), offset, length


def with_cmap(subtable: bytes) -> bytes:
    """Our Thai font with another map of its characters."""
    data = THAI.read_bytes()
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable
    offset = len(data)
    at = 12 + 16 * [tag for tag, *_ in tables_of(data)].index("cmap")
    return data[: at + 8] + struct.pack(">II", offset, len(cmap)) + data[at + 16 :] + cmap


def groups(*found: tuple[int, int, int], count: int = 0) -> bytes:
    packed = b"".join(struct.pack(">III", *each) for each in found)
    return struct.pack(">HHIII", 12, 0, 16 + len(packed), 0, count or len(found)) + packed


def pixels() -> bytes:
    """A font that draws by pixels only."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Pixels", "styleName": "Regular"})
    builder.font["CBDT"] = _raw("CBDT")
    made = BytesIO()
    builder.font.save(made)
    return made.getvalue()


def _raw(tag: str) -> object:
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    table = DefaultTable(tag)
    table.data = bytes(8)
    return table


BROKEN = {
    "empty": b"",
    "only a signature": b"\0\1\0\0",
    "text": "fonts\n".encode("utf-16"),
    "one endless line": b"x" * 1_000_000,
    "no characters": bytes(100_000),
    "random bytes": bytes(range(256)) * 40,
    "half": THAI.read_bytes()[:16_000],
    "without its last byte": max(
        (
            THAI.read_bytes()[: offset + length - 1]
            for _, offset, length in tables_of(THAI.read_bytes())
        ),
        key=len,
    ),
    "a collection of nothing": b"ttcf" + bytes(60),
    "a collection that is cut": HAN.read_bytes()[:4000],
    "all of Unicode twice": with_cmap(groups((0, 0x10FFFF, 1), (0, 0x10FFFF, 1))),
    "four thousand million characters": with_cmap(groups((0, 0xFFFFFFFF, 1))),
    "more groups than bytes": with_cmap(groups((65, 66, 1), count=0xFFFFFFFF)),
    "an unknown form": with_cmap(struct.pack(">HH", 99, 0)),
    "pixels": pixels(),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_font_with_outlines_is_refused(data: bytes) -> None:
    with pytest.raises(BadFontError):
        characters_in(read_tables(data))


def test_a_font_of_pixels_is_told_from_a_broken_one() -> None:
    with pytest.raises(BadFontError, match="pictures of pixels instead of outlines"):
        characters_in(read_tables(pixels()))


def test_an_added_font_keeps_its_letters_and_loses_its_name() -> None:
    with TTFont(BytesIO(under_name(HAN.read_bytes(), "Source Serif of Owls"))) as font:
        assert font["name"].getDebugName(1) == "Source Serif of Owls"
        assert 0x8DE8 in font.getBestCmap()
    with pytest.raises(BadFontError, match="fontTools"):
        under_name(b"OTTO", "Owls")


# ---------------------------------------------------------------- which fonts a site has


def added(name: str, characters: str) -> AddedFont:
    return AddedFont(name, name, frozenset(characters), bytes)


def test_a_report_needs_the_first_added_font_of_each_character_that_ours_lack() -> None:
    one, other, third = added("1", "aก跨"), added("2", "跨語"), added("3", "語")
    fonts = Fonts(FONTS, [one, other, third])
    assert fonts.added_for("a, “b”") == ()
    assert fonts.added_for("a ก") == (one,)
    assert fonts.added_for("跨 語") == (one, other)
    assert fonts.missing_in("a ก 語 🦉\u2067") == "🦉"
    spare = Fonts(FONTS, [replace(added("4", "a\u0628語"), is_spare=True)])
    assert spare.added_for("a \u0628") == ()
    assert spare.added_for("a \u0628 語") == spare.added
    assert fonts.missing_in("annotated \ufff9a\ufffab\ufffb") == "\ufff9\ufffa\ufffb"


def test_a_font_that_a_site_names_is_a_file_of_its_templates(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Thai.ttf").write_bytes(THAI.read_bytes())
    site, templates = site_with("fonts/Thai.ttf"), Templates(tmp_path)
    assert "ก" in fonts_of(site, templates).characters
    assert [*font_findings(site, templates)] == []


def test_a_font_that_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Thai.ttf").write_bytes(THAI.read_bytes()[:9000])
    site = site_with("fonts/Thai.ttf", "fonts/Lao.ttf")
    broken, missing = font_findings(site, Templates(tmp_path))
    assert (broken.place.file, broken.code) == ("templates/fonts/Thai.ttf", "SG706")
    assert missing.place == AT_FONTS
    assert "templates/fonts/Lao.ttf" in missing.message
    with pytest.raises(BadTemplateError):
        fonts_of(site, Templates(tmp_path))


def test_without_the_extra_a_finding_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sitegen.render.site_fonts.HAN", "not_installed_here")
    (found,) = font_findings(site_with(FONT_EXTRA), Templates())
    assert found.place == AT_FONTS
    assert found.hint == "run pip install 'assignee-sitegen[scripts]'"


# ---------------------------------------------------------------- what a reader sees

TEXTS = {
    "ja": "音声合成の深層学習",
    "zh-Hans": "基于深度学习的语音合成",
    "zh-Hant": "基於深度學習之語音合成",
    "ko": "딥러닝 기반 음성 합성",
    "hi": "एक नई विधि।",
    "th": "บทความนี้นำเสนอวิธีการใหม่",
    "ar": "توليد الكلام",
    "he": "סינתזת דיבור",
    "fa": "تولید گفتار",
    "en": "An owl 🦉 and a party 🎉",
}


@pytest.mark.usefixtures("needs_pdf")
@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_any_script_is_shown_and_copied(language: str) -> None:
    text = TEXTS[language]
    assert renderer().with_replacements(text) == (text, "")
    pdf = rendered(f"<p>{text}</p><p><strong>Abstract</strong> {text} 2026.</p>", language)
    assert not has_missing_glyphs(pdf)
    copied = "".join(pdf_text(pdf).split())
    # Readers put the signs of Hindi and Thai in the order in which they stand.
    assert {*text} - {" "} <= {*copied} or language in ("hi", "th")
    assert "\ufffd" not in copied


@pytest.mark.usefixtures("needs_pdf")
def test_han_has_the_forms_of_the_language_of_its_text() -> None:
    japanese, chinese = (rendered("<p>直骨</p>", language) for language in ("ja", "zh-Hans"))
    assert pdf_text(japanese) == pdf_text(chinese)
    assert len(japanese) != len(chinese)  # other outlines


@pytest.mark.usefixtures("needs_pdf")
def test_an_added_font_changes_nothing_in_a_report_that_does_not_need_it() -> None:
    html = "<!DOCTYPE html><html lang=en><title>A test</title><p>Owls “hear”."
    bare = new_renderer()
    assert bare.render(html, METADATA, ()) == renderer().render(html, METADATA, ())
    assert bare.key(html, METADATA, ()) == renderer().key(html, METADATA, ())
    assert bare.made_with != renderer().made_with
    assert bare.key(f"{html}跨", METADATA, ()) != renderer().key(f"{html}跨", METADATA, ())


@pytest.mark.usefixtures("needs_pdf")
def test_no_other_font_of_the_machine_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = "<!DOCTYPE html><html lang=en><title>A test</title><p>Owls \ufffd ก"
    before = new_renderer().render(html, METADATA, ())
    for folder in (".fonts", ".local/share/fonts"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "Thai.ttf").write_bytes(THAI.read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".local/share"))
    after = new_renderer().render(html, METADATA, ())
    assert before == after


# ---------------------------------------------------------------- what no font has


def test_a_character_without_a_font_is_replaced_where_it_is_seen() -> None:
    html = '<title>跨</title><a href="/跨" data-running="跨 1">a跨\u3000b</a>'
    made, missing = with_replacements(html, "跨語\u3000")
    assert made == ('<title>跨</title><a href="/跨" data-running="\ufffd 1">a\ufffd b</a>')
    assert missing == "\u3000跨"


@pytest.mark.usefixtures("needs_pdf")
def test_no_character_of_unicode_leaves_a_glyph_that_does_not_exist() -> None:
    odd = (chr(code) for code in range(0x20, 0x110000) if not is_drawn(chr(code)))
    private = "\ue000\U0010fffd\U00013000\u0378\ufdd0"
    pdf = rendered(f"<p>a{'a'.join(odd)}a</p><p>{private}</p>")
    assert not has_missing_glyphs(pdf)
    assert pdf_text(pdf).count("\ufffd") == len(private)
