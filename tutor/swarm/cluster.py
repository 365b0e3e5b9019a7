"""The whole: machines, the swarms they form, the clock and the generator.

Everything that happens is an event of the one clock. The same machines, the same seed and the same calls
at the same moments give the same history, always.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tutor.swarm import joining
from tutor.swarm.agent import Agents
from tutor.swarm.clock import SECOND, Clock, Event
from tutor.swarm.containers import Containers
from tutor.swarm.host import Host, HostSpec, JoinRequest, LocalNodeState
from tutor.swarm.registry import Registry
from tutor.swarm.settling import is_busy
from tutor.swarm.swarm import Swarm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tutor.swarm.objects import NodeRole
    from tutor.swarm.state import State

__all__ = ["Host", "HostSpec", "Registry", "Simulation", "SimulationSnapshot", "Swarm"]

QUIET = 1_600_000_000
"""Nothing changes for that long, and nobody waits for anything: it is settled."""
QUIET_PENDING = 4_600_000_000
"""The same where tasks wait for a node."""
BACKGROUND = frozenset({"dispatcher.orphan"})
"""Events that lie a day ahead; nobody waits for them."""


BOOT_TIME = 20 * SECOND
"""From `reboot` until docker answers again."""
MAX_HAPPENINGS = 64
"""How many of them are remembered."""


class Happening(NamedTuple):
    """What befell machines, and no daemon tells of: their docker stops or starts, their network is cut or mended."""

    time: int
    what: Literal["stop", "start", "reboot", "partition", "heal"]
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulationSnapshot:
    """Everything, as data."""

    clock: tuple[int, int, tuple[Event, ...]]
    rng: tuple[Any, ...]
    hosts: dict[str, State]
    swarms: dict[str, State]
    cuts: frozenset[tuple[str, str]]
    happened: tuple[Happening, ...]


class Simulation:
    """Hosts, swarms, clock and generator."""

    def __init__(self, hosts: Sequence[HostSpec], registry: Registry, seed: int, start: int) -> None:
        """`start`: the first moment, nanoseconds since the epoch."""
        self.clock = Clock(start)
        self.rng = random.Random(seed)
        self.registry = registry
        self.hosts: dict[str, Host] = {spec.name: Host(spec, self.rng, start) for spec in hosts}
        self.swarms: dict[str, Swarm] = {}
        self.containers = Containers(self.clock, self.rng, registry, self.hosts)
        self.agents = Agents(self.clock, self.rng, self.containers, self.hosts, self._managers_of)
        self.containers.swarm_of = self._managers_of
        self.happened: tuple[Happening, ...] = ()
        """The last of them, the oldest first."""
        self._cuts: frozenset[tuple[str, str]] = frozenset()
        """Pairs of machines that do not hear each other."""
        self._handlers: dict[str, Callable[..., None]] = {**self.containers.handlers(), **self.agents.handlers()}
        self._handlers["host.booted"] = self._booted

    # ------------------------------------------------------------------ time
    def advance(self, nanoseconds: int) -> None:
        """Let time pass and play what happens in it."""
        self.clock.advance_to(self.clock.now + nanoseconds, self._play)

    def advance_to_next(self, limit: int | None = None) -> bool:
        """Jump to the next event and play all of its moment, at most `limit` nanoseconds ahead.

        False when nothing is to come (no time passes then, unless there is a limit).
        """
        upcoming = self.next_time()
        end = None if limit is None else self.clock.now + limit
        if upcoming is not None and (end is None or upcoming <= end):
            self.clock.advance_to(upcoming, self._play)
            return True
        if end is not None:
            self.clock.advance_to(end, self._play)
        return upcoming is not None

    def next_time(self) -> int | None:
        """When the next event happens that somebody may wait for; None when there is none."""
        first = self.clock.next_event()
        if first is None or first.kind not in BACKGROUND:
            return first.time if first else None
        return min((e.time for e in self.clock.queued() if e.kind not in BACKGROUND), default=None)

    def settle(self, limit: int = 60 * SECOND) -> bool:
        """Let time pass until nothing changes any more; False when that takes longer than `limit`.

        Settled means: every task is where it shall be (one that nobody can run stays pending), no update is
        under way, nodes are shown as they are; and the next event, if there is one, is some time away.
        """
        end = self.clock.now + limit
        while True:
            upcoming = self.next_time()
            if upcoming is None:
                return True
            ahead = upcoming - self.clock.now
            if ahead > QUIET and not is_busy(self, ahead > QUIET_PENDING):
                self.advance(QUIET)
                return True
            if upcoming > end:
                self.advance(end - self.clock.now)
                return False
            self.clock.advance_to(upcoming, self._play)

    def _play(self, event: Event) -> None:
        handler = self._handlers.get(event.kind)
        if handler is not None:
            handler(*event.ids)
            return
        swarm = self.swarms.get(event.ids[0])
        if swarm is not None and not swarm.handles(event):
            raise ValueError(f"nobody handles events of the kind {event.kind}")

    # ------------------------------------------------------------------ swarms
    def swarm_of(self, host_name: str) -> Swarm | None:
        """The swarm a machine belongs to."""
        return self.swarms.get(self.hosts[host_name].swarm_key)

    def _managers_of(self, host: Host) -> Swarm | None:
        return self.swarms.get(host.swarm_key)

    def add_swarm(self, key: str) -> Swarm:
        """For `joining`: an empty swarm with that key."""
        agents = self.agents
        swarm = Swarm(
            key, self.clock, self.rng, self.hosts, self.linked, agents.synchronise, agents.assign, agents.leave
        )
        self.swarms[key] = swarm
        return swarm

    def drop_swarm(self, key: str) -> None:
        """For `joining`: nobody belongs to it any more."""
        self.swarms.pop(key, None)

    def init_swarm(self, host_name: str, **options: Any) -> Swarm:
        """`docker swarm init`; options as in `joining.init` (`addr` is needed)."""
        return joining.init(self, self.hosts[host_name], **options)

    def join_swarm(self, host_name: str, **request: Any) -> NodeRole | None:
        """`docker swarm join`; what a `JoinRequest` has (`token`, `remotes`, `addr`).

        None while nobody is reached at the address. Raises SwarmError.
        """
        return joining.join(self, self.hosts[host_name], JoinRequest(**request))

    def leave_swarm(self, host_name: str, force: bool = False) -> None:
        """`docker swarm leave`. Raises SwarmError."""
        joining.leave(self, self.hosts[host_name], force)

    def unlock_swarm(self, host_name: str, key: str) -> None:
        """`docker swarm unlock`. Raises SwarmError."""
        joining.unlock(self, self.hosts[host_name], key)

    def force_new_cluster(self, host_name: str, addr: str = "") -> Swarm:
        """`docker swarm init --force-new-cluster`. Raises SwarmError."""
        return joining.force_new_cluster(self, self.hosts[host_name], addr)

    # ------------------------------------------------------------------ faults
    def stop_docker(self, host_name: str) -> None:
        """`systemctl stop docker`: containers end, the daemon answers nobody."""
        host = self.hosts[host_name]
        if host.running:
            host.running, host.switched_at = False, self.clock.now
            self._note("stop", host_name)
            self.containers.daemon_stops(host)
            swarm = self.swarms.get(host.swarm_key)
            if swarm is not None:
                swarm.connections_changed(host.node_id)

    def start_docker(self, host_name: str) -> None:
        """`systemctl start docker`: a manager of a swarm with autolock is locked afterwards."""
        host = self.hosts[host_name]
        if host.running:
            return
        host.running, host.switched_at = True, self.clock.now
        self._note("start", host_name)
        host.up = True
        host.boots += 1
        swarm = self.swarms.get(host.swarm_key)
        self.agents.daemon_starts(host)
        self.containers.daemon_starts(host)
        if swarm is None:
            return
        locked = swarm.store.cluster.autolock and host.certified_manager
        host.local_state = LocalNodeState.LOCKED if locked else LocalNodeState.ACTIVE
        expelled = host.node_id not in swarm.store.nodes
        if not locked and (expelled or (host.certified_manager and not swarm.raft.leader)):
            host.local_state = LocalNodeState.PENDING
        swarm.raft.restarted(host.node_id)
        swarm.dispatcher.restarted(host.node_id)
        swarm.connections_changed(host.node_id)

    def reboot(self, host_name: str) -> None:
        """The machine goes down and comes back, docker with it, after `BOOT_TIME`."""
        self._note("reboot", host_name)
        self.stop_docker(host_name)
        self.hosts[host_name].up = False
        self.clock.schedule(BOOT_TIME, "host.booted", host_name)

    def _booted(self, host_name: str) -> None:
        self.start_docker(host_name)
        self.hosts[host_name].up = True

    def partition(self, a: Iterable[str], b: Iterable[str]) -> None:
        """No machine of `a` hears one of `b` any more, and the other way round."""
        ours, others = tuple(a), tuple(b)
        pairs = {(min(x, y), max(x, y)) for x in ours for y in others if x != y}
        self._note("partition", *ours)
        self._cuts = self._cuts | pairs
        self._connections_changed()

    def heal(self) -> None:
        """All machines hear each other again."""
        self._cuts = frozenset()
        self._note("heal")
        self._connections_changed()

    def linked(self, a: Host, b: Host) -> bool:
        """Whether two machines hear each other (their daemons may still be stopped)."""
        return (min(a.name, b.name), max(a.name, b.name)) not in self._cuts

    def _note(self, what: Literal["stop", "start", "reboot", "partition", "heal"], *hosts: str) -> None:
        self.happened = (*self.happened, Happening(self.clock.now, what, hosts))[-MAX_HAPPENINGS:]

    def _connections_changed(self) -> None:
        for swarm in list(self.swarms.values()):
            swarm.connections_changed()
        for host in self.hosts.values():
            if host.joining is not None:
                joining.join_again(self, host)

    # ------------------------------------------------------------------ state
    def snapshot(self) -> SimulationSnapshot:
        """Everything there is; `restore` brings it back, any number of times."""
        return SimulationSnapshot(
            clock=self.clock.snapshot(),
            rng=self.rng.getstate(),
            hosts={name: host.snapshot() for name, host in self.hosts.items()},
            swarms={key: swarm.snapshot() for key, swarm in self.swarms.items()},
            cuts=self._cuts,
            happened=self.happened,
        )

    def restore(self, snapshot: SimulationSnapshot) -> None:
        """Go back to a snapshot of this simulation. Swarms made since are gone; `swarms` has new objects."""
        self.clock.restore(snapshot.clock)
        self.rng.setstate(snapshot.rng)
        self._cuts, self.happened = snapshot.cuts, snapshot.happened
        for name, state in snapshot.hosts.items():
            self.hosts[name].restore(state)
        old = dict(self.swarms)
        self.swarms.clear()
        for key, saved in snapshot.swarms.items():
            swarm = old.get(key)
            if swarm is None:
                swarm = self.add_swarm(key)
            self.swarms[key] = swarm
            swarm.restore(saved)
