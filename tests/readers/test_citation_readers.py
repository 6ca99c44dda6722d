"""What programs that are not ours read of hard records: every fact of each, in every format.

Where a program reads a form wrongly that the standard asks for, WRONG says which, and why. Nothing
is left out of the comparison for all programs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
import rispy
from pylatexenc.latex2text import LatexNodes2Text

from sitegen.contracts.creators import JOINED, PublishedCreator
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.render.exports import EXPORTS, export_remains
from sitegen.render.exports.babel_names import BABEL_NAMES
from sitegen.render.exports.citation import Citation, citation
from sitegen.render.exports.tex import tex_name
from sitegen.render.formulas.mathematics import bibtex_formula, pieces, plain, unescaped
from tests.contracts.papers import SITE
from tests.hard_records import hard_papers, hard_tombstone
from tests.readers import programs
from tests.readers.programs import Name, Read

pytestmark = [pytest.mark.readers, pytest.mark.timeout(600)]

FACTS = ("date", "doi", "url", "number", "publisher", "kind", "version", "abstract", "note")
QUOTES = re.compile("[‘’“”\"'`]+")


# ---------------------------------------------------------------- what has to be read


class Case(NamedTuple):
    """A hard record: its paper, and what a citation says of it."""

    name: str
    paper: PublishedPaper
    cited: Citation


def cases() -> dict[str, Case]:
    """The hard records by the key of their citation."""
    found = (Case(name, paper, citation(paper)) for name, paper in hard_papers().items())
    return {each.cited.key: each for each in found}


CASES = cases()


def same(text: str | None) -> str:
    """A text for comparisons: programs set quotes and spaces as they like."""
    text = unicodedata.normalize("NFC", text or "").replace("\u2060", "")
    return " ".join(QUOTES.sub("'", text).split())


def with_tex(text: str) -> str:
    """A text with its formulas as BibTeX has them."""
    return "".join(
        f"${formula}$"
        if each.tex and (formula := bibtex_formula(each.tex))
        else (each.text if each.tex else unescaped(each.text))
        for each in pieces(text)
    )


def expected(case: Case, fact: str, has_tex: bool) -> str:
    cited, text = case.cited, with_tex if has_tex else plain
    return {
        "title": text(cited.title),
        "date": cited.submitted,
        "doi": cited.doi,
        "url": cited.url,
        "number": cited.number,
        "publisher": cited.publisher,
        "kind": cited.kind,
        "version": cited.version,
        "abstract": text(cited.abstract),
        "note": text(cited.note),
    }[fact]


def expected_name(creator: PublishedCreator, *, of_ris: bool) -> Name:
    """The name in our form. RIS cannot hold a comma in a part of a name."""

    def part(text: str | None) -> str:
        return same((text or "").replace(",", " ") if of_ris else text)

    if creator.kind != "PERSON":
        return Name(part(creator.name))
    particle = creator.particle or ""
    space = " " if particle and not particle.endswith(JOINED) else ""
    family = f"{particle}{space}{creator.family}"
    return Name(part(family), part(creator.given), part(creator.suffix))


def read_name(name: Name) -> Name:
    family = re.sub(r"(^| )(d'|al-) ", r"\1\2", same(name.family))
    return Name(family, same(name.given), same(name.suffix))


# ---------------------------------------------------------------- where programs are wrong


def has_formula(case: Case, fact: str) -> bool:
    text = {"title": case.cited.title, "abstract": case.cited.abstract, "note": case.cited.note}
    return any(each.tex for each in pieces(text.get(fact, "")))


def has_unmatched_braces(case: Case, fact: str) -> bool:
    text = {"title": case.cited.title, "abstract": case.cited.abstract}.get(fact, "")
    return "}Owls{" in text or "First. }" in text or "${$" in text


def is_undated(case: Case, fact: str) -> bool:
    return not case.cited.submitted


def is_divided_doi(case: Case, fact: str) -> bool:
    return case.cited.doi.startswith("10.5555.1/")


def written(creator: PublishedCreator) -> str:
    return f"{creator.family or creator.name} {creator.given or ''}"


class Wrong(NamedTuple):
    """A fact that a program reads wrongly of some records, or a name of some creators; and why."""

    fact: str
    applies: Callable[[Case, str], bool] | Callable[[PublishedCreator], bool]
    why: str


UNMATCHED = "drops \\textbraceleft, which BibTeX needs where braces do not match"
COMMA = "takes a comma in given names for the suffix, in braces and in CSL-JSON, too"
OF_PANDOC = (
    Wrong("title", has_unmatched_braces, UNMATCHED),
    Wrong("abstract", has_unmatched_braces, UNMATCHED),
    Wrong("names", lambda each: bool({*"{}"} & {*written(each)}), UNMATCHED),
    Wrong("names", lambda each: "," in (each.given or ""), COMMA),
)
FORMULA = "does not know most commands of mathematics"
# By program and format: what the program, in the version that `make readers` gets, reads wrongly.
WRONG: dict[str, tuple[Wrong, ...]] = {
    "pandoc 3.9, biblatex": OF_PANDOC,
    "pandoc 3.9, bibtex": OF_PANDOC,
    "pandoc 3.9, ris": (
        Wrong("names", lambda each: each.suffix is not None, "reads Family, Suffix, Given"),
        Wrong("names", lambda each: "=" in written(each), "reads names of biblatex in RIS"),
    ),
    "pandoc 3.9, csljson": (Wrong("names", lambda each: "," in (each.given or ""), COMMA),),
    "citation-js 0.8.2, bib": (
        *(Wrong(fact, has_formula, FORMULA) for fact in ("title", "abstract", "note")),
        Wrong("number", is_undated, "knows no number of @misc"),
    ),
    "citation-js 0.8.2, ris": (Wrong("doi", is_divided_doi, "knows no DOI of a divided prefix"),),
    "citation-js 0.8.2, csl": (),
}


class Program(NamedTuple):
    """How a program reads all records; `lacks` are the facts that it has no place for."""

    name: str
    file: str
    read: Callable[[Path], list[dict[str, object]]]
    lacks: tuple[str, ...] = ()
    has_days: bool = True


PROGRAMS = (
    Program("pandoc 3.9, biblatex", "all.bib", partial(programs.pandoc, form="biblatex")),
    Program("pandoc 3.9, bibtex", "all.bib", partial(programs.pandoc, form="bibtex")),
    # pandoc reads the year of a RIS file, and neither types nor notes.
    Program(
        *("pandoc 3.9, ris", "all.ris", partial(programs.pandoc, form="ris")),
        *(("number", "kind", "note", "version"), False),
    ),
    Program("pandoc 3.9, csljson", "all.json", partial(programs.pandoc, form="csljson")),
    Program("citation-js 0.8.2, bib", "all.bib", programs.citation_js),
    Program("citation-js 0.8.2, ris", "all.ris", programs.citation_js, ("version",)),
    Program("citation-js 0.8.2, csl", "all.json", programs.citation_js),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the citations of all records, one file for each format."""
    folder = tmp_path_factory.mktemp("citations")
    made = {
        name: [EXPORTS[name].make(case.paper, SITE) for case in CASES.values()]
        for name in ("bib", "ris", "csl")
    }
    folder.joinpath("all.bib").write_bytes(b"\n".join(made["bib"]))
    folder.joinpath("all.ris").write_bytes(b"".join(made["ris"]))
    items = [each for data in made["csl"] for each in json.loads(data)]
    folder.joinpath("all.json").write_text(json.dumps(items), encoding="utf-8")
    return folder


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.name)
def test_every_fact_is_read_as_the_record_states_it(program: Program, files: Path) -> None:
    reads = dict(programs.by_key(map(programs.from_csl, program.read(files / program.file))))
    assert reads.keys() == CASES.keys()
    wrong, unused = WRONG[program.name], set(WRONG[program.name])
    found = []
    for key, read in reads.items():
        for fact, mine, theirs, excuses in compared(CASES[key], read, program):
            if mine != theirs:
                used = [each for each in wrong if each in excuses]
                unused -= set(used)
                found += [] if used else [(CASES[key].name, fact, mine, theirs)]
    assert found == []
    assert unused == set(), "no longer wrong"


def compared(
    case: Case, read: Read, program: Program
) -> Iterator[tuple[str, object, object, list[Wrong]]]:
    """Each fact of a record: its name, what it is, what was read, and the known faults there."""
    has_tex = program.file == "all.bib"
    facts = {"title": read.title, **read.facts}
    for fact in ("title", *FACTS):
        if fact in program.lacks:
            continue
        mine = same(expected(case, fact, has_tex))
        if fact == "date" and not program.has_days:
            mine = mine[:4]
        excuses = [
            each for each in WRONG[program.name] if each.fact == fact and each.applies(case, fact)
        ]
        theirs = facts[fact]
        # The notes of a RIS file are a list; the first one is that of the paper.
        yield fact, mine, same(theirs[0] if isinstance(theirs, list) else theirs), excuses
    creators = case.cited.creators
    yield "number of names", len(creators), len(read.names), []
    for creator, name in zip(creators, read.names, strict=False):
        mine = expected_name(creator, of_ris=program.file == "all.ris")
        excuses = [
            each for each in WRONG[program.name] if each.fact == "names" and each.applies(creator)
        ]
        yield "names", mine, read_name(name), excuses


# ---------------------------------------------------------------- biber, pybtex, rispy, bibutils


# Commands that the decoder does not know, and what it knows.
UNKNOWN = {
    r"\textbraceleft{}": r"\{",
    r"\textbraceright{}": r"\}",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
}


def from_tex(text: str) -> str:
    """A text of BibTeX as TeX would print it, its formulas as they are."""
    for command, known in UNKNOWN.items():
        text = text.replace(command, known)
    decoder = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)
    return same(str(decoder.latex_to_text(text)).replace("ˆ", "^").replace("˜", "~"))


def names_from_tex(read: Read) -> list[Name]:
    return [
        read_name(Name(from_tex(each.family), from_tex(each.given), from_tex(each.suffix)))
        for each in read.names
    ]


def test_biber_reads_every_fact_and_has_nothing_against_it(files: Path) -> None:
    reads, warnings = programs.biber(files / "all.bib", files)
    assert reads.keys() == CASES.keys()
    for key, read in reads.items():
        case = CASES[key]
        mine = [expected_name(each, of_ris=False) for each in case.cited.creators]
        assert names_from_tex(read) == mine, case.name
        for fact in ("doi", "url", "number", "date", "version"):
            value = read.facts[fact] or ""
            value = from_tex(value) if fact == "version" else value
            assert value == expected(case, fact, True), (case.name, fact)
    # biblatex demands a date of every type but @dataset, and has no number for @misc.
    undated = {key for key, case in CASES.items() if not case.cited.submitted}
    expects = {
        text.format(key)
        for key in undated
        for text in (
            "Entry '{}' (all.bib): Missing mandatory field - one of 'date, year' must be defined",
            "Entry '{}' (all.bib): Invalid field 'number' for entrytype 'misc'",
        )
    }
    assert {each.removeprefix("WARN - Datamodel: ") for each in warnings} == expects


def test_pybtex_reads_the_names(files: Path) -> None:
    reads = programs.pybtex(files / "all.bib")
    assert reads.keys() == CASES.keys()
    for key, read in reads.items():
        mine = [expected_name(each, of_ris=False) for each in CASES[key].cited.creators]
        assert names_from_tex(read) == mine, CASES[key].name


def test_rispy_reads_one_record_for_each_paper(files: Path) -> None:
    records = rispy.loads(files.joinpath("all.ris").read_text(encoding="utf-8"))
    assert [each["id"] for each in records] == [*CASES]
    for record, case in zip(records, CASES.values(), strict=True):
        assert "unknown_tag" not in record
        assert same(record["title"]) == same(plain(case.cited.title))
        assert record["notes"][0] == plain(case.cited.note)
        assert record.get("doi", "") == case.cited.doi
        assert len(record["authors"]) == len(case.cited.creators)


# bibutils 7.2 writes initials without points, takes names of RIS apart at spaces and at "and",
# and knows few commands of TeX. What is left to compare are plain names of persons.
PLAIN = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*\Z")


@pytest.mark.parametrize("form", ["bib", "ris"])
def test_bibutils_reads_plain_names_and_identifiers(form: str, files: Path) -> None:
    reads = programs.bibutils(files / f"all.{form}")
    assert reads.keys() == CASES.keys()
    compared = 0
    for key, read in reads.items():
        cited = CASES[key].cited
        if form == "bib" or not is_divided_doi(CASES[key], "doi"):
            assert (read.facts["doi"] or "") == cited.doi
        date = cited.submitted[:7] if form == "bib" else cited.submitted  # no `date` of biblatex
        assert (read.facts["date"] or "") == date
        names = {*map(read_name, read.names)}
        for each in cited.creators:
            if is_plain(each):
                compared += 1
                assert expected_name(each, of_ris=False) in names
    assert compared > 3_000


def is_plain(creator: PublishedCreator) -> bool:
    names = [creator.family, creator.given]
    return (
        creator.suffix is None
        and all(each and PLAIN.match(each) for each in names)
        and not re.search(r"(?i)\band\b|[ŒœÅ]|[\u0300-\u036f]|'", " ".join(map(str, names)))
        and not (creator.particle or "").endswith(JOINED)
    )


# ---------------------------------------------------------------- BibTeX and TeX


def is_latin(case: Case) -> bool:
    """Whether pdfLaTeX has all its characters, and BibTeX, which reads bytes, cuts no name."""
    title = case.cited.title
    return all(tex_name(each).isascii() for each in case.cited.creators) and all(
        each < "\u0180" or each in "–—‘’“”…" for each in title
    )


def labelled() -> list[str]:
    """The keys of Latin records that the style alpha has labels for.

    It makes them of the first three letters of a name, of a command, too, and has 26 for a name.
    """
    first: dict[str, str] = {}
    for key, case in CASES.items():
        name = tex_name(case.cited.creators[0])
        if is_latin(case) and not re.match(r"\{?.{0,2}\\[%#&${}_a-z]", name):
            first.setdefault(name, key)
    return [*first.values()]


@pytest.mark.parametrize("style", ["plain", "alpha", "abbrv"])
def test_bibtex_warns_of_nothing_and_cuts_no_character(style: str, files: Path) -> None:
    latin = [key for key, case in CASES.items() if is_latin(case)]
    keys = labelled() if style == "alpha" else latin
    assert len(keys) > 40
    bibliography, warnings = programs.bibtex(files / "all.bib", style, keys)
    assert warnings == []
    assert bibliography.count("\\bibitem") == len(keys)


# What is easy to find in a typeset page: its own title, whatever TeX would make of it.
TYPESET = {
    "title: dashes": "Owls -- and --- mice ---- and -a",
    "title: guillemets": "<<Owls>>, <mice> and ,,rats’’ ?‘ !‘",
    "title: money": "Owls for $5 and $10 a night",
    "title: money first": "$5 a Day in New York and DNA",
    "title: backslashes": "\\owl \\\\ \\textbf{mice} \\end{document} C:\\owls\\mice",
    "title: unmatched braces": "}Owls{ and {mice",
    "title: case": "DNA, mRNA and iPhone: A Study OF pH",
    "title: quotes": 'The ‘‘owl’’ of "Athens" and ’its’ mouse’s ‘ear‘, "a "o',
    "title: markup": "Of <i>owls</i> & <b>mice</b> <script>alert(1)</script> <sup>2</sup>",
}


@pytest.mark.parametrize("style", ["plain", "alpha", "abbrv", "authoryear", "numeric", "apa"])
def test_titles_are_typeset_as_they_are_written(style: str, files: Path) -> None:
    keys = [key for key, case in CASES.items() if case.name.rpartition(" (")[0] in TYPESET]
    text, errors = programs.typeset(files / "all.bib", keys, style)
    assert errors == ""
    joined = "".join(text.split())
    for title in TYPESET.values():
        assert "".join(title.split()) in joined


@pytest.mark.parametrize("style", ["plain", "alpha", "abbrv", "authoryear", "numeric", "apa"])
def test_everything_latin_is_typeset_without_an_error(style: str, files: Path) -> None:
    # Without the collaboration, whose names biber compares for a minute to tell them apart.
    keys = [
        key
        for key, case in CASES.items()
        if (key in labelled() if style == "alpha" else is_latin(case))
        and len(case.cited.creators) < 100
    ]
    text, errors = programs.typeset(files / "all.bib", keys, style)
    assert errors == ""
    assert "Example" in text
    # The language of a paper is hyphenated by, and never printed; months are words.
    assert not re.search(r"\b(?:norwegian|en|english)\.", text)
    assert "7 2026" not in text


def test_a_removed_paper_is_read_as_removed(tmp_path: Path) -> None:
    for file, data in export_remains(hard_tombstone(), SITE, ["bib", "ris", "csl"]):
        tmp_path.joinpath(file).write_bytes(data)
        form = {"cite.bib": "biblatex", "cite.ris": "ris", "cite.json": "csljson"}[file]
        (item,) = programs.pandoc(tmp_path / file, form)
        assert same(item["title"]).startswith("REMOVED: All of !")
        assert "issued" not in item


def test_babel_knows_every_language() -> None:
    distribution = Path(
        programs.run("kpsewhich", "-var-value", "TEXMFDIST").stdout.decode().strip()
    )
    known = {each.stem.removeprefix("babel-") for each in distribution.rglob("babel-*.tex")}
    known |= {each.stem for each in distribution.glob("tex/generic/*/*.ldf")}
    known |= {each.stem for each in distribution.glob("tex/latex/biblatex/lbx/*.lbx")}
    assert {*BABEL_NAMES.values()} <= known


def test_the_table_of_faults_names_no_other_program() -> None:
    assert WRONG.keys() == {each.name for each in PROGRAMS}
