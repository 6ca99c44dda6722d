"""Listings by every facet and by pairs of them: which papers, on which pages, how far away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import PurePosixPath
from urllib.parse import urljoin

import pytest

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.render.catalog import make_catalog
from sitegen.render.facets import BY_AUTHOR, BY_TOPIC, FACETS, Facet
from sitegen.render.pages.groups import Group
from sitegen.render.pages.letters import MOST_GROUPS, Letter, by_letter
from sitegen.render.pages.pairs import PAIRS, Pair
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import INDEX, SITE_PAGES
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.page_parts import Page, faults, text_of
from tests.small_world import papers as world

PAGES = PageRenderer(world.site(), Templates())
FAMILIES = [INDEX, *(facet.pages for facet in FACETS)]
PAPER = re.compile(r'href="(?:\.\./|\./)*paper/([0-9a-f-]{36})/"')
LINK = re.compile(r'<a [^>]*?href="([^"#]+)')
TOPICS = ("transfer", "Transfer ", "<b>bold</b> & co.", "機械学習", "تعلم الآلة", "../up", "C++")
ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")
NAMES = ("Ada Invented", "Bo Öther", "山田太郎")
STATUSES = ("UNVERIFIED", "VERIFIED", "FALSIFIED", "RETRACTED", "CORRECTED")
PAGE_SIZE = 3


def paper(number: int) -> CatalogRow:
    """An invented paper; its groups follow from its number."""
    gate = ("UNVERIFIED", "VERIFIED", "FALSIFIED", "UNVERIFIED", "")[number % 5]
    status = gate or "NOT_STATED"
    author = number % 3
    return row(
        number,
        (date(2026, 3, 1) + timedelta(number)).isoformat(),
        gate=gate,
        status="RETRACTED" if number % 7 == 3 else status,
        tier=("WATCHLIST", "DOI_GRADE")[number % 2],
        level=None if number % 11 == 5 else number % 3,
        review_score=None if number % 6 == 5 else 7.0 + number % 4 / 10,
        topics=() if number % 4 == 3 else (TOPICS[number % 7], TOPICS[(number + 3) % 7]),
        orcids=((ORCIDS[author], NAMES[author], ""),) if number % 2 else (),
    )


def rendered(rows: list[CatalogRow]) -> dict[str, bytes]:
    """The files of the front page and of all listings."""
    return dict(site_files(SiteContent(make_catalog(rows)), PAGES, FAMILIES))


ROWS = [paper(number) for number in range(40)]
NEWEST_FIRST = ROWS[::-1]


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, bytes]]:
    """The listings of forty papers on pages of three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.render.catalog.PAGE_SIZE", PAGE_SIZE)
        yield rendered(ROWS)


def papers_on(files: dict[str, bytes], path: str) -> list[str]:
    """The ids of the papers on the pages of a list, the newest first, as its pages are numbered."""
    folder = PurePosixPath(path[1:])
    numbered = {
        int(name.parent.name): files[str(name)]
        for name in map(PurePosixPath, files)
        if name.parent.parent == folder and name.parent.name.isdigit()
    }
    shown = [numbered[number] for number in sorted(numbered, reverse=True)]
    shown = shown or [files[f"{folder}/index.html"]]
    return [found for data in shown for found in PAPER.findall(data.decode())]


def members(facet: Facet, key: str) -> list[str]:
    """The ids of the papers of a group, found one by one."""
    return [each.id for each in NEWEST_FIRST if key in facet.keys(each)]


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.folder)
def test_the_pages_of_a_group_hold_its_papers_in_order(
    facet: Facet, files: dict[str, bytes]
) -> None:
    keys = {key for each in ROWS for key in facet.keys(each)}
    assert len(keys) > 1
    for key in keys:
        assert papers_on(files, facet.path_of(key)) == members(facet, key)
    overview = files[f"{facet.folder}/index.html"].decode()
    left_out = sum(not facet.keys(each) for each in ROWS)
    assert (f"{left_out} records do not" in overview) == bool(left_out)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda each: f"{each.first.name}, {each.second.name}")
def test_a_pair_has_the_papers_of_both_groups_and_one_address(
    pair: Pair, files: dict[str, bytes]
) -> None:
    first, second = pair.first, pair.second
    firsts = {key for each in ROWS for key in first.keys(each)}
    seconds = {key for each in ROWS for key in second.keys(each)}
    made = 0
    for one, other in product(firsts, seconds):
        path = pair.path(one, other)
        both = [each for each in members(first, one) if each in members(second, other)]
        name = f"{path[1:]}index.html"
        if name in files:
            made += 1
            assert papers_on(files, path) == both
            page = Page(files[name].decode(), f"{world.BASE_URL}{path}")
            groups = {first.path_of(one), second.path_of(other)}
            assert {*page.targets} >= {f"{world.BASE_URL}{each}" for each in groups}
        else:
            is_short = len(members(first, one)) <= PAGE_SIZE
            assert not both or other in pair.left_out or is_short
        swapped = f"{second.path_of(other)}{first.folder}/{first.slug(one)}/index.html"
        assert swapped[1:] not in files
    assert made


def test_what_a_list_is_narrowed_by_is_counted_as_the_pages_hold_it(
    files: dict[str, bytes],
) -> None:
    page = Page(files["gate/unverified/index.html"].decode(), f"{world.BASE_URL}/gate/unverified/")
    (ways,) = page.with_class("by-facet")
    assert [text_of(each) for each in ways.iter("h3")] == [
        *("Quality tier", "Verification level", "Editorial status", "Month", "Review score")
    ]
    for line in ways.iter("li"):
        (link,) = line.iter("a")
        target = urljoin(page.url, link.get("href", "")).removeprefix(world.BASE_URL)
        assert text_of(line).split()[-1] == str(len(papers_on(files, target)))
    assert Page(files["gate/unverified/2/index.html"].decode(), "x:").with_class("by-facet") == []


@pytest.mark.parametrize("group", ["gate/unverified", "topic/transfer"])
def test_a_new_paper_changes_no_full_page(
    group: str, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.render.catalog.PAGE_SIZE", PAGE_SIZE)
    new = paper(70)
    after = rendered([*ROWS, new])
    changed = {name for name in after if files.get(name) != after[name]}
    assert f"{group}/index.html" in changed
    assert f"{group}/pages/index.html" in changed or group == "topic/transfer"
    own = {facet.path_of(key)[1:] for facet in FACETS for key in facet.keys(new)}
    for name in changed:
        folder = next((each for each in own if name.startswith(each)), "")
        is_overview = name.count("/") == 1 or name == "index.html"
        assert folder or is_overview, name
        number = PurePosixPath(name).parent.name
        if number.isdigit() and name in files:
            assert len(PAPER.findall(files[name].decode())) < PAGE_SIZE, name


def test_hostile_topics_and_names_make_good_pages(files: dict[str, bytes]) -> None:
    hostile = [name for name in files if name.startswith(("topic/", "author/"))]
    assert all(re.fullmatch(r"[a-zA-Z0-9/.-]+", name) for name in hostile)
    for name in hostile:
        if not re.search(r"/\d+/", name):
            url = f"{world.BASE_URL}/{name.removesuffix('index.html')}"
            assert faults(Page(files[name].decode(), url)) == []
    overview = Page(files["topic/index.html"].decode(), f"{world.BASE_URL}/topic/")
    (listed,) = overview.with_class("groups")
    assert {text_of(each) for each in listed.iter("a")} == {*TOPICS} - {"Transfer "}


def test_an_author_has_a_page_with_the_names_that_papers_print() -> None:
    rows = [
        row(1, "2026-06-01", orcids=((ORCIDS[0], "A. Invented", "Invented"),)),
        row(2, "2026-06-02", orcids=((ORCIDS[0], "Ada Invented", "Invented"),)),
    ]
    made = rendered(rows)
    page = Page(made[f"author/{ORCIDS[0]}/index.html"].decode(), f"{world.BASE_URL}/author/x/")
    assert text_of(page.one("h1")) == "A. Invented: 2 papers"
    assert "Printed as: A. Invented; Ada Invented" in text_of(page.one("main"))
    assert f"https://orcid.org/{ORCIDS[0]}" in page.links
    assert "A. Invented" in made["author/index.html"].decode()


def test_no_paper_is_more_than_six_clicks_from_the_front_page(files: dict[str, bytes]) -> None:
    found, reached, clicks = {""}, {""}, 0
    ids: dict[str, int] = {}
    while found and clicks < 20:
        clicks += 1
        ahead: set[str] = set()
        for path in found:
            text = files[f"{path}index.html"].decode()
            for each in PAPER.findall(text):
                ids.setdefault(each, clicks)
            for link in LINK.findall(text):
                target = urljoin(f"{world.BASE_URL}/{path}", link)
                if target.startswith(f"{world.BASE_URL}/") and target.endswith("/"):
                    ahead.add(target.removeprefix(f"{world.BASE_URL}/"))
        found = {path for path in ahead - reached if f"{path}index.html" in files}
        reached |= found
    assert set(ids) == {each.id for each in ROWS}
    # Front page, overview, group, index of its pages, page, paper: forty papers on pages of three
    # have as many pages in a list as 1,300 papers on pages of a hundred.
    assert max(ids.values()) <= 5
    # Every list can be reached, that of a pair too.
    lists = {name for name in files if not re.search(r"/(\d+|pages)/index\.html\Z", name)}
    assert {f"{path}index.html" for path in reached} >= lists


def depth(letters: tuple[Letter, ...]) -> int:
    """How many pages by letter lead to a group at most."""
    return max((1 + depth(each.below) for each in letters), default=0)


def test_fifty_thousand_authors_are_few_clicks_away() -> None:
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n:05}" for n in range(50_000)]
    groups = [Group(name, f"/author/{name}/", 1, sorted_by=name) for name in names]
    letters = by_letter(groups, "/author/letters/")
    # Front page, overview, pages by letter, author, index of pages, page, paper: an author of more
    # than a page has papers in a short list of months, too, which are nearer.
    assert 1 + depth(letters) + 1 <= 4
    pages = list(all_of(letters))
    assert all(len(each.groups) <= MOST_GROUPS for each in pages)
    assert sum(len(each.groups) for each in pages) == 50_000
    assert len({each.path for each in pages}) == len(pages) < 1_000


def all_of(letters: tuple[Letter, ...]) -> Iterator[Letter]:
    """Pages by letter, with those below them."""
    for each in letters:
        yield each
        yield from all_of(each.below)


def test_labels_in_any_script_have_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.render.pages.letters.MOST_GROUPS", 2)
    labels = [*TOPICS, *NAMES, "Öz", "Oz", "øre", "Ωmega", "ωm", "ωμ", "42", "4 rooms", "—", "ß"]
    groups = [Group(label, f"/{n}/", 1, sorted_by=label) for n, label in enumerate(labels)]
    letters = by_letter(groups, "/topic/letters/")
    pages = list(all_of(letters))
    assert sorted(each.label for page in pages for each in page.groups) == sorted(labels)
    assert len({each.path for each in pages}) == len(pages)
    assert all(re.fullmatch(r"/topic/letters/[a-z0-9-]+/", each.path) for each in pages)
    names = [each.label for each in letters]
    assert {"O", "0–9", "Greek", "Arabic", "Chinese characters", "Other characters"} <= {*names}


def test_many_groups_are_listed_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.render.pages.letters.MOST_GROUPS", 4)
    monkeypatch.setattr("sitegen.render.pages.listings.MOST_GROUPS", 4)
    rows = [row(n, topics=(f"{chr(97 + n % 3)}{chr(97 + n)}", "shared")) for n in range(18)]
    made = dict(site_files(SiteContent(make_catalog(rows)), PAGES, [BY_TOPIC.pages]))
    overview = Page(made["topic/index.html"].decode(), f"{world.BASE_URL}/topic/")
    assert [text_of(each) for each in overview.with_class("letters")] != []
    pages = [data.decode() for name, data in made.items() if "/letters/" in name]
    found = {each for data in pages for each in LINK.findall(data)}
    for each in {key for row_ in rows for key in BY_TOPIC.keys(row_)}:
        assert f"../../../topic/{each}/" in found
    for name in made:
        url = f"{world.BASE_URL}/{name.removesuffix('index.html')}"
        assert faults(Page(made[name].decode(), url)) == []


def test_every_facet_has_a_family_of_pages() -> None:
    assert {facet.pages for facet in FACETS} <= {*SITE_PAGES}
    assert BY_AUTHOR.path_of(ORCIDS[0]) == f"/author/{ORCIDS[0]}/"
