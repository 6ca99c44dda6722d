"""The sentences that the text and Markdown formats of a difference share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sitegen.contracts.wording import counted
from sitegen.diff.difference import Difference, Kind, Line, NamedPaper

HEADINGS: dict[Kind, str] = {
    "correction": "Corrections",
    "milestone": "Milestones",
    "regeneration": "Regeneration",
}
EXPLANATIONS: dict[Kind, str] = {
    "correction": "what was published was changed",
    "milestone": "something was added that needs no correction",
    "regeneration": "the facts are the same, their presentation changed",
}
NONE = "none"
# Escapes a text of a record.
Escape = Callable[[str], str]
# How many papers are named that have the same lines.
MOST_NAMED = 5


def summary(difference: Difference) -> str:
    """The number of papers by kind of change, on one line."""
    counts = difference.counts()
    words = (
        ("correction", "corrected"),
        ("milestone", "with a milestone"),
        ("regeneration", "regenerated"),
        ("added", "added"),
        ("removed", "removed"),
        ("gone", "gone"),
        ("not_compared", "not compared"),
    )
    parts = [f"{counted(counts[key], 'paper')} {word}" for key, word in words if counts[key]]
    return ", ".join([*parts, f"{counts['unchanged']} unchanged"])


def heading(kind: Kind) -> str:
    """The heading above the changes of a kind."""
    return f"{HEADINGS[kind]}: {EXPLANATIONS[kind]}"


def one_sided(difference: Difference) -> tuple[tuple[str, Sequence[NamedPaper]], ...]:
    """The papers that are only on one side, by heading."""
    return (
        ("Added", difference.added),
        ("Removed", difference.removed),
        ("Missing without a tombstone", difference.gone),
    )


def line_text(line: Line, label: Callable[[str], str], text: Escape, excerpt: Escape) -> str:
    """One line: the label, and the old and new value; `text` and `excerpt` escape texts."""
    parts = [label(line.label) + (f" {text(line.item)}" if line.item else "")]
    if not line.extent:
        values = (NONE if each is None else text(each) for each in (line.before, line.after))
        return ": ".join([*parts, " → ".join(values)])
    excerpts = [excerpt(each) for each in (line.before, line.after) if each is not None]
    return ": ".join([*parts, line.extent, *filter(None, [" → ".join(excerpts)])])


def pages_heading(difference: Difference) -> str:
    """The number of files that change, and whether that is exact."""
    pages = difference.pages
    how = "" if pages.is_exact else ", as far as records show"
    how += " (pass --pages for all)" if pages.can_be_exact and not pages.is_exact else ""
    return f"{counted(len(pages.changes), 'file')} of the site{how}"
