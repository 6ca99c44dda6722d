"""What a page is made of, read by the HTML parsing rules, and what is wrong with it as HTML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib

from tests.reading_back import MATH, BuiltSite, source_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MATHML = MATH.removesuffix("math")
SVG = "{http://www.w3.org/2000/svg}"
PHRASING = frozenset(
    {
        *("a", "b", "bdi", "br", "button", "code", "del", "em", "i", "ins", "s", "small", "span"),
        *("strong", "time", "wbr", MATH, f"{SVG}svg"),
    }
)
# What may hold phrasing content alone.
PHRASING_ONLY = frozenset(
    {
        *HEADINGS,
        *("p", "b", "bdi", "button", "caption", "code", "del", "em", "i", "ins", "pre", "s"),
        *("small", "span", "strong", "time"),
    }
)
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "head": {"meta", "title", "link", "script"},
    "html": {"head", "body"},
}
SECTIONS = frozenset(["article", "aside", "footer", "header", "main", "nav", "section"])
OTHERS = frozenset(
    [
        *("blockquote", "details", "div", "figcaption", "figure", "hr", "script", "summary"),
        *("form", "input", "fieldset", "legend", "label", "template"),
    ]
)
NESTED = frozenset(CHILDREN).union(*CHILDREN.values())
ELEMENTS = PHRASING | PHRASING_ONLY | SECTIONS | OTHERS | NESTED
# All attributes that our pages need. `style` and every handler of events are not among them.
ATTRIBUTES = {
    "a": {"href", "rel", "aria-current"},
    "aside": {"aria-label"},
    "b": {"data-value"},
    "button": {"type", "popovertarget", "aria-current", "aria-label", "hidden"},
    "div": {"popover", "role", "tabindex", "aria-label", "data-root", "data-index"},
    "dl": {"aria-label"},
    "code": {"class"},
    "details": {"name"},
    "fieldset": {"hidden"},
    "form": {"action", "role"},
    "input": {
        *("aria-describedby", "aria-label", "autocomplete", "maxlength", "name", "placeholder"),
        *("spellcheck", "type"),
    },
    "label": {"for"},
    "link": {"rel", "href", "type", "title", "as", "crossorigin"},
    "li": {"aria-current"},
    "meta": {"charset", "content", "name", "property", "http-equiv"},
    "h1": {"tabindex"},
    "p": {"tabindex", "role", "data-why"},
    "nav": {"aria-label"},
    "ol": {"start", "reversed", "hidden"},
    "script": {"type", "src"},
    "section": {"aria-label", "aria-labelledby"},
    "span": {"aria-hidden", "aria-current"},
    "table": {"role", "aria-label"},
    "td": {"role", "colspan"},
    "th": {"role", "scope", "colspan"},
    "thead": {"role"},
    "tbody": {"role"},
    "template": {"data-say"},
    "time": {"datetime"},
    "tr": {"role"},
    "ul": {"aria-label", "popover"},
}
EVERYWHERE = {"class", "dir", "id", "lang"}
MATHML_ATTRIBUTES = {
    *("accent", "accentunder", "alttext", "dir", "display", "displaystyle", "form", "largeop"),
    *("linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "width"),
}
# Shapes and texts, with their geometry in attributes and their colours by class.
SVG_ELEMENTS = {
    *("svg", "circle", "g", "line", "path", "pattern", "polygon", "rect", "symbol", "text"),
    *("tspan", "use"),
}
SVG_ATTRIBUTES = {
    *(
        "aria-hidden",
        "aria-label",
        "class",
        "cx",
        "cy",
        "d",
        "direction",
        "dx",
        "dy",
        "fill",
        "focusable",
    ),
    *("height", "href", "id", "patternTransform", "patternUnits", "points", "r", "role", "rx"),
    *("text-anchor", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"),
}
# Links in the head that nothing follows for a reader: identities of the page, and of what it shows.
IDENTITIES = frozenset(["author", "canonical", "cite-as", "license", "type"])
# The classes of what only a page has: drawings and their keys, definitions, and what would lift it.
ON_PAGE = frozenset({"scale", "key", "definition", "lift"})
# Attributes that name other elements of the page.
REFERENCES = ("popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
# What a page says several times.
REPEATED = re.compile(r"citation_(?:author.*|keywords)")


@dataclass(frozen=True)
class Page:
    """One page: its HTML and the address that it is served at."""

    html: str
    url: str

    @cached_property
    def parser(self) -> html5lib.HTMLParser:
        """The parser that has read the page."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.document = parser.parse(self.html)
        return parser

    @property
    def root(self) -> Element:
        """The html element."""
        root: Element = self.parser.document
        return root

    def all(self, *tags: str) -> list[Element]:
        """The elements with these tags, in the order of the page."""
        return [each for each in self.root.iter() if each.tag in tags]

    def one(self, tag: str) -> Element:
        """The only element with this tag."""
        (element,) = self.all(tag)
        return element

    def with_class(self, name: str) -> list[Element]:
        """The elements that have this class."""
        return [each for each in self.root.iter() if name in classes(each)]

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the page."""
        return frozenset(each.get("id", "") for each in self.root.iter() if each.get("id"))

    @property
    def links(self) -> list[str]:
        """Every address that the page links to or loads, as written, without identities."""
        return [
            value
            for each in self.root.iter()
            for name, value in each.attrib.items()
            if name in {"href", "src", "action", "data", "srcset", "poster", "cite"}
            and each.get("rel") not in IDENTITIES
        ]

    @property
    def references(self) -> list[str]:
        """The ids of elements of this page that other elements name."""
        return [
            name
            for each in self.root.iter()
            for attribute in REFERENCES
            for name in each.get(attribute, "").split()
        ]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON-LD of the page."""
        found: dict[str, Any] = json.loads(self.one("script").text or "")
        return found

    @property
    def tags(self) -> dict[str, list[str]]:
        """What the tags in the head say, by their names."""
        found: dict[str, list[str]] = {}
        for each in self.all("meta"):
            name = each.get("name") or each.get("property") or ""
            found.setdefault(name, []).append(each.get("content", ""))
        return found

    @property
    def targets(self) -> list[str]:
        """The same addresses as a browser resolves them."""
        return [urljoin(self.url, link) for link in self.links]


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()


def verdict_block(page: Page) -> Element:
    """The verdict in short, on the page of a paper."""
    (block,) = [each for each in page.all("section") if each.get("id") == "verdict"]
    return block


def text_of(element: Element) -> str:
    """The text of an element, white space collapsed; of a formula its source, or of its drawing."""
    return " ".join("".join(_texts_of(element)).split())


def _texts_of(element: Element) -> Iterator[str]:
    if element.tag == MATH:
        yield source_of(element)
        return
    if element.get("class") in {"formula", "formula display"}:
        yield element.get("alt", "")
    yield element.text or ""
    for child in element:
        yield from _texts_of(child)
        yield child.tail or ""


def shared_text(panel: Element) -> str:
    """The text of a panel that page and report share: without what explains it on the page."""
    if ON_PAGE.intersection(classes(panel)):
        return ""
    parts = [panel.text or ""]
    for child in panel:
        parts += [shared_text(child), child.tail or ""]
    return " ".join("".join(parts).split())


def panel_rows(page: Page) -> dict[str, list[tuple[str, str]]]:
    """The labels and values of every panel by the id of its heading, without readable forms.

    Those of a page are lists of terms, and those of a report are items that begin with a label.
    Lists of artifacts are left out, because a page has a table.
    """
    return {
        panel[0].get("id", ""): [*_terms(panel), *_items(panel)]
        for panel in page.with_class("panel")
    }


def _terms(panel: Element) -> list[tuple[str, str]]:
    rows = (row for row in panel.iter("div") if row[0].tag == "dt")
    return [(text_of(row[0]), shared_text(row[1])) for row in rows]


def _items(panel: Element) -> list[tuple[str, str]]:
    lists = (each for each in panel.iter("ul") if classes(each) == ["rows"])
    return [(text_of(item[0]), item_value(item)) for each in lists for item in each]


def item_value(item: Element) -> str:
    """What an item of a report says after its label, without the readable form."""
    label, *others = item
    parts = [label.tail or ""]
    for each in others:
        parts += ["" if "readable" in classes(each) else text_of(each), each.tail or ""]
    return " ".join("".join(parts).split())


def faults(page: Page) -> list[str]:
    """Everything that is wrong with a page as HTML, as structure, or by our content policy."""
    return [
        *(f"{code} at {position}" for position, code, _ in page.parser.errors),
        *_faults_of_the_head(page),
        *_faults_of_structure(page),
        *(fault for element in page.root.iter() for fault in _faults_of_element(element)),
    ]


def _faults_of_the_head(page: Page) -> Iterator[str]:
    if not page.html.startswith("<!DOCTYPE html>\n"):
        yield "no doctype"
    if not page.root.get("lang"):
        yield "html has no lang"
    if not text_of(page.one("title")):
        yield "the title is empty"
    if page.all("meta")[0].get("charset") != "utf-8":
        yield "the charset does not come first"
    names = Counter(each.get("name") or each.get("property", "") for each in page.all("meta"))
    for name, count in names.items():
        if name and count > 1 and not REPEATED.match(name):
            yield f"{count} metas {name}"
    yield from _faults_of_scripts(page)


def _faults_of_scripts(page: Page) -> Iterator[str]:
    """There is at most one script, and a browser runs none of it; on the page of search, ours."""
    scripts = page.all("script")
    if page.url.endswith("/search/"):
        of_search = [each for each in scripts if each.get("type") == "module"]
        if [each.get("src") for each in of_search] != ["../assets/search.js"]:
            yield "it has not the one script of search"
        scripts = [each for each in scripts if each not in of_search]
    if len(scripts) > 1 or any(each.get("type") != "application/ld+json" for each in scripts):
        yield f"{len(scripts)} scripts"
        return
    for each in scripts:
        json.loads(each.text or "")


def _faults_of_structure(page: Page) -> Iterator[str]:
    ids = Counter(each.get("id") for each in page.root.iter() if each.get("id") is not None)
    yield from (f"{count} elements have the id {name}" for name, count in ids.items() if count > 1)
    levels = [int(each.tag[1]) for each in page.all(*HEADINGS)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"the headings {levels} do not begin with the only h1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"an h{after} follows an h{before}"
    if len(page.all("main")) != 1:
        yield "there is not one main"
    labels = Counter(each.get("aria-label") for each in page.all("nav"))
    yield from (f"{count} navs {name}" for name, count in labels.items() if count > 1 or not name)


def _faults_of_element(element: Element) -> Iterator[str]:
    tag = element.tag
    if tag.startswith(MATHML):
        yield from _faults_of_mathml(element)
        return
    if tag.startswith(SVG):
        yield from _faults_of_svg(element)
        return
    if tag not in ELEMENTS:
        yield f"<{tag}> is no element of ours"
    for name in element.attrib:
        if name not in EVERYWHERE | ATTRIBUTES.get(tag, set()):
            yield f"<{tag}> has the attribute {name}"
    children = [child.tag for child in element]
    if tag in CHILDREN and not set(children) <= CHILDREN[tag]:
        yield f"<{tag}> holds {children}"
    if tag in CHILDREN and tag not in {"head", "html"} and (element.text or "").strip():
        yield f"<{tag}> holds text"
    if tag in PHRASING_ONLY and not set(children) <= PHRASING:
        yield f"<{tag}> holds {children}"
    if tag == "a" and not (element.get("href") and text_of(element)):
        yield f"a link without address or text: {element.attrib}"
    if tag == "time" and not _is_day(element.get("datetime", "")):
        yield f"<time> of {element.get('datetime')}"


def _faults_of_mathml(element: Element) -> Iterator[str]:
    """A formula holds formulas, and nothing else."""
    yield from (f"{element.tag} has {name}" for name in {*element.attrib} - MATHML_ATTRIBUTES)
    yield from (f"{element.tag} holds {child.tag}" for child in element if MATHML not in child.tag)


def _faults_of_svg(element: Element) -> Iterator[str]:
    """A drawing holds shapes and texts, loads nothing, and is hidden or says what it shows."""
    tag = element.tag.removeprefix(SVG)
    if tag not in SVG_ELEMENTS:
        yield f"<{tag}> is no shape of ours"
    yield from (f"<{tag}> has the attribute {name}" for name in {*element.attrib} - SVG_ATTRIBUTES)
    if not element.get("fill", "url(#").startswith("url(#"):
        yield f"<{tag}> has the colour {element.get('fill')}"
    if not element.get("href", "#").startswith("#"):
        yield f"<{tag}> loads {element.get('href')}"
    is_told = element.get("role") == "img" and bool(element.get("aria-label"))
    if tag == "svg" and is_told == (element.get("aria-hidden") == "true"):
        yield f"a drawing is neither hidden nor told: {element.attrib}"


def _is_day(text: str) -> bool:
    """Whether a text is a day, a month or a year."""
    if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text):
        return False
    date.fromisoformat(f"{text}-01-01"[:10])
    return True


def file_at(url: str, base_url: str) -> str | None:
    """The file of the site that an address of the site is served from; None for other addresses."""
    if not url.startswith(f"{base_url}/"):
        return None
    path = urlsplit(url).path.removeprefix(urlsplit(base_url).path)[1:]
    return f"{path}index.html" if not path or path.endswith("/") else path


@cache
def files_of(site: BuiltSite) -> dict[str, bytes]:
    """Every file of a site."""
    return site.files()


# The page of a record id leads on to that of its paper.
LEADS_ON = re.compile(r"id/[0-9A-F]{8}\.html")


@cache
def pages_of(site: BuiltSite, base_url: str) -> dict[str, Page]:
    """Every page of a site by its file, at the addresses that the site is made for.

    Not those that only lead on to the page of a paper.
    """
    return {
        name: Page(html, f"{base_url}/{name.removesuffix('index.html')}")
        for name, html in site.pages().items()
        if not LEADS_ON.fullmatch(name)
    }


def listed(page: Page) -> list[Element]:
    """The rows of the tables of papers on a page, in order."""
    tables = page.with_class("list")
    return [row for table in tables for row in table.iter("tr") if row.findall("td")]


def entry(row: Element) -> dict[str, str]:
    """What a row of papers shows: its title with its mark, and its other cells by their class."""
    found = {classes(cell)[0]: text_of(cell) for cell in row}
    (cell,) = row.findall("th")
    parts = [each for each in cell if not {"id", "kind"} & {*classes(each)}]
    found["title"] = " ".join(map(text_of, parts))
    return found


def entry_of(site: BuiltSite, record_id: str, base_url: str = "") -> dict[str, str]:
    """What the listing of its month shows of a paper."""
    pages = pages_of(site, base_url).items()
    rows = [row for name, page in pages if name.startswith("month/") for row in listed(page)]
    (found,) = [each for each in map(entry, rows) if record_id in each["t"].split()]
    return found
