"""A tombstone: what stays of a paper that was removed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sitegen.fields import Line, Text, Timestamp
from sitegen.identifiers import Uuid
from sitegen.shapes import Authored


class Tombstone(Authored):
    """`tombstone.yaml`: stands instead of all other files of a removed paper."""

    id: Uuid
    """The UUID of the removed paper."""
    title: Annotated[Line, Field(max_length=300)]
    """Its title."""
    removed_at: Timestamp
    """When it was removed."""
    reason: Annotated[Text, Field(max_length=2000)]
    """Why it was removed, for readers."""
    by: Annotated[Line, Field(max_length=200)]
    """Who removed it."""
