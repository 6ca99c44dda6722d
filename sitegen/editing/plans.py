"""Announcements, the corrections planned for them, and the error if there can be none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from sitegen.contracts.fact_changes import FactChange
from sitegen.editing.yaml_edits import YamlEditError
from sitegen.findings.diagnostics import Diagnostic, shown
from sitegen.findings.errors import SitegenError
from sitegen.findings.text_report import located

# How many papers that cannot be corrected are listed.
MOST_LISTED = 20
ANOTHER_BASE = "pass the published site, or a git revision that has it, to --against"

Item = TypeVar("Item")
Result = TypeVar("Result")


class CorrectionError(SitegenError):
    """No event can be written for a paper; the message says why, the hint what to do.

    `diagnostics` are the errors of its record, if these are the reason.
    """

    def __init__(self, message: str, hint: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.diagnostics = tuple(diagnostics)


def for_each(items: Iterable[Item], work: Callable[[Item], Result]) -> list[Result]:
    """The results of `work` for all items.

    Raises one CorrectionError with the messages of all items that raise one.
    """
    done: list[Result] = []
    problems: list[CorrectionError] = []
    for item in items:
        try:
            done.append(work(item))
        except CorrectionError as problem:
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        told = [str(each) for each in problems[:MOST_LISTED]]
        more = [f"and {len(problems) - MOST_LISTED} more"] if problems[MOST_LISTED:] else []
        found = [each for problem in problems for each in problem.diagnostics]
        raise CorrectionError("\n".join([*told, *more]), "", found)
    return done


@dataclass(frozen=True)
class Announcement:
    """The words of an editor for the event of one paper.

    `notice` has the keys of an authored notice; `superseded_by` is the folder of the paper that
    replaces this one.
    """

    folder: str
    correction_type: str
    note: str
    notice: Mapping[str, object] = field(default_factory=dict)
    lifts: str = ""
    superseded_by: str = ""


class When(NamedTuple):
    """The time of the events of one run, and the option that gave it; empty for the clock."""

    at: datetime
    option: str = ""


@dataclass(frozen=True)
class Correction:
    """The planned changes for one paper: files to write and remove, by path below the records.

    Without an `event_id` there is no event, and `why` says why. `tells` is what the event announces
    besides its fields. `changes` are the facts that differ from the published ones, milestones
    included. `found` are the bytes that files had when they were read; None for a new file.
    """

    folder: str
    record_id: str
    title: str
    event_id: str = ""
    affected_fields: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    changes: tuple[FactChange, ...] = ()
    writes: Mapping[str, bytes] = field(default_factory=dict)
    removes: tuple[str, ...] = ()
    why: str = ""
    found: Mapping[str, bytes | None] = field(default_factory=dict)


# ---------------------------------------------------------------- refusals


@contextmanager
def editing(records: Path) -> Iterator[None]:
    """Turn YamlEditError into CorrectionError, whose message begins with the place."""
    try:
        yield
    except YamlEditError as error:
        place = located(error.place, {"records": str(records)})
        raise CorrectionError(f"{place}: {error.message}", error.hint) from error


def located_file(records: Path, file: str) -> str:
    """A project path as the user would type it, made safe to print."""
    root, _, rest = file.partition("/")
    path = str(records / rest) if root == "records" else file
    return path if path.isprintable() else shown(path, limit=len(path))
