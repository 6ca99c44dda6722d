"""The layout of reports: order, headings, links, and addresses that can be copied."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pypdfium2
import pytest

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.addresses import breakable
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.contracts.papers import SITE, corrections, event, paper
from tests.page_parts import HEADINGS, Page, text_of
from tests.reading_back import html_text

VIEWS = PaperViews(SITE, Templates())
ADDRESS = "https://library.example/a-long-name/with-many-hyphens/" + "in-every-part-" * 12 + "end"
PLAIN = "https://library.example/" + "x" * 400
SOURCES = {
    "references": [ADDRESS, PLAIN, "http://arxiv.org/abs/2104.08645v2"],
    "claims": [
        {"text": "One.", "verified": True, "confidence": 0.5, "source": PLAIN},
        {"text": "Two.", "verified": False, "confidence": 0.25, "source": f"{ADDRESS}/2"},
    ],
}
RELATED = [
    {
        "relation": "Cites",
        "identifier": "https://arxiv.org/abs/2104.08645v2",
        "title": "A $x^2$ owl",
    }
]
REPORTED = {"report": SOURCES, "work.related": RELATED, "work.doi": "10.5555/small-owl-1"}


def shown(made: PublishedPaper) -> Page:
    return Page(VIEWS.report(made), made.manifest.work.url)


@cache
def reported() -> PublishedPaper:
    return paper(REPORTED)


def test_headings_go_down_without_gaps() -> None:
    notes = "# First\n\n### Third\n\nA note."
    events = corrections(event(public_note=notes, notice={"kind": "correction"}))
    for page in (shown(reported()), shown(paper({}, corrected=events))):
        levels = [int(each.tag[1]) for each in page.all(*HEADINGS)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_within_a_report_has_its_place() -> None:
    for made in (reported(), paper({}), paper({}, corrected=corrections(event()))):
        page = shown(made)
        inside = {link[1:] for link in page.links if link.startswith("#")}
        assert inside
        assert inside <= page.ids


def test_references_are_numbered_and_have_the_titles_that_the_record_knows() -> None:
    (listed,) = shown(reported()).with_class("references")
    assert [text_of(each) for each in listed] == [
        f"[1] {ADDRESS}",
        f"[2] {PLAIN}",
        "[3] A x² owl. http://arxiv.org/abs/2104.08645v2",
    ]


def test_a_claim_names_its_source_by_number_or_address() -> None:
    cells = [text_of(each) for each in shown(reported()).all("td")]
    assert cells == ["One. [2]", "✓", "0.50", f"Two. {ADDRESS}/2", "×", "0.25"]


def test_the_title_block_has_date_doi_licence_and_record_id() -> None:
    made = paper(
        {"work.doi": "10.5555/owl", "work.license": "CC0-1.0", "work.submitted": "2026-07"}
    )
    (line,) = shown(made).with_class("date")
    assert text_of(line) == "July 2026 · DOI 10.5555/owl · Licence CC0-1.0 · SRCH:5EED0000"


def test_a_notice_stands_above_the_title_and_a_verdict_below_it() -> None:
    retracted = corrections(event(notice={"kind": "retraction", "issued_by": "Owls"}))
    lines = html_text(VIEWS.report(paper({}, corrected=retracted)))
    notice, title = lines.index("Retracted · "), lines.index("RETRACTED: An invented paper\n")
    verdict = lines.index("Retracted: do not rely on this paper.")
    assert notice < title < verdict
    assert shown(paper({})).with_class("notice") == []


def test_a_draft_says_that_it_is_one() -> None:
    (notice,) = shown(paper({"draft": True})).with_class("notice")
    assert text_of(notice).startswith("Draft of SRCH:5EED0000")


def test_the_question_is_told_once_if_the_introduction_does_not_have_it() -> None:
    for introduction, count in (("Other words.", 1), ("It asks: Is it invented?", 1)):
        page = shown(paper({"report": {"introduction": introduction}}))
        assert text_of(page.root).count("Is it invented?") == count


def test_a_report_says_what_made_it_and_from_what() -> None:
    made = reported()
    (about,) = shown(made).with_class("about")
    text = text_of(about)
    assert re.search(r"Made by sitegen \d+\.\d+", text)
    assert f"Facts, SHA-256 {made.manifest.facts_sha256}" in text
    assert f"Report, SHA-256 {made.manifest.report_sha256}" in text
    assert "paper-manifest-v1.1, gate-verdict-v1.0" in text
    assert "Report, SHA-256" not in text_of(shown(paper({})).with_class("about")[0])


@pytest.mark.parametrize(
    ("address", "html"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("a-b/c", '<span class="whole">a-b/</span><wbr>c'),
        (
            "https://a.example/b-c?d=e",
            'https://a.example/<wbr><span class="whole">b-c?</span><wbr>d=e',
        ),
        ("-" * 41, f'<span class="whole">{"-" * 40}</span><wbr><span class="whole">-</span>'),
        ("<b>-&", '<span class="whole">&lt;b&gt;-&amp;</span>'),
    ],
)
def test_no_address_is_broken_after_a_hyphen(address: str, html: str) -> None:
    assert breakable(address) == html


def test_pieces_of_a_long_address_do_not_end_with_a_hyphen() -> None:
    pieces = re.findall(">([^<]*)</span>", breakable("x" * 39 + "-" + "y" * 60 + "-z"))
    assert "".join(pieces) == "x" * 39 + "-" + "y" * 60 + "-z"
    assert not [each for each in pieces if each.endswith("-")]
    assert max(map(len, pieces)) <= 40


@pytest.mark.usefixtures("needs_pdf")
def test_a_copied_address_is_whole_and_nothing_leaves_the_page() -> None:
    document = pypdfium2.PdfDocument(VIEWS.pdf(reported()).content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    joined = re.sub(r"\s", "", text)
    for address in (ADDRESS, PLAIN, f"{ADDRESS}/2", reported().manifest.work.url):
        assert address in joined
    assert not set("\u00ad\u200b\ufffe\u2010") & set(text)
    width = document[0].get_width()
    for page in document:
        letters = page.get_textpage()
        boxes = [letters.get_charbox(at) for at in range(letters.count_chars())]
        assert all(left > 60 and right < width - 60 for left, _, right, _ in boxes if right)
    document.close()


@pytest.mark.usefixtures("needs_pdf")
def test_a_long_table_of_claims_repeats_its_header_and_divides_no_row() -> None:
    texts = [
        f"Claim {number} begins. {'Invented words. ' * 12}Ends {number}." for number in range(60)
    ]
    claims = [{"text": each, "verified": True, "confidence": 0.5} for each in texts]
    tall = {"text": "Tall words. " * 160, "verified": True, "confidence": 0.5}
    made = paper({"report": {"claims": [*claims, tall]}})
    document = pypdfium2.PdfDocument(VIEWS.pdf(made).content)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    with_claims = [each for each in pages if "Claim " in each and "begins." in each]
    assert len(with_claims) > 2
    assert all("Claim Verified Confidence" in each for each in with_claims)
    for number in range(60):
        (found,) = [each for each in pages if f"Claim {number} begins." in each]
        assert f"Ends {number}." in found


@pytest.mark.parametrize("text", ["> " * 120 + "a", "*" * 4000 + "a" + "*" * 4000])
def test_a_text_nested_in_itself_hundreds_of_times_has_a_pdf(text: str) -> None:
    assert VIEWS.pdf(paper({"report": {"introduction": text}})).content.startswith(b"%PDF")


def test_no_table_of_markdown_is_wider_than_the_page() -> None:
    row = "|{}|\n".format
    many = [f"value{number}" for number in range(30)]
    wide = row("|".join(many)) + row("---|" * 29 + "---") + row("|".join(many))
    long = f"| Verified | b |\n|---|---|\n| yes | {'W' * 300} |\n"
    made = paper({"report": {"introduction": f"{wide}\n{long}"}})
    document = pypdfium2.PdfDocument(VIEWS.pdf(made).content)
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(number) for number in range(text.count_chars())]
        assert max(right for _, _, right, _ in boxes) < page.get_width() - 50
    first = document[0].get_textpage().get_text_range()
    document.close()
    assert "Verified" in first


def test_an_address_in_a_claim_from_the_right_keeps_its_slash_at_its_end() -> None:
    text, source = "\u05d8\u05e2\u05e0\u05d4", "https://library.example/"
    claim = {"text": text, "verified": True, "confidence": 0.5, "source": source}
    document = pypdfium2.PdfDocument(VIEWS.pdf(paper({"report": {"claims": [claim]}})).content)
    found = []
    for page in document:
        shown = page.get_textpage()
        at = shown.get_text_range().find("library.example")
        if at >= 0:
            places = {char: shown.get_charbox(at + n)[0] for n, char in enumerate("library.e")}
            found.append(places["l"] < places["."] < places["e"])
            slashes = [
                shown.get_charbox(n)[0]
                for n in range(at - 10, at + 20)
                if shown.get_text_range(n, 1) == "/"
            ]
            found.append(max(slashes) > places["e"])
    document.close()
    assert found == [True, True]


def test_a_list_of_markdown_keeps_its_first_number() -> None:
    made = paper({"report": {"introduction": "7. Seven.\n8. Eight.\n\nText.\n\n0. None.\n"}})
    document = pypdfium2.PdfDocument(VIEWS.pdf(made).content)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert "7. 8. 0." in text  # markers are drawn after the texts of a page


def test_a_link_to_no_place_of_a_report_gets_no_message_of_a_library(
    caplog: pytest.LogCaptureFixture,
) -> None:
    VIEWS.pdf(paper({"report": {"introduction": "[A link](#nowhere) to nowhere."}}))
    assert caplog.messages == []
