"""`systemctl` and `service`: the docker daemon of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Write
from tutor.shell.waits import until

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_UNITS = ("docker", "docker.service", "docker.socket")
_DESCRIPTION = "docker.service - Docker Application Container Engine"


def systemctl(invocation: Invocation) -> Process:
    words = [word for word in invocation.args if not word.startswith("-")]
    if len(words) < 2:
        yield Write("systemctl: say what to do and with which unit, for example: systemctl status docker\n", "stderr")
        return 1
    action, *units = words
    status = 0
    for unit in units:
        if unit not in _UNITS:
            yield Write(f"Unit {unit.removesuffix('.service')}.service could not be found.\n", "stderr")
            status = 4
            continue
        status = yield from _act(invocation, action)
    return status


def service(invocation: Invocation) -> Process:
    """`service docker stop`."""
    if len(invocation.args) < 2 or invocation.args[0] != "docker":
        yield Write("service: say for example: service docker status\n", "stderr")
        return 1
    return (yield from _act(invocation, invocation.args[1]))


def _act(invocation: Invocation, action: str) -> Process:
    sim, name = invocation.host.sim, invocation.host.name
    running = sim.hosts[name].running
    match action:
        case "stop" | "start" | "restart":
            if action != "start" and running:
                sim.stop_docker(name)
            if action != "stop":
                sim.start_docker(name)
            yield until(lambda: True)
            return 0
        case "status" | "is-active":
            return (yield from _status(action, running=running))
        case "enable" | "disable":
            yield Write(f"sandbox: docker starts when you start it; {action} changes nothing here\n", "stderr")
            return 0
    yield Write(f"Unknown command verb {action}.\n", "stderr")
    return 1


def _status(action: str, *, running: bool) -> Process:
    state = "active (running)" if running else "inactive (dead)"
    if action == "is-active":
        yield Write("active\n" if running else "inactive\n")
    else:
        yield Write(f"{'●' if running else '○'} {_DESCRIPTION}\n     Active: {state}\n")
    return 0 if running else 3
