"""A session as a shell script: to read, and to carry out on real machines, host by host."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tutor.session.export.typed import heredoc, typed_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.session.export.typed import Typed
    from tutor.session.sandbox import SandboxSession

NANOSECONDS = 10**9
PAUSE = 10
"""Seconds without a command that are worth a word."""
_INSIDE = re.compile(r"(?:^|[;&|]\s*|\$\(\s*)sim\s")
_EQUIVALENTS = {
    "stop_docker": "on {0}: systemctl stop docker",
    "start_docker": "on {0}: systemctl start docker",
    "partition": "cut the network between {0} and the other hosts",
    "heal": "give all hosts their network back",
    "settle": "wait until nothing changes any more",
}
"""What a fault of the sandbox is on real machines."""


def script(session: SandboxSession, title: str) -> str:
    """The text. Only comments tell which host a line belongs to: a real cluster is reached in its own way."""
    hosts = session.bench.sim.hosts
    lines = [
        "#!/bin/bash",
        f"# {_comment(title)}",
        "# A session of lpic-tutor's sandbox. Lines under `# --- HOST` were typed on that host.",
        f"# Hosts: {', '.join(f'{name} ({host.spec.address})' for name, host in hosts.items())}",
    ]
    before = ""
    before_it: int | None = None
    for one in typed_lines(session.journal):
        if one.host != before:
            before = one.host
            lines += ["", f"# --- {one.host}"]
        waited = 0 if before_it is None else (one.at - before_it) // NANOSECONDS
        if waited >= PAUSE:
            lines.append(f"# {waited} seconds later")
        before_it = one.at
        lines += _command(one)
    return "\n".join(lines) + "\n"


def _command(one: Typed) -> Iterator[str]:
    words = one.words
    if words[0] == "sim":
        yield from _fault(one)
    elif one.written:
        for path, text in one.written:
            yield f"# {_comment(one.line)}"
            yield heredoc(shlex.quote(path), text)
    elif words[0] == "ssh" and len(words) == 2:
        yield f"# {one.line}"
    elif _INSIDE.search(one.line):
        yield f"# only in the sandbox: {_comment(one.line)}"
    else:
        yield one.line
    for answer in one.answers:
        yield f"# answered: {_comment(answer)}"
    if one.interrupted:
        yield "# ended with Ctrl+C"


def _fault(one: Typed) -> Iterator[str]:
    verb, *operands = one.words[1:] or ["help"]
    if verb == "import" and one.imported is not None and operands:
        yield f"# {_comment(one.line)}"
        yield heredoc(shlex.quote(operands[0].rpartition("/")[2]), one.imported)
    elif verb == "wait" and operands and operands[0].replace(".", "", 1).isdigit():
        yield f"sleep {operands[0]}"
    elif verb in _EQUIVALENTS:
        yield f"# fault: {_comment(one.line)} ({_EQUIVALENTS[verb].format(' '.join(operands))})"
    else:
        yield f"# only in the sandbox: {_comment(one.line)}"


def _comment(text: str) -> str:
    """On one line, whatever it is."""
    return text.replace("\n", " \\n ")
