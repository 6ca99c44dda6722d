"""Histories in which everything is as it must be; chance makes each another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.history.facts_that_change import FACTS, Fact
from tests.history.histories import (
    DATA,
    IDS,
    NEWER,
    SCORED,
    History,
    Place,
    Publication,
    Records,
    digest,
    kept_as,
    work,
)
from tests.history.illegitimate_events import rewrite

Step = Callable[[Records, Publication], None]


def histories(count: int) -> list[History]:
    """So many: the kinds in turn, each time with other choices."""
    kinds = [*STEPS.items()]
    return [
        History(f"{kinds[at % len(kinds)][0]} {at}", partial(_done, kinds[at % len(kinds)][1]))
        for at in range(count)
    ]


def _done(step: Step, records: Records, published: Publication) -> list[Place]:
    step(records, published)
    return []


# ---------------------------------------------------------------- milestones

CREATORS = "  creators: [{name: Ada Author, orcid: 0000-0002-1825-0097}, {name: Bea Author}]\n"
WORK_MILESTONES = (
    "  doi: 10.5555/bare.1\n",
    CREATORS,
    "  license: CC-BY-4.0\n",
    "  topics: [owls, birds]\n",
    "  lead_source: {title: A lead}\n",
)
DECLARED = "  - type: red_team_report\n    label: Attack\n"
VERDICT = "gate_verdict:\n  status: FALSIFIED\n  evaluated_at: 2026-08-01T09:00:00+00:00\n"
ADDED = (
    "  - {type: dataset, label: Data, path: artifacts/data.csv}\n",
    "  - {type: external_record, label: Archive, url: https://example.org/archive}\n",
    "  - {type: counterexample, label: Case}\n",
)


def milestones(records: Records, _: Publication) -> None:
    """Some facts are added to a record that had none of them."""
    some = [each for each in WORK_MILESTONES if records.random.random() < 0.5]
    records.edit("bare/manifest.yaml", "  title:", f"{''.join(some)}  title:")
    if records.random.random() < 0.5:
        records.edit("bare/manifest.yaml", "artifacts:\n", f"{VERDICT}artifacts:\n")
    _more_artifacts(records)


def _more_artifacts(records: Records) -> None:
    """Artifacts are added, and the declared one is to be had."""
    some = [each for each in ADDED if records.random.random() < 0.4]
    at = records.random.choice(("before", "after"))
    place = {"before": "".join(some) + DECLARED, "after": DECLARED + "".join(some)}[at]
    records.edit("bare/manifest.yaml", DECLARED, place)
    here = records.random.choice(("", "    path: artifacts/attack.txt\n", ELSEWHERE, DIGEST))
    records.edit("bare/manifest.yaml", "    label: Attack\n", f"    label: Attack\n{here}")
    records.write("bare/artifacts/attack.txt", "An attack.\n")
    records.write("bare/artifacts/data.csv", DATA)


ELSEWHERE = "    url: https://example.org/attack\n"
DIGEST = f'    sha256: "{hashlib.sha256(DATA).hexdigest()}"\n'


def first_score(records: Records, _: Publication) -> None:
    """The score gives the tier that was declared, which may then go."""
    tier = records.random.choice(("", "  tier: DOI_GRADE\n"))
    score = records.random.choice((7.5, 7.9, 8, 9.75))
    new = f"  review_score: {score}\n{tier}"
    records.edit("unscored/manifest.yaml", "  tier: DOI_GRADE\n", new)


def first_verdict(records: Records, _: Publication) -> None:
    """A record from before the gate is evaluated."""
    records.edit("backfilled/manifest.yaml", "UNVERIFIED", "VERIFIED")
    new = records.random.choice(("2026-08-01T09:00:00Z", "2026-09-30T23:59:59+02:00"))
    records.edit("backfilled/manifest.yaml", "2026-06-10T06:30:49+00:00", new)
    if records.random.random() < 0.5:
        records.edit(
            "backfilled/manifest.yaml", "  evaluated_at", "  reason: It holds.\n  evaluated_at"
        )
    if records.random.random() < 0.5:
        records.write("backfilled/artifacts/x.lean", "theorem x : True := trivial\n")
        records.edit("backfilled/manifest.yaml", "Proof}", "Proof, path: artifacts/x.lean}")


# ---------------------------------------------------------------- regenerations


def rewritten(records: Records, _: Publication) -> None:
    """Defaults and what follows from facts are written down; order and layout change."""
    lines = ["draft: false", "verification: {paper_level: 0, cross_source_corroborated_claims: 0}"]
    lines += ["gate_verdict: {status: UNVERIFIED}", "artifacts: []", "limitations: []"]
    some = [each for each in lines if records.random.random() < 0.6]
    text = records.read("spare/manifest.yaml").replace(
        "  review_score: 6.5", "  review_score: 6.50"
    )
    tier = records.random.choice(("", "  tier: WATCHLIST\n  dimensions: {novelty: UNASSESSED}\n"))
    records.write("spare/manifest.yaml", f"{text}{tier}" + "".join(f"{each}\n" for each in some))


def left_out(records: Records, _: Publication) -> None:
    """Layout and comments of rich records change, and quotes come and go."""
    records.edit("rich/manifest.yaml", "[birds, owls]", "\n    - birds  # winged\n    - 'owls'")
    records.edit("rich/manifest.yaml", "  title: The rich paper", '  title: "The rich paper"')
    folded = "abstract: >-\n    The abstract of\n    the rich paper."
    records.edit("rich/manifest.yaml", "abstract: The abstract of the rich paper.", folded)
    records.edit("corrected/corrections.yaml", "correction_events:", "\ncorrection_events: # two")


def new_policy(records: Records, _: Publication) -> None:
    """Another tier policy, other notes: what follows changes, no fact does."""
    settings = records.folder / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    below = records.random.choice(("6.6", "7.0", "3.1"))
    text = text.replace("quarantine_below: 5.0", f"quarantine_below: {below}")
    text = text.replace("Machine-generated", records.random.choice(("Made", "Automatic")))
    settings.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- corrections


def corrected_at_once(records: Records, published: Publication) -> None:
    """Some facts change, and one event names them all."""
    facts = _some_facts(records, 4)
    for fact in facts:
        fact.change(records)
    records.correct(published.site, "rich", *(fact.field for fact in facts))


def corrected_one_by_one(records: Records, published: Publication) -> None:
    """Each change has its event, all before one publication: all replace the same manifest."""
    for fact in _some_facts(records, 3):
        fact.change(records)
        records.correct(published.site, "rich", fact.field)


def corrected_by_the_group(records: Records, published: Publication) -> None:
    """The event names what holds the changed facts."""
    fact = _some_facts(records, 1)[0]
    fact.change(records)
    records.correct(published.site, "rich", fact.field.partition(".")[0].partition("[")[0])


def _some_facts(records: Records, most: int) -> list[Fact]:
    """Changes of one paper that do not get into each other's way."""
    choice = [fact for fact in FACTS if fact.paper == "rich"]
    some = records.random.sample(choice, records.random.randint(1, most))
    first = {fact.field.partition("[")[0].rpartition(".")[0] or fact.field: fact for fact in some}
    artifacts = [key for key in first if key.startswith("artifacts")]
    kept = {key: fact for key, fact in first.items() if key not in artifacts[1:]}
    return [fact for key, fact in kept.items() if not _is_inside(key, kept)]


def _is_inside(key: str, others: dict[str, Fact]) -> bool:
    return any(key.startswith(f"{other}.") for other in others) or key == "quality_assessment"


def corrected_report(records: Records, published: Publication) -> None:
    """A report has a digest alone, so any field in it announces its change."""
    records.edit("rich/manifest.yaml", "Owls fly.", records.random.choice(("Owls swim.", "Bats.")))
    field = records.random.choice(("report", "report.claims[0].text", "report.sources_retrieved"))
    records.correct(published.site, "rich", field)


def corrected_with_milestones(records: Records, published: Publication) -> None:
    """The event names what was corrected; what was added needs none."""
    milestones(records, published)
    records.edit("bare/manifest.yaml", "The bare paper", "The naked paper")
    records.correct(published.site, "bare", "work.title")


def corrected_again(records: Records, published: Publication) -> None:
    """A paper with a past is corrected once more."""
    records.edit("corrected/manifest.yaml", "The mended paper", "The well mended paper")
    records.correct(published.site, "corrected", "work.title")


def replaced_artifact(records: Records, published: Publication) -> None:
    """New bytes; the old ones stay at their address."""
    records.write("corrected/artifacts/data.csv", f"{records.random.randint(3, 99)}\n")
    records.write(f"corrected/{kept_as(NEWER, 'data.csv')}", NEWER)
    records.correct(published.site, "corrected", "artifacts[0].sha256")


def score_corrected_away(records: Records, published: Publication) -> None:
    """The tier that the score gave is then declared, so it is the same."""
    records.edit("spare/manifest.yaml", "review_score: 6.5", "tier: WATCHLIST")
    records.correct(published.site, "spare", "quality_assessment.review_score")


def merged(records: Records, published: Publication) -> None:
    """Two branches appended; the event of the second was chained to that of the first."""
    for key in records.random.sample(("title", "abstract", "question"), 2):
        next(fact for fact in FACTS if fact.name == key).change(records)
        field = {"question": "research_question"}.get(key, key)
        records.correct(published.site, "rich", f"work.{field}", batch=f"branch-{key}")


# ---------------------------------------------------------------- notices


def notices(records: Records, _: Publication) -> None:
    """Notices are appended to papers with and without a past."""
    kinds = ("addendum", "erratum", "expression_of_concern", "withdrawal", "partial_retraction")
    for paper in records.random.sample(("rich", "loose", "corrected", "spare"), 2):
        records.append(paper, notice={"kind": records.random.choice(kinds), "reasons": ["One"]})


def retracted_after_doubt(records: Records, _: Publication) -> None:
    """A concern ends by being lifted, or a retraction follows it."""
    if records.random.random() < 0.5:
        records.append("doubted", lifts=f"{IDS['doubted'][:8].upper()}-C1")
    else:
        records.append("doubted", notice={"kind": "retraction", "issued_by": "We"})


def reinstated(records: Records, _: Publication) -> None:
    """A retraction is lifted, and perhaps another follows."""
    records.append("retracted", lifts=f"{IDS['retracted'][:8].upper()}-C3")
    if records.random.random() < 0.5:
        records.append("retracted", notice={"kind": "withdrawal"})


def superseded(records: Records, _: Publication) -> None:
    """A new paper takes the place of a published one; both say so."""
    older = records.random.choice(("spare", "rich", "bare"))
    new_paper(records, _, f"  supersedes: [{IDS[older]}]\n")
    head = f"contract_version: correction-record-v1\nwork: {{id: {IDS[older]}}}\n"
    records.write(f"{older}/corrections.yaml", f"{head}superseded_by: {IDS['fresh']}\n")
    if records.random.random() < 0.5:
        records.append(older, affected_fields=["superseded_by"])


def no_longer_superseded(records: Records, published: Publication) -> None:
    """Both ends go, each with its event."""
    records.edit("older/corrections.yaml", f"superseded_by: {IDS['newer']}\n", "")
    records.append("older", affected_fields=["superseded_by"])
    records.edit("newer/manifest.yaml", f"  supersedes: [{IDS['older']}]\n", "")
    records.correct(published.site, "newer", "work.supersedes")


# ---------------------------------------------------------------- papers


def new_paper(records: Records, _: Publication, more: str = "") -> None:
    """A paper that was not there; a draft beside it changes nothing."""
    records.write("fresh/manifest.yaml", work("fresh", more) + SCORED)
    records.write("draft/manifest.yaml", "draft: true\n" + work("draft") + SCORED)


def renamed_folder(records: Records, _: Publication) -> None:
    """The folder is for people."""
    paper = records.random.choice(("rich", "corrected", "retracted", "unscored", "removed"))
    records.path(paper).rename(records.path(f"x-{paper}-{records.random.randint(1, 9)}"))


def removed_paper(records: Records, _: Publication) -> None:
    """A tombstone stands instead of all other files."""
    paper = records.random.choice(("rich", "corrected", "retracted", "bare"))
    for file in [each for each in records.path(paper).rglob("*") if each.is_file()]:
        file.unlink()
    text = records.read("removed/tombstone.yaml").replace(IDS["removed"], IDS[paper])
    records.write(f"{paper}/tombstone.yaml", text)


# ---------------------------------------------------------------- redaction

AT = "2026-09-01T09:00:00+00:00"


def redacted_event(records: Records, _: Publication) -> None:
    """A text goes out of an event, or a part of it; the chain goes on with its digest."""
    paper, number = records.random.choice((("retracted", 3), ("corrected", 1), ("loose", 2)))
    events = records.events(paper)
    event = events[number - 1]
    redacted: dict[str, Any] = {"event_sha256": digest(event), "redacted_at": AT}
    note = records.random.choice(("[redacted]", "Something was [redacted].", "[redacted]wrong."))
    event["public_note"] = note
    redacted["fields"] = ["public_note"]
    if event["notice"] and records.random.random() < 0.5:
        redacted["fields"].append("notice")
        event["notice"]["reasons"] = ["[redacted]"] * len(event["notice"]["reasons"])
    event["redacted"] = redacted
    rewrite(records, paper, events)


def redacted_snapshot(records: Records, _: Publication) -> None:
    """A title goes out of a replaced manifest, wherever it stands in it."""
    data = records.path("corrected/superseded/1.json").read_bytes()
    taken = records.random.choice((b"The corrected paper", b"corrected paper", b"6.5-by-nobody"))
    manifest = json.loads(data.replace(taken, b"[redacted]"))
    manifest["redacted"] = {
        "manifest_sha256": hashlib.sha256(data).hexdigest(),
        "redacted_at": AT,
    }
    records.write("corrected/superseded/1.json", json.dumps(manifest))


def redacted_artifact(records: Records, _: Publication) -> None:
    """One line stands for the bytes."""
    line = f"Redacted. SHA-256 of what stood here: {hashlib.sha256(DATA).hexdigest()}\n"
    records.write(f"corrected/{kept_as(DATA, 'data.csv')}", line)


def corrected_and_redacted(records: Records, published: Publication) -> None:
    """What was corrected goes out of the replaced manifest, too, before it is published."""
    records.edit("rich/manifest.yaml", "The abstract of the rich paper.", "An abstract.")
    records.correct(published.site, "rich", "work.abstract")
    data = records.path("rich/superseded/1.json").read_bytes()
    manifest = json.loads(data.replace(b"The abstract of the rich paper.", b"[redacted]"))
    redacted = {"manifest_sha256": hashlib.sha256(data).hexdigest(), "redacted_at": AT}
    records.write("rich/superseded/1.json", json.dumps(manifest | {"redacted": redacted}))


def mixed(records: Records, published: Publication) -> None:
    """Some of all that, in papers of their own."""
    apart: list[Step] = [milestones, first_score, first_verdict, retracted_after_doubt, new_policy]
    apart += [reinstated, corrected_one_by_one, replaced_artifact, new_paper]
    for step in records.random.sample(apart, 4):
        step(records, published)


def _steps() -> Iterator[Step]:
    yield from (milestones, first_score, first_verdict, rewritten, left_out, new_policy)
    yield from (corrected_at_once, corrected_one_by_one, corrected_by_the_group, corrected_report)
    yield from (corrected_with_milestones, corrected_again, replaced_artifact, merged)
    yield from (score_corrected_away, notices, retracted_after_doubt, reinstated, superseded)
    yield from (no_longer_superseded, new_paper, renamed_folder, removed_paper, redacted_event)
    yield from (redacted_snapshot, redacted_artifact, corrected_and_redacted, mixed)
    yield from (milestones, corrected_at_once, mixed)  # with more choices than others


STEPS = {f"{step.__name__} {at}": step for at, step in enumerate(_steps())}
