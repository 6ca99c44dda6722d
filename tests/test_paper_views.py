"""A published paper as a page, a report and a PDF: views of one object, which they agree on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest

from sitegen.contracts.tombstone import Tombstone
from sitegen.paper_views import PaperViews
from sitegen.pdf import PdfRenderer
from sitegen.settings import Site
from sitegen.templating import Templates
from tests.page_parts import Page, files_of, text_of
from tests.reading_back import BuiltSite, html_text
from tests.small_world import papers as world

VIEWS = PaperViews(world.site(), Templates())
REPORTS = sorted(set(world.public_names()) - world.WITHOUT_REPORT)


@cache
def report(name: str) -> Page:
    """The HTML that the PDF of a paper is made from."""
    return Page(VIEWS.report(world.published(name)), f"{world.BASE_URL}{world.path(name)}")


@cache
def page(name: str) -> Page:
    """The page of a paper."""
    html = VIEWS.page(world.published(name)).decode()
    return Page(html, f"{world.BASE_URL}{world.path(name)}")


def panels(shown: Page) -> dict[str, str]:
    """The text of every panel by the id of its heading."""
    return {each[0].get("id", ""): text_of(each) for each in shown.with_class("panel")}


@pytest.mark.parametrize("name", REPORTS)
def test_page_and_report_show_the_same_panels(name: str) -> None:
    assert list(panels(page(name))) == [
        "verification-level",
        "gate-verdict",
        "quality-tier",
        "quality-dimensions",
        "correction-record",
        "provenance",
        "artifacts",
    ]
    assert panels(page(name)) == panels(report(name))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_the_sections_of_the_publishers_reports(name: str) -> None:
    headings = [text_of(each) for each in report(name).all("h2")]
    assert (
        headings[:7]
        == [
            "Abstract",
            "1 Introduction",
            "2 Methodology",
            "3 Results",
            "4 Limitations",
            "5 Extracted Claims",
            "References",
        ]
        or name == "markdown-report"
    )
    assert text_of(report(name).one("h1")).startswith(world.published(name).display_title)


def test_an_empty_section_says_so_and_keeps_its_number() -> None:
    lines = html_text(VIEWS.report(world.published("least"))).splitlines()
    for heading in ("2 Methodology", "3 Results", "5 Extracted Claims", "References"):
        assert lines[lines.index(heading) + 1] == "Not stated in the record."


def test_the_words_of_an_editor_stand_where_the_standard_sentences_would() -> None:
    shown = report("markdown-report")
    assert "Invented introduction with emphasis, a link and the guide." in text_of(shown.root)
    assert "This paper examines" not in text_of(shown.root)
    assert f"{world.BASE_URL}/quality-guide/" in shown.links
    headings = [(each.tag, text_of(each)) for each in shown.all("h1", "h2", "h3")]
    assert headings[2:4] == [("h2", "1 Introduction"), ("h3", "Invented part")]
    assert [text_of(each) for each in shown.all("td")][:2] == ["invented", "42"]


def test_limitations_are_those_of_the_paper_or_those_of_the_site() -> None:
    lines = html_text(VIEWS.report(world.published("least"))).splitlines()
    assert lines[lines.index("4 Limitations") + 1] == (
        "This report is invented. None of its numbers was ever measured."
    )
    lines = html_text(VIEWS.report(world.published("markdown-report"))).splitlines()
    at = lines.index("4 Limitations")
    assert lines[at + 1 : at + 5] == [
        "Invented limitation with a list:",
        "one",
        "two",
        "Invented limitation in one sentence.",
    ]
    assert world.published("no-report").manifest.limitations == (
        "Invented limitation of this paper alone.",
    )


def test_claims_come_with_a_mark_and_the_confidence_of_their_check() -> None:
    cells = [text_of(each) for each in report("verified-held").all("td")]
    assert cells == [
        "Invented claim: the number is 42. source",
        "✓",
        "0.92",
        "Invented claim: the number is 43.",
        "×",
        "0.00",
    ]
    shown = text_of(report("verified-held").root)
    assert "2 claims extracted; 1 independently verified." in shown
    assert "2 papers retrieved." in shown


def test_texts_that_were_cut_say_so_on_page_and_report() -> None:
    for shown in (page("falsified-declared"), report("falsified-declared")):
        assert [text_of(each) for each in shown.with_class("cut")] == ["[cut in the record]"] * 2
        assert "in the middle of a wor [cut in the record]" in text_of(shown.root)
    assert page("falsified-held").with_class("cut") == []


def test_rows_without_a_fact_are_left_out() -> None:
    lines = html_text(page("least").html).splitlines()
    header = lines[lines.index("SRCH:5A110032") : lines.index("PDF")]
    assert header == [
        "SRCH:5A110032",
        "Invented, with the least that a record may hold",
        "Verification:",
        "L0, Unassessed",
        "Gate status:",
        "Unverified",
        "Quality tier:",
        "Watchlist",
    ]
    assert "Verified claims:" not in html_text(page("public-record").html)


def test_rows_show_every_fact_of_the_header() -> None:
    lines = html_text(page("verified-held").html).splitlines()
    header = lines[lines.index("SRCH:5A110001") + 2 : lines.index("PDF")]
    assert dict(zip(header[::2], header[1::2], strict=True)) == {
        "Submitted:": "2 July 2026",
        "Review score:": "9.10/10",
        "Verification:": "L5, Sandbox executed",
        "Gate status:": "Verified The artifact behind it is public.",
        "Quality tier:": "Flagship candidate",
        "Verified claims:": "6",
        "DOI:": "10.5555/small.0001",
        "Authors:": "Ada Invented (ORCID 0000-0002-1825-0097), Small World Collective (invented)",
        "Lead source:": "An invented lead source",
        "Topics:": "invented topic, reproducibility",
        "Licence:": "CC-BY-4.0",
    }
    targets = page("verified-held").targets
    assert "https://doi.org/10.5555/small.0001" in targets
    assert "https://orcid.org/0000-0002-1825-0097" in targets
    assert "https://library.example/lead" in targets


def test_a_doi_with_odd_characters_is_shown_bare_and_linked_with_escapes() -> None:
    doi = "10.5555/small_0024(a)<b>&c;d"
    links = {text_of(each): each.get("href") for each in page("hostile-citation").all("a")}
    assert links[doi] == "https://doi.org/10.5555/small_0024(a)%3Cb%3E%26c;d"


def test_every_file_of_a_paper_is_linked_from_its_page() -> None:
    below = f"{world.BASE_URL}{world.path('corrected')}"
    files = ("paper.pdf", "manifest.json", "corrections.json", "cite.bib", "cite.ris")
    assert {f"{below}{name}" for name in files} <= set(page("corrected").targets)


def test_every_artifact_says_where_it_is() -> None:
    shown = [text_of(each) for each in page("no-report").with_class("artifacts")[0]]
    assert shown == [
        "Invented data set Held elsewhere",
        "Invented thing that is only declared Declared, not public",
    ]
    held = [text_of(each) for each in page("verified-proof-held").with_class("artifacts")[0]]
    digest = world.source("verified-proof-held").artifacts["artifacts/Two.lean"].sha256
    assert held == ["PDF report Held here", f"Invented proof Held here SHA-256 {digest}"]
    alone = text_of(page("quarantine").with_class("panel")[-1])
    assert alone == "Artifacts No artifact is attached to this record."


def test_the_back_filled_verdict_shows_the_exact_time_that_was_authored() -> None:
    lines = html_text(page("back-filled").html).splitlines()
    assert lines[lines.index("Evaluated") + 1] == "2026-06-10T06:30:49+00:00"
    assert "Evaluated" not in html_text(page("public-record").html).splitlines()


def test_the_events_of_a_correction_record_are_told_in_order() -> None:
    events = [text_of(each) for each in page("corrected").with_class("events")[0]]
    assert [each.partition(" Invented note.")[0] for each in events] == [
        "2026-05-11T23:30:00-05:00 METADATA",
        "2026-05-12T05:00:00+00:00 CLAIM, erratum by Invented editors, 10.5555/small.0021.erratum",
        "2026-06-01T00:00:00Z PROVENANCE, addendum",
    ]
    assert "Reasons: Invented slip Another invented slip" in events[1]
    assert "Changed: report.claims[0].text, report" in events[1]
    assert "lifts 5A110018-C1" in text_of(page("concern-lifted").with_class("events")[0])


def test_a_tombstone_is_a_page_at_the_address_of_its_paper() -> None:
    tombstone = Tombstone(
        id="5a110013-0000-4000-8000-000000000013",
        title="Invented",
        removed_at="2026-04-03T12:00:00+02:00",
        reason="One.\n\nTwo.",
        by="Nobody",
    )
    shown = Page(VIEWS.tombstone(tombstone).decode(), "about:tombstone")
    assert text_of(shown.one("title")).startswith("REMOVED: Invented · ")
    assert [text_of(each) for each in shown.one("main").iter("p")][-2:] == ["One.", "Two."]


# ----------------------------------------------------------------------------------- PDF


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_holds_the_manifest_that_the_site_serves(name: str, small_world: BuiltSite) -> None:
    path = world.path(name)[1:]
    document = pypdfium2.PdfDocument(files_of(small_world)[f"{path}paper.pdf"])
    try:
        assert document.count_attachments() == 1
        attachment = document.get_attachment(0)
        assert attachment.get_name() == "manifest.json"
        assert bytes(attachment.get_data()) == files_of(small_world)[f"{path}manifest.json"]
    finally:
        document.close()


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_names_its_title_and_its_author(small_world: BuiltSite) -> None:
    for name, author in (
        ("verified-held", "Ada Invented, Small World Collective (invented)"),
        ("least", "Small World Press (invented)"),
    ):
        path = world.path(name)[1:]
        document = pypdfium2.PdfDocument(files_of(small_world)[f"{path}paper.pdf"])
        try:
            told = document.get_metadata_dict()
        finally:
            document.close()
        assert told["Title"] == world.published(name).display_title
        assert told["Author"] == author


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_shows_the_verdict_panel_of_the_page(name: str, small_world: BuiltSite) -> None:
    shown = small_world.pdf_text(f"{world.path(name)}paper.pdf")
    manifest = world.published(name).manifest
    assert "Truth-Engine Gate Verdict" in shown
    assert manifest.verdict_evidence.statement in shown
    assert f"L{manifest.verification.paper_level}, {manifest.verification.paper_level_label}" in (
        shown
    )
    assert f"Tier {manifest.quality_assessment.quality_tier.label}" in shown


class Shelf:
    """PDFs in memory, and how often each key was asked for."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[bytes, str]] = {}
        self.asked: list[str] = []

    def get(self, key: str) -> tuple[bytes, str] | None:
        self.asked.append(key)
        return self.held.get(key)

    def put(self, key: str, pdf: bytes, unshown: str) -> None:
        self.held[key] = (pdf, unshown)


def with_store(shelf: Shelf, site: Site | None = None) -> PaperViews:
    return PaperViews(site or world.site(), Templates(), shelf)


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_that_is_in_the_store_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, paper = Shelf(), world.published("least")
    made = with_store(shelf).pdf(paper)
    assert list(shelf.held.values()) == [made]
    assert made == VIEWS.pdf(paper)
    monkeypatch.delattr(PdfRenderer, "render")
    monkeypatch.delattr(PdfRenderer, "unshown")
    assert with_store(shelf).pdf(paper) == made
    assert len(set(shelf.asked)) == 1


@pytest.mark.usefixtures("needs_pdf")
def test_what_the_fonts_lack_is_kept_with_a_pdf() -> None:
    shelf, paper = Shelf(), world.published("han-and-emoji")
    _, unshown = with_store(shelf).pdf(paper)
    assert "論" in unshown
    assert with_store(shelf).pdf(paper)[1] == unshown


@pytest.mark.usefixtures("needs_pdf")
def test_every_paper_has_a_key_of_its_own_and_the_navigation_none() -> None:
    shelf = Shelf()
    site = world.site()
    with_store(shelf, site).pdf(world.published("least"))
    other = replace(site, navigation=())
    assert other != site
    with_store(shelf, other).pdf(world.published("least"))
    assert len(shelf.held) == 1
    with_store(shelf, site).pdf(world.published("corrected"))
    assert len(shelf.held) == 2


@pytest.mark.usefixtures("needs_pdf")
def test_views_say_what_their_pdfs_are_made_with() -> None:
    assert VIEWS.pdf_sha256 == PaperViews(world.site(), Templates()).pdf_sha256
    assert len(VIEWS.pdf_sha256) == 64
