"""A paper's editorial status and verdict, wherever a reader meets the paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest

from sitegen.contracts.artifacts import STATE_LABELS
from sitegen.contracts.editorial_status import LABELS
from sitegen.render.exports import EXPORTS
from sitegen.render.exports.bibtex import escaped
from tests.page_parts import Page, entry_of, files_of, listed, pages_of, text_of, verdict_block
from tests.reading_back import BuiltSite, html_text
from tests.small_world import papers as world

STATUSES = {
    "withdrawn": "WITHDRAWN",
    "retracted": "RETRACTED",
    "retracted-in-part": "PARTIALLY_RETRACTED",
    "concern": "CONCERN",
    "superseded": "SUPERSEDED",
    "falsified-held": "FALSIFIED",
    "falsified-declared": "FALSIFIED",
    "falsified-elsewhere": "FALSIFIED",
    "concern-lifted": "CORRECTED",
    "corrected": "CORRECTED",
    "verified-held": "VERIFIED",
    "verified-elsewhere": "VERIFIED",
    "verified-declared": "VERIFIED",
    "verified-in-part": "VERIFIED",
    "back-filled": "UNVERIFIED",
    "public-record": "UNVERIFIED",
    "least": "UNVERIFIED",
}
# The table of contracts.md: title prefix, banner, and what banner and citation say.
TABLE = {
    "REMOVED": ("REMOVED: ", "banner", "Removed: this paper is no longer published here."),
    "WITHDRAWN": ("WITHDRAWN: ", "banner", "Withdrawn: do not rely on this paper."),
    "RETRACTED": ("RETRACTED: ", "banner", "Retracted: do not rely on this paper."),
    "PARTIALLY_RETRACTED": (
        "PARTIALLY RETRACTED: ",
        "banner",
        "Partially retracted: do not rely on that part.",
    ),
    "CONCERN": (
        "EXPRESSION OF CONCERN: ",
        "banner",
        "Expression of concern: a question is open.",
    ),
    "SUPERSEDED": ("", "banner", "Superseded: there is a newer paper."),
    "FALSIFIED": ("", "banner", "Falsified: a claim was tested and failed."),
    "CORRECTED": ("", "line", "This paper was corrected."),
    "VERIFIED": ("", None, ""),
    "UNVERIFIED": ("", None, ""),
}
NOTE = "Invented record of an invented press. Not research, and not about anything."


SUCCESSOR = {
    "superseded": "See the newer paper “Invented: The Newer Paper That Replaces an Older One” "
    f"({world.BASE_URL}{world.path('superseding')})."
}


LAST_EVENTS = {
    "concern-lifted": "A notice about this paper was lifted.",
    "corrected": "An addendum to this paper was published.",
}


def told(name: str) -> tuple[str, str | None, str]:
    """What the table says of a paper; not every event corrects something."""
    prefix, emphasis, statement = TABLE[STATUSES[name]]
    return prefix, emphasis, LAST_EVENTS.get(name, statement)


def test_the_small_world_has_every_status_of_the_table() -> None:
    # A removed paper has only a tombstone; no paper of this world leaves its verdict out.
    assert {*STATUSES.values(), "REMOVED"} == set(TABLE) == set(LABELS) - {"NOT_STATED"}


@pytest.mark.parametrize("name", STATUSES)
def test_a_page_tells_the_status_as_the_table_says(name: str, small_world: BuiltSite) -> None:
    prefix, emphasis, statement = told(name)
    paper = world.published(name)
    page = Page(small_world.page(paper.path), "about:page")
    title = f"{prefix}{paper.manifest.work.title}"
    assert text_of(page.one("h1")) == title
    # In lists of windows and results there is no banner, so the title begins with the status.
    begun = "" if prefix or emphasis != "banner" else f"{LABELS[STATUSES[name]]}: "
    shown = f"{begun}{title} · {paper.manifest.work.record_id} · "
    assert text_of(page.one("title")).startswith(shown)
    block = verdict_block(page)
    (headline,) = [text_of(each) for each in block.iter("h2")]
    if emphasis == "banner":
        assert headline == statement
    else:  # the headline of the verdict, and what corrected it after that
        label = paper.gate_panel.label
        if emphasis:  # a correction
            headline, label = headline.removeprefix("Corrected; "), label.lower()
        assert headline.startswith((f"{label}: ", f"{label}, evidence "))
        assert statement.removesuffix(".") in text_of(block)


@pytest.mark.parametrize("name", STATUSES)
def test_a_listing_tells_the_status_as_the_table_says(name: str, small_world: BuiltSite) -> None:
    prefix, _, _ = told(name)
    paper = world.published(name)
    found = entry_of(small_world, paper.manifest.work.record_id)
    assert found["title"] == f"{prefix}{paper.manifest.work.title}"
    assert found["v"].startswith(LABELS[STATUSES[name]])


def test_a_paper_looks_the_same_in_every_listing(small_world: BuiltSite) -> None:
    looks: dict[str, set[str]] = {}
    for name, page in pages_of(small_world, world.BASE_URL).items():
        # The list of flagged papers shows other facts.
        for each in listed(page) if not name.startswith("flagged/") else ():
            (link,) = each.iter("a")
            looks.setdefault(link.get("href", "")[-37:-1], set()).add(text_of(each))
    assert len(looks) == len(world.public_names())
    assert {paper: each for paper, each in looks.items() if len(each) > 1} == {}


@pytest.mark.parametrize("name", STATUSES)
def test_a_citation_tells_the_status_as_the_table_says(name: str, small_world: BuiltSite) -> None:
    prefix, _, statement = told(name)
    paper = world.published(name)
    cut = "Abstract [possibly cut]." if "work.abstract" in paper.manifest.cut_marks else ""
    note = " ".join(filter(None, (paper.status_note, SUCCESSOR.get(name), NOTE, cut)))
    assert note.startswith(statement)
    ris = files_of(small_world)[f"{paper.path[1:]}cite.ris"].decode()
    bibtex = files_of(small_world)[f"{paper.path[1:]}cite.bib"].decode()
    assert f"TI  - {prefix}{paper.manifest.work.title}" in ris.splitlines()
    assert f"title = {{{{{prefix}{paper.manifest.work.title}}}}}" in bibtex
    assert f"N1  - {note}" in ris.splitlines()
    assert f"  note = {{{escaped(note)}}}," in bibtex.splitlines()


@pytest.mark.parametrize("name", STATUSES)
@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_tells_the_status_on_every_page(name: str, small_world: BuiltSite) -> None:
    prefix, _, statement = told(name)
    paper = world.published(name)
    label = LABELS[STATUSES[name]]
    document = pypdfium2.PdfDocument(small_world.folder / paper.path[1:] / "paper.pdf")
    try:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
        assert document.get_metadata_value("Title") == f"{prefix}{paper.manifest.work.title}"
    finally:
        document.close()
    running = f"{paper.manifest.work.record_id} · {label}"
    assert len(texts) >= 2
    assert all(running in text for text in texts)
    assert f"{prefix}{paper.manifest.work.title}" in texts[0]
    # The answers of the verdict block are no sentences.
    assert statement.removesuffix(".") in texts[0]


# What is said of the artifact behind a verdict, wherever the verdict is shown.
EVIDENCE = {
    "verified-held": "The artifact behind it is public.",
    "verified-elsewhere": "The artifact behind it is public.",
    "verified-proof-held": "The artifact behind it is public.",
    "verified-declared": "The artifact behind it is declared but not public.",
    "verified-in-part": "The artifact behind it is public in part; the rest is declared but not "
    "public.",
    "retracted": "The artifact behind it is public.",
    "falsified-held": "Its evidence is public.",
    "falsified-declared": "Its evidence is declared but not public.",
    "falsified-elsewhere": "Its evidence is public.",
    "concern": "Its evidence is public.",
    "back-filled": "",
    "least": "",
}


def evidence_in_a_list(evidence: str) -> str:
    """The words for the evidence of a verdict in a list."""
    if not evidence:
        return ""
    if "in part" in evidence:
        return "evidence partly public"
    return "evidence public" if evidence.endswith("is public.") else "evidence not public"


@pytest.mark.parametrize("name", EVIDENCE)
def test_whoever_sees_a_verdict_sees_whether_its_artifact_is_public(
    name: str, small_world: BuiltSite
) -> None:
    paper, evidence = world.published(name), EVIDENCE[name]
    html = small_world.page(paper.path)
    page = Page(html, "about:page")
    verdict = paper.gate_panel.label  # with what the status adds to it
    lines = html_text(html).splitlines()
    assert (
        lines[lines.index("Gate status:") + 1]
        == f"{verdict} {evidence_in_a_list(evidence)}".strip()
    )
    panel = lines[lines.index("Truth-Engine Gate Verdict") :]
    assert panel[panel.index("Status") + 1] == verdict
    assert ("Evidence" in panel) is bool(evidence)
    assert not evidence or panel[panel.index("Evidence") + 1] == evidence
    assert evidence_in_a_list(evidence) in entry_of(small_world, paper.manifest.work.record_id)["v"]
    if paper.manifest.editorial_status.status == "FALSIFIED":
        for name in ("cite.ris", "cite.bib"):
            assert evidence in files_of(small_world)[paper.path[1:] + name].decode()
    if paper.manifest.editorial_status.status == verdict.upper():
        (described,) = [each for each in page.all("meta") if each.get("name") == "description"]
        assert described.get("content", "").startswith(paper.status_line)
        assert evidence in paper.status_line


def test_no_status_is_told_by_colour_alone(any_site: tuple[BuiltSite, str]) -> None:
    site, base_url = any_site
    words = {label.lower() for label in LABELS.values()} | {"not stated in this record"}
    seen = 0
    for page in pages_of(site, base_url).values():
        for name in ("tag", "verdict", "status"):
            for element in page.with_class(name):
                seen += 1
                assert any(word in text_of(element).lower() for word in words)
        for element in page.with_class("state"):
            assert text_of(element) in {*STATE_LABELS.values()}
        for element in page.with_class("level"):
            assert text_of(element) in {"LOW", "MEDIUM", "HIGH"}
    assert seen > 10


def test_the_notice_behind_a_status_is_named_dated_and_linked(small_world: BuiltSite) -> None:
    page = Page(small_world.page(world.path("retracted-in-part")), "about:page")
    said = text_of(verdict_block(page))
    assert "Partial retraction Notice of 3 May 2026 Issued by Invented editors" in said
    assert f"../..{world.path('retracted-in-part')}notices/5A110016-C1/" in page.links
    assert "5A110016-C1" in page.ids
    shown = small_world.page_text(world.path("retracted"))
    assert "10.5555/small.0015.retraction" in shown


def test_a_superseded_paper_and_its_successor_link_to_each_other(small_world: BuiltSite) -> None:
    old, new = world.path("superseded"), world.path("superseding")
    for one, other in ((old, new), (new, old)):
        page = Page(small_world.page(one), f"{world.BASE_URL}{one}")
        assert f"{world.BASE_URL}{other}" in page.targets
    newer, older = (world.published(each).display_title for each in ("superseding", "superseded"))
    assert f"See the newer paper: {newer}\n" in small_world.page_text(old)
    assert f"Superseded by\n{newer}\n" in small_world.page_text(old)
    assert f"Supersedes:\n{older}\n" in small_world.page_text(new)


def test_a_tombstone_says_what_was_removed_when_why_and_by_whom(small_world: BuiltSite) -> None:
    page = Page(small_world.page(world.path(world.TOMBSTONE)), "about:page")
    shown = text_of(page.one("main"))
    assert text_of(page.one("h1")) == "REMOVED: Invented: A Paper of Which a <i>Tombstone</i> Stays"
    assert "3 April 2026 2026-04-03T12:00:00+02:00" in shown
    assert "BySmall World Press (invented)" in shown
    assert "Invented reason. The paper named a person who does not exist." in shown
    assert '<script>alert("tombstone")</script> is text, and {{ 7*7 }} too.' in shown


# ------------------------------------------------------------------- every file of the site

# Each paper whose status needs a word.
SAID = {name: status for name, status in STATUSES.items() if TABLE[status][1]}
SAID |= dict.fromkeys(world.REMOVED, "REMOVED")
TITLES_OF_REMOVED = {
    world.TOMBSTONE: "Invented: A Paper of Which a <i>Tombstone</i> Stays",
    world.REMOVED_WITH_NOTICE: "Invented: A Paper That a Notice Removed",
}
# What says nothing of any paper's status, and why.
EXEMPT = {
    r"SHA256SUMS": "digests and addresses, in a format that holds nothing else",
    r"sitemap-.+\.xml": "addresses and dates, in a format that holds nothing else",
    r"favicon\.ico": "a picture",
    r"paper/[^/]+/manifests/[0-9]+\.json": "bytes that were published once and never change",
    r"paper/[^/]+/artifacts/.+": "bytes of an artifact, which its digest is taken of",
    r"assets/cards/[^/]+\.png": "images of a status, which name no paper",
    r"search/index/.+\.(pf_meta|pf_index|pf_fragment|pagefind)": "words and numbers, compressed",
}
# The files of a paper name another one as what it supersedes or is superseded by, with its title as
# it is displayed. That states the statuses that have a prefix, and no others.
OF_OTHERS = re.compile(r"supersede[sd]", re.IGNORECASE)
LISTED_IN = {"FALSIFIED": "gate/feed.atom"}
ATOM = "{http://www.w3.org/2005/Atom}"


def names_of(name: str) -> tuple[str, str, str]:
    """What a file may call a paper: its UUID, its record id, its title."""
    paper_id = world.path(name).split("/")[2]
    title = TITLES_OF_REMOVED.get(name) or world.published(name).manifest.work.title
    return paper_id, f"SRCH:{paper_id[:8].upper()}", title


def parts_of(file: str, content: bytes) -> Iterator[str]:
    """The parts of a file that each have to say the status of every paper that they name.

    That is each page of a PDF, each item of what lists papers, and all of any other file.
    """
    if file.endswith(".pdf"):
        document = pypdfium2.PdfDocument(content)
        try:
            yield from (page.get_textpage().get_text_range() for page in document)
            yield json.dumps(document.get_metadata_dict(), ensure_ascii=False)
        finally:
            document.close()
    elif file == "ledger.json":
        yield from (json.dumps(each, ensure_ascii=False) for each in parts_of_ledger(content))
    elif file.endswith(".atom"):
        for entry in ElementTree.fromstring(content).iter(f"{ATOM}entry"):
            yield " ".join(entry.itertext())
    elif file.endswith(".html") and not file.startswith("paper/"):
        page = Page(content.decode(), "about:page")
        for item in [*listed(page), *page.one("main").iter("li")]:
            yield " ".join([text_of(item), *(each.get("href", "") for each in item.iter("a"))])
            item.clear()
        yield text_of(page.root)
    elif not file.endswith((".woff2", ".png", ".ico")):
        yield content.decode()


def parts_of_ledger(content: bytes) -> Iterator[Any]:
    """Each paper with its events, and what is not about one paper."""
    ledger = json.loads(content)
    events = ledger.pop("events")
    removed = [{"removed": True, **each} for each in ledger.pop("removed")]
    for paper in [*ledger.pop("papers"), *removed]:
        yield [paper, [each for each in events if each["work"] == paper["id"]]]
    yield ledger


@pytest.mark.parametrize("name", SAID)
@pytest.mark.usefixtures("needs_pdf")
def test_every_file_that_names_a_paper_says_its_status(name: str, small_world: BuiltSite) -> None:
    own, label = world.path(name)[1:], LABELS[SAID[name]]
    # As words in a text, as a code in the ledger, as the sentence in the note of a citation.
    statement = LAST_EVENTS.get(name, TABLE[SAID[name]][2])
    said = re.compile(f"{label}|{SAID[name]}|{statement}", re.IGNORECASE)
    seen: list[str] = []
    for file, content in files_of(small_world).items():
        if any(re.fullmatch(pattern, file) for pattern in EXEMPT):
            continue
        for part in parts_of(file, content):
            if file.startswith(own):
                assert said.search(part), (file, part)
            elif not any(each in part for each in names_of(name)):
                continue
            elif file.startswith("paper/"):
                assert OF_OTHERS.search(part), (file, part)
            else:
                assert said.search(part), (file, part)
            seen.append(file.removeprefix(own))
    # All files of its own, all lists of corrections, and every kind of listing.
    assert {"index.html", *(each.served.file for each in EXPORTS.values())} <= {*seen}
    assert {"ledger.json", LISTED_IN.get(SAID[name], "corrections/index.html")} <= {*seen}
    is_removed = name in world.REMOVED
    assert seen.count("paper.pdf") >= (2 if is_removed else 3)  # every page, and the metadata
    listings = {file.partition("/")[0] for file in seen} & {"gate", "tier", "month"}
    assert len(listings) == (0 if is_removed else 3)


def test_one_item_of_a_list_does_not_speak_for_another(small_world: BuiltSite) -> None:
    retracted, withdrawn = names_of("retracted")[0], names_of("withdrawn")[0]
    for file in ("ledger.json", "corrections/index.html", "month/2026-04/index.html"):
        parts = [*parts_of(file, files_of(small_world)[file])]
        assert not [part for part in parts if retracted in part and withdrawn in part], file
        assert [part for part in parts if withdrawn in part], file


def test_every_exemption_is_for_something_that_is_there(small_world: BuiltSite) -> None:
    for pattern in EXEMPT:
        assert [file for file in files_of(small_world) if re.fullmatch(pattern, file)], pattern


@pytest.mark.parametrize("name", STATUSES)
def test_the_records_of_a_paper_agree_on_its_status(name: str, small_world: BuiltSite) -> None:
    manifest = small_world.json(f"{world.path(name)}manifest.json")
    corrections = small_world.json(f"{world.path(name)}corrections.json")
    assert corrections["editorial_status"] == manifest["editorial_status"]
    assert manifest["editorial_status"]["status"] == STATUSES[name]
