"""The reference of rules: a page for each family, each rule as `sitegen explain` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sitegen.checks.rules import RULES
from sitegen.findings.diagnostics import Rule

FAMILIES = {
    "SG1": ("Reading", "whether a file can be read, and says what its author meant"),
    "SG2": ("Shape", "whether every key and value is of the kind that the contract expects"),
    "SG3": ("Facts", "whether the facts of one record agree with each other"),
    "SG4": ("Artifacts", "whether the files behind a verdict are there, and are what they say"),
    "SG5": ("Corrections", "whether the events of a correction record hold together"),
    "SG6": ("Between papers", "whether papers agree with each other"),
    "SG7": ("Site", "whether settings, pages and templates make a site"),
    "SG8": ("Published", "whether something published was changed silently"),
    "SG9": ("Machine", "what kept a paper from being made"),
}


def rule_pages() -> dict[str, str]:
    """The list of all rules, and a page for each family with an anchor for each code (`#sg401`).

    Raises KeyError for a family that has no name here.
    """
    rules = sorted(RULES.values(), key=lambda rule: rule.code)
    families = {key: list(each) for key, each in groupby(rules, lambda rule: rule.code[:3])}
    pages = {f"reference/rules/{key.lower()}.md": _page(key, families[key]) for key in families}
    return pages | {"reference/rules/index.md": _index(families)}


def _index(families: dict[str, list[Rule]]) -> str:
    lines = [
        "# Rules",
        "",
        f"The {len(RULES)} rules that records are checked by. `sitegen rules` lists them, and",
        "`sitegen explain CODE` prints one of these explanations. A code never changes its meaning",
        "and is never used again. Only an error stops a build; a warning or a notice can be",
        "switched off in [site.yaml](../site-yaml.md#silenced), with a reason.",
    ]
    for key, rules in families.items():
        name, what = FAMILIES[key]
        lines += ["", f"## {key}: {name} {{ #{key.lower()} }}", "", f"{what.capitalize()}.", ""]
        lines += [
            f"- [{rule.code}]({key.lower()}.md#{rule.code.lower()}) {rule.title}{_mark(rule)}"
            for rule in rules
        ]
    return "\n".join(lines) + "\n"


def _mark(rule: Rule) -> str:
    return "" if rule.severity == "error" else f" *({rule.severity})*"


def _page(family: str, rules: Iterable[Rule]) -> str:
    name, what = FAMILIES[family]
    parts = [f"# {family}: {name}\n\nWhat these rules ask: {what}.\n"]
    parts += [_rule(rule) for rule in rules]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    head = f"## {rule.code} {rule.name} {{ #{rule.code.lower()} .{rule.severity} }}"
    return f"{head}\n\n**{rule.severity.capitalize()}.** {rule.title}.\n\n{rule.explanation}\n"
