"""How machines come into a swarm and go out of it: init, join, leave, unlock, force-new-cluster.

What is typed (addresses, interfaces, time-outs) is the daemon's business; this is what then happens among
the machines. Source: engine `daemon/cluster/swarm.go`, swarmkit `ca/`, `node/`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.errors import SwarmError
from tutor.swarm.host import GWBRIDGE, GWBRIDGE_OPTIONS, REMOTE_API_PORT, JoinRequest, LocalNodeState
from tutor.swarm.ids import object_id, token_digest, token_secret, unlock_key
from tutor.swarm.objects import Availability, Cluster, Network, NodeRole
from tutor.swarm.timing import PROMOTION, between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Host
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

_TOKEN = re.compile(r"SWMTKN-1-([0-9a-z]{50})-([0-9a-z]{25})")
NOT_VALID = "A valid join token is necessary to join this cluster"
_LEAVING = "You are attempting to leave the swarm on a node that is participating as a manager. "
_FORCE = (
    "The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. "
    "Use `--force` to suppress this message."
)


def default_spec() -> Json:
    """`Spec` of a swarm that was made without options."""
    return {
        "Name": "default",
        "Labels": {},
        "Orchestration": {"TaskHistoryRetentionLimit": 5},
        "Raft": {
            "SnapshotInterval": 10000,
            "KeepOldSnapshots": 0,
            "LogEntriesForSlowFollowers": 500,
            "ElectionTick": 10,
            "HeartbeatTick": 1,
        },
        "Dispatcher": {"HeartbeatPeriod": 5_000_000_000},
        "CAConfig": {"NodeCertExpiry": 7_776_000_000_000_000},
        "TaskDefaults": {},
        "EncryptionConfig": {"AutoLockManagers": False},
    }


# ------------------------------------------------------------------ in
def init(
    sim: Simulation,
    host: Host,
    *,
    addr: str,
    advertise_port: str = REMOTE_API_PORT,
    listen_port: str = REMOTE_API_PORT,
    spec: Json | None = None,
    availability: Availability = Availability.ACTIVE,
    addr_pool: Sequence[str] = ("10.0.0.0/8",),
    subnet_size: int = 24,
    data_path_port: int = 4789,
) -> Swarm:
    """`docker swarm init`: a new swarm with this machine as its only manager."""
    settings = spec or default_spec()
    rng = sim.rng
    cluster = Cluster(
        id=object_id(rng),
        spec=settings,
        worker_secret=token_secret(rng),
        manager_secret=token_secret(rng),
        ca_digest=token_digest(rng),
        unlock_key=unlock_key(rng) if settings["EncryptionConfig"]["AutoLockManagers"] else "",
        default_addr_pool=tuple(addr_pool),
        subnet_size=subnet_size,
        data_path_port=data_path_port,
    )
    swarm = sim.add_swarm(cluster.id)
    swarm.store.create(cluster)
    ingress: Json = {"Name": "ingress", "Driver": "overlay", "Ingress": True, "Labels": {}, "Options": {}}
    swarm.store.create(Network(id=object_id(rng), name="ingress", raw=ingress, ingress=True))
    node = swarm.membership.admit(host, NodeRole.MANAGER, availability, addr)
    _local_networks(sim, host)
    host.advertise_port, host.listen_port = advertise_port, listen_port
    manager_addr = f"{addr}:{advertise_port}"
    swarm.raft.found(node.id, manager_addr)
    node = swarm.store.nodes[node.id]
    swarm.store.update(replace(node, manager_addr=manager_addr))
    swarm.dispatcher.on_register(node.id)
    return swarm


def _local_networks(sim: Simulation, host: Host) -> None:
    if host.network_named(GWBRIDGE) is None:
        host.add_network(GWBRIDGE, "bridge", sim.rng, sim.clock.now, host.free_subnet(), GWBRIDGE_OPTIONS)


def join(sim: Simulation, host: Host, request: JoinRequest) -> NodeRole | None:
    """`docker swarm join`; returns the role that the token gives.

    The machine's `local_state` is `pending` and becomes `active` when it is in. None: nobody is reached at
    the address, not even to refuse; the machine goes on trying. Raises SwarmError.
    """
    match = _TOKEN.fullmatch(request.token)
    if request.token and match is None:
        raise SwarmError("", "invalid join token")
    contact = _reach(sim, host, request.remotes)
    swarm = sim.swarm_of(contact.name) if contact is not None else None
    if contact is None or swarm is None:
        host.joining, host.local_state = request, LocalNodeState.PENDING
        return None
    role = _role_of(swarm, match)
    refusal = swarm.raft.refusal(contact.node_id, write=True)
    if refusal is not None:
        raise refusal
    node = swarm.membership.admit(host, role, request.availability, request.addr)
    host.advertise_port, host.listen_port = request.advertise_port, request.listen_port
    host.local_state = LocalNodeState.PENDING
    _local_networks(sim, host)
    if role is NodeRole.MANAGER:
        swarm.agenda.once(between(sim.rng, PROMOTION), "member.raft", node.id)
    swarm.dispatcher.look_at(swarm.store.nodes[node.id])
    return role


def join_again(sim: Simulation, host: Host) -> None:
    """Try a join once more that did not reach anybody; a refusal is what `docker info` then tells."""
    request, host.joining = host.joining, None
    if request is None:
        return
    try:
        join(sim, host, request)
    except SwarmError as refusal:
        host.local_state, host.error = LocalNodeState.ERROR, str(refusal)


def _role_of(swarm: Swarm, token: re.Match[str] | None) -> NodeRole:
    cluster = swarm.store.cluster
    if token is None:
        raise SwarmError("InvalidArgument", NOT_VALID)
    if token[1] != cluster.ca_digest:
        raise SwarmError("", f"remote CA does not match fingerprint. Expected: {int(token[1], 36):064x}")
    role = {cluster.worker_secret: NodeRole.WORKER, cluster.manager_secret: NodeRole.MANAGER}.get(token[2])
    if role is None:
        raise SwarmError("InvalidArgument", NOT_VALID)
    return role


def _reach(sim: Simulation, host: Host, remotes: Sequence[str]) -> Host | None:
    """The first remote manager that answers; None where there is no machine at all.

    Raises SwarmError where a machine is, but nothing listens.
    """
    refused = ""
    for remote in remotes:
        name, _, port = remote.rpartition(":")
        other = next((h for h in sim.hosts.values() if name in (h.name, *h.addresses.values())), None)
        if other is None or not sim.linked(host, other):
            continue
        swarm = sim.swarm_of(other.name)
        listens = other.running and other is not host and port == other.listen_port
        if swarm is not None and listens and swarm.membership.is_member(other.node_id):
            return other
        refused = refused or remote
    if not refused:
        return None
    raise SwarmError(
        "Unavailable",
        f'connection error: desc = "transport: Error while dialing: dial tcp {refused}: connect: connection refused"',
    )


# ------------------------------------------------------------------ out
def leave(sim: Simulation, host: Host, force: bool) -> None:
    """`docker swarm leave`: containers of tasks go, the node stays in the list and will be down. Raises SwarmError."""
    if host.joining is not None:
        host.joining, host.local_state = None, LocalNodeState.INACTIVE
        return
    swarm = sim.swarm_of(host.name)
    if swarm is None:
        raise SwarmError("", "This node is not part of a swarm")
    if not force:
        _check_leaving(swarm, host)
    node_id = host.node_id
    sim.agents.leave(host)
    network = host.network_named(GWBRIDGE)
    if network is not None and not any(
        a.network_id == network.id for c in host.containers.values() for a in c.attachments
    ):
        del host.networks[network.id]
    host.node_id = host.swarm_key = host.node_addr = host.error = ""
    host.advertise_port = host.listen_port = REMOTE_API_PORT
    host.certified_manager = False
    host.local_state = LocalNodeState.INACTIVE
    if not any(h.swarm_key == swarm.key for h in sim.hosts.values()):
        sim.drop_swarm(swarm.key)
        return
    swarm.dispatcher.restarted(node_id)
    swarm.connections_changed(node_id)


def _check_leaving(swarm: Swarm, host: Host) -> None:
    if host.local_state is LocalNodeState.LOCKED:
        raise SwarmError(
            "", "Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message."
        )
    if not host.certified_manager:
        return
    text = _LEAVING
    node = swarm.store.nodes.get(host.node_id)
    if swarm.membership.refusal(host.node_id, write=False) is None and node is not None:
        reachable, unreachable = swarm.membership.manager_counts()
        if reachable - 2 <= unreachable:
            if reachable == 1 and unreachable == 0:
                raise SwarmError(
                    "",
                    text + "Removing the last manager erases all current state of the swarm. "
                    "Use `--force` to ignore this message. ",
                )
            text += (
                f"Removing this node leaves {reachable - 1} managers out of {reachable + unreachable}. "
                "Without a Raft quorum your swarm will be inaccessible. "
            )
    raise SwarmError("", text + _FORCE)


# ------------------------------------------------------------------ locked, alone
def unlock(sim: Simulation, host: Host, key: str) -> None:
    """`docker swarm unlock`. Raises SwarmError."""
    swarm = sim.swarm_of(host.name)
    if swarm is None:
        raise SwarmError("", "This node is not part of a swarm")
    if host.local_state is not LocalNodeState.LOCKED:
        raise SwarmError("", "swarm is not locked")
    if not re.fullmatch(r"SWMKEY-1-[A-Za-z0-9+/]{43}", key):
        raise SwarmError("", "invalid key string")
    if key != swarm.store.cluster.unlock_key:
        raise SwarmError("", "swarm could not be unlocked: invalid key provided")
    host.local_state = LocalNodeState.PENDING
    swarm.connections_changed(host.node_id)


def force_new_cluster(sim: Simulation, host: Host, addr: str = "") -> Swarm:
    """`docker swarm init --force-new-cluster`: this manager alone goes on with the swarm as it knows it.

    Raises SwarmError when the machine is not a manager.
    """
    swarm = sim.swarm_of(host.name)
    if swarm is None or host.node_id not in swarm.raft.members:
        raise SwarmError("", "This node is not a swarm manager.")
    if addr:
        host.node_addr = addr
    swarm.raft.reset(host.node_id)
    for node in swarm.store.nodes:
        if node.id != host.node_id and node.manager_addr:
            swarm.store.update(replace(node, manager_addr=""))
            swarm.membership.certify(node.id)
    swarm.connections_changed()
    return swarm
