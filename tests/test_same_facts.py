"""Page, JSON and PDF of every record state the same facts, compared field by field.

What is compared follows from the JSON itself and from the table of panels, so a new field needs no
line here. A field that a format leaves out on purpose has one in `LEFT_OUT`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

import pytest

from tests.reading_back import BuiltSite
from tests.same_facts import Formats, differences, read_formats

BOTH, PAGE, PDF = ("PDF", "page"), ("page",), ("PDF",)


class LeftOut(NamedTuple):
    """A field that formats leave out on purpose: its path in the JSON, with *, and the reason."""

    path: str
    formats: tuple[str, ...]
    reason: str


FOR_PROGRAMS = "a word for programs; readers see its label"
OF_CONTRACT = "the same for every record: it stands on the page of the contract"
LEFT_OUT = [
    LeftOut(
        "facts.*", BOTH, "the authored facts for their digest; `work` and the others have them"
    ),
    *(
        LeftOut(path, BOTH, "identifies a contract or a file of the record for programs")
        for path in (
            *("*schema", "*contract_updated", "*generated_from", "*_sha256"),
            "removed.contract_version",
        )
    ),
    LeftOut("*.contract_version", PAGE, "the page links to the contracts by their names"),
    LeftOut("schema_documentation", PDF, "the page links to it; the PDF names the contract"),
    *(
        LeftOut(path, BOTH, FOR_PROGRAMS)
        for path in (
            *("*.status", "*.state", "completeness", "*.notice.kind", "*.correction_type"),
            *("*_level_key", "*.monitor_state", "*_triggers[]", "artifact_set[].state"),
            *("artifact_set[].type", "*.artifact_types[]", "work.creators[].kind"),
            *("sources*.id", "sources*.kind", "sources*.roles*"),
            *("quality_assessment.quality_tier.tier", "*.not_stated[]", "cut_texts[].path"),
        )
    ),
    LeftOut("sources*.version", PDF, "the address of the reference has it"),
    LeftOut("work.language", BOTH, "the language of the text, which its tags state"),
    LeftOut("report.file", BOTH, "the artifact has its address"),
    LeftOut("*publisher.url", PDF, "the PDF has the address of the record"),
    *(
        LeftOut(path, BOTH, OF_CONTRACT)
        for path in (
            *("interpretation", "provenance.interpretation", "*_dimensions.interpretation"),
            *(
                "corrections.limitations[]",
                "provenance.limitations[]",
                "verification.limitations[]",
            ),
            *("quality_assessment.*.limitations[]", "provenance.source_list_boundary"),
            *("verification.*.description", "verification.*.key", "verification.basis"),
            *("*.thresholds[].description", "*.thresholds[].tier", "*.monitored_triggers[].*"),
            "corrections.policy.basis",
        )
    ),
    LeftOut("*.dimensions.*.definition", PDF, "the page explains each dimension"),
    LeftOut("quality_assessment.quality_tier.inputs.reproducibility_level", BOTH, FOR_PROGRAMS),
    LeftOut("*.thresholds[].*", PDF, "the scale that shows them is a drawing of the page"),
    LeftOut("verification.*levels[].*", PDF, "the ladder that shows them is a drawing of the page"),
    LeftOut("quality_assessment.review_monitor.*", PDF, "one line says what the monitor says"),
    LeftOut("work.topics[]", PDF, "the page has the topics"),
    LeftOut("limitations[]", PAGE, "a section of the report"),
    LeftOut("report.*", PAGE, "what the report states is only in the report"),
    LeftOut("removed.work.*", PAGE, "the page is at this address, which has the id"),
    LeftOut("removed.editorial_status.notice.*", PDF, "the page has the notice of a removed paper"),
    LeftOut(
        "Correction Record: Editorial status", BOTH, "a row of papers with a notice or a successor"
    ),
]


@pytest.fixture(scope="session")
def compared(real_site: BuiltSite, small_world: BuiltSite, needs_pdf: None) -> list[Formats]:
    """All records of both sites, read once."""
    sites = {"https://assignee.net": real_site, "https://small.example/x/y": small_world}
    return [
        read_formats(folder, f"{address}/paper/{folder.name}/")
        for address, site in sites.items()
        for folder in sorted((site.folder / "paper").iterdir())
    ]


def unexcused(formats: Formats) -> set[tuple[str, str]]:
    """The differences of a record that no line explains."""
    return {each for each in differences(formats) if not any(excuses(*each))}


def excuses(path: str, name: str) -> list[bool]:
    return [name in each.formats and fnmatchcase(path, each.path) for each in LEFT_OUT]


def test_every_record_states_the_same_facts_in_every_format(compared: list[Formats]) -> None:
    assert len(compared) > 35
    assert sum(each.pdf is not None for each in compared) > 30
    found = {each.name: found for each in compared if (found := unexcused(each))}
    assert found == {}


def test_every_line_of_what_is_left_out_is_needed(compared: list[Formats]) -> None:
    left_out = {each for formats in compared for each in differences(formats)}
    unneeded = [
        (line.path, where)
        for line in LEFT_OUT
        for where in line.formats
        if not any(where == name and fnmatchcase(path, line.path) for path, name in left_out)
    ]
    assert unneeded == [], "each is shown by every record: narrow its line, or remove it"


def test_what_is_compared_is_most_of_what_readers_see(compared: list[Formats]) -> None:
    """The table may not grow until nothing is compared."""
    paths = {leaf.path for formats in compared for leaf in formats.leaves}
    in_pdf = {path for path in paths if not any(excuses(path, "PDF"))}
    for wanted in ("work.title", "work.abstract", "work.creators[].name", "gate_verdict.reason"):
        assert wanted in in_pdf
    assert {"report.claims[].text", "report.references[]", "artifact_set[].sha256"} <= in_pdf


# ---------------------------------------------------------------- the comparison can fail

VERIFIED = "5a110001-0000-4000-8000-000000000001"


@pytest.fixture(scope="session")
def verified(compared: list[Formats]) -> Formats:
    """A record with a value in nearly every field."""
    (found,) = [each for each in compared if each.name == VERIFIED]
    assert found.pdf is not None
    return found


@pytest.mark.parametrize(
    ("name", "old", "new", "field"),
    [
        ("page", "10.5555/small.0001", "", "work.doi"),
        ("PDF", "10.5555/small.0001", "10.5555/small.0007", "work.doi"),
        ("PDF", "SRCH:5A110001", "SRCH:5A110007", "work.record_id"),
        ("page", "CC-BY-4.0", "CC-BY-NC-4.0", "work.license"),
        ("PDF", "Ada Invented", "Ida Invented", "work.creators[].name"),
        ("PDF", "An invented second paragraph stands after a blank line.", "", "work.abstract"),
        ("page", "42?", "43?", "work.research_question"),
        ("PDF", "Paper level\tL5", "Paper level\tL4", "Verification Level: Paper level"),
        ("PDF", "Source-grounded claims\t6", "", "Verification Level: Source-grounded claims"),
        (
            "page",
            "Sandbox executed claims\t2",
            "Sandbox executed claims\t3",
            "Verification Level: ",
        ),
        ("PDF", "Status\tVerified", "Status\tUnverified", "Truth-Engine Gate Verdict: Status"),
        ("PDF", "42.1 matches", "42.2 matches", "gate_verdict.reason"),
        ("page", "03:48:27.951721", "03:48:27", "Truth-Engine Gate Verdict: Evaluated"),
        ("PDF", "Tier\tFlagship candidate", "Tier\tDOI grade", "Quality Tier: Tier"),
        ("PDF", "Benchmark validity\tMEDIUM", "Benchmark validity\tLOW", "Quality Dimensions: "),
        ("page", "Novelty\tLOW", "Novelty\tMEDIUM", "Quality Dimensions: Novelty"),
        ("PDF", "8.55", "8.5", "quality_assessment.quality_dimensions"),
        (
            "PDF",
            "Correction count\t0",
            "Correction count\t1",
            "Correction Record: Correction count",
        ),
        ("PDF", "External record\tRegistered", "External record\tNot registered", "Provenance: "),
        ("PDF", "Invented data", "Invented dates", "artifact_set[].label"),
        ("page", "Invented results", "", "artifact_set[].label"),
        ("PDF", "the number is 43", "the number is 34", "report.claims[].text"),
        ("PDF", "\t0.92", "\t0.91", "report.claims[]: mark and confidence"),
        ("PDF", "✓\t0.92", "×\t0.92", "report.claims[]: mark and confidence"),
        ("PDF", "http://arxiv.org/abs/2104.08645v2", "", "report.references[]"),
    ],
)
def test_a_difference_in_one_format_is_found(
    name: str, old: str, new: str, field: str, verified: Formats
) -> None:
    assert unexcused(verified) == set()
    found = unexcused(verified.altered(name, old, new))
    assert any(path.startswith(field) and where == name for path, where in found), found


@pytest.mark.parametrize("label", ["Gate", "Reason"])
def test_two_values_that_changed_their_places_are_found(label: str, verified: Formats) -> None:
    verdict = verified.manifest["gate_verdict"]
    swapped = verified.swapped("PDF", verdict["gate"], verdict["reason"])
    assert (f"Truth-Engine Gate Verdict: {label}", "PDF") in unexcused(swapped)
