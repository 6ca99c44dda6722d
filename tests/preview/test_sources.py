"""Finding the value of a record that a text on its page comes from."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from sitegen.preview.source_links import SourceLinker
from sitegen.preview.sources import Source, Sources, paper_sources
from sitegen.reading.records import find_papers, read_source
from sitegen.render.paper import finish
from sitegen.render.paper_views import PaperViews
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates
from tests.conftest import ROOT, SMALL_WORLD

LINK = re.compile(r'<a class="sg-source[^"]*" href="at:([^"]*)" title="([^"]*)"[^>]*>([^<]*)</a>')


def dressed(records: Path, folder: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The page of a paper as a preview shows it, and the key, title and text of its links."""
    site, _ = load_site(Project(records))
    source, _ = read_source(records, folder)
    views = PaperViews(site, Templates(marks_facts=True))
    made = finish(source, site, views, ["page"], drafts=True)
    page = next(data for name, data in made.files.items() if name.count("/") == 2).decode()

    def link(found: Source) -> str:
        return f"at:{found.key}"

    shown = SourceLinker(paper_sources(source), Sources(()), link).with_links(page, head="", top="")
    return shown, [(unescape(k), unescape(t), unescape(x)) for k, t, x in LINK.findall(shown)]


@pytest.mark.parametrize("folder", find_papers(ROOT / "records"))
def test_every_fact_in_the_head_of_a_page_leads_to_a_line(folder: str) -> None:
    page, _ = dressed(ROOT / "records", folder)
    facts = page.partition('<dl class="record"')[2].partition("</dl>")[0]
    lines = re.findall(r"<dt>.*?</dd>", facts, re.DOTALL)
    assert lines
    for line in lines:
        assert 'class="sg-source' in line, line


@pytest.mark.parametrize("folder", find_papers(ROOT / "records"))
def test_what_a_transcription_says_of_itself_leads_to_its_lines(folder: str) -> None:
    _, links = dressed(ROOT / "records", folder)
    keys = {key for key, _, _ in links}
    assert "transcribed_from.title" in keys
    unstated = {key for key, _, text in links if text == "Not stated in this record"}
    assert unstated <= {"completeness", ""}


@pytest.mark.parametrize("records", [ROOT / "records", SMALL_WORLD / "records"])
def test_a_link_that_claims_to_be_exact_leads_to_the_text_itself(records: Path) -> None:
    for folder in find_papers(records):
        source, _ = read_source(records, folder)
        values = {value.key: value.text for value in paper_sources(source).values}
        for key, title, text in dressed(records, folder)[1]:
            if not title.startswith("follows from") and text != "✎" and key not in IN_OTHER_FORM:
                assert " ".join(text.split()) in " ".join(values[key].split()), (folder, key)


# Shown as a number with its scale, as a day, or as the first digits of an id.
IN_OTHER_FORM = {
    "quality_assessment.review_score",
    "work.submitted",
    "gate_verdict.evaluated_at",
    "work.id",
    "id",
    "removed_at",
    *(f"correction_events[{index}].corrected_at" for index in range(9)),
}


def test_a_page_without_its_links_is_the_page_of_the_site() -> None:
    records = SMALL_WORLD / "records"
    site, _ = load_site(Project(records))
    views = PaperViews(site, Templates())
    for folder in find_papers(records):
        source, _ = read_source(records, folder)
        made = finish(source, site, views, ["page"], drafts=True).files
        page = next(data for name, data in made.items() if name.count("/") == 2).decode()
        shown, _ = dressed(records, folder)
        shown = re.sub(r'<a class="sg-source sg-beside"[^>]*>✎</a>', "", shown)
        shown = re.sub(r'<a class="sg-source" [^>]*>([^<]*)</a>', r"\1", shown)
        assert shown == re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)


def test_a_text_that_is_there_twice_leads_nowhere_by_its_words() -> None:
    shown, links = dressed(SMALL_WORLD / "records", "papers/hostile-markup")
    assert "<script>" not in shown.partition("<body>")[2]
    assert links


def test_the_texts_around_a_formula_lead_to_their_line() -> None:
    shown, links = dressed(SMALL_WORLD / "records", "papers/mathematics")
    texts = {text: key for key, _, text in links}
    assert texts["Erfunden (invented): Schranken für"] == "work.title"
    assert (
        texts["Erfundene Zusammenfassung (invented). It costs $5 and $10, and"] == "work.abstract"
    )
    assert not re.search(r"<math[^>]*>(?:(?!</math>).)*<a ", shown)


MARKED = """<main><h1 data-fact="work.title">{title}</h1>
<dl><dt>Any words</dt><dd data-fact="quality_assessment.quality_tier.label">Some tier</dd>
<dt>Verification</dt><dd>Not marked</dd></dl></main>"""


def test_a_value_leads_to_its_facts_whatever_its_label_says() -> None:
    folder = "papers/least"
    source, _ = read_source(SMALL_WORLD / "records", folder)
    sources = paper_sources(source)
    shown = SourceLinker(sources, Sources(()), lambda found: f"at:{found.key}").with_links(
        MARKED.format(title="Retracted: a title"), head="", top=""
    )
    links = [(key, text) for key, _, text in LINK.findall(shown)]
    assert ("work.title", "Retracted: a title") in links
    (key,) = [key for key, text in links if text == "Some tier"]
    assert key.startswith("quality_assessment")
    assert "<dd>Not marked</dd>" in shown
    assert "data-fact" not in shown
