"""What one swarm still has to do: events of the common clock that carry the swarm's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.state import Stateful

if TYPE_CHECKING:
    from tutor.swarm.clock import Clock, Event


class Agenda(Stateful):
    """Schedules events for one swarm; the first id of each is the swarm's key."""

    remembered = ("_once",)

    def __init__(self, clock: Clock, key: str) -> None:
        self.clock = clock
        self.key = key
        self._once: dict[tuple[str, ...], None] = {}

    def after(self, delay: int, kind: str, *ids: str) -> None:
        """Let `kind` happen `delay` nanoseconds from now."""
        self.clock.schedule(delay, kind, self.key, *ids)

    def once(self, delay: int, kind: str, *ids: str) -> None:
        """The same, unless exactly this is already due: many causes, one reaction (a debounce)."""
        mark = (kind, *ids)
        if mark not in self._once:
            self._once[mark] = None
            self.clock.schedule(delay, kind, self.key, *ids)

    def begins(self, event: Event) -> None:
        """The event is being played: the next cause schedules it anew."""
        self._once.pop((event.kind, *event.ids[1:]), None)
