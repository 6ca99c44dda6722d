"""`sitegen redact`: take out what must go by law, or for a person's sake."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.edits import published_before, show_difference
from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, moment, one_line, project_in, site_of


@sitegen.command()
@click.argument("paper")
@click.option("--text", "texts", multiple=True, help="A text to take out, wherever it stands.")
@click.option(
    "--artifact", "artifacts", multiple=True, metavar="PATH", help="A file to take out as a whole."
)
@click.option("--note", default="", help="What readers are told where a fact changes.")
@click.option("--against", metavar="BASE", help="What was published. [default: site.yaml, or HEAD]")
@click.option("--at", help="When it was taken out. [default: SOURCE_DATE_EPOCH, else now]")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@RECORDS
def redact(
    paper: str,
    texts: tuple[str, ...],
    artifacts: tuple[str, ...],
    note: str,
    against: str | None,
    at: str | None,
    dry_run: bool,
    records: Path,
) -> None:
    """Take texts or files out of PAPER and of its history. Digests and addresses stay.

    What git remembers is another matter: a history is rewritten by git filter-repo.
    """
    from sitegen.editing.lookup import find_paper
    from sitegen.editing.redacting import Redaction, redacted

    if not any(text.strip() for text in texts) and not artifacts:
        raise click.UsageError("name what to take out with --text or --artifact")
    project, time = project_in(records), moment("--at", at)
    with published_before(project, against) as base:
        folder = find_paper(records, paper)
        words = tuple(text for text in texts if text.strip())
        redaction = Redaction(folder, words, artifacts, note)
        done = redacted(records, site_of(project), base, redaction, time)
    for name, data in sorted(done.correction.writes.items()):
        if dry_run:
            show_difference(records / name, data)
        else:
            click.echo(f"written: {one_line(str(records / name))}")
    for name in done.removes:
        click.echo(
            f"{'would be removed' if dry_run else 'removed'}: {one_line(str(records / name))}"
        )
    for line in done.left:
        click.echo(f"left: {one_line(line)}", err=True)
    if not dry_run:
        done.write(records)
        click.echo(
            "It remains in published copies, in .sitegen (`sitegen clean` empties it) and in the "
            "history of git (git filter-repo rewrites it)"
        )
