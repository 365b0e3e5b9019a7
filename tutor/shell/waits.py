"""Waits that several commands use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.waiting import Until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.swarm.cluster import Simulation


def until(condition: Callable[[], bool], limit: int | None = None) -> Until:
    """Wait for a condition, at most `limit` nanoseconds."""
    return Until(condition, limit)


def settled(sim: Simulation, limit: int) -> Until:
    """Wait until nothing in the simulation changes any more, at most `limit` nanoseconds.

    The same notion of rest as `Simulation.settle`, for drivers that pass the time themselves.
    """
    from tutor.swarm.cluster import QUIET, QUIET_PENDING
    from tutor.swarm.settling import is_busy

    def at_rest() -> bool:
        upcoming = sim.next_time()
        if upcoming is None:
            return True
        ahead = upcoming - sim.clock.now
        return ahead > QUIET and not is_busy(sim, ahead > QUIET_PENDING)

    return Until(at_rest, limit)
