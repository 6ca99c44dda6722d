"""Whatever a record states or leaves out: page, report and manifest agree, and invent nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from sitegen.contracts.catalog_row import catalog_row
from sitegen.contracts.envelope import as_json
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.schemas import PUBLISHED, published_schema
from sitegen.contracts.versions import EMBEDDED
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.contracts.any_paper import FILE, Facts, any_paper
from tests.contracts.papers import SITE, corrections, event, paper, understood
from tests.contracts.test_publisher_schemas import SEEN, stem_of
from tests.page_parts import Page, panel_rows, text_of

VIEWS = PaperViews(SITE, Templates(marks_facts=True))
NOT_STATED = "Not stated in this record"
THEIRS = {stem: Draft202012Validator(schema) for stem, schema in SEEN.items()}
OURS = {
    each.contract.stem: Draft202012Validator(published_schema(each, SITE)) for each in PUBLISHED
}
# What a complete record says of a fact that it leaves out, and the fact, whose part of the
# manifest it is.
DEFAULTS = {
    "No formal proof or sandbox reproduction has been attempted": ("gate_verdict", "reason"),
    "has not completed Gate 2": ("gate_verdict", "status"),
    "Unverified": ("gate_verdict", "status"),
    "Not registered": (),
    "L0, Unassessed": (),
    "None of the dimensions was assessed": ("quality_assessment", "dimensions"),
    "not publicly specified": ("verification", "claim_record_source"),
    "Declared, not public": (),
    "declared but not public": (),
    "No artifact is attached": (),
}


def published(record: tuple[Facts, Facts | None]) -> PublishedPaper:
    """The published paper of a record without errors."""
    manifest, corrected = record
    is_held = any("path" in each for each in manifest.get("artifacts", ()))
    found = understood(manifest, corrected, {FILE: b"{}"} if is_held else None)
    assert found.paper is not None, found.diagnostics
    return found.paper


def wrong(check: Draft202012Validator, record: Any) -> set[str]:
    """The paths at which a record does not validate; that of a missing member is its holder's."""
    return {".".join(map(str, each.absolute_path)) for each in check.iter_errors(record)}


def rows(page: Page) -> dict[str, set[str]]:
    """The texts of each row by the value that it shows."""
    found: dict[str, set[str]] = {}
    for each in page.root.iter():
        if each.get("data-fact"):
            found.setdefault(each.get("data-fact", ""), set()).add(text_of(each))
    return found


def check_contracts(manifest: Any, record_of_corrections: Any) -> None:
    """`not_stated` is just what the publisher's schema refuses; without it, `schema` is there."""
    assert wrong(OURS["paper-manifest-v1"], manifest) == set()
    assert wrong(THEIRS["correction-record-v1"], record_of_corrections) == set()
    for path in EMBEDDED["paper-manifest"]:
        record: Any = manifest
        for step in path.split("."):
            record = record[step]
        stem = stem_of(record)
        missing = {*record.get("not_stated", ())}
        assert ("schema" in record) == (not missing)
        assert wrong(OURS[stem], record) == set()
        identity = f"https://assignee.net/schemas/{stem}"
        if stem in THEIRS:
            # Theirs takes null for the time of an evaluation, which is not stated either.
            assert wrong(THEIRS[stem], record | {"schema": identity}) == missing - {"evaluated_at"}
        for each in missing:
            value: Any = record
            for step in each.split("."):
                value = value[step]
            assert value is None


def check_rows(record: Facts, manifest: Any, shown: dict[str, set[str]]) -> None:
    """Each row shows what the manifest holds, and only rows of the contract say "not stated"."""
    is_partial = record.get("completeness") == "PARTIAL"
    verification, gate = manifest["verification"], manifest["gate_verdict"]
    external = manifest["provenance"]["external_archival_record_state"]
    level = verification["paper_level"]
    texts = shown["verification"]
    assert texts == {
        NOT_STATED if level is None else f"L{level}, {verification['paper_level_label']}"
    }
    row = "provenance.external_archival_record_state.label"
    assert shown[row] == {external["label"] or NOT_STATED}
    (label, *_) = sorted(shown["gate_verdict.status"], key=len)
    assert label.startswith(gate["label"] or NOT_STATED)
    assert ("gate_verdict.reason" in shown) == (gate["reason"] is not None)
    claims = verification["claim_summary"]["source_grounded_claims"]
    assert ("verification.source_grounded_claims" in shown) == (claims is not None)
    silent = {key for key, texts in shown.items() if texts == {NOT_STATED}}
    assert silent <= {"verification", row, "gate_verdict.status"} if is_partial else not silent
    assert ("transcribed_from.title" in shown) == is_partial == ("transcribed_from" in manifest)


def check_defaults(record: Facts, text: str) -> None:
    """A transcription states no finding that nobody wrote."""
    for sentence, path in DEFAULTS.items():
        stated: Any = record
        for step in path:
            stated = stated.get(step, {})
        if not path or not stated:
            assert sentence not in text


@pytest.mark.parametrize(("end", "stop"), [("", "."), (".", "."), ("?", "?"), ("。", "。")])
def test_a_sentence_that_ends_with_a_text_of_the_record_ends_once(end: str, stop: str) -> None:
    changes = {
        "completeness": "PARTIAL",
        "transcribed_from": {"title": f"A page{end}"},
        "work.lead_source": {"title": f"A lead{end}"},
        "work.id_assigned_by": f"A registrar{end}",
    }
    withdrawal = {"kind": "withdrawal", "issued_by": f"Owls Inc{end}"}
    shown = paper(changes, corrected=corrections(event(notice=withdrawal)))
    views = VIEWS.page(shown).decode(), VIEWS.report(shown)
    texts = [text_of(Page(each, "").one("body")) for each in views]
    for text in texts:
        assert f"Transcribed from: A page{stop} What" in text
        assert f"lead source, A lead{stop} " in text
    assert f"Issued by Owls Inc{end}" in texts[0]
    assert f"issued by Owls Inc{end} · https://" in texts[1]
    assert f"Its id was assigned by A registrar{stop} " in texts[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_paper())
def test_page_report_and_manifest_agree(record: tuple[Facts, Facts | None]) -> None:
    check(record)


def check(record: tuple[Facts, Facts | None]) -> None:
    made = published(record)
    manifest = as_json(made.manifest)
    check_contracts(manifest, as_json(made.corrections))
    views = [Page(VIEWS.page(made).decode(), "")]
    if made.has_report:
        views.append(Page(VIEWS.report(made), ""))
    for page in views:
        text = text_of(page.one("body"))
        if record[0].get("completeness") == "PARTIAL":
            check_defaults(record[0], text)
        panels = rows(page)
        if page is views[0]:
            check_rows(record[0], manifest, panels)
    on_page, in_report = panel_rows(views[0]), panel_rows(views[-1])
    # The head of the page has the facts of the work.
    in_report.pop("work", None)
    assert on_page == in_report
    row = catalog_row("", made)
    assert row.gate == (manifest["gate_verdict"]["status"] or "")
