"""Imports of sites that a test forged or damaged."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sitegen.build.executors import THIS_PROCESS
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.importing.importer import Imported, import_site
from tests.reading_back import BuiltSite
from tests.worlds import OTHER


def imported(site: Path, records: Path, **options: Any) -> Imported:
    executor = options.get("executor", THIS_PROCESS)
    return import_site(site, records, executor, lambda done, total: None)


def tree(folder: Path) -> dict[str, bytes]:
    return BuiltSite(folder).files()


def large(file: Path) -> None:
    with open(file, "r+b") as opened:
        opened.truncate(70_000_000)


def forged(site: Path, paper: str, facts: dict[str, Any], **listed: Any) -> None:
    """A paper with these facts, and a ledger with their digests."""
    file = site / f"paper/{paper}/manifest.json"
    manifest = json.loads(file.read_bytes()) | {"facts": facts}
    data = canonical_json(manifest) + b"\n"
    file.write_bytes(data)
    ledger = json.loads((site / "ledger.json").read_bytes())
    for each in ledger["papers"]:
        if each["id"] == paper:
            digest = hashlib.sha256(data).hexdigest()
            each |= {"facts_sha256": canonical_sha256(facts), "manifest_sha256": digest} | listed
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()


def kept_by(site: Path) -> dict[str, str]:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (kept,) = [each["kept"] for each in ledger["papers"] if each["id"] == OTHER]
    return dict(kept)


def facts(site: Path, paper: str = OTHER) -> Any:
    return json.loads((site / f"paper/{paper}/manifest.json").read_bytes())["facts"]
