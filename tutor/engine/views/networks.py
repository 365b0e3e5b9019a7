"""Networks, swarm-wide and local."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.times import rfc3339
from tutor.engine.views.meta import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.swarm.host import Container, Host, LocalNetwork
    from tutor.swarm.objects import Network
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

VXLAN_OPTION = "com.docker.network.driver.overlay.vxlanid_list"
SANDBOX = "-sbox"


def _ipam(raw: Mapping[str, Any], subnet: str, gateway: str, options: Any) -> Json:
    given = raw.get("IPAM") or {}
    configs = [dict(config) for config in given.get("Config") or ()]
    if subnet:
        first = configs[0] if configs else {}
        ordered: Json = {"Subnet": subnet}
        if first.get("IPRange"):
            ordered["IPRange"] = first["IPRange"]
        ordered["Gateway"] = gateway
        configs = [ordered, *configs[1:]]
    return {"Driver": given.get("Driver") or "default", "Options": options, "Config": configs or None}


def _body(
    name: str, network_id: str, created: int, scope: str, driver: str, ipam: Json, raw: Mapping[str, Any]
) -> Json:
    return {
        "Name": name,
        "Id": network_id,
        "Created": rfc3339(created),
        "Scope": scope,
        "Driver": driver,
        "EnableIPv6": bool(raw.get("EnableIPv6")),
        "IPAM": ipam,
        "Internal": bool(raw.get("Internal")),
        "Attachable": bool(raw.get("Attachable")),
        "Ingress": bool(raw.get("Ingress")),
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": False,
    }


def swarm_network_view(network: Network, host: Host | None = None, swarm: Swarm | None = None) -> Json:
    """A network of the swarm. With `host`, what this machine's daemon knows of its own containers on it."""
    ipam = _ipam(network.raw, network.subnet, network.gateway, None)
    # a network whose subnet could not be had is known, but driven by nobody
    driver = network.driver if network.subnet else ""
    view = _body(network.name, network.id, network.created_at, "swarm", driver, ipam, network.raw)
    containers = _containers_on(network.id, host.containers.values()) if host else {}
    present = bool(containers) or (network.ingress and host is not None)
    if network.ingress and host is not None:
        containers = {**containers, **_load_balancer(network, host, swarm)}
    view["Containers"] = containers if present else None
    view["Options"] = {VXLAN_OPTION: str(network.vxlan_id)} if network.vxlan_id else {}
    view["Options"] |= network.raw.get("Options") or {}
    view["Labels"] = dict(network.labels)
    if present and swarm is not None:
        view["Peers"] = [
            {"Name": node.id[:12], "IP": node.addr} for node in swarm.store.nodes if swarm.live_host(node.id)
        ]
    return view


def _load_balancer(network: Network, host: Host, swarm: Swarm | None) -> Json:
    address = swarm.allocator.node_addresses.get(host.node_id, "") if swarm else ""
    return {
        "ingress-sbox": {
            "Name": "ingress-endpoint",
            "EndpointID": (network.id + host.daemon_id).ljust(64, "0")[:64],
            "MacAddress": "02:42:0a:00:00:02",
            "IPv4Address": address,
            "IPv6Address": "",
        }
    }


def local_network_view(network: LocalNetwork, host: Host) -> Json:
    """A network that only this daemon has."""
    options = (network.raw.get("IPAM") or {}).get("Options")
    if options is None and network.raw:
        options = {}
    ipam = _ipam(network.raw, network.subnet, network.gateway, options)
    if not network.subnet:
        ipam["Config"] = None if network.driver in ("host", "null") else []
    view = _body(network.name, network.id, network.created_at, "local", network.driver, ipam, network.raw)
    view["Containers"] = _containers_on(network.id, host.containers.values())
    view["Options"] = dict(network.options)
    view["Labels"] = dict(network.labels)
    return view


def _containers_on(network_id: str, containers: Iterable[Container]) -> Json:
    return {
        container.id: {
            "Name": container.name,
            "EndpointID": place.endpoint_id,
            "MacAddress": place.mac,
            "IPv4Address": place.address,
            "IPv6Address": "",
        }
        for container in containers
        if container.running
        for place in container.attachments
        if place.network_id == network_id
    }


def attachment_network_view(network: Network) -> Json:
    """The network as a task's attachment shows it."""
    spec: Json = {"Name": network.name, "Labels": dict(network.labels), "DriverConfiguration": {"Name": network.driver}}
    for member in ("Attachable", "Internal", "Ingress"):
        if network.raw.get(member):
            spec[member] = True
    spec["IPAMOptions"] = {"Driver": {"Name": "default"}}
    spec["Scope"] = "swarm"
    return {
        **meta(network),
        "Spec": spec,
        "DriverState": {"Name": network.driver, "Options": {VXLAN_OPTION: str(network.vxlan_id)}},
        "IPAMOptions": {
            "Driver": {"Name": "default"},
            "Configs": [{"Subnet": network.subnet, "Gateway": network.gateway}],
        },
    }
