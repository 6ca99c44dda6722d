"""Script injections from a public corpus are shown as text by every page, and run by none."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from sitegen.reading.paper_source import PaperSource
from sitegen.render.paper import finish
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.page_parts import MATHML_ATTRIBUTES, SVG, SVG_ATTRIBUTES, SVG_ELEMENTS
from tests.small_world import papers as world

CORPUS = Path(__file__).parents[3] / "shared/corpora/xss-payloads.txt"
ID = "5a118888-0000-4000-8000-000000000088"
VIEWS = PaperViews(world.site(), Templates())
# Refused while reading, so they never come to a page (tests/reading/test_characters.py).
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
# What our own pages are made of; a payload that came alive would add something else.
HARMLESS = {"href", "id", "class", "lang", "dir", "content", "name", "rel", "type", "title", "open"}
HARMLESS |= {"datetime", "charset", "http-equiv", "aria-label", "aria-hidden", "aria-current"}
HARMLESS |= {
    "property",
    "as",
    "crossorigin",
    "popover",
    "popovertarget",
    "aria-labelledby",
    "scope",
}
HARMLESS |= {"tabindex", *MATHML_ATTRIBUTES, *SVG_ATTRIBUTES}


def payloads() -> list[str]:
    if not CORPUS.exists():
        pytest.skip("the corpus of injections is not here: ../shared/corpora/xss-payloads.txt")
    lines = CORPUS.read_text(encoding="utf-8", errors="replace").split("\n")
    return [line.strip() for line in lines if line.strip() and not UNSAFE.search(line)]


def reason_of(texts: tuple[str, ...]) -> str:
    """A reason that a page shows as the table of a red team, with the texts in it."""
    words = "\n".join(texts)[:3800]
    return (
        f"avg_attack_score=5/10. COUNTEREXAMPLE_HUNTER(4):{words}; CITATION_AUDITOR(6):{words[:90]}"
    )


def page_of(texts: tuple[str, ...]) -> str:
    """The page of a paper that carries the texts wherever a record takes text."""
    first = next((text for text in texts if len(text) <= 200), "short")
    manifest = {
        "contract_version": "paper-manifest-v1.1",
        "work": {
            "id": ID,
            "title": first,
            "abstract": "\n\n".join(texts),
            "research_question": first,
            "topics": [first[:100].strip()],
            "creators": [{"name": first}],
        },
        "quality_assessment": {"review_score": 7, "review_method": first},
        "verification": {"source_grounded_claims": 1, "claim_record_source": first},
        "gate_verdict": {"status": "FALSIFIED", "gate": first, "reason": reason_of(texts)},
        "artifacts": [{"type": "red_team_report", "label": first}],
    }
    # JSON is YAML, but for numbers: those have to stand without quotes.
    data = json.dumps(manifest, ensure_ascii=False).encode()
    made = finish(PaperSource("papers/x", {"manifest.yaml": data}), world.site(), VIEWS, ["page"])
    assert made.files, made.diagnostics
    return made.files[f"paper/{ID}/index.html"].decode()


def batches() -> Iterator[tuple[str, ...]]:
    """Payloads in groups that fit into the texts of one record."""
    everything = payloads()
    for start in range(0, len(everything), 40):
        group = tuple(everything[start : start + 40])
        if sum(map(len, group)) < 9000:
            yield group
        else:
            yield from ((each,) for each in group if len(each) < 9000)


def remove_data(document: Element) -> None:
    """Take out the one script of a page, which is whole JSON that no browser runs."""
    body = document.find("body")
    assert body is not None
    data = body[-1]
    assert (data.tag, data.attrib) == ("script", {"type": "application/ld+json"})
    assert json.loads(data.text or "")["@type"] == "ScholarlyArticle"
    body.remove(data)


def test_no_injection_of_the_corpus_becomes_markup() -> None:
    seen = 0
    for texts in batches():
        document = html5lib.parse(page_of(texts), namespaceHTMLElements=False)
        remove_data(document)
        shown = " ".join("".join(document.itertext()).split())
        (search,) = document.iter("form")
        assert [each.tag for each in search] == ["input", "button"]
        search.clear()
        search.tag = "div"
        tags = Counter(element.tag for element in document.iter())
        names = {name for element in document.iter() for name in element.attrib}
        assert not {"script", "img", "iframe", "svg", "object", "embed", "form"} & set(tags), texts
        drawn = {str(tag).removeprefix(SVG) for tag in tags if str(tag).startswith(SVG)}
        assert drawn <= SVG_ELEMENTS, texts
        assert len([each for each in document.iter("table") if each.get("class") == "roles"]) == 1
        assert names <= HARMLESS, (names - HARMLESS, texts)
        for link in document.iter("a"):
            assert re.match(r"(https?:|\.\./|\./|#|mailto:)", link.get("href", "")), link.attrib
        for text in texts:
            # What is between dollars may be typeset.
            assert " ".join(text.split()) in shown or "$" in text, text
        seen += len(texts)
    assert seen > 6000
