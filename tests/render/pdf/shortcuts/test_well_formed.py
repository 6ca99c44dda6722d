"""The faster parser gives the tree of the usual one, or none."""

from __future__ import annotations

from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.pdf.shortcuts.well_formed import parse, tree_of

PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title></head>'
TAGS = "p div section ul ol li dl dt dd table thead tbody tr td th a b h1 h2 span pre svg math form"


def page(body: str) -> str:
    return f'{PAGE}<body data-running="x">{body}</body></html>\n'


def usual(html: str) -> Any:
    return tinyhtml5.parse(StringIO(html), namespace_html_elements=False)


def written(tree: Element) -> bytes:
    return tostring(tree)


@pytest.mark.parametrize(
    "body",
    [
        "<p>a &lt; b &amp; c &#34;d&#34; &#39;e&#39;<br>f</p>tail",
        '<ol class="events" reversed><li><h3 id="x">One</h3></li></ol>\n<p>Two</p>',
        '<dl><div><dt>A</dt><dd><a href="?a=1&amp;b=2">B</a></dd><dd>C</dd></div></dl>',
        "<table>\n<thead><tr><th>A</th></tr></thead> <tbody><tr><td>B</td></tr></tbody></table>",
        '<ul><li>a<ul><li>b</li></ul></li></ul><img src="data:," alt="a"><hr>',
        "<pre>one\n  two</pre><p>שלום <bdi>a</bdi> 漢字 😀</p>",
    ],
)
def test_what_is_well_formed_has_the_tree_of_the_usual_parser(body: str) -> None:
    tree = tree_of(page(body))
    assert tree is not None
    assert written(tree) == written(usual(page(body)))


@pytest.mark.parametrize(
    "body",
    [
        *("<p>a<p>b</p>", "<p><div>a</div></p>", "<span/>a", "<a><b><a>c</a></b></a>"),
        *("<pre>\na</pre>", "<!-- a -->b", "<![CDATA[a]]>", "a &#128; b", "a &#0; b", "a &nbsp; b"),
        *("<table><tr><td>a</td></tr></table>", "<table>a</table>", "<li><li>a</li></li>"),
        *("<tr><td>a</td></tr>", "<svg></svg>", "<form><form></form></form>", "<script>a</script>"),
        *("<p Title='a'>b</p>", "<p title='a\nb'>c</p>", "a > b", "a\x01b", "<h1><h2>a</h2></h1>"),
        *("<select><p>a</p></select>", "<b>a", "</b>", "", "text alone", "<i xml:lang='en'>a</i>"),
    ],
)
def test_what_html_reads_in_its_own_way_is_left_to_the_usual_parser(body: str) -> None:
    assert tree_of(page(body)) is None


PIECES = st.recursive(
    st.sampled_from(["a", " ", "\n", "&amp;", "<br>", "é"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS.split()),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(PIECES, max_size=4))
def test_no_nesting_gives_another_tree(parts: list[str]) -> None:
    html = page("".join(parts))
    tree = tree_of(html)
    assert tree is None or written(tree) == written(usual(html))


def test_the_usual_parser_reads_what_is_left_to_it() -> None:
    html = page("<p>a<p>b")
    assert written(parse(tinyhtml5.parse)(StringIO(html), namespace_html_elements=False)) == (
        written(usual(html))
    )
