"""Language and direction of every text: a page is in English, texts of records say their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from tests import page_world
from tests.page_parts import Page, files_of, text_of
from tests.reading_back import MATH, BuiltSite
from tests.worlds import ONE, World

# Letters that run from right to left: Hebrew and Arabic.
FROM_THE_RIGHT = re.compile("[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]")
ARABIC = {
    "title": "كيف تسمع البوم",
    "abstract": "ملخص.",
    "research_question": "كيف؟",
    "language": "ar",
    "lead_source": {"title": "مصدر"},
    "topics": ["سمع"],
    "creators": [{"family": "المثال", "given": "أحمد"}, {"organization": "مركز"}],
    "id_assigned_by": "محرر",
    "related": [{"relation": "Cites", "identifier": "https://example.org/", "title": "عمل"}],
}
OF_THE_RECORD: dict[str, Any] = {
    "completeness": "PARTIAL",
    "transcribed_from": {"title": "صفحة", "url": "https://pages.example/"},
    "quality_assessment": {
        "review_score": 7.1,
        "review_method": "طريقة",
        "dimensions": {"novelty": {"level": "LOW", "basis": "أساس."}},
    },
    "verification": {"source_grounded_claims": 2, "claim_record_source": "مصادر"},
    "gate_verdict": {"status": "VERIFIED", "reason": "سبب."},
    "artifacts": [
        {"type": "dataset", "label": "بيانات", "url": "https://data.example/1.csv"},
        {"type": "lean4_proof", "label": "برهان"},
    ],
}
EVENT = {
    "event_id": "5EED0001-C1",
    "corrected_at": "2026-08-02T09:00:00+00:00",
    "correction_type": "CLAIM",
    "public_note": "ملاحظة *مهمة*.",
    "notice": {"kind": "retraction", "issued_by": "محررون", "reasons": ["سبب آخر"]},
}
# What a paper says in its own language; other texts of a record name no language.
IN_ITS_LANGUAGE = (ARABIC["title"], ARABIC["abstract"], ARABIC["research_question"])


def texts(page: Page) -> Iterator[tuple[str, list[Element]]]:
    """The texts of the body, and the elements around each, the innermost last."""

    def below(element: Element, around: list[Element]) -> Iterator[tuple[str, list[Element]]]:
        inside = [*around, element]
        if element.tag in {"script", MATH}:
            return
        yield element.text or "", inside
        for child in element:
            yield from below(child, inside)
            yield child.tail or "", inside

    yield from below(page.one("body"), [])


def language_of(around: list[Element]) -> str:
    """The language of a text; that of the page if no element around it says one."""
    return next((each.get("lang", "") for each in around[::-1] if each.get("lang")), "")


def is_isolated(around: list[Element]) -> bool:
    """Whether letters from right to left do not turn around what stands beside a text."""
    return any(each.tag == "bdi" or each.get("dir") == "auto" for each in around)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A site in Arabic of one paper, whose texts are all in Arabic."""
    world = World(tmp_path_factory.mktemp("arabic"))
    world.fill()
    settings = (world.records / "site.yaml").read_text(encoding="utf-8")
    for line, other in (
        ("language: en", "language: ar"),
        ("synthesis: Machine-generated", "synthesis: ملخص Machine-generated"),
        ("name: Assignee Research", "name: دار البوم"),
    ):
        assert line in settings
        settings = settings.replace(line, other)
    world.write("site.yaml", settings)
    world.write("pages/about.md", "---\ntitle: عن الموقع\ndescription: وصف.\n---\n## قسم\n\nنص.\n")
    world.paper("one", ONE, manifest=OF_THE_RECORD, **ARABIC)
    corrections = {"contract_version": "correction-record-v1", "work": {"id": ONE}}
    events = {"correction_events": [EVENT]}
    world.write("papers/one/corrections.yaml", page_world.as_json(corrections | events))
    errors = [each for each in world.build().diagnostics if each.severity == "error"]
    assert errors == []
    return BuiltSite(world.output)


def pages(site: BuiltSite) -> Iterator[tuple[str, Page]]:
    for name, data in files_of(site).items():
        if name.endswith(".html"):
            yield name, Page(data.decode(), f"about:{name}")


def test_a_page_is_in_english_whatever_the_language_of_its_papers(arabic: BuiltSite) -> None:
    for name, page in pages(arabic):
        assert page.root.get("lang") == "en", name
        assert page.root.get("dir") is None, name


def test_every_text_from_right_to_left_is_isolated(arabic: BuiltSite) -> None:
    found = [
        f"{name}: {around[-1].tag}: {text.strip()}"
        for name, page in pages(arabic)
        for text, around in texts(page)
        if FROM_THE_RIGHT.search(text) and not is_isolated(around)
    ]
    assert found == []


def test_title_abstract_and_question_are_in_the_language_of_the_paper(arabic: BuiltSite) -> None:
    seen = set()
    for name, page in pages(arabic):
        for text, around in texts(page):
            for said in IN_ITS_LANGUAGE:
                # A citation of a notice is one text of ours, with the title in it.
                if said in text and "Notice 5EED0001" not in text:
                    seen.add(said)
                    assert language_of(around) == "ar", (name, text)
    assert seen == {*IN_ITS_LANGUAGE}


def test_what_the_publisher_writes_is_in_the_language_of_the_site(arabic: BuiltSite) -> None:
    for path, said in (
        ("/about/", "عن الموقع"),
        ("/about/", "نص."),
        ("/", "ملخص Machine-generated"),
        (f"/paper/{ONE}/notices/5EED0001-C1/", "مهمة"),
    ):
        page = Page(arabic.page(path), "about:page")
        found = [around for text, around in texts(page) if said in text]
        assert found, said
        for around in found:
            assert language_of(around) == "ar", (path, said)


def test_labels_beside_texts_from_right_to_left_stay_english(arabic: BuiltSite) -> None:
    page = Page(arabic.page(f"/paper/{ONE}/"), "about:page")
    for label in ("Research Question", "Quality Tier", "Submitted:", "Abstract:", "Retracted"):
        found = [around for text, around in texts(page) if text.strip().startswith(label)]
        for around in found:
            assert language_of(around) in {"", "en"}, label
            assert all(text_of(each) for each in around[-1:])
