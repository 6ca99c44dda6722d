"""Files with the fixes of their findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from sitegen.editing.mending import Files, mended
from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Severity
from sitegen.reading.paper_source import PaperSource
from sitegen.render.paper import understand
from tests.checks.papers import CLAIMS, MANIFEST, manifest, site

FOLDER = "papers/owls"
FILE = f"records/{FOLDER}/manifest.yaml"
# A manifest with every key, without errors.
WHOLE = manifest(
    "gate_verdict:",
    "  status: FALSIFIED",
    "  gate: Gate 2 — Verification",
    "  reason: It does not hold.",
    "  evaluated_at: 2026-07-02T03:48:27+00:00",
    "artifacts:",
    "  - {type: counterexample, label: A, url: https://owls.example/a}",
    "  - {type: red_team_report, label: B}",
    "report:",
    "  sources_retrieved: 3",
    "  claims:",
    "    - {text: Owls hear., verified: true, confidence: 0.5, source: https://owls.example/s}",
    "  references: [https://owls.example/r]",
    "limitations: [Owls only.]",
    work=["language: en", "topics: [owls]", "creators: [{name: S. Aluco}]", "license: MIT"],
)


def judge(files: Files) -> Sequence[Diagnostic]:
    named = {name.rpartition("/")[2]: data for name, data in files.items()}
    return understand(PaperSource(FOLDER, named), site()).diagnostics


def mend(text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return mended({FILE: data}, judge).files[FILE].decode()


def errors(text: str) -> Counter[tuple[str, str]]:
    found = judge({FILE: text.encode()})
    return Counter((each.code, each.message) for each in found if each.severity is Severity.ERROR)


def slips(word: str) -> set[str]:
    """The word with a letter left out, doubled, changed, or swapped with the next."""
    found = {word.upper(), word.replace("_", "-")}
    for at, letter in enumerate(word):
        rest = word[at + 1 :]
        found |= {word[:at] + rest, word[:at] + letter + letter + rest, word[:at] + "x" + rest}
        found.add(word[:at] + rest[:1] + letter + rest[1:])
    return {each for each in found - {word} if each.strip("-_")}


def test_the_record_that_the_tests_spoil_is_good() -> None:
    assert errors(WHOLE) == Counter()


KEYS = ("title", "research_question", "language", "quality_assessment", "verification", "status")
KEYS += ("evaluated_at", "sources_retrieved", "claims", "confidence", "label", "limitations")


@pytest.mark.parametrize("key", KEYS)
def test_a_slip_in_a_key_is_mended_to_what_it_was_or_left(key: str) -> None:
    mended_ones = 0
    for slip in sorted(slips(key)):
        spoilt = WHOLE.replace(f"{key}:", f"{slip}:", 1)
        done = mend(spoilt)
        assert done in (WHOLE, spoilt), slip
        mended_ones += done == WHOLE
    assert mended_ones >= len(slips(key)) * 0.8


def test_a_slip_in_a_word_is_mended_but_never_in_a_judgement() -> None:
    for slip in sorted(slips("red_team_report")):
        assert mend(WHOLE.replace("red_team_report", slip)) == WHOLE, slip
    for slip in sorted(slips("FALSIFIED") - {"falsified"}):
        spoilt = WHOLE.replace("FALSIFIED", slip)
        assert mend(spoilt) == spoilt, slip
    assert mend(WHOLE.replace("FALSIFIED", "Falsified")) == WHOLE


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("  titel: How owls hear", "  title: How owls hear"),
        ("  'titel': How owls hear", "  'title': How owls hear"),
        ('  "titel" : How owls hear', '  "title" : How owls hear'),
        ("  ? titel\n  : How owls hear", "  ? title\n  : How owls hear"),
        ("  title: Owls: how they hear", "  title: 'Owls: how they hear'"),
        ("  title:How owls hear", "  title: How owls hear"),
        ("  title: `Owls` hear", "  title: '`Owls` hear'"),
        ("  title: Owls\n  submitted: 2026/7/2", "  title: Owls\n  submitted: 2026-07-02"),
        ("  title: Owls\n  submitted: July 2, 2026", "  title: Owls\n  submitted: 2026-07-02"),
        ("  title: Owls\n  doi: doi:10.1000/182", "  title: Owls\n  doi: 10.1000/182"),
        ("  title: Owls\n  license: 'cc by 4.0'", "  title: Owls\n  license: 'CC-BY-4.0'"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "BOM"])
def test_what_is_mended_is_all_that_changes(wrong: str, right: str, end: str, mark: str) -> None:
    spoilt, wanted = (
        mark + f"# 猫 🦉\n{MANIFEST}".replace("  title: How owls hear", each).replace("\n", end)
        for each in (wrong, right)
    )
    assert mend(spoilt) == wanted
    assert mend(wanted) == wanted


@pytest.mark.parametrize(
    "line",
    [
        'title: "C"# for beginners',
        "title: [C]# for beginners",
        "title: |# for beginners\n    C",
        "title: C\n  creators:\n    - name: Ada Owl, orcid: 0000-0002-1825-0097}",
    ],
)
def test_no_text_is_lost_or_made_of_what_was_meant_as_keys(line: str) -> None:
    spoilt = MANIFEST.replace("title: How owls hear", line)
    assert mend(spoilt) == spoilt


@pytest.mark.parametrize(
    "line",
    [
        "submitted: 02/07/2026",
        "submitted: 2026/13/40",
        "submitted: 2026-07-02T03:48:27+00:00",
        "doi: see 10.1000/182",
        "doi: zenodo.21122311",
        "license: MTI",
        "language: english",
        "topics: owls",
        "lead_source: {title: A, url: owls.example/a}",
        "creators: [{name: A, orcid: https://orcid.org/0000-0002-1825-0098}]",
    ],
)
def test_what_could_mean_something_else_is_left(line: str) -> None:
    spoilt = manifest(work=[line])
    assert errors(spoilt)
    assert mend(spoilt) == spoilt


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2026-07-02 03:48:27+00:00", "2026-07-02T03:48:27+00:00"),
        ("2026-07-02t03:48:27.5z", "2026-07-02T03:48:27.5Z"),
        ("2026-07-02T03:48:27 +0200", "2026-07-02T03:48:27+02:00"),
        ("2026-07-02 03:48:27 UTC", "2026-07-02T03:48:27Z"),
    ],
)
def test_a_time_with_all_its_parts_gets_its_marks(wrong: str, right: str) -> None:
    whole = WHOLE.replace("2026-07-02T03:48:27+00:00", right)
    assert mend(whole.replace(right, wrong)) == whole


@pytest.mark.parametrize(
    "wrong", ["2026-07-02 03:48:27", "2026-07-02T03:48Z", "2026-07-02T99:48:27+0000", "yesterday"]
)
def test_a_time_that_lacks_a_part_is_left(wrong: str) -> None:
    spoilt = WHOLE.replace("2026-07-02T03:48:27+00:00", wrong)
    assert mend(spoilt) == spoilt


def test_a_file_that_is_indented_with_tabs_alone_gets_spaces() -> None:
    assert mend(MANIFEST.replace("  ", "\t")) == MANIFEST
    mixed = MANIFEST.replace("  title", "\ttitle")
    assert mend(mixed) == mixed


def test_slips_that_hide_one_another_are_all_mended() -> None:
    spoilt = MANIFEST.replace("title: How", "titel: How: why")
    spoilt = spoilt.replace("research_question: ", "research-question:")
    wanted = MANIFEST.replace("title: How owls hear", "title: 'How: why owls hear'")
    assert mend(spoilt) == wanted


def test_a_wrong_level_is_mended_and_a_wrong_tier_is_not() -> None:
    spoilt = MANIFEST.replace(CLAIMS, f"  tier: WATCHLIST\n{CLAIMS}  paper_level: 5 # five\n")
    assert mend(spoilt) == spoilt.replace("paper_level: 5 # five", "paper_level: 2 # five")


def test_a_key_whose_value_would_be_wrong_is_not_renamed() -> None:
    spoilt = manifest(work=["topisc: owls"])
    assert mend(spoilt) == spoilt


def test_two_misspellings_of_one_key_do_not_become_the_same_key() -> None:
    spoilt = MANIFEST.replace("  title: How owls hear", "  titel: One\n  titl: Two")
    assert mend(spoilt) == spoilt.replace("titel", "title")


def test_a_mapping_on_the_line_of_its_key_is_not_made_a_text() -> None:
    spoilt = MANIFEST.replace(
        "quality_assessment:\n  review_score", "quality_assessment: review_score"
    )
    assert mend(spoilt) == spoilt


def test_of_more_errors_than_are_listed_none_is_mended() -> None:
    spoilt = MANIFEST.replace("title:", "titel:") + "".join(f"x{n}: 1\n" for n in range(120))
    assert mend(spoilt) == spoilt


# ---------------------------------------------------------------- fixes that are wrong


def rule_of(code: str, old: str, new: str) -> Diagnostic:
    return Diagnostic(
        Place(FILE), code, Severity.ERROR, f"no {old}", "", fix=(Edit(Place(FILE), old, new),)
    )


def test_a_fix_that_makes_an_error_of_its_own_is_not_made() -> None:
    def bad(files: Files) -> list[Diagnostic]:
        text = files[FILE].decode()
        return [rule_of("SG202", "a", "b")] if text == "a" else [rule_of("SG202", text, text * 2)]

    assert mended({FILE: b"a"}, bad).files == {FILE: b"a"}


def test_a_fix_that_mends_nothing_is_not_made() -> None:
    def deaf(files: Files) -> list[Diagnostic]:
        first = files[FILE].decode()[:1]
        return [rule_of("SG301", "a", "ab")] if first == "a" else []

    assert mended({FILE: b"a"}, deaf).files == {FILE: b"a"}


def test_a_fix_that_is_refused_takes_no_other_down() -> None:
    def judged(files: Files) -> list[Diagnostic]:
        text = files[FILE].decode()
        found = [rule_of("SG202", "a", "b")] if text[0] == "a" else []
        place = Place(FILE, 1, 2)
        other = Edit(place, "x", "y")
        wrong = Diagnostic(place, "SG203", Severity.ERROR, f"no {text[1]}", "", fix=(other,))
        return [*found, wrong]

    done = mended({FILE: b"ax"}, judged)
    assert done.files == {FILE: b"bx"}
    assert [each.message for each in done.findings] == ["no a"]
