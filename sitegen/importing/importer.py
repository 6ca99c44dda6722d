"""A published site back to records: each paper made, written, and proved to be what it was."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from sitegen.checksums import SumsProblem, Verification, published_sums, verify
from sitegen.diagnostics import Diagnostic
from sitegen.importing.authored import NotAuthored
from sitegen.importing.paper_records import PublishedRecord, record_files
from sitegen.importing.problem import CannotImport
from sitegen.importing.proof import differences
from sitegen.importing.settings_back import SettingsBack
from sitegen.importing.site_files import SiteFiles, Unreadable
from sitegen.importing.target import (
    SETTINGS,
    folders_for,
    put_in_place,
    refuse_to_overwrite,
    staged,
)
from sitegen.project import Project, load_site
from sitegen.published.base import LEDGER, NoBase
from sitegen.published.ledger_proof import Finding
from sitegen.published.ledgers import SavedLedger
from sitegen.settings import Site, default_site
from sitegen.tally import Progress
from sitegen.workers import Crew, Lost

NOT_IMPORTED = "the paper was not imported"
# Folders of a site that are no editors' pages.
GENERATED = frozenset({"assets", "corrections", "gate", "month", "paper", "schemas", "tier"})


@dataclass(frozen=True)
class ImportedPaper:
    """What came of one paper: whether it was written, and what is not as it was published."""

    is_written: bool
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class ImportPaper:
    """Writes the record of a paper below `staging`, which is as a records folder is."""

    files: SiteFiles
    staging: Path
    site: Site
    batch: int = 32

    def prepare(self) -> None:
        """Nothing has to be loaded for it."""

    def __call__(self, published: PublishedRecord) -> ImportedPaper:
        """Write one paper, and compare what a build would publish of it."""
        folder = self.staging / published.folder
        try:
            record = record_files(published, self.files, self.site.tier_policy)
            record.write(folder, self.files)
        except Unreadable as problem:
            finding = Finding(problem.path, "", f"{problem}; {NOT_IMPORTED}")
        except NotAuthored as problem:
            file = problem.file if problem.file == LEDGER else published.address + problem.file
            finding = Finding(file, problem.pointer, f"{problem}; {NOT_IMPORTED}")
        else:
            findings, errors = differences(published, self.staging, self.site, record.no_report)
            return ImportedPaper(True, tuple(findings), tuple(errors))
        shutil.rmtree(folder, ignore_errors=True)
        return ImportedPaper(False, (finding,))


@dataclass(frozen=True)
class Imported:
    """What came of an import. `guides` are the editors' pages whose Markdown is not on the site.

    `has_settings` says whether there is a site.yaml now, `wrote_settings` whether it is new.
    """

    papers: int
    removed: int
    written: int
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    guides: tuple[str, ...]
    has_settings: bool
    wrote_settings: bool
    has_sums: bool

    @property
    def is_exact(self) -> bool:
        """Whether every paper was written, and a build would publish the same of it."""
        return not (self.findings or self.diagnostics)


class _PublishedLedger(SavedLedger):
    """The ledger of a site, with every paper that it lists."""

    def records(self) -> list[PublishedRecord]:
        """What is to be imported, in the order of ids."""
        papers, removed = self.papers(()), self.removed(())
        folders = folders_for([*papers, *removed])
        found = [
            PublishedRecord(folders[each], papers[each], None, self._listed[each].manifest_sha256)
            for each in papers
        ]
        found += [PublishedRecord(folders[each], None, removed[each]) for each in removed]
        return sorted(found, key=lambda each: each.address)


def import_site(folder: Path, records: Path, crew: Crew, progress: Progress) -> Imported:
    """Make records of a published site. Whatever of it is as it was published is imported.

    Raises CannotImport where nothing can be, SettingsProblem where the site.yaml that is there is
    wrong, OSError where the machine fails.
    """
    published = _ledger(folder).records()
    refuse_to_overwrite(records, {_id(each): each.folder for each in published})
    verification, sums = _verified(folder)
    files = SiteFiles(folder, sums)
    with staged(records) as staging:
        site, wrote_settings = _settings(records, staging, published, files)
        done = list(
            _imported(
                ImportPaper(files, staging, site or default_site()), published, crew, progress
            )
        )
        put_in_place(staging, records)
    findings = [each for one in done for each in one.findings]
    damaged = _damaged(verification, {each.file for each in findings})
    return Imported(
        papers=sum(each.paper is not None for each in published),
        removed=sum(each.removal is not None for each in published),
        written=sum(each.is_written for each in done),
        findings=(*damaged, *findings),
        diagnostics=tuple(each for one in done for each in one.diagnostics),
        guides=tuple(_guides(folder, records)),
        has_settings=site is not None,
        wrote_settings=wrote_settings,
        has_sums=verification is not None,
    )


def _imported(
    work: ImportPaper, published: list[PublishedRecord], crew: Crew, progress: Progress
) -> Iterator[ImportedPaper]:
    """What came of the papers, in the order of ids, however many processes work on them."""
    done: dict[str, ImportedPaper] = {}
    for record, result in crew.work_on(work, published):
        if isinstance(result, Lost):
            finding = Finding(record.address, "", f"no worker survives it; {NOT_IMPORTED}")
            result = ImportedPaper(False, (finding,))
            shutil.rmtree(work.staging / record.folder, ignore_errors=True)
        done[record.folder] = result
        progress(len(done), len(published))
    for record in published:
        yield done[record.folder]


def _id(record: PublishedRecord) -> str:
    return record.address.split("/")[1]


def _ledger(folder: Path) -> _PublishedLedger:
    file = folder / LEDGER
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise CannotImport(f"{file} is no file; name a folder that `sitegen build` wrote")
        return _PublishedLedger(file)
    except FileNotFoundError as error:
        message = f"{folder} holds no {LEDGER}; name a folder that `sitegen build` wrote"
        raise CannotImport(message) from error
    except NoBase as error:
        raise CannotImport(str(error)) from error


def _verified(folder: Path) -> tuple[Verification | None, dict[str, str]]:
    try:
        return verify(folder), published_sums(folder)
    except SumsProblem:
        return None, {}


def _damaged(verification: Verification | None, told: Collection[str]) -> Iterator[Finding]:
    """Files that are not what was published, but for those told; one that is extra does no harm."""
    if verification is None:
        return
    whys = {"is not the file": verification.changed, "is missing, a file": verification.missing}
    for what, paths in whys.items():
        for path in paths:
            if path not in told:
                yield Finding(path, "", f"{what} that SHA256SUMS lists")


def _settings(
    records: Path, staging: Path, published: list[PublishedRecord], files: SiteFiles
) -> tuple[Site | None, bool]:
    """The site.yaml that is there, or else what the papers say of it."""
    if (records / SETTINGS).exists():
        return load_site(Project(records))[0], False
    back = SettingsBack()
    for each in published:
        if each.manifest_sha256 and not back.is_complete:
            try:
                back.look_at(
                    orjson.loads(files.read(f"{each.address}manifest.json", each.manifest_sha256))
                )
            except (Unreadable, ValueError, LookupError, TypeError):
                continue
    data, site = back.site_yaml()
    if site is not None:
        (staging / SETTINGS).write_bytes(data)
    return site, site is not None


def _guides(folder: Path, records: Path) -> Iterator[str]:
    """Editors' pages of the site that the records have no Markdown of."""
    for path in sorted(folder.glob("*/index.html")):
        name = path.parent.name
        if name not in GENERATED and not (records / "pages" / f"{name}.md").exists():
            yield name
