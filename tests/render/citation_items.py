"""CSL items that are hard to format: names, titles, dates and links of every kind."""

from __future__ import annotations

from random import Random
from typing import Any

Item = dict[str, Any]
Name = dict[str, str]

TITLES = (
    "How owls hear",
    "Do owls hear?",
    "Owls hear!",
    "Owls hear.",
    "Owls hear…",
    "Owls hear...",
    "Owls hear:",
    "Owls hear;",
    "Owls hear,",
    "Owls hear -",
    "RETRACTED: How owls hear",
    "EXPRESSION OF CONCERN: Do owls hear?",
    "On the word owl in O(n²) steps, with P(x | y) = ½ and α → β",
    "$5 and $10 are 100% of 15 & more",
    'Owls & mice <hear> a "tag" </title><script>alert(1)</script>',
    "&amp; is not &lt;",
    "{Braces} and {{more}} \\emph{braces}",
    "Wie Eulen hören: Über „Mäuse“ im Dunkeln",
    "Comment les hiboux entendent-ils ?",
    "L'ouïe de l'aigle",
    "猫头鹰如何听见",
    "フクロウの聴覚",
    "올빼미는 어떻게 듣는가?",
    "كيف تسمع البومة",
    "איך ינשופים שומעים?",
    "ฟังเสียงนกฮูก",
    "उल्लू कैसे सुनते हैं",
    "Как слышат совы",
    "owls",
    "Owls: a study",
    "Owls — mice – voles",
    "Owls (hear)",
    "Owls [hear]",
    "3",
    "Owls in 2026",
    "@owls_hear *not* Markdown _at all_ `code` [link](http://x.example/) ~sub~ ^sup^ # $x$",
    "http://owls.example/hear",
    "iPhone, DNA and mRNA of E. coli in vitro",
    "A " + "very " * 60 + "long title",
    "x" * 290,
    "Owls\u00a0hear\u2009well\u200b",
    "The 'owls' hear",
    "Owls' ears",
    "The so-called “owls” hear ‘mice’",
    "“Owls hear”",
    "Do “owls hear?”",
    "Owls hear e.g. mice, i.e. voles etc.",
    "Owls hear in the U.S.A.",
    "C++ & C# vs. F#",
    "Σ-algebras",
    "🦉 hears",
    "e\u0301tude",
    "Owls hear (what?)",
    "Owls hear — why?!",
)
GENRE = "Machine-generated synthesis"
GENRES = (
    "Machine-generated literature synthesis",
    "Technical report",
    "Working paper of the NBER",
    "preprint",
    "Synthèse automatique",
    "Report about mice & <Owls>",
    "A synthesis",
    "Mice: an overview",
    "A state-of-the-art review of the state of the art",
    "Review, by machine, to be read with care",
    "automated eLife review",
    "Machine-generated synthesis (not peer reviewed)",
)
PERSON: Name = {"family": "Example", "given": "Harry J."}
PERSONS: tuple[Name, ...] = (
    PERSON,
    {"family": "Roebuck Example", "given": "Rhoslyn"},
    {"family": "Example", "given": "Ludwig", "non-dropping-particle": "van der"},
    {"family": "Example", "given": "Ludwig", "suffix": "Jr."},
    {"family": "Example", "given": "Ludwig", "suffix": "III"},
    {
        "family": "Example",
        "given": "Ludwig",
        "non-dropping-particle": "van der",
        "suffix": "Jr.",
    },
    {"family": "Example", "given": "Jean-Luc"},
    {"family": "Example", "given": "Jean-Luc Marie"},
    {"family": "Example", "given": "J.-L."},
    {"family": "Example", "given": "J. L."},
    {"family": "Example", "given": "J.L."},
    {"family": "Example", "given": "JL"},
    {"family": "Example", "given": "J"},
    {"family": "Example", "given": "ludwig"},
    {"family": "example", "given": "Bell"},
    {"family": "Example", "given": "María José"},
    {"family": "Example", "given": "Óscar"},
    {"family": "Example", "given": "Élodie-Émilie"},
    {"family": "Example", "given": "Ludwig von und zu"},
    {"family": "Example", "given": "D'Arcy"},
    {"family": "O'Example", "given": "Sean"},
    {"family": "Example-Sample", "given": "Ann Marie"},
    {"family": "Example", "given": "Abd al-Rahman"},
    {"family": "Example", "given": "Philippe"},
    {"family": "Example", "given": "Thaddeus"},
    {"family": "Example", "given": "Yu-chen"},
    {"family": "Example", "given": "M. Sc. Ann"},
    {"family": "Plato"},
    {"family": "Example & Sons", "given": "<b>"},
    {"family": "de", "given": "Ann"},
    {"family": "de la Example", "given": "Ann"},
    {"family": "Example", "given": "Ann", "non-dropping-particle": "d'"},
    {"family": "Example", "given": "Ann", "non-dropping-particle": "De"},
    {"family": "王", "given": "小明"},
    {"family": "山田", "given": "太郎"},
    {"family": "김", "given": "철수"},
    {"family": "Иванов", "given": "Иван Петрович"},
    {"family": "Παπαδόπουλος", "given": "Γιώργος"},
    {"family": "Þórsdóttir", "given": "Þóra"},
    {"family": "İnci", "given": "İbrahim"},
    {"family": "Ng"},
    {"family": "Example", "given": "Ann 3rd"},
    {"family": "Example", "given": "Mr. T"},
    {"family": "ßample", "given": "ßen"},
    {"family": "Example", "given": "🦉"},
    {"family": "Example", "given": "Chʻen"},
    {"family": "Exa.", "given": "Ann"},
)
LITERALS = (
    "Assignee Research",
    "Department for Education, Skills and Work",
    "Owls Inc.",
    "Owls & Mice <Ltd>",
    "The ATLAS Collaboration",
    "Who hears?",
    "Harry J. Example",
    "e.V.",
    "世界卫生组织",
    "منظمة الصحة",
    "WHO",
    "van der Example",
)
ISSUED = (
    [2026, 7, 2],
    [2026, 7],
    [2026],
    [2026, 1, 31],
    [2026, 5],
    [2026, 6],
    [2026, 9],
    [2026, 12],
)
DOIS = (
    "10.5281/zenodo.21122311",
    "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
    "10.1000/a&b\"c'd",
    "10.1000/ümlaut",
    "10.1000/x.y.",
)
URL = "https://owls.example/paper/ba7a9361/"
MANY = (2, 3, 4, 5, 6, 7, 8, 19, 20, 21, 22, 3000)


def item(**changed: Any) -> Item:
    """An ordinary item with some members changed, or left out where they are None."""
    ordinary: Item = {
        "id": "assignee-ba7a9361",
        "type": "report",
        "genre": GENRE,
        "title": TITLES[0],
        "author": [{"literal": "Assignee Research"}],
        "issued": {"date-parts": [[2026, 7, 2]]},
        "DOI": "10.5281/zenodo.1",
        "URL": URL,
        "number": "SRCH:BA7A9361",
        "publisher": "Owl Press",
        "language": "en",
    }
    return {name: value for name, value in (ordinary | changed).items() if value is not None}


def many_persons(count: int) -> list[Name]:
    """So many persons."""
    return [
        {"family": f"Sample{number}", "given": f"Ann {chr(65 + number % 26)}."}
        for number in range(count)
    ]


def _of_all_kinds() -> list[Item]:
    undated = {"author": [PERSON], "issued": None, "DOI": None}
    items = [
        item(title=title, **(undated if place % 2 else {})) for place, title in enumerate(TITLES)
    ]
    items += [item(author=[person]) for person in PERSONS]
    items += [item(author=[PERSON, person, PERSONS[1]]) for person in PERSONS[::2]]
    items += [item(author=[{"literal": text}], DOI=None) for text in LITERALS]
    items += [item(author=[{"literal": text}, PERSON]) for text in LITERALS[::2]]
    items += [item(author=[PERSON, {"literal": text}]) for text in LITERALS[1::2]]
    items += [item(author=many_persons(count)) for count in MANY]
    items += [item(author=[{"literal": f"Owls {n}"} for n in range(n)]) for n in (2, 3, 7, 21)]
    items += [item(issued={"date-parts": [parts]}, author=[PERSON]) for parts in ISSUED]
    items += [item(issued=None), item(issued=None, DOI=None)]
    items += [item(DOI=doi) for doi in DOIS]
    items += [item(genre=genre) for genre in GENRES]
    items += [item(publisher=text) for text in ("Owls Inc.", "Who?", "Owls & <Mice>", None)]
    items += [item(number=None), item(genre=None), item(genre=None, number=None)]
    items += [
        item(title="Über „Mäuse“ im Dunkeln", language="de"),
        item(title="Owls.", genre=None, number=None),
    ]
    return items


def _random(count: int) -> list[Item]:
    chance = Random(20261130)
    people: list[Name] = [*PERSONS, *({"literal": text} for text in LITERALS)]
    return [
        item(
            title=chance.choice(TITLES),
            author=chance.choices(people, k=chance.choice((1, 1, 2, 3, 4, 7, 21))),
            issued=chance.choice([None, *({"date-parts": [parts]} for parts in ISSUED)]),
            DOI=chance.choice([None, *DOIS]),
            genre=chance.choice([GENRE, *GENRES]),
        )
        for _ in range(count)
    ]


ITEMS = [*_of_all_kinds(), *_random(40)]
