"""Small invented projects on disk, for tests that build them in many ways."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sitegen.build import BuildOptions, build
from sitegen.build.results import Outcome
from sitegen.render.paper import FORMATS
from sitegen.render.project import Project
from tests.command_line import run
from tests.reading_back import BuiltSite

ROOT = Path(__file__).parents[1]
ONE = "5eed0001-0000-4000-8000-00000000c0de"
OTHER = "5eed0002-0000-4000-8000-00000000c0de"
BESIDE_OPTIONS = ("executor", "cache", "base", "progress")
# sitegen with a second kind of record, and the template of its page.
ANOTHER_KIND = (sys.executable, "-m", "tests.another_kind")
PATHS = {"PYTHONPATH": str(ROOT)}
OF_ANOTHER_KIND = """{% extends "layouts/base.html" %}
{% block main %}<h1>{{ owl.title }}</h1><p>Seen {{ owl.facts.Seen }}.</p>{% endblock %}
"""
WITHOUT_PDF = tuple(each for each in FORMATS if each != "pdf")


def with_another_kind(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in a project that has a second kind of record."""
    return run(*words, cwd=folder, program=ANOTHER_KIND, env=PATHS)


class World:
    """A project of two invented papers in a folder of its own, and where its site goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = folder / "records"
        self.templates = folder / "templates"
        self.output = folder / "site"

    def fill(self) -> None:
        self.records.mkdir()
        shutil.copy(ROOT / "records" / "site.yaml", self.records)
        shutil.copytree(ROOT / "records" / "pages", self.records / "pages")
        self.paper("one", ONE, submitted="2026-07-01")
        self.paper("other", OTHER, submitted="2026-06-01")

    def paper(self, name: str, paper_id: str, **changes: Any) -> Path:
        """Write a paper; `changes` are keys of its work, or of the manifest under `manifest`."""
        manifest = changes.pop("manifest", {})
        work = {
            "id": paper_id,
            "title": f"The paper {name}",
            "abstract": f"The abstract of {name}.",
            "research_question": "Is it invented?",
        }
        record = {
            "contract_version": "paper-manifest-v1.1",
            "work": work | changes,
            "quality_assessment": {"review_score": 6.5},
        }
        return self.write(f"papers/{name}/manifest.yaml", json.dumps(record | manifest, indent=1))

    def superseded(self, name: str, paper_id: str, newer: str) -> Path:
        """Say of a paper that another one replaces it; the other one has to name it as well."""
        record = f"contract_version: correction-record-v1\nwork: {{id: {paper_id}}}\n"
        return self.write(f"papers/{name}/corrections.yaml", f"{record}superseded_by: {newer}\n")

    def write(self, name: str, text: str) -> Path:
        path = self.records / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def template(self, name: str, text: str) -> None:
        path = self.templates / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, formats: Collection[str] = WITHOUT_PDF, **options: Any) -> Outcome:
        """Build the site; options are BuildOptions, and what `build` takes beside them."""
        own = self.templates if self.templates.is_dir() else None
        beside = {name: options.pop(name) for name in BESIDE_OPTIONS if name in options}
        asked = BuildOptions(formats=formats, **options)
        return build(Project(self.records, own), self.output, asked, **beside)

    def files(self) -> dict[str, bytes]:
        return BuiltSite(self.output).files() if self.output.exists() else {}

    def of_paper(self, paper_id: str = ONE) -> set[str]:
        """The files below a paper's address."""
        start = f"paper/{paper_id}/"
        return {name.removeprefix(start) for name in self.files() if name.startswith(start)}
