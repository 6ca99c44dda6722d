"""A list of retractions is read as its makers write it, and says only what is in force."""

from __future__ import annotations

import pytest

from sitegen.contracts.retractions import MOST_LISTED, RetractionList, read_retractions
from sitegen.findings.diagnostics import Diagnostic

HEADER = (
    "Record ID,Title,Author,RetractionDate,RetractionDOI,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Notes"
)
FILE = "records/retraction_watch.csv"


def row(
    nature: str = "Retraction",
    day: str = "3/14/2024 0:00",
    doi: str = "10.5555/owls",
    pmid: str = "0",
    notice: str = "10.5555/notice",
) -> str:
    reason = "+Error in Data;+Duplication of Image;"
    return f'7,"Owls, by day",Ömer,{day},{notice},{doi},{pmid},{nature},{reason},'


def read(*rows: str, encoding: str = "utf-8") -> tuple[RetractionList | None, list[Diagnostic]]:
    return read_retractions("\r\n".join((HEADER, *rows, "")).encode(encoding), FILE)


def listed(*rows: str, encoding: str = "utf-8") -> RetractionList:
    found, diagnostics = read(*rows, encoding=encoding)
    assert found is not None, diagnostics
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_list_says_of_a_work_what_its_rows_say(encoding: str) -> None:
    found = listed(row(doi="10.5555/OWLS", pmid="34567890"), encoding=encoding)
    assert (found.rows, found.newest) == (1, "2024-03-14")
    (notice,) = found.of("doi:10.5555/owls")
    assert found.of("pmid:34567890") == (notice,)
    assert (notice.nature, notice.day, notice.doi) == ("Retraction", "2024-03-14", "10.5555/notice")
    assert notice.reasons == ("Error in Data", "Duplication of Image")
    assert (notice.record, notice.title) == ("7", "Owls, by day")
    assert found.of("doi:10.5555/other") == ()


def test_a_doi_of_arxiv_is_the_paper_there() -> None:
    assert listed(row(doi="10.48550/arXiv.2104.08645")).of("arxiv:2104.08645")


@pytest.mark.parametrize(
    ("rows", "natures"),
    [
        ([row(), row(), row("Expression of concern", "1/2/2023")], ["Retraction", "Expression"]),
        ([row(), row("Reinstatement", "3/15/2024 0:00")], []),
        ([row(), row("Reinstatement", "3/13/2024 0:00")], ["Retraction"]),
        ([row(), row("Reinstatement", "")], ["Retraction"]),
        ([row(day=""), row("Reinstatement", "2024-03-15")], ["Retraction"]),
        ([row("Correction"), row("Retraction", doi="unavailable")], []),
    ],
)
def test_only_a_later_reinstatement_lifts_a_notice(rows: list[str], natures: list[str]) -> None:
    found = [each.nature.split()[0] for each in listed(*rows).of("doi:10.5555/owls")]
    assert found == natures


def test_what_a_row_does_not_say_is_unknown() -> None:
    (notice,) = listed(row(day="", notice="unavailable")).of("doi:10.5555/owls")
    assert (notice.day, notice.doi, notice.doi_url) == ("", "", "")


def test_the_digest_is_that_of_what_is_said_of_these_works_alone() -> None:
    one, more = listed(row()), listed(row(), row(doi="10.5555/other"))
    assert one.sha256 != more.sha256
    assert one.sha256_of(["doi:10.5555/owls"]) == more.sha256_of(["x", "doi:10.5555/owls"])
    assert more.sha256_of(["doi:10.5555/owls"]) != more.sha256_of(["doi:10.5555/other"])
    assert one.sha256_of(["doi:10.5555/other"]) == ""


def test_a_finding_names_the_line_on_which_its_row_begins() -> None:
    broken = row(day="31/12/2024 0:00")
    _, (found,) = read(row().replace("by day", "by\nday"), broken)
    assert (found.code, found.place.line) == ("SG230", 4)


def test_findings_about_rows_are_few() -> None:
    found, diagnostics = read(*([row("Rejection")] * 30))
    assert found is not None
    assert len(diagnostics) == MOST_LISTED + 1
    assert diagnostics[-1].message == "10 more rows cannot be read in full"


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"PK\x03\x04", HEADER.encode() + b'\n"' + b"x" * 2**21]
)
def test_what_is_no_list_is_an_error(data: bytes) -> None:
    found, diagnostics = read_retractions(data, FILE)
    assert found is None
    assert [each.code for each in diagnostics] == ["SG229"]
