"""What is measured: the tasks of each scenario, and the figures they have to reach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import typst_peer
from generate_records import edit_records, write_records
from hugo_peer import convert as convert_for_hugo
from hugo_peer import hugo_command
from measure import timed
from same_lines import differences

HERE = Path(__file__).parent
BASE_LAYOUT = HERE.parent / "templates" / "layouts" / "base.html"
FIVE = ("--formats", "page,manifest,corrections,bib,ris")
OURS, HUGO, LEAN, COPY, TYPST = "sitegen", "Hugo", "Hugo, lean", "cp -r", "Typst"
TWO = "sitegen, two processes"
REPORTS, BARE, EMPTY = "reports", "bare paragraphs", "empty reports"

Measure = Literal["seconds", "cpu", "memory"]


def nothing() -> None:
    """What a task needs that starts from the state that the task before it left."""


@dataclass(frozen=True)
class Task:
    """A command that is timed in a folder, and what first brings that into the right state."""

    name: str
    folder: Path
    command: Sequence[str]
    prepare: Callable[[], None] = nothing


@dataclass(frozen=True)
class Figure:
    """A ratio of two tasks; `at_most` where the issue sets a limit."""

    what: str
    measure: Measure
    ours: str
    peer: str
    at_most: float | None = None


@dataclass(frozen=True)
class Scenario:
    """Tasks that are run in turn. `weigh` names those whose memory is looked at.

    `notes` gives further lines of the report from the median seconds of wall and processor.
    """

    tasks: Sequence[Task]
    figures: Sequence[Figure] = ()
    weigh: Sequence[str] = ()
    notes: Callable[[dict[str, float], dict[str, float]], list[str]] = lambda seconds, cpu: []


@dataclass
class Workbench:
    """A folder with the records of so many papers, and what is built from them.

    `found` lists what Hugo writes otherwise than sitegen; `limit` is in seconds.
    """

    folder: Path
    papers: int
    seed: int
    sitegen: str
    limit: float
    found: list[str] = field(default_factory=list)
    revision: int = 0

    def __post_init__(self) -> None:
        write_records(self.folder / "records", self.papers, self.seed)

    def beside(self, name: str, papers: int) -> Workbench:
        """Another one of another size, in a folder of its own."""
        return Workbench(self.folder / name, papers, self.seed, self.sitegen, self.limit)

    @cached_property
    def has_jobs(self) -> bool:
        """Whether this sitegen builds in several processes."""
        helped = subprocess.run([self.sitegen, "build", "--help"], capture_output=True, check=True)
        return b"--jobs" in helped.stdout

    @property
    def site(self) -> Path:
        """What sitegen built."""
        return self.folder / "site"

    def task(self, name: str, *arguments: str, prepare: Callable[[], None] = nothing) -> Task:
        """A run of sitegen."""
        return Task(name, self.folder, (self.sitegen, *arguments), prepare)

    def build_now(self) -> None:
        """Build from nothing, not measured."""
        self.forget()
        timed((self.sitegen, "build", *FIVE), self.folder, self.limit)

    def forget(self) -> None:
        """Remove the site, every cache, and templates of the project's own."""
        for name in ("site", ".sitegen", "templates"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def edit(self, papers: int) -> None:
        """Edit other papers than the last time."""
        self.revision += 1
        edit_records(self.folder / "records", self.papers, papers, self.revision, self.seed)

    def edit_template(self) -> None:
        """Change the layout of all pages, in the project's own templates."""
        self.revision += 1
        layout = self.folder / "templates" / "layouts" / "base.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        text = BASE_LAYOUT.read_text(encoding="utf-8")
        changed = text.replace("</footer>", f"<!-- revision {self.revision} -->\n</footer>")
        layout.write_text(changed, encoding="utf-8")

    @cached_property
    def hugo(self) -> dict[str, Task]:
        """Hugo on the same papers, from nothing, after a look at whether it writes the same."""
        self.build_now()
        tasks = {}
        for name, lean in ((HUGO, False), (LEAN, True)):
            project = self.folder / ("hugo-lean" if lean else "hugo")
            output = project.with_name(f"{project.name}-site")
            convert_for_hugo(self.folder / "records", self.site, project, lean=lean)
            command = hugo_command(project, output)
            timed(command, self.folder, self.limit)
            self.found += [f"{name}: {each}" for each in differences(self.site, output)]
            tasks[name] = Task(name, self.folder, command, partial(remove, output))
        return tasks

    def hugo_again(self) -> Task:
        """Hugo over its own last output: it makes everything anew, whatever changed."""
        return Task(HUGO, self.folder, self.hugo[HUGO].command)


def remove(folder: Path) -> None:
    """Remove a folder if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def cold(bench: Workbench) -> Scenario:
    """Everything from nothing."""
    copy = bench.folder / "copy"
    copying = ("cp", "-r", str(bench.site), str(copy))
    return Scenario(
        (
            bench.task(OURS, "build", *FIVE, prepare=bench.forget),
            *bench.hugo.values(),
            Task(COPY, bench.folder, copying, partial(remove, copy)),
        ),
        (
            Figure("cold build, time", "seconds", OURS, HUGO, 0.6),
            Figure("cold build, peak memory", "memory", OURS, HUGO, 0.4),
            Figure("cold build, processor time", "cpu", OURS, HUGO),
            Figure("cold build, JSON front matter without reports, time", "seconds", OURS, LEAN),
            Figure("the limit, copying the finished site, time", "seconds", COPY, HUGO),
        ),
        weigh=(OURS, HUGO),
    )


def nothing_changed(bench: Workbench) -> Scenario:
    """The same command again."""
    hugo = bench.hugo_again()
    bench.build_now()
    return Scenario(
        (bench.task(OURS, "build", *FIVE), hugo),
        (Figure("nothing changed, time", "seconds", OURS, HUGO, 0.1),),
        weigh=(OURS,),
    )


def one_changed(bench: Workbench) -> Scenario:
    """One record was edited."""
    hugo = bench.hugo_again()
    bench.build_now()
    return Scenario(
        (bench.task(OURS, "build", *FIVE, prepare=partial(bench.edit, 1)), hugo),
        (Figure("one record changed, time", "seconds", OURS, HUGO, 0.2),),
        weigh=(OURS,),
    )


def template_changed(bench: Workbench) -> Scenario:
    """The layout of all pages was edited; against a cold build with such a layout."""
    edited = bench.task("template changed", "build", *FIVE, prepare=bench.edit_template)

    def start_again() -> None:
        bench.forget()
        bench.edit_template()

    bench.build_now()
    return Scenario(
        (edited, bench.task("cold", "build", *FIVE, prepare=start_again)),
        (Figure("a template changed, time", "seconds", edited.name, "cold", 1.0),),
    )


def validate(bench: Workbench) -> Scenario:
    """All checks, nothing cached, nothing written; against a whole build of Hugo."""
    return Scenario(
        (bench.task(OURS, "validate", prepare=bench.forget), bench.hugo[HUGO]),
        (Figure("validate, time", "seconds", OURS, HUGO, 0.4),),
        weigh=(OURS,),
    )


def pdf(bench: Workbench) -> Scenario:
    """Reports alone, of a fifth of the papers."""
    small = bench.beside("pdf", max(10, bench.papers // 5))
    small.build_now()
    data, output = small.folder / "typst", small.folder / "typst-site"
    typst_peer.convert(small.folder / "records", small.site, data)
    ours = [small.task(OURS, "build", "--formats", "pdf", prepare=small.forget)]
    if small.has_jobs:
        ours = [
            small.task(name, "build", "--formats", "pdf", "--jobs", jobs, prepare=small.forget)
            for name, jobs in ((OURS, "1"), (TWO, "2"))
        ]
    render = (sys.executable, str(HERE / "typst_peer.py"), "render", str(data), str(output))
    tasks = (*ours, Task(TYPST, small.folder, render, partial(remove, output)), *_floor(small))

    def notes(seconds: dict[str, float], cpu: dict[str, float]) -> list[str]:
        folders = {OURS: small.site, TYPST: output}
        return [
            *(_speed(name, folders[name], seconds[name], cpu[name]) for name in folders),
            "of processor for a PDF by the renderer alone: "
            + ", ".join(
                f"{name} {cpu[name] / small.papers * 1e3:.0f} ms" for name in (REPORTS, BARE, EMPTY)
            ),
        ]

    figures = [
        Figure("PDFs, time", "seconds", OURS, TYPST, 6),
        Figure("PDFs, processor", "cpu", REPORTS, BARE, 1.4),
    ]
    if small.has_jobs:
        figures.append(Figure("PDFs in two processes, time", "seconds", TWO, OURS, 1 / 1.8))
    return Scenario(tasks, figures, weigh=(OURS, TYPST), notes=notes)


def _floor(bench: Workbench) -> list[Task]:
    """The renderer alone: the reports, their text as bare paragraphs, and reports of one word."""
    file, records = bench.folder / "reports.pickle", bench.folder / "records"
    script = (sys.executable, str(HERE / "bare_paragraphs.py"))
    timed((*script, "convert", str(records), str(file)), bench.folder, bench.limit)
    render = (*script, "render", str(records), str(file))
    kinds = {REPORTS: "report", BARE: "bare", EMPTY: "empty"}
    return [Task(name, bench.folder, (*render, kind)) for name, kind in kinds.items()]


def _speed(name: str, site: Path, seconds: float, cpu: float) -> str:
    import pypdfium2

    files = list((site / "paper").glob("*/paper.pdf"))
    pages = 0
    for file in files:
        with pypdfium2.PdfDocument(file) as document:
            pages += len(document)
    size = sum(file.stat().st_size for file in files)
    return (
        f"{name}: {len(files)} PDFs of {pages / len(files):.1f} pages and "
        f"{size / len(files) / 1e3:.0f} kB; {pages / seconds:.1f} pages a second, "
        f"{pages / cpu:.1f} for each second of a core (to reach: 25)"
    )


def product(bench: Workbench) -> Scenario:
    """Everything on, of half of the papers: cold, and after one paper in a hundred was edited."""
    half = bench.beside("product", max(10, bench.papers // 2))
    edited = max(1, half.papers // 100)
    cold = half.task("cold", "build", prepare=half.forget)
    again = half.task("1 % edited", "build", prepare=partial(half.edit, edited))

    def notes(seconds: dict[str, float], cpu: dict[str, float]) -> list[str]:
        files = [file for file in half.site.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        pace = {name: each / half.papers * 5_000 for name, each in seconds.items()}
        return [
            f"{half.papers} papers, {edited} of them edited; {len(files) / half.papers:.1f} files "
            f"and {size / half.papers / 1e3:.0f} kB a paper (to reach: 10 and 150)",
            f"for 5,000 papers at this pace: {pace[cold.name]:.0f} s cold (to reach: 360), "
            f"{pace[again.name]:.0f} s after edits (to reach: 60)",
        ]

    figures = (Figure("everything on, 1 % edited, time", "seconds", again.name, cold.name),)
    return Scenario((cold, again), figures, weigh=(cold.name, again.name), notes=notes)


def scale(bench: Workbench) -> Scenario:
    """Ten times the papers: from nothing, after nothing changed, and after one record was edited.

    A task takes on from the site of the one before it.
    """
    large = bench.beside("tenfold", 10 * bench.papers)
    tenfold = large.task("ten times the papers", "build", *FIVE, prepare=large.forget)
    nothing = large.task("ten times, nothing changed", "build", *FIVE)
    edited = large.task("ten times, one edited", "build", *FIVE, prepare=partial(large.edit, 1))
    return Scenario(
        (bench.task(OURS, "build", *FIVE, prepare=bench.forget), tenfold, nothing, edited),
        (
            Figure("ten times the papers, time", "seconds", tenfold.name, OURS, 12.5),
            Figure("ten times the papers, one edited, time", "seconds", edited.name, OURS),
            Figure("ten times the papers, one edited, memory", "memory", edited.name, tenfold.name),
        ),
        weigh=(OURS, tenfold.name, nothing.name, edited.name),
    )


SCENARIOS: dict[str, Callable[[Workbench], Scenario]] = {
    "cold": cold,
    "nothing-changed": nothing_changed,
    "one-changed": one_changed,
    "template-changed": template_changed,
    "validate": validate,
    "pdf": pdf,
    "product": product,
    "scale": scale,
}
