"""Prompts at a terminal, and the checks of answers and option values."""

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
    """Whether standard input is a terminal, so that prompts can be answered."""
    return sys.stdin.isatty()


def accept(option: str, found: Diagnostic | None) -> None:
    """Raise UsageError if a check `found` something wrong with the value of an option."""
    if found:
        # A user who passes an option need not know the key of the value in the file.
        message = KEY.sub("", found.message)
        raise click.UsageError(legible(f"{option}: {message}; {found.hint}"))


def checked(
    check: Callable[[object], Diagnostic | None],
    kind: click.ParamType[object, object] = click.STRING,
) -> Callable[[str], object]:
    """Return a converter for the answers of a prompt; a blank answer becomes None.

    The converter raises UsageError for a wrong answer; click prints it and asks again.
    """

    def typed(answer: str) -> object:
        if not answer.strip():
            return None
        value = kind.convert(answer.strip(), None, None)
        if found := check(value):
            raise click.UsageError(legible(f"{found.message}; {found.hint}"))
        return value

    return typed
