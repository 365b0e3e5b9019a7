"""Waiting until a service has converged, and what the client shows meanwhile.

`service create|update|scale|rollback` and `stack deploy --detach=false` wait like this: every 200 ms they
look at the service, its up-to-date tasks and the nodes; a service counts as converged when all its tasks
have run for the monitoring period. What each kind of service shows is in `progress_modes.py`.
Source: docker/cli `cli/command/service/progress/progress.go`, moby `pkg/jsonmessage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.progress_modes import mode_progress
from tutor.shell.process import Interrupted, Redraw, Write, pause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.driving import Part
    from tutor.shell.docker.progress_modes import ModeProgress
    from tutor.shell.process import Step

Json = dict[str, Any]
POLL = 200_000_000
"""Nanoseconds between two looks."""
_FIRST = 20_000_000
"""Until the first look: what requests take; meanwhile the managers have begun with what was asked of them."""
_SECOND = 10**9
_MONITOR = 5 * _SECOND
_BAR_WIDTH = 50
_ROOM_FOR_BAR = 110


class Display:
    """Lines by name (`overall progress`, `1/3`, `verify`): printed as they come, or redrawn on a terminal.

    A line with a bar is shown on terminals only. A line that repeats the one before is not printed again.
    """

    def __init__(self, *, tty: bool, width: int, quiet: bool) -> None:
        self._tty = tty
        self._bars = width > _ROOM_FOR_BAR
        self._quiet = quiet
        self._lines: dict[str, str] = {}
        self._last = ""
        self._pending: list[Step] = []

    def line(self, name: str, text: str) -> None:
        self._put(name, f"{name}: {text}")

    def bar(self, name: str, text: str, done: int, total: int) -> None:
        """A line with a bar that is `done` of `total` long."""
        if not total:
            self.line(name, text)
        elif self._tty:
            filled = min(int(done / total * 100) // 2, _BAR_WIDTH)
            drawn = f"[{'=' * filled}>{' ' * (_BAR_WIDTH - filled)}] " if self._bars else ""
            self._put(name, f"{name}: {text} {drawn}")

    def message(self, text: str) -> None:
        """A line of its own, below everything so far."""
        self._put("", text)

    def _put(self, name: str, text: str) -> None:
        if self._quiet:
            return
        if self._tty and name:
            self._lines[name] = text
        elif text != self._last:
            self._pending.append(Write(f"{text}\n"))
        self._last = text

    def steps(self, *, final: bool = False) -> Iterator[Step]:
        """What to do for the lines that have changed; `final` leaves them on the screen for good."""
        if self._lines:
            yield Redraw(tuple(self._lines.values()), keep=final)
        yield from self._pending
        self._pending.clear()


def wait_on_service(call: Call, ref: str, *, quiet: bool = False) -> Part[None]:
    """Wait until the service has converged.

    Raises ClientError when its update or rollback is paused. Ctrl+C ends the waiting, not the operation.
    """
    width = int(call.env.get("COLUMNS", "") or _ROOM_FOR_BAR + 1)
    display = Display(tty=call.tty, width=width, quiet=quiet)
    watch = _Watch(call, ref, display)
    span = _FIRST
    while True:
        try:
            yield pause(span)
        except Interrupted:
            watch.interrupted()
            yield from display.steps(final=True)
            return
        span = POLL
        try:
            done = watch.look()
        except ClientError:
            yield from display.steps(final=True)
            raise
        yield from display.steps(final=done)
        if done:
            return


class _Watch:
    """One service being waited for."""

    def __init__(self, call: Call, ref: str, display: Display) -> None:
        self._call = call
        self._ref = ref
        self._display = display
        self._mode: ModeProgress | None = None
        self._converged = False
        self._converged_at: int | None = None
        self._monitor = _MONITOR
        self._rollback = False
        self._farewell = ""

    def look(self) -> bool:
        """Look once; True when there is nothing left to wait for."""
        engine = self._call.engine
        service = engine.services.inspect(self._ref)
        self._monitor = (service["Spec"].get("UpdateConfig") or {}).get("Monitor") or self._monitor
        if self._mode is None:
            self._mode = mode_progress(service, self._display)
        if self._settled_by(service.get("UpdateStatus") or {}):
            return True
        if self._converged and self._since_converged() >= self._monitor:
            self._display.line("verify", f"Service {self._ref} converged")
            if self._farewell:
                self._display.line("rollback", self._farewell)
            return True
        tasks = engine.tasks.list({"service": [service["ID"]], "_up-to-date": ["true"]})
        nodes = {node["ID"] for node in engine.nodes.list({}) if node["Status"].get("State") != "down"}
        self._converged = self._mode.update(service, tasks, nodes, rollback=self._rollback)
        if self._converged and service.get("JobStatus") is not None:
            self._display.message("job complete")
            return True
        self._verify()
        return False

    def _settled_by(self, status: Json) -> bool:
        """Does the state of the update end the waiting? Raises ClientError when it is paused."""
        message = status.get("Message", "")
        match status.get("State"):
            case "updating":
                self._rollback = False
            case "completed":
                return not self._converged
            case "paused":
                raise ClientError(f"service update paused: {message}")
            case "rollback_started":
                if not self._rollback and message:
                    self._display.line("rollback", message)
                self._rollback = True
            case "rollback_paused":
                raise ClientError(f"service rollback paused: {message}")
            case "rollback_completed":
                if not self._converged:
                    self._farewell = message
                self._rollback = True
        return False

    def _since_converged(self) -> int:
        return 0 if self._converged_at is None else self._call.now - self._converged_at

    def _verify(self) -> None:
        if not self._converged:
            if self._converged_at is not None:
                self._display.line("verify", "Detected task failure")
            self._converged_at = None
            return
        if self._converged_at is None:
            self._converged_at = self._call.now
        left = self._monitor - self._since_converged()
        if left > 0:
            seconds = (left - 1) // _SECOND + 1
            self._display.line("verify", f"Waiting {seconds} seconds to verify that tasks are stable...")

    def interrupted(self) -> None:
        if not self._converged:
            self._display.message("Operation continuing in background.")
            self._display.message(f"Use `docker service ps {self._ref}` to check progress.")
