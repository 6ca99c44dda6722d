"""SG3: the texts of one record are whole, and arrived as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.cut_texts import CLAIM_LENGTHS, ROLE_LENGTHS, is_prose_possibly_cut
from sitegen.contracts.fact_changes import steps_to
from sitegen.contracts.garbled_texts import HIDDEN, LOST, markup_in, unmisread, without_hidden
from sitegen.contracts.gate_reasons import red_team
from sitegen.contracts.paper_report import AuthoredReport
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.documents import KeyPath
from sitegen.reading.lines import quoted
from sitegen.shapes.outline import closest, dotted

# The texts that pages, PDFs and exports show with a mark beside them, if they were cut.
MARKED = (
    *("work.title", "work.abstract", "work.research_question", "work.lead_source.title"),
    *("gate_verdict.reason", "report.claims[0].text"),
)
# Keys and lists of titles and names, and those of texts in Markdown.
NAMES = frozenset({"title", "name", "label", "issued_by"})
IN_MARKDOWN = frozenset({"public_note", "introduction", "methodology", "results", "limitations"})
MOST_SHOWN = 200
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
    guessed = {each.path for each in subject.paper.cut_texts if not each.certain}
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
        is_named = bool(manifest.cut) and dotted(path) in manifest.cut
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


@check("SG322", Severity.WARNING)
def no_character_was_lost(subject: Subject) -> Iterator[Finding]:
    """No text has U+FFFD, which programs write for a character that they cannot read.

    Wrong:

        name: O. F. G\N{REPLACEMENT CHARACTER}bel

    Right:

        name: O. F. Göbel
    """
    for path, file, text in subject.texts:
        if LOST in text:
            at = text.index(LOST)
            around = text[max(at - 12, 0) : at + 12]
            yield Finding(
                path,
                f"a character was lost on the way here: {shown(around)} has U+FFFD"
                + (f", one of {text.count(LOST)}" if text.count(LOST) > 1 else ""),
                "copy the text from its source again, as UTF-8",
                file,
            )


@check("SG323", Severity.NOTICE)
def texts_were_read_as_utf_8(subject: Subject) -> Iterator[Finding]:
    """A text does not look as if its UTF-8 had been read as Windows-1252.

    Wrong:

        name: Ã–. GÃ¶bel

    Right:

        name: Ö. Göbel
    """
    for path, file, text in subject.texts:
        if not text.isascii() and (repaired := unmisread(text)) != text:
            start = next(
                at for at, (a, b) in enumerate(zip(text, repaired, strict=False)) if a != b
            )
            yield Finding(
                path,
                f"{_excerpt(text, start)} looks like UTF-8 that was read as Windows-1252",
                f"if so, write {_excerpt(repaired, start)}",
                file,
            )


@check("SG324", Severity.WARNING)
def titles_and_names_have_no_hidden_characters(subject: Subject) -> Iterator[Finding]:
    """A title, a name or a label has no characters that cannot be seen.

    Such as zero-width spaces, soft hyphens and tags: people do not see them, but searches do.

    Wrong:

        title: "Multi\\u00ADlingual training"

    Right:

        title: Multilingual training
    """
    for path, file, text in subject.texts:
        if text.isascii() or not (path[-1] in NAMES or {"topics", "creators"} & {*path}):
            continue
        if hidden := HIDDEN.search(text):
            code = f"U+{ord(hidden[0][0]):04X} {unicodedata.name(hidden[0][0], '')}".rstrip()
            yield Finding(
                path,
                f"the text has a character that cannot be seen: {code}, after "
                f"{shown(text[: hidden.start()][-24:])}",
                f"write {shown(without_hidden(text), MOST_SHOWN)}",
                file,
            )


@check("SG325", Severity.NOTICE)
def plain_texts_have_no_markup(subject: Subject) -> Iterator[Finding]:
    """A plain text does not show markup of its source: references, tags or commands.

    Mathematics between dollars may have commands of TeX.

    Wrong:

        title: Cats &amp; dogs, \\textit{in vitro}

    Right:

        title: Cats & dogs, in vitro
    """
    for path, file, text in subject.texts:
        if not ("&" in text or "<" in text or "\\" in text) or {*path} & IN_MARKDOWN:
            continue
        if (found := markup_in(text)) is not None:
            markup, kind = found
            yield Finding(
                path,
                f"readers see {shown(markup)} as it is: {kind}",
                "write the characters that it shows, as plain text",
                file,
            )


def _excerpt(text: str, start: int) -> str:
    """A text around the place where it differs, in quotes."""
    first = max(start - 24, 0)
    dots = "…" if first else ""
    return shown(dots + text[first : first + MOST_SHOWN], MOST_SHOWN)
