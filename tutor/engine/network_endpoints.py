"""Containers on networks: connected and disconnected by hand, or placed when they are made.

Sources: engine `daemon/container_operations.go`, `daemon/cluster/networks.go` (`AttachNetwork`).
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.engine.errors import EngineError
from tutor.swarm.host import Attachment
from tutor.swarm.ids import local_id
from tutor.swarm.objects import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.engine.daemon import Daemon
    from tutor.swarm.host import Container, LocalNetwork
    from tutor.swarm.spec import Json

INVALID, FORBIDDEN, NOT_FOUND = 400, 403, 404
_FIXED = "user specified IP address is supported only when connecting to networks with user configured subnets"
_BY_USER = "user specified IP address is supported on user defined networks only"


class NetworkEndpoints:
    """The part of the network operations that deals with containers."""

    def __init__(
        self, daemon: Daemon, local: Callable[[str], LocalNetwork | None], of_swarm: Callable[[str], Network]
    ) -> None:
        self.__daemon = daemon
        self.__local = local
        self.__of_swarm = of_swarm

    def connect(self, ref: str, body: Json) -> None:
        """`POST /networks/{id}/connect`."""
        container = self.__container(body)
        network = self.__local(ref) or self.__of_swarm(ref)
        _check_mode(container, network)
        if any(a.network_id == network.id for a in container.attachments):
            if isinstance(network, Network):
                raise EngineError(FORBIDDEN, f"{container.name} is already attached to network {network.name}")
            raise EngineError(
                FORBIDDEN, f"endpoint with name {container.name} already exists in network {network.name}"
            )
        place = self.place(network, body.get("EndpointConfig") or {}, ref)
        host = self.__daemon.host
        host.containers[container.id] = replace(container, attachments=(*container.attachments, place))

    def place(self, network: LocalNetwork | Network, settings: Mapping[str, Any], ref: str) -> Attachment:
        """A new end on a network. Raises EngineError where the network or an address will not have it."""
        wanted = (settings.get("IPAMConfig") or {}).get("IPv4Address", "")
        if isinstance(network, Network):
            address, gateway = self._on_swarm(network, ref), ""
        else:
            address, gateway = self._on_local(network, wanted), network.gateway
        return Attachment(
            network_id=network.id,
            network_name=network.name,
            address=address,
            gateway=gateway,
            mac=mac_of(address),
            endpoint_id=local_id(self.__daemon.sim.rng),
            aliases=tuple(settings.get("Aliases") or ()),
            fixed=address.partition("/")[0] if isinstance(network, Network) else wanted,
        )

    def check_address(self, network: LocalNetwork, wanted: str) -> None:
        """Whether a network will have this address. Raises EngineError."""
        subnet = ip_network(network.subnet, strict=False) if network.subnet else None
        if not network.raw:
            outside = f"no configured subnet or ip-range contain the IP address {wanted}"
            faults = [_BY_USER] if subnet and ip_address(wanted) in subnet else [f"* {_BY_USER}", f"* {outside}"]
            text = "\n".join(["invalid endpoint settings:", *faults])
            raise EngineError(INVALID, f"invalid config for network {network.name}: {text}")
        if not (network.raw.get("IPAM") or {}).get("Config"):
            raise EngineError(INVALID, f"invalid endpoint settings:\n{_FIXED}")
        if subnet is None or ip_address(wanted) not in subnet:
            raise EngineError(
                INVALID,
                f"invalid config for network {network.name}: invalid endpoint settings:\n"
                f"no configured subnet or ip-range contain the IP address {wanted}",
            )

    def _on_local(self, network: LocalNetwork, wanted: str) -> str:
        host = self.__daemon.host
        if not wanted:
            return host.free_address(network)
        self.check_address(network, wanted)
        address = f"{wanted}/{ip_network(network.subnet, strict=False).prefixlen}"
        others = (c for c in host.containers.values() if c.running)
        if any(a.address == address and a.network_id == network.id for c in others for a in c.attachments):
            raise EngineError(FORBIDDEN, "Address already in use")
        return address

    def _on_swarm(self, network: Network, ref: str) -> str:
        """The address of a container that is attached by hand; the network has to allow it."""
        if not network.attachable:
            raise EngineError(
                FORBIDDEN,
                f"Could not attach to network {ref}: rpc error: code = PermissionDenied desc = "
                f"network {network.name} not manually attachable",
            )
        swarm = self.__daemon.swarm
        if swarm is None:
            return ""
        address = swarm.allocator.book.take(network.id)
        swarm.allocator.balance(network.id, self.__daemon.host.node_id)
        return address

    def disconnect(self, ref: str, body: Json) -> None:
        """`POST /networks/{id}/disconnect`."""
        host = self.__daemon.host
        network = self.__local(ref) or self.__of_swarm(ref)
        try:
            container = self.__container(body)
        except EngineError as error:
            if body.get("Force") and error.status == NOT_FOUND:
                raise EngineError(NOT_FOUND, f"endpoint {body['Container']} not found") from None
            raise
        rest = tuple(a for a in container.attachments if a.network_id != network.id)
        if len(rest) == len(container.attachments):
            raise EngineError(FORBIDDEN, f"container {container.id} is not connected to network {network.name}")
        host.containers[container.id] = replace(container, attachments=rest)

    def __container(self, body: Json) -> Container:
        from tutor.engine.containers import find_container

        ref = body.get("Container") or ""
        if not ref:
            raise EngineError(INVALID, f'invalid name or ID supplied: "{ref}"')
        return find_container(self.__daemon.host, ref)


def _check_mode(container: Container, network: LocalNetwork | Network) -> None:
    """The host's own network and no network at all go with nothing else."""
    driver = network.driver
    names = {place.network_name for place in container.attachments}
    if driver == "host" or "host" in names:
        raise EngineError(FORBIDDEN, "container cannot be disconnected from host network or connected to host network")
    if driver == "null" or "none" in names:
        raise EngineError(
            FORBIDDEN,
            "container cannot be connected to multiple networks with one of the networks in private (none) mode",
        )


def mac_of(address: str) -> str:
    """Docker makes a MAC address from the IPv4 address."""
    plain = address.partition("/")[0]
    return "02:42:" + ":".join(f"{int(byte):02x}" for byte in plain.split(".")) if plain else ""
