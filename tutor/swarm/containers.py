"""The life of containers on one machine: made, started, probed, stopped, killed, removed.

Shared by the agents, whose containers belong to tasks, and by the daemon, whose user types `docker run`.
Whoever asks waits by looking at the container; nothing here passes time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.swarm.box.container_files import inside_of
from tutor.swarm.box.shell import is_playable, run
from tutor.swarm.clock import MILLISECOND
from tutor.swarm.host import Container, ContainerState, DaemonEvent, Health, LocalImage, LogLine, Volume
from tutor.swarm.ids import local_id
from tutor.swarm.programs import behaviour_of, check_passes
from tutor.swarm.registry import Behaviour, Image, OutputLine, familiar_name
from tutor.swarm.signals import signal_name
from tutor.swarm.spec import MountConfig
from tutor.swarm.timing import EXIT, PULL_BYTES_PER_SECOND, REGISTRY_LOOKUP, STOP, between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from tutor.swarm.box.inside import Inside
    from tutor.swarm.clock import Clock
    from tutor.swarm.host import Attachment, ContainerConfig, Host
    from tutor.swarm.registry import Registry
    from tutor.swarm.spec import HealthConfig
    from tutor.swarm.swarm import Swarm

ANONYMOUS = "com.docker.volume.anonymous"
"""The label of a volume that was given no name."""
EPHEMERAL = range(32768, 61000)
"""Ports of the machine for those who choose none."""
KILLED = 137
TERMINATED = 143
_MOMENT = 30 * MILLISECOND
_RESTART_FIRST = 100 * MILLISECOND
_RESTART_LONGEST = 60_000 * MILLISECOND
_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


class Containers:
    """The container runtimes of all machines; each method names the machine it acts on."""

    def __init__(self, clock: Clock, rng: random.Random, registry: Registry, hosts: Mapping[str, Host]) -> None:
        self._clock = clock
        self._rng = rng
        self.registry = registry
        self._hosts = hosts
        self.swarm_of: Callable[[Host], Swarm | None] = lambda _host: None
        """The swarm that a machine is in."""
        self.on_change: Callable[[Host, Container], None] = lambda _host, _container: None
        """Told when a task's container ended, became healthy or unhealthy, or was taken away."""

    def handlers(self) -> dict[str, Callable[..., None]]:
        return {
            "container.exit": self._on_exit,
            "container.kill": self._on_kill,
            "container.health": self._on_health,
            "container.output": self._on_output,
            "container.restart": self._on_restart,
        }

    # ------------------------------------------------------------------ images
    def image(self, host: Host, ref: str) -> Image | None:
        """The image if it is on the machine already."""
        local = host.images.get(familiar_name(ref))
        return self.registry.find(local.pulled_name) if local else None

    def pull_time(self, ref: str) -> int:
        """How long it takes to fetch the image, or to learn that there is none."""
        image = self.registry.find(ref)
        lookup = between(self._rng, REGISTRY_LOOKUP)
        return lookup if image is None else lookup + image.size * 1_000_000_000 // PULL_BYTES_PER_SECOND

    def pull(self, host: Host, ref: str) -> Image | None:
        """Put the image on the machine; None when the registry does not have it."""
        image = self.registry.find(ref)
        if image is None:
            return None
        if image.name not in host.images:
            host.images[image.name] = self._local(image)
            self._event(host, "image", "pull", image.name, {"name": image.repository})
        return image

    def load_images(self, host: Host) -> None:
        """Have every image of the registry on the machine, as if it had been loaded before anything happened."""
        for name in self.registry.names():
            image = self.registry.find(name)
            if image is not None:
                host.images[name] = self._local(image)

    def _local(self, image: Image) -> LocalImage:
        return LocalImage(name=image.name, id=image.id, digest=image.digest, size=image.size, pulled_at=self._clock.now)

    # ------------------------------------------------------------------ a container
    def create(
        self,
        host: Host,
        config: ContainerConfig,
        image: Image,
        attachments: tuple[Attachment, ...] = (),
        task_id: str = "",
    ) -> Container:
        """Make a container; the volumes it mounts come into being, those of the image's `VOLUME` included."""
        config = replace(config, mounts=self._mounted(config, image), image_volumes=image.volumes)
        container = Container(
            id=local_id(self._rng),
            config=config,
            image_id=image.id,
            behaviour=behaviour_of(image, config.entrypoint, config.cmd, config.tty),
            created_at=self._clock.now,
            task_id=task_id,
            attachments=attachments,
        )
        for mount in config.mounts:
            if mount.kind == "volume" and mount.source not in host.volumes:
                self._make_volume(host, mount)
        host.containers[container.id] = container
        host.logs[container.id] = []
        self._tell(host, container, "create")
        return container

    def _mounted(self, config: ContainerConfig, image: Image) -> tuple[MountConfig, ...]:
        """What is mounted: a volume without a name gets one, a `VOLUME` of the image without a mount a volume."""
        targets = {mount.target for mount in config.mounts}
        implied = [MountConfig("volume", "", path) for path in image.volumes if path not in targets]
        return tuple(
            replace(mount, source=local_id(self._rng), anonymous=True)
            if mount.kind == "volume" and not mount.source
            else mount
            for mount in (*config.mounts, *implied)
        )

    def _make_volume(self, host: Host, mount: MountConfig) -> None:
        labels = {**mount.labels, ANONYMOUS: ""} if mount.anonymous else mount.labels
        host.volumes[mount.source] = Volume(
            name=mount.source,
            created_at=self._clock.now,
            driver=mount.driver or "local",
            labels=labels,
            options=mount.options or ({} if mount.labels or mount.driver else None),
        )

    def drop_volumes(self, host: Host, container: Container) -> None:
        """Remove the anonymous volumes of a container that is gone, as far as no other container has them."""
        used = {m.source for c in host.containers.values() for m in c.config.mounts if m.kind == "volume"}
        for mount in container.config.mounts:
            if mount.anonymous and mount.source not in used:
                host.volumes.pop(mount.source, None)
                host.written.pop(f"volume/{mount.source}", None)

    def inside(self, host: Host, container: Container, env: Mapping[str, str] | None = None) -> Inside:
        """What a program in the container finds; `env` is added to its environment."""
        image = self.registry.find(container.config.image)
        return inside_of(host, container, image, self.swarm_of(host), self._clock.now, env)

    def _played(self, host: Host, container: Container, stdin: str) -> Container:
        """The container with the behaviour of a small program that is played now, if its program is one."""
        argv = [*container.config.entrypoint, *container.config.cmd]
        image = self.registry.find(container.config.image)
        default = [*image.entrypoint, *image.cmd] if image else []
        if container.behaviour.start_error or not argv or argv == default:
            return container
        script = bool(container.config.entrypoint) and container.config.entrypoint[0].endswith(".sh")
        argv = list(container.config.cmd) if script and container.config.cmd else argv
        if not is_playable(argv, stdin):
            return container
        inside = self.inside(host, container)
        status, out = run(argv, inside, stdin)
        lines = tuple(
            OutputLine(line, stream) for text, stream in out for line in text.removesuffix("\n").split("\n") if text
        )
        behaviour = Behaviour(
            exits_after=inside.elapsed + _MOMENT, exit_code=status, output=lines, ignores_stop=bool(inside.elapsed)
        )
        return replace(container, behaviour=behaviour)

    def number_ports(self, host: Host, container_id: str) -> None:
        """Ports of the machine that were not chosen get numbers: the lowest free ones from 32768 on."""
        container = host.containers[container_id]
        if not container.config.ports:
            return
        running = [other for other in host.containers.values() if other.running]
        taken = {(port.protocol, port.published) for other in running for port in other.config.ports}
        ports = []
        for port in container.config.ports:
            free = port.published or next(n for n in EPHEMERAL if (port.protocol, n) not in taken)
            taken.add((port.protocol, free))
            ports.append(replace(port, published=free))
        host.containers[container_id] = replace(container, config=replace(container.config, ports=tuple(ports)))

    def start(self, host: Host, container_id: str, stdin: str = "") -> Container:
        """Run its program. With `error` set in the result it could not be started."""
        container = self._played(host, host.containers[container_id], stdin)
        behaviour = container.behaviour
        if behaviour.start_error:
            failed = replace(
                container, state=ContainerState.CREATED, exit_code=behaviour.exit_code, error=behaviour.start_error
            )
            host.containers[container_id] = failed
            return failed
        health = self.health_config(container)
        started = replace(
            container,
            state=ContainerState.RUNNING,
            started_at=self._clock.now,
            finished_at=0,
            exit_code=0,
            error="",
            stopping=False,
            pid=self._rng.randrange(2000, 60000),
            health=Health.STARTING if health else Health.NONE,
            failing_streak=0,
        )
        host.containers[container_id] = started
        self._tell(host, started, "start")
        self._plan(host, started, health)
        return started

    def _plan(self, host: Host, container: Container, health: HealthConfig | None) -> None:
        behaviour = container.behaviour
        run = str(container.started_at)
        for number, line in enumerate(behaviour.output):
            if line.after == 0:
                self._print(host, container.id, line.stream, line.text)
            elif line.after > 0:
                self._clock.schedule(line.after, "container.output", host.name, container.id, run, str(number))
        if behaviour.exits_after is not None:
            self._clock.schedule(
                behaviour.exits_after + EXIT, "container.exit", host.name, container.id, run, str(behaviour.exit_code)
            )
        if health:
            passes = check_passes(health.test, behaviour)
            probes = 1 if passes else health.retries + health.start_period // max(health.start_interval, 1)
            verdict = Health.HEALTHY if passes else Health.UNHEALTHY
            self._clock.schedule(health.interval * probes, "container.health", host.name, container.id, run, verdict)

    def health_config(self, container: Container) -> HealthConfig | None:
        """The check that counts: the container's own, else the image's; None without or with `NONE`."""
        image = self.registry.find(container.config.image)
        inherited = image.healthcheck if image else None
        own = container.config.health
        if own is None:
            return inherited
        if own.test[:1] == ("NONE",):
            return None
        if not own.test:
            return replace(own, test=inherited.test) if inherited else None
        return own

    def stop(self, host: Host, container_id: str, timeout: int | None = None) -> None:
        """Send the stop signal, and after `timeout` (default: the container's) kill it."""
        container = host.containers.get(container_id)
        if container is None or container.stopping:
            return
        if container.state is ContainerState.RESTARTING:
            host.containers[container_id] = replace(container, state=ContainerState.EXITED, stopping=True)
        if not container.running:
            return
        host.containers[container_id] = replace(container, stopping=True)
        run = str(container.started_at)
        if container.behaviour.ignores_stop:
            grace = container.config.stop_timeout if timeout is None else timeout
            self._clock.schedule(grace, "container.kill", host.name, container_id, run)
        else:
            code = str(container.behaviour.stop_code)
            self._clock.schedule(between(self._rng, STOP), "container.exit", host.name, container_id, run, code)

    def kill(self, host: Host, container_id: str, signal: str = "KILL") -> None:
        """Send a signal. `KILL` always ends it; others end it if the program heeds them."""
        container = host.containers[container_id]
        name = signal_name(signal)
        if not container.task_id:
            container = replace(container, stopping=True)  # a restart policy does not undo what somebody wanted
        if name == "KILL":
            self._exit(host, container, KILLED)
        elif name in ("TERM", "INT", "QUIT") and not container.behaviour.ignores_stop:
            self._exit(host, container, container.behaviour.stop_code)
        else:
            self._tell(host, container, "kill")

    def pause(self, host: Host, container_id: str) -> None:
        """Freeze what runs in a container."""
        paused = replace(host.containers[container_id], state=ContainerState.PAUSED)
        host.containers[container_id] = paused
        self._tell(host, paused, "pause")

    def unpause(self, host: Host, container_id: str) -> None:
        """Let what was frozen go on."""
        going = replace(host.containers[container_id], state=ContainerState.RUNNING)
        host.containers[container_id] = going
        self._tell(host, going, "unpause")

    def end(self, host: Host, container_id: str, code: int) -> None:
        """Its program ends by itself: somebody typed `exit` into it."""
        container = host.containers.get(container_id)
        if container is not None and container.running:
            self._exit(host, replace(container, stopping=True), code)

    def remove(self, host: Host, container_id: str, *, volumes: bool = False) -> None:
        """Take a container away, killing it first if it runs; nothing happens when it is gone already.

        `volumes`: its anonymous volumes go, too.
        """
        container = host.containers.get(container_id)
        if container is None:
            return
        if container.running:
            self._exit(host, container, KILLED)
        container = host.containers.pop(container_id, container)
        host.logs.pop(container_id, None)
        host.written.pop(container_id, None)
        if volumes:
            self.drop_volumes(host, container)
        self._tell(host, container, "destroy")
        self.on_change(host, container)

    def daemon_stops(self, host: Host) -> None:
        """Everything that runs on the machine ends; nobody is told, the daemon is gone."""
        for container in list(host.containers.values()):
            if container.running:
                behaviour = container.behaviour
                code = KILLED if behaviour.ignores_stop else behaviour.stop_code
                host.containers[container.id] = self._ended(container, code)

    def daemon_starts(self, host: Host) -> None:
        """Containers with a restart policy that are not a task's come back."""
        for container in list(host.containers.values()):
            policy = container.config.restart.partition(":")[0]
            if (
                not container.task_id
                and (policy == "always" or (policy == "unless-stopped" and not container.stopping))
                and container.started_at
            ):
                self.start(host, container.id)

    # ------------------------------------------------------------------ events
    def _current(self, host_name: str, container_id: str, run: str) -> tuple[Host, Container] | None:
        host = self._hosts[host_name]
        container = host.containers.get(container_id)
        if container is None or not container.running or str(container.started_at) != run:
            return None
        return host, container

    def _on_exit(self, host_name: str, container_id: str, run: str, code: str) -> None:
        found = self._current(host_name, container_id, run)
        if found:
            self._exit(*found, int(code))

    def _on_kill(self, host_name: str, container_id: str, run: str) -> None:
        found = self._current(host_name, container_id, run)
        if found:
            self._exit(*found, KILLED)

    def _on_output(self, host_name: str, container_id: str, run: str, number: str) -> None:
        found = self._current(host_name, container_id, run)
        if found:
            line = found[1].behaviour.output[int(number)]
            self._print(found[0], container_id, line.stream, line.text)

    def _on_health(self, host_name: str, container_id: str, run: str, verdict: str) -> None:
        found = self._current(host_name, container_id, run)
        if found:
            host, container = found
            health = Health(verdict)
            config = self.health_config(container)
            streak = config.retries if config and health is Health.UNHEALTHY else 0
            changed = replace(container, health=health, failing_streak=streak)
            host.containers[container_id] = changed
            self._tell(host, changed, f"health_status: {verdict}")
            self.on_change(host, changed)

    def _on_restart(self, host_name: str, container_id: str, run: str) -> None:
        host = self._hosts[host_name]
        container = host.containers.get(container_id)
        planned = container is not None and container.state is ContainerState.RESTARTING
        if host.running and container and planned and str(container.finished_at) == run:
            counted = replace(container, restart_count=container.restart_count + 1)
            host.containers[container_id] = counted
            self.start(host, container_id)

    # ------------------------------------------------------------------ ends
    def _ended(self, container: Container, code: int) -> Container:
        health = Health.NONE if container.health is Health.NONE else Health.UNHEALTHY
        return replace(
            container,
            state=ContainerState.EXITED,
            exit_code=code,
            finished_at=self._clock.now,
            pid=0,
            health=health,
        )

    def _exit(self, host: Host, container: Container, code: int) -> None:
        for line in container.behaviour.output:
            if line.after == -1 and not container.stopping and code == container.behaviour.exit_code:
                self._print(host, container.id, line.stream, line.text)
        ended = self._ended(container, code)
        host.containers[container.id] = ended
        self._tell(host, ended, "die")
        if container.task_id:
            self.on_change(host, ended)
        elif not self._restarts(host, ended) and ended.config.auto_remove:
            self.remove(host, ended.id)

    def _restarts(self, host: Host, container: Container) -> bool:
        """Plan the next start if the restart policy wants one; the pause doubles each time."""
        policy, _, limit = container.config.restart.partition(":")
        wanted = policy in ("always", "unless-stopped") or (
            policy == "on-failure" and container.exit_code != 0 and container.restart_count < int(limit or 1 << 30)
        )
        if container.stopping or not wanted:
            return False
        host.containers[container.id] = replace(container, state=ContainerState.RESTARTING)
        pause = min(_RESTART_FIRST << min(container.restart_count, 20), _RESTART_LONGEST)
        self._clock.schedule(pause, "container.restart", host.name, container.id, str(container.finished_at))
        return True

    # ------------------------------------------------------------------ traces
    def _print(self, host: Host, container_id: str, stream: str, text: str) -> None:
        if "{secret}" in text:
            text = text.replace("{secret}", "".join(self._rng.choice(_LETTERS) for _ in range(54)))
        host.logs[container_id].append(LogLine(self._clock.now, stream, text))

    def _tell(self, host: Host, container: Container, action: str) -> None:
        attributes: dict[str, str] = {"image": container.config.image, "name": container.name}
        if action == "die":
            attributes["exitCode"] = str(container.exit_code)
        self._event(host, "container", action, container.id, {**container.config.labels, **attributes})

    def _event(self, host: Host, kind: str, action: str, actor: str, attributes: dict[str, Any]) -> None:
        host.record(DaemonEvent(self._clock.now, kind, action, actor, attributes))
