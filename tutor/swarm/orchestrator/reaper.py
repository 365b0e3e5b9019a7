"""The task reaper: history is kept to a length, removed tasks go when they have stopped.

Source: swarmkit `manager/orchestrator/taskreaper/task_reaper.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.objects import Task, TaskState
from tutor.swarm.state import Stateful
from tutor.swarm.store import slot_key
from tutor.swarm.timing import REAP

if TYPE_CHECKING:
    from tutor.swarm.agenda import Agenda
    from tutor.swarm.store import Store


class Reaper(Stateful):
    remembered = ("_slots", "_removed")

    def __init__(self, store: Store, agenda: Agenda) -> None:
        self._store = store
        self._agenda = agenda
        self._slots: dict[tuple[str, int, str], None] = {}
        """Slots that got a new task."""
        self._removed: dict[str, None] = {}
        """Tasks that shall go and have stopped."""

    def task_changed(self, old: Task | None, new: Task | None) -> None:
        if new is None:
            return
        if old is None:
            if len(self._store.tasks_of_slot(*slot_key(new))) > 1:
                self._slots[slot_key(new)] = None
                self._agenda.once(REAP, "reaper.tick")
        elif new.desired_state is TaskState.REMOVE and (
            new.state > TaskState.RUNNING or new.state < TaskState.ASSIGNED
        ):
            self._removed[new.id] = None
            self._agenda.once(REAP, "reaper.tick")

    def on_tick(self) -> None:
        removed, self._removed = self._removed, {}
        for task_id in removed:
            task = self._store.tasks.get(task_id)
            if task is not None:
                self._store.delete(task)
        slots, self._slots = self._slots, {}
        for slot in slots:
            self._prune(slot)

    def _prune(self, slot: tuple[str, int, str]) -> None:
        service = self._store.services.get(slot[0])
        if service is None or service.spec.mode.is_job:
            return
        attempts = service.spec.task.restart.max_attempts
        limit = attempts + 1 if attempts else self._store.cluster.task_history_limit
        tasks = self._store.tasks_of_slot(*slot)
        if limit < 0 or len(tasks) <= limit:
            return
        excess = len(tasks) - limit
        kept = False
        for task in tasks:
            over = task.state > TaskState.RUNNING or (
                task.state < TaskState.ASSIGNED and task.desired_state > TaskState.RUNNING
            )
            if over and task.desired_state > TaskState.RUNNING and excess:
                self._store.delete(task)
                excess -= 1
            elif not over and task.desired_state > TaskState.RUNNING:
                kept = True
        if excess and kept:  # an old task still stops: look again when it has
            self._slots[slot] = None
