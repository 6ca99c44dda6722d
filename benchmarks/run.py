"""Measures sitegen beside its peers, in turn, and writes the table of ratios.

    benchmarks/run.py --papers 1000 --repeat 3
    benchmarks/run.py --papers 10000 --scenario cold,validate

Everything lies on a tmpfs. Each scenario runs its tasks in turn, `--repeat` times over; a task's
figure is the median. Memory is looked at in one run more, which is not timed. PDFs are made of a
fifth of the papers, the whole product of half of them. `scale`, which needs ten times the papers,
runs only where it is named. A task may take `--limit` seconds; once `--minutes` are over, every
further scenario runs once.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from hugo_peer import PROJECT
from measure import Failed, Memory, Run, timed, weighed
from scenarios import SCENARIOS, Figure, Scenario, Workbench

TMPFS = Path("/dev/shm")
RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Result:
    """What the tasks of a scenario took."""

    name: str
    scenario: Scenario
    runs: dict[str, list[Run]]
    memory: dict[str, Memory]

    def value(self, task: str, measure: str) -> float:
        """The median of a task, or its peak memory."""
        if measure == "memory":
            return self.memory[task].peak
        return float(median(getattr(run, measure) for run in self.runs[task]))


def run_in_turn(name: str, scenario: Scenario, options: argparse.Namespace, end: float) -> Result:
    """Run the tasks of a scenario in turn."""
    runs: dict[str, list[Run]] = {task.name: [] for task in scenario.tasks}
    for number in range(options.repeat):
        if number and time.monotonic() > end:
            break
        for task in scenario.tasks:
            task.prepare()
            run = timed(task.command, task.folder, options.limit)
            runs[task.name].append(run)
            say(f"{name}, {task.name}: {run.seconds:.2f} s, {run.cpu:.2f} s of processor")
    memory = {}
    for task in scenario.tasks:
        if task.name in scenario.weigh:
            task.prepare()
            memory[task.name] = weighed(task.command, task.folder, 2 * options.limit)
            say(f"{name}, {task.name}: {memory[task.name].peak / 1e6:.0f} MB")
    return Result(name, scenario, runs, memory)


def say(text: str) -> None:
    """A line of progress."""
    print(text, file=sys.stderr, flush=True)


def report(results: Sequence[Result], options: argparse.Namespace, bench: Workbench) -> str:
    """The results in Markdown."""
    lines = ["# Results", "", *_circumstances(options), ""]
    if bench.found:
        lines += [f"**Hugo wrote something else in {len(bench.found)} places.**", ""]
    lines += ["## Ratios", "", *_ratios(results)]
    for result in results:
        docstring = SCENARIOS[result.name].__doc__ or ""
        lines += ["", f"## {result.name}", "", docstring, "", *_times(result)]
        seconds, cpu = (
            {task: result.value(task, each) for task in result.runs} for each in ("seconds", "cpu")
        )
        notes = result.scenario.notes(seconds, cpu)
        lines += ["", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join(lines).rstrip() + "\n"


def _circumstances(options: argparse.Namespace) -> list[str]:
    cores, memory = len(os.sched_getaffinity(0)), os.sysconf("SC_PHYS_PAGES")
    size = memory * os.sysconf("SC_PAGE_SIZE") / 2**30
    peers = f"Hugo {version('hugo')}, Typst {version('typst')}, Python {platform.python_version()}"
    lines = [
        "Made by `make bench` (`benchmarks/run.py`); what is compared, and why it is fair, is said",
        "in `benchmarks/hugo_peer.py`, `typst_peer.py`, `bare_paragraphs.py` and `scenarios.py`.",
        "",
        f"- {options.papers:,} papers, seed {options.seed}, medians of {options.repeat} in turn",
        f"- {cores} cores, {size:.0f} GB of memory, input and output on tmpfs",
        f"- {peers}",
    ]
    if options.busy > 0.3 or os.nice(0):
        lines.append(f"- **Preliminary**: the machine had other work (load {options.busy:.1f})")
    return lines


def _ratios(results: Sequence[Result]) -> list[str]:
    lines = ["| | ratio | to reach | |", "|---|--:|--:|---|"]
    for result in results:
        lines += [_ratio(result, figure) for figure in result.scenario.figures]
    return lines


def _ratio(result: Result, figure: Figure) -> str:
    ratio = result.value(figure.ours, figure.measure) / result.value(figure.peer, figure.measure)
    what = f"{figure.what}: {figure.ours} / {figure.peer}"
    if figure.at_most is None:
        return f"| {what} | {ratio:.2f} | | |"
    verdict = "reached" if ratio <= figure.at_most else "**not reached**"
    return f"| {what} | {ratio:.2f} | {figure.at_most:.2f} | {verdict} |"


def _times(result: Result) -> list[str]:
    lines = [
        "| | seconds (from–to, runs) | of processor | peak memory (second half / first) |",
        "|---|--:|--:|--:|",
    ]
    for task, runs in result.runs.items():
        seconds = [run.seconds for run in runs]
        memory = result.memory.get(task)
        weight = ""
        if memory:
            growth = memory.second_half / max(memory.first_half, 1)
            weight = f"{memory.peak / 1e6:,.0f} MB ({growth:.2f})"
        lines.append(
            f"| {task} "
            f"| {median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f}, {len(runs)}) "
            f"| {result.value(task, 'cpu'):.2f} | {weight} |"
        )
    return lines


def arguments() -> argparse.Namespace:
    """The command line, checked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    usual = [name for name in SCENARIOS if name != "scale"]
    parser.add_argument("--scenario", default=",".join(usual), help=f"of {', '.join(SCENARIOS)}")
    parser.add_argument("--limit", type=float, default=1_800, help="seconds that a task may take")
    parser.add_argument("--minutes", type=float, default=60, help="after which nothing is repeated")
    parser.add_argument("--sitegen", default=str(PROJECT / ".venv" / "bin" / "sitegen"))
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the table is written")
    parser.add_argument("--tmpfs", type=Path, default=TMPFS, help="where everything is built")
    parser.add_argument(
        "--allow-differences", action="store_true", help="measure a Hugo that writes other lines"
    )
    options = parser.parse_args()
    options.scenario = options.scenario.split(",")
    for name in options.scenario:
        if name not in SCENARIOS:
            parser.error(f"no scenario {name!r}; there are {', '.join(SCENARIOS)}")
    if options.papers < 100:
        parser.error("--papers is at least 100, so that every verdict and tier occurs")
    if not shutil.which(options.sitegen):
        parser.error(f"there is no {options.sitegen}; `make site` makes it")
    return options


def main() -> None:
    """Measure, print and write."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder is cleaned up
    options.busy = os.getloadavg()[0]
    end = time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-", dir=options.tmpfs) as folder:
        say(f"writing the records of {options.papers} papers")
        bench = Workbench(
            Path(folder), options.papers, options.seed, options.sitegen, options.limit
        )
        results = []
        for name in options.scenario:
            say(f"{name}: making ready")
            try:
                scenario = SCENARIOS[name](bench)
                if bench.found and not options.allow_differences:
                    sys.exit("\n\n".join(["Hugo does not write the same:", *bench.found[:10]]))
                results.append(run_in_turn(name, scenario, options, end))
            except Failed as error:
                sys.exit(f"{name}: {error}")
        text = report(results, options, bench)
    print(text)
    options.results.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
