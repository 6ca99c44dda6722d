"""What the code knows inside pages that people write, and in the navigation: lists of its tables.

A comment marks the place of each list, so that a new contract or export needs no line there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sitegen.contracts.schemas import PUBLISHED
from sitegen.render.exports import PAPER_FILES, SITE_FILES
from sitegen.render.exports.served_file import ServedFile


def insert_lists(folder: Path) -> None:
    """Put the lists where the staged pages and `zensical.toml` name them.

    Raises ValueError where the place of one is missing.
    """
    stems = [each.contract.stem for each in PUBLISHED]
    entries = [f'      {{ "{stem}" = "reference/contracts/{stem}.md" }},' for stem in stems]
    contracts = [
        f"| [{each.contract.stem}]({each.contract.stem}.md) | {_says(each.contract.description)} |"
        for each in PUBLISHED
    ]
    _insert(folder / "zensical.toml", "      # every contract", entries)
    _insert(folder / "docs/reference/contracts/index.md", "<!-- every contract -->", contracts)
    files = folder / "docs/reference/index.md"
    _insert(files, "<!-- files of a paper -->", _listed("/paper/<id>/", PAPER_FILES.values()))
    _insert(files, "<!-- files of the site -->", _listed("/", SITE_FILES))


def _insert(path: Path, place: str, lines: Iterable[str]) -> None:
    before, found, after = path.read_text(encoding="utf-8").partition(f"{place}\n")
    if not found:
        raise ValueError(f"{path.name}: {place} is missing")
    text = "".join(f"{line}\n" for line in lines)
    path.write_text(before + text + after, encoding="utf-8", newline="\n")


def _says(description: str) -> str:
    return description[:1].lower() + description[1:].removesuffix(".")


def _listed(address: str, files: Iterable[ServedFile]) -> list[str]:
    return [
        line
        for each in files
        for line in (f"`{address}{each.file}`", f":   {each.label}, `{each.media_type}`", "")
    ]
