"""Programs that read citations and are not ours: what each says of a file, in one form."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

HERE = Path(__file__).parent
NODE_MODULES = Path(sys.executable).parents[1] / "readers"
MODS = "{http://www.loc.gov/mods/v3}"
BLTX = "{http://biblatex-biber.sourceforge.net/biblatexml}"
PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Name:
    """A name as a program understood it. What it did not take apart is a family name alone."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Read:
    """What a program read of one record; a fact that it has no place for is None."""

    names: tuple[Name, ...]
    title: str | None
    facts: Mapping[str, str | None] = field(default_factory=dict)


def run(*command: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """A finished program."""
    program = shutil.which(command[0])
    assert program, f"there is no {command[0]}: scripts/setup readers"
    return subprocess.run(
        [program, *command[1:]], cwd=folder, capture_output=True, timeout=PATIENCE, check=False
    )


# ---------------------------------------------------------------- programs that say CSL-JSON


def pandoc(file: Path, form: str) -> list[dict[str, Any]]:
    """What pandoc reads of a file in one of its input formats."""
    import pypandoc

    made = run(pypandoc.get_pandoc_path(), "--from", form, "--to", "csljson", file)
    assert made.returncode == 0, made.stderr
    return list(json.loads(made.stdout))


def citation_js(file: Path) -> list[dict[str, Any]]:
    """What citation-js reads of a file."""
    made = run("node", HERE / "read.mjs", NODE_MODULES, file)
    assert made.returncode == 0, made.stderr
    return list(json.loads(made.stdout))


def from_csl(item: Mapping[str, Any]) -> Read:
    """An item of CSL-JSON in our form."""
    return Read(
        tuple(map(_csl_name, item.get("author", ()))),
        item.get("title"),
        {
            "date": "-".join(f"{part:02}" for part in _date_parts(item)) or None,
            "doi": item.get("DOI"),
            "url": item.get("URL"),
            "number": item.get("number"),
            "publisher": item.get("publisher"),
            "kind": item.get("genre"),
            "version": item.get("version"),
            "abstract": item.get("abstract"),
            "note": item.get("note"),
            "key": str(item.get("id")),
        },
    )


def _csl_name(name: Mapping[str, str]) -> Name:
    if "literal" in name:
        return Name(name["literal"])
    parts = (
        name.get(each, "") for each in ("dropping-particle", "non-dropping-particle", "family")
    )
    return Name(" ".join(filter(None, parts)), name.get("given", ""), name.get("suffix", ""))


def _date_parts(item: Mapping[str, Any]) -> list[int]:
    return [int(each) for each in (item.get("issued") or {}).get("date-parts", [[]])[0]]


# ---------------------------------------------------------------- bibutils


def bibutils(file: Path) -> dict[str, Read]:
    """What bibutils reads of a file, by key."""
    made = run("bib2xml" if file.suffix == ".bib" else "ris2xml", "-i", "utf8", file)
    assert made.returncode == 0, made.stderr
    root = ElementTree.fromstring(made.stdout.lstrip(b"\xef\xbb\xbf"))
    return {mods.get("ID", ""): _from_mods(mods) for mods in root.iter(f"{MODS}mods")}


def _from_mods(mods: ElementTree.Element) -> Read:
    info = mods.find(f"{MODS}titleInfo")
    title, sub = (
        info.findtext(f"{MODS}{each}") if info is not None else None
        for each in ("title", "subTitle")
    )
    found = {"doi": "identifier[@type='doi']", "date": "originInfo/dateIssued"}
    return Read(
        tuple(map(_mods_name, mods.findall(f"{MODS}name"))),
        ": ".join(filter(None, (title, sub))) or None,
        {name: _text(mods, path) for name, path in found.items()},
    )


def _text(mods: ElementTree.Element, path: str) -> str | None:
    return mods.findtext("/".join(f"{MODS}{each}" for each in path.split("/")))


def _mods_name(name: ElementTree.Element) -> Name:
    parts: dict[str, list[str]] = {}
    for part in name.findall(f"{MODS}namePart"):
        parts.setdefault(part.get("type", "family"), []).append(part.text or "")
    return Name(*(" ".join(parts.get(each, ())) for each in ("family", "given", "suffix")))


# ---------------------------------------------------------------- pybtex, biber and BibTeX


def pybtex(file: Path) -> dict[str, Read]:
    """What pybtex reads of a BibTeX file, by key; texts are as they are written there."""
    import pybtex.database

    entries = pybtex.database.parse_file(str(file)).entries
    return {
        key: Read(tuple(map(_pybtex_name, entry.persons["author"])), entry.fields["title"])
        for key, entry in entries.items()
    }


def _pybtex_name(person: Any) -> Name:
    return Name(
        " ".join([*person.prelast_names, *person.last_names]),
        " ".join([*person.first_names, *person.middle_names]),
        " ".join(person.lineage_names),
    )


def biber(file: Path, folder: Path) -> tuple[dict[str, Read], list[str]]:
    """What biber reads of a BibTeX file, by key, and what its model of data says against it."""
    out = folder / "biber.xml"
    made = run(
        *("biber", "--tool", "--validate-datamodel", "--nolog", "--output-format=biblatexml"),
        *("--output-file", str(out), file.name),
        folder=folder,
    )
    said = made.stdout.decode()
    warnings = [line for line in said.splitlines() if line.startswith(("WARN", "ERROR"))]
    root = ElementTree.parse(out).getroot()
    return {
        entry.get("id", ""): _from_biber(entry) for entry in root.iter(f"{BLTX}entry")
    }, warnings


def _from_biber(entry: ElementTree.Element) -> Read:
    names = entry.findall(f"{BLTX}names[@type='author']/{BLTX}name")
    plain = ("doi", "url", "number", "type", "date", "version", "langid", "note", "abstract")
    facts = {each: entry.findtext(f"{BLTX}{each}") for each in plain}
    return Read(tuple(map(_biber_name, names)), entry.findtext(f"{BLTX}title"), facts)


def _biber_name(name: ElementTree.Element) -> Name:
    parts = {part.get("type", ""): _biber_part(part) for part in name.findall(f"{BLTX}namepart")}
    family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    return Name(family, parts.get("given", ""), parts.get("suffix", ""))


def _biber_part(part: ElementTree.Element) -> str:
    inner = [_biber_part(each) for each in part.findall(f"{BLTX}namepart")]
    return " ".join(inner) if inner else part.text or ""


def bibtex(file: Path, style: str, keys: Iterable[str]) -> tuple[str, list[str]]:
    """The bibliography that BibTeX makes in a style, and its warnings."""
    cited = "".join(rf"\citation{{{key}}}" + "\n" for key in keys)
    aux = file.with_name(f"{style}.aux")
    aux.write_text(f"{cited}\\bibstyle{{{style}}}\n\\bibdata{{{file.stem}}}\n", encoding="utf-8")
    made = run("bibtex", aux.stem, folder=file.parent)
    warnings = [
        each for each in made.stdout.decode().splitlines() if "arning" in each or "rror" in each
    ]
    return aux.with_suffix(".bbl").read_text(encoding="utf-8"), warnings


# ---------------------------------------------------------------- TeX


def typeset(file: Path, keys: Iterable[str], style: str, encoding: str = "T1") -> tuple[str, str]:
    """The text of the bibliography that biblatex and biber, or BibTeX, typeset; and the errors."""
    name = f"typeset-{style}-{encoding}"
    is_bibtex = style in {"plain", "alpha", "abbrv"}
    if is_bibtex:
        head, tail = "", rf"\bibliographystyle{{{style}}}\bibliography{{{file.stem}}}"
    else:
        head = rf"\usepackage[style={style}]{{biblatex}}\addbibresource{{{file.name}}}"
        tail = r"\printbibliography"
    # Lines that no title is too long for, so that none is broken.
    wide = r"\setlength{\textwidth}{40cm}\pdfpagewidth=50cm\raggedright"
    document = (
        rf"\documentclass{{article}}\usepackage[{encoding}]{{fontenc}}"
        rf"\usepackage[english,ngerman]{{babel}}{head}{wide}"
        rf"\begin{{document}}\nocite{{{','.join(keys)}}}{tail}\end{{document}}"
    )
    folder = file.parent
    folder.joinpath(f"{name}.tex").write_text(document, encoding="utf-8")
    run("pdflatex", "-interaction=batchmode", name, folder=folder)
    run(*(("bibtex", "-terse") if is_bibtex else ("biber", "-q")), name, folder=folder)
    for _ in range(2):
        run("pdflatex", "-interaction=batchmode", name, folder=folder)
    log = folder.joinpath(f"{name}.log").read_text(encoding="utf-8", errors="replace")
    text = run("pdftotext", "-layout", f"{name}.pdf", "-", folder=folder).stdout.decode()
    return text, "\n".join(re.findall(r"^! .*", log, re.M))


def by_key(reads: Iterable[Read]) -> Iterator[tuple[str, Read]]:
    """Reads by the key that each states."""
    for each in reads:
        yield str(each.facts["key"]), each
