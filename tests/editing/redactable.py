"""A published project with a name that has to be redacted."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.results import Outcome
from sitegen.build.validation import validate
from sitegen.editing.correcting import corrections
from sitegen.editing.papers import Papers
from sitegen.editing.placing import write
from sitegen.editing.plans import Announcement, When
from sitegen.editing.redacting import Redacted, Redaction, redacted
from sitegen.history.opening import open_base
from sitegen.render.project import Project, load_site
from tests.worlds import ONE, World

NAME = "Jane Q. Doe"
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 10, 1, 12, tzinfo=UTC)
FOLDER = "papers/one"
DATA = f"{NAME},41\n".encode()


class Redactable(World):
    """A project with a name in facts, events, replaced manifests and a file."""

    @property
    def project(self) -> Project:
        return Project(self.records)

    def fill(self) -> None:
        super().fill()
        (self.records / FOLDER / "artifacts").mkdir()
        (self.records / FOLDER / "artifacts" / "data.csv").write_bytes(DATA)
        artifact = {"type": "dataset", "label": "Data", "path": "artifacts/data.csv"}
        manifest = {"artifacts": [artifact]}
        self.paper("one", ONE, title=f"What {NAME} found", manifest=manifest)

    def correct(self, note: str) -> None:
        site, _ = load_site(self.project)
        papers = Papers.read(
            self.records, site, open_base(str(self.output), self.project), [FOLDER]
        )
        told = Announcement(FOLDER, "METADATA", note)
        write(self.records, corrections(papers, [told], When(NOW)))

    def redact(self, **what: Any) -> Redacted:
        site, _ = load_site(self.project)
        base = open_base(str(self.output), self.project)
        return redacted(self.records, site, base, Redaction(FOLDER, **what), LATER)

    def against(self, base: str) -> Outcome:
        base_site = open_base(base, self.project)
        return validate(self.project, LATER, lambda done, total: None, base=base_site)

    def edit(self, before: str, after: str) -> None:
        path = self.records / FOLDER / "manifest.yaml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def redactable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published project whose paper was corrected once, by an event that names the person."""
    world = Redactable(tmp_path_factory.mktemp("redactable"))
    world.fill()
    assert not world.build().is_stopped
    world.edit("The abstract of one.", "The corrected abstract.")
    world.correct(f"{NAME} told us that the abstract was wrong.")
    assert not world.build(base=open_base(str(world.output), world.project)).is_stopped
    return world.folder


@pytest.fixture
def world(redactable: Path, tmp_path: Path) -> Redactable:
    """The same, in a folder of its own."""
    return Redactable(Path(shutil.copytree(redactable, tmp_path / "project")))


def everything(world: World) -> bytes:
    records = b"".join(
        path.read_bytes() for path in sorted(world.records.rglob("*")) if path.is_file()
    )
    return records + b"".join(world.files().values())
