"""Where a command's output goes: the screen, the next command of a pipeline, a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.process import Interrupted, Redraw, Write

if TYPE_CHECKING:
    from tutor.shell.files import Files
    from tutor.shell.process import Answer, Process, Step, Stream


@dataclass(frozen=True, slots=True)
class Screen:
    """What is written is shown (on the driver's standard output or standard error)."""

    stream: Stream


@dataclass(slots=True)
class Buffer:
    """What is written is kept, for the next command or for `$( )`."""

    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class FileSink:
    """What is written goes to the end of a file."""

    files: Files
    path: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What is written is lost."""


Sink: TypeAlias = Screen | Buffer | FileSink | Closed


@dataclass(frozen=True, slots=True)
class Streams:
    """Standard input (text, already complete), output and error of a command."""

    stdin: str | None
    out: Sink
    err: Sink
    tty: bool
    """The driver's screen is a terminal."""
    unread: list[str] | None = None
    """What is left of the standard input of a loop or a group, for `read` to take lines of; shared by all in it."""
    cut: bool = False
    """Ctrl+C has ended what wrote the standard input: there is no more to come, but no end either."""

    def fed(self, text: str, *, cut: bool = False) -> Streams:
        """The same with another standard input."""
        return replace(self, stdin=text, unread=None, cut=cut)

    def shared(self) -> Streams:
        """The same for several commands, each `read` of which takes a line of the input."""
        return self if self.stdin is None or self.unread is not None else replace(self, unread=[self.stdin])

    @property
    def out_is_terminal(self) -> bool:
        return self.tty and isinstance(self.out, Screen)

    def write(self, step: Write) -> Write | None:
        """Put a text where it belongs; what is left for the driver to show."""
        sink = self.out if step.stream == "stdout" else self.err
        match sink:
            case Screen():
                return step if step.stream == sink.stream else Write(step.text, sink.stream)
            case Buffer():
                sink.parts.append(step.text)
            case FileSink():
                sink.files.write(sink.path, step.text, append=True)
        return None


def to_screen(*, tty: bool) -> Streams:
    """Everything on the driver's screen, nothing piped in."""
    return Streams(None, Screen("stdout"), Screen("stderr"), tty)


def routed(process: Process, streams: Streams) -> Process:
    """The same process, its texts going where `streams` says."""
    answer: Answer = None
    thrown: Interrupted | None = None
    started = False
    while True:
        try:
            step = advance(process, answer, thrown, started)
        except StopIteration as stop:
            status: int = stop.value
            return status
        started, thrown, answer = True, None, None
        if isinstance(step, Write):
            shown = streams.write(step)
            if shown is None:
                continue
            step = shown
        elif isinstance(step, Redraw) and not streams.out_is_terminal:
            continue
        try:
            answer = yield step
        except Interrupted as pressed:
            thrown = pressed


def advance(process: Process, answer: Answer, thrown: Interrupted | None, started: bool) -> Step:
    """The next step of a process that is at its beginning, was answered, or gets Ctrl+C."""
    if thrown is not None:
        return process.throw(thrown)
    return process.send(answer) if started else next(process)
