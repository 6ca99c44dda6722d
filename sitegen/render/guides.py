"""Guides: the texts about the site that editors write in `records/pages/*.md`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field

from sitegen.checks.site_rules import GUIDE_HEAD, LINK_TARGETS
from sitegen.contracts.settings import Site
from sitegen.contracts.source_provenance import QUALITY_GUIDE
from sitegen.findings.diagnostics import Diagnostic, Place, has_errors, shown
from sitegen.reading.documents import KeyPath, read_text, read_yaml
from sitegen.render.markdown import is_safe_link, markdown_links
from sitegen.render.site_map import RESERVED, SITE_PAGES, file_of
from sitegen.shapes.fields import Line
from sitegen.shapes.outline import closest
from sitegen.shapes.reader import Authored, read_shape

# Each line matches in one way only; otherwise a long file without a second --- would take for ever.
PARTS = re.compile(r"---\r?\n(?P<head>(?:[^\n]*\n)*?)---\r?\n(?P<text>(?s:.*))\Z")
GUIDE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.md\Z")
AT_THE_TOP, ANY_PATH = re.compile(r"/(?:[^/]+/)?\Z"), re.compile("")
# How similar two short paths have to be, if one may be a misspelling of the other.
LIKELY = 0.75
# Finds the place of a value of the settings.
Locate = Callable[[KeyPath], Place]


class GuideHead(Authored):
    """The head of a guide."""

    title: Annotated[Line, Field(max_length=120)]
    """The title of the page."""
    description: Annotated[Line, Field(max_length=300)]
    """What the page is about, for search engines and previews of links."""


@dataclass(frozen=True)
class Guide:
    """One text of the site."""

    name: str
    file: str
    title: str
    description: str
    text: str
    first_line: int

    @property
    def path(self) -> str:
        """The page's path on the site."""
        return f"/{self.name}/"


def read_guides(files: Mapping[str, bytes]) -> tuple[list[Guide], list[Diagnostic]]:
    """The guides in `files`, which maps names to bytes, in order, and all findings."""
    guides, diagnostics = [], []
    for name, data in sorted(files.items()):
        guide, found = _read_guide(name, data)
        diagnostics += found
        if guide:
            guides.append(guide)
    return guides, diagnostics


def _read_guide(name: str, data: bytes) -> tuple[Guide | None, list[Diagnostic]]:
    file = f"records/pages/{name}"
    if not GUIDE_NAME.match(name):
        hint = (
            "rename it; use lower-case letters, digits and single hyphens, as in quality-guide.md"
        )
        message = f"{shown(name)} is not a valid file name for a page"
        return None, [GUIDE_HEAD.at(Place(file), message, hint)]
    if name.removesuffix(".md") in RESERVED:
        message = f"{shown(name)} has the name of a page that sitegen makes itself"
        hint = f"rename it; the names that pages cannot have are {', '.join(sorted(RESERVED))}"
        return None, [GUIDE_HEAD.at(Place(file), message, hint)]
    source, diagnostics = read_text(data, file)
    if source is None:
        return None, diagnostics
    parts = PARTS.match(source)
    if parts is None:
        return None, [_without_head(source, file)]
    # The empty line replaces the opening ---, so that line numbers are those of the file.
    document, diagnostics = read_yaml(f"\n{parts['head']}".encode(), file)
    head, found = read_shape(GuideHead, document) if document else (None, [])
    diagnostics += found
    if head is None or has_errors(diagnostics):
        return None, diagnostics
    first_line = source[: parts.start("text")].count("\n") + 1
    title, description, text = head.title, head.description, parts["text"]
    guide = Guide(name.removesuffix(".md"), file, title, description, text, first_line)
    return guide, diagnostics


def _without_head(source: str, file: str) -> Diagnostic:
    if source.startswith("---"):
        hint = "write a line --- between the description and the text"
        return GUIDE_HEAD.at(Place(file), "the head of the page is not closed by a line ---", hint)
    hint = "begin the file with four lines: ---, title: …, description: …, and --- again"
    return GUIDE_HEAD.at(Place(file), "the page has no head with title and description", hint)


def pages_at_the_top(guides: Iterable[Guide]) -> list[str]:
    """The files of the pages at the root of a site and one level below it."""
    pages = (each for each in SITE_PAGES if each.path.endswith("/"))
    made = [each.file for each in pages if each.file.endswith(".html")]
    return sorted({*made, *(file_of(guide.path) for guide in guides)})


def dangling_at_the_top(
    guides: Sequence[Guide], site: Site, locate: Locate
) -> Iterator[Diagnostic]:
    """Findings for broken links to the top level, which can be found without papers."""
    if guides:  # without guides, only the records are checked
        yield from dangling_links(guides, site, locate, pages_at_the_top(guides), AT_THE_TOP)


def dangling_links(
    guides: Iterable[Guide],
    site: Site,
    locate: Locate,
    files: Iterable[str],
    judged: re.Pattern[str] = ANY_PATH,
) -> Iterator[Diagnostic]:
    """Findings for broken links in navigation and guides; `files` are all files of the site.

    `locate` finds the place of a setting; only paths that match `judged` are checked.
    """
    paths = {f"/{name.removesuffix('index.html')}" for name in files}
    menus = dict(_navigation_paths(site))
    if QUALITY_GUIDE not in paths | menus.keys():
        message = f"no page has the path {shown(QUALITY_GUIDE)}, to which every paper links"
        hint = "add records/pages/quality-guide.md, with a title, a description and a text"
        yield LINK_TARGETS.at(Place("records/site.yaml"), message, hint)
    for path in sorted(menus.keys() - paths):
        if judged.match(path):
            yield _dangling(locate(menus[path]), path, paths)
    for guide in guides:
        for line, target in markdown_links(guide.text):
            path, place = re.split(r"[?#]", target)[0], Place(guide.file, guide.first_line + line)
            if not is_safe_link(target):
                yield _no_link(place, target, path, paths)
            elif target.startswith("/") and path not in paths and judged.match(path):
                yield _dangling(place, path, paths)


def _no_link(place: Place, target: str, path: str, paths: Collection[str]) -> Diagnostic:
    """The finding for a target that is not a safe link; the page shows its Markdown instead."""
    meant = f"/{PurePosixPath(path).name.removesuffix('.md')}/"  # for a link from file to file
    form = "write a path from the root of the site, such as /about/, or a complete URL"
    hint = f'did you mean "{meant}"?' if meant in paths else form
    return LINK_TARGETS.at(place, f"{shown(target)} cannot be used as a link", hint)


def _navigation_paths(site: Site) -> Iterator[tuple[str, KeyPath]]:
    for at, menu in enumerate(site.navigation):
        if menu.path is not None:
            yield menu.path, ("navigation", at, "path")
        for below, item in enumerate(menu.items):
            yield item.path, ("navigation", at, "items", below, "path")


def _dangling(place: Place, path: str, paths: Iterable[str]) -> Diagnostic:
    near = closest(path, [each for each in paths if each.count("/") <= 3])
    is_at_top = AT_THE_TOP.match(path) is not None
    if is_at_top and near and SequenceMatcher(None, path, near).ratio() < LIKELY:
        near = ""
    hint = "correct the path, or add the page"
    if is_at_top and GUIDE_NAME.match(f"{path.strip('/')}.md"):
        hint = f"add records/pages/{path.strip('/')}.md, or correct the path"
    hint = f'did you mean "{near}"?' if near else hint
    return LINK_TARGETS.at(place, f"no page has the path {shown(path)}", hint)
