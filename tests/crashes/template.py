"""A process in which the program is loaded already; it forks a child for every story, so that loading is paid once.

Run as `python -m tests.crashes.template FD`: requests come as JSON over the socket with that number, one at a time;
each is answered with the child's process id and the reading end of a pipe with all that the child writes.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, Any

from tests.crashes.stories import STORIES, warm

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class Lines(io.TextIOBase):
    """Standard input that several verbs read one after the other, as they would at a terminal."""

    def __init__(self) -> None:
        self._source = os.fdopen(0, "r")

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        return self._source.readline(size)


def main() -> None:
    channel = socket.socket(fileno=int(sys.argv[1]))
    warm()
    channel.send(b"ready")
    child = 0
    while request := channel.recv(65536):
        if child:
            # only now: until then the process id belongs to nobody else, so that the kill cannot hit another process
            os.waitpid(child, 0)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            channel.close()
            os.close(reading)
            _play(json.loads(request), writing)
        os.close(writing)
        socket.send_fds(channel, [str(child).encode()], [reading])
        os.close(reading)


def killer(calls: int) -> Callable[[FrameType, str, object], None]:
    """A profiler under which the process kills itself with its so many-th call of a function."""
    left = calls

    def count(_frame: FrameType, _event: str, _what: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def _play(request: dict[str, Any], writing: int) -> None:
    """In the child: the story, with standard streams of its own; it never returns."""
    status = 1
    try:
        os.dup2(os.open(request["input"], os.O_RDONLY), 0)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        sys.stdin, sys.stdout, sys.stderr = Lines(), os.fdopen(1, "w"), os.fdopen(2, "w")
        os.environ["LPIC_TUTOR_HOME"] = request["home"]
        if request["calls"]:
            sys.setprofile(killer(request["calls"]))
        STORIES[request["story"]](random.Random(request["seed"]))
        status = 0
    finally:
        sys.stdout.flush()
        if status:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
