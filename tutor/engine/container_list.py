"""`GET /containers/json`: which containers a list shows. Source: engine `daemon/list.go`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_exact_labels, by_pattern, check_keys, flag
from tutor.swarm.host import ContainerState
from tutor.swarm.registry import familiar_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.swarm.host import Container, Host

FILTERS = (
    "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network",
    "publish", "since", "status", "volume",
)  # fmt: skip
STATES = ("created", "restarting", "running", "removing", "paused", "exited", "dead")
HEALTH = ("none", "starting", "healthy", "unhealthy")
INVALID, SERVER_ERROR = 400, 500
_PORT = re.compile(r"(\d+)(?:-(\d+))?(?:/(\w+))?")
_HIGHEST = 65535


def listed(host: Host, filters: Filters, find: Callable[[str], Container], every: bool, limit: int) -> list[Container]:
    """Containers of a machine, newest first. Raises EngineError for a filter that makes no sense."""
    check_keys(filters, FILTERS)
    _check(filters)
    ordered = list(host.containers.values())
    low, high = _bounds(ordered, filters, find)
    every = every or bool(limit) or any(key in filters for key in ("status", "exited", "since", "before"))
    found = [
        container
        for container in reversed(ordered[low:high])
        if (every or container.running) and _matches(host, container, filters)
    ]
    return found[:limit] if limit else found


def _check(filters: Filters) -> None:
    for value in filters.get("status", ()):
        if value not in STATES:
            raise EngineError(INVALID, f"invalid filter 'status={value}'")
    for value in filters.get("exited", ()):
        if not re.fullmatch(r"[+-]?\d+", value):
            text = f"invalid filter 'exited={value}': strconv.Atoi: parsing \"{value}\": invalid syntax"
            raise EngineError(INVALID, text)
    for value in filters.get("health", ()):
        if value not in HEALTH:
            raise EngineError(INVALID, f"unrecognized filter value for health: {value}")
    flag(filters, "is-task")
    for key in ("publish", "expose"):
        for value in filters.get(key, ()):
            _ports(key, value)


def _bounds(ordered: Sequence[Container], filters: Filters, find: Callable[[str], Container]) -> tuple[int, int]:
    """The span of `since` and `before`: the containers made after one, and before another."""
    low, high = 0, len(ordered)
    for ref in filters.get("since", ()):
        low = ordered.index(find(ref)) + 1
    for ref in filters.get("before", ()):
        high = ordered.index(find(ref))
    return low, high


def _matches(host: Host, container: Container, filters: Filters) -> bool:
    exited, is_task = filters.get("exited"), flag(filters, "is-task")
    ended = container.state is ContainerState.EXITED
    return (
        by_pattern(filters, "name", container.name)
        and by_pattern(filters, "id", container.id)
        and by_exact_labels(filters, container.config.labels)
        and (not filters.get("status") or container.state in filters["status"])
        and (not filters.get("health") or (container.health or "none") in filters["health"])
        and (not exited or (ended and container.exit_code in map(int, exited)))
        and (is_task is None or is_task is bool(container.task_id))
        and _descends(host, container, filters)
        and _on_network(container, filters)
        and _with_volume(container, filters)
        and _with_port(container, filters, "publish")
        and _with_port(container, filters, "expose")
    )


def _descends(host: Host, container: Container, filters: Filters) -> bool:
    """Whether it was made from one of these images; the image counts, not the name."""
    wanted = filters.get("ancestor")
    if not wanted:
        return True
    ids = {host.images[name].id for name in map(familiar_name, wanted) if name in host.images}
    bare = container.image_id.removeprefix("sha256:")
    return container.image_id in ids or any(bare.startswith(ref.removeprefix("sha256:")) for ref in wanted if ref)


def _on_network(container: Container, filters: Filters) -> bool:
    wanted = filters.get("network")
    return not wanted or any(
        ref == place.network_name or (ref and place.network_id.startswith(ref))
        for place in container.attachments
        for ref in wanted
    )


def _with_volume(container: Container, filters: Filters) -> bool:
    wanted = filters.get("volume")
    return not wanted or any(ref in (mount.source, mount.target) for mount in container.config.mounts for ref in wanted)


def _ports(key: str, text: str) -> list[str]:
    """`80`, `80/udp`, `80-90/tcp` as single ports. Raises EngineError."""
    match = _PORT.fullmatch(text)
    last = int(match[2] or match[1]) if match else 0
    if match is None or last > _HIGHEST:
        number = text.partition("/")[0]
        fault = "invalid syntax" if match is None else "value out of range"
        reason = f'strconv.ParseUint: parsing "{number}": {fault}'
        raise EngineError(SERVER_ERROR, f"error while looking up for {key} {text}: {reason}")
    return [f"{number}/{match[3] or 'tcp'}" for number in range(int(match[1]), last + 1)]


def _with_port(container: Container, filters: Filters, key: str) -> bool:
    wanted = {port for text in filters.get(key, ()) for port in _ports(key, text)}
    if not wanted:
        return True
    exposed = set(container.config.exposed_ports) if key == "expose" else set()
    published = {f"{p.published if key == 'publish' else p.target}/{p.protocol}" for p in container.config.ports}
    return bool(wanted & (exposed | published))
