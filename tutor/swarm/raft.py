"""The managers' agreement: who is a member, who leads, who is reached, and what that allows.

Only what a user can see of Raft is played: a leader needs a majority of the members it can reach; without
one it steps down after a while; a majority without a leader elects one. The log itself is the one store
of the swarm. Source: swarmkit `manager/state/raft/raft.go`, etcd raft's check of the quorum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.errors import SwarmError
from tutor.swarm.state import Stateful
from tutor.swarm.timing import ELECTION, LEADERLESS_PATIENCE, REELECTION, REQUEST_PATIENCE, STEP_DOWN, between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tutor.swarm.agenda import Agenda

NO_LEADER = (
    "The swarm does not have a leader. It's possible that too few managers are online. "
    "Make sure more than half of the managers are online."
)

MAX_LEADERS = 16
"""How many changes of leadership are remembered."""
LOST_LEADERSHIP = "raft: failed to process the request: node lost leader status"


def majority(members: int) -> int:
    return members // 2 + 1


class Raft(Stateful):
    """The raft group of one swarm. Members are named by node id, in the order in which they joined."""

    remembered = (
        "members", "leader", "term", "lost_at", "leaders", "_plan", "_silent_since", "_ever_led", "_steps_down_at",
    )  # fmt: skip

    def __init__(
        self,
        agenda: Agenda,
        rng: random.Random,
        connected: Callable[[str, str], bool],
        led: Callable[[], None],
    ) -> None:
        """`connected` tells whether two members hear each other (one with itself: whether it is up);
        `led` is called after each election."""
        self._agenda = agenda
        self._rng = rng
        self._connected = connected
        self._led = led
        self.members: dict[str, str] = {}
        """Node id to `IP:port`."""
        self.leader = ""
        self.term = 0
        self.lost_at: int | None = None
        """Since when there is no leader."""
        self.leaders: tuple[tuple[int, str], ...] = ()
        """The last changes of leadership, the oldest first: when, and the node that leads since then, or empty."""
        self._silent_since: dict[str, int] = {}
        """Members that do not hear the leader, and since when."""
        self._plan = 0
        """Number of the last change of connections; elections planned before it are void."""
        self._ever_led = False
        self._steps_down_at = 0
        """When a leader without a majority notices."""

    # ------------------------------------------------------------------ members
    def found(self, node_id: str, addr: str) -> None:
        """The first member, which leads at once; there is nobody to tell."""
        self.members = {node_id: addr}
        self.leader, self.term, self._ever_led = node_id, 1, True
        self._note_leader()

    def add(self, node_id: str, addr: str) -> None:
        self.members[node_id] = addr
        self.connections_changed()

    def remove(self, node_id: str) -> None:
        self.members.pop(node_id, None)
        if self.leader == node_id:
            self._lose_leader()
        self.connections_changed(handover=True)

    def reset(self, node_id: str) -> None:
        """The only member is `node_id`, and it leads (`--force-new-cluster`)."""
        self.members = {node_id: self.members[node_id]}
        self._become_leader(node_id)
        self.connections_changed()

    def restarted(self, node_id: str) -> None:
        """A member's daemon was started: without a leader it refuses at once, it has waited long enough."""
        if node_id in self.members and not self.leader:
            self._silent_since[node_id] = self._agenda.clock.now - STEP_DOWN - LEADERLESS_PATIENCE

    def group_of(self, node_id: str) -> list[str]:
        """The members that `node_id` hears, itself included; none when it is down."""
        return [m for m in self.members if self._connected(node_id, m)]

    def has_majority(self, node_id: str) -> bool:
        return len(self.group_of(node_id)) >= majority(len(self.members))

    def hears_leader(self, node_id: str) -> bool:
        return bool(self.leader) and self._connected(self.leader, node_id)

    def removal_breaks_quorum(self, node_id: str) -> bool:
        """Whether the others, as far as they are reached, would be no majority of themselves."""
        rest = [m for m in self.members if m != node_id]
        reached = [m for m in rest if self.hears_leader(m)]
        return len(reached) < majority(len(rest))

    # ------------------------------------------------------------------ leading
    @property
    def works(self) -> bool:
        """Writes are agreed on: there is a leader and it reaches a majority."""
        return bool(self.leader) and self.has_majority(self.leader)

    @property
    def can_elect(self) -> bool:
        """Enough members hear each other to choose a leader."""
        return any(self.has_majority(m) for m in self.members)

    def connections_changed(self, handover: bool = False) -> None:
        """A member came, went, or hears others now: plan what follows. `handover`: a leader just left in order."""
        self._plan += 1
        now = self._agenda.clock.now
        for member in self.members:
            if self.hears_leader(member):
                self._silent_since.pop(member, None)
            else:
                self._silent_since.setdefault(member, now)
        if self.leader and not self._connected(self.leader, self.leader):
            self._lose_leader()
            self._plan_election(between(self._rng, ELECTION))
        elif self.leader and not self.has_majority(self.leader):
            self._steps_down_at = now + STEP_DOWN
            self._agenda.after(STEP_DOWN, "raft.step_down", str(self._plan))
            self._plan_election(between(self._rng, ELECTION))
        elif not self.leader:
            soon = handover or len(self.members) == 1 or not self._ever_led
            self._plan_election(10_000_000 if soon else between(self._rng, REELECTION))

    def _plan_election(self, delay: int) -> None:
        if any(m != self.leader and self.has_majority(m) for m in self.members):
            self._agenda.after(delay, "raft.election", str(self._plan))

    def on_step_down(self, plan: str) -> None:
        if plan == str(self._plan) and self.leader and not self.has_majority(self.leader):
            self._silent_since[self.leader] = self._agenda.clock.now - STEP_DOWN
            self._lose_leader()

    def on_election(self, plan: str) -> None:
        """The candidate is the first member (by age in the group) that hears a majority."""
        if plan != str(self._plan) or self.works:
            return
        able = [m for m in self.members if self.has_majority(m)]
        if able:
            self._become_leader(self._rng.choice(able) if len(able) > 1 else able[0])

    def _become_leader(self, node_id: str) -> None:
        self.leader = node_id
        self.term += 1
        self.lost_at = None
        self._ever_led = True
        now = self._agenda.clock.now
        self._note_leader()
        self._silent_since = {m: now for m in self.members if not self._connected(node_id, m)}
        self._led()

    def _lose_leader(self) -> None:
        self.leader = ""
        self.lost_at = self._agenda.clock.now
        self._note_leader()
        for member in self.members:
            self._silent_since.setdefault(member, self.lost_at)

    def _note_leader(self) -> None:
        self.leaders = (*self.leaders, (self._agenda.clock.now, self.leader))[-MAX_LEADERS:]

    # ------------------------------------------------------------------ what a manager can do for its users
    def patience(self, node_id: str, write: bool) -> int:
        """How long a request waits before `refusal`: for its leader to step down, for another one, or not at all."""
        refusal = self.refusal(node_id, write)
        if refusal is None or refusal.message == NO_LEADER:
            return 0
        if refusal.message == LOST_LEADERSHIP:
            return max(self._steps_down_at - self._agenda.clock.now, 0)
        return REQUEST_PATIENCE

    def refusal(self, node_id: str, write: bool) -> SwarmError | None:
        """Why the manager `node_id` cannot serve a request now; None when it can.

        `DeadlineExceeded` is what a request ends in that waits in vain (`REQUEST_PATIENCE`) for a leader;
        a write that a leader without a majority took on fails when that leader steps down.
        """
        if node_id not in self.members:
            return SwarmError("Unknown", NO_LEADER)
        if self.hears_leader(node_id):
            if not write or self.has_majority(self.leader):
                return None
            return SwarmError("Unknown", LOST_LEADERSHIP)
        since = self._silent_since.get(node_id, self._agenda.clock.now)
        if self._agenda.clock.now - since < STEP_DOWN + LEADERLESS_PATIENCE:
            return SwarmError("DeadlineExceeded", "context deadline exceeded")
        return SwarmError("Unknown", NO_LEADER)
