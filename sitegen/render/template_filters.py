"""The filters of templates, which turn texts and values of records into HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from jinja2 import pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

from sitegen.contracts.fact_labels import label_of
from sitegen.contracts.published_paper import LABELS
from sitegen.contracts.readable import readable_time
from sitegen.contracts.wording import counted, day_month_year, full_stop, month_day_year, rounded
from sitegen.render.addresses import breakable
from sitegen.render.cards import SharedCard
from sitegen.render.drawings import DRAWINGS
from sitegen.render.formulas.mathematics import keyboard_scroll, page_html, plain
from sitegen.render.markdown import Heading, anchored_html, markdown_html
from sitegen.render.shared_parts import SHARED_PARTS
from sitegen.render.template_code import FastEnvironment

# The filters whose output a process prints only once for the same values.
PRINTED_ONCE = {**DRAWINGS, **SHARED_PARTS}
# A guide with so many headings of the first level gets a table of contents.
LONG_GUIDE = 4
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
NOTHING = Markup("")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, which are separated by blank lines."""
    return [paragraph.strip() for paragraph in BLANK_LINES.split(text.strip())]


@pass_context
def markdown(context: Context, text: str, top: int = 3) -> Markup:
    """Markdown as HTML, with the links of the page."""
    return Markup(markdown_html(text, context["link"], top))


def code_spans(text: str) -> Markup:
    """A text of a contract, with what stands between backticks as code."""
    pieces = str(escaped_text(text)).split("`")
    if len(pieces) % 2 == 0:
        return Markup(escaped_text(text))
    code = [f"<code>{each}</code>" if at % 2 else each for at, each in enumerate(pieces)]
    return Markup("".join(code))


class GuideText(NamedTuple):
    """The text of a guide as HTML, and its headings of the first level if there are many."""

    html: Markup
    contents: tuple[Heading, ...]


@pass_context
def guide_text(context: Context, text: str) -> GuideText:
    """Markdown as HTML below the title of a page; each heading has an anchor."""
    html, headings = anchored_html(text, context["link"], 2)
    first = tuple(each for each in headings if each.level == 2)
    return GuideText(Markup(html), first if len(first) >= LONG_GUIDE else ())


def mathematics(text: str) -> str:
    """A plain text with its mathematics as MathML."""
    return Markup(page_html(text)) if "$" in text else text


def scroll(text: str) -> Markup:
    """What the element of a text needs so that a long formula in it can be scrolled to."""
    return Markup(keyboard_scroll(text)) if "$" in text else NOTHING


def head_links(links: Iterable[tuple[str, str, str, str]]) -> Markup:
    """Links in the head of a page: relation, address, and media type and title if they have one."""
    return Markup("\n".join(map(_head_link, links)))


@lru_cache(maxsize=64)  # those to the files of a paper are the same on all pages
def _head_link(link: tuple[str, str, str, str]) -> str:
    relation, address, media_type, title = link
    kind = f' type="{escaped_text(media_type)}"' if media_type else ""
    named = f' title="{escaped_text(title)}"' if title else ""
    return f'<link rel="{relation}" href="{escaped_text(address)}"{kind}{named}>'


def meta_tags(tags: Iterable[tuple[str, str]], attribute: str = "name") -> Markup:
    """Tags in the head of a page, each with a name and a content."""
    written = [f'<meta {attribute}="{name}" content="{escaped_text(text)}">' for name, text in tags]
    return Markup("\n".join(written))


@lru_cache(maxsize=256)  # a site has a dozen cards, and some languages
def card_tags(card: SharedCard) -> Markup:
    """The tags of what other sites show beside a link, as far as all pages with a card share it."""
    return meta_tags(card.properties, "property")


def label(path: str, panel: str) -> str:
    """The label of a row in a panel or the `head`: a constant, once a template is compiled."""
    return LABELS[panel][path]


def _drawing(layout: Callable[..., object | None], template: str, name: str) -> object:
    """The filter that draws what it is given; an empty text if there is nothing to draw."""

    @pass_environment
    def draw(environment: FastEnvironment, *shown: object) -> str:
        drawing = layout(*shown)
        return "" if drawing is None else environment.drawn(drawing, template, name)

    return draw


FILTERS: dict[str, object] = {
    **{name: _drawing(*each) for name, each in PRINTED_ONCE.items()},
    "address": breakable,
    "card_tags": card_tags,
    "code_spans": code_spans,
    "counted": counted,
    "day": day_month_year,
    "fact_label": label_of,
    "full_stop": full_stop,
    "guide_text": guide_text,
    "head_links": head_links,
    "label": label,
    "report_day": month_day_year,
    "markdown": markdown,
    "mathematics": mathematics,
    "scroll": scroll,
    "meta_tags": meta_tags,
    "moment": readable_time,
    "paragraphs": paragraphs,
    "plain": plain,
    "rounded": rounded,
}
