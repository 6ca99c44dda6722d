"""A machine-readable file as pages link to it."""

from __future__ import annotations

from typing import NamedTuple


class ServedFile(NamedTuple):
    """A file below the URL of a paper or of the site, and its names for readers and programs.

    `relation` is the link relation in the head of a page, empty for a file that is not linked
    there; `title` is the title of that link if `label` is not enough.
    """

    file: str
    media_type: str
    label: str
    relation: str = ""
    title: str = ""
