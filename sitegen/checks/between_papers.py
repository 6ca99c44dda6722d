"""SG6: what papers say about each other agrees, and their ids are unique."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from string import ascii_lowercase, ascii_uppercase

from sitegen.checks.check import CORRECTIONS, MANIFEST, TOMBSTONE
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.record_entry import RecordEntry
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, define_rule, shown
from sitegen.reading.documents import KeyPath
from sitegen.reading.kinds import kind_in
from sitegen.shapes.identifiers import is_placeholder_doi

LOWER_ASCII = str.maketrans(ascii_uppercase, ascii_lowercase)
# The place of a value, from the paper's folder, the file in it, and the path in the file.
Locate = Callable[[str, str, KeyPath], Place]

UNIQUE_ID = define_rule(
    "SG601",
    "ids_are_unique",
    Severity.ERROR,
    """No two papers have the same id.

Wrong:

    records/papers/a/manifest.yaml: work: {id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e}
    records/papers/b/manifest.yaml: work: {id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e}

Right:

    a different UUID for each paper
""",
)
UNIQUE_RECORD_ID = define_rule(
    "SG602",
    "record_ids_are_unique",
    Severity.WARNING,
    """No two papers have the same record id, the first eight digits of their UUIDs.

Among many thousand papers this happens by chance. URLs use the whole UUID and stay distinct, but a
reader who quotes only the record id means either paper.

Wrong:

    SRCH:BA7A9361 for ba7a9361-e985-… and for ba7a9361-0000-…

Right:

    a UUID with other first digits, while the paper is not yet published
""",
)
DISTINCT_ABSTRACT = define_rule(
    "SG603",
    "abstracts_are_distinct",
    Severity.NOTICE,
    """No two papers have the same abstract.

Syntheses have the abstract of their lead source, so two papers on the same source share it; so does
a record that was copied by mistake.

Wrong:

    two manifests with the same work.abstract

Right:

    a different abstract for each paper; if both are about one source, ignore the notice
""",
)
BOTH_ENDS = define_rule(
    "SG604",
    "supersession_is_stated_at_both_ends",
    Severity.ERROR,
    """If one paper names another as newer or older, the other one names it in return.

Wrong:

    a/corrections.yaml: superseded_by: <id of b>
    b/manifest.yaml: (no supersedes)

Right:

    a/corrections.yaml: superseded_by: <id of b>
    b/manifest.yaml: work: {supersedes: [<id of a>]}
""",
)
UNIQUE_DOI = define_rule(
    "SG605",
    "dois_are_unique",
    Severity.WARNING,
    """No two papers have the same DOI.

Wrong:

    two manifests with doi: 10.5281/zenodo.21122311

Right:

    a different DOI for each paper
""",
)
NO_CIRCLE = define_rule(
    "SG606",
    "supersession_has_an_end",
    Severity.ERROR,
    """No paper supersedes itself, even through others.

Wrong:

    a is superseded by b, and b by a

Right:

    a is superseded by b
""",
)
ONE_PERSON = define_rule(
    "SG607",
    "orcids_name_the_same_person",
    Severity.NOTICE,
    """Papers that have the same ORCID iD give it to the same person.

Two names are taken for those of one person if they share a word. A person may have several names;
then ignore the notice.

Wrong:

    a/manifest.yaml: creators: [{name: Ada Author, orcid: 0000-0002-1825-0097}]
    b/manifest.yaml: creators: [{name: Bo Other, orcid: 0000-0002-1825-0097}]

Right:

    an ORCID iD of their own for each of the two
""",
)


def check_between_papers(
    rows: Sequence[CatalogRow],
    tombstones: Sequence[tuple[str, str]],
    locate: Locate,
    *,
    all_known: bool,
) -> Iterator[Diagnostic]:
    """The findings about papers together; `tombstones` are folder and id of removed papers.

    Pass `all_known=False` if a record has errors: then not all papers are known, and a paper that
    is named but unknown is not reported.
    """
    yield from _same_ids(rows, tombstones, locate)
    yield from _same_record_ids(rows, locate)
    yield from _same_abstracts(rows, locate)
    yield from _same_dois(rows, locate)
    yield from _same_orcids(rows, locate)
    removed = frozenset(paper_id for _, paper_id in tombstones)
    for place, other_id, other, answer in _one_ended(rows, removed, locate):
        if other is not None or all_known:
            yield _one_end(place, other_id, other, answer, locate)
    yield from _circles(rows, locate)


def ids_are_unique_in_kinds(entries: Sequence[RecordEntry], locate: Locate) -> Iterator[Diagnostic]:
    """Two records of one kind that is not papers never have the same id."""
    first: dict[str, RecordEntry] = {}
    for entry in entries:
        other = first.setdefault(entry.path, entry)
        if other is not entry:
            kind = kind_in(entry.folder)
            name = kind.manifest.name
            yield UNIQUE_ID.at(
                locate(entry.folder, name, ("id",)),
                f"the id {entry.id} is already used by another {kind.noun}",
                f"give this {kind.noun} its own id; a published one keeps its id",
                [(locate(other.folder, name, ("id",)), "first used here")],
            )


def _groups(
    rows: Iterable[CatalogRow], key: Callable[[CatalogRow], Hashable]
) -> Iterator[tuple[CatalogRow, list[CatalogRow]]]:
    """The first row and the others of each group of rows with the same, non-empty key."""
    groups: defaultdict[Hashable, list[CatalogRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for value, (first, *others) in groups.items():
        if value and others:
            yield first, others


def _same_ids(
    rows: Sequence[CatalogRow], tombstones: Sequence[tuple[str, str]], locate: Locate
) -> Iterator[Diagnostic]:
    papers = [(row.id, (row.folder, MANIFEST, ("work", "id"))) for row in rows]
    removed = [(paper_id, (folder, TOMBSTONE, ("id",))) for folder, paper_id in tombstones]
    first: dict[str, tuple[str, str, KeyPath]] = {}
    for paper_id, where in [*papers, *removed]:
        if paper_id in first:
            yield UNIQUE_ID.at(
                locate(*where),
                f"the id {paper_id} is already the id of another paper",
                "give the paper that was never published a new UUID (`uuidgen` makes one); if both "
                "are the same paper, delete one of the two records",
                [(locate(*first[paper_id]), "first used here")],
            )
        first.setdefault(paper_id, where)


def _same_record_ids(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    distinct = {row.id: row for row in rows}.values()
    for first, others in _groups(distinct, lambda row: row.record_id):
        for row in others:
            yield UNIQUE_RECORD_ID.at(
                locate(row.folder, MANIFEST, ("work", "id")),
                f"the record id {row.record_id} is also that of the paper {first.id}",
                "if this paper is not published yet, give it a new UUID; if it is, keep the UUID "
                "and cite the paper by its whole UUID",
                [(locate(first.folder, MANIFEST, ("work", "id")), "the other paper")],
            )


def _same_abstracts(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    for first, others in _groups(rows, lambda row: row.abstract_sha256):
        for row in others:
            yield DISTINCT_ABSTRACT.at(
                locate(row.folder, MANIFEST, ("work", "abstract")),
                f"the abstract is the same as that of {first.record_id} in {first.folder}",
                "if one of them was copied by mistake, correct it; if both papers have the same "
                "`lead_source`, leave them as they are",
                [(locate(first.folder, MANIFEST, ("work", "abstract")), "the other paper")],
            )


def _same_dois(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    # Letters of ASCII alone are the same in both cases: DOI Handbook, 2.4.
    # A placeholder is reported for each paper.
    known = [row for row in rows if not is_placeholder_doi(row.doi)]
    for first, others in _groups(known, lambda row: row.doi.translate(LOWER_ASCII)):
        for row in others:
            yield UNIQUE_DOI.at(
                locate(row.folder, MANIFEST, ("work", "doi")),
                f"the DOI {shown(row.doi)} is also the DOI of {first.record_id}",
                "write the DOI that was registered for this paper",
                [(locate(first.folder, MANIFEST, ("work", "doi")), "the other paper")],
            )


def _same_orcids(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    first: dict[str, tuple[CatalogRow, str]] = {}
    for row in rows:
        for orcid, name, _ in row.orcids:
            other, other_name = first.setdefault(orcid, (row, name))
            if other is not row and not _words(name) & _words(other_name):
                yield ONE_PERSON.at(
                    locate(row.folder, MANIFEST, ("work", "creators")),
                    f"the ORCID iD {orcid} of {shown(name)} is that of {shown(other_name)} in "
                    f"{other.record_id}",
                    "write the iD of each person; if both are names of one person, leave them as "
                    "they are",
                    [(locate(other.folder, MANIFEST, ("work", "creators")), "the other paper")],
                )


def _words(name: str) -> set[str]:
    """The words of a name, without initials, accents and letter case."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return {word for word in re.findall(r"\w+", letters) if len(word) > 1}


def _one_ended(
    rows: Sequence[CatalogRow], removed: frozenset[str], locate: Locate
) -> Iterator[tuple[Place, str, CatalogRow | None, str]]:
    """The places of papers that are not named in return, and what to add to the other record."""
    by_id = {row.id: row for row in rows}
    for row in rows:
        newer = by_id.get(row.superseded_by)
        answers = newer is not None and row.id in newer.supersedes
        if row.superseded_by and row.superseded_by not in removed and not answers:
            place = locate(row.folder, CORRECTIONS, ("superseded_by",))
            answer = f"`supersedes: [{row.id}]` below `work:` in {MANIFEST}"
            yield place, row.superseded_by, newer, answer
        for index, older_id in enumerate(row.supersedes):
            older = by_id.get(older_id)
            if older_id not in removed and (older is None or older.superseded_by != row.id):
                place = locate(row.folder, MANIFEST, ("work", "supersedes", index))
                yield place, older_id, older, f"`superseded_by: {row.id}` to {CORRECTIONS}"


def _one_end(
    place: Place, other_id: str, other: CatalogRow | None, answer: str, locate: Locate
) -> Diagnostic:
    if other is None:
        message = f"no paper in the records has the id {other_id}"
        return BOTH_ENDS.at(place, message, "correct the id, or delete this entry")
    return BOTH_ENDS.at(
        place,
        f"the record of {other.record_id} does not name this paper in return",
        f"add {answer} of {other.folder}, or remove this id",
        [(locate(other.folder, MANIFEST, ("work", "id")), "the other paper")],
    )


def _circles(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    by_id = {row.id: row for row in rows}
    for row in rows:
        circle, newer = {row.id: row}, by_id.get(row.superseded_by)
        while newer is not None and newer.id not in circle:
            circle[newer.id] = newer
            newer = by_id.get(newer.superseded_by)
        if newer is row and row.id == min(circle):
            folders = [each.folder for each in circle.values()]
            places = [locate(folder, CORRECTIONS, ("superseded_by",)) for folder in folders]
            yield NO_CIRCLE.at(
                places[0],
                f"papers supersede each other in a circle: {' → '.join([*folders, folders[0]])}",
                "delete `superseded_by` from corrections.yaml of the newest of these papers",
                [(place, "names the next paper") for place in places[1:]],
            )
