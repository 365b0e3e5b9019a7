"""A normalised stack file -> the bodies that are sent to the Engine.

Source: docker/cli `compose/convert/{compose,service}.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.mounts import mount
from tutor.shell.docker.composefile.namespace import IMAGE, scoped, with_namespace
from tutor.shell.docker.service_values import capabilities
from tutor.shell.docker.sizes import parse_cpus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]
DEFAULT = "default"
READ_ALL = 0o444
PREDEFINED = ("default", "bridge", "host", "none")
"""Networks that every node has; they take no aliases."""
_KEPT = frozenset(("Init", "StopGracePeriod", "Healthcheck"))


# ------------------------------------------------------------------ networks, secrets, configs
def networks_in_use(config: Json) -> list[str]:
    """Keys of the networks that services are on, sorted; services without any are on `default`."""
    used: set[str] = set()
    for service in config["services"].values():
        used |= set(service.get("networks") or {DEFAULT: None})
    return sorted(used)


def network_bodies(stack: str, config: Json) -> tuple[dict[str, Json], list[str]]:
    """(bodies by full name, names of external networks) of the networks in use."""
    bodies: dict[str, Json] = {}
    external = []
    for key in networks_in_use(config):
        network = config["networks"].get(key) or {}
        if network.get("external"):
            external.append(network.get("name") or key)
            continue
        body: Json = {"Labels": with_namespace(stack, network.get("labels")), "Driver": network.get("driver", "")}
        if network.get("driver_opts"):
            body["Options"] = network["driver_opts"]
        for member in ("internal", "attachable"):
            if network.get(member):
                body[member.title()] = True
        ipam = network.get("ipam") or {}
        if ipam.get("driver") or ipam.get("config"):
            subnets = [{"Subnet": one["subnet"]} if one.get("subnet") else {} for one in ipam.get("config") or ()]
            body["IPAM"] = {"Driver": ipam.get("driver", ""), "Config": subnets}
        bodies[network.get("name") or scoped(stack, key)] = body
    return bodies, external


def file_objects(stack: str, section: Mapping[str, Json]) -> list[tuple[Json, str]]:
    """(body without data, path of the file) of the secrets or configs that the stack makes, by name.

    One that a driver keeps has no file.
    """
    made = []
    for key in sorted(section):
        one = section[key]
        if one.get("external"):
            continue
        body: Json = {
            "Name": one.get("name") or scoped(stack, key),
            "Labels": with_namespace(stack, one.get("labels")),
        }
        if one.get("template_driver"):
            body["Templating"] = {"Name": one["template_driver"]}
        if one.get("driver"):
            body["Driver"] = {"Name": one["driver"], "Options": one.get("driver_opts") or {}}
        made.append((body, "" if one.get("driver") else one["file"]))
    return made


# ------------------------------------------------------------------ services
def service_body(stack: str, key: str, config: Json, secrets: list[Json], configs: list[Json]) -> Json:
    """The specification of one service. `secrets`, `configs`: its references to them, with identifiers.

    Raises ComposeError or BadValue with the client's text.
    """
    service = config["services"][key]
    deploy = service.get("deploy") or {}
    mode = _mode(deploy)
    mounts = [mount(stack, one, config["volumes"]) for one in service.get("volumes") or ()]
    resources = _resources(deploy.get("resources") or {})
    restart = _restart(service.get("restart", ""), deploy.get("restart_policy"))
    health = _health(service.get("healthcheck"))
    networks = _attachments(stack, key, service, config)
    credential_spec = _credential_spec(stack, service.get("credential_spec") or {}, configs)
    container = {
        **_container(stack, service),
        "Mounts": mounts,
        "Healthcheck": health,
        "Privileges": {"CredentialSpec": credential_spec, "NoNewPrivileges": False, "SELinuxContext": None},
        "Secrets": secrets,
        "Configs": configs,
    }
    body: Json = {
        "Name": scoped(stack, key),
        "Labels": {**with_namespace(stack, deploy.get("labels")), IMAGE: service.get("image", "")},
        "TaskTemplate": {
            "ContainerSpec": {name: value for name, value in container.items() if value or name in _KEPT},
            "Resources": resources,
            "Placement": _placement(deploy.get("placement") or {}),
            "Networks": networks,
        },
        "Mode": mode,
        "EndpointSpec": _endpoint(service.get("ports") or (), deploy.get("endpoint_mode", "")),
    }
    if restart:
        body["TaskTemplate"]["RestartPolicy"] = restart
    if service.get("logging"):
        logging = service["logging"]
        body["TaskTemplate"]["LogDriver"] = {"Name": logging.get("driver", ""), "Options": logging.get("options") or {}}
    for member, name in (("update_config", "UpdateConfig"), ("rollback_config", "RollbackConfig")):
        if deploy.get(member) is not None:
            body[name] = _change(deploy[member])
    return body


def _container(stack: str, service: Json) -> Json:
    added, dropped = capabilities(service.get("cap_add") or (), service.get("cap_drop") or ())
    spec: Json = {
        "Image": service.get("image", ""),
        "Command": service.get("entrypoint"),
        "Args": service.get("command"),
        "Hostname": service.get("hostname", ""),
        "Hosts": _hosts(service.get("extra_hosts") or ()),
        "Env": _environment(service.get("environment") or {}),
        "Labels": with_namespace(stack, service.get("labels")),
        "Dir": service.get("working_dir", ""),
        "User": service.get("user", ""),
        "StopSignal": service.get("stop_signal", ""),
        "TTY": service.get("tty"),
        "OpenStdin": service.get("stdin_open"),
        "ReadOnly": service.get("read_only"),
        "Isolation": service.get("isolation", ""),
        "Sysctls": service.get("sysctls"),
        "CapabilityAdd": added,
        "CapabilityDrop": dropped,
        "Ulimits": _ulimits(service.get("ulimits") or {}),
    }
    dns, search = service.get("dns"), service.get("dns_search")
    if dns or search:
        spec["DNSConfig"] = {name: value for name, value in (("Nameservers", dns), ("Search", search)) if value}
    if "init" in service:
        spec["Init"] = service["init"]
    if "stop_grace_period" in service:
        spec["StopGracePeriod"] = service["stop_grace_period"]
    return spec


def _environment(variables: Mapping[str, str | None]) -> list[str]:
    return [name if value is None else f"{name}={value}" for name, value in sorted(variables.items())]


def _hosts(entries: Sequence[str]) -> list[str]:
    """`name:address` -> `address name`, as /etc/hosts has it."""
    return [f"{address} {name}" for name, _, address in (entry.partition(":") for entry in entries)]


def _ulimits(limits: Mapping[str, Json | None]) -> list[Json]:
    out = []
    for name in sorted(limits):
        limit = limits[name] or {}
        single = limit.get("single") or None
        out.append({"Name": name, "Soft": single or limit.get("soft", 0), "Hard": single or limit.get("hard", 0)})
    return out


def _attachments(stack: str, key: str, service: Json, config: Json) -> list[Json]:
    wanted = service.get("networks") or {DEFAULT: None}
    attached = []
    for name in sorted(wanted):
        if name not in config["networks"] and name != DEFAULT:
            raise ComposeError(f'undefined network "{name}"')
        network = config["networks"].get(name) or {}
        options = wanted[name] or {}
        target = network.get("name") or (name if network.get("external") else scoped(stack, name))
        own = () if target in PREDEFINED else (key,)
        one: Json = {"Target": target, "Aliases": [*(options.get("aliases") or ()), *own]}
        if options.get("driver_opts"):
            one["DriverOpts"] = options["driver_opts"]
        attached.append(one)
    return sorted(attached, key=lambda one: str(one["Target"]))


def references(kind: str, stack: str, wanted: Sequence[Json], section: Mapping[str, Json]) -> list[Json]:
    """What a service wants of the secrets or configs (`kind`), by full name, without identifiers."""
    return [
        {
            "Name": object_name(kind, stack, one.get("source", ""), section),
            "File": {
                "Name": one.get("target") or one.get("source", ""),
                "UID": one.get("uid") or "0",
                "GID": one.get("gid") or "0",
                "Mode": one.get("mode", READ_ALL),
            },
        }
        for one in wanted
    ]


def object_name(kind: str, stack: str, source: str, section: Mapping[str, Json]) -> str:
    """The full name of a secret or config (`kind`) of the stack."""
    if source not in section:
        raise ComposeError(f'undefined {kind} "{source}"')
    return section[source].get("name") or scoped(stack, source)


def _credential_spec(stack: str, spec: Json, configs: Sequence[Json]) -> Json | None:
    given = [name for name in ("Config", "File", "Registry") if spec.get(name.lower())]
    if len(given) > 1:
        comma = "," if len(given) > 2 else ""
        *others, last = (f'"{name}"' for name in given)
        raise ComposeError(f"invalid credential spec: cannot specify both {', '.join(others)}{comma} and {last}")
    if not given:
        return None
    whole = {name: spec.get(name.lower(), "") for name in ("Config", "File", "Registry")}
    if whole["Config"]:
        whole["Config"] = _config_id(stack, whole["Config"], configs)
    return whole


def _config_id(stack: str, name: str, configs: Sequence[Json]) -> str:
    for wanted in (name, scoped(stack, name)):
        for config in configs:
            if config["ConfigName"] == wanted:
                identifier: str = config["ConfigID"]
                return identifier
    raise ComposeError(f"invalid credential spec: spec specifies config {name}, but no such config can be found")


def _health(check: Json | None) -> Json | None:
    if check is None:
        return None
    if check.get("disable"):
        if check.get("test"):
            raise ComposeError("test and disable can't be set at the same time")
        return {"Test": ["NONE"]}
    names = {
        "test": "Test",
        "timeout": "Timeout",
        "interval": "Interval",
        "start_period": "StartPeriod",
        "start_interval": "StartInterval",
        "retries": "Retries",
    }
    return {name: check[key] for key, name in names.items() if check.get(key)}


def _mode(deploy: Json) -> Json:
    mode, replicas = deploy.get("mode", ""), deploy.get("replicas")
    match mode:
        case "global" | "global-job":
            if replicas is not None:
                raise ComposeError("replicas can only be used with replicated or replicated-job mode")
            return {"Global": {}} if mode == "global" else {"GlobalJob": {}}
        case "replicated-job":
            count = 1 if replicas is None else replicas
            return {"ReplicatedJob": {"MaxConcurrent": count, "TotalCompletions": count}}
        case "" | "replicated":
            return {"Replicated": {} if replicas is None else {"Replicas": replicas}}
    raise ComposeError(f"Unknown mode: {mode}")


def _restart(restart: str, policy: Json | None) -> Json | None:
    """The policy of `deploy`, else what the old top-level `restart` means."""
    if policy is not None:
        names = {"condition": "Condition", "delay": "Delay", "max_attempts": "MaxAttempts", "window": "Window"}
        return {name: policy[key] for key, name in names.items() if key in policy}
    name, colon, count = restart.partition(":")
    if colon and not name:
        raise ComposeError("invalid restart policy format: no policy provided before colon")
    if count and not re.fullmatch(r"[+-]?[0-9]+", count):
        raise ComposeError("invalid restart policy format: maximum retry count must be an integer")
    match name:
        case "always" | "unless-stopped":
            return {"Condition": "any"}
        case "on-failure":
            return {"Condition": "on-failure", "MaxAttempts": int(count or 0) % (1 << 64)}
        case "" | "no":
            return None
    raise ComposeError(f"unknown restart policy: {restart}")


def _change(config: Json) -> Json:
    """`update_config` and `rollback_config`."""
    change: Json = {"Parallelism": config.get("parallelism", 1)}
    names = {"delay": "Delay", "failure_action": "FailureAction", "monitor": "Monitor", "order": "Order"}
    change |= {name: config[key] for key, name in names.items() if config.get(key)}
    change["MaxFailureRatio"] = config.get("max_failure_ratio", 0)
    return change


def _resources(resources: Json) -> Json:
    out: Json = {}
    for key, name in (("limits", "Limits"), ("reservations", "Reservations")):
        given = resources.get(key)
        if given is None:
            continue
        amount: Json = {}
        if given.get("cpus"):
            amount["NanoCPUs"] = parse_cpus(str(given["cpus"]))
        if given.get("memory"):
            amount["MemoryBytes"] = given["memory"]
        if given.get("pids"):
            amount["Pids"] = given["pids"]
        if given.get("generic_resources"):
            amount["GenericResources"] = [_generic(one) for one in given["generic_resources"]]
        out[name] = amount
    return out


def _generic(resource: Json) -> Json:
    spec = resource.get("discrete_resource_spec")
    if spec is None:
        return {}
    return {"DiscreteResourceSpec": {"Kind": spec.get("kind", ""), "Value": spec.get("value", 0)}}


def _placement(placement: Json) -> Json:
    out: Json = {}
    if placement.get("constraints"):
        out["Constraints"] = placement["constraints"]
    spreads = [one.get("spread", "") for one in placement.get("preferences") or ()]
    if spreads:
        out["Preferences"] = [{"Spread": {"SpreadDescriptor": spread}} for spread in spreads]
    if placement.get("max_replicas_per_node"):
        out["MaxReplicas"] = placement["max_replicas_per_node"]
    return out


def _endpoint(ports: Sequence[Json], mode: str) -> Json:
    configs = []
    for port in ports:
        one: Json = {"Protocol": port.get("protocol") or "tcp", "TargetPort": port.get("target", 0)}
        if port.get("published"):
            one["PublishedPort"] = port["published"]
        if port.get("mode"):
            one["PublishMode"] = port["mode"]
        configs.append(one)
    configs.sort(key=lambda one: int(one.get("PublishedPort", 0)))
    endpoint: Json = {"Mode": mode.lower()} if mode else {}
    return endpoint | ({"Ports": configs} if configs else {})
