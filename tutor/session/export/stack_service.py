"""A service of a cluster, told as a service of a stack file: the way back from `composefile.convert`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.namespace import IMAGE, NAMESPACE
from tutor.shell.docker.gotext import format_duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]
DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
NANO = 10**9


@dataclass(frozen=True, slots=True)
class Names:
    """How things of the cluster are called in the file."""

    stack: str
    """The stack that everything belongs to; empty: there is none."""
    networks: Mapping[str, str]
    """Identifier or name of a network -> its name."""

    def key(self, name: str) -> str:
        """`shop_web` of the stack `shop` is `web`."""
        return name.removeprefix(f"{self.stack}_") if self.stack else name


def service_entry(spec: Json, names: Names) -> Json:
    """What stands under `services: NAME:`. Whether it says all of the specification is for the caller to check."""
    task = spec["TaskTemplate"]
    container = task["ContainerSpec"]
    entry: Json = {
        "image": DIGEST.sub("", container["Image"]),
        **_container(container),
        "environment": dict(_pair(one) for one in container.get("Env") or ()),
        "labels": without_stack(container.get("Labels")),
        "healthcheck": _health(container.get("Healthcheck")),
        "networks": _networks(names.key(spec["Name"]), task.get("Networks") or (), names),
        "ports": [_port(port) for port in (spec.get("EndpointSpec") or {}).get("Ports") or ()],
        "volumes": [_mount(mount, names) for mount in container.get("Mounts") or ()],
        "secrets": [_reference(one, "Secret", names) for one in container.get("Secrets") or ()],
        "configs": [_reference(one, "Config", names) for one in container.get("Configs") or ()],
        "logging": _logging(task.get("LogDriver")),
        "deploy": _deploy(spec),
    }
    return filled(entry)


def filled(mapping: Json) -> Json:
    """Without what says nothing."""
    return {key: value for key, value in mapping.items() if value or (value == 0 and value is not False)}


def without_stack(labels: Mapping[str, str] | None) -> dict[str, str]:
    """Without the labels by which a stack knows its own."""
    return {name: value for name, value in (labels or {}).items() if name not in (NAMESPACE, IMAGE)}


def _pair(variable: str) -> tuple[str, str | None]:
    name, equals, value = variable.partition("=")
    return name, value if equals else None


def _container(spec: Json) -> Json:
    dns = spec.get("DNSConfig") or {}
    grace = spec.get("StopGracePeriod")
    isolation = spec.get("Isolation")
    return {
        "entrypoint": spec.get("Command"),
        "command": spec.get("Args"),
        "hostname": spec.get("Hostname"),
        "extra_hosts": [_host(one) for one in spec.get("Hosts") or ()],
        "working_dir": spec.get("Dir"),
        "user": spec.get("User"),
        "stop_signal": spec.get("StopSignal"),
        "stop_grace_period": None if grace is None else format_duration(grace),
        "tty": spec.get("TTY"),
        "stdin_open": spec.get("OpenStdin"),
        "read_only": spec.get("ReadOnly"),
        "init": spec.get("Init"),
        "isolation": None if isolation == "default" else isolation,
        "sysctls": spec.get("Sysctls"),
        "cap_add": spec.get("CapabilityAdd"),
        "cap_drop": spec.get("CapabilityDrop"),
        "ulimits": {one["Name"]: _limit(one) for one in spec.get("Ulimits") or ()},
        "dns": dns.get("Nameservers"),
        "dns_search": dns.get("Search"),
    }


def _host(line: str) -> str:
    """`address name` -> `name:address`."""
    address, _, name = line.partition(" ")
    return f"{name}:{address}"


def _limit(limit: Json) -> Json:
    return {"soft": limit.get("Soft", 0), "hard": limit.get("Hard", 0)}


def _health(check: Json | None) -> Json | None:
    if not check:
        return None
    if check.get("Test") == ["NONE"]:
        return {"disable": True}
    spans = {"interval": "Interval", "timeout": "Timeout", "start_period": "StartPeriod"}
    spans["start_interval"] = "StartInterval"
    durations = {key: format_duration(check[name]) for key, name in spans.items() if check.get(name)}
    return filled({"test": check.get("Test"), **durations, "retries": check.get("Retries") or None})


def _networks(key: str, attachments: Sequence[Json], names: Names) -> Json:
    attached: Json = {}
    for one in attachments:
        aliases = [alias for alias in one.get("Aliases") or () if alias != key]
        options = filled({"aliases": aliases, "driver_opts": one.get("DriverOpts")})
        attached[names.key(names.networks.get(one["Target"], one["Target"]))] = options or None
    return attached


def _port(port: Json) -> Json:
    shown = {"target": port["TargetPort"], "published": port.get("PublishedPort") or None}
    return filled({**shown, "protocol": port.get("Protocol"), "mode": port.get("PublishMode")})


def _mount(mount: Json, names: Names) -> Json:
    kind = mount.get("Type", "volume")
    source = mount.get("Source")
    entry: Json = {"type": kind, "source": names.key(source) if source and kind == "volume" else source}
    entry |= {
        "target": mount.get("Target"),
        "read_only": mount.get("ReadOnly"),
        "consistency": mount.get("Consistency"),
    }
    options = mount.get("VolumeOptions") or {}
    entry["volume"] = filled({"nocopy": options.get("NoCopy"), "subpath": options.get("Subpath")})
    entry["bind"] = filled({"propagation": (mount.get("BindOptions") or {}).get("Propagation")})
    entry["tmpfs"] = filled({"size": (mount.get("TmpfsOptions") or {}).get("SizeBytes") or None})
    return filled(entry)


def volume_entry(mount: Json, names: Names) -> Json:
    """What stands under `volumes:` for a named volume; its name stays what it is."""
    options = mount.get("VolumeOptions") or {}
    driver = options.get("DriverConfig") or {}
    own = bool(names.stack) and mount["Source"].startswith(f"{names.stack}_")
    return filled(
        {
            "name": None if own else mount["Source"],
            "driver": driver.get("Name"),
            "driver_opts": driver.get("Options"),
            "labels": without_stack(options.get("Labels")),
        }
    )


def _reference(one: Json, kind: str, names: Names) -> Json:
    file = one.get("File") or {}
    uid, gid, mode = file.get("UID"), file.get("GID"), file.get("Mode", 0o444)
    return filled(
        {
            "source": names.key(one[f"{kind}Name"]),
            "target": file.get("Name"),
            "uid": None if uid == "0" else uid,
            "gid": None if gid == "0" else gid,
            "mode": None if mode == 0o444 else mode,
        }
    )


def _logging(driver: Json | None) -> Json | None:
    return filled({"driver": driver.get("Name"), "options": driver.get("Options")}) if driver else None


# ------------------------------------------------------------------ deploy
def _deploy(spec: Json) -> Json:
    task = spec["TaskTemplate"]
    endpoint = (spec.get("EndpointSpec") or {}).get("Mode")
    return filled(
        {
            **_mode(spec["Mode"]),
            "endpoint_mode": None if endpoint == "vip" else endpoint,
            "labels": without_stack(spec.get("Labels")),
            "placement": _placement(task.get("Placement") or {}),
            "resources": _resources(task.get("Resources") or {}),
            "restart_policy": _restart(task.get("RestartPolicy")),
            "update_config": _change(spec.get("UpdateConfig")),
            "rollback_config": _change(spec.get("RollbackConfig")),
        }
    )


def _mode(mode: Json) -> Json:
    if "Global" in mode:
        return {"mode": "global"}
    if "GlobalJob" in mode:
        return {"mode": "global-job"}
    if "ReplicatedJob" in mode:
        return {"mode": "replicated-job", "replicas": (mode["ReplicatedJob"] or {}).get("TotalCompletions", 1)}
    replicas = (mode.get("Replicated") or {}).get("Replicas")
    return {"replicas": replicas}


def _placement(placement: Json) -> Json:
    spreads = [{"spread": one["Spread"]["SpreadDescriptor"]} for one in placement.get("Preferences") or ()]
    most = placement.get("MaxReplicas") or None
    return filled({"constraints": placement.get("Constraints"), "preferences": spreads, "max_replicas_per_node": most})


def _resources(resources: Json) -> Json:
    out: Json = {}
    for key, name in (("limits", "Limits"), ("reservations", "Reservations")):
        amount = resources.get(name) or {}
        generic = [
            {"discrete_resource_spec": {"kind": spec["Kind"], "value": spec["Value"]}}
            for one in amount.get("GenericResources") or ()
            if (spec := one.get("DiscreteResourceSpec"))
        ]
        cpus, memory = amount.get("NanoCPUs"), amount.get("MemoryBytes")
        out[key] = filled(
            {
                "cpus": f"{cpus / NANO:.9f}".rstrip("0").rstrip(".") if cpus else None,
                "memory": size_text(memory) if memory else None,
                "pids": amount.get("Pids") or None,
                "generic_resources": generic,
            }
        )
    return filled(out)


def size_text(size: int) -> str:
    """`64M`, or the bytes where no unit fits."""
    for unit, factor in (("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)):
        if size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def _restart(policy: Json | None) -> Json | None:
    if not policy:
        return None
    return filled(
        {
            "condition": policy.get("Condition"),
            "delay": format_duration(policy["Delay"]) if policy.get("Delay") else None,
            "max_attempts": policy.get("MaxAttempts") or None,
            "window": format_duration(policy["Window"]) if policy.get("Window") else None,
        }
    )


def _change(config: Json | None) -> Json | None:
    if not config:
        return None
    return filled(
        {
            "parallelism": config.get("Parallelism", 1),
            "delay": format_duration(config["Delay"]) if config.get("Delay") else None,
            "failure_action": config.get("FailureAction"),
            "monitor": format_duration(config["Monitor"]) if config.get("Monitor") else None,
            "max_failure_ratio": config.get("MaxFailureRatio") or None,
            "order": config.get("Order"),
        }
    )
