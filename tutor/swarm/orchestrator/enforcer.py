"""The constraint enforcer: tasks leave a node that no longer meets what their service asks of it.

Source: swarmkit `manager/orchestrator/constraintenforcer`. Only active nodes are looked at: paused ones
keep what they have, drained ones are the orchestrators' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.objects import Availability, Node, Task, TaskState
from tutor.swarm.scheduler.constraints import node_matches, parse_constraints

if TYPE_CHECKING:
    from tutor.swarm.agenda import Agenda
    from tutor.swarm.store import Store


class Enforcer:
    def __init__(self, store: Store, agenda: Agenda) -> None:
        self._store = store
        self._agenda = agenda

    def look_at(self, node: Node) -> None:
        """Reject the tasks that may not stay on this node."""
        if node.availability is not Availability.ACTIVE:
            return
        cpus, memory = node.description.nano_cpus, node.description.memory_bytes
        for task in self._store.tasks_of_node(node.id):
            if not TaskState.ASSIGNED <= task.state <= TaskState.RUNNING or task.desired_state > TaskState.COMPLETE:
                continue
            service = self._store.services.get(task.service_id)
            spec = service.spec.task if service is not None else task.spec
            cpus -= task.spec.reserved_cpus
            memory -= task.spec.reserved_memory
            if not node_matches(parse_constraints(spec.constraints), node) or cpus < 0 or memory < 0:
                cpus += task.spec.reserved_cpus
                memory += task.spec.reserved_memory
                self._reject(task)

    def _reject(self, task: Task) -> None:
        status = replace(
            task.status,
            state=TaskState.REJECTED,
            timestamp=self._agenda.clock.now,
            message="task rejected by constraint enforcer",
            err="assigned node no longer meets constraints",
        )
        self._store.update(replace(task, status=status))
