"""The world that pages are looked at in: the small world, and papers at the limits of a page.

One site for browsers, link checkers and HTML checkers, without PDFs, and with a second kind of
record. Build it to look at it: `python -m tests.page_world FOLDER`.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests import hard_records
from tests.reading_back import BuiltSite
from tests.small_world import papers as small
from tests.worlds import OF_ANOTHER_KIND, with_another_kind

BASE_URL = small.BASE_URL
OWL = "0a11a001-0000-4000-8000-00000000c0de"
Manifest = dict[str, Any]


def _manifest(number: int, title: str, **changes: Any) -> Manifest:
    """An invented record; `changes` are members of the manifest, `work` is added to its work."""
    work = {
        "id": f"5a11{number:04}-0000-4000-8000-00000000c0de",
        "title": title,
        "abstract": "Invented abstract.",
        "research_question": "Invented?",
        "submitted": "2026-07-05",
    }
    work |= changes.pop("work", {})
    record = {"contract_version": "paper-manifest-v1.1", "work": work}
    return record | {"quality_assessment": {"review_score": 7.1}} | changes


def _claims(count: int) -> list[Manifest]:
    return [
        {
            "text": f"Invented claim {number}: $x_{{{number}}} < {number}$.",
            "verified": number % 2 == 0,
            "confidence": 0.5,
            "source": f"https://library.example/{number}",
        }
        for number in range(1, count + 1)
    ]


def _artifacts(count: int) -> list[Manifest]:
    """Artifacts that are elsewhere or only declared, some with a digest, some with long labels."""
    made: list[Manifest] = []
    for number in range(1, count + 1):
        artifact: Manifest = {"type": "dataset", "label": f"Invented data {number}"}
        if number % 5 == 0:
            artifact["label"] += " with a label of many words" * 4
        if number % 3:
            artifact |= {"url": f"https://data.example/{number}.csv", "sha256": f"{number:064x}"}
        made.append(artifact)
    return made


def limits() -> dict[str, Manifest]:
    """Papers that have as much of something as a record can have, by their folders."""
    authors = list(islice(cycle(hard_records.CREATORS), 3000))
    return {
        "many-claims": _manifest(
            *(9001, "Invented: Three Hundred Claims"),
            verification={"source_grounded_claims": 300, "sandbox_executed_claims": 12},
            report={
                "claims": _claims(300),
                "references": [f"https://library.example/{number}" for number in range(1, 301)],
            },
        ),
        "many-authors": _manifest(
            *(9002, "Invented: Three Thousand Authors"), work={"creators": authors}
        ),
        "many-artifacts": _manifest(*(9003, "Invented: Forty Artifacts"), artifacts=_artifacts(40)),
        "many-corrections": _manifest(9004, "Invented: Ten Corrections"),
        "hebrew": _manifest(
            *(9005, "מאמר מומצא: $x^2$ ו-BLEU 42.5 בעולם קטן"),
            work={
                "language": "he",
                "abstract": "תקציר מומצא (invented). שום דבר כאן אינו נכון, $a < b$.",
                "research_question": "שאלה מומצאת?",
                "lead_source": {"title": "מקור מומצא", "url": "https://library.example/he"},
                "topics": ["נושא מומצא", "owls"],
            },
            artifacts=[{"type": "dataset", "label": "נתונים מומצאים (v2)"}],
        ),
        "formulas": _manifest(
            *(9006, r"Invented: $\sum_{i=1}^{n} x_i^2 \le \frac{a}{b}$ and $5 and $10"),
            work={
                "abstract": r"Well-formed: $$\int_0^1 f(x)\,dx$$ and $\alpha$." + "\n\n"
                r"Ill-formed: $\frac{a$, ${$, $\nosuchcommand{x}$ and a last $.",
            },
        ),
    }


def shelf() -> dict[str, Manifest]:
    """So many older papers that one listing has several pages."""
    return {
        f"shelf-{number}": _manifest(
            *(9100 + number, f"Invented: Volume {number} of a Shelf"),
            work={"submitted": f"2025-{number % 12 + 1:02}"},
            quality_assessment={"review_score": 3 + number % 4},
        )
        for number in range(90)
    }


def _corrections(manifest: Manifest, count: int) -> Manifest:
    paper_id = manifest["work"]["id"]
    events = [
        {
            "event_id": f"{paper_id[:8].upper()}-C{number}",
            "corrected_at": f"2026-08-{number:02}T09:00:00+00:00",
            "correction_type": "CLAIM",
            "public_note": f"Invented note {number}, with *emphasis* and `code`.",
            "notice": {"kind": ["correction", "erratum", "addendum"][number % 3]},
        }
        for number in range(1, count + 1)
    ]
    # Words that are wider than any window.
    events[0]["notice"] |= {"issued_by": "W" * 150, "reasons": ["w" * 300]}
    return {
        "contract_version": "correction-record-v1",
        "work": {"id": paper_id},
        "correction_events": events,
    }


def write_world(folder: Path) -> None:
    """Write the records, and the template of the second kind of record, into a new folder."""
    records = folder / "records"
    shutil.copytree(small.RECORDS, records)
    for name, manifest in (limits() | shelf()).items():
        _write(records / "papers" / name / "manifest.yaml", manifest)
    many = _corrections(limits()["many-corrections"], 10)
    _write(records / "papers/many-corrections/corrections.yaml", many)
    _write(records / "owls/tawny/manifest.yaml", {"id": OWL, "title": "The tawny owl", "seen": 3})
    (folder / "templates/pages").mkdir(parents=True)
    (folder / "templates/pages/owl.html").write_text(OF_ANOTHER_KIND, encoding="utf-8")


def _write(file: Path, record: Manifest) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_json(record), encoding="utf-8")


def as_json(record: Manifest) -> str:
    """A record as a file, which JSON is, too; its letters stay."""
    return json.dumps(record, indent=1, ensure_ascii=False)


def build_world(folder: Path) -> BuiltSite:
    """Write the world into a new folder and build its site."""
    write_world(folder)
    done = with_another_kind("build", "--no-pdf", folder=folder)
    assert done.returncode == 0, done.stderr
    return BuiltSite(folder / "site")


@cache
def path(name: str) -> str:
    """The address of a paper's page below the base URL."""
    found = limits().get(name)
    return f"/paper/{found['work']['id']}/" if found else small.path(name)


if __name__ == "__main__":
    print(build_world(Path(sys.argv[1])).folder)
