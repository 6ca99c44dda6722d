"""Findings as workflow commands, read back by the rules of the runner of GitHub Actions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from sitegen.findings.github import document
from sitegen.findings.legible import legible
from tests.findings.findings import FILE, any_finding, finding, quickly, reported, warning

COMMANDS = {"error", "warning", "notice"}


@dataclass
class Command:
    """What the runner makes of a line (ActionCommand.cs of actions/runner)."""

    name: str
    properties: dict[str, str]
    data: str


def understood(line: str) -> Command:
    assert line.startswith("::")
    head, separator, data = line[2:].partition("::")
    assert separator
    name, _, pairs = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in pairs.split(",") if pair)
    read = {key: unescaped(value, "\r\n:,%") for key, value in properties.items()}
    return Command(name, read, unescaped(data, "\r\n%"))


def unescaped(text: str, chars: str) -> str:
    for char in chars:  # in the runner's order, the percent sign last
        text = text.replace(f"%{ord(char):02X}", char)
    return text


def commands(*diagnostics: Diagnostic, everything: bool = False) -> list[Command]:
    text = "".join(document(reported(*diagnostics, everything=everything)))
    return [understood(line) for line in text.splitlines()]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_finding_is_a_command_with_its_place_its_rule_and_help() -> None:
    related = ((Place(FILE, 4, 3), "first written here"),)
    twice = finding(Place(FILE, 7, 3), code="SG118", message="twice: 5%", related=related)
    assert "".join(document(reported(twice))) == (
        "::error file=records/papers/x/manifest.yaml,line=7,col=3,title=SG118 unique_keys"
        "::twice: 5%25%0Arecords/papers/x/manifest.yaml:4:3: first written here%0Ahelp: write 7\n"
    )


def test_properties_escape_what_would_end_them() -> None:
    place = Place("records/a,line=1::b%2C.yaml", 3, 4)
    [command] = commands(finding(place))
    assert command.properties["file"] == "records/a,line=1::b%2C.yaml"
    assert command.properties["line"] == "3"


def test_paths_start_at_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    [command] = commands(finding())
    assert command.properties["file"] == "sub/records/papers/x/manifest.yaml"


def test_a_last_line_says_what_github_does_not_show() -> None:
    errors = [finding(Place(FILE, line, 1)) for line in range(2, 14)]
    *_, last = commands(*errors, *map(warning, range(1, 62)))
    assert last.name == "notice"
    assert last.data == (
        "GitHub shows only 10 of 12 errors and 10 of 50 warnings of a step; see its log for all "
        "of them; "
        "11 more warnings and notices are not listed; pass --all to list them"
    )
    assert len(commands(*errors[:10], *map(warning, range(1, 11)))) == 20


def test_everything_is_listed_on_request() -> None:
    assert len(commands(*map(warning, range(1, 62)), everything=True)) == 61 + 1


def test_a_clean_run_says_nothing() -> None:
    assert commands() == []


@quickly
@given(st.lists(any_finding(), max_size=4))
def test_hostile_text_injects_no_command_and_lands_where_the_finding_is(
    found: list[Diagnostic],
) -> None:
    text = "".join(document(reported(*found)))
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(found)
    for line, diagnostic in zip(lines, found, strict=True):
        assert line.isprintable()  # so no CR, no LF, no escape sequence
        assert "##[" not in line
        command = understood(line)
        assert command.name in COMMANDS
        assert command.name == Severity(diagnostic.severity)
        place = (int(command.properties["line"]), int(command.properties["col"]))
        assert place == diagnostic.place[1:]
        assert set(command.properties) == {"file", "line", "col", "title"}
        first, *_, last = command.data.split("\n")
        assert (first, last) == (legible(diagnostic.message), f"help: {legible(diagnostic.hint)}")
