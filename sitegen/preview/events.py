"""What open pages are told: server-sent events, from any thread to every page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

# So often a page hears that the server lives, and the server whether the page does.
SECONDS_BETWEEN_SIGNS = 15


class Events:
    """The pages that listen, and what they are told. Made in the server's event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._is_over = False

    def say(self, event: str, **data: object) -> None:
        """Tell every open page; may be called by any thread."""
        self._tell(as_event(event, **data))

    def end(self) -> None:
        """Let every stream end."""
        self._is_over = True
        self._tell(None)

    def _tell(self, text: bytes | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, text)

    def _put(self, text: bytes | None) -> None:
        for listener in self._listeners:
            listener.put_nowait(text)

    async def stream(self, first: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """What one page hears until the server ends, beginning with what `first` makes.

        That is called once the page listens: nothing can happen between `first` and what follows.
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
    """An event as a stream has it."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
