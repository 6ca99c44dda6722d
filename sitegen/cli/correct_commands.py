"""`sitegen correct`: write down what was corrected, so that nothing changes without a word."""

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

from sitegen.cli.edits import printable, published_before, show_difference
from sitegen.cli.group import sitegen
from sitegen.cli.runs import JOBS, RECORDS, executor_of, moment, one_line, project_in, site_of

if TYPE_CHECKING:
    from sitegen.editing.lookup import Lookup
    from sitegen.editing.papers import Known
    from sitegen.editing.plans import Announcement, Correction
    from sitegen.history.base import Base
    from sitegen.render.project import Project

# So many fields of one paper stand in the table of many.
MOST_FIELDS = 3
# So many of the files of many papers are listed.
MOST_FILES = 20


@sitegen.command()
@click.argument("paper", required=False)
@click.option(
    "--type",
    metavar="TYPE",
    help="What was corrected: METADATA, ARTIFACT, CLAIM, BENCHMARK, PROVENANCE or "
    "QUALITY_ASSESSMENT.",
)
@click.option("--note", help="What readers are told, in Markdown.")
@click.option(
    "--notice",
    metavar="KIND",
    help="Publish a notice: correction, erratum, addendum, expression_of_concern, "
    "partial_retraction, retraction, withdrawal or removal.",
)
@click.option("--issued-by", help="Who issues the notice.")
@click.option("--reason", "reasons", multiple=True, help="Why; may be given several times.")
@click.option("--notice-doi", help="The DOI of the notice itself.")
@click.option("--lifts", metavar="EVENT", help="End the notice of an earlier event.")
@click.option("--superseded-by", metavar="PAPER", help="The paper that replaces it.")
@click.option(
    "--from",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with a line for each paper; the columns paper,type,note, and as they are "
    "needed notice,issued_by,reasons,notice_doi,lifts,superseded_by. A | parts reasons.",
)
@click.option(
    "--where",
    metavar="CONDITION",
    help="All papers whose manifest.json meets it: 'gate_verdict.status == \"VERIFIED\"'.",
)
@click.option("--rechain", is_flag=True, help="Only repair the chain of new events after a merge.")
@click.option("--against", metavar="BASE", help="What was published. [default: site.yaml, or HEAD]")
@click.option("--at", help="When it was corrected. [default: SOURCE_DATE_EPOCH, else now]")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before many papers are changed.")
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

    Change the manifest first; this finds out what differs, keeps the published manifest, and adds
    the event to corrections.yaml. What needs no event is said, and nothing is written.
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
    """Which papers are to be corrected, and what is to be said of them."""

    project: Project
    paper: str | None
    table: Path | None
    where: str | None
    reasons: tuple[str, ...]
    words: Mapping[str, str | None]
    jobs: int | None

    @property
    def is_many(self) -> bool:
        """Whether the papers are not named one by one on the command line."""
        return self.table is not None or self.where is not None

    def check(self, *, rechain: bool, at: str | None) -> None:
        """Refuse options that do not go together."""
        given = [_option(key) for key, value in self.words.items() if value is not None]
        given += ["--reason"] if self.reasons else []
        named = {"PAPER": self.paper, "--from": self.table, "--where": self.where}
        which = [name for name, value in named.items() if value is not None]
        if rechain:
            others = [*given, *which[self.paper is not None :], *(["--at"] if at else [])]
            if others:
                raise click.UsageError(f"--rechain adds no event: remove {', '.join(others)}")
        elif len(which) != 1:
            raise click.UsageError("name one of PAPER, --from and --where")
        elif self.table and given:
            message = f"with --from, the columns of the file hold these: remove {', '.join(given)}"
            raise click.UsageError(message)

    def rechained(self, base: Base) -> list[Correction]:
        """What is to be written where events of two branches were merged."""
        from sitegen.editing.lookup import find_paper
        from sitegen.editing.rechaining import rechained
        from sitegen.reading.records import find_papers

        records, paper = self.project.records, self.paper
        folders = find_papers(records) if paper is None else [find_paper(records, paper)]
        return rechained(records, base, folders)

    def corrected(self, base: Base, at: str | None) -> list[Correction]:
        """What is to be written where something was corrected."""
        from sitegen.editing.announcing import batch_id
        from sitegen.editing.correcting import corrections
        from sitegen.editing.papers import Papers
        from sitegen.editing.plans import When

        time = moment("--at", at)
        if (time.utcoffset() or timedelta()).seconds % 60:
            raise click.UsageError(f"--at {at!r}: a zone has whole minutes")
        when = When(time, "--at" if at else "")
        told, known = self._announcements()
        newer = {each.superseded_by: None for each in told if each.superseded_by}
        folders = dict.fromkeys([*(each.folder for each in told), *newer])
        papers = Papers.read(self.project.records, site_of(self.project), base, folders, known)
        batch = batch_id(told, when.at) if len(told) > 1 else ""
        return corrections(papers, told, when, batch)

    def _announcements(self) -> tuple[list[Announcement], Mapping[str, Known]]:
        """What is said of each paper, and those that are read already."""
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
        """The papers that meet the condition, if there is one."""
        from sitegen.editing.announcing import papers_where
        from sitegen.findings.terminal import progress

        if self.where is None:
            return {}
        site, executor = site_of(self.project), executor_of(self.jobs)
        with progress() as advance:
            return papers_where(self.project, site, self.where, executor, advance)


def _option(key: str) -> str:
    """The option that gives the words of a column."""
    return "--reason" if key == "reasons" else f"--{key.replace('_', '-')}"


def _newer(lookup: Lookup, word: str) -> str:
    from sitegen.editing.lookup import UnknownPaperError

    try:
        return lookup.find(word)
    except UnknownPaperError as error:
        raise click.UsageError(f"--superseded-by: {error}") from error


# ------------------------------------------------------------------ what is said


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
            click.echo(f"{what}: {', '.join(added)}: a milestone needs no event")
    if not corrections:
        click.echo(_nothing(base) if is_rechained else "no paper meets the condition")


def _nothing(base: Base) -> str:
    said = f"nothing to repair: the new events are in order, compared with {base.name}"
    if base.name == "git:HEAD":
        said += "; if the merge is committed, name what was published by --against"
    return said


def _fields(correction: Correction, most: int) -> str:
    fields = correction.affected_fields
    more = [f"{len(fields) - most} more"] if fields[most:] else []
    return ", ".join([*correction.tells, *fields[:most], *more])


def _show_table(corrections: Sequence[Correction]) -> None:
    """One line for each paper that something is written for."""
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
    """How many papers need nothing, and why."""
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
        click.echo(f"written: {len(more)} files more")
    for name in sorted({name for each in corrections for name in each.removes}):
        click.echo(f"removed: {one_line(str(records / name))}")


def _next(records: Path, base: Base, against: str | None) -> str:
    """The command that proves that all is well."""
    is_default = against is None and base.name != "git:HEAD"
    words = ["sitegen", "validate", *([] if is_default else ["--against", against or base.name])]
    words += ["--records", str(records)] if records != Path("records") else []
    return printable(shlex.join(words))


def _confirm(papers: int) -> None:
    """Ask, where somebody is there to answer."""
    from sitegen.contracts.wording import counted

    if not sys.stdin.isatty():
        raise click.UsageError(
            "cannot ask without a terminal: pass --yes, or --dry-run to see the changes first"
        )
    click.confirm(f"Write this for {counted(papers, 'paper')}?", abort=True)
