"""The kinds of notices, in Crossref's words, and what a reader calls them."""

from __future__ import annotations

from typing import Literal

NoticeKind = Literal[
    "correction",
    "erratum",
    "addendum",
    "expression_of_concern",
    "partial_retraction",
    "retraction",
    "withdrawal",
    "removal",
]

TITLES: dict[NoticeKind, str] = {
    "correction": "Correction",
    "erratum": "Erratum",
    "addendum": "Addendum",
    "expression_of_concern": "Expression of concern",
    "partial_retraction": "Partial retraction",
    "retraction": "Retraction",
    "withdrawal": "Withdrawal",
    "removal": "Removal",
}
# The notices after which a paper, or a part of it, is no longer in force.
END_OF_FORCE = frozenset({"partial_retraction", "retraction", "withdrawal", "removal"})
