"""The folders of a project, and its settings and guides, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.checks.rules import RULES
from sitegen.contracts.retractions import (
    LARGEST_LIST,
    RetractionList,
    read_retractions,
)
from sitegen.contracts.settings import Site, read_site
from sitegen.findings.diagnostics import Diagnostic, Place, has_errors, shown
from sitegen.findings.errors import SitegenError
from sitegen.findings.regular_files import (
    UNREADABLE,
    folder_below,
    read_below,
    reason_of,
    start_below,
)
from sitegen.reading.documents import KeyPath, read_yaml
from sitegen.reading.record_files import illegible, unreadable
from sitegen.reading.records import LONGEST_RECORD
from sitegen.render.guides import Guide, dangling_at_the_top, read_guides
from sitegen.shapes.shape_rules import LIST_FORM

LONGEST_GUIDE = 1_000_000  # bytes of a text of the site


class SettingsError(SitegenError):
    """The settings of the site have errors; nothing can be built or checked without them."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("site.yaml")
        self.diagnostics = tuple(diagnostics)


@dataclass(frozen=True)
class Project:
    """The folders of a project. `templates` is None if it has no templates."""

    records: Path
    templates: Path | None = None
    base_url: str | None = None


def load_site(project: Project) -> tuple[Site, list[Diagnostic]]:
    """The settings. Raises SettingsError with everything that is wrong with them."""
    file = "records/site.yaml"
    try:
        data = start_below(project.records, "site.yaml", LONGEST_RECORD)
    except UNREADABLE as error:
        raise SettingsError([unreadable(Place(file), error)]) from error
    site, diagnostics = read_site(data, file, RULES, project.base_url)
    if site is None or has_errors(diagnostics):
        raise SettingsError(diagnostics)
    if site.retractions_file:
        retractions, found = _retractions(project.records, site.retractions_file)
        diagnostics += found
        if retractions is None:
            raise SettingsError(diagnostics)
        site = replace(site, retractions=retractions)
    return site, diagnostics


def _retractions(records: Path, name: str) -> tuple[RetractionList | None, list[Diagnostic]]:
    """The list of retractions that the settings name; None if it cannot be used."""
    try:
        data = read_below(records, name, LARGEST_LIST)
    except UNREADABLE as error:
        place = locate_in(records)("", "site.yaml", ("retractions",))
        message = f"the list of retractions {shown(name)} cannot be read: {reason_of(error)}"
        return None, [
            LIST_FORM.at(place, message, "put the file next to site.yaml, or correct its name")
        ]
    return read_retractions(data, f"records/{name}")


def load_guides(project: Project) -> tuple[list[Guide], list[Diagnostic]]:
    """The guides of the site, and all findings about them."""
    files: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    try:
        with folder_below(project.records, "pages") as folder:
            for entry in folder.entries():
                if not entry.name.endswith(".md") or entry.name.startswith("."):
                    continue
                if not entry.is_utf8:
                    diagnostics.append(illegible("records/pages", entry.name))
                    continue
                try:
                    files[entry.name] = folder.read(entry.name, LONGEST_GUIDE)
                except UNREADABLE as error:
                    diagnostics.append(unreadable(Place(f"records/pages/{entry.name}"), error))
    except FileNotFoundError:
        return [], []
    except UNREADABLE as error:
        return [], [unreadable(Place("records/pages"), error)]
    guides, found = read_guides(files)
    return guides, diagnostics + found


def locate_in(records: Path) -> Callable[[str, str, KeyPath], Place]:
    """A function that finds the place of a value by reading its file again, for findings."""

    def locate(folder: str, file: str, path: KeyPath) -> Place:
        name = f"{folder}/{file}" if folder else file
        try:
            data = start_below(records, name, LONGEST_RECORD)
        except UNREADABLE:  # the record of a paper that is held back may be gone
            return Place(f"records/{name}")
        document, _ = read_yaml(data, f"records/{name}")
        return document.value_place(path) if document else Place(f"records/{name}")

    return locate


def dead_links(
    project: Project, site: Site, guides: Sequence[Guide], wrong: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Findings for broken links in menus and guides, as far as they show without papers.

    Empty if `wrong`, the findings about guides, has errors: a page may only be missing because of
    them.
    """
    if not has_errors(wrong):
        locate = partial(locate_in(project.records), "", "site.yaml")
        yield from dangling_at_the_top(guides, site, locate)
