"""What a run found and built, as each report format gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.findings.diagnostics import Diagnostic, Rule, Severity
from sitegen.findings.packed_findings import PackedFindings, blocks_of, counts_in

MOST_WARNINGS = 50


@dataclass(frozen=True)
class NotBuilt:
    """A paper whose record, as it is now, is not on the site.

    `record` is the project path of its folder. Without `errors` it is a draft. If the site keeps
    its published version, `kept_id` is its id.
    """

    record: str
    errors: tuple[Diagnostic, ...] = ()
    kept_id: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it was left out because it is a draft."""
        return not self.errors

    @property
    def outcome(self) -> str:
        """What happened to it, in words."""
        if self.is_draft:
            return "left out, as it is a draft"
        codes = ", ".join(sorted({each.code for each in self.errors}))
        if not self.kept_id:
            return f"left out, as it is new, because of {codes}"
        return f"{self.kept_id} keeps its published version, because of {codes}"


@dataclass(frozen=True)
class BuildSummary:
    """What a build made of the records.

    Of the `papers`, `built` are on the site as their records are now: `rendered` of these were not
    up to date, and `removed` of these are only a tombstone. The others are `not_built`. If an error
    stopped the build, nothing is published, and the numbers are 0. `files` counts the whole site.
    """

    is_published: bool
    papers: int
    built: int = 0
    rendered: int = 0
    removed: int = 0
    files: int = 0
    not_built: tuple[NotBuilt, ...] = ()


@dataclass(frozen=True)
class Report:
    """Findings in order, and how to print them.

    `roots` maps the first part of a project path to the folder as the user named it; `rules` are
    all rules by code; with `everything`, all warnings and notices are listed. `build` says what
    was built, if the command builds a site.
    """

    diagnostics: Sequence[Diagnostic]
    roots: Mapping[str, str]
    rules: Mapping[str, Rule]
    everything: bool = False
    build: BuildSummary | None = None

    def listed(self) -> tuple[list[Diagnostic], Counter[tuple[str, Severity]]]:
        """The findings to list for people, and how many are left out, by code and severity.

        All errors are listed, but at most MOST_WARNINGS warnings and notices.
        """
        if self.everything:
            return list(self.diagnostics), Counter()
        listed: list[Diagnostic] = []
        shown, left_out = 0, Counter[tuple[str, Severity]]()
        for block in blocks_of(self.diagnostics):
            if shown >= MOST_WARNINGS and isinstance(block, PackedFindings):  # it has no errors
                left_out += counts_in(block)
                continue
            for diagnostic in block:
                shown += diagnostic.severity is not Severity.ERROR
                if diagnostic.severity is Severity.ERROR or shown <= MOST_WARNINGS:
                    listed.append(diagnostic)
                else:
                    left_out[diagnostic.code, diagnostic.severity] += 1
        return listed, left_out

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        found = Counter[Severity]()
        for (_, severity), number in counts_in(self.diagnostics).items():
            found[severity] += number
        return {severity: found[severity] for severity in Severity}

    def name_of(self, diagnostic: Diagnostic) -> str:
        """The name of the rule of a finding; its code if the rule is not known."""
        rule = self.rules.get(diagnostic.code)
        return rule.name if rule else diagnostic.code
