"""Safe fixes of everything in the records."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.build.validation import validate
from sitegen.editing.fixing import ChangedMeanwhileError, Fixes, find_fixes, write_fixes
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.render.project import Project, SettingsError
from tests.checks.papers import MANIFEST
from tests.test_bad_records import NAMES, NOW, lay_out

TIME = datetime.fromisoformat(NOW)
MISSPELT = MANIFEST.replace("title:", "titel:")


def fixes_in(folder: Path) -> Fixes:
    return find_fixes(Project(folder / "records"), TIME, THIS_PROCESS, lambda *_: None)


def fix(folder: Path) -> Fixes:
    fixes = fixes_in(folder)
    write_fixes(folder / "records", fixes)
    return fixes


def found_in(folder: Path) -> tuple[Diagnostic, ...]:
    try:
        return validate(Project(folder / "records"), TIME, lambda *_: None).diagnostics
    except SettingsError as problem:
        return problem.diagnostics


def errors(found: tuple[Diagnostic, ...]) -> Counter[str]:
    return Counter(each.code for each in found if has_errors([each]))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def with_line_ends(folder: Path, form: str) -> None:
    if form == "LF":
        return
    for path in folder.rglob("*"):
        if path.suffix in {".yaml", ".md"} and path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if b"\r" not in data and not data.startswith(
                (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
            ):
                path.write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("form", ["LF", "BOM and CRLF"])
@pytest.mark.parametrize("case", NAMES)
def test_of_every_bad_record_fewer_errors_are_left_and_nothing_else_to_fix(
    case: str, form: str, tmp_path: Path
) -> None:
    lay_out(case, tmp_path)
    with_line_ends(tmp_path, form)
    before, said = contents(tmp_path), found_in(tmp_path)
    fixes = fix(tmp_path)
    after = contents(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {
        f"records/{name}" for name in fixes.after
    }
    left = errors(found_in(tmp_path))
    if fixes.findings:
        assert left.total() < errors(said).total()
        assert left <= errors(said)
    assert not fixes_in(tmp_path).findings
    for name in fixes.after:
        assert len(fixes.before[name].splitlines()) == len(fixes.after[name].splitlines())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out("the_good_project", tmp_path)
    return tmp_path


def manifest(folder: Path) -> Path:
    return folder / "records/papers/owls/manifest.yaml"


def test_good_records_have_nothing_to_fix(project: Path) -> None:
    assert fixes_in(project) == Fixes({}, {}, ())


def test_papers_are_judged_by_the_settings_as_they_are_mended(project: Path) -> None:
    settings = project / "records/site.yaml"
    whole = settings.read_text()
    settings.write_text(whole.replace("publisher:", "pubisher:"))
    manifest(project).write_text(MISSPELT)
    assert sorted(fix(project).after) == ["papers/owls/manifest.yaml", "site.yaml"]
    assert (settings.read_text(), manifest(project).read_text()) == (whole, MANIFEST)


def test_no_paper_is_touched_where_nobody_can_say_by_what_to_judge_it(project: Path) -> None:
    (project / "records/site.yaml").write_text("publisher: [\n")
    manifest(project).write_text(MISSPELT)
    assert fixes_in(project).after == {}


def test_what_a_link_leads_to_is_never_written(project: Path) -> None:
    records, outside = project / "records", project / "outside"
    outside.mkdir()
    (outside / "bats").mkdir()
    (outside / "bats/manifest.yaml").write_text(MISSPELT)
    (outside / "about.md").write_text("---\ntitle: A\ndescripton: B\n---\nC\n")
    (records / "pages").mkdir(exist_ok=True)
    (records / "pages/about.md").symlink_to(outside / "about.md")
    (records / "papers/bats").symlink_to(outside / "bats")
    (records / "papers/cats").mkdir()
    (records / "papers/cats/manifest.yaml").symlink_to(outside / "bats/manifest.yaml")
    before = contents(outside)
    fix(project)
    assert contents(outside) == before
    assert (records / "papers/cats/manifest.yaml").is_symlink()


def test_a_folder_of_papers_that_is_a_link_is_left_alone(project: Path) -> None:
    manifest(project).write_text(MISSPELT)
    (project / "records/papers").rename(project / "elsewhere")
    (project / "records/papers").symlink_to(project / "elsewhere")
    assert fix(project).after == {}
    assert (project / "elsewhere/owls/manifest.yaml").read_text() == MISSPELT


def test_a_file_keeps_its_mode_and_is_a_new_one_in_its_place(project: Path) -> None:
    path = manifest(project)
    path.write_text(MISSPELT)
    path.chmod(0o640)
    os.link(path, project / "other-name")
    fix(project)
    assert path.stat().st_mode & 0o777 == 0o640
    assert (project / "other-name").read_text() == MISSPELT
    assert sorted(each.name for each in path.parent.iterdir()) == ["manifest.yaml"]


def test_what_was_changed_meanwhile_is_not_written_over(project: Path) -> None:
    path = manifest(project)
    path.write_text(MISSPELT)
    (project / "records/papers/bats").mkdir()
    bats = project / "records/papers/bats/manifest.yaml"
    bats.write_text(MISSPELT.replace("5eed0001", "5eed0002"))
    fixes = fixes_in(project)
    path.write_text("# mine\n")
    with pytest.raises(ChangedMeanwhileError, match=r"papers/owls/manifest\.yaml"):
        write_fixes(project / "records", fixes)
    assert path.read_text() == "# mine\n"
    assert "titel" in bats.read_text()


def test_a_file_that_is_read_in_part_is_never_written(project: Path) -> None:
    manifest(project).write_text(MISSPELT + "#" * 1_000_001)
    assert fixes_in(project).after == {}
