"""The work on one paper in any process: finish it within its limits and stage its files."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sitegen.build.cache import cache_in_this_process
from sitegen.build.executors import WorkerMismatchError
from sitegen.build.limits import USUAL, Limits, TimeLimitError, within
from sitegen.build.paper_result import PaperResult, input_digests
from sitegen.build.results import pack
from sitegen.checks.work_rules import UNCHANGED, WITHIN_LIMITS
from sitegen.contracts.catalog_row import row_sha256
from sitegen.contracts.other_papers import OtherPapers
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic, has_errors, shown
from sitegen.publish.site_digests import PaperFiles
from sitegen.publish.staging import Staging
from sitegen.reading.paper_source import PaperSource
from sitegen.render.finished import FinishedPaper
from sitegen.render.paper_views import PaperViews
from sitegen.render.pdf import PdfUnavailableError
from sitegen.render.record_makers import finish, page_templates, record_templates
from sitegen.render.template_files import TemplateFolder
from sitegen.render.templating import Templates

# Papers in a batch. Making a PDF takes a hundred times as long as everything else.
BATCH, BATCH_WITH_PDFS = 32, 2


@dataclass(frozen=True)
class Workspace:
    """The folders that the work needs: the records, and where files are staged."""

    records: Path
    staging: Staging


class PaperTask(NamedTuple):
    """One paper to make. `others` are the papers that it names; None if they are not known yet."""

    source: PaperSource
    others: OtherPapers | None = None


@dataclass(frozen=True)
class MakePaper:
    """Makes papers of one site: with a workspace on this machine, without one on any machine.

    `own_templates` are the project's templates: a folder or, for another machine, their contents by
    name. `cache` is the folder of the cache that finished PDFs are in, on this machine.
    `as_made_with` are the digests that this process has to have as well. Raises BadTemplateError.
    """

    site: Site
    own_templates: Path | Mapping[str, bytes] | None
    formats: tuple[str, ...]
    drafts: bool = False
    limits: Limits = USUAL
    workspace: Workspace | None = None
    cache: Path | None = None
    as_made_with: Mapping[str, str] | None = None

    @property
    def batch(self) -> int:
        """The number of papers in a batch."""
        return BATCH_WITH_PDFS if "pdf" in self.formats else BATCH

    def prepare(self) -> None:
        """Load renderers and templates. Raises PdfUnavailableError or WorkerMismatchError."""
        if self.as_made_with is not None:
            self._compare(self.as_made_with)
        self.prepare_pdf()
        if "page" in self.formats:
            self.templates.load(page_templates())

    def prepare_pdf(self) -> None:
        """Load the PDF renderer, if PDFs are asked for. Raises PdfUnavailableError."""
        if "pdf" in self.formats:
            self.views.prepare_pdf()

    def _compare(self, wanted: Mapping[str, str]) -> None:
        try:
            own = self.made_with
        except PdfUnavailableError as error:
            raise WorkerMismatchError(f"a worker cannot make PDFs: {error}") from error
        differs = [name for name in wanted if own[name] != wanted[name]]
        if differs:
            raise WorkerMismatchError(f"a worker differs in {' and in '.join(differs)}")

    def __call__(self, task: PaperTask) -> PaperResult | FinishedPaper:
        """Make a paper. With a workspace, its files are staged; without one, they are returned."""
        finished = self.finished(task)
        return finished if self.workspace is None else stage(finished, task, self.workspace)

    def finished(self, task: PaperTask) -> FinishedPaper:
        """Make a paper within its limits, and stage nothing. Raises BadTemplateError."""
        source, others = task
        site, formats, drafts = self.site, self.formats, self.drafts
        try:
            with within(self._worthwhile_limits):
                return finish(source, site, self.views, formats, drafts=drafts, others=others)
        except TimeLimitError:
            return _given_up(source, f"takes more than {self.limits.seconds:g} seconds")
        except MemoryError:
            most = self._worthwhile_limits.memory
            if most is None:  # it was not the paper that had a limit
                raise
            return _given_up(source, f"takes more than {most / 1e6:,.0f} MB of memory")

    @cached_property
    def _worthwhile_limits(self) -> Limits:
        # Measuring memory is slow, so only PDFs have a memory limit.
        return self.limits if "pdf" in self.formats else replace(self.limits, memory=None)

    @cached_property
    def views(self) -> PaperViews:
        """The renderer of papers; created once in each process."""
        pdfs = RememberedPdfs(self.cache) if self.cache else None
        return PaperViews(self.site, self.templates, pdfs)

    @cached_property
    def templates(self) -> Templates:
        """The templates of the project and the built-in ones."""
        own = self.own_templates
        return Templates(_unpacked(own) if isinstance(own, Mapping) else own)

    @property
    def made_with(self) -> dict[str, str]:
        """Digests of the templates and of the PDF renderer, by a name each.

        Raises PdfUnavailableError.
        """
        return {
            "the templates of papers": self.templates.sha256(record_templates()),
            "what PDFs are made with": self.views.pdf_sha256 if "pdf" in self.formats else "",
        }

    def without_workspace(self) -> MakePaper:
        """The same work for a machine that does not share this disk."""
        own = _contents(self.own_templates)
        return replace(
            self, workspace=None, cache=None, own_templates=own, as_made_with=self.made_with
        )

    def __getstate__(self) -> dict[str, object]:
        """The state to send to another process: without what was loaded."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class RememberedPdfs:
    """Cached PDFs by the digest of their inputs. Each process opens the cache itself."""

    cache: Path

    def get(self, key: str) -> bytes | None:
        """A PDF; None if it is not cached."""
        return cache_in_this_process(self.cache).get("pdf", key)

    def put(self, key: str, pdf: bytes) -> None:
        """Cache a PDF."""
        cache_in_this_process(self.cache).put("pdf", key, pdf)


def stage(finished: FinishedPaper, task: PaperTask, workspace: Workspace) -> PaperResult:
    """Stage the files of a finished paper."""
    source, others = task
    staging, diagnostics = workspace.staging, list(finished.diagnostics)
    files: dict[str, str] = {}
    if not has_errors(diagnostics):
        files = {path: staging.write(path, data) for path, data in finished.files.items()}
        for path, name in finished.copies.items():
            files[path] = staging.copy(path, workspace.records / source.folder / name)
            if files[path] != source.held[name].sha256:
                diagnostics.append(_changed(source, name))
    return PaperResult(
        folder=source.folder,
        diagnostics=pack(source.folder, diagnostics),
        row=finished.row,
        tombstone=finished.tombstone,
        entry=finished.entry,
        files=PaperFiles.of(files),
        inputs=input_digests(source),
        pdf_key=finished.pdf_key,
        others=others,
        more_sources=finished.more_sources,
        notices_sha256=finished.notices_sha256,
        row_sha256=row_sha256(finished.row) if finished.row else "",
    )


def _contents(templates: Path | Mapping[str, bytes] | None) -> Mapping[str, bytes] | None:
    if not isinstance(templates, Path):
        return templates
    folder = TemplateFolder(templates)
    return {name: folder.read(name) for name in folder.list_templates()}


def _unpacked(files: Mapping[str, bytes]) -> Path:
    """A temporary folder with these files, removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-templates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _given_up(source: PaperSource, what: str) -> FinishedPaper:
    message = f"making this paper {what}"
    hint = "shorten its texts, or allow more with --time-limit or --memory-limit"
    return FinishedPaper((WITHIN_LIMITS.at(source.main_place, message, hint),))


def _changed(source: PaperSource, name: str) -> Diagnostic:
    message = f"the artifact {shown(name)} changed during the build"
    return UNCHANGED.at(source.place(name), message, "build again when the file is finished")
