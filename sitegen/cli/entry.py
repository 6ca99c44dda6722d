"""The entry point, which gives every way that a run can end its exit code."""

from __future__ import annotations

import errno
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
from sitegen.findings.errors import UnavailableError
from sitegen.findings.interrupts import finishing, is_published
from sitegen.findings.legible import legible

REMEDIES = {
    "EACCES": "give this user permission to read and write there, or pass another folder",
    "EPERM": "give this user permission to read and write there, or pass another folder",
    "EROFS": "pass a folder on a writable disk",
    "ELOOP": "a symbolic link in this path leads back to itself: remove it",
    "ENOSPC": "free some disk space",
    "EDQUOT": "free some disk space",
    "ENOTEMPTY": "move the content of this folder away",
    "EIO": "the disk may be failing: look at the log of the system",
}
NO_MEMORY = "not enough memory; stop other programs, allow more (`ulimit -v`), or pass --jobs 1"
# What libraries and Python say, apart from MemoryError, where memory cannot be had.
WITHOUT_MEMORY = (
    *("failed to map segment from shared object", "annot allocate memory"),
    *("can't start new thread", "Out of memory", "out of memory"),
    "quantization error",  # of Pillow
)
PUBLISHED = "; the new site is published all the same"


class TerminatedError(BaseException):
    """The process received SIGTERM. A BaseException, so that no handler of errors catches it."""


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not stop the cleanup
    raise TerminatedError


def main() -> NoReturn:
    """Run the command line, and exit with the code for how it ended."""
    signal.signal(signal.SIGTERM, _terminate)
    _open_streams()
    # pandas loads it, and it would take 30 MB of address space for each core, for nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with finishing():
        _run()


def _run() -> NoReturn:
    try:
        sitegen.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        _end(Exit.INTERRUPTED, "interrupted")
    except TerminatedError:
        _end(Exit.TERMINATED, "terminated")
    except (OSError, MemoryError, UnavailableError) as error:
        _end(Exit.MACHINE, f"cannot continue: {_in_words(error)}")
    except Exception as error:
        if _lacks_memory(error):
            _end(Exit.MACHINE, f"cannot continue: {NO_MEMORY}")
        traceback.print_exc()
        _end(Exit.BUG, "this is a bug in sitegen; report it with the traceback above")
    sys.exit(Exit.CLEAN)


def _lacks_memory(error: BaseException | None) -> bool:
    """Whether an error came of too little memory; libraries and Python say it in many ways."""
    if isinstance(error, SystemError) and _memory_is_limited():
        return True  # Python itself stumbles where there is none at all
    while error is not None:
        if isinstance(error, MemoryError) or any(said in str(error) for said in WITHOUT_MEMORY):
            return True
        error = error.__cause__ or error.__context__
    return False


def _memory_is_limited() -> bool:
    try:
        import resource
    except ImportError:
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _open_streams() -> None:
    """Make sure that output never fails, whatever started sitegen."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal can print "…"


def _in_words(error: Exception) -> str:
    """An error in words: the paths, the reason, and what to do."""
    if _lacks_memory(error):
        return NO_MEMORY
    if not (isinstance(error, OSError) and error.strerror):
        return legible(str(error)) or type(error).__name__
    paths = [os.fsdecode(each) for each in _paths(error)]
    said = ": ".join([*([" and ".join(map(legible, paths))] if paths else []), error.strerror])
    remedy = REMEDIES.get(errno.errorcode.get(error.errno or 0, ""))
    return f"{said}; {remedy}" if remedy else said


def _paths(error: OSError) -> list[str | bytes]:
    return [each for each in (error.filename, error.filename2) if isinstance(each, str | bytes)]


def _end(code: Exit, message: str) -> NoReturn:
    click.echo(f"{message}{PUBLISHED}" if is_published() else message, err=True)
    sys.exit(code)
