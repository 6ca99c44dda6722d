"""SG3: the texts of one record are whole, and arrived as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.cut_texts import CLAIM_LENGTHS, ROLE_LENGTHS, is_prose_possibly_cut
from sitegen.contracts.fact_changes import steps_to
from sitegen.contracts.gate_reasons import red_team
from sitegen.contracts.paper_report import AuthoredReport
from sitegen.contracts.published_paper import cut_texts
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.reading.lines import quoted
from sitegen.shapes.outline import closest, dotted

# The texts that pages, PDFs and exports show with a mark beside them, if they were cut.
MARKED = (
    *("work.title", "work.abstract", "work.research_question", "work.lead_source.title"),
    *("gate_verdict.reason", "report.claims[0].text"),
)
INDEX = re.compile(r"\[(?:0|[1-9][0-9]{0,5})\]")


@check("SG306", Severity.NOTICE)
def texts_are_whole(subject: Subject) -> Iterator[Finding]:
    """A text does not look as if it had been cut.

    That is a guess. The producer of the records cuts abstracts at 600 characters or bytes, claims
    at 120, titles at 110 or 126 and the texts of red-team roles at 80. A text of that length
    without the end of a sentence is possibly cut, and so is one whose last word is only the
    beginning of another one. Page and PDF show "[possibly cut]" beside it, or "[cut]" if `cut`
    names it.

    Wrong:

        abstract: We train the encoder on context, to tolerate noise in the contex

    Right:

        abstract: We train the encoder on context, to tolerate noise in the context.
    """
    manifest = subject.paper.manifest
    guessed = {each.path for each in cut_texts(manifest) if not each.certain}
    for key in ("title", "abstract"):
        if f"work.{key}" in guessed:
            yield _possibly_cut(("work", key), f"the {key}", getattr(manifest.work, key))
    if manifest.gate_verdict and "gate_verdict.reason" in guessed:
        team = red_team(manifest.gate_verdict.reason or "")
        for name, _, text in team.roles if team else ():
            if is_prose_possibly_cut(text, ROLE_LENGTHS):
                yield _possibly_cut(("gate_verdict", "reason"), f"the text of {name}", text)
    claims = manifest.report.claims if isinstance(manifest.report, AuthoredReport) else ()
    for index, claim in enumerate(claims):
        path: KeyPath = ("report", "claims", index, "text")
        is_named = dotted(path) in manifest.cut
        if not is_named and is_prose_possibly_cut(claim.text, CLAIM_LENGTHS):
            yield _possibly_cut(path, "the claim", claim.text)


def _possibly_cut(path: KeyPath, what: str, text: str) -> Finding:
    name = dotted(path)
    entry = quoted(name) if "[" in name else name
    ending = "" if path == ("work", "title") else ", or end it with a full stop"
    return Finding(
        path,
        f"{what} is possibly cut (a guess): it ends in {shown('…' + text[-24:])}",
        f"write the whole text; if you only have the cut one, add `cut: [{entry}]`; "
        f"if it is whole, leave it{ending}",
    )


@check("SG321", Severity.ERROR)
def cut_names_texts_of_the_record(subject: Subject) -> Iterator[Finding]:
    """Each entry of `cut` is the path of a text that the manifest has and that is shown to readers.

    Wrong:

        cut: [abstract]

    Right:

        cut: [work.abstract]
    """
    for index, path in enumerate(subject.paper.manifest.cut):
        if INDEX.sub("[0]", path) not in MARKED:
            near = closest(path, MARKED)
            meant = f'did you mean "{near}"? ' if near else ""
            yield Finding(
                ("cut", index),
                f"{shown(path)} is not the path of a text that can be marked as cut",
                f"{meant}The paths are {', '.join(MARKED)}",
            )
        elif not subject.has(steps_to(path)):
            yield Finding(
                ("cut", index),
                f"`cut` names {path}, but this record has no text there",
                "remove the path, or correct it",
            )
