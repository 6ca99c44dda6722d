"""The site map: the folders of a site, the family of a file, and the menus of a new site."""

from __future__ import annotations

import pytest

from sitegen.render import site_map
from sitegen.render.site_map import SitePages, default_navigation, family_of


@pytest.mark.parametrize(
    ("file", "family"),
    [
        ("index.html", site_map.INDEX),
        ("gate/index.html", site_map.GATE),
        ("gate/verified/2/index.html", site_map.GATE),
        ("corrections/2/index.html", site_map.CORRECTIONS),
        ("feed.atom", site_map.FEED),
        ("feed-12.atom", site_map.FEED),
        ("gate/feed-1.atom", site_map.VERDICTS_FEED),
        ("corrections/feed.atom", site_map.CORRECTIONS_FEED),
        ("corrections/feed-1.atom", site_map.CORRECTIONS_FEED),
        ("sitemap-papers-1.xml", site_map.SITEMAP),
        ("sitemap-1/index.html", site_map.GUIDES),
        ("feed-1/more.atom", site_map.GUIDES),
        ("ledger.json", site_map.LEDGER),
        ("schemas/authored/tombstone.json", site_map.SCHEMAS),
        ("assets/site.css", site_map.STYLE_SHEET),
        ("assets/other.css", site_map.GUIDES),
        ("about/index.html", site_map.GUIDES),
        ("gates/index.html", site_map.GUIDES),
    ],
)
def test_a_file_is_of_the_family_that_lies_nearest_to_it(file: str, family: SitePages) -> None:
    assert family_of(file) is family


def test_folders_are_those_of_pages_and_of_records() -> None:
    made = {"accessibility", "assets", "corrections", "gate", "month", "paper", "schemas", "topic"}
    assert made <= site_map.FOLDERS
    assert {"accessibility", "schemas", "topic"} <= site_map.FOLDERS - site_map.RESERVED
    assert {"assets", "gate", "month", "paper", "tier"} <= site_map.RESERVED


def test_an_entry_stands_in_the_menu_that_it_names() -> None:
    texts = [site_map.MenuEntry("A text", "/a/", "Verification"), site_map.MenuEntry("B", "/b/")]
    by_label = {str(each["label"]): each for each in default_navigation(texts)}
    research = by_label["Research"]["items"]
    assert isinstance(research, list)
    assert research[:2] == [
        {"label": "By month", "path": "/month/"},
        {"label": "By quality tier", "path": "/tier/"},
    ]
    assert by_label["B"] == {"label": "B", "path": "/b/"}
    items = by_label["Verification"]["items"]
    assert isinstance(items, list)
    assert items[:1] == [{"label": "By gate status", "path": "/gate/"}]
    assert items[-1:] == [{"label": "A text", "path": "/a/"}]
