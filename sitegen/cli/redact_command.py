"""`sitegen redact`: remove texts and files that must not be public, by law or for privacy."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.edits import AGAINST, published_before, show_difference
from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, moment, one_line, project_in, site_of


@sitegen.command()
@click.argument("paper")
@click.option("--text", "texts", multiple=True, help="A text to remove, wherever it appears.")
@click.option("--artifact", "artifacts", multiple=True, metavar="PATH", help="A file to remove.")
@click.option("--note", default="", help="The note for readers, where a fact changes.")
@AGAINST
@click.option("--at", help="The time of the redaction. [default: SOURCE_DATE_EPOCH, else now]")
@click.option("--dry-run", is_flag=True, help="Show the changes without writing them.")
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
    """Remove texts or files from PAPER and its history. Digests and addresses stay.

    The git history stays as it is: rewrite it with git filter-repo.
    """
    from sitegen.editing.lookup import find_paper
    from sitegen.editing.redacting import Redaction, redacted

    if not any(text.strip() for text in texts) and not artifacts:
        raise click.UsageError(
            "pass --text with the words to remove, or --artifact with the path of a file"
        )
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
            "Copies remain in published sites, in .sitegen (run `sitegen clean`) and in the git "
            "history (rewrite it with git filter-repo)"
        )
