"""The entry point: every way in which a run can end has its exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import click

from sitegen.cli.ends import Exit
from sitegen.cli.group import sitegen


class Terminated(BaseException):
    """The machine asked the process to end; like an interrupt, no handler of errors catches it."""


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not stop the cleaning up
    raise Terminated


def main() -> NoReturn:
    """The entry point: every way to end has its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    _open_streams()
    try:
        sitegen.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        _end(Exit.INTERRUPTED, "interrupted")
    except Terminated:
        _end(Exit.TERMINATED, "terminated")
    except (OSError, MemoryError) as error:
        _end(Exit.MACHINE, f"the machine failed: {str(error) or type(error).__name__}")
    except Exception:
        traceback.print_exc()
        _end(Exit.BUG, "this is a bug in sitegen; please report it with the lines above")
    sys.exit(Exit.CLEAN)


def _open_streams() -> None:
    """Make sure that what is said can be written, by whatever sitegen was started."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without "…" is no bug


def _end(code: Exit, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
