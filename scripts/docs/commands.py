"""The reference of commands: a page for each, as click knows it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from sitegen.cli import sitegen

Commands = dict[str, click.Command]


def leaf_commands(group: click.Group = sitegen, above: str = "sitegen") -> Commands:
    """Every command that does something, by its words: `sitegen verify site`."""
    found: Commands = {}
    for name, command in group.commands.items():
        words = f"{above} {name}"
        if isinstance(command, click.Group):
            found |= leaf_commands(command, words)
        else:
            found[words] = command
    return found


def command_pages() -> dict[str, str]:
    """One page with all commands, in the order of the alphabet."""
    commands = dict(sorted(leaf_commands().items()))
    head = [
        "# Commands",
        "",
        "Every command takes `--help`. `sitegen --version` says which sitegen it is.",
        "[Exit codes](exit-codes.md) are the same for all.",
        "",
    ]
    head += [
        f"- [`{words}`](#{_anchor(words)}): {_first(each)}" for words, each in commands.items()
    ]
    parts = [_section(words, command) for words, command in commands.items()]
    return {"reference/commands.md": "\n".join(head) + "\n" + "".join(parts)}


def _anchor(words: str) -> str:
    return words.replace(" ", "-")


def _first(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").partition("\n\n")[0].replace("\n", " ")


def _section(words: str, command: click.Command) -> str:
    context = click.Context(command, info_name=words)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = ["", f"## `{words}` {{ #{_anchor(words)} }}", "", inspect.cleandoc(command.help or "")]
    lines += ["", "```text", f"{words} {usage}", "```", ""]
    lines += _options(command, context)
    return "\n".join(lines) + "\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if isinstance(param, click.Argument) or record is None or "--help" in param.opts:
            continue
        names, text = record
        yield f"`{names}`"
        yield f":   {_with_code(text)}"
        yield ""


def _with_code(text: str) -> str:
    """The help of an option; its braces are not Markdown's."""
    return text.replace("{", "\\{").replace("[default", "\\[default")
