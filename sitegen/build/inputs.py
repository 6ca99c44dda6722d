"""The inputs of a build: its options, the settings and texts of the project, the base."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.build.holding import Published
from sitegen.build.limits import USUAL, Limits
from sitegen.build.paper_worker import MakePaper, Workspace
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import Diagnostic
from sitegen.history.against_base import History
from sitegen.history.base import Base
from sitegen.reading.records import find_records
from sitegen.render.engine import engine
from sitegen.render.guides import Guide
from sitegen.render.paper import FORMATS
from sitegen.render.pdf import PdfUnavailableError
from sitegen.render.project import Project, load_guides, load_site


@dataclass(frozen=True)
class BuildOptions:
    """The options of a build.

    `formats` are names from `render.paper.FORMATS`. `drafts` includes drafts. `only` is the folder
    of the only paper to build, below the records folder. With `hold`, a paper with errors keeps its
    last published files instead of stopping the build. `why` collects the reasons why papers are
    made again. `search` makes the search index, if Pagefind is installed.
    """

    formats: Collection[str] = FORMATS
    drafts: bool = False
    only: str | None = None
    hold: bool = False
    why: bool = False
    search: bool = True
    limits: Limits = USUAL

    @property
    def is_preview(self) -> bool:
        """Whether the result is a preview, not the site."""
        return self.drafts or self.only is not None


EVERYTHING = BuildOptions()


@dataclass(frozen=True)
class Inputs:
    """What a build is given, and what it has read of the project apart from the records.

    `folders` are the folders of the records to build; `published` is set if papers may be held.
    """

    project: Project
    output: Path
    options: BuildOptions
    site: Site
    guides: tuple[Guide, ...]
    folders: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    published: Published | None
    history: History | None


def read_inputs(project: Project, output: Path, options: BuildOptions, base: Base | None) -> Inputs:
    """Read what a build needs. Raises SettingsError or NothingPublishedError."""
    site, diagnostics = load_site(project)
    guides, found = load_guides(project)
    return Inputs(
        project=project,
        output=output,
        options=options,
        site=site,
        guides=tuple(guides),
        folders=(options.only,) if options.only else tuple(find_records(project.records)),
        diagnostics=(*diagnostics, *found),
        published=Published(output) if options.hold else None,
        history=History(base, project, site) if base else None,
    )


def possible_work(
    inputs: Inputs, workspace: Workspace, cache: Path | None
) -> tuple[MakePaper, str]:
    """The work on each paper that this machine can do, and why it cannot make the rest."""
    options, project = inputs.options, inputs.project
    formats = tuple(options.formats)
    work = MakePaper(
        inputs.site, project.templates, formats, options.drafts, options.limits, workspace, cache
    )
    try:
        work.prepare_pdf()
    except PdfUnavailableError as error:
        fewer = tuple(each for each in formats if each != "pdf")
        return replace(work, formats=fewer), str(error)
    return work, ""


def made_with(inputs: Inputs, work: MakePaper) -> dict[str, str]:
    """Digests of all that decides the bytes of papers apart from their sources, by a name each."""
    return (
        engine()
        | work.made_with
        | {
            "the settings": inputs.site.settings_sha256,
            "the base URL": inputs.site.base_url,
            "the drafts": str(inputs.options.drafts),
            "the formats": ",".join(sorted(work.formats)),
        }
    )
