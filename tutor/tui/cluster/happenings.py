"""The last things that happened in the cluster, told from the simulation's own traces, each with its moment.

Sources: what daemons remember for `docker events` (of the swarm, and of containers), who led the managers, and what
befell the machines. All of these go back with undo, so the log does, too.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from tutor.tui.cluster.picture import LogEntry
from tutor.tui.cluster.services import one_line
from tutor.tui.glyphs import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.swarm.cluster import Happening, Simulation
    from tutor.swarm.host import DaemonEvent, Host
    from tutor.swarm.swarm import Swarm
    from tutor.tui.cluster.picture import Tone

LENGTH = 40
"""Entries at most."""
LONGEST = 24
"""Characters of a service's name."""
_SERVICE, _TASK = "com.docker.swarm.service.name", "com.docker.swarm.task.name"
_MACHINES: dict[str, tuple[str, Tone]] = {
    "stop": ("docker stops on {}", "bad"),
    "start": ("docker starts on {}", "good"),
    "reboot": ("{} reboots", "bad"),
    "partition": ("network cut around {}", "bad"),
    "heal": ("network whole again", "good"),
}
_BAD, _GOOD = frozenset({"down", "paused", "rollback_paused"}), frozenset({"ready", "completed", "rollback_completed"})


def log_of(sim: Simulation) -> tuple[LogEntry, ...]:
    """The newest first."""
    told: set[int] = set()
    sources = [_daemon(host, told) for host in sim.hosts.values()]
    sources += [_leaders(swarm) for swarm in sim.swarms.values()]
    sources.append(_machines(sim))  # of one moment the cause comes first, so it is the last here
    return tuple(islice(merge(*sources, key=lambda entry: -entry.at), LENGTH))


def _machines(sim: Simulation) -> Iterator[LogEntry]:
    for one in reversed(sim.happened):
        yield _of_machine(one)


def _of_machine(one: Happening) -> LogEntry:
    words, tone = _MACHINES[one.what]
    return LogEntry(one.time, words.format(", ".join(one.hosts)), tone)


def _leaders(swarm: Swarm) -> Iterator[LogEntry]:
    for at, node_id in reversed(swarm.raft.leaders):
        node = swarm.store.nodes.get(node_id)
        if not node_id:
            yield LogEntry(at, "no manager leads", "bad")
        elif node is not None:
            yield LogEntry(at, f"{node.host} is the leader", "good")


def _daemon(host: Host, told: set[int]) -> Iterator[LogEntry]:
    """What a daemon remembers. Every manager is told of the same change; it counts once."""
    for event in reversed(host.events):
        if event.scope == "swarm":
            if id(event) in told:
                continue
            told.add(id(event))
        words, tone = _of_container(event, host.name) if event.kind == "container" else _of_object(event)
        if words:
            yield LogEntry(event.time, one_line(words), tone)


def _of_container(event: DaemonEvent, host: str) -> tuple[str, Tone]:
    name = _task_of(event)
    match event.action:
        case "start":
            return f"{name} starts on {host}", ""
        case "die":
            code = event.attributes.get("exitCode", "0")
            return (f"{name} ends on {host}", "") if code == "0" else (f"{name} ends ({code}) on {host}", "bad")
        case "health_status: unhealthy":
            return f"{name} on {host} is unhealthy", "bad"
        case "health_status: healthy":
            return f"{name} on {host} is healthy", "good"
    return "", ""


def _task_of(event: DaemonEvent) -> str:
    """`web.2` for a task of a replicated service, `web` for one of a global service, else the container's name."""
    name = event.attributes.get(_TASK, "")
    if not name:
        return _shortened(event.attributes.get("name", ""))
    service = event.attributes.get(_SERVICE, "")
    slot = name.removeprefix(f"{service}.").partition(".")[0]
    return f"{_shortened(service)}.{slot}" if slot.isdigit() else _shortened(service)


def _shortened(name: str) -> str:
    """What follows a long name shall still be seen."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}{ELLIPSIS}"


def _of_object(event: DaemonEvent) -> tuple[str, Tone]:
    """A change in what the managers agreed on; what tells nothing new is left out."""
    name = _shortened(event.attributes.get("name", ""))
    if event.kind == "node":
        return _of_node(event, name)
    if event.action != "update" and event.kind in ("service", "network", "secret", "config"):
        return f"{event.kind} {name} {'made' if event.action == 'create' else 'removed'}", ""
    if event.kind != "service":
        return "", ""
    old, new = (event.attributes.get(f"replicas.{which}", "") for which in ("old", "new"))
    changes = [f"{old} -> {new} replicas"] if new else []
    if event.attributes.get("image.new"):
        changes.append(f"image {event.attributes['image.new'].partition('@')[0]}")
    state = event.attributes.get("updatestate.new", "")
    if state:
        changes.append(f"update {state}" if state in ("paused", "completed") else state.replace("_", " "))
    return (f"{name}: {', '.join(changes)}" if changes else ""), _tone(state)


def _of_node(event: DaemonEvent, name: str) -> tuple[str, Tone]:
    if event.action != "update":
        return f"{name} {'joins' if event.action == 'create' else 'is taken off the list of nodes'}", ""
    state = event.attributes.get("state.new", "")
    role, availability = event.attributes.get("role.new", ""), event.attributes.get("availability.new", "")
    changes = [f"is {state.capitalize()}"] if state else []
    changes += [f"is set to {availability}"] if availability else []
    changes += [f"becomes a {role}"] if role else []
    return (f"{name} {', '.join(changes)}" if changes else ""), _tone(state)


def _tone(state: str) -> Tone:
    return "bad" if state in _BAD else "good" if state in _GOOD else ""
