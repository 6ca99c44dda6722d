"""The findings of a run, as each report format gets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.findings.diagnostics import Diagnostic, Rule, Severity

MOST_WARNINGS = 50


@dataclass(frozen=True)
class Report:
    """Findings in order, and how to print them.

    `roots` maps the first part of a project path to the folder as the user named it; `rules` are
    all rules by code; with `everything`, all warnings and notices are listed.
    """

    diagnostics: tuple[Diagnostic, ...]
    roots: Mapping[str, str]
    rules: Mapping[str, Rule]
    everything: bool = False

    def listed(self) -> tuple[list[Diagnostic], Counter[tuple[str, Severity]]]:
        """The findings to list for people, and how many are left out, by code and severity.

        All errors are listed, but at most MOST_WARNINGS warnings and notices.
        """
        if self.everything:
            return list(self.diagnostics), Counter()
        listed: list[Diagnostic] = []
        shown, left_out = 0, Counter[tuple[str, Severity]]()
        for diagnostic in self.diagnostics:
            shown += diagnostic.severity is not Severity.ERROR
            if diagnostic.severity is Severity.ERROR or shown <= MOST_WARNINGS:
                listed.append(diagnostic)
            else:
                left_out[diagnostic.code, diagnostic.severity] += 1
        return listed, left_out

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        found = Counter(diagnostic.severity for diagnostic in self.diagnostics)
        return {severity: found[severity] for severity in Severity}

    def name_of(self, diagnostic: Diagnostic) -> str:
        """The name of the rule of a finding; its code if the rule is not known."""
        rule = self.rules.get(diagnostic.code)
        return rule.name if rule else diagnostic.code
