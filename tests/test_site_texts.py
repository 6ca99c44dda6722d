"""Hostile texts are text on every page and in every file, and every script keeps its direction."""

from __future__ import annotations

import re

import pytest

from tests.page_parts import Page, entry_of, files_of, listed, pages_of, text_of
from tests.reading_back import MATH, BuiltSite
from tests.small_world import papers as world


def hostile_texts(name: str) -> dict[str, str]:
    """Every text of a hostile record that a page shows, by what it is."""
    manifest = world.published(name).manifest
    work, verdict = manifest.work, manifest.gate_verdict
    texts = {
        "title": work.title,
        "question": work.research_question,
        "reason": verdict.reason or "",
        "gate": verdict.gate,
        "review method": manifest.quality_assessment.review_method or "",
        "claim source": manifest.verification.claim_summary.claim_record_source or "",
        "lead source": work.lead_source.title if work.lead_source else "",
        "dimension": manifest.quality_assessment.quality_dimensions.dimensions.novelty.stated_basis,
    }
    texts |= {f"topic {n}": topic for n, topic in enumerate(work.topics)}
    texts |= {f"creator {n}": each.name for n, each in enumerate(work.creators)}
    texts |= {f"artifact {n}": each.label for n, each in enumerate(manifest.artifact_set)}
    texts |= {f"abstract {n}": text for n, text in enumerate(work.abstract.split("\n\n"))}
    return {what: " ".join(text.split()) for what, text in texts.items() if text}


@pytest.mark.parametrize("name", ["hostile-markup", "hostile-citation", "longest", "mathematics"])
def test_hostile_texts_are_shown_as_they_are_written(name: str, small_world: BuiltSite) -> None:
    texts = hostile_texts(name)
    shown = " ".join(small_world.page_text(world.path(name)).split())
    assert len(texts) >= 6
    assert {what for what, text in texts.items() if text not in shown} == set()


def test_nothing_in_a_text_is_computed(small_world: BuiltSite) -> None:
    path = world.path("hostile-markup")
    assert small_world.page_text(path).count("{{ 7*7 }}") >= 7
    for name, content in files_of(small_world).items():
        if name.startswith(path[1:]) and not name.endswith(".pdf"):
            assert not re.search(rb"(?<![.0-9a-f])49(?![0-9a-f])", content), name


def test_a_hostile_title_is_text_in_the_listing_and_in_the_title_of_the_page(
    small_world: BuiltSite,
) -> None:
    title = world.published("hostile-markup").manifest.work.title
    assert entry_of(small_world, "SRCH:5A110023")["title"] == title
    page = Page(small_world.page(world.path("hostile-markup")), "about:page")
    assert text_of(page.one("title")).startswith(f"Falsified: {title}")
    (described,) = [each for each in page.all("meta") if each.get("name") == "description"]
    assert '"><svg onload=alert("question")>' in described.get("content", "")


def test_hostile_texts_are_the_same_in_the_manifest(small_world: BuiltSite) -> None:
    for name in ("hostile-markup", "hostile-citation", "han-and-emoji", "right-to-left"):
        work = world.published(name).manifest.work
        written = small_world.json(f"{world.path(name)}manifest.json")
        assert written["work"]["title"] == work.title
        assert written["work"]["abstract"] == work.abstract
        assert written["facts"]["work"]["title"] == work.title


def test_html_in_markdown_is_shown_and_unsafe_links_are_none(small_world: BuiltSite) -> None:
    path = world.path("hostile-markup")
    page = Page(small_world.page(path), f"{world.BASE_URL}{path}")
    (note,) = [each for each in page.with_class("prose") if "Invented note" in text_of(each)]
    shown = text_of(note)
    assert '<script>alert("note")</script> <b onclick="alert(1)">not bold</b> {{ 7*7 }}' in shown
    assert "[script](javascript:alert(1)) [vb](vbscript:x) [data](data:text/html,x)" in shown
    assert "[other site](//evil.example/) [feed](feed:javascript:alert(1))" in shown
    links = {text_of(each): each.get("href") for each in note.iter("a")}
    assert links == {
        "picture": "https://evil.example/x.png",
        "a web page": "https://ok.example/?a=1&b=%222%22",
        "a page of the site": "../../about/",
        "a place on this page": "#gate-verdict",
        "https://auto.example/": "https://auto.example/",
    }
    assert [each.tag for each in note.iter() if each.tag in {"h4", "h5"}] == ["h4", "h5"]


@pytest.mark.usefixtures("needs_pdf")
def test_hostile_texts_are_text_in_the_pdf(small_world: BuiltSite) -> None:
    shown = small_world.pdf_text(f"{world.path('hostile-markup')}paper.pdf")
    for text in (
        '<script>alert("title")</script> <b>bold</b> & &amp; {{ 7*7 }}',
        "Invented claim: <td>cell</td></table> {{ 7*7 }}",
        "Invented results. <table><tr><td>raw</td></tr></table> {{ 7*7 }}",
        '<script>alert("limitation")</script> [script](JaVaScRiPt:alert(1))',
        "[script](javascript:alert(1)) [data](data:text/html,x) [other site](//evil.example/)",
    ):
        assert text in shown, text


def test_text_from_right_to_left_says_so_and_stays_in_its_place(small_world: BuiltSite) -> None:
    path = world.path("right-to-left")
    page = Page(small_world.page(path), "about:page")
    assert page.root.get("lang") == "en"
    for element in [page.one("h1"), *page.all("p")]:
        if "مخترع" in text_of(element) or "מומצא" in text_of(element):
            assert element.get("lang") == "ar"
            assert element.get("dir") == "auto"
    assert text_of(page.one("h1")) == world.published("right-to-left").manifest.work.title
    # The label before the abstract is English and does not turn the paragraph around.
    (label,) = [each for each in page.all("bdi") if text_of(each) == "Abstract:"]
    assert label.get("lang") == "en"
    assert entry_of(small_world, "SRCH:5A110025")["title"] == text_of(page.one("h1"))


def test_mathematics_is_typeset_and_money_is_not(small_world: BuiltSite) -> None:
    path = world.path("mathematics")
    page = Page(small_world.page(path), f"{world.BASE_URL}{path}")
    formulas = [each.get("alttext") for each in page.all(MATH)]
    assert formulas == [
        *("x^2", r"\alpha < \beta"),  # the title
        r"x^2 < y_1 \cdot \frac{a}{b}",  # the abstract
        r"x^2 \ge 0",  # the question
    ]
    assert text_of(page.one("title")).startswith(
        "Erfunden (invented): Schranken für x² und α < β · "
    )
    (described,) = [each for each in page.all("meta") if each.get("name") == "description"]
    assert described.get("content", "").endswith("Gilt x² ≥ 0?")
    assert "It costs $5 and $10, and " in small_world.page(path)
    (row,) = [
        each
        for each in listed(pages_of(small_world, "")["month/2026-07/index.html"])
        if "SRCH:5A110028" in text_of(each)
    ]
    assert [each.get("alttext") for each in row.iter(MATH)] == ["x^2", r"\alpha < \beta"]


@pytest.mark.usefixtures("needs_pdf")
def test_mathematics_is_unicode_in_the_pdf(small_world: BuiltSite) -> None:
    shown = small_world.pdf_text(f"{world.path('mathematics')}paper.pdf")
    assert "Schranken für x² und α < β" in shown
    assert "It costs $5 and $10, and x² < y₁ ⋅ a/b is mathematics." in shown


@pytest.mark.parametrize("name", world.public_names())
def test_every_text_of_the_small_world_says_that_it_is_invented(
    name: str, small_world: BuiltSite
) -> None:
    work = world.published(name).manifest.work
    assert "invented" in work.title.lower()
    assert "invented" in work.abstract.lower()
    assert "invented" in small_world.page_text(work.url.removeprefix(world.BASE_URL)).lower()
