"""Runs a command and measures it: wall time, processor time and memory of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY = 0.02  # seconds


class Failed(Exception):
    """A command that ended with an error, or did not end in time."""


@dataclass(frozen=True)
class Run:
    """One run of a command. `cpu` is the time of all processes on all cores, in seconds."""

    seconds: float
    cpu: float


@dataclass(frozen=True)
class Memory:
    """Memory of all processes together over one run, in bytes: its peak in each half of the run.

    The sum of the proportional set sizes (PSS): a page that several processes share counts once.
    A cgroup would count the files on the tmpfs as well; the sum of the resident sizes would count
    what forked workers share once for each.
    """

    first_half: int
    second_half: int

    @property
    def peak(self) -> int:
        """The most that was held at any time."""
        return max(self.first_half, self.second_half)


def timed(command: Sequence[str], folder: Path, limit: float) -> Run:
    """Run a command in a folder, with nothing beside it that takes time."""
    start = time.perf_counter()
    process, log = _start(command, folder)
    watch = threading.Timer(limit, _kill, [process.pid])
    watch.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)  # with all descendants that were waited for
    except BaseException:
        _kill(process.pid)
        raise
    finally:
        watch.cancel()
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    _check(process, command, log)
    return Run(seconds, usage.ru_utime + usage.ru_stime)


def weighed(command: Sequence[str], folder: Path, limit: float) -> Memory:
    """Run a command in a folder and look at its memory all the time, which slows it down."""
    process, log = _start(command, folder)
    samples: list[int] = []
    end = time.monotonic() + limit
    try:
        while process.poll() is None and time.monotonic() < end:
            samples.append(sum(_proportional_set_size(pid) for pid in _session(process.pid)))
            time.sleep(SAMPLE_EVERY)
    finally:
        if process.poll() is None:
            _kill(process.pid)
            process.wait()
    _check(process, command, log)
    half = len(samples) // 2
    return Memory(max(samples[:half], default=0), max(samples[half:], default=0))


def _start(command: Sequence[str], folder: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """Start a command as the leader of a session, by which its descendants are found."""
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, log


def _check(process: subprocess.Popen[bytes], command: Sequence[str], log: Path) -> None:
    if process.returncode:
        end = log.read_text(encoding="utf-8", errors="replace")[-2_000:]
        why = "took too long" if process.returncode < 0 else f"ended with {process.returncode}"
        raise Failed(f"{' '.join(command)}\n{why}:\n{end}")


def _kill(leader: int) -> None:
    """End whatever is left of a session."""
    for pid in _session(leader):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _session(leader: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.getsid(int(name)) == leader:
                    found.append(int(name))
            except OSError:
                continue
    return found


def _proportional_set_size(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it has just ended
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0
    )
