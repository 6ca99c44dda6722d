"""The link to report an error: what it carries, and that no text of a record adds to it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.error_report import error_report
from tests.contracts.papers import SITE, facts, published
from tests.hard_records import TITLES, hard_papers

MAIL = "editors+papers@owls.example"
TRACKER = "https://github.com/owls/records/issues/new"


def paper(title: str = "How owls hear") -> PublishedPaper:
    return published(facts({"work.title": title}))


def link(contact: str, of: PublishedPaper) -> str:
    found = error_report(of, replace(SITE, contact=contact))
    assert found is not None
    return found.url


def carried(url: str) -> dict[str, str]:
    """What the link fills in, by name; each name stands once."""
    query = parse_qs(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in query.values())
    return {name: value for name, (value,) in query.items()}


def test_without_a_contact_there_is_no_link() -> None:
    assert error_report(paper(), replace(SITE, contact="")) is None


def test_a_message_carries_record_title_page_and_status() -> None:
    of = paper()
    url = link(MAIL, of)
    assert url.startswith("mailto:editors%2Bpapers@owls.example?subject=")
    found = carried(url)
    assert found["subject"] == f"Error in {of.manifest.work.record_id}"
    lines = found["body"].split("\r\n")
    assert lines[:4] == [
        f"Record: {of.manifest.work.record_id}",
        "Title: How owls hear",
        f"Page: {SITE.url(of.path)}",
        f"Status: {of.manifest.editorial_status.label}",
    ]
    assert "+" not in url  # mail programs take it for a plus, not for a space


@pytest.mark.parametrize(
    ("tracker", "names"),
    [
        (TRACKER, {"title", "body"}),
        (f"{TRACKER}?labels=error", {"labels", "title", "body"}),
        (
            "https://gitlab.com/owls/records/-/issues/new",
            {"issue[title]", "issue[description]"},
        ),
        (
            "https://gitlab.com/owls/records/-/issues/new/",
            {"issue[title]", "issue[description]"},
        ),
    ],
)
def test_a_tracker_is_given_the_parameters_that_it_knows(tracker: str, names: set[str]) -> None:
    url = link(tracker, paper())
    assert url.startswith(tracker)
    assert set(carried(url)) == names


@pytest.mark.parametrize("contact", [MAIL, TRACKER])
@pytest.mark.parametrize("title", [*TITLES.values(), "A&body=b#c?d=%0D%0Ae", '"><script>x'])
def test_no_title_adds_to_the_link(title: str, contact: str) -> None:
    of = paper(title)
    url = link(contact, of)
    assert url.isascii()
    assert not set(url) & set("\"'<> \r\n#")
    found = carried(url)
    assert len(found) == 2
    (text,) = (value for name, value in found.items() if name == "body")
    assert len(text.splitlines()) == 6


def test_every_hard_record_has_a_link_that_a_browser_follows() -> None:
    for of in hard_papers().values():
        assert len(link(TRACKER, of)) < 8000  # GitHub's limit
