"""What a number of papers is made of, at a glance: five kinds, their counts and one bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sitegen.contracts.wording import grouped
from sitegen.render.catalog import NOT_IN_FORCE, PUBLIC, Standing
from sitegen.render.pages.counts import parts_of
from sitegen.render.site_map import CORRECTIONS, GATE


class Kind(NamedTuple):
    """A kind of papers: its words, tone and icon, its class in a bar, and where it is listed.

    Its part of a bar is hatched if the papers are verified and not all evidence is shown.
    `verdict` is set if the words do not say whether all evidence is public.
    """

    words: str
    tone: str
    icon: str
    fill: str
    path: str
    is_hatched: bool = False
    verdict: str = ""


Standings = Mapping[Standing, int]

INSPECTABLE = Kind(
    "verified, the evidence public", "verified", "i-verified-open", "k-v", f"{GATE.path}verified/"
)
BELIEVED = Kind(
    *("verified, not all evidence shown here", "verified", "i-verified", "k-v"),
    path=f"{GATE.path}verified/",
    is_hatched=True,
    verdict="VERIFIED",
)
FALSIFIED = Kind(
    *("falsified: a claim was tested and failed", "falsified", "i-falsified", "k-f"),
    path=f"{GATE.path}falsified/",
    verdict="FALSIFIED",
)
UNTESTED = Kind("unverified", "untested", "i-untested", "k-u", f"{GATE.path}unverified/")
VOID = Kind("no longer in force, or in doubt", "void", "i-void", "k-x", CORRECTIONS.path)
OPEN = Kind("verdict not stated", "untested", "i-untested", "k-open", "")
# The order of the counts and of the parts of a bar; those without a verdict are counted apart.
KINDS = (INSPECTABLE, BELIEVED, FALSIFIED, UNTESTED, VOID)
BY_VERDICT = {"VERIFIED": BELIEVED, "FALSIFIED": FALSIFIED, "UNVERIFIED": UNTESTED, "": OPEN}
BY_VERDICT |= dict.fromkeys(NOT_IN_FORCE, VOID)
# Between the parts of a bar, and the least that a part is wide, in percent of the bar.
GAP, LEAST = 0.15, 0.4
WHAT = "verified with evidence that you can inspect"


class Count(NamedTuple):
    """How many papers of a kind there are, and what they are made of, in words."""

    kind: Kind
    number: str
    parts: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is none, which a page shows without the colour of the kind."""
        return self.number == "0"


class BarPart(NamedTuple):
    """One part of a bar: where it begins and how wide it is, in percent."""

    kind: Kind
    x: str
    width: str


def kind_of(standing: Standing) -> Kind:
    """The kind of the papers of a standing."""
    return (
        INSPECTABLE
        if standing == Standing("VERIFIED", PUBLIC)
        else BY_VERDICT.get(standing.verdict, OPEN)
    )


def by_kind(standings: Standings) -> dict[Kind, dict[Standing, int]]:
    """The standings of each kind, in order; a kind without papers is there, too."""
    found: dict[Kind, dict[Standing, int]] = {kind: {} for kind in (*KINDS, OPEN)}
    for standing, number in standings.items():
        found[kind_of(standing)][standing] = number
    return found


def numbers_of(standings: Standings) -> dict[Kind, int]:
    """The number of papers of each kind, in order."""
    return {kind: sum(found.values()) for kind, found in by_kind(standings).items()}


def counts_of(standings: Standings) -> tuple[Count, ...]:
    """The number of papers of each kind that states a verdict, in order."""
    found, numbers = by_kind(standings), numbers_of(standings)
    return tuple(
        Count(kind, grouped(numbers[kind]), parts_of(found[kind], verdict=kind.verdict))
        if kind.verdict or kind is VOID
        else Count(kind, grouped(numbers[kind]), ())
        for kind in KINDS
    )


def bar_of(standings: Standings, whole: int = 0) -> tuple[BarPart, ...]:
    """The parts of a bar; its length is the share of these papers in the `whole`, if that is given.

    A part is never so narrow that nobody sees it.
    """
    numbers = {kind: number for kind, number in numbers_of(standings).items() if number}
    total = sum(numbers.values())
    if not total:
        return ()
    length = 100 * total / whole if whole else 100.0
    room = max(length - GAP * (len(numbers) - 1) - LEAST * len(numbers), 0)
    parts: list[BarPart] = []
    x = 0.0
    for kind, number in numbers.items():
        width = LEAST + room * number / total
        parts.append(BarPart(kind, f"{x:.2f}%", f"{width:.2f}%"))
        x += width + GAP
    return tuple(parts)


def finding(standings: Standings, not_stated: int = 0) -> str:
    """The headline of a collection: how many papers are verified so that everybody can check it.

    `not_stated` is the number of all papers that state no verdict, whatever became of them.
    """
    numbers = numbers_of(standings)
    total, public = sum(numbers.values()), numbers[INSPECTABLE]
    if total == 0:
        return "No papers are published here yet."
    if public == total:
        papers = "The one paper here is" if total == 1 else f"All {grouped(total)} papers are"
        return f"{papers} {WHAT}."
    if public:
        return f"Of {grouped(total)} papers, {grouped(public)} {_are(public)} {WHAT}."
    return _none_found(total, total - not_stated)


def _none_found(total: int, stated: int) -> str:
    """The headline if no paper can be checked; `stated` papers state a verdict."""
    if stated == 0:
        if total == 1:
            return "The one paper here states no verdict."
        return f"None of the {grouped(total)} papers states a verdict."
    if stated == 1:
        which = "here" if total == 1 else "that states a verdict"
        return f"The one paper {which} is not shown as {WHAT}."
    which = "" if stated == total else " that state a verdict"
    return f"None of the {grouped(stated)} papers{which} is shown as {WHAT}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
