"""Findings in a small form: a build of 100,000 papers has a million, and prints fifty of them."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, overload

import orjson

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity

# Twice as fast as calling the enumeration.
SEVERITIES = {str(each): each for each in Severity}
# The fastest one: findings repeat each other, so more time saves little.
LEVEL = 1
# Comes after all characters of a path.
AFTER_ALL = "\U0010ffff"

Counts = tuple[tuple[str, Severity, int], ...]


class FindingSequence(Sequence[Diagnostic]):
    """Findings that are equal to the tuple of them."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Diagnostic, ...]: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | tuple[Diagnostic, ...]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[Diagnostic]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | FindingSequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class PackedFindings(FindingSequence):
    """The findings of one paper, as compressed JSON. None of them is an error.

    `counts` has their number for each code and severity.
    """

    __slots__ = ("counts", "data")

    def __init__(self, data: bytes, counts: Counts) -> None:
        self.data, self.counts = data, _shared(counts)

    @classmethod
    def of(cls, diagnostics: Sequence[Diagnostic]) -> PackedFindings:
        """Findings without an error, packed."""
        numbers = Counter((each.code, each.severity) for each in diagnostics)
        counts = tuple((*each, number) for each, number in sorted(numbers.items()))
        listed = [finding_as_json(each) for each in diagnostics]
        return cls(zlib.compress(orjson.dumps(listed), LEVEL), counts)

    def __len__(self) -> int:
        return sum(number for _, _, number in self.counts)

    def __iter__(self) -> Iterator[Diagnostic]:
        return map(finding_of, orjson.loads(zlib.decompress(self.data)))

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedFindings, (self.data, self.counts)

    @property
    def counts_as_json(self) -> list[list[str | int]]:
        """The counts as they are cached."""
        return [[code, str(severity), number] for code, severity, number in self.counts]


def counts_of(found: Iterable[Sequence[Any]]) -> Counts:
    """The counts that `counts_as_json` returned."""
    return tuple((code, SEVERITIES[severity], int(number)) for code, severity, number in found)


@lru_cache(maxsize=4096)
def _shared(counts: Counts) -> Counts:
    """The same counts, which many papers have."""
    return counts


class SortedFindings(FindingSequence):
    """All findings of a build in order, in blocks. Those of most papers are unpacked when read."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: Sequence[Sequence[Diagnostic]]) -> None:
        self.blocks = blocks

    @classmethod
    def of(
        cls,
        diagnostics: Collection[Diagnostic],
        packed: Mapping[str, PackedFindings],
        without: Collection[str] = (),
    ) -> SortedFindings:
        """Each finding once, except those with a code in `without`.

        `packed` are findings by the path of the folder that all of them are in, with a slash.
        """
        listed = sorted({each for each in diagnostics if each.code not in without})
        files = [each.place.file for each in listed]
        blocks: list[Sequence[Diagnostic]] = []
        done = 0
        for folder in sorted(packed):
            start, end = (
                bisect_left(files, folder, done),
                bisect_right(files, folder + AFTER_ALL, done),
            )
            if done < start:
                blocks.append(listed[done:start])
            block: Sequence[Diagnostic] = packed[folder]
            if start < end or any(code in without for code, _, _ in packed[folder].counts):
                kept = {each for each in block if each.code not in without}
                block = sorted(kept.union(listed[start:end]))
            blocks.append(block)
            done = end
        blocks.append(listed[done:])
        return cls(blocks)

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def __iter__(self) -> Iterator[Diagnostic]:
        for block in self.blocks:
            yield from block


def blocks_of(diagnostics: Sequence[Diagnostic]) -> Sequence[Sequence[Diagnostic]]:
    """The blocks of findings, in order."""
    return diagnostics.blocks if isinstance(diagnostics, SortedFindings) else [diagnostics]


def counts_in(diagnostics: Sequence[Diagnostic]) -> Counter[tuple[str, Severity]]:
    """The number of findings for each code and severity."""
    found = Counter[tuple[str, Severity]]()
    for block in blocks_of(diagnostics):
        if isinstance(block, PackedFindings):
            for code, severity, number in block.counts:
                found[code, severity] += number
        else:
            found.update((each.code, each.severity) for each in block)
    return found


def unpacked(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings that are not packed; among them are all errors, and all with a fix."""
    for block in blocks_of(diagnostics):
        if not isinstance(block, PackedFindings):
            yield from block


def finding_as_json(found: Diagnostic) -> dict[str, object]:
    """A finding as it is cached: JSON with every value under its name."""
    related = [{"place": place._asdict(), "text": text} for place, text in found.related]
    fix = [edit._asdict() | {"place": edit.place._asdict()} for edit in found.fix]
    return found._asdict() | {"place": found.place._asdict(), "related": related, "fix": fix}


def finding_of(found: dict[str, Any]) -> Diagnostic:
    """The finding that `finding_as_json` wrote. Raises ValueError or LookupError."""
    if len(found) != len(Diagnostic._fields):
        raise ValueError("a finding in another form")
    return Diagnostic(
        place=_place(found["place"]),
        code=found["code"],
        severity=SEVERITIES[found["severity"]],
        message=found["message"],
        hint=found["hint"],
        related=tuple((_place(each["place"]), each["text"]) for each in found["related"]),
        fix=tuple(Edit(_place(each["place"]), each["old"], each["new"]) for each in found["fix"]),
    )


def _place(found: dict[str, Any]) -> Place:
    return Place(found["file"], found["line"], found["column"])
