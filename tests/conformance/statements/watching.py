"""Looking at a cluster at every moment in which something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.statements.cluster import Cluster, TaskRow


def moments(it: Cluster, seconds: float = 60) -> Iterator[list[TaskRow]]:
    """The tasks of the service web after everything that happens in the next seconds."""
    end = it.sim.clock.now + int(seconds * SECOND)
    yield it.ps()
    while it.sim.clock.now < end:
        it.sim.advance_to_next(end - it.sim.clock.now)
        yield it.ps()


def update_states(it: Cluster, seconds: float = 60) -> list[str]:
    """The states that the update of the service web goes through in the next seconds, each once."""
    seen: list[str] = []
    for _ in moments(it, seconds):
        state = update_state(it)
        if state and state not in seen[-1:]:
            seen.append(state)
    return seen


def update_state(it: Cluster, service: str = "web") -> str:
    """`updating`, `completed`, `paused`, ...; empty where the service has no update to tell of."""
    return it.inspect("{{with .UpdateStatus}}{{.State}}{{end}}", service)


def update_message(it: Cluster, service: str = "web") -> str:
    return it.inspect("{{.UpdateStatus.Message}}", service)


def images(it: Cluster, service: str = "web") -> list[str]:
    """The images of the tasks that run and shall run, by slot."""
    return [row.image.partition("@")[0] for row in it.running(service)]


def ids(it: Cluster, service: str = "web") -> set[str]:
    """The tasks that run and shall run."""
    return {row.id for row in it.running(service)}
