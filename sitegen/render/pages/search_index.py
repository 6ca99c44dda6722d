"""The search index of all papers: parts of some thousands, from the oldest paper on.

A part changes only if one of its papers does. It holds an index of Pagefind, a list of the ids that
this gives to papers with their kinds of verdict, and what a page shows of each paper that is found,
in blocks of some papers. Pagefind itself would write one file for each paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import orjson

from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.served_files import MANIFEST_JSON
from sitegen.contracts.wording import day_month_year
from sitegen.render.catalog import Standing
from sitegen.render.formulas.mathematics import plain
from sitegen.render.group_names import slug
from sitegen.render.pagefind import Findable, make_index, pagefind_version
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.shares import KINDS, OPEN, Kind, kind_of
from sitegen.render.search_words import BEFORE, UNSPACED, VERSIONED, identifier, words
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import SEARCH_INDEX

# Pagefind takes 100 bytes of memory for each byte of text, and two seconds for such a part.
PART_SIZE = 4_000
# A page loads one block for each paper that it shows, at most.
BLOCK_SIZE = 20
# A text is indexed, and shown, up to so many characters.
LONGEST_TEXT = 20_000
ALL_KINDS = (*KINDS, OPEN)

Read = Callable[[str], bytes]


def search_index(content: SiteContent, pages: PageRenderer) -> Files:
    """The files of the index, and the list of its parts; nothing if the build makes no index.

    Raises SearchUnavailableError if Pagefind fails.
    """
    if content.read is None:
        return
    rows, said = [*reversed(content.rows)], pagefind_version()
    standings = [*reversed(content.catalog.standings)]
    parts: list[dict[str, Any]] = []
    for number, start in enumerate(range(0, len(rows), PART_SIZE), 1):
        papers = rows[start : start + PART_SIZE]
        count_as = standings[start : start + PART_SIZE]
        path, digest = f"{SEARCH_INDEX.path}{number}/", hashlib.sha256()
        make = partial(_part, number, papers, count_as, content.read, pages)
        for file, data in pages.group(path, papers, (said, BLOCK_SIZE), make):
            digest.update(f"{file}\0{pages.sha256(file, data)}\0".encode())
            yield file, data
        key = digest.hexdigest()[:12]
        language = _language(number)
        parts.append({"path": f"{number}/", "language": language, "key": key})
    listed = {
        "parts": parts,
        "block": BLOCK_SIZE,
        "kinds": [
            {"key": slug(_short(each)), "label": _short(each), "tone": each.tone, "icon": each.icon}
            for each in ALL_KINDS
        ],
        "unspaced": UNSPACED,
        "before": BEFORE,
        "versioned": VERSIONED,
    }
    yield SEARCH_INDEX.file, orjson.dumps(listed, option=orjson.OPT_INDENT_2)


def _part(
    number: int,
    papers: Sequence[CatalogRow],
    standings: Sequence[Standing],
    read: Read,
    pages: PageRenderer,
) -> Files:
    for name, data in _files_of_part(number, papers, standings, read):
        file, sha256 = f"{SEARCH_INDEX.path[1:]}{number}/{name}", hashlib.sha256(data).hexdigest()
        yield pages.make(SiteFile(file, lambda data=data: data, shows=sha256))  # type: ignore[misc]


def _files_of_part(
    number: int, papers: Sequence[CatalogRow], standings: Sequence[Standing], read: Read
) -> Files:
    shown: list[dict[str, Any]] = []

    def findable() -> Iterator[Findable]:
        for row in papers:
            work = orjson.loads(read(f"{row.path[1:]}{MANIFEST_JSON}"))["work"]
            hit = _hit(row, work)
            shown.append(hit)
            yield _findable(hit, row)

    index = make_index(findable(), _language(number))
    yield from index.files.items()
    if number == 1:  # which the others are merged with
        yield from index.program.items()
    kinds = [ALL_KINDS.index(kind_of(each)) for each in standings]
    # Each begins with the language of the part.
    ids = [each.rpartition("_")[2] for each in index.ids]
    yield "papers.json", orjson.dumps({"ids": ids, "kinds": kinds})
    for block, start in enumerate(range(0, len(shown), BLOCK_SIZE)):
        yield f"papers-{block}.json", orjson.dumps(shown[start : start + BLOCK_SIZE])


def _short(kind: Kind) -> str:
    return kind.words.partition(":")[0]


def _language(number: int) -> str:
    """The language of a part: that of the pages, told apart by a private part."""
    return f"en-x-{number}"


def _hit(row: CatalogRow, work: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a paper that was found; texts that are not there are left out."""
    texts = (work.get("research_question"), work.get("abstract"))
    hit = {
        "path": row.path[1:],
        "record": row.record_id,
        "title": plain(row.display_title),
        "cut": row.title_mark,
        "language": row.language,
        "tone": row.tone,
        "icon": row.icon,
        "status": row.status_label,
        "verdict": row.verdict_words,
        "evidence": row.evidence_words,
        "transcription": row.completeness == "PARTIAL",
        "day": row.submitted,
        "date": day_month_year(row.submitted) if row.submitted else "",
        "score": row.shown_score,
        "text": [plain(text)[:LONGEST_TEXT] for text in texts if text],
        "topics": list(work.get("topics") or ()),
        "creators": list(row.creators[:50]),
        "ids": _identifiers(row, work),
    }
    return {name: value for name, value in hit.items() if value}


def _identifiers(row: CatalogRow, work: dict[str, Any]) -> list[str]:
    """The identifiers of a paper and of the works it is built on, normalized."""
    named = [row.record_id, row.id, row.doi, *(each[0] for each in row.orcids)]
    # The id of a source begins with its kind.
    named += [each.partition(":")[2] for each in row.sources]
    named += [str(each["value"]) for each in work.get("identifiers") or () if each.get("value")]
    return list(dict.fromkeys(bare for each in named if (bare := identifier(each))))


def _findable(hit: dict[str, Any], row: CatalogRow) -> Findable:
    names = [*hit.get("topics", ()), *row.creators]
    texts = [words(text) for text in (*hit.get("text", ()), *names)]
    return Findable(words(hit["title"]), texts, hit["ids"])
