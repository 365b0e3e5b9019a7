"""One simple command about to run: its words, its input, where it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.process import Process

if TYPE_CHECKING:
    from tutor.shell.host import HostShell
    from tutor.shell.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a command function is given. `args` are the words behind the command's name."""

    name: str
    args: Sequence[str]
    stdin: str | None
    """Text piped or redirected in, already complete; None where standard input is the terminal or nothing."""
    host: HostShell
    tty: bool
    """Standard output is a terminal."""
    env: Mapping[str, str]
    terminal: Terminal


CommandFunction: TypeAlias = Callable[[Invocation], Process]
