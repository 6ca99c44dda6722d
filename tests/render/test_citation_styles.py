"""Formatted citations: the texts that two CSL processors make, and what they make wrong."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.citation_styles import (
    APA,
    STYLES,
    Style,
    formatted_citation,
    formatted_citations,
)
from tests.render.citation_items import ITEMS, PERSON, Item, Name, item, many_persons
from tests.render.citation_processors import EXPECTED, QUOTES, text_of

OF_PROCESSORS: dict[str, list[list[str]]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
STYLE_OF = {style.name: style for style in STYLES}
# pandoc leaves out the first word, and sets a full stop after names that it does not shorten.
ONLINE = "[Online]. Available"
# citeproc-js sets a comma after the mark that ends a title.
COMMA = re.compile(r"(?<=[.?!:;]),(?='+ )")
NOT_SHORTENED = re.compile(r"(?<=[^\x00-\u2fff>])\.(?=[, ])|(?<=(?:<b>|3rd))\.(?=[, ])")


def plain(citation: str) -> str:
    """The text of a citation in HTML, as a reader copies it."""
    return html.unescape(re.sub(r"<[^>]+>", "", citation))


def in_style(name: str, **changed: object) -> str:
    """An ordinary item with some changes, in a style, as a reader copies it."""
    return plain(str(formatted_citation(STYLE_OF[name], item(**changed)).html))


def accepted(style: str, texts: list[str]) -> set[str]:
    """What the processors make of an item, without what is known to be wrong."""
    found = {*texts}
    if style == "APA":
        # "Retrieved" needs a day, which the item does not have.
        found = {each.replace("Retrieved https:", "https:") for each in found}
    if style == "IEEE":
        found |= {
            each.replace(" Available:", f" {ONLINE}:") for each in found if ONLINE not in each
        }
        found |= {COMMA.sub("", each) for each in found}
    return found | {NOT_SHORTENED.sub("", each) for each in found}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_hard_items_are_what_one_of_two_processors_makes_of_them(style: Style) -> None:
    differences = []
    for hard, texts in zip(ITEMS, OF_PROCESSORS[style.name], strict=True):
        made = text_of(str(formatted_citation(style, hard).html))
        allowed = accepted(style.name, texts)
        if not {made, unquote(made).translate(QUOTES)} & allowed:
            differences.append((made, allowed))
    assert differences == []


def test_an_organization_in_each_style() -> None:
    made = formatted_citations(item())
    assert {each.style: plain(str(each.html)) for each in made} == {
        "APA": "Assignee Research. (2026). How owls hear (Machine-Generated Synthesis "
        "SRCH:BA7A9361). Owl Press. https://doi.org/10.5281/zenodo.1",
        "IEEE": "Assignee Research, “How owls hear,” Owl Press, Machine-generated synthesis "
        "SRCH:BA7A9361, Jul. 2026. doi: 10.5281/zenodo.1.",
        "Harvard": "Assignee Research (2026) How owls hear. Machine-generated synthesis "
        "SRCH:BA7A9361. Owl Press. Available at: https://doi.org/10.5281/zenodo.1.",
    }


def test_three_persons_in_each_style() -> None:
    van_der = {"family": "Sample", "given": "Jean-Luc", "non-dropping-particle": "van der"}
    authors = [PERSON, van_der, {"family": "Trial", "given": "Ann", "suffix": "Jr."}]
    beginnings = {
        "APA": "Example, H. J., van der Sample, J.-L., & Trial, A., Jr. (2026). ",
        "IEEE": "H. J. Example, J.-L. van der Sample, and A. Trial Jr., “",
        "Harvard": "Example, H.J., van der Sample, J.-L. and Trial, A., Jr. (2026) ",
    }
    for style, beginning in beginnings.items():
        assert in_style(style, author=authors).startswith(beginning)


@pytest.mark.parametrize(
    ("count", "style", "beginning"),
    [
        (20, "APA", "Sample17, A. R., Sample18, A. S., & Sample19, A. T. (2026)"),
        (21, "APA", "Sample17, A. R., Sample18, A. S., … Sample20, A. U. (2026)"),
        (3000, "APA", "Sample17, A. R., Sample18, A. S., … Sample2999, A. J. (2026)"),
        (6, "IEEE", "A. E. Sample4, and A. F. Sample5, “"),
        (7, "IEEE", "A. A. Sample0 et al., “"),
        (3, "Harvard", "Sample0, A.A., Sample1, A.B. and Sample2, A.C. (2026)"),
        (4, "Harvard", "Sample0, A.A. et al. (2026)"),
    ],
)
def test_many_authors_are_shortened_as_the_style_says(
    count: int, style: str, beginning: str
) -> None:
    assert beginning in in_style(style, author=many_persons(count))


# The processors glue the first name together, take half of the next ones apart or leave out the
# accent; a comma in given names is not in CSL.
@pytest.mark.parametrize(
    ("person", "apa", "ieee"),
    [
        ({"family": "शर्मा", "given": "राम"}, "शर्मा, राम.", "राम शर्मा,"),
        ({"family": "حسن", "given": "علي"}, "حسن, علي.", "علي حسن,"),
        ({"family": "כהן", "given": "דוד"}, "כהן, דוד.", "דוד כהן,"),
        ({"family": "Example", "given": "(Bob) Rob"}, "Example, (Bob) R.", "(Bob) R. Example,"),
        ({"family": "Example", "given": "Ann “Nan”"}, "Example, A. “Nan”.", "A. “Nan” Example,"),
        ({"family": "Example", "given": "A\u0301ron"}, "Example, Á.", "Á. Example,"),
        ({"family": "Example", "given": "Ann, Q."}, "Example, A. Q.", "A. Q. Example,"),
        ({"family": "山田", "given": "太郎"}, "山田太郎.", "山田太郎,"),
    ],
)
def test_a_name_without_initials_stays_whole(person: Name, apa: str, ieee: str) -> None:
    assert in_style("APA", author=[person]).startswith(f"{apa} (2026)")
    assert in_style("IEEE", author=[person]).startswith(f"{ieee} “")


def test_without_a_date_each_style_says_so_in_its_words() -> None:
    undated = {"issued": None, "DOI": None}
    url = item()["URL"]
    assert "Assignee Research. (n.d.). How" in in_style("APA", **undated)
    assert "Assignee Research (no date) How" in in_style("Harvard", **undated)
    assert in_style("IEEE", **undated).endswith(f" SRCH:BA7A9361. [Online]. Available: {url}")
    for style in STYLES:
        assert in_style(style.name, **undated).rstrip(".").endswith(url)


def test_apa_does_not_repeat_an_author_who_is_the_publisher() -> None:
    assert "). https://" in in_style("APA", publisher="Assignee Research")
    assert "Assignee Research. https://" in in_style(
        "APA", publisher="Assignee Research", author=[PERSON]
    )


def test_marks_around_a_quoted_word_are_single_inside_a_quoted_title() -> None:
    assert "“The ‘owls’ hear,” Owl" in in_style("IEEE", title="The “owls” hear")
    assert "“Do ‘owls hear?’” Owl" in in_style("IEEE", title="Do “owls hear?”")
    assert "“„Owls“ hear,” Owl" in in_style("IEEE", title="„Owls“ hear")
    assert "The “owls” hear (" in in_style("APA", title="The “owls” hear")


def test_title_and_et_al_are_in_italics_where_the_style_has_them() -> None:
    made = {
        each.style: str(each.html) for each in formatted_citations(item(author=many_persons(9)))
    }
    assert "<i>How owls hear</i> (" in made["APA"]
    assert "<i>et al.</i>, “How owls hear,”" in made["IEEE"]
    assert "<i>et al.</i> (2026) <i>How owls hear</i>." in made["Harvard"]


def test_a_doi_is_a_link_that_works_when_it_is_copied() -> None:
    sici = "10.1002/(SICI)1097(199806)49:8<693::AID>3.0.CO;2-O"
    url = "https://doi.org/10.1002/(SICI)1097(199806)49:8%3C693::AID%3E3.0.CO;2-O"
    made = {each.style: str(each.html) for each in formatted_citations(item(DOI=sici))}
    assert made["APA"].endswith(f' <a href="{url}">{url}</a>')
    assert made["Harvard"].endswith(f' <a href="{url}">{url}</a>.')
    assert made["IEEE"].endswith(f' doi: <a href="{url}">{html.escape(sici)}</a>.')


def test_a_title_in_another_language_or_script_is_apart_from_the_rest() -> None:
    made = str(formatted_citation(APA, item(language="ar", title="كيف", author=[PERSON])).html)
    assert '(2026). <i><bdi lang="ar">كيف</bdi></i> (Machine-generated' in made


def test_a_note_ends_every_style() -> None:
    for made in formatted_citations(item(), "This paper was <corrected>."):
        assert made.html.endswith(" [This paper was &lt;corrected&gt;.]")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
words = texts.map(lambda text: " ".join(text.split())).filter(bool)
persons = st.fixed_dictionaries(
    {"family": words},
    optional={"given": words, "non-dropping-particle": words, "suffix": words},
)
authors = st.lists(persons | st.fixed_dictionaries({"literal": words}), min_size=1, max_size=4)


@given(words, authors, words, words, words)
def test_any_text_is_escaped_once(
    title: str, names: list[Name], publisher: str, genre: str, note: str
) -> None:
    hostile: Item = item(title=title, author=names, publisher=publisher, genre=genre, DOI=None)
    for made in formatted_citations(hostile, note):
        read = html5lib.parseFragment(str(made.html), namespaceHTMLElements=False)
        assert {each.tag for each in read.iter()} <= {"DOCUMENT_FRAGMENT", "i", "span", "bdi"}
        text = "".join(read.itertext())
        assert text == plain(str(made.html))
        assert text.endswith(f" [{note}]")
        if made.style != "IEEE":  # has other quotation marks
            assert title in text
        assert [each.text for each in read.iter("span")] == [hostile["URL"]]
