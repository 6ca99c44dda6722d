"""The events of an open page: none is lost between rendering it and listening."""

from __future__ import annotations

import asyncio

from sitegen.preview.events import Events, as_event


def test_what_happens_while_the_first_events_are_made_is_heard() -> None:
    async def heard() -> list[bytes]:
        events = Events()

        def first() -> bytes:
            events.say("change", folders=["papers/one"])
            return as_event("state", done=True)

        stream = events.stream(first)
        begin = await anext(stream)
        return [begin, await anext(stream)]

    begin, then = asyncio.run(heard())
    assert b"event: state" in begin
    assert then == as_event("change", folders=["papers/one"])


def test_the_first_events_tell_of_what_happened_before_the_page_listened() -> None:
    async def heard() -> bytes:
        events, happened = Events(), ["nothing"]
        stream = events.stream(lambda: as_event("state", happened=happened[-1]))
        happened.append("a save")
        events.say("change")
        await asyncio.sleep(0)  # let the event go out to those that listen
        return await anext(stream)

    assert b"a save" in asyncio.run(heard())
