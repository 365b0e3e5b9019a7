"""What the scheduler knows of each node. Source: swarmkit `manager/scheduler/nodeinfo.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.clock import MINUTE
from tutor.swarm.objects import Availability, Node, NodeState, Task, TaskState

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURE_WINDOW = 5 * MINUTE
FAILURE_LIMIT = 5
"""So many failures of a service in the window make a node unattractive for it."""

VersionedService = tuple[str, int]
"""A service and the version of its specification."""


class NodeInfo:
    """A node with what is left on it and what runs there."""

    __slots__ = (
        "_log", "active", "by_service", "cpus", "failures", "memory", "node", "order", "ports", "ready", "tasks",
    )  # fmt: skip

    def __init__(self, node: Node, order: int, log: list[NodeInfo]) -> None:
        """`log`: where it enters itself whenever it may take more than before, or be taken rather."""
        self._log = log
        self.order = order
        """Position among the nodes by age; decides between equals."""
        self.tasks: dict[str, Task] = {}
        self.active = 0
        """Tasks that run or shall run."""
        self.by_service: dict[str, int] = {}
        """The same per service."""
        self.cpus = node.description.nano_cpus
        """Nano-CPUs that no task has reserved."""
        self.memory = node.description.memory_bytes
        self.ports: dict[tuple[str, int], int] = {}
        """Host-mode ports in use: (protocol, port) to how many tasks have it."""
        self.failures: dict[VersionedService, list[int]] = {}
        self.node = node
        self.ready = False
        self.update(node)

    def update(self, node: Node) -> None:
        self.cpus += node.description.nano_cpus - self.node.description.nano_cpus
        self.memory += node.description.memory_bytes - self.node.description.memory_bytes
        self.node = node
        self.ready = node.state is NodeState.READY and node.availability is Availability.ACTIVE
        self._log.append(self)

    def add(self, task: Task) -> bool:
        """Account for a task on this node; whether anything changed."""
        old = self.tasks.get(task.id)
        self.tasks[task.id] = task
        was = old is not None and old.desired_state <= TaskState.COMPLETE
        now = task.desired_state <= TaskState.COMPLETE
        if old is None:
            self._reserve(task, 1)
        if was is not now:
            self._count(task.service_id, 1 if now else -1)
        if was and not now:
            self._log.append(self)
        return old is None or was is not now

    def remove(self, task_id: str) -> bool:
        """The task ended or is gone: what it held is free."""
        old = self.tasks.pop(task_id, None)
        if old is None:
            return False
        if old.desired_state <= TaskState.COMPLETE:
            self._count(old.service_id, -1)
        self._reserve(old, -1)
        self._log.append(self)
        return True

    def _count(self, service_id: str, step: int) -> None:
        self.active += step
        count = self.by_service.get(service_id, 0) + step
        if count:
            self.by_service[service_id] = count
        else:
            self.by_service.pop(service_id, None)

    def _reserve(self, task: Task, step: int) -> None:
        self.cpus -= step * task.spec.reserved_cpus
        self.memory -= step * task.spec.reserved_memory
        for port in task.ports:
            if port.mode == "host" and port.published:
                key = (port.protocol, port.published)
                count = self.ports.get(key, 0) + step
                if count:
                    self.ports[key] = count
                else:
                    self.ports.pop(key, None)

    # ------------------------------------------------------------------ failures
    def failed(self, service: VersionedService, now: int) -> None:
        self.forget_failures(now)
        recent = [t for t in self.failures.get(service, ()) if now - t < FAILURE_WINDOW]
        self.failures[service] = [*recent, now]

    def forget_failures(self, now: int) -> bool:
        """Drop services that have not failed in the window; whether any is left."""
        self.failures = {key: times for key, times in self.failures.items() if now - times[-1] < FAILURE_WINDOW}
        return bool(self.failures)

    def recent_failures(self, service: VersionedService, now: int) -> int:
        """Failures of that version in the window, 0 while they are few enough to be ignored."""
        if service not in self.failures:
            return 0
        count = sum(1 for t in self.failures[service] if now - t < FAILURE_WINDOW)
        return count if count >= FAILURE_LIMIT else 0


class NodeSet:
    """All nodes by id, in order of their age."""

    def __init__(self) -> None:
        self._nodes: dict[str, NodeInfo] = {}
        self._number = 0
        self.by_order: dict[int, NodeInfo] = {}
        """The same nodes by their order."""
        self.log: list[NodeInfo] = []
        """Nodes that may take more than before, or be taken rather, in order."""
        self.epoch = 0
        """Grows when the log is begun anew."""
        self.failing: dict[NodeInfo, None] = {}
        """Nodes on which failures were counted that may still count."""

    def __iter__(self) -> Iterator[NodeInfo]:
        return iter(self._nodes.values())

    def __len__(self) -> int:
        return len(self._nodes)

    def get(self, node_id: str) -> NodeInfo | None:
        return self._nodes.get(node_id)

    def put(self, node: Node) -> NodeInfo:
        info = self._nodes.get(node.id)
        if info is None:
            self._number += 1
            info = self._nodes[node.id] = NodeInfo(node, self._number, self.log)
            self.by_order[info.order] = info
        else:
            info.update(node)
        return info

    def drop(self, node_id: str) -> None:
        info = self._nodes.pop(node_id, None)
        if info is not None:
            info.ready = False
            del self.by_order[info.order]

    def clear(self) -> None:
        self._nodes.clear()
        self.by_order.clear()
        self.failing.clear()
        self._number = 0
        self.begin_log()

    def begin_log(self) -> None:
        """Forget what changed; who wants to know has to look at all nodes."""
        self.log.clear()
        self.epoch += 1

    def any_failures(self, now: int) -> bool:
        """Whether recent failures were counted on some node (they grow old without a change)."""
        if not self.failing:
            return False
        self.failing = {info: None for info in self.failing if info.forget_failures(now)}
        return any(info.node.id in self._nodes for info in self.failing)
