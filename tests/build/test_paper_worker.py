"""One paper made: within its limits, with its PDF remembered, or with a word about why not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import paper_worker
from sitegen.build.cache import Cache
from sitegen.build.limits import Limits
from sitegen.build.results import Outcome
from sitegen.publish.staging import Staging
from sitegen.render import pdf
from sitegen.render.paper import FORMATS
from tests.worlds import ONE, OTHER, World

FAST = Limits(seconds=0.02)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    return world


def errors(outcome: Outcome) -> list[tuple[str, str]]:
    return [
        (each.code, each.place.file) for each in outcome.diagnostics if each.severity == "error"
    ]


def hang(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Let the paper with this title take for ever."""
    finish = paper_worker.finish

    def slow(source: Any, *rest: Any, **options: Any) -> Any:
        while title in source.files["manifest.yaml"].decode():
            pass
        return finish(source, *rest, **options)

    monkeypatch.setattr(paper_worker, "finish", slow)


def test_a_paper_that_takes_too_long_is_named_and_all_others_are_judged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(monkeypatch, "The paper one")
    world.paper("other", OTHER, titel="A slip")
    outcome = world.build(limits=Limits(seconds=0.5))
    assert errors(outcome) == [
        ("SG911", "records/papers/one/manifest.yaml"),
        ("SG202", "records/papers/other/manifest.yaml"),
    ]
    (found, _) = outcome.diagnostics
    assert found.message == "making this paper takes more than 0.5 seconds"
    assert not world.output.exists()


@pytest.mark.usefixtures("needs_pdf")
def test_a_paper_with_a_pdf_that_takes_too_much_memory_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = paper_worker.finish

    def large(source: Any, *rest: Any, **options: Any) -> Any:
        if source.folder == "papers/other":
            bytearray(2_000_000_000)
        return finish(source, *rest, **options)

    monkeypatch.setattr(paper_worker, "finish", large)
    outcome = world.build(FORMATS, limits=Limits(memory=500_000_000))
    assert errors(outcome) == [("SG911", "records/papers/other/manifest.yaml")]
    assert outcome.diagnostics[0].message == "making this paper takes more than 500 MB of memory"


def test_a_paper_that_took_too_long_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = world.folder / ".sitegen"
    with monkeypatch.context() as patch:
        hang(patch, "The paper one")
        assert world.build(limits=Limits(seconds=0.5), cache=cache).is_stopped
    assert not world.build(cache=cache).is_stopped


def with_an_artifact(world: World) -> Path:
    artifact = {"type": "dataset", "label": "Data", "path": "artifacts/data.csv"}
    world.paper("one", ONE, manifest={"artifacts": [artifact]})
    return world.write("papers/one/artifacts/data.csv", "a,b\n1,2\n")


def test_an_artifact_that_changes_while_the_site_is_built_is_not_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = with_an_artifact(world)
    copy = Staging.copy

    def late(staging: Staging, path: str, source: Path) -> str:
        file.write_text("a,b\n1,3\n")
        return copy(staging, path, source)

    monkeypatch.setattr(Staging, "copy", late)
    outcome = world.build()
    assert errors(outcome) == [("SG913", "records/papers/one/artifacts/data.csv")]
    assert not world.output.exists()


# ---------------------------------------------------------------- PDFs


def rendered(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many PDFs a build renders."""
    count = 0
    render = pdf.PdfRenderer.render

    def counting(self: Any, *given: Any) -> bytes:
        nonlocal count
        count += 1
        return render(self, *given)

    with monkeypatch.context() as patch:
        patch.setattr(pdf.PdfRenderer, "render", counting)
        outcome = world.build(FORMATS, cache=world.folder / ".sitegen")
    assert not outcome.is_stopped
    return count


@pytest.mark.usefixtures("needs_pdf")
def test_a_rebuild_makes_the_pdfs_of_what_changed_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        world.paper(f"{number}", f"feed{number:04}-0000-4000-8000-00000000c0de")
    assert rendered(world, monkeypatch) == 10
    before = world.files()
    assert rendered(world, monkeypatch) == 0
    world.paper("other", OTHER, title="Another title")
    assert rendered(world, monkeypatch) == 1
    changed = {name for name, data in world.files().items() if data != before.get(name)}
    assert {name for name in changed if name.endswith(".pdf")} == {f"paper/{OTHER}/paper.pdf"}


@pytest.mark.usefixtures("needs_pdf")
def test_what_no_report_shows_makes_no_pdf_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rendered(world, monkeypatch) == 2
    world.template("pages/paper.html", "<p>Another page</p>")
    assert rendered(world, monkeypatch) == 0
    assert world.files()[f"paper/{ONE}/index.html"] == b"<p>Another page</p>"


@pytest.mark.usefixtures("needs_pdf")
def test_a_cache_alone_gives_the_pdfs_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(world, monkeypatch) == 2
    before = world.files()
    shutil.rmtree(world.output)
    assert rendered(world, monkeypatch) == 0
    assert world.files() == before


@pytest.mark.usefixtures("needs_pdf")
def test_pdfs_that_are_published_stay_remembered_however_often_nothing_is_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rendered(world, monkeypatch) == 2
    for number in range(3):
        world.paper("other", OTHER, title=f"Title {number}")
        rendered(world, monkeypatch)
        cache = Cache(world.folder / ".sitegen")
        cache.prune(1)  # whatever was not used by the last build but one goes
        cache.close()
    shutil.rmtree(world.output)
    assert rendered(world, monkeypatch) <= 2
