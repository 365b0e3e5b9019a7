"""Containers of this host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.times import NEVER, SECOND, rfc3339, shown
from tutor.engine.views.host_config import host_config_view, network_mode
from tutor.swarm.host import ContainerState, Health

if TYPE_CHECKING:
    from tutor.swarm.host import Attachment, Container
    from tutor.swarm.spec import Json, MountConfig, PortConfig

PREDEFINED = ("bridge", "host", "none")
SWARM_ID = 25
"""Length of the id of a network of the swarm."""
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
    if container.state is ContainerState.RESTARTING:
        return f"Restarting ({container.exit_code}) {human_duration(now - container.finished_at)} ago"
    if not container.running:
        return f"Exited ({container.exit_code}) {human_duration(now - container.finished_at)} ago"
    up = f"Up {human_duration(now - container.started_at)}"
    if container.state is ContainerState.PAUSED:
        return f"{up} (Paused)"
    if container.health is Health.STARTING:
        return f"{up} (health: starting)"
    return f"{up} ({container.health})" if container.health is not Health.NONE else up


def _everywhere(port: PortConfig) -> tuple[str, ...]:
    """The addresses of the machine that a port is bound to."""
    return (port.address,) if port.address else ("0.0.0.0", "::")  # noqa: S104 - shown, nothing listens


def _port_list(container: Container) -> list[Json]:
    published = {(port.target, port.protocol) for port in container.config.ports}
    ports: list[Json] = []
    if not container.running or any(p.network_name == "host" for p in container.attachments):
        return ports
    for exposed in container.config.exposed_ports:
        number, _, protocol = exposed.partition("/")
        if (int(number), protocol) not in published:
            ports.append({"PrivatePort": int(number), "Type": protocol})
    ports += [
        {"IP": ip, "PrivatePort": port.target, "PublicPort": port.published, "Type": port.protocol}
        for port in container.config.ports
        for ip in _everywhere(port)
    ]
    return ports


def mounts_view(mounts: tuple[MountConfig, ...]) -> list[Json]:
    """`Mounts`: what is mounted where, as it came about."""
    return [_mount(mount) for mount in mounts]


def _mount(mount: MountConfig) -> Json:
    view: Json = {"Type": mount.kind}
    if mount.kind == "volume":
        view |= {"Name": mount.source, "Source": f"/var/lib/docker/volumes/{mount.source}/_data"}
    else:
        view["Source"] = mount.source
    view["Destination"] = mount.target
    if mount.kind == "volume":
        view["Driver"] = mount.driver or "local"
    propagation = "rprivate" if mount.kind == "bind" else ""
    return {**view, "Mode": mount.mode, "RW": not mount.read_only, "Propagation": propagation}


def _networks(container: Container) -> Json:
    return {place.network_name: _endpoint(container, place) for place in container.attachments}


def _endpoint(container: Container, place: Attachment) -> Json:
    """One end on a network; it has addresses while the container runs only."""
    live = container.running
    address, _, prefix = place.address.partition("/") if live else ("", "", "")
    predefined = place.network_name in PREDEFINED
    overlay = len(place.network_id) == SWARM_ID
    fixed = place.fixed or (place.address.partition("/")[0] if container.task_id and not predefined else "")
    return {
        "IPAMConfig": {"IPv4Address": fixed} if fixed else (None if predefined or not place.aliases else {}),
        "Links": None,
        "Aliases": list(place.aliases) or (None if predefined or overlay else []),
        "MacAddress": place.mac if live else "",
        "DriverOpts": None,
        "NetworkID": place.network_id,
        "EndpointID": place.endpoint_id if live else "",
        "Gateway": place.gateway if live else "",
        "IPAddress": address,
        "IPPrefixLen": int(prefix or 0),
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "DNSNames": None if predefined else _dns_names(container, place),
    }


def _dns_names(container: Container, place: Attachment) -> list[str]:
    names = (container.name, *place.aliases, container.id[:12], container.config.hostname)
    return list(dict.fromkeys(name for name in names if name))


def container_summary(container: Container, now: int, *, tagged: bool = True) -> Json:
    """One entry of `GET /containers/json`. `tagged`: its image still has the name that it was made from."""
    config = container.config
    image = config.image.partition("@")[0] if container.task_id else config.image
    return {
        "Id": container.id,
        "Names": [f"/{container.name}"],
        "Image": image if tagged else container.image_id,
        "ImageID": container.image_id,
        "Command": " ".join(_quoted(word) for word in (*config.entrypoint, *config.cmd)),
        "Created": shown(container.created_at) // SECOND,
        "Ports": _port_list(container),
        "Labels": dict(config.labels),
        "State": str(container.state),
        "Status": status_text(container, now),
        "HostConfig": {"NetworkMode": network_mode(container)},
        "NetworkSettings": {"Networks": _networks(container)},
        "Mounts": mounts_view(config.mounts),
    }


def _quoted(word: str) -> str:
    return f"'{word}'" if " " in word else word


def container_view(container: Container, host_name: str = "") -> Json:
    """`GET /containers/{id}/json`. `host_name`: the machine's, which containers on its network share."""
    config = container.config
    argv = [*config.entrypoint, *config.cmd]
    folder = f"/var/lib/docker/containers/{container.id}"
    return {
        "Id": container.id,
        "Created": rfc3339(container.created_at),
        "Path": argv[0] if argv else "",
        "Args": argv[1:],
        "State": _state(container),
        "Image": container.image_id,
        "ResolvConfPath": f"{folder}/resolv.conf",
        "HostnamePath": f"{folder}/hostname",
        "HostsPath": f"{folder}/hosts",
        "LogPath": f"{folder}/{container.id}-json.log",
        "Name": f"/{container.name}",
        "RestartCount": container.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": None,
        "HostConfig": host_config_view(container),
        "GraphDriver": {"Data": _layers(container.id, container.image_id), "Name": "overlay2"},
        "Mounts": mounts_view(config.mounts),
        "Config": _config(container, host_name),
        "NetworkSettings": _network_settings(container),
    }


def _layers(container_id: str, image_id: str) -> Json:
    folder = f"/var/lib/docker/overlay2/{container_id[::-1]}"
    below = f"/var/lib/docker/overlay2/{image_id.removeprefix('sha256:')[::-1]}/diff"
    return {
        "LowerDir": f"{folder}-init/diff:{below}",
        "MergedDir": f"{folder}/merged",
        "UpperDir": f"{folder}/diff",
        "WorkDir": f"{folder}/work",
    }


def hostname_of(container: Container, host_name: str) -> str:
    """What `hostname` says inside."""
    on_host = network_mode(container) == "host" or any(p.network_name == "host" for p in container.attachments)
    return container.config.hostname or (host_name if on_host else container.id[:12])


def _config(container: Container, host_name: str) -> Json:
    config, asked = container.config, container.config.raw
    exposed: Json = {port: {} for port in config.exposed_ports}
    volumes: Json = {mount.target: {} for mount in config.mounts if mount.anonymous}
    attached = not container.task_id and not asked.get("Detach")
    view: Json = {
        "Hostname": hostname_of(container, host_name),
        "Domainname": "",
        "User": config.user,
        "AttachStdin": attached and bool(asked.get("AttachStdin")),
        "AttachStdout": attached and bool(asked.get("AttachStdout")),
        "AttachStderr": attached and bool(asked.get("AttachStderr")),
        **({"ExposedPorts": exposed} if exposed else {}),
        "Tty": config.tty,
        "OpenStdin": bool(asked.get("OpenStdin")),
        "StdinOnce": attached and bool(asked.get("OpenStdin")),
        "Env": list(config.env),
        "Cmd": list(config.cmd) or None,
    }
    if config.health is not None:
        view["Healthcheck"] = asked.get("Healthcheck") or {}
    view |= {
        "Image": config.image,
        "Volumes": {**volumes, **{key: {} for key in config.image_volumes}} or None,
        "WorkingDir": config.workdir,
        "Entrypoint": list(config.entrypoint) or None,
        "OnBuild": None,
        "Labels": dict(config.labels),
    }
    if config.stop_signal:
        view["StopSignal"] = config.stop_signal
    if asked.get("StopTimeout") is not None:
        view["StopTimeout"] = asked["StopTimeout"]
    return view


def _state(container: Container) -> Json:
    state: Json = {
        "Status": str(container.state),
        "Running": container.running,
        "Paused": container.state is ContainerState.PAUSED,
        "Restarting": container.state is ContainerState.RESTARTING,
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


def _network_settings(container: Container) -> Json:
    bridge = next((place for place in container.attachments if place.network_name == "bridge"), None)
    endpoint = _endpoint(container, bridge) if bridge and container.running else {}
    live = container.running
    return {
        "Bridge": "",
        "SandboxID": container.id[::-1] if live else "",
        "SandboxKey": f"/var/run/docker/netns/{container.id[::-1][:12]}" if live else "",
        "Ports": _bound(container) if live else {},
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
        "Networks": _networks(container),
    }


def _bound(container: Container) -> Json:
    """Exposed ports, and where those that are published are bound."""
    ports: Json = dict.fromkeys(container.config.exposed_ports)
    for port in container.config.ports:
        places = [{"HostIp": ip, "HostPort": str(port.published)} for ip in _everywhere(port)]
        key = f"{port.target}/{port.protocol}"
        ports[key] = [*(ports.get(key) or ()), *places]
    return ports
