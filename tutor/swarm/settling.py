"""When a cluster has settled, by the same rules as the recordings of the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.host import LocalNodeState
from tutor.swarm.objects import NodeRole, NodeState, TaskState, UpdateState

if TYPE_CHECKING:
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.objects import Task
    from tutor.swarm.swarm import Swarm


def is_busy(sim: Simulation, long_silence: bool) -> bool:
    """Whether something still has to happen in some swarm. `long_silence`: nothing is due for several seconds."""
    return any(_swarm_is_busy(sim, swarm, long_silence) for swarm in sim.swarms.values())


def _swarm_is_busy(sim: Simulation, swarm: Swarm, long_silence: bool) -> bool:
    return _nodes_change(sim, swarm) or _tasks_change(swarm, long_silence) or _updates(swarm)


def _nodes_change(sim: Simulation, swarm: Swarm) -> bool:
    """A silent node that is not shown as down yet (or the other way round), a change of role, an election."""
    if not swarm.raft.works:
        return swarm.raft.can_elect
    for node in swarm.store.nodes:
        host = sim.hosts[node.host]
        heard = swarm.dispatcher.hears(node.id)
        if node.state is not NodeState.READY and heard:
            return True
        if node.state is not NodeState.DOWN and not heard and host.local_state is not LocalNodeState.LOCKED:
            return True
        if heard and (node.desired_role is NodeRole.MANAGER) is not (node.id in swarm.raft.members):
            return True
    return False


def _blocked(swarm: Swarm) -> set[str]:
    """Services with a task that nobody can run: an update that waits for it never ends."""
    return {
        t.service_id for t in swarm.store.tasks if t.state is TaskState.PENDING and t.desired_state is TaskState.RUNNING
    }


def _updates(swarm: Swarm) -> bool:
    under_way = [
        s.id
        for s in swarm.store.services
        if s.update_status is not None and s.update_status.state in (UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED)
    ]
    return bool(under_way) and not set(under_way) <= _blocked(swarm)


def _tasks_change(swarm: Swarm, long_silence: bool) -> bool:
    down = {n.id for n in swarm.store.nodes if n.state is not NodeState.READY}
    for task in swarm.store.tasks:
        if task.node_id in down:
            continue
        if task.state is TaskState.PENDING and not long_silence:
            return True
        if _is_on_its_way(task):
            return True
    return False


def _is_on_its_way(task: Task) -> bool:
    final = task.state > TaskState.RUNNING
    if task.desired_state is TaskState.RUNNING:
        return task.state not in (TaskState.RUNNING, TaskState.PENDING)
    if task.desired_state is TaskState.READY:
        return True
    if task.desired_state is TaskState.COMPLETE:
        return not final and task.state is not TaskState.PENDING
    return not final
