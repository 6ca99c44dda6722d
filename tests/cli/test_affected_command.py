"""`sitegen affected`: which papers rest on a source."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from tests.command_line import Call
from tests.contracts.test_retractions import HEADER, row
from tests.worlds import ONE, OTHER, World

THIRD = "3a3a3a3a-0000-4000-8000-000000000003"


@pytest.fixture
def reading(world: World) -> World:
    """Papers that name sources in every way that a YAML file can."""
    claims = [
        {"text": "An owl.", "verified": True, "confidence": 0.5, "source": "https://doi.org/10.5/x"}
    ]
    claims[0]["source"] = "https://dx.doi.org/10.5555/OWLS"
    report: dict[str, Any] = {"references": ["http://arxiv.org/abs/2104.08645v2"], "claims": claims}
    world.paper("one", ONE, title="=1+1", manifest={"report": report})
    world.paper("other", OTHER, lead_source={"title": "Owls", "url": "https://owls.example/it's"})
    escaped = '"https:\\/\\/doi.org/10.5555/owl\\x73"'
    file = world.paper("third", THIRD, manifest={"draft": True, "report": {"references": ["X"]}})
    file.write_text(file.read_text().replace('"X"', escaped))
    return world


def affected(world: World, call: Call, *words: str) -> Any:
    done = call("affected", *words, "--format", "json", cwd=world.folder)
    return done.returncode, json.loads(done.stdout)["sources"], done.stderr


@pytest.mark.parametrize(
    "word", ["arXiv:2104.08645v1", "https://doi.org/10.48550/arXiv.2104.08645"]
)
def test_an_id_in_any_form_finds_its_papers(word: str, reading: World, call: Call) -> None:
    code, (source,), _ = affected(reading, call, "--source", word)
    assert (code, source["id"]) == (0, "arxiv:2104.08645")
    (paper,) = source["papers"]
    assert (paper["folder"], paper["status"]) == ("papers/one", "UNVERIFIED")
    assert (paper["roles"], paper["references"]) == (["reference"], [1])


def test_claims_drafts_and_escaped_addresses_count(reading: World, call: Call) -> None:
    code, (source,), _ = affected(reading, call, "--source", "10.5555/Owls")
    assert code == 0
    one, third = source["papers"]
    assert (one["roles"], one["claims"], one["verified_claims"]) == (["claim"], 1, 1)
    assert (third["folder"], third["draft"]) == ("papers/third", True)


def test_several_sources_are_listed_apart(reading: World, call: Call) -> None:
    done = call(
        *("affected", "--source", "2104.08645", "--source", "owls.example/it's"),
        cwd=reading.folder,
    )
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "arXiv:2104.08645  https://arxiv.org/abs/2104.08645",
        "  SRCH:5EED0001  Unverified  [1] Reference",
        "    =1+1",
        "    papers/one",
        "https://owls.example/it's",
        "  SRCH:5EED0002  Unverified  Lead source",
        "    The paper other",
        "    papers/other",
        "2 of 3 papers",
    ]


def test_a_title_is_never_a_formula_of_a_spreadsheet(reading: World, call: Call) -> None:
    done = call("affected", "--source", "2104.08645", "--format", "csv", cwd=reading.folder)
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["title"], row["draft"], row["roles"]) == ("'=1+1", "false", "reference")


def test_a_misspelt_id_exits_with_1_and_gets_a_hint(reading: World, call: Call) -> None:
    code, (source,), said = affected(reading, call, "--source", "2104.08654")
    assert (code, source["papers"]) == (1, [])
    assert said == "no paper rests on arXiv:2104.08654; did you mean arxiv:2104.08645?\n"


@pytest.mark.parametrize("words", [[], ["--source", "owl"]])
def test_what_is_no_source_is_refused(words: list[str], reading: World, call: Call) -> None:
    done = call("affected", *words, cwd=reading.folder)
    assert done.returncode == 2
    assert "an arXiv id" in done.stderr


def test_a_record_that_cannot_be_read_is_named(reading: World, call: Call) -> None:
    (reading.records / "papers/other/manifest.yaml").write_text("work: [10.5555/owls")
    _, (source,), said = affected(reading, call, "--source", "10.5555/owls")
    assert len(source["papers"]) == 2
    assert "not looked at, because its record cannot be read: records/papers/other" in said


def test_all_that_rests_on_retracted_works_is_listed(reading: World, call: Call) -> None:
    refused = call("affected", "--retracted", cwd=reading.folder)
    assert refused.returncode == 2
    assert "retractions: retraction_watch.csv" in refused.stderr
    lines = (HEADER, row(doi="10.5555/owls"), row(doi="10.5555/unused"), "")
    reading.write("retraction_watch.csv", "\n".join(lines))
    settings = reading.records / "site.yaml"
    settings.write_text(f"{settings.read_text()}\nretractions: retraction_watch.csv\n")
    code, (source,), _ = affected(reading, call, "--retracted")
    assert (code, source["id"]) == (0, "doi:10.5555/owls")
    assert [each["folder"] for each in source["papers"]] == ["papers/one", "papers/third"]
