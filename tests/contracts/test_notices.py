"""The notices of a paper: how they are cited, and how much of a change a reader is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.notices import Milestone, NoticePage
from sitegen.contracts.replaced_manifest import ReplacedManifest, read_replaced_manifest
from sitegen.contracts.timeline import LONGEST_EXCERPT, LONGEST_SHOWN, FieldChange
from sitegen.findings.canonical import canonical_json, canonical_sha256
from tests.contracts.papers import EVENT, ID, corrections, event, paper

TEXT = st.text(st.characters(codec="utf-8"), max_size=600)


def snapshot(number: int, facts: dict[str, object], report: str | None = None) -> ReplacedManifest:
    content = {
        "contract_version": "paper-manifest-v1.1",
        "work": {"id": ID},
        "facts": facts,
        "facts_sha256": canonical_sha256(facts),
        "report_sha256": report,
    }
    return read_replaced_manifest(number, canonical_json(content))


def notice(**changes: Any) -> NoticePage:
    """The page of the only event of a paper."""
    (found,) = paper(corrected=corrections(event(**changes))).notices
    return found


def test_a_notice_without_issuer_is_cited_as_the_publishers() -> None:
    assert notice().citation == (
        "Assignee Research (1 July 2026). Correction: An invented paper. Notice 5EED0000-C1. "
        f"https://assignee.net/paper/{ID}/notices/5EED0000-C1/"
    )


def test_a_notice_is_cited_with_its_issuer_and_its_doi() -> None:
    told = {"kind": "retraction", "issued_by": "The editors", "doi": "10.5281/zenodo.2(a)<b>"}
    found = notice(notice=told, affected_fields=[])
    assert found.title == "Retraction: An invented paper"
    assert found.citation == (
        "The editors (1 July 2026). Retraction: An invented paper. Assignee Research. "
        "Notice 5EED0000-C1. https://doi.org/10.5281/zenodo.2(a)%3Cb%3E"
    )


def test_a_lifted_notice_and_the_lifting_one_know_each_other() -> None:
    concern = event(1, notice={"kind": "expression_of_concern"}, affected_fields=[])
    lift = event(2, lifts=f"{EVENT}1", affected_fields=[])
    first, second = paper(corrected=corrections(concern, lift)).notices
    assert (first.lifts, first.lifted_by) == (None, second.entry)
    assert (second.lifts, second.lifted_by) == (first.entry, None)


def test_the_panel_has_the_newest_notice_first() -> None:
    panel = paper(corrected=corrections(event(1), event(2))).correction_panel
    assert [each.entry.event.event_id for each in panel.notices] == [f"{EVENT}2", f"{EVENT}1"]


def test_a_value_without_end_is_cut() -> None:
    kept = snapshot(1, {"work": {"title": "x" * 900_000}})
    (entry,) = replace(paper(corrected=corrections(event())), snapshots=(kept,)).timeline
    (change,) = entry.changes
    assert change.before is not None
    assert len(change.before) == LONGEST_SHOWN
    assert change.before.endswith("x…")


def test_a_short_value_is_not_cut() -> None:
    change = FieldChange("work.title", "one", None)
    assert change.excerpt == change
    assert not change.is_cut


def test_a_long_value_is_cut_around_the_first_difference() -> None:
    before = "".join(f"word {number} " for number in range(200))
    change = FieldChange("work.abstract", before, before.replace("word 150", "other 150"))
    assert change.is_cut
    was, now = change.excerpt.before or "", change.excerpt.after or ""
    assert was.startswith("…")
    assert was.endswith("…")
    assert "word 150" in was
    assert "other 150" in now
    assert was[1] != " "


@given(st.none() | TEXT, st.none() | TEXT)
def test_an_excerpt_is_a_part_of_its_value_and_shows_that_they_differ(
    before: str | None, after: str | None
) -> None:
    change = FieldChange("work.abstract", before, after)
    for whole, part in ((before, change.excerpt.before), (after, change.excerpt.after)):
        assert (whole is None) is (part is None)
        if whole is not None and part is not None:
            assert len(part) <= LONGEST_EXCERPT + 2
            assert part == whole or part.removeprefix("…").removesuffix("…") in whole
    if before is not None and after is not None and before != after:
        assert change.excerpt.before != change.excerpt.after


def test_a_paper_without_corrections_shows_the_days_that_its_record_states() -> None:
    dated = {"work.submitted": "2026-07"}
    shown = paper(dated).correction_panel
    assert shown.milestones == (Milestone("Submitted", "2026-07"),)
    assert paper().correction_panel.milestones == ()
    corrected = paper(dated, corrected=corrections(event()))
    assert corrected.correction_panel.milestones == ()


def test_a_falsification_has_its_day_and_its_colour_and_no_other_verdict_has_one() -> None:
    evaluated = "2026-07-02T10:00:00+00:00"
    for status, tone in (("FALSIFIED", "falsified"), ("UNVERIFIED", "untested")):
        verdict = {"status": status, "evaluated_at": evaluated, "reason": "A reason."}
        artifacts = [{"type": "counterexample", "label": "C", "url": "https://a.example/c"}]
        changes = {"gate_verdict": verdict, "artifacts": artifacts}
        (milestone,) = paper(changes).correction_panel.milestones
        assert milestone == Milestone(f"Gate verdict: {status.capitalize()}", "2026-07-02", tone)
