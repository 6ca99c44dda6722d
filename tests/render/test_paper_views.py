"""A published paper as a page, a report and a PDF: views of one object, which they agree on."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from sitegen.contracts.correction_events import Redaction
from sitegen.contracts.published_paper import PANELS, PublishedPaper
from sitegen.contracts.replaced_manifest import read_replaced_manifest
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.render.exports import PAPER_FILES, manifest_json
from sitegen.render.formulas.mathematics import plain
from sitegen.render.paper_views import PaperViews
from sitegen.render.pdf import PdfRenderer
from sitegen.render.template_files import BadTemplateError
from sitegen.render.templating import Templates
from tests.contracts.papers import paper
from tests.page_parts import Page, faults, files_of, panel_rows, shared_text, text_of
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
    return {each[0].get("id", ""): shared_text(each) for each in shown.with_class("panel")}


@pytest.mark.parametrize("name", REPORTS)
def test_page_and_report_show_the_same_panels(name: str) -> None:
    titles = [*(panel.title for panel in PANELS), "Review monitor"]
    on_page, in_report = panel_rows(page(name)), panel_rows(report(name))
    # What the report has as its references, or in its head.
    if on_page.pop("sources", None) is not None:
        titles.append("Sources")
    assert [text_of(each[0]) for each in page(name).with_class("panel")] == titles
    # What the head of the page says of the work.
    in_report.pop("work", None)
    # What an event changed is a list on the page alone.
    rows = on_page["correction-record"]
    on_page["correction-record"] = [each for each in rows if each[0] not in ("Before", "After")]
    assert on_page == in_report
    assert on_page["gate-verdict"]


STATED = sorted(each for each in REPORTS if world.published(each).states_report)


@pytest.mark.parametrize("name", STATED)
def test_a_report_has_the_sections_of_the_publishers_reports(name: str) -> None:
    headings = [text_of(each) for each in report(name).all("h2")]
    assert headings[0] == world.published(name).summary.headline
    assert headings[1:] == [
        *("Abstract", "1 Introduction", "2 Methodology", "3 Results", "4 Limitations"),
        *("5 Extracted Claims", "References", "How to cite", "Public record"),
        *("How to read this report", "About this file"),
    ]
    assert text_of(report(name).one("h1")).startswith(plain(world.published(name).display_title))


@pytest.mark.parametrize("name", sorted({*REPORTS} - {*STATED}))
def test_a_record_without_a_report_has_its_verification_record(name: str) -> None:
    headings = [text_of(each) for each in report(name).all("h2")]
    assert headings[1:] == [
        *("Abstract", "Research Question", "Limitations", "How to cite", "Public record"),
        *("How to read this report", "About this file"),
    ]
    (kicker,) = report(name).with_class("kicker")
    assert text_of(kicker).endswith(" · Verification record")
    assert "Not stated in the record." not in text_of(report(name).root)


def test_an_empty_section_says_so_and_keeps_its_number() -> None:
    record = {"report": {"introduction": "So."}, "quality_assessment": {"tier": "WATCHLIST"}}
    lines = html_text(VIEWS.report(paper(record))).splitlines()
    for heading in ("2 Methodology", "3 Results", "5 Extracted Claims", "References"):
        assert lines[lines.index(heading) + 1] == "Not stated in the record."


def test_the_words_of_an_editor_stand_where_the_standard_sentences_would() -> None:
    shown = report("markdown-report")
    assert "Invented introduction with emphasis, a link and the guide." in text_of(shown.root)
    assert "This paper examines" not in text_of(shown.root)
    assert f"{world.BASE_URL}/quality-guide/" in shown.links
    headings = [(each.tag, text_of(each)) for each in shown.all("h1", "h2", "h3")]
    at = headings.index(("h2", "1 Introduction"))
    assert headings[at + 1] == ("h3", "Invented part")
    assert [text_of(each) for each in shown.all("td")][:2] == ["invented", "42"]


@pytest.mark.usefixtures("needs_pdf")
def test_lines_of_code_stay_lines_in_a_pdf() -> None:
    code = "```\nfirst\n<div>\n<p>last\n```\n\nOne line\nand another."
    pdf = VIEWS.pdf(paper({"report": {"results": code}})).content
    document = pypdfium2.PdfDocument(pdf)
    lines = "".join(page.get_textpage().get_text_range() for page in document).splitlines()
    at = lines.index("first")
    assert lines[at : at + 4] == ["first", "<div>", "<p>last", "One line and another."]
    document.close()


def test_limitations_are_those_of_the_paper_or_those_of_the_site() -> None:
    lines = html_text(VIEWS.report(world.published("least"))).splitlines()
    assert lines[lines.index("Limitations") + 1] == (
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
        "Invented claim: the number is 42. [1]",
        "✓",
        "0.92",
        "Invented claim: the number is 43.",
        "×",
        "0.00",
    ]
    shown = text_of(report("verified-held").root)
    assert "2 claims extracted; 1 independently verified." in shown
    assert "2 papers retrieved." in shown


def test_texts_that_look_cut_say_so_on_page_and_report() -> None:
    for shown in (page("falsified-declared"), report("falsified-declared")):
        assert [text_of(each) for each in shown.with_class("cut")] == ["[possibly cut]"] * 3
        assert "in the middle of a wor [possibly cut]" in text_of(shown.root)
    assert page("falsified-held").with_class("cut") == []


def test_a_mark_stands_beside_each_text_that_was_cut_and_never_in_it() -> None:
    work = {"lead_source": {"title": "A lead"}, "research_question": "What is as"}
    cut = ["work.title", "work.abstract", "work.research_question", "work.lead_source.title"]
    report = {"sources_retrieved": 2}
    facts = {f"work.{key}": each for key, each in work.items()}
    made = paper({**facts, "cut": cut, "report": report})
    shown = Page(VIEWS.page(made).decode(), made.manifest.work.url)
    assert [text_of(each) for each in shown.with_class("cut")] == ["[cut]"] * 4
    assert f"<title>{made.manifest.work.title} [cut] · " in shown.html
    assert "What is as [cut]" in text_of(shown.root)
    assert "A lead [cut]" in text_of(shown.root)
    told = html_text(VIEWS.report(made))
    assert "This paper examines: A lead. [cut] Research question: What is as. [cut]" in told
    assert b"[cut]" not in manifest_json.export(made, world.site())


def test_rows_without_a_fact_are_left_out() -> None:
    lines = html_text(page("least").html).splitlines()
    first = lines.index("Verification:")
    header = lines[first : lines.index("Abstract", first)]
    assert header == [
        "Verification:",
        "L0, Unassessed",
        "Gate status:",
        "Unverified",
        "Quality tier:",
        "Watchlist",
    ]
    (head,) = page("public-record").with_class("record")
    assert "Verified claims:" not in text_of(head)


def test_the_abstract_of_a_lead_source_names_it() -> None:
    named = "This is the abstract of the paper’s lead source, An invented lead source."
    for shown in (page("verified-held"), report("verified-held")):
        (line,) = shown.with_class("abstract-of")
        assert text_of(line).startswith(named)
        assert "https://library.example/lead" in shown.targets
    assert page("least").with_class("abstract-of") == []
    assert report("corrected").with_class("abstract-of") == []


def readable(shown: Page) -> list[str]:
    """What is next to the exact values."""
    return [" ".join(text_of(each).split()) for each in shown.with_class("readable")]


def test_exact_reasons_and_times_have_a_readable_form_next_to_them() -> None:
    said = "The computed value 42.1 agrees with the expected 42.0 within the tolerance of 5.0%."
    at = "3 July 2026, 03:48 UTC"
    assert readable(report("verified-held")) == [said, f"({at})"]
    # A page draws the reason, and says the same below the drawing.
    assert readable(page("verified-held")) == [at]
    (band,) = page("verified-held").with_class("tolerance")
    assert text_of(band[1]) == (
        f"{said} The difference is 0.1: it uses about 4.76% of the tolerance."
    )
    for shown in (page("verified-held"), report("verified-held")):
        exact = [value for _, value in panel_rows(shown)["gate-verdict"]]
        assert "2026-07-03T03:48:27.951721+00:00" in exact
        assert "Invented sandbox: Computed 42.1 matches expected 42.0 (tolerance=5.0%)." in exact


def test_a_comparison_is_drawn_with_a_text_for_those_who_cannot_see_it() -> None:
    (band,) = page("verified-held").with_class("tolerance")
    drawing = band[0]
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == (
        "Drawing: expected 42.0, allowed from 39.9 to 44.1, computed 42.1. The difference is 0.1: "
        "it uses about 4.76% of the tolerance."
    )
    assert [" ".join("".join(each.itertext()).split()) for each in drawing if each.text] == [
        *("computed 42.1", "expected 42.0", "−5%", "+5%", "39.9", "44.1"),
    ]


def test_the_roles_of_a_red_team_are_a_table() -> None:
    words = (
        "Invented: the script; it prints what it was told to print, and that is all it cl "
        "[possibly cut]"
    )
    (table,) = page("falsified-declared").with_class("roles")
    rows = [[text_of(each) for each in row] for row in table.iter() if row.tag.endswith("tr")]
    assert rows == [
        ["Role", "Score", "Drawn, from 0 to 10", "In its words"],
        ["Counterexample hunter", "9.0", "", words],
        ["Citation auditor", "9.2", "", "Invented: the citation does not say this."],
        ["Replication attacker", "9.5", "", "Invented: nothing was run."],
        ["Mean", "9.2", "", "(9.0 + 9.2 + 9.5) / 3 ≈ 9.23, stated as 9.2"],
    ]
    heads = [each.get("scope") for each in table.iter() if each.tag.endswith("th")]
    assert heads == ["col"] * 4 + ["row"] * 4
    assert "mean" in text_of(table[0])
    assert readable(report("falsified-declared"))[0] == (
        "Gate 3, red team: falsified, with an average attack score of 9.2 of 10. "
        f"Counterexample hunter (9.0 of 10): {words} "
        "Citation auditor (9.2 of 10): Invented: the citation does not say this. "
        "Replication attacker (9.5 of 10): Invented: nothing was run."
    )


def test_a_reason_is_on_the_page_as_it_is_written() -> None:
    """With its line breaks, which the style sheet keeps, and without markup in it."""
    reason = "Sealed  run:\n\nComputed 1 matches expected 1 (tolerance=0%). <b>So</b> & so."
    made = paper({"gate_verdict": {"status": "UNVERIFIED", "reason": reason}})
    shown = Page(VIEWS.page(made).decode(), made.manifest.work.url)
    (raw,) = shown.with_class("raw")
    assert "".join(raw.itertext()) == reason


def test_no_drawing_is_in_a_report() -> None:
    """What a page draws is a text there, so that drawings change no PDF."""
    for name in REPORTS:
        tags = {each.tag for each in report(name).root.iter()}
        assert not [each for each in tags if each.endswith(("svg", "figure"))]


def test_the_time_of_the_last_correction_has_a_readable_form() -> None:
    assert readable(page("corrected")) == ["1 June 2026, 00:00 UTC"]


def test_rows_show_every_fact_of_the_header() -> None:
    lines = html_text(page("verified-held").html).splitlines()
    header = lines[lines.index("Submitted:") : lines.index("Abstract", lines.index("Submitted:"))]
    assert dict(zip(header[::2], header[1::2], strict=True)) == {
        "Submitted:": "2 July 2026",
        "Review score:": "9.10/10",
        "Verification:": "L5, Sandbox executed",
        "Gate status:": "Verified evidence public",
        "Quality tier:": "Flagship candidate",
        "Verified claims:": "6 (found in a source, not tested; further checks are counted apart)",
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
    files = {f"{below}{each.file}" for each in PAPER_FILES.values()}
    assert files <= set(page("corrected").targets)


def artifacts(shown: Page) -> list[list[str]]:
    """The cells of the table of artifacts of a page, or the lines of a report."""
    (found,) = shown.with_class("artifacts")
    rows = [row for row in found.iter() if row.tag.endswith("tr")][1:]
    return [[text_of(each) for each in row] for row in rows] or [[text_of(each)] for each in found]


def test_every_artifact_says_where_it_is() -> None:
    assert artifacts(page("no-report")) == [
        ["Invented data set Data set", "Held elsewhere", "No digest in this record"],
        [
            *("Invented thing that is only declared Other file", "Declared, not public"),
            "No digest in this record",
        ],
    ]
    file = world.source("verified-proof-held").artifacts["artifacts/Two.lean"]
    assert artifacts(page("verified-proof-held")) == [
        ["PDF report Report, application/pdf", "Held here", "In SHA256SUMS"],
        [
            *("Invented proof Lean4 proof, text/x-lean", f"Held here {file.size} bytes"),
            file.sha256,
        ],
    ]
    assert artifacts(report("verified-proof-held")) == [
        ["Held here PDF report · Report, application/pdf"],
        [
            f"Held here Invented proof · Lean4 proof, text/x-lean · {file.size} bytes "
            f"SHA-256 {file.sha256}"
        ],
    ]
    assert panels(page("quarantine"))["artifacts"] == (
        "Artifacts No artifact is attached to this record. Check it yourself Not possible from "
        "this record: it lists no file to compare."
    )


def test_evidence_that_a_transcription_does_not_list_has_a_row() -> None:
    partial = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
    made = paper(partial | {"gate_verdict": {"status": "FALSIFIED", "reason": "So."}})
    shown = Page(VIEWS.page(made).decode(), made.manifest.work.url)
    assert artifacts(shown)[-1] == ["Evidence for the failure", *["Not stated in this record"] * 2]


def test_the_printed_commands_compare_the_files_of_the_site(tmp_path: Path) -> None:
    """The lines are run as a reader would run them, but for the download."""
    (block,) = page("verified-held").with_class("commands")
    lines = "".join(block.itertext()).splitlines()
    files = world.source("verified-held").artifacts
    artifact_set = world.published("verified-held").manifest.artifact_set
    for fetching, comparing in zip(lines[::2], lines[1::2], strict=True):
        *_, name, url = shlex.split(fetching)
        (listed,) = (each for each in artifact_set if each.url == url)
        (content,) = (each.content for each in files.values() if each.sha256 == listed.sha256)
        (tmp_path / name).write_bytes(content or b"")
        run = subprocess.run(["sh", "-c", comparing], cwd=tmp_path, capture_output=True, check=True)
        assert run.stdout.decode() == f"{name}: OK\n"
    assert len(lines) == 2 * 4


def test_the_back_filled_verdict_shows_the_exact_time_that_was_authored() -> None:
    lines = html_text(page("back-filled").html).splitlines()
    assert lines[lines.index("Evaluated") + 1] == "2026-06-10T06:30:49+00:00"
    assert "Evaluated" not in html_text(page("public-record").html).splitlines()


def events(name: str, shown: Page | None = None) -> list[str]:
    """The text of every event on the page of a paper."""
    return [text_of(each) for each in (shown or page(name)).with_class("timeline")[0]]


def test_the_newest_event_of_a_correction_record_stands_first() -> None:
    assert [each.partition(" Invented note.")[0] for each in events("corrected")] == [
        "Addendum, 1 June 2026 Concerns the provenance",
        "Erratum, 12 May 2026 Issued by Invented editors Concerns a claim "
        "DOI 10.5555/small.0021.erratum",
        "Correction, 11 May 2026 Concerns the metadata",
    ]
    assert [each.rpartition(" Notice ")[2] for each in events("corrected")] == [
        "5A110021-C3 2026-06-01T00:00:00Z",
        "5A110021-C2 2026-05-12T05:00:00+00:00",
        "5A110021-C1 2026-05-11T23:30:00-05:00",
    ]
    assert [text_of(each) for each in report("corrected").all("h4")] == [
        *("Addendum, 1 June 2026", "Erratum, 12 May 2026", "Correction, 11 May 2026"),
    ]
    assert [text_of(each[-1]) for each in report("corrected").with_class("event")] == [
        "Notice 5A110021-C3 · 2026-06-01T00:00:00Z",
        "Notice 5A110021-C2 · 2026-05-12T05:00:00+00:00",
        "Notice 5A110021-C1 · 2026-05-11T23:30:00-05:00",
    ]


def test_an_event_tells_its_reasons_and_what_was_before_and_after() -> None:
    _, erratum, correction = events("corrected")
    assert "Reasons Invented slip Another invented slip" in erratum
    assert (
        "Changed: Report: claims report.claims[0].text Its text is not in the manifest." in erratum
    )
    assert "Changed: Report report BeforeSHA-256 a32027d3" in erratum
    assert (
        "Changed: Title work.title BeforeInvented: A Paper With a Misspelt Tilte "
        "AfterInvented: A Paper That Was Corrected Twice"
    ) in correction


def test_fields_whose_old_values_nobody_kept_are_named_all_the_same() -> None:
    assert (
        "Changed: Title work.title, Report: claims report.claims[0].text"
        in events("hostile-markup")[0]
    )


def test_a_lifted_notice_and_the_one_that_lifts_it_name_each_other() -> None:
    lifting, lifted = events("concern-lifted")
    assert "Lifts the notice 5A110018-C1." in lifting
    assert "No longer in force: lifted by 5A110018-C2." in lifted


def test_a_paper_without_events_has_no_timeline_and_no_word_of_the_ledger() -> None:
    assert page("least").with_class("timeline") == []
    assert not [each for each in page("least").targets if each.endswith("/ledger.json")]
    assert [each for each in page("corrected").targets if each.endswith("/ledger.json")]


# ----------------------------------------------------------------------------------- notices


def notice(name: str, number: int) -> Page:
    """The page of an event."""
    paper = world.published(name)
    (each,) = [each for each in paper.notices if each.path.endswith(f"-C{number}/")]
    return Page(VIEWS.notice(paper, each).decode(), f"{world.BASE_URL}{each.path}")


def rows_of(shown: Page, name: str = "facts") -> dict[str, str]:
    """The rows of the first list in what has a class: the head of a page, or a panel."""
    rows = [each for each in shown.with_class(name)[0].iter("div") if len(each) == 2]
    return {text_of(row[0]): text_of(row[1]) for row in rows}


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("retracted", 2, "Retraction"),
        ("retracted-in-part", 1, "Partial retraction"),
        ("retracted", 1, "Expression of concern"),
        ("withdrawn", 1, "Withdrawal"),
        ("corrected", 1, "Correction"),
        ("corrected", 2, "Erratum"),
        ("corrected", 3, "Addendum"),
        ("concern-lifted", 2, "Notice lifted"),
    ],
)
def test_a_notice_is_titled_by_its_kind_and_the_paper(name: str, number: int, kind: str) -> None:
    shown, paper = notice(name, number), world.published(name)
    title = f"{kind}: {paper.manifest.work.title}"
    assert text_of(shown.one("h1")) == title
    assert text_of(shown.one("title")).startswith(f"{title} · ")
    assert faults(shown) == []
    assert text_of(shown.one("aside")).startswith(paper.manifest.editorial_status.label)
    assert rows_of(shown)["Paper"].startswith(paper.display_title)


def test_a_notice_says_when_by_whom_why_and_what() -> None:
    shown = notice("corrected", 2)
    assert rows_of(shown) == {
        "Paper": "Invented: A Paper That Was Corrected Twice SRCH:5A110021",
        "Date": "12 May 2026 2026-05-12T05:00:00+00:00",
        "Issued by": "Invented editors",
        "Concerns": "a claim",
        "DOI": "10.5555/small.0021.erratum",
    }
    text = text_of(shown.one("main"))
    assert "Reasons Invented slip Another invented slip" in text
    assert "What was changed Report: claims report.claims[0].text" in text
    assert (
        "How to cite this notice Invented editors (12 May 2026). Erratum: Invented: A Paper That "
        "Was Corrected Twice. Small World Press (invented). Notice 5A110021-C2. "
        "https://doi.org/10.5555/small.0021.erratum In the record"
    ) in text


def test_a_notice_shows_its_place_in_the_chain_and_the_manifest_that_it_replaced() -> None:
    first, second, _ = world.published("corrected").corrections.correction_events
    assert second.replaces is not None
    assert rows_of(notice("corrected", 2), "panel") == {
        "Event": "5A110021-C2, type CLAIM",
        "Replaced manifest": "manifests/2.json",
        "Digest of its facts": second.replaces.facts_sha256,
        "SHA-256 of this event": second.sha256,
        "Of the event before": first.sha256,
        "Correction record": "On the page of the paper, as JSON, in the public ledger",
    }
    below = f"{world.BASE_URL}{world.path('corrected')}"
    wanted = {f"{below}{name}" for name in ("", "manifests/2.json", "corrections.json")}
    wanted |= {f"{below}#5A110021-C2", f"{world.BASE_URL}/ledger.json"}
    assert wanted <= set(notice("corrected", 2).targets)


def test_a_paper_and_its_notices_link_to_each_other() -> None:
    for name in ("corrected", "retracted", "concern-lifted", "hostile-markup"):
        for each in world.published(name).notices:
            assert f"{world.BASE_URL}{each.path}" in page(name).targets
            number = int(each.path.rstrip("/").rpartition("-C")[2])
            assert f"{world.BASE_URL}{world.path(name)}" in notice(name, number).targets
            assert f"{world.BASE_URL}{each.path}" in report(name).links


def test_a_lifted_notice_and_the_lifting_one_link_to_each_other() -> None:
    below = f"{world.BASE_URL}{world.path('concern-lifted')}notices/"
    lifted, lifting = notice("concern-lifted", 1), notice("concern-lifted", 2)
    assert f"{below}5A110018-C2/" in lifted.targets
    assert rows_of(lifted)["In force"] == "No. It was lifted on 9 May 2026 by 5A110018-C2."
    assert f"{below}5A110018-C1/" in lifting.targets
    assert rows_of(lifting)["Lifts"] == "Expression of concern 5A110018-C1 of 2 May 2026"


def test_a_place_that_a_note_points_to_is_on_the_page_of_the_paper() -> None:
    shown = notice("hostile-markup", 1)
    targets = dict(zip((text_of(each) for each in shown.all("a")), shown.all("a"), strict=True))
    link = targets["a place on this page"].get("href")
    assert link == "../../../../paper/5a110023-0000-4000-8000-000000000023/#gate-verdict"


def with_snapshot(before: object, after: object) -> PublishedPaper:
    """A paper whose abstract and limitations were corrected."""
    was = {"work": {"abstract": before}}
    data = canonical_json(
        {
            "contract_version": "paper-manifest-v1.1",
            "work": {"id": "5a110021-0000-4000-8000-000000000021"},
            "facts": was,
            "facts_sha256": canonical_sha256(was),
            "report_sha256": None,
        }
    )
    paper = world.published("corrected")
    event = paper.corrections.correction_events[0]
    event = event.model_copy(update={"affected_fields": ("work.abstract",), "batch": "2026-05"})
    return replace(
        paper,
        manifest=paper.manifest.model_copy(update={"facts": {"work": {"abstract": after}}}),
        corrections=paper.corrections.model_copy(update={"correction_events": (event,)}),
        snapshots=(read_replaced_manifest(1, data),),
    )


def test_long_values_are_cut_on_the_paper_and_folded_on_the_notice() -> None:
    before = "".join(f"word {number} " for number in range(200))
    paper = with_snapshot(before, before.replace("word 150 ", "other 150 "))
    shown = Page(VIEWS.page(paper).decode(), "about:paper")
    (was,), (now,) = shown.all("del"), shown.all("ins")
    assert "word 150" in text_of(was)
    assert "other 150" in text_of(now)
    assert len(text_of(was)) < 300
    folded = Page(VIEWS.notice(paper, paper.notices[0]).decode(), "about:notice")
    assert faults(folded) == []
    (details,) = [each for each in folded.all("details") if each.find("dl") is not None]
    assert before.strip() in text_of(details)
    assert rows_of(folded)["Made together with"] == "batch 2026-05"


def test_old_values_are_hostile_text_like_any_other() -> None:
    hostile = "</del><script>alert(1)</script> {{ 7*7 }} \x00\x1b \u202e turned \ufffe"
    paper = with_snapshot(hostile, ["a list", {"of": None}])
    for html in (VIEWS.page(paper), VIEWS.notice(paper, paper.notices[0])):
        shown = Page(html.decode(), "about:hostile")
        assert faults(shown) == []
        assert text_of(shown.one("del")).startswith("</del><script>alert(1)</script> {{ 7*7 }}")
        assert not set("\x00\x1b\u202e\ufffe") & set(html.decode())
        assert text_of(shown.one("ins")) == '["a list",{"of":null}]'


def test_what_was_taken_out_of_an_event_is_told_with_the_day() -> None:
    paper = world.published("corrected")
    redaction = Redaction(
        event_sha256="0" * 64, fields=("public_note",), redacted_at="2026-08-01T00:00:00Z"
    )
    event = paper.corrections.correction_events[0].model_copy(update={"redacted": redaction})
    record = paper.corrections.model_copy(update={"correction_events": (event,)})
    redacted = replace(paper, corrections=record)
    told = "Texts were taken out of this notice on 1 August 2026"
    assert f"{told}." in text_of(Page(VIEWS.page(redacted).decode(), "about:paper").root)
    shown = Page(VIEWS.notice(redacted, redacted.notices[0]).decode(), "about:notice")
    assert f"{told}: public_note." in text_of(shown.root)
    assert rows_of(shown, "panel")["SHA-256 of this event"] == "0" * 64


# ----------------------------------------------------------------------------------- the status


@pytest.mark.parametrize(
    "template", ["pages/paper.html", "pages/notice.html", "reports/paper.html"]
)
def test_a_template_that_keeps_the_status_back_is_at_fault(template: str, tmp_path: Path) -> None:
    (tmp_path / template).parent.mkdir(parents=True)
    (tmp_path / template).write_text("<title>{{ paper.manifest.work.title }}</title>")
    views = PaperViews(world.site(), Templates(tmp_path))
    make = {
        "pages/paper.html": views.page,
        "pages/notice.html": lambda paper: views.notice(paper, paper.notices[0]),
        "reports/paper.html": views.report,
    }[template]
    with pytest.raises(BadTemplateError) as caught:
        make(world.published("retracted"))
    found = caught.value.diagnostic
    assert (found.code, found.place.file) == ("SG705", f"templates/{template}")
    assert found.message == "the template does not show that a paper is retracted"


def test_a_template_need_not_say_what_the_facts_alone_say(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/paper.html").write_text("Nothing.")
    views = PaperViews(world.site(), Templates(tmp_path))
    assert views.page(world.published("least")) == b"Nothing."


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
    assert [text_of(each) for each in shown.one("main").iter("p")][:2] == ["One.", "Two."]


@pytest.mark.usefixtures("needs_pdf")
def test_the_pdf_of_a_removed_paper_is_one_page_that_says_so(small_world: BuiltSite) -> None:
    path = f"{world.path(world.TOMBSTONE)[1:]}paper.pdf"
    document = pypdfium2.PdfDocument(files_of(small_world)[path])
    try:
        assert len(document) == 1
        assert document.count_attachments() == 0
        assert document.get_metadata_value("Title").startswith("REMOVED: Invented: A Paper")
    finally:
        document.close()
    shown = small_world.pdf_text(path)
    assert "Removed on 3 April 2026 by Small World Press (invented)" in shown
    assert "Invented reason. The paper named a person who does not exist." in shown


# ----------------------------------------------------------------------------------- PDF


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_holds_the_manifest_that_the_site_serves(name: str, small_world: BuiltSite) -> None:
    path = world.path(name)[1:]
    document = pypdfium2.PdfDocument(files_of(small_world)[f"{path}paper.pdf"])
    try:
        attachment = document.get_attachment(0)
        assert attachment.get_name() == "manifest.json"
        assert bytes(attachment.get_data()) == files_of(small_world)[f"{path}manifest.json"]
    finally:
        document.close()


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_names_its_title_and_its_author(small_world: BuiltSite) -> None:
    for name, author in (
        ("verified-held", "Ada Invented; Small World Collective (invented)"),
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
    assert f"Paper level {manifest.verification.shown}" in shown
    assert f"Tier {manifest.quality_assessment.quality_tier.label}" in shown


class Shelf:
    """PDFs in memory, and how often each key was asked for."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.asked: list[str] = []

    def get(self, key: str) -> bytes | None:
        self.asked.append(key)
        return self.held.get(key)

    def put(self, key: str, pdf: bytes) -> None:
        self.held[key] = pdf


def with_store(shelf: Shelf, site: Site | None = None) -> PaperViews:
    return PaperViews(site or world.site(), Templates(), shelf)


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_that_is_in_the_store_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, paper = Shelf(), world.published("least")
    made = with_store(shelf).pdf(paper)
    assert shelf.held == {made.key: made.content}
    assert made == VIEWS.pdf(paper)
    monkeypatch.delattr(PdfRenderer, "render")
    assert with_store(shelf).pdf(paper) == made
    assert len(set(shelf.asked)) == 1


@pytest.mark.usefixtures("needs_pdf")
def test_what_the_fonts_lack_is_told_of_a_kept_pdf_too() -> None:
    shelf, paper = Shelf(), world.published("han-and-emoji")
    unshown = with_store(shelf).pdf(paper).unshown
    assert "論" in unshown
    assert with_store(shelf).pdf(paper).unshown == unshown


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
