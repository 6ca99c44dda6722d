"""The whole pipeline, read top to bottom: read, understand, judge, make, connect, publish."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from sitegen.catalog import make_catalog
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.guides import Guide, dangling_links
from sitegen.pages.everything import STYLE_SHEET, site_files
from sitegen.pages.rendering import PageRenderer
from sitegen.paper import FORMATS, FinishedPaper, finish
from sitegen.paper_views import PaperViews
from sitegen.pdf import PdfUnavailable
from sitegen.project import Project, load_guides, load_site, locate_in
from sitegen.publish import Staging, check_output, publish, staging_beside
from sitegen.records import find_papers, read_source
from sitegen.tally import Outcome, Progress, Tally
from sitegen.templating import TemplateProblem, Templates


def build(
    project: Project,
    output: Path,
    formats: Collection[str] = FORMATS,
    *,
    drafts: bool = False,
    only: str | None = None,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Make the whole site and publish it, or report what is wrong and leave `output` as it was.

    `only` is the folder of a single paper, whose files are then all that is made. Raises
    SettingsProblem, ForeignFolder, or OSError where the machine fails.
    """
    preview = drafts or only is not None
    check_output(output, preview=preview)
    output = output.resolve()  # staging lies beside the folder itself, not beside a link to it
    site, diagnostics = load_site(project)
    guides, found = load_guides(project)
    tally = Tally(diagnostics + found)
    templates = Templates(project.templates)
    views, pages = PaperViews(site, templates), PageRenderer(site, templates)
    formats, skipped = _possible_formats(formats, views)
    folders = [only] if only else find_papers(project.records)
    with staging_beside(output) as staging:
        try:
            for done, folder in enumerate(folders, 1):
                source, found = read_source(project.records, folder)
                paper = finish(source, site, views, formats, drafts=drafts)
                tally.add(folder, [*found, *paper.diagnostics], paper.row, paper.tombstone)
                _stage(paper, project.records / folder, staging)
                progress(done, len(folders))
            if only:
                staging.write(STYLE_SHEET, templates.read("styles/site.css"))
            else:
                tally.check_between(project)
                tally.diagnostics += _make_site(tally, guides, pages, staging, project)
        except TemplateProblem as problem:
            tally.diagnostics.append(problem.diagnostic)
        else:
            if not has_errors(tally.diagnostics):
                publish(staging, output, preview=preview)
    return Outcome(tally.reported(site), len(folders), len(staging.paths), skipped)


def _stage(paper: FinishedPaper, folder: Path, staging: Staging) -> None:
    for path, content in paper.files.items():
        staging.write(path, content)
    for path, name in paper.copies.items():
        staging.copy(path, folder / name)


def _make_site(
    tally: Tally, guides: list[Guide], pages: PageRenderer, staging: Staging, project: Project
) -> Iterable[Diagnostic]:
    """Stage the pages over all papers, and say which of their links lead nowhere."""
    tombstones = [tombstone for _, tombstone in tally.tombstones]
    for path, content in site_files(make_catalog(tally.rows), tombstones, guides, pages):
        staging.write(path, content)
    navigation = locate_in(project.records)("", "site.yaml", ("navigation",))
    return dangling_links(guides, pages.site, navigation, staging.paths)


def _possible_formats(formats: Collection[str], views: PaperViews) -> tuple[Collection[str], str]:
    """The formats that this machine can make, and why it cannot make the others."""
    if "pdf" not in formats:
        return formats, ""
    try:
        views.prepare_pdf()
    except PdfUnavailable as error:
        return [each for each in formats if each != "pdf"], str(error)
    return formats, ""
