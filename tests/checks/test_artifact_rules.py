"""Verdicts have their artifacts, and artifacts are what the record says."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.papers import codes, found, manifest

DATA = b"hz\n440\n"
REASON = "'Computed 1114.0 matches expected 1100.0 (tolerance=5.0%).'"


def verdict(status: str) -> str:
    return f"gate_verdict: {{status: {status}, reason: {REASON}}}"


def elsewhere(*types: str) -> str:
    """Artifacts of the given types, each held elsewhere."""
    items = [
        f"  - {{type: {each}, label: A, url: 'https://owls.example/{number}'}}"
        for number, each in enumerate(types)
    ]
    return "\n".join(["artifacts:", *items])


def here(path: str, kind: str = "dataset", **more: str) -> str:
    """An artifact whose bytes are in the folder."""
    items = {"type": kind, "label": "A", "path": path} | more
    return f"artifacts:\n  - {json.dumps(items)}"


def results(content: bytes | str, reason: str = REASON) -> list[str]:
    """The rules that a record with these results breaks."""
    text = manifest(
        f"gate_verdict: {{status: UNVERIFIED, reason: {reason}}}",
        here("artifacts/results.json", "repro_results"),
    )
    data = content if isinstance(content, bytes) else content.encode()
    return codes(text, artifacts={"artifacts/results.json": data})


# ---------------------------------------------------------------------- SG401, SG402 evidence


@pytest.mark.parametrize(
    ("types", "is_enough"),
    [
        (["lean4_proof"], True),
        (["repro_script", "repro_results"], True),
        (["repro_script"], False),
        (["repro_results"], False),
        (["dataset", "report", "counterexample"], False),
        ([], False),
    ],
)
def test_verified_needs_a_proof_or_a_script_with_its_results(
    types: list[str], is_enough: bool
) -> None:
    text = (
        manifest(verdict("VERIFIED"), elsewhere(*types)) if types else manifest(verdict("VERIFIED"))
    )
    assert codes(text) == ([] if is_enough else ["SG401"])


@pytest.mark.parametrize(
    ("kind", "is_enough"),
    [
        ("counterexample", True),
        ("red_team_report", True),
        ("repro_results", True),
        ("repro_script", False),
        ("lean4_proof", False),
    ],
)
def test_falsified_needs_evidence(kind: str, is_enough: bool) -> None:
    text = manifest(verdict("FALSIFIED"), elsewhere(kind))
    assert codes(text) == ([] if is_enough else ["SG402"])


def test_an_unverified_record_needs_no_artifact() -> None:
    assert codes(manifest(verdict("UNVERIFIED"))) == []


def test_a_declared_artifact_is_enough_for_a_verdict_but_is_warned_about() -> None:
    text = manifest(verdict("VERIFIED"), "artifacts: [{type: lean4_proof, label: Proof}]")
    assert codes(text) == ["SG405"]


def test_what_is_missing_for_verified_is_said_so_that_it_can_be_copied() -> None:
    [finding] = found(manifest(verdict("VERIFIED")))
    assert "`- {type: repro_script, label: …}`" in finding.hint
    assert "`- {type: repro_results, label: …}`" in finding.hint
    [finding] = found(manifest(verdict("VERIFIED"), elsewhere("repro_results")))
    assert "repro_results, label" not in finding.hint


# ------------------------------------------------------------------------- SG403, SG404 files


def test_a_file_that_is_there_in_this_spelling_is_found() -> None:
    text = manifest(here("artifacts/a/data.csv"))
    assert codes(text, artifacts={"artifacts/a/data.csv": DATA}) == []
    assert codes(text) == ["SG403"]
    assert codes(text, artifacts={"artifacts/a/Data.csv": DATA}) == ["SG403"]


@pytest.mark.parametrize("unread", ["artifacts/a/data.csv", "artifacts/a/", "artifacts/"])
def test_a_file_that_cannot_be_read_is_not_said_to_be_missing(unread: str) -> None:
    text = manifest(here("artifacts/a/data.csv"))
    assert codes(text, unread=(unread,)) == []
    assert codes(text, unread=("artifacts/a/data.cs", "artifacts/b/")) == ["SG403"]


def test_a_misspelt_file_name_is_answered_with_the_nearest_one() -> None:
    files = {"artifacts/data.csv": DATA, "artifacts/notes.txt": DATA}
    missing = found(manifest(here("artifacts/dta.csv")), artifacts=files)[0]
    assert missing.code == "SG403"
    assert 'did you mean "artifacts/data.csv"?' in missing.hint


def test_no_file_is_suggested_where_none_has_a_name_like_it() -> None:
    files = {"artifacts/data.csv": DATA}
    missing = found(manifest(here("artifacts/zebra.png")), artifacts=files)[0]
    assert "did you mean" not in missing.hint


@pytest.mark.parametrize("link", ["artifacts", "artifacts/a", "artifacts/a/data.csv"])
def test_a_file_behind_a_link_is_refused_and_not_called_missing(link: str) -> None:
    assert codes(manifest(here("artifacts/a/data.csv")), links=[link]) == ["SG404"]


def test_a_link_beside_an_artifact_does_not_spoil_it() -> None:
    text = manifest(here("artifacts/a/data.csv"))
    files = {"artifacts/a/data.csv": DATA}
    assert codes(text, artifacts=files, links=["artifacts/b", "artifacts/a/other.csv"]) == []


# ------------------------------------------------------------------------------ SG405 public


def test_an_artifact_that_is_here_or_elsewhere_is_public() -> None:
    assert codes(manifest(here("artifacts/data.csv")), artifacts={"artifacts/data.csv": DATA}) == []
    assert codes(manifest(elsewhere("dataset"))) == []
    assert codes(manifest("artifacts: [{type: dataset, label: Data}]")) == ["SG405"]


def test_a_digest_alone_makes_nothing_public() -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    text = manifest(f"artifacts: [{{type: dataset, label: Data, sha256: '{digest}'}}]")
    assert codes(text) == ["SG405"]


# ------------------------------------------------------------------------------ SG406 digests


def test_a_digest_is_compared_with_the_bytes() -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    text = manifest(here("artifacts/data.csv", sha256=digest))
    assert codes(text, artifacts={"artifacts/data.csv": DATA}) == []
    [finding] = found(text, artifacts={"artifacts/data.csv": DATA + b"x"})
    assert finding.code == "SG406"
    assert digest in finding.message
    assert hashlib.sha256(DATA + b"x").hexdigest() in finding.message


# ------------------------------------------------------------------------------ SG407 results


@pytest.mark.parametrize(
    ("computed", "expected", "agrees"),
    [
        ("1114.0", "1100.0", True),
        ("1114", "1100", True),
        ("1114.049", "1100.0", True),  # the reason writes one decimal
        ("1114.05", "1100.0", True),  # exactly half a step
        ("1114.051", "1100.0", False),
        ("1113.949", "1100.0", False),
        ("1114.0", "1100.06", False),
        ("900.0", "1100.0", False),
        ("1.114e3", "1.1E+3", True),
    ],
)
def test_results_may_have_more_decimals_than_the_reason(
    computed: str, expected: str, agrees: bool
) -> None:
    content = f'{{"computed": {computed}, "expected": {expected}}}'
    assert results(content) == ([] if agrees else ["SG407"])


def test_results_are_within_the_tolerance_even_where_their_rounded_numbers_are() -> None:
    reason = "'Computed 105.0 matches expected 100.0 (tolerance=5.0%).'"
    assert results('{"computed": 105.0, "expected": 100.0}', reason) == []
    assert results('{"computed": 105.04, "expected": 100.0}', reason) == ["SG407"]


def test_results_agree_with_one_of_several_comparisons() -> None:
    one = "Computed 1 matches expected 1 (tolerance=5%)."
    two = "Computed 2 matches expected 2 (tolerance=5%)."
    assert results('{"computed": 2, "expected": 2}', f"'{one} {two}'") == []
    assert results('{"computed": 2, "expected": 1}', f"'{one} {two}'") == ["SG407"]


@pytest.mark.parametrize(
    "content",
    [
        '{"computed": 900}',
        '{"computed": "900", "expected": 1114}',
        '{"computed": NaN, "expected": 1114}',
        '{"computed": true, "expected": 1114}',
        "[1, 2]",
        "{}",
        "null",
    ],
)
def test_results_in_another_form_are_not_compared(content: str) -> None:
    assert results(content) == []


def test_results_are_not_compared_where_the_reason_states_no_comparison() -> None:
    assert results('{"computed": 1, "expected": 2}', "Nothing.") == []


@pytest.mark.parametrize(
    "content", ["", "computed: 900", '{"computed": 1', b"\xff\xfe{", "[" * 9999]
)
def test_results_that_are_no_json_are_reported(content: bytes | str) -> None:
    assert results(content) == ["SG407"]


def test_results_whose_name_is_not_json_are_left_alone() -> None:
    text = manifest(here("artifacts/results.txt", "repro_results"))
    assert codes(text, artifacts={"artifacts/results.txt": b"computed: 900"}) == []


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999", "9" * 5000])
def test_a_monstrous_number_in_the_results_is_reported_on_one_short_line(number: str) -> None:
    text = manifest(verdict("UNVERIFIED"), here("artifacts/results.json", "repro_results"))
    content = f'{{"computed": {number}, "expected": 1100.0}}'.encode()
    [finding] = found(text, artifacts={"artifacts/results.json": content})
    assert finding.code == "SG407"
    assert finding.message.isprintable()
    assert len(finding.message) < 300


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.floats(allow_nan=False, width=32), st.floats(allow_nan=False, width=32))
def test_any_two_numbers_can_be_compared(computed: float, expected: float) -> None:
    content = json.dumps({"computed": computed, "expected": expected})
    assert set(results(content)) <= {"SG407"}


# -------------------------------------------------------------------- SG408 active content


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.svg", "a.js", "a.xml", "a.b.xhtml"])
def test_what_a_browser_would_run_is_refused(name: str) -> None:
    text = manifest(here(f"artifacts/{name}"))
    assert codes(text, artifacts={f"artifacts/{name}": DATA}) == ["SG408"]


@pytest.mark.parametrize("name", ["a.py", "a.html.txt", "html", "a.png", "a.pdf", "a.lean"])
def test_what_a_browser_shows_or_saves_is_no_active_content(name: str) -> None:
    text = manifest(here(f"artifacts/{name}"))
    assert codes(text, artifacts={f"artifacts/{name}": DATA}) == []


# ------------------------------------------------------------------- SG409, SG410 listing


def test_each_file_that_is_not_listed_is_named() -> None:
    files = {"artifacts/a.csv": DATA, "artifacts/b.csv": DATA, "artifacts/c.csv": DATA}
    unlisted = found(manifest(here("artifacts/b.csv")), artifacts=files)
    assert [finding.code for finding in unlisted] == ["SG409", "SG409"]
    assert '"artifacts/a.csv"' in unlisted[0].message
    assert '"artifacts/c.csv"' in unlisted[1].message


def test_a_file_listed_twice_points_at_both_places() -> None:
    text = manifest(
        "artifacts:",
        "  - {type: dataset, label: A, path: artifacts/a.csv}",
        "  - {type: other, label: B, path: artifacts/a.csv}",
    )
    [finding] = found(text, artifacts={"artifacts/a.csv": DATA})
    assert finding.code == "SG410"
    assert finding.place.line == 13
    assert finding.related[0][0].line == 12


def test_two_declared_artifacts_are_not_one_twice() -> None:
    declared = "artifacts: [{type: dataset, label: A}, {type: dataset, label: A}]"
    assert codes(manifest(declared)) == ["SG405", "SG405"]


# ------------------------------------------------------------------- SG411 names that are one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("data.csv", "Data.csv"),
        ("data.csv", "data.CSV"),
        ("runs/a.csv", "Runs/b.csv"),
        ("runs/a/x.csv", "runs/A/y.csv"),
        ("README", "Readme"),
        ("x/runs/a/y/data.csv", "x/runs/A/y/data.csv"),
    ],
)
def test_names_that_are_one_on_some_systems_are_refused(one: str, other: str) -> None:
    paths = [f"artifacts/{one}", f"artifacts/{other}"]
    lines = [f"  - {{type: dataset, label: L{i}, path: {each}}}" for i, each in enumerate(paths)]
    files = {path: path.encode() for path in paths}
    [finding] = found(manifest("artifacts:", *lines), artifacts=files)
    assert finding.code == "SG411"
    assert (finding.place.line, finding.related[0][0].line) == (13, 12)


def test_names_in_one_folder_that_differ_are_fine() -> None:
    names = ["runs/a.csv", "runs/b.csv", "run/a.csv"]
    lines = [f"  - {{type: dataset, label: {each}, path: artifacts/{each}}}" for each in names]
    files = {f"artifacts/{name}": name.encode() for name in names}
    assert codes(manifest("artifacts:", *lines), artifacts=files) == []
