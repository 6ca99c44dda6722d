"""Applies the fixes of findings to files, if that makes no new error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.editing.applying import ApplyEditError, applied
from sitegen.findings.diagnostics import Diagnostic, Edit, Severity

# The bytes of files by project path.
Files = Mapping[str, bytes]
Judge = Callable[[Files], Sequence[Diagnostic]]

# A syntax error in a file hides the next one, so each takes a round of its own.
MOST_ROUNDS = 100


@dataclass(frozen=True)
class Mended:
    """The files with their fixes, and the fixed findings, in the order of the rounds."""

    files: Files
    findings: tuple[Diagnostic, ...]


def mended(files: Files, judge: Judge) -> Mended:
    """Apply every fix that leaves fewer errors and makes no new one.

    An error is not new if it was hidden before, because the file could not be parsed that far; it
    is fixed in the next round.
    """
    done: list[Diagnostic] = []
    found = judge(files)
    for _ in range(MOST_ROUNDS):
        fixed, files, found = _round(files, found, judge)
        if not fixed:
            break
        done += fixed
    return Mended(files, tuple(done))


def going_together(files: Files, judge: Judge) -> list[Diagnostic]:
    """The findings whose fixes can be applied together without making a new error."""
    return _round(files, judge(files), judge)[0]


def _round(
    files: Files, found: Sequence[Diagnostic], judge: Judge
) -> tuple[list[Diagnostic], Files, Sequence[Diagnostic]]:
    """Apply all fixes at once; if that is not better, each one that is."""
    fixable = [each for each in found if each.fix]
    tries = [fixable, *([each] for each in fixable if len(fixable) > 1)]
    fixed: list[Diagnostic] = []
    after, now = files, found
    for some in tries:
        if not some or (new := _with_fixes(files, [*fixed, *some])) is None:
            continue
        judged = judge(new)
        if _is_better(found, judged, [*fixed, *some]):
            fixed, after, now = [*fixed, *some], new, judged
        if fixed == fixable:
            break
    return fixed, after, now


def _with_fixes(files: Files, findings: Iterable[Diagnostic]) -> Files | None:
    """The files with the fixes of some findings; None if these contradict each other."""
    edits: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in (edit for each in findings for edit in each.fix):
        edits[edit.place.file].append(edit)
    try:
        return {**files, **{name: applied(files[name], edits[name]) for name in edits}}
    except (ApplyEditError, KeyError):
        return None


def _is_better(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic], fixed: Sequence[Diagnostic]
) -> bool:
    """Whether the fixed findings are gone, and no error is new that was not hidden before."""
    were, are = _counted(before), _counted(after)
    if any(are[key] >= were[key] for key in map(_key, fixed)):
        return False
    new = [each for each in after if _is_error(each) and are[_key(each)] > were[_key(each)]]
    return all(_was_hidden(each, fixed) for each in new)


def _counted(findings: Iterable[Diagnostic]) -> Counter[tuple[str, str, str]]:
    return Counter(map(_key, findings))


def _key(found: Diagnostic) -> tuple[str, str, str]:
    """What identifies a finding when its line or column moves."""
    return found.place.file, found.code, found.message


def _is_error(found: Diagnostic) -> bool:
    return found.severity is Severity.ERROR


def _was_hidden(found: Diagnostic, fixed: Iterable[Diagnostic]) -> bool:
    """Whether an error was hidden by a fixed one.

    A syntax error hides the rest of a file and all errors of its shape, and an error of shape hides
    those of rules between facts. An error in the very text that a fix wrote was not hidden.
    """
    if any(found.place == edit.place for each in fixed for edit in each.fix):
        return False
    return any(
        _stage(found) > _stage(each)
        or (_stage(found) == 1 and found.place[:1] == each.place[:1] and found.place > each.place)
        for each in fixed
    )


def _stage(found: Diagnostic) -> int:
    """The stage at which a rule is checked: the hundreds of its code."""
    return min(int(found.code[2]), 3)
