"""The leader's side of the agents: who is heard, who is given up, what they are told, what they report.

Heartbeats are not played one by one. When a node falls silent, the moment at which its third heartbeat
will have been missed is scheduled; when it speaks again before, that plan is void. Source: swarmkit
`manager/dispatcher`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.objects import Node, NodeState, Task, TaskState
from tutor.swarm.state import Stateful
from tutor.swarm.timing import ASSIGN, HEARTBEAT_LOST, ORPHAN, REGISTER, REREGISTER, UNKNOWN_GRACE, between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.objects import TaskStatus
    from tutor.swarm.store import Store

DEFAULT_PERIOD = 5_000_000_000
HEARTBEAT_FAILURE = "heartbeat failure"
UNKNOWN_FAILURE = 'heartbeat failure for node in "unknown" state'
LEADER_CHANGE = 'Node moved to "unknown" state due to leadership change in cluster'


class Dispatcher(Stateful):
    """Sessions of one swarm's nodes with its leader."""

    remembered = ("_sessions", "_silent", "_number")

    def __init__(
        self,
        store: Store,
        agenda: Agenda,
        rng: random.Random,
        heard: Callable[[str], bool],
        registered: Callable[[Node], None],
    ) -> None:
        """`heard(node_id)` tells whether the leader hears that node now; `registered` is called when a node
        has (again) a session."""
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self._heard = heard
        self._registered = registered
        self._sessions: dict[str, str] = {}
        """Node id to the number of its session; absent: none."""
        self._silent: dict[str, str] = {}
        """Nodes that are not heard, to the number of the plan to give them up."""
        self._number = 0

    # ------------------------------------------------------------------ sessions
    def connections_changed(self, node_id: str = "") -> None:
        """The leader looks at one node, or at every one: who fell silent, who speaks again."""
        if not node_id:
            for node in self._store.nodes:
                self.look_at(node)
        elif node_id in self._store.nodes:
            self.look_at(self._store.nodes[node_id])

    def look_at(self, node: Node) -> None:
        heard = self._heard(node.id)
        if heard and node.id not in self._sessions:
            self._agenda.once(between(self._rng, REGISTER), "dispatcher.register", node.id)
        elif not heard and node.id not in self._silent and node.state is not NodeState.DOWN:
            self._sessions.pop(node.id, None)
            self._expect_silence(node.id, between(self._rng, HEARTBEAT_LOST) * self._period // DEFAULT_PERIOD)
        elif not heard:
            self._sessions.pop(node.id, None)

    @property
    def _period(self) -> int:
        """Nanoseconds between two heartbeats, as the swarm is set."""
        period: int = self._store.cluster.spec["Dispatcher"]["HeartbeatPeriod"]
        return period or DEFAULT_PERIOD

    def _expect_silence(self, node_id: str, delay: int) -> None:
        self._number += 1
        self._silent[node_id] = str(self._number)
        self._agenda.after(delay, "dispatcher.silent", node_id, str(self._number))

    def restarted(self, node_id: str) -> None:
        """The daemon behind a node was started: whatever session there was is over."""
        self._sessions.pop(node_id, None)

    def new_leader(self) -> None:
        """Sessions are with the leader; a new one gives silent nodes a longer time."""
        for node in self._store.nodes:
            self._sessions.pop(node.id, None)
            if node.state is NodeState.DOWN:
                self.look_at(node)
                continue
            self._store.update(replace(node, state=NodeState.UNKNOWN, message=LEADER_CHANGE))
            if self._heard(node.id):
                self._silent.pop(node.id, None)
                self._agenda.once(between(self._rng, REREGISTER), "dispatcher.register", node.id)
            else:
                self._expect_silence(node.id, UNKNOWN_GRACE * self._period // DEFAULT_PERIOD)

    def on_register(self, node_id: str) -> None:
        node = self._store.nodes.get(node_id)
        if node is None or not self._heard(node_id) or node_id in self._sessions:
            return
        self._number += 1
        self._sessions[node_id] = str(self._number)
        self._silent.pop(node_id, None)
        if node.state is not NodeState.READY or node.message:
            node = self._store.update(replace(node, state=NodeState.READY, message=""))
        self._registered(node)

    def on_silent(self, node_id: str, plan: str) -> None:
        node = self._store.nodes.get(node_id)
        if node is None or self._silent.get(node_id) != plan:
            return
        del self._silent[node_id]
        message = UNKNOWN_FAILURE if node.state is NodeState.UNKNOWN else HEARTBEAT_FAILURE
        self._store.update(replace(node, state=NodeState.DOWN, message=message))
        self._number += 1
        self._silent[node_id] = str(self._number)
        self._agenda.after(ORPHAN, "dispatcher.orphan", node_id, str(self._number))

    def on_orphan(self, node_id: str, plan: str) -> None:
        """A node that was down for a day loses its tasks: whatever they hold is free again."""
        if self._silent.get(node_id) != plan:
            return
        for task in self._store.tasks_of_node(node_id):
            if TaskState.ASSIGNED <= task.state <= TaskState.RUNNING:
                status = replace(task.status, state=TaskState.ORPHANED, timestamp=self._agenda.clock.now)
                self._store.update(replace(task, status=status))

    def forget(self, node_id: str) -> None:
        self._sessions.pop(node_id, None)
        self._silent.pop(node_id, None)

    def hears(self, node_id: str) -> bool:
        """Whether the leader hears the node now, session or not."""
        return self._heard(node_id)

    def has_session(self, node_id: str) -> bool:
        return node_id in self._sessions

    # ------------------------------------------------------------------ tasks
    def task_changed(self, old: Task | None, new: Task | None) -> None:
        """Tell the agent of what concerns it: an assignment, another desired state, a removal."""
        task = new or old
        if task is None or task.node_id not in self._sessions:
            return
        if new is not None:
            fresh = old is None or old.state < TaskState.ASSIGNED <= new.state
            if new.state < TaskState.ASSIGNED or not (fresh or (old and old.desired_state is not new.desired_state)):
                return
        self._agenda.once(between(self._rng, ASSIGN), "agent.assign", task.node_id, task.id)

    def report(self, node_id: str, task_id: str, status: TaskStatus) -> bool:
        """An agent tells how a task is; False when nobody hears it. A state never goes back."""
        if node_id not in self._sessions or not self._heard(node_id):
            return False
        task = self._store.tasks.get(task_id)
        if task is not None and (task.state < status.state or (task.state == status.state and task.status != status)):
            self._store.update(replace(task, status=status))
        return True
