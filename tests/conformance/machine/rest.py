"""What a cluster at rest must look like: every desired state that can be met is met, counted out independently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conformance.machine.placement import misfit, satisfies
from tutor.swarm.objects import Availability, NodeRole, NodeState, TaskState, UpdateState
from tutor.swarm.spec import ModeKind
from tutor.swarm.store import slot_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conformance.machine.auditor import Auditor
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.objects import Node, Service, Task
    from tutor.swarm.swarm import Swarm

_HALTED = (UpdateState.PAUSED, UpdateState.ROLLBACK_PAUSED)
_MOVING = (UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED)


def check_rest(sim: Simulation, auditor: Auditor) -> None:
    """Every swarm whose managers agree is as it shall be."""
    for swarm in sim.swarms.values():
        if swarm.raft.works:
            _nodes(sim, swarm)
            _truth(sim, swarm)
            _pending(swarm)
            for service in swarm.store.services:
                _service(swarm, service)
                _history(swarm, service, auditor.longest_history(swarm, service))


# ------------------------------------------------------------------ nodes and what runs on them
def _nodes(sim: Simulation, swarm: Swarm) -> None:
    for node in swarm.store.nodes:
        heard = swarm.dispatcher.hears(node.id)
        locked = sim.hosts[node.host].local_state == "locked"
        assert heard is (node.state is NodeState.READY) or locked, f"{node.host}: heard {heard}, but {node.state}"
        if heard:
            manager = node.desired_role is NodeRole.MANAGER
            assert manager is (node.id in swarm.raft.members), f"{node.host} shall be {node.desired_role}"
            assert sim.hosts[node.host].certified_manager is manager, f"{node.host}: certificate"


def _truth(sim: Simulation, swarm: Swarm) -> None:
    """What the managers believe of a node they hear is what its daemon has."""
    for node in swarm.store.nodes:
        host = sim.hosts[node.host]
        if not swarm.dispatcher.hears(node.id):
            continue
        believed = {t.id for t in swarm.store.tasks_of_node(node.id) if t.state is TaskState.RUNNING}
        true = {c.task_id for c in host.containers.values() if c.task_id and c.running}
        assert believed == true, f"{node.host}: believed {sorted(believed - true)}, in truth {sorted(true - believed)}"


# ------------------------------------------------------------------ tasks that wait
def _pending(swarm: Swarm) -> None:
    for task in swarm.store.tasks:
        if task.desired_state > TaskState.COMPLETE or task.state > TaskState.PENDING:
            continue
        assert task.state is TaskState.PENDING, f"{task.name} is still {task.state.name}"
        assert task.status.err, f"{task.name} waits without a reason"
        nodes: Iterable[Node] = swarm.store.nodes
        if task.node_id:
            nodes = [n for n in nodes if n.id == task.node_id]
        fitting = [n.host for n in nodes if not misfit(swarm.store, n, task)]
        assert not fitting, f"{task.name} waits ({task.status.err}), but could run on {fitting}"


# ------------------------------------------------------------------ services
def _service(swarm: Swarm, service: Service) -> None:
    kind = service.spec.mode.kind
    if kind is ModeKind.REPLICATED:
        _replicated(swarm, service)
    elif kind is ModeKind.GLOBAL:
        _global(swarm, service)
    elif kind is ModeKind.REPLICATED_JOB:
        _replicated_job(swarm, service)
    if not service.spec.mode.is_job:
        _up_to_date(swarm, service)


def _replicated(swarm: Swarm, service: Service) -> None:
    """As many slots as wanted; each runs, waits for a node in vain, or is rightly dead."""
    slots: dict[int, list[Task]] = {}
    for task in swarm.store.tasks_of_service(service.id):
        slots.setdefault(task.slot, []).append(task)
    wanted = service.spec.mode.replicas
    alive = {slot for slot, tasks in slots.items() if any(_wanted(t) for t in tasks)}
    dead = {slot for slot, tasks in slots.items() if slot not in alive and _may_be_dead(service, tasks)}
    name = service.spec.name
    assert len(alive) <= wanted, f"{name}: {len(alive)} tasks where {wanted} are wanted"
    if service.update_status is None or service.update_status.state not in _HALTED:
        assert len(alive) + len(dead) >= wanted, f"{name}: slots {sorted(alive)} of {wanted} live, {sorted(dead)} dead"
    for slot in alive:
        _one_lives(swarm, service, slots[slot])


def _wanted(task: Task) -> bool:
    return task.desired_state <= TaskState.RUNNING


def _one_lives(swarm: Swarm, service: Service, tasks: list[Task]) -> None:
    """One task of the slot shall run; in an update that waits for a node, the old one beside the new."""
    wanted = [t for t in tasks if _wanted(t)]
    waits = service.update_status is not None and service.update_status.state in _MOVING
    both = waits and "start-first" in (service.spec.update.order, service.spec.rollback.order)
    assert len(wanted) == 1 or both, f"{wanted[0].name}: {len(wanted)} tasks shall run in its slot"
    for task in wanted:
        _lives(swarm, task)


def _lives(swarm: Swarm, task: Task) -> None:
    if task.state is TaskState.RUNNING:
        node = swarm.store.nodes.get(task.node_id)
        assert node is not None, f"{task.name} runs on a node that is gone"
        assert node.state is NodeState.READY, f"{task.name} shall run on {node.host}, which is {node.state}"
        assert node.availability is not Availability.DRAIN, f"{task.name} runs on {node.host}, which is drained"
    elif not _waits_on_a_lost_node(swarm, task):
        assert task.state is TaskState.PENDING, f"{task.name} shall run and is {task.state.name}"


def _waits_on_a_lost_node(swarm: Swarm, task: Task) -> bool:
    """A successor whose node went before its restart delay was over: nobody looks at nodes that are down, so a cluster
    counts as settled, and after the delay the task is replaced."""
    node = swarm.store.nodes.get(task.node_id)
    lost = node is None or node.state is not NodeState.READY
    return lost and task.desired_state is TaskState.READY and swarm.orchestration.restarts.waits(task.id)


def _may_be_dead(service: Service, tasks: list[Task]) -> bool:
    """Whether the restart policy lets a slot be without a task."""
    last = tasks[-1]
    policy = last.spec.restart
    if policy.condition == "none" or policy.max_attempts:
        return True
    return policy.condition == "on-failure" and last.state is TaskState.COMPLETE


def _global(swarm: Swarm, service: Service) -> None:
    by_node: dict[str, list[Task]] = {}
    for task in swarm.store.tasks_of_service(service.id):
        by_node.setdefault(task.node_id, []).append(task)
    for node in swarm.store.nodes:
        tasks = by_node.get(node.id, [])
        wanted = [t for t in tasks if _wanted(t)]
        where = f"{service.spec.name} on {node.host}"
        fits = satisfies(service.spec.task.constraints, node)
        if node.state is NodeState.DOWN or node.availability is Availability.DRAIN or not fits:
            assert not wanted, f"{where}: {len(wanted)} tasks where none should be"
        elif wanted:
            _one_lives(swarm, service, tasks)
        elif node.availability is Availability.ACTIVE and node.state is NodeState.READY:
            assert tasks, f"{where}: no task"
            assert _may_be_dead(service, tasks), f"{where}: no live task"


def _replicated_job(swarm: Swarm, service: Service) -> None:
    tasks = [t for t in swarm.store.tasks_of_service(service.id) if t.job_iteration == service.job_iteration]
    done = sum(1 for t in tasks if t.state is TaskState.COMPLETE)
    under_way = [t for t in tasks if t.desired_state <= TaskState.COMPLETE and t.state <= TaskState.RUNNING]
    mode = service.spec.mode
    assert done <= mode.total_completions or len(under_way) == 0
    assert len(under_way) <= mode.max_concurrent, f"{service.spec.name}: {len(under_way)} at once"
    failed = any(t.state > TaskState.COMPLETE for t in tasks)
    if not failed and done < mode.total_completions:
        assert under_way or not mode.max_concurrent, f"{service.spec.name}: {done} of {mode.total_completions}, idle"


def _up_to_date(swarm: Swarm, service: Service) -> None:
    """Where no update is halted or waits for a node, every running task is of the present specification."""
    status = service.update_status
    if status is not None and status.state in (*_HALTED, *_MOVING):
        return
    for task in swarm.store.tasks_of_service(service.id):
        if _wanted(task) and task.state is TaskState.RUNNING:
            same = task.spec.image == service.spec.task.image and task.spec.container == service.spec.task.container
            assert same and task.spec.force_update == service.spec.task.force_update, f"{task.name} is out of date"


def _history(swarm: Swarm, service: Service, limit: int) -> None:
    if service.spec.mode.is_job or limit < 0:
        return
    slots: dict[tuple[str, int, str], list[Task]] = {}
    for task in swarm.store.tasks_of_service(service.id):
        slots.setdefault(slot_key(task), []).append(task)
    for tasks in slots.values():
        over = sum(1 for t in tasks if t.state > TaskState.RUNNING and t.desired_state > TaskState.RUNNING)
        kept = len(tasks) - over
        assert over <= max(limit - kept, 0) or kept > limit, f"{tasks[0].name}: {over} old tasks, {kept} others"
