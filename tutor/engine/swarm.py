"""Operations on the swarm itself. Sources: engine `daemon/cluster/swarm.go`, `api/server/router/swarm`."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from tutor.engine.advertise import advertise_address
from tutor.engine.daemon import ALREADY_IN, NOT_IN, UNAVAILABLE, api_error, grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.nodes import out_of_sequence
from tutor.engine.views.cluster import swarm_view
from tutor.engine.waiting import Until, pause
from tutor.swarm.clock import HOUR, MILLISECOND, SECOND
from tutor.swarm.errors import SwarmError
from tutor.swarm.host import LocalNodeState
from tutor.swarm.joining import default_spec
from tutor.swarm.objects import Availability
from tutor.swarm.store import SequenceConflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.spec import Json

INVALID, UNAUTHORIZED, SERVER_ERROR = 400, 401, 500
JOIN_TIMEOUT = 20 * SECOND
LEAVE_TIME = 150 * MILLISECOND
LARGEST_MASK = 29
PORTS = range(1024, 49152)
TIMED_OUT = (
    "Timeout was reached before node joined. The attempt to join the swarm will continue in the background. "
    'Use the "docker info" command to see the current swarm status of your node.'
)
SECTIONS = ("Orchestration", "Raft", "Dispatcher", "CAConfig", "EncryptionConfig", "TaskDefaults")


class SwarmOperations:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # ------------------------------------------------------------------ in
    def init(self, body: Json) -> str:
        """`POST /swarm/init`; answers the node's id."""
        daemon, host = self._daemon, self._daemon.host
        if body.get("ForceNewCluster"):
            return self._force_new_cluster(body)
        if host.swarm_key:
            raise EngineError(UNAVAILABLE, ALREADY_IN)
        address = advertise_address(host, body.get("AdvertiseAddr", ""), body.get("ListenAddr", ""))
        pools, size = _pools(body)
        port = body.get("DataPathPort") or 4789
        if port not in PORTS:
            raise EngineError(INVALID, f"Datapath port number is not in valid range (1024-49151) : {port}")
        spec = merged(default_spec(), body.get("Spec") or {})
        spec["EncryptionConfig"] = {
            "AutoLockManagers": bool(body.get("AutoLockManagers") or spec["EncryptionConfig"].get("AutoLockManagers"))
        }
        daemon.sim.init_swarm(
            host.name,
            addr=address,
            spec=spec,
            availability=_availability(body),
            addr_pool=pools,
            subnet_size=size,
            data_path_port=port,
        )
        _check_expiry(spec)
        return host.node_id

    def _force_new_cluster(self, body: Json) -> str:
        host = self._daemon.host
        address = ""
        if body.get("AdvertiseAddr"):
            address = advertise_address(host, body["AdvertiseAddr"], body.get("ListenAddr", ""))
        try:
            self._daemon.sim.force_new_cluster(host.name, address or host.node_addr)
        except SwarmError as refusal:
            raise api_error(refusal, UNAVAILABLE) from None
        return host.node_id

    def join(self, body: Json) -> Operation[None]:
        """`POST /swarm/join`: waits until the node is a member, at most twenty seconds."""
        host = self._daemon.host
        if host.swarm_key:
            raise EngineError(UNAVAILABLE, ALREADY_IN)
        address = advertise_address(host, body.get("AdvertiseAddr", ""), body.get("ListenAddr", ""))
        try:
            self._daemon.sim.join_swarm(
                host.name,
                token=body.get("JoinToken", ""),
                remotes=tuple(body.get("RemoteAddrs") or ()),
                addr=address,
                availability=_availability(body),
            )
        except SwarmError as refusal:
            raise api_error(refusal) from None
        joined = yield Until(lambda: host.local_state is not LocalNodeState.PENDING, JOIN_TIMEOUT)
        if not joined:
            raise EngineError(UNAVAILABLE, TIMED_OUT)

    def leave(self, force: bool = False) -> Operation[None]:
        """`POST /swarm/leave`."""
        host = self._daemon.host
        if not host.swarm_key:
            raise EngineError(UNAVAILABLE, NOT_IN)
        try:
            self._daemon.sim.leave_swarm(host.name, force)
        except SwarmError as refusal:
            raise api_error(refusal, UNAVAILABLE) from None
        yield pause(LEAVE_TIME)

    # ------------------------------------------------------------------ settings
    def inspect(self) -> Json:
        """`GET /swarm`, join tokens included."""
        return swarm_view(self._daemon.manager().store.cluster)

    def update(
        self,
        version: int,
        body: Json,
        *,
        rotate_worker_token: bool = False,
        rotate_manager_token: bool = False,
        rotate_manager_unlock_key: bool = False,
    ) -> None:
        """`POST /swarm/update` with a whole spec; a greater `ForceRotate` begins a rotation of the CA."""
        swarm = self._daemon.manager(write=True)
        old = swarm.store.cluster
        spec = merged(old.spec, body)
        _check_expiry(spec)
        rotates = (spec["CAConfig"].get("ForceRotate") or 0) != (old.spec["CAConfig"].get("ForceRotate") or 0)
        try:
            swarm.membership.update_cluster(
                spec,
                version,
                rotate_worker_token=rotate_worker_token,
                rotate_manager_token=rotate_manager_token,
                rotate_unlock_key=rotate_manager_unlock_key,
            )
        except SequenceConflict as conflict:
            raise out_of_sequence(conflict) from None
        if rotates:
            swarm.membership.rotate_ca()

    # ------------------------------------------------------------------ the lock
    def unlock_key(self) -> Json:
        """`GET /swarm/unlockkey`; empty while autolock is off."""
        return {"UnlockKey": self._daemon.manager().store.cluster.unlock_key}

    def unlock(self, body: Json) -> Operation[None]:
        """`POST /swarm/unlock`."""
        host = self._daemon.host
        if not host.swarm_key:
            raise EngineError(UNAVAILABLE, NOT_IN)
        if host.local_state is not LocalNodeState.LOCKED:
            raise EngineError(409, "swarm is not locked")
        try:
            self._daemon.sim.unlock_swarm(host.name, body.get("UnlockKey", ""))
        except SwarmError as refusal:
            wrong = "invalid key" in refusal.message and "string" not in refusal.message
            raise api_error(refusal, UNAUTHORIZED if wrong else INVALID) from None
        yield pause(LEAVE_TIME)


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """The settings with what `new` says of them; sections keep the members that are not named."""
    spec: Json = {**old, "Labels": dict(new.get("Labels") or {}), "Name": new.get("Name") or old["Name"]}
    for section in SECTIONS:
        given = {key: value for key, value in (new.get(section) or {}).items() if value is not None}
        spec[section] = {**old.get(section, {}), **given}
    expiry = spec["CAConfig"].get("NodeCertExpiry") or old["CAConfig"]["NodeCertExpiry"]
    spec["CAConfig"] = {**spec["CAConfig"], "NodeCertExpiry": expiry}
    return spec


def _check_expiry(spec: Json) -> None:
    if spec["CAConfig"]["NodeCertExpiry"] < HOUR:
        raise grpc_error("InvalidArgument", "minimum certificate expiry time is: 1h0m0s")


def _availability(body: Mapping[str, Any]) -> Availability:
    text = body.get("Availability") or "active"
    if text not in tuple(Availability):
        raise EngineError(INVALID, f'invalid Availability: "{text}"')
    return Availability(text)


def _pools(body: Mapping[str, Any]) -> tuple[tuple[str, ...], int]:
    """(address pools, mask length of the subnets taken from them)."""
    pools = tuple(body.get("DefaultAddrPool") or ()) or ("10.0.0.0/8",)
    size = body.get("SubnetSize") or 24
    if size > LARGEST_MASK:
        raise EngineError(SERVER_ERROR, f"subnet size is out of range: {size}")
    for pool in pools:
        if IPv4Network(pool, strict=False).prefixlen > size:
            raise EngineError(SERVER_ERROR, f'invalid CIDR: "{pool}". Subnet size is too small for pool: {size}')
    return pools, size
