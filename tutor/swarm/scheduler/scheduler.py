"""The scheduler: takes pending tasks in groups and gives each a node, or says why there is none.

Source: swarmkit `manager/scheduler/scheduler.go`. Tasks that found no node are tried again when a node
or a reservation changes, never by the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.objects import Node, Task, TaskState, TaskStatus
from tutor.swarm.scheduler.candidates import Candidates
from tutor.swarm.scheduler.filters import Pipeline
from tutor.swarm.scheduler.nodes import NodeSet
from tutor.swarm.scheduler.spread import Placement, is_label
from tutor.swarm.state import State, Stateful
from tutor.swarm.timing import SCHEDULE

if TYPE_CHECKING:
    from tutor.swarm.agenda import Agenda
    from tutor.swarm.scheduler.nodes import NodeInfo, VersionedService
    from tutor.swarm.store import Store

ASSIGNED = "scheduler assigned task to node"
MAX_CANDIDATES = 256
LOG_LENGTH = 8
"""The log of changed nodes is kept to so many times the number of nodes."""
CONFIRMED = "scheduler confirmed task can run on preassigned node"


class Scheduler(Stateful):
    """One swarm's scheduler."""

    remembered = ("_unassigned", "_preassigned")

    def __init__(self, store: Store, agenda: Agenda) -> None:
        self._store = store
        self._agenda = agenda
        self.nodes = NodeSet()
        self._pipeline = Pipeline(self._network_driver)
        self._unassigned: dict[str, None] = {}
        self._preassigned: dict[str, None] = {}
        """Pending tasks whose node is given: those of global services."""
        self._candidates: dict[VersionedService, Candidates] = {}
        self.remembers_candidates = True
        """Off: every pass looks at every node. The outcome is the same."""

    def _network_driver(self, network_id: str) -> str:
        network = self._store.networks.get(network_id)
        return network.driver if network else ""

    # ------------------------------------------------------------------ what changed
    def node_changed(self, old: Node | None, new: Node | None) -> None:
        if new is None:
            if old is not None:
                self.nodes.drop(old.id)
            return
        self.nodes.put(new)
        self._try()

    def task_changed(self, old: Task | None, new: Task | None) -> None:
        if new is None:
            self._ended(old)
            if old is not None:
                self._unassigned.pop(old.id, None)
                self._preassigned.pop(old.id, None)
        elif new.state > TaskState.RUNNING:
            self._failed(old, new)
            self._ended(old)
        elif new.state >= TaskState.ASSIGNED:
            info = self.nodes.get(new.node_id)
            if info is not None and info.add(new) and new.desired_state > TaskState.COMPLETE:
                self._try()
        elif new.state is TaskState.PENDING and (old is None or old.state is not TaskState.PENDING):
            (self._preassigned if new.node_id else self._unassigned)[new.id] = None
            self._agenda.once(SCHEDULE, "scheduler.tick")
        elif new.desired_state > TaskState.COMPLETE and (old is None or old.desired_state is not new.desired_state):
            self._agenda.once(SCHEDULE, "scheduler.tick")

    def _ended(self, task: Task | None) -> None:
        info = self.nodes.get(task.node_id) if task and task.node_id else None
        if info is not None and task is not None and info.remove(task.id):
            self._try()

    def _failed(self, old: Task | None, new: Task) -> None:
        """Failures count against the node, unless the task had no choice of one."""
        if old is None or old.state > TaskState.RUNNING or new.state not in (TaskState.FAILED, TaskState.REJECTED):
            return
        info = self.nodes.get(new.node_id)
        if info is not None and new.id in info.tasks and not self._is_global(new):
            info.failed((new.service_id, new.spec_version), self._agenda.clock.now)
            self.nodes.failing[info] = None

    def _is_global(self, task: Task) -> bool:
        service = self._store.services.get(task.service_id)
        return service is not None and service.spec.mode.is_global

    def _try(self) -> None:
        if self._unassigned or self._preassigned:
            self._agenda.once(SCHEDULE, "scheduler.tick")

    # ------------------------------------------------------------------ deciding
    def on_tick(self) -> None:
        if len(self.nodes.log) > LOG_LENGTH * (len(self.nodes) + 1):
            self.nodes.begin_log()
        for task_id in list(self._preassigned):
            self._confirm(task_id)
        groups: dict[VersionedService, list[Task]] = {}
        for task_id in list(self._unassigned):
            task = self._store.tasks.get(task_id)
            if task is None or task.node_id or task.state is not TaskState.PENDING:
                del self._unassigned[task_id]
            elif task.desired_state > TaskState.COMPLETE:
                del self._unassigned[task_id]
                self._give_up(task)
            else:
                groups.setdefault((task.service_id, task.spec_version), []).append(task)
        for service, tasks in groups.items():
            self._schedule(service, tasks)

    def _confirm(self, task_id: str) -> None:
        """A task of a global service: can its node take it?"""
        task = self._store.tasks.get(task_id)
        if task is None or task.state is not TaskState.PENDING:
            self._preassigned.pop(task_id, None)
            return
        if task.desired_state > TaskState.COMPLETE:
            del self._preassigned[task_id]
            self._give_up(task)
            return
        info = self.nodes.get(task.node_id)
        if info is None:
            return
        self._pipeline.set_task(task)
        if self._pipeline.accepts(info):
            del self._preassigned[task_id]
            self._assign(task, info, CONFIRMED)
        else:
            self._explain(task, self._pipeline.explain([info]))

    def _schedule(self, service: VersionedService, tasks: list[Task]) -> None:
        """Place a group of equal tasks; those that are left learn why."""
        if service[0] not in self._store.services:
            for task in tasks:
                del self._unassigned[task.id]
            return
        self._pipeline.set_task(tasks[0])
        waiting = iter(tasks)

        def place(info: NodeInfo) -> None:
            task = next(waiting)
            del self._unassigned[task.id]
            self._assign(task, info, ASSIGNED)

        placement = Placement(service, self._pipeline.accepts, place, self._agenda.clock.now)
        if not self.remembers_candidates or self._looks_at_all(tasks[0]):
            placed = placement.spread(len(tasks), self.nodes, tasks[0].spec.preferences)
        else:
            placed = placement.level_with(len(tasks), self._candidates_of(service))
        if placed < len(tasks):
            reasons = self._pipeline.explain(self.nodes)
            for task in tasks[placed:]:
                self._explain(task, f"no suitable node ({reasons})" if reasons else "no suitable node")

    def _looks_at_all(self, task: Task) -> bool:
        """Branches of a spread and failures that grow old are not in the log of changes."""
        return any(map(is_label, task.spec.preferences)) or self.nodes.any_failures(self._agenda.clock.now)

    def _candidates_of(self, service: VersionedService) -> Candidates:
        """What is known of a service from earlier passes; of few services at a time."""
        candidates = self._candidates.pop(service, None) or Candidates(self.nodes)
        self._candidates[service] = candidates
        if len(self._candidates) > MAX_CANDIDATES:
            del self._candidates[next(iter(self._candidates))]
        return candidates

    def _assign(self, task: Task, info: NodeInfo, message: str) -> None:
        status = TaskStatus(state=TaskState.ASSIGNED, timestamp=self._agenda.clock.now, message=message)
        self._store.update(replace(task, node_id=info.node.id, status=status))

    def _explain(self, task: Task, reason: str) -> None:
        if task.status.err != reason:
            self._store.update(replace(task, status=replace(task.status, err=reason)))

    def _give_up(self, task: Task) -> None:
        """Nobody wants the task any more and it never had a node."""
        if task.desired_state is TaskState.REMOVE:
            return
        status = replace(task.status, state=TaskState.SHUTDOWN, timestamp=self._agenda.clock.now, err="")
        self._store.update(replace(task, status=status))

    # ------------------------------------------------------------------ state
    def snapshot(self) -> State:
        failures = {
            info.node.id: {key: list(times) for key, times in info.failures.items()}
            for info in self.nodes
            if info.failures
        }
        return (*super().snapshot(), failures)

    def restore(self, state: State) -> None:
        """Nodes and what runs on them are read from the store again, which was restored before."""
        super().restore(state[:-1])
        self.nodes.clear()
        self._candidates.clear()
        for node in self._store.nodes:
            info = self.nodes.put(node)
            info.failures = {key: list(times) for key, times in state[-1].get(node.id, {}).items()}
            if info.failures:
                self.nodes.failing[info] = None
            for task in self._store.tasks_of_node(node.id):
                if TaskState.ASSIGNED <= task.state <= TaskState.RUNNING:
                    info.add(task)
