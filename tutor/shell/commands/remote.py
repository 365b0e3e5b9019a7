"""From one host to another: `ssh`, `exit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.execution import Executor
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation

_WITH_VALUE = ("-p", "-i", "-l", "-o", "-F", "-J")
SSH_FAILED = 255
LARGEST_STATUS = 255


def host_named(sim: Simulation, name: str) -> str:
    """The host of that name or address; empty when there is none."""
    for host in sim.hosts.values():
        if name in (host.spec.name, host.spec.address, *host.spec.extra.values()):
            return host.spec.name
    return ""


def ssh(invocation: Invocation) -> Process:
    """`ssh [user@]HOST [COMMAND]`: without a command the other host comes to the front."""
    words = list(invocation.args)
    while words and words[0].startswith("-"):
        if words.pop(0) in _WITH_VALUE and words:
            words.pop(0)
    if not words:
        yield Write("usage: ssh [user@]host [command]\n", "stderr")
        return SSH_FAILED
    target, rest = words[0].rpartition("@")[2], words[1:]
    name = host_named(invocation.host.sim, target)
    if not name:
        yield Write(f"ssh: Could not resolve hostname {target}: Name or service not known\n", "stderr")
        return SSH_FAILED
    if not invocation.host.sim.hosts[name].up:
        yield Write(f"ssh: connect to host {target} port 22: No route to host\n", "stderr")
        return SSH_FAILED
    if not rest:
        invocation.terminal.enter(name)
        return 0
    executor = Executor(invocation.terminal, invocation.terminal.shells[name])
    return (yield from executor.run_source(" ".join(rest), invocation.inner))


def leave(invocation: Invocation) -> Process:
    """`exit` and `logout`: back to the host that `ssh` was typed on."""
    here = invocation.terminal.current
    if invocation.terminal.leave():
        yield Write(f"logout\nConnection to {here} closed.\n")
    else:
        yield Write("sandbox: this is the first shell; leave the terminal with its own key\n", "stderr")
    words = invocation.args
    return int(words[0]) & LARGEST_STATUS if words and words[0].isascii() and words[0].isdecimal() else 0
