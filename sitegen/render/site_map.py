"""The table of the pages and files of a site that do not belong to one paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.reading.kinds import KINDS, RecordKind


@dataclass(frozen=True)
class SitePages:
    """One family of pages, or one file, and the function that makes it.

    `path` is its path on the site. With a slash at its end, it is that of the first page of the
    family, and the others are below it; it is empty for pages whose names editors choose. `maker`
    names the function in `render.pages`, as `module:function`, so that it is imported only when it
    is called. It is empty for a file that `render.exports.SITE_EXPORTS` makes.
    `lists_papers` says that it shows papers, so it is uploaded after theirs. `label` is its entry
    in the menus of a new site, empty if it has none, and `menu` is the menu of that entry, empty
    for the bar itself. `has_introduction` says that a guide of the same name introduces it. The
    list of a kind of record has its `kind`, which the maker gets as well. `has_parts` says that a
    file may have further ones next to it: `/feed.atom` has `/feed-1.atom`. A file that is a copy of
    one among the templates has `copy_of` instead of a maker. `first` is the name of
    the first file of a family.
    """

    path: str
    maker: str = ""
    lists_papers: bool = False
    label: str = ""
    menu: str = ""
    has_introduction: bool = False
    kind: RecordKind | None = None
    has_parts: bool = False
    copy_of: str = ""
    first: str = "index.html"

    @property
    def folder(self) -> str:
        """The top-level folder of its files on the site; empty for the root itself."""
        top, slash, _ = self.path[1:].partition("/")
        return top if slash else ""

    @property
    def file(self) -> str:
        """Its file, or that of its first page."""
        return f"{self.path[1:]}{self.first}" if self.path.endswith("/") else self.path[1:]

    def part(self, name: str) -> str:
        """The path of a further file of this family."""
        stem, _, suffix = self.path.rpartition(".")
        return f"{stem}-{name}.{suffix}"

    def holds(self, file: str) -> bool:
        """Whether a path on the site belongs to this family."""
        if file == self.file:
            return True
        if self.has_parts:
            stem, _, suffix = self.file.rpartition(".")
            is_beside = "/" not in file[len(stem) :]
            return is_beside and file.startswith(f"{stem}-") and file.endswith(f".{suffix}")
        is_family = self.folder != "" and self.path.endswith("/")
        return is_family and file.startswith(self.path[1:])


class MenuEntry(NamedTuple):
    """A link in the menus of a new site; `menu` is its menu, empty for the bar itself."""

    label: str
    path: str
    menu: str = ""


def file_of(path: str) -> str:
    """The file of the page at a path of the site: `/about/` is in `about/index.html`."""
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


RESEARCH, VERIFICATION = "Research", "Verification"

INDEX = SitePages("/", "front_page:front_page", lists_papers=True, label="Index")
MONTH = SitePages(
    "/month/", "listings:by_month", lists_papers=True, label="By month", menu=RESEARCH
)
TIER = SitePages(
    "/tier/", "listings:by_tier", lists_papers=True, label="By quality tier", menu=RESEARCH
)
TOPIC = SitePages(
    "/topic/",
    "listings:by_topic",
    lists_papers=True,
    label="By topic",
    menu=RESEARCH,
    has_introduction=True,
)
AUTHOR = SitePages(
    "/author/",
    "listings:by_author",
    lists_papers=True,
    label="By author",
    menu=RESEARCH,
    has_introduction=True,
)
SOURCE = SitePages(
    "/source/",
    "source_pages:sources",
    lists_papers=True,
    label="By source",
    menu=RESEARCH,
    has_introduction=True,
)
SCORE = SitePages(
    "/score/",
    "listings:by_score",
    lists_papers=True,
    label="By score",
    menu=RESEARCH,
    has_introduction=True,
)
GATE = SitePages(
    "/gate/", "listings:by_gate", lists_papers=True, label="By gate status", menu=VERIFICATION
)
LEVEL = SitePages(
    "/level/",
    "listings:by_level",
    lists_papers=True,
    label="By level",
    menu=VERIFICATION,
    has_introduction=True,
)
STATUS = SitePages(
    "/status/",
    "listings:by_status",
    lists_papers=True,
    label="By editorial status",
    menu=VERIFICATION,
    has_introduction=True,
)
CORRECTIONS = SitePages(
    "/corrections/",
    "corrections_page:corrections",
    lists_papers=True,
    label="Corrections",
    menu=VERIFICATION,
)
FLAGGED = SitePages(
    "/flagged/",
    "flagged_pages:flagged",
    lists_papers=True,
    label="Flagged papers",
    menu=VERIFICATION,
    has_introduction=True,
)
RECORD_IDS = SitePages(
    "/id/", "record_id_pages:record_id_pages", lists_papers=True, has_introduction=True
)
FLAGGED_JSON = SitePages("/flagged.json", lists_papers=True)
FLAGGED_CSV = SitePages("/flagged.csv", lists_papers=True)
FEED = SitePages("/feed.atom", lists_papers=True, has_parts=True)
VERDICTS_FEED = SitePages(f"{GATE.path}feed.atom", lists_papers=True, has_parts=True)
CORRECTIONS_FEED = SitePages(f"{CORRECTIONS.path}feed.atom", lists_papers=True, has_parts=True)
LEDGER = SitePages("/ledger.json", lists_papers=True)
GUIDES = SitePages("", "guide_pages:guides")
SCHEMAS = SitePages(
    "/schemas/",
    "schema_pages:schemas",
    label="Schemas",
    menu=VERIFICATION,
    has_introduction=True,
)
ACCESSIBILITY = SitePages("/accessibility/", "accessibility:statement", has_introduction=True)
NOT_FOUND = SitePages("/404.html", "not_found:not_found")
STYLE_SHEET = SitePages("/assets/site.css", copy_of="styles/site.css")
# The style sheet names them; a test compares.
WEB_FONTS = tuple(
    SitePages(f"/assets/fonts/{name}.woff2", copy_of=f"webfonts/{name}.woff2")
    for family, subsets in (
        ("source-serif-4", ("latin", "latin-ext", "greek", "cyrillic", "vietnamese")),
        ("source-sans-3", ("latin", "latin-ext", "greek", "cyrillic", "vietnamese")),
        ("source-code-pro", ("latin", "latin-ext")),
    )
    for name in (f"{family}-{subset}" for subset in subsets)
)
CARDS = SitePages("/assets/cards/", "card_files:card_files", first="site.png")
# Pages link to the first. Browsers and feed readers ask for the second without being told, so that
# without it each of their visits would end in a 404.
FAVICON = SitePages("/favicon.svg", copy_of="icons/favicon.svg")
OLD_FAVICON = SitePages("/favicon.ico", copy_of="icons/favicon.ico")
ROBOTS = SitePages("/robots.txt", "crawler_files:robots")
LLMS = SitePages("/llms.txt", "crawler_files:llms")
SITEMAP = SitePages("/sitemap.xml", "sitemap:sitemap", lists_papers=True, has_parts=True)

SEARCH = SitePages("/search/", "search_page:search_page")
SEARCH_INDEX = SitePages(
    "/search/index/", "search_index:search_index", lists_papers=True, first="parts.json"
)
SEARCH_SCRIPT = SitePages("/assets/search.js", copy_of="scripts/search.js")

# One list for each kind of record that has a label; papers have the listings above.
RECORD_LISTS = tuple(
    SitePages(kind.list_path, "record_lists:record_list", lists_papers=True, kind=kind)
    for kind in KINDS
    if kind.label
)

SITE_PAGES = (
    *(INDEX, MONTH, TIER, TOPIC, AUTHOR, SOURCE, SCORE, GATE, LEVEL, STATUS),
    *(FLAGGED, CORRECTIONS),
    *(FEED, VERDICTS_FEED, CORRECTIONS_FEED, FLAGGED_JSON, FLAGGED_CSV, LEDGER),
    RECORD_IDS,
    *(SEARCH, SEARCH_INDEX),
    *RECORD_LISTS,
    *(
        GUIDES,
        SCHEMAS,
        ACCESSIBILITY,
        NOT_FOUND,
        STYLE_SHEET,
        SEARCH_SCRIPT,
        *WEB_FONTS,
        CARDS,
        FAVICON,
        OLD_FAVICON,
    ),
    *(ROBOTS, LLMS, SITEMAP),
)

# Files that are copies of templates; pages link to them.
COPIES = tuple(each for each in SITE_PAGES if each.copy_of)
# What tells crawlers of all other files.
OF_CRAWLERS = (ROBOTS, LLMS, SITEMAP)

# Top-level folders of a site that sitegen makes; any other is that of a guide.
FOLDERS = frozenset(
    {each.folder for each in SITE_PAGES if each.folder} | {kind.site_folder for kind in KINDS}
)
# The names that guides cannot have.
RESERVED = FOLDERS - {each.folder for each in SITE_PAGES if each.has_introduction}


def family_of(file: str) -> SitePages:
    """The family of a file of the site; that of the guides if no other family has it."""
    holding = [each for each in SITE_PAGES if each.path and each.holds(file)]
    return max(holding, key=lambda each: len(each.path), default=GUIDES)


def default_navigation(guides: Iterable[MenuEntry] = ()) -> list[dict[str, object]]:
    """The menus of a new site, in the form of `navigation:` in site.yaml.

    `guides` are links to the guides of a new site.
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
