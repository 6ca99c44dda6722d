"""Texts are removed everywhere; digests, addresses and the chain of events stay."""

from __future__ import annotations

import hashlib
import json

import pytest

from sitegen.build.results import Outcome
from sitegen.contracts.redaction import MARK
from sitegen.editing.plans import CorrectionError
from sitegen.history.opening import open_base
from tests.editing.redactable import (
    DATA,
    FOLDER,
    NAME,
    Redactable,
    everything,
    redactable,
    world,
)
from tests.worlds import ONE

__all__ = ["redactable", "world"]  # fixtures


def errors(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.diagnostics if each.severity == "error"]


def notices(outcome: Outcome) -> list[str]:
    return [each.message for each in outcome.diagnostics if each.code == "SG810"]


def test_a_name_goes_from_everything_that_is_written_and_published(world: Redactable) -> None:
    assert everything(world).count(NAME.encode()) > 10
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    outcome = world.build(base=open_base(str(world.output), world.project))
    assert errors(outcome) == []
    assert NAME.encode() not in everything(world)


@pytest.mark.parametrize("base", ["site", "site/ledger.json"])
def test_the_base_accepts_it_and_says_so(world: Redactable, base: str) -> None:
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    outcome = world.against(str(world.folder / base))
    assert errors(outcome) == []
    assert len(notices(outcome)) == 3
    assert all(each.endswith((" was redacted", " were redacted")) for each in notices(outcome))


def test_once_published_there_is_nothing_more_to_say(world: Redactable) -> None:
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build(base=open_base(str(world.output), world.project))
    assert notices(world.against(str(world.output))) == []


def test_the_chain_goes_on_with_the_digest_that_the_event_had(world: Redactable) -> None:
    before = json.loads(world.files()["ledger.json"])["events"][0]["event_sha256"]
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build()
    first, second = json.loads(world.files()["ledger.json"])["events"]
    assert first["event"]["public_note"].startswith(MARK)
    assert first["event"]["redacted"]["fields"] == ["public_note"]
    assert first["event_sha256"] == before == second["event"]["previous_event_sha256"]


def test_a_file_leaves_a_line_with_its_digest_at_its_address(world: Redactable) -> None:
    sha256 = hashlib.sha256(DATA).hexdigest()
    address = f"paper/{ONE}/artifacts/{sha256[:12]}/data.csv"
    assert world.files()[address] == DATA
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build()
    assert world.files()[address] == f"Redacted. SHA-256 of what stood here: {sha256}\n".encode()
    (artifact,) = [
        each
        for each in json.loads(world.files()[f"paper/{ONE}/manifest.json"])["artifact_set"]
        if each["type"] == "dataset"
    ]
    assert (artifact["state"], artifact["sha256"]) == ("DECLARED_ONLY", sha256)


def test_a_replaced_manifest_keeps_the_digests_that_it_had(world: Redactable) -> None:
    path = f"paper/{ONE}/manifests/1.json"
    before = world.files()[path]
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build()
    after, was = json.loads(world.files()[path]), json.loads(before)
    assert after["facts_sha256"] == was["facts_sha256"]
    assert after["redacted"]["manifest_sha256"] == hashlib.sha256(before).hexdigest()
    assert after["facts"]["work"]["title"] == f"What {MARK} found"


def test_a_second_redaction_keeps_the_first_digests(world: Redactable) -> None:
    before = json.loads(world.files()["ledger.json"])
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build()
    world.redact(texts=("told us",)).write(world.records)
    outcome = world.build(base=open_base(str(world.output), world.project))
    after = json.loads(world.files()["ledger.json"])
    assert errors(outcome) == []
    assert after["events"][0]["event_sha256"] == before["events"][0]["event_sha256"]
    kept = after["papers"][0]["kept"]
    assert kept.items() >= before["papers"][0]["kept"].items()


def test_a_file_that_holds_the_text_has_to_go_as_well(world: Redactable) -> None:
    with pytest.raises(CorrectionError, match=r"--artifact artifacts/data\.csv"):
        world.redact(texts=(NAME,))


def test_what_stands_nowhere_is_not_taken_out(world: Redactable) -> None:
    with pytest.raises(CorrectionError, match="papers/one contains none of the texts"):
        world.redact(texts=("John Roe",))


def test_a_file_that_is_not_there_is_not_taken_out(world: Redactable) -> None:
    with pytest.raises(CorrectionError, match=r"choose one of its files: artifacts/data\.csv"):
        world.redact(artifacts=("artifacts/other.csv",))


def test_what_makes_the_record_wrong_is_refused(world: Redactable) -> None:
    with pytest.raises(CorrectionError) as caught:
        world.redact(texts=(ONE,))
    assert caught.value.diagnostics
    assert "delete their keys or lines from the manifest" in str(caught.value)


def test_words_are_found_however_they_are_spaced(world: Redactable) -> None:
    world.edit("Is it invented?", "Is it invented by Jane\\nQ.  Doe?")
    world.correct("The question was wrong.")
    world.build()
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",)).write(world.records)
    world.build()
    assert b"invented by [redacted]?" in world.files()[f"paper/{ONE}/index.html"]


def test_a_comment_is_left_and_named(world: Redactable) -> None:
    path = world.records / FOLDER / "corrections.yaml"
    path.write_text(f"# asked by {NAME}\n{path.read_text()}")
    done = world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",))
    (left,) = done.left
    assert left.startswith("records/papers/one/corrections.yaml:1: ")


def test_nothing_is_written_before_it_is_asked_for(world: Redactable) -> None:
    before = everything(world)
    world.redact(texts=(NAME,), artifacts=("artifacts/data.csv",))
    assert everything(world) == before
