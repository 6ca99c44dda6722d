"""Every status of the contract in every place where a reader or a program meets a paper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pypdfium2
import pytest

from sitegen.contracts.editorial_status import LABELS
from tests.conftest import built
from tests.page_parts import Page, classes, entry, listed, text_of, verdict_block
from tests.reading_back import BuiltSite, html_text
from tests.status_world import (
    BASE_URL,
    CASES,
    EVIDENCE,
    FALSIFIED,
    NEWER,
    SERVED,
    Case,
    write_world,
)

ATOM = "{http://www.w3.org/2005/Atom}"
# What every citation of this publisher ends with.
NOTE = "Machine-generated synthesis of existing literature."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp("statuses")
    write_world(folder / "records")
    return built(folder / "records", folder / "site")[0]


def page(site: BuiltSite, path: str) -> Page:
    return Page(site.page(path), f"{BASE_URL}{path}")


def rows(section: Any) -> dict[str, str]:
    """Label and value of each row below an element."""
    found = [each for each in section.iter("div") if [part.tag for part in each] == ["dt", "dd"]]
    return {text_of(each[0]): text_of(each[1]) for each in found}


def panel(shown: Page, anchor: str) -> Any:
    (section,) = [
        each
        for each in shown.all("section")
        if any(heading.get("id") == anchor for heading in each.iter("h2"))
    ]
    return section


def test_the_table_has_every_status() -> None:
    assert {case.status for case in CASES.values()} == set(LABELS)


NO_LONGER = "no longer count."
# The sentence after the headline, and the colour.
CAUTIONS = {
    "withdrawn": (
        f"It was verified before the withdrawal. Verdict, score and tier {NO_LONGER}",
        "void",
    ),
    "retracted": (
        f"It was verified before the retraction. Verdict, score and tier {NO_LONGER}",
        "void",
    ),
    "falsified and retracted": (
        f"Falsified: a claim was tested and failed. Score and tier {NO_LONGER}",
        "void",
    ),
    "marked retracted": (
        f"It was verified before the retraction. Verdict, score and tier {NO_LONGER}",
        "void",
    ),
    "retracted in part": (
        "Only the notice can say which part. Verdict, score and tier came before it.",
        "void",
    ),
    "under concern": ("Verdict, score and tier do not settle it.", "changed"),
    "falsified and under concern": (
        "Falsified: a claim was tested and failed. Score and tier do not settle it.",
        "changed",
    ),
    "superseded": (
        "Verified: a proof type-checks. See the newer paper: The Newer Paper",
        "void",
    ),
    "falsified": ("Score and tier rate the write-up; they do not change this.", "falsified"),
    "corrected": (
        "This paper was corrected on 2 August 2026. Only what the proof states was tested. You can "
        "repeat it. Read the notice.",
        "changed",
    ),
    "verified": ("Only what the proof states was tested. You can repeat it.", "verified"),
    "unverified": ("Claims were found in source texts; that is not a test.", "untested"),
    "not stated": ("", "untested"),
}


@pytest.mark.parametrize("name", SERVED)
def test_the_page_of_a_paper(name: str, site: BuiltSite) -> None:
    case, (caution, tone) = CASES[name], CAUTIONS[name]
    shown = page(site, case.path)
    assert text_of(shown.one("title")).startswith(f"{case.window_title} · SRCH:5EAD")
    assert text_of(shown.one("h1")) == case.shown_title
    block = verdict_block(shown)
    headline = case.headline
    if case.status == "CORRECTED":
        headline = f"Corrected; {headline[:1].lower()}{headline[1:]}"
    assert [text_of(each) for each in block.iter("h2")] == [headline]
    assert [text_of(each) for each in block.iter("p")] == ([caution] if caution else [])
    (head,) = shown.with_class("masthead")
    assert f"is-{tone}" in classes(head)
    assert "is-hollow" not in classes(head)  # all evidence of this world is public
    if case.superseded:
        assert f"{BASE_URL}/paper/{NEWER}/" in shown.targets


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_the_answers_of_a_page(case: Case, site: BuiltSite) -> None:
    shown = page(site, case.path)
    block = verdict_block(shown)
    (listed,) = block.iter("dl")
    answers = rows(listed)
    assert len(answers) == 6
    assert answers["What is it?"] == (
        "Machine-generated synthesis of existing literature Not primary research"
    )
    found = "Found, not tested" if case.gate == "UNVERIFIED" else "Being found is not a test"
    assert answers["Claims"] == f"3 found in a source text {found}"
    tested = {"FALSIFIED": "Yes, and it failed", "UNVERIFIED": "Not completed"}
    said = tested.get(case.gate, "Yes, a proof type-checks")
    if case.gate == "VERIFIED" and case.qualifier:
        said = f"{said}, {case.qualifier}"
    said = f"{said} By Gate 2" if case.gate else "Not stated in this record"
    assert answers["Tested?"] == said
    evidence = {
        "VERIFIED": "Yes, 1 file Proof, held elsewhere",
        "FALSIFIED": "Yes, 1 file Counterexample, held elsewhere",
        "UNVERIFIED": "Nothing to show No test was completed",
        "": "Not stated in this record",
    }
    assert answers["Evidence public?"] == evidence[case.gate]
    last = f"Last: {case.notice.lower()}, 2 August 2026"
    state = "State: superseded" if case.superseded else "State: current"
    count = f"{len(case.notices)} event{'s' if len(case.notices) > 1 else ''} {last}"
    assert answers["Corrections"] == (count if case.notices else f"None {state}")
    if is_banner(case) and case.notices:
        assert answers[case.notice] == ("Notice of 2 August 2026 Issued by The invented editors")
        assert "Date" not in answers
    else:
        submitted = "Submitted; evaluated 3 July 2026" if case.gate else "Submitted"
        assert answers["Date"] == f"2 July 2026 {submitted}"
    # Each leads to a panel of the page, or to the notice behind its status.
    for link in block.iter("a"):
        target = link.get("href", "")
        assert target[1:] in shown.ids or "/paper/" in f"{BASE_URL}{target[5:]}", target
    if case.notices:
        assert f"{BASE_URL}{case.path}notices/{case.event_id}/" in shown.targets


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_head_of_a_page(case: Case, site: BuiltSite) -> None:
    shown = page(site, case.path)
    tags, data = shown.tags, shown.data
    assert tags["og:title"][0].startswith(f"{case.window_title} · SRCH:5EAD")
    for told in (tags["description"][0], tags["og:description"][0], data["description"]):
        assert told.startswith(case.line)
        assert NOTE in told or case.status == "REMOVED"
    assert tags["og:image"] == [
        f"{BASE_URL}/assets/cards/{case.status.lower().replace('_', '-')}.png"
    ]
    assert tags["og:image:alt"][0].startswith(case.label)
    assert data["creativeWorkStatus"] == case.label
    assert data["name"] == case.shown_title
    events = [each["@id"] for each in data.get("correction", [])]
    assert len(events) == len(case.notices)
    assert not case.notices or events[-1] == f"{BASE_URL}{case.path}notices/{case.event_id}/"
    if case.status == "REMOVED":
        assert not any(each.startswith("citation_") for each in tags)
        return
    assert tags["citation_title"] == [case.shown_title]
    if is_banner(case):
        assert tags["citation_abstract"][0].startswith(case.line)
        assert data["abstract"].startswith(case.line)


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_programs_are_given_no_verdict_or_score_that_is_not_to_be_relied_on(
    case: Case, site: BuiltSite
) -> None:
    reviews = page(site, case.path).data.get("review", [])
    verdicts = [each["name"] for each in reviews if "reviewAspect" in each]
    is_muted = bool(case.qualifier)
    told = {"FALSIFIED": ["Falsified"], "VERIFIED": [] if is_muted else ["Verified"]}
    assert verdicts == told.get(case.gate, [])
    assert [each["reviewRating"]["bestRating"] for each in reviews if "reviewRating" in each] == (
        [] if is_muted else [10]
    )


def is_banner(case: Case) -> bool:
    """Whether the page has a banner."""
    return bool(case.banner) and case.status != "CORRECTED"


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_verdict_and_tier_recommend_no_paper_that_is_not_to_be_relied_on(
    case: Case, site: BuiltSite
) -> None:
    shown = page(site, case.path)
    (facts,) = shown.with_class("record")
    evidence = "evidence public" if EVIDENCE[case.gate] else ""
    assert rows(facts)["Gate status:"] == f"{case.gate_shown} {evidence}".strip()
    assert rows(facts)["Quality tier:"] == case.tier_shown
    assert rows(panel(shown, "gate-verdict"))["Status"] == case.gate_shown
    assert rows(panel(shown, "quality-tier"))["Tier"] == case.tier_shown
    # The colour of a verdict comes with its class.
    (tag,) = [each for each in facts.iter("strong") if "tag" in classes(each)]
    is_muted = case.gate == "VERIFIED" and bool(case.qualifier)
    assert ("is-verified" in classes(tag)) is (case.gate == "VERIFIED" and not is_muted)
    assert ("is-falsified" in classes(tag)) is (case.gate == "FALSIFIED")
    assert ("is-changed" in classes(tag)) is (is_muted and case.status == "CONCERN")
    assert bool(shown.with_class("gate-verified")) is (case.gate == "VERIFIED" and not is_muted)
    assert len(shown.with_class("muted")) == (3 if case.qualifier else 0)


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_the_panel_of_corrections_leads_with_the_status(case: Case, site: BuiltSite) -> None:
    found = rows(panel(page(site, case.path), "correction-record"))
    first, said = next(iter(found.items()))
    is_banner = case.banner and case.status != "CORRECTED"
    if is_banner and (case.notices or case.superseded):
        assert first == "Editorial status"
        assert said.startswith(case.label)
        if case.notices:
            assert "2 August 2026, issued by The invented editors" in said
            assert said.endswith(f"Notice {case.event_id}")
    else:
        assert first == "Status"
    state = "SUPERSEDED" if case.superseded else "CORRECTED" if case.notices else "CURRENT"
    assert (found["Status"], found["Correction count"]) == (state, str(len(case.notices)))


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_the_formatted_citations(case: Case, site: BuiltSite) -> None:
    said = case.banner
    if case.qualifier:  # the title says the status
        said = FALSIFIED if said.endswith(FALSIFIED) else ""
    if case.superseded:
        said += f" See the newer paper ({BASE_URL}/paper/{NEWER}/)."
    cited = [text_of(each) for each in page(site, case.path).with_class("citation")]
    assert len(cited) == 3
    for each in cited:
        assert case.shown_title in each
        assert each.endswith(f" [{said}]" if said else (case.path, f"{case.path}."))


def entries(site: BuiltSite, path: str, case: Case) -> list[Element]:
    """A paper's entries on a page over all papers: items of lists, and rows of tables."""
    shown = page(site, path)
    items = [*shown.all("li"), *listed(shown)]
    return [each for each in items if any(case.id in (a.get("href") or "") for a in each.iter("a"))]


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_the_listings(case: Case, site: BuiltSite) -> None:
    # A paper without a verdict is on no listing of verdicts.
    by_gate = [f"/gate/{case.gate.lower()}/"] if case.gate else []
    for place in ("/month/2026-07/", "/tier/doi-grade/", *by_gate):
        (row,) = entries(site, place, case)
        said = entry(row)
        assert said["title"] == case.shown_title, place
        assert said["v"].startswith(case.label), place
        assert bool(EVIDENCE[case.gate]) is ("evidence" in said["v"]), place
        is_falsified = case.gate == "FALSIFIED"
        assert is_falsified is ("falsified" in said["v"].lower()), place
        assert said["tier"] == case.tier_shown, place


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_page_of_corrections(case: Case, site: BuiltSite) -> None:
    found = [text_of(each) for each in entries(site, "/corrections/", case)]
    if case.status == "REMOVED":
        assert found[-1].startswith(f"Removal, 2 August 2026: {case.shown_title} ")
    assert len(found) == len(case.notices) + case.superseded
    for each in found:
        assert case.shown_title in each
        assert case.label in each


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_feed(case: Case, site: BuiltSite) -> None:
    feeds = ("feed.atom", "gate/feed.atom", "corrections/feed.atom")
    roots = [ElementTree.fromstring((site.folder / each).read_bytes()) for each in feeds]
    found = {
        each.findtext(f"{ATOM}id", ""): each
        for root in roots
        for each in root.iter(f"{ATOM}entry")
        if case.id in each.findtext(f"{ATOM}id", "")
    }
    for its_id, each in found.items():
        title = each.findtext(f"{ATOM}title", "")
        assert title.endswith(case.shown_title)
        assert title == case.shown_title or "://" in its_id
        said = each.findtext(f"{ATOM}summary", "")
        assert said.startswith(case.line), said
        scheme = "/schemas/correction-record-v1#/properties/editorial_status"
        terms = {tag.get("scheme", ""): tag.get("term") for tag in each.iter(f"{ATOM}category")}
        assert terms[f"{BASE_URL}{scheme}"] == case.status
    assert (f"urn:uuid:{case.id}" in found) == (case.status != "REMOVED")
    address = f"{BASE_URL}{case.path}"
    if case.notices:
        title = found[f"{address}notices/{case.event_id}/"].findtext(f"{ATOM}title")
        assert title == f"{case.notice}: {case.shown_title}"
    if case.status != "REMOVED" and EVIDENCE[case.gate]:
        title = found[f"{address}#gate-verdict"].findtext(f"{ATOM}title")
        assert title == f"Gate verdict, {case.gate_shown.lower()}: {case.shown_title}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_citations(case: Case, site: BuiltSite) -> None:
    ris = (site.folder / case.path.strip("/") / "cite.ris").read_text(encoding="utf-8")
    fields = dict(line.split("  - ", 1) for line in ris.splitlines())
    assert fields["TI"] == case.shown_title
    bibtex = (site.folder / case.path.strip("/") / "cite.bib").read_text(encoding="utf-8")
    assert f"  title = {{{{{case.shown_title}}}}}," in bibtex.splitlines()
    (note,) = re.findall(r"^  note = \{(.*)\},$", bibtex, re.M)
    assert note.replace("\\#", "#") == fields["N1"]
    if case.status == "REMOVED":
        at = f"{BASE_URL}{case.path}notices/{case.event_id}/"
        assert fields["N1"] == (
            "Removed: this paper is no longer published here. When: 2 August 2026. By: The "
            "invented editors. Why: An invented reason of law. Removal of 2 August 2026, issued by "
            f"The invented editors ({at})."
        )
    else:
        assert fields["N1"].startswith(case.note)
        newer = f"See the newer paper “The Newer Paper” ({BASE_URL}/paper/{NEWER}/). "
        rest = fields["N1"].removeprefix(case.note).strip()
        assert rest.startswith(newer + NOTE if case.superseded else NOTE)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.usefixtures("needs_pdf")
def test_the_pdf(case: Case, site: BuiltSite) -> None:
    document = pypdfium2.PdfDocument(site.folder / case.path.strip("/") / "paper.pdf")
    try:
        texts = [" ".join(each.get_textpage().get_text_range().split()) for each in document]
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    assert title == case.shown_title
    assert case.shown_title in texts[0]
    assert all(f"SRCH:{case.id[:8].upper()} · {case.label}" in text for text in texts)
    evidence = EVIDENCE.get(case.gate) or ""
    assert case.banner.removesuffix(evidence).strip() in texts[0]
    if case.status == "REMOVED":
        return
    whole = " ".join(texts)
    assert evidence in whole
    assert f"Tier {case.tier_shown} Basis" in whole
    assert f"Truth-Engine Gate Verdict Status {case.gate_shown} " in whole


@pytest.mark.parametrize("case", SERVED.values(), ids=SERVED)
def test_the_records(case: Case, site: BuiltSite) -> None:
    manifest = site.json(f"{case.path}manifest.json")
    corrections = site.json(f"{case.path}corrections.json")
    status = manifest["editorial_status"]
    assert corrections["editorial_status"] == status
    assert (status["status"], status["label"]) == (case.status, case.label)
    assert (status["notice"] or {}).get("event_id", "") == case.event_id
    # The verdict stays as it was given: machines read the status beside it.
    assert manifest["gate_verdict"]["status"] == (case.gate or None)
    assert manifest["work"]["title"] == case.record_title


def test_the_records_of_a_removed_paper(site: BuiltSite) -> None:
    case = CASES["removed"]
    for name in ("manifest.json", "corrections.json"):
        status = site.json(f"{case.path}{name}")["editorial_status"]
        assert (status["status"], status["label"]) == ("REMOVED", "Removed")
        assert status["notice"]["event_id"] == case.event_id
    record = site.json(f"{case.path}corrections.json")
    assert record["contract_version"] == "correction-record-v1.0"
    assert [each["event_id"] for each in record["correction_events"]] == [case.event_id]


def test_the_ledger(site: BuiltSite) -> None:
    ledger = json.loads((site.folder / "ledger.json").read_bytes())
    found = {each["id"]: each["editorial_status"] for each in ledger["papers"]}
    assert {case.id: found[case.id] for case in SERVED.values()} == {
        case.id: case.status for case in SERVED.values()
    }
    (removed,) = ledger["removed"]
    assert removed["id"] == CASES["removed"].id
    listed = {each["event"]["event_id"] for each in ledger["events"]}
    assert {case.event_id for case in CASES.values() if case.notices} <= listed


NOTICED = {name: case for name, case in CASES.items() if case.notices}


@pytest.mark.parametrize("case", NOTICED.values(), ids=NOTICED)
def test_the_page_of_the_notice(case: Case, site: BuiltSite) -> None:
    shown = page(site, f"{case.path}notices/{case.event_id}/")
    assert text_of(shown.one("h1")) == f"{case.notice}: {case.record_title}"
    assert text_of(shown.one("aside")).removeprefix("Corrected. ").startswith(case.banner)
    assert "Read the notice" not in text_of(shown.one("aside"))  # this is it
    assert f"Paper {case.shown_title}" in " ".join(html_text(shown.html).split())
    assert f"{BASE_URL}{case.path}" in shown.targets


def test_the_page_of_a_removed_paper_leads_to_its_notices(site: BuiltSite) -> None:
    case = CASES["removed"]
    shown = page(site, case.path)
    assert text_of(shown.one("h1")) == case.shown_title
    found = rows(panel(shown, "correction-record"))
    assert next(iter(found)) == "Editorial status"
    assert found["Editorial status"] == (
        f"Removed, 2 August 2026, by The invented editors: Notice {case.event_id}"
    )
    assert f"{BASE_URL}{case.path}notices/{case.event_id}/" in shown.targets
    assert f"{BASE_URL}{case.path}corrections.json" in shown.targets
    assert case.event_id in shown.ids


def test_only_a_removed_paper_is_said_to_be_removed(site: BuiltSite) -> None:
    own = CASES["removed"].path.strip("/")
    for file, content in site.files().items():
        if not file.startswith(own) and b"Removed: this paper" in content:
            # llms.txt explains what every status means.
            assert file in {"corrections/feed.atom", "llms.txt"}


@pytest.mark.parametrize("title", ["RETRACTED: Owls", "[Retracted] Owls", "RETRACTED Owls"])
def test_no_prefix_is_given_twice(title: str, tmp_path: Path) -> None:
    write_world(tmp_path / "records")
    file = tmp_path / "records/papers/retracted/manifest.yaml"
    record = json.loads(file.read_text(encoding="utf-8"))
    record["work"]["title"] = title
    file.write_text(json.dumps(record), encoding="utf-8")
    site, outcome = built(tmp_path / "records", tmp_path / "site", formats=("page", "bib", "ris"))
    doubled = re.compile(r"retracted\W+retracted", re.IGNORECASE)
    own = CASES["retracted"].path.strip("/")
    seen = 0
    for path, content in site.files().items():
        if title.encode() in content:
            text = content.decode()
            around = [
                text[max(at.start() - 30, 0) : at.end()]
                for at in re.finditer(re.escape(title), text)
            ]
            assert not any(doubled.search(each) for each in around), path
            seen += path.startswith(own)
    assert seen >= 5  # its page, two notices, two citations
    (found,) = [
        each
        for each in outcome.diagnostics
        if each.code == "SG516" and "papers/retracted/" in each.place.file
    ]
    assert found.severity == "warning"
