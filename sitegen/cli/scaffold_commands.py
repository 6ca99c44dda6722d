"""`sitegen init` and `sitegen new`: new projects and records."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sitegen.cli.asking import accept, can_ask, checked
from sitegen.cli.correct_commands import correct
from sitegen.cli.edits import AGAINST, printable
from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, one_line, project_in, site_of
from sitegen.findings.legible import legible

if TYPE_CHECKING:
    from sitegen.contracts.settings import Site
    from sitegen.scaffold.new_project import Answers

# The prompts at a terminal.
OF_A_PROJECT = {
    "publisher": "Who publishes the site",
    "publisher_url": "The URL of the publisher's own website",
    "base_url": "The URL of the site",
}
OF_A_PAPER = {
    "title": "Title",
    "research_question": "Research question",
    "abstract": "Abstract, on one line",
    "review_score": "Review score, 0 to 10",
    "source_grounded_claims": "Number of claims that were found in a source",
    "transcribed_from": "If this is a transcription: the title of what is transcribed",
}
NUMBERS: dict[str, click.ParamType[object, object]] = {
    "review_score": click.FLOAT,
    "source_grounded_claims": click.INT,
}
# The options of `new paper` whose names differ from their keys.
OPTIONS = {
    "research_question": "question",
    "review_score": "score",
    "source_grounded_claims": "claims",
    "transcribed_from": "transcribed-from",
}


@sitegen.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--publisher", help="Who publishes the site.")
@click.option(
    "--publisher-url", help="The URL of the publisher's own website. [default: --base-url]"
)
@click.option("--base-url", help="The URL of the site. [default: --publisher-url]")
@click.option("--language", help="The language of the papers, a BCP 47 tag. [default: en]")
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab", "none"]),
    default="github",
    show_default=True,
    help="The service that checks and publishes the site.",
)
def init(folder: Path, ci: str, **given: str | None) -> None:
    """Create a project in FOLDER, which must be new or empty.

    A fresh clone of an empty repository counts as empty. The project has settings, an invented
    example paper, schemas for your editor, and a CI workflow. At a terminal, sitegen asks for the
    publisher and the two URLs that you do not pass; elsewhere it takes the defaults.
    """
    from sitegen.render.template_files import builtin_templates
    from sitegen.scaffold.new_project import kept_files, project_files, write_new

    with _explained():
        kept = kept_files(folder)
        files = project_files(_answers(given), ci, builtin_templates() / "project")
        new = {name: data for name, data in files.items() if name not in kept}
        write_new(folder, new)
    click.echo(f"Created a project of {len(new)} files in {one_line(str(folder))}")
    _say_kept(folder, kept, files)
    click.echo("\nNext:\n")
    click.echo(f"  {printable(shlex.join(['cd', str(folder)]))}")
    click.echo("  sitegen serve --open\n  sitegen new paper")


def _say_kept(folder: Path, names: Sequence[str], files: Mapping[str, bytes]) -> None:
    from sitegen.scaffold.new_project import GIT_ATTRIBUTES, GIT_IGNORE, missing_lines

    if names:
        click.echo(f"unchanged: {', '.join(names)}")
    if GIT_IGNORE in names:
        click.echo("Add the folders that sitegen writes to .gitignore: /site/ and /.sitegen/")
    if GIT_ATTRIBUTES in names and (lines := missing_lines(GIT_ATTRIBUTES, folder, files)):
        click.echo("Add these lines to .gitattributes, or git changes the bytes of artifacts:")
        for line in lines:
            click.echo(f"  {line}")


def _answers(given: Mapping[str, str | None]) -> Answers:
    """The answers for the settings: from options, else from prompts, else the defaults."""
    from sitegen.scaffold.new_project import Answers, wrong_answer

    answers = Answers(publisher_url=given["base_url"] or Answers.publisher_url)
    for key, value in given.items():
        default, check = getattr(answers, key), partial(wrong_answer, key)
        if key == "base_url":
            default = answers.publisher_url.rstrip("/")
        if value is not None:
            accept(f"--{key.replace('_', '-')}", check(value))
        elif key in OF_A_PROJECT and can_ask():
            value = click.prompt(OF_A_PROJECT[key], default, value_proc=checked(check))
        answers = replace(answers, **{key: default if value is None else value})
    return answers


@sitegen.group()
def new() -> None:
    """Create a record: a paper or a correction."""


@new.command()
@click.argument("name", required=False, default="")
@click.option("--title", help="The title.")
@click.option("--question", "research_question", help="The research question.")
@click.option("--abstract", help="The abstract, as plain text.")
@click.option("--score", "review_score", type=float, help="The review score, 0 to 10.")
@click.option(
    "--claims",
    "source_grounded_claims",
    type=int,
    help="The number of claims that were found in a source.",
)
@click.option("--submitted", metavar="DAY", help="The day of submission, such as 2026-07-02.")
@click.option(
    "--transcribed-from",
    metavar="TITLE",
    help="For a transcription (`completeness: PARTIAL`): the title of what is transcribed.",
)
@RECORDS
def paper(name: str, records: Path, **given: str | float | None) -> None:
    """Create the record of a paper, as a draft.

    A comment above each key explains it. NAME is the name of the folder; the default comes from the
    title. Pass a UUID instead of NAME to choose the id of the paper; by default it gets a new one.
    Values that you leave out stay blank.
    """
    from uuid import uuid4

    from sitegen.reading.paper_source import MANIFEST
    from sitegen.scaffold.new_paper import NewPaper, folder_for, is_id, missing_values
    from sitegen.scaffold.new_project import write_new

    site = site_of(project_in(records))
    paper_id, name = (name.lower(), "") if is_id(name) else (str(uuid4()), name)
    with _explained():
        made = NewPaper(paper_id, **_facts(given))
        folder = folder_for(records, name, made)
    _renew_schemas(records, site)
    with _explained():
        write_new(records / folder, {MANIFEST: made.text()})
    file = records / folder / MANIFEST
    _say_written(file)
    for each in missing_values(made, folder, site):
        place = f"{one_line(str(file))}:{each.place.line}"
        click.echo(f"still missing: {place}: {each.message}")
    click.echo("Next: sitegen serve --open")


def _facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the manifest: from options, else from prompts, else None."""
    from sitegen.scaffold.new_paper import wrong_value

    facts: dict[str, object] = {}
    for key, value in given.items():
        check = partial(wrong_value, key)
        if value is not None:
            accept(f"--{OPTIONS.get(key, key)}", check(value))
        elif key in OF_A_PAPER and can_ask():
            question = f"{OF_A_PAPER[key]} (press Enter to leave it blank)"
            typed = checked(check, NUMBERS.get(key, click.STRING))
            value = click.prompt(question, default="", show_default=False, value_proc=typed)
        facts[key] = value
    return facts


@new.command()
@click.argument("paper")
@click.option("--type", help="What was corrected, such as METADATA.")
@click.option("--note", help="The note for readers, in Markdown.")
@click.option("--notice", metavar="KIND", help="Publish a notice, such as a retraction.")
@click.option("--issued-by", help="Who issues the notice.")
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    help="A reason for the notice; can be passed several times.",
)
@AGAINST
@click.option("--dry-run", is_flag=True, help="Show the changes without writing them.")
@RECORDS
def correction(
    paper: str,
    records: Path,
    dry_run: bool,
    against: str | None,
    reasons: tuple[str, ...],
    **words: str | None,
) -> None:
    """Announce what changed in PAPER, with prompts.

    Change the manifest first. At a terminal, the command asks for what you do not pass as an
    option; then it does what `sitegen correct` does.
    """
    from sitegen.editing.lookup import UnknownPaperError, find_paper
    from sitegen.editing.writing import write_files
    from sitegen.reading.paper_source import CORRECTIONS
    from sitegen.scaffold.new_correction import head

    site = site_of(project_in(records))
    try:
        folder = find_paper(records, paper)
    except UnknownPaperError as error:
        raise click.UsageError(str(error)) from error
    said = _announcement(words, reasons)
    file = records / folder / CORRECTIONS
    is_new = not file.exists()
    if is_new and not dry_run:
        _renew_schemas(records, site)
    run = click.get_current_context().invoke
    run(correct, paper=paper, records=records, against=against, dry_run=dry_run, **said)
    if is_new and file.exists():
        write_files(file.parent, {file.name: head() + file.read_bytes()})


def _announcement(words: Mapping[str, str | None], reasons: tuple[str, ...]) -> dict[str, object]:
    """The words of the announcement: from options, else from prompts."""
    from sitegen.contracts.correction_events import CorrectionType
    from sitegen.contracts.notice_kinds import TITLES

    said = dict(words)
    lacking = [f"--{key}" for key in ("type", "note") if said[key] is None]
    if lacking and not can_ask():
        raise click.UsageError(f"cannot ask without a terminal: pass {' and '.join(lacking)}")
    if said["type"] is None:
        types = click.Choice(get_args(CorrectionType))
        said["type"] = click.prompt("What was corrected", type=types)
    if said["note"] is None:
        said["note"] = click.prompt("The note for readers, in Markdown")
        if said["notice"] is None:
            # A removal needs a tombstone instead.
            kinds = click.Choice(["none", *(kind for kind in TITLES if kind != "removal")])
            kind = click.prompt("Which notice to publish with it", default="none", type=kinds)
            said["notice"] = None if kind == "none" else kind
    if said["notice"] and said["issued_by"] is None and can_ask():
        said["issued_by"] = click.prompt("Who issues the notice")
    return {**said, "reasons": reasons}


@contextmanager
def _explained() -> Iterator[None]:
    """Turn ScaffoldError into UsageError."""
    from sitegen.scaffold.refusals import ScaffoldError

    try:
        yield
    except ScaffoldError as error:
        raise click.UsageError(legible(str(error))) from error


def _renew_schemas(records: Path, site: Site) -> None:
    """Write the schemas that the first lines of records name, if they are missing or outdated."""
    from sitegen.scaffold.editor_schemas import FOLDER, renew_files, schema_files

    has_parent = records.name not in {"", ".."}  # `.` has not: its parent would be itself
    folder = (records if has_parent else records.resolve()).parent / FOLDER
    with _explained():
        written = renew_files(folder, schema_files(site))
    for name in written:
        _say_written(folder / name)


def _say_written(path: Path) -> None:
    click.echo(f"written: {one_line(str(path))}")
