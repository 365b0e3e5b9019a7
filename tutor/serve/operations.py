"""An operation of an Engine under way: stepped by virtual time, its output handed on as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from tutor.engine.waiting import Until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.waiting import Chunk, Operation

ResultT = TypeVar("ResultT")


class Abandoned(Exception):
    """Nobody waits for the operation any more."""


class RunningOperation(Generic[ResultT]):
    """One operation. `tutor.engine.passing` lets it go on at the moments it waits for."""

    def __init__(
        self,
        operation: Operation[ResultT],
        give: Callable[[Chunk], None],
        ended: Callable[[RunningOperation[ResultT]], None],
    ) -> None:
        """`give` gets every chunk, `ended` is called once, when `result` or `failure` is set."""
        self.result: ResultT | None = None
        self.failure: Exception | None = None
        self.running = True
        self._operation = operation
        self._give = give
        self._ended = ended
        self._until: Until | None = None
        self._deadline: int | None = None

    @property
    def deadline(self) -> int | None:
        return self._deadline

    def start(self, now: int) -> None:
        """Do what can be done without waiting."""
        self._go(None, now)
        self.poll(now)

    def poll(self, now: int) -> None:
        while self.running and self._until is not None:
            if self._until.condition():
                self._go(True, now)
            elif self._deadline is not None and now >= self._deadline:
                self._go(False, now)
            else:
                return

    def abandon(self, reason: Exception | None = None) -> None:
        """End it where it stands; `failure` tells why."""
        if self.running:
            self._operation.close()
            self._end(reason or Abandoned())

    def _go(self, answer: bool | None, now: int) -> None:
        self._until, self._deadline = None, None
        while True:
            try:
                step = next(self._operation) if answer is None else self._operation.send(answer)
            except StopIteration as stop:
                self.result = stop.value
                return self._end()
            except Exception as failure:
                return self._end(failure)
            if isinstance(step, Until):
                self._until = step
                self._deadline = None if step.limit is None else now + step.limit
                return None
            self._give(step)
            answer = True

    def _end(self, failure: Exception | None = None) -> None:
        self.running = False
        self.failure = failure
        self._until, self._deadline = None, None
        self._ended(self)
