"""Which files of a project changed: seen at once where the system tells, else by looking again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from watchfiles import watch

from sitegen.preview.children import SPAWN, begin_child

# After a change, so long a pause is waited for: a save is often several changes.
PAUSE_MS = 10
# However many changes follow each other, they are told after this time.
LONGEST_MS = 200
# How soon it is seen that watching has begun.
LOOK_MS = 50
# To look at every file of a large project takes a while, so it is done less often there.
POLL_MS, POLL_MS_PER_THOUSAND_PAPERS = 300, 30

Changed = Callable[[set[Path]], None]


class Seen(NamedTuple):
    """What a watching process tells: files that changed, or none when watching has begun.

    `trouble` says why files are looked at again and again, if they are.
    """

    files: frozenset[str]
    trouble: str = ""


@dataclass(frozen=True)
class Watch:
    """What is to be watched, and how often files are looked at where the system tells nothing."""

    folders: tuple[str, ...]
    poll_ms: int

    def seen(self) -> Iterator[Seen]:
        """Changes as they happen; before the first of them, that none can be missed any more."""
        try:
            yield from self._seen(trouble=_asked_to_poll())
        except (OSError, RuntimeError) as error:  # inotify has no handle left, or there is none
            yield from self._seen(trouble=str(error))

    def _seen(self, trouble: str) -> Iterator[Seen]:
        seconds = self.poll_ms / 1_000
        said = f"Files are looked at every {seconds:.1f} s: {trouble}." if trouble else ""
        found = watch(
            *self.folders,
            watch_filter=None,
            step=PAUSE_MS,
            debounce=LONGEST_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            force_polling=bool(trouble),
            poll_delay_ms=self.poll_ms,
            ignore_permission_denied=True,
        )
        has_begun = False
        for changes in found:
            if changes or not has_begun:
                yield Seen(frozenset(path for _, path in changes), said)
            has_begun = True


def _asked_to_poll() -> str:
    """Why the system is not even asked to tell changes: watchfiles knows this setting, too."""
    setting = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower()
    return "" if setting in {"", "false", "disable", "disabled"} else "WATCHFILES_FORCE_POLLING"


class Watcher:
    """Tells of changed files below some folders: `changed` is called in a thread of its own.

    A process does the watching, because to begin with a large project stops every thread of the
    process that does. `began` is set as soon as no change can be missed; `trouble` then says how
    changes are found where the system does not tell them.
    """

    def __init__(self, folders: Sequence[Path], changed: Changed, papers: int) -> None:
        self.began, self.trouble = threading.Event(), ""
        poll_ms = POLL_MS + POLL_MS_PER_THOUSAND_PAPERS * papers // 1_000
        watched = Watch(tuple(map(str, folders)), poll_ms)
        self._changed, self._is_over = changed, False
        self._hears, tells = SPAWN.Pipe(duplex=False)
        self._tells = tells
        self._process = SPAWN.Process(target=_tell, args=(watched, tells), daemon=True)
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._process.start()
        self._tells.close()  # so that the end of the process is the end of what is heard
        self._thread.start()

    def end(self) -> None:
        """Tell nothing any more."""
        self._is_over = True
        if self._process.pid is not None:
            self._process.terminate()

    def _run(self) -> None:
        try:
            while not self._is_over:
                self._hear(self._hears.recv())
        except (EOFError, OSError):
            self.trouble = "Files are not watched any more: start the preview again."
            self.began.set()

    def _hear(self, seen: Seen) -> None:
        self.trouble = seen.trouble
        self.began.set()
        if seen.files:
            self._changed({Path(file) for file in seen.files})


def _tell(watched: Watch, tells: Connection) -> None:
    begin_child()
    for seen in watched.seen():
        tells.send(seen)
