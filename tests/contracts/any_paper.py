"""Authored manifests with every mixture of facts that are stated and facts that are left out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sitegen.contracts.quality_dimensions import LABELS as DIMENSIONS
from sitegen.contracts.quality_tiers import possible_tiers
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.verification_levels import COUNTERS
from tests.contracts.papers import ID, corrections, event

Facts = dict[str, Any]
LEVELS = ("UNASSESSED", "LOW", "MEDIUM", "HIGH")
EVIDENCE = {"VERIFIED": "lean4_proof", "FALSIFIED": "counterexample"}
STATUSES = ("UNVERIFIED", "VERIFIED", "FALSIFIED")
TYPES = (
    *("repro_script", "repro_results", "lean4_proof", "counterexample", "red_team_report"),
    *("report", "external_record", "dataset", "other"),
)
FILE = "artifacts/file.csv"
SCORES = st.sampled_from([0, 0.001, 3.3, 4.999, 5, 7.4999, 7.5, 7.9, 8.5, 9.33, 9.999, 10])
TIMES = st.sampled_from(["2026-07-02T03:48:27.951721+00:00", "2026-07-10T06:30:49+00:00"])
DOIS = st.sampled_from(["10.5281/zenodo.1", "10.5281/zenodo.XXXX", "10.1234/größe"])
NOTICES = ("retraction", "partial_retraction", "expression_of_concern", "withdrawal")


def _mapping(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Facts]:
    return st.fixed_dictionaries({}, optional=members)


def _with(required: dict[str, Any], **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Facts]:
    fixed = {key: st.just(each) for key, each in required.items()}
    return st.fixed_dictionaries(fixed, optional=members)


DIMENSION = st.sampled_from(LEVELS) | st.fixed_dictionaries(
    {"level": st.sampled_from(LEVELS)},
    optional={"score": st.sampled_from([0, 2.5, 6.999, 10]), "basis": st.just("It was counted.")},
)
VERDICT = st.fixed_dictionaries(
    {"status": st.sampled_from(STATUSES)},
    optional={"reason": st.just("The words of the gate."), "evaluated_at": TIMES},
)
ARTIFACTS = st.lists(
    st.tuples(st.sampled_from(TYPES), st.sampled_from(["held", "elsewhere", "declared"])),
    max_size=4,
)


def _artifacts(chosen: list[tuple[str, str]]) -> list[Facts]:
    where = {"held": {"path": FILE}, "declared": {}}
    elsewhere = {"url": "https://example.org/{}"}
    return [
        {"type": kind, "label": f"Artifact {number}"}
        | {
            key: each.format(number)
            for key, each in where.get(state, elsewhere).items()
            # A file is listed once.
            if state != "held" or "held" not in [other for _, other in chosen[:number]]
        }
        for number, (kind, state) in enumerate(chosen)
    ]


SOURCE = _with(
    {"title": "A page"}, url=st.just("https://example.org/page"), seen=st.just("2026-07-01")
)
EVENTS = st.sampled_from([None, {}, *({"notice": {"kind": kind}} for kind in NOTICES)])


def _declare_tier(manifest: Facts, draw: st.DrawFn) -> None:
    """Declare a tier that the facts allow, if they do not decide it."""
    assessment = manifest.setdefault("quality_assessment", {})
    dimensions = assessment.setdefault("dimensions", {})
    level = dimensions.get("reproducibility_status", "UNASSESSED")
    is_unknown = not dimensions and "completeness" in manifest
    if not dimensions:
        del assessment["dimensions"]
    tiers = possible_tiers(
        assessment.get("review_score"),
        manifest.get("verification", {}).get("source_grounded_claims"),
        None if is_unknown else level if isinstance(level, str) else level["level"],
        TierPolicy(),
    )
    if len(tiers) > 1 or "review_score" not in assessment or draw(st.booleans()):
        assessment["tier"] = draw(st.sampled_from(sorted(tiers)))


@st.composite
def any_paper(draw: st.DrawFn) -> tuple[Facts, Facts | None]:
    """A manifest, and a correction record or None. Some have errors."""
    manifest: Facts = {
        "contract_version": "paper-manifest-v1.1",
        "work": {
            "id": ID,
            "title": "An invented paper",
            "abstract": "An invented abstract.",
            "research_question": "Is it invented?",
        }
        | draw(
            _mapping(
                doi=DOIS,
                submitted=st.just("2026-07-01"),
                id_assigned_by=st.just("a librarian"),
                license=st.just("CC-BY-4.0"),
                language=st.sampled_from(["en", "de"]),
            )
        ),
    }
    is_partial = draw(st.booleans())
    if is_partial:
        manifest |= {"completeness": "PARTIAL", "transcribed_from": draw(SOURCE)}
    counts = dict.fromkeys(COUNTERS, st.integers(0, 5))
    dimensions = _mapping(**dict.fromkeys(DIMENSIONS, DIMENSION)).filter(bool)
    unassessed = st.just(dict.fromkeys(DIMENSIONS, "UNASSESSED"))
    groups = {
        "quality_assessment": _mapping(
            review_score=SCORES,
            review_method=st.just("Automated multi-reviewer assessment"),
            dimensions=dimensions | unassessed,
        ),
        "verification": _mapping(
            source_grounded_claims=st.sampled_from([0, 1, 4, 5, 9]),
            claim_record_source=st.sampled_from(["parsed sections", "not publicly specified"]),
            **(counts if draw(st.booleans()) else {}),
        ),
    }
    manifest |= {name: each for name, group in groups.items() if (each := draw(group))}
    if manifest.get("verification", {}).get("source_grounded_claims") == 0:
        # It cannot be assessed without claims.
        manifest.get("quality_assessment", {}).get("dimensions", {}).pop("citation_grounding", 0)
    _declare_tier(manifest, draw)
    chosen = draw(ARTIFACTS)
    if draw(st.booleans()):
        verdict = manifest["gate_verdict"] = draw(VERDICT)
        evidence = EVIDENCE.get(verdict["status"])
        if evidence and (not is_partial or draw(st.booleans())):
            chosen.append((evidence, draw(st.sampled_from(["elsewhere", "declared"]))))
    if chosen:
        manifest["artifacts"] = _artifacts(chosen)
    if draw(st.booleans()):
        manifest["report"] = draw(st.sampled_from(["none", {"sources_retrieved": 3}]))
    noticed = draw(EVENTS)
    corrected = None if noticed is None else corrections(event(**noticed))
    return manifest, corrected
