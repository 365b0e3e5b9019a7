"""The body of `POST /containers/create` and an image -> what a container is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.swarm.host import ContainerConfig
from tutor.swarm.spec import MountConfig, PortConfig, health_config, mount_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tutor.swarm.registry import Image
    from tutor.swarm.spec import Json

INVALID = 400
SECOND = 10**9
GRACE = 10


def container_config(name: str, body: Json, image: Image) -> ContainerConfig:
    host = body.get("HostConfig") or {}
    entrypoint = body.get("Entrypoint")
    cmd = body.get("Cmd")
    exposed = tuple(dict.fromkeys((*image.exposed_ports, *(body.get("ExposedPorts") or {}))))
    env = tuple(body.get("Env") or ())
    given = {entry.partition("=")[0] for entry in env}
    health = body.get("Healthcheck")
    timeout = body.get("StopTimeout")
    policy = host.get("RestartPolicy") or {}
    retries = policy.get("MaximumRetryCount") or 0
    return ContainerConfig(
        name=name,
        image=body["Image"],
        entrypoint=() if entrypoint == [""] else tuple(entrypoint or image.entrypoint),
        cmd=tuple(cmd) if cmd else (() if entrypoint else image.cmd),
        env=(*env, *(entry for entry in image.env if entry.partition("=")[0] not in given)),
        labels={**image.labels, **(body.get("Labels") or {})},
        hostname=body.get("Hostname") or "",
        workdir=body.get("WorkingDir") or image.workdir,
        user=body.get("User") or image.user,
        tty=bool(body.get("Tty")),
        exposed_ports=exposed,
        ports=_ports(host.get("PortBindings") or {}, exposed if host.get("PublishAllPorts") else ()),
        mounts=_mounts(host, body.get("Volumes") or ()),
        stop_signal=body.get("StopSignal") or image.stop_signal,
        stop_timeout=(GRACE if timeout is None else timeout) * SECOND,
        health=health_config(health) if health else None,
        restart=(policy.get("Name") or "no") + (f":{retries}" if retries else ""),
        auto_remove=bool(host.get("AutoRemove")),
        raw=body,
    )


def _ports(bindings: Mapping[str, Any], every: Sequence[str]) -> tuple[PortConfig, ...]:
    """The ports of the machine that are wanted, 0 for any; `every`: those exposed, with `--publish-all`."""
    ports = []
    for exposed in dict.fromkeys((*bindings, *every)):
        target, _, protocol = exposed.partition("/")
        if not target.isdecimal():
            raise EngineError(INVALID, f'invalid port specification: "{exposed}"')
        places: Sequence[Mapping[str, Any]] = bindings.get(exposed) or ({},)
        for place in places:
            number = (place.get("HostPort") or "0").partition("-")[0]
            if not number.isdecimal():
                raise EngineError(INVALID, f"invalid port specification: {number}")
            address = place.get("HostIp") or ""
            ports.append(PortConfig(int(target), int(number), protocol or "tcp", "host", address=address))
    return tuple(ports)


def _mounts(host: Mapping[str, Any], volumes: Iterable[str]) -> tuple[MountConfig, ...]:
    """What `-v` and `--mount` ask for, then the volumes without a name."""
    mounts = []
    for bind in host.get("Binds") or ():
        source, _, rest = bind.partition(":")
        target, _, mode = rest.partition(":")
        kind = "bind" if source.startswith("/") else "volume"
        shown = mode or ("z" if kind == "volume" else "")
        mounts.append(MountConfig(kind, source, target or source, "ro" in mode.split(","), mode=shown))
    mounts += [mount_config(mount) for mount in host.get("Mounts") or ()]
    taken = {mount.target for mount in mounts}
    mounts += [MountConfig("volume", "", target) for target in volumes if target not in taken]
    return tuple(mounts)
