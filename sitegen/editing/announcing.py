"""Announcements of editors: from options, from a CSV file, for papers that meet a condition."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from sitegen.build.executors import Executor, Lost, lost_paper
from sitegen.build.results import Progress
from sitegen.contracts.correction_events import AuthoredEvent, CorrectionType
from sitegen.contracts.envelope import Published
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.settings import Site
from sitegen.editing.conditions import Condition
from sitegen.editing.event_yaml import as_data, mapping_lines
from sitegen.editing.lookup import Lookup, UnknownPaperError
from sitegen.editing.papers import Known
from sitegen.editing.plans import Announcement, CorrectionError, for_each, located_file
from sitegen.findings.diagnostics import Diagnostic, has_errors, shown
from sitegen.reading.characters import UNSAFE, what_is_wrong
from sitegen.reading.documents import KeyPath, read_yaml
from sitegen.reading.paper_source import MANIFEST, PaperSource
from sitegen.reading.records import find_papers, read_source
from sitegen.render.paper import understand
from sitegen.render.project import Project
from sitegen.shapes.outline import closest
from sitegen.shapes.reader import read_shape

NEEDED = ("paper", "type", "note")
COLUMNS = (*NEEDED, "notice", "issued_by", "reasons", "notice_doi", "lifts", "superseded_by")
# Separates the reasons in one cell.
BETWEEN_REASONS = "|"
# The key of an event for each column.
PLACES: dict[KeyPath, str] = {
    ("correction_type",): "type",
    ("public_note",): "note",
    ("notice", "kind"): "notice",
    ("notice", "issued_by"): "issued_by",
    ("notice", "reasons"): "reasons",
    ("notice", "doi"): "notice_doi",
    ("lifts",): "lifts",
}
# The other required keys of an event, so that the words can be checked as a part of one.
ANY_EVENT = {"event_id": "00000000-C1", "corrected_at": "2026-07-10T09:00:00+00:00"}
BATCH = 64
# Values that are published as they are authored, except that a missing verdict is UNVERIFIED.
AS_WRITTEN = frozenset({"gate_verdict.status", "work.id", "work.submitted"})
WORD = re.compile(r"[A-Za-z0-9-]+\Z")

Name = Callable[[str], str]


# ---------------------------------------------------------------- words


def announcement(words: Mapping[str, str], reasons: Sequence[str], name: Name) -> Announcement:
    """The announcement with the words of these columns, still without a folder.

    `name` returns what the editor calls a column, such as an option. Raises CorrectionError if a
    word is missing or not valid.
    """
    cells = {key: _text(value) for key, value in words.items()}
    said = Announcement(
        folder="",
        correction_type=_code(cells["type"]).upper(),
        note=cells["note"],
        notice=_notice(cells, [text for each in reasons if (text := _text(each))], name),
        lifts=cells.get("lifts", "").upper(),
    )
    for key in ("type", "note"):
        if not cells[key]:
            what = (
                f"one of {', '.join(get_args(CorrectionType))}"
                if key == "type"
                else "a note for readers"
            )
            raise CorrectionError(f"{name(key)} is missing", f"pass {what}")
    _check(said, name)
    return said


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _code(value: str) -> str:
    """A word of the contract, with its parts joined by underscores."""
    return value.replace("-", "_").replace(" ", "_")


def _notice(cells: Mapping[str, str], reasons: Sequence[str], name: Name) -> dict[str, object]:
    told = {
        "issued_by": cells.get("issued_by", ""),
        "reasons": [*reasons],
        "doi": cells.get("notice_doi", ""),
    }
    told = {key: value for key, value in told.items() if value}
    kind = _code(cells.get("notice", "")).lower()
    if told and not kind:
        columns = {"doi": "notice_doi"}
        given = " and ".join(name(columns.get(key, key)) for key in told)
        raise CorrectionError(f"{given}: there is no notice", f"give its kind in {name('notice')}")
    return {"kind": kind, **told} if kind else {}


def _check(said: Announcement, name: Name) -> None:
    """Raise CorrectionError if an event with these words would have errors."""
    event: dict[str, object] = {
        "correction_type": said.correction_type,
        "public_note": said.note,
        **({"notice": said.notice} if said.notice else {}),
        **({"lifts": said.lifts} if said.lifts else {}),
    }
    for path, column in PLACES.items():
        for text in _texts(event, path):
            if unsafe := UNSAFE.search(text):
                message, hint = what_is_wrong(unsafe[0])
                where = f"{name(column)}, character {unsafe.start() + 1}"
                raise CorrectionError(f"{where}: {message}", hint)
    text = "\n".join(mapping_lines(as_data({**ANY_EVENT, **event}), 0))
    document, found = read_yaml(text.encode(), "")
    if document is not None:
        found += read_shape(AuthoredEvent, document)[1]
        places = {document.value_place(path): column for path, column in PLACES.items()}
        for each in found:
            if has_errors([each]):
                before = [place for place in sorted(places) if place <= each.place]
                column = places[before[-1]] if before else "note"
                message = each.message.partition(": ")[2] or each.message
                raise CorrectionError(f"{name(column)}: {message}", each.hint)


def _texts(event: Mapping[str, object], path: KeyPath) -> list[str]:
    value: Any = event
    for step in path:
        value = value.get(step, "")
        if not value:
            return []
    return value if isinstance(value, list) else [value]


def batch_id(announcements: Sequence[Announcement], at: datetime) -> str:
    """An id for all events of one run: its day, and eight digits of a digest of its contents."""
    said = "\0".join(f"{each.folder}\0{each.note}" for each in announcements)
    digest = hashlib.sha256(f"{at.isoformat()}\0{said}".encode()).hexdigest()
    return f"{at.date().isoformat()}-{digest[:8]}"


# ---------------------------------------------------------------- a table


class _Row(NamedTuple):
    """A line of a table: its place as `file:line`, and its cells by column."""

    where: str
    cells: dict[str, str]


def read_announcements(file: Path, records: Path) -> list[Announcement]:
    """Read the announcements in a CSV file, each of another paper.

    Raises CorrectionError, which names file, line and column.
    """
    rows = _rows(file)
    words = [row.cells.get(key, "") for row in rows for key in ("paper", "superseded_by")]
    lookup = Lookup(records, words)
    said = for_each(rows, lambda row: _of_row(row, lookup))
    first: dict[str, str] = {}
    for row, each in zip(rows, said, strict=True):
        if each.folder in first:
            message = f"{row.where}: {each.folder} is in line {first[each.folder]} already"
            raise CorrectionError(message, "write one line for each paper")
        first[each.folder] = row.where.rpartition(":")[2]
    return said


def _rows(file: Path) -> list[_Row]:
    name = _name(file)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionError(f"{name}: the file is not UTF-8", "save it as UTF-8") from error
    reader, lines = csv.reader(io.StringIO(text, newline=""), strict=True), [1]
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(each.strip() for each in cells):
                found.append((lines[-1], cells))
            lines.append(reader.line_num + 1)
    except csv.Error as error:
        hint = "put quotes around a cell that has a comma, a quote or a line break"
        raise CorrectionError(f"{name}:{lines[-1]}: {error}", hint) from error
    return _with_columns(name, found)


def _with_columns(name: str, lines: Sequence[tuple[int, list[str]]]) -> list[_Row]:
    if not lines:
        hint = f"name the columns in its first line: {','.join(COLUMNS)}"
        raise CorrectionError(f"{name}: the file is empty", hint)
    columns = [each.strip() for each in lines[0][1]]
    _check_columns(f"{name}:{lines[0][0]}", columns)
    if not lines[1:]:
        raise CorrectionError(
            f"{name}: the file has no line for a paper", "write one line for each paper"
        )
    rows = []
    for line, cells in lines[1:]:
        if any(each.strip() for each in cells[len(columns) :]):
            hint = "put quotes around a cell that has a comma"
            raise CorrectionError(
                f"{name}:{line}: the line has more cells than there are columns", hint
            )
        rows.append(_Row(f"{name}:{line}", dict(zip(columns, cells, strict=False))))
    return rows


def _check_columns(where: str, columns: Sequence[str]) -> None:
    for position, column in enumerate(columns):
        if column not in COLUMNS:
            near = closest(column, COLUMNS)
            hint = f"did you mean {near}?" if near else f"choose one of {', '.join(COLUMNS)}"
            if len(columns) == 1 and any(mark in column for mark in ";\t"):
                hint = "save the file with commas between the cells"
            raise CorrectionError(f"{where}: there is no column {shown(column)}", hint)
        if column in columns[:position]:
            raise CorrectionError(f"{where}: the column {column} appears twice", "remove one")
    for column in NEEDED:
        if column not in columns:
            hint = f"name the columns in the first line: {','.join(COLUMNS)}"
            raise CorrectionError(f"{where}: the column {column} is missing", hint)


def _of_row(row: _Row, lookup: Lookup) -> Announcement:
    words = {column: row.cells.get(column, "") for column in COLUMNS}
    try:
        said = announcement(words, words["reasons"].split(BETWEEN_REASONS), lambda column: column)
        newer = words["superseded_by"].strip()
        return replace(
            said,
            folder=_found(lookup, "paper", words["paper"].strip()),
            superseded_by=_found(lookup, "superseded_by", newer) if newer else "",
        )
    except CorrectionError as error:
        raise CorrectionError(f"{row.where}: {error}", "") from error


def _found(lookup: Lookup, column: str, word: str) -> str:
    try:
        return lookup.find(word)
    except UnknownPaperError as error:
        raise CorrectionError(f"{column}: {error}", "") from error


def _name(file: Path) -> str:
    return located_file(Path(), str(file))


# ---------------------------------------------------------------- a condition


class Answer(NamedTuple):
    """Whether a paper meets a condition.

    `met` is the paper if it does, `why` says why the condition cannot be evaluated, and
    `diagnostics` are the findings of its record.
    """

    met: Known | None = None
    why: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class AskPaper:
    """Evaluates a condition for papers of one site; drafts never meet it."""

    site: Site
    expression: str
    batch: int = BATCH

    def prepare(self) -> None:
        """Parse the condition."""
        _condition(self.expression)

    def __call__(self, source: PaperSource) -> Answer:
        """Evaluate the condition for one paper."""
        holds = _condition(self.expression)
        if _cannot_meet(source, holds):
            return Answer()
        understood = understand(source, self.site)
        if has_errors(understood.diagnostics):
            return Answer(diagnostics=understood.diagnostics)
        if understood.paper is None or understood.is_draft:
            return Answer()
        manifest = understood.paper.manifest
        fields = ((name, getattr(manifest, key)) for key, name in KEYS.items())
        try:
            is_met = holds({name: _whole(each) for name, each in fields if name in holds.names})
        except ValueError as error:
            return Answer(why=str(error))
        return Answer(Known.of(source, understood) if is_met else None)


def _whole(value: object) -> object:
    """A published value as JSON data, with null for members that are left out if they are empty."""
    if isinstance(value, Published):
        fields = type(value).model_fields.items()
        return {each.alias or key: _whole(getattr(value, key)) for key, each in fields}
    return [_whole(each) for each in value] if isinstance(value, tuple) else value


def _cannot_meet(source: PaperSource, holds: Condition) -> bool:
    """Whether the manifest lacks a text that it needs to meet a condition.

    So most papers of a large project need not be parsed. A file with a backslash is not skipped,
    because escapes can hide the text.
    """
    data = source.files.get(MANIFEST, b"")
    texts = (text for path, text in holds.wants.items() if path in AS_WRITTEN)
    looked_for = (text for text in texts if WORD.match(text) and text != "UNVERIFIED")
    return b"\\" not in data and any(
        not re.search(rf"(?<![\w-]){text}(?![\w-])".encode(), data) for text in looked_for
    )


# The keys of a manifest in its JSON, by field.
KEYS = {key: each.alias or key for key, each in PaperManifest.model_fields.items()}
_condition = lru_cache(maxsize=1)(Condition)


def papers_where(
    project: Project, site: Site, expression: str, executor: Executor, progress: Progress
) -> dict[str, Known]:
    """The papers that meet a condition, by folder.

    Raises CorrectionError if the condition is not valid, or cannot be evaluated for a paper.
    """
    _check_condition(expression)
    folders, findings = find_papers(project.records), dict[str, list[Diagnostic]]()
    answers: dict[str, Answer] = {}

    def sources() -> Iterator[PaperSource]:
        for folder in folders:
            source, findings[folder] = read_source(project.records, folder)
            yield source

    for source, answer in executor.work_on(AskPaper(site, expression), sources()):
        if isinstance(answer, Lost):
            answer = Answer(diagnostics=(lost_paper(source),))
        found = (*findings.pop(source.folder), *answer.diagnostics)
        answers[source.folder] = answer._replace(diagnostics=found)
        progress(len(answers), len(folders))
    for_each(sorted(answers), lambda folder: _check_answer(project, folder, answers[folder]))
    met = ((folder, answers[folder].met) for folder in folders)
    return {folder: known for folder, known in met if known is not None}


def _check_condition(expression: str) -> None:
    try:
        names = _condition(expression).names
    except ValueError as error:
        message = f"--where {shown(expression)} is not a valid condition: {error}"
        hint = "write one such as 'gate_verdict.status == \"VERIFIED\"'"
        raise CorrectionError(message, hint) from error
    for name in sorted(names - {*KEYS.values()}):
        near = closest(name, KEYS.values())
        hint = f"did you mean {near}?" if near else f"choose one of {', '.join(KEYS.values())}"
        raise CorrectionError(f"--where: a manifest has no key {shown(name)}", hint)


def _check_answer(project: Project, folder: str, answer: Answer) -> None:
    name = located_file(project.records, f"records/{folder}")
    errors = [each for each in answer.diagnostics if has_errors([each])]
    if errors:
        message = f"{name}: the record has errors, so --where cannot be evaluated"
        raise CorrectionError(message, "fix them first", errors)
    if answer.why:
        hint = "if a key can be null, test it first: `work.submitted and …`"
        raise CorrectionError(
            f"{name}: --where cannot be evaluated: {shown(answer.why, 200)}", hint
        )
