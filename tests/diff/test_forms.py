"""The formats of a difference, parsed again, with hostile texts in them."""

from __future__ import annotations

import json
import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sitegen.diff import markdown_diff
from sitegen.diff.difference import Difference, NamedPaper, Pages, PaperDifference
from sitegen.diff.json_diff import document
from sitegen.diff.text_diff import lines
from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.publish.checksums import Change
from tests.diff.differences import line, text_of

ROOTS = {"records": "records"}
HOSTILE = (
    "@everyone",
    "#1 GH-2 a/b#3",
    "<img src=x onerror=alert(1)>",
    "<!-- -->",
    "</details>",
    "![x](https://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "https://evil.example",
    "`code` and ``more`` and ```",
    "` @everyone `",
    "`",
    "``` \n# Heading\n```",
    "one\n\n- [ ] two\n| a | b |",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202eevil\u2066",
    "##[add-mask]secret ##vso[task.x]y",
    "::error::broken\r\n::set-output name=a::b",
    "/close",
    " ",
    "*bold* _under_ ~~gone~~ $x$ :tada:",
    "\ud800",
    "&lt;b&gt; &#64;someone",
)
FINDING = Diagnostic(Place("records/papers/x/manifest.yaml", 4, 9), "SG804", Severity.ERROR, "", "")


def hostile(text: str) -> Difference:
    found = FINDING._replace(message=text, hint=text)
    lines = (
        line(before=text, after=None),
        line(before=text, after=f"{text}!", extent="1 word"),
        line(kind="milestone", item=text, label="Artifact: label", after=text),
        line(kind="regeneration", extent="changed", after=text, label="Wording and rules"),
    )
    named = (NamedPaper("an id", "SRCH:5EED0001", text, text),)
    return Difference(
        base=text,
        papers=(PaperDifference("an id", "SRCH:5EED0001", text, "papers/x", lines, (found,)),),
        added=named,
        removed=named,
        gone=named,
        unknown=((text, text),),
        findings=(found,),
        pages=Pages((Change("changed", f"paper/{text}"),)),
    )


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_record_is_obeyed_by_a_terminal_or_a_log(text: str) -> None:
    for _, each in lines(hostile(text), ROOTS):
        for printed in each.split("\n"):  # the lines that are ours
            assert printed.isprintable()
            assert not printed.startswith("::")
            assert not re.search(r"##\w*\[", printed)


def test_what_is_refused_is_told_once_with_the_gravest_change() -> None:
    lines = (line(kind="milestone"), line(kind="regeneration", extent="changed"))
    paper = PaperDifference("1", "SRCH:00000001", "One", "papers/1", lines, (FINDING,))
    found = Difference("git:main", (paper,))
    for written in (text_of(found), markdown_diff.document(found, ROOTS)):
        assert written.count("SG804") == 1
        assert written.index("SG804") < written.index("Regeneration: ")


def test_an_empty_difference_is_one_line() -> None:
    assert text_of(Difference("git:HEAD", unchanged=3)) == "Against git:HEAD: 3 unchanged"


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize("text", HOSTILE)
def test_json_holds_what_was_said(text: str) -> None:
    written = "".join(document(hostile(text), ROOTS))
    assert written.isascii()
    assert not re.search(r"##\w*\[", written)
    read = json.loads(written)
    said = text.replace("\ud800", "\ufffd")
    assert read["version"] == 1
    assert read["papers"][0]["title"] == said
    assert read["papers"][0]["changes"][0] == {
        "kind": "correction",
        "label": "Title",
        "field": "work.title",
        "before": said,
        "after": None,
        "extent": "",
        "item": "",
    }
    assert read["files"] == [{"what": "changed", "path": f"paper/{said}"}]
    assert read["papers"][0]["refused"][0]["file"] == "records/papers/x/manifest.yaml"


def test_json_of_no_difference_has_every_member() -> None:
    read = json.loads("".join(document(Difference("git:HEAD", unchanged=3), ROOTS)))
    assert [*read] == [
        *("version", "base", "counts", "notes", "papers", "added", "removed", "gone"),
        *("not_compared", "refused", "pages", "files"),
    ]
    assert read["counts"]["unchanged"] == 3
    assert not any(read[name] for name in ("papers", "added", "files"))


# ---------------------------------------------------------------- Markdown


def parsed(text: str) -> list[Token]:
    github = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return github.parse(text)


def outside_code(tokens: list[Token]) -> list[str]:
    """Everything but the content of code spans: what has to be the words of sitegen."""
    children = (child for token in tokens for child in token.children or ())
    return [each.content if each.type == "text" else each.type for each in children]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_of_a_record_stands_in_a_code_span(text: str) -> None:
    tokens = parsed(markdown_diff.document(hostile(text), ROOTS))
    expected = parsed(markdown_diff.document(hostile("harmless"), ROOTS))
    assert [each.type for each in tokens] == [each.type for each in expected]
    assert outside_code(tokens) == outside_code(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_in_a_comment_is_that_of_sitegen_alone(text: str) -> None:
    written = markdown_diff.document(hostile(text), ROOTS)
    blocks = [each.content for each in parsed(written) if each.type == "html_block"]
    assert blocks[0] == f"{markdown_diff.MARKER}\n"
    assert [re.sub(r"<summary>.*</summary>", "", each).strip() for each in blocks[1:]] == [
        "<details>",
        "</details>",
    ]


def many(count: int) -> Difference:
    lines = (line(after="ü" * 240),)
    papers = tuple(
        PaperDifference(f"{number}", f"SRCH:{number:08X}", "ö" * 300, f"papers/{number}", lines)
        for number in range(count)
    )
    pages = Pages(tuple(Change("changed", f"paper/{number}/index.html") for number in range(count)))
    return Difference("git:main", papers, pages=pages)


def test_a_comment_is_no_longer_than_github_takes() -> None:
    written = markdown_diff.document(many(5_000), ROOTS)
    assert len(written.encode()) <= markdown_diff.LONGEST < 65_536
    kept = written.count("- **Title**")
    assert kept > 30
    assert f"… and {5_000 - kept} more entries; `sitegen diff` prints them all." in written
    assert "**5000 papers corrected, 0 unchanged** against `git:main`" in written
    assert re.search(r"- … and 4\d{3} more\n\n</details>", written)


def test_a_comment_that_fits_is_whole() -> None:
    written = markdown_diff.document(many(20), ROOTS)
    assert written.count("- **Title**") == 20
    assert written.count("index.html` changed") == 20
    assert "…" not in written


def test_one_paper_with_very_many_changes_leaves_room_for_others() -> None:
    lines = tuple(line(after="x" * 240, item=f"{number}") for number in range(500))
    paper = PaperDifference("1", "SRCH:00000001", "One", "papers/1", lines)
    written = markdown_diff.document(Difference("git:main", (paper,)), ROOTS)
    assert "- … and 460 more" in written
    assert len(written.encode()) <= markdown_diff.LONGEST


def test_a_regeneration_of_many_papers_is_said_once() -> None:
    lines = (line(kind="regeneration", label="Publisher", before="A", after="B"),)
    papers = tuple(
        PaperDifference(f"{number}", f"SRCH:{number:08X}", "T", f"papers/{number}", lines)
        for number in range(1_000)
    )
    found = Difference("git:main", papers)
    for written in (markdown_diff.document(found, ROOTS), text_of(found)):
        assert written.count("Publisher") == 1
        assert "and 995 more papers" in written
