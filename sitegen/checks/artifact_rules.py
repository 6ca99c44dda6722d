"""SG4: verdicts have their artifacts, and artifacts are what the record says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, Overflow
from pathlib import PurePosixPath

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.contracts.gate_reasons import Comparison, comparisons
from sitegen.contracts.published_paper import FALSIFIED_BY, VERIFIED_BY
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.shapes.outline import closest

FOLDER = "artifacts/"
# What a browser would run or render as a page, on the publisher's own domain.
ACTIVE_CONTENT = frozenset(
    {".htm", ".html", ".js", ".mhtml", ".mjs", ".shtml", ".svg", ".svgz", ".swf", ".xht"}
    | {".xhtml", ".xml", ".xsl", ".xslt"}
)


def _types(subject: Subject) -> frozenset[str]:
    return frozenset(artifact.type for artifact in subject.paper.manifest.artifacts)


def _held(subject: Subject) -> Iterator[tuple[int, AuthoredArtifact, str]]:
    """Index, artifact and path of each artifact whose bytes should be here."""
    for index, artifact in enumerate(subject.paper.manifest.artifacts):
        if artifact.path:
            yield index, artifact, artifact.path


@check("SG401", Severity.ERROR)
def verified_has_its_artifacts(subject: Subject) -> Iterator[Finding]:
    """A VERIFIED record has a `lean4_proof`, or both `repro_script` and `repro_results`.

    VERIFIED is never derived from a score or a claim count. A declared artifact satisfies the rule,
    with a warning, and readers are told that it is not public.

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
        found = f"there is no {missing[0]}" if len(missing) == 1 else "none of them is there"
        lines = " and ".join(f"`- {{type: {each}, label: …}}`" for each in reversed(missing))
        them = "it" if len(missing) == 1 else "them"
        yield Finding(
            ("gate_verdict", "status"),
            f"VERIFIED needs a lean4_proof, or a repro_script and repro_results; {found}",
            f"if you have {them}, add {lines} under `artifacts:`; if not, write UNVERIFIED",
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
            "FALSIFIED needs a counterexample, a red_team_report or repro_results; "
            "none of them is there",
            "if you have one, add it under `artifacts:`, such as `- {type: counterexample, "
            "label: …}`; if not, write UNVERIFIED",
            related=_listed(subject),
        )


def _listed(subject: Subject) -> tuple[tuple[KeyPath, str], ...]:
    """Where the artifacts are listed, if any are."""
    is_listed = bool(subject.paper.manifest.artifacts)
    return ((("artifacts",), "the artifacts that there are"),) if is_listed else ()


@check("SG403", Severity.ERROR)
def artifact_files_exist(subject: Subject) -> Iterator[Finding]:
    """A file that an artifact names is there, in exactly that spelling.

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
            f"there is no file {shown(path)} in the record's folder",
            f"{hint}add the file, or leave `path` out to declare the artifact only",
            write=same[0] if len(same) == 1 else None,
            instead_of=path,
        )


def _missing(subject: Subject) -> Iterator[tuple[int, str, str | None]]:
    """Which artifact names a file that is not there, its path, and the file with the nearest."""
    present = {path.removeprefix(FOLDER): path for path in subject.source.artifacts}
    for index, _, path in _held(subject):
        is_there = path.removeprefix(FOLDER) in present or _is_unread(subject, path)
        if not is_there and not _link(subject, path):
            near = closest(path.removeprefix(FOLDER), present)
            yield index, path, present[near] if near else None


@check("SG404", Severity.ERROR)
def artifact_files_lie_in_the_folder(subject: Subject) -> Iterator[Finding]:
    """An artifact is a file of the record's own folder, never a symbolic link.

    A link could publish any file of the machine that builds the site.

    Wrong:

        artifacts/data.csv -> /srv/data/data.csv

    Right:

        artifacts/data.csv, a copy of the file
    """
    for index, _, path in _held(subject):
        if link := _link(subject, path):
            is_file = link == path
            what = "is" if is_file else f"lies behind {shown(link)},"
            part = "the file itself" if is_file else "a real folder with the file"
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} {what} a symbolic link to {shown(subject.source.links[link])}",
                f"put {part} in its place; leave `path` out if it is not public",
            )


def _is_unread(subject: Subject, path: str) -> bool:
    """Whether a file is there that could not be read, or lies in a folder that could not be."""
    name = FOLDER + path.removeprefix(FOLDER)
    return any(
        name.startswith(each) if each.endswith("/") else name == each
        for each in subject.source.unread
    )


def _link(subject: Subject, path: str) -> str | None:
    """The symbolic link that a path is, or lies behind."""
    above = (path, *(str(parent) for parent in PurePosixPath(path).parents))
    return next((each for each in above if each in subject.source.links), None)


@check("SG405", Severity.WARNING)
def artifacts_are_public(subject: Subject) -> Iterator[Finding]:
    """An artifact has its bytes here, or an address where it is held.

    One that is only declared is published as such: every place that shows the verdict says that
    the artifact is not public.

    Wrong:

        - {type: red_team_report, label: Red-team report}

    Right:

        - {type: red_team_report, label: Red-team report, path: artifacts/red-team.md}
    """
    for index, artifact in enumerate(subject.paper.manifest.artifacts):
        if artifact.state == "DECLARED_ONLY":
            yield Finding(
                ("artifacts", index),
                f"the {artifact.type} {shown(artifact.label)} is only declared, not public",
                "add the `path` of its file in the folder artifacts/, or its `url`; until then "
                "the page says that it is not public",
            )


@check("SG406", Severity.ERROR)
def digests_match_their_files(subject: Subject) -> Iterator[Finding]:
    """The `sha256` of an artifact that is here is the digest of its bytes.

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
                f"the digest of {shown(path)} is {file.sha256}, not {artifact.sha256}",
                "restore the file; if it was meant to change, write its new digest",
                related=((subject.source.place(path), "the file"),),
            )


@check("SG407", Severity.ERROR)
def results_agree_with_the_reason(subject: Subject) -> Iterator[Finding]:
    """A results file that holds `computed` and `expected` agrees with the gate's reason.

    Both numbers are those of the reason, as far as it writes their decimals, and their difference
    is within its tolerance.

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
                "put the results as JSON into it, or give it another name than .json",
                related=((subject.source.place(path, line, column), "what is not JSON"),),
            )
            continue
        if stated and not _agree(results, stated):
            said = stated[0]
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} holds computed {shown(results['computed'])} and expected "
                f"{shown(results['expected'])}, but the reason says computed {said.computed}, "
                f"expected {said.expected}, tolerance {said.tolerance}%",
                "put the results of the run that the reason speaks of into the file",
                related=(
                    (("gate_verdict", "reason"), "the reason"),
                    (subject.source.place(path), "the results"),
                ),
            )


def _agree(results: object, stated: tuple[Comparison, ...]) -> bool:
    """Whether one of the comparisons is that of the results, if these hold one at all."""
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
    """Whether `written` is `exact`, rounded to the decimals that are written."""
    half_a_step = Decimal(5).scaleb(int(written.as_tuple().exponent) - 1)
    return abs(exact - written) <= half_a_step


@check("SG408", Severity.ERROR)
def artifacts_are_no_active_content(subject: Subject) -> Iterator[Finding]:
    """An artifact is no file that a browser would run or show as a page.

    It would be served from the publisher's own domain, with all of the domain's trust.

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
                f"{shown(path)}: a browser would run or render a {suffix} file as a page",
                "pack it into a .zip, or attach a picture or a text instead",
            )


@check("SG409", Severity.WARNING)
def files_are_listed(subject: Subject) -> Iterator[Finding]:
    """A file below `artifacts/` is listed in the manifest; only listed files are published.

    A file that a misspelt path most likely means is not said to be unlisted as well.

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
                f"the file {shown(path)} is not listed, so it is not published",
                f"list it under `artifacts:` as `- {{type: other, label: …, path: {path}}}`; "
                "or remove the file",
            )


@check("SG410", Severity.ERROR)
def artifacts_are_listed_once(subject: Subject) -> Iterator[Finding]:
    """A file or an address stands for one artifact.

    Wrong:

        - {type: repro_script, label: Script, path: artifacts/a.py}
        - {type: other, label: Script, path: artifacts/a.py}

    Right:

        - {type: repro_script, label: Script, path: artifacts/a.py}
    """
    first: dict[str, int] = {}
    for index, artifact in enumerate(subject.paper.manifest.artifacts):
        place = artifact.path or artifact.url
        if place in first:
            key = "path" if artifact.path else "url"
            yield Finding(
                ("artifacts", index, key),
                f"{shown(place)} is listed twice",
                "keep one of the two",
                related=((("artifacts", first[place], key), "first here"),),
            )
        elif place:
            first[place] = index


@check("SG411", Severity.ERROR)
def names_differ_in_more_than_case(subject: Subject) -> Iterator[Finding]:
    """Names of artifacts and their folders differ in more than case: macOS takes them for one.

    Wrong:

        - {type: dataset, label: Data, path: artifacts/Data.csv}
        - {type: other, label: More, path: artifacts/data.csv}

    Right:

        - {type: other, label: More, path: artifacts/more.csv}
    """
    first: dict[str, tuple[int, str]] = {}
    for index, _, path in _held(subject):
        above = [str(each) for each in PurePosixPath(path).parents][:-2]
        for name in (*reversed(above), path):
            earlier, written = first.setdefault(name.lower(), (index, name))
            if written != name:
                at, other = ("artifacts", index, "path"), ("artifacts", earlier, "path")
                message = f"{shown(name)} and {shown(written)} differ in upper and lower case only"
                hint = "rename one of them, and change its `path`"
                yield Finding(at, message, hint, related=((other, "the other one"),))
                break
