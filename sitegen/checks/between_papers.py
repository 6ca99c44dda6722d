"""SG6: what papers say of one another agrees, and what must be one of a kind is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from sitegen.checks.check import CORRECTIONS, MANIFEST, TOMBSTONE
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.record_entry import RecordEntry
from sitegen.findings.diagnostics import Diagnostic, Place, Severity, define_rule, shown
from sitegen.reading.documents import KeyPath
from sitegen.reading.kinds import kind_in

# Where a value stands: the paper's folder, the file in it, and the path in the file.
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

    a UUID of its own for each paper
""",
)
UNIQUE_RECORD_ID = define_rule(
    "SG602",
    "record_ids_are_unique",
    Severity.WARNING,
    """No two papers have the same record id, the first eight digits of their UUIDs.

Among many thousand papers this happens by chance. Addresses use the whole UUID and stay distinct;
a reader who quotes the record id alone names both papers.

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
    """No two papers carry the same abstract.

Syntheses carry the abstract of their lead source, so two on the same source share it; a copied
record shares it, too.

Wrong:

    two manifests with the same work.abstract

Right:

    an abstract of its own for each paper; where both are on one source, the notice stays
""",
)
BOTH_ENDS = define_rule(
    "SG604",
    "supersession_is_stated_at_both_ends",
    Severity.ERROR,
    """Where one paper names another as newer or older, the other names it back.

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

    the DOI of its own deposit for each paper
""",
)
NO_CIRCLE = define_rule(
    "SG606",
    "supersession_has_an_end",
    Severity.ERROR,
    """Going from a paper to the one that supersedes it comes to an end.

Wrong:

    a is superseded by b, and b by a

Right:

    a is superseded by b
""",
)


def check_between_papers(
    rows: Sequence[CatalogRow],
    tombstones: Sequence[tuple[str, str]],
    locate: Locate,
    *,
    all_known: bool,
) -> Iterator[Diagnostic]:
    """What does not hold between the papers; `tombstones` are folder and id of removed papers.

    Where a record is broken, not all papers are known, and a paper that is named but not there is
    no finding.
    """
    yield from _same_ids(rows, tombstones, locate)
    yield from _same_record_ids(rows, locate)
    yield from _same_abstracts(rows, locate)
    yield from _same_dois(rows, locate)
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
    """First row and the others of every group of rows with the same, non-empty key."""
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
                f"the id {paper_id} belongs to another paper",
                "give this paper a UUID of its own; a published paper keeps its id",
                [(locate(*first[paper_id]), "first used here")],
            )
        first.setdefault(paper_id, where)


def _same_record_ids(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    distinct = {row.id: row for row in rows}.values()
    for first, others in _groups(distinct, lambda row: row.record_id):
        for row in others:
            yield UNIQUE_RECORD_ID.at(
                locate(row.folder, MANIFEST, ("work", "id")),
                f"{row.record_id} is also the record id of {first.id}",
                "choose another UUID while the paper is not published; "
                "a published paper is quoted by its whole UUID",
                [(locate(first.folder, MANIFEST, ("work", "id")), "the other paper")],
            )


def _same_abstracts(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    for first, others in _groups(rows, lambda row: row.abstract_sha256):
        for row in others:
            yield DISTINCT_ABSTRACT.at(
                locate(row.folder, MANIFEST, ("work", "abstract")),
                f"the abstract is also that of {first.record_id}",
                "check that the record was not copied; the same lead source is a good reason",
                [(locate(first.folder, MANIFEST, ("work", "abstract")), "the other paper")],
            )


def _same_dois(rows: Sequence[CatalogRow], locate: Locate) -> Iterator[Diagnostic]:
    for first, others in _groups(rows, lambda row: row.doi.casefold()):
        for row in others:
            yield UNIQUE_DOI.at(
                locate(row.folder, MANIFEST, ("work", "doi")),
                f"the DOI {shown(row.doi)} is also that of {first.record_id}",
                "write the DOI of this paper's own deposit",
                [(locate(first.folder, MANIFEST, ("work", "doi")), "the other paper")],
            )


def _one_ended(
    rows: Sequence[CatalogRow], removed: frozenset[str], locate: Locate
) -> Iterator[tuple[Place, str, CatalogRow | None, str]]:
    """Where a paper names another that does not name it back, and what is to be added where."""
    by_id = {row.id: row for row in rows}
    for row in rows:
        newer = by_id.get(row.superseded_by)
        answers = newer is not None and row.id in newer.supersedes
        if row.superseded_by and row.superseded_by not in removed and not answers:
            place = locate(row.folder, CORRECTIONS, ("superseded_by",))
            answer = f"`supersedes: [{row.id}]` to `work:` in {MANIFEST}"
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
        message = f"no paper has the id {other_id}"
        return BOTH_ENDS.at(place, message, "correct the id, or leave the key out")
    return BOTH_ENDS.at(
        place,
        f"the paper {other.record_id} does not name this one back",
        f"add {answer} of {other.folder}, or leave this id out",
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
                f"{len(circle)} papers supersede each other in a circle",
                "remove superseded_by from the newest of them",
                [(place, "leads on to the next") for place in places[1:]],
            )
