"""What holds at every moment, checked with every write and every event of every swarm of a simulation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.conformance.machine.placement import misfit
from tutor.swarm.clock import SECOND
from tutor.swarm.objects import Cluster, Node, NodeState, Service, Task, TaskState
from tutor.swarm.store import slot_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.swarm.clock import Event
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.store import Change
    from tutor.swarm.swarm import Swarm

PATIENCE = 60 * SECOND
"""A replacement waits so long for the task before it to stop."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the auditor remembers of the past; undo puts it back."""

    ids: frozenset[str] = frozenset()
    """Everything that ever had an id."""
    let_go: dict[str, int] = field(default_factory=dict)
    """Tasks that shall not run any more, and since when."""
    unsteady: dict[str, int] = field(default_factory=dict)
    """Nodes that were not ready, and when they last were not."""
    start_first: dict[str, int] = field(default_factory=dict)
    """Services that were updated start-first, and how often."""
    limits: dict[str, int] = field(default_factory=dict)
    """Services and swarms to the longest history of a slot that they ever asked for; negative: any."""


class Auditor:
    """Watches all swarms of one simulation; breaches raise AssertionError where they happen."""

    def __init__(self, sim: Simulation) -> None:
        self._sim = sim
        self._ids: set[str] = set()
        self._memory = Memory()
        self._touched: dict[tuple[str, tuple[str, int, str]], None] = {}
        self._hook()

    def _hook(self) -> None:
        add, play = self._sim.add_swarm, self._sim._play

        def add_swarm(key: str) -> Swarm:
            swarm = add(key)
            swarm.store.watch(self._watcher(swarm))
            return swarm

        def played(event: Event) -> None:
            play(event)
            self.check_slots()

        self._sim.add_swarm = add_swarm  # type: ignore[method-assign]
        self._sim._play = played  # type: ignore[method-assign]
        for swarm in self._sim.swarms.values():
            swarm.store.watch(self._watcher(swarm))
            for one in (*swarm.store.clusters, *swarm.store.nodes, *swarm.store.networks):
                self._ids.add(one.id)
            self._allow_history(swarm.store.cluster.id, swarm.store.cluster.task_history_limit)

    # ------------------------------------------------------------------ undo
    def snapshot(self) -> Memory:
        memory = self._memory
        return Memory(
            frozenset(self._ids),
            dict(memory.let_go),
            dict(memory.unsteady),
            dict(memory.start_first),
            dict(memory.limits),
        )

    def restore(self, memory: Memory) -> None:
        self._ids = set(memory.ids)
        self._memory = replace(
            memory,
            let_go=dict(memory.let_go),
            unsteady=dict(memory.unsteady),
            start_first=dict(memory.start_first),
            limits=dict(memory.limits),
        )
        self._touched.clear()

    # ------------------------------------------------------------------ one write
    def _watcher(self, swarm: Swarm) -> Callable[[Change], None]:
        def watch(change: Change) -> None:
            self._identity(change)
            new = change.new
            if isinstance(new, Task):
                old = change.old
                assert old is None or isinstance(old, Task)
                self._task(swarm, old, new)
            elif isinstance(new, Service):
                self._service(new)
            elif isinstance(new, Node):
                self._node(new)
            elif isinstance(new, Cluster):
                self._allow_history(new.id, new.task_history_limit)

        return watch

    def _identity(self, change: Change) -> None:
        if change.old is None and change.new is not None:
            assert change.new.id not in self._ids, f"{change.new.id} was used before"
            self._ids.add(change.new.id)
        elif change.old is not None and change.new is not None:
            assert change.new.version > change.old.version

    def _task(self, swarm: Swarm, old: Task | None, new: Task) -> None:
        self._touched[swarm.key, slot_key(new)] = None
        if new.desired_state > TaskState.COMPLETE:
            self._memory.let_go.setdefault(new.id, self._sim.clock.now)
        if old is None:
            assert new.state is TaskState.NEW
            return
        _moves_forward(old, new)
        if old.state < TaskState.ASSIGNED <= new.state <= TaskState.RUNNING:
            node = swarm.store.nodes.get(new.node_id)
            reason = "there is no such node" if node is None else misfit(swarm.store, node, new)
            assert not reason, f"{new.name} was placed on {node.host if node else new.node_id}: {reason}"

    def _service(self, new: Service) -> None:
        memory = self._memory
        if "start-first" in (new.spec.update.order, new.spec.rollback.order):
            memory.start_first[new.id] = memory.start_first.get(new.id, 0) + 1
        self._allow_history(new.id, new.spec.task.restart.max_attempts + 1)

    def _allow_history(self, owner: str, limit: int) -> None:
        known = self._memory.limits.get(owner, 0)
        self._memory.limits[owner] = -1 if min(limit, known) < 0 else max(limit, known)

    def _node(self, new: Node) -> None:
        if new.state is not NodeState.READY:
            self._memory.unsteady[new.id] = self._sim.clock.now

    # ------------------------------------------------------------------ slots
    def check_slots(self) -> None:
        """The slots of which a task changed: one task that shall run, one that runs."""
        touched, self._touched = self._touched, {}
        for swarm_key, slot in touched:
            swarm = self._sim.swarms.get(swarm_key)
            service = swarm.store.services.get(slot[0]) if swarm is not None else None
            if swarm is not None and service is not None:
                self._slot(swarm, service, swarm.store.tasks_of_slot(*slot))

    def _slot(self, swarm: Swarm, service: Service, tasks: list[Task]) -> None:
        allowed = 1 + self._memory.start_first.get(service.id, 0)
        wanted = [t for t in tasks if t.desired_state <= TaskState.COMPLETE and t.state <= TaskState.RUNNING]
        assert len(wanted) <= allowed, f"too many shall run: {told(tasks)}"
        live = [t for t in tasks if TaskState.STARTING <= t.state <= TaskState.RUNNING and self._counts(swarm, t)]
        if not service.spec.mode.is_job:
            assert len(live) <= allowed, f"too many run: {told(tasks)}"

    def _counts(self, swarm: Swarm, task: Task) -> bool:
        """Whether a running task stands in the way of another one: nobody may have given it up yet.

        A slot that was scaled away is given up at once: scaled up again, it gets a new task while the old one still
        stops (swarmkit `orchestrator/replicated/slot.go`: such a slot is dead, and dead ones are filled first).
        """
        if task.desired_state is TaskState.REMOVE:
            return False
        if task.node_id not in swarm.store.nodes or self._memory.unsteady.get(task.node_id, 0) >= task.created_at:
            return False
        return self._sim.clock.now - self._memory.let_go.get(task.id, self._sim.clock.now) < PATIENCE

    def longest_history(self, swarm: Swarm, service: Service) -> int:
        """How many tasks a slot may have; negative: any number."""
        limits = [self._memory.limits.get(owner, 0) for owner in (swarm.store.cluster.id, service.id)]
        return -1 if min(limits) < 0 else max(limits)


def told(tasks: Iterable[Task]) -> str:
    """Tasks with their states, for a message."""
    return ", ".join(
        f"{t.name} {t.state.name}/{t.desired_state.name}"
        + (f" of iteration {t.job_iteration}" if t.job_iteration is not None else "")
        for t in tasks
    )


def _moves_forward(old: Task, new: Task) -> None:
    assert new.state >= old.state, f"{new.name} went from {old.state.name} back to {new.state.name}"
    assert new.desired_state >= old.desired_state, f"{new.name}: desired {old.desired_state} to {new.desired_state}"
    over = old.state > TaskState.RUNNING and new.state is not TaskState.ORPHANED
    assert not over or new.state is old.state, f"{new.name} ended twice: {old.state.name}, {new.state.name}"
    assert not old.node_id or new.node_id == old.node_id, f"{new.name} moved to another node"
    assert new.slot == old.slot
    assert new.service_id == old.service_id
