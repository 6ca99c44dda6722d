"""`/id/`: the list of all record ids, and the files by which `/id/BA7A9361` leads to its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sitegen.contracts.settings import Site
from sitegen.contracts.wording import grouped
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.links import relative_links
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.record_ids import DIGITS, IdEntry, RecordIds, page_of, record_ids
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import RECORD_IDS

TITLE = "Record ids"
# What stands in the page of a record id for what differs: all others are alike.
ID_MARK, PATH_MARK = "\0id\0", "\0path\0"
# The rules for hosts and servers, by the name of the file and the form of a line: record id, path.
RULES = {
    "redirects.txt": "{root}id/{id} {root}{path} 301\n",  # Netlify, Cloudflare Pages, GitLab Pages
    "map.txt": "{id} {root}{path}\n",  # Apache and Caddy
    "map.nginx": "{id} {root}{path};\n",
}


def record_id_pages(content: SiteContent, pages: PageRenderer) -> Files:
    """The list of record ids, and what `record_ids` in site.yaml asks for."""
    ids = record_ids(content.rows, content.tombstones)
    for digits in range(ids.digits + 1):
        for prefix, entries in ids.by_prefix(digits).items():
            below = [] if digits == ids.digits else [f"{prefix}{digit}" for digit in DIGITS]
            yield from _group(prefix, entries, below, pages, content)
    if pages.site.record_ids == "files":
        for file in _files(ids, pages):
            yield pages.make(file)
    if pages.site.record_ids == "rules":
        for name, line in RULES.items():
            make = partial(_rules, ids, line, pages.site)
            yield pages.make(SiteFile(f"{RECORD_IDS.path[1:]}{name}", make))


def _group(
    prefix: str,
    entries: Sequence[IdEntry],
    below: Sequence[str],
    pages: PageRenderer,
    content: SiteContent,
) -> Files:
    """The page of a prefix: its record ids, or the pages of the longer prefixes."""
    total, listed = grouped(len(entries)), () if below else tuple(entries)
    guide = content.guide(RECORD_IDS.folder) if not prefix else None
    shown = total, tuple(below), listed, guide
    make = partial(_page, prefix, (total, below, listed), guide, pages)
    yield from pages.group(page_of(prefix), (), shown, make)


def _page(
    prefix: str,
    shown: tuple[str, Sequence[str], Sequence[IdEntry]],
    guide: object,
    pages: PageRenderer,
) -> Files:
    total, below, listed = shown
    shorter = [prefix[:length] for length in range(1, len(prefix) + 1)]
    crumbs = [Crumb(f"{each.upper()}…", page_of(each)) for each in shorter]
    ids = [entry.record_id for entry in listed]
    context = {
        "heading": f"{TITLE} that begin with {prefix.upper()}" if prefix else TITLE,
        "total": total,
        "guide": guide,
        "below": [(f"{each.upper()}…", page_of(each)) for each in below],
        # Of two papers with one record id, the first has the anchor.
        "listed": [
            (entry, at == 0 or ids[at - 1] != entry.record_id) for at, entry in enumerate(listed)
        ],
        "crumbs": crumbs_of(Crumb(TITLE, RECORD_IDS.path), *crumbs),
    }
    yield pages.render("pages/record_ids.html", page_of(prefix), context)


def _files(ids: RecordIds, pages: PageRenderer) -> Iterator[SiteFile]:
    """One small page for each record id, which leads on to its paper."""
    rendered: dict[str, bytes] = {}

    def make(record_id: str, entries: Sequence[IdEntry]) -> bytes:
        label = entries[0].row.status_label if len(entries) == 1 else ""
        if label not in rendered:
            rendered[label] = _leading_on(label, pages)
        path = ids.target(record_id, entries)[1:]
        return (
            rendered[label]
            .replace(ID_MARK.encode(), record_id.encode())
            .replace(PATH_MARK.encode(), path.encode())
        )

    for record_id, entries in ids.by_id().items():
        file = f"{RECORD_IDS.path[1:]}{record_id}.html"
        yield SiteFile(file, partial(make, record_id, entries))


def _leading_on(label: str, pages: PageRenderer) -> bytes:
    """The page of a record id whose paper has a status; empty for that of two papers."""
    link = relative_links(pages.site.base_url, f"{RECORD_IDS.path}x")
    context = {
        "record_id": ID_MARK,
        "status": label,
        "target": f"{link.root}{PATH_MARK}",
        "canonical": pages.site.url(f"/{PATH_MARK}"),
        "site": pages.site,
    }
    return pages.templates.encoded("pages/record_id.html", context)


def _rules(ids: RecordIds, line: str, site: Site) -> bytes:
    """A line for each record id, in their order."""
    root, found = site.root_path, ids.by_id()
    return "".join(
        line.format(id=each, path=ids.target(each, entries)[1:], root=root)
        for each, entries in found.items()
    ).encode()
