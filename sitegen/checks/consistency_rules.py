"""SG3: counts, levels, iDs and DOIs of one record do not contradict each other or themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.check import CORRECTIONS, MANIFEST, Finding, Subject, check
from sitegen.contracts.gate_verdict import says_nothing
from sitegen.contracts.quality_dimensions import LABELS, AuthoredDimension, level_of_score
from sitegen.contracts.verification_levels import COUNTERS
from sitegen.findings.canonical import shortest
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.shapes.identifiers import SENTENCE_MARKS, is_placeholder_doi


@check("SG312", Severity.ERROR, judges_new=True)
def no_count_exceeds_the_grounded_claims(subject: Subject) -> Iterator[Finding]:
    """No count of claims is larger than `source_grounded_claims`, where that is known.

    Only a claim that was found in a source can be corroborated, tested or reproduced. A record that
    was published with such counts keeps them; then this is a warning.

    Wrong:

        verification: {source_grounded_claims: 6, independently_reproduced_claims: 9}

    Right:

        verification: {source_grounded_claims: 9, independently_reproduced_claims: 6}
    """
    verification = subject.paper.manifest.verification
    claims = verification.source_grounded_claims
    for name in COUNTERS:
        count = getattr(verification, name)
        if claims is not None and count > claims:
            yield Finding(
                ("verification", name),
                f"{name} is {count}, more than source_grounded_claims, {claims}",
                "correct the wrong one of the two; leave source_grounded_claims out if it is not "
                "known",
                related=(
                    (
                        ("verification", "source_grounded_claims"),
                        f"source_grounded_claims {claims}",
                    ),
                ),
            )


@check("SG316", Severity.WARNING)
def tested_claims_have_a_verdict(subject: Subject) -> Iterator[Finding]:
    """A record with claims that were tested, reproduced or proved has a gate verdict with a reason.

    Without one, a complete record is unverified, and its page says that no formal proof or sandbox
    reproduction has been attempted.

    Wrong:

        verification: {source_grounded_claims: 9, sandbox_executed_claims: 2}

    Right:

        verification: {source_grounded_claims: 9, sandbox_executed_claims: 2}
        gate_verdict: {status: UNVERIFIED, reason: The gate has not evaluated these runs.}
    """
    manifest = subject.paper.manifest
    verdict = manifest.gate_verdict
    is_default = verdict is None or says_nothing(verdict)
    tested = [name for name in COUNTERS[2:] if getattr(manifest.verification, name)]
    if tested and is_default and not manifest.is_partial:
        count = getattr(manifest.verification, tested[0])
        yield Finding(
            ("verification", tested[0]),
            f"{tested[0]} is {count}, but without a gate verdict the page says that no formal "
            "proof or sandbox reproduction has been attempted",
            "add `gate_verdict:` with its status and reason",
        )


@check("SG313", Severity.WARNING)
def dimension_scores_agree_with_their_levels(subject: Subject) -> Iterator[Finding]:
    """The score of a dimension is in the range of its level.

    LOW is below 4, MEDIUM from 4 to below 7, HIGH from 7. An UNASSESSED dimension has no score.

    Wrong:

        dimensions: {novelty: {level: LOW, score: 9}}

    Right:

        dimensions: {novelty: {level: HIGH, score: 9}}
    """
    dimensions = subject.paper.manifest.quality_assessment.dimensions
    for name in LABELS:
        dimension: AuthoredDimension | None = getattr(dimensions, name)
        if dimension is None or dimension.score is None:
            continue
        fitting = level_of_score(dimension.score)
        if dimension.level != fitting:
            path = ("quality_assessment", "dimensions", name)
            yield Finding(
                (*path, "score"),
                f"the score {shortest(dimension.score)} is {fitting}, but the level of {name} is "
                f"{dimension.level}",
                f"write `level: {fitting}`, or correct the score (LOW is below 4, HIGH from 7)",
                related=(((*path, "level"), f"the level {dimension.level}"),),
            )


@check("SG314", Severity.WARNING)
def an_orcid_names_one_person(subject: Subject) -> Iterator[Finding]:
    """No two authors of a paper have the same ORCID iD.

    Wrong:

        creators: [{name: A. Author, orcid: 0000-0002-1825-0097},
                   {name: B. Other, orcid: 0000-0002-1825-0097}]

    Right:

        creators: [{name: A. Author, orcid: 0000-0002-1825-0097}, {name: B. Other}]
    """
    first: dict[str, int] = {}
    creators = subject.paper.manifest.work.creators
    for index, creator in enumerate(creators):
        if creator.orcid is None:
            continue
        other = first.setdefault(creator.orcid, index)
        if other != index:
            yield Finding(
                ("work", "creators", index, "orcid"),
                f"the ORCID iD {creator.orcid} of {shown(creator.printed)} is also that of "
                f"{shown(creators[other].printed)}",
                "write the iD of each person, and leave out one that you do not know; if both are "
                "one person, list that person once",
                related=((("work", "creators", other, "orcid"), "first used here"),),
            )


@check("SG315", Severity.WARNING)
def dois_are_registered_ones(subject: Subject) -> Iterator[Finding]:
    """A DOI is neither a placeholder nor ends in a mark that was copied with it.

    Such a DOI is published as it is, but does not count as an external record of the paper.

    Wrong:

        doi: 10.5281/zenodo.XXXXXXX

    Right:

        doi: 10.5281/zenodo.21122311
    """
    corrections = subject.paper.corrections
    events = corrections.correction_events if corrections else ()
    found: list[tuple[KeyPath, str, str | None]] = [
        (("work", "doi"), MANIFEST, subject.paper.manifest.work.doi),
        *(
            (("correction_events", index, "notice", "doi"), CORRECTIONS, event.notice.doi)
            for index, event in enumerate(events)
            if event.notice
        ),
    ]
    for path, file, doi in found:
        if doi is None or not is_placeholder_doi(doi):
            continue
        bare = doi.rstrip("".join(SENTENCE_MARKS))
        if bare != doi and not is_placeholder_doi(bare):
            message = f"the DOI {shown(doi)} ends in {shown(doi[-1])}, which was probably copied"
            hint = f"write {bare}, if that is the DOI"
        else:
            message = f"the DOI {shown(doi)} looks like a placeholder"
            hint = "write the DOI that was registered, or leave the key out until there is one"
        yield Finding(path, message, hint, file)
