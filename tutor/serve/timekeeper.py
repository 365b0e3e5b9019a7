"""A simulation whose time follows a wall clock, times a speed, and can be made to pass at once.

Nothing here sleeps: whoever serves asks `due_in` how long to wait and calls `catch_up`. Operations under way
go on at the exact virtual moments they wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tutor.engine.passing import next_moment, pass_until
from tutor.engine.times import for_a_clock_behind
from tutor.serve.operations import RunningOperation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.waiting import Chunk, Operation
    from tutor.swarm.cluster import Simulation

ResultT = TypeVar("ResultT")
NANO = 10**9


class Timekeeper:
    """Owns the clock of one simulation and everything that waits in it."""

    def __init__(self, sim: Simulation, wall: Callable[[], int], speed: float = 1.0) -> None:
        """`wall` tells the machine's time in nanoseconds since the epoch."""
        self.sim = sim
        self._wall = wall
        self._seen = wall()
        """The wall clock at the last catching up."""
        self._speed = speed
        self._running: dict[RunningOperation[Any], None] = {}

    @property
    def now(self) -> int:
        """Virtual time, nanoseconds since the epoch."""
        return self.sim.clock.now

    @property
    def ahead(self) -> int:
        """How far virtual time is ahead of the wall clock."""
        return self.now - self._seen

    @property
    def speed(self) -> float:
        """Virtual seconds in one second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.catch_up()
        self._speed = speed

    # ------------------------------------------------------------------ time
    def catch_up(self) -> None:
        """Let as much virtual time pass as the wall clock says. A wall clock that is set back costs no time."""
        wall = self._wall()
        passed = max(wall - self._seen, 0)
        self._seen = wall
        end = self.now + int(passed * self._speed)
        with for_a_clock_behind(end - wall):
            pass_until(self.sim, end, self._waiting)

    def due_in(self) -> float | None:
        """Seconds of the wall clock until something happens; None: nothing will by itself."""
        moment = next_moment(self.sim, self._waiting())
        if moment is None or not self._speed:
            return None
        return max(moment - self.now, 0) / NANO / self._speed

    def pass_at_once(self, operation: Operation[ResultT], give: Callable[[Chunk], None]) -> ResultT:
        """Let time pass, without waiting for it, until the operation ends; its result. Raises what it raises."""
        self.catch_up()
        running = self.begin(operation, give)
        while running.running:
            moment = next_moment(self.sim, self._waiting())
            if moment is None:
                running.abandon(RuntimeError("nothing will ever happen that it waits for"))
            elif moment > self.now:
                with for_a_clock_behind(moment - self._seen):
                    pass_until(self.sim, moment, self._waiting)
            else:
                self.sim.advance(0)
                self.touched()
        if running.failure is not None:
            raise running.failure
        return running.result  # type: ignore[return-value]  # it has ended without failure

    # ------------------------------------------------------------------ operations
    def begin(
        self,
        operation: Operation[ResultT],
        give: Callable[[Chunk], None],
        ended: Callable[[RunningOperation[ResultT]], None] = lambda _: None,
    ) -> RunningOperation[ResultT]:
        """Start an operation now; others that wait for what it does go on, too."""

        def end(running: RunningOperation[ResultT]) -> None:
            self._running.pop(running, None)
            ended(running)

        running = RunningOperation(operation, give, end)
        self._running[running] = None
        with for_a_clock_behind(self.ahead):
            running.start(self.now)
        self.touched()
        return running

    def touched(self) -> None:
        """The simulation was changed from outside: who waits for that goes on."""
        with for_a_clock_behind(self.ahead):
            for one in self._waiting():
                one.poll(self.now)

    def _waiting(self) -> list[RunningOperation[Any]]:
        return list(self._running)
