"""The updater: slot by slot to a new specification, watching for failures; and back, if asked to.

Source: swarmkit `manager/orchestrator/update/updater.go`. Its goroutines are played as states: a worker is
a slot that is being replaced (`working`) or a pause after one (an event); the monitoring period after the
last slot is an event, too. As long as slots are left to hand out and while it monitors, the updater hears of
failures at once; in between, when it waits for its last workers, what fails is looked at afterwards.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.clock import SECOND
from tutor.swarm.objects import Service, Task, TaskState, UpdateState, UpdateStatus
from tutor.swarm.orchestrator.tasks import SlotKey, is_dirty, new_task, set_desired, tasks_in
from tutor.swarm.state import Copied, Stateful

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.orchestrator.restart import Restarts
    from tutor.swarm.spec import ServiceSpec, UpdateConfig
    from tutor.swarm.store import Store

_NOT_YET = -1
_OVER = (UpdateState.PAUSED, UpdateState.ROLLBACK_PAUSED)
_UNDER_WAY = (UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED)


@dataclass(slots=True)
class Update(Copied):
    """One update of one service, from its first slot to the end of monitoring."""

    number: str
    spec: ServiceSpec
    config: UpdateConfig
    rollback: bool
    dirty: int
    """How many slots were out of date at the start."""
    queue: dict[SlotKey, None]
    working: dict[str, SlotKey] = field(default_factory=dict)
    """New task to the slot it is for, until it runs; or a task that was there, until it is let go."""
    pauses: int = 0
    """Workers that wait before their next slot."""
    started: dict[str, int] = field(default_factory=dict)
    """Tasks this update made, and when they came to run (-1: not yet)."""
    failed: dict[str, None] = field(default_factory=dict)
    unheard: dict[str, None] = field(default_factory=dict)
    """Tasks that ended while the last workers were waited for."""
    monitoring: bool = False
    stopped: bool = False
    """Paused: no slot is begun any more, those at work are finished."""

    @property
    def listens(self) -> bool:
        return bool(self.queue) or self.monitoring

    @property
    def watched_for(self) -> int:
        """How long a task is watched (nanoseconds): the last ones for longer than the delay."""
        delay, monitor = self.config.delay, self.config.monitor
        return delay + SECOND if self.monitoring and delay >= monitor else monitor

    def copied(self) -> Update:
        twin = copy(self)
        twin.queue = dict(self.queue)
        twin.working = dict(self.working)
        twin.started = dict(self.started)
        twin.failed = dict(self.failed)
        twin.unheard = dict(self.unheard)
        return twin


class Updates(Stateful):
    """The updates of one swarm that are under way."""

    remembered = ("_updates", "_number")

    def __init__(self, store: Store, agenda: Agenda, rng: random.Random, restarts: Restarts) -> None:
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._restarts = restarts
        self._updates: dict[str, Update] = {}
        self._number = 0

    # ------------------------------------------------------------------ beginning
    def update(self, service: Service, slots: Sequence[SlotKey]) -> None:
        """Bring these slots up to date, unless an update to this specification is under way."""
        running = self._updates.get(service.id)
        if running is not None:
            if running.spec is service.spec:
                return
            del self._updates[service.id]
        status = service.update_status
        if status is not None and status.state in _OVER:
            return
        dirty = [slot for slot in slots if self._is_slot_dirty(service, slot)]
        if not dirty:
            if status is not None and status.state in _UNDER_WAY:
                self._complete(service.id)
            return
        rollback = status is not None and status.state is UpdateState.ROLLBACK_STARTED
        config = service.spec.rollback if rollback else service.spec.update
        self._number += 1
        update = Update(str(self._number), service.spec, config, rollback, len(dirty), dict.fromkeys(dirty))
        self._updates[service.id] = update
        if status is None:
            now = self._agenda.clock.now
            self._set_status(
                service.id, UpdateStatus(state=UpdateState.UPDATING, started_at=now, message="update in progress")
            )
        for _ in range(config.parallelism or len(dirty)):
            self._next_slot(service.id, update)

    def _is_slot_dirty(self, service: Service, slot: SlotKey) -> bool:
        tasks = self._restarts.updatable(service, tasks_in(self._store, service, slot))
        return len(tasks) > 1 or (len(tasks) == 1 and self._is_task_dirty(service, tasks[0]))

    def _is_task_dirty(self, service: Service, task: Task) -> bool:
        return is_dirty(service, task, self._store.nodes.get(task.node_id) if task.node_id else None)

    def cancel(self, service_id: str) -> None:
        self._updates.pop(service_id, None)

    # ------------------------------------------------------------------ one slot
    def _next_slot(self, service_id: str, update: Update) -> None:
        """A worker is free: give it the next slot, or, if it was the last one at work, begin monitoring."""
        service = self._store.services.get(service_id)
        if service is None:
            self.cancel(service_id)
            return
        while update.queue:
            slot = next(iter(update.queue))
            del update.queue[slot]
            if self._work(service, update, slot):
                return
            if update.config.delay:
                self._pause(service_id, update)
                return
        if update.working or update.pauses or update.monitoring:
            return
        if update.stopped:
            self.cancel(service_id)
            return
        update.monitoring = True
        self._agenda.after(update.watched_for, "update.monitored", service_id, update.number)
        for task in [self._store.tasks.get(task_id) for task_id in update.unheard]:
            if task is not None and self._current(service_id, update.number) is update:
                self._failure(update, task)

    def _work(self, service: Service, update: Update, slot: SlotKey) -> bool:
        """Replace what is in a slot; False when nothing has to be waited for."""
        tasks = self._restarts.updatable(service, tasks_in(self._store, service, slot))
        if not tasks:
            return False
        clean = [t for t in tasks if not self._is_task_dirty(service, t)]
        existing = next((t for t in clean if t.desired_state is TaskState.RUNNING), None) or next(
            (t for t in clean if t.desired_state < TaskState.RUNNING), None
        )
        if existing is not None:
            return self._use_existing(update, slot, tasks, existing)
        node_id = slot[1]
        task = new_task(service, slot[0], node_id, self._rng, self._agenda.clock.now)
        task = self._store.create(replace(task, desired_state=TaskState.READY))
        update.started[task.id] = _NOT_YET
        update.working[task.id] = slot
        if update.config.order == "start-first":
            self._restarts.delay_start(task.id, "", 0)
        else:
            self._restarts.delay_start(task.id, self._remove_old(tasks), 0)
        return True

    def _use_existing(self, update: Update, slot: SlotKey, tasks: list[Task], existing: Task) -> bool:
        """A task that is up to date stays, and needs no longer to wait for a restart delay."""
        old = self._remove_old([t for t in tasks if t.id != existing.id])
        if existing.desired_state is TaskState.RUNNING:
            return False
        self._restarts.delay_start(existing.id, old, 0)
        waits = self._restarts.waits(existing.id)
        if waits:
            update.working[existing.id] = slot
        return waits

    def _remove_old(self, tasks: list[Task]) -> str:
        """Shut the old tasks down; the id of one of them, or empty."""
        removed = ""
        for task in tasks:
            if task.desired_state <= TaskState.RUNNING:
                set_desired(self._store, task, TaskState.SHUTDOWN)
                removed = task.id
        return removed

    def _pause(self, service_id: str, update: Update) -> None:
        update.pauses += 1
        self._agenda.after(update.config.delay, "update.next", service_id, update.number)

    def on_next(self, service_id: str, number: str) -> None:
        """A worker's pause after a slot is over."""
        update = self._current(service_id, number)
        if update is not None:
            update.pauses -= 1
            self._next_slot(service_id, update)

    # ------------------------------------------------------------------ what became of the tasks
    def task_changed(self, old: Task | None, new: Task | None) -> None:
        task = new or old
        if task is None or not self._updates or task.service_id not in self._updates:
            return
        update = self._updates[task.service_id]
        if task.id in update.working and (new is None or _is_done(update, new)):
            self._agenda.once(0, "update.slot_done", task.service_id, update.number, task.id)
        if new is not None and new.state > TaskState.RUNNING and task.id in update.started:
            self._failure(update, new)

    def on_slot_done(self, service_id: str, number: str, task_id: str) -> None:
        update = self._current(service_id, number)
        slot = update.working.pop(task_id, None) if update is not None else None
        service = self._store.services.get(service_id)
        if update is None or slot is None or service is None:
            return
        task = self._store.tasks.get(task_id)
        if task_id in update.started:
            update.started[task_id] = self._agenda.clock.now
        if update.config.order == "start-first" and task is not None and task.state is TaskState.RUNNING:
            self._remove_old([t for t in tasks_in(self._store, service, slot) if t.id != task_id])
        if update.config.delay:
            self._pause(service_id, update)
        else:
            self._next_slot(service_id, update)

    def _failure(self, update: Update, task: Task) -> None:
        """A task of this update ended early: is that too many?"""
        if not update.listens:
            update.unheard[task.id] = None
            return
        started, config = update.started[task.id], update.config
        if task.id in update.failed or config.failure_action == "continue":
            return
        if started != _NOT_YET and self._agenda.clock.now - started > update.watched_for:
            return
        update.failed[task.id] = None
        service = self._store.services.get(task.service_id)
        if service is not None and len(update.failed) / update.dirty > config.max_failure_ratio:
            self._act(service, update, task)

    def _act(self, service: Service, update: Update, task: Task) -> None:
        """Too many tasks failed: pause, or roll back."""
        status = service.update_status
        if status is None:
            return
        if update.config.failure_action == "pause":
            self._stop(service.id, update)
            self._pause_for(service, status, "update", task)
        elif update.rollback:
            # SwarmKit never rolls back a rollback: it begins no more slots, says that it has paused, and completes.
            update.queue.clear()
            self._pause_for(service, status, "rollback", task)
            if update.monitoring:
                self.on_monitored(service.id, update.number)
        else:
            self.cancel(service.id)
            self._roll_back(service, status, task.id)

    def _pause_for(self, service: Service, status: UpdateStatus, word: str, task: Task) -> None:
        state = UpdateState.ROLLBACK_PAUSED if status.state is UpdateState.ROLLBACK_STARTED else UpdateState.PAUSED
        message = f"{word} paused due to failure or early termination of task {task.id}"
        self._set_status(service.id, replace(status, state=state, message=message))

    def _stop(self, service_id: str, update: Update) -> None:
        """No more slots; the workers finish what they have begun."""
        update.stopped = True
        update.queue.clear()
        if update.monitoring or not (update.working or update.pauses):
            self.cancel(service_id)

    def _roll_back(self, service: Service, status: UpdateStatus, task_id: str) -> None:
        if service.previous_spec is None:
            return
        message = f"update rolled back due to failure or early termination of task {task_id}"
        self._store.update(
            replace(
                service,
                spec=service.previous_spec,
                spec_version=service.previous_spec_version,
                previous_spec=None,
                previous_spec_version=0,
                update_status=replace(status, state=UpdateState.ROLLBACK_STARTED, message=message),
            )
        )

    # ------------------------------------------------------------------ the end
    def on_monitored(self, service_id: str, number: str) -> None:
        if self._current(service_id, number) is not None:
            del self._updates[service_id]
            self._complete(service_id)

    def _current(self, service_id: str, number: str) -> Update | None:
        update = self._updates.get(service_id)
        return update if update is not None and update.number == number else None

    def _complete(self, service_id: str) -> None:
        service = self._store.services.get(service_id)
        status = service.update_status if service is not None else None
        if status is None:
            return
        back = status.state is UpdateState.ROLLBACK_STARTED
        self._set_status(
            service_id,
            replace(
                status,
                state=UpdateState.ROLLBACK_COMPLETED if back else UpdateState.COMPLETED,
                completed_at=self._agenda.clock.now,
                message="rollback completed" if back else "update completed",
            ),
        )

    def _set_status(self, service_id: str, status: UpdateStatus) -> None:
        service = self._store.services.get(service_id)
        if service is not None:
            self._store.update(replace(service, update_status=status))


def _is_done(update: Update, task: Task) -> bool:
    """Whether a worker has done with its task: one that it made has come up, one that was there was let go."""
    return task.state >= TaskState.RUNNING if task.id in update.started else task.desired_state >= TaskState.RUNNING
