"""PyYAML's two parsers: the same events, and errors of the kinds that are caught."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.reading import parser
from sitegen.reading.parser import SYNTAX_ERRORS, events, last_event, start_of
from tests.reading.reader import MANIFEST, quickly

CHARACTERS = "ab:-?,[]{}'\"#&*!|>%@`\\x0U \n\t"
MARKS = st.lists(st.sampled_from([*CHARACTERS, "\\U", "---", "...", "%YAML"])).map("".join)


def kinds(text: str) -> list[tuple[str, int, int]]:
    """The kinds of all events, where they begin, and where they end."""
    take, found = events(text), []
    while not found or found[-1][0] != "StreamEndEvent":
        event = take()
        found.append((type(event).__name__, start_of(event), event.end_mark.index))
    return found


def test_both_parsers_find_the_same_events_at_the_same_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = MANIFEST.decode()
    found = kinds(text)
    assert len(found) > 50
    monkeypatch.setattr(parser, "Loader", yaml.SafeLoader)
    assert [each[:2] for each in kinds(text)] == [each[:2] for each in found]


@quickly
@given(MARKS)
@example('a: "\\UFFFFFFFF"')
@example('a: "\\xZZ"')
@example("%YAML 9999999999999999999.1\n---\na")
def test_whatever_is_written_no_other_error_is_raised(text: str) -> None:
    for loader in {parser.Loader, yaml.SafeLoader}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parser, "Loader", loader)
            try:
                kinds(text)
            except SYNTAX_ERRORS:
                last_event(text)
            else:
                assert type(last_event(text)).__name__ == "StreamEndEvent"


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("a: b\nc: 'd\n", "c"),
        ("a: [b, c\nd: e\n", "c"),
        ("a: b\nc: d\n e: f\n", "d"),
        ("a:\n\t- b\n", "a"),
    ],
)
def test_what_was_read_last_before_an_error_is_found_again(text: str, last: str) -> None:
    event = last_event(text)
    assert text[start_of(event) :].startswith(last) or event.value.startswith(last)
