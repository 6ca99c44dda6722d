"""What is known of all papers together."""

from __future__ import annotations

import shutil
from pathlib import Path

from sitegen.build.results import PaperFindings, Results
from sitegen.checks.rules import RULES
from sitegen.contracts.tombstone import Tombstone
from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.render.project import Project
from tests.checks.papers import GOOD, ID, MANIFEST, manifest, row, site

OTHER = "5eed0002-0000-4000-8000-000000000002"


def finding(code: str, file: str = "records/a.yaml", line: int = 1) -> Diagnostic:
    return RULES[code].at(Place(file, line), "message", "help")


def project(folder: Path, **papers: str) -> Project:
    """A project whose papers have the given manifests."""
    records = folder / "records"
    shutil.copytree(GOOD, records)
    for name, text in papers.items():
        (records / "papers" / name).mkdir(exist_ok=True)
        (records / "papers" / name / "manifest.yaml").write_text(text, encoding="utf-8")
    return Project(records)


def test_findings_are_reported_once_and_in_order() -> None:
    later, earlier = finding("SG405", line=9), finding("SG203", line=2)
    results = Results.of([PaperFindings("papers/a", [earlier, later])], [later])
    assert results.reported(site()) == (earlier, later)


def test_what_the_site_switches_off_is_not_reported() -> None:
    results = Results((finding("SG405"), finding("SG306"), finding("SG203")))
    silenced = site("silenced: [{code: SG405, reason: They move to an archive.}]\n")
    assert [each.code for each in results.reported(silenced)] == ["SG203", "SG306"]


def test_papers_with_errors_are_counted_and_those_with_warnings_are_not() -> None:
    results = Results.of(
        [
            PaperFindings("papers/a", [finding("SG203")]),
            PaperFindings("papers/b", [finding("SG405")], row("papers/b", MANIFEST)),
            PaperFindings("papers/c", []),
        ]
    )
    assert results.broken == 1
    assert [each.folder for each in results.rows] == ["papers/b"]


def test_papers_with_one_id_are_found_with_both_places(tmp_path: Path) -> None:
    text = manifest(abstract="Owls hear very well.")
    results = Results.of(
        [
            PaperFindings("papers/owls", [], row("papers/owls", MANIFEST)),
            PaperFindings("papers/strix", [], row("papers/strix", text)),
        ]
    )
    results = results.with_findings(results.between(project(tmp_path, strix=text)))
    [same] = results.reported(site())
    assert same.code == "SG601"
    assert same.place == Place("records/papers/strix/manifest.yaml", 3, 7)
    assert same.related == ((Place("records/papers/owls/manifest.yaml", 3, 7), "first used here"),)


def test_a_tombstone_keeps_its_id_from_being_used_again(tmp_path: Path) -> None:
    text = f"id: {ID}\ntitle: t\nremoved_at: 2026-07-10T09:00:00+00:00\nreason: r\nby: b\n"
    place = project(tmp_path)
    (place.records / "papers/gone").mkdir()
    (place.records / "papers/gone/tombstone.yaml").write_text(text, encoding="utf-8")
    tombstone = Tombstone(
        id=ID, title="t", removed_at="2026-07-10T09:00:00+00:00", reason="r", by="b"
    )
    results = Results.of(
        [
            PaperFindings("papers/owls", [], row("papers/owls", MANIFEST)),
            PaperFindings("papers/gone", [], None, tombstone),
        ]
    )
    results = results.with_findings(results.between(place))
    assert [each.place.file for each in results.reported(site())] == [
        "records/papers/gone/tombstone.yaml"
    ]


def test_a_paper_that_may_be_among_the_broken_ones_is_not_called_missing(tmp_path: Path) -> None:
    text = manifest(work=[f"supersedes: [{OTHER}]"])
    place = project(tmp_path, owls=text)
    for broken, expected in ((finding("SG203"), ["SG203"]), (finding("SG405"), ["SG405", "SG604"])):
        results = Results.of(
            [
                PaperFindings("papers/owls", [], row("papers/owls", text)),
                PaperFindings("papers/bats", [broken]),
            ]
        )
        results = results.with_findings(results.between(place))
        assert sorted(each.code for each in results.reported(site())) == expected
