"""Processes that a preview starts: they end with it, and an interrupt is not theirs to answer."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import get_context, parent_process

# Never forked: the process that starts them has threads. The same on every system.
SPAWN = get_context("spawn")


def begin_child() -> None:
    """Called first in a process: it ends as soon as its parent does, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
