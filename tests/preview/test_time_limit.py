"""A time limit in threads: it interrupts what never ends, and nothing after it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest

from sitegen.build.limits import TimeLimitError
from sitegen.preview.time_limit import within_seconds


def never_ends() -> None:
    for _ in itertools.count():
        pass


def test_what_never_ends_is_interrupted_in_every_thread() -> None:
    with pytest.raises(TimeLimitError):
        within_seconds(0.01, never_ends)
    with ThreadPoolExecutor(4) as pool:
        for waiting in [pool.submit(within_seconds, 0.01, never_ends) for _ in range(8)]:
            with pytest.raises(TimeLimitError):
                waiting.result()


def test_an_error_that_is_swallowed_comes_again() -> None:
    def stubborn() -> None:
        with suppress(TimeLimitError):
            never_ends()
        never_ends()

    with pytest.raises(TimeLimitError):
        within_seconds(0.01, stubborn)


def test_nothing_arrives_after_the_end() -> None:
    """Limits that are over just when the work ends."""

    def work() -> int:
        interrupted = 0
        for number in range(300):
            try:
                assert within_seconds(number % 7 / 20_000, partial(sum, range(1_000))) == 499_500
            except TimeLimitError:
                interrupted += 1
            sum(range(2_000))  # here, an error would fail the test
        return interrupted

    with ThreadPoolExecutor(4) as pool:
        counts = [waiting.result() for waiting in [pool.submit(work) for _ in range(4)]]
    assert all(0 <= each <= 300 for each in counts)


def test_an_error_of_the_work_stays_itself() -> None:
    with pytest.raises(ZeroDivisionError):
        within_seconds(60, lambda: 1 // 0)
