"""A learner's terminal: a shell on each host of a simulation, one of them in front."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.shell.commands import COMMANDS
from tutor.shell.execution import Executor
from tutor.shell.host import HostShell
from tutor.shell.parser import Incomplete, SyntaxTrouble, parse
from tutor.shell.process import Ask, Write
from tutor.shell.streams import to_screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.shell.files import Files
    from tutor.shell.invocation import CommandFunction
    from tutor.shell.process import Part, Process
    from tutor.swarm.cluster import Simulation


@dataclass(frozen=True, slots=True)
class TerminalSnapshot:
    """The shells as they were: files, folder, environment; not the history of commands."""

    current: str
    route: tuple[str, ...]
    shells: dict[str, tuple[Files, str, dict[str, str], int]]


@dataclass(slots=True)
class Terminal:
    """Shells over one simulation. `current` is the host whose prompt is shown."""

    sim: Simulation
    shells: dict[str, HostShell]
    current: str
    route: list[str] = field(default_factory=list)
    """Hosts left by `ssh`, to come back to with `exit`."""
    commands: Mapping[str, CommandFunction] = field(default_factory=lambda: COMMANDS)
    """The programs of these machines."""

    @classmethod
    def over(cls, sim: Simulation, commands: Mapping[str, CommandFunction] = COMMANDS) -> Terminal:
        """Fresh shells on every host; the first host is in front."""
        shells = {name: HostShell.of(sim, name) for name in sim.hosts}
        return cls(sim, shells, next(iter(shells)), commands=commands)

    @property
    def shell(self) -> HostShell:
        """The shell in front."""
        return self.shells[self.current]

    @property
    def prompt(self) -> str:
        """`root@manager1:~# `."""
        cwd = self.shell.cwd
        home = self.shell.env.get("HOME", "/root")
        shown = "~" + cwd[len(home) :] if cwd == home or cwd.startswith(home + "/") else cwd
        return f"root@{self.current}:{shown}# "

    def start(self, line: str, *, on: str | None = None, tty: bool = True) -> Process:
        """Run a whole command line on a host (the current one by default).

        Where standard output is a terminal, a line that is not finished asks for the rest. Ends in the
        exit status of the line.
        """
        shell = self.shells[on or self.current]
        line = line.encode("utf-8", "replace").decode()  # half a character reaches no shell
        if tty:
            unknown = next((event for event in ("!!", "!$") if event in line and not shell.history), "")
            if unknown:
                yield Write(f"bash: {unknown}: event not found\n", "stderr")
                return 1
            recalled = recall(line, shell.history)
            if recalled != line:
                yield Write(f"{recalled}\n")
            line = recalled
        source = (yield from _complete(line)) if tty else line
        if tty and line.strip():
            shell.history.append(one_line(source))
        return (yield from Executor(self, shell).run_source(source, to_screen(tty=tty)))

    def find(self, name: str) -> CommandFunction | None:
        """The command of that name; the folders that programs live in may stand before it."""
        folder, _, base = name.rpartition("/")
        if folder and folder not in ("/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin"):
            return None
        return self.commands.get(base)

    # -- moving between hosts
    def enter(self, host: str) -> None:
        """`ssh HOST`: its shell comes to the front."""
        self.route.append(self.current)
        self.current = host

    def leave(self) -> bool:
        """`exit`: back to where `ssh` was typed; False when there is no such place."""
        if not self.route:
            return False
        self.current = self.route.pop()
        return True

    # -- undo
    def snapshot(self) -> TerminalSnapshot:
        """What `restore` needs to bring the shells back as they are now."""
        shells = {name: (s.files.copy(), s.cwd, dict(s.env), s.status) for name, s in self.shells.items()}
        return TerminalSnapshot(self.current, tuple(self.route), shells)

    def restore(self, state: TerminalSnapshot) -> None:
        self.current, self.route = state.current, list(state.route)
        for name, (files, cwd, env, status) in state.shells.items():
            shell = self.shells[name]
            shell.files, shell.cwd, shell.env, shell.status = files.copy(), cwd, dict(env), status


def recall(line: str, history: Sequence[str]) -> str:
    """The line with `!!` and `!$` replaced: the last line, the last word of it."""
    if not history or "!" not in line:
        return line
    last = history[-1]
    words = last.split()
    return line.replace("!!", last).replace("!$", words[-1] if words else "")


_OPEN_WORDS = ("do", "then", "else", "elif", "{")
_OPEN_SIGNS = ("|", "&&", ";", "(")


def one_line(source: str) -> str:
    """A command of several lines as bash's history has it, on one; with a heredoc or an open quote, its first line."""
    first, *rest = source.split("\n")
    if not rest:
        return source
    if "<<" in source or any(line.count(quote) % 2 for line in (first, *rest) for quote in "'\""):
        return first
    joined = first.strip()
    for line in filter(None, map(str.strip, rest)):
        if joined.endswith("\\"):
            joined = joined[:-1].rstrip() + " " + line
        else:
            joined += (" " if joined.split(" ")[-1] in _OPEN_WORDS or joined.endswith(_OPEN_SIGNS) else "; ") + line
    return joined


def _complete(line: str) -> Part[str]:
    """The line with what is still missing, asked for at the secondary prompt."""
    while True:
        try:
            parse(line)
        except Incomplete:
            more = yield Ask("> ")
            if not isinstance(more, str):
                return line
            line = f"{line}\n{more}"
        except SyntaxTrouble:
            return line
        else:
            return line
