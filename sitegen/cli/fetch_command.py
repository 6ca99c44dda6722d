"""`sitegen fetch`: download the published site, for builds that need it."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.group import sitegen
from sitegen.cli.runs import RECORDS, project_in, site_of


@sitegen.command()
@RECORDS
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder to download the published site to.",
)
@click.option(
    "--from", "address", help="Where the site is published. [default: base_url in site.yaml]"
)
@click.option(
    "--first-publication", is_flag=True, help="Confirm that nothing is published there yet."
)
def fetch(records: Path, output: Path, address: str | None, first_publication: bool) -> None:
    """Download the published site to a machine that has no copy of it.

    `build --hold` needs it for the papers that it holds back, and `--against site` then compares
    with what is really published. Files that the output has already are not downloaded again. If
    any file does not match SHA256SUMS, nothing is changed.
    """
    from sitegen.contracts.wording import counted
    from sitegen.publish.checksums import ChecksumsError
    from sitegen.publish.fetching import fetch as fetch_site
    from sitegen.publish.publisher import ForeignFolderError
    from sitegen.publish.web import NotPublishedError

    if address is not None and not address.startswith(("http://", "https://")):
        raise click.UsageError(
            f"--from {address!r} is not a URL such as https://example.org; for a site in "
            "a folder, pass the folder to --against instead"
        )
    where = site_of(project_in(records, address, option="--from")).base_url
    if first_publication:
        _make_sure_of_nothing(where)
        return
    try:
        got = fetch_site(where, output, lambda text: click.echo(text, err=True))
    except NotPublishedError as error:
        raise click.UsageError(
            f"nothing is published: {error}; if this is the first time, pass --first-publication"
        ) from error
    except ChecksumsError as problem:
        raise click.UsageError(
            f"{where} is not a site that sitegen built: {problem}; pass its URL to --from"
        ) from problem
    except ForeignFolderError as error:
        raise click.UsageError(f"{error}; pass another --output") from error
    files = counted(got.files, "file")
    click.echo(f"{output} matches {where}: {files}, {got.downloaded} of them downloaded")


def _make_sure_of_nothing(address: str) -> None:
    from sitegen.publish.fetching import is_published

    if is_published(address):
        raise click.UsageError(
            f"a site is published at {address} already; remove --first-publication"
        )
    click.echo(f"nothing is published at {address} yet")
