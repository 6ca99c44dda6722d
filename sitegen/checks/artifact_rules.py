"""SG4: verdicts have the artifacts that they need, and artifacts are what the record says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, Overflow
from pathlib import PurePosixPath

from sitegen.checks.check import Check, Finding, RecordSubject, Subject, check
from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.contracts.gate_reasons import Comparison, comparisons
from sitegen.contracts.published_paper import FALSIFIED_BY, VERIFIED_BY
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.shapes.outline import closest

FOLDER = "artifacts/"
# What a browser would run or show as a page, on the publisher's own domain.
ACTIVE_CONTENT = frozenset(
    {".htm", ".html", ".js", ".mhtml", ".mjs", ".shtml", ".svg", ".svgz", ".swf", ".xht"}
    | {".xhtml", ".xml", ".xsl", ".xslt"}
)


def _types(subject: RecordSubject) -> frozenset[str]:
    return frozenset(artifact.type for artifact in subject.artifacts)


def _held(subject: RecordSubject) -> Iterator[tuple[int, AuthoredArtifact, str]]:
    """Index, artifact and path of each artifact that names a file."""
    for index, artifact in enumerate(subject.artifacts):
        if artifact.path:
            yield index, artifact, artifact.path


@check("SG401", Severity.ERROR)
def verified_has_its_artifacts(subject: Subject) -> Iterator[Finding]:
    """A VERIFIED record has a `lean4_proof`, or both `repro_script` and `repro_results`.

    VERIFIED is never derived from a score or a claim count. A declared artifact satisfies the rule,
    with a warning, and the page says that it is not public.

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
    verdict, types = subject.paper.manifest.gate_verdict, _types(subject)
    if verdict and verdict.status == "VERIFIED" and not any(each <= types for each in VERIFIED_BY):
        missing = sorted(VERIFIED_BY[1] - types)
        found = f"{missing[0]} is missing" if len(missing) == 1 else "none of them is listed"
        lines = " and ".join(f"`- {{type: {each}, label: …}}`" for each in reversed(missing))
        them = "it" if len(missing) == 1 else "them"
        yield Finding(
            ("gate_verdict", "status"),
            "the status VERIFIED needs a lean4_proof, or both a repro_script and repro_results, "
            f"as artifacts; {found}",
            f"if you have {them}, add {lines} below `artifacts:`; if not, write UNVERIFIED",
            related=_listed(subject),
        )


@check("SG402", Severity.ERROR)
def falsified_has_its_evidence(subject: Subject) -> Iterator[Finding]:
    """A FALSIFIED record has a `counterexample`, a `red_team_report` or `repro_results`.

    Wrong:

        gate_verdict: {status: FALSIFIED}

    Right:

        gate_verdict: {status: FALSIFIED}
        artifacts:
          - {type: red_team_report, label: Red-team report}
    """
    verdict = subject.paper.manifest.gate_verdict
    if verdict and verdict.status == "FALSIFIED" and not _types(subject) & FALSIFIED_BY:
        yield Finding(
            ("gate_verdict", "status"),
            "the status FALSIFIED needs a counterexample, a red_team_report or repro_results as an "
            "artifact; none of them is listed",
            "if you have one, add it below `artifacts:`, such as `- {type: counterexample, "
            "label: …}`; if not, write UNVERIFIED",
            related=_listed(subject),
        )


def _listed(subject: RecordSubject) -> tuple[tuple[KeyPath, str], ...]:
    """The place of the list of artifacts, if there is one."""
    is_listed = bool(subject.artifacts)
    return ((("artifacts",), "the listed artifacts"),) if is_listed else ()


@check("SG403", Severity.ERROR)
def artifact_files_exist(subject: RecordSubject) -> Iterator[Finding]:
    """The file that an artifact names exists, spelled exactly so.

    Wrong:

        path: artifacts/Repro.py        # the file is artifacts/repro.py

    Right:

        path: artifacts/repro.py
    """
    for index, path, near in _missing(subject):
        hint = f'did you mean "{near}"? Otherwise ' if near else ""
        same = [each for each in subject.source.artifacts if each.lower() == path.lower()]
        yield Finding(
            ("artifacts", index, "path"),
            f"there is no file {shown(path)} in the folder of the paper",
            f"{hint}add the file, or leave `path` out to declare the artifact without its file",
            write=same[0] if len(same) == 1 else None,
            instead_of=path,
        )


def _missing(subject: RecordSubject) -> Iterator[tuple[int, str, str | None]]:
    """Index, path and most similar path of each artifact whose file does not exist."""
    present = {path.removeprefix(FOLDER): path for path in subject.source.artifacts}
    for index, _, path in _held(subject):
        is_there = path.removeprefix(FOLDER) in present or _is_unread(subject, path)
        if not is_there and not _link(subject, path):
            near = closest(path.removeprefix(FOLDER), present)
            yield index, path, present[near] if near else None


@check("SG404", Severity.ERROR)
def artifact_files_lie_in_the_folder(subject: RecordSubject) -> Iterator[Finding]:
    """An artifact is a file in the folder of its paper, never a symbolic link.

    A link could publish any file of the machine that builds the site.

    Wrong:

        artifacts/data.csv -> /srv/data/data.csv

    Right:

        artifacts/data.csv, a copy of the file
    """
    for index, _, path in _held(subject):
        if link := _link(subject, path):
            is_file = link == path
            what = "is" if is_file else f"is inside {shown(link)},"
            part = "the file itself" if is_file else "a real folder that has the file"
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} {what} a symbolic link to {shown(subject.source.links[link])}",
                f"replace the link with {part}; leave `path` out if the file is not public",
            )


def _is_unread(subject: RecordSubject, path: str) -> bool:
    """Whether a file, or a folder above it, exists but could not be read."""
    name = FOLDER + path.removeprefix(FOLDER)
    return any(
        name.startswith(each) if each.endswith("/") else name == each
        for each in subject.source.unread
    )


def _link(subject: RecordSubject, path: str) -> str | None:
    """The symbolic link that a path is, or is inside of."""
    above = (path, *(str(parent) for parent in PurePosixPath(path).parents))
    return next((each for each in above if each in subject.source.links), None)


@check("SG405", Severity.WARNING)
def artifacts_are_public(subject: RecordSubject) -> Iterator[Finding]:
    """An artifact has a file, or the URL where it is available.

    An artifact with neither is published as declared: wherever the verdict is shown, it says that
    the artifact is not public.

    Wrong:

        - {type: red_team_report, label: Red-team report}

    Right:

        - {type: red_team_report, label: Red-team report, path: artifacts/red-team.md}
    """
    for index, artifact in enumerate(subject.artifacts):
        if artifact.state == "DECLARED_ONLY":
            yield Finding(
                ("artifacts", index),
                f"the {artifact.type} {shown(artifact.label)} is only declared, not public",
                "add the `path` of its file in artifacts/, or its `url`; until then, the page says "
                "that it is not public",
            )


@check("SG406", Severity.ERROR)
def digests_match_their_files(subject: RecordSubject) -> Iterator[Finding]:
    """The `sha256` of an artifact with a file is the digest of that file.

    Wrong:

        {type: dataset, label: Data, path: artifacts/data.csv, sha256: "0000…"}

    Right:

        {type: dataset, label: Data, path: artifacts/data.csv}
    """
    for index, artifact, path in _held(subject):
        file = subject.source.artifacts.get(path)
        if file and artifact.sha256 and artifact.sha256 != file.sha256:
            yield Finding(
                ("artifacts", index, "sha256"),
                f"the SHA-256 of {shown(path)} is {file.sha256}, but the manifest has "
                f"{artifact.sha256}",
                "restore the file; if it was meant to change, write its new digest",
                related=((subject.source.place(path), "the file"),),
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
    for index, artifact, path in _held(subject):
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
                f"{shown(path)} has computed {shown(results['computed'])} and expected "
                f"{shown(results['expected'])}, but the reason of the gate has computed "
                f"{said.computed}, expected {said.expected}, tolerance {said.tolerance}%",
                "replace the file with the results of the run that the reason describes",
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


@check("SG408", Severity.ERROR)
def artifacts_are_no_active_content(subject: RecordSubject) -> Iterator[Finding]:
    """An artifact is not a file that a browser would run or show as a page.

    It would be served from the publisher's own domain, and could do whatever its pages can.

    Wrong:

        path: artifacts/plot.html

    Right:

        path: artifacts/plot.zip
    """
    for index, _, path in _held(subject):
        suffix = PurePosixPath(path).suffix.lower()
        if suffix in ACTIVE_CONTENT:
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} is a {suffix} file, which a browser would run or show as a page",
                "pack it into a .zip file, or attach an image or a text file instead",
            )


@check("SG409", Severity.WARNING)
def files_are_listed(subject: RecordSubject) -> Iterator[Finding]:
    """A file in `artifacts/` is listed in the manifest; only listed files are published.

    A file that a misspelt path most likely means is not reported as well.

    Wrong:

        artifacts/results.json          # and no artifact with this path

    Right:

        artifacts:
          - {type: repro_results, label: Results, path: artifacts/results.json}
    """
    listed = {path for _, _, path in _held(subject)}
    meant = {near for _, _, near in _missing(subject)}
    for path in sorted(subject.source.artifacts):
        if path not in listed | meant:
            yield Finding(
                ("artifacts",),
                f"the file {shown(path)} is not listed in the manifest, so it is not published",
                f"list it below `artifacts:` as `- {{type: other, label: …, path: {path}}}`; "
                "or remove the file",
            )


@check("SG410", Severity.ERROR)
def artifacts_are_listed_once(subject: RecordSubject) -> Iterator[Finding]:
    """A file or URL is listed as one artifact only.

    Wrong:

        - {type: repro_script, label: Script, path: artifacts/a.py}
        - {type: other, label: Script, path: artifacts/a.py}

    Right:

        - {type: repro_script, label: Script, path: artifacts/a.py}
    """
    first: dict[str, int] = {}
    for index, artifact in enumerate(subject.artifacts):
        place = artifact.path or artifact.url
        if place in first:
            key = "path" if artifact.path else "url"
            yield Finding(
                ("artifacts", index, key),
                f"the artifact {shown(place)} is listed twice",
                "keep one of the two entries, and delete the other",
                related=((("artifacts", first[place], key), "first listed here"),),
            )
        elif place:
            first[place] = index


# Those that any record with artifacts keeps; the others speak of the verdict on a paper.
OF_ANY_RECORD: tuple[Check[RecordSubject], ...] = (
    *(artifact_files_exist, artifact_files_lie_in_the_folder, artifacts_are_public),
    *(digests_match_their_files, artifacts_are_no_active_content),
    *(files_are_listed, artifacts_are_listed_once),
)
