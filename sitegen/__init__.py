"""Turns YAML records of research papers into a public site that can be trusted."""

from importlib.metadata import version

__version__ = version("assignee-sitegen")
