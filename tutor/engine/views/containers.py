"""Containers of this host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.times import NEVER, SECOND, rfc3339
from tutor.swarm.host import ContainerState, Health

if TYPE_CHECKING:
    from tutor.swarm.host import Attachment, Container
    from tutor.swarm.spec import Json, MountConfig, PortConfig

MINUTE, HOUR = 60, 3600
HOURS_SHOWN, DAYS_SHOWN, WEEKS_SHOWN, MONTHS_SHOWN = 48, 14 * 24, 60 * 24, 2 * 365 * 24


def human_duration(nanoseconds: int) -> str:
    """As the daemon writes it into a container's status (docker/go-units HumanDuration)."""
    seconds = nanoseconds // SECOND
    minutes, hours = seconds // MINUTE, round(seconds / HOUR)
    if seconds < 1:
        return "Less than a second"
    if seconds == 1:
        return "1 second"
    if seconds < MINUTE:
        return f"{seconds} seconds"
    if minutes == 1:
        return "About a minute"
    if minutes < MINUTE:
        return f"{minutes} minutes"
    if hours == 1:
        return "About an hour"
    for limit, unit, word in (
        (HOURS_SHOWN, 1, "hours"),
        (DAYS_SHOWN, 24, "days"),
        (WEEKS_SHOWN, 24 * 7, "weeks"),
        (MONTHS_SHOWN, 24 * 30, "months"),
    ):
        if hours < limit:
            return f"{hours // unit} {word}"
    return f"{hours // (24 * 365)} years"


def status_text(container: Container, now: int) -> str:
    """`Up 2 seconds (healthy)`, `Exited (0) 5 minutes ago`, `Created`."""
    if container.state is ContainerState.CREATED:
        return "Created"
    if not container.running:
        return f"Exited ({container.exit_code}) {human_duration(now - container.finished_at)} ago"
    up = f"Up {human_duration(now - container.started_at)}"
    if container.state is ContainerState.PAUSED:
        return f"{up} (Paused)"
    if container.health is Health.STARTING:
        return f"{up} (health: starting)"
    return f"{up} ({container.health})" if container.health is not Health.NONE else up


def _port_list(container: Container) -> list[Json]:
    published = {(port.target, port.protocol): port for port in container.config.ports}
    ports: list[Json] = []
    if not container.running:
        return ports
    for exposed in container.config.exposed_ports:
        number, _, protocol = exposed.partition("/")
        if (int(number), protocol) not in published:
            ports.append({"PrivatePort": int(number), "Type": protocol})
    ports += [
        {"IP": ip, "PrivatePort": port.target, "PublicPort": port.published, "Type": port.protocol}
        for port in published.values()
        for ip in ("0.0.0.0", "::")  # noqa: S104 - a text that is shown, nothing listens
    ]
    return ports


def _mounts(mounts: tuple[MountConfig, ...]) -> list[Json]:
    views = []
    for mount in mounts:
        view: Json = {"Type": mount.kind}
        if mount.kind == "volume":
            view |= {"Name": mount.source, "Source": "", "Destination": mount.target, "Driver": "local"}
        else:
            view |= {"Source": mount.source, "Destination": mount.target}
        views.append(
            view | {"Mode": "z" if mount.kind == "volume" else "", "RW": not mount.read_only, "Propagation": ""}
        )
    return views


def _networks(attachments: tuple[Attachment, ...]) -> Json:
    return {place.network_name: _endpoint(place) for place in attachments}


def _endpoint(place: Attachment) -> Json:
    address, _, prefix = place.address.partition("/")
    return {
        "IPAMConfig": None,
        "Links": None,
        "Aliases": list(place.aliases) or None,
        "MacAddress": place.mac,
        "DriverOpts": None,
        "NetworkID": place.network_id,
        "EndpointID": place.endpoint_id,
        "Gateway": place.gateway,
        "IPAddress": address,
        "IPPrefixLen": int(prefix or 0),
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "DNSNames": None,
    }


def _network_mode(container: Container) -> str:
    asked = (container.config.raw.get("HostConfig") or {}).get("NetworkMode")
    return asked or (container.attachments[0].network_id if container.task_id and container.attachments else "default")


def container_summary(container: Container, now: int) -> Json:
    """One entry of `GET /containers/json`."""
    config = container.config
    return {
        "Id": container.id,
        "Names": [f"/{container.name}"],
        "Image": config.image.partition("@")[0] if container.task_id else config.image,
        "ImageID": container.image_id,
        "Command": " ".join(_quoted(word) for word in (*config.entrypoint, *config.cmd)),
        "Created": container.created_at // SECOND,
        "Ports": _port_list(container),
        "Labels": dict(config.labels),
        "State": str(container.state),
        "Status": status_text(container, now),
        "HostConfig": {"NetworkMode": _network_mode(container)},
        "NetworkSettings": {"Networks": _networks(container.attachments)},
        "Mounts": _mounts(config.mounts),
    }


def _quoted(word: str) -> str:
    return f"'{word}'" if " " in word else word


def container_view(container: Container) -> Json:
    """`GET /containers/{id}/json`."""
    config = container.config
    argv = [*config.entrypoint, *config.cmd]
    hostname = config.hostname or container.id[:12]
    return {
        "Id": container.id,
        "Created": rfc3339(container.created_at),
        "Path": argv[0] if argv else "",
        "Args": argv[1:],
        "State": _state(container),
        "Image": container.image_id,
        "ResolvConfPath": f"/var/lib/docker/containers/{container.id}/resolv.conf",
        "HostnamePath": f"/var/lib/docker/containers/{container.id}/hostname",
        "HostsPath": f"/var/lib/docker/containers/{container.id}/hosts",
        "LogPath": f"/var/lib/docker/containers/{container.id}/{container.id}-json.log",
        "Name": f"/{container.name}",
        "RestartCount": container.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": None,
        "HostConfig": _host_config(container),
        "GraphDriver": {"Data": None, "Name": "overlay2"},
        "Mounts": _mounts(config.mounts),
        "Config": {
            "Hostname": hostname,
            "Domainname": "",
            "User": config.user,
            "AttachStdin": False,
            "AttachStdout": False,
            "AttachStderr": False,
            "ExposedPorts": {port: {} for port in config.exposed_ports},
            "Tty": config.tty,
            "OpenStdin": False,
            "StdinOnce": False,
            "Env": list(config.env),
            "Cmd": list(config.cmd) or None,
            "Image": config.image,
            "Volumes": None,
            "WorkingDir": config.workdir,
            "Entrypoint": list(config.entrypoint) or None,
            "OnBuild": None,
            "Labels": dict(config.labels),
            **({"StopSignal": config.stop_signal} if config.stop_signal else {}),
        },
        "NetworkSettings": _network_settings(container),
    }


def _state(container: Container) -> Json:
    state: Json = {
        "Status": str(container.state),
        "Running": container.running,
        "Paused": container.state is ContainerState.PAUSED,
        "Restarting": False,
        "OOMKilled": False,
        "Dead": False,
        "Pid": container.pid,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": rfc3339(container.started_at) if container.started_at else NEVER,
        "FinishedAt": rfc3339(container.finished_at) if container.finished_at else NEVER,
    }
    if container.health is not Health.NONE:
        state["Health"] = {"Status": str(container.health), "FailingStreak": container.failing_streak, "Log": []}
    return state


def _host_config(container: Container) -> Json:
    asked = container.config.raw.get("HostConfig") or {}
    policy, _, count = container.config.restart.partition(":")
    return {
        **asked,
        "Binds": asked.get("Binds"),
        "NetworkMode": _network_mode(container),
        "PortBindings": _bindings(container.config.ports),
        "RestartPolicy": {"Name": policy or "no", "MaximumRetryCount": int(count or 0)},
        "AutoRemove": container.config.auto_remove,
    }


def _bindings(ports: tuple[PortConfig, ...]) -> Json:
    return {f"{port.target}/{port.protocol}": [{"HostIp": "", "HostPort": str(port.published or "")}] for port in ports}


def _network_settings(container: Container) -> Json:
    bridge = next((place for place in container.attachments if place.network_name == "bridge"), None)
    endpoint = _endpoint(bridge) if bridge and container.running else {}
    ports: Json = dict.fromkeys(container.config.exposed_ports)
    if container.running:
        for port in container.config.ports:
            ports[f"{port.target}/{port.protocol}"] = [
                {"HostIp": ip, "HostPort": str(port.published)}
                for ip in ("0.0.0.0", "::")  # noqa: S104 - a text that is shown, nothing listens
            ]
    return {
        "Bridge": "",
        "SandboxID": container.id if container.running else "",
        "SandboxKey": f"/var/run/docker/netns/{container.id[:12]}" if container.running else "",
        "Ports": ports,
        "HairpinMode": False,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None,
        "EndpointID": endpoint.get("EndpointID", ""),
        "Gateway": endpoint.get("Gateway", ""),
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": endpoint.get("IPAddress", ""),
        "IPPrefixLen": endpoint.get("IPPrefixLen", 0),
        "IPv6Gateway": "",
        "MacAddress": endpoint.get("MacAddress", ""),
        "Networks": _networks(container.attachments),
    }
