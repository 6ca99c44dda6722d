"""The report of a paper, read from its PDF, which can be broken or hostile."""

from __future__ import annotations

import re
import shutil
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from sitegen.render.paper import FORMATS
from tests.importing.imports import imported, large
from tests.worlds import ONE, World


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, needs_pdf: None) -> Path:
    """The site of one paper whose PDF has its report attached."""
    world = World(tmp_path_factory.mktemp("reported"))
    world.fill()
    shutil.rmtree(world.records / "papers/other")
    world.paper("one", ONE, manifest={"report": REPORT})
    world.build(FORMATS)
    return world.output


REPORT = {
    "sources_retrieved": 0,
    "claims": [{"text": "It: holds", "verified": False, "confidence": 1.0}],
    "introduction": "Markdown, *with*:\n\n- a list\n",
}


def test_a_report_comes_back_out_of_its_pdf(reported: Path, tmp_path: Path) -> None:
    done = imported(reported, tmp_path / "records")
    assert done.is_exact, done.findings
    text = (tmp_path / "records/papers/5eed0001/manifest.yaml").read_text()
    assert "  introduction: |-\n    Markdown, *with*:\n\n    - a list\n" in text


def without_data(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    names = [document.get_attachment(each).get_name() for each in range(2)]
    document.del_attachment(names.index("report.json"))
    document.save(pdf)
    document.close()


def saved_plainly(pdf: Path) -> bytes:
    """The bytes of a PDF with all its objects to be seen, and a table of them at its end."""
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    document.save(pdf)
    document.close()
    return pdf.read_bytes()


def named_as_no_text_is(pdf: Path) -> None:
    data = saved_plainly(pdf)
    assert data.count(b"(report.json)") > 1
    pdf.write_bytes(data.replace(b"(report.json)", b"<FEFFD800>   "))


def bomb(pdf: Path) -> None:
    """The report is 32 MB of zeros, compressed twice into a few hundred bytes."""
    data = saved_plainly(pdf)
    (number,) = re.findall(rb"/EF<</F (\d+) 0 R >>/F\(report.json\)", data)
    packed = zlib.compress(zlib.compress(bytes(32_000_000), 9), 9)
    head = b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(packed)
    added = b"%b 0 obj\n%bstream\n%b\nendstream\nendobj\n" % (number, head, packed)
    before = data.rindex(b"trailer")
    trailer, table = data[before:].split(b"startxref")
    again = trailer.replace(b">>\n", b"/Prev %d>>\n" % int(table.split()[0]))
    xref = b"xref\n%b 1\n%010d 00000 n \n%b" % (number, len(data), again)
    pdf.write_bytes(data + added + xref + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(added)))


def with_other_data(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    document.get_attachment(1).set_data(b"{}")
    document.save(pdf)
    document.close()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (Path.unlink, "only in paper.pdf, which is missing"),
        (large, "only in paper.pdf, which cannot be read: it is larger than"),
        (lambda pdf: pdf.write_bytes(b"no PDF"), "a broken PDF"),
        (without_data, "an earlier sitegen or another program made it"),
        (named_as_no_text_is, "only text in paper.pdf, which has no report.json"),
        (bomb, "only in paper.pdf, which unpacks to more than 16,000,000 bytes"),
        (with_other_data, "does not match its digest in the manifest"),
    ],
)
def test_a_report_that_cannot_be_told_is_told_to_be_missing(
    damage: Callable[[Path], None], why: str, reported: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(reported, tmp_path / "published"))
    (site / "SHA256SUMS").unlink()
    damage(site / f"paper/{ONE}/paper.pdf")
    done = imported(site, tmp_path / "records")
    (finding,) = done.findings
    assert (finding.file, finding.at) == (f"paper/{ONE}/manifest.json", "/report_sha256")
    assert why in finding.what
    assert "; the record was written without its report: restore `report:`" in finding.what
    text = (tmp_path / "records/papers/5eed0001/manifest.yaml").read_text()
    assert text.startswith("# The report is missing")


def test_a_report_needs_the_library_that_reads_pdfs(
    reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf.errors", None)
    (finding,) = imported(reported, tmp_path / "records").findings
    assert "pip install 'assignee-sitegen[import]' adds the library" in finding.what
