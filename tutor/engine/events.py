"""`GET /events`: what happened on this host, and what happens.

Source: engine `daemon/events/{events,filter}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.filters import Filters, by_labels, by_prefix, exactly
from tutor.engine.times import shown
from tutor.engine.waiting import Chunk, Until
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import DaemonEvent, Host
    from tutor.swarm.spec import Json

ACTORS = ("config", "container", "daemon", "network", "node", "plugin", "secret", "service", "volume")
"""Filters that name the actor of an event of that type, by id or by name."""


def follow_events(daemon: Daemon, since: int, until: int, filters: Filters) -> Operation[None]:
    """One chunk for each event from `since` on (0: from now on), up to `until` (0: for ever). Moments are virtual."""
    host = daemon.host
    last = host.events[-1] if host.events else None
    if since:
        for event in list(host.events):
            if event.time >= since and (not until or event.time <= until) and _matches(event, filters):
                yield Chunk(event_view(event))
    while not until or daemon.now < until:
        limit = until - daemon.now if until else None
        yield Until(lambda seen=last: bool(_after(host, seen)), limit)  # type: ignore[misc]
        for event in _after(host, last):
            last = event
            if _matches(event, filters):
                yield Chunk(event_view(event))


def _after(host: Host, last: DaemonEvent | None) -> list[DaemonEvent]:
    """What was recorded behind `last`; a daemon remembers only so many."""
    fresh: list[DaemonEvent] = []
    for event in reversed(host.events):
        if event is last:
            break
        fresh.append(event)
    return fresh[::-1]


def _matches(event: DaemonEvent, filters: Filters) -> bool:
    name = event.attributes.get("name", "")
    return (
        exactly(filters, "type", event.kind)
        and exactly(filters, "scope", event.scope)
        and (exactly(filters, "event", event.action) or exactly(filters, "event", event.action.partition(":")[0]))
        and by_labels(filters, event.attributes)
        and _of_image(event, filters)
        and all(not filters.get(kind) or _is(event, kind, name, filters) for kind in ACTORS)
    )


def _is(event: DaemonEvent, kind: str, name: str, filters: Filters) -> bool:
    return event.kind == kind and by_prefix(filters, kind, event.actor, name)


def _of_image(event: DaemonEvent, filters: Filters) -> bool:
    """Events of an image, and of containers made from it; with or without a tag."""
    if not filters.get("image"):
        return True
    image = event.actor if event.kind == "image" else event.attributes.get("image", "")
    return exactly(filters, "image", image) or exactly(filters, "image", image.partition(":")[0])


def event_view(event: DaemonEvent) -> Json:
    """An event as the API tells it; `status`, `id` and `from` are what old clients read."""
    view: Json = {}
    if event.kind in ("container", "image"):
        view = {"status": event.action, "id": event.actor}
        if event.kind == "container":
            view["from"] = event.attributes.get("image", "")
    moment = shown(event.time)
    return view | {
        "Type": event.kind,
        "Action": event.action,
        "Actor": {"ID": event.actor, "Attributes": dict(event.attributes)},
        "scope": event.scope,
        "time": moment // SECOND,
        "timeNano": moment,
    }
