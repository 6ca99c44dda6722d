"""`sitegen correct`: announce corrections, so that no published fact changes silently."""

from __future__ import annotations

import gc
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.edits import AGAINST, printable, published_before, show_difference
from sitegen.cli.group import sitegen
from sitegen.cli.runs import JOBS, RECORDS, executor_of, moment, one_line, project_in, site_of

if TYPE_CHECKING:
    from sitegen.editing.lookup import Lookup
    from sitegen.editing.papers import Known
    from sitegen.editing.plans import Announcement, Correction
    from sitegen.history.base import Base
    from sitegen.render.project import Project

# How many fields of a paper the table shows.
MOST_FIELDS = 3
# How many of the written files are listed.
MOST_FILES = 20


@sitegen.command()
@click.argument("paper", required=False)
@click.option(
    "--type",
    metavar="TYPE",
    help="What was corrected: METADATA, ARTIFACT, CLAIM, BENCHMARK, PROVENANCE or "
    "QUALITY_ASSESSMENT.",
)
@click.option("--note", help="The note for readers, in Markdown.")
@click.option(
    "--notice",
    metavar="KIND",
    help="Publish a notice: correction, erratum, addendum, expression_of_concern, "
    "partial_retraction, retraction or withdrawal. A removal needs a tombstone.yaml instead.",
)
@click.option("--issued-by", help="Who issues the notice.")
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    help="A reason for the notice; can be passed several times.",
)
@click.option("--notice-doi", help="The DOI of the notice itself.")
@click.option("--lifts", metavar="EVENT", help="The id of an earlier event, whose notice ends.")
@click.option("--superseded-by", metavar="PAPER", help="The paper that replaces PAPER.")
@click.option(
    "--from",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with one line for each paper, and the columns paper, type and note; optional "
    "are notice, issued_by, reasons, notice_doi, lifts and superseded_by. Separate reasons by |.",
)
@click.option(
    "--where",
    metavar="CONDITION",
    help="Correct all papers whose manifest.json meets this condition, such as "
    "'gate_verdict.status == \"VERIFIED\"'.",
)
@click.option(
    "--rechain",
    is_flag=True,
    help="Repair the chain of new events after a merge, and do nothing else.",
)
@AGAINST
@click.option("--at", help="The time of the correction. [default: SOURCE_DATE_EPOCH, else now]")
@click.option("--dry-run", is_flag=True, help="Show the changes without writing them.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation with --from or --where.")
@JOBS
@RECORDS
def correct(
    paper: str | None,
    table: Path | None,
    where: str | None,
    rechain: bool,
    against: str | None,
    at: str | None,
    dry_run: bool,
    yes: bool,
    jobs: int | None,
    records: Path,
    reasons: tuple[str, ...],
    **words: str | None,
) -> None:
    """Announce what changed in PAPER since it was published.

    Change the manifest first. The command finds out what differs, keeps the published manifest, and
    adds the event to corrections.yaml. If no event is needed, it says why and writes nothing.
    """
    from sitegen.build.executors import OBJECTS_PER_COLLECTION
    from sitegen.editing.placing import write

    gc.set_threshold(OBJECTS_PER_COLLECTION)
    asked = _Asked(project_in(records), paper, table, where, reasons, words, jobs)
    asked.check(rechain=rechain, at=at)
    with published_before(asked.project, against) as base:
        found = asked.rechained(base) if rechain else asked.corrected(base, at)
        _show(found, base, is_table=asked.is_many, is_rechained=rechain)
        changed = [each for each in found if each.writes or each.removes]
        if dry_run:
            _show_differences(records, changed)
        elif changed:
            if asked.is_many and not yes:
                _confirm(len(changed))
            write(records, changed)
            _show_files(records, changed)
            click.echo(f"Next: {_next(records, base, against)}")


@dataclass(frozen=True)
class _Asked:
    """The arguments of a correction: which papers, and what to announce of them."""

    project: Project
    paper: str | None
    table: Path | None
    where: str | None
    reasons: tuple[str, ...]
    words: Mapping[str, str | None]
    jobs: int | None

    @property
    def is_many(self) -> bool:
        """Whether a table or a condition selects the papers."""
        return self.table is not None or self.where is not None

    def check(self, *, rechain: bool, at: str | None) -> None:
        """Raise UsageError if options contradict each other."""
        given = [_option(key) for key, value in self.words.items() if value is not None]
        given += ["--reason"] if self.reasons else []
        named = {"PAPER": self.paper, "--from": self.table, "--where": self.where}
        which = [name for name, value in named.items() if value is not None]
        if rechain:
            others = [*given, *which[self.paper is not None :], *(["--at"] if at else [])]
            if others:
                raise click.UsageError(f"--rechain adds no event: remove {', '.join(others)}")
        elif len(which) != 1:
            raise click.UsageError("pass exactly one of PAPER, --from and --where")
        elif self.table and given:
            message = f"with --from, the CSV file has columns for these: remove {', '.join(given)}"
            raise click.UsageError(message)

    def rechained(self, base: Base) -> list[Correction]:
        """The files to write after events of two branches were merged."""
        from sitegen.editing.lookup import find_paper
        from sitegen.editing.rechaining import rechained
        from sitegen.reading.records import find_papers

        records, paper = self.project.records, self.paper
        folders = find_papers(records) if paper is None else [find_paper(records, paper)]
        return rechained(records, base, folders)

    def corrected(self, base: Base, at: str | None) -> list[Correction]:
        """The events and files to write for the corrected papers."""
        from sitegen.editing.announcing import batch_id
        from sitegen.editing.correcting import corrections
        from sitegen.editing.papers import Papers
        from sitegen.editing.plans import When

        time = moment("--at", at)
        if (time.utcoffset() or timedelta()).seconds % 60:
            raise click.UsageError(
                f"--at {at!r}: pass a UTC offset in whole minutes, such as +02:00"
            )
        when = When(time, "--at" if at else "")
        told, known = self._announcements()
        newer = {each.superseded_by: None for each in told if each.superseded_by}
        folders = dict.fromkeys([*(each.folder for each in told), *newer])
        papers = Papers.read(self.project.records, site_of(self.project), base, folders, known)
        batch = batch_id(told, when.at) if len(told) > 1 else ""
        return corrections(papers, told, when, batch)

    def _announcements(self) -> tuple[list[Announcement], Mapping[str, Known]]:
        """The announcement for each paper, and the papers that were read to select them."""
        from sitegen.editing.announcing import announcement, read_announcements
        from sitegen.editing.lookup import Lookup

        records = self.project.records
        if self.table is not None:
            return read_announcements(self.table, records), {}
        words = {key: value or "" for key, value in self.words.items()}
        said, newer = announcement(words, self.reasons, _option), words["superseded_by"]
        lookup = Lookup(records, [self.paper or "", newer])
        if newer:
            said = replace(said, superseded_by=_newer(lookup, newer))
        known = self._where()
        folders = [*known] if self.paper is None else [lookup.find(self.paper)]
        return [replace(said, folder=folder) for folder in folders], known

    def _where(self) -> Mapping[str, Known]:
        """The papers that meet the condition of --where; none without it."""
        from sitegen.editing.announcing import papers_where
        from sitegen.findings.terminal import progress

        if self.where is None:
            return {}
        site, executor = site_of(self.project), executor_of(self.jobs)
        with progress() as advance:
            return papers_where(self.project, site, self.where, executor, advance)


def _option(key: str) -> str:
    """The option for a column of the CSV file."""
    return "--reason" if key == "reasons" else f"--{key.replace('_', '-')}"


def _newer(lookup: Lookup, word: str) -> str:
    from sitegen.editing.lookup import UnknownPaperError

    try:
        return lookup.find(word)
    except UnknownPaperError as error:
        raise click.UsageError(f"--superseded-by: {error}") from error


# ------------------------------------------------------------------ output


def _show(
    corrections: Sequence[Correction], base: Base, *, is_table: bool, is_rechained: bool
) -> None:
    if is_table:
        _show_table([each for each in corrections if each.writes])
        _show_others([each for each in corrections if not each.writes])
    for each in () if is_table else corrections:
        what = f"{each.record_id} ({one_line(each.folder)})"
        fields = printable(_fields(each, len(each.affected_fields)))
        told = f"{each.event_id}: {fields}" if each.event_id else each.why
        click.echo(f"{what}: {told}")
        if each.event_id and (added := [c.path for c in each.changes if c.is_milestone]):
            click.echo(f"{what}: {', '.join(added)}: added, which needs no event")
    if not corrections:
        click.echo(_nothing(base) if is_rechained else "no paper meets the condition of --where")


def _nothing(base: Base) -> str:
    said = f"nothing to repair: the new events are in order, compared with {base.name}"
    if base.name == "git:HEAD":
        said += "; if the merge is committed, pass what was published to --against"
    return said


def _fields(correction: Correction, most: int) -> str:
    fields = correction.affected_fields
    more = [f"{len(fields) - most} more"] if fields[most:] else []
    return ", ".join([*correction.tells, *fields[:most], *more])


def _show_table(corrections: Sequence[Correction]) -> None:
    """Print a table with one row for each paper that gets files."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("record", "event", "what", "title", box=None, pad_edge=False)
    for column in table.columns[:2]:
        column.no_wrap = True
    for each in corrections:
        told = _fields(each, MOST_FIELDS) if each.event_id else each.why
        cells = (each.record_id, each.event_id or "none", told, each.title)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    if corrections:
        Console(markup=False, highlight=False).print(table)


def _show_others(corrections: Sequence[Correction]) -> None:
    """Print how many papers need nothing written, and why."""
    from sitegen.contracts.wording import counted

    why = Counter(each.why for each in corrections)
    for reason, count in sorted(why.items()):
        click.echo(f"{counted(count, 'paper')}: {printable(reason)}")


def _show_differences(records: Path, corrections: Iterable[Correction]) -> None:
    if corrections:
        click.echo("Nothing was written. These would be the changes:")
    for each in corrections:
        for name, data in sorted(each.writes.items()):
            show_difference(records / name, data)
        for name in each.removes:
            show_difference(records / name, None)


def _show_files(records: Path, corrections: Sequence[Correction]) -> None:
    written = sorted({name for each in corrections for name in each.writes})
    for name in written[:MOST_FILES]:
        click.echo(f"written: {one_line(str(records / name))}")
    if more := written[MOST_FILES:]:
        click.echo(f"written: {len(more)} more files")
    for name in sorted({name for each in corrections for name in each.removes}):
        click.echo(f"removed: {one_line(str(records / name))}")


def _next(records: Path, base: Base, against: str | None) -> str:
    """The command that checks the result."""
    is_default = against is None and base.name != "git:HEAD"
    words = ["sitegen", "validate", *([] if is_default else ["--against", against or base.name])]
    words += ["--records", str(records)] if records != Path("records") else []
    return printable(shlex.join(words))


def _confirm(papers: int) -> None:
    """Ask for confirmation. Raises UsageError without a terminal, Abort on a no."""
    from sitegen.contracts.wording import counted

    if not sys.stdin.isatty():
        raise click.UsageError(
            "cannot ask for confirmation without a terminal: pass --yes, or pass --dry-run to see "
            "the changes first"
        )
    click.confirm(f"Write the corrections of {counted(papers, 'paper')}?", abort=True)
