"""The container that an agent makes for a task. Source: engine `daemon/cluster/executor/container/container.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.swarm.host import ContainerConfig
from tutor.swarm.placeholders import context, expand

if TYPE_CHECKING:
    from tutor.swarm.host import Host
    from tutor.swarm.objects import Task
    from tutor.swarm.registry import Image
    from tutor.swarm.spec import Json, MountConfig, TaskSpec


def container_config(task: Task, image: Image, host: Host) -> ContainerConfig:
    """Image and task put together; `{{.Service.Name}}` and its like are filled in where Docker allows them."""
    spec = task.spec.container
    values = _placeholders(task, host)
    return ContainerConfig(
        name=task.name,
        image=task.spec.image,
        entrypoint=spec.command or image.entrypoint,
        cmd=spec.args or (() if spec.command else image.cmd),
        env=(*(_variable(e, values) for e in spec.env), *_inherited(image, spec.env)),
        labels={**image.labels, **spec.labels, **task_labels(task)},
        hostname=expand(spec.hostname, values),
        workdir=task.spec.raw.get("ContainerSpec", {}).get("Dir") or image.workdir,
        user=task.spec.raw.get("ContainerSpec", {}).get("User") or image.user,
        tty=spec.tty,
        exposed_ports=image.exposed_ports,
        ports=tuple(p for p in task.ports if p.mode == "host"),
        mounts=tuple(_expanded(mount, values) for mount in spec.mounts),
        stop_signal=spec.stop_signal or image.stop_signal,
        stop_timeout=spec.stop_grace_period,
        health=spec.health,
        raw=_body(task),
    )


_BODIES: dict[int, tuple[TaskSpec, Json]] = {}
"""Bodies that were made last, by the identity of the specification, which is kept so that it stays its own."""
_KEPT = 256


def _body(task: Task) -> Json:
    """The rest of what `docker run` would have sent; tasks of one specification share it."""
    known = _BODIES.get(id(task.spec))
    if known is None:
        while len(_BODIES) >= _KEPT:
            del _BODIES[next(iter(_BODIES))]
        body = {"HostConfig": _host_config(task), "Healthcheck": _spec(task).get("Healthcheck")}
        known = _BODIES[id(task.spec)] = (task.spec, body)
    return known[1]


def _spec(task: Task) -> Json:
    container: Json = task.spec.raw.get("ContainerSpec") or {}
    return container


def _host_config(task: Task) -> Json:
    """What the service says of limits, rights, names and mounts, where `docker run` would have it."""
    spec, resources = _spec(task), task.spec.raw.get("Resources") or {}
    limits, reserved = resources.get("Limits") or {}, resources.get("Reservations") or {}
    dns = spec.get("DNSConfig") or {}
    hosts = [entry.split() for entry in spec.get("Hosts") or ()]
    log = task.spec.raw.get("LogDriver") or {}
    return {
        "Isolation": spec.get("Isolation") or "default",
        "Init": bool(spec.get("Init")),
        "Memory": limits.get("MemoryBytes") or 0,
        "NanoCpus": limits.get("NanoCPUs") or 0,
        "PidsLimit": limits.get("Pids") or None,
        "MemoryReservation": reserved.get("MemoryBytes") or 0,
        "Mounts": list(spec.get("Mounts") or ()),
        "CapAdd": spec.get("CapabilityAdd"),
        "CapDrop": spec.get("CapabilityDrop"),
        "Dns": dns.get("Nameservers"),
        "DnsOptions": dns.get("Options"),
        "DnsSearch": dns.get("Search"),
        "ExtraHosts": [f"{name}:{entry[0]}" for entry in hosts for name in entry[1:]] or None,
        "GroupAdd": spec.get("Groups"),
        "ReadonlyRootfs": bool(spec.get("ReadOnly")),
        "Sysctls": spec.get("Sysctls"),
        "Ulimits": spec.get("Ulimits"),
        "LogConfig": {"Type": log.get("Name", ""), "Config": log.get("Options") or {}},
    }


def task_labels(task: Task) -> dict[str, str]:
    """What a swarm writes on the containers of its tasks."""
    return {
        "com.docker.swarm.node.id": task.node_id,
        "com.docker.swarm.service.id": task.service_id,
        "com.docker.swarm.service.name": task.service_name,
        "com.docker.swarm.task": "",
        "com.docker.swarm.task.id": task.id,
        "com.docker.swarm.task.name": task.name,
    }


def _inherited(image: Image, env: tuple[str, ...]) -> tuple[str, ...]:
    given = {e.partition("=")[0] for e in env}
    return tuple(e for e in image.env if e.partition("=")[0] not in given)


def _placeholders(task: Task, host: Host) -> dict[str, Any]:
    return context(
        service=(task.service_id, task.service_name, task.labels),
        node=(task.node_id, host.name),
        task=(task.id, task.name, str(task.slot or task.node_id)),
    )


def _expanded(mount: MountConfig, values: dict[str, Any]) -> MountConfig:
    return replace(mount, source=expand(mount.source, values), target=expand(mount.target, values))


def _variable(text: str, values: dict[str, Any]) -> str:
    """Only the value of a variable is a template."""
    name, equals, value = text.partition("=")
    return f"{name}={expand(value, values)}" if equals else name
