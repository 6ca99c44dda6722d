"""Cards as images: the same bytes on every build, and no text that is cut off or unreadable."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sitegen.build.page_cache import CachedPages, MadePages
from sitegen.contracts.editorial_status import LABELS
from sitegen.render.card_images import image as cached_image
from sitegen.render.card_images import look
from sitegen.render.cards import HEIGHT, WIDTH, Card, card
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import CARDS
from sitegen.render.templating import Templates
from tests.small_world import papers as world

LOOK = look(Templates())
SITE = world.site()
LONG = "The International Consortium for the Verification of Everything That Machines Say, " * 2
NAMES = {
    "long": LONG.strip(" ,"),
    "one word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "without spaces": "a" * 200,
    "Greek": "Ένωση Ερευνητών",
    "composed": "Cafe\u0301 Research",
}
# Scripts that no font of the project has, or that have to be joined or stacked.
UNSHOWN = {
    "Han": "人工知能学会",
    "Arabic": "جمعية البحوث",
    "Devanagari": "अनुसंधान",
    "an emblem": "🧪",
}


def image(shown: Card) -> bytes:
    """The PNG of a card, drawn now."""
    return cached_image.__wrapped__(shown, LOOK)


def pixels(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        return opened.convert("RGB")


def margins(png: bytes) -> tuple[int, int, int, int]:
    """How much is empty left, above, right and below of the texts, beside the coloured bar."""
    found = pixels(png).crop((30, 0, WIDTH, HEIGHT))
    paper = Image.new("RGB", found.size, found.getpixel((600, 5)))
    box = ImageChops.difference(found, paper).getbbox()
    assert box is not None
    return box[0], box[1], found.width - box[2], found.height - box[3]


@pytest.mark.parametrize("status", ["", *LABELS])
def test_a_card_is_the_same_on_every_build_and_small(status: str) -> None:
    png = image(card(SITE, status))
    assert png == image(card(SITE, status))
    assert pixels(png).size == (WIDTH, HEIGHT)
    assert len(png) < 40_000
    assert min(margins(png)) >= 30


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("status", ["", "FALSIFIED", "PARTIALLY_RETRACTED"])
def test_a_publisher_of_any_length_fits(name: str, status: str) -> None:
    shown = replace(card(SITE, status), publisher=name, note=LONG)
    png = image(shown)
    assert min(margins(png)) >= 30
    assert png != image(replace(shown, publisher=shown.host))


@pytest.mark.parametrize("name", UNSHOWN.values(), ids=UNSHOWN)
def test_a_name_that_no_font_can_show_is_replaced_by_the_host(name: str) -> None:
    shown = replace(card(SITE, "VERIFIED"), publisher=name)
    assert image(shown) == image(replace(shown, publisher=shown.host))
    assert shown.alt == card(SITE, "VERIFIED").alt.replace(SITE.publisher.name, name)


def test_a_composed_letter_is_the_letter() -> None:
    shown = card(SITE)
    whole = unicodedata.normalize("NFC", NAMES["composed"])
    assert image(replace(shown, publisher=NAMES["composed"])) == image(
        replace(shown, publisher=whole)
    )


def test_colours_come_from_the_style_sheet_of_the_project(tmp_path: Path) -> None:
    sheet = tmp_path / "styles" / "site.css"
    sheet.parent.mkdir()
    sheet.write_text(":root { --void: #112233; --other: red; }", encoding="utf-8")
    own = look(Templates(tmp_path))
    assert own != LOOK
    assert own.colours["void"] == "#112233"
    assert own.colours["verified"] == LOOK.colours["verified"]


def test_a_card_is_drawn_only_if_it_would_look_different(tmp_path: Path) -> None:
    def made(pages: CachedPages) -> tuple[dict[str, bytes], int]:
        cached_image.cache_clear()
        files = dict(site_files(SiteContent(make_catalog([])), pages, [CARDS]))
        return files, cached_image.cache_info().misses

    first = CachedPages(SITE, Templates(), "as before", tmp_path, MadePages())
    files, drawn = made(first)
    assert drawn == len(files) == len(LABELS) + 1
    for file, data in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(data)
    again = CachedPages(SITE, Templates(), "as before", tmp_path, first.made)
    assert made(again) == (dict.fromkeys(files, b""), 0)
    assert again.kept.keys() == files.keys()
    (tmp_path / CARDS.file).write_bytes(b"")
    again = CachedPages(SITE, Templates(), "as before", tmp_path, first.made)
    assert made(again) == (dict.fromkeys(files, b"") | {CARDS.file: files[CARDS.file]}, 1)
    # Another version of sitegen or of Pillow, or another name of the publisher.
    assert made(CachedPages(SITE, Templates(), "", tmp_path, first.made)) == (files, drawn)
    publisher = SITE.publisher.model_copy(update={"name": "Another"})
    other = replace(SITE, publisher=publisher, settings_sha256="other")
    assert made(CachedPages(other, Templates(), "as before", tmp_path, first.made))[1] == drawn
