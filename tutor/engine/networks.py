"""Operations on networks: the swarm's and this daemon's own.

Sources: engine `api/server/router/network`, `daemon/network.go`, `daemon/cluster/networks.go`.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from tutor.engine.daemon import NO_SWARM, grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_labels, by_prefix, by_substring, check_keys, exactly
from tutor.engine.resolve import own_name, resolve
from tutor.engine.validation import check_dns_name
from tutor.engine.views.networks import local_network_view, swarm_network_view
from tutor.swarm.host import Attachment, LocalNetwork
from tutor.swarm.ids import local_id, object_id
from tutor.swarm.objects import Network, TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.swarm.host import Container
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

FILTERS = ("dangling", "driver", "id", "label", "name", "scope", "type")
PREDEFINED = ("bridge", "host", "none")
IPAM_DRIVERS = ("default",)
"""Keepers of addresses that a swarm knows without a plugin."""
DRIVERS = ("bridge", "host", "ipvlan", "macvlan", "null", "overlay")
INVALID, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409


class Networks:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # ------------------------------------------------------------------ reading
    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /networks`: local networks, and those of the swarm that this node knows."""
        filters = filters or {}
        host = self._daemon.host
        check_keys(filters, FILTERS)
        views = [local_network_view(network, host) for network in host.networks.values()]
        views += [swarm_network_view(network) for network in self._swarm_networks()]
        return [view for view in views if _matches(view, filters)]

    def _swarm_networks(self) -> Sequence[Network]:
        """A manager knows all; a worker the ingress network and those its containers are on."""
        swarm = self._daemon.swarm
        if swarm is None:
            return []
        if self._serves():
            return list(swarm.store.networks)
        used = {a.network_id for c in self._daemon.host.containers.values() if c.running for a in c.attachments}
        return [network for network in swarm.store.networks if network.ingress or network.id in used]

    def _serves(self) -> bool:
        if not self._daemon.serves_swarm():
            return False
        try:
            self._daemon.manager()
        except EngineError:
            return False
        return True

    def inspect(self, ref: str, scope: str = "", verbose: bool = False) -> Json:  # noqa: ARG002 - accepted, adds nothing
        """`GET /networks/{id}`."""
        host = self._daemon.host
        local = None if scope == "swarm" else self._local(ref)
        if local is not None:
            return local_network_view(local, host)
        return swarm_network_view(self._of_swarm(ref), host, self._daemon.swarm)

    def _local(self, ref: str) -> LocalNetwork | None:
        every = list(self._daemon.host.networks.values())
        exact = [network for network in every if ref in (network.id, network.name)]
        return next(iter(exact or [network for network in every if ref and network.id.startswith(ref)]), None)

    def _of_swarm(self, ref: str) -> Network:
        return resolve("network", ref, self._swarm_networks(), own_name)

    # ------------------------------------------------------------------ making
    def create(self, body: Json) -> Json:
        """`POST /networks/create`."""
        host = self._daemon.host
        name, driver = body.get("Name", ""), body.get("Driver") or "bridge"
        _check_subnets(body)
        if driver == "overlay" or body.get("Scope") == "swarm":
            return {"Id": self._create_overlay(name, driver, body), "Warning": ""}
        if name in PREDEFINED:
            raise EngineError(FORBIDDEN, f"operation is not permitted on predefined {name} network ")
        if host.network_named(name) is not None:
            raise EngineError(CONFLICT, f"network with name {name} already exists")
        if driver not in DRIVERS:
            raise EngineError(NOT_FOUND, f'plugin "{driver}" not found')
        return {"Id": self._create_local(name, driver, body).id, "Warning": ""}

    def _create_overlay(self, name: str, driver: str, body: Json) -> str:
        host = self._daemon.host
        if not self._daemon.serves_swarm():
            raise EngineError(FORBIDDEN, NO_SWARM)
        swarm = self._daemon.manager(write=True)
        check_dns_name(name)
        if any(network.name == name for network in swarm.store.networks) or host.network_named(name):
            raise EngineError(CONFLICT, f"network with name {name} already exists")
        ipam = (body.get("IPAM") or {}).get("Driver") or "default"
        if ipam not in IPAM_DRIVERS:
            raise grpc_error("InvalidArgument", f"error during lookup of plugin {ipam}")
        if body.get("Ingress"):
            self._check_ingress(swarm, body)
        network = Network(
            id=object_id(self._daemon.sim.rng),
            name=name,
            raw=body,
            driver=driver,
            labels=dict(body.get("Labels") or {}),
            ingress=bool(body.get("Ingress")),
            attachable=bool(body.get("Attachable")),
            internal=bool(body.get("Internal")),
        )
        return swarm.store.create(network).id

    def _check_ingress(self, swarm: Swarm, body: Json) -> None:
        if body.get("Attachable"):
            raise grpc_error("InvalidArgument", "ingress network cannot be attachable")
        present = swarm.allocator.ingress
        if present is not None:
            raise grpc_error("AlreadyExists", f"ingress network ({present.id}) is already present")

    def _create_local(self, name: str, driver: str, body: Json) -> LocalNetwork:
        host, sim = self._daemon.host, self._daemon.sim
        config: Json = next(iter((body.get("IPAM") or {}).get("Config") or ()), {})
        subnet = config.get("Subnet") or ("" if driver in ("host", "null") else _free_subnet(host.networks.values()))
        network = host.add_network(name, driver, sim.rng, sim.clock.now, subnet)
        network = replace(
            network,
            gateway=config.get("Gateway") or network.gateway,
            internal=bool(body.get("Internal")),
            attachable=bool(body.get("Attachable")),
            labels=dict(body.get("Labels") or {}),
            options=dict(body.get("Options") or {}),
            raw=body,
        )
        host.networks[network.id] = network
        return network

    # ------------------------------------------------------------------ removing
    def remove(self, ref: str) -> None:
        """`DELETE /networks/{id}`."""
        local = self._local(ref)
        if local is not None:
            self._remove_local(local)
            return
        network = self._of_swarm(ref)
        swarm = self._daemon.manager(write=True)
        for service in swarm.store.services:
            if network.ingress and any(p.mode == "ingress" for p in service.ports):
                raise grpc_error(
                    "FailedPrecondition",
                    f"ingress network cannot be removed because service {service.id} depends on it",
                )
            if network.id in service.spec.task.networks:
                raise grpc_error("FailedPrecondition", f"network {network.id} is in use by service {service.id}")
        for task in swarm.store.tasks:
            # the tasks of a service that was removed just now are on their way out
            wanted = task.service_id in swarm.store.services and task.desired_state <= TaskState.RUNNING
            live = wanted and task.state <= TaskState.RUNNING
            if live and not network.ingress and any(a.network_id == network.id for a in task.attachments):
                raise grpc_error("FailedPrecondition", f"network {network.id} is in use by task {task.id}")
        swarm.store.delete(network)

    def _remove_local(self, network: LocalNetwork) -> None:
        host = self._daemon.host
        if network.name in PREDEFINED:
            raise EngineError(FORBIDDEN, f"{network.name} is a pre-defined network and cannot be removed")
        used = self._endpoints(network.id)
        if used:
            names = ", ".join(f"{c.name}" for c in used)
            raise EngineError(
                FORBIDDEN,
                f"error while removing network: network {network.name} id {network.id} has active endpoints ({names})",
            )
        del host.networks[network.id]

    def _endpoints(self, network_id: str) -> Sequence[Container]:
        return [
            container
            for container in self._daemon.host.containers.values()
            if container.running and any(a.network_id == network_id for a in container.attachments)
        ]

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /networks/prune`: every network that nobody uses."""
        filters = filters or {}
        removed = []
        for view in self.list():
            name = view["Name"]
            if name in (*PREDEFINED, "docker_gwbridge") or view["Ingress"] or not by_labels(filters, view["Labels"]):
                continue
            if view["Scope"] == "swarm" and not self._serves():
                continue
            try:
                self.remove(view["Id"])
            except EngineError:
                continue
            removed.append(name)
        return {"NetworksDeleted": removed or None}

    # ------------------------------------------------------------------ containers
    def connect(self, ref: str, body: Json) -> None:
        """`POST /networks/{id}/connect`."""
        host = self._daemon.host
        container = self._container(body["Container"])
        local = self._local(ref)
        network = local or self._of_swarm(ref)
        if isinstance(network, Network) and not network.attachable:
            raise grpc_error("PermissionDenied", f"network {ref} not manually attachable")
        if any(a.network_id == network.id for a in container.attachments):
            raise EngineError(
                FORBIDDEN, f"endpoint with name {container.name} already exists in network {network.name}"
            )
        address = host.free_address(local) if local else ""
        place = Attachment(
            network_id=network.id,
            network_name=network.name,
            address=address,
            gateway=network.gateway,
            endpoint_id=local_id(self._daemon.sim.rng),
            aliases=tuple((body.get("EndpointConfig") or {}).get("Aliases") or ()),
        )
        host.containers[container.id] = replace(container, attachments=(*container.attachments, place))

    def disconnect(self, ref: str, body: Json) -> None:
        """`POST /networks/{id}/disconnect`."""
        host = self._daemon.host
        network = self._local(ref) or self._of_swarm(ref)
        container = self._container(body["Container"])
        rest = tuple(a for a in container.attachments if a.network_id != network.id)
        if len(rest) == len(container.attachments):
            raise EngineError(FORBIDDEN, f"container {container.id} is not connected to network {network.name}")
        host.containers[container.id] = replace(container, attachments=rest)

    def _container(self, ref: str) -> Container:
        from tutor.engine.containers import find_container

        return find_container(self._daemon.host, ref)


def _check_subnets(body: Json) -> None:
    for config in (body.get("IPAM") or {}).get("Config") or ():
        subnet = config.get("Subnet", "")
        try:
            IPv4Network(subnet, strict=False)
            bad = "/" not in subnet
        except ValueError:
            bad = True
        if bad:
            raise EngineError(INVALID, f"invalid network config:\ninvalid subnet {subnet}: invalid CIDR block notation")


def _free_subnet(networks: Any) -> str:
    """The next /16 of 172.17.0.0 upwards, as the daemon's default pools give them."""
    taken = {network.subnet for network in networks}
    return next(subnet for n in range(18, 32) if (subnet := f"172.{n}.0.0/16") not in taken)


def _matches(view: Json, filters: Filters) -> bool:
    kinds = filters.get("type")
    predefined = view["Name"] in (*PREDEFINED, "ingress", "docker_gwbridge")
    return (
        by_substring(filters, "name", view["Name"])
        and by_prefix(filters, "id", view["Id"])
        and exactly(filters, "driver", view["Driver"])
        and exactly(filters, "scope", view["Scope"])
        and by_labels(filters, view["Labels"] or {})
        and (not kinds or ("builtin" if predefined else "custom") in kinds)
    )
