"""The standard input of a program in a container: bytes that somebody types or sends, until the end."""

from __future__ import annotations

LONGEST = 1 << 20
"""Bytes that wait to be read; what comes beyond is dropped, as nothing in a container reads that much."""


class Stdin:
    """Filled from outside, read by an operation."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self.closed = False
        """There will be no more."""

    def feed(self, data: bytes) -> None:
        self._waiting += data[: LONGEST - len(self._waiting)]

    def close(self) -> None:
        self.closed = True

    @property
    def ready(self) -> bool:
        """There is something to read, be it the end."""
        return bool(self._waiting) or self.closed

    def read(self) -> str:
        """Everything that waits. Bytes that are no text become replacement characters."""
        text = self._waiting.decode("utf-8", "replace")
        self._waiting.clear()
        return text
