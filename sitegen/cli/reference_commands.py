"""`sitegen rules`, `explain` and `schema`: the rules and schemas of records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, did_you_mean, one_line, project_in, site_of
from sitegen.findings.legible import legible

if TYPE_CHECKING:
    from sitegen.contracts.settings import Site
    from sitegen.findings.diagnostics import Rule


@sitegen.command()
def rules() -> None:
    """List all rules: code, severity, name and what must hold."""
    for rule in _rules():
        click.echo(f"{rule.code}  {rule.severity:<7}  {rule.name}: {rule.title}")


@sitegen.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a rule, with a wrong and a right example."""
    by_code = {rule.code: rule for rule in _rules()}
    rule = by_code.get(code.upper())
    if rule is None:
        hint = did_you_mean(code.upper(), by_code, "run `sitegen rules` to list all codes")
        raise click.UsageError(f"no rule has the code {code!r}; {hint}")
    click.echo(f"{rule.code} {rule.severity}: {rule.name}\n\n{rule.title}.\n\n{rule.explanation}")


@sitegen.command()
@click.argument("name", required=False)
@click.option(
    "--all",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the schemas of all authored files into this folder, for editors.",
)
@RECORDS
def schema(name: str | None, folder: Path | None, records: Path) -> None:
    """Print the JSON Schema NAME; without NAME, list all schemas.

    NAME is a published contract such as gate-verdict-v1, or authored/paper-manifest.
    """
    from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
    from sitegen.contracts.settings import default_site
    from sitegen.render.pages.schema_pages import as_text

    published = {each.contract.stem: each for each in PUBLISHED}
    authored = [f"authored/{each}" for each in AUTHORED]
    has_site = (records / "site.yaml").is_file()
    site = site_of(project_in(records)) if has_site else default_site()
    if folder is not None:
        _write_all(name, folder, site)
    elif name is None:
        click.echo("\n".join([*published, *authored]))
    elif name in published:
        click.echo(as_text(published_schema(published[name], site)), nl=False)
    elif name in authored:
        click.echo(as_text(authored_schema(name.removeprefix("authored/"), site)), nl=False)
    else:
        raise click.UsageError(
            f"there is no schema {name!r}; {did_you_mean(name, [*published, *authored])}"
        )


def _write_all(name: str | None, folder: Path, site: Site) -> None:
    from sitegen.scaffold.editor_schemas import renew_files, schema_files
    from sitegen.scaffold.refusals import ScaffoldError

    if name is not None:
        raise click.UsageError(f"--all writes every schema: remove {name!r}")
    files = schema_files(site)
    try:
        written = renew_files(folder, files)
    except ScaffoldError as error:
        raise click.UsageError(legible(str(error))) from error
    for each in written:
        click.echo(f"written: {one_line(str(folder / each))}")
    if not written:
        click.echo(f"{one_line(str(folder))} is up to date")


def _rules() -> list[Rule]:
    """All rules, sorted by code."""
    from sitegen.checks.rules import RULES

    return [*RULES.values()]
