"""All records judged, and nothing made: what `sitegen validate` does."""

from __future__ import annotations

from datetime import datetime

from sitegen.contracts.catalog_row import catalog_row
from sitegen.paper import understand
from sitegen.project import Project, load_guides, load_site
from sitegen.records import find_papers, read_source
from sitegen.tally import Outcome, Progress, Tally


def validate(project: Project, now: datetime, progress: Progress) -> Outcome:
    """Judge all records. `now`, with its time zone, is what dates are judged by.

    Raises SettingsProblem where site.yaml is wrong, OSError where the machine fails.
    """
    site, diagnostics = load_site(project)
    _, found = load_guides(project)
    tally = Tally(diagnostics + found)
    folders = find_papers(project.records)
    for done, folder in enumerate(folders, 1):
        source, found = read_source(project.records, folder)
        understood = understand(source, site, now)
        # A draft takes no part in what papers say of one another: a build leaves it out.
        published = None if understood.is_draft else understood.paper
        row = catalog_row(folder, published) if published else None
        tally.add(folder, [*found, *understood.diagnostics], row, understood.tombstone)
        progress(done, len(folders))
    tally.check_between(project)
    return Outcome(tally.reported(site), len(folders))
