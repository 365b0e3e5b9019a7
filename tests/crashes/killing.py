"""Starting children, killing them at a random moment, and keeping all that they had said until then."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

LONGEST = 60.0
"""Seconds without a word after which a child counts as hung."""
MOST_LINES = {"practice": 260, "mock": 260, "lab": 40, "import": 7}
"""A child is killed after at most so many lines of what it says,"""
MOST_SECONDS = {"practice": 0.04, "mock": 0.04, "lab": 0.04, "import": 0.3}
"""and at most so much later."""
MOST_CALLS = {"practice": 300_000, "mock": 300_000, "lab": 300_000, "import": 900_000}
BY_THEMSELVES = 0.5
EARLY = 0.15
"""The share of kills before the first word: while files are opened and databases made."""


@dataclass(frozen=True, slots=True)
class Killed:
    """A child that was killed, or had come to its end before."""

    said: str


class Template:
    """The process that forks them; close it at the end."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel = ours
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.template", str(theirs.fileno())], pass_fds=[theirs.fileno()]
        )
        theirs.close()
        assert ours.recv(16) == b"ready"

    def close(self) -> None:
        self._channel.close()
        self._process.wait(timeout=LONGEST)

    def killed(self, story: str, home: Path, lines: Path, rng: Random) -> Killed:
        """Start a story and kill it at a random moment.

        Half of them kill themselves in the middle of a call, however slow the machine is; the others are killed from
        outside, wherever they may be then: after so many lines of what they say, and a moment more.
        """
        calls = rng.randrange(1, MOST_CALLS[story]) if rng.random() < BY_THEMSELVES else 0
        seed = rng.randrange(2**32)
        request = {"story": story, "home": str(home), "input": str(lines), "seed": seed, "calls": calls}
        self._channel.send(json.dumps(request).encode())
        words, files, _, _ = socket.recv_fds(self._channel, 64, 1)
        if calls:
            return Killed(_rest(files[0]))
        after = 0 if rng.random() < EARLY else rng.randrange(1, MOST_LINES[story])
        said = _heard(files[0], after, rng.uniform(0, MOST_SECONDS[story]))
        os.kill(int(words), signal.SIGKILL)
        return Killed(said + _rest(files[0]))


def _heard(pipe: int, lines: int, seconds: float) -> str:
    """What is said until there are so many lines, and for so many seconds after that."""
    said = b""
    while said.count(b"\n") < lines:
        ready, _, _ = select.select([pipe], [], [], LONGEST)
        assert ready, f"not a word for {LONGEST:g} s after {said[-500:]!r}"
        chunk = os.read(pipe, 1024)
        if not chunk:
            break
        said += chunk
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        chunk = os.read(pipe, 1024)
        if not chunk:
            break
        said += chunk
    return said.decode()


def _rest(pipe: int) -> str:
    """What stood in the pipe when it ended."""
    with os.fdopen(pipe, "rb") as file:
        return file.read().decode(errors="replace")
