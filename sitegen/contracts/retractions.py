"""A list of retractions in the format of Retraction Watch, and what it says of sources.

https://gitlab.com/crossref/retraction-watch-data describes the format. A source that is not on the
list is only that: the list says of no work that it was not retracted.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sitegen.contracts.source_ids import source_id
from sitegen.contracts.wording import doi_url
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, define_rule, shown
from sitegen.shapes.identifiers import PMID
from sitegen.shapes.shape_rules import LIST_FORM

ROWS_ARE_READABLE = define_rule(
    "SG230",
    "rows_of_the_list_of_retractions_can_be_read",
    Severity.WARNING,
    """Each row of the list of retractions has a date, a known nature and the DOI of the work.

A row that says less is used as far as it can be: without its date, or not at all.

Wrong:

    RetractionDate: 31/12/2024 0:00

Right:

    RetractionDate: 12/31/2024 0:00
""",
)

LARGEST_LIST = 500_000_000  # bytes
MOST_ROWS = 2_000_000
MOST_LISTED = 20  # findings of one rule
LONGEST_CELL = 1_000_000  # characters
LONGEST_TEXT = 500  # characters of a title or a reason
MOST_REASONS = 50
# What the list writes where it knows no DOI or PubMed id.
UNKNOWN = frozenset({"", "0", "unavailable", "none", "n/a", "na", "nan", "null"})
# As spreadsheets write it, the month first; and ISO 8601.
AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?\Z")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?\Z")
Nature = Literal["Retraction", "Expression of concern"]
RETRACTION: Nature = "Retraction"
CONCERN: Nature = "Expression of concern"
LIFTING, OTHER = "reinstatement", "correction"
NATURES: dict[str, Nature] = {each.casefold(): each for each in (RETRACTION, CONCERN)}
COLUMNS = (
    *("Record ID", "Title", "RetractionDate", "RetractionDOI", "OriginalPaperDOI"),
    *("OriginalPaperPubMedID", "RetractionNature", "Reason"),
)


class ListedNotice(NamedTuple):
    """A notice that is in force. `day` is ISO 8601, `doi` is that of the notice; empty if unknown.

    `title` is that of the work, `record` the id of the row.
    """

    nature: Nature
    day: str
    doi: str
    reasons: tuple[str, ...]
    record: str
    title: str

    @property
    def doi_url(self) -> str:
        """The address of the notice; empty if it is not known."""
        return doi_url(self.doi) if self.doi else ""


Notices = tuple[ListedNotice, ...]


@dataclass(frozen=True, eq=False)
class RetractionList:
    """What a list of retractions says. `notices` are those in force, by the ids of their works.

    The retractions of a work stand before the expressions of concern, the oldest first. `newest` is
    the latest date in the list, empty if it has none.
    """

    file: str
    sha256: str
    rows: int
    newest: str
    notices: Mapping[str, Notices] = field(repr=False)

    def of(self, source: str) -> Notices:
        """The notices about the source with this id; empty if it is not on the list."""
        return self.notices.get(source, ())

    def sha256_of(self, sources: Iterable[str]) -> str:
        """A digest of all that it says of sources; empty if they are not on it."""
        said = sorted({(each, self.notices[each]) for each in sources if each in self.notices})
        return (
            hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest() if said else ""
        )


class _Row(NamedTuple):
    nature: str
    notice: ListedNotice
    works: tuple[str, ...]


class _Reader:
    """Reads the rows of one list, and collects findings with their lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self.unlisted = 0
        self.rows = 0
        self.newest = ""

    def refuse(self, line: int, message: str, hint: str) -> None:
        self.found.append(LIST_FORM.at(Place(self.file, line), message, hint))

    def warn(self, line: int, message: str, hint: str) -> None:
        if len(self.found) >= MOST_LISTED:
            self.unlisted += 1
            return
        self.found.append(ROWS_ARE_READABLE.at(Place(self.file, line), message, hint))

    def read(self, text: str) -> Iterator[_Row]:
        """The rows about retractions, concerns and reinstatements."""
        limit = csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            header = [each.strip() for each in next(reader, [])]
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                self.refuse(
                    1,
                    f"the list of retractions has no column {shown(missing[0])}",
                    "download it again from https://gitlab.com/crossref/retraction-watch-data",
                )
                return
            places = [header.index(name) for name in COLUMNS]
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    self.rows += 1
                    if self.rows > MOST_ROWS:
                        self.refuse(line, f"it has more than {MOST_ROWS:,} rows", "divide it")
                        return
                    values = [cells[at].strip() if at < len(cells) else "" for at in places]
                    if (row := self.row(dict(zip(COLUMNS, values, strict=True)), line)) is not None:
                        yield row
                line = reader.line_num + 1
        except csv.Error as error:
            hint = "download the list again; the file is damaged here"
            self.refuse(max(reader.line_num, 1), f"this line is no CSV: {error}", hint)
        finally:
            csv.field_size_limit(limit)

    def row(self, cell: Mapping[str, str], line: int) -> _Row | None:
        nature = cell["RetractionNature"].casefold()
        day = self.day(cell["RetractionDate"], line)
        self.newest = max(self.newest, day)
        if nature not in NATURES and nature != LIFTING:
            if nature != OTHER:
                message = f"the nature {shown(cell['RetractionNature'])} is not known"
                self.warn(line, message, "correct the row; until then it is left out")
            return None
        works = self.works(cell, line)
        if not works:
            return None
        doi = _doi(cell["RetractionDOI"])
        notice = ListedNotice(
            nature=NATURES.get(nature, RETRACTION),
            day=day,
            doi=doi,
            reasons=_reasons(cell["Reason"]),
            record=cell["Record ID"][:LONGEST_TEXT],
            title=cell["Title"][:LONGEST_TEXT],
        )
        return _Row(nature, notice, works)

    def day(self, text: str, line: int) -> str:
        """A date of the list in ISO 8601; empty if it has none."""
        if text.casefold() in UNKNOWN:
            return ""
        if found := AMERICAN.match(text):
            month, day, year = map(int, found.groups())
        elif found := ISO.match(text):
            year, month, day = map(int, found.groups())
        else:
            year = month = day = 0
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            message = f"the date {shown(text)} is not a day, month first"
            self.warn(line, message, "correct the row; until then its date counts as unknown")
            return ""

    def works(self, cell: Mapping[str, str], line: int) -> tuple[str, ...]:
        """The ids of the work that a row is about."""
        doi, pmid = cell["OriginalPaperDOI"], cell["OriginalPaperPubMedID"].removesuffix(".0")
        found = []
        if doi.casefold() not in UNKNOWN:
            named = source_id(doi)
            if named is None or named.kind not in ("doi", "arxiv"):
                message = f"{shown(doi)} is not a DOI"
                self.warn(line, message, "correct the row; until then it is not used by its DOI")
            else:
                found.append(str(named))
        if PMID.match(pmid):
            found.append(f"pmid:{pmid}")
        return tuple(found)


def _doi(text: str) -> str:
    named = source_id(text) if text.casefold() not in UNKNOWN else None
    return named.value if named and named.kind == "doi" else ""


def _reasons(text: str) -> tuple[str, ...]:
    reasons = (each.strip().removeprefix("+").strip() for each in text.split(";"))
    return tuple(each[:LONGEST_TEXT] for each in reasons if each)[:MOST_REASONS]


def read_retractions(data: bytes, file: str) -> tuple[RetractionList | None, list[Diagnostic]]:
    """The list in `data`, None if it cannot be used, and all findings.

    It is UTF-8, with or without a mark at its start, or else ISO 8859-1, as old ones are.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1").removeprefix("ï»¿")
    reader = _Reader(file)
    by_work: dict[str, list[_Row]] = {}
    for row in reader.read(text):
        for work in row.works:
            by_work.setdefault(work, []).append(row)
    if reader.unlisted:
        message = f"{reader.unlisted:,} more rows cannot be read in full"
        found = ROWS_ARE_READABLE.at(Place(file, 1), message, "correct the listed ones first")
        reader.found.append(found)
    if any(each.severity is Severity.ERROR for each in reader.found):
        return None, reader.found
    in_force = {work: _in_force(rows) for work, rows in by_work.items()}
    notices = {work: found for work, found in sorted(in_force.items()) if found}
    sha256 = hashlib.sha256(data).hexdigest()
    return RetractionList(file, sha256, reader.rows, reader.newest, notices), reader.found


def _in_force(rows: list[_Row]) -> Notices:
    """The notices that no later reinstatement lifts, each once."""
    lifted = max((row.notice.day for row in rows if row.nature == LIFTING), default="")
    left = {
        row.notice
        for row in rows
        if row.nature != LIFTING and not (row.notice.day and row.notice.day <= lifted)
    }
    return tuple(
        sorted(left, key=lambda each: (each.nature != RETRACTION, each.day or "9999", each))
    )
