"""Every link of a built site leads somewhere: on the pages, in the reports, on a real server."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sitegen.reading.records import find_papers, read_source
from sitegen.render.cards import cards
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates
from tests.conftest import ROOT
from tests.page_parts import LEADS_ON, Page, file_at, files_of, pages_of, text_of
from tests.reading_back import BuiltSite, html_text
from tests.serving import get, served
from tests.small_world import papers as world

LOADED = re.compile(r'url\("(.*?)"\)')
# What servers and programs ask for, and no page links to.
UNLINKED = {
    *("404.html", ".sitegen-site", "favicon.ico", "robots.txt", "llms.txt"),
    *(each.path[1:] for each in cards(world.site())),
}


@pytest.mark.usefixtures("needs_pdf")
def test_every_link_and_fragment_leads_somewhere(any_site: tuple[BuiltSite, str]) -> None:
    site, base_url = any_site
    assert [*broken_links(site, base_url)] == []


def test_every_link_leads_somewhere_at_the_limits_of_a_page(page_world: BuiltSite) -> None:
    broken = [*broken_links(page_world, world.BASE_URL)]
    # It is built without PDFs.
    assert [each for each in broken if not each[1].endswith("/paper.pdf")] == []


def broken_links(site: BuiltSite, base_url: str) -> Iterator[tuple[str, str]]:
    """The pages and targets of links that lead nowhere, fragments and parts of pages included."""
    pages, files = pages_of(site, base_url), files_of(site)
    for name, page in pages.items():
        assert len(page.targets) >= 10, name
        yield from ((name, each) for each in page.references if each not in page.ids)
        for target in page.targets:
            address, _, fragment = target.partition("#")
            file = file_at(address, base_url)
            if file is None:
                assert urlsplit(target).scheme in {"http", "https", "mailto"}, (name, target)
            elif unquote(file) not in files or (fragment and fragment not in pages[file].ids):
                yield name, target


def test_pages_link_within_the_site_by_relative_addresses(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, base_url = any_site
    for name, page in pages_of(site, base_url).items():
        own = [link for link in page.links if link.startswith(base_url)]
        # The publisher's own address, in the footer, names the publisher and not this site.
        assert set(own) <= {"https://assignee.net"}, name
        rooted = [link for link in page.links if link.startswith("/")]
        assert not rooted or name == "404.html", (name, rooted)


def test_every_page_names_its_own_address(any_site: tuple[BuiltSite, str]) -> None:
    for name, page in pages_of(*any_site).items():
        canonical = [
            each.get("href") for each in page.all("link") if each.get("rel") == "canonical"
        ]
        assert canonical == ([] if name == "404.html" else [page.url]), name


@pytest.mark.usefixtures("needs_pdf")
def test_every_link_of_every_report_leads_somewhere(any_site: tuple[BuiltSite, str]) -> None:
    site, base_url = any_site
    project = world.PROJECT if base_url == world.BASE_URL else Project(ROOT / "records")
    settings, _ = load_site(project)
    views = PaperViews(settings, Templates())
    pages, files, seen = pages_of(site, base_url), files_of(site), 0
    for folder in find_papers(project.records):
        paper = understand(read_source(project.records, folder)[0], settings).paper
        if paper is None or paper.report is None or f"{paper.path[1:]}index.html" not in files:
            continue
        report = Page(views.report(paper), "about:report")
        assert report.parser.errors == []
        # A drawing has the name of its formula as its source.
        for link in (each for each in report.links if not each.startswith("formula:")):
            seen += 1
            address, _, fragment = link.partition("#")
            file = file_at(address, base_url)
            if not address:
                assert fragment in report.ids, (folder, link)
            elif file is None:
                assert urlsplit(link).scheme in {"http", "https", "mailto"}, (folder, link)
            else:
                assert file in files, (folder, link)
                assert not fragment or fragment in pages[file].ids, (folder, link)
    assert seen >= 25


def crawl(start: str, base: str) -> dict[str, int]:
    """The status of every file below `base` that following links from `start` leads to."""
    statuses: dict[str, int] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop().partition("#")[0]
        file = file_at(url, base)
        if file is None or file in statuses:
            continue
        status, _, body = get(url)
        statuses[file] = status
        if file.endswith(".html"):
            waiting += Page(body.decode(), url).targets
        elif file.endswith(".css"):
            waiting += [urljoin(url, each) for each in LOADED.findall(body.decode())]
    return statuses


def unlinked_files(site: BuiltSite, found: Collection[str]) -> set[str]:
    """The files of a site that are not found, without the sitemap and pages that lead on.

    Nor are those meant that only the script of the search page loads.
    """
    missing = files_of(site).keys() - found
    by_programs = ("sitemap", "search/index/")
    return {
        each for each in missing if not each.startswith(by_programs) and not LEADS_ON.match(each)
    }


@pytest.mark.parametrize("below", ["", "/x/y"])
@pytest.mark.usefixtures("needs_pdf")
def test_following_links_from_the_index_finds_every_file(
    below: str, real_site: BuiltSite, small_world: BuiltSite
) -> None:
    site = small_world if below else real_site
    with served(site, below) as base:
        statuses = crawl(f"{base}/", base)
    assert set(statuses.values()) == {200}
    assert unlinked_files(site, statuses) == UNLINKED


@pytest.mark.usefixtures("needs_pdf")
def test_a_site_for_one_address_works_at_any_other(real_site: BuiltSite) -> None:
    with served(real_site, "/deep/er") as base:
        statuses = crawl(f"{base}/", base)
    assert set(statuses.values()) == {200}
    assert unlinked_files(real_site, statuses) == UNLINKED


@pytest.mark.parametrize("missing", ["nothing", "paper/nothing/", "a/b/c/d/e.html", "x/?y=/z/"])
def test_the_page_for_missing_addresses_works_at_every_depth(
    missing: str, small_world: BuiltSite
) -> None:
    with served(small_world, "/x/y") as base:
        status, url, body = get(f"{base}/{missing}")
        assert status == 404
        page = Page(body.decode(), url)
        assert text_of(page.one("h1")) == "Not found"
        links = [link for link in page.links if not link.startswith("#")]
        targets = [each for each in (urljoin(url, link) for link in links) if base in each]
        assert f"{base}/" in targets
        assert f"{base}/assets/site.css" in targets
        assert {get(target)[0] for target in set(targets)} == {200}


def test_the_id_of_every_schema_leads_to_its_page(small_world: BuiltSite) -> None:
    with served(small_world, "/x/y") as base:
        schemas = [
            name for name in files_of(small_world) if re.fullmatch(r"schemas/[^/]+\.json", name)
        ]
        assert len(schemas) == 10
        for name in schemas:
            schema = small_world.json(name)
            identity = schema["$id"].replace(world.BASE_URL, base)
            status, url, body = get(identity)
            assert (status, url) == (200, f"{identity}/")
            assert schema["description"] in html_text(body.decode())
