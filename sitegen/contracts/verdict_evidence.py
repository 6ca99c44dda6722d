"""Whether the artifacts that back a verdict are public, in a state and in words."""

from __future__ import annotations

from typing import Annotated

from sitegen.contracts.artifacts import Artifact, ArtifactState
from sitegen.contracts.envelope import OPEN, Published
from sitegen.contracts.gate_verdict import GateStatus

# What VERIFIED needs, each set sufficient, and what can back FALSIFIED.
VERIFIED_BY: tuple[frozenset[str], ...] = (
    frozenset({"lean4_proof"}),
    frozenset({"repro_script", "repro_results"}),
)
PUBLIC: frozenset[ArtifactState] = frozenset({"HELD", "ELSEWHERE"})
# What is said of a verdict's evidence where a transcription lists none, or not all is public.
NOT_LISTED = "The source speaks of attached evidence; this record does not say where it is."
REST: dict[ArtifactState, str] = {
    "DECLARED_ONLY": "the rest is declared but not public",
    "NOT_STATED": "where the rest is, this record does not state",
}
FALSIFIED_BY: frozenset[str] = frozenset({"counterexample", "red_team_report", "repro_results"})


class VerdictEvidence(Published):
    """Whether the artifacts that back the verdict are public."""

    state: Annotated[ArtifactState | None, OPEN]
    """The worst state among them; NOT_STATED also for a transcription that lists none; null where
    the verdict needs none."""
    statement: str
    """The same, for a reader; empty where there is nothing to say."""

    @property
    def is_public(self) -> bool:
        """Whether what the contract says about attached artifacts is so, as far as is stated."""
        return self.state in (None, "HELD", "ELSEWHERE")


def verdict_evidence(
    status: GateStatus | None, attached: tuple[Artifact, ...], *, is_partial: bool
) -> VerdictEvidence:
    """What is so of the artifacts behind a verdict; `status` is None where none is stated."""
    backed = backing_artifacts(status, attached)
    if not backed:
        is_known = status in (None, "UNVERIFIED") or not is_partial
        return VerdictEvidence(
            state=None if is_known else "NOT_STATED", statement="" if is_known else NOT_LISTED
        )
    states = {artifact.state for artifact in backed}
    # A transcription may list only some of the artifacts that VERIFIED needs.
    types = {artifact.type for artifact in backed}
    if status == "VERIFIED" and not any(each <= types for each in VERIFIED_BY):
        states.add("NOT_STATED")
    noun = "Its evidence" if status == "FALSIFIED" else "The artifact behind it"
    state: ArtifactState
    if states <= PUBLIC:
        state = "HELD" if states == {"HELD"} else "ELSEWHERE"
        return VerdictEvidence(state=state, statement=f"{noun} is public.")
    state = "NOT_STATED" if "NOT_STATED" in states else "DECLARED_ONLY"
    if states & PUBLIC:
        statement = f"{noun} is public in part; {REST[state]}."
    elif state == "NOT_STATED":
        statement = f"{noun} is named, but this record does not state where it is."
    else:
        statement = f"{noun} is declared but not public."
    return VerdictEvidence(state=state, statement=statement)


def backing_artifacts(status: GateStatus | None, attached: tuple[Artifact, ...]) -> list[Artifact]:
    """The artifacts that can back a verdict of that status."""
    if status in (None, "UNVERIFIED"):
        return []
    types = FALSIFIED_BY if status == "FALSIFIED" else frozenset().union(*VERIFIED_BY)
    return [artifact for artifact in attached if artifact.type in types]
