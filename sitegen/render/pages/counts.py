"""The words for what a number of papers is made of: verdicts, their evidence, and statuses."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.contracts.wording import counted, grouped
from sitegen.render.catalog import DECLARED, FALSIFIED, NOT_STATED, PUBLIC, Catalog, Standing
from sitegen.render.facets import Facet

EVIDENCE_WORDS = {
    PUBLIC: "with public evidence",
    DECLARED: "with evidence that is declared but not fully public",
    NOT_STATED: "with evidence that is not all located here",
}
VERDICT_WORDS = {
    **{
        Standing(verdict, evidence): f"{verdict.lower()} {words}"
        for verdict in ("VERIFIED", "FALSIFIED")
        for evidence, words in EVIDENCE_WORDS.items()
    },
    Standing("UNVERIFIED"): "unverified",
    Standing(""): "without a stated verdict",
}
STATUS_WORDS = {
    Standing("REMOVED"): "removed",
    Standing("WITHDRAWN"): "withdrawn",
    Standing("RETRACTED"): "retracted",
    Standing("PARTIALLY_RETRACTED"): "partially retracted",
    Standing("CONCERN"): "under an expression of concern",
    Standing("SUPERSEDED"): "superseded",
}
# A falsified paper is counted as such under every other status.
STATUS_WORDS |= {
    Standing(each.verdict, FALSIFIED): f"falsified and {words}"
    for each, words in STATUS_WORDS.items()
}
ORDER = [*VERDICT_WORDS, *STATUS_WORDS]
# What is said of a paper whose status or verdict is of a later version.
UNKNOWN = "a status or a verdict that is not known here"


def parts_of(standings: Mapping[Standing, int], verdict: str = "") -> tuple[str, ...]:
    """What a group of papers is made of, in words, such as `226 with public evidence`.

    `verdict` is that of all papers of the group, if it is a group of one verdict; then the words
    do not repeat it. The numbers add up to the papers of the group.
    """
    counts = {each: standings[each] for each in ORDER if each in standings}
    unknown = sum(standings.values()) - sum(counts.values())
    others = counts.pop(Standing(verdict), 0) if verdict else 0
    parts = [f"{grouped(count)} {_words(each, verdict)}" for each, count in counts.items()]
    if unknown:
        parts.append(f"{grouped(unknown)} with {UNKNOWN}")
    if parts and others:
        parts.append(f"{grouped(others)} {'other' if others == 1 else 'others'}")
    return tuple(parts)


def number_of(standings: Mapping[Standing, int], verdict: str = "") -> str:
    """The number of papers of a group in words, with how many are verified with public evidence.

    In the group of another `verdict`, it is how many have that one with public evidence.
    """
    total = sum(standings.values())
    papers = f"{grouped(total)} {'paper' if total == 1 else 'papers'}"
    public = parts_of(_public(standings, verdict), verdict)
    return ", ".join([papers, *public])


def others_of(standings: Mapping[Standing, int], verdict: str = "") -> str:
    """What the papers are that `number_of` does not tell of, as a sentence; empty without any."""
    public = _public(standings, verdict)
    rest = {each: number for each, number in standings.items() if each not in public}
    told = ", ".join(parts_of(rest, verdict))
    if not told:
        return ""
    return f"The others: {told}." if public else f"{told}."


def _public(standings: Mapping[Standing, int], verdict: str) -> dict[Standing, int]:
    """The standing of the papers whose verdict everybody can check, if there are any."""
    wanted = Standing(verdict or "VERIFIED", PUBLIC)
    return {wanted: standings[wanted]} if wanted in standings else {}


def _words(standing: Standing, verdict: str) -> str:
    if standing in STATUS_WORDS:
        return STATUS_WORDS[Standing(standing.verdict) if verdict else standing]
    if verdict and standing.evidence:
        return EVIDENCE_WORDS[standing.evidence]
    return VERDICT_WORDS[standing]


def not_known(standings: Mapping[Standing, int]) -> tuple[str, ...]:
    """One sentence if some papers have a status or a verdict of a later version."""
    number = sum(count for each, count in standings.items() if each not in ORDER)
    if not number:
        return ()
    return (f"{counted(number, 'record')} {'has' if number == 1 else 'have'} {UNKNOWN}.",)


def not_stated(catalog: Catalog, *facets: Facet) -> tuple[str, ...]:
    """One sentence for each of these facets, if some papers do not state what it is about."""
    return tuple(
        f"{grouped(number)} {'record does' if number == 1 else 'records do'} not {facet.lacking}."
        for facet in facets
        if facet.lacking and (number := catalog.not_stated(facet))
    )
