"""Watches the files of a project: by events of the system, or by polling."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from watchfiles import Change, watch

from sitegen.findings.legible import legible
from sitegen.preview.children import SPAWN, begin_child
from sitegen.preview.polling import Poller

# How long to wait for further changes: one save often makes several.
PAUSE_MS = 10
# Changes are reported after this time even if more follow.
LONGEST_MS = 200
# How soon it is noticed that watching has begun.
LOOK_MS = 50
# Polling a large project takes longer, so it is polled less often.
POLL_MS, POLL_MS_PER_THOUSAND_PAPERS = 300, 30
# File systems with changes from other machines, which the kernel does not report.
REMOTE = {
    *("9p", "v9fs", "drvfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs"),
    *("fuse.sshfs", "fuse.grpcfuse", "fuse.glusterfs", "osxfs", "prl_fs", "vboxsf", "virtiofs"),
}
MOUNTS = Path("/proc/self/mounts")

Changed = Callable[[set[Path]], None]


class Seen(NamedTuple):
    """A message of the watching process: files that changed.

    `is_anew` says that watching has begun just now, so that earlier changes are not reported.
    `trouble` says why files are polled; empty if they are not.
    """

    files: frozenset[str]
    is_anew: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Watch:
    """The folders to watch, and the interval in seconds if they have to be polled."""

    folders: tuple[str, ...]
    poll_ms: int

    def seen(self) -> Iterator[Seen]:
        """Yield changes as they happen, after a first message that watching has begun."""
        why = _asked_to_poll() or _is_remote(self.folders) or _linked_folder(self.folders)
        if not why:
            try:
                yield from self._told()
                return
            except (OSError, RuntimeError) as error:  # no inotify, no watch left, or a link
                why = str(error)
        yield from self._polled(why)

    def _told(self) -> Iterator[Seen]:
        found = watch(
            *self.folders,
            watch_filter=None,
            step=PAUSE_MS,
            debounce=LONGEST_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            force_polling=False,
            ignore_permission_denied=True,
        )
        is_anew = True
        for changes in found:
            if changes or is_anew:
                yield Seen(frozenset(path for _, path in changes), is_anew)
            is_anew = False
            new = [path for change, path in changes if change == Change.added]
            if link := _linked_folder(path for path in new if os.path.isdir(path)):
                raise RuntimeError(link)

    def _polled(self, why: str) -> Iterator[Seen]:
        seconds = self.poll_ms / 1_000
        said = f"Files are polled every {seconds:.1f} s: {why}."
        poller = Poller(self.folders)
        yield Seen(frozenset(), is_anew=True, trouble=said)
        while True:
            time.sleep(max(seconds, 2 * poller.took))  # polling must not take a whole core
            if changed := poller.changes():
                yield Seen(changed, trouble=said)


def _asked_to_poll() -> str:
    """Why polling was asked for: by WATCHFILES_FORCE_POLLING, as in watchfiles; else empty."""
    setting = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower()
    return "" if setting in {"", "false", "disable", "disabled"} else "WATCHFILES_FORCE_POLLING"


def _is_remote(folders: Sequence[str]) -> str:
    """Why the system does not report changes in these folders; empty if it does."""
    kinds = {kind for folder in folders if (kind := _file_system(folder)) in REMOTE}
    return f"the file system {', '.join(sorted(kinds))} does not report changes" if kinds else ""


def _linked_folder(folders: Iterable[str]) -> str:
    """Which folder is behind a symbolic link below these folders; empty if none is.

    watchfiles follows such links, even if they lead to all files of the machine.
    """
    waiting = [*folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink() and os.path.isdir(entry.path):
                        return f"{legible(entry.path)} is a symbolic link to a folder"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:  # removed a moment ago, or not readable
            continue
    return ""


def _file_system(folder: str) -> str:
    """The type of the file system that a folder is on; empty if it is not known."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    found: tuple[int, str] = 0, ""
    for line in lines:
        _, mounted, kind, *_ = line.split(" ")
        at = mounted.replace("\\040", " ")
        if Path(folder).is_relative_to(at):
            found = max(found, (len(at), kind), key=lambda each: each[0])
    return found[1]


class Watcher:
    """Reports changed files below some folders from its own thread.

    `began` is called once watching has begun, and again if it had to be restarted: earlier changes
    are not reported. `changed` is called with each set of files. The watching is done in a child
    process, because starting to watch a large project blocks all threads of its process. `trouble`
    says why and how often files are polled, if they are.
    """

    def __init__(
        self, folders: Sequence[Path], began: Callable[[], None], changed: Changed, papers: int
    ) -> None:
        self.trouble = ""
        poll_ms = POLL_MS + POLL_MS_PER_THOUSAND_PAPERS * papers // 1_000
        watched = Watch(tuple(map(str, folders)), poll_ms)
        self._began, self._changed, self._is_over = began, changed, False
        self._hears, tells = SPAWN.Pipe(duplex=False)
        self._tells = tells
        self._process = SPAWN.Process(target=_tell, args=(watched, tells), daemon=True)
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Start to watch."""
        self._process.start()
        self._tells.close()  # so that the pipe ends when the process does
        self._thread.start()

    def end(self) -> None:
        """Stop watching."""
        self._is_over = True
        if self._process.pid is not None:
            self._process.kill()

    def _run(self) -> None:
        while not self._is_over:
            try:
                seen: Seen = self._hears.recv()
            except (EOFError, OSError):
                self.trouble = "File watching has stopped: restart the preview."
                self._tell(self._began)
                return
            self.trouble = seen.trouble
            if seen.is_anew:
                self._tell(self._began)
            if files := {Path(file) for file in seen.files}:
                self._tell(partial(self._changed, files))

    def _tell(self, what: Callable[[], None]) -> None:
        """Call a callback; its errors are printed and do not stop the watching."""
        try:
            what()
        except Exception:
            if not self._is_over:
                traceback.print_exc()


def _tell(watched: Watch, tells: Connection) -> None:
    begin_child()
    for seen in watched.seen():
        tells.send(seen)
