"""Jobs: tasks that run to their end. Source: swarmkit `manager/orchestrator/jobs/{replicated,global}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Availability, NodeState, Service, Task, TaskState
from tutor.swarm.orchestrator.tasks import new_task, node_is_invalid, set_desired
from tutor.swarm.scheduler.constraints import node_matches, parse_constraints

if TYPE_CHECKING:
    import random

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.orchestrator.restart import Restarts
    from tutor.swarm.store import Store


class Jobs:
    def __init__(self, store: Store, agenda: Agenda, rng: random.Random, restarts: Restarts) -> None:
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._restarts = restarts

    def reconcile(self, service: Service) -> None:
        """Start what may start, restart what failed, clear away an earlier iteration.

        Nobody looks at nodes here: a task on a node that is drained or down stays what it is until a task of
        a global job makes its turn come.
        """
        current = self._current(service)
        alive = [t for t in current if t.state is not TaskState.COMPLETE and t.desired_state <= TaskState.COMPLETE]
        done = [t for t in current if t.state is TaskState.COMPLETE]
        if service.spec.mode.is_global:
            self._fill_nodes(service, alive, done)
        else:
            self._fill_slots(service, alive, done)
        for task in alive:
            if task.state > TaskState.RUNNING:
                self._restarts.restart(service, task)
            elif service.spec.mode.is_global and node_is_invalid(self._store.nodes.get(task.node_id)):
                set_desired(self._store, task, TaskState.SHUTDOWN)

    def _current(self, service: Service) -> list[Task]:
        """Tasks of this iteration. Those of earlier ones that run are removed, in a global job all of them."""
        current = []
        for task in self._store.tasks_of_service(service.id):
            if task.job_iteration == service.job_iteration:
                current.append(task)
            elif service.spec.mode.is_global or task.state <= TaskState.RUNNING:
                set_desired(self._store, task, TaskState.REMOVE)
        return current

    def _fill_slots(self, service: Service, alive: list[Task], done: list[Task]) -> None:
        mode = service.spec.mode
        room = mode.max_concurrent - len(alive)
        left = mode.total_completions - len(done) - len(alive)
        taken = {t.slot for t in (*alive, *done)}
        slot = 0
        for _ in range(min(room, left)):
            while slot in taken:
                slot += 1
            taken.add(slot)
            self._store.create(new_task(service, slot, "", self._rng, self._agenda.clock.now))

    def _fill_nodes(self, service: Service, alive: list[Task], done: list[Task]) -> None:
        have = {t.node_id for t in alive} | {t.node_id for t in done}
        constraints = parse_constraints(service.spec.task.constraints)
        for node in self._store.nodes:
            usable = node.availability is Availability.ACTIVE and node.state is NodeState.READY
            if usable and node.id not in have and node_matches(constraints, node):
                self._store.create(new_task(service, 0, node.id, self._rng, self._agenda.clock.now))
