"""Virtual time: a queue of events that are data, and a clock that only moves when it is told to.

Times are integer nanoseconds since the Unix epoch, durations integer nanoseconds; that is what the
Engine API prints, so nothing is ever rounded on the way. Nothing here reads the machine's clock.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Event(NamedTuple):
    """Something that happens at `time`: what (`kind`) and to which objects (`ids`); never a closure.

    `seq` keeps events of one instant in the order in which they were scheduled.
    """

    time: int
    seq: int
    kind: str
    ids: tuple[str, ...] = ()


class Clock:
    """The present moment and what is still to come."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._seq = 0
        self._queue: list[Event] = []

    @property
    def now(self) -> int:
        """Virtual time, nanoseconds since the epoch."""
        return self._now

    def schedule(self, delay: int, kind: str, *ids: str) -> Event:
        """Put an event `delay` nanoseconds from now (0 or less: as soon as time is played)."""
        self._seq += 1
        event = Event(self._now + max(delay, 0), self._seq, kind, ids)
        heapq.heappush(self._queue, event)
        return event

    def next_time(self) -> int | None:
        """When the next event happens, or None when nothing is scheduled."""
        return self._queue[0].time if self._queue else None

    def next_event(self) -> Event | None:
        """The event that happens next."""
        return self._queue[0] if self._queue else None

    def queued(self) -> Iterable[Event]:
        """What is still to come, in no particular order."""
        return iter(self._queue)

    def pending(self) -> list[Event]:
        """What is still to come, in order (for tests and for reasons to wait)."""
        return sorted(self._queue)

    def advance_to(self, time: int, handle: Callable[[Event], None]) -> None:
        """Play every event up to and including `time` in order, then stand at `time`.

        Events that `handle` schedules inside the span are played, too. Time never goes back.
        """
        while self._queue and self._queue[0].time <= time:
            event = heapq.heappop(self._queue)
            self._now = max(self._now, event.time)
            handle(event)
        self._now = max(self._now, time)

    def snapshot(self) -> tuple[int, int, tuple[Event, ...]]:
        """The whole state, as data that `restore` takes."""
        return self._now, self._seq, tuple(self._queue)

    def restore(self, state: tuple[int, int, tuple[Event, ...]]) -> None:
        self._now, self._seq, queue = state
        self._queue = list(queue)
