"""Whether a node can take a task, counted out from the tables alone; no code is shared with the scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Availability, NodeState, TaskState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.swarm.objects import Node, Task
    from tutor.swarm.store import Store

_SAME = {"x86_64": "amd64", "aarch64": "arm64"}


def satisfies(constraints: Iterable[str], node: Node) -> bool:
    """Whether a node meets all constraints, as they stand in a specification."""
    return all(_holds(text, node) for text in constraints)


def _holds(text: str, node: Node) -> bool:
    operator = "==" if "==" in text else "!="
    key, value = (part.strip() for part in text.split(operator, 1))
    have = _attribute(key, node)
    return have is not None and (have.lower() == value.lower()) == (operator == "==")


def _attribute(key: str, node: Node) -> str | None:
    if key.startswith("node.labels."):
        return node.labels.get(key.removeprefix("node.labels."), "")
    if key.startswith("engine.labels."):
        return node.description.engine_labels.get(key.removeprefix("engine.labels."), "")
    return {"node.id": node.id, "node.hostname": node.description.hostname, "node.role": node.role.value}.get(key)


def holds(task: Task) -> bool:
    """Whether the task takes room on its node: it was given to it and has not ended."""
    return TaskState.ASSIGNED <= task.state <= TaskState.RUNNING


def misfit(store: Store, node: Node, task: Task) -> str:
    """Why the node cannot take the task beside what it has; empty when it can."""
    others = [t for t in store.tasks_of_node(node.id) if t.id != task.id and holds(t)]
    spec = task.spec
    if node.state is not NodeState.READY or node.availability is not Availability.ACTIVE:
        return "not available"
    cpus = sum(t.spec.reserved_cpus for t in others) + spec.reserved_cpus
    if spec.reserved_cpus and cpus > node.description.nano_cpus:
        return "processors"
    memory = sum(t.spec.reserved_memory for t in others) + spec.reserved_memory
    if spec.reserved_memory and memory > node.description.memory_bytes:
        return "memory"
    if not satisfies(spec.constraints, node):
        return "constraints"
    if spec.platforms and not any(_runs(platform, node) for platform in spec.platforms):
        return "platform"
    if _host_ports(task) & {port for t in others for port in _host_ports(t)}:
        return "host ports"
    active = sum(1 for t in others if t.service_id == task.service_id and t.desired_state <= TaskState.COMPLETE)
    return "replicas per node" if 0 < spec.max_replicas <= active else ""


def _runs(platform: tuple[str, str], node: Node) -> bool:
    system, machine = platform
    own = node.description.architecture
    return system in ("", node.description.os) and _SAME.get(machine, machine) in ("", _SAME.get(own, own))


def _host_ports(task: Task) -> set[tuple[str, int]]:
    return {(p.protocol, p.published) for p in task.ports if p.mode == "host" and p.published}
