"""Where the scanner stopped: the line up to there, in any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.reading.stops import Stop
from tests.reading.reader import quickly


def stop_at(text: str, offset: int) -> Stop:
    return Stop(text, "", offset, "", offset, 0, 0, "")


@quickly
@given(st.data(), st.text("ab \n🦉", max_size=30))
def test_a_stop_knows_what_stands_before_it_in_its_line(data: st.DataObject, text: str) -> None:
    stop = stop_at(text, data.draw(st.integers(0, len(text))))
    assert text[: stop.offset].endswith(stop.line)
    assert "\n" not in stop.line
    assert stop.column == len(stop.line)
    before = stop.offset - stop.column
    assert before == 0 or text[before - 1] == "\n"
