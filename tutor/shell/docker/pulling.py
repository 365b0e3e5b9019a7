"""Pulling an image, and what the client shows of it.

Source: docker/cli `cli/command/image/pull.go`, moby `pkg/jsonmessage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.driving import finish
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process, Stream


def pulled(call: Call, ref: str, *, quiet: bool, stream: Stream = "stdout", every: bool = False) -> Process:
    """Pull; lines of progress go to `stream` unless quiet. Raises EngineError when it cannot be pulled."""
    lines: list[str] = []

    def keep(chunk: Chunk) -> str:
        lines.append(_line(chunk))
        return ""

    yield from finish(call.engine.images.pull_all(ref) if every else call.engine.images.pull(ref), keep)
    if not quiet:
        yield Write("".join(lines), stream)
    return 0


def _line(chunk: Chunk) -> str:
    message = chunk.data
    name = f"{message['id']}: " if message.get("id") else ""
    return f"{name}{message.get('status', '')}\n"
