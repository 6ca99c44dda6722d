"""Turn Markdown into safe HTML, list its links, and get its first paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.reading.characters import masked
from sitegen.render.formulas.mathematics import page_html, pieces

# Writes the target of a link for a page.
Link = Callable[[str], str]
# Ids that a page has itself, which no heading of a text gets.
OWN_IDS = re.compile(
    r"(?:authored|exceptions|hatching|main|published|report|tests|(?:g|i|menu)-.*)\Z"
)


class Heading(NamedTuple):
    """A heading of a text: its level on the page, its id there, and its words."""

    level: int
    id: str
    text: str


class AnchoredHtml(NamedTuple):
    """A text as HTML in which each heading has an id and links to itself, and these headings."""

    html: str
    headings: tuple[Heading, ...]


def is_safe_link(url: str) -> bool:
    """Whether a link is a web or mail address or a page of the site; markdown-it allows more."""
    if url.startswith("/"):
        return not url.startswith(("//", "/\\"))
    return url.startswith("#") or urlsplit(url).scheme.lower() in {"http", "https", "mailto"}


def _link_open(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[index].attrSet("href", env["link"](str(tokens[index].attrGet("href"))))
    return renderer.renderToken(tokens, index, options, env)


def _scrolling(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Code or a table in a box that scrolls, so that the page does not scroll sideways.

    It can be reached and scrolled with the keyboard. A group, because a region would be a landmark.
    """
    if tokens[index].tag == "table":
        tag = renderer.renderToken(tokens, index, options, env)
        return f"{_SCROLLS.format('Table')}{tag}" if tokens[index].nesting > 0 else f"{tag}</div>\n"
    code = renderer.fence if tokens[index].type == "fence" else renderer.code_block
    return f"{_SCROLLS.format('Code')}{code(tokens, index, options, env)}</div>\n"


def _nest_headings(state: StateCore) -> None:
    """Headings continue below those of the page, without skipping a level."""
    above: list[str] = []
    for token in state.tokens:
        if token.type == "heading_open":
            above = [*(each for each in above if each < token.tag), token.tag]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(state.env['top'] + len(above) - 1, 6)}"


def _flatten_emphasis(state: StateCore) -> None:
    """Emphasis in the same emphasis looks like one, and programs fail at hundreds in each other."""
    for block in state.tokens:
        if block.children:
            block.children = list(_without_inner_emphasis(block.children))


def _without_inner_emphasis(tokens: list[Token]) -> Iterator[Token]:
    depth = dict.fromkeys(_EMPHASIS, 0)
    for token in tokens:
        if token.tag not in depth:
            yield token
            continue
        depth[token.tag] += token.nesting
        if depth[token.tag] == (1 if token.nesting > 0 else 0):
            yield token


def _anchor_headings(state: StateCore) -> None:
    """Headings get an id and link to themselves, if the text is to have anchors."""
    found: list[Heading] | None = state.env.get("headings")
    if found is None:
        return
    last: dict[str, int] = {}
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        text = _words(inline)
        heading = Heading(int(opening.tag[1]), _heading_id(text, last), text)
        found.append(heading)
        opening.attrSet("id", heading.id)
        children = inline.children or []
        if text and not any(each.type == "link_open" for each in children):
            link = Token("link_open", "a", 1, attrs={"href": f"#{heading.id}"})
            inline.children = [link, *children, Token("link_close", "a", -1)]


def _heading_id(text: str, last: dict[str, int]) -> str:
    """An id for a heading, from its words in any script; with a number if another one has it.

    `last` has the last number of each id that was given.
    """
    name = re.sub(r"\W+", "-", text.lower()).strip("-") or "section"
    if OWN_IDS.match(name):
        name = f"section-{name}"
    found = name
    while found in last:
        last[name] += 1
        found = f"{name}-{last[name]}"
    last[found] = 1
    return found


def _words(inline: Token) -> str:
    """The text of a line of Markdown, on one line."""
    parts = (part.content or " " for part in inline.children or () if part.type in _WORDS)
    return " ".join("".join(parts).split())


def _align_by_class(state: StateCore) -> None:
    """Cells are aligned by a class, because pages do not allow inline styles."""
    for token in state.tokens:
        style = token.attrs.pop("style", None)
        if style is not None:
            token.attrSet("class", str(style).replace("text-align:", "align-"))


def _break_words_of_wide_tables(state: StateCore) -> None:
    """Cells whose words do not fit side by side on paper get a class; on pages, tables scroll."""
    cells: list[tuple[Token, int]] = []
    columns: list[int] = []
    for index, token in enumerate(state.tokens):
        if token.type == "table_open":
            cells, columns = [], []
        elif token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            longest = max(map(len, _words(state.tokens[index + 1]).split()), default=0)
            cells.append((token, longest))
            columns += [0] * (column + 1 - len(columns))
            # A long word is broken in any case, so it does not make its column wide.
            columns[column] = max(columns[column], 0 if longest > _LONG_WORD else longest)
            column += 1
        elif token.type == "table_close":
            is_wide = sum(columns) + 2 * len(columns) > _LETTERS_OF_A_ROW
            for cell, longest in cells:
                if is_wide or longest > _LONG_WORD:
                    cell.attrJoin("class", "breaks")


def _mask_characters(state: StateCore) -> None:
    """Characters that no file may have cannot be written by a reference such as &#x202E; either."""
    if "&" not in state.src:
        return
    for block in state.tokens:
        for token in (block, *(block.children or ())):
            token.content = masked(token.content)
            if "title" in token.attrs:
                token.attrSet("title", masked(str(token.attrs["title"])))


def _formula(state: StateInline, silent: bool) -> bool:
    """A formula, which no sign of Markdown changes, in texts that have mathematics."""
    if state.src[state.pos] != "$" or not state.env.get("has_formulas"):
        return False
    text = _formulas_of(state.src).get(state.pos)
    if text is None or state.pos + len(text) > state.posMax:
        return False
    if not silent:
        state.push("formula", "", 0).content = text
    state.pos += len(text)
    return True


@lru_cache(maxsize=64)
def _formulas_of(text: str) -> dict[int, str]:
    """The formulas of a block, with their dollars, by their start."""
    found, start = {}, 0
    for piece in pieces(text):
        if piece.tex:
            found[start] = piece.text
        start += len(piece.text)
    return found


def _formula_html(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return page_html(tokens[index].content)


def _markdown_parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.disable("image")
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.add_render_rule("formula", _formula_html)
    for block in ("table_open", "table_close", "fence", "code_block"):
        parser.add_render_rule(block, _scrolling)
    parser.core.ruler.push("mask_characters", _mask_characters)
    parser.core.ruler.push("flatten_emphasis", _flatten_emphasis)
    parser.core.ruler.push("nest_headings", _nest_headings)
    parser.core.ruler.push("anchor_headings", _anchor_headings)
    parser.core.ruler.push("align_by_class", _align_by_class)
    parser.core.ruler.push("break_words_of_wide_tables", _break_words_of_wide_tables)
    return parser


_SCROLLS = '<div class="scroll" tabindex="0" role="group" aria-label="{}">'
_PARSER, _LINKS_PARSER = _markdown_parser(), _markdown_parser()
_LINKS_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]
_EMPHASIS = ("em", "strong", "s")
# Letters: a word that is broken in a table, and the words side by side in a row of a PDF.
_LONG_WORD, _LETTERS_OF_A_ROW = 24, 80
# The parts of a line of Markdown that are words, or are between words.
_WORDS = frozenset({"text", "text_special", "code_inline", "softbreak", "hardbreak"})


def markdown_html(text: str, link: Link, top: int) -> str:
    """Markdown as HTML; HTML in it is shown as text. Its first heading is an h`top`.

    `link` writes the targets of links for the page. Formulas are those of plain texts.
    """
    html: str = _PARSER.render(text, {"link": link, "top": top, "has_formulas": True})
    return html


def anchored_html(text: str, link: Link, top: int) -> AnchoredHtml:
    """Markdown as `markdown_html` writes it, with anchors, for a text that is a page of its own."""
    headings: list[Heading] = []
    html: str = _PARSER.render(text, {"link": link, "top": top, "headings": headings})
    return AnchoredHtml(html, tuple(headings))


@lru_cache(maxsize=256)  # the guides of a site are read by each build
def markdown_links(text: str) -> list[tuple[int, str]]:
    """Line, from 0, and target of each link of a Markdown text.

    Unsafe links are included, although a page shows them as text.
    """
    links = []
    for block in _LINKS_PARSER.parse(text, {"link": str, "top": 2}):
        line = block.map[0] if block.map else 0
        for token in block.children or ():
            line += token.type in {"softbreak", "hardbreak"}
            if token.type == "link_open":
                links.append((line, str(token.attrGet("href"))))
    return links


@lru_cache(maxsize=4096)  # a note is shown on several pages and in the feed
def first_paragraph(text: str) -> str:
    """The first paragraph or heading of a Markdown text as plain text on one line."""
    for token in _PARSER.parse(text, {"link": str, "top": 2}):
        if token.type in {"fence", "code_block"}:
            return " ".join(token.content.split())
        if token.type == "inline":
            return _words(token)
    return ""
