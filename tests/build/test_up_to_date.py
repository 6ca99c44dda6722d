"""What was made before is used again only where it is what would be made now, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sitegen.build import traces
from sitegen.build.cache_file import NAME
from sitegen.build.results import Outcome
from tests.worlds import ROOT, World

NIGHTLY = bool(os.environ.get("SITEGEN_NIGHTLY"))
SEQUENCES, STEPS = (60, 60) if NIGHTLY else (8, 25)
CORRECTIONS = """contract_version: correction-record-v1
work: {{id: {paper_id}}}
correction_events:
  - event_id: {record}-C1
    corrected_at: "2026-07-0{day}T10:00:00Z"
    correction_type: METADATA
    public_note: The title was corrected.
    affected_fields: [work.title]
"""


@pytest.fixture(autouse=True)
def _settled_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each edit takes longer than the clock of the file system, so folders need no rest."""
    monkeypatch.setattr(traces, "SETTLED_AFTER", 20_000_000)


class Workshop:
    """A project that is edited and built, again and again, beside a clean build of the same."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.world = World(folder)
        self.world.fill()
        self.cache = folder / ".sitegen"
        self.clean = World(folder / "clean")
        self.clean.records, self.clean.templates = self.world.records, self.world.templates
        self.saved: list[Path] = []
        self.number = 0

    def build(self) -> Outcome:
        return self.world.build(cache=self.cache)

    def compare(self) -> Outcome:
        """Build, and build cleanly: both have to give the same."""
        before = self.world.files()
        again, anew = self.build(), self.clean.build()
        assert again.diagnostics == anew.diagnostics
        if anew.is_stopped:
            assert self.world.files() == before
        else:
            assert self.world.files() == self.clean.files()
        return again

    # ------------------------------------------------------------------ edits

    def papers(self) -> list[Path]:
        return sorted((self.world.records / "papers").iterdir())

    def some_paper(self) -> Path:
        return self.random.choice(self.papers())

    def next(self) -> int:
        self.number += 1
        return self.number

    def add(self) -> None:
        number = self.next()
        self.world.paper(f"new{number}", f"feed{number:04}-0000-4000-8000-00000000c0de")

    def change(self) -> None:
        replace(self.some_paper() / "manifest.yaml", '"title": "', f'"title": "{self.next()} ')

    def change_within_size_and_time(self) -> None:
        file = self.some_paper() / "manifest.yaml"
        at = file.stat()
        replace(file, "invented?", self.random.choice(["imagined?", "inventive", "in vented"]))
        os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))
        assert (file.stat().st_size, file.stat().st_mtime_ns) == (at.st_size, at.st_mtime_ns)

    def delete(self) -> None:
        if len(self.papers()) > 1:
            shutil.rmtree(self.some_paper())

    def rename(self) -> None:
        paper = self.some_paper()
        paper.rename(paper.with_name(f"renamed{self.next()}"))

    def swap(self) -> None:
        one, other, aside = self.some_paper(), self.some_paper(), self.world.folder / "aside"
        one.rename(aside)
        if other.exists():
            other.rename(one)
            aside.rename(other)
        else:
            aside.rename(one)

    def draft(self) -> None:
        replace(self.some_paper() / "manifest.yaml", '"work": {', '"draft": true,\n "work": {')

    def make_templates_their_own(self) -> None:
        name = self.random.choice(
            ["pages/paper.html", "pages/404.html", "panels/quality_tier.html", "parts/status.html"]
        )
        text = (ROOT / "templates" / name).read_text()
        self.world.template(name, text + f"<!-- {self.next()} -->")

    def remove_templates(self) -> None:
        shutil.rmtree(self.world.templates, ignore_errors=True)

    def change_settings(self) -> None:
        file = self.world.records / "site.yaml"
        replace(file, "synthesis: ", f"synthesis: {self.next()} ", count=1)

    def change_a_guide(self) -> None:
        with (self.world.records / "pages" / "about.md").open("a") as file:
            file.write(f"\nParagraph {self.next()}.\n")

    def correct(self) -> None:
        paper = self.some_paper()
        text = (paper / "manifest.yaml").read_text()
        paper_id = text.partition('"id": "')[2][:36]
        day = self.random.randint(2, 9)
        corrections = CORRECTIONS.format(paper_id=paper_id, record=paper_id[:8].upper(), day=day)
        (paper / "corrections.yaml").write_text(corrections)

    def supersede(self) -> None:
        """One paper replaces another, and both name each other; no others do."""
        self.supersede_no_more()
        older, newer = self.random.sample([*self.papers(), self.added()], 2)
        ids = []
        for paper in (older, newer):
            manifest = paper / "manifest.yaml"
            text = manifest.read_text() if manifest.exists() else ""
            ids.append(text.partition('"id": "')[2][:36])
        record = "contract_version: correction-record-v1\nwork: {{id: {}}}\nsuperseded_by: {}\n"
        (older / "corrections.yaml").write_text(record.format(*ids))
        replace(newer / "manifest.yaml", '"abstract"', f'"supersedes": ["{ids[0]}"],\n  "abstract"')

    def supersede_no_more(self) -> None:
        for paper in self.papers():
            file = paper / "corrections.yaml"
            if file.exists() and "superseded_by" in file.read_text():
                file.unlink()
            if (manifest := paper / "manifest.yaml").exists():
                lines = manifest.read_text().splitlines(keepends=True)
                manifest.write_text("".join(line for line in lines if '"supersedes"' not in line))

    def added(self) -> Path:
        self.add()
        return self.world.records / "papers" / f"new{self.number}"

    def add_an_artifact(self) -> None:
        paper = self.some_paper()
        (paper / "artifacts").mkdir(exist_ok=True)
        (paper / "artifacts" / "results.csv").write_text(f"a,b\n1,{self.next()}\n")
        artifact = (
            '"artifacts": [{"type": "dataset", "label": "Data", "path": "artifacts/results.csv"}],'
        )
        text = (paper / "manifest.yaml").read_text()
        if artifact not in text:
            replace(paper / "manifest.yaml", '"work": {', f'{artifact}\n "work": {{')

    def add_a_stranger(self) -> None:
        (self.some_paper() / "notes.txt").write_text("read by nothing")

    def break_a_record(self) -> None:
        replace(self.some_paper() / "manifest.yaml", '"work": {', '"work": [{')

    def save(self) -> None:
        """Keep a copy of everything, to go back to."""
        copy = self.world.folder / f"saved{self.next()}"
        shutil.copytree(self.world.records, copy / "records")
        for name in (".sitegen", "site"):
            if (self.world.folder / name).exists():
                shutil.copytree(self.world.folder / name, copy / name)
        self.saved.append(copy)

    def restore(self, *names: str) -> None:
        if self.saved:
            copy = self.random.choice(self.saved)
            for name in names:
                if (copy / name).exists():
                    shutil.rmtree(self.world.folder / name, ignore_errors=True)
                    shutil.copytree(copy / name, self.world.folder / name)

    def revert_records(self) -> None:
        self.restore("records")

    def restore_an_older_cache(self) -> None:
        self.restore(".sitegen")

    def restore_an_older_site(self) -> None:
        self.restore("site")

    # ------------------------------------------------------------------ what happens to the output

    def published(self) -> list[Path]:
        files = self.world.output.rglob("*") if self.world.output.exists() else []
        return sorted(each for each in files if each.is_file() and each.name != ".sitegen-site")

    def damage_the_site(self) -> None:
        if files := self.published():
            file = self.random.choice(files)
            at = file.stat()
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)  # in place, as an editor does
            os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))

    def remove_from_the_site(self) -> None:
        if files := self.published():
            self.random.choice(files).unlink()

    def add_to_the_site(self) -> None:
        if files := self.published():
            self.random.choice(files).with_name(f"stranger{self.next()}.html").write_text("?")

    def remove_the_site(self) -> None:
        shutil.rmtree(self.world.output, ignore_errors=True)

    def remove_the_cache(self) -> None:
        shutil.rmtree(self.cache, ignore_errors=True)

    def damage_the_cache(self) -> None:
        file = self.cache / NAME
        if file.exists():
            content = bytearray(file.read_bytes())
            for _ in range(20):
                content[self.random.randrange(2000, len(content))] ^= 0xFF
            file.write_bytes(content)

    def swap_entries(self) -> None:
        file = self.cache / NAME
        if file.exists():
            with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file)) as database:
                query = "SELECT key, value, seal FROM work WHERE kind = 'paper' LIMIT 2"
                rows = database.execute(query).fetchall()
                for (key, _, _), (_, value, seal) in zip(rows, reversed(rows), strict=True):
                    change = "UPDATE work SET value = ?, seal = ? WHERE key = ?"
                    database.execute(change, (value, seal, key))
                database.commit()

    def damage_the_site_before(self) -> None:
        """Change what becomes the next site: not in place, as its files are the published ones."""
        files = sorted(each for each in self.before().rglob("*") if each.is_file())
        if files:
            file = self.random.choice(files)
            file.unlink()
            if self.random.random() < 0.5:
                file.write_text("?")
            self.random.choice(files).with_name(f"stranger{self.next()}.html").write_text("?")

    def remove_the_site_before(self) -> None:
        shutil.rmtree(self.before(), ignore_errors=True)

    def before(self) -> Path:
        return self.cache / "previous-site"

    def copy_the_records(self) -> None:
        """The same files with other inodes."""
        shutil.move(self.world.records, self.world.folder / "moved")
        shutil.copytree(self.world.folder / "moved", self.world.records)
        shutil.rmtree(self.world.folder / "moved")

    def nothing(self) -> None:
        pass


def replace(file: Path, old: str, new: str, count: int = -1) -> None:
    if file.exists():
        file.write_text(file.read_text().replace(old, new, count))


EDITS: list[Callable[[Workshop], None]] = [
    *(Workshop.add, Workshop.change, Workshop.change_within_size_and_time, Workshop.delete),
    *(Workshop.rename, Workshop.swap, Workshop.draft, Workshop.make_templates_their_own),
    *(Workshop.remove_templates, Workshop.change_settings, Workshop.change_a_guide),
    *(
        Workshop.correct,
        Workshop.supersede,
        Workshop.supersede_no_more,
        Workshop.add_an_artifact,
        Workshop.add_a_stranger,
    ),
    *(Workshop.break_a_record, Workshop.save, Workshop.revert_records),
    *(Workshop.restore_an_older_cache, Workshop.restore_an_older_site),
    *(Workshop.damage_the_site, Workshop.remove_from_the_site, Workshop.add_to_the_site),
    *(Workshop.remove_the_site, Workshop.remove_the_cache, Workshop.damage_the_cache),
    *(Workshop.damage_the_site_before, Workshop.remove_the_site_before, Workshop.copy_the_records),
    *(Workshop.swap_entries, Workshop.nothing),
]
OFTEN = [Workshop.add, Workshop.change, Workshop.revert_records, Workshop.nothing]


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_after_any_edits_a_build_gives_what_a_clean_build_gives(seed: int, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path, seed)
    workshop.save()
    for _ in range(STEPS):
        for edit in workshop.random.choices(EDITS + OFTEN, k=workshop.random.randint(1, 3)):
            edit(workshop)
        workshop.compare()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_after_each_edit_a_build_gives_what_a_clean_build_gives(
    edit: Callable[[Workshop], None], tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path, 0)
    workshop.save()
    workshop.compare()
    edit(workshop)
    assert workshop.compare().is_stopped is (edit == Workshop.break_a_record)
    again = workshop.compare()
    assert again.made == 0 or again.is_stopped
