"""A shape as those of authored files are, and small."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sitegen.shapes.fields import Count, Line, Score, Text, Truth
from sitegen.shapes.reader import Authored


class Feather(Authored):
    """A feather."""

    colour: Literal["white", "brown"]
    """Its colour."""
    length: Score | None = None
    """Its length."""


class Nest(Authored):
    """Where an owl sleeps."""

    tree: Line
    """The kind of tree. Not its age."""
    eggs: Annotated[Count, Field(examples=[3])]
    """How many eggs are in it."""


class Owl(Authored):
    """An owl."""

    version: Literal["owl-v1"]
    """The contract."""
    name: Annotated[Line, Field(max_length=10)]
    """The name of the owl."""
    nest: Nest
    """Where it sleeps."""
    asleep: Truth
    """Whether it sleeps."""
    feathers: Annotated[tuple[Feather, ...], Field(min_length=1, max_length=3)]
    """Its feathers."""
    calls: tuple[Text, ...] = ()
    """What it says."""
    mate: Nest | Literal["none"] = "none"
    """The nest of its mate; `none` where there is none."""
