"""Replicated services: so many slots, each with a task that runs.

Source: swarmkit `manager/orchestrator/replicated/{services,slot,tasks}.go`. A service is reconciled when
its specification changes; when one of its tasks ends, only that task is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Node, Service, Task, TaskState
from tutor.swarm.orchestrator.tasks import new_task, node_is_invalid, set_desired
from tutor.swarm.spec import ModeKind

if TYPE_CHECKING:
    import random

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.orchestrator.restart import Restarts
    from tutor.swarm.orchestrator.update import Updates
    from tutor.swarm.store import Store

Slots = dict[int, list[Task]]


class Replicated:
    def __init__(self, store: Store, agenda: Agenda, rng: random.Random, restarts: Restarts, updates: Updates) -> None:
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._restarts = restarts
        self._updates = updates

    def _is_mine(self, service: Service | None) -> bool:
        return service is not None and service.spec.mode.kind is ModeKind.REPLICATED

    # ------------------------------------------------------------------ tasks that ended or lost their node
    def needs_restart(self, task: Task) -> bool:
        """Whether this task of a replicated service is over, though it should run."""
        if task.desired_state > TaskState.RUNNING:
            return False
        lost = bool(task.node_id) and node_is_invalid(self._store.nodes.get(task.node_id))
        return task.state > TaskState.RUNNING or lost

    def restart(self, service: Service, task: Task) -> None:
        if self.needs_restart(task):
            self._restarts.restart(service, task)

    def node_lost(self, node: Node) -> list[Task]:
        """Tasks of replicated services that ran on a node which is gone, down or drained."""
        return [
            t
            for t in self._store.tasks_of_node(node.id)
            if t.desired_state <= TaskState.RUNNING and self._is_mine(self._store.services.get(t.service_id))
        ]

    # ------------------------------------------------------------------ the whole service
    def reconcile(self, service: Service) -> None:
        """Make as many slots as the service wants, and bring them up to date."""
        running, dead = self._slots(service)
        wanted = service.spec.mode.replicas
        if wanted >= len(running):
            self._updates.update(service, [(slot, "") for slot in running])
            self._add(service, running, dead, wanted - len(running))
            self._delete(dead)
            return
        order = _victims_last(running)
        self._updates.update(service, [(slot, "") for slot in order[:wanted]])
        self._delete(dead)
        for slot in order[wanted:]:
            for task in running[slot]:
                set_desired(self._store, task, TaskState.REMOVE)

    def _slots(self, service: Service) -> tuple[Slots, Slots]:
        """Slots that count, and dead ones."""
        slots: Slots = {}
        for task in self._store.tasks_of_service(service.id):
            slots.setdefault(task.slot, []).append(task)
        running: Slots = {}
        dead: Slots = {}
        for slot in sorted(slots):
            updatable = self._restarts.updatable(service, slots[slot])
            if updatable:
                running[slot] = updatable
            else:
                dead[slot] = slots[slot]
        return running, dead

    def _add(self, service: Service, running: Slots, dead: Slots, count: int) -> None:
        """New tasks in the lowest slots that are free."""
        slot = 0
        for _ in range(count):
            slot += 1
            while slot in running:
                slot += 1
            dead.pop(slot, None)
            self._store.create(new_task(service, slot, "", self._rng, self._agenda.clock.now))

    def _delete(self, dead: Slots) -> None:
        for tasks in dead.values():
            for task in tasks:
                # What still stops goes by itself; the rest is history of a slot that is no more.
                if task.desired_state is not TaskState.REMOVE:
                    self._store.delete(task)


def _victims_last(slots: Slots) -> list[int]:
    """Slots in the order in which they are kept when there are too many.

    Running ones before others, low numbers before high ones; then the fullest nodes give first, and what
    has no single node gives before all.
    """
    ordered = sorted(slots, key=lambda s: (not any(t.state is TaskState.RUNNING for t in slots[s]), s))
    per_node: dict[str, int] = {}
    index: dict[int, int] = {}
    for slot in ordered:
        tasks = slots[slot]
        if len(tasks) == 1 and tasks[0].node_id:
            per_node[tasks[0].node_id] = per_node.get(tasks[0].node_id, 0) + 1
            index[slot] = per_node[tasks[0].node_id]
        else:
            index[slot] = len(slots) + 1
    return sorted(ordered, key=lambda s: index[s])
