"""Findings as one JSON document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from sitegen.findings.diagnostics import Diagnostic, Edit, Place
from sitegen.findings.json_report import document
from sitegen.findings.report import BuildSummary, NotBuilt
from tests.findings.findings import (
    FILE,
    HOSTILE,
    any_finding,
    finding,
    quickly,
    reported,
    warning,
)
from tests.worlds import ONE, ROOT


def written(*diagnostics: Diagnostic, **kept: Any) -> Any:
    return orjson.loads("".join(document(reported(*diagnostics, **kept))))


def test_a_document_holds_its_version_the_findings_and_their_counts() -> None:
    related = ((Place(FILE, 4, 3), "first written here"),)
    twice = finding(Place(FILE, 7, 3), code="SG118", message="twice", hint="drop", related=related)
    assert written(twice, roots={"records": "../data"}) == {
        "version": 1,
        "findings": [
            {
                "file": "../data/papers/x/manifest.yaml",
                "line": 7,
                "column": 3,
                "code": "SG118",
                "severity": "error",
                "name": "unique_keys",
                "message": "twice",
                "help": "drop",
                "related": [
                    {
                        "file": "../data/papers/x/manifest.yaml",
                        "line": 4,
                        "column": 3,
                        "message": "first written here",
                    }
                ],
                "fix": [],
            }
        ],
        "counts": {"errors": 1, "warnings": 0, "notices": 0},
    }


def test_a_fix_says_what_is_to_be_replaced_and_where() -> None:
    misspelt = finding(Place(FILE, 4, 3), fix=(Edit(Place(FILE, 4, 3), "titel", "title"),))
    assert written(misspelt)["findings"][0]["fix"] == [
        {"file": FILE, "line": 4, "column": 3, "old": "titel", "new": "title"}
    ]


def test_a_clean_run_is_a_document_too() -> None:
    counts = {"errors": 0, "warnings": 0, "notices": 0}
    assert written() == {"version": 1, "findings": [], "counts": counts}


def test_no_warning_is_left_out() -> None:
    document = written(*map(warning, range(1, 71)))
    assert len(document["findings"]) == document["counts"]["warnings"] == 70


@quickly
@given(st.lists(any_finding(), max_size=3))
def test_hostile_text_is_kept_as_data_and_does_nothing_in_a_log(found: list[Diagnostic]) -> None:
    text = "".join(document(reported(*found)))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert not re.search(r"##\w*\[", text)
    assert not re.search(r"^\s*::", text, re.M)
    for diagnostic, read in zip(found, orjson.loads(text)["findings"], strict=True):
        assert read["message"] == re.sub("[\ud800-\udfff]", "\ufffd", diagnostic.message)
        assert (read["line"], read["column"]) == diagnostic.place[1:]


def test_each_finding_is_one_line() -> None:
    lines = "".join(document(reported(finding(), warning(2)))).splitlines()
    assert [json.loads(line.rstrip(","))["code"] for line in lines[2:4]] == ["SG203", "SG405"]


# ---------------------------------------------------------------- what was built

BUILT = BuildSummary(True, papers=6, built=3, rendered=2, removed=1, files=40)
NOTHING = {"published": True, "papers": 6, "built": 3, "rendered": 2, "removed": 1, "files": 40}


def test_a_build_says_what_it_made_and_everything_else_stays() -> None:
    found = written(finding(), build=BUILT)
    assert found.keys() == {"version", "findings", "counts", "build"}
    assert found["version"] == 1
    none = {"kept": 0, "left_out": 0, "drafts": 0, "not_built": []}
    assert found["build"] == NOTHING | none


def test_a_paper_that_is_not_built_is_listed_with_the_findings_that_are_the_reason() -> None:
    one, other, new = finding(), finding(code="SG118"), finding(Place("records/papers/new/x"))
    papers = (
        NotBuilt("records/papers/x", (one, other), ONE),
        NotBuilt("records/papers/new", (new,)),
        NotBuilt("records/papers/draft"),
    )
    found = written(
        *(warning(1), one, other, new),
        build=replace(BUILT, not_built=papers),
        roots={"records": "../data"},
    )["build"]
    assert (found["kept"], found["left_out"], found["drafts"]) == (1, 1, 1)
    assert found["not_built"] == [
        {
            "record": "../data/papers/x",
            "id": ONE,
            "reason": "errors",
            "outcome": "kept",
            "findings": [1, 2],
            "message": f"../data/papers/x: {ONE} keeps its published version, "
            "because of SG118, SG203",
        },
        {
            "record": "../data/papers/new",
            "id": None,
            "reason": "errors",
            "outcome": "left out",
            "findings": [3],
            "message": "../data/papers/new: left out, as it is new, because of SG203",
        },
        {
            "record": "../data/papers/draft",
            "id": None,
            "reason": "draft",
            "outcome": "left out",
            "findings": [],
            "message": "../data/papers/draft: left out, as it is a draft",
        },
    ]


@quickly
@given(HOSTILE)
def test_a_hostile_name_of_a_paper_is_data_and_its_message_is_one_line(text: str) -> None:
    name = text.replace("\ud800", "").replace("\0", "")
    paper = NotBuilt(f"records/papers/{name}", (finding(),))
    report = reported(finding(), build=replace(BUILT, not_built=(paper,)))
    printed = "".join(document(report))
    assert printed.isascii()
    [read] = orjson.loads(printed)["build"]["not_built"]
    assert read["record"] == re.sub("[\ud800-\udfff]", "\ufffd", f"records/papers/{name}")
    assert read["message"].isprintable()
    assert not re.search(r"##\w*\[", read["message"])


# ---------------------------------------------------------------- the guide


def keys_of(value: Any, path: str = "") -> set[str]:
    """The paths of all keys in a document, with `[]` for the items of a list."""
    if isinstance(value, list):
        return set().union(*(keys_of(each, f"{path}[]") for each in value))
    if not isinstance(value, dict):
        return set()
    below = {name: f"{path}.{name}".lstrip(".") for name in value}
    return {*below.values()}.union(*(keys_of(value[name], below[name]) for name in value))


def keys_in_the_guide() -> set[str]:
    text = (ROOT / "docs/how-to/reports.md").read_text(encoding="utf-8")
    keys = set()
    for line in text.partition("\n## json\n")[2].partition("\n## ")[0].splitlines():
        if line.startswith("| `"):
            first, *others = re.findall(r"`([^`]+)`", line.split(" | ")[0])
            folder = first.rpartition(".")[0]
            keys |= {first, *(f"{folder}.{each}".lstrip(".") for each in others)}
    return keys


def test_the_guide_lists_every_key() -> None:
    place = Place(FILE, 4, 3)
    full = finding(related=((place, "here"),), fix=(Edit(place, "a", "b"),))
    paper = NotBuilt("records/papers/x", (full,), ONE)
    document = written(full, build=replace(BUILT, not_built=(paper,)))
    inner = re.compile(r"(related|fix)\[\]|^counts\.|^build$")
    assert {key for key in keys_of(document) if not inner.search(key)} == keys_in_the_guide()
