"""The styles of citations: a work, given as CSL-JSON, as an entry of a list of references.

Each style writes what its CSL file says of a report, the one type of item that papers have. No CSL
processor runs in a build, because one citation takes it longer than a whole paper takes. Instead,
the tests compare each style with two processors, citeproc-js and pandoc, on hard items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]

from sitegen.contracts.creators import EAST_ASIAN, with_particle
from sitegen.contracts.wording import MONTHS, SENTENCE_ENDS, doi_url, full_stop
from sitegen.render.addresses import breakable

# A work as CSL-JSON has it, and one of its authors.
Item = Mapping[str, Any]
Author = Mapping[str, str]

# A line of a PDF has room for an address of so many characters.
UNBROKEN = 90
ET_AL = " <i>et al.</i>"
SHORT_MONTHS = tuple(month if len(month) < 4 else f"{month[:3]}." for month in MONTHS)
# Ends of a title after which no full stop or comma follows; closing quotation marks may come after.
TITLE_ENDS = (*(end for end in SENTENCE_ENDS if end != "…"), ":", ";")
CLOSING_QUOTES = "\"'”’"
# The words that stay in lower case in the middle of a headline.
SMALL_WORDS = frozenset(
    {*("a", "about", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into")}
    | {*("nor", "of", "on", "onto", "or", "over", "so", "the", "till", "to", "up", "via", "with")}
    | {"yet"}
)
# The words of a given name; a full stop ends one.
GIVEN_WORDS = re.compile(r"[^.\s]+\.?")
LETTER = re.compile(r"[^\W\d_]")


class Authors(NamedTuple):
    """The authors as HTML, and the plain text of the last one."""

    html: str
    last: str


@dataclass(frozen=True)
class NameStyle:
    """How a style writes authors: all if they are at most `most`, or else the `first` of them.

    `space` is between initials. The other texts are before the last author: of many, of two, and
    of two organizations.
    """

    most: int
    first: int
    space: str
    before_last: str
    before_second: str
    before_second_body: str
    is_family_first: bool = True
    ends_with_last: bool = False


@dataclass(frozen=True)
class Style:
    """A style: its name, how it writes authors, and how it writes an item with its authors."""

    name: str
    names: NameStyle
    write: Callable[[Authors, Item], str]


@dataclass(frozen=True)
class FormattedCitation:
    """A citation and the name of its style."""

    style: str
    html: Markup


def formatted_citations(item: Item, note: str = "") -> tuple[FormattedCitation, ...]:
    """A work in every style, each with a note at its end, such as the status of the work."""
    return tuple(formatted_citation(style, item, note) for style in STYLES)


def formatted_citation(style: Style, item: Item, note: str = "") -> FormattedCitation:
    """A work in one style, with a note in brackets at its end."""
    written = style.write(_authors(item["author"], style.names), item)
    return FormattedCitation(style.name, Markup(written + (f" [{escape(note)}]" if note else "")))


def _apa(authors: Authors, item: Item) -> str:
    """The style of the American Psychological Association, 7th edition."""
    year, _ = _issued(item)
    kind, number, publisher = _texts(item, "genre", "number", "publisher")
    if number:
        if item.get("language", "en").startswith("en"):
            kind = _like_a_headline(kind)
        about = f" ({_isolated(f'{kind} {number}'.strip())})."
    else:
        about = f" [{_isolated(kind)}]." if kind else _title_stop(item["title"])
    if [*item["author"]] == [{"literal": publisher}]:
        publisher = ""  # section 9.24 of the manual
    return (
        f"{authors.html}{full_stop(authors.last)} ({year or 'n.d.'}). {_italic_title(item)}{about}"
        f"{_sentence(publisher)} {_place(item)}"
    )


def _ieee(authors: Authors, item: Item) -> str:
    """The style of the Institute of Electrical and Electronics Engineers, as of 2023."""
    year, month = _issued(item)
    kind, number, publisher, doi = _texts(item, "genre", "number", "publisher", "DOI")
    date = f"{SHORT_MONTHS[month - 1]} {year}" if month else year
    about = ", ".join(filter(None, (publisher, f"{kind} {number}".strip(), date)))
    if doi:
        place = f"doi: {_link(doi, doi)}{full_stop(doi)}"
    else:
        place = f"[Online]. Available: {address_html(item['URL'])}"
    return f"{authors.html}, {_quoted_title(item)}{_sentence(about)} {place}"


def _harvard(authors: Authors, item: Item) -> str:
    """The Harvard style of Cite Them Right, 12th edition."""
    year, _ = _issued(item)
    kind, number, publisher, doi = _texts(item, "genre", "number", "publisher", "DOI")
    return (
        f"{authors.html} ({year or 'no date'}) {_italic_title(item)}{_title_stop(item['title'])}"
        f"{_sentence(f'{kind} {number}'.strip())}{_sentence(publisher)}"
        f" Available at: {_place(item)}{full_stop(doi or item['URL'])}"
    )


APA = Style(
    "APA", NameStyle(20, 19, " ", ", &amp; ", ", &amp; ", " &amp; ", ends_with_last=True), _apa
)
STYLES = (
    APA,
    Style("IEEE", NameStyle(6, 1, " ", ", and ", " and ", " and ", is_family_first=False), _ieee),
    Style("Harvard", NameStyle(3, 1, "", " and ", " and ", " and "), _harvard),
)


def _texts(item: Item, *names: str) -> list[str]:
    """Texts of an item; empty if it has none."""
    return [item.get(name, "") for name in names]


def _sentence(text: str) -> str:
    """A sentence after a space; empty without a text."""
    return f" {_isolated(text)}{full_stop(text)}" if text else ""


def _issued(item: Item) -> tuple[str, int]:
    """Year and month of an item: an empty text or 0 if they are not known."""
    parts: Sequence[int] = item["issued"]["date-parts"][0] if "issued" in item else ()
    return str(parts[0]) if parts else "", parts[1] if len(parts) > 1 else 0


def _place(item: Item) -> str:
    """The address of an item: its DOI as a link, or else its URL."""
    return _link(item["DOI"]) if "DOI" in item else address_html(item["URL"])


def _link(doi: str, text: str = "") -> str:
    url = doi_url(doi)
    text = text or url
    return f'<a{_mark(text)} href="{escaped(url)}">{_shown(text)}</a>'


def address_html(url: str) -> Markup:
    """A URL as text, not as a link: it usually is the URL of the page itself."""
    return Markup(f"<span{_mark(url)}>{_shown(url)}</span>")


def _shown(text: str) -> str:
    """An address, with the places where a long one may be broken."""
    return breakable(text) if len(text) > UNBROKEN else escaped(text)


def _mark(text: str) -> str:
    """The class of an address that is too long for a line, and is broken in a PDF."""
    return ' class="long"' if len(text) > UNBROKEN else ""


def _italic_title(item: Item) -> str:
    return f"<i>{_isolated(item['title'], item.get('language', 'en'))}</i>"


def _quoted_title(item: Item) -> str:
    """The title in quotation marks, with the comma after it; its own marks become single ones."""
    title = item["title"]
    has_comma = not _ends(title) and not title.rstrip(CLOSING_QUOTES).endswith(",")
    if "“" in title and "„" not in title:
        title = title.replace("“", "‘").replace("”", "’")
    return f"“{_isolated(title, item.get('language', 'en'))}{',' if has_comma else ''}”"


def _title_stop(title: str) -> str:
    return "" if _ends(title) else "."


def _ends(title: str) -> bool:
    """Whether a title ends like a sentence."""
    return title.rstrip(CLOSING_QUOTES).endswith(TITLE_ENDS)


def _isolated(text: str, language: str = "en") -> str:
    """A text whose letters and language do not affect what is around it."""
    if text.isascii() and language == "en":
        return escaped(text)
    lang = "" if language == "en" else f' lang="{escaped(language)}"'
    return f"<bdi{lang}>{escaped(text)}</bdi>"


def _authors(authors: Sequence[Author], style: NameStyle) -> Authors:
    """The authors in a style."""
    count = len(authors)
    if count == 1 and "literal" in authors[0]:  # as of nearly all papers
        return _only_author(authors[0]["literal"])
    if count > style.most:
        begin = ", ".join(_isolated(_name(author, style)) for author in authors[: style.first])
        if not style.ends_with_last:
            return Authors(begin + ET_AL, "al.")
        last = _name(authors[-1], style)
        return Authors(f"{begin}, … {_isolated(last)}", last)
    last = _name(authors[-1], style)
    if count == 1:
        return Authors(_isolated(last), last)
    begin = ", ".join(_isolated(_name(author, style)) for author in authors[:-1])
    before = style.before_last
    if count == 2:
        are_bodies = "literal" in authors[0] and "literal" in authors[1]
        before = style.before_second_body if are_bodies else style.before_second
    return Authors(f"{begin}{before}{_isolated(last)}", last)


@lru_cache(maxsize=256)
def _only_author(name: str) -> Authors:
    """One author whose name no style takes apart."""
    return Authors(_isolated(name), name)


def _name(author: Author, style: NameStyle) -> str:
    """One author: family and initials, in the order of the style; organizations as they are."""
    if "literal" in author:
        return author["literal"]
    family, given, suffix = _texts(author, "family", "given", "suffix")
    family = with_particle(family, author.get("non-dropping-particle", ""))
    if EAST_ASIAN.match(f"{family}{given}"):
        return f"{family}{given}{suffix}"
    given = _initials(given, style.space)
    if style.is_family_first:
        return ", ".join(filter(None, (family, given, suffix)))
    return " ".join(filter(None, (given, family, suffix)))


@lru_cache(maxsize=4096)
def _initials(given: str, space: str) -> str:
    """A given name as initials, with a space or nothing between them.

    Words that do not begin with a capital letter stay as they are, as in scripts that have none.
    """
    written, follows_initial = "", False
    for word in GIVEN_WORDS.findall(normalize("NFC", given)):
        is_initial = word.lstrip("-")[:1].isupper()
        if written and word[0] != "-":
            written += space if is_initial and follows_initial else " "
        written += _initial(word) if is_initial else word
        follows_initial = is_initial
    return written


def _initial(word: str) -> str:
    """One word that begins with a capital letter: J. for Jean or J., J.-L. for Jean-Luc."""
    if len(word) > 2 and word[-1] == "." and "-" not in word:
        return word  # shortened before: Mr., Th.
    return "-".join(
        f"{part[0]}." if part else "" for part in word.split("-") if part[:1].isupper() or not part
    )


@lru_cache(maxsize=256)
def _like_a_headline(text: str) -> str:
    """A text with the capital letters of a headline; words that have some stay as they are."""
    words = text.split(" ")
    before = ":"
    for place, word in enumerate(words):
        is_small = word in SMALL_WORDS and place < len(words) - 1 and before[-1:] != ":"
        before = word
        if not is_small:
            first, *others = word.split("-")
            others = [part if part in SMALL_WORDS else _capitalized(part) for part in others]
            words[place] = "-".join([_capitalized(first), *others])
    return " ".join(words)


def _capitalized(word: str) -> str:
    """A word with a capital letter, unless it has one somewhere."""
    if word != word.lower():
        return word
    return LETTER.sub(lambda letter: letter[0].upper(), word, count=1)
