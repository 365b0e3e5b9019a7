"""The restart supervisor: whether an ended task gets a successor, and when that may start.

Source: swarmkit `manager/orchestrator/restart/restart.go`. A successor is made at once with desired state
`ready` and is let go when the delay is over and the old task has stopped (a minute at most).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.frozen import Frozen
from tutor.swarm.objects import Availability, NodeState, Service, Task, TaskState
from tutor.swarm.orchestrator.tasks import SlotKey, new_task, newest, set_desired, slot_of
from tutor.swarm.spec import ModeKind
from tutor.swarm.state import Stateful
from tutor.swarm.timing import OLD_TASK_PATIENCE

if TYPE_CHECKING:
    import random

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.store import Store


class History(Frozen, frozen=True):
    """Restarts in one slot under one version of the specification."""

    spec_version: int
    total: int = 0
    times: tuple[int, ...] = ()
    """When they happened; only kept where the policy has a window."""


class Delay(Frozen, frozen=True):
    """A task that is not let go yet."""

    old_task: str = ""
    """Waits for this task to stop, empty: for none."""
    timer: bool = False
    """Waits for the restart delay."""
    again: bool = False
    """It ended while it waited: restart it when its time has come."""


class Restarts(Stateful):
    remembered = ("_history", "_delays", "_waited_for")

    def __init__(self, store: Store, agenda: Agenda, rng: random.Random) -> None:
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._history: dict[str, dict[SlotKey, History]] = {}
        self._delays: dict[str, Delay] = {}
        """New task to what it waits for."""
        self._waited_for: dict[str, str] = {}
        """Old task to the new one that waits for it."""

    # ------------------------------------------------------------------ deciding
    def restart(self, service: Service, task: Task) -> None:
        """A task ended, or its node is lost: shut it down, and replace it if the policy says so."""
        delay = self._delays.get(task.id)
        if delay is not None and task.desired_state is TaskState.READY:
            self._delays[task.id] = replace(delay, again=True)
            return
        if task.desired_state > TaskState.COMPLETE:
            return
        set_desired(self._store, task, TaskState.SHUTDOWN)
        if not self.should_restart(service, task):
            return
        successor = new_task(
            service, task.slot, task.node_id if service.spec.mode.is_global else "", self._rng, self._agenda.clock.now
        )
        if task.job_iteration is not None:
            successor = replace(successor, job_iteration=task.job_iteration)
        successor = self._store.create(replace(successor, desired_state=TaskState.READY))
        self._record(service, successor)
        node = self._store.nodes.get(task.node_id)
        drained = node is not None and node.availability is Availability.DRAIN
        stopped = task.state > TaskState.RUNNING or (node is not None and node.state is NodeState.DOWN)
        self.delay_start(
            successor.id, "" if stopped or node is None else task.id, 0 if drained else task.spec.restart.delay
        )

    def should_restart(self, service: Service, task: Task) -> bool:
        policy = task.spec.restart
        condition = policy.condition
        if service.spec.mode.is_job and condition == "any":
            condition = "on-failure"
        if condition == "none" or (condition == "on-failure" and task.state is TaskState.COMPLETE):
            return False
        if not policy.max_attempts or service.spec.mode.kind is ModeKind.GLOBAL_JOB:
            # SwarmKit notes the restarts of a global job by node and looks for them without: it finds none.
            return True
        history = self._history.get(service.id, {}).get(slot_of(task, service))
        if history is None or history.spec_version != task.spec_version:
            return True
        if not policy.window:
            return history.total < policy.max_attempts
        ended = task.status.timestamp
        recent = [t for t in history.times if ended - policy.window < t <= ended]
        return len(recent) < policy.max_attempts

    def _record(self, service: Service, successor: Task) -> None:
        policy = successor.spec.restart
        if not policy.max_attempts:
            return
        slots = self._history.setdefault(service.id, {})
        slot = slot_of(successor, service)
        history = slots.get(slot)
        if history is None or history.spec_version != successor.spec_version:
            history = History(successor.spec_version)
        times = (*history.times[-policy.max_attempts :], self._agenda.clock.now) if policy.window else ()
        slots[slot] = replace(history, total=history.total + 1, times=times)

    def updatable(self, service: Service, slot: list[Task]) -> list[Task]:
        """The tasks of a slot that an update looks at: those that shall run, or the one that rightly does not.

        Empty for a dead slot, whose tasks are all over though one should run.
        """
        alive = [t for t in slot if t.desired_state <= TaskState.RUNNING]
        if alive or not slot:
            return alive
        if service.update_status is not None and service.update_status.state == "rollback_started":
            return []
        last = newest(slot)
        return [] if last.desired_state is TaskState.REMOVE or self.should_restart(service, last) else [last]

    def forget(self, service_id: str) -> None:
        self._history.pop(service_id, None)

    # ------------------------------------------------------------------ letting go
    def delay_start(self, task_id: str, old_task_id: str, delay: int) -> None:
        """Let a task run after `delay` and after the old task (may be empty) has stopped."""
        old = self._store.tasks.get(old_task_id) if old_task_id else None
        waits = old is not None and not self._has_stopped(old)
        if delay <= 0 and not waits:
            self._start(task_id)
            return
        self._delays[task_id] = Delay(old_task_id if waits else "", delay > 0)
        if delay > 0:
            self._agenda.after(delay, "restart.delay", task_id)
        if waits:
            self._waited_for[old_task_id] = task_id
            self._agenda.after(OLD_TASK_PATIENCE, "restart.patience", task_id, old_task_id)

    def _has_stopped(self, task: Task) -> bool:
        node = self._store.nodes.get(task.node_id)
        down = node is None or node.state is NodeState.DOWN
        return task.state > TaskState.RUNNING or task.state < TaskState.ASSIGNED or down

    def waits(self, task_id: str) -> bool:
        return task_id in self._delays

    def on_delay(self, task_id: str) -> None:
        delay = self._delays.get(task_id)
        if delay is not None:
            self._now_waits_for(task_id, replace(delay, timer=False))

    def on_patience(self, task_id: str, old_task_id: str) -> None:
        self._old_stopped(old_task_id, task_id)

    def _old_stopped(self, old_task_id: str, task_id: str) -> None:
        if self._waited_for.get(old_task_id) == task_id:
            del self._waited_for[old_task_id]
            delay = self._delays.get(task_id)
            if delay is not None:
                self._now_waits_for(task_id, replace(delay, old_task=""))

    def _now_waits_for(self, task_id: str, delay: Delay) -> None:
        self._delays[task_id] = delay
        if not delay.old_task and not delay.timer:
            self._start(task_id)

    def _start(self, task_id: str) -> None:
        delay = self._delays.pop(task_id, None)
        task = self._store.tasks.get(task_id)
        if task is None or task.desired_state >= TaskState.RUNNING:
            return
        job = task.job_iteration is not None
        task = self._store.update(replace(task, desired_state=TaskState.COMPLETE if job else TaskState.RUNNING))
        # a job's task that ended early is the reconciler's affair, which looks at the present iteration alone
        if delay is not None and delay.again and not job:
            service = self._store.services.get(task.service_id)
            if service is not None:
                self.restart(service, task)

    # ------------------------------------------------------------------ what changed
    def task_changed(self, old: Task | None, new: Task | None) -> None:
        task = new or old
        if task is None:
            return
        if new is None:
            self._delays.pop(task.id, None)
        waiting = self._waited_for.get(task.id)
        if waiting is not None and (new is None or new.state > TaskState.RUNNING):
            self._old_stopped(task.id, waiting)

    def node_is_down(self, node_id: str) -> None:
        """Nobody waits for what a lost node still runs."""
        if self._waited_for:
            for task in self._store.tasks_of_node(node_id):
                waiting = self._waited_for.get(task.id)
                if waiting is not None:
                    self._old_stopped(task.id, waiting)
