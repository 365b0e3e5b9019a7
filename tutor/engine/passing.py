"""Letting virtual time pass while slow operations wait in it.

Whatever waits goes on at the exact virtual moment it waited for, however long the stretch of time is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.swarm.cluster import Simulation


class Waiting(Protocol):
    """Something that waits for a condition, or for a moment at the latest."""

    @property
    def deadline(self) -> int | None:
        """The virtual moment at which its wait ends at the latest; None without a limit, or when it waits no more."""
        ...

    def poll(self, now: int) -> None:
        """Go on if what it waits for has come true, or the wait's limit is over."""
        ...


def next_moment(sim: Simulation, waiting: Iterable[Waiting]) -> int | None:
    """When something happens next, or somebody has waited long enough; None: never."""
    moments = [one.deadline for one in waiting if one.deadline is not None]
    coming = sim.clock.next_time()
    if coming is not None:
        moments.append(coming)
    return min(moments, default=None)


def pass_until(sim: Simulation, end: int, waiting: Callable[[], Iterable[Waiting]]) -> None:
    """Let time pass up to `end` (nanoseconds since the epoch), moment by moment."""
    clock = sim.clock
    while clock.now < end:
        upcoming = next_moment(sim, waiting())
        moment = end if upcoming is None else min(upcoming, end)
        sim.advance(max(moment, clock.now) - clock.now)
        for one in list(waiting()):
            one.poll(clock.now)
