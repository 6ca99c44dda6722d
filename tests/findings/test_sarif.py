"""Findings as SARIF, judged by the schema of the standard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.checks.rules import RULES
from sitegen.findings import sarif
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity
from sitegen.findings.sarif import LEVELS, document
from tests.findings.findings import FILE, any_finding, finding, reported, source, warning
from tests.findings.logs import project, results, run_of

__all__ = ["project"]  # a fixture


# ---------------------------------------------------------------- the rules


def test_every_rule_is_there_with_its_help_and_its_level() -> None:
    run = run_of(reported(finding()))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    for rule in rules:
        known = RULES[rule["id"]]
        assert rule["name"] == known.name
        assert rule["shortDescription"]["text"] == f"{known.title}."
        assert rule["fullDescription"]["text"].startswith(f"{known.title}.")
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"] == known.explanation
        assert rule["defaultConfiguration"]["level"] == LEVELS[known.severity]
    [result] = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "SG203"


def test_severities_are_levels() -> None:
    found = [finding(severity=severity) for severity in Severity]
    assert [each["level"] for each in results(*found)] == ["error", "warning", "note"]


def test_a_clean_run_has_rules_and_no_results() -> None:
    assert results() == []


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("line", "column", "region"),
    [
        ("  title: Owls  # why", 10, (10, 21)),
        ("猫: 𝔘x", 4, (4, 7)),
        ("猫: 𝔘x", 5, (6, 7)),
        ("  title: Owls", 14, (14, 15)),
        ("  title: Owls\r", 3, (3, 14)),
    ],
)
def test_a_region_runs_to_the_end_of_its_line_in_columns_of_utf_16(
    line: str, column: int, region: tuple[int, int], tmp_path: Path
) -> None:
    roots = source(tmp_path, f"work:\n{line}\n").roots
    run = run_of(reported(finding(Place(FILE, 2, column)), roots=roots))
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": region[0],
        "endColumn": region[1],
    }


def test_a_whole_file_is_its_first_line() -> None:
    [result] = results(finding(Place(FILE)))
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_paths_are_relative_to_the_repository_and_percent_encoded(tmp_path: Path) -> None:
    [inside] = results(finding(Place("records/a b/猫%:\udce9.yaml")))
    assert inside["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "records/a%20b/%E7%8C%AB%25%3A%E9.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    [outside] = results(finding(), roots={"records": str(tmp_path.parent / "data")})
    assert outside["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": f"file://{tmp_path.parent}/data/papers/x/manifest.yaml"
    }


def test_related_places_are_links_in_the_message() -> None:
    related = ((Place(FILE, 4, 3), "the [first] one"), (Place(FILE, 5, 3), "the second"))
    [result] = results(finding(message="written {twice}", related=related))
    assert result["message"]["text"] == (
        "written {{twice}}\n[the \\[first\\] one](1)\n[the second](2)\nhelp: write 7"
    )
    places = [
        each["physicalLocation"]["region"]["startLine"] for each in result["relatedLocations"]
    ]
    assert [each["id"] for each in result["relatedLocations"]] == [1, 2]
    assert places == [4, 5]


# ---------------------------------------------------------------- bounds and attacks


def test_no_more_results_than_code_scanning_takes_and_errors_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    found = [warning(1), finding(Place(FILE, 2, 1)), warning(3), finding(Place(FILE, 4, 1))]
    run = run_of(reported(*found))
    assert [each["level"] for each in run["results"]] == ["error", "error", "warning"]
    [notification] = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 more findings are left out")


def test_the_same_findings_give_the_same_bytes() -> None:
    report = reported(finding(), warning(2))
    assert "".join(document(report)) == "".join(document(report))


def test_a_fix_replaces_a_region_in_utf_16_columns(tmp_path: Path) -> None:
    roots = source(tmp_path, "a: {🦉: x, titel: y}\n").roots
    place = Place(FILE, 1, 11)
    misspelt = finding(place, hint="write title", fix=(Edit(place, "titel", "title"),))
    [result] = results(misspelt, roots=roots)
    assert result["fixes"] == [
        {
            "description": {"text": "write title"},
            "artifactChanges": [
                {
                    "artifactLocation": result["locations"][0]["physicalLocation"][
                        "artifactLocation"
                    ],
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 1, "startColumn": 12, "endColumn": 17},
                            "insertedContent": {"text": "title"},
                        }
                    ],
                }
            ],
        }
    ]


def test_a_fix_of_the_first_word_of_a_file_begins_in_column_one(tmp_path: Path) -> None:
    roots = source(tmp_path, "wrok: 1\n").roots
    found = finding(Place(FILE), fix=(Edit(Place(FILE), "wrok", "work"),))
    [change] = results(found, roots=roots)[0]["fixes"][0]["artifactChanges"]
    region = change["replacements"][0]["deletedRegion"]
    assert region == {"startLine": 1, "startColumn": 1, "endColumn": 5}


def test_a_finding_without_a_fix_has_none() -> None:
    assert "fixes" not in results(finding())[0]


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(any_finding(), max_size=3))
def test_hostile_text_is_no_link_no_placeholder_no_line_and_no_command(
    found: list[Diagnostic],
) -> None:
    text = "".join(document(reported(*found)))
    assert not re.search(r"##\w*\[", text)
    assert text.count("\n") == 1
    for diagnostic, result in zip(found, run_of(reported(*found))["results"], strict=True):
        first, *links, last = result["message"]["text"].split("\n")
        assert len(links) == len(diagnostic.related)
        for said in (first, last):
            assert "](" not in said
            assert not re.search(r"(?<!\{)(?:\{\{)*\{\d", said)
        for number, link in enumerate(links, 1):
            assert re.fullmatch(rf"\[(?:[^\[\]\\]|\\[\[\]\\])*\]\({number}\)", link)
        assert result["message"]["text"].replace("\n", "").isprintable()
