"""Histories of records after a publication: what is done to them, and where it should be refused.

A history works on the YAML text. Where it expects a finding it looks for the line in that text, so
that the product is not asked where it would report it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import rfc8785

from sitegen.build import BuildOptions, build
from sitegen.editing.record_edits import append_event
from sitegen.render.project import Project
from tests.history.test_git import commit, git
from tests.worlds import ROOT

FORMATS = ("page", "manifest", "corrections")
PAPERS = ("rich", "bare", "unscored", "backfilled", "corrected", "loose", "doubted", "retracted")
IDS = {
    name: f"5eed{number:04}-0000-4000-8000-00000000c0de"
    for number, name in enumerate(
        (*PAPERS, "older", "newer", "spare", "removed", "fresh", "draft"), start=1
    )
}
PROOF, OTHER_PROOF = b"theorem owls : True := trivial\n", b"theorem birds : True := trivial\n"
RESULTS = b'{"computed": 1, "expected": 1}\n'
DATA, NEWER = b"1\n", b"2\n"
Place = tuple[str, str, int]  # code, file and line


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept_as(data: bytes, name: str) -> str:
    """Where an artifact is kept that was replaced."""
    return f"superseded/artifacts/{sha256(data)[:12]}/{name}"


def work(name: str, more: str = "") -> str:
    """The head of a manifest and its work."""
    return (
        "contract_version: paper-manifest-v1.1\n"
        "work:\n"
        f"  id: {IDS[name]}\n"
        f"  title: The {name} paper\n"
        f"  abstract: The abstract of the {name} paper.\n"
        f"  research_question: Is it {name}?\n{more}"
    )


SCORED = "quality_assessment:\n  review_score: 6.5\n"
RICH = (
    work(
        "rich",
        "  submitted: 2026-07-01\n"
        "  lead_source: {title: A lead, url: https://example.org/lead}\n"
        "  doi: 10.5555/rich.1\n"
        "  language: en\n"
        "  topics: [birds, owls]\n"
        "  creators:\n"
        "    - {name: Ada Author}\n"
        "  license: CC-BY-4.0\n",
    )
    + f"""\
quality_assessment:
  review_score: 6.9
  review_method: By hand
  dimensions:
    evidence_strength: MEDIUM
    novelty: {{level: LOW, score: 3.5, basis: Seen before}}
verification:
  source_grounded_claims: 4
  claim_record_source: parsed source sections
  cross_source_corroborated_claims: 2
gate_verdict:
  status: VERIFIED
  reason: The proof type-checks.
  evaluated_at: 2026-07-02T09:00:00+00:00
artifacts:
  - type: lean4_proof
    label: Proof
    path: artifacts/proof.lean
  - type: repro_results
    label: Results
    url: https://example.org/results
    sha256: "{sha256(RESULTS)}"
  - type: dataset
    label: Data
limitations:
  - It is invented.
report:
  sources_retrieved: 13
  claims:
    - {{text: Owls fly., verified: true, confidence: 0.5}}
"""
)
BARE = work("bare") + SCORED + "artifacts:\n  - type: red_team_report\n    label: Attack\n"
UNSCORED = work("unscored") + (
    "quality_assessment:\n  tier: DOI_GRADE\nverification:\n  source_grounded_claims: 9\n"
)
BACKFILLED = (
    work("backfilled")
    + SCORED
    + """\
gate_verdict:
  status: UNVERIFIED
  evaluated_at: 2026-06-10T06:30:49+00:00
artifacts:
  - {type: lean4_proof, label: Proof}
"""
)
HELD = "artifacts:\n  - {type: dataset, label: Data, path: artifacts/data.csv}\n"
MANIFESTS = {
    "rich": RICH,
    "bare": BARE,
    "unscored": UNSCORED,
    "backfilled": BACKFILLED,
    "corrected": work("corrected") + SCORED + HELD,
    "older": work("older") + SCORED,
    "newer": work("newer", f"  supersedes: [{IDS['older']}]\n") + SCORED,
    **{name: work(name) + SCORED for name in ("loose", "doubted", "retracted", "spare")},
}
TOMBSTONE = f"""\
id: {IDS["removed"]}
title: The removed paper
removed_at: 2026-07-01T09:00:00+00:00
reason: It was a mistake.
by: The editors
"""


class Records:
    """A records folder that a history works on."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder, self.random = folder, random

    def path(self, name: str) -> Path:
        return self.folder / "papers" / name

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, data: str | bytes) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(data.encode() if isinstance(data, str) else data)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text that is there once."""
        text = self.read(name)
        assert text.count(old) == 1, (name, old, text)
        self.write(name, text.replace(old, new))

    def place(self, code: str, name: str, marker: str = "") -> Place:
        """A finding at the one line that a pattern matches; at the first line without one."""
        file = f"records/papers/{name}"
        if not marker:
            return code, file, 1
        lines = self.read(name).splitlines()
        (found,) = (number for number, line in enumerate(lines, 1) if re.search(marker, line))
        return code, file, found

    # Events

    def events(self, paper: str) -> list[dict[str, Any]]:
        """The events of a paper in their published form, read from YAML by PyYAML."""
        import yaml

        if not self.path(f"{paper}/corrections.yaml").exists():
            return []
        loaded = yaml.load(self.read(f"{paper}/corrections.yaml"), yaml.BaseLoader)
        return [published_form(event) for event in loaded.get("correction_events", [])]

    def next_id(self, paper: str) -> str:
        return f"{IDS[paper][:8].upper()}-C{len(self.events(paper)) + 1}"

    def append(self, paper: str, **more: Any) -> str:
        """Append an event, chained to the last; a key that is None is left out."""
        events, event_id = self.events(paper), self.next_id(paper)
        event = {
            "event_id": event_id,
            "corrected_at": f"2026-08-{len(events) + 1:02}T09:00:00+00:00",
            "correction_type": "METADATA",
            "public_note": "Something was wrong.",
            "previous_event_sha256": digest(events[-1]) if events else None,
            **more,
        }
        event = {key: value for key, value in event.items() if value is not None}
        name = f"{paper}/corrections.yaml"
        present = self.read(name) if self.path(name).exists() else None
        as_text = self.random.random() < 0.5
        write = _written_by_hand if as_text else append_event
        self.write(name, write(present, name, IDS[paper], event))
        return event_id

    def correct(self, site: Path, paper: str, *fields: str, **more: Any) -> str:
        """Append an event as it must be: with the digests of the published manifest, and that."""
        data = (site / "paper" / IDS[paper] / "manifest.json").read_bytes()
        number = self.next_id(paper).rpartition("-C")[2]
        self.write(f"{paper}/superseded/{number}.json", data)
        return self.append(
            paper, affected_fields=list(fields), **{"replaces": replaced(data)} | more
        )


def replaced(manifest: bytes) -> dict[str, str]:
    """What an event says of the manifest that it replaces."""
    published = json.loads(manifest)
    digests = {key: published[key] for key in ("facts_sha256", "report_sha256")}
    return {key: value for key, value in digests.items() if value}


def published_form(event: Mapping[str, Any]) -> dict[str, Any]:
    """An authored event as the contract publishes it: every key, null where there is nothing."""
    keys = ("notice", "lifts", "replaces", "previous_event_sha256")
    whole = dict.fromkeys(keys) | {"affected_fields": []} | dict(event)
    if notice := whole["notice"]:
        whole["notice"] = {"issued_by": None, "reasons": [], "doi": None} | notice
    if digests := whole["replaces"]:
        whole["replaces"] = {"report_sha256": None} | digests
    return whole


def digest(event: Mapping[str, Any]) -> str:
    """The link of the chain, by the reference implementation of RFC 8785."""
    if "redacted" in event:
        return str(event["redacted"]["event_sha256"])
    return sha256(rfc8785.dumps(published_form(event)))


def _written_by_hand(text: str | None, file: str, paper_id: str, event: Mapping[str, Any]) -> str:
    """As an editor might write it: one key a line, whatever is nested as JSON."""
    head = f"contract_version: correction-record-v1\nwork: {{id: {paper_id}}}\n"
    text = head if text is None else text
    if "correction_events:" not in text:
        text += "correction_events:\n"
    first, *rest = (f"{key}: {_as_yaml(value)}" for key, value in event.items())
    return text + f"  - {first}\n" + "".join(f"    {line}\n" for line in rest)


def _as_yaml(value: Any) -> str:
    plain = isinstance(value, str) and re.fullmatch(r"[A-Z0-9]+-C[0-9]+|[0-9T:+-]{25}", value)
    return value if plain else json.dumps(value)


# ---------------------------------------------------------------- what was published


@dataclass(frozen=True)
class Publication:
    """A site that was published, and what can be compared with: itself, its ledger, its records."""

    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def records(self) -> Path:
        return self.folder / "records"

    def build(self) -> None:
        outcome = build(Project(self.records), self.site, BuildOptions(formats=FORMATS))
        errors = [each for each in outcome.diagnostics if each.severity == "error"]
        assert not errors, errors

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The published records, by path."""
        found = [each for each in self.records.rglob("*") if each.is_file()]
        return {str(each.relative_to(self.records)): each.read_bytes() for each in found}

    def renewed(self, kind: str, random: Random) -> tuple[Records, str]:
        """A copy of the records to work on, and the word for the base."""
        folder = self.folder / kind / "records"
        self._restore(folder)
        words = {"site": self.site, "ledger": self.folder / "saved.json", "git": "git:HEAD"}
        return Records(folder, random), str(words[kind])

    def _restore(self, folder: Path) -> None:
        """Make a folder what was published; most of it is, and to remove all takes long."""
        for path in sorted(folder.rglob("*"), reverse=True):
            name = path.relative_to(folder)
            if path.is_file() and str(name) not in self.files:
                path.unlink()
            elif path.is_dir() and not (self.records / name).is_dir():
                path.rmdir()
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)


def publish(folder: Path) -> Publication:
    """Publish papers with every kind of past, in two steps, so that some were corrected."""
    publication = Publication(folder)
    shutil.copytree(ROOT / "records" / "pages", publication.records / "pages")
    shutil.copy(ROOT / "records" / "site.yaml", publication.records)
    records = Records(publication.records, Random(0))
    for name, text in MANIFESTS.items():
        records.write(f"{name}/manifest.yaml", text)
    records.write("rich/artifacts/proof.lean", PROOF)
    records.write("corrected/artifacts/data.csv", DATA)
    records.write("removed/tombstone.yaml", TOMBSTONE)
    older = f"work: {{id: {IDS['older']}}}\nsuperseded_by: {IDS['newer']}\n"
    records.write("older/corrections.yaml", f"contract_version: correction-record-v1\n{older}")
    publication.build()
    _correct(records, publication.site)
    publication.build()
    _as_if_with_pdfs(publication.site / "ledger.json")
    shutil.copy(publication.site / "ledger.json", folder / "saved.json")
    _commit(publication)
    return publication


def _as_if_with_pdfs(ledger: Path) -> None:
    """To make them takes longer than all histories together, and nobody here looks at them."""
    content = json.loads(ledger.read_bytes())
    for paper in content["papers"]:
        paper["has_report"] = True
    ledger.write_text(json.dumps(content), encoding="utf-8")


def _correct(records: Records, site: Path) -> None:
    records.edit("corrected/manifest.yaml", "The corrected paper\n", "The mended paper\n")
    records.correct(site, "corrected", "work.title")
    records.write(f"corrected/{kept_as(DATA, 'data.csv')}", DATA)
    records.write("corrected/artifacts/data.csv", NEWER)
    records.correct(site, "corrected", "artifacts[0].sha256", notice={"kind": "erratum"})
    for _ in range(3):
        at = "2026-08-01T09:00:00+00:00"  # all at once, so that no order of time holds them
        records.append("loose", notice=ERRATUM, corrected_at=at, previous_event_sha256=None)
    records.append("doubted", notice={"kind": "expression_of_concern", "issued_by": "We"})
    records.append("retracted", notice={"kind": "expression_of_concern"})
    records.append("retracted", lifts="5EED0008-C1")
    records.append("retracted", notice={"kind": "retraction", "reasons": ["It was made up"]})


ERRATUM = {"kind": "erratum", "issued_by": "We", "reasons": ["A slip"], "doi": "10.5555/slip"}


def _commit(publication: Publication) -> None:
    folder = publication.folder / "git"
    shutil.copytree(publication.records, folder / "records")
    git(folder, "init", "--quiet")
    commit(folder)


Change = Callable[[Records, Publication], "list[Place]"]


@dataclass(frozen=True)
class History:
    """What is done after a publication; it gives back where it has to be refused.

    `unknown` says where instead, compared with a base that is one of `unknown_to`.
    """

    name: str
    change: Change
    unknown: Callable[[Records, list[Place]], list[Place]] | None = None
    unknown_to: tuple[str, ...] = ("ledger",)
