"""The records against what was published: histories that are refused, and histories that are not.

Each is made of the same publication and compared with its site, its saved ledger or a git revision
in turn. 406 are refused, 163 of them by the site, 162 by the ledger and 81 by git; of 310 in which
all is as it must be, the three refuse none.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from sitegen.build import BuildOptions, build
from sitegen.build.validation import validate
from sitegen.findings.diagnostics import Diagnostic
from sitegen.history.ledgers import PublishedSite
from sitegen.history.opening import open_base
from sitegen.render.project import Project
from tests.history import illegitimate_histories, legitimate_histories
from tests.history.histories import FORMATS, History, Place, Publication, Records, digest, publish
from tests.history.illegitimate_events import rewrite
from tests.history.test_git import commit, git, nobodys_configuration
from tests.worlds import ONE, World

__all__ = ["nobodys_configuration"]  # a fixture
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# Git is asked by a process each time, so it comes up less often.
BASES = ("site", "ledger", "site", "ledger", "git")
REFUSED = illegitimate_histories.histories()
PASSED = legitimate_histories.histories(310)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        return publish(tmp_path_factory.mktemp("published"))


def judged(records: Records, base: str) -> tuple[Diagnostic, ...]:
    project = Project(records.folder)
    return validate(
        project, NOW, lambda done, total: None, base=open_base(base, project)
    ).diagnostics


def errors(records: Records, base: str) -> list[Place]:
    found = judged(records, base)
    return sorted(
        (each.code, each.place.file, each.place.line) for each in found if each.severity == "error"
    )


def begun(publication: Publication, history: History, kind: str) -> tuple[Records, str]:
    """The records with a comment more in each manifest, so that no line is where it was."""
    random = Random(zlib.crc32(history.name.encode()))
    records, base = publication.renewed(kind, random)
    for name in ("rich", "bare", "corrected", "spare"):
        comments = "# A comment.\n" * random.randint(0, 3)
        records.write(f"{name}/manifest.yaml", comments + records.read(f"{name}/manifest.yaml"))
    return records, base


def with_bases(histories: list[History]) -> list[object]:
    return [
        pytest.param(history, BASES[at % len(BASES)], id=f"{history.name} ({BASES[at % 5]})")
        for at, history in enumerate(histories)
    ]


def test_there_are_as_many_as_this_module_says() -> None:
    assert (len({each.name for each in REFUSED}), len(REFUSED)) == (406, 406)
    assert (len({each.name for each in PASSED}), len(PASSED)) == (310, 310)


@pytest.mark.parametrize("kind", ["site", "ledger", "git"])
def test_records_that_nobody_touched_have_no_findings(publication: Publication, kind: str) -> None:
    records, base = publication.renewed(kind, Random(0))
    assert [each for each in judged(records, base) if each.code.startswith("SG8")] == []
    assert errors(records, base) == []


@pytest.mark.parametrize(("history", "kind"), with_bases(REFUSED))
def test_one_illegitimate_change_is_refused_at_its_line(
    publication: Publication, history: History, kind: str
) -> None:
    records, base = begun(publication, history, kind)
    expected = history.change(records, publication)
    if history.unknown and kind in history.unknown_to:
        expected = history.unknown(records, expected)
    assert errors(records, base) == sorted(expected)


@pytest.mark.parametrize(("history", "kind"), with_bases(PASSED))
def test_what_is_as_it_must_be_is_not_refused(
    publication: Publication, history: History, kind: str
) -> None:
    records, base = begun(publication, history, kind)
    history.change(records, publication)
    assert errors(records, base) == []


# ---------------------------------------------------------------- in words


def found(records: Records, base: str, code: str) -> list[Diagnostic]:
    return [each for each in judged(records, base) if each.code == code]


def site(publication: Publication) -> tuple[Records, str]:
    return publication.renewed("site", Random(0))


def test_a_changed_fact_is_told_with_both_values_and_the_command(publication: Publication) -> None:
    records, base = site(publication)
    records.edit("rich/manifest.yaml", "The rich paper\n", "The poor paper\n")
    (finding,) = found(records, base, "SG804")
    assert finding.message == (
        'work.title was published as "The rich paper" and is now "The poor paper"; '
        "no new event names it"
    )
    assert "`sitegen correct rich --type METADATA" in finding.hint


def test_a_changed_author_is_found_among_many(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.fill()
    creators = [{"family": "Author", "given": name} for name in ("Ada", "Bea", "Cleo")]
    world.paper("one", ONE, creators=creators)
    assert not world.build().is_stopped
    creators[1] = {"family": "Author", "given": "Beatrice"}
    manifest = world.paper("one", ONE, creators=creators)
    stopped = world.build(base=PublishedSite(world.output))
    (finding,) = [each for each in stopped.diagnostics if each.code == "SG804"]
    assert '"given":"Bea"}' in finding.message
    assert '"given":"Beatrice"}' in finding.message
    lines = manifest.read_text(encoding="utf-8").splitlines()
    assert "Beatrice" in lines[finding.place.line + 1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("review_score: 6.9", "review_score: 6.8", '--type QUALITY_ASSESSMENT --note "…"`'),
        (
            "claims: 4",
            "claims: 5",
            '--type TYPE --note "…"`, where TYPE is METADATA, ARTIFACT, CLAIM, BENCHMARK, '
            "PROVENANCE or QUALITY_ASSESSMENT",
        ),
    ],
)
def test_the_type_of_a_correction_is_named_where_it_is_certain(
    old: str, new: str, said: str, publication: Publication
) -> None:
    records, base = site(publication)
    records.edit("rich/manifest.yaml", old, new)
    (finding,) = found(records, base, "SG804")
    assert finding.hint == f"undo the change, or announce it: `sitegen correct rich {said}"


def test_facts_of_one_line_are_one_finding(publication: Publication) -> None:
    records, base = site(publication)
    records.edit("rich/manifest.yaml", "{title: A lead, url: https", "{title: B, url: http")
    (finding,) = found(records, base, "SG804")
    assert 'work.lead_source.title was published as "A lead"' in finding.message
    assert "; work.lead_source.url changed as well; no" in finding.message


def test_bytes_changed_in_place_are_neither_announced_nor_kept(publication: Publication) -> None:
    records, base = site(publication)
    records.write("rich/artifacts/proof.lean", "by sorry\n")
    assert [code for code, _, _ in errors(records, base)] == ["SG804", "SG808"]


def test_a_ledger_that_cannot_tell_says_what_can(publication: Publication) -> None:
    records, base = publication.renewed("ledger", Random(0))
    records.edit("rich/manifest.yaml", "The rich paper\n", "The poor paper\n")
    (finding,) = found(records, base, "SG804")
    assert "has only their digest" in finding.message
    assert finding.hint.endswith("to see what changed, compare with a published site or a commit")


def test_all_changed_keys_of_an_event_are_told_at_the_first(publication: Publication) -> None:
    records, base = site(publication)
    text = records.read("loose/corrections.yaml").replace("METADATA", "CLAIM", 1)
    records.write("loose/corrections.yaml", text.replace("Something was", "Nothing is", 1))
    (finding,) = found(records, base, "SG801")
    assert finding.message == (
        "`correction_type` of the published event 5EED0006-C1 was changed: it was published as "
        '"METADATA"; public_note changed as well'
    )


@pytest.mark.parametrize("kind", ["site", "ledger", "git"])
@pytest.mark.parametrize(
    ("step", "file"),
    [
        (legitimate_histories.redacted_event, "corrections.yaml"),
        (legitimate_histories.redacted_snapshot, "superseded/1.json"),
        (legitimate_histories.redacted_artifact, "/data.csv"),
    ],
)
def test_what_was_redacted_is_said_once_and_is_no_error(
    publication: Publication, step: legitimate_histories.Step, file: str, kind: str
) -> None:
    records, base = publication.renewed(kind, Random(1))
    step(records, publication)
    (finding,) = found(records, base, "SG810")
    assert finding.message.endswith((" was redacted", " were redacted"))
    assert finding.place.file.endswith(file)
    assert "rich paper" not in finding.message


def test_a_text_that_was_redacted_does_not_come_back(publication: Publication) -> None:
    records, _ = site(publication)
    before = records.read("retracted/corrections.yaml")
    redacted_at_last(records)
    later = publication.folder / "redacted"
    build(Project(records.folder), later, BuildOptions(formats=FORMATS))
    records.write("retracted/corrections.yaml", before)
    assert [each.code for each in judged(records, str(later)) if each.severity == "error"] == [
        "SG801"
    ]


def redacted_at_last(records: Records) -> None:
    events = records.events("retracted")
    redacted = {"event_sha256": digest(events[2]), "fields": ["public_note"]}
    events[2] |= {"redacted": redacted | {"redacted_at": legitimate_histories.AT}}
    events[2]["public_note"] = "[redacted]"
    rewrite(records, "retracted", events)


def test_a_record_that_was_broken_then_proves_nothing(publication: Publication) -> None:
    records, base = publication.renewed("git", Random(0))
    whole = records.read("rich/manifest.yaml")
    records.write("rich/manifest.yaml", "work: [")
    commit(records.folder.parent)
    records.write("rich/manifest.yaml", whole)
    (finding,) = found(records, base, "SG811")
    git(records.folder.parent, "reset", "--quiet", "--soft", "HEAD~1")
    assert finding.severity == "error"
    assert finding.place.file == "records/papers/rich/manifest.yaml"
    assert errors(records, base) == []


def test_nothing_is_said_to_be_gone_while_a_record_is_broken(publication: Publication) -> None:
    records, base = site(publication)
    records.write("rich/manifest.yaml", "work: [")
    records.path("bare").rename(records.folder.parent / "bare")
    assert [code for code, _, _ in errors(records, base)] == ["SG112"]


# ---------------------------------------------------------------- later publications


@pytest.mark.parametrize("kind", ["site", "ledger", "git"])
def test_new_wording_is_a_regeneration(
    publication: Publication, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, base = publication.renewed(kind, Random(0))
    monkeypatch.setattr("sitegen.contracts.paper_manifest.INTERPRETATION", "New words.")
    legitimate_histories.corrected_at_once(records, publication)
    assert errors(records, base) == []


def test_changed_templates_are_a_regeneration(publication: Publication, tmp_path: Path) -> None:
    records, base = site(publication)
    template = tmp_path / "templates" / "styles" / "site.css"
    template.parent.mkdir(parents=True)
    template.write_text("body { color: black }", encoding="utf-8")
    project = Project(records.folder, tmp_path / "templates")
    order = BuildOptions(formats=FORMATS)
    outcome = build(project, tmp_path / "site", order, base=open_base(base, project))
    assert "SG80" not in {each.code[:4] for each in outcome.diagnostics if each.severity == "error"}


def later(publication: Publication, records: Records, output: Path) -> Publication:
    """Publish once more, in the meantime."""
    outcome = build(Project(records.folder), output / "site", BuildOptions(formats=FORMATS))
    assert not outcome.is_stopped, outcome.diagnostics
    return Publication(output)


@pytest.mark.parametrize("kind", ["site", "ledger", "git"])
def test_a_base_may_be_older_than_the_last_publications(
    publication: Publication, kind: str, tmp_path: Path
) -> None:
    """A milestone was published, then a correction of that, then another."""
    records, base = publication.renewed(kind, Random(0))
    records.edit("bare/manifest.yaml", "  title:", "  doi: 10.5555/bare.1\n  title:")
    second = later(publication, records, tmp_path / "second")
    records.edit("bare/manifest.yaml", "The bare paper", "The naked paper")
    records.correct(second.site, "bare", "work.title")
    third = later(publication, records, tmp_path / "third")
    records.edit("bare/manifest.yaml", "Is it bare?", "Is it naked?")
    records.correct(third.site, "bare", "work.research_question")
    assert errors(records, base) == []


@pytest.mark.parametrize("kind", ["site", "ledger", "git"])
def test_a_later_event_replaces_what_came_of_the_first(
    publication: Publication, kind: str, tmp_path: Path
) -> None:
    """In between, something else changed without a word, and was changed back."""
    records, base = publication.renewed(kind, Random(0))
    records.edit("spare/manifest.yaml", "The spare paper", "The odd paper")
    records.correct(publication.site, "spare", "work.title")
    records.edit("spare/manifest.yaml", "Is it spare?", "Is it odd?")
    second = later(publication, records, tmp_path / "second")
    records.edit("spare/manifest.yaml", "Is it odd?", "Is it spare?")
    records.edit("spare/manifest.yaml", "The abstract", "An abstract")
    records.correct(second.site, "spare", "work.abstract")
    code, file, _ = errors(records, base)[0]
    assert (code, file) == ("SG805", "records/papers/spare/corrections.yaml")
    assert len(errors(records, base)) == 1
