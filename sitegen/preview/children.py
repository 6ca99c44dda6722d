"""Child processes of a preview: they end with it, and ignore interrupts."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import get_context, parent_process

# Spawned on every system, because forking a process with threads is not safe.
SPAWN = get_context("spawn")


def begin_child() -> None:
    """Make this process end as soon as its parent ends; called first in each child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
