"""What papers say of one another, and what must be one of a kind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.checks.between_papers import check_between_papers
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.reading.documents import KeyPath
from tests.checks.papers import MANIFEST, row

OWLS = row("papers/owls", MANIFEST)


def paper(number: int, **changes: object) -> CatalogRow:
    """A paper like that of the owls, with what must be its own."""
    own = {
        "folder": f"papers/p{number}",
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "record_id": f"SRCH:{number:08X}",
        "abstract_sha256": str(number),
    }
    return OWLS._replace(**(own | changes))  # type: ignore[arg-type]


def between(
    rows: Sequence[CatalogRow], removed: Sequence[tuple[str, str]] = (), *, all_known: bool = True
) -> list[Diagnostic]:
    def locate(folder: str, file: str, path: KeyPath) -> Place:
        return Place(f"records/{folder}/{file}#{'.'.join(map(str, path))}")

    return list(check_between_papers(rows, removed, locate, all_known=all_known))


def codes(*rows: CatalogRow, **options: bool) -> list[str]:
    return sorted(finding.code for finding in between(rows, **options))


def superseding(newer: int, older: int) -> tuple[CatalogRow, CatalogRow]:
    """Two papers of which one replaces the other, as both of them say."""
    return (
        paper(newer, supersedes=(paper(older).id,)),
        paper(older, superseded_by=paper(newer).id),
    )


def test_papers_that_have_nothing_in_common_are_good() -> None:
    assert codes(paper(1), paper(2), paper(3)) == []


def test_an_id_that_three_papers_have_is_reported_at_the_later_two() -> None:
    same = {"id": paper(1).id, "record_id": paper(1).record_id}
    findings = between([paper(1), paper(2, **same), paper(3, **same)])
    assert [finding.code for finding in findings] == ["SG601", "SG601"]
    assert [finding.place.file.split("/")[2] for finding in findings] == ["p2", "p3"]
    assert all("papers/p1/" in finding.related[0][0].file for finding in findings)


def test_a_removed_paper_keeps_its_id() -> None:
    removed = [("papers/gone", paper(1).id)]
    [finding] = between([paper(1)], removed)
    assert finding.code == "SG601"
    assert finding.place.file == "records/papers/gone/tombstone.yaml#id"


def test_equal_record_ids_of_distinct_papers_are_a_warning() -> None:
    other = paper(2, id=paper(1).id[:8] + "-ffff-4000-8000-000000000000", record_id="SRCH:00000001")
    [finding] = between([paper(1), other])
    assert (finding.code, finding.severity) == ("SG602", "warning")
    assert paper(1).id in finding.message


def test_one_id_twice_is_not_also_one_record_id_twice() -> None:
    assert codes(paper(1), paper(1, folder="papers/copy", abstract_sha256="x")) == ["SG601"]


def test_equal_abstracts_are_a_notice_with_both_places() -> None:
    [finding] = between([paper(1), paper(2, abstract_sha256="1")])
    assert (finding.code, finding.severity) == ("SG603", "notice")
    assert finding.place.file == "records/papers/p2/manifest.yaml#work.abstract"
    assert finding.related[0][0].file == "records/papers/p1/manifest.yaml#work.abstract"


def test_dois_are_compared_without_regard_to_case_and_only_where_there_are_some() -> None:
    assert codes(paper(1, doi="10.1/A"), paper(2, doi="10.1/a")) == ["SG605"]
    assert codes(paper(1, doi=""), paper(2, doi="")) == []
    assert codes(paper(1, doi="10.1/größe"), paper(2, doi="10.1/grösse")) == []
    assert codes(paper(1, doi="10.1/Ä"), paper(2, doi="10.1/ä")) == []


def test_a_placeholder_is_not_the_same_doi_twice() -> None:
    assert codes(paper(1, doi="10.5281/zenodo.XXXX"), paper(2, doi="10.5281/zenodo.XXXX")) == []


# ------------------------------------------------------------------------ SG607 one ORCID


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Ada Author", "A. Author", True),
        ("Ada Author", "AUTHOR, Ada", True),
        ("Zoë Göbel", "Zoe Gobel", True),
        ("Ada Author", "Ada Smith", True),
        ("Ada Author", "Bo Other", False),
        ("A. Author", "A. Other", False),
    ],
)
def test_an_orcid_is_that_of_the_same_person_in_all_papers(
    one: str, other: str, is_one: bool
) -> None:
    orcid = "0000-0002-1825-0097"
    rows = (paper(1, orcids=((orcid, one, ""),)), paper(2, orcids=((orcid, other, ""),)))
    assert codes(*rows) == ([] if is_one else ["SG607"])


# ------------------------------------------------------------------------- SG604 both ends


def test_supersession_that_both_papers_state_is_good() -> None:
    assert codes(*superseding(newer=2, older=1)) == []


def test_each_end_that_is_missing_is_named_with_what_to_add_there() -> None:
    newer, older = superseding(newer=2, older=1)
    [finding] = between([newer, older._replace(superseded_by="")])
    assert finding.place.file == "records/papers/p2/manifest.yaml#work.supersedes.0"
    assert f"`superseded_by: {newer.id}` to corrections.yaml of papers/p1" in finding.hint
    [finding] = between([newer._replace(supersedes=()), older])
    assert finding.place.file == "records/papers/p1/corrections.yaml#superseded_by"
    assert f"`supersedes: [{older.id}]` below `work:` in manifest.yaml of papers/p2" in finding.hint


def test_a_paper_that_is_superseded_by_a_third_does_not_answer() -> None:
    newer, older = superseding(newer=2, older=1)
    third, _ = superseding(newer=3, older=1)
    assert codes(newer, older, third) == ["SG604"]


def test_a_paper_may_take_the_place_of_one_that_was_removed() -> None:
    newer, older = superseding(newer=2, older=1)
    assert between([newer], [("papers/gone", older.id)]) == []


def test_a_paper_that_is_not_there_is_reported_only_when_all_papers_could_be_read() -> None:
    newer, _ = superseding(newer=2, older=1)
    assert codes(newer) == ["SG604"]
    assert codes(newer, all_known=False) == []


# ------------------------------------------------------------------------- SG606 circles


def test_a_chain_of_papers_is_no_circle() -> None:
    papers = [
        paper(1, superseded_by=paper(2).id),
        paper(2, supersedes=(paper(1).id,), superseded_by=paper(3).id),
        paper(3, supersedes=(paper(2).id,)),
    ]
    assert codes(*papers) == []


def test_a_circle_names_every_paper_in_it_once() -> None:
    papers = [
        paper(1, supersedes=(paper(2).id,), superseded_by=paper(2).id),
        paper(2, supersedes=(paper(1).id,), superseded_by=paper(1).id),
    ]
    [finding] = between(papers)
    assert finding.code == "SG606"
    assert (
        finding.message
        == "papers supersede each other in a circle: papers/p1 → papers/p2 → papers/p1"
    )
    assert [finding.place.file, finding.related[0][0].file] == [
        "records/papers/p1/corrections.yaml#superseded_by",
        "records/papers/p2/corrections.yaml#superseded_by",
    ]


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(st.integers(-1, 5), min_size=6, max_size=6))
def test_there_are_as_many_findings_as_circles(successors: list[int]) -> None:
    """`successors` says of six papers which one each is superseded by; -1 stands for none."""
    ids = [paper(number).id for number in range(6)]
    rows = [
        paper(number, superseded_by=ids[newer] if newer >= 0 else "")
        for number, newer in enumerate(successors)
        if newer != number  # another rule finds a paper that supersedes itself
    ]
    edges = {number: newer for number, newer in enumerate(successors) if newer not in (-1, number)}
    circles = set()
    for start in edges:
        path, current = [start], edges.get(start)
        while current is not None and current not in path:
            path.append(current)
            current = edges.get(current)
        if current is not None:
            circles.add(frozenset(path[path.index(current) :]))
    found = [finding for finding in between(rows) if finding.code == "SG606"]
    assert len(found) == len(circles)
    assert {len(finding.related) + 1 for finding in found} == {len(circle) for circle in circles}
