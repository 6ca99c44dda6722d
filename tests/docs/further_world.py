"""An invented project for the sentences that no other project of the tests has."""

from __future__ import annotations

import json
import shutil
from itertools import product
from pathlib import Path
from typing import Any

from tests.worlds import ROOT

# Enough papers for a listing of three pages.
MANY = 201
AT = "2026-08-02T09:00:00+00:00"
SOURCE = {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
FLAGSHIP = {
    "quality_assessment": {
        "review_score": 9.0,
        "review_method": "Automated multi-reviewer assessment",
        "dimensions": {"reproducibility_status": "HIGH"},
    },
    "verification": {"source_grounded_claims": 6},
    "artifacts": [{"type": "dataset", "label": "Invented data"}],
    "report": {"sources_retrieved": 3},
}
UNCOUNTED = {"quality_assessment": {"tier": "WATCHLIST"}}
FALSIFIED = SOURCE | {
    "gate_verdict": {"status": "FALSIFIED"},
    "artifacts": [{"type": "counterexample", "label": "An invented counterexample"}],
}
OTHER_GATE = {
    "gate_verdict": {"status": "VERIFIED", "reason": "Invented.", "gate": "Gate 9 — Invented"},
    "artifacts": [
        {"type": "repro_script", "label": "Script", "url": "https://example.org/run.py"},
        {"type": "repro_results", "label": "Results"},
    ],
}
PASSED = {"gate_verdict": {"status": "VERIFIED"}}
CHECKED = SOURCE | {"verification": {"sandbox_executed_claims": 2}}
CLAIMS = {"claims": [{"text": "An invented claim.", "verified": True, "confidence": 0.5}]}

REPEATED = "Computed 42.1 matches expected 42.0 (tolerance=5.0%)."
EQUAL = "Computed 7 matches expected 7 (tolerance=0%)."
SCRIPT = {"type": "repro_script", "label": "Invented script", "path": "artifacts/run.py"}
RESULTS = {"type": "repro_results", "label": "Invented results"}
PROOF = {"type": "lean4_proof", "label": "Invented proof"}
COUNTEREXAMPLE = {"type": "counterexample", "label": "Invented owl"}
LONG = "The invented citation is of an invented work that says something else on every page of it."
PROGRAM = b"#" * 1234
# Verdicts by what a page shows of them: status, reason and artifacts.
VERDICTS: tuple[tuple[str, str, list[dict[str, str]], bool], ...] = (
    (*("VERIFIED", f"{EQUAL} {REPEATED} {REPEATED}"), [SCRIPT, RESULTS], False),
    (*("VERIFIED", f"{REPEATED} {REPEATED} {REPEATED} {REPEATED} {EQUAL}"), [SCRIPT], True),
    (
        *("VERIFIED", " ".join([EQUAL] * 6)),
        [
            SCRIPT,
            RESULTS | {"url": "https://results.example/1.json"},
            {"type": "dataset", "label": "Invented table", "url": "https://results.example/2.csv"},
        ],
        False,
    ),
    ("VERIFIED", "The invented gate passed it.", [], True),
    ("VERIFIED", "The invented proof type-checks.", [PROOF], True),
    ("VERIFIED", "Computed 1.0 matches expected 1 (tolerance=2%).", [RESULTS], True),
    ("FALSIFIED", "The invented run gave another number.", [], True),
    ("FALSIFIED", "The invented run failed.", [COUNTEREXAMPLE, RESULTS], False),
    ("FALSIFIED", f"avg_attack_score=5/10. CITATION_AUDITOR(5):{LONG}", [RESULTS], False),
    (
        *("UNVERIFIED", "The invented gate waits."),
        [
            {
                "type": "dataset",
                "label": f"Invented data {number}",
                "url": f"https://results.example/{number}.csv",
                "sha256": "5eed" * 16,
            }
            for number in range(13)
        ],
        False,
    ),
)

NAMED = {
    "submitted": "2026",
    "version": "2",
    "identifiers": [{"scheme": "arxiv", "value": "2104.08645"}],
    "related": [
        {"relation": "IsSupplementTo", "identifier": "10.5555/invented"},
        {"relation": "Cites", "identifier": "https://example.org/", "title": "An Invented Work"},
    ],
    "creators": [
        {
            "family": "Invented",
            "given": "Ada",
            "orcid": "0000-0002-1825-0097",
            "affiliations": [{"name": "Invented University", "ror": "05dxps055"}],
            "roles": ["software", "writing-original-draft"],
        },
        {"organization": "Invented Institute", "ror": "05dxps055"},
        {"family": "Further", "affiliations": [{"name": "Invented College"}]},
        *({"name": f"Invented Member {number}"} for number in range(20)),
    ],
}

# Papers that rest on sources of each kind, and on more than a list shows at once.
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/34567890/"
RESTS = {
    "report": {
        "references": [
            *("https://doi.org/10.5555/invented.source", "https://arxiv.org/abs/2104.08645v2"),
            *(PUBMED, *(f"https://library.example/{number}" for number in range(18))),
        ],
        "claims": [
            {"text": "Invented.", "verified": is_true, "confidence": 0.5, "source": source}
            for source, is_true in (
                *(("https://arxiv.org/abs/2104.08645v1", True), (PUBMED, False), (PUBMED, True)),
                ("https://library.example/1", False),
            )
        ],
    },
}

COLUMNS = "Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID"
RETRACTIONS = f"""{COLUMNS},RetractionNature,Reason
7,Invented,3/14/2024 0:00,10.5555/notice,10.5555/invented.source,0,Retraction,+Invented.;
8,Invented,,unavailable,unavailable,34567890,Expression of concern,
"""


def write_world(records: Path) -> None:
    """Write the settings of the real site, a few papers that are odd, and many that are not."""
    _settings(records)
    _paper(records, 1, FLAGSHIP | {"cut": ["work.abstract"]})
    _paper(records, 2, FLAGSHIP | SOURCE)
    _paper(records, 1000, FLAGSHIP | {"artifacts": []})
    _paper(records, 3, {"report": CLAIMS}, notice="retraction")
    _paper(records, 1001, {}, work=NAMED)
    _paper(records, 1005, RESTS)
    more = {"references": [*RESTS["report"]["references"], "https://library.example/more"]}
    _paper(records, 1006, {"report": more})
    _paper(records, 1002, FALSIFIED | UNCOUNTED)
    _paper(records, 1003, OTHER_GATE)
    _paper(records, 1004, CHECKED)
    for number, (status, reason, artifacts, is_partial) in enumerate(VERDICTS, 2000):
        facts = {
            "gate_verdict": {"status": status, "reason": reason, "evaluated_at": AT},
            "artifacts": artifacts,
        }
        _paper(records, number, facts | (SOURCE if is_partial else {}))
        if SCRIPT in artifacts:
            folder = records / "papers" / f"{number}" / "artifacts"
            folder.mkdir()
            (folder / "run.py").write_bytes(PROGRAM)
    for number in range(4, 4 + MANY):
        _paper(records, number, SOURCE, submitted=f"2026-{number % 12 + 1:02}")


def write_noticed_world(records: Path) -> None:
    """Write the settings, and papers with a notice and without a review score."""
    _settings(records)
    noticed = product(("retraction", "expression_of_concern", "partial_retraction"), ({}, PASSED))
    for number, (kind, verdict) in enumerate(noticed, 1):
        _paper(records, number, SOURCE | UNCOUNTED | verdict, notice=kind)


def _settings(records: Path) -> None:
    records.mkdir(parents=True)
    settings = (ROOT / "records" / "site.yaml").read_text(encoding="utf-8")
    contact = "contact: https://tracker.example/new\n"
    listed = "retractions: retraction_watch.csv\n"
    (records / "site.yaml").write_text(f"{settings}\n{contact}{listed}", encoding="utf-8")
    (records / "retraction_watch.csv").write_text(RETRACTIONS, encoding="utf-8")
    shutil.copytree(ROOT / "records" / "pages", records / "pages")


def _paper(
    records: Path,
    number: int,
    facts: dict[str, Any],
    *,
    notice: str = "",
    submitted: str = "2026-07-02",
    work: dict[str, Any] | None = None,
) -> None:
    folder = records / "papers" / f"{number}"
    folder.mkdir(parents=True)
    work = work or {}
    work = {
        "id": f"5ead{number:04}-0000-4000-8000-0000000fa27e",
        "title": f"Invented Paper {number}",
        "submitted": submitted,
        "abstract": f"An invented abstract of paper {number}.",
        "research_question": "What is asked here?",
    } | work
    head = {"contract_version": "paper-manifest-v1.1", "work": work}
    manifest = head | {"quality_assessment": {"review_score": 6.0}} | facts
    (folder / "manifest.yaml").write_text(json.dumps(manifest), encoding="utf-8")
    if notice:
        corrections = {
            "contract_version": "correction-record-v1",
            "work": {"id": work["id"]},
            "correction_events": [
                _event(work["id"], 1, "correction", batch="2026-08-02-one"),
                _event(work["id"], 2, notice),
            ],
        }
        (folder / "corrections.yaml").write_text(json.dumps(corrections), encoding="utf-8")


def _event(paper_id: str, number: int, kind: str, **further: str) -> dict[str, Any]:
    return {
        "event_id": f"{paper_id[:8].upper()}-C{number}",
        "corrected_at": AT,
        "correction_type": "CLAIM",
        "public_note": "An invented note.",
        "notice": {"kind": kind, "reasons": ["An invented reason"]},
    } | further
