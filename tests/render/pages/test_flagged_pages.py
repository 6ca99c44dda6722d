"""Every paper that is falsified, retracted, under concern or removed, in pages, JSON and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.editorial_status import editorial_status
from sitegen.contracts.flagged_papers import FlaggedPapers
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.schemas import published_schema
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.canonical import canonical_json
from sitegen.render.catalog import PAGE_SIZE, Standing, make_catalog
from sitegen.render.facets import BY_GATE
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import FLAGGED, FLAGGED_CSV, FLAGGED_JSON, GATE, INDEX
from sitegen.render.templating import Templates
from tests.catalog_rows import row
from tests.corrected_rows import event, notice, tombstone, with_events
from tests.page_parts import Page, faults, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

SITE = world.site()
FAMILIES = (FLAGGED, FLAGGED_JSON, FLAGGED_CSV)
HOSTILE = '=HYPERLINK("https://evil.example") <script>alert(1)</script>'


def paper(
    number: int, *events: Any, gate: GateStatus | None = "UNVERIFIED", **others: Any
) -> CatalogRow:
    """The row of a paper with the status that its events and its verdict give it."""
    status = editorial_status(events, others.get("superseded_by"), gate)
    like = with_events(row(number, **others), *events)
    shown = {"status": status.status, "status_label": status.label, "gate": gate or ""}
    return like._replace(**shown, display_title=status.titled(like.title))


def falsified(
    number: int, at: str = "2026-07-02T12:00:00+00:00", *events: Any, **others: Any
) -> CatalogRow:
    """The row of a falsified paper with evidence that is public."""
    known = {
        "evaluated_at": at,
        "evidence_state": "HELD",
        "evidence": "Its evidence is public.",
        "evidence_words": "evidence public",
        "falsified_because": "The invented run gave another number.",
    }
    return paper(number, *events, gate="FALSIFIED", **known | others)


def noticed(number: int, kind: str, at: str, *reasons: str) -> Any:
    """An event with a notice."""
    return event(number, 1, at, notice=notice(kind, *reasons, by="Invented editors"))


def files(
    rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = (), families: Any = FAMILIES
) -> Mapping[str, bytes]:
    """The files of these families by their paths."""
    content = SiteContent(make_catalog(rows), tombstones)
    return dict(site_files(content, PageRenderer(SITE, Templates()), families))


def made(rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = ()) -> dict[str, Page]:
    """The pages by their paths, without the name of the file."""
    pages = {
        path.removesuffix("index.html"): Page(data.decode(), f"{world.BASE_URL}/{path[:-10]}")
        for path, data in files(rows, tombstones, [FLAGGED]).items()
    }
    wrong = {path: found for path, page in pages.items() if (found := faults(page))}
    assert not wrong, wrong
    return pages


def listed(page: Page) -> list[str]:
    """The record ids of the papers of a page, in order, without their prefix."""
    cells = [each for each in page.all("th") if "t" in each.get("class", "").split()]
    return [text_of(each).rpartition("SRCH:")[2].lstrip("0") for each in cells]


def found(rows: Sequence[CatalogRow], tombstones: Sequence[Tombstone] = ()) -> dict[str, Any]:
    """The list as JSON, which validates against its schema and is canonical."""
    data = files(rows, tombstones)[FLAGGED_JSON.file]
    value: dict[str, Any] = json.loads(data)
    validator = Draft202012Validator(
        published_schema(FlaggedPapers, SITE), format_checker=FormatChecker()
    )
    assert [*validator.iter_errors(value)] == []
    assert data == canonical_json(value) + b"\n"
    return value


def table(data: bytes) -> list[dict[str, str]]:
    """The lines of the CSV file."""
    return [*csv.DictReader(StringIO(data.decode(), newline=""))]


ROWS = [
    falsified(1),
    falsified(
        2, "2026-08-01T23:30:00-05:00", noticed(2, "retraction", "2026-09-05T12:00:00Z", "Fraud")
    ),
    paper(3, noticed(3, "retraction", "2026-07-30T12:00:00Z")),
    paper(4, noticed(4, "partial_retraction", "2026-06-30T12:00:00Z")),
    paper(5, noticed(5, "withdrawal", "2026-06-29T12:00:00Z")),
    paper(6, noticed(6, "expression_of_concern", "2026-06-28T12:00:00Z")),
    paper(7, noticed(7, "erratum", "2026-06-27T12:00:00Z")),
    # Lifted, and a record that states no verdict.
    paper(
        8,
        noticed(8, "expression_of_concern", "2026-06-28T12:00:00Z"),
        event(8, 2, "2026-06-29T12:00:00Z", lifts="00000008-C1"),
    ),
    paper(9, gate=None, completeness="PARTIAL"),
    falsified(10, "", completeness="PARTIAL"),
    falsified(11, "2026-07-02T12:00:00+00:00", superseded_by=row(7).id),
    paper(12, gate="VERIFIED"),
]
GONE = [tombstone(13, "2026-10-01T12:00:00Z")]
ORDER = ["D", "2", "3", "1", "B", "4", "5", "6", "A"]


def test_each_flagged_paper_is_listed_once_by_the_date_of_the_newest_finding() -> None:
    assert listed(made(ROWS, GONE)["flagged/"]) == ORDER
    assert [each["record_id"][-1] for each in found(ROWS, GONE)["papers"]] == ORDER
    assert [each["record_id"][-1] for each in table(files(ROWS, GONE)[FLAGGED_CSV.file])] == ORDER


@pytest.mark.parametrize(
    ("group", "papers"),
    [
        ("falsified", ["2", "1", "B", "A"]),
        ("retracted", ["2", "3"]),
        ("partially-retracted", ["4"]),
        ("withdrawn", ["5"]),
        ("concern", ["6"]),
        ("removed", ["D"]),
        ("2026-07", ["3", "1", "B"]),
        ("undated", ["A"]),
    ],
)
def test_a_list_by_status_or_month_has_exactly_its_papers(group: str, papers: list[str]) -> None:
    assert listed(made(ROWS, GONE)[f"flagged/{group}/"]) == papers


def test_the_numbers_agree_with_the_gate_listing_and_the_front_page() -> None:
    catalog, counts = make_catalog(ROWS), found(ROWS, GONE)
    assert counts["falsified_count"] == len(catalog.group(BY_GATE, "FALSIFIED")) == 4
    assert counts["paper_count"] == len(ORDER)
    assert counts["status_counts"] == {
        "REMOVED": 1,
        "WITHDRAWN": 1,
        "RETRACTED": 2,
        "PARTIALLY_RETRACTED": 1,
        "CONCERN": 1,
    }
    standings = catalog.all_standings
    in_force = sum(number for each, number in standings.items() if each.verdict == "FALSIFIED")
    both = [Standing("RETRACTED", "falsified"), Standing("SUPERSEDED", "falsified")]
    assert counts["falsified_count"] == in_force + sum(standings[each] for each in both)
    text = text_of(made(ROWS, GONE)["flagged/"].one("main"))
    assert "9 flagged papers" in text
    assert "Of the falsified ones, 1 also has another of these statuses and is in two" in text


def test_an_entry_says_why_with_its_notice_and_whether_the_evidence_is_public() -> None:
    page = made(ROWS, GONE)["flagged/"]
    (shown,) = (text_of(each) for each in page.all("tr") if "Invented 2 " in text_of(each))
    assert shown == (
        "Retracted falsified evidence public RETRACTED: Invented 2 SRCH:00000002 Fraud Notice "
        "00000002-C1 Falsified: The invented run gave another number. 5 September 2026"
    )
    assert f"{world.BASE_URL}{ROWS[1].path}notices/00000002-C1/" in page.targets
    (shown,) = (text_of(each) for each in page.all("tr") if "Invented 13 " in text_of(each))
    assert "Invented reason. Removed by Invented press 1 October 2026" in shown


def test_the_json_has_all_that_is_known_of_a_paper() -> None:
    second = found(ROWS)["papers"][0]
    assert second == {
        "id": ROWS[1].id,
        "record_id": "SRCH:00000002",
        "title": "RETRACTED: Invented 2",
        "url": f"{world.BASE_URL}{ROWS[1].path}",
        "doi": None,
        "editorial_status": "RETRACTED",
        "flagged_at": "2026-09-05T12:00:00Z",
        "falsified": {
            "evaluated_at": "2026-08-01T23:30:00-05:00",
            "reason": "The invented run gave another number.",
            "evidence": {"state": "HELD", "statement": "Its evidence is public."},
        },
        "notice": {
            "event_id": "00000002-C1",
            "kind": "retraction",
            "at": "2026-09-05T12:00:00Z",
            "issued_by": "Invented editors",
            "reasons": ["Fraud"],
            "doi": None,
            "url": f"{world.BASE_URL}{ROWS[1].path}notices/00000002-C1/",
        },
        "removal": None,
    }


def test_a_text_of_a_record_is_no_formula_and_no_markup() -> None:
    hostile = [falsified(1, falsified_because=HOSTILE)]
    (line,) = table(files(hostile)[FLAGGED_CSV.file])
    assert line["falsified_because"] == f"'{HOSTILE}"
    page = made(hostile)["flagged/"]
    assert HOSTILE in text_of(page.one("main"))
    assert not page.all("script")


def test_a_new_finding_changes_only_the_newest_pages_and_the_overview() -> None:
    rows = [falsified(number, f"2026-0{number % 2 + 1}-02T12:00:00Z") for number in range(1, 251)]
    before, after = (files(each, families=[FLAGGED]) for each in (rows, [*rows, falsified(999)]))
    changed = {path for path, data in after.items() if before.get(path) != data}
    assert changed == {
        *("flagged/index.html", "flagged/3/index.html", "flagged/2026-07/index.html"),
        *("flagged/falsified/index.html", "flagged/falsified/3/index.html"),
    }
    full = Page(after["flagged/1/index.html"].decode(), f"{world.BASE_URL}/flagged/1/")
    assert len(listed(full)) == PAGE_SIZE


def test_a_site_without_flagged_papers_says_so() -> None:
    pages = made([row(1)])
    assert list(pages) == ["flagged/"]
    assert "No paper here is flagged." in text_of(pages["flagged/"].one("main"))
    assert found([row(1)])["papers"] == []


def test_the_front_page_and_the_gate_listing_lead_to_it(small_world: BuiltSite) -> None:
    for path in (INDEX.path, GATE.path):
        page = Page(small_world.page(path), f"{world.BASE_URL}{path}")
        assert f"{world.BASE_URL}/flagged/" in page.targets
