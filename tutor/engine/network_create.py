"""Making a network: of this daemon alone, or of the swarm.

Sources: engine `api/server/router/network`, `daemon/network.go` (`createNetwork`), `libnetwork/controller.go`
(`NewNetwork`): which refusal comes first.
"""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.engine.daemon import NO_SWARM, grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.network_plan import check_plan, configs_of
from tutor.engine.validation import check_dns_name
from tutor.swarm.ids import object_id
from tutor.swarm.objects import Network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.daemon import Daemon
    from tutor.swarm.host import LocalNetwork
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

PREDEFINED = ("bridge", "host", "none")
EVERYWHERE = ("bridge", "host")
"""Local networks that every node has; the managers know of them."""
DRIVERS = ("bridge", "host", "ipvlan", "macvlan", "null", "overlay")
SINGLE = ("host", "null")
"""Drivers that have one network each."""
IPAM_DRIVERS = ("default",)
"""Keepers of addresses that a swarm knows without a plugin."""
INVALID, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409


class NetworkMaker:
    """`POST /networks/create`."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def create(self, body: Json) -> str:
        """The id of the new network. Raises EngineError."""
        name, driver = body.get("Name", ""), body.get("Driver") or "bridge"
        self._check_name(name)
        check_plan(body)
        if not name.strip():
            raise EngineError(INVALID, f"invalid name: {name}")
        if body.get("ConfigOnly"):
            return self._local(name, "null", body).id
        if driver not in DRIVERS:
            raise EngineError(NOT_FOUND, f'plugin "{driver}" not found')
        scope = body.get("Scope") or ""
        if driver == "overlay" and scope == "local":
            raise EngineError(INVALID, "cannot downgrade network scope for overlay networks")
        if driver == "overlay" or scope == "swarm":
            return self._of_swarm(name, driver, body)
        if body.get("Ingress"):
            raise EngineError(FORBIDDEN, "Ingress network can only be global scope network")
        return self._local(name, driver, self._configured(body)).id

    def _check_name(self, name: str) -> None:
        """Whether it is free, here and as far as this daemon can know in the swarm."""
        serves = self._daemon.serves_swarm()
        if name in PREDEFINED and not (serves and name in EVERYWHERE):
            raise EngineError(FORBIDDEN, f"operation is not permitted on predefined {name} network ")
        known = self._daemon.host.network_named(name) is not None
        swarm = self._daemon.swarm if serves else None
        if known or (swarm is not None and any(n.name == name for n in swarm.store.networks)):
            raise EngineError(CONFLICT, f"network with name {name} already exists")

    # ------------------------------------------------------------------ of the swarm
    def _of_swarm(self, name: str, driver: str, body: Json) -> str:
        if not self._daemon.serves_swarm():
            raise EngineError(FORBIDDEN, NO_SWARM)
        swarm = self._daemon.manager(write=True)
        check_dns_name(name)
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

    # ------------------------------------------------------------------ of this daemon
    def _configured(self, body: Json) -> Json:
        """The body with what `--config-from` adds: addresses, options and labels of a configuration."""
        name = (body.get("ConfigFrom") or {}).get("Network", "")
        if not name:
            return body
        plan = self._daemon.host.network_named(name)
        if plan is None or not plan.raw.get("ConfigOnly"):
            raise EngineError(INVALID, f'configuration network "{name}" does not exist')
        inherited: Json = {key: plan.raw[key] for key in ("IPAM", "Options", "Labels", "Internal") if key in plan.raw}
        return {**body, **inherited}

    def _local(self, name: str, driver: str, body: Json) -> LocalNetwork:
        host, sim = self._daemon.host, self._daemon.sim
        plain = not body.get("ConfigOnly")
        if plain and driver in SINGLE:
            raise EngineError(FORBIDDEN, f'only one instance of "{driver}" network is allowed')
        config: Mapping[str, Any] = next(iter(configs_of(body)), {})
        subnet = self._subnet(config.get("Subnet") or "") if plain else ""
        network = host.add_network(name, driver, sim.rng, sim.clock.now, subnet)
        network = replace(
            network,
            gateway=config.get("Gateway") or network.gateway,
            ip_range=config.get("IPRange") or "",
            aux=tuple((config.get("AuxiliaryAddresses") or {}).values()),
            scope=body.get("Scope") or "local",
            internal=bool(body.get("Internal")),
            attachable=bool(body.get("Attachable")),
            labels=dict(body.get("Labels") or {}),
            options=dict(body.get("Options") or {}),
            raw=body,
        )
        host.networks[network.id] = network
        return network

    def _subnet(self, wanted: str) -> str:
        """The wanted subnet when it is free, or one of the default pools."""
        host = self._daemon.host
        if not wanted:
            found = host.free_subnet()
            if not found:
                text = "could not find an available, non-overlapping IPv4 address pool among the defaults to assign"
                raise EngineError(INVALID, f"{text} to the network")
            return found
        subnet = ip_network(wanted, strict=False)
        used = [ip_network(n.subnet, strict=False) for n in host.networks.values() if n.subnet]
        if any(subnet.overlaps(one) for one in used if isinstance(one, IPv4Network) and subnet.version == 4):
            raise EngineError(FORBIDDEN, "Pool overlaps with other one on this address space")
        return wanted
