"""The same reports as bare paragraphs: what the renderer of PDFs takes for their text alone.

    python benchmarks/bare_paragraphs.py convert RECORDS FILE    what is rendered, of all papers
    python benchmarks/bare_paragraphs.py render RECORDS FILE KIND    all PDFs, in one process

All kinds are rendered by the same renderer with the same style sheet, fonts, tags, metadata and
attachments. `report` is the report as it is. `bare` has one paragraph for each of its blocks that
has text, and one for each row of its tables and of its lists of facts: no links, no tables, no
headings. `empty` has one paragraph of one word: what a document costs before it says anything.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterator
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import tinyhtml5

from sitegen.reading.records import find_papers, read_source
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates

KINDS = ("report", "bare", "empty")
BLOCKS = frozenset(
    [
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "address", "blockquote", "caption"),
        *("div", "section", "article", "header", "footer", "main", "nav", "aside", "figure"),
        *("dl", "dt", "dd", "ul", "ol", "li", "figcaption", "details", "summary"),
        *("table", "thead", "tbody", "tfoot", "tr"),
    ]
)
HEAD = '<!DOCTYPE html><html lang="{language}"><head><title>{title}</title></head><body>'


def convert(records: Path, file: Path) -> None:
    """Write what the renderer is given for the report of every paper, as each kind."""
    project = Project(records)
    site, _ = load_site(project)
    views, given = PaperViews(site, Templates()), []
    renderer: Any = views._pdf_renderer

    def keep(html: str, *rest: Any) -> bytes:
        given.append((_kinds(html), rest))
        return b""

    renderer.render = keep
    for folder in find_papers(records):
        paper = understand(read_source(records, folder)[0], site).paper
        if paper is not None and paper.has_report:
            views.pdf(paper)
    file.write_bytes(pickle.dumps(given))


def _kinds(html: str) -> dict[str, str]:
    tree = tinyhtml5.parse(StringIO(html), namespace_html_elements=False)
    title, body = tree.findtext("head/title"), tree.find("body")
    head = HEAD.format(language=tree.get("lang", "en"), title=escape(title))
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in _texts(body))
    end = "</body></html>"
    return {"report": html, "bare": head + paragraphs + end, "empty": f"{head}<p>Empty</p>{end}"}


def _texts(element: Any) -> Iterator[str]:
    """The texts of the innermost blocks of an element; a row is one."""
    is_row = element.tag == "tr" or [each.tag for each in element][:1] == ["dt"]
    if is_row or not any(each.tag in BLOCKS for each in element):
        text = " ".join(" ".join(element.itertext()).split())
        if text:
            yield text
    else:
        for each in element:
            yield from _texts(each)


def render(records: Path, file: Path, kind: str) -> None:
    """Render the reports of all papers as one kind."""
    site, _ = load_site(Project(records))
    renderer = PaperViews(site, Templates())._pdf_renderer
    for kinds, rest in pickle.loads(file.read_bytes()):
        renderer.render(kinds[kind], *rest)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("convert", "render"):
        subparser = commands.add_parser(command)
        for name in ("records", "file"):
            subparser.add_argument(name, type=Path)
    commands.choices["render"].add_argument("kind", choices=KINDS)
    options = parser.parse_args()
    if options.command == "convert":
        convert(options.records, options.file)
    else:
        render(options.records, options.file, options.kind)


if __name__ == "__main__":
    main()
