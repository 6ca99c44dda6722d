"""Terms that are explained in place: each once on a page, and none on paper."""

from __future__ import annotations

import pytest

from sitegen.contracts.schemas import PUBLISHED
from sitegen.contracts.terms import TERMS
from sitegen.contracts.wording import SENTENCE_ENDS
from sitegen.render.terms import PageTerms, PlainTerms
from tests.page_parts import Page, classes, pages_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


def test_a_marked_term_is_a_button_that_opens_its_explanation() -> None:
    terms = PageTerms()
    marked = terms("tier", '"DOI" <grade>')
    assert marked == (
        '<button type="button" class="term" popovertarget="g-tier">'
        "&#34;DOI&#34; &lt;grade&gt;</button>"
    )
    assert [*terms.used] == [("tier", TERMS["tier"])]


def test_a_page_explains_what_it_marks_in_the_order_of_the_table() -> None:
    terms = PageTerms()
    for key in ("tier", "gate", "tier"):
        terms(key, "text")
    assert [key for key, _ in terms.used] == ["gate", "tier"]
    assert [*PageTerms().used] == []


def test_nothing_is_marked_on_paper() -> None:
    terms = PlainTerms()
    assert terms("tier", "DOI <grade>") == "DOI &lt;grade&gt;"
    assert [*terms.used] == []


@pytest.mark.parametrize("terms", [PageTerms(), PlainTerms()])
def test_a_term_that_nobody_explains_is_an_error(terms: PageTerms) -> None:
    with pytest.raises(KeyError, match="there is no term 'teir'"):
        terms("teir", "DOI grade")


@pytest.mark.parametrize("key", TERMS)
def test_a_term_is_explained_in_sentences_and_leads_to_a_contract(key: str) -> None:
    term = TERMS[key]
    assert term.lead.endswith(SENTENCE_ENDS)
    assert term.text.endswith(SENTENCE_ENDS)
    assert len(f"{term.lead} {term.text}") <= 280
    assert term.path in {f"/schemas/{each.contract.stem}/" for each in PUBLISHED}


def test_every_button_of_a_site_opens_one_text_of_its_page(any_site: tuple[BuiltSite, str]) -> None:
    site, base_url = any_site
    seen = set()
    for name, page in pages_of(site, base_url).items():
        wanted = [
            each.get("popovertarget", "") for each in page.all("button") if "term" in classes(each)
        ]
        given = [each.get("id", "") for each in page.with_class("gloss")]
        assert {*wanted} == {*given}, name
        assert len(given) == len(set(given)), name
        seen |= set(given)
    assert len(seen) >= 5


def test_an_explanation_says_what_the_table_says(small_world: BuiltSite) -> None:
    page = Page(small_world.page(world.path("retracted")), f"{world.BASE_URL}/")
    (gloss,) = [each for each in page.with_class("gloss") if each.get("id") == "g-notice"]
    term = TERMS["notice"]
    assert text_of(gloss) == f"{term.lead} {term.text} What the contract says"
    assert gloss.get("popover") == ""
