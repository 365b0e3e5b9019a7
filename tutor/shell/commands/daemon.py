"""`systemctl`, `service` and `reboot`: the docker daemon of a host, and the host itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.process import Write
from tutor.shell.waits import until
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Host

NOT_RUNNING = 3
_UNITS = ("docker", "docker.service", "docker.socket")
_DESCRIPTION = "docker.service - Docker Application Container Engine"


def systemctl(invocation: Invocation) -> Process:
    words = [word for word in invocation.args if not word.startswith("-")]
    if words == ["reboot"]:
        return (yield from reboot(invocation))
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
            return (yield from _status(action, sim, sim.hosts[name]))
        case "enable" | "disable":
            yield Write(f"sandbox: docker starts when you start it; {action} changes nothing here\n", "stderr")
            return 0
    yield Write(f"Unknown command verb {action}.\n", "stderr")
    return 1


def _status(action: str, sim: Simulation, host: Host) -> Process:
    if action == "is-active":
        yield Write("active\n" if host.running else "inactive\n")
    else:
        yield Write(_shown(sim, host))
    return 0 if host.running else NOT_RUNNING


def _shown(sim: Simulation, host: Host) -> str:
    """As systemd shows a unit, as far as there is something to show: no processes, no memory, no journal."""
    since = datetime.fromtimestamp(host.switched_at / SECOND, UTC)
    state, mark = ("active (running)", "●") if host.running else ("inactive (dead)", "○")
    ago = _span((sim.clock.now - host.switched_at) // SECOND)
    lines = [
        f"{mark} {_DESCRIPTION}",
        "     Loaded: loaded (/usr/lib/systemd/system/docker.service; enabled; preset: enabled)",
        f"     Active: {state} since {since:%a %Y-%m-%d %H:%M:%S} UTC; {ago} ago",
        "TriggeredBy: ● docker.socket",
        "       Docs: https://docs.docker.com",
    ]
    return "".join(f"{line}\n" for line in lines)


def _span(seconds: int) -> str:
    """`5s`, `3min 20s`, `2h 5min`, `1 day 3h`: the two largest units, as systemd writes them."""
    parts = []
    for size, unit in ((86400, " day"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}{'s' if unit == ' day' and count > 1 else ''}")
    return " ".join(parts[:2]) or "0s"


def reboot(invocation: Invocation) -> Process:
    """The machine goes down; its shell has a prompt again when it is back. Ctrl+C ends the waiting, not the reboot."""
    sim, name = invocation.host.sim, invocation.host.name
    yield Write(f"\nBroadcast message from root@{name} on pts/1:\n\nThe system will reboot now!\n\n")
    sim.reboot(name)
    host = sim.hosts[name]
    while not host.up:
        yield until(lambda: host.up)
    return 0
