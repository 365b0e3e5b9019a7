"""How a slow operation says what it waits for, without ever touching the clock.

A slow operation is a generator (`Operation`). It yields `Until` when it waits, and output when it has
some. Whoever drives it lets virtual time pass (the replay at once, the terminal with the wall clock)
and sends back whether the condition came true before the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until `condition()` is true, at most `limit` nanoseconds of virtual time (None: no limit).

    The driver sends True when the condition holds, False when the limit passed first.
    """

    condition: Callable[[], bool]
    limit: int | None = None


def never() -> bool:
    return False


def pause(nanoseconds: int) -> Until:
    """Wait that long, whatever happens."""
    return Until(never, nanoseconds)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed answer: bytes of a log (`stream` `stdout` or `stderr`) or one JSON object."""

    data: Any
    stream: str = "stdout"


Operation: TypeAlias = Generator[Until | Chunk, bool, ResultT]
"""A slow operation that returns a `ResultT` in the end and may raise EngineError at any step."""
