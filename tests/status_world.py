"""An invented project with a paper of every status, most of them verified before, and its table."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BASE_URL = "https://assignee.net"
VERDICT_DAY = "3 July 2026"
EVIDENCE = {
    "VERIFIED": "The artifact behind it is public.",
    "FALSIFIED": "Its evidence is public.",
    "UNVERIFIED": "",
    "": "",
}
HEADLINES = {
    "VERIFIED": "Verified: a proof type-checks.",
    "UNVERIFIED": "Unverified: no test was completed.",
    "": "Verdict not stated: this record does not say whether anything was tested.",
}
FALSIFIED = "Falsified: a claim was tested and failed. Its evidence is public."
REMOVED = "Removed: this paper is no longer published here."
RETRACTED = "Retracted: do not rely on this paper."
WITHDRAWN = "Withdrawn: do not rely on this paper."
IN_PART = "Partially retracted: do not rely on that part."
CONCERN = "Expression of concern: a question is open."
NEWER = "5ead0099-0000-4000-8000-00000000c0de"


@dataclass(frozen=True)
class Case:
    """One paper and what is said of it: a row of the table.

    `banner` is what a banner says; empty without one. `qualifier` follows the labels of verdict and
    tier; the verdict of a falsified paper has none.
    """

    number: int
    status: str
    label: str
    prefix: str
    banner: str
    qualifier: str
    gate: str = "VERIFIED"
    notice: str = ""
    title: str = ""
    notices: tuple[str, ...] = ()
    superseded: bool = False

    @property
    def id(self) -> str:
        return f"5ead{self.number:04}-0000-4000-8000-00000000c0de"

    @property
    def path(self) -> str:
        return f"/paper/{self.id}/"

    @property
    def record_title(self) -> str:
        return self.title or f"Invented Paper {self.number}"

    @property
    def shown_title(self) -> str:
        return f"{self.prefix}{self.record_title}"

    @property
    def window_title(self) -> str:
        """The title where a banner is not seen: it begins with every status that has one."""
        is_told = bool(self.prefix or self.title) or not self.banner or self.status == "CORRECTED"
        return self.shown_title if is_told else f"{self.label}: {self.shown_title}"

    @property
    def headline(self) -> str:
        """What the page says first: the status, or the verdict where that is in force."""
        if self.status == "CORRECTED" or not self.banner:
            return HEADLINES[self.gate]
        return self.banner.partition(". ")[0].removesuffix(".") + "."

    @property
    def line(self) -> str:
        """What title pages, feeds and descriptions say."""
        if self.status == "CORRECTED" or not self.banner:
            correction = self.banner if self.status == "CORRECTED" else ""
            said = self.headline, correction, EVIDENCE[self.gate]
            return " ".join(filter(None, said))
        return self.banner

    @property
    def event_id(self) -> str:
        """The event behind the status; empty if there is none."""
        return f"5EAD{self.number:04}-C{len(self.notices)}" if self.notices else ""

    @property
    def gate_shown(self) -> str:
        label = self.gate.capitalize() or "Not stated in this record"
        return f"{label} {self.qualifier}".strip() if self.gate == "VERIFIED" else label

    @property
    def tier_shown(self) -> str:
        return f"DOI grade {self.qualifier}".strip()

    @property
    def note(self) -> str:
        """What a citation says of the status."""
        address = f"{BASE_URL}{self.path}"
        if self.status == "FALSIFIED":
            return f"{FALSIFIED} Verdict of {VERDICT_DAY} ({address}#gate-verdict)."
        if not self.notices:
            return self.banner
        at = f"{address}notices/{self.event_id}/"
        said = f"{self.notice} of 2 August 2026, issued by The invented editors ({at})."
        if self.status == "CORRECTED":
            said = f"{self.notice} of 2 August 2026 ({at})."
        statement = self.banner.removesuffix(FALSIFIED).strip()
        return f"{statement} {said} {FALSIFIED if self.banner.endswith(FALSIFIED) else ''}".strip()


# By the order of the table in contracts.md.
CASES = {
    "removed": Case(
        *(1, "REMOVED", "Removed", "REMOVED: ", REMOVED, ""),
        notice="Removal",
        notices=("removal",),
    ),
    "withdrawn": Case(
        *(2, "WITHDRAWN", "Withdrawn", "WITHDRAWN: ", WITHDRAWN, "before the withdrawal"),
        notice="Withdrawal",
        notices=("withdrawal",),
    ),
    "retracted": Case(
        *(3, "RETRACTED", "Retracted", "RETRACTED: ", RETRACTED, "before the retraction"),
        notice="Retraction",
        notices=("expression_of_concern", "retraction"),
    ),
    "falsified and retracted": Case(
        *(4, "RETRACTED", "Retracted", "RETRACTED: ", f"{RETRACTED} {FALSIFIED}"),
        *("before the retraction", "FALSIFIED"),
        notice="Retraction",
        notices=("retraction",),
    ),
    "marked retracted": Case(
        *(5, "RETRACTED", "Retracted", "", RETRACTED, "before the retraction"),
        notice="Retraction",
        title="[Retracted] Invented Owls",
        notices=("retraction",),
    ),
    "retracted in part": Case(
        *(6, "PARTIALLY_RETRACTED", "Partially retracted", "PARTIALLY RETRACTED: ", IN_PART),
        "before the partial retraction",
        notice="Partial retraction",
        notices=("partial_retraction",),
    ),
    "under concern": Case(
        *(7, "CONCERN", "Expression of concern", "EXPRESSION OF CONCERN: ", CONCERN),
        "under concern",
        notice="Expression of concern",
        notices=("expression_of_concern",),
    ),
    "falsified and under concern": Case(
        *(8, "CONCERN", "Expression of concern", "EXPRESSION OF CONCERN: "),
        *(f"{CONCERN} {FALSIFIED}", "under concern", "FALSIFIED"),
        notice="Expression of concern",
        notices=("expression_of_concern",),
    ),
    "superseded": Case(
        *(9, "SUPERSEDED", "Superseded", "", "Superseded: there is a newer paper.", ""),
        superseded=True,
    ),
    "falsified": Case(*(10, "FALSIFIED", "Falsified", "", FALSIFIED, "", "FALSIFIED")),
    "corrected": Case(
        *(11, "CORRECTED", "Corrected", "", "This paper was corrected.", ""),
        notice="Erratum",
        notices=("erratum",),
    ),
    "verified": Case(12, "VERIFIED", "Verified", "", "", ""),
    "unverified": Case(13, "UNVERIFIED", "Unverified", "", "", "", "UNVERIFIED"),
    "not stated": Case(14, "NOT_STATED", "Verdict not stated", "", "", "", ""),
}
SERVED = {name: case for name, case in CASES.items() if case.status != "REMOVED"}


def write_world(records: Path) -> None:
    """Write the settings of the real site, a paper of every case, and a newer paper."""
    records.mkdir(parents=True)
    shutil.copy(ROOT / "records" / "site.yaml", records)
    shutil.copytree(ROOT / "records" / "pages", records / "pages")
    for name, case in CASES.items():
        folder = records / "papers" / name.replace(" ", "-")
        folder.mkdir(parents=True)
        if case.status == "REMOVED":
            _write(folder / "tombstone.yaml", _tombstone(case))
        else:
            _write(folder / "manifest.yaml", _manifest(case.id, case.record_title, case.gate))
        if case.notices or case.superseded:
            _write(folder / "corrections.yaml", _corrections(case))
    newer = _manifest(NEWER, "The Newer Paper", "UNVERIFIED")
    newer["work"]["supersedes"] = [CASES["superseded"].id]
    (records / "papers" / "newer").mkdir()
    _write(records / "papers" / "newer" / "manifest.yaml", newer)


def _write(file: Path, record: dict[str, Any]) -> None:
    file.write_text(json.dumps(record, indent=1), encoding="utf-8")


def _manifest(paper_id: str, title: str, gate: str) -> dict[str, Any]:
    verdict = {"status": gate, "reason": "An invented reason."}
    record = {
        "contract_version": "paper-manifest-v1.1",
        "work": {
            "id": paper_id,
            "title": title,
            "submitted": "2026-07-02",
            "abstract": f"An invented abstract of {title}.",
            "research_question": "What is asked here?",
        },
        "quality_assessment": {"review_score": 8.0},
        "verification": {"source_grounded_claims": 3},
        "gate_verdict": verdict | {"evaluated_at": "2026-07-03T09:00:00+00:00"},
        "artifacts": [
            {"type": "lean4_proof", "label": "Proof", "url": "https://proofs.example/1.lean"},
            {"type": "counterexample", "label": "Owl", "url": "https://proofs.example/owl.txt"},
        ],
    }
    if not gate:
        del record["gate_verdict"], record["artifacts"]
        record |= {"completeness": "PARTIAL", "transcribed_from": {"title": "An invented page"}}
    return record


def _tombstone(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.record_title,
        "removed_at": "2026-08-02T09:00:00+00:00",
        "reason": "An invented reason of law.",
        "by": "The invented editors",
    }


def _corrections(case: Case) -> dict[str, Any]:
    events = [
        {
            "event_id": f"5EAD{case.number:04}-C{number}",
            # The last event is of 2 August.
            "corrected_at": f"2026-08-0{2 - len(case.notices) + number}T09:00:00+00:00",
            "correction_type": "CLAIM",
            "public_note": "An invented note.",
            "notice": {"kind": kind}
            | ({} if kind == "erratum" else {"issued_by": "The invented editors"}),
        }
        for number, kind in enumerate(case.notices, start=1)
    ]
    record: dict[str, Any] = {
        "contract_version": "correction-record-v1",
        "work": {"id": case.id},
        "correction_events": events,
    }
    return record | ({"superseded_by": NEWER} if case.superseded else {})
