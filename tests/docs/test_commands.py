"""Commands, options, targets and files that README and documentation name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scripts.docs.commands import leaf_commands
from sitegen.cli import sitegen
from tests.worlds import ROOT

README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
CODE = re.compile(r"^```.*?^```|^ {4}\S.*?$|`[^`\n]+`", re.M | re.S)
COMMAND = re.compile(r"(?:^|(?<=[\s/`(]))sitegen((?: +(?!#)[^\s`|;&>)]+)*)")
TARGET = re.compile(r"\bmake ([a-z]+)\b")


ROOT_PAGES = sorted(ROOT.glob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)|src=\"([^\"]+)\"")


def code_of(page: Path) -> Iterator[str]:
    """What stands in blocks and spans of code."""
    for found in CODE.finditer(page.read_text(encoding="utf-8")):
        yield found[0]


def commands_in(page: Path) -> Iterator[list[str]]:
    """The words after each `sitegen` that is code."""
    for code in code_of(page):
        for found in COMMAND.finditer(code.replace("\\\n", " ")):
            yield found[1].split()


def resolved(words: list[str]) -> tuple[str, click.Command, list[str]]:
    """The command that words call, by its name, and what is left of them."""
    name, command, rest = "sitegen", sitegen, list(words)
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        name, command = f"{name} {rest[0]}", command.commands[rest[0]]
        rest.pop(0)
    return name, command, rest


def options_of(command: click.Command) -> set[str]:
    known = {option for param in command.params for option in param.opts}
    return known | {"--help", "--version"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_and_option_that_a_page_names_exists(page: Path) -> None:
    for words in commands_in(page):
        name, command, rest = resolved(words)
        bare = not rest or not rest[0].isalpha()
        assert bare or not isinstance(command, click.Group), f"sitegen {' '.join(words)}"
        named = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert named <= options_of(command), (name, named - options_of(command))


def test_the_readme_names_every_command() -> None:
    named = {resolved(words)[0] for words in commands_in(README)}
    assert named >= leaf_commands().keys()


def test_every_command_is_in_an_example_that_is_run() -> None:
    blocks = [
        code for page in PAGES for code in code_of(page) if code.startswith(("```console", "```sh"))
    ]
    run = {
        resolved(found[1].split())[0]
        for code in blocks
        for found in COMMAND.finditer(code.replace("\\\n", " "))
    }
    assert run >= leaf_commands().keys()


@pytest.mark.parametrize("page", ROOT_PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_at_the_root_leads_to_a_file(page: Path) -> None:
    links = ["".join(found) for found in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [link for link in links if "://" not in link and not (ROOT / link).is_file()] == []


def test_every_target_that_a_page_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    # Its code is sentences of sites, which "make this verdict inspectable".
    pages = [page for page in PAGES if page.name != "sentences.md"]
    named = {each for page in pages for code in code_of(page) for each in TARGET.findall(code)}
    assert "test" in named
    assert named <= targets
