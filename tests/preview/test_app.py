"""Pages of the preview while its state changes: each shows one state."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from typing import Any

from sitegen.preview.app import Preview
from sitegen.preview.editors import EDITORS, Editor
from sitegen.preview.site_page import Catalogs
from sitegen.preview.state import PreviewState
from sitegen.render.project import Project
from tests.worlds import ONE, World

HOST = "127.0.0.1:8000"


def page(preview: Preview, path: str) -> str:
    """A page as the application answers it, without a server."""
    app, parts = preview.app({HOST}), []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", HOST.encode())],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    asyncio.run(app(scope, receive, send))
    return b"".join(parts).decode()


def preview_of(world: World, state: PreviewState, watching: Callable[[], str]) -> Preview:
    editor = Editor(EDITORS["vscode"], world.records, state.template_folders)
    return Preview(state, editor, world.output, watching=watching)


def test_a_dashboard_shows_one_state_when_a_paper_is_deleted_meanwhile(world: World) -> None:
    state = PreviewState(Project(world.records))
    for folder in state.snapshot().folders:
        state.read_paper(folder)

    def delete() -> str:
        shutil.rmtree(world.records / "papers/one")
        state.refresh_folders(["papers/one"])
        return ""

    shown = page(preview_of(world, state, delete), "/-/")
    assert set(re.findall(r"\d+ of \d+ papers? checked", shown)) == {"2 of 2 papers checked"}
    version = re.search(r'data-version="(\d+)"', shown)
    assert version
    assert int(version[1]) < state.snapshot().version


def test_a_page_over_all_papers_never_lists_one_paper_as_published_and_as_removed(
    world: World,
) -> None:
    for number in range(3, 9):  # so that the scan is not at its end when the page is made
        world.paper(f"p{number}", f"5eed000{number}-0000-4000-8000-00000000c0de")
    state, catalogs = PreviewState(Project(world.records)), Catalogs()
    for _ in range(5):
        state.read_paper("papers/one")
        catalogs.of(state.snapshot())
        remove_from_the_record(world)
        assert state.read_paper("papers/one").snapshot.tombstones
        catalog, tombstones = catalogs.of(state.snapshot())
        assert not {row.id for row in catalog.rows} & {each.id for each in tombstones}
        (world.records / "papers/one/tombstone.yaml").unlink()
        world.paper("one", ONE)


def remove_from_the_record(world: World) -> None:
    """Leave a tombstone of the paper `one`."""
    (world.records / "papers/one/manifest.yaml").unlink()
    tombstone = {"id": ONE, "title": "The paper one", "removed_at": "2026-07-02T00:00:00Z"}
    world.write("papers/one/tombstone.yaml", json.dumps(tombstone | {"reason": "R.", "by": "B."}))


def test_the_catalog_is_made_anew_only_when_papers_have_changed(world: World) -> None:
    state, catalogs = PreviewState(Project(world.records)), Catalogs()
    for folder in state.snapshot().folders:
        state.read_paper(folder)
    catalog, _ = catalogs.of(state.snapshot())
    state.mark_saved()
    assert catalogs.of(state.snapshot())[0] is catalog
    world.paper("one", ONE, title="Another title")
    state.read_paper("papers/one")
    assert "Another title" in {row.title for row in catalogs.of(state.snapshot())[0].rows}


def test_a_paper_that_was_deleted_is_answered_like_one_that_never_was(world: World) -> None:
    state = PreviewState(Project(world.records))
    preview = preview_of(world, state, lambda: "")
    assert "The paper one" in page(preview, f"/paper/{ONE}/")
    shutil.rmtree(world.records / "papers/one")
    state.refresh_folders(["papers/one"])
    assert "The paper one" not in page(preview, f"/paper/{ONE}/")
