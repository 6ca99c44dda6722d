"""The cards that social networks and chats show beside a link: one for each status.

A card says nothing of one paper, so a site has a dozen of them, however many papers it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import get_args
from urllib.parse import urlsplit

from sitegen.contracts.editorial_status import HEADLINES, LABELS, Status
from sitegen.contracts.settings import Site
from sitegen.contracts.verdict_tone import TONES
from sitegen.render.site_map import CARDS

# What Facebook, LinkedIn, Slack and Mastodon show without cutting anything off.
WIDTH, HEIGHT = 1200, 630
MEDIA_TYPE = "image/png"
# The colour of texts that are no status, as the style sheet names it.
PLAIN = "ink-2"
# The signs that pages show before a verdict.
ICONS: dict[Status, str] = {"VERIFIED": "✓", "FALSIFIED": "✕"}


@dataclass(frozen=True)
class Card:
    """What a card shows. `label` and `statement` are empty for pages that are not about a paper.

    `tone` is a colour of the style sheet. `host` is shown where no font has the publisher's name.
    """

    name: str
    publisher: str
    host: str
    note: str
    label: str = ""
    statement: str = ""
    icon: str = ""
    tone: str = PLAIN

    @property
    def path(self) -> str:
        """Its path on the site."""
        return f"{CARDS.path}{self.name}.png"

    @property
    def alt(self) -> str:
        """The same in words, for readers who do not see the image."""
        said = self.statement[:1].lower() + self.statement[1:]
        status = f"{self.label}: {said}" if said else f"{self.label}." if self.label else ""
        return " ".join(filter(None, (status, f"{self.publisher}:", self.note)))


@dataclass(frozen=True)
class SharedCard:
    """A card as pages in one language refer to it. `url` is that of its image."""

    card: Card
    url: str
    locale: str

    @property
    def properties(self) -> Iterator[tuple[str, str]]:
        """The tags of OpenGraph, and the one that X adds, that all pages with the card share."""
        # A page about a paper is an article.
        yield "og:type", "article" if self.card.label else "website"
        yield "og:site_name", self.card.publisher
        if self.locale:
            yield "og:locale", self.locale
        yield "og:image", self.url
        yield "og:image:type", MEDIA_TYPE
        yield "og:image:width", str(WIDTH)
        yield "og:image:height", str(HEIGHT)
        yield "og:image:alt", self.card.alt
        yield "twitter:card", "summary_large_image"


@lru_cache(maxsize=256)
def shared_card(site: Site, status: str = "", language: str = "") -> SharedCard:
    """The card of papers with a status, or that of other pages, for pages in a language."""
    found = card(site, status)
    return SharedCard(found, site.url(found.path), _locale(language or site.language))


@lru_cache(maxsize=64)
def card(site: Site, status: str = "") -> Card:
    """The card of papers with a status, or that of all other pages.

    A status of a later version has the card of other pages.
    """
    about = site.publisher.name, urlsplit(site.base_url).netloc, site.notes.synthesis
    known = next((each for each in get_args(Status) if each == status), None)
    if known is None:
        return Card(CARDS.first.removesuffix(".png"), *about)
    label = LABELS[known]
    # What a correction did differs from paper to paper.
    told = HEADLINES.get(known, "").removeprefix(f"{label}: ")
    return Card(
        known.lower().replace("_", "-"),
        *about,
        label=label,
        statement=told[:1].upper() + told[1:],
        icon=ICONS.get(known, ""),
        tone=TONES.get(known, PLAIN),
    )


def cards(site: Site) -> tuple[Card, ...]:
    """All cards of a site."""
    return card(site), *(card(site, status) for status in LABELS)


def _locale(language: str) -> str:
    """A language tag as OpenGraph writes it, `pt_BR`; empty if it names no country."""
    parts = language.split("-")
    # What follows a single letter is an extension or for private use.
    own = takewhile(lambda part: len(part) > 1, parts)
    country = next((each for each in [*own][1:] if len(each) == 2 and each.isalpha()), "")
    return f"{parts[0]}_{country}" if country else ""
