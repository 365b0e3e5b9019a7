"""What a docker command is: its place in the tree, its flags, its operands, and the function that runs it.

Source of the texts: docker/cli `cli/required.go`, `cli/cobra.go` (client 28.2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutor.shell.process import Process

if TYPE_CHECKING:
    from tutor.engine.engine import Engine
    from tutor.shell.docker.flags import Flag, Values
    from tutor.shell.host import HostShell

USAGE_STATUS = 125
"""Exit status of a command line that cannot be read."""
PROGRAM = "docker"


class ClientError(Exception):
    """The client gives up: what it prints on standard error, and its exit status.

    An empty message prints nothing.
    """

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def usage_error(item: Command | Group, problem: str) -> ClientError:
    """A command line that cannot be read, in the client's layout."""
    text = f"{problem}\n\nUsage:  {item.use_line}\n\nRun '{item.full} --help' for more information"
    return ClientError(text, USAGE_STATUS)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a docker command: what it was given and where it runs."""

    command: Command
    flags: Values
    args: tuple[str, ...]
    host: HostShell
    stdin: str | None
    """Text piped in, already complete; None where standard input is a terminal or nothing."""
    tty: bool
    """Standard output is a terminal."""
    env: Mapping[str, str]

    @property
    def engine(self) -> Engine:
        """The daemon of the host the command was typed on."""
        return self.host.engine

    @property
    def now(self) -> int:
        """Virtual time, nanoseconds since the epoch."""
        return self.host.now


Run: TypeAlias = Callable[[Call], Process]


@dataclass(frozen=True, slots=True)
class Arity:
    """How many operands a command takes, and how it says so. `most` None: any number."""

    least: int = 0
    most: int | None = None

    def refusal(self, command: Command, args: Sequence[str]) -> str:
        """Why these operands will not do, in the client's layout; empty when they will."""
        if len(args) >= self.least and (self.most is None or len(args) <= self.most):
            return ""
        verb, needs = "Run", ""
        if self.most == 0:
            needs = "accepts no arguments"
        elif self.most is None:
            verb, needs = "See", f"requires at least {_arguments(self.least)}"
        elif self.least == self.most:
            needs = f"requires {_arguments(self.least)}"
        elif self.least == 0:
            verb, needs = "SRun", f"requires at most {_arguments(self.most)}"  # sic: client 28.2.2
        else:
            needs = f"requires at least {self.least} and at most {_arguments(self.most)}"
        full = command.full
        return (
            f"{PROGRAM}: '{full}' {needs}\n\nUsage:  {command.use_line}\n\n{verb} '{full} --help' for more information"
        )


def _arguments(number: int) -> str:
    return f"{number} argument" if number == 1 else f"{number} arguments"


NO_ARGS = Arity(0, 0)
ANY_ARGS = Arity(0, None)


def exactly(number: int) -> Arity:
    return Arity(number, number)


def at_least(number: int) -> Arity:
    return Arity(number, None)


def between(least: int, most: int) -> Arity:
    return Arity(least, most)


SwarmState: TypeAlias = Literal["", "manager", "active"]
"""Where help shows a command: everywhere, on managers only, on members of a swarm only."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command without subcommands, for example `node ls`.

    `path` is what is typed behind `docker`; `usage` what the usage line shows behind that
    (`[OPTIONS] NODE`); `about` our own short description. `aliases` are other last words;
    `alias_line` is what help shows under `Aliases:` where that is not simply the aliases in the same
    group. `interspersed` False: flags end at the first operand. `is_swarm`: it belongs to swarm mode
    (the daemon's state decides whether help shows it). `top` is the place among the common commands.
    `unread`: its words are passed on as they are, flags included.
    """

    path: str
    usage: str
    about: str
    run: Run
    flags: tuple[Flag, ...] = ()
    arity: Arity = NO_ARGS
    aliases: tuple[str, ...] = ()
    alias_line: str = ""
    swarm: SwarmState = ""
    interspersed: bool = True
    hidden: bool = False
    top: int = 0
    long: str = ""
    unread: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition(" ")[2]

    @property
    def full(self) -> str:
        return f"{PROGRAM} {self.path}"

    @property
    def use_line(self) -> str:
        return f"{self.full} {self.usage}".rstrip()

    @property
    def alias_text(self) -> str:
        """What help shows under `Aliases:`, empty when there are none."""
        if self.alias_line or not self.aliases:
            return self.alias_line
        group = self.full.rpartition(" ")[0]
        return ", ".join([self.full, *(f"{group} {alias}" for alias in self.aliases)])


@dataclass(frozen=True, slots=True)
class Group:
    """A command that only has subcommands, for example `node`.

    `usage` is what its own usage line shows behind the path (the client shows `COMMAND` for `volume` only).
    """

    path: str
    about: str
    commands: tuple[Command | Group, ...]
    usage: str = ""
    swarm_only: bool = False
    """Listed among the swarm commands."""
    swarm: SwarmState = ""
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    flags: tuple[Flag, ...] = field(default=())
    top: int = 0
    long: str = ""
    experimental: bool = False
    """Only for a daemon with experimental features."""
    notice: str = ""
    """What the client says on standard error whenever the group is used."""

    @property
    def name(self) -> str:
        return self.path.rpartition(" ")[2]

    @property
    def full(self) -> str:
        return f"{PROGRAM} {self.path}".rstrip()

    @property
    def use_line(self) -> str:
        return f"{self.full} {self.usage}".rstrip()

    alias_text = ""

    def find(self, name: str) -> Command | Group | None:
        """The subcommand of that name or alias."""
        for command in self.commands:
            if name == command.name or name in command.aliases:
                return command
        return None

    def unknown(self, name: str) -> str:
        """What the client says to a subcommand that does not exist."""
        return (
            f"{PROGRAM}: unknown command: {self.full} {name}\n\nUsage:  {self.use_line}\n\n"
            f"Run '{self.full} --help' for more information"
        )
