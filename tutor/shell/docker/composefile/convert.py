"""A normalised stack file -> the bodies that are sent to the Engine.

Source: docker/cli `compose/convert/{compose,service,volume}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.gotext import BadValue, parse_uint
from tutor.shell.docker.sizes import parse_cpus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]
NAMESPACE = "com.docker.stack.namespace"
IMAGE = "com.docker.stack.image"
DEFAULT = "default"
READ_ALL = 0o444


def scoped(stack: str, name: str) -> str:
    return f"{stack}_{name}"


def with_namespace(stack: str, labels: Mapping[str, str] | None) -> dict[str, str]:
    return {**(labels or {}), NAMESPACE: stack}


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
            subnets = [{"Subnet": one["subnet"]} for one in ipam.get("config") or ()]
            body["IPAM"] = {"Driver": ipam.get("driver", ""), "Config": subnets}
        bodies[network.get("name") or scoped(stack, key)] = body
    return bodies, external


def file_objects(stack: str, section: Mapping[str, Json]) -> list[tuple[Json, str]]:
    """(body without data, path of the file) of the secrets or configs that the stack makes, by name."""
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
        made.append((body, one.get("file", "")))
    return made


# ------------------------------------------------------------------ services
def service_body(stack: str, key: str, service: Json, config: Json) -> Json:
    """The specification of one service; `Secrets` and `Configs` name what is wanted, without identifiers.

    Raises ComposeError with the client's text, `service web: ` in front.
    """
    try:
        return _service(stack, key, service, config)
    except (ComposeError, BadValue) as error:
        raise ComposeError(f"service {key}: {error}") from None


def _service(stack: str, key: str, service: Json, config: Json) -> Json:
    deploy = service.get("deploy") or {}
    body: Json = {
        "Name": scoped(stack, key),
        "Labels": {**with_namespace(stack, deploy.get("labels")), IMAGE: service.get("image", "")},
        "TaskTemplate": {
            "ContainerSpec": _container(stack, service, config),
            "Resources": _resources(deploy.get("resources") or {}),
            "Placement": _placement(deploy.get("placement") or {}),
            "Networks": _attachments(stack, key, service, config),
        },
        "Mode": _mode(deploy),
        "EndpointSpec": _endpoint(service.get("ports") or (), deploy.get("endpoint_mode", "")),
    }
    restart = _restart(service.get("restart", ""), deploy.get("restart_policy"))
    if restart:
        body["TaskTemplate"]["RestartPolicy"] = restart
    if service.get("logging"):
        logging = service["logging"]
        body["TaskTemplate"]["LogDriver"] = {"Name": logging.get("driver", ""), "Options": logging.get("options") or {}}
    for member, name in (("update_config", "UpdateConfig"), ("rollback_config", "RollbackConfig")):
        if deploy.get(member) is not None:
            body[name] = _change(deploy[member])
    return body


def _container(stack: str, service: Json, config: Json) -> Json:
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
        "Mounts": [_mount(stack, one, config["volumes"]) for one in service.get("volumes") or ()]
        + [{"Type": "tmpfs", "Target": target} for target in service.get("tmpfs") or ()],
        "StopSignal": service.get("stop_signal", ""),
        "TTY": service.get("tty"),
        "OpenStdin": service.get("stdin_open"),
        "ReadOnly": service.get("read_only"),
        "Isolation": service.get("isolation", ""),
        "Sysctls": service.get("sysctls"),
        "Healthcheck": _health(service.get("healthcheck")),
        "Secrets": _references("secret", stack, service.get("secrets") or (), config["secrets"]),
        "Configs": _references("config", stack, service.get("configs") or (), config["configs"]),
        "CapabilityAdd": service.get("cap_add"),
        "CapabilityDrop": service.get("cap_drop"),
        "Ulimits": _ulimits(service.get("ulimits") or {}),
        "Privileges": {"CredentialSpec": None, "NoNewPrivileges": False, "SELinuxContext": None},
    }
    dns, search = service.get("dns"), service.get("dns_search")
    if dns or search:
        spec["DNSConfig"] = {name: value for name, value in (("Nameservers", dns), ("Search", search)) if value}
    kept = {name: value for name, value in spec.items() if value}
    if "init" in service:
        kept["Init"] = service["init"]
    if "stop_grace_period" in service:
        kept["StopGracePeriod"] = service["stop_grace_period"]
    return kept


def _environment(variables: Mapping[str, str | None]) -> list[str]:
    return [name if value is None else f"{name}={value}" for name, value in sorted(variables.items())]


def _hosts(entries: Sequence[str]) -> list[str]:
    """`name:address` -> `address name`, as /etc/hosts has it."""
    return [f"{address} {name}" for name, _, address in (entry.partition(":") for entry in entries)]


def _ulimits(limits: Mapping[str, Any]) -> list[Json]:
    out = []
    for name in sorted(limits):
        value = limits[name]
        soft, hard = (value, value) if not isinstance(value, dict) else (value.get("soft", 0), value.get("hard", 0))
        out.append({"Name": name, "Soft": soft, "Hard": hard})
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
        one: Json = {"Target": target, "Aliases": [*(options.get("aliases") or ()), key]}
        if options.get("driver_opts"):
            one["DriverOpts"] = options["driver_opts"]
        attached.append(one)
    return sorted(attached, key=lambda one: str(one["Target"]))


def _references(kind: str, stack: str, wanted: Sequence[Json], section: Mapping[str, Json]) -> list[Json]:
    found = []
    for one in wanted:
        source = one["source"]
        if source not in section:
            raise ComposeError(f'undefined {kind} "{source}"')
        known = section[source]
        name = known.get("name") or scoped(stack, source)
        file = {
            "Name": one.get("target") or source,
            "UID": one.get("uid") or "0",
            "GID": one.get("gid") or "0",
            "Mode": one.get("mode", READ_ALL),
        }
        found.append({"Name": name, "File": file})
    return sorted(found, key=lambda reference: str(reference["Name"]))


def _mount(stack: str, volume: Json, volumes: Mapping[str, Json]) -> Json:
    kind = volume.get("type", "volume")
    mount: Json = {"Type": kind, "Target": volume.get("target", "")}
    if volume.get("read_only"):
        mount["ReadOnly"] = True
    if volume.get("consistency"):
        mount["Consistency"] = volume["consistency"]
    match kind:
        case "volume":
            return mount | _volume_members(stack, volume, volumes)
        case "bind":
            if not volume.get("source"):
                raise ComposeError("invalid bind source, source cannot be empty")
            mount["Source"] = volume["source"]
            if volume.get("bind"):
                mount["BindOptions"] = {"Propagation": volume["bind"].get("propagation", "")}
        case "tmpfs":
            if volume.get("source"):
                raise ComposeError("invalid tmpfs source, source must be empty")
            if (volume.get("tmpfs") or {}).get("size"):
                mount["TmpfsOptions"] = {"SizeBytes": volume["tmpfs"]["size"]}
        case "npipe":
            mount["Source"] = volume.get("source", "")
        case _:
            raise ComposeError("volume type must be volume, bind, tmpfs, npipe, or cluster")
    return mount


def _volume_members(stack: str, volume: Json, volumes: Mapping[str, Json]) -> Json:
    """Source and options of a volume; an anonymous one has neither name nor labels."""
    options: Json = {"NoCopy": True} if (volume.get("volume") or {}).get("nocopy") else {}
    source = volume.get("source")
    if not source:
        return {"VolumeOptions": options} if options else {}
    if source not in volumes:
        raise ComposeError(f'undefined volume "{source}"')
    known = volumes[source] or {}
    name = known.get("name") or scoped(stack, source)
    if known.get("external"):
        return {"Source": name} | ({"VolumeOptions": options} if options else {})
    options["Labels"] = with_namespace(stack, known.get("labels"))
    if known.get("driver") or known.get("driver_opts"):
        options["DriverConfig"] = {"Name": known.get("driver", ""), "Options": known.get("driver_opts") or {}}
    return {"Source": name, "VolumeOptions": options}


def _health(check: Json | None) -> Json | None:
    if not check:
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
    name, _, count = restart.partition(":")
    match name:
        case "always" | "unless-stopped":
            return {"Condition": "any"}
        case "on-failure":
            return {"Condition": "on-failure", "MaxAttempts": parse_uint(count) if count else 0}
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
        if not given:
            continue
        amount: Json = {}
        if given.get("cpus"):
            amount["NanoCPUs"] = parse_cpus(str(given["cpus"]))
        if given.get("memory"):
            amount["MemoryBytes"] = given["memory"]
        if given.get("pids"):
            amount["Pids"] = given["pids"]
        out[name] = amount
    return out


def _placement(placement: Json) -> Json:
    out: Json = {}
    if placement.get("constraints"):
        out["Constraints"] = placement["constraints"]
    spreads = [one["spread"] for one in placement.get("preferences") or () if one.get("spread")]
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
    endpoint: Json = {"Mode": mode} if mode else {}
    return endpoint | ({"Ports": configs} if configs else {})
