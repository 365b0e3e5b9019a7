"""The flags of `docker run` as the body of `POST /containers/create`.

Source: docker/cli `cli/command/container/opts.go` (`parse`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.container_exec import environment
from tutor.shell.docker.gotext import BadValue, parse_uint
from tutor.shell.docker.objects import key_values
from tutor.shell.docker.service_ports import port_mappings

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.flags import Values
    from tutor.shell.docker.objects import Json

_POLICIES = ("no", "always", "unless-stopped", "on-failure")


def container_body(call: Call) -> Json:
    """The whole body.

    Raises:
        ClientError: flags that do not go together, in the client's words.
    """
    flags = call.flags
    image, *words = call.args
    detached = call.command.name == "run" and flags.on("detach")
    streams = flags.many("attach")
    if detached and streams:
        raise ClientError("conflicting options: cannot specify both --attach and --detach")
    body: Json = {
        "Hostname": flags.text("hostname"),
        "User": flags.text("user"),
        "Tty": flags.on("tty"),
        "OpenStdin": flags.on("interactive"),
        "AttachStdin": flags.on("interactive") and not detached,
        "AttachStdout": not detached and (not streams or "stdout" in streams),
        "AttachStderr": not detached and (not streams or "stderr" in streams),
        "Env": environment(call),
        "Cmd": words or None,
        "Image": image,
        "WorkingDir": flags.text("workdir"),
        "Labels": key_values(flags.many("label")),
        "Volumes": {volume: {} for volume in flags.many("volume") if ":" not in volume},
        "ExposedPorts": {name: {} for name in (*_exposed(flags), *_bindings(flags))},
        "HostConfig": _host_config(flags),
        "NetworkingConfig": {"EndpointsConfig": _endpoints(flags)},
    }
    if flags.changed("entrypoint"):
        body["Entrypoint"] = [flags.text("entrypoint")] if flags.text("entrypoint") else [""]
    if flags.changed("stop-signal"):
        body["StopSignal"] = flags.text("stop-signal")
    if flags.changed("stop-timeout"):
        body["StopTimeout"] = flags.number("stop-timeout")
    if flags.changed("mac-address"):
        body["MacAddress"] = flags.text("mac-address")
    health = _health(flags)
    if health:
        body["Healthcheck"] = health
    return body


def _exposed(flags: Values) -> list[str]:
    names = []
    for text in flags.many("expose"):
        if ":" in text:
            raise ClientError(f"invalid port format for --expose: {text}")
        try:
            names += [f"{mapping.container}/{mapping.protocol}" for mapping in port_mappings(text)]
        except BadValue as error:
            raise ClientError(f"invalid range format for --expose: {text}, error: {_numeric(text, error)}") from None
    return names


def _numeric(text: str, error: BadValue) -> str:
    """What Go says of a port that is no number."""
    try:
        for number in text.partition("/")[0].split("-", 1):
            parse_uint(number, 16)
    except BadValue as refusal:
        return str(refusal)
    return str(error)


def _bindings(flags: Values) -> dict[str, list[Json]]:
    bindings: dict[str, list[Json]] = {}
    for text in flags.many("publish"):
        try:
            mappings = port_mappings(text)
        except BadValue as error:
            raise ClientError(str(error)) from None
        for mapping in mappings:
            place = {"HostIp": mapping.address, "HostPort": mapping.host}
            bindings.setdefault(f"{mapping.container}/{mapping.protocol}", []).append(place)
    return bindings


def _host_config(flags: Values) -> Json:
    if flags.on("rm") and flags.text("restart") not in ("", "no"):
        raise ClientError("conflicting options: cannot specify both --restart and --rm")
    networks = flags.many("network")
    config: Json = {
        "Binds": _binds(flags) or None,
        "Mounts": list(flags.many("mount")),
        "NetworkMode": _network_name(networks[0]) if networks else "default",
        "PortBindings": _bindings(flags),
        "PublishAllPorts": flags.on("publish-all"),
        "RestartPolicy": restart_policy(flags.text("restart")),
        "AutoRemove": flags.on("rm"),
        "Privileged": flags.on("privileged"),
        "ReadonlyRootfs": flags.on("read-only"),
        "CapAdd": list(flags.many("cap-add")) or None,
        "CapDrop": list(flags.many("cap-drop")) or None,
        "Dns": list(flags.many("dns")),
        "DnsOptions": list(flags.many("dns-option")),
        "DnsSearch": list(flags.many("dns-search")),
        "ExtraHosts": list(flags.many("add-host")) or None,
        "Memory": flags.number("memory"),
        "MemoryReservation": flags.number("memory-reservation"),
        "NanoCpus": flags.number("cpus"),
        "ShmSize": flags.number("shm-size"),
        "Sysctls": dict(flags["sysctl"]) or None,
        "Ulimits": list(flags.many("ulimit")) or None,
        "LogConfig": {"Type": flags.text("log-driver"), "Config": key_values(flags.many("log-opt"))},
        **{member: flags[name] for name, member in _LIMITS.items() if flags.changed(name)},
    }
    if flags.many("tmpfs"):
        config["Tmpfs"] = {path: options for path, _, options in (t.partition(":") for t in flags.many("tmpfs"))}
    if flags.changed("pids-limit"):
        config["PidsLimit"] = flags.number("pids-limit")
    if flags.changed("init"):
        config["Init"] = flags.on("init")
    return config


def restart_policy(text: str) -> Json:
    """`--restart`: `no`, `always`, `unless-stopped`, `on-failure[:N]`."""
    name, colon, count = text.partition(":")
    if not text:
        return {"Name": "no", "MaximumRetryCount": 0}
    if colon and not name:
        raise ClientError("invalid restart policy format: no policy provided before colon")
    if colon and not re.fullmatch(r"-?\d+", count):
        raise ClientError("invalid restart policy format: maximum retry count must be an integer")
    return {"Name": name, "MaximumRetryCount": int(count or 0)}


_LIMITS = {
    "cpu-period": "CpuPeriod",
    "cpu-quota": "CpuQuota",
    "cpu-shares": "CpuShares",
    "cpuset-cpus": "CpusetCpus",
    "cpuset-mems": "CpusetMems",
    "group-add": "GroupAdd",
    "ipc": "IpcMode",
    "link": "Links",
    "memory-swap": "MemorySwap",
    "oom-score-adj": "OomScoreAdj",
    "pid": "PidMode",
    "security-opt": "SecurityOpt",
    "userns": "UsernsMode",
    "uts": "UTSMode",
}
"""Flags that are passed on as they are."""


def _binds(flags: Values) -> list[str]:
    """What `-v` names with a source: a folder of the machine or a volume."""
    binds = []
    for volume in flags.many("volume"):
        parts = volume.split(":")
        if len(parts) > 1 and not all(parts[:2]):
            raise ClientError(f"invalid spec: {volume}: empty section between colons")
        if len(parts) > 3:
            raise ClientError(f"invalid volume specification: '{volume}'")
        if len(parts) > 1:
            binds.append(volume)
    return binds


def _network_name(text: str) -> str:
    """`name=web,alias=x` or just the name."""
    if "=" not in text:
        return text
    return key_values(text.split(",")).get("name", text)


def _endpoints(flags: Values) -> Json:
    aliases = list(flags.many("network-alias"))
    addresses = {
        key: flags.text(flag) for key, flag in (("IPv4Address", "ip"), ("IPv6Address", "ip6")) if flags.text(flag)
    }
    endpoints: Json = {}
    for n, text in enumerate(flags.many("network")):
        settings: Json = {"Aliases": aliases if n == 0 else []}
        if "=" in text:
            pairs = [part.split("=", 1) for part in text.split(",") if "=" in part]
            settings["Aliases"] = [value for key, value in pairs if key == "alias"] or settings["Aliases"]
        if n == 0 and addresses:
            settings["IPAMConfig"] = addresses
        endpoints[_network_name(text)] = settings
    return endpoints


def _health(flags: Values) -> Json:
    """The health check, when a flag speaks of it."""
    names = ("interval", "timeout", "start-period", "start-interval")
    given = {name: flags.number(f"health-{name}") for name in names if flags.changed(f"health-{name}")}
    wanted = flags.changed("health-cmd") or flags.changed("health-retries") or given
    if flags.on("no-healthcheck"):
        if wanted:
            raise ClientError("--no-healthcheck conflicts with --health-* options")
        return {"Test": ["NONE"]}
    for name, value in given.items():
        if value < 0:
            raise ClientError(f"--health-{name} cannot be negative")
    if not wanted:
        return {}
    if flags.number("health-retries") < 0:
        raise ClientError("--health-retries cannot be negative")
    health: Json = {name.title().replace("-", ""): value for name, value in given.items()}
    if flags.text("health-cmd"):
        health["Test"] = ["CMD-SHELL", flags.text("health-cmd")]
    if flags.changed("health-retries"):
        health["Retries"] = flags.number("health-retries")
    return health
