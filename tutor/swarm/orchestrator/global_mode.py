"""Global services: one task on every node that fits. Source: swarmkit `manager/orchestrator/global/global.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Availability, Node, Service, Task, TaskState
from tutor.swarm.orchestrator.tasks import SlotKey, is_dirty, new_task, node_is_invalid, set_desired
from tutor.swarm.scheduler.constraints import node_matches, parse_constraints
from tutor.swarm.spec import ModeKind

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.orchestrator.restart import Restarts
    from tutor.swarm.orchestrator.update import Updates
    from tutor.swarm.store import Store


class Global:
    def __init__(self, store: Store, agenda: Agenda, rng: random.Random, restarts: Restarts, updates: Updates) -> None:
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._restarts = restarts
        self._updates = updates

    # ------------------------------------------------------------------ the whole service
    def reconcile(self, service: Service) -> None:
        """Look at every node."""
        by_node: dict[str, list[Task]] = {}
        for task in self._store.tasks_of_service(service.id):
            by_node.setdefault(task.node_id, []).append(task)
        valid = [n for n in self._store.nodes if not node_is_invalid(n)]
        slots: list[SlotKey] = [(0, n.id) for n in valid if self._reconcile_on(service, n, by_node.pop(n.id, []))]
        for tasks in by_node.values():
            self._shut_down(tasks)
        if slots:
            self._updates.update(service, slots)

    def reconcile_node(self, service: Service, node: Node) -> None:
        """The same for one node, which came, changed or lost a task."""
        tasks = self._store.tasks_of_slot(service.id, 0, node.id)
        if node_is_invalid(node):
            self._shut_down(tasks)
        elif self._reconcile_on(service, node, tasks):
            self._bring_up_to_date(service, node, self._restarts.updatable(service, tasks))

    def _bring_up_to_date(self, service: Service, node: Node, tasks: list[Task]) -> None:
        """Replace what an update left out, as it does a node that was paused: at once, it is no rolling update."""
        clean = [task for task in tasks if not is_dirty(service, task, node)]
        if not clean:
            self._add(service, node)
        self._shut_down(task for task in tasks if task not in clean[:1])

    def _reconcile_on(self, service: Service, node: Node, tasks: list[Task]) -> bool:
        """Add or take away the node's task; True when it has one that may need an update."""
        updatable = self._restarts.updatable(service, tasks)
        if not node_matches(parse_constraints(service.spec.task.constraints), node):
            self._shut_down(updatable)
            return False
        if node.availability is Availability.PAUSE:
            return False
        if updatable:
            return True
        self._add(service, node)
        return False

    def _add(self, service: Service, node: Node) -> None:
        self._store.create(new_task(service, 0, node.id, self._rng, self._agenda.clock.now))

    def _shut_down(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            if task.desired_state <= TaskState.RUNNING:
                set_desired(self._store, task, TaskState.SHUTDOWN)

    # ------------------------------------------------------------------ tasks that ended
    def restart(self, service: Service, task: Task) -> None:
        node = self._store.nodes.get(task.node_id)
        if task.desired_state > TaskState.RUNNING or task.state <= TaskState.RUNNING:
            return
        if node is not None and node.availability is Availability.PAUSE:
            self._shut_down([task])
        elif not node_is_invalid(node):
            self._restarts.restart(service, task)

    def node_gone(self, node: Node) -> None:
        """A node was removed: tasks of global services have no other place."""
        for task in self._store.tasks_of_node(node.id):
            service = self._store.services.get(task.service_id)
            if service is not None and service.spec.mode.kind is ModeKind.GLOBAL:
                self._store.delete(task)
