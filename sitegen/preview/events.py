"""Server-sent events, from any thread to every open page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

# Seconds between keep-alive comments, by which both sides notice a closed connection.
SECONDS_BETWEEN_SIGNS = 15


class Events:
    """The open streams of pages. Has to be created in the server's event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._is_over = False

    def say(self, event: str, **data: object) -> None:
        """Send an event to every open page; safe to call from any thread."""
        self._tell(as_event(event, **data))

    def end(self) -> None:
        """End all streams."""
        self._is_over = True
        self._tell(None)

    def _tell(self, text: bytes | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, text)

    def _put(self, text: bytes | None) -> None:
        for listener in self._listeners:
            listener.put_nowait(text)

    async def stream(self, first: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """Yield the events for one page until the server ends, beginning with those of `first`.

        `first` is called after the page is registered, so that no event between is lost.
        """
        listener: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield b"retry: 500\n\n" + first()
            while not self._is_over:
                text = await self._next(listener)
                if text is None:
                    return
                yield text
        finally:
            self._listeners.discard(listener)

    async def _next(self, listener: asyncio.Queue[bytes | None]) -> bytes | None:
        try:
            return await asyncio.wait_for(listener.get(), SECONDS_BETWEEN_SIGNS)
        except TimeoutError:
            return b": here\n\n"


def as_event(event: str, **data: object) -> bytes:
    """The bytes of an event in the format of server-sent events (WHATWG HTML, 9.2)."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
