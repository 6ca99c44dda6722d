"""The group of all commands. Whatever is heavier than click is imported by those that need it."""

from __future__ import annotations

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assignee-sitegen", prog_name="sitegen")
def sitegen() -> None:
    """Turn YAML records of research papers into a public site that can be trusted."""
