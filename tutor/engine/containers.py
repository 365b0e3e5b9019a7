"""Operations on the containers of this host: those of tasks, and those a user runs.

Source: engine `daemon/{create,start,stop,kill,delete,list,inspect,logs}.go`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tutor.engine.container_config import container_config
from tutor.engine.errors import EngineError
from tutor.engine.exec import Execs
from tutor.engine.filters import Filters, by_exact_labels, by_substring, check_keys
from tutor.engine.images import find_image
from tutor.engine.logs import LogOptions, Source, follow_logs
from tutor.engine.names import generated_name
from tutor.engine.views.containers import container_summary, container_view
from tutor.engine.waiting import Until
from tutor.swarm.host import Attachment, ContainerState
from tutor.swarm.ids import local_id
from tutor.swarm.registry import familiar_name

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Container, ContainerConfig, Host
    from tutor.swarm.objects import Network
    from tutor.swarm.spec import Json

FILTERS = (
    "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network",
    "publish", "since", "status", "volume",
)  # fmt: skip
INVALID, FORBIDDEN, NOT_FOUND, CONFLICT, SERVER_ERROR = 400, 403, 404, 409, 500
SECOND = 10**9


def find_container(host: Host, ref: str) -> Container:
    """By id, by name, by the beginning of the id. Raises EngineError."""
    every = list(host.containers.values())
    name = ref.removeprefix("/")
    for found in (
        [c for c in every if c.id == ref],
        [c for c in every if c.name == name],
        [c for c in every if ref and c.id.startswith(ref)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise EngineError(INVALID, f"multiple IDs found with provided prefix: {ref}")
    raise EngineError(NOT_FOUND, f"No such container: {ref}")


class Containers(Execs):
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        super().__init__(daemon, self._find)

    def _find(self, ref: str) -> Container:
        return find_container(self._daemon.host, ref)

    # ------------------------------------------------------------------ reading
    def list(self, all: bool = False, filters: Filters | None = None, limit: int = 0) -> list[Json]:  # noqa: A002 - the API's word
        """`GET /containers/json`, newest first; running ones, or all."""
        filters = filters or {}
        host = self._daemon.host
        check_keys(filters, FILTERS)
        every = all or bool(limit) or "status" in filters or "exited" in filters
        found = [
            container
            for container in reversed(host.containers.values())
            if (every or container.running) and self._matches(container, filters)
        ]
        return [container_summary(c, self._daemon.now) for c in (found[:limit] if limit else found)]

    def _matches(self, container: Container, filters: Filters) -> bool:
        exited, ancestors = filters.get("exited"), filters.get("ancestor")
        is_task = filters.get("is-task")
        return (
            by_substring(filters, "name", container.name, f"/{container.name}")
            and (not filters.get("id") or any(container.id.startswith(i) for i in filters["id"]))
            and by_exact_labels(filters, container.config.labels)
            and (not filters.get("status") or container.state in filters["status"])
            and (not filters.get("health") or (container.health or "none") in filters["health"])
            and (not exited or (not container.running and str(container.exit_code) in exited))
            and (not ancestors or familiar_name(container.config.image) in map(familiar_name, ancestors))
            and (not is_task or (is_task[0] in ("1", "true")) is bool(container.task_id))
            and _on_network(container, filters)
            and _with_volume(container, filters)
        )

    def inspect(self, ref: str) -> Json:
        return container_view(self._find(ref))

    def logs(self, ref: str, **options: Any) -> Operation[None]:
        """`GET /containers/{id}/logs`; options as in `tutor.engine.logs`."""
        host = self._daemon.host
        container_id = self._find(ref).id
        source = Source(
            lambda: list(host.logs.get(container_id, ())),
            lambda: (c := host.containers.get(container_id)) is not None and c.running,
        )
        yield from follow_logs(lambda: [source], LogOptions.read(options))

    # ------------------------------------------------------------------ making
    def create(self, name: str, body: Json) -> Json:
        """`POST /containers/create`. The image has to be on the host (404 otherwise, as the daemon says)."""
        host, sim = self._daemon.host, self._daemon.sim
        ref = body.get("Image", "")
        local = find_image(host, ref)
        image = sim.registry.find(local.name) if local else None
        if image is None:
            raise EngineError(NOT_FOUND, f"No such image: {familiar_name(ref)}")
        name = name.removeprefix("/") or self._free_name()
        clash = next((c for c in host.containers.values() if c.name == name), None)
        if clash is not None:
            raise EngineError(
                CONFLICT,
                f'Conflict. The container name "/{name}" is already in use by container "{clash.id}". You have to '
                "remove (or rename) that container to be able to reuse that name.",
            )
        config = container_config(name, body, image)
        container = sim.containers.create(host, config, image, self._places(body))
        return {"Id": container.id, "Warnings": []}

    def _free_name(self) -> str:
        taken = {container.name for container in self._daemon.host.containers.values()}
        while (name := generated_name(self._daemon.sim.rng)) in taken:
            pass
        return name

    def _places(self, body: Json) -> tuple[Attachment, ...]:
        """The networks a container is on from its start: the default bridge unless others are named."""
        endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        mode = (body.get("HostConfig") or {}).get("NetworkMode") or "default"
        names = list(endpoints) or ["bridge" if mode == "default" else mode]
        places = []
        for name in names:
            if name.startswith("container:"):
                continue
            aliases = tuple((endpoints.get(name) or {}).get("Aliases") or ())
            places.append(self._place(name, aliases))
        return tuple(places)

    def _place(self, name: str, aliases: tuple[str, ...]) -> Attachment:
        host, rng = self._daemon.host, self._daemon.sim.rng
        local = next((n for n in host.networks.values() if name in (n.name, n.id) or n.id.startswith(name)), None)
        if local is not None:
            address = host.free_address(local) if local.subnet else ""
            return Attachment(
                network_id=local.id, network_name=local.name, address=address, gateway=local.gateway,
                endpoint_id=local_id(rng), aliases=aliases,
            )  # fmt: skip
        network = self._overlay(name)
        swarm = self._daemon.swarm
        address = swarm.allocator.book.take(network.id) if swarm else ""
        return Attachment(
            network_id=network.id, network_name=network.name, address=address,
            endpoint_id=local_id(rng), aliases=aliases,
        )  # fmt: skip

    def _overlay(self, name: str) -> Network:
        swarm = self._daemon.swarm
        every = list(swarm.store.networks) if swarm else []
        network = next((n for n in every if name in (n.name, n.id)), None)
        if network is None:
            raise EngineError(NOT_FOUND, f"network {name} not found")
        if not network.attachable:
            raise EngineError(
                FORBIDDEN,
                f"Could not attach to network {name}: rpc error: code = PermissionDenied desc = "
                f"network {name} not manually attachable",
            )
        return network

    def start(self, ref: str) -> Operation[None]:
        """`POST /containers/{id}/start`."""
        container = self._find(ref)
        if container.running:
            return
        self._check_ports(container.config)
        started = self._daemon.sim.containers.start(self._daemon.host, container.id)
        if started.error:
            raise EngineError(INVALID if "exec" in started.error else SERVER_ERROR, started.error)
        yield from ()

    def _check_ports(self, config: ContainerConfig) -> None:
        for port in config.ports:
            for other in self._daemon.host.containers.values():
                if other.running and any(
                    (p.protocol, p.published) == (port.protocol, port.published) for p in other.config.ports
                ):
                    raise EngineError(
                        SERVER_ERROR,
                        "driver failed programming external connectivity on endpoint "
                        f"{config.name}: Bind for 0.0.0.0:{port.published} failed: port is already allocated",
                    )

    # ------------------------------------------------------------------ ending
    def stop(self, ref: str, timeout: int | None = None) -> Operation[None]:
        """`POST /containers/{id}/stop`; `timeout` in seconds."""
        host = self._daemon.host
        container = self._find(ref)
        if not container.running:
            return
        self._daemon.sim.containers.stop(host, container.id, None if timeout is None else timeout * SECOND)
        yield Until(lambda: not _runs(host, container.id))

    def restart(self, ref: str, timeout: int | None = None) -> Operation[None]:
        """`POST /containers/{id}/restart`."""
        yield from self.stop(ref, timeout)
        yield from self.start(ref)

    def kill(self, ref: str, signal: str = "KILL") -> None:
        container = self._find(ref)
        if not container.running:
            raise EngineError(
                CONFLICT,
                f"cannot kill container: {ref}: container {container.id} is not running",
            )
        self._daemon.sim.containers.kill(self._daemon.host, container.id, signal or "KILL")

    def remove(self, ref: str, force: bool = False, volumes: bool = False) -> None:
        """`DELETE /containers/{id}`; `volumes` takes its anonymous volumes away, too."""
        host = self._daemon.host
        container = self._find(ref)
        if container.running and not force:
            raise EngineError(
                CONFLICT,
                f'cannot remove container "/{container.name}": container is running: stop the container before '
                "removing or force remove",
            )
        self._daemon.sim.containers.remove(host, container.id)
        if volumes:
            for mount in container.config.mounts:
                volume = host.volumes.get(mount.source)
                if volume is not None and "com.docker.volume.anonymous" in volume.labels:
                    del host.volumes[mount.source]

    def wait(self, ref: str) -> Operation[int]:
        """`POST /containers/{id}/wait`: the exit code, once it has ended."""
        host = self._daemon.host
        container = self._find(ref)
        if container.state is not ContainerState.EXITED:
            yield Until(lambda: _ended(host, container.id))
        last = host.containers.get(container.id, container)
        return last.exit_code

    def rename(self, ref: str, name: str) -> None:
        host = self._daemon.host
        container = self._find(ref)
        if any(c.name == name for c in host.containers.values()):
            clash = next(c for c in host.containers.values() if c.name == name)
            raise EngineError(
                CONFLICT,
                f'Conflict. The container name "/{name}" is already in use by container "{clash.id}". You have to '
                "remove (or rename) that container to be able to reuse that name.",
            )
        host.containers[container.id] = replace(container, config=replace(container.config, name=name))

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /containers/prune`: every container that has ended."""
        host = self._daemon.host
        gone = [
            c.id for c in host.containers.values() if not c.running and by_exact_labels(filters or {}, c.config.labels)
        ]
        for container_id in gone:
            self._daemon.sim.containers.remove(host, container_id)
        return {"ContainersDeleted": gone or None, "SpaceReclaimed": 0}


def _on_network(container: Container, filters: Filters) -> bool:
    wanted = filters.get("network")
    return not wanted or any(
        place.network_name in wanted or place.network_id in wanted for place in container.attachments
    )


def _with_volume(container: Container, filters: Filters) -> bool:
    wanted = filters.get("volume")
    return not wanted or any(mount.source in wanted or mount.target in wanted for mount in container.config.mounts)


def _runs(host: Host, container_id: str) -> bool:
    container = host.containers.get(container_id)
    return container is not None and container.running


def _ended(host: Host, container_id: str) -> bool:
    container = host.containers.get(container_id)
    return container is None or container.state is ContainerState.EXITED
