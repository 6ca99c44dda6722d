"""What is known of all papers together."""

from __future__ import annotations

import shutil
from pathlib import Path

from sitegen.build.results import Tally
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
    tally = Tally([later])
    tally.add("papers/a", [earlier, later], None, None)
    assert tally.reported(site()) == (earlier, later)


def test_what_the_site_switches_off_is_not_reported() -> None:
    tally = Tally([finding("SG405"), finding("SG306"), finding("SG203")])
    silenced = site("silenced: [{code: SG405, reason: They move to an archive.}]\n")
    assert [each.code for each in tally.reported(silenced)] == ["SG203", "SG306"]


def test_papers_with_errors_are_counted_and_those_with_warnings_are_not() -> None:
    tally = Tally()
    tally.add("papers/a", [finding("SG203")], None, None)
    tally.add("papers/b", [finding("SG405")], row("papers/b", MANIFEST), None)
    tally.add("papers/c", [], None, None)
    assert tally.broken == 1
    assert [each.folder for each in tally.rows] == ["papers/b"]


def test_papers_with_one_id_are_found_with_both_places(tmp_path: Path) -> None:
    text = manifest(abstract="Owls hear very well.")
    tally = Tally()
    tally.add("papers/owls", [], row("papers/owls", MANIFEST), None)
    tally.add("papers/strix", [], row("papers/strix", text), None)
    tally.check_between(project(tmp_path, strix=text))
    [same] = tally.reported(site())
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
    tally = Tally()
    tally.add("papers/owls", [], row("papers/owls", MANIFEST), None)
    tally.add("papers/gone", [], None, tombstone)
    tally.check_between(place)
    assert [each.place.file for each in tally.reported(site())] == [
        "records/papers/gone/tombstone.yaml"
    ]


def test_a_paper_that_may_be_among_the_broken_ones_is_not_called_missing(tmp_path: Path) -> None:
    text = manifest(work=[f"supersedes: [{OTHER}]"])
    place = project(tmp_path, owls=text)
    for broken, expected in ((finding("SG203"), ["SG203"]), (finding("SG405"), ["SG405", "SG604"])):
        tally = Tally()
        tally.add("papers/owls", [], row("papers/owls", text), None)
        tally.add("papers/bats", [broken], None, None)
        tally.check_between(place)
        assert sorted(each.code for each in tally.reported(site())) == expected
