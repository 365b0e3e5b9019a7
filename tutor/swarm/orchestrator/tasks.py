"""What all orchestrators share: making tasks, slots, and telling whether a task is out of date.

Source: swarmkit `manager/orchestrator/{task,slot,service}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.swarm.ids import object_id
from tutor.swarm.objects import Availability, Node, NodeState, Service, Task, TaskState, TaskStatus
from tutor.swarm.scheduler.constraints import node_matches, parse_constraints

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tutor.swarm.store import Store

SlotKey = tuple[int, str]
"""(slot, ""), or (0, node id) for a global service."""


def new_task(service: Service, slot: int, node_id: str, rng: random.Random, now: int) -> Task:
    """A task of the service as it is now; its desired state is that of a task which shall run at once."""
    job = service.spec.mode.is_job
    return Task(
        id=object_id(rng),
        service_id=service.id,
        slot=slot,
        node_id=node_id,
        spec=service.spec.task,
        spec_version=service.spec_version,
        status=TaskStatus(state=TaskState.NEW, timestamp=now, message="created"),
        desired_state=TaskState.COMPLETE if job else TaskState.RUNNING,
        job_iteration=service.job_iteration if job else None,
        service_name=service.spec.name,
        labels=service.spec.labels,
        endpoint=service.spec.raw.get("EndpointSpec"),
        ports=service.ports,
    )


def node_is_invalid(node: Node | None) -> bool:
    """Gone, down or drained: its tasks have to run elsewhere."""
    return node is None or node.state is NodeState.DOWN or node.availability is Availability.DRAIN


def slot_of(task: Task, service: Service) -> SlotKey:
    return (0, task.node_id) if service.spec.mode.is_global else (task.slot, "")


def tasks_in(store: Store, service: Service, slot: SlotKey) -> list[Task]:
    return store.tasks_of_slot(service.id, slot[0], slot[1])


def newest(tasks: Sequence[Task]) -> Task:
    """The task that was made last; of equals the one that comes last."""
    return max(enumerate(tasks), key=lambda item: (item[1].created_at, item[0]))[1]


def set_desired(store: Store, task: Task, state: TaskState) -> None:
    """Move a task's desired state forward, never back."""
    current = store.tasks.get(task.id)
    if current is not None and current.desired_state < state:
        store.update(replace(current, desired_state=state))


def is_dirty(service: Service, task: Task, node: Node | None) -> bool:
    """Whether the task has to be replaced for the service's specification to be met.

    A change of placement alone replaces no task whose node meets the new constraints.
    """
    if task.spec_version == service.spec_version:
        return False
    if task.spec is service.spec.task:
        return not _same_endpoint(service, task)
    wanted, have = service.spec.task.raw, task.spec.raw
    if _clean(wanted) == _clean(have):
        return not _same_endpoint(service, task)
    if node is None or _without(wanted, "Placement") != _without(have, "Placement"):
        return True
    return not node_matches(parse_constraints(service.spec.task.constraints), node)


def _same_endpoint(service: Service, task: Task) -> bool:
    return bool(_clean(service.spec.raw.get("EndpointSpec")) == _clean(task.endpoint))


def _without(raw: Any, name: str) -> Any:
    return _clean({key: value for key, value in raw.items() if key != name})


def _clean(value: Any) -> Any:
    """Without empty members: an absent list and an empty one mean the same."""
    if isinstance(value, dict):
        members = {key: _clean(member) for key, member in value.items() if key != "PullOptions"}
        return {key: member for key, member in members.items() if member not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [_clean(member) for member in value]
    return value
