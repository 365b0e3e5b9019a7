"""`curl` and `wget`: is a published port answered, and by which container?

A request to a host's port is answered when something is published there: by a container of that host, or through
the routing mesh by the running tasks of the service in turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.commands.remote import host_named
from tutor.shell.process import Write
from tutor.swarm.mesh import at_published_port

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.mesh import Answer

_URL = re.compile(r"(?:(https?)://)?([^/:\s]+)(?::(\d+))?(/\S*)?")
_WITH_VALUE = ("-o", "-H", "-X", "-d", "-m", "-w", "-u", "--max-time", "--connect-timeout", "--retry", "-A", "-O")
COULD_NOT_RESOLVE, COULD_NOT_CONNECT = 6, 7


def curl(invocation: Invocation) -> Process:
    words, url, quiet = list(invocation.args), "", False
    while words:
        word = words.pop(0)
        if word in _WITH_VALUE and words:
            words.pop(0)
        elif not word.startswith("-"):
            url = url or word
        else:
            quiet = quiet or ("s" in word and not word.startswith("--")) or word in ("--silent", "-q", "-qO-")
    match = _URL.fullmatch(url)
    if match is None:
        yield Write(f"{invocation.name}: name an address, for example: curl http://manager1:8080\n", "stderr")
        return 2
    return (yield from _request(invocation, match, quiet=quiet))


def _request(invocation: Invocation, match: re.Match[str], *, quiet: bool) -> Process:
    scheme, name, digits, _ = match.groups()
    port = int(digits or (443 if scheme == "https" else 80))
    target = invocation.host.name if name in ("localhost", "127.0.0.1") else host_named(invocation.host.sim, name)
    if not target:
        if not quiet:
            yield Write(f"{invocation.name}: (6) Could not resolve host: {name}\n", "stderr")
        return COULD_NOT_RESOLVE
    answer = _answer(invocation, target, port)
    if answer is None:
        if not quiet:
            text = f"Failed to connect to {name} port {port}: Could not connect to server"
            yield Write(f"{invocation.name}: (7) {text}\n", "stderr")
        return COULD_NOT_CONNECT
    yield Write(answer.page)
    return 0


def _answer(invocation: Invocation, target: str, port: int) -> Answer | None:
    sim = invocation.host.sim
    here, there = sim.hosts[invocation.host.name], sim.hosts[target]
    if here is not there and not (there.up and sim.linked(here, there)):
        return None
    return at_published_port(sim, there, port)
