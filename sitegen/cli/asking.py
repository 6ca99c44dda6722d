"""Questions at a terminal, and values that have to be right before they are taken."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from sitegen.findings.legible import legible

if TYPE_CHECKING:
    from sitegen.findings.diagnostics import Diagnostic

KEY = re.compile(r"\A[a-z_]+(\.[a-z_]+)*: ")


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def accept(option: str, found: Diagnostic | None) -> None:
    """Ends the command where something was found wrong with the value of an option."""
    if found:
        # The key that the value would stand under in the file means nothing to who wrote an option.
        message = KEY.sub("", found.message)
        raise click.UsageError(legible(f"{option}: {message}; {found.hint}"))


def checked(
    check: Callable[[object], Diagnostic | None],
    kind: click.ParamType[object, object] = click.STRING,
) -> Callable[[str], object]:
    """Types what was answered; whoever answers what cannot be is told why, and asked again."""

    def typed(answer: str) -> object:
        if not answer.strip():
            return None
        value = kind.convert(answer.strip(), None, None)
        if found := check(value):
            raise click.UsageError(legible(f"{found.message}; {found.hint}"))
        return value

    return typed
