"""Earlier facts of which only a digest is known, found behind the milestones that followed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sitegen.contracts.earlier_facts import BACK_FILLED, MOST_TRIED, earlier_facts
from sitegen.contracts.settings import TierPolicy
from sitegen.findings.canonical import canonical_sha256
from tests.contracts.milestones import (
    APART,
    DECLARED,
    ELSEWHERE,
    FACTS,
    HELD,
    LITERALS,
    MILESTONES,
    NOTES,
    OTHER,
    SCORE,
    TIER,
    VERDICT,
    facts,
    scored,
    with_artifacts,
)


@pytest.mark.parametrize(("path", "value"), [*MILESTONES.items(), (SCORE, 6.5)])
def test_facts_before_a_milestone_are_found_by_their_digest(path: str, value: Any) -> None:
    before = facts({path: None, TIER: "WATCHLIST"}) if path == SCORE else FACTS
    after = facts({path: value, "verification": {"source_grounded_claims": 0}})
    before = before | {"verification": {"source_grounded_claims": 0}}
    assert earlier_facts(after, canonical_sha256(before)) == before


@pytest.mark.parametrize(
    "before",
    [
        LITERALS,
        [LITERALS[0] | {"orcid": APART[0]["orcid"]}, *LITERALS[1:]],
        [{key: APART[0][key] for key in ("family", "given", "particle", "suffix")}, *APART[1:]],
        [*APART[:2], LITERALS[2]],
    ],
)
def test_creators_of_whom_less_was_known_are_found(before: list[dict[str, Any]]) -> None:
    earlier = facts({"work.creators": before})
    assert earlier_facts(facts({"work.creators": APART}), canonical_sha256(earlier)) == earlier


def test_facts_before_all_milestones_at_once_are_found() -> None:
    many = [{"type": "dataset", "label": f"Data {each}"} for each in range(30)]
    after = facts({**MILESTONES, "artifacts": [*FACTS["artifacts"], *many]})
    assert earlier_facts(after, canonical_sha256(FACTS)) == FACTS


@pytest.mark.parametrize(
    "reason",
    [{}, {"reason": "No formal proof or sandbox reproduction has been attempted for this record."}],
)
def test_a_back_fill_in_the_words_of_the_contract_is_found(reason: dict[str, str]) -> None:
    before = facts({"gate_verdict": BACK_FILLED | reason})
    after = facts({"gate_verdict": VERDICT})
    assert earlier_facts(after, canonical_sha256(before)) == before


def test_facts_that_declared_a_tier_of_the_site_are_found() -> None:
    policy = TierPolicy(quarantine_below=7.0)
    before, after = scored(None, "QUARANTINE_CANDIDATE"), scored(6.5, None)
    digest = canonical_sha256(before)
    assert earlier_facts(after, digest) is None
    assert earlier_facts(after, digest, policy) == before


def test_a_tier_that_is_still_declared_was_declared() -> None:
    before, after = (scored(score, "DOI_GRADE", claims=None) for score in (None, 7.9))
    assert earlier_facts(after, canonical_sha256(before)) == before


@pytest.mark.parametrize("had", [HELD, ELSEWHERE])
def test_an_artifact_that_was_declared_is_found(had: dict[str, Any]) -> None:
    after = with_artifacts(OTHER, had, NOTES)
    assert earlier_facts(after, canonical_sha256(FACTS)) == FACTS


def test_many_artifacts_that_were_declared_are_found_when_all_came_at_once() -> None:
    declared = [DECLARED | {"label": str(each)} for each in range(12)]
    after = with_artifacts(*(HELD | each for each in declared))
    before = with_artifacts(*declared)
    assert earlier_facts(after, canonical_sha256(before)) == before


@pytest.mark.parametrize(
    "correction", [{"work.title": "B"}, {"artifacts": [DECLARED]}, {"work.submitted": "2026-07-01"}]
)
def test_facts_before_a_correction_are_not_found(correction: dict[str, Any]) -> None:
    after = facts({**MILESTONES, **correction})
    assert earlier_facts(after, canonical_sha256(FACTS)) is None


@pytest.mark.parametrize("added", ["doi", "creators", "orcid", "ror"])
def test_other_milestones_are_found_beside_many_creators(added: str) -> None:
    known = {"affiliations": [{"name": "U", "ror": "05dxps055"}], "roles": ["software"]}
    creators = [
        {"family": str(each), "orcid": "0000-0002-1825-0097", **known} for each in range(20)
    ]
    after = facts({**MILESTONES, "work.creators": creators})
    before = copy.deepcopy(after)
    if added == "ror":
        for each in before["work"]["creators"]:
            each["affiliations"] = [{"name": "U"}]
    elif added == "orcid":
        del before["work"]["creators"][-1]["orcid"]
    else:
        del before["work"][added], before["gate_verdict"]
    assert earlier_facts(after, canonical_sha256(before)) == before


def test_the_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def try_in_vain(value: object, *, is_finite: bool) -> str:
        tried.append(value)
        return ""

    monkeypatch.setattr("sitegen.contracts.earlier_facts.canonical_sha256", try_in_vain)
    many = [HELD | {"label": str(each)} for each in range(200)]
    assert earlier_facts(facts({**MILESTONES, "artifacts": many}), "0" * 64) is None
    assert len(tried) < MOST_TRIED / 2
    tried.clear()
    many = [{"family": f"Family {each}", "given": "Ada"} for each in range(5_000)]
    assert earlier_facts(facts({**MILESTONES, "work.creators": many}), "0" * 64) is None
    assert len(tried) < 1_000


def test_facts_are_not_changed_by_looking_for_earlier_ones() -> None:
    after = facts(MILESTONES)
    before = copy.deepcopy(after)
    earlier_facts(after, "0" * 64)
    assert after == before
