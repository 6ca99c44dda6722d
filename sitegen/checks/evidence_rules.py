"""SG401, SG402 and SG407: verdicts have the artifacts that they need, which agree with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, Overflow

from sitegen.checks.artifact_rules import held_artifacts, listed_artifacts
from sitegen.checks.check import Finding, RecordSubject, Subject, check
from sitegen.contracts.gate_reasons import Comparison, comparisons
from sitegen.contracts.verdict_evidence import FALSIFIED_BY, VERIFIED_BY
from sitegen.findings.diagnostics import Severity, shown

FOLDER = "artifacts/"
# What a browser would run or show as a page, on the publisher's own domain.
ACTIVE_CONTENT = frozenset(
    {".htm", ".html", ".js", ".mhtml", ".mjs", ".shtml", ".svg", ".svgz", ".swf", ".xht"}
    | {".xhtml", ".xml", ".xsl", ".xslt"}
)


def _types(subject: RecordSubject) -> frozenset[str]:
    return frozenset(artifact.type for artifact in subject.artifacts)


def lacks_evidence(subject: Subject) -> bool:
    """Whether no artifact is listed that the verdict needs."""
    verdict, types = subject.paper.manifest.gate_verdict, _types(subject)
    if verdict is None or verdict.status == "UNVERIFIED":
        return False
    if verdict.status == "FALSIFIED":
        return not types & FALSIFIED_BY
    return not any(each <= types for each in VERIFIED_BY)


@check("SG401", Severity.ERROR)
def verified_has_its_artifacts(subject: Subject) -> Iterator[Finding]:
    """A VERIFIED record has a `lean4_proof`, or both `repro_script` and `repro_results`.

    VERIFIED is never derived from a score or a claim count. A declared artifact satisfies the rule,
    with a warning, and the page says that it is not public. In a transcription (`completeness:
    PARTIAL`) no artifact is needed that its source does not name; SG412 reports what is missing.

    Wrong:

        gate_verdict: {status: VERIFIED}
        artifacts:
          - {type: repro_script, label: Script, path: artifacts/repro.py}

    Right:

        gate_verdict: {status: VERIFIED}
        artifacts:
          - {type: repro_script, label: Script, path: artifacts/repro.py}
          - {type: repro_results, label: Results, path: artifacts/results.json}
    """
    manifest, types = subject.paper.manifest, _types(subject)
    verdict = manifest.gate_verdict
    is_meant = verdict is not None and verdict.status == "VERIFIED" and not manifest.is_partial
    if is_meant and lacks_evidence(subject):
        missing = sorted(VERIFIED_BY[1] - types)
        found = f"{missing[0]} is missing" if len(missing) == 1 else "none of them is listed"
        lines = " and ".join(f"`- {{type: {each}, label: …}}`" for each in reversed(missing))
        them = "it" if len(missing) == 1 else "them"
        yield Finding(
            ("gate_verdict", "status"),
            "the status VERIFIED needs a lean4_proof, or both a repro_script and repro_results, "
            f"as artifacts; {found}",
            f"if you have {them}, add {lines} below `artifacts:`; if not, write UNVERIFIED",
            related=listed_artifacts(subject),
        )


@check("SG402", Severity.ERROR)
def falsified_has_its_evidence(subject: Subject) -> Iterator[Finding]:
    """A FALSIFIED record has a `counterexample`, a `red_team_report` or `repro_results`.

    In a transcription (`completeness: PARTIAL`), SG412 reports what is missing instead.

    Wrong:

        gate_verdict: {status: FALSIFIED}

    Right:

        gate_verdict: {status: FALSIFIED}
        artifacts:
          - {type: red_team_report, label: Red-team report}
    """
    manifest = subject.paper.manifest
    verdict = manifest.gate_verdict
    is_meant = verdict is not None and verdict.status == "FALSIFIED" and not manifest.is_partial
    if is_meant and lacks_evidence(subject):
        yield Finding(
            ("gate_verdict", "status"),
            "the status FALSIFIED needs a counterexample, a red_team_report or repro_results as an "
            "artifact; none of them is listed",
            "if you have one, add it below `artifacts:`, such as `- {type: counterexample, "
            "label: …}`; if not, write UNVERIFIED",
            related=listed_artifacts(subject),
        )


@check("SG407", Severity.ERROR)
def results_agree_with_the_reason(subject: Subject) -> Iterator[Finding]:
    """A results file with `computed` and `expected` agrees with the gate's reason.

    Both numbers are those of the reason, to the decimals written there, and their difference is
    within the tolerance.

    Wrong:

        reason: "Computed 1114.0 matches expected 1114.0 (tolerance=5.0%)."
        artifacts/results.json: {"computed": 900.0, "expected": 1114.0}

    Right:

        artifacts/results.json: {"computed": 1114.0, "expected": 1114.0}
    """
    verdict = subject.paper.manifest.gate_verdict
    stated = comparisons(verdict.reason or "") if verdict else ()
    for index, artifact, path in held_artifacts(subject):
        file = subject.source.artifacts.get(path)
        if artifact.type != "repro_results" or file is None or file.content is None:
            continue
        try:
            results = json.loads(file.content, parse_float=Decimal, parse_int=Decimal)
        except (ValueError, RecursionError, InvalidOperation) as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} is not JSON",
                "write the results as JSON, or give the file a name that does not end in .json",
                related=((subject.source.place(path, line, column), "the first error"),),
            )
            continue
        if stated and not _agree(results, stated):
            said = stated[0]
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} says computed {shown(results['computed'])}, expected "
                f"{shown(results['expected'])}, but gate_verdict.reason says computed "
                f"{said.computed}, expected {said.expected}, tolerance {said.tolerance}%",
                "replace the file with the one that the gate wrote for this verdict; if the file "
                "is right, copy the reason from the report of the gate again",
                related=(
                    (("gate_verdict", "reason"), "the reason"),
                    (subject.source.place(path), "the results"),
                ),
            )


def _agree(results: object, stated: tuple[Comparison, ...]) -> bool:
    """Whether one of the comparisons is that of the results; True if they have none."""
    if not isinstance(results, dict):
        return True
    computed, expected = results.get("computed"), results.get("expected")
    if not (isinstance(computed, Decimal) and isinstance(expected, Decimal)):
        return True
    try:
        return any(
            _same(computed, each.computed)
            and _same(expected, each.expected)
            and Comparison(computed, expected, each.tolerance).holds
            for each in stated
        )
    except Overflow:  # 1e999999999 in the file
        return False


def _same(exact: Decimal, written: Decimal) -> bool:
    """Whether `written` is `exact` rounded to the decimals of `written`."""
    half_a_step = Decimal(5).scaleb(int(written.as_tuple().exponent) - 1)
    return abs(exact - written) <= half_a_step
