"""Operations on the swarm itself. Sources: engine `daemon/cluster/swarm.go`, `api/server/router/swarm`."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from tutor.engine.advertise import (
    Endpoint,
    advertised_endpoint,
    can_listen,
    check_data_path,
    check_local_address,
    listen_endpoint,
    split_host_port,
)
from tutor.engine.daemon import ALREADY_IN, NOT_IN, ON_A_WORKER, UNAVAILABLE, api_error, grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.nodes import out_of_sequence
from tutor.engine.swarm_settings import BLANK, merged, name_certificates, signing_refusal, spec_refusal
from tutor.engine.views.certificates import trust_root
from tutor.engine.views.cluster import swarm_view
from tutor.engine.waiting import Until, pause
from tutor.swarm.clock import MILLISECOND, SECOND
from tutor.swarm.errors import SwarmError
from tutor.swarm.host import REMOTE_API_PORT, LocalNodeState
from tutor.swarm.joining import default_spec
from tutor.swarm.objects import Availability, NodeRole
from tutor.swarm.store import SequenceConflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Host
    from tutor.swarm.spec import Json

INVALID, UNAUTHORIZED, SERVER_ERROR = 400, 401, 500
JOIN_TIMEOUT = 20 * SECOND
LEAVE_TIME = 150 * MILLISECOND
LARGEST_MASK = 29
LAST_PORT = 65535
PORTS = range(1024, 49152)
TIMED_OUT = (
    "Timeout was reached before node joined. The attempt to join the swarm will continue in the background. "
    'Use the "docker info" command to see the current swarm status of your node.'
)
CANNOT_LISTEN = "manager stopped: failed to listen on remote API address: listen tcp"
BAD_PORT = f"{CANNOT_LISTEN}: address {{}}: invalid port"
BAD_BIND = f"{CANNOT_LISTEN} {{}}: bind: cannot assign requested address"


class SwarmOperations:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # ------------------------------------------------------------------ in
    def init(self, body: Json) -> str:
        """`POST /swarm/init`; answers the node's id.

        The settings are laid upon the new swarm when it is there: with bad ones it stays, as it is without any.
        """
        daemon, host = self._daemon, self._daemon.host
        force = bool(body.get("ForceNewCluster"))
        if host.takes_part and not force:
            raise EngineError(UNAVAILABLE, ALREADY_IN)
        if host.takes_part and not host.certified_manager:
            raise EngineError(UNAVAILABLE, ON_A_WORKER)
        listen = listen_endpoint(host, body.get("ListenAddr", ""))
        advertised = advertised_endpoint(host, body.get("AdvertiseAddr", ""), listen.port)
        check_data_path(host, body.get("DataPathAddr", ""))
        port = _data_path_port(body)
        check_local_address(host, listen, advertised)
        pools, size = _pools(body)
        if listen.port.isdecimal() and int(listen.port) > LAST_PORT:
            raise EngineError(SERVER_ERROR, BAD_PORT.format(listen.port))
        if not can_listen(host, listen):
            raise EngineError(SERVER_ERROR, BAD_BIND.format(listen))
        if force and host.takes_part:
            return self._force_new_cluster(advertised)
        spec = merged(default_spec(), body.get("Spec") or {})
        if body.get("AutoLockManagers"):
            spec["EncryptionConfig"] = {"AutoLockManagers": True}
        refusal = spec_refusal(spec)
        daemon.sim.init_swarm(
            host.name,
            addr=advertised.ip,
            advertise_port=advertised.port,
            listen_port=listen.port,
            spec=default_spec() | {"EncryptionConfig": spec["EncryptionConfig"]} if refusal else spec,
            availability=_availability(body),
            addr_pool=pools,
            subnet_size=size,
            data_path_port=port,
        )
        if refusal:
            raise EngineError(
                SERVER_ERROR, f"error updating cluster settings: {SwarmError('InvalidArgument', refusal)}"
            )
        return host.node_id

    def _force_new_cluster(self, advertised: Endpoint) -> str:
        host = self._daemon.host
        try:
            self._daemon.sim.force_new_cluster(host.name, advertised.ip)
        except SwarmError as refusal:
            raise api_error(refusal, UNAVAILABLE) from None
        return host.node_id

    def join(self, body: Json) -> Operation[None]:
        """`POST /swarm/join`: waits until the node is a member, at most twenty seconds."""
        host = self._daemon.host
        if host.takes_part:
            raise EngineError(UNAVAILABLE, ALREADY_IN)
        remotes = tuple(_remote(text) for text in body.get("RemoteAddrs") or ())
        listen = listen_endpoint(host, body.get("ListenAddr", ""))
        advertised = _detected(host, body.get("AdvertiseAddr", ""), listen.port)
        check_data_path(host, body.get("DataPathAddr", ""))
        for remote in remotes:
            self._check_route(remote)
        try:
            role = self._daemon.sim.join_swarm(
                host.name,
                token=body.get("JoinToken", ""),
                remotes=remotes,
                addr=advertised.ip,
                availability=_availability(body),
                advertise_port=advertised.port,
                listen_port=listen.port,
            )
        except SwarmError as refusal:
            raise api_error(refusal) from None

        def is_in() -> bool:
            ready = host.certified_manager or role is not NodeRole.MANAGER
            return ready and host.local_state is not LocalNodeState.PENDING

        joined = yield Until(is_in, JOIN_TIMEOUT)
        if not joined:
            raise EngineError(UNAVAILABLE, TIMED_OUT)

    def _check_route(self, remote: str) -> None:
        """The daemon looks up from which of its addresses it would speak to the manager."""
        name, _, port = remote.rpartition(":")
        trouble = ""
        if not port.isdecimal():
            trouble = f"lookup udp/{port}: unknown port"
        elif not _is_address(name) and name not in self._daemon.sim.hosts:
            trouble = f"lookup {name}: no such host"
        if trouble:
            raise EngineError(SERVER_ERROR, f"could not find local IP address: dial udp: {trouble}")

    def leave(self, force: bool = False) -> Operation[None]:
        """`POST /swarm/leave`."""
        host = self._daemon.host
        if not host.takes_part:
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
        spec = merged(BLANK, body)
        name_certificates(spec, trust_root(old.ca_digest))
        refusal = spec_refusal(spec)
        if refusal:
            raise grpc_error("InvalidArgument", refusal)
        certificate, key = (spec["CAConfig"].pop(name, "") for name in ("SigningCACert", "SigningCAKey"))
        refusal = signing_refusal(certificate, key)
        if refusal:
            raise grpc_error("InvalidArgument", refusal)
        forced = (spec["CAConfig"].get("ForceRotate") or 0) != (old.spec["CAConfig"].get("ForceRotate") or 0)
        rotates = forced or bool(certificate)
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
        """`POST /swarm/unlock`: waits until the node takes part again; without a leader that is for ever."""
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

        def takes_part() -> bool:
            swarm = self._daemon.swarm
            return swarm is None or swarm.hears(host.node_id)

        yield Until(takes_part)


def _remote(text: str) -> str:
    """`HOST:PORT` of a manager, with the usual port where none is typed. Raises EngineError."""
    if not text:
        raise EngineError(INVALID, 'invalid remoteAddr "": invalid empty address')
    return text if split_host_port(text) else f"{text}:{REMOTE_API_PORT}"


def _detected(host: Host, text: str, listen_port: str) -> Endpoint:
    """The address to advertise when joining: where it is missing or unusable, the managers see where it comes from."""
    try:
        return advertised_endpoint(host, text, listen_port) if text else Endpoint(host.spec.address, listen_port)
    except EngineError:
        return Endpoint(host.spec.address, listen_port)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _data_path_port(body: Mapping[str, Any]) -> int:
    port: int = body.get("DataPathPort") or 4789
    if port not in PORTS:
        raise EngineError(INVALID, f"Datapath port number is not in valid range (1024-49151) : {port}")
    return port


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
        try:
            length = ip_network(pool, strict=False).prefixlen
        except ValueError:
            raise EngineError(INVALID, f"invalid CIDR address: {pool}") from None
        if length > size:
            raise EngineError(SERVER_ERROR, f'invalid CIDR: "{pool}". Subnet size is too small for pool: {size}')
    return pools, size
