"""The sentences of a difference that people read, whatever form they are printed in."""

from __future__ import annotations

from sitegen.comparing.difference import Difference, Kind
from sitegen.contracts.wording import counted

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


def pages_heading(difference: Difference) -> str:
    """How many files change, and how well that is known."""
    pages = difference.pages
    how = "" if pages.is_exact else ", as far as records tell (--pages is exact)"
    return f"{counted(len(pages.changes), 'file')} of the site{how}"
