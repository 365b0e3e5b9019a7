"""A running command, as data: what it prints, what it asks, what it waits for.

A `Process` is a generator. It yields one of the steps below and ends by returning its exit status.
Three drivers run the same processes: the replay (time passes at once), the terminal widget (time
passes with the wall clock) and tests. No process touches the clock.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, TypeVar

from tutor.engine.waiting import Until, pause

Stream: TypeAlias = Literal["stdout", "stderr"]


@dataclass(frozen=True, slots=True)
class Write:
    """Text for a stream, line feeds included where they belong. The driver sends nothing of use."""

    text: str
    stream: Stream = "stdout"


@dataclass(frozen=True, slots=True)
class Redraw:
    """The live area under what was written so far: these lines replace the previous live area.

    Only yielded where standard output is a terminal. An empty tuple ends the live area and removes it;
    `keep` ends it and leaves its lines in the scrollback.
    """

    lines: tuple[str, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A line of input, prompted for. The driver sends the text, or None at the end of input."""

    prompt: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Open an editor on a file of the virtual host. The driver sends the new text, or None if left as it was."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Clear the screen."""


@dataclass(frozen=True, slots=True)
class Import:
    """Read a text file of the learner's own machine, and only that one.

    The driver sends its text, `Refused` with the reason, or None where there is no such machine.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Recall:
    """The lines that were typed here before, of earlier sessions, too; `forget`: forget them.

    The driver sends them, the oldest first, with `Recall.BETWEEN` between two; None where it keeps none.
    """

    BETWEEN: ClassVar[str] = "\0"
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file cannot be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Speed:
    """From now on so many virtual seconds pass in a real one. Means nothing to a driver without a wall clock."""

    factor: float


Step: TypeAlias = Write | Redraw | Ask | Edit | Clear | Import | Recall | Speed | Until
Answer: TypeAlias = bool | str | Refused | None
Process: TypeAlias = Generator[Step, Answer, int]
"""Ends in an exit status. `interrupt` is thrown into it for Ctrl+C."""
ResultT = TypeVar("ResultT")
Part: TypeAlias = Generator[Step, Answer, ResultT]
"""A stretch of a process that ends with a value: used with `yield from`."""


class Interrupted(Exception):
    """Ctrl+C. A process may catch it to say goodbye and return a status; else its status is 130."""


def interrupt(process: Process) -> Step | int:
    """Press Ctrl+C: the process's next step, or its exit status when that ends it."""
    try:
        return process.throw(Interrupted())
    except StopIteration as stop:
        status: int = stop.value
        return status
    except Interrupted:
        return 130


__all__ = ["Answer", "Ask", "Clear", "Edit", "Import", "Interrupted", "Part", "Process", "Recall", "Redraw", "Refused"]
__all__ += ["Speed", "Step", "Stream", "Until", "Write", "interrupt", "pause"]
