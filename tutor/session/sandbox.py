"""A sandbox in progress: a bench, the commands that run on it, its journal, undo.

Time passes only by `tick`. Within a tick everything happens at its exact virtual moment, so the same
journal always leads to the same cluster, however long or short the ticks were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutor.engine.passing import pass_until
from tutor.progress.errors import ProgressError
from tutor.session.running import RunningCommand
from tutor.shell.process import Ask, Edit, Import, Recall, Refused
from tutor.shell.terminal import recall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.labs.laboratory import Bench
    from tutor.shell.terminal import TerminalSnapshot
    from tutor.swarm.cluster import SimulationSnapshot

MAX_UNDO = 50
"""How many commands can be taken back."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What undo goes back to: the moment before a command."""

    line: str
    at: int
    journal: tuple[dict[str, Any], ...]
    sim: SimulationSnapshot
    terminal: TerminalSnapshot
    busy: tuple[str, ...]
    """Hosts whose commands ran at that moment: they cannot be brought back, so undo ends them."""
    extra: Any


@dataclass(frozen=True, slots=True)
class _Undone:
    """What redo does again: everything that followed that moment, up to when it was taken back, or the next began."""

    moment: _Moment
    journal: tuple[dict[str, Any], ...]
    """The journal as the undo left it."""
    causes: tuple[dict[str, Any], ...]
    """What the undo took out of it."""
    until: int


def _about(wish: Ask | Edit | Import | Recall) -> dict[str, Any]:
    """What an answer is an answer to, for those who read a journal; playing it needs no such thing."""
    match wish:
        case Ask(hidden=True):
            return {"hidden": True}
        case Edit(path=path) | Import(path=path):
            return {"of": type(wish).__name__.lower(), "path": path}
        case Recall():
            return {"of": "recall"}
    return {}


class SandboxSession:
    """Hosts, terminals and time. `make` builds the bench afresh, always the same one."""

    def __init__(self, make: Callable[[], Bench]) -> None:
        self._make = make
        self.replaying = False
        """A journal is being played; what happens is not new."""
        self.trouble = ""
        """Why what was done could not be kept the last time, or empty. The session goes on all the same."""
        self._unkept = False
        self._begin()

    def _begin(self) -> None:
        self.bench = self._make()
        self.started_at = self.now
        self.speed: float | None = None
        """Virtual seconds in a real one, as `sim speed` said last; None: as the learner's settings have it."""
        self.journal: list[dict[str, Any]] = []
        """Outside causes in order, as JSON values; `at` counts nanoseconds from the beginning."""
        self.foreground: dict[str, RunningCommand] = {}
        """The running command of each host, or none."""
        self._undo: list[_Moment] = []
        self._redo: list[_Undone] = []

    @property
    def now(self) -> int:
        """Virtual time, nanoseconds since the epoch."""
        return self.bench.sim.clock.now

    @property
    def hosts(self) -> tuple[str, ...]:
        return self.bench.hosts

    @property
    def undoable(self) -> str:
        """The command that `undo` would take back, or empty."""
        return self._undo[-1].line if self._undo else ""

    @property
    def redoable(self) -> str:
        """The command that `redo` would do again, or empty."""
        return self._redo[-1].moment.line if self._redo else ""

    # ------------------------------------------------------------------ what a learner does
    def start(self, host: str, line: str, columns: int | None = None) -> RunningCommand:
        """Type a line on a host, on a screen of so many columns. Its command runs until its `status` is set.

        Raises RuntimeError when the host's last command still runs.
        """
        current = self.foreground.get(host)
        if current is not None and current.running:
            raise RuntimeError(f"{host} is busy with {current.line!r}")
        if not self.replaying:
            self._redo.clear()
        self._remember(line)
        # `!!` means another line once an undo took lines out of the journal, but not out of the shell's history
        shell = self.bench.terminal.shells[host]
        width = {} if columns is None else {"columns": columns}
        self._write(do="type", on=host, line=recall(line, shell.history), **width)
        if columns is not None:
            shell.env["COLUMNS"] = str(columns)
        command = RunningCommand(host, line, self.bench.terminal.start(line, on=host), self.now)
        self.foreground[host] = command
        self.after_step()
        return command

    def interrupt(self, host: str) -> None:
        """Ctrl+C on a host; nothing happens where nothing runs."""
        command = self.foreground.get(host)
        if command is not None and command.running:
            self._write(do="interrupt", on=host)
            command.interrupt(self.now)
            self.after_step()

    def reply(self, host: str, text: str | Refused | None) -> None:
        """Answer the running command's question (None: end of input), or give it the file it wants to read."""
        command = self.foreground.get(host)
        if command is not None and command.waits_for is not None:
            answer = {"refused": text.reason} if isinstance(text, Refused) else {"text": text}
            self._write(do="reply", on=host, **answer, **_about(command.waits_for))
            command.reply(text, self.now)
            self.after_step()

    def undo(self) -> str:
        """Take the last command and everything after it back; returns its line, empty if there is none."""
        if not self._undo:
            return ""
        moment = self._undo.pop()
        causes = tuple(self.journal[len(moment.journal) :])
        until = self._redo[-1].moment.at if self._redo else self.now
        self._go_back(moment, moment.journal)
        for host in moment.busy:
            self._write(do="drop", on=host)
        self._redo.append(_Undone(moment, tuple(self.journal), causes, until))
        self.after_step()
        return moment.line

    def redo(self) -> str:
        """Do what was taken back last again, exactly as it was and at its time; returns its line, or empty.

        A command that ran on another host when it was typed is not brought back: undo has ended it.
        """
        if not self._redo:
            return ""
        undone = self._redo.pop()
        self._go_back(undone.moment, undone.journal)
        self._replay(undone.causes, undone.until)
        if self._redo:  # what follows begins where this one has led to
            following = self._redo[-1]
            moment = self._moment(following.moment.line)
            self._redo[-1] = replace(following, moment=moment, journal=moment.journal)
        return undone.moment.line

    def _go_back(self, moment: _Moment, journal: Iterable[dict[str, Any]]) -> None:
        for command in self.foreground.values():
            command.drop()
        self.bench.sim.restore(moment.sim)
        self.bench.terminal.restore(moment.terminal)
        self.foreground.clear()
        self.journal = list(journal)
        self._unkept = True
        self.put_back(moment.extra)

    def reset(self) -> None:
        """Begin again from the start."""
        self._begin()
        self._unkept = True
        self.after_reset()
        self.after_step()

    # ------------------------------------------------------------------ time
    def tick(self, nanoseconds: int) -> None:
        """Let virtual time pass."""
        self._advance_to(self.now + nanoseconds)
        self.after_step()

    def _advance_to(self, end: int) -> None:
        pass_until(self.bench.sim, end, self.foreground.values)

    # ------------------------------------------------------------------ journal
    def _write(self, **entry: Any) -> None:
        self.journal.append({"at": self.now - self.started_at, **entry})
        self._unkept = True

    def _remember(self, line: str) -> None:
        self._undo.append(self._moment(line))
        del self._undo[:-MAX_UNDO]

    def _moment(self, line: str) -> _Moment:
        """This one, before that line."""
        return _Moment(
            line,
            self.now,
            tuple(self.journal),
            self.bench.sim.snapshot(),
            self.bench.terminal.snapshot(),
            tuple(host for host, command in self.foreground.items() if command.running),
            self.to_remember(),
        )

    # ------------------------------------------------------------------ keeping
    def keep(self) -> None:
        """Save, and go on where that fails: `trouble` says why, and the next time everything is saved."""
        self._unkept = False
        try:
            self.save()
        except ProgressError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""

    def save(self) -> None:
        """Keep the session as it is now, if it is of a kind that is kept. Raises ProgressError."""

    def saved(self) -> tuple[dict[str, Any], ...]:
        """The journal up to this moment, for `replay`."""
        return (*self.journal, {"at": self.now - self.started_at, "do": "wait"})

    def replay(self, journal: Iterable[dict[str, Any]]) -> None:
        """Do again what a journal tells, from a fresh beginning."""
        self._replay(journal, self.now)

    def _replay(self, journal: Iterable[dict[str, Any]], until: int) -> None:
        self.replaying = True
        unkept = self._unkept
        try:
            for entry in journal:
                self._advance_to(self.started_at + entry["at"])
                self.after_step()
                self._repeat(entry)
            self._advance_to(until)
        finally:
            self.replaying = False
            self._unkept = unkept
        self.after_step()

    def _repeat(self, entry: dict[str, Any]) -> None:
        match entry["do"]:
            case "type":
                self._make_way(entry["on"])
                self.start(entry["on"], entry["line"], entry.get("columns"))
            case "interrupt":
                self.interrupt(entry["on"])
            case "reply":
                refused = entry.get("refused")
                self.reply(entry["on"], entry["text"] if refused is None else Refused(refused))
            case "drop":
                self._drop(entry["on"])

    def _make_way(self, host: str) -> None:
        """A journal never types into a running command; one from an older program may, then that one ends first."""
        command = self.foreground.get(host)
        if command is not None and command.running:
            command.interrupt(self.now)

    def _drop(self, host: str) -> None:
        """An undo ended the command of that host: it goes without a word, and the shells stay as they are."""
        command = self.foreground.pop(host, None)
        if command is not None:
            shells = self.bench.terminal.snapshot()
            command.drop()
            self.bench.terminal.restore(shells)
        self._write(do="drop", on=host)

    # ------------------------------------------------------------------ for what stands on it
    def after_step(self) -> None:
        """Something may have changed. What was done is kept at once: a kill costs no command."""
        if self._unkept and not self.replaying:
            self.keep()

    def after_reset(self) -> None:
        """The bench is new."""

    def to_remember(self) -> Any:
        """More to put back with undo."""
        return None

    def put_back(self, extra: Any) -> None:
        """What `to_remember` gave, at that moment."""
