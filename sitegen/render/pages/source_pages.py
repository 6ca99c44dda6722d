"""The pages of sources: each with the papers that rest on it, lists of all, and the retracted."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.retractions import ListedNotice, RetractionList
from sitegen.contracts.settings import Site
from sitegen.contracts.source_ids import SourceId, read_source_id
from sitegen.contracts.wording import day_month_year, grouped
from sitegen.render.catalog import Catalog
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.exports.retracted_sources import NoticedSource, as_csv, as_json
from sitegen.render.months import month_label
from sitegen.render.pages.group_pages import OutsideLink, Shown, group_pages
from sitegen.render.pages.groups import Group
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import SOURCE

LISTS = f"{SOURCE.path}list/"
RETRACTED = f"{SOURCE.path}retracted/"
TITLE = "Papers by source"
INTRODUCTION = (
    "The works that papers rest on: lead sources, references, what their claims cite, and related "
    "works."
)
KINDS = {
    "arxiv": "arXiv, by month",
    "doi": "DOIs, by prefix",
    "pmid": "PubMed, by million",
    "url": "Other addresses, by host",
}
# The first year of arXiv.
FIRST_YEAR = 91
NOT_LISTED = "no, which says nothing else"
HOME = Crumb(TITLE, SOURCE.path)


class Entry(NamedTuple):
    """A source in a list: its anchor, and the papers that rest on it.

    `path` is that of its own page, which lists them; empty if the entry does.
    """

    anchor: str
    label: str
    url: str
    path: str
    papers: tuple[CatalogRow, ...]


class ListLine(NamedTuple):
    """A group of sources in an overview: its label, its parts and its number of sources."""

    label: str
    paths: tuple[str, ...]
    number: str


@dataclass(frozen=True)
class Sources:
    """All sources of a site. `positions` has those of their papers in the catalog, by id."""

    catalog: Catalog
    site: Site
    positions: Mapping[str, int | array[int]]

    def papers(self, source: str) -> list[CatalogRow]:
        """The papers that rest on a source, the newest first."""
        return self.catalog.at(self.at(source))

    def at(self, source: str) -> Sequence[int]:
        """Their positions in the catalog."""
        found = self.positions[source]
        return (found,) if isinstance(found, int) else found

    def has_page(self, source: str) -> bool:
        """Whether a source has a page of its own."""
        return self.is_listed(source) or len(self.at(source)) >= self.site.source_pages_from

    def is_listed(self, source: str) -> bool:
        """Whether the list of retractions says something of it."""
        return self.site.retractions is not None and bool(self.site.retractions.of(source))

    @cached_property
    def grouped(self) -> dict[tuple[str, str], list[str]]:
        """The ids by their kinds and groups, in order."""
        named = sorted((_key(each), each) for each in self.positions)
        groups = groupby(named, key=lambda each: each[0][:2])
        return {key: [source for _, source in members] for key, members in groups}

    @cached_property
    def lists(self) -> dict[tuple[str, str], dict[str, list[str]]]:
        """The ids of each group by the paths of the lists that have them."""
        parts = self.site.source_list_parts
        found: dict[tuple[str, str], dict[str, list[str]]] = {}
        for group, ids in self.grouped.items():
            if parts == 1:
                found[group] = {read_source_id(ids[0]).list_path(parts): ids}
                continue
            by_path = found[group] = {}
            for each in ids:
                by_path.setdefault(read_source_id(each).list_path(parts), []).append(each)
        return found

    @cached_property
    def noticed(self) -> list[NoticedSource]:
        """The sources of which the list of retractions says something, the newest notice first."""
        listed = self.site.retractions
        found = [
            NoticedSource(read_source_id(each), notices, tuple(self.papers(each)))
            for each in self.positions
            if listed is not None and (notices := listed.of(each))
        ]
        found.sort(key=lambda each: str(each.id))
        return sorted(found, key=lambda each: each.newest, reverse=True)


def _key(source: str) -> tuple[str, str, str]:
    named = read_source_id(source)
    return named.kind, named.group, named.value


def sources_of(content: SiteContent, site: Site) -> Sources:
    """The sources of all papers."""
    positions: dict[str, int | array[int]] = {}
    for position, row in enumerate(content.rows):
        for source in row.sources:
            found = positions.get(source)
            if found is None:  # as most sources have one paper
                positions[source] = position
            elif isinstance(found, int):
                positions[source] = array("l", (found, position))
            else:
                found.append(position)
    return Sources(content.catalog, site, positions)


def sources(content: SiteContent, pages: PageRenderer) -> Files:
    """The overview, the lists of all sources, their own pages, and those of retracted ones."""
    found = sources_of(content, pages.site)
    yield from _overviews(found, content, pages)
    for kind, group in found.grouped:
        yield from _lists(found, kind, group, pages)
    for source in sorted(filter(found.has_page, found.positions)):
        yield from _own_pages(found, source, pages)
    if pages.site.retractions is not None:
        yield from _retracted(found, pages.site.retractions, pages)


# ------------------------------------------------------------------------------ lists


def _overviews(found: Sources, content: SiteContent, pages: PageRenderer) -> Files:
    lines: dict[str, list[ListLine]] = {}
    for kind, group in found.grouped:
        lines.setdefault(kind, []).append(_line(found, kind, group))
    counts = {
        kind: sum(len(ids) for (its, _), ids in found.grouped.items() if its == kind)
        for kind in lines
    }
    listed = found.site.retractions
    context = {
        "title": TITLE,
        "introduction": INTRODUCTION,
        "guide": content.guide(SOURCE.folder),
        "lines": [
            ListLine(_title(kind), (f"{LISTS}{kind}/",), grouped(counts[kind])) for kind in lines
        ],
        "retracted": ListLine("", (RETRACTED,), grouped(len(found.noticed))) if listed else None,
        "crumbs": crumbs_of(Crumb(TITLE)),
    }
    yield pages.render("pages/sources.html", SOURCE.path, context)
    for kind, members in lines.items():
        title = _title(kind)
        context = {
            "title": f"Sources: {title}",
            "introduction": "",
            "guide": None,
            "lines": members,
            "retracted": None,
            "crumbs": crumbs_of(HOME, Crumb(title)),
        }
        yield pages.render("pages/sources.html", f"{LISTS}{kind}/", context)


def _line(found: Sources, kind: str, group: str) -> ListLine:
    paths, number = sorted(found.lists[kind, group]), len(found.grouped[kind, group])
    return ListLine(_label(kind, group), tuple(paths), grouped(number))


def _title(kind: str) -> str:
    return KINDS.get(kind, kind)


def _label(kind: str, group: str) -> str:
    """A group of sources in words: `April 2021` for arXiv, `10.1000` for DOIs."""
    if kind == "arxiv" and "01" <= group[2:] <= "12":
        century = "19" if int(group[:2]) >= FIRST_YEAR else "20"
        return month_label(f"{century}{group[:2]}-{group[2:]}")
    return f"PMID {group} million" if kind == "pmid" else group


def _lists(found: Sources, kind: str, group: str, pages: PageRenderer) -> Files:
    """The pages that list the sources of one group."""
    for path, members in sorted(found.lists[kind, group].items()):
        papers = [() if found.has_page(each) else tuple(found.papers(each)) for each in members]
        rows = [row for each in papers for row in each]
        make = partial(_list, kind, group, path, members, papers, pages)
        # As one text each, because there are as many sources as papers, or more.
        shows = repr(members), repr([len(each) for each in papers])
        yield from pages.group(path, rows, (kind, group, *shows), make)


def _list(
    kind: str,
    group: str,
    path: str,
    members: Sequence[str],
    papers: Sequence[tuple[CatalogRow, ...]],
    pages: PageRenderer,
) -> Files:
    """One page of sources, each with its papers, or with a link to its own page."""
    title, label = _title(kind), _label(kind, group)
    context: dict[str, object] = {
        "title": f"Sources: {label}",
        "entries": [_entry(each, its) for each, its in zip(members, papers, strict=True)],
        "crumbs": crumbs_of(HOME, Crumb(title, f"{LISTS}{kind}/"), Crumb(label)),
    }
    yield pages.render("pages/source_list.html", path, context)


def _entry(source: str, papers: tuple[CatalogRow, ...]) -> Entry:
    named = read_source_id(source)
    return Entry(named.anchor, named.label, named.url, "" if papers else named.path, papers)


# ------------------------------------------------------------------------------ own pages


def _own_pages(found: Sources, source: str, pages: PageRenderer) -> Files:
    """The page of one source, and those of its older papers."""
    named, at = read_source_id(source), found.at(source)
    standings = found.catalog.standings_of(at)
    description = "Papers that name this source as one."
    group = Group(named.label, named.path, len(at), standings, description, language="und")
    of_group = named.list_path(found.site.source_list_parts)
    above = (
        HOME,
        Crumb(_title(named.kind), f"{LISTS}{named.kind}/"),
        Crumb(_label(named.kind, named.group), of_group),
    )
    shown = _shown(named, found.site.retractions)
    yield from group_pages(group, found.catalog.at(at), above, pages, shown)


def _shown(named: SourceId, listed: RetractionList | None) -> Shown:
    links = [OutsideLink(f"Open {named.label}", named.url)]
    if listed is None:
        return Shown((), tuple(links))
    notices = listed.of(str(named))
    if not notices:
        return Shown((("On the list of retractions", (NOT_LISTED,)),), tuple(links))
    titles = tuple(dict.fromkeys(each.title for each in notices if each.title))
    facts = [("Title in the list of retractions", titles)] if titles else []
    facts += [(each.nature, tuple(_said(each))) for each in notices]
    links += [
        OutsideLink(f"Its notice, doi:{each.doi}", each.doi_url)
        for each in dict.fromkeys(notices)
        if each.doi
    ]
    links.append(OutsideLink("All retracted sources", RETRACTED))
    return Shown(tuple(facts), tuple(dict.fromkeys(links)))


def _said(notice: ListedNotice) -> Iterator[str]:
    yield day_month_year(notice.day) if notice.day else "date not stated in the list"
    yield from notice.reasons
    yield f"Entry {notice.record} of the list of retractions"


# ------------------------------------------------------------------------------ retracted


def _retracted(found: Sources, listed: RetractionList, pages: PageRenderer) -> Files:
    """The list for the integrity desk, and its downloads."""
    noticed = found.noticed
    context = {
        "title": "Retracted sources",
        "listed": listed_facts(listed),
        "noticed": noticed,
        "papers": len({row.id for each in noticed for row in each.papers}),
        "crumbs": crumbs_of(HOME, Crumb("Retracted sources")),
    }
    yield pages.render("pages/retracted_sources.html", RETRACTED, context)
    facts = listed_facts(listed)
    for name, make in (("papers.csv", as_csv), ("papers.json", as_json)):
        shows = (facts, [(str(each.id), each.notices, each.papers) for each in noticed])
        file = SiteFile(f"{RETRACTED[1:]}{name}", partial(make, noticed, facts, pages.site), shows)
        yield pages.make(file)


def listed_facts(listed: RetractionList) -> dict[str, str]:
    """Which list it is: its file, digest, number of rows and newest date."""
    return {
        "file": listed.file.rpartition("/")[2],
        "sha256": listed.sha256,
        "rows": grouped(listed.rows),
        "newest": day_month_year(listed.newest) if listed.newest else "",
    }
