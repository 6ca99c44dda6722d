"""Signals wait while a site takes its place, and after that until the run is finished."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from sitegen.findings.interrupts import finishing, is_published, replacing

SIGNAL = signal.SIGINT


@pytest.fixture(autouse=True)
def usual_handler() -> Iterator[None]:
    """A shell that started the tests in the background has told them to ignore interrupts."""
    before = signal.signal(SIGNAL, signal.default_int_handler)
    yield
    assert signal.signal(SIGNAL, before) is signal.default_int_handler


def strike() -> None:
    signal.raise_signal(SIGNAL)


def test_once_the_site_is_there_a_run_goes_on_to_its_end(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with finishing():
        with replacing() as published:
            strike()
            published()
        strike()
        assert is_published()
    assert signal.getsignal(SIGNAL) is signal.default_int_handler
    said = "interrupted: the new site is taking its place, so sitegen finishes first\n"
    assert capfd.readouterr().err == said


def test_an_interrupt_before_that_is_delivered_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), finishing():
        strike()
    assert not is_published()


def test_where_the_replacement_fails_the_interrupt_is_delivered() -> None:
    def fail() -> None:
        with replacing():
            strike()
            raise OSError

    with pytest.raises(KeyboardInterrupt), finishing():
        fail()
    assert not is_published()
    assert signal.getsignal(SIGNAL) is signal.default_int_handler


def test_a_failure_after_the_site_is_there_is_no_interrupt() -> None:
    def fail() -> None:
        with replacing() as published:
            published()
            strike()
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"), finishing():
        fail()
    assert is_published()


def test_without_a_run_the_interrupt_comes_after_the_replacement() -> None:
    steps = []

    def replace() -> None:
        with replacing() as published:
            strike()
            published()
            steps.append("published")

    with pytest.raises(KeyboardInterrupt):
        replace()
    assert steps == ["published"]
    assert signal.getsignal(SIGNAL) is signal.default_int_handler


def test_a_run_after_a_published_one_can_be_interrupted() -> None:
    with finishing(), replacing() as published:
        published()
    with pytest.raises(KeyboardInterrupt), finishing():
        strike()
    assert not is_published()


def test_a_signal_that_waited_for_a_finished_run_ends_no_later_replacement() -> None:
    with finishing(), replacing() as published:
        published()
        strike()
    with replacing() as published:
        published()
    assert is_published()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills with it")
def test_a_request_to_terminate_waits_as_well(capfd: pytest.CaptureFixture[str]) -> None:
    with finishing(), replacing() as published:
        published()
        os.kill(os.getpid(), signal.SIGTERM)
    assert capfd.readouterr().err.startswith("terminated: the new site is taking its place")
