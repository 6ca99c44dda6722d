"""Plain texts and names as TeX and BibTeX read them."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.creators import Creator, complete_creator
from sitegen.render.exports.citation import one_line
from sitegen.render.exports.tex import escaped, tex_list, tex_name, tex_text
from tests.hard_records import LITERALS, ORGANIZATIONS, PERSONS
from tests.render.exports.tex_back import bare, printed

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\{}$&#%_^~\"'`<>-,?!@= "),
    max_size=50,
)
JOINED = re.compile(r"--|''|``|,,|[?!]`|<<|>>")


def name(**parts: str) -> str:
    return tex_name(complete_creator(Creator(**parts)))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$5 and $10", r"\$5 and \$10"),
        (r"$\mathcal{O}(n^2)$ & more", r"$\mathcal{O}(n^2)$ \& more"),
        (r"$x$ for \$7 or $8", r"$x$ for \$7 or \$8"),
        ("$$x^2$$", "$x^2$"),
        (r"$\input{x}$", r"\$\textbackslash{}input\{x\}\$"),
        ("a -- b --- c", "a -{}- b -{}-{}- c"),
        ("``a'' ,,b''", "`{}`a'{}' ,{},b'{}'"),
        ("?` !`", "?{}` !{}`"),
        ("<<a>>", r"\textless{}\textless{}a\textgreater{}\textgreater{}"),
        ('"a "o', '"{}a "{}o'),
        ("{a} {{b}}", r"\{a\} \{\{b\}\}"),
        ("}a{", r"\textbraceright{}a\textbraceleft{}"),
        ("it's", "it's"),
        ("Ünïcode 山", "Ünïcode 山"),
    ],
)
def test_a_text_is_printed_as_it_is_written_and_mathematics_as_mathematics(
    text: str, written: str
) -> None:
    assert tex_text(text) == written


@given(texts)
def test_no_character_that_tex_acts_on_stays_bare(text: str) -> None:
    written = escaped(text)
    assert printed(written) == text
    assert set(bare(written)).isdisjoint(set('\\{}$&#%_^~"<>'))
    assert not JOINED.search(written)


@given(texts)
def test_braces_match_as_bibtex_counts_them(text: str) -> None:
    depth = 0
    for each in tex_text(text):
        depth += (each == "{") - (each == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("creator", "written"),
    [
        ("plain", "Example, Harry J."),
        ("two family names", "{Roebuck Example}, Rhoslyn"),
        ("particle and suffix", "van der Example, Jr., Ludwig"),
        ("capital particle", "{De Example}, Ines"),
        ("particle of both", "Van der Example, Ines"),
        ("apostrophe", "{d'Exemple}, Jean"),
        ("hyphen", "{al-Mithali}, Zayd"),
        ("particle of two names", r"de la {Cruz Ejemplo}, Mar{\'i}a Jos{\'e}"),
        ("lower-case family", "{hooks}, bell"),
        ("lower-case words in the family", "{Vieira de Exemplo}, Ana"),
        ("mononym", "Plato"),
        ("mononym of two words", "{Sri Example}"),
        ("mononym with a particle", "von Example"),
        ("mononym with a suffix", "Example, II, {}"),
        ("comma in the family", "{Example, Esq}, Ada"),
        ("comma in the given", "Example, {Ada, called Addie}"),
        ("and in the family", "{Fish and Chips}, Ada"),
        ("And in the given", "Example, {Rock And Roll}"),
        ("only others", "{others{}}"),
        ("key in the name", "{given{=}Example}, family{=}Ada"),
        ("accents", r"{\"O}zt{\"u}rk, {\'E}mile {\r A}ke"),
        ("decomposed", r"{\'E}xemple, {\"A}nna"),
        ("han", "山田, 太郎"),
    ],
)
def test_a_person_is_written_in_the_parts_of_bibtex(creator: str, written: str) -> None:
    assert tex_name(complete_creator(Creator(**PERSONS[creator]))) == written


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ({"family": "Example", "given": "Ada", "suffix": "Jr., PhD"}, "Example, Jr. PhD, Ada"),
        ({"family": "A, B", "given": "Ada, C"}, "{A B}, Ada C"),
        ({"family": "A, B, C"}, "{A, B, C}"),
    ],
)
def test_no_name_has_more_commas_than_biber_accepts(parts: dict[str, str], written: str) -> None:
    assert tex_name(complete_creator(Creator(**parts))) == written


@pytest.mark.parametrize("creator", [*ORGANIZATIONS.values(), *LITERALS.values()])
def test_organizations_and_literals_are_one_name_in_braces(creator: dict[str, str]) -> None:
    written = tex_name(complete_creator(Creator(**creator)))
    assert re.fullmatch(r"\{.*\}", written)
    named = creator.get("organization") or creator["name"]
    assert not named.isascii() or printed(written[1:-1]) == one_line(named)


def test_a_list_of_one_stays_one() -> None:
    assert tex_list("Education and Work") == "{Education and Work}"
    assert tex_list("Assignee Research") == "Assignee Research"


def test_letters_of_other_alphabets_stay() -> None:
    assert name(family="Nguyễn", given="Thị") == "Nguyễn, Thị"
    assert set(name(family="Åström", given="Ø")) <= set(string.printable)
