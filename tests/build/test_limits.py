"""Work that takes too long or too much memory is given up, and what comes after it is as before."""

from __future__ import annotations

import resource
import signal
import sys
import threading

import pytest

from sitegen.build import limits
from sitegen.build.limits import Limits, TimeLimitError, within

MEGABYTE = 1_000_000
no_alarms = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")
no_limits = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")


def work_forever() -> None:
    while True:
        pass


def work_forever_whatever_happens() -> None:
    while True:
        try:
            work_forever()
        except Exception:  # as libraries do
            continue


@no_alarms
def test_work_without_an_end_is_given_up() -> None:
    with pytest.raises(TimeLimitError), within(Limits(seconds=0.01)):
        work_forever()


@no_alarms
def test_no_handler_of_errors_swallows_it() -> None:
    with pytest.raises(TimeLimitError), within(Limits(seconds=0.01)):
        work_forever_whatever_happens()


@no_alarms
def test_a_library_that_swallows_everything_once_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SECONDS_UNTIL_AGAIN", 0.01)
    swallowed: list[int] = []

    def work() -> None:
        try:
            work_forever()
        except BaseException:  # as a callback from C does
            swallowed.append(1)
        work_forever()

    with pytest.raises(TimeLimitError), within(Limits(seconds=0.01)):
        work()
    assert swallowed


@no_limits
def test_work_that_wants_too_much_memory_is_given_up() -> None:
    with pytest.raises(MemoryError), within(Limits(memory=100 * MEGABYTE)):
        bytearray(200 * MEGABYTE)


@no_limits
def test_what_stays_within_its_limits_is_not_disturbed_and_nothing_is_left_of_them() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with within(Limits(seconds=60, memory=100 * MEGABYTE)):
        kept = bytearray(10 * MEGABYTE)
    assert len(kept) == 10 * MEGABYTE
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@no_alarms
def test_an_alarm_of_whoever_called_goes_off_as_it_would_have() -> None:
    class Rang(Exception):
        pass

    def ring(*_: object) -> None:
        raise Rang

    handler, timer = signal.signal(signal.SIGALRM, ring), signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        with within(Limits(seconds=60)):
            pass
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
        signal.setitimer(signal.ITIMER_REAL, 600, 300)
        with pytest.raises(TimeLimitError), within(Limits(seconds=0.01)):
            work_forever()
        assert signal.getsignal(signal.SIGALRM) is ring
        left, every = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left < 600
        assert every == 300
        with pytest.raises(Rang):
            signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *timer)


@no_limits
def test_limits_are_lifted_when_the_work_fails() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(LookupError), within(Limits()):
        raise LookupError
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_where_no_alarm_can_be_set_the_work_is_done_all_the_same() -> None:
    done: list[int] = []

    def work() -> None:
        with within(Limits(seconds=60)):
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]
