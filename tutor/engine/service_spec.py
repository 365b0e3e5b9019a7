"""A service specification on its way through the daemon: what comes in, and what is kept of it.

The daemon translates the JSON into swarmkit's own form and back; on that way empty members fall away and
some members always appear. Source: engine `daemon/cluster/convert/{service,container}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.swarm.spec import Json

_CONTAINER_ORDER = (
    "Image", "Labels", "Command", "Args", "Hostname", "Env", "Dir", "User", "Groups", "Privileges", "Init",
    "StopSignal", "TTY", "OpenStdin", "ReadOnly", "Mounts", "StopGracePeriod", "Healthcheck", "Hosts", "DNSConfig",
    "Secrets", "Configs", "Isolation", "Sysctls", "CapabilityAdd", "CapabilityDrop", "Ulimits",
)  # fmt: skip
_KEPT_EMPTY = frozenset({"Init", "DNSConfig", "Isolation", "StopGracePeriod", "Healthcheck"})
_ISOLATIONS = ("default", "process", "hyperv")


def normalised(raw: Mapping[str, Any], network_id: Callable[[str], str]) -> Json:
    """The specification as it is stored. `network_id` finds the id of a network that is named or half named."""
    template = raw.get("TaskTemplate") or {}
    spec: Json = {
        "Name": raw.get("Name", ""),
        "Labels": dict(raw.get("Labels") or {}),
        "TaskTemplate": _template(template, raw.get("Networks"), network_id),
        "Mode": _mode(raw.get("Mode") or {}),
    }
    for member in ("UpdateConfig", "RollbackConfig"):
        if raw.get(member) is not None:
            spec[member] = _update(raw[member])
    if raw.get("EndpointSpec") is not None:
        spec["EndpointSpec"] = _endpoint(raw["EndpointSpec"])
    return spec


def _template(template: Mapping[str, Any], old_networks: Any, network_id: Callable[[str], str]) -> Json:
    resources = template.get("Resources") or {}
    new: Json = {
        "ContainerSpec": _container(template.get("ContainerSpec") or {}),
        "Resources": {
            member: dict(resources[member])
            for member in ("Limits", "Reservations")
            if resources.get(member) is not None
        },
    }
    if template.get("RestartPolicy") is not None:
        new["RestartPolicy"] = _restart(template["RestartPolicy"])
    new["Placement"] = {key: value for key, value in (template.get("Placement") or {}).items() if value}
    networks = template.get("Networks") or old_networks
    if networks:
        new["Networks"] = [{**network, "Target": network_id(network.get("Target", ""))} for network in networks]
    if template.get("LogDriver"):
        new["LogDriver"] = template["LogDriver"]
    new["ForceUpdate"] = template.get("ForceUpdate") or 0
    new["Runtime"] = template.get("Runtime") or "container"
    return new


def _container(container: Mapping[str, Any]) -> Json:
    given = dict(container)
    isolation = (given.get("Isolation") or "").lower()
    given["Isolation"] = isolation if isolation in _ISOLATIONS else "default"
    given["Mounts"] = [_mount(mount) for mount in given.get("Mounts") or ()]
    return {
        member: given[member]
        for member in _CONTAINER_ORDER
        if member in given and given[member] is not None and (given[member] or member in _KEPT_EMPTY)
    }


def _mount(mount: Mapping[str, Any]) -> Json:
    """Consistency is forgotten, and of the options of a bind only propagation and recursion are kept."""
    dropped = {"Consistency", "BindOptions", *(() if mount.get("ClusterOptions") else ("ClusterOptions",))}
    new = {member: value for member, value in mount.items() if member not in dropped and value not in ("", False)}
    options = mount.get("BindOptions") or {}
    if options.get("Propagation") or options.get("NonRecursive"):
        new["BindOptions"] = {"Propagation": (options.get("Propagation") or "rprivate").lower()}
        if options.get("NonRecursive"):
            new["BindOptions"]["NonRecursive"] = True
    return {**new, "Type": mount.get("Type") or "bind"}


def _restart(restart: Mapping[str, Any]) -> Json:
    new: Json = {"Condition": restart.get("Condition") or "any"}
    if restart.get("Delay") is not None:
        new["Delay"] = restart["Delay"]
    new["MaxAttempts"] = restart.get("MaxAttempts") or 0
    if restart.get("Window") is not None:
        new["Window"] = restart["Window"]
    return new


def _update(config: Mapping[str, Any]) -> Json:
    new: Json = {"Parallelism": config.get("Parallelism") or 0}
    if config.get("Delay"):
        new["Delay"] = config["Delay"]
    new["FailureAction"] = config.get("FailureAction") or "pause"
    if config.get("Monitor") is not None:
        new["Monitor"] = config["Monitor"]
    new["MaxFailureRatio"] = config.get("MaxFailureRatio") or 0
    new["Order"] = config.get("Order") or "stop-first"
    return new


def _endpoint(endpoint: Mapping[str, Any]) -> Json:
    new: Json = {"Mode": endpoint.get("Mode") or "vip"}
    if endpoint.get("Ports"):
        new["Ports"] = [_port(port) for port in endpoint["Ports"]]
    return new


def _port(port: Mapping[str, Any]) -> Json:
    new: Json = {"Name": port["Name"]} if port.get("Name") else {}
    protocol, mode = port.get("Protocol"), port.get("PublishMode")
    new["Protocol"] = protocol if protocol in ("tcp", "udp", "sctp") else "tcp"
    new["TargetPort"] = port.get("TargetPort", 0)
    if port.get("PublishedPort"):
        new["PublishedPort"] = port["PublishedPort"]
    new["PublishMode"] = mode if mode in ("ingress", "host") else "ingress"
    return new


def _mode(mode: Mapping[str, Any]) -> Json:
    if "Global" in mode:
        return {"Global": {}}
    if "GlobalJob" in mode:
        return {"GlobalJob": {}}
    if "ReplicatedJob" in mode:
        job = mode["ReplicatedJob"] or {}
        concurrent = job.get("MaxConcurrent", 1)
        return {
            "ReplicatedJob": {
                "MaxConcurrent": concurrent,
                "TotalCompletions": job.get("TotalCompletions", concurrent),
            }
        }
    replicas = (mode.get("Replicated") or {}).get("Replicas")
    return {"Replicated": {"Replicas": 1 if replicas is None else replicas}}
