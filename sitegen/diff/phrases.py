"""The sentences of a difference that people read, whatever form they are printed in."""

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
    "milestone": "something was added where nothing was said before",
    "regeneration": "the same facts are published otherwise",
}
NONE = "none"
# How a text of a record is written down, so that nobody obeys it.
Said = Callable[[str], str]
# How many papers are named of those of which the same is said.
MOST_NAMED = 5


def summary(difference: Difference) -> str:
    """How many papers differ, in one line."""
    counts = difference.counts()
    words = (
        ("correction", "corrected"),
        ("milestone", "with a milestone"),
        ("regeneration", "published anew"),
        ("added", "added"),
        ("removed", "removed"),
        ("gone", "gone"),
        ("not_compared", "not compared"),
    )
    parts = [f"{counted(counts[key], 'paper')} {word}" for key, word in words if counts[key]]
    return ", ".join([*parts, f"{counts['unchanged']} unchanged"])


def heading(kind: Kind) -> str:
    """What stands over the changes of a kind."""
    return f"{HEADINGS[kind]}: {EXPLANATIONS[kind]}"


def one_sided(difference: Difference) -> tuple[tuple[str, Sequence[NamedPaper]], ...]:
    """The papers that are on one side alone, under what stands over them."""
    return (
        ("Added", difference.added),
        ("Removed", difference.removed),
        ("Gone without a tombstone", difference.gone),
    )


def told(line: Line, label: Callable[[str], str], text: Said, excerpt: Said) -> str:
    """One line: what changed, from what to what, with texts of records made harmless."""
    parts = [label(line.label) + (f" {text(line.item)}" if line.item else "")]
    if not line.extent:
        values = (NONE if each is None else text(each) for each in (line.before, line.after))
        return ": ".join([*parts, " → ".join(values)])
    excerpts = [excerpt(each) for each in (line.before, line.after) if each is not None]
    return ": ".join([*parts, line.extent, *filter(None, [" → ".join(excerpts)])])


def pages_heading(difference: Difference) -> str:
    """How many files change, and how well that is known."""
    pages = difference.pages
    how = "" if pages.is_exact else ", as far as records tell"
    how += " (--pages is exact)" if pages.can_be_exact and not pages.is_exact else ""
    return f"{counted(len(pages.changes), 'file')} of the site{how}"
