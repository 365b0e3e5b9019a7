"""Filters: which nodes can take a task at all, and in whose words they cannot.

Each filter looks at the task first (`applies`), then at nodes (`accepts`), and explains how many it
refused. The first filter that refuses a node gets the blame for it. Source: swarmkit
`manager/scheduler/{filter,pipeline}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tutor.swarm.scheduler.constraints import Constraint, node_matches, parse_constraints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.swarm.objects import Task
    from tutor.swarm.scheduler.nodes import NodeInfo

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Names of the same thing."""


class Filter(Protocol):
    def applies(self, task: Task) -> bool:
        """Look at the task; False when the filter has nothing to say about it."""

    def accepts(self, node: NodeInfo) -> bool:
        """Whether that node can take the task."""

    def explain(self, nodes: int) -> str:
        """Why so many nodes were refused."""


def _on(nodes: int) -> str:
    return f"{nodes} node" if nodes == 1 else f"{nodes} nodes"


class ReadyFilter:
    def applies(self, task: Task) -> bool:  # noqa: ARG002
        return True

    def accepts(self, node: NodeInfo) -> bool:
        return node.ready

    def explain(self, nodes: int) -> str:
        return f"{_on(nodes)} not available for new tasks"


class ResourceFilter:
    def applies(self, task: Task) -> bool:
        self._cpus, self._memory = task.spec.reserved_cpus, task.spec.reserved_memory
        return bool(self._cpus or self._memory)

    def accepts(self, node: NodeInfo) -> bool:
        return node.cpus >= self._cpus and node.memory >= self._memory

    def explain(self, nodes: int) -> str:
        return f"insufficient resources on {_on(nodes)}"


class PluginFilter:
    """Volume drivers, network drivers and the log driver must be there."""

    def __init__(self, network_driver: Callable[[str], str]) -> None:
        self._network_driver = network_driver

    def applies(self, task: Task) -> bool:
        needed = [
            ("Volume", m.driver)
            for m in task.spec.container.mounts
            if m.kind == "volume" and m.driver not in ("", "local")
        ]
        drivers = [self._network_driver(target) for target in task.spec.networks]
        needed += [("Network", driver) for driver in drivers if driver]
        if task.spec.log_driver not in ("", "none"):
            needed.append(("Log", task.spec.log_driver))
        self._needed = needed
        return bool(needed)

    def accepts(self, node: NodeInfo) -> bool:
        plugins = node.node.description.plugins
        return not plugins or all(p in plugins for p in self._needed)

    def explain(self, nodes: int) -> str:
        return f"missing plugin on {_on(nodes)}"


class ConstraintFilter:
    def applies(self, task: Task) -> bool:
        self._constraints: tuple[Constraint, ...] = parse_constraints(task.spec.constraints)
        return bool(self._constraints)

    def accepts(self, node: NodeInfo) -> bool:
        return node_matches(self._constraints, node.node)

    def explain(self, nodes: int) -> str:
        return f"scheduling constraints not satisfied on {_on(nodes)}"


class PlatformFilter:
    def applies(self, task: Task) -> bool:
        self._platforms = [(o, ARCHITECTURES.get(a, a)) for o, a in task.spec.platforms]
        return bool(self._platforms)

    def accepts(self, node: NodeInfo) -> bool:
        own = node.node.description
        architecture = ARCHITECTURES.get(own.architecture, own.architecture)
        return any(o in ("", own.os) and a in ("", architecture) for o, a in self._platforms)

    def explain(self, nodes: int) -> str:
        return f"unsupported platform on {_on(nodes)}"


class HostPortFilter:
    def applies(self, task: Task) -> bool:
        self._ports = [(p.protocol, p.published) for p in task.ports if p.mode == "host" and p.published]
        return bool(self._ports)

    def accepts(self, node: NodeInfo) -> bool:
        return not any(port in node.ports for port in self._ports)

    def explain(self, nodes: int) -> str:
        return f"host-mode port already in use on {_on(nodes)}"


class MaxReplicasFilter:
    def applies(self, task: Task) -> bool:
        self._service, self._limit = task.service_id, task.spec.max_replicas
        return self._limit > 0

    def accepts(self, node: NodeInfo) -> bool:
        return node.by_service.get(self._service, 0) < self._limit

    def explain(self, nodes: int) -> str:  # noqa: ARG002
        return "max replicas per node limit exceed"


class Pipeline:
    """The filters in SwarmKit's order, set to one task at a time."""

    def __init__(self, network_driver: Callable[[str], str]) -> None:
        self._all: list[Filter] = [
            ReadyFilter(),
            ResourceFilter(),
            PluginFilter(network_driver),
            ConstraintFilter(),
            PlatformFilter(),
            HostPortFilter(),
            MaxReplicasFilter(),
        ]
        self._active: list[Filter] = []

    def set_task(self, task: Task) -> None:
        self._active = [f for f in self._all if f.applies(task)]

    def accepts(self, node: NodeInfo) -> bool:
        for one in self._active:  # noqa: SIM110 - asked for every node of every group; a generator takes twice as long
            if not one.accepts(node):
                return False
        return True

    def explain(self, nodes: Iterable[NodeInfo]) -> str:
        """Why these nodes were refused, the most frequent reason first."""
        refused = [0] * len(self._active)
        for node in nodes:
            for number, candidate in enumerate(self._active):
                if not candidate.accepts(node):
                    refused[number] += 1
                    break
        reasons = sorted((-count, number) for number, count in enumerate(refused) if count)
        return "; ".join(self._active[number].explain(-count) for count, number in reasons)
