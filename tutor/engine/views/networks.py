"""Networks, swarm-wide and local."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.times import rfc3339
from tutor.engine.views.meta import meta
from tutor.swarm.allocator import VXLAN_OPTION
from tutor.swarm.host import GWBRIDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.swarm.host import Container, Host, LocalNetwork
    from tutor.swarm.objects import Cluster, Network, Service
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

SANDBOX = "-sbox"
NO_VIP = "<nil>"
"""What stands for the address of a service without one."""
_FIRST_BALANCER = 256
"""The kernel's numbers of load balancers begin here."""


def _configs(raw: Mapping[str, Any], subnet: str, gateway: str) -> list[Json]:
    """The subnets as inspection shows them; `gateway` is that of the first one."""
    given: Iterable[Mapping[str, Any]] = (raw.get("IPAM") or {}).get("Config") or ({},)
    shown = []
    for number, config in enumerate(given):
        place: Json = {"Subnet": config.get("Subnet") or subnet}
        if config.get("IPRange"):
            place["IPRange"] = config["IPRange"]
        first = gateway if number == 0 else _second_gateway(config)
        if first:
            place["Gateway"] = first
        shown.append(place)
    return shown


def _second_gateway(config: Mapping[str, Any]) -> str:
    base, _, last = str(config.get("Subnet", "")).partition("/")[0].rpartition(".")
    return str(config.get("Gateway") or (f"{base}.{int(last) + 1}" if last.isdecimal() else ""))


def _ipam(raw: Mapping[str, Any], configs: list[Json] | None, options: Any) -> Json:
    driver = (raw.get("IPAM") or {}).get("Driver") or "default"
    return {"Driver": driver, "Options": options, "Config": configs}


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
        "ConfigFrom": {"Network": (raw.get("ConfigFrom") or {}).get("Network", "")},
        "ConfigOnly": bool(raw.get("ConfigOnly")),
    }


# ------------------------------------------------------------------ of the swarm
def swarm_network_view(
    network: Network, host: Host | None = None, swarm: Swarm | None = None, verbose: bool = False
) -> Json:
    """A network of the swarm. With `host`, what this machine's daemon knows of its own containers on it.

    `verbose` adds the services on it, as far as the machine takes part in the network.
    """
    view = _swarm_body(network)
    containers = _containers_on(network.id, host.containers.values()) if host else {}
    present = host is not None and (bool(containers) or network.ingress)
    if host is not None and swarm is not None and present:
        containers |= _load_balancer(network, host, swarm)
    view["Containers"] = containers if present else None
    options = network.raw.get("Options") or {}
    ids = {VXLAN_OPTION: ",".join(map(str, network.vxlans))} if network.vxlans else {}
    view["Options"] = {**ids, **options} or (None if network.driver != "overlay" else {})
    view["Labels"] = dict(network.labels) or ({} if present or network.ingress else None)
    if present and swarm is not None:
        view["Peers"] = _peers(network, swarm)
        if verbose:
            view["Services"] = _services(network, swarm)
    return view


def _swarm_body(network: Network) -> Json:
    overlay = network.driver == "overlay"
    configs = _configs(network.raw, network.subnet, network.gateway) if network.subnet else None
    ipam = _ipam(network.raw, configs, None) if overlay else {"Driver": "", "Options": None, "Config": []}
    # an overlay network whose subnet could not be had is known, but driven by nobody
    driver = network.driver if network.subnet or not overlay else ""
    return _body(network.name, network.id, network.created_at, "swarm", driver, ipam, network.raw)


def _peers(network: Network, swarm: Swarm) -> list[Json]:
    """The nodes that take part: all in the ingress network, those with containers on it in any other."""
    peers = []
    for node in swarm.store.nodes:
        host = swarm.live_host(node.id)
        if host is not None and (network.ingress or _containers_on(network.id, host.containers.values())):
            peers.append({"Name": host.daemon_id[:12], "IP": node.addr})
    return peers


def _load_balancer(network: Network, host: Host, swarm: Swarm) -> Json:
    key, name = ("ingress-sbox", "ingress") if network.ingress else (f"lb-{network.name}", network.name)
    address = swarm.allocator.balancer(network.id, host.node_id)
    return {
        key: {
            "Name": f"{name}-endpoint",
            "EndpointID": (network.id + host.daemon_id).ljust(64, "0")[:64],
            "MacAddress": _mac(address),
            "IPv4Address": address,
            "IPv6Address": "",
        }
    }


def _mac(address: str) -> str:
    plain = address.partition("/")[0]
    return "02:42:" + ":".join(f"{int(byte):02x}" for byte in plain.split(".")) if plain else ""


def _services(network: Network, swarm: Swarm) -> Json:
    found: Json = {}
    for service in swarm.store.services:
        vip = next((vip.addr for vip in service.virtual_ips if vip.network_id == network.id), NO_VIP)
        tasks = _tasks_on(network, service, swarm)
        if not tasks:
            continue
        ports = [f"Target: {p.target}, Publish: {p.published}" for p in service.ports] if network.ingress else []
        found[service.spec.name] = {
            "VIP": vip.partition("/")[0],
            "Ports": ports,
            "LocalLBIndex": _FIRST_BALANCER + len(found),
            "Tasks": tasks,
        }
    return found


def _tasks_on(network: Network, service: Service, swarm: Swarm) -> list[Json]:
    found = []
    for node in swarm.store.nodes:
        host = swarm.live_host(node.id)
        for container in host.containers.values() if host else ():
            task = swarm.store.tasks.get(container.task_id)
            place = next((p for p in container.attachments if p.network_id == network.id), None)
            if task is None or task.service_id != service.id or place is None or not container.running:
                continue
            found.append(
                {
                    "Name": container.name,
                    "EndpointID": place.endpoint_id,
                    "EndpointIP": place.address.partition("/")[0],
                    "Info": {"Host IP": node.addr},
                }
            )
    return found


# ------------------------------------------------------------------ of one daemon
def local_network_view(network: LocalNetwork, host: Host) -> Json:
    """A network that only this daemon has."""
    options = (network.raw.get("IPAM") or {}).get("Options")
    if options is None and network.raw:
        options = {}
    ipam = _ipam(network.raw, _local_configs(network), options)
    view = _body(network.name, network.id, network.created_at, network.scope, network.driver, ipam, network.raw)
    view["Containers"] = _containers_on(network.id, host.containers.values())
    if network.name == GWBRIDGE:
        view["Containers"] = _gateways(network, host)
    view["Options"] = dict(network.options)
    view["Labels"] = dict(network.labels)
    return view


def _local_configs(network: LocalNetwork) -> list[Json] | None:
    """A gateway that the driver chose itself for a given subnet is not shown."""
    given = [dict(config) for config in (network.raw.get("IPAM") or {}).get("Config") or ()]
    if given:
        return given
    if network.subnet:
        return [{"Subnet": network.subnet, "Gateway": network.gateway}]
    return None if not network.raw else []


def _gateways(network: LocalNetwork, host: Host) -> Json:
    """The ends of containers on overlay networks that lead out of the swarm."""
    if not host.node_id:
        return {}
    base, _, length = network.subnet.partition("/")
    prefix = base.rpartition(".")[0]
    inside = [c for c in host.containers.values() if c.running and c.task_id and _on_overlays(c)]
    ends = {"ingress-sbox": "gateway_ingress-sbox", **{c.id: f"gateway_{c.id[:12]}" for c in inside}}
    found: Json = {}
    for number, (key, name) in enumerate(ends.items(), 2):
        address = f"{prefix}.{number}/{length}"
        found[key] = {
            "Name": name,
            "EndpointID": (key.replace("ingress-sbox", "f") + host.daemon_id + network.id)[:64],
            "MacAddress": _mac(address),
            "IPv4Address": address,
            "IPv6Address": "",
        }
    return found


def _on_overlays(container: Container) -> bool:
    return any(place.network_name != "bridge" for place in container.attachments)


def _containers_on(network_id: str, containers: Iterable[Container]) -> Json:
    return {
        container.id: {
            "Name": container.name,
            "EndpointID": place.endpoint_id,
            "MacAddress": place.mac or _mac(place.address),
            "IPv4Address": place.address,
            "IPv6Address": "",
        }
        for container in containers
        if container.running
        for place in container.attachments
        if place.network_id == network_id
    }


def predefined_network_view(network_id: str, name: str, cluster: Cluster) -> Json:
    """A network that each node has for itself, as a task's attachment shows it."""
    return {
        **meta(cluster),
        "ID": network_id,
        "Spec": {
            "Name": name,
            "Labels": {"com.docker.swarm.predefined": "true"},
            "DriverConfiguration": {"Name": name},
            "Scope": "swarm",
        },
        "DriverState": {"Name": name},
        "IPAMOptions": {"Driver": {}},
    }


def attachment_network_view(network: Network) -> Json:
    """The network as a task's attachment shows it."""
    spec: Json = {"Name": network.name, "Labels": dict(network.labels), "DriverConfiguration": {"Name": network.driver}}
    for member in ("Attachable", "Internal", "Ingress"):
        if network.raw.get(member):
            spec[member] = True
    spec["IPAMOptions"] = {"Driver": {"Name": "default"}}
    spec["Scope"] = "swarm"
    ids = ",".join(map(str, network.vxlans))
    return {
        **meta(network),
        "Spec": spec,
        "DriverState": {"Name": network.driver, "Options": {VXLAN_OPTION: ids}},
        "IPAMOptions": {
            "Driver": {"Name": "default"},
            "Configs": [{"Subnet": network.subnet, "Gateway": network.gateway}],
        },
    }
