"""Every report of two sites by qpdf and Poppler: file structure, tags, fonts, attachments."""

from __future__ import annotations

from pathlib import Path

import pydyf
import pypdf
import pytest

from tests.checkers.pdf_programs import attachments, damage_by_qpdf, fonts, tagged_text
from tests.reading_back import BuiltSite

pytestmark = [pytest.mark.checkers, pytest.mark.usefixtures("needs_pdf")]


@pytest.fixture
def reports(any_site: tuple[BuiltSite, str]) -> list[Path]:
    """The reports of a site."""
    found = sorted(any_site[0].folder.glob("paper/*/paper.pdf"))
    assert len(found) >= 5
    return found


def test_qpdf_finds_damage(tmp_path: Path) -> None:
    file = tmp_path / "cut.pdf"
    pypdf.PdfWriter().write(file)
    assert not damage_by_qpdf(file)
    file.write_bytes(file.read_bytes()[:-20])
    assert damage_by_qpdf(file)


def test_poppler_finds_a_font_that_is_not_embedded(tmp_path: Path) -> None:
    pdf = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    pdf.add_object(font)
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})})
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Resources": resources}))
    with (tmp_path / "font.pdf").open("wb") as file:
        pdf.write(file)
    [found] = fonts(tmp_path / "font.pdf")
    assert (found.name, found.kind, found.embedded) == ("Helvetica", "Type 1", False)


def test_no_report_is_damaged(reports: list[Path]) -> None:
    assert [(file, said) for file in reports if (said := damage_by_qpdf(file))] == []


def test_every_font_is_an_embedded_subset_with_its_characters(reports: list[Path]) -> None:
    used = [(file, font) for file in reports for font in fonts(file)]
    assert len(used) >= len(reports)
    assert [
        (file, font)
        for file, font in used
        if font.kind == "Type 3" or not (font.embedded and font.subset and font.maps_to_unicode)
    ] == []


def test_poppler_reads_all_headings_of_a_report_from_its_tags(reports: list[Path]) -> None:
    for file in reports:
        tree = [line.strip() for line in tagged_text(file).splitlines()]
        assert tree[0] == "Document", file
        assert tree.count("H1 (block)") == 1, file


def test_the_published_manifest_is_attached(reports: list[Path], tmp_path: Path) -> None:
    for number, file in enumerate(reports):
        attached = attachments(file, tmp_path / str(number))
        published = (file.parent / "manifest.json").read_bytes()
        is_removed = b'"contract_version":"tombstone-' in published
        assert is_removed or attached["manifest.json"] == published, file
