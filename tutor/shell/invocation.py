"""One simple command about to run: its words, its input, where it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.process import Process
from tutor.shell.streams import Streams, to_screen

if TYPE_CHECKING:
    from tutor.shell.execution import Executor
    from tutor.shell.host import HostShell
    from tutor.shell.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a command function is given. `args` are the words behind the command's name."""

    name: str
    args: Sequence[str]
    host: HostShell
    streams: Streams
    env: Mapping[str, str]
    executor: Executor

    @property
    def terminal(self) -> Terminal:
        return self.executor.terminal

    @property
    def stdin(self) -> str | None:
        """Text piped or redirected in, already complete; None where there is only the terminal, or nothing."""
        return self.streams.stdin

    @property
    def tty(self) -> bool:
        """Standard output is a terminal."""
        return self.streams.out_is_terminal

    @property
    def inner(self) -> Streams:
        """Streams for what this command runs in its turn: its own output is sent on once, by its caller."""
        return replace(to_screen(tty=self.tty), stdin=self.stdin)

    def call(self, words: Sequence[str], stdin: str | None = None) -> Process:
        """Run another command, given as words, in this one's place."""
        streams = self.inner if stdin is None else self.inner.fed(stdin)
        return self.executor.call(list(words), streams, self.env)

    def run_line(self, source: str, streams: Streams | None = None) -> Process:
        """Run a whole command line on this host."""
        return self.executor.run_source(source, streams or self.inner)


CommandFunction: TypeAlias = Callable[[Invocation], Process]
