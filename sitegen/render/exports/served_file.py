"""A machine-readable file as pages link to it."""

from __future__ import annotations

from typing import NamedTuple


class ServedFile(NamedTuple):
    """A file below the address of a paper, or of the site, and what readers and programs call it.

    `relation` is the link relation in the head of a page, empty for a file that is not linked
    there; `title` is what the relation is called, where `label` alone would not say it.
    """

    file: str
    media_type: str
    label: str
    relation: str = ""
    title: str = ""
