"""`sitegen fetch`: get what is published, where a build has to know it."""

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
    "--first-publication", is_flag=True, help="Say once that nothing was published there before."
)
def fetch(records: Path, output: Path, address: str | None, first_publication: bool) -> None:
    """Get the published site, for a machine that has none.

    `build --hold` then has the files of papers that it holds back, and `--against site` compares
    with what is really out there. Files that are in the output already are not fetched again; each
    one has to be what SHA256SUMS says, or else nothing is changed.
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
            f"nothing is published: {error}; pass --first-publication the first time"
        ) from error
    except ChecksumsError as problem:
        raise click.UsageError(
            f"what is published there is not a site of sitegen: {problem}"
        ) from problem
    except ForeignFolderError as error:
        raise click.UsageError(f"{error}; choose another --output, or empty it") from error
    files = counted(got.files, "file")
    click.echo(f"{output} is what {where} publishes: {files}, {got.anew} of them fetched")


def _make_sure_of_nothing(address: str) -> None:
    from sitegen.publish.fetching import is_published

    if is_published(address):
        raise click.UsageError(f"{address} is published already; remove --first-publication")
    click.echo(f"nothing is published at {address} yet")
