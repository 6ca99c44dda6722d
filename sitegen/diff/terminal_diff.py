"""Prints a difference to standard output, with colours on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sitegen.diff.difference import Difference
from sitegen.diff.text_diff import lines


def print_difference(difference: Difference, roots: Mapping[str, str]) -> None:
    """Print the difference; `roots` maps project paths to folders as the user typed them."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False, emoji=False, markup=False)
    if console.color_system is None:
        sys.stdout.writelines(f"{text}\n" for _, text in lines(difference, roots))
        return
    for style, text in lines(difference, roots):
        console.print(Text(text, style=style))
