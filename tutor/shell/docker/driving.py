"""Running the Engine's slow operations inside a process of the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tutor.engine.waiting import Chunk
from tutor.shell.process import Part, Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.waiting import Operation

ResultT = TypeVar("ResultT")


def finish(operation: Operation[ResultT], show: Callable[[Chunk], str] | None = None) -> Part[ResultT]:
    """Wait for a slow operation; its result.

    `show` makes the text of each chunk it gives (on the chunk's own stream); without it chunks are dropped.
    Raises what the operation raises.
    """
    answer: bool | None = None
    while True:
        try:
            step = next(operation) if answer is None else operation.send(answer)
        except StopIteration as stop:
            result: ResultT = stop.value
            return result
        if isinstance(step, Chunk):
            text = show(step) if show else ""
            if text:
                yield Write(text, "stderr" if step.stream == "stderr" else "stdout")
            answer = True
        else:
            try:
                answer = bool((yield step))
            except BaseException:
                operation.close()
                raise


__all__ = ["Part", "finish"]
