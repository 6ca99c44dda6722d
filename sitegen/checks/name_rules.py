"""SG3: authors are named as persons or as organizations, so that citations do not guess."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.check import Finding, Subject, check
from sitegen.contracts.creators import printed_forms
from sitegen.findings.diagnostics import Severity, shown
from sitegen.reading.lines import quoted

# Words that a name has only if it is that of an organization.
OF_ORGANIZATIONS = frozenset(
    {"academy", "agency", "alliance", "association", "board", "bureau", "center", "centre"}
    | {"collaboration", "collective", "college", "commission", "committee", "company"}
    | {"consortium", "corp", "corporation", "council", "department", "dept", "federation"}
    | {"foundation", "gmbh", "government", "group", "hospital", "inc", "initiative", "institut"}
    | {"institute", "institution", "lab", "laboratories", "laboratory", "labs", "library", "llc"}
    | {"ltd", "ministry", "museum", "network", "office", "organisation", "organization", "press"}
    | {"programme", "project", "publisher", "research", "school", "society", "task", "team"}
    | {"union", "universidad", "universität", "université", "university"}
)
PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el"}
    | {"ibn", "la", "le", "lo", "op", "ten", "ter", "van", "von", "zu", "zum", "zur"}
)
# Words that no person has as a given or family name.
OF_NO_NAME = frozenset(
    {"anonymous", "authors", "dr", "md", "msc", "phd", "prof", "professor", "the"}
)
BETWEEN_AUTHORS = re.compile(r"\s*(?:;|&|\band\b)\s*")
AND_OTHERS = re.compile(r"\bet\.? al\b", re.IGNORECASE)
SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)\Z")
# A word of a name of a person: letters, which hyphens and apostrophes may join, or initials.
WORD = re.compile(r"[^\W\d_]+(?:[-'’.]+[^\W\d_]+)*\.?\Z")
PLAIN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*\Z")


@check("SG326", Severity.NOTICE)
def authors_are_persons_or_organizations(subject: Subject) -> Iterator[Finding]:
    """An author is a person, by family and given names, or an organization.

    A `name` is one literal that nothing takes apart. If it is that of a person, citations sort it
    by the given name; if it is that of an organization, write `organization`; several persons are
    several authors. This is a guess by the words of a name, so nothing is rewritten.

    Wrong:

        creators: [{name: Harry J. Example}]

    Right:

        creators: [{family: Example, given: Harry J.}]
    """
    for index, creator in enumerate(subject.paper.manifest.work.creators):
        if creator.name is None:
            continue
        path = ("work", "creators", index, "name")
        if names_several(creator.name):
            yield Finding(
                path,
                f"{shown(creator.name)} looks like several authors, but is written as one name",
                "if so, write an entry for each of them",
            )
        elif parts := person_in(creator.name):
            more = f", orcid: {creator.orcid}" if creator.orcid else ""
            hint = f"if so, write {{{_mapping(parts)}{more}}}"
            printed, *others = printed_forms(parts)
            if creator.name not in {printed, *others}:
                hint += f"; {shown(printed)} is then printed, a correction if it was published"
            yield Finding(
                path,
                f"{shown(creator.name)} looks like a person, but is written as one literal name",
                hint,
            )
        elif is_organization(creator.name):
            yield Finding(
                path,
                f"{shown(creator.name)} looks like an organization, but is written as a literal "
                "name",
                f"if so, write {{{_mapping({'organization': creator.name})}}}",
            )


def is_organization(name: str) -> bool:
    """Whether a word of a name says that it is that of an organization."""
    return not OF_ORGANIZATIONS.isdisjoint(re.findall(r"[^\W\d_]+", name.lower()))


def names_several(name: str) -> bool:
    """Whether a literal name looks like those of several persons, or ends in "et al."."""
    names = BETWEEN_AUTHORS.split(name)
    return bool(AND_OTHERS.search(name)) or (len(names) > 1 and all(map(person_in, names)))


def person_in(name: str) -> dict[str, str] | None:
    """The parts of a literal name by their keys, if it looks like that of a person."""
    if is_organization(name):
        return None
    first, *others = [each.strip() for each in name.split(",")]
    words, suffix = first.split(), ""
    if not words:
        return None
    if others and SUFFIX.match(others[-1]):
        suffix = others.pop()
    elif not others and SUFFIX.match(words[-1]):
        suffix = words.pop()
    if len(others) > 1:
        return None
    if others:  # in the order of files: Example, Harry J.
        particle, family, given = *_particle(words), others[0].split()
    else:
        given, particle, family = _in_order_of_speech(words)
    if not (given and family and all(map(_is_name, [*given, *family]))):
        return None
    parts = {"family": family, "given": given, "particle": particle, "suffix": suffix.split()}
    return {key: " ".join(part) for key, part in parts.items() if part}


def _in_order_of_speech(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Given names, particle and family name; the last word, or what follows the particle."""
    start = next((at for at, word in enumerate(words) if word in PARTICLES), len(words) - 1)
    return words[:start], *_particle(words[start:])


def _particle(words: list[str]) -> tuple[list[str], list[str]]:
    """The particles that words begin with, and the rest."""
    end = next((at for at, word in enumerate(words) if word not in PARTICLES), len(words))
    return words[:end], words[end:]


def _is_name(word: str) -> bool:
    is_word = bool(WORD.match(word)) and word[0].isupper()
    return is_word and word.rstrip(".").lower() not in OF_NO_NAME


def _mapping(parts: dict[str, str]) -> str:
    """Keys and values as they are written between braces in YAML."""
    return ", ".join(
        f"{key}: {part if PLAIN.match(part) else quoted(part, 300)}" for key, part in parts.items()
    )
