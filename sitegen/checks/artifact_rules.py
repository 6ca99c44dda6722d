"""SG403 to SG411: the artifacts of any record are what its manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from sitegen.checks.check import Check, Finding, RecordSubject, check
from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.findings.diagnostics import Severity, shown
from sitegen.findings.line_ends import OtherLineEnds, how_to_restore
from sitegen.reading.documents import KeyPath
from sitegen.reading.paper_source import PaperSource
from sitegen.shapes.outline import closest

FOLDER = "artifacts/"
# What a browser would run or show as a page, on the publisher's own domain.
ACTIVE_CONTENT = frozenset(
    {".htm", ".html", ".js", ".mhtml", ".mjs", ".shtml", ".svg", ".svgz", ".swf", ".xht"}
    | {".xhtml", ".xml", ".xsl", ".xslt"}
)


def restore_line_ends(source: PaperSource, path: str, ends: OtherLineEnds) -> str:
    """What to do with a file of a record whose line ends were changed."""
    pattern = f"{source.kind.project_path}/*/{path.partition('/')[0]}/**"
    return how_to_restore(source.place(path).file, pattern, ends.expected)


def held_artifacts(subject: RecordSubject) -> Iterator[tuple[int, AuthoredArtifact, str]]:
    """Index, artifact and path of each artifact that names a file."""
    for index, artifact in enumerate(subject.artifacts):
        if artifact.path:
            yield index, artifact, artifact.path


def listed_artifacts(subject: RecordSubject) -> tuple[tuple[KeyPath, str], ...]:
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
    for index, _, path in held_artifacts(subject):
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
    for index, _, path in held_artifacts(subject):
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
    the artifact is not public. Of an artifact of a transcription (`completeness: PARTIAL`) it says
    that the record does not state where it is.

    Wrong:

        - {type: red_team_report, label: Red-team report}

    Right:

        - {type: red_team_report, label: Red-team report, path: artifacts/red-team.md}
    """
    for index, artifact in enumerate(subject.artifacts):
        if artifact.state == "DECLARED_ONLY" and not subject.is_partial:
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
    for index, artifact, path in held_artifacts(subject):
        file = subject.source.artifacts.get(path)
        if file and artifact.sha256 and artifact.sha256 != file.sha256:
            message = f"the SHA-256 of {shown(path)} is {file.sha256}, but the manifest has "
            message += artifact.sha256
            hint = "restore the file; if it was meant to change, write its new digest"
            ends = file.line_ends
            if ends and ends.sha256 == artifact.sha256:
                message = f"{shown(path)} has {ends.difference}, so its SHA-256 is not the one in "
                message += f"the manifest, but {file.sha256}"
                hint = restore_line_ends(subject.source, path, ends)
            place = subject.source.place(path)
            related = ((place, "the file"),)
            yield Finding(("artifacts", index, "sha256"), message, hint, related=related)


@check("SG408", Severity.ERROR)
def artifacts_are_no_active_content(subject: RecordSubject) -> Iterator[Finding]:
    """An artifact is not a file that a browser would run or show as a page.

    It would be served from the publisher's own domain, and could do whatever its pages can.

    Wrong:

        path: artifacts/plot.html

    Right:

        path: artifacts/plot.zip
    """
    for index, _, path in held_artifacts(subject):
        suffix = PurePosixPath(path).suffix.lower()
        if suffix in ACTIVE_CONTENT:
            yield Finding(
                ("artifacts", index, "path"),
                f"{shown(path)} is a {suffix} file, which a browser would run or show as a page",
                "pack it into a .zip file, or attach an image or a text file instead",
            )


@check("SG409", Severity.WARNING)
def files_arelisted_artifacts(subject: RecordSubject) -> Iterator[Finding]:
    """A file in `artifacts/` is listed in the manifest; only listed files are published.

    A file that a misspelt path most likely means is not reported as well.

    Wrong:

        artifacts/results.json          # and no artifact with this path

    Right:

        artifacts:
          - {type: repro_results, label: Results, path: artifacts/results.json}
    """
    listed = {path for _, _, path in held_artifacts(subject)}
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


@check("SG411", Severity.ERROR)
def names_differ_in_more_than_case(subject: RecordSubject) -> Iterator[Finding]:
    """Names of artifacts and their folders differ in more than upper and lower case.

    Otherwise macOS and Windows take them for one name.

    Wrong:

        - {type: dataset, label: Data, path: artifacts/Data.csv}
        - {type: other, label: More, path: artifacts/data.csv}

    Right:

        - {type: other, label: More, path: artifacts/more.csv}
    """
    first: dict[str, tuple[int, str]] = {}
    for index, _, path in held_artifacts(subject):
        above = [str(each) for each in PurePosixPath(path).parents][:-2]
        for name in (*reversed(above), path):
            earlier, written = first.setdefault(name.lower(), (index, name))
            if written != name:
                at, other = ("artifacts", index, "path"), ("artifacts", earlier, "path")
                message = f"{shown(name)} and {shown(written)} differ only in upper and lower case"
                hint = "rename one of them, and change its `path`"
                yield Finding(at, message, hint, related=((other, "the other one"),))
                break


# Any record with artifacts keeps these rules.
OF_ANY_RECORD: tuple[Check[RecordSubject], ...] = tuple(
    each for each in vars().values() if isinstance(each, Check)
)
