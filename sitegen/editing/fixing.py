"""`validate --fix`: safe fixes of settings, guides and records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sitegen.build.executors import Executor
from sitegen.build.results import Progress
from sitegen.build.validation import JudgedPaper, JudgePaper, judge_papers
from sitegen.checks.rules import RULES
from sitegen.contracts.settings import Site, read_site
from sitegen.editing.mending import Files, Judge, going_together, mended
from sitegen.editing.writing import write_files
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.errors import SitegenError
from sitegen.findings.regular_files import UNREADABLE, read_below, start_below
from sitegen.reading.kinds import record_folder_of
from sitegen.reading.records import LONGEST_RECORD, find_records, read_source
from sitegen.render.guides import read_guides
from sitegen.render.project import Project
from sitegen.render.records import understand

SETTINGS = "site.yaml"
RECORDS = "records/"


class ChangedMeanwhileError(SitegenError):
    """A file changed since it was checked; the message is its path below the records."""


@dataclass(frozen=True)
class Fixes:
    """The files that can be fixed, by their path below the records, and the fixed findings."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    findings: tuple[Diagnostic, ...]


def find_fixes(project: Project, now: datetime, executor: Executor, progress: Progress) -> Fixes:
    """Find everything in the records that can be fixed safely. Nothing is written.

    Papers are checked with the fixed settings; if these still have errors, no paper is checked.
    Raises OSError.
    """
    records = project.records
    found = [*_mended(records, _settings(project))]
    found += [each for name in _guides(records) for each in _mended(records, _guide(name))]
    settings = {name: data for each in found for name, data in each.after.items()}
    site, _ = _read_site({RECORDS + SETTINGS: settings.get(SETTINGS, _read(records))}, project)
    if site is not None:
        work, folders = JudgePaper(site, now), find_records(records)
        papers = judge_papers(project, site, folders, work, JudgedPaper, executor, progress)
        fixable = [each for each, (_, paper) in papers.items() if _has_fix(paper.diagnostics)]
        for folder in sorted(fixable):
            found += _mended(records, _paper(project, folder, site))
    return Fixes(
        {name: data for each in found for name, data in each.before.items()},
        {name: data for each in found for name, data in each.after.items()},
        tuple(finding for each in found for finding in each.findings),
    )


def write_fixes(records: Path, fixes: Fixes) -> None:
    """Write the fixed files, each in one step.

    Raises ChangedMeanwhileError, before any file is written, if one changed; and OSError.
    """
    for name, data in fixes.before.items():
        if read_below(records, name, LONGEST_RECORD) != data:
            raise ChangedMeanwhileError(name)
    write_files(records, fixes.after)


def with_sure_fixes(
    project: Project, site: Site | None, found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """The findings, without the fixes that `validate --fix` would not apply.

    The fixes that are left can be applied together. Papers are checked with the settings `site`.
    Raises OSError.
    """
    told = tuple(found)
    fixable = {each.fix[0].place.file.removeprefix(RECORDS) for each in told if each.fix}
    groups = [_settings(project)] if SETTINGS in fixable else []
    groups += [_guide(name) for name in sorted(fixable) if name.startswith("pages/")]
    if site is not None:
        folders = {record_folder_of(name) for name in fixable} - {""}
        groups += [_paper(project, folder, site) for folder in sorted(folders)]
    sure = {
        each
        for group in groups
        for each in going_together(_own(project.records, group.names), group.judge)
    }
    return tuple(each if each in sure else each._replace(fix=()) for each in told)


class _Together(NamedTuple):
    """Files that are checked together, by their path below the records."""

    names: tuple[str, ...]
    judge: Judge


def _own(records: Path, names: Iterable[str]) -> Files:
    """The bytes of files by project path; links are left alone."""
    found: dict[str, bytes] = {}
    for name in names:
        with suppress(*UNREADABLE):
            found[RECORDS + name] = read_below(records, name, LONGEST_RECORD)
    return found


def _mended(records: Path, together: _Together) -> Iterator[Fixes]:
    """Yield the fixes of files that are checked together, if there are any."""
    before = _own(records, together.names)
    done = mended(before, together.judge)
    changed = [name for name in before if done.files[name] != before[name]]
    if changed:
        yield Fixes(
            {name.removeprefix(RECORDS): before[name] for name in changed},
            {name.removeprefix(RECORDS): done.files[name] for name in changed},
            done.findings,
        )


def _has_fix(diagnostics: tuple[Diagnostic, ...]) -> bool:
    return any(each.fix for each in diagnostics)


def _read(records: Path) -> bytes:
    try:
        return start_below(records, SETTINGS, LONGEST_RECORD)
    except UNREADABLE:  # reported when the settings are checked
        return b""


def _read_site(files: Files, project: Project) -> tuple[Site | None, list[Diagnostic]]:
    name = RECORDS + SETTINGS
    return read_site(files[name], name, RULES, project.base_url) if name in files else (None, [])


def _guides(records: Path) -> list[str]:
    return [f"pages/{path.name}" for path in sorted(records.glob("pages/*.md"))]


def _settings(project: Project) -> _Together:
    return _Together((SETTINGS,), lambda files: _read_site(files, project)[1])


def _guide(name: str) -> _Together:
    def judge(files: Files) -> list[Diagnostic]:
        return read_guides({path.rpartition("/")[2]: data for path, data in files.items()})[1]

    return _Together((name,), judge)


def _paper(project: Project, folder: str, site: Site) -> _Together:
    source, _ = read_source(project.records, folder)
    prefix = f"{RECORDS}{folder}/"

    def judge(files: Files) -> tuple[Diagnostic, ...]:
        inside = {name.removeprefix(prefix): data for name, data in files.items()}
        return understand(replace(source, files={**source.files, **inside}), site).diagnostics

    names = tuple(f"{folder}/{name}" for name in source.kind.file_names if name in source.files)
    return _Together(names, judge)
