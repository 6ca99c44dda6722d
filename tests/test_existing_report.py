"""A report that existed before is published unchanged, and never mistaken for the one made here."""

from __future__ import annotations

import hashlib

import pytest

from tests.reading_back import BuiltSite, html_text
from tests.small_world.papers import RECORDS

PAPER = "/paper/5a110031-0000-4000-8000-000000000031/"
BEFORE = (RECORDS / "papers/markdown-report/artifacts/before.pdf").read_bytes()
DIGEST = hashlib.sha256(BEFORE).hexdigest()
PATH = f"artifacts/{DIGEST[:12]}/before.pdf"
SAID = (
    "Invented report of 2024 is the report that existed before. It is published here unchanged. "
    "The PDF report is made from this record."
)


def test_its_bytes_are_unchanged_and_its_digest_is_in_the_manifest(small_world: BuiltSite) -> None:
    made, before = small_world.json(f"{PAPER}manifest.json")["artifact_set"]
    assert (small_world.folder / f"{PAPER}{PATH}".strip("/")).read_bytes() == BEFORE
    assert (before["type"], before["url"].endswith(f"{PAPER}{PATH}")) == ("report", True)
    assert (before["sha256"], before["bytes"]) == (DIGEST, len(BEFORE))
    assert (made["type"], made["url"].endswith(f"{PAPER}paper.pdf")) == ("report", True)


@pytest.mark.usefixtures("needs_pdf")
def test_page_and_pdf_say_which_report_is_which(small_world: BuiltSite) -> None:
    page = small_world.page(PAPER)
    assert SAID in html_text(page)
    assert f'/{PATH}">Existing report</a></li>' in page
    assert SAID in small_world.pdf_text(f"{PAPER}paper.pdf")


def test_a_paper_without_one_says_nothing_of_it(small_world: BuiltSite) -> None:
    others = [page for path, page in small_world.pages().items() if PAPER[1:] not in path]
    assert not any("report that existed before" in page for page in others)
