"""Markdown of records becomes HTML that is harmless, whatever it holds."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.reading.characters import UNSAFE
from sitegen.render.links import relative_links
from sitegen.render.markdown import anchored_html, first_paragraph, markdown_html, markdown_links
from tests.page_parts import Page, faults, text_of
from tests.render.test_templating import ALWAYS_THE_SAME, BASE, PAGE, payloads


def shown_as_markdown(text: str, top: int = 3) -> str:
    """A Markdown text as HTML on the front page of a site."""
    return markdown_html(text, relative_links(BASE, "/"), top)


def page_of_markdown(text: str) -> Page:
    """A page with a Markdown text below its second heading."""
    return Page(PAGE.format(shown_as_markdown(text)), f"{BASE}/")


def test_the_usual_markdown_works() -> None:
    html = shown_as_markdown("*a* **b** `c`\n\n- d\n\n1. e\n\n> f\n\n***\n\n~~g~~  \nh")
    for part in ("<em>a</em>", "<strong>b</strong>", "<code>c</code>", "<li>d</li>", "<ol>"):
        assert part in html
    for part in ("<blockquote>", "<hr", "<s>g</s>", "<br"):
        assert part in html


@pytest.mark.parametrize(
    "text",
    [
        "<b>a</b>",
        "a <b onclick='x()'>b</b> c",
        "<div>\nblock\n</div>",
        "<script>\nalert(1)\n</script>",
        "<!-- comment -->",
        "a <!-- comment --> b",
        "<?php x ?>",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "- <style>p {}</style>",
        "> <iframe src=x>",
        "| a |\n|---|\n| <i>x</i> |",
    ],
)
def test_html_in_markdown_is_shown_and_never_run(text: str) -> None:
    page = page_of_markdown(text)
    assert faults(page) == []
    assert page.all("script", "style", "iframe", "b", "i") == []
    for part in re.findall(r"<[^>]*>", text):
        assert part in " ".join(text_of(page.one("main")).split())


def test_markdown_makes_no_link_of_what_only_looks_like_one() -> None:
    assert "<a" not in shown_as_markdown("https://x.example/ www.x.example numpy.ai setup.sh")


def test_markdown_changes_no_quotes_dashes_or_marks() -> None:
    assert unescape(shown_as_markdown("\"a\" -- (c) ... 'b'")).strip() == (
        "<p>\"a\" -- (c) ... 'b'</p>"
    )


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "feed:javascript:alert(1)",
        "jar:https://x.example!/y",
        "blob:https://x.example/y",
        "intent://x#Intent;end",
        "//evil.example/",
        "///evil.example/",
        "ftp://x.example/",
        "about.html",
        "../about/",
        "?x=y",
    ],
)
def test_a_link_to_anything_but_the_web_mail_or_the_site_is_shown_as_text(target: str) -> None:
    for text in (f"[x]({target})", f"[x](<{target}>)", f"[x][r]\n\n[r]: <{target}>"):
        assert page_of_markdown(text).all("a") == []


@pytest.mark.parametrize("target", ["/\\evil.example/", "/%2F/evil.example", "https:/evil.example"])
def test_a_link_that_looks_like_one_of_the_site_stays_on_it_or_says_where_it_leads(
    target: str,
) -> None:
    for link in page_of_markdown(f"[x]({target})").links:
        assert link.startswith(("./", "https:"))
        assert "\\" not in link


def test_pictures_are_links_to_them() -> None:
    page = page_of_markdown("![a picture](https://x.example/y.png)")
    assert [(text_of(each), each.get("href")) for each in page.all("a")] == [
        ("a picture", "https://x.example/y.png")
    ]


def test_headings_go_on_below_those_of_the_page() -> None:
    text = "# a\n\n### b\n\n## c\n\n# d\n\nSet\n===\n\n> ###### e\n"
    page = page_of_markdown(text)
    assert [(each.tag, text_of(each)) for each in page.all("h3", "h4", "h5", "h6")] == [
        ("h3", "a"),
        ("h4", "b"),
        ("h4", "c"),
        ("h3", "d"),
        ("h3", "Set"),
        ("h4", "e"),
    ]
    assert shown_as_markdown("## a\n\n### b", top=2) == "<h2>a</h2>\n<h3>b</h3>\n"
    assert shown_as_markdown("###### a\n\n# b") == "<h3>a</h3>\n<h3>b</h3>\n"


def test_headings_never_go_deeper_than_html_knows() -> None:
    text = "\n\n".join(f"{'#' * level} {level}" for level in range(1, 7))
    tags = [each.tag for each in page_of_markdown(text).all("h3", "h4", "h5", "h6")]
    assert tags == ["h3", "h4", "h5", "h6", "h6", "h6"]


def headings_of(text: str) -> Page:
    """A page with a Markdown text whose headings have anchors."""
    link = relative_links(BASE, "/")
    return Page(PAGE.format(anchored_html(text, link, 3).html), f"{BASE}/")


def test_a_heading_links_to_itself_by_an_id_of_its_own() -> None:
    page = headings_of(
        "# What *is* `it`?\n\n## A\n\n## A\n\n## A 2\n\n## a\n\n# 中文 für\n\n# ...\n\n# ..."
    )
    headings = page.all("h3", "h4")
    assert [each.get("id") for each in headings] == [
        *("what-is-it", "a", "a-2", "a-2-2", "a-3", "中文-für", "section", "section-2")
    ]
    assert [each.get("href") for each in page.all("a")] == [
        f"#{each.get('id')}" for each in headings
    ]
    assert [text_of(each) for each in headings][:2] == ["What is it?", "A"]
    assert faults(page) == []


def test_a_heading_never_takes_the_id_of_a_part_of_the_page() -> None:
    names = ("Main", "I verified", "Menu 1", "G score", "Hatching")
    page = headings_of("\n\n".join(f"# {each}" for each in names))
    assert [each.get("id") for each in page.all("h3")] == [
        *("section-main", "section-i-verified", "section-menu-1", "section-g-score"),
        "section-hatching",
    ]


def test_a_heading_that_holds_a_link_has_an_id_and_no_link_around_it() -> None:
    page = headings_of("# See [this](/about/)")
    (heading,) = page.all("h3")
    assert heading.get("id") == "see-this"
    assert [each.get("href") for each in page.all("a")] == ["./about/"]
    assert faults(page) == []


def test_a_text_on_the_page_of_another_thing_has_no_anchors() -> None:
    assert page_of_markdown("# Main").all("h3")[0].attrib == {}


def test_tables_and_code_lie_in_a_box_that_scrolls() -> None:
    page = page_of_markdown("|a|\n|-|\n|b|\n\n    code\n\n```py\nfence <b>\n```\n")
    boxes = page.with_class("scroll")
    assert [text_of(box) for box in boxes] == ["a b", "code", "fence <b>"]
    # A reader with a keyboard can go to each and scroll it.
    assert {each.get("tabindex") for each in boxes} == {"0"}
    assert [each.get("aria-label") for each in boxes] == ["Table", "Code", "Code"]
    assert faults(page) == []


def test_cells_are_aligned_without_an_inline_style() -> None:
    page = page_of_markdown("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|\n")
    assert [each.get("class") for each in page.all("td")] == [
        "align-left",
        "align-center",
        "align-right",
        None,
    ]
    assert faults(page) == []


def test_links_of_a_text_are_found_with_their_lines() -> None:
    text = "a\n\n[b](/b/)\n[c](https://c.example/)\n\n- [d](/d/)\n\n[e](javascript:e)"
    safe = [(2, "/b/"), (3, "https://c.example/"), (5, "/d/")]
    assert markdown_links(text) == [*safe, (7, "javascript:e")]


letters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "\n\t<>&\"'[]()!*_`#|-:\\"
)


@ALWAYS_THE_SAME
@given(st.text(letters, max_size=60))
def test_any_markdown_makes_a_valid_and_harmless_page(text: str) -> None:
    page = page_of_markdown(text)
    assert [each for each in faults(page) if "without address or text" not in each] == []
    assert {urlsplit(link).scheme for link in page.links} <= {"", "http", "https", "mailto"}


def test_attacks_in_markdown_are_text_or_harmless() -> None:
    texts = [text for text in payloads() if text.isprintable()]
    html = "\n".join(shown_as_markdown(text) for text in texts)
    page = Page(PAGE.format(html), f"{BASE}/")
    assert [each for each in faults(page) if "without address or text" not in each] == []
    assert {urlsplit(link).scheme for link in page.links} <= {"", "http", "https", "mailto"}


@pytest.mark.parametrize("number", ["x202E", "8232", "x2029", "xFEFF", "x2066"])
def test_a_reference_writes_no_character_that_a_file_may_not_have(number: str) -> None:
    text = f'a &#{number}; [b &#{number};](/x/ "c &#{number};")\n\n- d&#{number};'
    assert UNSAFE.sub("", shown_as_markdown(text)) == shown_as_markdown(text)
    assert shown_as_markdown(text).count("\ufffd") == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One **bold** [link](/x/) `code`.\n\nTwo.", "One bold link code."),
        ("# A heading\n\nA text.", "A heading"),
        ("- an item\n- another", "an item"),
        ("<script>alert(1)</script> &lt;b&gt; \\* x", "<script>alert(1)</script> <b> * x"),
        ("```\ncode  in lines\nof its own\n```", "code in lines of its own"),
        ("a line\nthat goes on  \nand on", "a line that goes on and on"),
        ("---", ""),
    ],
)
def test_the_first_paragraph_of_markdown_is_plain_text(text: str, shown: str) -> None:
    assert first_paragraph(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Let $a_i * b_i * c_i$ be", "a_i * b_i * c_i"),
        (r"**Let $\{x\}$ be**", r"\{x\}"),
        (r"[$x^2$](https://example.org)", "x^2"),
        ("- $[a](b)$", "[a](b)"),
    ],
)
def test_a_formula_is_no_markdown(text: str, shown: str) -> None:
    assert f'alttext="{shown}"' in markdown_html(text, str, 2)


@pytest.mark.parametrize("text", ["`$x$`", "    $x$", r"\$x$", "It costs $5 or $6"])
def test_a_dollar_of_markdown_is_no_formula(text: str) -> None:
    assert "<math" not in markdown_html(text, str, 2)


def test_a_formula_of_markdown_that_is_not_understood_is_shown_as_written() -> None:
    assert r"$\x{&lt;b&gt;}$</code>" in markdown_html(r"So $\x{<b>}$", str, 2)


def test_dollars_of_a_guide_are_text() -> None:
    assert "<math" not in anchored_html("set $A/$B", str, 2).html


def test_emphasis_in_the_same_emphasis_is_one() -> None:
    html = shown_as_markdown("**a **b *c* d** e** and ***f***")
    assert "<strong>a b <em>c</em> d e</strong> and <em><strong>f</strong></em>" in html
    assert "<strong>a</strong>" in shown_as_markdown("*" * 400 + "a" + "*" * 400)
