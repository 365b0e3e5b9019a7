"""Operations on networks: the swarm's and this daemon's own.

Sources: engine `api/server/router/network`, `daemon/network.go`, `daemon/cluster/networks.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.daemon import grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_exact_labels, by_pattern, by_prefix, check_keys, exactly, flag, made_before
from tutor.engine.network_create import PREDEFINED, NetworkMaker
from tutor.engine.network_endpoints import NetworkEndpoints
from tutor.engine.resolve import own_name, resolve
from tutor.engine.views.networks import local_network_view, swarm_network_view
from tutor.swarm.host import GWBRIDGE, LocalNodeState
from tutor.swarm.ids import attachment_id
from tutor.swarm.objects import Network, TaskState
from tutor.swarm.predefined import predefined_networks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.swarm.host import LocalNetwork
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

FILTERS = ("dangling", "driver", "id", "label", "name", "scope", "type")
PRUNE_FILTERS = ("label", "label!", "until")
DANGLING = 'invalid value for filter \'dangling\', must be "true" (or "1"), or "false" (or "0")'
INVALID, FORBIDDEN = 400, 403


class Networks(NetworkEndpoints):
    def __init__(self, daemon: Daemon) -> None:
        super().__init__(daemon, self._local, self._of_swarm)
        self._daemon = daemon

    # ------------------------------------------------------------------ reading
    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /networks`: local networks, and those of the swarm that this node knows."""
        filters = filters or {}
        host = self._daemon.host
        _check(filters)
        views = [
            local_network_view(network, host)
            for network in host.networks.values()
            if by_pattern(filters, "name", network.name) and by_pattern(filters, "id", network.id)
        ]
        views += [swarm_network_view(network) for network in self._swarm_networks() if self._named(network, filters)]
        return [view for view in views if _matches(view, filters, self._is_used(view["Id"]))]

    def _named(self, network: Network, filters: Filters) -> bool:
        """The managers look for the exact name; a daemon that takes part in a network for a pattern."""
        if network.ingress or self._is_used(network.id):
            return by_pattern(filters, "name", network.name) and by_pattern(filters, "id", network.id)
        return exactly(filters, "name", network.name) and by_prefix(filters, "id", network.id)

    def _is_used(self, network_id: str) -> bool:
        """Whether a container here runs on it."""
        containers = self._daemon.host.containers.values()
        return any(c.running and any(a.network_id == network_id for a in c.attachments) for c in containers)

    def _swarm_networks(self) -> Sequence[Network]:
        """A manager knows all; a worker the ingress network and those its containers are on; a locked one none."""
        swarm = self._daemon.swarm
        if swarm is None or self._daemon.host.local_state is LocalNodeState.LOCKED:
            return []
        if self._serves():
            return list(swarm.store.networks)
        return [network for network in swarm.store.networks if network.ingress or self._is_used(network.id)]

    def _serves(self) -> bool:
        if not self._daemon.serves_swarm():
            return False
        try:
            self._daemon.manager()
        except EngineError:
            return False
        return True

    def inspect(self, ref: str, scope: str = "", verbose: bool = False) -> Json:
        """`GET /networks/{id}`."""
        host = self._daemon.host
        if scope == "swarm":
            shared = self._predefined(ref)
            if shared:
                return shared
        local = None if scope == "swarm" else self._local(ref)
        if local is not None:
            return local_network_view(local, host)
        return swarm_network_view(self._of_swarm(ref), host, self._daemon.swarm, verbose)

    def _predefined(self, ref: str) -> Json:
        """A network that each node has for itself, as managers know it; empty for any other."""
        swarm = self._daemon.swarm if self._serves() else None
        for network_id, name in predefined_networks(swarm.store.cluster.id).items() if swarm else ():
            network = self._daemon.host.network_named(name)
            if ref in (network_id, name) and network is not None:
                view = local_network_view(network, self._daemon.host)
                return {**view, "Id": network_id, "Scope": "swarm"}
        return {}

    def _local(self, ref: str) -> LocalNetwork | None:
        every = list(self._daemon.host.networks.values())
        exact = [network for network in every if ref in (network.id, network.name)]
        return next(iter(exact or [network for network in every if ref and network.id.startswith(ref)]), None)

    def _of_swarm(self, ref: str) -> Network:
        return resolve("network", ref, self._swarm_networks(), own_name)

    def resolve(self, ref: str) -> LocalNetwork | Network:
        """A network for a container: one of this machine, or any attachable one of the swarm. Raises EngineError."""
        local = self._local(ref)
        if local is not None:
            return local
        swarm = self._daemon.swarm
        return resolve("network", ref, swarm.store.networks if swarm else (), own_name)

    # ------------------------------------------------------------------ making and removing
    def create(self, body: Json) -> Json:
        """`POST /networks/create`."""
        return {"Id": NetworkMaker(self._daemon).create(body), "Warning": ""}

    def remove(self, ref: str) -> None:
        """`DELETE /networks/{id}`."""
        local = self._local(ref)
        if local is not None:
            self._remove_local(local)
            return
        network = self._of_swarm(ref)
        swarm = self._daemon.manager(write=True)
        self._check_services(swarm, network)
        user = self._user(swarm, network)
        if user:
            raise grpc_error("FailedPrecondition", f"network {network.id} is in use by task {user}")
        swarm.store.delete(network)

    def _check_services(self, swarm: Swarm, network: Network) -> None:
        for service in swarm.store.services:
            if network.ingress and any(p.mode == "ingress" for p in service.ports):
                raise grpc_error(
                    "FailedPrecondition",
                    f"ingress network cannot be removed because service {service.id} depends on it",
                )
            if network.id in service.spec.task.networks:
                raise grpc_error("FailedPrecondition", f"network {network.id} is in use by service {service.id}")

    def _user(self, swarm: Swarm, network: Network) -> str:
        """The task that uses it; a container that was attached by hand has a task of its own."""
        for task in swarm.store.tasks:
            # the tasks of a service that was removed just now are on their way out
            wanted = task.service_id in swarm.store.services and task.desired_state <= TaskState.RUNNING
            live = wanted and task.state <= TaskState.RUNNING
            if live and not network.ingress and any(a.network_id == network.id for a in task.attachments):
                return task.id
        for host in self._daemon.sim.hosts.values():
            for container in host.containers.values():
                attached = container.running and any(a.network_id == network.id for a in container.attachments)
                if attached and not container.task_id:
                    return attachment_id(container.id)
        return ""

    def _remove_local(self, network: LocalNetwork) -> None:
        host = self._daemon.host
        if network.name in PREDEFINED:
            raise EngineError(FORBIDDEN, f"{network.name} is a pre-defined network and cannot be removed")
        if self._is_used(network.id) or (network.name == GWBRIDGE and host.node_id):
            raise EngineError(
                FORBIDDEN,
                f"error while removing network: network {network.name} id {network.id} has active endpoints",
            )
        users = [
            n.name for n in host.networks.values() if (n.raw.get("ConfigFrom") or {}).get("Network") == network.name
        ]
        if network.raw.get("ConfigOnly") and users:
            raise EngineError(FORBIDDEN, f"configuration network {network.name} is in use by {users[0]}")
        del host.networks[network.id]

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /networks/prune`: every network that nobody uses, the swarm's first."""
        filters = filters or {}
        check_keys(filters, PRUNE_FILTERS)
        limit = made_before(filters, self._daemon.now)
        views = sorted(self.list(), key=lambda view: view["Scope"] != "swarm")
        removed = []
        for view in views:
            kept = view["Name"] in (*PREDEFINED, GWBRIDGE) or view["Ingress"] or view["Created"] > limit
            if kept or not by_exact_labels(filters, view["Labels"] or {}):
                continue
            if view["Scope"] == "swarm" and not self._serves():
                continue
            try:
                self.remove(view["Id"])
            except EngineError:
                continue
            removed.append(view["Name"])
        return {"NetworksDeleted": removed or None}


def _check(filters: Filters) -> None:
    check_keys(filters, FILTERS)
    try:
        flag(filters, "dangling")
    except EngineError:
        raise EngineError(INVALID, DANGLING) from None
    for kind in filters.get("type", ()):
        if kind not in ("builtin", "custom"):
            raise EngineError(INVALID, f"invalid filter: 'type'='{kind}'")


def _matches(view: Json, filters: Filters, used: bool) -> bool:
    kinds, dangling = filters.get("type"), flag(filters, "dangling")
    predefined = view["Name"] in PREDEFINED
    return (
        exactly(filters, "driver", view["Driver"])
        and exactly(filters, "scope", view["Scope"])
        and by_exact_labels(filters, view["Labels"] or {})
        and (not kinds or ("builtin" if predefined else "custom") in kinds)
        and (dangling is None or dangling is not (predefined or used))
    )
