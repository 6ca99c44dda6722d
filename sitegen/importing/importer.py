"""A published site back to records: each paper made, written, and proved to be what it was."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitegen.checksums import SumsProblem, Verification, published_sums, verify
from sitegen.diagnostics import Diagnostic
from sitegen.importing.one_paper import ImportedPaper, ImportPaper
from sitegen.importing.paper_records import PublishedRecord
from sitegen.importing.problem import CannotImport
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
from sitegen.publish import MARKER, PREVIEW_TEXT
from sitegen.published.base import LEDGER, NoBase
from sitegen.published.ledgers import SavedLedger
from sitegen.published.proof_findings import Finding
from sitegen.settings import Site, default_site
from sitegen.tally import Progress
from sitegen.workers import Crew, Lost

# Folders of a site that are no editors' pages.
GENERATED = frozenset({"assets", "corrections", "gate", "month", "paper", "schemas", "tier"})


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    `guides` are the editors' pages whose Markdown is not on the site. `has_settings` says whether
    there is a site.yaml now, `wrote_settings` whether it is new; `has_sums` whether the site has a
    SHA256SUMS.
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
    _refuse_preview(folder)
    published = _ledger(folder).records()
    refuse_to_overwrite(records, {each.id: each.folder for each in published})
    verification, sums = _verified(folder)
    files = SiteFiles(folder, sums)
    with staged(records) as staging:
        site, new_settings = _settings(records, published, files)
        work = ImportPaper(files, staging, site or default_site())
        done = _imported(work, published, crew, progress)
        if new_settings:
            (staging / SETTINGS).write_bytes(new_settings)
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
        wrote_settings=bool(new_settings),
        has_sums=verification is not None,
    )


def _imported(
    work: ImportPaper, published: Sequence[PublishedRecord], crew: Crew, progress: Progress
) -> list[ImportedPaper]:
    """What came of the papers, in the order of ids, however many processes work on them."""
    done: dict[str, ImportedPaper] = {}
    for record, result in crew.work_on(work, published):
        if isinstance(result, Lost):
            result = work.lost(record, record.address, "", "no worker survives it")
        done[record.folder] = result
        progress(len(done), len(published))
    return [done[record.folder] for record in published]


# ---------------------------------------------------------------- the site


def _refuse_preview(folder: Path) -> None:
    """Raises CannotImport for a preview, whose drafts nobody could tell from papers."""
    marker = folder / MARKER
    if marker.is_file() and marker.read_bytes() == PREVIEW_TEXT:
        message = f"{folder} is a preview, in which drafts look as if they were published"
        raise CannotImport(f"{message}; name a published site")


def _ledger(folder: Path) -> _PublishedLedger:
    file = folder / LEDGER
    hint = "name a folder that `sitegen build` wrote"
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise CannotImport(f"{file} is no file; {hint}")
        return _PublishedLedger(file)
    except FileNotFoundError as error:
        raise CannotImport(f"{folder} holds no {LEDGER}; {hint}") from error
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


# ---------------------------------------------------------------- beside the papers


def _settings(
    records: Path, published: Sequence[PublishedRecord], files: SiteFiles
) -> tuple[Site | None, bytes]:
    """The settings that are there; or else those that the papers tell, as a new site.yaml."""
    if (records / SETTINGS).exists():
        return load_site(Project(records))[0], b""
    back = SettingsBack()
    for manifest in _manifests(published, files):
        back.look_at(manifest)
        if back.is_complete:
            break
    data, site = back.site_yaml()
    return site, data if site else b""


def _manifests(published: Sequence[PublishedRecord], files: SiteFiles) -> Iterator[bytes]:
    for each in published:
        if each.manifest_sha256:
            try:
                yield files.read(f"{each.address}manifest.json", each.manifest_sha256)
            except Unreadable:  # told when the paper is imported
                continue


def _guides(folder: Path, records: Path) -> Iterator[str]:
    """Editors' pages of the site that the records have no Markdown of."""
    for path in sorted(folder.glob("*/index.html")):
        name = path.parent.name
        if name not in GENERATED and not (records / "pages" / f"{name}.md").exists():
            yield name
