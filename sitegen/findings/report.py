"""What a run found, as every form of a report is given it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.findings.diagnostics import Diagnostic, Rule, Severity

MOST_WARNINGS = 50


@dataclass(frozen=True)
class Report:
    """Findings in order, and how to print them.

    `roots` maps the first part of a project path to the folder as the user knows it; `everything`
    asks for every warning and notice. `rules` are all there are, by code.
    """

    diagnostics: tuple[Diagnostic, ...]
    roots: Mapping[str, str]
    rules: Mapping[str, Rule]
    everything: bool = False

    def listed(self) -> tuple[list[Diagnostic], Counter[tuple[str, Severity]]]:
        """What people are told: every error, and the others up to a bound, then counted."""
        if self.everything:
            return list(self.diagnostics), Counter()
        told: list[Diagnostic] = []
        shown, left_out = 0, Counter[tuple[str, Severity]]()
        for diagnostic in self.diagnostics:
            shown += diagnostic.severity is not Severity.ERROR
            if diagnostic.severity is Severity.ERROR or shown <= MOST_WARNINGS:
                told.append(diagnostic)
            else:
                left_out[diagnostic.code, diagnostic.severity] += 1
        return told, left_out

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        found = Counter(diagnostic.severity for diagnostic in self.diagnostics)
        return {severity: found[severity] for severity in Severity}

    def name_of(self, diagnostic: Diagnostic) -> str:
        """The name of the rule that was broken."""
        rule = self.rules.get(diagnostic.code)
        return rule.name if rule else diagnostic.code
