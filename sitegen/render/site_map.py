"""The pages and files of a site that belong to no single paper: one table, which all ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.reading.kinds import KINDS, RecordKind


@dataclass(frozen=True)
class SitePages:
    """One family of pages, or one file, and the function that makes it.

    `path` is where it lies. With a slash at its end, it is that of the family's first page, and the
    others lie below; it is empty for pages whose names editors choose. `maker` names the function
    in `render.pages`, as `module:function`: whoever asks for paths alone loads none of them. It is
    empty for a file that `render.exports.SITE_EXPORTS` makes.
    `lists_papers` says that it shows papers, so it goes out after theirs. `label` is its entry in
    the menus of a new site, empty where it has none, and `menu` the menu that the entry stands in,
    empty for the bar itself. `has_introduction` says that a guide of the same name introduces it.
    The list of a kind of record has its `kind`, which the maker is given as well.
    """

    path: str
    maker: str = ""
    lists_papers: bool = False
    label: str = ""
    menu: str = ""
    has_introduction: bool = False
    kind: RecordKind | None = None

    @property
    def folder(self) -> str:
        """The folder at the root of the site that its files lie in; empty for the root itself."""
        top, slash, _ = self.path[1:].partition("/")
        return top if slash else ""

    @property
    def file(self) -> str:
        """Its file, or that of its first page."""
        return file_of(self.path)

    def holds(self, file: str) -> bool:
        """Whether a file of the site lies where this family does."""
        is_family = self.folder != "" and self.path.endswith("/")
        return file == self.file or (is_family and file.startswith(self.path[1:]))


class MenuEntry(NamedTuple):
    """A link in the menus of a new site; `menu` is the one that it stands in, empty for the bar."""

    label: str
    path: str
    menu: str = ""


def file_of(path: str) -> str:
    """The file of the page at a path of the site: `/about/` is in `about/index.html`."""
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


VERIFICATION = "Verification"

INDEX = SitePages("/", "listings:index", lists_papers=True, label="Index")
MONTH = SitePages("/month/", "listings:by_month", lists_papers=True, label="By month")
TIER = SitePages("/tier/", "listings:by_tier", lists_papers=True, label="By quality tier")
GATE = SitePages(
    "/gate/", "listings:by_gate", lists_papers=True, label="By gate status", menu=VERIFICATION
)
CORRECTIONS = SitePages(
    "/corrections/",
    "corrections_page:corrections",
    lists_papers=True,
    label="Corrections",
    menu=VERIFICATION,
)
FEED = SitePages("/corrections/feed.atom", lists_papers=True)
LEDGER = SitePages("/ledger.json", lists_papers=True)
GUIDES = SitePages("", "guide_pages:guides")
SCHEMAS = SitePages(
    "/schemas/",
    "schema_pages:schemas",
    label="Schemas",
    menu=VERIFICATION,
    has_introduction=True,
)
NOT_FOUND = SitePages("/404.html", "static_files:not_found")
STYLE_SHEET = SitePages("/assets/site.css", "static_files:style_sheet")

# One list for each kind of record that has a label; papers have the listings above.
RECORD_LISTS = tuple(
    SitePages(
        kind.list_path, "record_lists:record_list", lists_papers=True, label=kind.label, kind=kind
    )
    for kind in KINDS
    if kind.label
)

SITE_PAGES = (
    *(INDEX, MONTH, TIER, GATE, CORRECTIONS, FEED, LEDGER),
    *RECORD_LISTS,
    *(GUIDES, SCHEMAS, NOT_FOUND, STYLE_SHEET),
)

# Folders at the root of a site that sitegen makes; any other is that of a guide.
FOLDERS = frozenset(
    {each.folder for each in SITE_PAGES if each.folder} | {kind.site_folder for kind in KINDS}
)
# Those whose name no guide can have.
RESERVED = FOLDERS - {each.folder for each in SITE_PAGES if each.has_introduction}


def family_of(file: str) -> SitePages:
    """The family that would make a file of the site; the guides for one that no other holds."""
    holding = [each for each in SITE_PAGES if each.path and each.holds(file)]
    return max(holding, key=lambda each: len(each.path), default=GUIDES)


def default_navigation(guides: Iterable[MenuEntry] = ()) -> list[dict[str, object]]:
    """The menus of a new site, in the form of `navigation:` in site.yaml.

    `guides` are links to the texts that the site begins with.
    """
    entries = [MenuEntry(each.label, each.path, each.menu) for each in SITE_PAGES if each.label]
    navigation: list[dict[str, object]] = []
    menus: dict[str, list[dict[str, str]]] = {}
    for entry in (*entries, *guides):
        link = {"label": entry.label, "path": entry.path}
        if not entry.menu:
            navigation.append({**link})
            continue
        if entry.menu not in menus:
            menus[entry.menu] = []
            navigation.append({"label": entry.menu, "items": menus[entry.menu]})
        menus[entry.menu].append(link)
    return navigation
