"""Prompts at a terminal, and the checks of answers and option values."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
import yaml

from sitegen.cli.asking import accept, checked
from sitegen.findings.diagnostics import Diagnostic, Place, Severity
from tests.cli.published import prepared, table, title, world
from tests.cli.terminals import at_a_terminal
from tests.command_line import Call
from tests.history.test_git import nobodys_configuration
from tests.worlds import World

__all__ = ["nobodys_configuration", "prepared", "world"]  # fixtures


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 130)])
def test_somebody_at_a_terminal_is_asked_first(answer: str, code: int, world: World) -> None:
    title(world, "Another title")
    words = ("correct", "--from", table(world, "one,METADATA,A note."))
    done, said = at_a_terminal(*words, answers=answer, cwd=world.folder)
    assert done == code, said
    assert "Write the corrections of 1 paper? [y/N]" in said
    assert (world.records / "papers/one/corrections.yaml").exists() is (code == 0)


def test_at_a_terminal_one_is_asked_again_until_the_answer_can_be(tmp_path: Path) -> None:
    answers = 'The "Owl" Press: #1\nowls\nhttps://owls.example/\n\n'
    code, said = at_a_terminal("init", "owls", answers=answers, cwd=tmp_path)
    assert code == 0
    assert 'Error: publisher.url: "owls" is not a web address' in said
    settings = yaml.safe_load((tmp_path / "owls/records/site.yaml").read_text(encoding="utf-8"))
    assert settings["publisher"] == {"name": 'The "Owl" Press: #1', "url": "https://owls.example/"}
    assert settings["base_url"] == "https://owls.example"


def test_an_option_that_cannot_be_is_refused_and_nothing_is_made(
    tmp_path: Path, call: Call
) -> None:
    done = call("init", "owls", "--base-url", "https://owls.example/", cwd=tmp_path)
    assert done.returncode == 2
    assert '--base-url: "https://owls.example/" ends in a slash' in done.stderr
    assert "write https://owls.example\n" in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- answers


def test_an_answer_is_typed_and_a_blank_one_is_none() -> None:
    typed = checked(lambda value: None, click.INT)
    assert typed(" 7 ") == 7
    assert typed(" \t") is None
    with pytest.raises(click.UsageError, match="'many' is not a valid integer"):
        typed("many")


def test_a_refused_answer_is_told_legibly_with_what_to_write() -> None:
    place = Place("records/site.yaml", 1, 1)

    def refuse(value: str) -> Diagnostic:
        message = f'base_url: "{value}" is none'
        return Diagnostic(place, "SG203", Severity.ERROR, message, hint="write ##[command] another")

    with pytest.raises(click.UsageError) as answered:
        checked(refuse)("a\x1b[31mb")
    assert answered.value.message == (
        r'base_url: "a\x1b[31mb" is none; write #\x23[command] another'
    )
    with pytest.raises(click.UsageError) as optioned:
        accept("--base-url", refuse("x"))
    assert optioned.value.message == r'--base-url: "x" is none; write #\x23[command] another'
    accept("--base-url", None)
