"""The images that other sites show beside a link to this one."""

from __future__ import annotations

from functools import partial

from sitegen.render.card_images import image, look
from sitegen.render.cards import cards
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent, SiteFile


def card_files(content: SiteContent, pages: PageRenderer) -> Files:
    """The image of each card: one for each status, and one for all other pages."""
    its_look = look(pages.templates)
    for card in cards(pages.site):
        make = partial(image, card, its_look)
        yield pages.make(SiteFile(card.path[1:], make, shows=(card, its_look.sha256)))
