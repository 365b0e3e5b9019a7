"""The services of a cluster as a stack file that leads to equivalent ones.

What a stack file cannot say is found by reading the file back with the client's own code and comparing; then there is
no file, but a list of what does not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.session.export.errors import NotExpressible
from tutor.session.export.stack_check import differences
from tutor.session.export.stack_service import Names, filled, service_entry, volume_entry, without_stack
from tutor.shell.docker.composefile.emit import emit
from tutor.shell.docker.composefile.namespace import NAMESPACE
from tutor.shell.docker.composefile.schema import LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.labs.reader import EngineReader

Json = dict[str, Any]
ASSIGNED = "com.docker.network.driver.overlay.vxlanid_list"
"""An option of a network that the swarm gives it."""
NOBODY = "no manager answers in this cluster, so there is nothing to read its services from"


def stack_file(readers: Mapping[str, EngineReader]) -> str:
    """YAML text. Raises NotExpressible, also when there is no manager or no service."""
    reader = _manager(readers)
    services: list[Json] = [one["Spec"] for one in reader.get("/services", {})]
    if not services:
        raise NotExpressible("there is no service in this cluster to write a stack file of")
    services.sort(key=lambda spec: str(spec["Name"]))
    networks = [one for one in reader.get("/networks", {}) if one["Scope"] == "swarm" and not one["Ingress"]]
    names = Names(_common_stack(services), _network_names(reader))
    document = {
        "version": LATEST,
        "services": {names.key(spec["Name"]): service_entry(spec, names) for spec in services},
        "networks": {names.key(one["Name"]): _network(one, names) for one in networks},
        "volumes": _volumes(services, names),
        "secrets": _kept(reader.get("/secrets", {}), names),
        "configs": _kept(reader.get("/configs", {}), names),
    }
    _add_foreign_networks(document, services, names)
    text = emit(_escaped(filled(document)))
    faults = [*_network_faults(networks), *_unnamed_networks(services, names), *differences(text, services, names)]
    if faults:
        raise NotExpressible("a stack file cannot say this: " + "; ".join(faults))
    return _header(names, document) + text


def _manager(readers: Mapping[str, EngineReader]) -> EngineReader:
    """The first daemon that controls a swarm and answers."""
    for reader in readers.values():
        try:
            if reader.get("/info", {})["Swarm"].get("ControlAvailable"):
                reader.get("/services", {})
                return reader
        except (EngineError, DaemonUnreachable):
            continue
    raise NotExpressible(NOBODY)


def _network_names(reader: EngineReader) -> dict[str, str]:
    """Identifier -> name; of those that every node has of itself the managers know it from tasks alone."""
    names: dict[str, str] = {one["Id"]: one["Name"] for one in reader.get("/networks", {})}
    for task in reader.get("/tasks", {}):
        for one in task.get("NetworksAttachments") or ():
            names.setdefault(one["Network"]["ID"], one["Network"]["Spec"]["Name"])
    return {**names, **{name: name for name in names.values()}}


def _common_stack(services: Iterable[Json]) -> str:
    """The stack that every service belongs to, or empty."""
    stacks = {(spec.get("Labels") or {}).get(NAMESPACE, "") for spec in services}
    return str(stacks.pop()) if len(stacks) == 1 else ""


def _is_own(name: str, names: Names) -> bool:
    return names.key(name) != name


# ------------------------------------------------------------------ sections
def _network(network: Json, names: Names) -> Json:
    options = {name: value for name, value in (network.get("Options") or {}).items() if name != ASSIGNED}
    subnets = [
        {"subnet": one["Subnet"]} for one in (network.get("IPAM") or {}).get("Config") or () if one.get("Subnet")
    ]
    return filled(
        {
            "name": None if _is_own(network["Name"], names) else network["Name"],
            "driver": network["Driver"],
            "driver_opts": options,
            "attachable": network.get("Attachable"),
            "internal": network.get("Internal"),
            "labels": without_stack(network.get("Labels")),
            "ipam": filled({"config": subnets}),
        }
    )


def _network_faults(networks: Iterable[Json]) -> Iterable[str]:
    for network in networks:
        if network.get("EnableIPv6"):
            yield f"network {network['Name']} has IPv6"
        for one in (network.get("IPAM") or {}).get("Config") or ():
            first = f"{one.get('Subnet', '').rpartition('.')[0]}.1"
            if one.get("Gateway") not in (None, "", first):
                yield f"network {network['Name']} has the gateway {one['Gateway']}"


def _unnamed_networks(services: Iterable[Json], names: Names) -> Iterable[str]:
    for spec in services:
        for one in spec["TaskTemplate"].get("Networks") or ():
            if one["Target"] not in names.networks:
                yield f"service {spec['Name']} is on a network of the nodes, and has no task that tells its name"


def _add_foreign_networks(document: Json, services: Iterable[Json], names: Names) -> None:
    """Networks that every node has of itself, such as `host`."""
    for spec in services:
        for one in spec["TaskTemplate"].get("Networks") or ():
            name = names.networks.get(one["Target"], one["Target"])
            document["networks"].setdefault(names.key(name), {"name": name, "external": True})


def _volumes(services: Iterable[Json], names: Names) -> Json:
    found: Json = {}
    for spec in services:
        for mount in spec["TaskTemplate"]["ContainerSpec"].get("Mounts") or ():
            if mount.get("Type", "volume") == "volume" and mount.get("Source"):
                found.setdefault(names.key(mount["Source"]), volume_entry(mount, names))
    return found


def _kept(objects: Iterable[Json], names: Names) -> Json:
    """Secrets or configs: their contents are not in the file, they must be there."""
    return {names.key(one["Spec"]["Name"]): {"external": True, "name": one["Spec"]["Name"]} for one in objects}


# ------------------------------------------------------------------ text
def _escaped(value: Any) -> Any:
    """With every `$` doubled, which the client would else replace."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, dict):
        return {key: _escaped(item) for key, item in value.items()}
    return [_escaped(item) for item in value] if isinstance(value, (list, tuple)) else value


def _header(names: Names, document: Json) -> str:
    lines = [f"docker stack deploy -c FILE {names.stack or 'NAME'}"]
    outside = [f"{kind} {one['name']}" for kind in ("secret", "config") for one in document[f"{kind}s"].values()]
    if outside:
        lines.append(f"These must be there before: {', '.join(outside)}.")
    if any("networks" not in service for service in document["services"].values()):
        lines.append("A service without networks comes onto the stack's default network.")
    if not names.stack:
        lines.append("Services are called NAME_KEY; on their networks they are found by their key as well.")
    return "".join(f"# {line}\n" for line in lines)
