"""SG413 and SG414: the report that existed before is a PDF among the artifacts."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.artifact_rules import held_artifacts
from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.artifacts import AuthoredArtifact
from sitegen.findings.diagnostics import Severity, shown
from sitegen.shapes.outline import closest

AT = ("report", "file")


def _named(subject: Subject) -> tuple[str, int, AuthoredArtifact | None]:
    """The file of the existing report, empty without one, and the artifact that has this file."""
    report = subject.paper.manifest.report
    path = "" if isinstance(report, str) else report.file or ""
    for index, artifact, listed in held_artifacts(subject):
        if listed == path:
            return path, index, artifact
    return path, -1, None


@check("SG413", Severity.ERROR)
def the_existing_report_is_an_artifact(subject: Subject) -> Iterator[Finding]:
    """The file that `report.file` names is listed as an artifact of type `report`.

    The artifact gives it a label, an address and a digest. sitegen publishes it unchanged, next to
    the PDF that it makes itself.

    Wrong:

        report: {file: artifacts/report.pdf}

    Right:

        report: {file: artifacts/report.pdf}
        artifacts:
          - {type: report, label: The report of 2024, path: artifacts/report.pdf}
    """
    path, index, artifact = _named(subject)
    if artifact is not None and artifact.type != "report":
        yield Finding(
            AT,
            f"{shown(path)} is listed as {artifact.type}, not as a report",
            "write `type: report` there, or name another file here",
            related=((("artifacts", index, "type"), "listed here"),),
        )
    elif path and artifact is None:
        listed = [each.path for each in subject.artifacts if each.path]
        near = closest(path, listed)
        hint = f"did you mean {near}? Otherwise " if near else ""
        is_there = path in subject.source.artifacts
        missing = "" if is_there else ", and there is no such file in the folder of the paper"
        yield Finding(
            AT,
            f"{shown(path)} is not listed as an artifact{missing}",
            f"{hint}{'' if is_there else 'add the file, and '}list it below `artifacts:` as "
            f"`- {{type: report, label: …, path: {path}}}`",
        )


@check("SG414", Severity.ERROR)
def the_existing_report_is_a_pdf(subject: Subject) -> Iterator[Finding]:
    """The file that `report.file` names is a PDF that everybody can open.

    Its name ends in .pdf, it begins with `%PDF-` and ends with `%%EOF`, and it is not encrypted. No
    more of it is read: a damaged page is not found. A file whose bytes were redacted may stay.

    Wrong:

        artifacts/report.pdf: a page of an error that a download left behind

    Right:

        artifacts/report.pdf: %PDF-1.7 …
    """
    path, index, artifact = _named(subject)
    file = subject.source.artifacts.get(path)
    if artifact is None or file is None or file.redacted:
        return
    if not path.lower().endswith(".pdf"):
        message, hint = "does not end in .pdf", "give the file a name that ends in .pdf"
    elif not file.size:
        message, hint = "is empty", "copy the report here again"
    elif file.pdf is None or file.pdf.is_whole:
        return
    elif file.pdf.begins and file.pdf.is_encrypted:
        message = "is an encrypted PDF, which may ask for a password"
        hint = "save it without encryption, because an archive could not open it later"
    elif file.pdf.begins:
        message = "is cut: it does not end like a PDF"
        hint = "copy the report here again"
    else:
        message = "is no PDF: it does not begin with %PDF-"
        hint = "look at what it is, and replace it with the report"
    related = ((("artifacts", index, "path"), "listed here"),)
    yield Finding(AT, f"{shown(path)} {message}", hint, related=related)
