"""Every report of two sites by veraPDF, which judges PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from tests.checkers.pdf_programs import FLAVOURS, verapdf
from tests.checkers.programs import PATIENCE
from tests.reading_back import BuiltSite, pdf_text

VARIANTS = {"pdf/a-3a": "archive.pdf", "pdf/ua-1": "accessible.pdf"}
pytestmark = [pytest.mark.checkers, pytest.mark.timeout(300), pytest.mark.usefixtures("needs_pdf")]
CLAIMS = {
    "3a": b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
    "ua1": b"<pdfuaid:part>1</pdfuaid:part>",
}
PAGE = '<html lang="en"><title>One</title><h1>One</h1><p>Two <a href="https://a.example">three</a>'


def claimed(file: Path) -> set[str]:
    """The standards that a PDF says it meets."""
    metadata = pypdf.PdfReader(file).root_object["/Metadata"].get_data()
    return {flavour for flavour, claim in CLAIMS.items() if claim in metadata}


def test_it_passes_what_is_made_for_a_standard_and_fails_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    for variant in VARIANTS:
        weasyprint = [sys.executable, "-m", "weasyprint", "--pdf-variant", variant]
        command = [*weasyprint, "page.html", VARIANTS[variant]]
        subprocess.run(command, cwd=tmp_path, timeout=PATIENCE, check=True)
    found = verapdf([tmp_path / name for name in VARIANTS.values()])
    assert all(each.checks >= 100 for each in found), found
    assert [(each.file.name, each.flavour) for each in found if not each.failures] == [
        ("archive.pdf", "3a"),
        ("accessible.pdf", "ua1"),
    ]


def test_it_fails_what_is_no_pdf(tmp_path: Path) -> None:
    file = tmp_path / "no.pdf"
    file.write_bytes(b"%PDF-1.7 and no more")
    assert [(each.checks, len(each.failures)) for each in verapdf([file])] == [(0, 1), (0, 1)]


def test_every_report_meets_what_it_claims(any_site: tuple[BuiltSite, str]) -> None:
    claims = {file: claimed(file) for file in any_site[0].folder.glob("paper/*/paper.pdf")}
    found = verapdf(sorted(claims))
    assert len(claims) >= 5
    assert all(each.checks >= 100 for each in found), found
    if broken := [each for each in found if each.failures and each.flavour in claims[each.file]]:
        pytest.fail("\n".join(map(str, broken)))


def test_every_report_that_lacks_no_character_claims_both(any_site: tuple[BuiltSite, str]) -> None:
    for file in any_site[0].folder.glob("paper/*/paper.pdf"):
        standards = set() if "\ufffd" in pdf_text(file.read_bytes()) else {*FLAVOURS}
        assert claimed(file) == standards, file
