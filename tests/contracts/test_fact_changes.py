"""How two states of a paper's facts differ, and which differences are milestones."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sitegen.contracts.earlier_facts import BACK_FILLED
from sitegen.contracts.fact_changes import fact_changes, is_covered, steps_to, value_at
from sitegen.contracts.settings import FlagshipPolicy, TierPolicy
from tests.contracts.milestones import (
    APART,
    DECLARED,
    ELSEWHERE,
    FACTS,
    HELD,
    LITERALS,
    MILESTONES,
    NO_MILESTONES,
    NOTES,
    OTHER,
    SCORE,
    TIER,
    VERDICT,
    changes,
    facts,
    scored,
    with_artifacts,
)


def test_the_same_facts_do_not_differ() -> None:
    assert fact_changes(FACTS, copy.deepcopy(FACTS)) == []


@pytest.mark.parametrize(("path", "value"), MILESTONES.items())
def test_what_the_contract_lists_may_be_added(path: str, value: Any) -> None:
    (change,) = fact_changes(FACTS, facts({path: value}))
    assert change == (path, None, value, True)


@pytest.mark.parametrize(("path", "value"), NO_MILESTONES.items())
def test_what_the_contract_does_not_list_may_not_be_added(path: str, value: Any) -> None:
    assert changes(FACTS, facts({path: value})) == {path: False}


@pytest.mark.parametrize(("path", "value"), MILESTONES.items())
def test_what_was_added_once_neither_changes_nor_goes_as_a_milestone(path: str, value: Any) -> None:
    before, gone = facts({path: value}), fact_changes(facts({path: value}), FACTS)
    assert [(each.after, each.is_milestone) for each in gone] == [(None, False)]
    other = {**value, "title": "B", "reason": "C"} if isinstance(value, dict) else value + value[:1]
    assert set(changes(before, facts({path: other})).values()) == {False}


def test_more_that_is_known_of_the_same_creators_is_a_milestone() -> None:
    before, after = facts({"work.creators": LITERALS}), facts({"work.creators": APART})
    assert changes(before, after) == {"work.creators": True}
    assert changes(after, before) == {"work.creators": False}


@pytest.mark.parametrize(
    "changed",
    [
        {"given": "L."},
        {"orcid": "0000-0001-5109-3700"},
        {"orcid": None},
        {"affiliations": []},
        {"affiliations": [{"name": "A University"}]},
        {"affiliations": [{"name": "B", "ror": "05dxps055"}]},
        {"roles": ["validation"]},
        {"suffix": None},
    ],
)
def test_another_name_id_affiliation_or_role_is_a_correction(changed: dict[str, Any]) -> None:
    person = {key: each for key, each in (APART[0] | changed).items() if each}
    before = facts({"work.creators": APART})
    assert changes(before, facts({"work.creators": [person, *APART[1:]]})) == {
        "work.creators": False
    }


@pytest.mark.parametrize("later", [APART[:2], APART[::-1], [*APART, {"name": "One more"}]])
def test_another_list_of_creators_is_a_correction(later: list[dict[str, Any]]) -> None:
    before = facts({"work.creators": APART})
    assert changes(before, facts({"work.creators": later})) == {"work.creators": False}


@pytest.mark.parametrize(
    "was",
    [
        "Ada",
        None,
        {},
        {"name": 1},
        {"family": ["Lovelace"]},
        {"name": "Ada", "affiliations": "U"},
        {"name": "Ada", "affiliations": [None]},
        {"name": "Ada", "affiliations": [{"ror": "05dxps055"}]},
        {"name": "Ada", "roles": 1},
        {"name": "Ada", "roles": [{}]},
    ],
)
def test_what_is_no_creator_is_the_same_as_none(was: Any) -> None:
    (change,) = fact_changes(
        facts({"work.creators": [was]}), facts({"work.creators": [{"name": "Ada"}]})
    )
    assert not change.is_milestone


def test_a_second_affiliation_may_be_added() -> None:
    more = [{"name": "First"}, *APART[0]["affiliations"], {"name": "Last"}]
    after = facts({"work.creators": [APART[0] | {"affiliations": more}, *APART[1:]]})
    assert changes(facts({"work.creators": APART}), after) == {"work.creators": True}


def test_a_changed_fact_has_both_values() -> None:
    assert fact_changes(FACTS, facts({"work.title": "Another"})) == [
        ("work.title", "A title", "Another", False)
    ]


def test_differences_are_in_order_of_their_path() -> None:
    after = facts({"work.title": "B", "work.abstract": "C", "limitations": ["D"]})
    assert [*changes(FACTS, after)] == ["limitations", "work.abstract", "work.title"]


def test_a_group_that_comes_or_goes_is_named_by_the_facts_in_it() -> None:
    group = {"novelty": {"level": "LOW", "score": 3}}
    after = facts({"quality_assessment.dimensions": group})
    paths = {f"quality_assessment.dimensions.novelty.{key}": False for key in ("level", "score")}
    assert changes(FACTS, after) == paths
    assert changes(after, FACTS) == paths


def test_a_list_is_one_fact() -> None:
    before = facts({"work.topics": ["owls", "birds"]})
    assert changes(before, facts({"work.topics": ["owls", "bats"]})) == {"work.topics": False}


def test_the_title_of_a_lead_source_changes_alone() -> None:
    before, after = ({"work.lead_source": {"title": each}} for each in "AB")
    assert changes(facts(before), facts(after)) == {"work.lead_source.title": False}


# ---------------------------------------------------------------- verdicts and scores


@pytest.mark.parametrize("status", ["VERIFIED", "FALSIFIED"])
def test_the_first_verdict_after_a_back_fill_is_a_milestone(status: str) -> None:
    verdict = {"status": status}
    found = fact_changes(facts({"gate_verdict": BACK_FILLED}), facts({"gate_verdict": verdict}))
    assert found == [("gate_verdict", None, verdict, True)]


def test_other_changes_of_a_verdict_are_none() -> None:
    before = facts({"gate_verdict": VERDICT})
    assert changes(before, facts({"gate_verdict": BACK_FILLED})) == {
        "gate_verdict.evaluated_at": False,
        "gate_verdict.reason": False,
        "gate_verdict.status": False,
    }
    reworded = BACK_FILLED | {"reason": "Another"}
    back_filled = facts({"gate_verdict": BACK_FILLED})
    assert changes(back_filled, facts({"gate_verdict": reworded})) == {"gate_verdict.reason": False}


def test_a_first_score_that_gives_the_declared_tier_takes_its_place() -> None:
    assert changes(scored(None, "DOI_GRADE"), scored(7.9, None)) == {SCORE: True, TIER: True}
    assert changes(scored(7.9, None), scored(None, "DOI_GRADE")) == {SCORE: False, TIER: True}


def test_a_first_score_that_gives_another_tier_changes_it() -> None:
    assert changes(scored(None, "DOI_GRADE"), scored(6.5, None)) == {SCORE: True, TIER: False}


def test_a_score_that_leaves_the_tier_open_does_not_take_its_place() -> None:
    before = scored(None, "DOI_GRADE", claims=None)
    after = scored(7.9, None, claims=None)
    assert changes(before, after) == {SCORE: True, TIER: False}


def test_a_score_may_give_the_tier_by_the_policy_of_the_site() -> None:
    policy = TierPolicy(flagship_candidate=FlagshipPolicy(minimum_review_score=9.5))
    before, after = scored(None, "DOI_GRADE"), scored(9.0, None)
    for facts_ in (before, after):
        facts_["quality_assessment"]["dimensions"] = {"reproducibility_status": {"level": "HIGH"}}
    assert changes(before, after) == {SCORE: True, TIER: False}
    assert changes(before, after, policy=policy) == {SCORE: True, TIER: True}


# ---------------------------------------------------------------- artifacts


def test_artifacts_may_be_added_anywhere() -> None:
    assert changes(FACTS, with_artifacts(DECLARED, NOTES, OTHER)) == {"artifacts[2]": True}
    assert changes(FACTS, with_artifacts(OTHER, DECLARED, NOTES)) == {"artifacts[0]": True}
    assert changes(FACTS, with_artifacts(DECLARED, OTHER, NOTES, OTHER)) == {
        "artifacts[1]": True,
        "artifacts[3]": True,
    }
    assert changes(facts({"artifacts": None}), FACTS) == {
        "artifacts[0]": True,
        "artifacts[1]": True,
    }


@pytest.mark.parametrize("had", [HELD, ELSEWHERE, DECLARED | {"sha256": "1" * 64}])
def test_a_declared_artifact_may_get_bytes_an_address_or_a_digest(had: dict[str, Any]) -> None:
    found = changes(FACTS, with_artifacts(had, NOTES))
    assert found == {f"artifacts[0].{key}": True for key in had if key not in DECLARED}
    assert not any(changes(with_artifacts(had, NOTES), FACTS).values())


def test_bytes_have_the_digest_that_was_declared() -> None:
    promised = with_artifacts(DECLARED | {"sha256": "1" * 64}, NOTES)
    assert changes(promised, with_artifacts(HELD, NOTES)) == {
        "artifacts[0].path": False,
        "artifacts[0].sha256": False,
    }


def test_what_is_to_be_had_does_not_move_or_change() -> None:
    before = with_artifacts(ELSEWHERE, NOTES)
    assert set(changes(before, with_artifacts(HELD, NOTES)).values()) == {False}
    digest = ELSEWHERE | {"sha256": "1" * 64}
    assert changes(before, with_artifacts(digest, NOTES)) == {"artifacts[0].sha256": False}


def test_artifacts_that_go_or_change_places_are_no_milestones() -> None:
    gone = fact_changes(FACTS, with_artifacts(NOTES))
    assert gone == [("artifacts", FACTS["artifacts"], [NOTES], False)]
    assert set(changes(FACTS, with_artifacts(NOTES, DECLARED)).values()) == {False}


def test_a_relabelled_artifact_beside_an_added_one_is_a_correction() -> None:
    after = with_artifacts(DECLARED | {"label": "The data"}, NOTES, OTHER)
    assert changes(FACTS, after) == {"artifacts[0].label": False, "artifacts[2]": True}


# ---------------------------------------------------------------- fields


@pytest.mark.parametrize(
    ("path", "fields", "covered"),
    [
        ("work.title", ["work.title"], True),
        ("work.title", ["work"], True),
        ("work.title", ["work.abstract", "limitations"], False),
        ("work.title", ["work.tit"], False),
        ("work.lead_source.url", ["work.lead_source"], True),
        ("artifacts[1].url", ["artifacts[1]"], True),
        ("artifacts[1].url", ["artifacts"], True),
        ("artifacts[10].url", ["artifacts[1]"], False),
        ("work", ["work.title"], False),
        ("report", ["report.claims[0].text"], True),
        ("report", ["work.title"], False),
        ("report", [], False),
    ],
)
def test_a_change_is_covered_by_its_field_or_one_above(
    path: str, fields: list[str], covered: bool
) -> None:
    assert is_covered(path, fields) is covered


def test_a_path_leads_to_its_value() -> None:
    assert steps_to("artifacts[12].url") == ("artifacts", 12, "url")
    assert value_at(FACTS, "artifacts[1].label") == "Notes"
    for nowhere in ("artifacts[2]", "work.doi", "work.title.x", "work[0]", "limitations"):
        assert value_at(FACTS, nowhere) is None
