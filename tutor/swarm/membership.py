"""Belonging to a swarm: nodes and their roles, the managers' group, tokens, lock, certificates.

Source: swarmkit `manager/controlapi/node.go`, `manager/role_manager.go`, `ca/`, engine
`daemon/cluster/swarm.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.errors import SwarmError
from tutor.swarm.ids import join_token, object_id, token_digest, token_secret, unlock_key
from tutor.swarm.objects import Availability, Cluster, Node, NodeDescription, NodeRole, NodeState, TaskState, TaskStatus
from tutor.swarm.raft import LOST_LEADERSHIP
from tutor.swarm.timing import CA_ROTATION, DEMOTION, PROMOTION, between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.dispatcher import Dispatcher
    from tutor.swarm.host import Host, HostSpec
    from tutor.swarm.raft import Raft
    from tutor.swarm.spec import Json
    from tutor.swarm.store import Store

PLUGINS = (
    ("Log", "awslogs"), ("Log", "fluentd"), ("Log", "gcplogs"), ("Log", "gelf"), ("Log", "journald"),
    ("Log", "json-file"), ("Log", "local"), ("Log", "splunk"), ("Log", "syslog"),
    ("Network", "bridge"), ("Network", "host"), ("Network", "ipvlan"), ("Network", "macvlan"), ("Network", "null"),
    ("Network", "overlay"), ("Volume", "local"),
)  # fmt: skip
"""What the recorded engine tells of itself (`Description.Engine.Plugins`)."""


def describe(spec: HostSpec) -> NodeDescription:
    """What a machine's agent tells the managers of it."""
    return NodeDescription(
        hostname=spec.name,
        nano_cpus=spec.nano_cpus,
        memory_bytes=spec.memory_bytes,
        os=spec.os,
        architecture=spec.architecture,
        engine_labels=spec.engine_labels,
        plugins=PLUGINS,
    )


class Membership:
    """Who belongs to one swarm, and as what."""

    def __init__(
        self,
        store: Store,
        agenda: Agenda,
        rng: random.Random,
        raft: Raft,
        dispatcher: Dispatcher,
        live_host: Callable[[str], Host | None],
    ) -> None:
        """`live_host(node_id)`: the machine whose running, unlocked daemon is that node, if there is one."""
        self._store = store
        self._agenda = agenda
        self._rng = rng
        self.raft = raft
        self._dispatcher = dispatcher
        self._live_host = live_host

    # ------------------------------------------------------------------ reading
    @property
    def leader(self) -> str:
        """Node id of the leader, or empty."""
        return self.raft.leader

    def is_member(self, node_id: str) -> bool:
        """Whether the node belongs to the raft group (it has a manager status)."""
        return node_id in self.raft.members

    def is_reachable(self, node_id: str) -> bool:
        return self.raft.hears_leader(node_id)

    def refusal(self, node_id: str, write: bool = True) -> SwarmError | None:
        """Why the manager `node_id` cannot serve a request that reads or writes the swarm's state, or None.

        A leader that is demoted hands over at once and agrees on nothing more.
        """
        leader = self._store.nodes.get(self.leader) if write else None
        refusal = self.raft.refusal(node_id, write)
        if refusal is None and leader is not None and leader.desired_role is NodeRole.WORKER:
            return SwarmError("Unknown", LOST_LEADERSHIP)
        return refusal

    def patience(self, node_id: str, write: bool = True) -> int:
        """How long the manager waited before that refusal, nanoseconds."""
        return self.raft.patience(node_id, write)

    def manager_counts(self) -> tuple[int, int]:
        """(reachable, unreachable) members."""
        reachable = sum(1 for m in self.raft.members if self.raft.hears_leader(m))
        return reachable, len(self.raft.members) - reachable

    # ------------------------------------------------------------------ tokens, lock, certificates
    def token(self, role: NodeRole) -> str:
        cluster = self._store.cluster
        secret = cluster.manager_secret if role is NodeRole.MANAGER else cluster.worker_secret
        return join_token(cluster.ca_digest, secret)

    def update_cluster(
        self,
        spec: Json,
        version: int | None,
        *,
        rotate_worker_token: bool = False,
        rotate_manager_token: bool = False,
        rotate_unlock_key: bool = False,
    ) -> Cluster:
        """`POST /swarm/update`: new settings and rotations; autolock gets or loses its key.

        Raises SequenceConflict when `version` is not the current one.
        """
        old = self._store.cluster
        locked = bool(spec["EncryptionConfig"]["AutoLockManagers"])
        key = old.unlock_key
        if locked and (not key or rotate_unlock_key):
            key = unlock_key(self._rng)
        new = replace(
            old,
            spec=spec,
            unlock_key=key if locked else "",
            worker_secret=token_secret(self._rng) if rotate_worker_token else old.worker_secret,
            manager_secret=token_secret(self._rng) if rotate_manager_token else old.manager_secret,
        )
        return self._store.update(new, version)

    def rotate_ca(self) -> None:
        """Begin a rotation of the root certificate; it ends when all nodes have new certificates.

        Join tokens are made anew as a whole (swarmkit `ca/reconciler.go`, `GenerateJoinToken`).
        """
        old = self._store.cluster
        self._store.update(
            replace(
                old,
                ca_serial=old.ca_serial + 1,
                root_rotation_in_progress=True,
                ca_digest=token_digest(self._rng),
                worker_secret=token_secret(self._rng),
                manager_secret=token_secret(self._rng),
            )
        )
        for node in self._store.nodes:
            self._agenda.once(between(self._rng, CA_ROTATION), "member.certificate", node.id)

    def on_certificate(self, node_id: str) -> None:
        cluster = self._store.cluster
        node = self._store.nodes.get(node_id)
        if node is not None and self._live_host(node_id) and node.ca_serial != cluster.ca_serial:
            self._store.update(replace(node, ca_serial=cluster.ca_serial))
        if cluster.root_rotation_in_progress and all(n.ca_serial == cluster.ca_serial for n in self._store.nodes):
            self._store.update(replace(cluster, root_rotation_in_progress=False))

    # ------------------------------------------------------------------ nodes
    def admit(self, host: Host, role: NodeRole, availability: Availability, addr: str) -> Node:
        """Give a machine a certificate and an entry among the nodes; it is ready when it has registered."""
        node = self._store.create(
            Node(
                id=object_id(self._rng),
                host=host.name,
                description=describe(host.spec),
                role=role,
                desired_role=role,
                availability=availability,
                state=NodeState.UNKNOWN,
                addr=addr,
                ca_serial=self._store.cluster.ca_serial,
            )
        )
        host.node_id, host.swarm_key, host.node_addr = node.id, self._agenda.key, addr
        return node

    def check_role(self, node: Node, role: NodeRole) -> None:
        """Whether an administrator may ask for this role; raises SwarmError."""
        if node.desired_role is not NodeRole.MANAGER or role is not NodeRole.WORKER:
            return
        managers = [n for n in self._store.nodes if n.desired_role is NodeRole.MANAGER]
        if len(managers) == 1:
            raise SwarmError("FailedPrecondition", "attempting to demote the last manager of the swarm")
        if node.id not in self.raft.members:
            raise SwarmError("NotFound", "can't find manager in raft memberlist")
        if self.raft.removal_breaks_quorum(node.id):
            raise SwarmError(
                "FailedPrecondition", "can't remove member from the raft: this would result in a loss of quorum"
            )

    def remove_node(self, node_id: str, force: bool) -> None:
        """`docker node rm`: its tasks become orphans. Raises SwarmError."""
        node = self._store.nodes.get(node_id)
        if node is None:
            raise SwarmError("NotFound", f"node {node_id} not found")
        if node.desired_role is NodeRole.MANAGER and node_id in self.raft.members:
            raise SwarmError(
                "FailedPrecondition",
                f"node {node_id} is a cluster manager and is a member of the raft cluster. "
                "It must be demoted to worker before removal",
            )
        if not force and node.state is NodeState.READY:
            raise SwarmError("FailedPrecondition", f"node {node_id} is not down and can't be removed")
        self._orphan_tasks(node_id)
        self._store.delete(node)
        self._dispatcher.forget(node_id)

    def _orphan_tasks(self, node_id: str) -> None:
        """Tasks that are over stay what they are."""
        for task in self._store.tasks_of_node(node_id):
            if task.state < TaskState.COMPLETE:
                status = TaskStatus(
                    state=TaskState.ORPHANED,
                    timestamp=self._agenda.clock.now,
                    message="Task belonged to a node that has been deleted",
                )
                self._store.update(replace(task, status=status))

    # ------------------------------------------------------------------ roles
    def node_changed(self, old: Node | None, new: Node | None) -> None:
        """An administrator asked for another role: the role manager sees to it."""
        if new is None or new.role is new.desired_role:
            return
        if old is None or old.desired_role is not new.desired_role:
            span = PROMOTION if new.desired_role is NodeRole.MANAGER else DEMOTION
            self._agenda.once(between(self._rng, span), "member.role", new.id)

    def on_role(self, node_id: str) -> None:
        node = self._store.nodes.get(node_id)
        if node is None or node.role is node.desired_role:
            return
        if node.desired_role is NodeRole.MANAGER:
            self._store.update(replace(node, role=NodeRole.MANAGER))
            self._agenda.once(between(self._rng, PROMOTION), "member.raft", node_id)
            return
        if node_id in self.raft.members and self.raft.removal_breaks_quorum(node_id):
            return
        self._store.update(replace(node, role=NodeRole.WORKER, manager_addr=""))
        self.raft.remove(node_id)
        self.certify(node_id)

    def on_raft(self, node_id: str) -> None:
        """A node with a manager's certificate becomes a member of the group."""
        node = self._store.nodes.get(node_id)
        host = self._live_host(node_id)
        if node is None or host is None or node.role is not NodeRole.MANAGER or node_id in self.raft.members:
            return
        address = f"{host.node_addr}:{host.advertise_port}"
        self._store.update(replace(node, manager_addr=address))
        self.raft.add(node_id, address)
        self.certify(node_id)

    def certify(self, node_id: str) -> None:
        """Bring a machine's own idea of its role up to date, if it can be told."""
        host = self._live_host(node_id)
        if host is not None:
            host.certified_manager = node_id in self.raft.members

    def registered(self, node: Node) -> None:
        """A node has a session again: it tells what machine it is, and what it missed is made up for."""
        host = self._live_host(node.id)
        if host is not None and describe(host.spec) != node.description:
            node = self._store.update(replace(node, description=describe(host.spec)))
        if node.role is NodeRole.MANAGER and node.id not in self.raft.members:
            self._agenda.once(between(self._rng, PROMOTION), "member.raft", node.id)
        self.certify(node.id)
        if node.ca_serial != self._store.cluster.ca_serial:
            self._agenda.once(between(self._rng, CA_ROTATION), "member.certificate", node.id)
