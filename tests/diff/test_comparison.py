"""What a reader would notice: real records against a site, its ledger, and a git revision."""

from __future__ import annotations

from random import Random

import pytest

from sitegen.diff.comparison import compare
from sitegen.history.opening import open_base
from sitegen.render.project import Project
from tests.diff.differences import NOW, changed, difference, text_of, told
from tests.history import illegitimate_histories, legitimate_histories
from tests.history.facts_that_change import FACTS, Fact
from tests.history.histories import IDS, Publication, Records
from tests.history.test_git import nobodys_configuration

__all__ = ["nobodys_configuration"]  # a fixture
KINDS = ("site", "ledger", "git")


@pytest.fixture(params=KINDS)
def renewed(publication: Publication, request: pytest.FixtureRequest) -> tuple[Records, str]:
    return publication.renewed(request.param, Random(0))


@pytest.fixture
def site(publication: Publication) -> tuple[Records, str]:
    return publication.renewed("site", Random(0))


@pytest.fixture
def revision(publication: Publication) -> tuple[Records, str]:
    return publication.renewed("git", Random(0))


def test_a_state_does_not_differ_from_itself(renewed: tuple[Records, str]) -> None:
    records, base = renewed
    found = difference(records.folder, base)
    assert (found.is_empty, found.unchanged) == (True, 11)
    assert text_of(found).endswith(": 11 unchanged")


# ---------------------------------------------------------------- facts


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_no_change_of_a_fact_is_silent(publication: Publication, fact: Fact) -> None:
    # Git is asked by a process each time, so it comes up less often.
    kind = "site" if FACTS.index(fact) % 4 else "git"
    records, base = publication.renewed(kind, Random(0))
    fact.change(records)
    paper = changed(records, base)
    assert paper.id == IDS[fact.paper]
    told = [line for line in paper.lines if line.kind == "correction"]
    assert any(line.field.startswith(fact.field) for line in told) or told[0].field in (
        *("limitations", "work.language"),
        "verification.claim_summary.claim_record_source",
    )
    assert [each.code for each in paper.findings][:1] == ["SG804"]


@pytest.mark.parametrize("fact", FACTS[::7], ids=lambda fact: fact.name)
def test_against_a_ledger_a_change_is_told_without_words(
    publication: Publication, fact: Fact
) -> None:
    records, base = publication.renewed("ledger", Random(0))
    fact.change(records)
    found = difference(records.folder, base)
    (paper,) = found.papers
    assert "correction" in {line.kind for line in paper.lines}
    assert "a ledger has digests, not texts" in text_of(found)


def test_a_verdict_that_turns_is_told_in_the_words_of_the_page(site: tuple[Records, str]) -> None:
    records, base = site
    records.edit("rich/manifest.yaml", "status: VERIFIED", "status: FALSIFIED")
    assert told(records, base) == [
        ("correction", "Status: Verified → Falsified"),
        ("correction", "Evidence: The artifact behind it is public. → Its evidence is public."),
        ("correction", "Review monitor: WATCH → REVIEW_REQUIRED"),
        ("correction", "Gate status: Verified → Falsified"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "abstract of the rich",
            "summary of the poor",
            "Abstract: 2 words: "
            "“The abstract of the rich paper.” → “The summary of the poor paper.”",
        ),
        (
            "Owls fly., verified: true",
            "Owls fly., verified: false",
            "Report: claims: 1 changed: “Owls fly. (verified, 0.5)” → "
            "“Owls fly. (not verified, 0.5)”",
        ),
    ],
    ids=["a text", "the report"],
)
def test_what_changed_of_a_text_is_counted_and_shown(
    revision: tuple[Records, str], was: str, now: str, said: str
) -> None:
    records, base = revision
    records.edit("rich/manifest.yaml", was, now)
    assert told(records, base) == [("correction", said)]


def test_a_first_verdict_is_a_milestone_and_told_from_what_the_page_said(
    renewed: tuple[Records, str],
) -> None:
    records, base = renewed
    records.write("bare/proof", "")
    records.path("bare/proof").unlink()
    verdict = "gate_verdict: {status: FALSIFIED, reason: It was attacked.}\n"
    records.write("bare/manifest.yaml", records.read("bare/manifest.yaml") + verdict)
    found = told(records, base)
    assert {kind for kind, _ in found} == {"milestone"}
    assert ("milestone", "Gate status: Unverified → Falsified") in found
    assert ("milestone", "Status: Unverified → Falsified") in found


TRANSCRIBED = "completeness: PARTIAL\ntranscribed_from: {title: A page, seen: 2026-07-01}\n"


def test_to_become_a_transcription_changes_every_row_that_says_less(
    site: tuple[Records, str],
) -> None:
    records, base = site
    records.write("bare/manifest.yaml", TRANSCRIBED + records.read("bare/manifest.yaml"))
    assert told(records, base) == [
        ("correction", "Status: Unverified → Verdict not stated"),
        ("correction", "Transcribed from: none → A page"),
        ("correction", "Verification: L0, Unassessed → Not stated in this record"),
        ("correction", "External record: Not registered → Not stated in this record"),
        ("correction", "Review monitor: WATCH → not decided"),
        ("correction", "Transcribed from: seen on: none → 2026-07-01"),
        ("correction", "Completeness: COMPLETE → PARTIAL"),
        ("correction", "Gate status: Unverified → Not stated in this record"),
        ("correction", "Quality dimensions: none assessed → Not stated in this record"),
        (
            "correction",
            "Artifact: Attack (declared, not public) → Attack (where it is: not stated in this "
            "record)",
        ),
    ]


def test_an_unannounced_correction_comes_with_its_command(site: tuple[Records, str]) -> None:
    records, base = site
    records.edit("rich/manifest.yaml", "The rich paper\n", "The poor paper\n")
    text = text_of(difference(records.folder, base))
    assert "records/papers/rich/manifest.yaml:4:10: SG804: work.title was published as" in text
    assert "`sitegen correct rich --type METADATA" in text


def test_an_announced_correction_is_told_with_its_notice(
    publication: Publication, site: tuple[Records, str]
) -> None:
    records, base = site
    records.edit("rich/manifest.yaml", "The rich paper\n", "The poor paper\n")
    records.correct(publication.site, "rich", "work.title", public_note="It was *poor*.")
    paper = changed(records, base)
    assert paper.findings == ()
    said = told(records, base)
    assert ("correction", "Correction 5EED0001-C1: new: “It was poor.”") in said
    assert ("correction", "Title: The rich paper → The poor paper") in said
    assert ("correction", "Status: Verified → Corrected") in said


def test_a_retraction_changes_the_status_and_the_title(
    publication: Publication, site: tuple[Records, str]
) -> None:
    records, base = site
    records.append("bare", notice={"kind": "retraction", "reasons": ["It was made up"]})
    paper = changed(records, base)
    assert paper.title == "RETRACTED: The bare paper"
    assert ("correction", "Status: Unverified → Retracted") in told(records, base)


def test_an_event_that_is_edited_or_gone_is_told(site: tuple[Records, str]) -> None:
    records, base = site
    text = records.read("loose/corrections.yaml")
    records.write("loose/corrections.yaml", text.replace("Something was wrong", "All is well", 1))
    said = [text for _, text in told(records, base)]
    assert "Erratum 5EED0006-C1: changed: “public_note”" in said


def test_the_report_of_a_site_is_a_digest(site: tuple[Records, str]) -> None:
    records, base = site
    records.edit("rich/manifest.yaml", "Owls fly.", "Owls do not fly.")
    ((kind, said),) = told(records, base)
    assert kind == "correction"
    assert said.startswith("Report: changed; a published site has only its digest")


# ---------------------------------------------------------------- all histories


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_validate_refuses_is_told(publication: Publication, kind: str) -> None:
    silent, every = [], {"site": 5, "git": 20, "ledger": 60}[kind]
    for history in illegitimate_histories.histories()[::every]:
        records, base = publication.renewed(kind, Random(1))
        history.change(records, publication)
        project = Project(records.folder)
        found = compare(project, open_base(base, project), NOW)
        if found.states.difference().is_empty and not found.mistakes:
            silent.append(history.name)
    assert silent == []


def test_what_was_done_as_it_must_be_is_told_without_findings(publication: Publication) -> None:
    for history in legitimate_histories.histories(310)[::10]:
        records, base = publication.renewed("site", Random(1))
        history.change(records, publication)
        found = difference(records.folder, base)
        findings = [each for paper in found.papers for each in paper.findings]
        assert (findings, found.findings) == ([], ()), history.name


# ---------------------------------------------------------------- settings


def new_thresholds(records: Records) -> None:
    settings = records.folder / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    assert "quarantine_below: 5.0" in text
    settings.write_text(text.replace("below: 5.0", "below: 6.6"), encoding="utf-8")


@pytest.mark.parametrize("kind", ["site", "git"])
def test_a_new_threshold_is_a_regeneration_that_readers_notice(
    publication: Publication, kind: str
) -> None:
    records, base = publication.renewed(kind, Random(0))
    new_thresholds(records)
    found = difference(records.folder, base)
    bare = next(paper for paper in found.papers if paper.id == IDS["bare"])
    assert {line.kind for line in bare.lines} == {"regeneration"}
    assert ("Quality tier", "Watchlist", "Quarantine candidate") in {
        (line.label, line.before, line.after) for line in bare.lines
    }
    rich = next(paper for paper in found.papers if paper.id == IDS["rich"])
    assert [line.label for line in rich.lines] == ["Wording and rules"]
    assert found.findings == ()


def test_the_same_regeneration_is_said_once(publication: Publication) -> None:
    records, base = publication.renewed("git", Random(0))
    settings = records.folder / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("Assignee Research", "Owl House"), encoding="utf-8")
    said = text_of(difference(records.folder, base))
    assert said.count("Publisher: Assignee Research → Owl House") == 1
    assert "and 6 more papers" in said


def test_a_comment_in_a_record_publishes_it_anew_and_changes_nothing(
    site: tuple[Records, str],
) -> None:
    records, base = site
    records.write("bare/manifest.yaml", "# A comment.\n" + records.read("bare/manifest.yaml"))
    assert told(records, base) == [("regeneration", "Files: other bytes with the same facts")]


# ---------------------------------------------------------------- papers on one side


def test_a_new_paper_is_added(renewed: tuple[Records, str]) -> None:
    records, base = renewed
    text = records.read("spare/manifest.yaml").replace(IDS["spare"], IDS["fresh"])
    records.write("fresh/manifest.yaml", text)
    found = difference(records.folder, base)
    (paper,) = found.added
    assert (paper.short_id, paper.title) == ("5EED0013", "The spare paper")
    assert found.papers == ()


def test_a_removed_paper_is_told_with_its_reason(renewed: tuple[Records, str]) -> None:
    records, base = renewed
    records.path("spare/manifest.yaml").unlink()
    tombstone = f"id: {IDS['spare']}\ntitle: The spare paper\nreason: By mistake.\nby: We\n"
    records.write("spare/tombstone.yaml", tombstone + "removed_at: 2026-08-01T09:00:00+00:00\n")
    found = difference(records.folder, base)
    assert [(each.title, each.note) for each in found.removed] == [
        ("The spare paper", "By mistake.")
    ]
    assert (found.papers, found.gone, found.findings) == ((), (), ())


def test_a_paper_that_is_gone_is_refused(renewed: tuple[Records, str]) -> None:
    records, base = renewed
    records.path("spare/manifest.yaml").unlink()
    records.path("spare").rmdir()
    found = difference(records.folder, base)
    assert [each.id for each in found.gone] == [IDS["spare"]]
    assert [each.code for each in found.findings] == ["SG806"]


def test_a_broken_record_is_not_compared_and_the_others_are(site: tuple[Records, str]) -> None:
    records, base = site
    records.edit("rich/manifest.yaml", "review_score: 6.9", "review_score: high")
    records.edit("bare/manifest.yaml", "The bare paper\n", "The bald paper\n")
    project = Project(records.folder)
    compared = compare(project, open_base(base, project), NOW)
    found = compared.states.difference()
    assert [each.code for each in compared.mistakes] != []
    assert [paper.id for paper in found.papers] == [IDS["bare"]]
    assert [folder for folder, _ in found.unknown] == ["papers/rich"]
    assert found.gone == ()
