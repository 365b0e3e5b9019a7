"""A command that runs in a sandbox: what it has written, what it waits for, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Answer, Ask, Edit, Import, Interrupted, Recall, Step, Until

if TYPE_CHECKING:
    from tutor.shell.process import Process, Refused


class RunningCommand:
    """One process of the shell, stepped by virtual time alone, so that a journal replays it exactly."""

    def __init__(self, host: str, line: str, process: Process, now: int) -> None:
        self.host = host
        self.line = line
        self.status: int | None = None
        """Exit status, None while it runs."""
        self.waits_for: Ask | Edit | Import | Recall | None = None
        """What it asks the learner, or the screen, for; `reply` answers."""
        self._process = process
        self._until: Until | None = None
        self._deadline: int | None = None
        self._written: list[Step] = []
        self._go(None, now, first=True)

    @property
    def running(self) -> bool:
        return self.status is None

    @property
    def deadline(self) -> int | None:
        """Virtual time at which its present wait ends at the latest."""
        return self._deadline

    def take(self) -> list[Step]:
        """What it put on the screen since the last call: Write, Redraw, Clear, Speed."""
        written, self._written = self._written, []
        return written

    def poll(self, now: int) -> None:
        """Go on if what it waits for has come true, or the wait's limit is over."""
        while self.running and self._until is not None:
            if self._until.condition():
                self._go(True, now)
            elif self._deadline is not None and now >= self._deadline:
                self._go(False, now)
            else:
                return

    def reply(self, text: str | Refused | None, now: int) -> None:
        """Answer what it asked for; None: end of input, or the file is left as it was, or there is none to read."""
        if self.waits_for is not None:
            self._go(text, now)

    def interrupt(self, now: int) -> None:
        """Ctrl+C."""
        if self.running:
            self._go(None, now, interrupt=True)

    def drop(self) -> None:
        """End it where it stands, without Ctrl+C and without a status of its own."""
        self._process.close()
        self._until, self._deadline, self.waits_for = None, None, None

    def _go(self, answer: Answer, now: int, *, first: bool = False, interrupt: bool = False) -> None:
        """Step until it waits for time, waits for the learner, or ends."""
        self._until, self._deadline, self.waits_for = None, None, None
        while True:
            try:
                if interrupt:
                    interrupt = False
                    step = self._process.throw(Interrupted())
                elif first:
                    first = False
                    step = next(self._process)
                else:
                    step = self._process.send(answer)
            except StopIteration as stop:
                self.status = stop.value
                return
            except Interrupted:
                self.status = 130
                return
            answer = None
            if isinstance(step, Until):
                self._until = step
                self._deadline = None if step.limit is None else now + step.limit
                return
            if isinstance(step, (Ask, Edit, Import, Recall)):
                self.waits_for = step
                return
            self._written.append(step)
