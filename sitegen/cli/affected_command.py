"""`sitegen affected`: the papers that rest on a source."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen
from sitegen.cli.runs import JOBS, RECORDS, executor_of, one_line, project_in, site_of
from sitegen.findings.legible import legible, spreadsheet_cell

if TYPE_CHECKING:
    from sitegen.build.affected import Affected, AffectedPaper
    from sitegen.contracts.settings import Site
    from sitegen.contracts.source_ids import SourceId
    from sitegen.contracts.sources import PublishedSource

COLUMNS = (
    *("source", "folder", "record_id", "id", "title", "status", "draft"),
    *("roles", "references", "claims", "verified_claims"),
)


@sitegen.command()
@click.option(
    "--source",
    "words",
    multiple=True,
    metavar="ID",
    help="An arXiv id, a DOI, pmid:NUMBER or a web address; may be repeated.",
)
@click.option(
    "--retracted",
    is_flag=True,
    help="All sources that the list of retractions in site.yaml names.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="The format of the list.",
)
@RECORDS
@JOBS
def affected(
    words: tuple[str, ...], retracted: bool, form: str, records: Path, jobs: int | None
) -> None:
    """List the papers that rest on a source, from the records alone.

    Drafts are among them, and papers whose records have errors. Exits with 1 if no paper rests on
    it.
    """
    from sitegen.build.affected import affected, similar_source
    from sitegen.contracts.source_ids import read_source_id

    project = project_in(records)
    named = [_source(word) for word in words]
    if bool(named) == retracted:
        raise click.UsageError(
            "pass either --source with an arXiv id, a DOI or a web address, or --retracted"
        )
    site = site_of(project)
    wanted = {str(each) for each in named}
    if retracted:
        wanted = set(_listed(site))
    found = affected(site, records, wanted, executor_of(jobs))
    if retracted:
        there = {source.id for paper in found.found for source in paper.sources}
        named = [read_source_id(each) for each in sorted(there)]
    printed = {"text": _as_text, "json": _as_json, "csv": _as_csv}[form](found, named)
    click.echo(printed, nl=False)
    for folder in found.unread:
        name = one_line(str(records / folder))
        click.echo(f"not looked at, because its record cannot be read: {name}", err=True)
    for each in named:
        if not any(str(each) == it.id for paper in found.found for it in paper.sources):
            near = similar_source(records, str(each))
            meant = f"; did you mean {near}?" if near else ""
            click.echo(f"no paper rests on {legible(each.label)}{meant}", err=True)
    if not found.found:
        raise SystemExit(Exit.PROBLEMS)


def _listed(site: Site) -> Collection[str]:
    """The ids of all sources of which the list of retractions says something."""
    if site.retractions is None:
        raise click.UsageError(
            "site.yaml names no list of retractions; write `retractions: retraction_watch.csv`"
        )
    return site.retractions.notices


def _source(word: str) -> SourceId:
    from sitegen.contracts.source_ids import source_id

    found = source_id(word) or source_id(f"https://{word}" if "." in word else "")
    if found is None:
        raise click.UsageError(
            f"{word!r} names no source; write an arXiv id such as 2104.08645, a DOI such as "
            "10.1000/182, pmid:34567890, or a web address"
        )
    return found


def _as_text(found: Affected, named: list[SourceId]) -> str:
    from sitegen.contracts.wording import counted

    lines = []
    for each in named:
        lines.append(f"{each.label}  {each.url}" if each.kind != "url" else each.label)
        for paper, source in _papers(found, each):
            numbers = f"[{source.numbers}] " if source.numbers else ""
            status = paper.status_label or "Record with errors"
            draft = ", draft" if paper.is_draft else ""
            words = "; ".join(source.role_words)
            lines.append(f"  {paper.record_id}  {status}{draft}  {numbers}{words}")
            lines += [f"    {paper.title}", f"    {one_line(paper.folder)}"]
    lines.append(f"{len(found.found)} of {counted(found.papers, 'paper')}")
    return "".join(f"{legible(line)}\n" for line in lines)


def _papers(found: Affected, named: SourceId) -> list[tuple[AffectedPaper, PublishedSource]]:
    return [
        (paper, each) for paper in found.found for each in paper.sources if each.id == str(named)
    ]


def _as_json(found: Affected, named: list[SourceId]) -> str:
    listed = {
        "sources": [
            {
                "id": str(each),
                "url": each.url,
                "papers": [_row(paper, source) for paper, source in _papers(found, each)],
            }
            for each in named
        ],
        "papers": found.papers,
        "unread": list(found.unread),
    }
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def _row(paper: AffectedPaper, source: PublishedSource) -> dict[str, object]:
    return {
        "folder": paper.folder,
        "record_id": paper.record_id,
        "id": paper.id,
        "title": paper.title,
        "status": paper.status or None,
        "draft": paper.is_draft,
        "roles": list(source.roles),
        "references": list(source.references),
        "claims": source.claims,
        "verified_claims": source.verified_claims,
    }


def _as_csv(found: Affected, named: list[SourceId]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in named:
        for paper, source in _papers(found, each):
            row = {"source": str(each), **_row(paper, source)}
            rows.writerow([_cell(row[name]) for name in COLUMNS])
    return text.getvalue()


def _cell(value: object) -> str:
    """A value in a cell, never as a formula."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return spreadsheet_cell("" if value is None else str(value))
