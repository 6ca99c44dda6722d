"""Makes a search index with Pagefind, of pages that hold what can be found and nothing else."""

from __future__ import annotations

import gzip
import html
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from sitegen.findings.errors import SitegenError

# What the browser runs. Pagefind also writes forms of its own for searching, which no page uses.
PROGRAM = ("pagefind.js", "pagefind-worker.js")
# Each fragment begins with it, once it is unpacked.
SIGNATURE = b"pagefind_dcd"
# How much more a word counts than one of a text: between 0 and 10, as Pagefind allows.
TITLE, IDENTIFIER = 7, 10


class SearchUnavailableError(SitegenError):
    """Pagefind is not installed, or does not run here; the message says which."""


@dataclass(frozen=True)
class Findable:
    """The words by which one record is found: of its title, its texts and its identifiers."""

    title: str
    texts: Sequence[str]
    identifiers: Sequence[str]

    @property
    def page(self) -> bytes:
        """The page that Pagefind reads."""
        escaped = html.escape
        lines = [f'<h1 data-pagefind-weight="{TITLE}">{escaped(self.title)}</h1>']
        lines += [f"<p>{escaped(text)}</p>" for text in self.texts]
        lines += [
            f'<p data-pagefind-weight="{IDENTIFIER}">{escaped(each)}</p>'
            for each in self.identifiers
        ]
        body = "\n".join(lines)
        return f"<!DOCTYPE html>\n<html><body data-pagefind-body>\n{body}\n</body></html>\n".encode(
            "utf-8", "replace"
        )


@dataclass(frozen=True)
class Index:
    """The files of an index, by their paths in its folder.

    `ids` are the ids that a browser gets of the records, in their order. `program` are the files
    that search in this index and in others that are merged with it.
    """

    files: Mapping[str, bytes]
    ids: Sequence[str]
    program: Mapping[str, bytes]


def pagefind_version() -> str:
    """The version of Pagefind. Raises SearchUnavailableError if it is not installed."""
    try:
        found = version("pagefind-bin")
        _program()
    except (PackageNotFoundError, ImportError, FileNotFoundError) as error:
        raise SearchUnavailableError("Pagefind is not installed") from error
    return found


def make_index(records: Iterable[Findable], language: str) -> Index:
    """The index of some records. Raises SearchUnavailableError if Pagefind fails.

    It has one language for all records, because a browser searches in that of the page alone. The
    ids of records begin with it, so indexes that are merged need a language each: that of the page
    with a private part, such as `en-x-2`.

    Of what Pagefind writes, one file for each record is left out; the page has its own.
    """
    with TemporaryDirectory(prefix="sitegen-search-") as folder:
        pages, output = Path(folder, "pages"), Path(folder, "index")
        pages.mkdir()
        for number, record in enumerate(records):
            (pages / f"{number}.html").write_bytes(record.page)
        _run(pages, output, language)
        files = dict(_files(output))
    fragments = {name: data for name, data in files.items() if name.endswith(".pf_fragment")}
    places = {_number(data): Path(name).stem for name, data in fragments.items()}
    return Index(
        {
            name: data
            for name, data in files.items()
            if name == "pagefind-entry.json" or name.endswith((".pf_meta", ".pf_index"))
        },
        [places[number] for number in sorted(places)],
        {name: files[name] for name in (*PROGRAM, f"wasm.{language}.pagefind")},
    )


@cache
def _program() -> str:
    from pagefind_bin import get_executable

    return str(get_executable())


def _run(pages: Path, output: Path, language: str) -> None:
    """Run Pagefind; nothing but its arguments may decide what it does."""
    command = [_program(), "--site", str(pages), "--output-path", str(output)]
    command += ["--force-language", language, "--silent"]
    # It would read settings from the environment and from the folder in which it runs.
    plain = {name: each for name, each in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(
            command, cwd=pages.parent, env=plain, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise SearchUnavailableError(f"Pagefind does not run here: {error.strerror}") from error
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-200:]
        raise SearchUnavailableError(f"Pagefind failed ({done.returncode}): {said}")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _number(fragment: bytes) -> int:
    """The number of the record of a fragment."""
    said = orjson.loads(gzip.decompress(fragment).removeprefix(SIGNATURE))
    return int(Path(said["url"]).stem)
