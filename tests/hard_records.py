"""Two hundred invented records that are hard to cite: what programs that read citations stumble on.

The first are made by hand, one for each kind of name, text, date, identifier and status. The others
are drawn from the same parts with a fixed seed, so that the parts meet. Every record is read from
YAML and completed like one of an editor.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.tombstone import Tombstone
from tests.contracts.papers import corrections, event, facts, published

NUMBER = 200
SEED = 20261130
NEWER = "5eedffff-0000-4000-8000-00000000c0de"
# ORCID's own examples, and a ROR id with a right checksum.
ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-9079-593X")
ROR = "05dxps055"

Creator = dict[str, Any]
PERSONS: dict[str, Creator] = {
    "plain": {"family": "Example", "given": "Harry J."},
    "two family names": {"family": "Roebuck Example", "given": "Rhoslyn"},
    "particle": {"family": "Example", "particle": "van der", "given": "Ludwig"},
    "particle and suffix": {
        "family": "Example",
        "particle": "van der",
        "given": "Ludwig",
        "suffix": "Jr.",
    },
    "suffix": {"family": "Example", "given": "Ada", "suffix": "III"},
    "capital particle": {"family": "Example", "particle": "De", "given": "Ines"},
    "particle of both": {"family": "Example", "particle": "Van der", "given": "Ines"},
    "apostrophe": {"family": "Exemple", "particle": "d'", "given": "Jean"},
    "curly apostrophe": {"family": "Exemple", "particle": "d’", "given": "Jean"},
    "hyphen": {"family": "Mithali", "particle": "al-", "given": "Zayd"},
    "particle of two names": {"family": "Cruz Ejemplo", "particle": "de la", "given": "María José"},
    "lower-case family": {"family": "hooks", "given": "bell"},
    "lower-case words in the family": {"family": "Vieira de Exemplo", "given": "Ana"},
    "mononym": {"family": "Plato"},
    "mononym of two words": {"family": "Sri Example"},
    "mononym in lower case": {"family": "exemplar"},
    "mononym with a particle": {"family": "Example", "particle": "von"},
    "mononym with a suffix": {"family": "Example", "suffix": "II"},
    "comma in the family": {"family": "Example, Esq", "given": "Ada"},
    "comma in the given": {"family": "Example", "given": "Ada, called Addie"},
    "and in the family": {"family": "Fish and Chips", "given": "Ada"},
    "And in the given": {"family": "Example", "given": "Rock And Roll"},
    "others": {"family": "Others", "given": "Ada"},
    "only others": {"family": "others"},
    "key in the name": {"family": "given=Example", "given": "family=Ada"},
    "hyphens": {"family": "Beispiel-Exemple", "given": "Jean-Étienne"},
    "two hyphens": {"family": "Example--Hyphen", "given": "A--B"},
    "accents": {"family": "Öztürk", "given": "Émile Åke"},
    "letters beyond Latin-1": {"family": "Łukaszyński", "given": "Đorđe Ştefan"},
    "more letters": {"family": "Příkladová", "given": "Žofie Ěva"},
    "two accents": {"family": "Nguyễn", "given": "Thị Ví Dụ"},
    "sharp s": {"family": "Beißpiel", "given": "Ægir Œuvre Øystein"},
    "decomposed": {"family": "E\u0301xemple", "given": "A\u0308nna"},
    "han": {"family": "山田", "given": "太郎"},
    "hangul": {"family": "김", "given": "예시"},
    "kana": {"family": "れい", "given": "サンプル"},
    "han beyond the BMP": {"family": "𠮷田", "given": "例"},
    "arabic": {"family": "المثال", "given": "أحمد"},
    "hebrew": {"family": "דוגמה", "given": "שרה"},
    "persian with a joiner": {"family": "نمونه\u200cای", "given": "مریم"},
    "cyrillic": {"family": "Примеров", "given": "Иван"},
    "greek": {"family": "Παράδειγμα", "given": "Ελένη"},
    "devanagari": {"family": "उदाहरण", "given": "सीता"},
    "initials": {"family": "Example", "given": "J.-P. A."},
    "braces": {"family": "Exa{mple", "given": "A}da"},
    "tex": {"family": "\\input{x}", "given": "$HOME & %co _x_ ~^#1"},
    "markup": {"family": "<b>Example</b>", "given": "<i>Ada</i> &amp;"},
    "quotes": {"family": 'O"Example', "given": "'Ada' ``B''"},
    "semicolon": {"family": "Example; B", "given": "C; D"},
    "long": {"family": "Example" * 20, "given": "Given " * 20 + "Ada"},
    "everything": {
        "family": "Example",
        "particle": "von",
        "given": "Ada",
        "suffix": "Sr.",
        "orcid": ORCIDS[0],
        "affiliations": [{"name": "Example University, Dept. of A & B", "ror": ROR}],
        "roles": ["conceptualization", "writing-original-draft"],
    },
}
ORGANIZATIONS: dict[str, Creator] = {
    "two words": {"organization": "Assignee Research"},
    "one word": {"organization": "UNESCO"},
    "comma": {"organization": "Department for Education, Skills and Work"},
    "commas": {"organization": "Centre for A, B, C, and D"},
    "and": {"organization": "Fish and Chips"},
    "and at both ends": {"organization": "and then and"},
    "Inc": {"organization": "Example, Inc."},
    "lower case": {"organization": "de Exemplo"},
    "the": {"organization": "the Example Consortium"},
    "others": {"organization": "others"},
    "consortium": {"organization": "The Example Consortium (phase 2; 1,000 members)", "ror": ROR},
    "key": {"organization": "given=Ada, family=Example"},
    "tex": {"organization": "50% of {R&D} #1 \\ $x_1$"},
    "accents": {"organization": "Ärzte für Übung e. V."},
    "han": {"organization": "例研究所"},
    "arabic": {"organization": "مركز المثال، للبحث"},
    "quotes": {"organization": 'The "Example" Institute'},
}
LITERALS: dict[str, Creator] = {
    "person": {"name": "Ludwig van der Example Jr."},
    "person in order of files": {"name": "Example, Ludwig, Jr."},
    "with an iD": {"name": "Ada Example", "orcid": ORCIDS[1]},
    "organization": {"name": "Department for Education, Skills and Work"},
    "han": {"name": "山田太郎"},
    "line of RIS": {"name": "AU  - Injected, Ada"},
    "end of BibTeX": {"name": "}, title = {Injected"},
}
CREATORS = [*PERSONS.values(), *ORGANIZATIONS.values(), *LITERALS.values()]
TITLES = {
    "ascii punctuation": f"All of {string.punctuation} in one",
    "mathematics": r"Matrices in $\mathcal{O}(n^2)$ and $x_1 \le 3$ steps",
    "displayed mathematics": r"We show $$\sum_{i=1}^n i = \frac{n(n+1)}{2}$$ again",
    "money": "Owls for $5 and $10 a night",
    "money first": "$5 a Day in New York and DNA",
    "money and mathematics": r"It costs $5, and $x^2$ more, or \$7",
    "mathematics that is not safe": r"On $\input{/etc/passwd}$ and $a % b$",
    "mathematics that opens braces": r"On $\{x : x > 0\}$ and ${$",
    "one dollar": "The last $",
    "markup": "Of <i>owls</i> & <b>mice</b> <script>alert(1)</script> <sup>2</sup>",
    "entities": "Cats &amp; dogs &lt;i&gt; &#8212;",
    "markdown": "*Of* **owls** _and_ `mice` [here](http://example.org) # ~~no~~",
    "dashes": "Owls -- and --- mice ---- and -a",
    "quotes": "The ``owl'' of \"Athens\" and 'its' mouse's `ear`, \"a \"o",
    "guillemets": "<<Owls>>, <mice> and ,,rats'' ?` !`",
    "braces": "{Owls} and {{mice}}",
    "unmatched braces": "}Owls{ and {mice",
    "backslashes": r"\owl \\ \textbf{mice} \end{document} C:\owls\mice",
    "case": "DNA, mRNA and iPhone: A Study OF pH",
    "arabic": "دراسة عن البوم (2026)",
    "hebrew": "מחקר על ינשופים, v2",
    "mixed directions": "Owls \u200fבומים\u200f and \u200eowls",
    "han": "フクロウの聴覚：例の研究",
    "astral": "Owls 🦉 and 𝒜-modules 𠮷",
    "combining": "Cafe\u0301 and n\u0303andu\u0301",
    "greek and cyrillic": "Σοφία и сова",
    "ligatures": "The ﬁrst ﬂight",
    "dashes of Unicode": "Owls – and — mice ‐ “quoted” ‘so’ …",
    "spaces of Unicode": "Owls\u00a0and\u2009mice\u3000here",
    "long": " ".join(["Owls"] * 60),
    "prefix": "RETRACTED: Owls",
    "question": "Do owls hear?",
    "line of RIS": "ER  - TY  - JOUR",
    "entry of BibTeX": "@article{x, title = {y}}",
    "colon": "Owls: how they hear: a study",
    "comment": "100% of owls % and mice",
    "json": '"],"title":"Injected\\u0022',
    "percent escape": "Owls %20 and &#x20; \\u0041",
    "one letter": "e",
}
ABSTRACTS = {
    "paragraphs": "Owls hear.\n\nThey see, too.\n\n\n  And they fly.",
    "dollars of two paragraphs": "It costs 5 $a.\n\nAnd 3$b of it.",
    "mathematics": "We prove $a^2 + b^2 = c^2$ for $\\alpha \\in A$.\nIt costs $5 or $6.",
    "lines of RIS": "First.\nER  - \nTY  - JOUR\nTI  - Injected",
    "fields of BibTeX": "First.\n}\n@article{x,\n title = {y},\n",
    "ascii punctuation": f"All of {string.punctuation} in it.",
}
DATES = ("2026-07-05", "2025-12-31", "2026-07", "2026", "1999-01", "2024-02-29", None)
LANGUAGES = ("en", "no", "nb", "de", "de-CH", "pt-BR", "zh-Hant", "ar", "tlh", "en-GB", "sr-Latn")
DOIS = (
    "10.5281/zenodo.21122311",
    "10.1000/a_b%c#d&e~f$g",
    "10.1002/(SICI)1096-9063(199911)55:11<1043::AID-PS60>3.0.CO;2-L",
    '10.5555/!"#'.replace('"', "") + "$%&'()*+,-./:;<=>?@[]_~end",
    "10.5555/日本語-Ünïcode",
    "10.5555.1/divided",
    "10.5555/A--B''C",
)
IDENTIFIERS: tuple[list[dict[str, str]], ...] = (
    [{"scheme": "arxiv", "value": "2104.08645v2"}],
    [{"scheme": "arxiv", "value": "math.GT/0309136"}, {"scheme": "pmid", "value": "34567890"}],
    [{"scheme": "pmid", "value": "1"}],
    [{"scheme": "handle", "value": "20.500.12345/678"}, {"scheme": "doi", "value": "10.1000/182"}],
)
RELATED: tuple[list[dict[str, str]], ...] = (
    [{"relation": "IsSupplementTo", "identifier": "10.5555/y", "title": "The & of $n^2$ owls"}],
    [
        {"relation": "IsTranslationOf", "identifier": "https://example.org/a?b=c&d=%7Be%7D#f_g"},
        {"relation": "Obsoletes", "identifier": "10.5555/<z>"},
    ],
)
TOPICS: tuple[list[str], ...] = (
    ["owls"],
    ["cross-lingual transfer", "hearing"],
    ["owls, mice and rats", "R&D; 100 %", "$n^2$", "{braces}"],
)
STATUSES: dict[str, dict[str, Any]] = {
    "withdrawn": {"kind": "withdrawal"},
    "retracted": {"kind": "retraction"},
    "retracted in part": {"kind": "partial_retraction"},
    "under concern": {"kind": "expression_of_concern"},
    "corrected": {"kind": "correction"},
    "addendum": {"kind": "addendum"},
    "superseded": {},
    "falsified": {},
    "verified": {},
    "not stated": {},
}


@dataclass(frozen=True)
class HardRecord:
    """A record as an editor would write it: its name here, its manifest and its corrections."""

    name: str
    manifest: dict[str, Any]
    corrected: dict[str, Any] | None = None

    @property
    def work(self) -> dict[str, Any]:
        """The facts about the paper itself, as they are written."""
        work: dict[str, Any] = self.manifest["work"]
        return work


@cache
def hard_records() -> tuple[HardRecord, ...]:
    """All records; each has an id of its own."""
    made = [*_by_hand()]
    drawn = random.Random(SEED)
    made += [_drawn(number, drawn) for number in range(NUMBER - len(made))]
    return tuple(
        _record(f"{name} ({number})", number, changes, status)
        for number, (name, changes, status) in enumerate(made)
    )


@cache
def hard_papers() -> dict[str, PublishedPaper]:
    """The published paper of each record, by its name."""
    newer = {NEWER: OtherPaper(NEWER, "The newer owl: $O(n)$ & more", "10.5555/new_er")}
    return {
        each.name: replace(published(each.manifest, each.corrected), others=newer)
        for each in hard_records()
    }


def hard_tombstone() -> Tombstone:
    """A removed paper with a hard title."""
    return Tombstone(
        id="5eedfffe-0000-4000-8000-00000000c0de",
        title=TITLES["ascii punctuation"],
        removed_at="2026-08-02T09:00:00+00:00",
        reason="An invented reason of {law} & more.",
        by="The \\invented editors",
    )


Made = tuple[str, dict[str, Any], str]


def _by_hand() -> Iterator[Made]:
    """One record for each kind of everything."""
    for family in (PERSONS, ORGANIZATIONS, LITERALS):
        for name, creator in family.items():
            yield f"creator: {name}", {"work.creators": [creator]}, ""
    for name, title in TITLES.items():
        yield f"title: {name}", {"work.title": title}, ""
    for name, abstract in ABSTRACTS.items():
        yield f"abstract: {name}", {"work.abstract": abstract}, ""
    for date in DATES:
        yield f"date: {date}", {"work.submitted": date}, ""
    for doi in DOIS:
        yield "doi", {"work.doi": doi}, ""
    for language in LANGUAGES:
        yield f"language: {language}", {"work.language": language}, ""
    for status in STATUSES:
        yield f"status: {status}", {"work.submitted": "2026-07-02"}, status
    for identifiers in IDENTIFIERS:
        yield "identifiers", {"work.identifiers": identifiers}, ""
    for related in RELATED:
        yield "related", {"work.related": related}, ""
    yield "no creators", {}, ""
    yield "lead source", {"work.lead_source": {"title": "A lead", "url": "https://a.example/"}}, ""
    yield "cut", {"cut": ["work.title", "work.abstract"], "work.abstract": "Owls he"}, "retracted"
    yield "version", {"work.version": "2.0-rc1 & more"}, ""
    yield "license", {"work.license": "CC-BY-4.0"}, ""
    yield "every creator", {"work.creators": CREATORS}, ""
    yield "3,000 authors", {"work.creators": _collaboration(3_000)}, ""


def _collaboration(number: int) -> list[Creator]:
    """So many persons, no two of the same name."""
    letters = string.ascii_lowercase
    names = [f"{a}{b}{c}" for a in letters for b in letters for c in letters][:number]
    return [{"family": f"Example{name}", "given": "Ada"} for name in names]


def _drawn(number: int, drawn: random.Random) -> Made:
    """A record of parts that are drawn; its title is a piece of one, a piece of another."""
    first, second = drawn.sample(sorted(TITLES.values()), 2)
    changes = {
        "work.creators": drawn.sample(CREATORS, drawn.randint(1, 6)),
        "work.title": f"{first[:150]} {second[:100]}".strip(),
        "work.abstract": drawn.choice(sorted(ABSTRACTS.values())),
        "work.submitted": drawn.choice(DATES),
        "work.doi": drawn.choice([*DOIS, None]),
        "work.language": drawn.choice(LANGUAGES),
        "work.topics": drawn.choice(TOPICS),
        "work.identifiers": drawn.choice(IDENTIFIERS),
        "work.related": drawn.choice(RELATED),
        "work.version": drawn.choice(["1", "2.1", None]),
        "work.license": drawn.choice(["CC-BY-4.0", "CC0-1.0", None]),
    }
    return f"drawn {number}", changes, drawn.choice(["", *STATUSES])


def _record(name: str, number: int, changes: dict[str, Any], status: str) -> HardRecord:
    paper_id = f"5eed{number:04x}-0000-4000-8000-00000000c0de"
    changes = {"work.title": f"Invented owls {number}"} | changes | {"work.id": paper_id}
    return HardRecord(name, facts(changes | _gate(status)), _corrections(paper_id, status))


def _gate(status: str) -> dict[str, Any]:
    """The facts that give a paper a status without an event."""
    if status == "not stated":
        return {"completeness": "PARTIAL", "transcribed_from": {"title": "A page & more"}}
    if status not in {"falsified", "verified"}:
        return {}
    return {
        "gate_verdict": {"status": status.upper(), "reason": "An invented reason."},
        "artifacts": [
            {"type": "lean4_proof", "label": "Proof", "url": "https://proofs.example/1.lean"},
            {"type": "counterexample", "label": "Owl", "url": "https://proofs.example/owl.txt"},
        ],
    }


def _corrections(paper_id: str, status: str) -> dict[str, Any] | None:
    notice = STATUSES.get(status)
    if status == "superseded":
        return corrections(work={"id": paper_id}, superseded_by=NEWER)
    if not notice:
        return None
    by = {} if status in {"corrected", "addendum"} else {"issued_by": "The {editors} & co"}
    made = event(
        event_id=f"{paper_id[:8].upper()}-C1",
        corrected_at="2026-08-02T09:00:00+00:00",
        affected_fields=[],
        notice=notice | by,
    )
    return corrections(made, work={"id": paper_id})
