"""Invented records of any number of papers: the same bytes for the same seed.

    python benchmarks/generate_records.py FOLDER --papers 10000 --seed 1
    python benchmarks/generate_records.py FOLDER --papers 10000 --seed 1 --edit 100 --revision 1

A paper depends on the seed and its own number alone, so the first thousand of ten thousand are the
thousand (but for the last, which may be superseded by the next). Settings and guides are copied
from the project's own `records/`.

What is mixed in: all verdicts with artifacts that are declared, elsewhere or held; all tiers; about
one paper in eight with correction events or notices, one in a hundred superseded; one record in
twenty a transcription, with and without a verdict; dates over six years; one text in eight not in
English, in six scripts; reports with up to twenty claims; sources of which half are those of other
papers, too. Left out, because a handful in a real
site: tombstones, replaced manifests, drafts, texts in Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from vocabulary import ENGLISH, OTHERS, Language
from yaml_text import Plain, yaml_text

PROJECT_RECORDS = Path(__file__).parent.parent / "records"
FIRST_DAY, DAYS = date(2021, 1, 4), 2_030
KNOWN_WORKS = 200_000
GATE_INTRODUCED = date(2026, 6, 10)
BACK_FILLED_AT = "2026-06-10T06:30:49+00:00"
# After every date of a generated record: events that `edit_records` appends stand last.
EDITED_FROM = datetime(2026, 11, 1, tzinfo=UTC)
# Where the producer of the real records cuts its texts.
CUT_ABSTRACT, CUT_TITLE, CUT_CLAIM, CUT_ROLE = 600, 110, 120, 80
CORRECTABLE = {
    "METADATA": "work.title",
    "CLAIM": "verification.source_grounded_claims",
    "QUALITY_ASSESSMENT": "quality_assessment.review_score",
    "PROVENANCE": "work.doi",
}

Data = dict[str, Any]


def paper_id(seed: int, number: int) -> str:
    """The UUID of a paper."""
    digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def paper_folder(number: int) -> str:
    """The folder of a paper below `papers/`."""
    return f"paper-{number:06d}"


def paper_files(seed: int, number: int, count: int) -> dict[str, bytes]:
    """The files of paper `number` of `count`, by their path in its folder."""
    rng = random.Random(f"{seed}/{number}")
    language = ENGLISH if rng.random() < 0.875 else rng.choice(OTHERS)
    day = None if rng.random() < 0.02 else FIRST_DAY + timedelta(int(DAYS * rng.random() ** 0.6))
    claims = _choose(rng, (0, 0.12), (rng.randrange(1, 5), 0.2), (rng.randrange(5, 25), 0.68))
    verdict, artifacts, held = _gate(rng, day)
    manifest: Data = {
        "contract_version": Plain("paper-manifest-v1.1"),
        "work": _work(rng, seed, number, language, day),
        "quality_assessment": _assessment(rng, claims),
        "verification": _verification(rng, claims),
    }
    if verdict:
        manifest["gate_verdict"] = verdict
    if artifacts:
        manifest["artifacts"] = artifacts
    report = _report(rng)
    if report:
        manifest["report"] = report
    # Another sequence of random numbers, so that all other papers stay as they are.
    of_source = random.Random(f"{seed}/{number}/transcription")
    if of_source.random() < 0.05:
        manifest = _transcription(of_source, manifest)
    listed = [each.get("path") for each in manifest.get("artifacts", ())]
    files = {name: content for name, content in held.items() if name in listed}
    files = {"manifest.yaml": yaml_text(manifest).encode(), **files}
    corrections = _corrections(rng, seed, number, count, day)
    if corrections:
        files["corrections.yaml"] = yaml_text(corrections).encode()
    return files


def _choose(rng: random.Random, *choices: tuple[Any, float]) -> Any:
    """One of the values; each stands with its share, and the shares add up to one."""
    return rng.choices([value for value, _ in choices], [share for _, share in choices])[0]


def _maybe(rng: random.Random, share: float, **entries: Any) -> Data:
    return entries if rng.random() < share else {}


def _text(rng: random.Random, language: Language, length: int, cut: bool = False) -> str:
    """Sentences of about this length together; cut in mid-word, as the real ones often are."""
    text = ""
    while len(text) < length:
        text += f"{language.space if text else ''}{language.sentence(rng)}"
    return text[:length].rstrip(" .,(") if cut else text


def _arxiv(rng: random.Random) -> str:
    month = f"{rng.randrange(15, 27)}{rng.randrange(1, 13):02d}"
    return f"http://arxiv.org/abs/{month}.{rng.randrange(100_000):05d}v{rng.randrange(1, 4)}"


def _source(rng: random.Random) -> str:
    """The address of a work that a paper rests on.

    Half of them are among those that other papers name, too: the first ones in thousands of papers,
    most of them in two or three.
    """
    if rng.random() < 0.5:
        rng = random.Random(f"work/{int(KNOWN_WORKS ** rng.random())}")
    kind = rng.random()
    if kind < 0.7:
        return _arxiv(rng)
    if kind < 0.95:
        return f"https://doi.org/10.{rng.randrange(1000, 1400)}/invented.{rng.randrange(10**7)}"
    return f"https://site{int(5_000 ** rng.random())}.example/{rng.randrange(10**6)}"


def _work(rng: random.Random, seed: int, number: int, language: Language, day: date | None) -> Data:
    title = language.phrase(rng)
    if rng.random() < 0.3:
        title = f"{title}: {language.phrase(rng)}"[:CUT_TITLE].rstrip()
    question = f"{language.phrase(rng)}, {language.phrase(rng)}{language.question}"
    length = _choose(rng, (CUT_ABSTRACT, 0.6), (rng.randrange(200, 2_000), 0.4))
    work: Data = {"id": paper_id(seed, number), "title": title}
    if day:
        work["submitted"] = Plain(day)
    work["abstract"] = _text(rng, language, length, cut=length == CUT_ABSTRACT)
    work["research_question"] = question
    lead = {"title": ENGLISH.phrase(rng), "url": _source(rng)}
    work |= _maybe(rng, 0.5, lead_source=lead)
    work |= _maybe(rng, 0.6, doi=f"10.5281/zenodo.{20_000_000 + number}")
    if language is not ENGLISH:
        work["language"] = language.tag
    work |= _maybe(rng, 0.5, topics=rng.sample(ENGLISH.objects, rng.randrange(1, 5)))
    if number % 100 == 51:
        work["supersedes"] = [paper_id(seed, number - 1)]
    work |= _maybe(rng, 0.25, creators=[_creator(rng) for _ in range(rng.randrange(1, 5))])
    return work | _maybe(rng, 0.4, license="CC-BY-4.0")


def _creator(rng: random.Random) -> Data:
    given = rng.choice(("Ada", "Bożena", "Chidi", "Dmitri", "Eleni", "Fatima", "Jörg", "Mei"))
    family = rng.choice(("Example", "Ivanov", "Kowalska", "Müller", "Nakamura", "O'Neill", "Öz"))
    return {"name": f"{given} {family}"} | _maybe(rng, 0.5, orcid=_orcid(rng))


def _orcid(rng: random.Random) -> str:
    digits = f"00000002{rng.randrange(10_000_000):07d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = f"{digits}{'X' if check == 10 else check}"
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))


def _assessment(rng: random.Random, claims: int) -> Data:
    low = _choose(rng, (2.5, 0.08), (5.0, 0.3), (7.5, 0.35), (8.5, 0.27))
    high = {2.5: 4.99, 5.0: 7.49, 7.5: 8.49, 8.5: 9.9}[low]
    level = ("LOW", "MEDIUM", "MEDIUM", "HIGH")
    shown = ["evidence_strength", "uncertainty_disclosure", "reproducibility_status"]
    if claims:
        shown.insert(1, "citation_grounding")
    if rng.random() < 0.2:
        shown += ["numerical_consistency", "benchmark_validity", "novelty", "safety_impact"]
    dimensions: Data = {name: rng.choice(level) for name in shown}
    dimensions["reproducibility_status"] = _choose(rng, ("HIGH", 0.7), ("MEDIUM", 0.3))
    if rng.random() < 0.15:
        score, basis = round(rng.uniform(3, 9), 1), ENGLISH.sentence(rng)
        dimensions["evidence_strength"] = {"level": "MEDIUM", "score": score, "basis": basis}
    assessment: Data = {"review_score": round(rng.uniform(low, high), 2)}
    assessment |= _maybe(rng, 0.9, review_method="Automated multi-reviewer assessment")
    return assessment | _maybe(rng, 0.85, dimensions=dimensions)


def _verification(rng: random.Random, claims: int) -> Data:
    counts: Data = {"source_grounded_claims": claims}
    counts |= _maybe(rng, 0.8, claim_record_source="parsed source sections")
    further = _maybe(rng, 0.1, cross_source_corroborated_claims=rng.randrange(1, 6))
    further |= _maybe(rng, 0.05, sandbox_executed_claims=rng.randrange(1, 4))
    # Only claims that are grounded are checked further.
    return counts | {name: min(number, claims) for name, number in further.items() if claims}


def _gate(rng: random.Random, day: date | None) -> tuple[Data, list[Data], dict[str, bytes]]:
    """The verdict, the artifacts it needs, and the files that are held."""
    kind = _choose(rng, ("none", 0.5), ("FALSIFIED", 0.27), ("VERIFIED", 0.19), ("proof", 0.04))
    data = {"type": "dataset", "label": "Evaluation data", "url": _held_elsewhere(rng)}
    artifacts: list[Data] = [data] if rng.random() < 0.1 else []
    if kind == "none":
        if day and day < GATE_INTRODUCED:
            return {"status": "UNVERIFIED", "evaluated_at": Plain(BACK_FILLED_AT)}, artifacts, {}
        return {}, artifacts, {}
    held: dict[str, bytes] = {}
    where = _choose(rng, ("declared", 0.5), ("elsewhere", 0.25), ("held", 0.25))
    if kind == "FALSIFIED":
        reason, needed = _red_team(rng), [("red_team_report", "Red-team report", "red-team.md")]
        content = f"# Red-team report\n\n{_text(rng, ENGLISH, 800)}\n".encode()
        held["artifacts/red-team.md"] = content
    elif kind == "proof":
        reason, needed = "The Lean4 proof type-checks.", [("lean4_proof", "Proof", "proof.lean")]
        held["artifacts/proof.lean"] = b"theorem invented : 1 + 1 = 2 := rfl\n"
    else:
        value = rng.randrange(1, 100_000) / 10
        reason = (
            f"Sealed-sandbox formula repro: Computed {value} matches expected {value} "
            "(tolerance=5.0%)."
        )
        needed = [
            ("repro_script", "Reproduction script", "repro.py"),
            ("repro_results", "Reproduction results", "results.json"),
        ]
        results = {"computed": value, "expected": value}
        held["artifacts/repro.py"] = f"print({json.dumps(results)!r})\n".encode()
        held["artifacts/results.json"] = json.dumps(results).encode()
    for type_, label, name in needed:
        place = {
            "declared": {},
            "elsewhere": {"url": _held_elsewhere(rng)},
            "held": {"path": f"artifacts/{name}"},
        }[where]
        artifacts.append({"type": type_, "label": label, **place})
    moment = (day or GATE_INTRODUCED) + timedelta(1)
    verdict = {
        "status": "FALSIFIED" if kind == "FALSIFIED" else "VERIFIED",
        "reason": reason,
        "evaluated_at": Plain(f"{moment}T{_time(rng)}.{rng.randrange(1_000_000):06d}+00:00"),
    }
    return verdict, artifacts, held if where == "held" else {}


def _held_elsewhere(rng: random.Random) -> str:
    return f"https://artifacts.example/{rng.randrange(16**12):012x}.zip"


def _time(rng: random.Random) -> str:
    return f"{rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def _red_team(rng: random.Random) -> str:
    roles = ("COUNTEREXAMPLE_HUNTER", "CITATION_AUDITOR", "REPLICATION_ATTACKER")
    tenths = [rng.randrange(70, 100) for _ in roles]
    mean = (2 * sum(tenths) + len(roles)) // (2 * len(roles))  # of whole tenths, half up
    said = "; ".join(
        f"{role}({score / 10}):{_text(rng, ENGLISH, CUT_ROLE, cut=True)}"
        for role, score in zip(roles, tenths, strict=True)
    )
    return f"[Gate 3 RED-TEAM FALSIFIED] avg_attack_score={mean / 10}/10. {said}"


def _report(rng: random.Random) -> Data:
    """Claims and references; most of a manifest's bytes."""
    claims = min(int(rng.lognormvariate(2.1, 0.5)), 20)
    sources = [_source(rng) for _ in range(max(claims, 3))]
    if claims == 0:
        return {}
    return {
        "sources_retrieved": len(sources),
        "claims": [
            {
                "text": _text(rng, ENGLISH, CUT_CLAIM, cut=rng.random() < 0.7),
                "verified": rng.random() < 0.7,
                "confidence": round(rng.random(), 2),
                "source": rng.choice(sources),
            }
            for _ in range(claims)
        ],
        "references": sources,
    }


def _transcription(rng: random.Random, manifest: Data) -> Data:
    """The same record as somebody else would write it down from a page that states less of it."""
    source: Data = {"title": "Page of the paper", "seen": Plain("2026-10-01")}
    if rng.random() < 0.5:
        source = {"title": "Report of the paper", "url": _held_elsewhere(rng)}
    work, assessment = dict(manifest["work"]), dict(manifest["quality_assessment"])
    if rng.random() < 0.2:
        work["id_assigned_by"] = "Invented transcribers"
    rest = {
        name: manifest[name]
        for name in ("gate_verdict", "artifacts", "report", "verification")
        if name in manifest
    }
    if rng.random() < 0.4:
        rest.pop("gate_verdict", None)
    if "gate_verdict" not in rest or rng.random() < 0.4:
        rest.pop("artifacts", None)
    if rng.random() < 0.3:
        del rest["verification"]
    for name in ("review_score", "dimensions"):
        if rng.random() < 0.2:
            assessment.pop(name, None)
    score, claims = assessment.get("review_score"), rest.get("verification")
    if score is None or claims is None or "dimensions" not in assessment:
        assessment["tier"] = _declared_tier(score, claims and claims["source_grounded_claims"])
    head = {"contract_version": manifest["contract_version"], "completeness": "PARTIAL"}
    return {
        **head,
        "transcribed_from": source,
        "work": work,
        "quality_assessment": assessment,
        **rest,
    }


def _declared_tier(score: float | None, claims: int | None) -> str:
    """A tier that these facts allow, whatever else is not known."""
    if score is None:
        return "WATCHLIST"
    if score < 7.5:
        return "WATCHLIST" if score >= 5 else "QUARANTINE_CANDIDATE"
    return "PUBLIC_RECORD" if claims == 0 else "DOI_GRADE"


def _corrections(
    rng: random.Random, seed: int, number: int, count: int, day: date | None
) -> Data | None:
    paper = paper_id(seed, number)
    events = _events(rng, paper, day) if rng.random() < 0.12 else []
    is_superseded = number % 100 == 50 and number + 1 < count
    if not events and not is_superseded:
        return None
    record: Data = {"contract_version": Plain("correction-record-v1"), "work": {"id": paper}}
    if is_superseded:
        record["superseded_by"] = paper_id(seed, number + 1)
    if events:
        record["correction_events"] = events
    return record


def _events(rng: random.Random, paper: str, day: date | None) -> list[Data]:
    moment = datetime.combine(day or FIRST_DAY, datetime.min.time(), UTC)
    events: list[Data] = []
    for index in range(1, _choose(rng, (1, 0.7), (2, 0.2), (3, 0.1)) + 1):
        moment += timedelta(rng.randrange(2, 20), rng.randrange(86_400))
        kind = rng.choice(tuple(CORRECTABLE))
        event: Data = {
            "event_id": f"{paper[:8].upper()}-C{index}",
            "corrected_at": Plain(moment.isoformat()),
            "correction_type": kind,
            "public_note": _note(rng),
        }
        if rng.random() < 0.75:
            event["affected_fields"] = [CORRECTABLE[kind]]
        else:
            event["notice"] = _notice(rng)
        events.append(event)
    doubted = events[-1].get("notice", {}).get("kind") == "expression_of_concern"
    if doubted and rng.random() < 0.5:
        events.append(
            {
                "event_id": f"{paper[:8].upper()}-C{len(events) + 1}",
                "corrected_at": Plain((moment + timedelta(3)).isoformat()),
                "correction_type": "CLAIM",
                "public_note": "The doubt was not confirmed.",
                "lifts": events[-1]["event_id"],
            }
        )
    return events


def _note(rng: random.Random) -> str:
    note = ENGLISH.sentence(rng)
    return f"{note} *Invented*, see [the source]({_arxiv(rng)})." if rng.random() < 0.5 else note


def _notice(rng: random.Random) -> Data:
    kind = _choose(
        rng,
        ("erratum", 0.3),
        ("addendum", 0.2),
        ("expression_of_concern", 0.2),
        ("retraction", 0.2),
        ("partial_retraction", 0.05),
        ("withdrawal", 0.05),
    )
    notice: Data = {"kind": kind}
    notice |= _maybe(rng, 0.7, issued_by="Invented editors")
    return notice | _maybe(rng, 0.5, reasons=[ENGLISH.phrase(rng)])


def write_records(
    folder: Path, count: int, seed: int = 1, settings: Path = PROJECT_RECORDS
) -> None:
    """Write the records of `count` papers; the folder must not exist."""
    folder.mkdir(parents=True)
    shutil.copy(settings / "site.yaml", folder)
    shutil.copytree(settings / "pages", folder / "pages")
    for number in range(count):
        paper = folder / "papers" / paper_folder(number)
        for name, content in paper_files(seed, number, count).items():
            file = paper / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def edit_records(
    folder: Path, count: int, papers: int, revision: int, seed: int = 1
) -> Sequence[str]:
    """Append a correction event to some papers, as a nightly run does; returns their ids.

    An event is what may always be added. It changes page, manifest, correction record, PDF and the
    paper's line in the listings. Another `revision` takes other papers and a later time.
    """
    chosen = random.Random(f"{seed}/edit/{revision}").sample(range(count), papers)
    moment = (EDITED_FROM + timedelta(minutes=revision)).isoformat()
    for number in sorted(chosen):
        paper = paper_id(seed, number)
        file = folder / "papers" / paper_folder(number) / "corrections.yaml"
        head = yaml_text({"contract_version": Plain("correction-record-v1"), "work": {"id": paper}})
        before = file.read_text(encoding="utf-8") if file.exists() else head
        event = {
            "event_id": f"{paper[:8].upper()}-C{before.count('event_id:') + 1}",
            "corrected_at": Plain(moment),
            "correction_type": "METADATA",
            "public_note": f"Revision {revision} added a remark.",
            "notice": {"kind": "addendum"},
        }
        key = "correction_events:\n"
        added = yaml_text({"correction_events": [event]})
        after = before + (added.removeprefix(key) if key in before else added)
        file.write_text(after, encoding="utf-8")
    return [paper_id(seed, number) for number in sorted(chosen)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=1_000, help="how many papers there are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edit", type=int, metavar="N", help="edit N papers of an existing folder")
    parser.add_argument("--revision", type=int, default=1, help="which edit; each takes others")
    options = parser.parse_args()
    if options.edit is None:
        write_records(options.folder, options.papers, options.seed)
    else:
        changed = edit_records(
            options.folder, options.papers, options.edit, options.revision, options.seed
        )
        print("\n".join(changed))


if __name__ == "__main__":
    main()
