"""One swarm: its replicated state and the parts that work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.agenda import Agenda
from tutor.swarm.allocator import Allocator
from tutor.swarm.dispatcher import Dispatcher
from tutor.swarm.event_feed import announce
from tutor.swarm.host import Attachment, Host, LocalNodeState
from tutor.swarm.ids import local_id
from tutor.swarm.membership import Membership
from tutor.swarm.objects import Network, Node, Service, Task, TaskStatus
from tutor.swarm.orchestration import Orchestration
from tutor.swarm.predefined import predefined_networks
from tutor.swarm.raft import Raft
from tutor.swarm.scheduler.scheduler import Scheduler
from tutor.swarm.store import Change, Store
from tutor.swarm.timing import EXPEL

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from tutor.swarm.clock import Clock, Event
    from tutor.swarm.state import State


_DEAF = (LocalNodeState.LOCKED, LocalNodeState.ERROR)
"""States of a daemon that runs and yet is no node."""


class Swarm:
    """One swarm. `store` is what its managers agreed on; everything else acts when that changes.

    Events whose kind belongs to the managers wait (`_parked`) while the managers cannot agree.
    """

    def __init__(
        self,
        key: str,
        clock: Clock,
        rng: random.Random,
        hosts: dict[str, Host],
        linked: Callable[[Host, Host], bool],
        synchronise: Callable[[Host], None],
        assign: Callable[[Host, str], None],
        expel: Callable[[Host], None],
    ) -> None:
        """`linked`: whether two machines hear each other; `synchronise`, `assign`, `expel`: what agents are
        told."""
        self.key = key
        self._hosts = hosts
        self._rng = rng
        self._linked = linked
        self._synchronise = synchronise
        self._assign = assign
        self._expel = expel
        self.store = Store(clock)
        self.agenda = Agenda(clock, key)
        self.raft = Raft(self.agenda, rng, self._connected, self._led)
        self.dispatcher = Dispatcher(self.store, self.agenda, rng, self._heard, self._registered)
        self.membership = Membership(self.store, self.agenda, rng, self.raft, self.dispatcher, self.live_host)
        self.allocator = Allocator(self.store, self.agenda)
        self.scheduler = Scheduler(self.store, self.agenda)
        self.orchestration = Orchestration(self.store, self.agenda, rng)
        self._parked: list[Event] = []
        self.store.watch(self._changed)
        self._managers: dict[str, Callable[..., None]] = {
            "allocator.tasks": self.allocator.on_tasks,
            "scheduler.tick": self.scheduler.on_tick,
            "dispatcher.register": self.dispatcher.on_register,
            "dispatcher.silent": self.dispatcher.on_silent,
            "dispatcher.orphan": self.dispatcher.on_orphan,
            "member.role": self.membership.on_role,
            "member.raft": self.membership.on_raft,
            "member.certificate": self.membership.on_certificate,
            **self.orchestration.handlers(),
        }
        self._others: dict[str, Callable[..., None]] = {
            "raft.step_down": self.raft.on_step_down,
            "raft.election": self.raft.on_election,
            "agent.assign": self._on_assign,
            "agent.expelled": self._on_expelled,
        }

    # ------------------------------------------------------------------ events
    def handles(self, event: Event) -> bool:
        """Play an event of this swarm; False when the kind is not one of a swarm's."""
        handler = self._managers.get(event.kind)
        if handler is not None and not self.raft.works:
            self._parked.append(event)
            return True
        handler = handler or self._others.get(event.kind)
        if handler is None:
            return False
        self.agenda.begins(event)
        handler(*event.ids[1:])
        return True

    def _resume(self) -> None:
        """The managers agree again: what waited happens, and agents repeat what nobody noted down."""
        parked, self._parked = self._parked, []
        for event in parked:
            self.agenda.after(event.time - self.agenda.clock.now, event.kind, *event.ids[1:])
        for node in list(self.store.nodes):
            host = self.live_host(node.id)
            if host is not None and host.unheard:
                self._synchronise(host)

    def _changed(self, change: Change) -> None:
        old, new = change
        kind = type(new if new is not None else old)
        if kind is Task:
            self._task_changed(old, new)  # type: ignore[arg-type]
        elif kind is Node:
            if new is None and old is not None:
                self.agenda.after(EXPEL, "agent.expelled", old.id, old.host)  # type: ignore[union-attr]
            for part in (self.allocator, self.scheduler, self.membership, self.orchestration):
                part.node_changed(old, new)  # type: ignore[arg-type]
        elif kind is Service:
            self.allocator.service_changed(old, new)  # type: ignore[arg-type]
            self.orchestration.service_changed(old, new)  # type: ignore[arg-type]
        elif kind is Network:
            self.allocator.network_changed(old, new)  # type: ignore[arg-type]
        if kind is not Task:
            hosts = (self.live_host(member) for member in self.raft.members)
            announce(change, self.agenda.clock.now, [h for h in hosts if h is not None])

    def _task_changed(self, old: Task | None, new: Task | None) -> None:
        self.allocator.task_changed(old, new)
        self.scheduler.task_changed(old, new)
        self.orchestration.task_changed(old, new)
        self.dispatcher.task_changed(old, new)

    # ------------------------------------------------------------------ who hears whom
    def live_host(self, node_id: str) -> Host | None:
        """The machine whose daemon is that node now: docker runs, and its state is not locked."""
        node = self.store.nodes.get(node_id)
        host = self._hosts.get(node.host) if node is not None else None
        if host is None or host.node_id != node_id or not host.running:
            return None
        return None if host.local_state in _DEAF else host

    def _connected(self, a: str, b: str) -> bool:
        first = self.live_host(a)
        if first is None or a == b:
            return first is not None
        second = self.live_host(b)
        return second is not None and self._linked(first, second)

    def _heard(self, node_id: str) -> bool:
        return bool(self.raft.leader) and self._connected(self.raft.leader, node_id)

    def connections_changed(self, node_id: str = "") -> None:
        """A daemon started or stopped (its node is named then), or a network was cut or mended."""
        of_managers = not node_id or node_id in self.raft.members
        if of_managers:
            self.raft.connections_changed()
        if self.raft.leader:
            self.dispatcher.connections_changed(node_id)
        if of_managers and self.raft.works:
            self._resume()

    def _led(self) -> None:
        self.dispatcher.new_leader()
        self._resume()

    def _registered(self, node: Node) -> None:
        self.membership.registered(node)
        host = self.live_host(node.id)
        if host is not None:
            host.local_state = LocalNodeState.ACTIVE
            self._synchronise(host)

    # ------------------------------------------------------------------ what agents ask (see agent.Managers)
    def _on_assign(self, node_id: str, task_id: str) -> None:
        host = self.live_host(node_id)
        if host is not None and self.hears(node_id):
            self._assign(host, task_id)

    def _on_expelled(self, node_id: str, host_name: str) -> None:
        """A node was removed while its daemon runs: it thinks itself a member, but has nothing to do any more."""
        host = self._hosts[host_name]
        if host.node_id == node_id and host.running:
            self._expel(host)

    def hears(self, node_id: str) -> bool:
        return self.dispatcher.has_session(node_id) and self._heard(node_id)

    def assigned(self, task_id: str) -> Task | None:
        return self.store.tasks.get(task_id)

    def assignments(self, node_id: str) -> Iterable[Task]:
        return self.store.tasks_of_node(node_id)

    def report(self, node_id: str, task_id: str, status: TaskStatus) -> bool:
        return self.raft.works and self.dispatcher.report(node_id, task_id, status)

    def on_overlay(self, task: Task) -> bool:
        return bool(task.attachments)

    def attachments(self, host: Host, task: Task) -> tuple[Attachment, ...]:
        """The task's addresses on overlay networks; without any it is on the machine's own bridge."""
        places = []
        for attachment in task.attachments:
            network = self.store.networks.get(attachment.network_id)
            if network is not None:
                address = attachment.addresses[0] if attachment.addresses else ""
                places.append(
                    Attachment(
                        network_id=network.id,
                        network_name=network.name,
                        address=address,
                        mac=_mac(address),
                        endpoint_id=local_id(self._rng),
                    )
                )
        shared = predefined_networks(self.store.cluster.id)
        named = [shared[target] for target in task.spec.networks if target in shared]
        if not places and not named:
            named = ["bridge"]
        return (*places, *(place for name in named for place in self._own_network(host, name)))

    def _own_network(self, host: Host, name: str) -> tuple[Attachment, ...]:
        """A place on one of the machine's own networks."""
        network = host.network_named(name)
        if network is None:
            return ()
        address = host.free_address(network)
        return (
            Attachment(
                network_id=network.id,
                network_name=network.name,
                address=address,
                gateway=network.gateway,
                mac=_mac(address),
                endpoint_id=local_id(self._rng),
            ),
        )

    # ------------------------------------------------------------------ state
    def snapshot(self) -> State:
        parts = (self.agenda, self.raft, self.dispatcher, self.allocator, self.scheduler, self.orchestration)
        return (self.store.snapshot(), tuple(self._parked), *(part.snapshot() for part in parts))

    def restore(self, state: State) -> None:
        self.store.restore(state[0])
        self._parked = list(state[1])
        parts = (self.agenda, self.raft, self.dispatcher, self.allocator, self.scheduler, self.orchestration)
        for part, saved in zip(parts, state[2:], strict=True):
            part.restore(saved)


def _mac(address: str) -> str:
    """Docker makes a MAC address from the IPv4 address."""
    plain = address.partition("/")[0]
    return "02:42:" + ":".join(f"{int(byte):02x}" for byte in plain.split(".")) if plain else ""
