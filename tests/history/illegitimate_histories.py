"""Histories with exactly one change that has to be refused, and the place of the refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial

import rfc8785

from tests.history.facts_that_change import FACTS, Fact
from tests.history.histories import (
    DATA,
    IDS,
    History,
    Place,
    Publication,
    Records,
    kept_as,
    replaced,
)
from tests.history.illegitimate_events import (
    events_file,
    of_events,
    of_notices,
    place_of,
    with_code,
)


def histories() -> list[History]:
    """All of them."""
    return [
        *(each for fact in FACTS for each in _of_fact(fact)),
        *_of_report(),
        *of_events(),
        *_of_bytes(),
        *_of_papers(),
        *of_notices(),
    ]


def _manifest(fact: Fact) -> str:
    return f"{fact.paper}/manifest.yaml"


# ---------------------------------------------------------------- facts


def _of_fact(fact: Fact) -> Iterator[History]:
    for how in (_silently, _by_another_field, _by_half, _unkept, _of_other_facts, _of_no_facts):
        unknown = _first_of_work if how is _silently else None
        yield History(f"{fact.name}: {how.__name__[1:]}", partial(how, fact), unknown)


def _first_of_work(records: Records, places: list[Place]) -> list[Place]:
    """Where only digests are known: at the first key of `work`."""
    file = places[0][1].removeprefix("records/papers/")
    return [records.place("SG804", file, "^  id: ")]


def _silently(fact: Fact, records: Records, _: Publication) -> list[Place]:
    fact.change(records)
    return [records.place("SG804", _manifest(fact), fact.marker)]


def _by_another_field(fact: Fact, records: Records, published: Publication) -> list[Place]:
    fact.change(records)
    other = "work.abstract" if fact.name != "abstract" else "work.title"
    records.correct(published.site, fact.paper, other)
    return [records.place("SG804", _manifest(fact), fact.marker)]


def _by_half(fact: Fact, records: Records, published: Publication) -> list[Place]:
    """Two facts change, and the event names the other alone."""
    fact.change(records)
    key = "research_question" if fact.name != "question" else "abstract"
    before = f"  {key}: " + records.read(_manifest(fact)).partition(f"  {key}: ")[2].split("\n")[0]
    records.edit(_manifest(fact), f"{before}\n", f"  {key}: Something else\n")
    records.correct(published.site, fact.paper, f"work.{key}")
    return [records.place("SG804", _manifest(fact), fact.marker)]


def _unkept(fact: Fact, records: Records, _: Publication) -> list[Place]:
    fact.change(records)
    event_id = records.append(fact.paper, affected_fields=[fact.field])
    return [records.place("SG805", events_file(fact.paper), f"event_id: {event_id}$")]


def _of_other_facts(fact: Fact, records: Records, published: Publication) -> list[Place]:
    """The event replaces a manifest that nobody published."""
    fact.change(records)
    number = records.correct(published.site, fact.paper, fact.field).rpartition("-C")[2]
    name = f"{fact.paper}/superseded/{number}.json"
    manifest = json.loads(records.read(name))
    was = replaced(json.dumps(manifest).encode())["facts_sha256"]
    manifest["facts"]["work"]["title"] = "Never published"
    manifest["facts_sha256"] = hashlib.sha256(rfc8785.dumps(manifest["facts"])).hexdigest()
    records.write(name, json.dumps(manifest))
    records.edit(events_file(fact.paper), was, manifest["facts_sha256"])
    return [with_code("SG805", place_of(records, fact.paper, 1, "replaces"))]


def _of_no_facts(fact: Fact, records: Records, published: Publication) -> list[Place]:
    """The event is about something else, and a second one without `replaces` names the fact."""
    fact.change(records)
    records.append(fact.paper, notice={"kind": "addendum"})
    event_id = records.append(fact.paper, affected_fields=[fact.field])
    return [records.place("SG805", events_file(fact.paper), f"event_id: {event_id}$")]


def _of_report() -> Iterator[History]:
    changes = {
        "sources": ("sources_retrieved: 13", "sources_retrieved: 12"),
        "claim": ("Owls fly.", "Owls swim."),
        "verified": ("verified: true", "verified: false"),
        "confidence": ("confidence: 0.5", "confidence: 0.6"),
        "text": ("  sources_retrieved: 13\n", "  sources_retrieved: 13\n  results: None.\n"),
    }
    for name, (old, new) in changes.items():
        for how in (_report, _report_by_another_field, _report_unkept, _report_of_another):
            yield History(f"report {name}: {how.__name__}", partial(how, old, new))


def _report(old: str, new: str, records: Records, _: Publication) -> list[Place]:
    records.edit("rich/manifest.yaml", old, new)
    return [records.place("SG804", "rich/manifest.yaml", "sources_retrieved")]


def _report_by_another_field(
    old: str, new: str, records: Records, published: Publication
) -> list[Place]:
    records.correct(published.site, "rich", "work.title")
    return _report(old, new, records, published)


def _report_unkept(old: str, new: str, records: Records, published: Publication) -> list[Place]:
    _report(old, new, records, published)
    event_id = records.append("rich", affected_fields=["report"])
    return [records.place("SG805", "rich/corrections.yaml", f"event_id: {event_id}$")]


def _report_of_another(old: str, new: str, records: Records, published: Publication) -> list[Place]:
    _report(old, new, records, published)
    records.correct(published.site, "rich", "report.claims[0].text")
    manifest = json.loads(records.read("rich/superseded/1.json"))
    other = "0" * 64
    records.write("rich/superseded/1.json", json.dumps(manifest | {"report_sha256": other}))
    records.edit("rich/corrections.yaml", manifest["report_sha256"], other)
    return [with_code("SG805", place_of(records, "rich", 1, "replaces"))]


# ---------------------------------------------------------------- bytes


def _of_bytes() -> Iterator[History]:
    yield from (
        History("a snapshot gone", _snapshot_gone),
        History("a snapshot that is no JSON", partial(_snapshot, lambda _: b"{")),
        History("a snapshot with other facts", partial(_snapshot, _other_facts)),
        History("a snapshot of another paper", _snapshot_of_another),
        History("a snapshot under another number", _snapshot_moved),
        History("a kept artifact gone", _kept_gone),
        History("a kept artifact changed", _kept_changed),
        History("a replaced artifact not kept", _not_kept),
        History("an artifact taken away, not kept", _taken_away),
        History("a new snapshot with other words", _other_bytes_kept, _fine, ("ledger", "git")),
    )
    for words in ("interpretation", "schema_documentation", "cut_texts", "publisher"):
        yield History(f"a snapshot with another {words}", partial(_snapshot_reworded, words))
    for name in ("title", "facts", "interpretation"):
        yield History(f"a lying redaction of {name}", partial(_lying_snapshot, name), _fine)


def _fine(records: Records, _: list[Place]) -> list[Place]:
    """A ledger alone cannot tell."""
    return []


SNAPSHOT = "corrected/superseded/1.json"


def _other_facts(data: bytes) -> bytes:
    return data.replace(b"Is it corrected?", b"Is it mended?")


def _snapshot(change: Callable[[bytes], bytes], records: Records, _: Publication) -> list[Place]:
    records.write(SNAPSHOT, change(records.path(SNAPSHOT).read_bytes()))
    return [records.place("SG511", SNAPSHOT)]


def _snapshot_gone(records: Records, _: Publication) -> list[Place]:
    records.path(SNAPSHOT).unlink()
    return [with_code("SG512", place_of(records, "corrected", 1, "replaces"))]


def _snapshot_of_another(records: Records, published: Publication) -> list[Place]:
    other = published.site / "paper" / IDS["rich"] / "manifest.json"
    records.write(SNAPSHOT, other.read_bytes())
    replaces = with_code("SG512", place_of(records, "corrected", 1, "replaces"))
    return [records.place("SG511", SNAPSHOT), replaces]


def _snapshot_moved(records: Records, _: Publication) -> list[Place]:
    records.path(SNAPSHOT).rename(records.path("corrected/superseded/7.json"))
    replaces = with_code("SG512", place_of(records, "corrected", 1, "replaces"))
    return [replaces, records.place("SG512", "corrected/superseded/7.json")]


def _snapshot_reworded(key: str, records: Records, _: Publication) -> list[Place]:
    manifest = json.loads(records.read(SNAPSHOT))
    records.write(SNAPSHOT, json.dumps(manifest | {key: "Other words"}))
    return [records.place("SG808", SNAPSHOT)]


def _lying_snapshot(name: str, records: Records, _: Publication) -> list[Place]:
    """It says that texts were taken out, and says something else in their place."""
    data = records.path(SNAPSHOT).read_bytes()
    manifest = json.loads(data)
    inside = {"title": manifest["work"], "facts": manifest["facts"]["work"]}.get(name, manifest)
    inside["title" if name != "interpretation" else name] = "Something else"
    redacted = {
        "manifest_sha256": hashlib.sha256(data).hexdigest(),
        "redacted_at": "2026-09-01T09:00:00+00:00",
    }
    records.write(SNAPSHOT, json.dumps(manifest | {"redacted": redacted}))
    return [records.place("SG808", SNAPSHOT)]


def _other_bytes_kept(records: Records, published: Publication) -> list[Place]:
    """Facts and digests are right, but it is not what was published."""
    records.edit("rich/manifest.yaml", "The rich paper\n", "The poor paper\n")
    records.correct(published.site, "rich", "work.title")
    manifest = json.loads(records.read("rich/superseded/1.json"))
    manifest["interpretation"] = "Other words"
    records.write("rich/superseded/1.json", json.dumps(manifest))
    return [records.place("SG805", "rich/superseded/1.json")]


KEPT = f"corrected/{kept_as(DATA, 'data.csv')}"


def _kept_gone(records: Records, _: Publication) -> list[Place]:
    records.path(KEPT).unlink()
    return [records.place("SG808", "corrected/manifest.yaml", r"^  - \{type: dataset")]


def _kept_changed(records: Records, _: Publication) -> list[Place]:
    records.write(KEPT, b"3\n")
    return [records.place("SG513", KEPT)]


def _not_kept(records: Records, published: Publication) -> list[Place]:
    records.write("rich/artifacts/proof.lean", b"by sorry\n")
    records.correct(published.site, "rich", "artifacts[0].sha256")
    return [records.place("SG808", "rich/manifest.yaml", "type: lean4_proof")]


def _taken_away(records: Records, published: Publication) -> list[Place]:
    entry = "artifacts:\n  - {type: dataset, label: Data, path: artifacts/data.csv}\n"
    records.edit("corrected/manifest.yaml", entry, "")
    records.path("corrected/artifacts/data.csv").unlink()
    records.correct(published.site, "corrected", "artifacts")
    return [records.place("SG808", "corrected/manifest.yaml", "^contract_version")]


# ---------------------------------------------------------------- papers

FOLDERLESS = ("ledger", "site")


def _of_papers() -> Iterator[History]:
    for paper in ("rich", "bare", "corrected", "retracted", "spare", "unscored"):
        yield History(
            f"{paper} gone", partial(_gone, paper), partial(_nowhere, "SG806"), FOLDERLESS
        )
        yield History(f"{paper} a draft", partial(_draft, paper))
        yield History(f"{paper} without PDF", partial(_without_report, paper))
        if paper not in ("corrected", "retracted"):
            yield History(
                f"{paper} renamed",
                partial(_other_id, paper),
                partial(_nowhere, "SG806"),
                FOLDERLESS,
            )
    yield History("the removed id used again", _used_again)
    yield History("the tombstone gone", _tombstone_gone)
    for key, value in TOMBSTONE_EDITS.items():
        yield History(f"tombstone: {key}", partial(_tombstone_changed, key, value))
    yield History("superseded_by gone", _superseded_by_gone)
    yield History("superseded_by changed", _superseded_by_changed)


TOMBSTONE_EDITS = {
    "title": ("The removed paper", "A removed paper"),
    "removed_at": ("07-01T09", "07-02T09"),
    "reason": ("It was a mistake.", "It was a joke."),
    "by": ("by: The editors", "by: The printers"),
}


def _nowhere(code: str, records: Records, _: list[Place]) -> list[Place]:
    """Where no folder is known."""
    return [(code, "records/papers", 1)]


def _gone(paper: str, records: Records, _: Publication) -> list[Place]:
    folder = records.path(paper)
    folder.rename(records.folder.parent / f"gone-{paper}-{records.random.random()}")
    return [("SG806", f"records/papers/{paper}/manifest.yaml", 1)]


def _draft(paper: str, records: Records, _: Publication) -> list[Place]:
    records.edit(f"{paper}/manifest.yaml", "\nwork:\n", "\ndraft: true\nwork:\n")
    return [records.place("SG806", f"{paper}/manifest.yaml", "^draft")]


def _other_id(paper: str, records: Records, _: Publication) -> list[Place]:
    records.edit(f"{paper}/manifest.yaml", IDS[paper], IDS["fresh"])
    return [records.place("SG806", f"{paper}/manifest.yaml", "^  id: ")]


def _without_report(paper: str, records: Records, _: Publication) -> list[Place]:
    text = records.read(f"{paper}/manifest.yaml").partition("report:\n")[0]
    records.write(f"{paper}/manifest.yaml", f"{text}report: none\n")
    return [records.place("SG806", f"{paper}/manifest.yaml", "^report: none")]


def _used_again(records: Records, _: Publication) -> list[Place]:
    records.path("removed/tombstone.yaml").unlink()
    text = records.read("spare/manifest.yaml").replace("spare", "removed")
    records.write("removed/manifest.yaml", text.replace(IDS["spare"], IDS["removed"]))
    return [records.place("SG807", "removed/manifest.yaml", "^  id: ")]


def _tombstone_gone(records: Records, _: Publication) -> list[Place]:
    records.path("removed/tombstone.yaml").unlink()
    records.path("removed").rmdir()
    return [("SG807", "records/papers", 1)]


def _tombstone_changed(
    key: str, change: tuple[str, str], records: Records, _: Publication
) -> list[Place]:
    records.edit("removed/tombstone.yaml", *change)
    return [records.place("SG807", "removed/tombstone.yaml", f"^{key}:")]


def _superseded_by_gone(records: Records, published: Publication) -> list[Place]:
    records.edit(events_file("older"), f"superseded_by: {IDS['newer']}\n", "")
    records.edit("newer/manifest.yaml", f"  supersedes: [{IDS['older']}]\n", "")
    records.correct(published.site, "newer", "work.supersedes")
    return [records.place("SG804", events_file("older"), "^contract_version")]


def _superseded_by_changed(records: Records, published: Publication) -> list[Place]:
    records.edit(events_file("older"), IDS["newer"], IDS["spare"])
    line = f"  supersedes: [{IDS['older']}]\n"
    records.edit("newer/manifest.yaml", line, "")
    records.edit("spare/manifest.yaml", "  title:", f"{line}  title:")
    records.correct(published.site, "newer", "work.supersedes")
    records.correct(published.site, "spare", "work.supersedes")
    return [records.place("SG804", events_file("older"), "^superseded_by")]
