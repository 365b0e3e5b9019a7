"""What the simulator decides on in a service's specification; the rest stays the API JSON it came as.

A `ServiceSpec` wraps the JSON of `POST /services/create` (field names of the Engine API, defaults not
filled in) and reads out of it once what scheduler and orchestrators need. Defaults are swarmkit's
(`api/defaults/service.go`). Durations are nanoseconds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import field

from tutor.swarm.clock import SECOND
from tutor.swarm.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
"""A JSON object in the Engine API's own shape. Never changed once it is in the store."""


class ModeKind(StrEnum):
    REPLICATED = "Replicated"
    GLOBAL = "Global"
    REPLICATED_JOB = "ReplicatedJob"
    GLOBAL_JOB = "GlobalJob"


class Mode(Frozen, frozen=True):
    """How many tasks a service wants.

    `replicas` counts for `REPLICATED`; `max_concurrent` and `total_completions` for `REPLICATED_JOB`.
    """

    kind: ModeKind
    replicas: int = 1
    max_concurrent: int = 1
    total_completions: int = 1

    @property
    def is_job(self) -> bool:
        return self.kind in (ModeKind.REPLICATED_JOB, ModeKind.GLOBAL_JOB)

    @property
    def is_global(self) -> bool:
        """One task per eligible node (services and jobs)."""
        return self.kind in (ModeKind.GLOBAL, ModeKind.GLOBAL_JOB)


class RestartPolicy(Frozen, frozen=True):
    """When an ended task gets a successor. `max_attempts` 0: no limit; `window` 0: for ever."""

    condition: str = "any"
    """`any`, `on-failure` or `none`."""
    delay: int = 5 * SECOND
    max_attempts: int = 0
    window: int = 0


class UpdateConfig(Frozen, frozen=True):
    """How a rolling update or rollback goes. `parallelism` 0: all slots at once."""

    parallelism: int = 1
    delay: int = 0
    failure_action: str = "pause"
    """`pause`, `continue` or `rollback`."""
    monitor: int = 5 * SECOND
    max_failure_ratio: float = 0.0
    order: str = "stop-first"
    """`stop-first` or `start-first`."""


class PortConfig(Frozen, frozen=True):
    """One published port. `published` 0: not chosen by the user."""

    target: int
    published: int = 0
    protocol: str = "tcp"
    mode: str = "ingress"
    name: str = ""
    address: str = ""
    """The machine's address that it is bound to, for containers made by hand; empty: all of them."""


class HealthConfig(Frozen, frozen=True):
    """How a container is probed. `test` as the API has it: `("CMD-SHELL", "...")`, `("NONE",)`, or empty (inherit)."""

    test: tuple[str, ...] = ()
    interval: int = 30 * SECOND
    timeout: int = 30 * SECOND
    start_period: int = 0
    start_interval: int = 5 * SECOND
    retries: int = 3


class MountConfig(Frozen, frozen=True):
    kind: str
    """`volume`, `bind`, `tmpfs`, ..."""
    source: str
    target: str
    read_only: bool = False
    driver: str = ""
    """Volume driver, empty for the default one."""
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    """Options for the volume's driver."""
    mode: str = ""
    """What stands behind the second colon of `-v`, or `z` where the daemon chose it."""
    anonymous: bool = False
    """A volume whose name the daemon made up."""


class ContainerSpec(Frozen, frozen=True):
    """What an agent needs to make a container of a task."""

    command: tuple[str, ...] = ()
    """Replaces the image's entrypoint."""
    args: tuple[str, ...] = ()
    """Replaces the image's command."""
    env: tuple[str, ...] = ()
    hostname: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[MountConfig, ...] = ()
    health: HealthConfig | None = None
    """None: the image's own check counts."""
    stop_signal: str = ""
    stop_grace_period: int = 10 * SECOND
    tty: bool = False


class TaskSpec(Frozen, frozen=True):
    """A `TaskTemplate`: what runs, where it may run, and what happens when it ends."""

    raw: Json
    image: str
    container: ContainerSpec = ContainerSpec()
    constraints: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    """Spread descriptors such as `node.labels.rack`, outermost first."""
    platforms: tuple[tuple[str, str], ...] = ()
    """(os, architecture); an empty string stands for any."""
    max_replicas: int = 0
    reserved_cpus: int = 0
    """Nano-CPUs."""
    reserved_memory: int = 0
    """Bytes."""
    restart: RestartPolicy = RestartPolicy()
    networks: tuple[str, ...] = ()
    """Targets (ids) as stored."""
    log_driver: str = ""
    force_update: int = 0


class ServiceSpec(Frozen, frozen=True):
    raw: Json
    name: str
    labels: Mapping[str, str]
    task: TaskSpec
    mode: Mode
    update: UpdateConfig
    rollback: UpdateConfig
    ports: tuple[PortConfig, ...] = ()
    resolution: str = "vip"
    """`vip` or `dnsrr`."""


def service_spec(raw: Json) -> ServiceSpec:
    """Read the JSON of a service specification that the engine has validated."""
    endpoint = raw.get("EndpointSpec") or {}
    return ServiceSpec(
        raw=raw,
        name=raw.get("Name", ""),
        labels=raw.get("Labels") or {},
        task=task_spec(raw.get("TaskTemplate") or {}),
        mode=_mode(raw.get("Mode") or {}),
        update=_update(raw.get("UpdateConfig") or {}),
        rollback=_update(raw.get("RollbackConfig") or {}),
        ports=tuple(port_config(p) for p in endpoint.get("Ports") or ()),
        resolution=endpoint.get("Mode") or "vip",
    )


def task_spec(raw: Json) -> TaskSpec:
    """Read the JSON of a `TaskTemplate`."""
    container = raw.get("ContainerSpec") or {}
    placement = raw.get("Placement") or {}
    reserved = (raw.get("Resources") or {}).get("Reservations") or {}
    spreads = ((p.get("Spread") or {}).get("SpreadDescriptor", "") for p in placement.get("Preferences") or ())
    return TaskSpec(
        raw=raw,
        image=container.get("Image", ""),
        container=_container(container),
        constraints=tuple(placement.get("Constraints") or ()),
        preferences=tuple(s for s in spreads if s),
        platforms=tuple((p.get("OS", ""), p.get("Architecture", "")) for p in placement.get("Platforms") or ()),
        max_replicas=placement.get("MaxReplicas", 0),
        reserved_cpus=reserved.get("NanoCPUs", 0),
        reserved_memory=reserved.get("MemoryBytes", 0),
        restart=_restart(raw.get("RestartPolicy") or {}),
        networks=tuple(n["Target"] for n in raw.get("Networks") or ()),
        log_driver=(raw.get("LogDriver") or {}).get("Name", ""),
        force_update=raw.get("ForceUpdate", 0),
    )


def _container(raw: Mapping[str, Any]) -> ContainerSpec:
    grace = raw.get("StopGracePeriod")
    health = raw.get("Healthcheck")
    return ContainerSpec(
        command=tuple(raw.get("Command") or ()),
        args=tuple(raw.get("Args") or ()),
        env=tuple(raw.get("Env") or ()),
        hostname=raw.get("Hostname") or "",
        labels=raw.get("Labels") or {},
        mounts=tuple(mount_config(m) for m in raw.get("Mounts") or ()),
        health=health_config(health) if health else None,
        stop_signal=raw.get("StopSignal") or "",
        stop_grace_period=10 * SECOND if grace is None else grace,
        tty=bool(raw.get("TTY")),
    )


def mount_config(raw: Mapping[str, Any]) -> MountConfig:
    """Read one member of `Mounts` (of a container specification or a `HostConfig`)."""
    options = raw.get("VolumeOptions") or {}
    return MountConfig(
        kind=raw.get("Type") or "volume",
        source=raw.get("Source") or "",
        target=raw.get("Target") or "",
        read_only=bool(raw.get("ReadOnly")),
        driver=(options.get("DriverConfig") or {}).get("Name", ""),
        labels=options.get("Labels") or {},
        options=(options.get("DriverConfig") or {}).get("Options") or {},
        mode="z" if raw.get("Type") == "volume" else "",
    )


def health_config(raw: Mapping[str, Any]) -> HealthConfig:
    """Read a `Healthcheck`; 0 or absent stands for the daemon's default."""
    default = HealthConfig()
    return HealthConfig(
        test=tuple(raw.get("Test") or ()),
        interval=raw.get("Interval") or default.interval,
        timeout=raw.get("Timeout") or default.timeout,
        start_period=raw.get("StartPeriod") or default.start_period,
        start_interval=raw.get("StartInterval") or default.start_interval,
        retries=raw.get("Retries") or default.retries,
    )


def port_config(raw: Mapping[str, Any]) -> PortConfig:
    return PortConfig(
        target=raw.get("TargetPort", 0),
        published=raw.get("PublishedPort", 0),
        protocol=raw.get("Protocol") or "tcp",
        mode=raw.get("PublishMode") or "ingress",
        name=raw.get("Name", ""),
    )


def _mode(raw: Mapping[str, Any]) -> Mode:
    if "Global" in raw:
        return Mode(ModeKind.GLOBAL)
    if "GlobalJob" in raw:
        return Mode(ModeKind.GLOBAL_JOB)
    if "ReplicatedJob" in raw:
        job = raw["ReplicatedJob"] or {}
        concurrent = job.get("MaxConcurrent", 1)
        return Mode(
            ModeKind.REPLICATED_JOB,
            max_concurrent=concurrent,
            total_completions=job.get("TotalCompletions", concurrent),
        )
    replicas = (raw.get("Replicated") or {}).get("Replicas")
    return Mode(ModeKind.REPLICATED, replicas=1 if replicas is None else replicas)


def _restart(raw: Mapping[str, Any]) -> RestartPolicy:
    default = RestartPolicy()
    delay = raw.get("Delay")
    return RestartPolicy(
        condition=raw.get("Condition") or default.condition,
        delay=default.delay if delay is None else delay,
        max_attempts=raw.get("MaxAttempts") or 0,
        window=raw.get("Window") or 0,
    )


def _update(raw: Mapping[str, Any]) -> UpdateConfig:
    default = UpdateConfig()
    parallelism = raw.get("Parallelism")
    if parallelism is None:  # absent altogether: swarmkit's default; the client sends 0 for "all at once"
        parallelism = default.parallelism
    monitor = raw.get("Monitor")
    return UpdateConfig(
        parallelism=parallelism,
        delay=raw.get("Delay") or 0,
        failure_action=raw.get("FailureAction") or default.failure_action,
        monitor=default.monitor if monitor is None else monitor,
        max_failure_ratio=raw.get("MaxFailureRatio") or 0.0,
        order=raw.get("Order") or default.order,
    )
