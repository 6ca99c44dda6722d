"""Adds links to sources, and the findings on top, to a rendered page of the site.

Templates mark a derived value with the fact that it comes from (`data-fact="work.doi"`); these
marks are read and removed here.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser

from sitegen.preview.sources import Source, Sources
from sitegen.render.templating import FACT_MARK

Link = Callable[[Source], str]

# Elements whose text is not for readers, or where a link would break the element.
UNLINKED = frozenset(
    {"title", "style", "script", "summary", "textarea", "option", "button", "math", "svg"}
)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


class SourceLinker(HTMLParser):
    """Copies a page and adds links. Use a new instance for each page.

    `sources` are the records of the page's paper, which the main part shows; `settings` are those
    of the site, which the rest shows.
    """

    def __init__(self, sources: Sources, settings: Sources, link: Link) -> None:
        super().__init__(convert_charrefs=False)
        self._sources, self._settings, self._link = sources, settings, link
        self._out: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self._beside = ""
        # The marks of the open elements, and the depth of each.
        self._marks: list[tuple[int, str]] = []

    def with_links(self, page: str, *, head: str, top: str) -> str:
        """The page with links, `head` at the end of its head, `top` at the start of its body."""
        self._head, self._top = head, top
        self.feed(page)
        self.close()
        self._flush()
        return "".join(self._out) + self._head + self._top

    # ------------------------------------------------------------------ parts of a page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag, except the policy that forbids scripts: the server sends another."""
        self._flush()
        given = dict(attrs)
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            return
        if tag == "body":
            self._close_head()
        self._out.append(FACT_MARK.sub("", self.get_starttag_text() or ""))
        if tag == "body":
            self._out.append(self._top)
            self._top = ""
        if tag not in VOID:
            self._open.append(tag)
            if mark := given.get("data-fact"):
                self._marks.append((len(self._open), mark))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that closes itself."""
        self._flush()
        self._out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy an end tag."""
        self._flush()
        if tag == "head":
            self._close_head()
        self._leave(tag)
        self._out.append(f"</{tag}>")
        if tag == "a" and self._beside:
            self._out.append(self._beside)
            self._beside = ""

    def handle_data(self, data: str) -> None:
        """A part of a text."""
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        """A part of a text."""
        self._text.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A part of a text."""
        self._text.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Copy a comment."""
        self._flush()
        self._out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Copy the document type."""
        self._flush()
        self._out.append(f"<!{decl}>")

    def _close_head(self) -> None:
        self._out.append(self._head)
        self._head = ""

    def _leave(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        while self._marks and self._marks[-1][0] > len(self._open):
            self._marks.pop()

    # ------------------------------------------------------------------ texts

    def _flush(self) -> None:
        """Write the collected text, as a link if its source is known."""
        raw, self._text = "".join(self._text), []
        text = unescape(raw).strip()
        if not text:
            self._out.append(raw)
            return
        source = None if UNLINKED.intersection(self._open) else self._source(text)
        self._out.append(self._linked(raw, source) if source else raw)

    def _source(self, text: str) -> Source | None:
        if "main" not in self._open:
            return self._settings.of_long_text(text) if "body" in self._open else None
        mark = self._marks[-1][1] if self._marks else ""
        found = self._sources.of_mark(mark, text) if mark else self._sources.of_long_text(text)
        return found or self._settings.of_long_text(text)

    def _linked(self, raw: str, source: Source) -> str:
        address = escape(self._link(source))
        says = f"{source.place.file}:{source.place.line}:{source.place.column}"
        how = "" if source.exact else "follows from "
        title = escape(f"{how}{source.key or 'this record'} ({says})")
        attributes = f'href="{address}" title="{title}"'
        if "a" in self._open:
            name = f'aria-label="{escape(f"Source of {source.key}")}"'
            self._beside = f'<a class="sg-source sg-beside" {attributes} {name}>✎</a>'
            return raw
        text = raw.strip()
        before, _, after = raw.partition(text)
        return f'{before}<a class="sg-source" {attributes}>{text}</a>{after}'
