"""Turns a published site back into records, and proves that each publishes the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitegen.build.executors import Executor, Lost
from sitegen.build.results import Progress
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.settings import Site, default_site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.history.proof_findings import Finding
from sitegen.importing.import_paper import ImportedPaper, ImportPaper
from sitegen.importing.listing import PublishedSums, published_ledger, refuse_preview
from sitegen.importing.paper_records import PublishedRecord
from sitegen.importing.settings_back import SettingsBack
from sitegen.importing.site_files import SiteFileError, SiteFiles
from sitegen.importing.target import SETTINGS, put_in_place, refuse_to_overwrite, staged
from sitegen.render.project import Project, load_site
from sitegen.render.site_map import FOLDERS


@dataclass(frozen=True)
class NewSettings:
    """The bytes of a new site.yaml, and the paper whose limitations it has, if not the site's."""

    data: bytes
    limitations_of: str


@dataclass(frozen=True)
class Imported:
    """The result of an import.

    `guides` are the names of guides, whose Markdown a site does not contain. `has_settings` says
    whether the records have a site.yaml now, and `new_settings` is set if the import wrote it.
    `has_sums` says whether the site has a usable SHA256SUMS.
    """

    papers: int
    removed: int
    written: int
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    guides: tuple[str, ...]
    has_settings: bool
    new_settings: NewSettings | None
    has_sums: bool

    @property
    def is_exact(self) -> bool:
        """Whether every record was written, and a build of each would publish the same."""
        return not (self.findings or self.diagnostics)


def import_site(folder: Path, records: Path, executor: Executor, progress: Progress) -> Imported:
    """Write records of all papers of a published site that are undamaged.

    Raises ImportSiteError if nothing can be imported, SettingsError if the records have a
    site.yaml with errors, and OSError.
    """
    refuse_preview(folder)
    ledger = published_ledger(folder)
    published = ledger.records()
    refuse_to_overwrite(records, {each.id: each.folder for each in published})
    sums = PublishedSums(folder)
    files = SiteFiles(folder, sums.listed)
    with staged(records) as staging:
        site, new_settings = _settings(records, published, files)
        work = ImportPaper(files, staging, site or default_site())
        done = _imported(work, published, executor, progress)
        if new_settings:
            (staging / SETTINGS).write_bytes(new_settings.data)
        put_in_place(staging, records)
    findings = [each for one in done for each in one.findings]
    damaged = sums.damaged({each.file for each in findings})
    return Imported(
        papers=sum(each.paper is not None for each in published),
        removed=sum(each.removal is not None for each in published),
        written=sum(each.is_written for each in done),
        findings=(*damaged, *ledger.lost, *findings),
        diagnostics=tuple(each for one in done for each in one.diagnostics),
        guides=tuple(_guides(folder, records)),
        has_settings=site is not None,
        new_settings=new_settings,
        has_sums=sums.is_there,
    )


def _imported(
    work: ImportPaper, published: Sequence[PublishedRecord], executor: Executor, progress: Progress
) -> list[ImportedPaper]:
    """The results of all papers, sorted by id."""
    done: dict[str, ImportedPaper] = {}
    for record, result in executor.work_on(work, published):
        if isinstance(result, Lost):
            result = work.lost(record, record.address, "", "importing it crashed its worker twice")
        done[record.folder] = result
        progress(len(done), len(published))
    return [done[record.folder] for record in published]


# ---------------------------------------------------------------- settings and guides


def _settings(
    records: Path, published: Sequence[PublishedRecord], files: SiteFiles
) -> tuple[Site | None, NewSettings | None]:
    """The settings of the records; without a site.yaml, a new one made from the manifests."""
    if (records / SETTINGS).exists():
        return load_site(Project(records))[0], None
    back = SettingsBack()
    for paper_id, manifest in _manifests(published, files):
        back.look_at(paper_id, manifest)
        if back.is_complete:
            break
    data, site = back.site_yaml()
    return site, NewSettings(data, back.limitations_of) if site else None


def _manifests(
    published: Sequence[PublishedRecord], files: SiteFiles
) -> Iterator[tuple[str, bytes]]:
    for each in published:
        if each.manifest_sha256:
            try:
                yield each.id, files.read(f"{each.address}{MANIFEST_JSON}", each.manifest_sha256)
            except SiteFileError:  # reported when the paper is imported
                continue


def _guides(folder: Path, records: Path) -> Iterator[str]:
    """Yield the names of guides on the site that the records have no Markdown for."""
    for path in sorted(folder.glob("*/index.html")):
        name = path.parent.name
        if name not in FOLDERS and not (records / "pages" / f"{name}.md").exists():
            yield name
