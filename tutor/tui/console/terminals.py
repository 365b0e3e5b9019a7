"""The terminals of a session, one for each host, one of them in front. Without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.tui.console.host_console import HostConsole
from tutor.tui.console.importing import read_text
from tutor.tui.console.memory import Forgetful
from tutor.tui.console.text import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.session.sandbox import SandboxSession
    from tutor.tui.console.importing import Reader
    from tutor.tui.console.memory import Memory


def _recollect(history: list[str], kept: Sequence[str]) -> None:
    """Put what was typed in earlier sessions in front of what the shell knows (of this one, or laid ready)."""
    known = set(history)
    history[:0] = [line for line in kept if line not in known]


class Terminals:
    """What is typed goes to the host in front; `ssh` and `exit` bring another one there."""

    def __init__(self, session: SandboxSession, memory: Memory | None = None, read: Reader = read_text) -> None:
        """`read` reads a file of this machine for `sim import`."""
        self.session = session
        self.memory = memory or Forgetful()
        for host in session.hosts:
            _recollect(session.bench.terminal.shells[host].history, self.memory.of(host))
        self.consoles = {host: HostConsole(session, host, self.memory, read) for host in session.hosts}

    @property
    def shown(self) -> str:
        """The host in front."""
        return self.session.bench.terminal.current

    @property
    def front(self) -> HostConsole:
        return self.consoles[self.shown]

    def show(self, host: str) -> None:
        """Bring a host's own terminal to the front; it is no `ssh` that `exit` would come back from."""
        terminal = self.session.bench.terminal
        if host != terminal.current:
            terminal.route.clear()
            terminal.current = host

    def step(self) -> None:
        """Time has passed, or something was typed: show what was written, type what waits."""
        for console in self.consoles.values():
            console.pump()
            while console.waiting and console.edits is None and (console.asks is not None or not console.busy):
                self._type(console, console.waiting.popleft())

    def enter(self) -> None:
        """Enter in the terminal in front."""
        console = self.front
        console.enter()
        self._follow(console)
        self.step()

    def paste(self, text: str) -> None:
        """Finished lines are typed one after the other; what stands behind the last line feed stays in the line."""
        text = harmless(text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4)
        *lines, rest = text.split("\n")
        for line in lines:
            self.front.editor.insert(line)
            self.enter()
        self.front.editor.insert(rest)

    def _type(self, console: HostConsole, line: str) -> None:
        console.submit(line)
        self._follow(console)

    def _follow(self, console: HostConsole) -> None:
        """The line was `ssh`: what waits behind it is meant for the other host."""
        if console.waiting and self.front is not console:
            self.front.waiting.extend(console.waiting)
            console.waiting.clear()

    def undo(self) -> str:
        """Take the last command back; returns its line, or nothing when there is none."""
        line = self.session.undo()
        if line:
            for console in self.consoles.values():
                console.waiting.clear()
                console.buffer.keep_live()
            self.front.buffer.note(f"-- taken back: {line}")
        return line

    def redo(self) -> str:
        """Do the command that was taken back again; returns its line, or nothing when there is none."""
        line = self.session.redoable
        if line:
            self.front.buffer.note(f"-- done again: {line}")
            self.session.redo()
            self.step()
        return line

    def reset(self) -> None:
        """Begin again; only the history of typed lines stays."""
        history = {host: list(console.editor.history) for host, console in self.consoles.items()}
        self.session.reset()
        for host, console in self.consoles.items():
            self.session.bench.terminal.shells[host].history[:] = history[host]
            console.use_history()
            console.waiting.clear()
            console.editor.take()
            console.buffer.forget()
        self.front.buffer.note("-- begun again")
