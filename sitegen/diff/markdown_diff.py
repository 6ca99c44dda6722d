"""A difference as Markdown for a comment on a pull request.

Every text of a record is in a code span, where GitHub and GitLab interpret nothing: neither HTML
nor links, images, mentions of people and issues, commands or emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sitegen.diff.difference import (
    CHANGE_KINDS,
    Difference,
    Kind,
    Line,
    NamedPaper,
    PaperDifference,
    alike,
)
from sitegen.diff.phrases import MOST_NAMED, heading, line_text, one_sided, pages_heading, summary
from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.legible import legible
from sitegen.findings.text_report import located

# A workflow finds its comment by this marker, to replace it.
MARKER = "<!-- sitegen diff -->"
# GitHub accepts 65,536 characters; counting bytes is safe for every way of counting.
LONGEST = 60_000
FOR_PAGES = 10_000
MOST_LINES, MOST_FINDINGS = 40, 10
TICKS = re.compile("`+")
SIGNS = {"added": "new", "changed": "changed", "removed": "removed"}


def document(difference: Difference, roots: Mapping[str, str], longest: int = LONGEST) -> str:
    """The comment, of at most `longest` bytes; papers that do not fit are only counted."""
    head = f"{MARKER}\n**{summary(difference)}** against {code(difference.base)}\n"
    pages = _pages(difference, min(FOR_PAGES, longest // 4))
    notes = "".join(f"\n{note}\n" for note in difference.notes)
    left = longest - _size(head + pages + notes) - 200
    return head + _bounded([*_sections(difference, roots)], left) + pages + notes


def code(text: str) -> str:
    """A text as a code span on one line, which no backtick in the text can end."""
    text = legible(text)
    longest = max((len(each) for each in TICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    padded = f" {text} " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else text
    return f"{fence}{padded or ' '}{fence}"


def printed(line: Line) -> str:
    """One line: the label, and the old and new value."""
    return line_text(line, lambda label: f"**{label}**", code, code)


def _bounded(blocks: Sequence[tuple[str, str]], left: int) -> str:
    """As many blocks as fit in `left` bytes, under the headings of their sections."""
    written: list[str] = []
    above, used = "", 0
    for number, (section, block) in enumerate(blocks):
        new = (f"\n### {section}\n\n" if section != above else "") + block
        used += _size(new)
        if used > left:
            more = len(blocks) - number
            entries = "entry" if more == 1 else "entries"
            written.append(f"\n… and {more} more {entries}; `sitegen diff` prints them all.\n")
            break
        written.append(new)
        above = section
    return "".join(written)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _sections(difference: Difference, roots: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for kind in CHANGE_KINDS:
        for said, same in alike(difference.of(kind), kind):
            yield heading(kind), _papers(kind, same, said, roots)
    for over, papers in one_sided(difference):
        yield from ((over, _named(paper)) for paper in papers)
    for folder, why in difference.unknown:
        yield "Not compared", f"- {code(folder)}: {code(why)}\n"
    for each in difference.findings:
        yield "Refused", f"- {_finding(each, roots)}\n"


def _papers(
    kind: Kind, same: Sequence[PaperDifference], said: Sequence[Line], roots: Mapping[str, str]
) -> str:
    named = ", ".join(f"{code(each.short_id)} {code(each.title)}" for each in same[:MOST_NAMED])
    more = f" and {len(same) - MOST_NAMED} more papers" if len(same) > MOST_NAMED else ""
    written = [f"- {named}{more}\n"]
    written += [f"  - {printed(line)}\n" for line in said[:MOST_LINES]]
    if len(said) > MOST_LINES:
        written.append(f"  - … and {len(said) - MOST_LINES} more\n")
    found = [each for paper in same for each in paper.refused(kind)]
    written += [f"  - ⚠️ {_finding(each, roots)}\n" for each in found[:MOST_FINDINGS]]
    return "".join(written)


def _named(paper: NamedPaper) -> str:
    note = f": {code(paper.note)}" if paper.note else ""
    return f"- {code(paper.short_id)} {code(paper.title)}{note}\n"


def _finding(each: Diagnostic, roots: Mapping[str, str]) -> str:
    what = f"{located(each.place, roots)}: {each.message}"
    return f"{each.code} {code(what)}; {code(each.hint)}"


def _pages(difference: Difference, longest: int) -> str:
    pages = difference.pages
    if not pages.changes:
        return f"\n{pages.note}\n" if pages.note else ""
    head = f"\n<details><summary>{pages_heading(difference)}</summary>\n\n"
    items = [f"- {code(path)} {SIGNS[what]}\n" for what, path in pages.changes]
    return f"{head}{_fitting(items, longest)}\n</details>\n"


def _fitting(items: Iterable[str], left: int) -> str:
    written: list[str] = []
    waiting = [*items]
    for item in waiting:
        left -= _size(item)
        if left < 0:
            written.append(f"- … and {len(waiting) - len(written)} more\n")
            break
        written.append(item)
    return "".join(written)
