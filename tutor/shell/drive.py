"""Driving a process to its end with virtual time passing at once: for replay, for proofs, for judges.

The terminal widget drives processes differently, with the wall clock; see `tutor.shell.process`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.shell.process import Answer, Interrupted, Redraw, Step, Until, Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation

PATIENCE = 600 * SECOND
"""A command that waits without a limit is interrupted after this much virtual time."""


@dataclass(slots=True)
class Outcome:
    """What a command did: its exit status and what it wrote."""

    status: int = 0
    _parts: dict[str, list[str]] = field(default_factory=lambda: {"stdout": [], "stderr": []})

    @property
    def stdout(self) -> str:
        return "".join(self._parts["stdout"])

    @property
    def stderr(self) -> str:
        return "".join(self._parts["stderr"])

    def take(self, step: Step) -> None:
        """Keep what a step leaves on the screen."""
        if isinstance(step, Write):
            self._parts[step.stream].append(step.text)
        elif isinstance(step, Redraw) and step.keep:
            self._parts["stdout"].extend(f"{line}\n" for line in step.lines)


TIMED_OUT = 124
"""The exit status of a command that was ended because it took too long, as `timeout` has it."""


def run_through(process: Process, sim: Simulation, patience: int = PATIENCE, at_most: int | None = None) -> Outcome:
    """Run a process to its end; time passes as fast as its waits allow.

    Nobody is there to answer: `Ask` gets the end of input, `Edit` leaves the file as it is, `Import` is refused,
    `Recall` gets nothing. A process that waits longer than `patience` nanoseconds in one go gets Ctrl+C. One that is
    still there after `at_most` nanoseconds is ended where it is.
    """
    end = None if at_most is None else sim.clock.now + at_most
    outcome = Outcome()
    answer: Answer = None
    interrupted = False
    started = False
    while True:
        try:
            if interrupted:
                step = process.throw(Interrupted())
            elif started:
                step = process.send(answer)
            else:
                step = next(process)
        except StopIteration as stop:
            outcome.status = stop.value
            return outcome
        except Interrupted:
            outcome.status = 130
            return outcome
        started, interrupted = True, False
        outcome.take(step)
        answer = None
        if isinstance(step, Until):
            answer = wait_for(step, sim, patience if end is None else min(patience, max(0, end - sim.clock.now)))
            interrupted = answer is None
        if end is not None and sim.clock.now >= end:
            process.close()
            outcome.status = TIMED_OUT
            return outcome


def wait_for(until: Until, sim: Simulation, patience: int = PATIENCE) -> bool | None:
    """Let time pass until the condition holds (True), its limit is over (False), or patience is (None)."""
    limit = patience if until.limit is None else until.limit
    deadline = sim.clock.now + limit
    while not until.condition():
        left = deadline - sim.clock.now
        if left <= 0:
            return None if until.limit is None else False
        sim.advance_to_next(left)
    return True
