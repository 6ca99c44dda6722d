"""The formatted citations of a paper: its facts and its status in every style."""

from __future__ import annotations

import pytest

from sitegen.render.citation_styles import APA
from sitegen.render.formatted_citations import citation_of, citations_of
from tests.contracts.papers import paper
from tests.render.test_citation_styles import plain
from tests.small_world import papers as world


@pytest.mark.parametrize("name", world.public_names())
def test_every_style_has_the_facts_of_the_paper(name: str) -> None:
    published = world.published(name)
    work = published.manifest.work
    made = {each.style: each.html for each in citations_of(published, world.site())}
    assert [*made] == ["APA", "IEEE", "Harvard"]
    assert made["APA"] == citation_of(published, world.site(), APA).html
    for html in made.values():
        cited = plain(str(html))
        assert work.record_id in cited
        assert work.url in cited if work.doi is None else work.doi_url in html
        assert ((work.submitted or "")[:4] or "SRCH") in cited


def test_mathematics_is_in_unicode() -> None:
    titled = paper({"work.title": r"Owls in $\mathcal{O}(n^2)$ steps for $5"})
    for each in citations_of(titled, world.site()):
        assert "Owls in O(n²) steps for $5" in plain(str(each.html))


def test_a_person_is_cited_by_family_and_initials() -> None:
    creators = [{"family": "Example", "given": "Ludwig", "particle": "van der", "suffix": "Jr."}]
    cited = citation_of(paper({"work.creators": creators}), world.site(), APA)
    assert cited.html.startswith("van der Example, L., Jr. (")


def test_the_mark_of_a_cut_title_is_at_the_end() -> None:
    cut = paper({"cut": ["work.title"]})
    for each in citations_of(cut, world.site()):
        assert each.html.endswith(" [Title cut.]")
