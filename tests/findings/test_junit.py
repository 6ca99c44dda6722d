"""Findings as a JUnit report, read back by junitparser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, TestCase, TestSuite

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.junit import document
from sitegen.findings.legible import legible
from tests.findings.findings import FILE, any_finding, finding, quickly, reported, warning

# The elements of the schema of Jenkins that we use, with their attributes and children.
SCHEMA = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"failure", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def suite(*diagnostics: Diagnostic, **kept: Any) -> TestSuite:
    """The only suite of a report."""
    read = JUnitXml.fromstring("".join(document(reported(*diagnostics, **kept))).encode())
    [found] = list(read)
    return found


def case(code: str, *diagnostics: Diagnostic, **kept: Any) -> TestCase:
    [found] = [each for each in suite(*diagnostics, **kept) if each.name.split()[0] == code]
    return found


def test_every_rule_is_a_test_that_passes_where_nothing_was_found() -> None:
    found = suite()
    assert (found.name, found.tests, found.failures, found.errors) == ("sitegen", len(RULES), 0, 0)
    names = [(each.classname, each.name, each.result) for each in found]
    assert names == [
        (f"sitegen.{code[:3]}", f"{code} {RULES[code].name}", []) for code in sorted(RULES)
    ]


def test_a_rule_with_errors_fails_and_shows_all_of_them() -> None:
    related = ((Place(FILE, 4, 3), "first written here"),)
    twice = finding(Place(FILE, 7, 3), code="SG118", message="twice", hint="drop", related=related)
    again = finding(Place(FILE, 9, 3), code="SG118", message="again", hint="drop")
    roots = {"records": "data"}
    assert suite(twice, again, roots=roots).failures == 1
    [failure] = case("SG118", twice, again, roots=roots).result
    assert isinstance(failure, Failure)
    place = "data/papers/x/manifest.yaml"
    assert (failure.type, failure.message) == ("SG118", f"{place}:7:3: error: twice (and 1 more)")
    assert failure.text == (
        f"{place}:7:3: error: twice\n  {place}:4:3: first written here\n  help: drop\n"
        f"{place}:9:3: error: again\n  help: drop"
    )


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTICE])
def test_what_stops_no_build_fails_no_test_and_is_its_output(severity: Severity) -> None:
    found = warning(3, severity=severity)
    assert suite(found).failures == 0
    told = case("SG405", found)
    assert told.result == []
    assert f"records/site.yaml:3:2: {severity}: expected a number" in (told.system_out or "")


def test_a_rule_with_both_fails_for_its_errors_alone() -> None:
    told = case("SG203", finding(), finding(Place(FILE, 1, 2), severity=Severity.WARNING))
    [failure] = told.result
    assert "warning" not in failure.text
    assert "error" not in told.system_out


def test_a_rule_that_is_not_in_the_table_is_a_test_too() -> None:
    [failure] = case("SG000", finding(code="SG000")).result
    assert failure.type == "SG000"


def test_no_warning_is_left_out() -> None:
    told = case("SG405", *map(warning, range(1, 71)))
    assert (told.system_out or "").count("help:") == 70


def test_a_report_has_only_what_the_schema_of_jenkins_has() -> None:
    text = "".join(document(reported(finding(), warning(1), finding(code="SG118"))))
    for element in ElementTree.fromstring(text).iter():
        attributes, children = SCHEMA[element.tag]
        assert element.attrib.keys() == attributes
        assert {child.tag for child in element} <= children


ILL_FORMED = [
    "\x00",
    "\x01",
    "\x0b",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\ud800",
    "\udce9",
    "\ufffe",
    "]]>",
]


@pytest.mark.parametrize("text", [*ILL_FORMED, "<failure/>", "&x;", '"', "\u202e", "\u2028"])
def test_what_xml_cannot_hold_is_escaped_and_the_rest_is_kept(text: str) -> None:
    place = Place(f"records/papers/{text.replace('/', '')}/manifest.yaml", 2, 3)
    hostile = finding(place, message=f"a{text}b", hint=text, related=((place, text),))
    [failure] = case("SG203", hostile).result
    assert f"error: a{legible(text)}b" in failure.message
    assert f"a{legible(text)}b" in failure.text


@quickly
@given(st.lists(any_finding(), max_size=3))
def test_hostile_text_is_data_and_does_nothing_in_a_log(found: list[Diagnostic]) -> None:
    text = "".join(document(reported(*found)))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert not re.search(r"##\w*\[", text)
    assert not re.search(r"^\s*::", text, re.M)
    read = suite(*found)
    assert read.failures == any(each.severity is Severity.ERROR for each in found)
    told = "\n".join(
        part or ""
        for each in read
        for part in (*(failure.text for failure in each.result), each.system_out)
    )
    for each in found:
        assert legible(each.message) in told
