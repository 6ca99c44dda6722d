"""The report that existed before is a PDF among the artifacts."""

from __future__ import annotations

import io

import pytest

from sitegen.reading.paper_source import REDACTED_LINE
from sitegen.reading.pdf_form import pdf_form
from tests.checks.papers import codes, found, manifest

PATH = "artifacts/report.pdf"
WHOLE = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<< /Size 1 >>\nstartxref\n9\n%%EOF\n"
ENCRYPTED = WHOLE.replace(b"/Size 1", b"/Size 1 /Encrypt 5 0 R")


def listed(kind: str = "report", path: str = PATH) -> str:
    return f"artifacts:\n  - {{type: {kind}, label: A, path: {path}}}"


def named(path: str = PATH) -> str:
    return f"report: {{file: {path}}}"


@pytest.mark.parametrize(
    ("lines", "held", "said"),
    [
        ([named(), listed()], PATH, ""),
        ([listed()], PATH, ""),
        ([named()], PATH, "is not listed as an artifact"),
        ([named()], "", "is not listed as an artifact, and there is no such file"),
        ([named(), listed("dataset")], PATH, "is listed as dataset, not as a report"),
        ([named(), listed(path="artifacts/a.pdf")], "artifacts/a.pdf", "is not listed"),
    ],
)
def test_the_existing_report_is_listed_as_a_report(lines: list[str], held: str, said: str) -> None:
    told = found(manifest(*lines), artifacts={held: WHOLE} if held else {})
    messages = [each.message for each in told if each.code == "SG413"]
    assert len(messages) == bool(said)
    assert all(said in each for each in messages)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (WHOLE, ""),
        (b"\n" * 1000 + WHOLE + b"\n" * 1000, ""),
        (WHOLE + b"/Encrypt is a word here", ""),
        (b"", "is empty"),
        (b"<!DOCTYPE html>", "is no PDF: it does not begin with %PDF-"),
        (b"\n" * 2000 + WHOLE, "is no PDF: it does not begin with %PDF-"),
        (WHOLE[:-6], "is cut: it does not end like a PDF"),
        (ENCRYPTED, "is an encrypted PDF, which may ask for a password"),
        (REDACTED_LINE.format("0" * 64).encode(), ""),
    ],
)
def test_the_existing_report_is_a_pdf_that_opens(content: bytes, said: str) -> None:
    told = found(manifest(named(), listed()), artifacts={PATH: content})
    messages = [each.message for each in told if each.code == "SG414"]
    assert messages == ([f'"{PATH}" {said}'] if said else [])


def test_only_the_existing_report_has_to_be_a_pdf() -> None:
    assert codes(manifest(listed()), artifacts={PATH: b"no"}) == []


def test_the_name_of_the_existing_report_says_that_it_is_a_pdf() -> None:
    path = "artifacts/report.bin"
    told = found(manifest(named(path), listed(path=path)), artifacts={path: WHOLE})
    assert [(each.code, each.message) for each in told] == [
        ("SG414", f'"{path}" does not end in .pdf')
    ]


def test_encryption_is_found_where_a_stream_of_references_declares_it() -> None:
    """A PDF since version 1.5 may have no trailer: a stream far from the end stands for it."""
    stream = b"7 0 obj\n<< /Type /XRef /Encrypt << /V 4 >> /Length 9000 >>\nstream\n"
    head = b"%PDF-1.7\n"
    data = (
        head + stream + bytes(9000) + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )
    assert pdf_form(io.BytesIO(data)).is_encrypted
    assert pdf_form(io.BytesIO(data.replace(b"/Encrypt", b"/Encoded"))).is_whole
