"""The digests of all files of a site in little memory: half a million for 100,000 papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import merge
from typing import Any

from sitegen.reading.kinds import kind_on_site

BYTES = 32
HEX = 2 * BYTES
SEPARATOR = "\0"  # no name of a file has it


class PaperFiles(Mapping[str, str]):
    """The SHA-256 in hex of the files of one record, by their paths on the site.

    All of them are below `address`. Most papers have files of the same names, which they share.
    """

    __slots__ = ("address", "digests", "names")

    def __init__(self, address: str, names: tuple[str, ...], digests: bytes) -> None:
        self.address, self.names, self.digests = address, _shared(names), digests

    @classmethod
    def of(cls, files: Mapping[str, str]) -> Mapping[str, str]:
        """The same files in this form, if they are those of one record."""
        if isinstance(files, PaperFiles) or not files:
            return files
        first = next(iter(files))
        address = f"{'/'.join(first.split('/')[:2])}/"
        is_one = kind_on_site(first) is not None and all(each.startswith(address) for each in files)
        if not is_one or any(len(each) != HEX for each in files.values()):
            return files
        names = tuple(each.removeprefix(address) for each in files)
        return cls(address, names, bytes.fromhex("".join(files.values())))

    def __getitem__(self, path: str) -> str:
        if path.startswith(self.address):
            name = path[len(self.address) :]
            if name in self.names:
                return self._digest(self.names.index(name))
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return (self.address + name for name in self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        return PaperFiles, (self.address, self.names, self.digests)

    def _digest(self, at: int) -> str:
        return self.digests[at * BYTES : (at + 1) * BYTES].hex()

    def sorted_items(self) -> list[tuple[str, str]]:
        """Paths and digests, in order."""
        return sorted((self.address + name, self._digest(at)) for at, name in enumerate(self.names))


def as_shared_names(files: Mapping[str, str]) -> dict[str, object]:
    """The files of a paper as they are cached, in JSON that is read fast."""
    if not isinstance(files, PaperFiles):
        return {"plain": dict(files)}
    names = SEPARATOR.join(files.names)
    return {"address": files.address, "names": names, "sha256": files.digests.hex()}


def from_shared_names(found: Mapping[str, Any]) -> Mapping[str, str]:
    """The files that `as_shared_names` wrote. Raises LookupError or ValueError."""
    if "plain" in found:
        plain: Mapping[str, str] = found["plain"]
        return plain
    return PaperFiles(found["address"], _split(found["names"]), bytes.fromhex(found["sha256"]))


@lru_cache(maxsize=4096)
def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(SEPARATOR))


@lru_cache(maxsize=4096)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names, which many papers have."""
    return names


class SiteDigests(Mapping[str, str]):
    """The SHA-256 in hex of the files of a site by their paths; `rest` can be changed."""

    def __init__(self, papers: Mapping[str, PaperFiles], rest: dict[str, str]) -> None:
        self._papers, self.rest = papers, rest

    @classmethod
    def of(cls, papers: Iterable[Mapping[str, str]]) -> SiteDigests:
        """The files of these papers."""
        compact: dict[str, PaperFiles] = {}
        rest: dict[str, str] = {}
        for files in papers:
            found = PaperFiles.of(files)
            if isinstance(found, PaperFiles):
                compact[found.address] = found
            else:
                rest.update(found)
        return cls(compact, rest)

    def copy(self) -> SiteDigests:
        """The same digests; its `rest` can be changed alone."""
        return SiteDigests(self._papers, {**self.rest})

    def __getitem__(self, path: str) -> str:
        its = self._papers.get(_address(path))
        return self.rest[path] if its is None else its[path]

    def __iter__(self) -> Iterator[str]:
        for files in self._papers.values():
            yield from files
        yield from self.rest

    def __len__(self) -> int:
        return sum(map(len, self._papers.values())) + len(self.rest)

    def sorted_items(self) -> Iterator[tuple[str, str]]:
        """Paths and digests in the order of the paths."""
        # All paths of a paper begin with its address, and no other path does.
        papers = ((address, "") for address in sorted(self._papers))
        for path, digest in merge(papers, sorted(self.rest.items())):
            if digest:
                yield path, digest
            else:
                yield from self._papers[path].sorted_items()


def _address(path: str) -> str:
    end = path.find("/", path.find("/") + 1)
    return path[: end + 1]
