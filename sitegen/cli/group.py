"""The group of all commands. Commands import heavier libraries than click where they need them."""

from __future__ import annotations

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assignee-sitegen", prog_name="sitegen")
def sitegen() -> None:
    """Turn YAML records of research papers into a public site that can be trusted."""
