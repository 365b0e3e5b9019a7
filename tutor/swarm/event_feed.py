"""What `docker events` tells of a swarm: creations, changes and removals, on every manager.

Source: engine `daemon/events.go` (which attributes name what changed). Tasks are not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.swarm.host import DaemonEvent
from tutor.swarm.objects import Config, Network, Node, Secret, Service
from tutor.swarm.spec import ModeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.swarm.host import Host
    from tutor.swarm.store import Change

_KINDS: dict[type, str] = {
    Node: "node",
    Service: "service",
    Network: "network",
    Secret: "secret",
    Config: "config",
}


def announce(change: Change, now: int, managers: Iterable[Host]) -> None:
    """Write a change into the event logs of the managers, if it is of a kind that is told."""
    subject = change.new if change.new is not None else change.old
    kind = _KINDS.get(type(subject))
    if kind is None or subject is None:
        return
    action = "create" if change.old is None else "remove" if change.new is None else "update"
    event = DaemonEvent(now, kind, action, subject.id, _attributes(change.old, subject), "swarm")
    for host in managers:
        host.record(event)


def _attributes(old: Any, new: Any) -> dict[str, str]:
    if isinstance(new, Node):
        changes = _node(old, new) if old is not None and old is not new else {}
        return {**changes, "name": new.description.hostname}
    if isinstance(new, Service):
        changes = _service(old, new) if old is not None and old is not new else {}
        return {**changes, "name": new.spec.name}
    return {"name": new.name}


def _changed(name: str, old: str, new: str) -> dict[str, str]:
    return {} if old == new else {f"{name}.new": new, f"{name}.old": old}


def _node(old: Node, new: Node) -> dict[str, str]:
    return {
        **_changed("availability", old.availability.value, new.availability.value),
        **_changed("role", old.role.value, new.role.value),
        **_changed("state", old.state.value, new.state.value),
    }


def _service(old: Service, new: Service) -> dict[str, str]:
    changes = _changed("image", old.spec.task.image, new.spec.task.image)
    if new.spec.mode.kind is ModeKind.REPLICATED:
        changes |= _changed("replicas", str(old.spec.mode.replicas), str(new.spec.mode.replicas))
    if new.update_status is not None:
        if old.update_status is None:
            changes["updatestate.new"] = new.update_status.state.value
        else:
            changes |= _changed("updatestate", old.update_status.state.value, new.update_status.state.value)
    return changes
