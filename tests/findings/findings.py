"""What the tests of reporting share: findings, and a folder with the sources that they are in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity
from sitegen.findings.report import Report

FILE = "records/papers/x/manifest.yaml"
PLACE = Place(FILE, 12, 5)
quickly = settings(max_examples=150, derandomize=True, deadline=None)

# What attacks are made of, among any text at all.
HOSTILE = st.lists(
    st.sampled_from(
        ["::error::x", "##[add-mask]x", "##vso[task.x]", "\r", "\n", "%0A", "%", ",", ":"]
    )
    | st.sampled_from(
        ["\x1b[31m", "\u202e", "\u2028", "\x85", "\ud800", "\udce9", "](1)", "{0}", "["]
    )
    | st.text(max_size=5),
    max_size=8,
).map("".join)


def finding(place: Place = PLACE, **changed: Any) -> Diagnostic:
    whole = Diagnostic(place, "SG203", Severity.ERROR, "expected a number", "write 7")
    return whole._replace(**changed)


def warning(line: int, **changed: Any) -> Diagnostic:
    place = Place("records/site.yaml", line, 2)
    return finding(place, **{"code": "SG405", "severity": Severity.WARNING, **changed})


def source(folder: Path, text: str | bytes, name: str = "papers/x/manifest.yaml") -> Report:
    """An empty report on a project whose manifest holds the text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Report((), {"records": str(folder)}, RULES)


def reported(*diagnostics: Diagnostic, roots: dict[str, str] | None = None, **kept: Any) -> Report:
    return Report(tuple(diagnostics), roots or {"records": "records"}, RULES, **kept)


def any_finding() -> st.SearchStrategy[Diagnostic]:
    """A finding in which every text is hostile; names on disk hold no NUL and no lone surrogate."""
    files = HOSTILE.map(lambda text: "records/" + text.replace("\ud800", "").replace("\0", ""))
    places = st.builds(Place, files, st.integers(1, 9), st.integers(1, 9))
    related = st.lists(st.tuples(places, HOSTILE), max_size=2).map(tuple)
    severities = st.sampled_from(Severity)
    fix = st.lists(st.builds(Edit, places, HOSTILE, HOSTILE), max_size=2).map(tuple)
    texts = (HOSTILE, HOSTILE)
    return st.builds(Diagnostic, places, st.just("SG203"), severities, *texts, related, fix)
