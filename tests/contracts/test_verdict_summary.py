"""The verdict in short: what a reader is told first, for every status, verdict and evidence."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sitegen.contracts.catalog_row import CatalogRow, catalog_row
from sitegen.contracts.editorial_status import LABELS
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.terms import TERMS
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.verdict_summary import VerdictSummary, removed_summary, verdict_summary
from sitegen.contracts.verdict_tone import TONES, is_hollow, tone_of, verdict_words
from tests.contracts.papers import ID, corrections, event, paper

NOT_STATED = "Not stated in this record"
PARTIAL = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
URL = "https://evidence.example/"
NEWER = "5eed0099-0000-4000-8000-00000000c0de"

# The verdicts: a name for each form, and what the record states.
NUMBER = "Sealed-sandbox formula repro: Computed 4.0 matches expected 4.0 (tolerance=5.0%)."
RED_TEAM = (
    "[Gate 3 RED-TEAM FALSIFIED] avg_attack_score=8.0/10. COUNTEREXAMPLE_HUNTER(7.0):It fails.; "
    "CITATION_AUDITOR(8.0):It fails.; REPLICATION_ATTACKER(9.0):It fails."
)
VERDICTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "number": ("VERIFIED", NUMBER, ("repro_script", "repro_results")),
    "proof": ("VERIFIED", "It type-checks.", ("lean4_proof",)),
    "run": ("VERIFIED", "It ran.", ("repro_script", "repro_results")),
    "red team": ("FALSIFIED", RED_TEAM, ("counterexample", "red_team_report")),
    "failed": ("FALSIFIED", "It failed.", ("counterexample", "red_team_report")),
}
# What is said of each first, of the test, and of all of its evidence where that is public.
SAID = {
    "number": (
        "Verified: one computed number matched.",
        ("Yes, and it matched", "Formula rerun in a sealed sandbox, exactly equal"),
        "Script and results",
        "Only that number was tested",
    ),
    "proof": (
        "Verified: a proof type-checks.",
        ("Yes, a proof type-checks", "By Gate 2"),
        "Proof",
        "Only what the proof states was tested",
    ),
    "run": (
        "Verified: it passed Gate 2.",
        ("Yes, and it passed", "By Gate 2"),
        "Script and results",
        "Only what the gate ran was tested",
    ),
    "red team": (
        "Falsified: a claim was tested and failed.",
        ("Yes, and it failed", "By a red team of three; mean attack score 8.0 of 10"),
        "Counterexample and red-team report",
        "",
    ),
    "failed": (
        "Falsified: a claim was tested and failed.",
        ("Yes, and it failed", "By Gate 2"),
        "Counterexample and red-team report",
        "",
    ),
}
# Without the number of claims, a record has to declare its tier.
UNCOUNTED = {"verification.source_grounded_claims": None, "quality_assessment.tier": "DOI_GRADE"}
EVIDENCE = ("public", "in part", "not public", "none listed")
RATED = "Score and tier rate the write-up; they do not change this."
GATE = "Gate 2 — Verification (formal proof or sandbox reproduction)"


def artifacts(kinds: tuple[str, ...], evidence: str) -> list[dict[str, str]]:
    """The artifacts behind a verdict; in part, the first is public."""
    public = {"public": len(kinds), "in part": 1}.get(evidence, 0)
    return [
        {"type": kind, "label": kind} | ({"url": f"{URL}{kind}"} if number < public else {})
        for number, kind in enumerate(kinds)
    ]


def judged(
    form: str, evidence: str, *, partial: bool = False, events: Any = (), superseded: bool = False
) -> PublishedPaper:
    """A paper that the gate tested."""
    status, reason, kinds = VERDICTS[form]
    verdict = {"status": status, "reason": reason, "gate": GATE}
    changes: dict[str, Any] = {"gate_verdict": verdict | {"evaluated_at": "2026-07-01T10:00:00Z"}}
    if evidence != "none listed":
        changes["artifacts"] = artifacts(kinds, evidence)
    corrected = corrections(*events, **({"superseded_by": NEWER} if superseded else {}))
    has_record = bool(events) or superseded
    changes |= PARTIAL if partial else {}
    return paper(changes, corrected=corrected if has_record else None)


def answers(summary: VerdictSummary) -> dict[str, tuple[str, str]]:
    return {each.question: (each.answer, each.detail) for each in summary.answers}


def row_of(published: PublishedPaper) -> CatalogRow:
    return catalog_row("papers/invented", published)


# Only a transcription may list no evidence, and a proof alone has no other part.
POSSIBLE = [
    (form, evidence, partial)
    for form, evidence, partial in product(VERDICTS, EVIDENCE, (False, True))
    if (partial or evidence != "none listed") and (form, evidence) != ("proof", "in part")
]


@pytest.mark.parametrize(("form", "evidence", "partial"), POSSIBLE)
def test_a_verdict_in_force(form: str, evidence: str, partial: bool) -> None:
    shown = judged(form, evidence, partial=partial)
    summary = shown.summary
    headline, test, kinds, only = SAID[form]
    is_proven_by_a_list = form == "proof" and evidence == "none listed"
    if is_proven_by_a_list:  # nothing says that it was a proof
        headline, test, only = SAID["run"][0], SAID["run"][1], SAID["run"][3]
    is_good = headline.startswith("Verified")
    words = {
        "public": "evidence public",
        "in part": "evidence partly public",
        "not public": "evidence not stated" if partial else "evidence not public",
        "none listed": "evidence not stated",
    }
    if is_good and evidence != "public":  # the first words say that nobody can inspect it
        headline = headline.replace("Verified:", f"Verified, {words[evidence]}:")
    assert summary.headline == headline
    assert answers(summary)["Tested?"] == test
    assert summary.tone == ("verified" if is_good else "falsified")
    assert summary.is_hollow is (is_good and evidence != "public")
    caution = f"{only}. You can repeat it." if evidence == "public" else f"{only}."
    assert summary.caution == (caution if is_good else RATED)
    count = "1 file" if form == "proof" else "2 files"
    first = kinds.partition(" and ")[0]
    found = {
        "public": (f"Yes, {count}", f"{kinds}, held elsewhere"),
        "in part": ("In part, 1 file", f"{first}; the rest is declared"),
        "not public": ("Declared, not public", kinds),
        "none listed": (NOT_STATED, "Said to be attached, not where"),
    }
    if partial:
        found["in part"] = ("In part, 1 file", f"{first}; the rest is not stated")
        found["not public"] = (NOT_STATED, "Named, but not where it is")
    assert answers(summary)["Evidence public?"] == found[evidence]
    row = row_of(shown)
    assert row.evidence_words == words[evidence]
    assert (row.tone, row.is_hollow, row.verdict_words) == (summary.tone, summary.is_hollow, "")
    in_a_line = headline.replace(f", {words[evidence]}", "")
    assert row.status_line == f"{in_a_line} {shown.manifest.verdict_evidence.statement}"
    assert ("You can repeat it" in summary.caution) is (is_good and evidence == "public")


@pytest.mark.parametrize(
    "reason",
    [
        # More than the comparison is stated, or something else.
        f"{NUMBER} The proof type-checks, too.",
        f"The script ran. {NUMBER}",
        f"{NUMBER} {NUMBER}",
        "The computed number matched.",
        "Computed 4.0 matches expected 4.0.",
        None,
    ],
)
def test_one_number_matched_only_where_the_reason_says_just_that(reason: str | None) -> None:
    verdict = {"status": "VERIFIED"} | ({"reason": reason} if reason else {})
    changes = {"gate_verdict": verdict, "artifacts": artifacts(VERDICTS["run"][2], "public")}
    summary = paper(changes).summary
    assert summary.headline == "Verified: it passed Gate 2."
    assert answers(summary)["Tested?"] == ("Yes, and it passed", "By Gate 2")


@pytest.mark.parametrize(
    ("reason", "detail"),
    [
        ("Computed 4.1 matches expected 4.0 (tolerance=5.0%)", "within 5.0%"),
        (
            "Computed 4.0000000000004 matches expected 4.0 (tolerance=0.0000000001%)",
            "within 0.0000000001%",
        ),
        ("Computed 4 matches expected 4.0 (tolerance=5%).", "exactly equal"),
        ("Some run: Computed 4 matches expected 4 (tolerance=5%).", "exactly equal"),
    ],
)
def test_how_close_a_number_is(reason: str, detail: str) -> None:
    changes = {
        "gate_verdict": {"status": "VERIFIED", "reason": reason},
        "artifacts": artifacts(VERDICTS["run"][2], "public"),
    }
    found = answers(paper(changes).summary)["Tested?"]
    assert found == ("Yes, and it matched", f"One number computed again, {detail}")


@pytest.mark.parametrize(
    ("kinds", "headline"),
    [
        (("lean4_proof",), "Verified: a proof type-checks."),
        (("lean4_proof", "repro_script"), "Verified: a proof type-checks."),
        # Either may have decided.
        (("lean4_proof", "repro_script", "repro_results"), "Verified: it passed Gate 2."),
        (("repro_script", "repro_results"), "Verified: it passed Gate 2."),
    ],
)
def test_a_proof_type_checks_only_where_a_proof_decides(
    kinds: tuple[str, ...], headline: str
) -> None:
    changes = {
        "gate_verdict": {"status": "VERIFIED", "reason": "A proof type-checks."},
        "artifacts": artifacts(kinds, "public"),
    }
    assert paper(changes).summary.headline == headline


def test_a_proof_is_not_what_compared_numbers() -> None:
    verdict = {"status": "VERIFIED", "reason": f"{NUMBER} {NUMBER}"}
    proven = {"artifacts": artifacts(("lean4_proof",), "public")}
    summary = paper(proven | {"gate_verdict": verdict}).summary
    assert summary.headline == "Verified: it passed Gate 2."
    assert summary.caution == "Only what the gate ran was tested."
    one = paper(proven | {"gate_verdict": verdict | {"reason": NUMBER}}).summary
    assert one.caution == "Only that number was tested."


@pytest.mark.parametrize("gate", ["Gate 12 — A later gate", "A panel"])
def test_a_gate_with_another_name_is_not_called_gate_2(gate: str) -> None:
    verdict = {"status": "VERIFIED", "reason": "It ran.", "gate": gate}
    backed = {"artifacts": artifacts(VERDICTS["run"][2], "public")}
    summary = paper(backed | {"gate_verdict": verdict}).summary
    assert summary.headline == "Verified: it passed the verification gate."


def test_no_gate_is_named_that_the_record_does_not_name() -> None:
    verdict = {"status": "VERIFIED", "reason": "It ran.", "gate": "Gate 9 — Another"}
    backed = {"artifacts": artifacts(VERDICTS["run"][2], "public")}
    summary = paper(backed | {"gate_verdict": verdict}).summary
    assert summary.headline == "Verified: it passed the verification gate."
    assert answers(summary)["Tested?"] == ("Yes, and it passed", "By Gate 9")
    unnamed = paper(PARTIAL | {"gate_verdict": {"status": "FALSIFIED"}}).summary
    assert answers(unnamed)["Tested?"] == ("Yes, and it failed", "")


# ------------------------------------------------------------------- Nothing was tested


@pytest.mark.parametrize(
    ("claims", "caution"),
    [
        (None, ""),
        (0, "No claim was found in a source text."),
        (1, "One claim was found in a source text; that is not a test."),
        (9, "Claims were found in source texts; that is not a test."),
    ],
)
def test_a_paper_that_nobody_tested(claims: int | None, caution: str) -> None:
    counted = {"verification.source_grounded_claims": claims}
    shown = paper(UNCOUNTED if claims is None else counted)
    summary = shown.summary
    assert summary.headline == "Unverified: nothing was tested."
    assert summary.caution == caution
    assert (summary.tone, summary.is_hollow) == ("untested", False)
    found = answers(summary)
    assert found["Tested?"] == ("No", "No proof or rerun was attempted")
    assert found["Evidence public?"] == ("Nothing to show", "Nothing was tested")
    row = row_of(shown)
    assert (row.verdict_words, row.evidence_words) == ("not tested", "")
    assert row.status_line == "Unverified: nothing was tested."


def test_a_test_that_was_not_completed_is_not_said_to_be_none() -> None:
    """The reason may say that a run timed out."""
    for changes in ({"reason": "The run timed out."}, {}):
        record = {"gate_verdict": {"status": "UNVERIFIED"} | changes}
        record |= {} if changes else PARTIAL
        summary = paper(record).summary
        assert summary.headline == "Unverified: no test was completed."
        assert answers(summary)["Tested?"][0] == "Not completed"
        assert answers(summary)["Evidence public?"] == (
            *("Nothing to show", "No test was completed"),
        )


def test_claims_that_were_tested_apart_from_the_gate_are_not_denied() -> None:
    checked = {
        "verification.sandbox_executed_claims": 2,
        "verification.cross_source_corroborated_claims": 3,
        "verification.independently_reproduced_claims": 1,
    }
    summary = paper(checked).summary
    assert summary.headline == "Unverified: the gate completed no test."
    assert summary.caution == (
        "Claims were checked in other ways; the verification level says how far."
    )
    found = answers(summary)
    assert found["Evidence public?"][1] == "The gate completed no test"
    # The two highest levels; the panel has all.
    assert found["Claims"] == (
        *("3 found in a source text", "1 independently reproduced, 2 sandbox executed"),
    )
    stated = PARTIAL | UNCOUNTED
    partial = paper(stated | {"verification.sandbox_executed_claims": 2}).summary
    assert partial.headline == (
        "Verdict not stated: this record does not say whether the gate tested it."
    )
    assert answers(partial)["Claims"] == (NOT_STATED, "2 sandbox executed")


def test_a_transcription_without_a_verdict_is_no_finding() -> None:
    shown = paper(PARTIAL | UNCOUNTED)
    summary = shown.summary
    assert summary.headline == (
        "Verdict not stated: this record does not say whether anything was tested."
    )
    assert (summary.caution, summary.tone, summary.is_hollow) == ("", "untested", False)
    unstated = [each.question for each in summary.answers if not each.is_stated]
    assert unstated == ["Tested?", "Evidence public?", "Claims", "Date"]
    assert not any(each.detail for each in summary.answers if not each.is_stated)
    row = row_of(shown)
    assert (row.verdict_words, row.evidence_words) == ("", "")


def test_claims_are_not_called_untested_where_the_verdict_is_not_stated() -> None:
    summary = paper(PARTIAL).summary
    assert answers(summary)["Claims"] == ("3 found in a source text", "Being found is not a test")


def test_claims_that_nobody_counted_are_not_assessed_in_a_complete_record() -> None:
    summary = paper(UNCOUNTED).summary
    assert answers(summary)["Claims"] == ("Not assessed", "")
    none = paper({"verification.source_grounded_claims": 0}).summary
    assert answers(none)["Claims"] == ("None found in a source text", "")


# ----------------------------------------------------------------------- Under a notice

NOTICES = {
    "withdrawal": (
        *("Withdrawn: do not rely on this paper.", "void", "before the withdrawal"),
        "Withdrawal",
    ),
    "retraction": (
        *("Retracted: do not rely on this paper.", "void", "before the retraction"),
        "Retraction",
    ),
    "partial_retraction": (
        *("Partially retracted: do not rely on that part.", "void"),
        *("before the partial retraction", "Partial retraction"),
    ),
    "expression_of_concern": (
        "Expression of concern: a question is open.",
        *("changed", "under concern", "Expression of concern"),
    ),
}
LATER = "2026-06-01T10:00:00+00:00"  # the verdict is of July


@pytest.mark.parametrize("kind", NOTICES)
@pytest.mark.parametrize("form", [*VERDICTS, "untested", "not stated"])
def test_a_notice_stands_above_the_verdict(kind: str, form: str) -> None:
    headline, tone, qualifier, title = NOTICES[kind]
    notice = {"kind": kind, "issued_by": "The invented editors"}
    events = (event(5, notice=notice, affected_fields=[]),)
    if form in VERDICTS:
        shown = judged(form, "not public", events=events)
    else:
        partial = PARTIAL if form == "not stated" else {}
        shown = paper(partial, corrected=corrections(*events))
    summary = shown.summary
    assert (summary.headline, summary.tone, summary.is_hollow) == (headline, tone, False)
    is_verified, is_falsified = form in {"number", "proof", "run"}, form in {"red team", "failed"}
    rated = "Verdict, score and tier" if is_verified else "Score and tier"
    is_open = kind == "expression_of_concern"
    is_partly = kind == "partial_retraction"
    expected = f"{rated} do not settle it." if is_open else f"{rated} no longer count."
    if is_partly:
        expected = f"Only the notice can say which part. {rated} came before it."
    if is_falsified:
        expected = f"Falsified: a claim was tested and failed. {expected}"
    if is_verified and not is_open and not is_partly:
        expected = f"It was verified {qualifier}. {expected}"
    assert summary.caution == expected
    found = answers(summary)
    assert next(iter(found)) == title
    assert found[title] == ("Notice of 5 July 2026", "Issued by The invented editors")
    assert summary.answers[0].target.endswith(f"/paper/{ID}/notices/5EED0000-C5/")
    assert (len(found), summary.notice_path) == (6, "")
    if is_verified:
        assert found["Tested?"][0] == f"{SAID[form][1][0]}, {qualifier}"
    elif is_falsified:
        assert found["Tested?"][0] == "Yes, and it failed"
    last = f"{title[:1].lower()}{title[1:]}"
    assert found["Corrections"] == ("1 event", f"Last: {last}, 5 July 2026")
    row = row_of(shown)
    was = "verified" if is_open else "was verified"
    words = {"untested": "not tested", "not stated": "verdict not stated"}
    word = was if is_verified else words.get(form, "falsified")
    assert (row.verdict_words, row.tone) == (word, tone)
    also = " Falsified: a claim was tested and failed. Its evidence is declared but not public."
    assert row.status_line == headline + (also if is_falsified else "")


def test_a_verdict_that_came_after_the_notice_is_not_said_to_be_before_it() -> None:
    later = event(1, notice={"kind": "retraction"}, corrected_at=LATER, affected_fields=[])
    summary = judged("number", "public", events=(later,)).summary
    assert summary.caution == (
        "It was verified, but retracted. Verdict, score and tier no longer count."
    )
    assert answers(summary)["Tested?"][0] == "Yes, and it matched, but retracted"


def test_a_verdict_that_came_after_a_partial_retraction_is_not_said_to_be_before_it() -> None:
    later = event(1, notice={"kind": "partial_retraction"}, corrected_at=LATER, affected_fields=[])
    shown = judged("number", "public", events=(later,))
    assert shown.gate_panel.label == "Verified, but partially retracted"
    assert (
        shown.summary.caution
        == "Only the notice can say which part. Score and tier came before it."
    )


@pytest.mark.parametrize(
    ("kind", "gate", "caution"),
    [
        ("retraction", {}, "Its tier no longer counts."),
        ("expression_of_concern", {}, "Its tier does not settle it."),
        (
            "expression_of_concern",
            {"gate_verdict": {"status": "VERIFIED"}},
            "Verdict and tier do not settle it.",
        ),
        ("partial_retraction", {}, "Only the notice can say which part. Its tier came before it."),
    ],
)
def test_no_score_is_named_that_the_record_does_not_state(
    kind: str, gate: dict[str, Any], caution: str
) -> None:
    changes = PARTIAL | {"quality_assessment": {"tier": "DOI_GRADE"}} | gate
    noticed = event(1, notice={"kind": kind}, affected_fields=[])
    assert paper(changes, corrected=corrections(noticed)).summary.caution == caution


@pytest.mark.parametrize("form", [*VERDICTS, "untested"])
def test_a_superseded_paper_keeps_its_verdict(form: str) -> None:
    shown = (
        judged(form, "public", superseded=True)
        if form in VERDICTS
        else paper({}, corrected=corrections(superseded_by=NEWER))
    )
    summary = shown.summary
    assert summary.headline == "Superseded: there is a newer paper."
    assert (summary.tone, summary.is_hollow) == ("void", False)
    said = SAID[form][0] if form in SAID else "Unverified: nothing was tested."
    assert summary.caution == said
    if form in SAID:
        assert answers(summary)["Tested?"] == SAID[form][1]
    assert answers(summary)["Corrections"] == ("None", "State: superseded")


@pytest.mark.parametrize(
    ("changes", "statement", "last"),
    [
        ({}, "This paper was corrected on 5 July 2026.", "correction"),
        (
            {"notice": {"kind": "addendum"}, "affected_fields": []},
            "An addendum to this paper was published on 5 July 2026.",
            "addendum",
        ),
    ],
)
def test_a_correction_leaves_the_verdict_in_force(
    changes: dict[str, Any], statement: str, last: str
) -> None:
    events = (event(5, **changes),)
    shown = judged("number", "not public", events=events)
    summary = shown.summary
    matched = "verified, evidence not public: one computed number matched."
    assert summary.headline == f"Corrected; {matched}"
    assert summary.caution == f"{statement} Only that number was tested."
    assert (summary.tone, summary.is_hollow) == ("changed", True)
    assert summary.notice_path.endswith("/notices/5EED0000-C5/")
    assert answers(summary)["Corrections"] == ("1 event", f"Last: {last}, 5 July 2026")
    assert row_of(shown).verdict_words == "verified"
    undated = statement.replace(" on 5 July 2026", "")
    headline = SAID["number"][0]
    assert row_of(shown).status_line.startswith(f"{headline} {undated}")
    # A falsification stays the status.
    failed = judged("failed", "public", events=events).summary
    assert failed.headline == "Falsified: a claim was tested and failed."
    assert failed.tone == "falsified"


# ------------------------------------------------------------------------ Further answers


def test_a_falsified_paper_without_a_score_has_only_its_tier() -> None:
    changes = PARTIAL | {
        "gate_verdict": {"status": "FALSIFIED"},
        "quality_assessment": {"tier": "WATCHLIST"},
    }
    assert paper(changes).summary.caution == "Its tier rates the write-up; it does not change this."


@pytest.mark.parametrize(
    ("submitted", "evaluated", "said"),
    [
        ("2026-07-01", True, ("1 July 2026", "Submitted and evaluated on one day")),
        ("2026-06-30", True, ("30 June 2026", "Submitted; evaluated 1 July 2026")),
        ("2026-07", True, ("July 2026", "Submitted; evaluated 1 July 2026")),
        ("2026-07-01", False, ("1 July 2026", "Submitted")),
        (None, True, ("1 July 2026", "Evaluated; submission not stated")),
        (None, False, (NOT_STATED, "")),
    ],
)
def test_the_dates(submitted: str | None, evaluated: bool, said: tuple[str, str]) -> None:
    verdict = {"status": "UNVERIFIED", "reason": "Invented."}
    verdict |= {"evaluated_at": "2026-07-01T10:00:00Z"} if evaluated else {}
    changes = {"work.submitted": submitted, "gate_verdict": verdict}
    assert answers(paper(changes).summary)["Date"] == said


def test_what_a_paper_is_follows_from_the_note_of_the_site() -> None:
    summary = paper().summary
    assert answers(summary)["What is it?"] == (
        "Machine-generated synthesis of existing literature",
        "Not primary research",
    )


def test_every_answer_leads_to_a_panel_and_every_term_is_explained() -> None:
    for each in judged("number", "public").summary.answers:
        assert each.target.startswith("#")
        assert not each.term or each.term in TERMS


# ---------------------------------------------------------------------------------- Removed


def test_a_removed_paper_tells_what_is_left_of_it() -> None:
    tombstone = Tombstone(
        id=ID,
        title="An invented paper",
        removed_at="2026-08-02T09:00:00+00:00",
        reason="An invented reason of law.",
        by="The invented editors",
    )
    summary = removed_summary(tombstone, "Invented text. Not research.")
    assert summary.headline == "Removed: this paper is no longer published here."
    assert (summary.tone, summary.is_hollow) == ("void", False)
    assert answers(summary) == {
        "Removed": ("2 August 2026", "By The invented editors"),
        "Tested?": ("Not known here", "Its verdict went with the paper"),
        "Evidence public?": ("Not known here", "Its files are no longer here"),
        "What is it?": ("Invented text", "Not research"),
    }


# ----------------------------------------------------------------------------------- Tables


def test_every_status_has_a_colour() -> None:
    assert {*TONES} | {"NOT_STATED", "UNVERIFIED"} == {*LABELS}
    assert {tone_of(status) for status in ("NOT_STATED", "UNVERIFIED", "OF_LATER")} == {"untested"}


def test_only_a_good_verdict_in_force_is_hollow() -> None:
    for status, gate, state in product(
        LABELS, ("VERIFIED", "FALSIFIED", "UNVERIFIED", ""), ("HELD", "DECLARED_ONLY", "")
    ):
        expected = status in {"VERIFIED", "CORRECTED"} and gate == "VERIFIED" and state != "HELD"
        assert is_hollow(status, gate, state) is expected


def test_the_words_of_a_verdict_never_hide_a_falsification() -> None:
    for status in {*LABELS} - {"NOT_STATED"}:
        said = verdict_words(status, "FALSIFIED")
        assert said == ("" if status == "FALSIFIED" else "falsified")


# ----------------------------------------------------------------------- Records of others


def changed(shown: PublishedPaper, **members: Any) -> VerdictSummary:
    """The summary of a published record that our rules did not judge."""
    manifest = shown.manifest.model_copy(update=members)
    return verdict_summary(manifest, shown.corrections)


def test_a_number_that_does_not_match_is_not_said_to_match() -> None:
    shown = judged("number", "public")
    reason = "Computed 9.0 matches expected 4.0 (tolerance=5.0%)."
    verdict = shown.manifest.gate_verdict.model_copy(update={"reason": reason})
    summary = changed(shown, gate_verdict=verdict)
    assert summary.headline == "Verified: it passed Gate 2."
    assert answers(summary)["Tested?"] == ("Yes, and it passed", "By Gate 2")


def test_words_of_a_later_version_are_shown_as_they_are() -> None:
    shown = judged("number", "public")
    status = shown.manifest.editorial_status.model_copy(
        update={"status": "RECONSIDERED", "label": "Reconsidered"}
    )
    summary = changed(shown, editorial_status=status)
    assert (summary.headline, summary.tone) == ("Reconsidered.", "untested")
    assert summary.is_hollow is False
    verdict = shown.manifest.gate_verdict.model_copy(update={"status": "HEARD", "label": "Heard"})
    summary = changed(shown, gate_verdict=verdict)
    assert (summary.headline, summary.caution) == ("Heard.", "")
    assert answers(summary)["Tested?"] == ("Heard", "")


def test_no_evidence_is_not_public_evidence() -> None:
    """A verdict of an old record that lists none, although it is complete."""
    shown = judged("number", "public")
    evidence = shown.manifest.verdict_evidence.model_copy(update={"state": None, "statement": ""})
    summary = changed(shown, artifact_set=(), verdict_evidence=evidence)
    assert summary.is_hollow
    assert "You can repeat it" not in summary.caution
    assert answers(summary)["Evidence public?"] == (NOT_STATED, "")
