"""A rule is a function; its name and docstring are the rule's page in the manual."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sitegen.checks.check import CORRECTIONS, Finding, Subject, check
from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.published_paper import AuthoredPaper
from sitegen.findings.diagnostics import Place, Severity
from sitegen.reading.documents import read_yaml
from sitegen.reading.paper_source import PaperSource
from sitegen.shapes.reader import read_shape
from tests.checks.papers import MANIFEST, site


def subject() -> Subject:
    source = PaperSource("papers/owls", {"manifest.yaml": MANIFEST.encode()})
    document, _ = read_yaml(MANIFEST.encode(), "records/papers/owls/manifest.yaml")
    assert document is not None
    manifest, _ = read_shape(AuthoredManifest, document)
    assert manifest is not None
    paper = AuthoredPaper(manifest, None, files={}, superseded={}, digests={})
    return Subject(source, {"manifest.yaml": document}, manifest.artifacts, paper, site())


def test_a_rule_takes_its_name_and_its_page_from_the_function() -> None:
    @check("SG399", Severity.WARNING)
    def owls_are_awake(subject: Subject) -> Iterator[Finding]:
        """An owl is awake.

        Wrong:

            asleep
        """
        yield Finding(("work", "title"), "the owl sleeps", "wake it")

    rule = owls_are_awake.rule
    assert (rule.name, rule.severity, rule.title) == (
        "owls_are_awake",
        "warning",
        "An owl is awake",
    )
    assert rule.explanation == "Wrong:\n\n    asleep"
    [finding] = owls_are_awake(subject())
    assert finding.place == Place("records/papers/owls/manifest.yaml", 4, 10)
    assert (finding.code, finding.severity) == ("SG399", "warning")
    assert (finding.message, finding.hint) == ("the owl sleeps", "wake it")


@pytest.mark.parametrize(("breaches", "listed"), [(99, 99), (100, 100), (101, 101), (9999, 101)])
def test_a_hundred_breaches_of_one_rule_are_listed_in_one_paper(breaches: int, listed: int) -> None:
    @check("SG399", Severity.WARNING)
    def owls_are_awake(subject: Subject) -> Iterator[Finding]:
        """An owl is awake."""
        for number in range(breaches):
            yield Finding(("work", "title"), f"the owl {number} sleeps", "wake it")

    findings = list(owls_are_awake(subject()))
    assert len(findings) == listed
    says_that_there_are_more = findings[-1].message.startswith("this paper has more")
    assert says_that_there_are_more == (breaches > 100)


def test_a_value_that_is_not_written_has_the_place_of_what_would_hold_it() -> None:
    assert subject().place(("work", "doi")).line == 2
    assert subject().place(("artifacts",)) == Place("records/papers/owls/manifest.yaml", 1, 1)


def test_a_file_that_is_not_there_has_its_beginning_as_place() -> None:
    place = subject().place(("superseded_by",), CORRECTIONS)
    assert place == Place("records/papers/owls/corrections.yaml", 1, 1)
