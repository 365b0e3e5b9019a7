"""The orchestrators' common desk: what changed, and which orchestrator has to look at what.

Nothing is done while a write is being told; every reaction is an event, so many writes cause one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Node, Service, Task, TaskState
from tutor.swarm.orchestrator.enforcer import Enforcer
from tutor.swarm.orchestrator.global_mode import Global
from tutor.swarm.orchestrator.jobs import Jobs
from tutor.swarm.orchestrator.reaper import Reaper
from tutor.swarm.orchestrator.replicated import Replicated
from tutor.swarm.orchestrator.restart import Restarts
from tutor.swarm.orchestrator.tasks import node_is_invalid, set_desired
from tutor.swarm.orchestrator.update import Updates
from tutor.swarm.spec import ModeKind
from tutor.swarm.state import State, Stateful
from tutor.swarm.timing import RECONCILE

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.store import Store


class Orchestration(Stateful):
    """All orchestrators of one swarm."""

    remembered = ("_ended", "_globals")

    def __init__(self, store: Store, agenda: Agenda, rng: random.Random) -> None:
        self._store = store
        self._agenda = agenda
        self.restarts = Restarts(store, agenda, rng)
        self.updates = Updates(store, agenda, rng, self.restarts)
        self.replicated = Replicated(store, agenda, rng, self.restarts, self.updates)
        self.globals = Global(store, agenda, rng, self.restarts, self.updates)
        self.jobs = Jobs(store, agenda, rng, self.restarts)
        self.enforcer = Enforcer(store, agenda)
        self.reaper = Reaper(store, agenda)
        self._ended: dict[str, None] = {}
        """Tasks to be restarted."""
        self._globals: dict[str, None] = {}
        """Ids of global services."""

    def handlers(self) -> dict[str, Callable[..., None]]:
        return {
            "service.reconcile": self.on_reconcile,
            "service.removed": self.on_service_removed,
            "task.ended": self.on_ended,
            "global.node": self.on_global_node,
            "enforcer.node": self.on_enforce,
            "restart.delay": self.restarts.on_delay,
            "restart.patience": self.restarts.on_patience,
            "update.next": self.updates.on_next,
            "update.slot_done": self.updates.on_slot_done,
            "update.monitored": self.updates.on_monitored,
            "reaper.tick": self.reaper.on_tick,
        }

    # ------------------------------------------------------------------ services
    def service_changed(self, old: Service | None, new: Service | None) -> None:
        if new is None:
            if old is not None:
                self._globals.pop(old.id, None)
                self.updates.cancel(old.id)
                self.restarts.forget(old.id)
                self._agenda.once(RECONCILE, "service.removed", old.id)
            return
        if new.spec.mode.kind is ModeKind.GLOBAL:
            self._globals[new.id] = None
        if old is None or old.spec is not new.spec or old.update_status is not new.update_status:
            self._agenda.once(RECONCILE, "service.reconcile", new.id)

    def on_reconcile(self, service_id: str) -> None:
        service = self._store.services.get(service_id)
        if service is None:
            return
        if service.spec.mode.is_job:
            self.jobs.reconcile(service)
        elif service.spec.mode.kind is ModeKind.GLOBAL:
            self.globals.reconcile(service)
        else:
            self.replicated.reconcile(service)

    def on_service_removed(self, service_id: str) -> None:
        for task in self._store.tasks_of_service(service_id):
            set_desired(self._store, task, TaskState.REMOVE)

    # ------------------------------------------------------------------ tasks
    def task_changed(self, old: Task | None, new: Task | None) -> None:
        self.restarts.task_changed(old, new)
        self.updates.task_changed(old, new)
        self.reaper.task_changed(old, new)
        task = new or old
        if task is None:
            return
        if new is None:
            if task.desired_state <= TaskState.COMPLETE:
                self._deleted(task)
        elif new.state > TaskState.RUNNING:
            if old is None or old.state is not new.state or old.desired_state is not new.desired_state:
                self._over(new)
        elif new.state is TaskState.ASSIGNED and self._is_lost(new):
            self._to_restart(new)

    def _is_lost(self, task: Task) -> bool:
        """Its node went while it was assigned; a job does not look at nodes."""
        return task.job_iteration is None and node_is_invalid(self._store.nodes.get(task.node_id))

    def _over(self, task: Task) -> None:
        if task.job_iteration is not None:
            # A failed task that got no successor is not looked at again: such a job stands still.
            if task.desired_state <= TaskState.COMPLETE:
                self._agenda.once(RECONCILE, "service.reconcile", task.service_id)
        elif task.desired_state <= TaskState.RUNNING:
            self._to_restart(task)

    def _to_restart(self, task: Task) -> None:
        self._ended[task.id] = None
        self._agenda.once(RECONCILE, "task.ended")

    def _deleted(self, task: Task) -> None:
        """A task that should run was taken out of the store: its place has to be filled."""
        if task.service_id in self._globals:
            self._agenda.once(RECONCILE, "global.node", task.node_id)
        elif task.service_id in self._store.services:
            self._agenda.once(RECONCILE, "service.reconcile", task.service_id)

    def on_ended(self) -> None:
        ended, self._ended = self._ended, {}
        for task_id in ended:
            task = self._store.tasks.get(task_id)
            service = self._store.services.get(task.service_id) if task is not None else None
            if task is None or service is None:
                continue
            if service.spec.mode.kind is ModeKind.GLOBAL:
                self.globals.restart(service, task)
            else:
                self.replicated.restart(service, task)

    # ------------------------------------------------------------------ nodes
    def node_changed(self, old: Node | None, new: Node | None) -> None:
        if new is None:
            if old is not None:
                self.globals.node_gone(old)
                self._node_lost(old)
            return
        if old is not None and _same_for_tasks(old, new):
            return
        if node_is_invalid(new):
            self._node_lost(new)
        else:
            self._agenda.once(RECONCILE, "enforcer.node", new.id)
        if self._globals:
            self._agenda.once(RECONCILE, "global.node", new.id)

    def _node_lost(self, node: Node) -> None:
        self.restarts.node_is_down(node.id)
        for task in self.replicated.node_lost(node):
            self._to_restart(task)

    def on_enforce(self, node_id: str) -> None:
        node = self._store.nodes.get(node_id)
        if node is not None:
            self.enforcer.look_at(node)

    def on_global_node(self, node_id: str) -> None:
        node = self._store.nodes.get(node_id)
        if node is None:
            return
        for service_id in self._globals:
            service = self._store.services.get(service_id)
            if service is not None:
                self.globals.reconcile_node(service, node)

    # ------------------------------------------------------------------ state
    def snapshot(self) -> State:
        parts = (self.restarts.snapshot(), self.updates.snapshot(), self.reaper.snapshot())
        return (*super().snapshot(), *parts)

    def restore(self, state: State) -> None:
        super().restore(state[:2])
        self.restarts.restore(state[2])
        self.updates.restore(state[3])
        self.reaper.restore(state[4])


def _same_for_tasks(old: Node, new: Node) -> bool:
    """Whether nothing changed that decides where tasks may run."""
    return (
        old.state is new.state
        and old.availability is new.availability
        and old.role is new.role
        and old.labels == new.labels
        and old.description == new.description
        and old.addr == new.addr
    )
