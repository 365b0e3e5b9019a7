"""Operations on the containers of this host: those of tasks, and those a user runs.

Source: engine `daemon/{create,start,stop,kill,delete,list,inspect,logs}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.engine.attach import attach
from tutor.engine.container_changes import ContainerChanges
from tutor.engine.container_checks import check_body, check_container_name
from tutor.engine.container_config import container_config
from tutor.engine.container_list import listed
from tutor.engine.errors import EngineError
from tutor.engine.exec import Execs
from tutor.engine.filters import Filters, by_exact_labels, check_keys, made_before
from tutor.engine.images import familiar_ref, find_image, image_behind
from tutor.engine.logs import LogOptions, Source, follow_logs
from tutor.engine.names import generated_name
from tutor.engine.networks import Networks
from tutor.engine.times import rfc3339
from tutor.engine.views.containers import container_summary, container_view
from tutor.engine.waiting import Until
from tutor.swarm.agent import path_exists
from tutor.swarm.box.programs import ACCOUNTS
from tutor.swarm.containers import EPHEMERAL
from tutor.swarm.host import Attachment, ContainerState
from tutor.swarm.signals import is_signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Container, ContainerConfig, Host, LogLine
    from tutor.swarm.spec import Json

PRUNE_FILTERS = ("label", "label!", "until")
INVALID, NOT_FOUND, CONFLICT, SERVER_ERROR = 400, 404, 409, 500
SECOND = 10**9
STDIN_PATIENCE = 2 * SECOND
"""How long the start of a container waits for the end of its input, which its program is played with."""


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


class Containers(Execs, ContainerChanges):
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._networks = Networks(daemon)
        self._attached: dict[str, Stdin] = {}
        """Input that was attached to a container before its start."""
        Execs.__init__(self, daemon, self._find)
        ContainerChanges.__init__(self, daemon, self._find)

    def _find(self, ref: str) -> Container:
        return find_container(self._daemon.host, ref)

    # ------------------------------------------------------------------ reading
    def list(self, all: bool = False, filters: Filters | None = None, limit: int = 0, size: bool = False) -> list[Json]:  # noqa: A002 - the API's word
        """`GET /containers/json`, newest first; running ones, or all. `size` adds how much they take."""
        host = self._daemon.host
        found = listed(host, filters or {}, self._find, all, limit)
        return [self._summary(host, container) | (self._sizes(container) if size else {}) for container in found]

    def _summary(self, host: Host, container: Container) -> Json:
        image = find_image(host, container.config.image)
        tagged = image is not None and image.id == container.image_id
        return container_summary(container, self._daemon.now, tagged=tagged)

    def _sizes(self, container: Container) -> Json:
        host = self._daemon.host
        written = sum(len(text) for text in host.written.get(container.id, {}).values())
        image = next((i.size for i in host.images.values() if i.id == container.image_id), 0)
        return {"SizeRw": written, "SizeRootFs": image + written}

    def inspect(self, ref: str, size: bool = False) -> Json:
        """`GET /containers/{id}/json`."""
        container = self._find(ref)
        view = container_view(container, self._daemon.host.name)
        return {**view, **self._sizes(container)} if size else view

    def logs_of(self, ref: str) -> Sequence[LogLine]:
        """Every line that a container has written."""
        return self._daemon.host.logs.get(self._find(ref).id, ())

    def logs(self, ref: str, **options: Any) -> Operation[None]:
        """`GET /containers/{id}/logs`; options as in `tutor.engine.logs`."""
        host = self._daemon.host
        found = self._find(ref)
        container_id = found.id
        driver = ((found.config.raw.get("HostConfig") or {}).get("LogConfig") or {}).get("Type")
        if driver == "none" and not options.get("attached"):
            raise EngineError(INVALID, "configured logging driver does not support reading")
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
        check_body(body, host.spec, path_exists, lambda name: any(c.name == name for c in host.containers.values()))
        local = find_image(host, ref)
        image = image_behind(sim.registry, local) if local else None
        if image is None:
            raise EngineError(NOT_FOUND, f"No such image: {familiar_ref(ref)}")
        given = name
        name = name.removeprefix("/") or self._free_name()
        check_container_name(name, given)
        self._check_free(name)
        config = container_config(name, body, image)
        places = self._wanted(body)
        container = sim.containers.create(host, config, image, places)
        return {"Id": container.id, "Warnings": []}

    def _check_free(self, name: str) -> None:
        clash = next((c for c in self._daemon.host.containers.values() if c.name == name), None)
        if clash is not None:
            raise EngineError(
                CONFLICT,
                f'Conflict. The container name "/{name}" is already in use by container "{clash.id}". You have to '
                "remove (or rename) that container to be able to reuse that name.",
            )

    def _free_name(self) -> str:
        taken = {container.name for container in self._daemon.host.containers.values()}
        while (name := generated_name(self._daemon.sim.rng)) in taken:
            pass
        return name

    def _wanted(self, body: Json) -> tuple[Attachment, ...]:
        """The networks a container will be on, by name: the default bridge unless others are named."""
        endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        mode = (body.get("HostConfig") or {}).get("NetworkMode") or "default"
        names = list(endpoints) or [mode]
        places = []
        for name in names:
            if not name.startswith("container:"):
                settings = endpoints.get(name) or {}
                wanted = (settings.get("IPAMConfig") or {}).get("IPv4Address", "")
                aliases = tuple(settings.get("Aliases") or ())
                local = self._daemon.host.network_named("bridge" if name == "default" else name)
                if local is not None and wanted:
                    self._networks.check_address(local, wanted)
                network_id, known_as = (local.id, local.name) if local is not None else ("", name)
                places.append(Attachment(network_id=network_id, network_name=known_as, aliases=aliases, fixed=wanted))
        return tuple(places)

    def start(self, ref: str, stdin: str = "") -> Operation[None]:
        """`POST /containers/{id}/start`, with all of its standard input if there is any.

        Where it cannot be started the container stays as it is.
        """
        host = self._daemon.host
        container = self._find(ref)
        if container.state is ContainerState.PAUSED:
            raise EngineError(CONFLICT, "cannot start a paused container, try unpause instead")
        if container.running:
            return
        if not container.task_id:
            user = container.config.user.partition(":")[0]
            if user and not user.isdecimal() and user not in ACCOUNTS:
                text = f"unable to find user {user}: no matching entries in passwd file"
                raise EngineError(SERVER_ERROR, text)
            container = self._connected(container)
            host.containers[container.id] = replace(container, config=self._bound(container))
        sent = self._attached.pop(container.id, None)
        if sent is not None and not container.config.tty:
            yield Until(lambda: sent.closed, STDIN_PATIENCE)
            stdin = sent.read()
        started = self._daemon.sim.containers.start(host, container.id, stdin)
        if started.error:
            if started.config.auto_remove:
                self._daemon.sim.containers.remove(self._daemon.host, container.id)
            raise EngineError(INVALID if "exec" in started.error else SERVER_ERROR, started.error)
        yield from ()

    def _connected(self, container: Container) -> Container:
        """The container with addresses on all its networks."""
        networks = self._networks
        places = []
        for place in container.attachments:
            network = networks.resolve(place.network_id or place.network_name)
            kept = place.address if place.network_id == network.id else ""
            if kept and not place.fixed:
                places.append(place)
                continue
            wanted = place.fixed if network.driver != "overlay" else ""
            settings = {"Aliases": place.aliases, "IPAMConfig": {"IPv4Address": wanted}}
            places.append(networks.place(network, settings, place.network_name))
        return replace(container, attachments=tuple(places))

    def _bound(self, container: Container) -> ContainerConfig:
        """Its configuration with the ports of the machine that it gets. Raises EngineError for one that is taken."""
        config = container.config
        taken = {
            (port.protocol, port.published)
            for other in self._daemon.host.containers.values()
            if other.running
            for port in other.config.ports
        }
        ports = []
        for port in config.ports:
            number = port.published or next(n for n in EPHEMERAL if (port.protocol, n) not in taken)
            if (port.protocol, number) in taken:
                endpoint = container.id[::-1]
                raise EngineError(
                    SERVER_ERROR,
                    f"driver failed programming external connectivity on endpoint {config.name} ({endpoint}): "
                    f"Bind for {port.address or '0.0.0.0'}:{number} failed: port is already allocated",  # noqa: S104
                )
            taken.add((port.protocol, number))
            ports.append(replace(port, published=number))
        return replace(config, ports=tuple(ports))

    # ------------------------------------------------------------------ ending
    def stop(self, ref: str, timeout: int | None = None) -> Operation[None]:
        """`POST /containers/{id}/stop`; `timeout` in seconds."""
        host = self._daemon.host
        container = self._find(ref)
        if not container.running and container.state is not ContainerState.RESTARTING:
            return
        self._daemon.sim.containers.stop(host, container.id, None if timeout is None else timeout * SECOND)
        yield Until(lambda: not _runs(host, container.id))

    def restart(self, ref: str, timeout: int | None = None) -> Operation[None]:
        """`POST /containers/{id}/restart`."""
        yield from self.stop(ref, timeout)
        yield from self.start(ref)

    def kill(self, ref: str, signal: str = "KILL") -> None:
        """`POST /containers/{id}/kill`."""
        refusal = f"cannot kill container: {ref}: "
        if not is_signal(signal):
            raise EngineError(INVALID, f"{refusal}invalid signal: {signal}")
        try:
            container = self._find(ref)
        except EngineError as error:
            raise EngineError(error.status, refusal + error.message) from None
        if not container.running:
            raise EngineError(CONFLICT, f"{refusal}container {container.id} is not running")
        self._daemon.sim.containers.kill(self._daemon.host, container.id, signal or "KILL")

    def remove(self, ref: str, force: bool = False, volumes: bool = False) -> None:
        """`DELETE /containers/{id}`; `volumes` takes its anonymous volumes away, too."""
        host = self._daemon.host
        container = self._find(ref)
        live = container.running or container.state is ContainerState.RESTARTING
        if live and not force:
            state = container.state
            advice = "unpause and then stop" if state is ContainerState.PAUSED else "stop"
            raise EngineError(
                CONFLICT,
                f'cannot remove container "/{container.name}": container is {state}: {advice} the container before '
                "removing or force remove",
            )
        self._daemon.sim.containers.remove(host, container.id)
        if volumes:
            self._daemon.sim.containers.drop_volumes(host, container)

    def wait(self, ref: str, condition: str = "not-running") -> Operation[int]:
        """`POST /containers/{id}/wait`: the exit code, once it has ended.

        `condition`: `not-running`, `next-exit` (an end that is still to come), `removed`.
        """
        host = self._daemon.host
        container = self._find(ref)
        if condition == "removed":
            yield Until(lambda: container.id not in host.containers)
        elif container.state is not ContainerState.EXITED:
            yield Until(lambda: _ended(host, container.id))
        elif condition == "next-exit":
            yield Until(lambda: _ended_again(host, container))
        return _exit_code(host, container)

    def attach(
        self,
        ref: str,
        *,
        stdout: bool = True,
        stderr: bool = True,
        logs: bool = False,
        follow: bool = True,
        stdin: Stdin | None = None,
    ) -> Operation[None]:
        """`POST /containers/{id}/attach`."""
        streams = (("stdout",) if stdout else ()) + (("stderr",) if stderr else ())
        container = self._find(ref)
        if stdin is not None and not container.running:
            self._attached[container.id] = stdin
        return attach(self._daemon, container, streams, logs=logs, follow=follow, stdin=stdin)

    def rename(self, ref: str, name: str) -> None:
        """`POST /containers/{id}/rename`."""
        host = self._daemon.host
        container = self._find(ref)
        if name.removeprefix("/") == container.name:
            raise EngineError(INVALID, "Renaming a container with the same name as its current name")
        try:
            check_container_name(name.removeprefix("/"), f"/{name.removeprefix('/')}")
            self._check_free(name.removeprefix("/"))
        except EngineError as error:
            raise EngineError(error.status, f"Error when allocating new name: {error.message}") from None
        config = replace(container.config, name=name.removeprefix("/"))
        host.containers[container.id] = replace(container, config=config)

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /containers/prune`: every container that has ended."""
        filters, host = filters or {}, self._daemon.host
        check_keys(filters, PRUNE_FILTERS)
        limit = made_before(filters, self._daemon.now)
        gone = [
            c
            for c in host.containers.values()
            if not c.running and by_exact_labels(filters, c.config.labels) and rfc3339(c.created_at) <= limit
        ]
        freed = sum(self._sizes(container)["SizeRw"] for container in gone)
        for container in gone:
            self._daemon.sim.containers.remove(host, container.id)
        return {"ContainersDeleted": [c.id for c in gone] or None, "SpaceReclaimed": freed}


def _runs(host: Host, container_id: str) -> bool:
    container = host.containers.get(container_id)
    return container is not None and container.running


def _ended(host: Host, container_id: str) -> bool:
    container = host.containers.get(container_id)
    return container is None or container.state is ContainerState.EXITED


def _ended_again(host: Host, before: Container) -> bool:
    now = host.containers.get(before.id)
    return now is None or (now.state is ContainerState.EXITED and now.finished_at != before.finished_at)


def _exit_code(host: Host, before: Container) -> int:
    """Of a container that is there no more, as its last event told it."""
    if before.id in host.containers:
        return host.containers[before.id].exit_code
    ends = (e for e in reversed(host.events) if e.actor == before.id and e.action == "die")
    last = next(ends, None)
    return int(last.attributes["exitCode"]) if last else before.exit_code
