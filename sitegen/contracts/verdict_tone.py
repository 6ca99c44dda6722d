"""Colour, icon and short words of a status, as lists and summaries show it."""

from __future__ import annotations

from typing import Literal

from sitegen.contracts.verdict_evidence import PUBLIC

Tone = Literal["verified", "falsified", "untested", "void", "changed"]

# Colour and icon of each status. A status that is not known is one that nothing was tested for.
TONES: dict[str, Tone] = {
    "REMOVED": "void",
    "WITHDRAWN": "void",
    "RETRACTED": "void",
    "PARTIALLY_RETRACTED": "void",
    "CONCERN": "changed",
    "SUPERSEDED": "void",
    "FALSIFIED": "falsified",
    "CORRECTED": "changed",
    "VERIFIED": "verified",
}
# Statuses whose icon is not that of their tone.
ICONS = {"SUPERSEDED": "superseded", "NOT_STATED": "not-stated"}
# The statuses under which the headline is that of the verdict.
OF_VERDICT = frozenset({"VERIFIED", "CORRECTED"})
# The statuses that a verdict came before.
BEFORE = frozenset({"REMOVED", "WITHDRAWN", "RETRACTED", "PARTIALLY_RETRACTED"})
VERDICT_WORDS = {
    "VERIFIED": "verified",
    "FALSIFIED": "falsified",
    "UNVERIFIED": "not tested",
    "": "verdict not stated",
}


def tone_of(status: str) -> Tone:
    """The colour and the icon of a status."""
    return TONES.get(status, "untested")


def icon_of(status: str, *, is_hollow: bool) -> str:
    """The name of the icon of a status: a good verdict that nobody can inspect is an outline."""
    is_open = status == "VERIFIED" and not is_hollow
    return "verified-open" if is_open else ICONS.get(status) or tone_of(status)


def is_hollow(status: str, gate: str, evidence_state: str) -> bool:
    """Whether a good verdict is in force whose evidence nobody can open, or not all of it."""
    return status in OF_VERDICT and gate == "VERIFIED" and evidence_state not in PUBLIC


def verdict_words(status: str, gate: str) -> str:
    """The verdict in a word or two beside the label of a status that does not say it."""
    words = VERDICT_WORDS.get(gate, "")
    if gate == "UNVERIFIED":
        return words
    if status == gate or status == "NOT_STATED":
        return ""
    return f"was {words}" if gate == "VERIFIED" and status in BEFORE else words
