"""One machine and what its daemon keeps to itself: containers, local networks, volumes, images.

The objects are frozen and replaced when they change; the tables are dictionaries. Times are nanoseconds
since the epoch, 0 stands for never.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutor.swarm.ids import local_id
from tutor.swarm.objects import Availability
from tutor.swarm.state import Stateful

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from tutor.swarm.objects import Task, TaskState, TaskStatus
    from tutor.swarm.registry import Behaviour
    from tutor.swarm.spec import HealthConfig, Json, MountConfig, PortConfig

GIBIBYTE = 1 << 30
REMOTE_API_PORT = "2377"
"""Where managers listen unless told otherwise."""
MAX_EVENTS = 256
"""How many events a daemon remembers."""


class LocalNodeState(StrEnum):
    """What `docker info` says of the machine's part in a swarm."""

    INACTIVE = "inactive"
    PENDING = "pending"
    ACTIVE = "active"
    ERROR = "error"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSpec:
    """A machine as it is bought."""

    name: str
    address: str
    """IPv4 address of its first interface, `eth0`."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further interfaces: name to IPv4 address."""
    nano_cpus: int = 2 * 10**9
    memory_bytes: int = 4 * GIBIBYTE
    engine_labels: Mapping[str, str] = field(default_factory=dict)
    os: str = "linux"
    architecture: str = "x86_64"


class ContainerState(StrEnum):
    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    EXITED = "exited"


class Health(StrEnum):
    NONE = ""
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A container's place on a network. Addresses carry their prefix length (`10.0.1.3/24`)."""

    network_id: str
    network_name: str
    address: str = ""
    gateway: str = ""
    mac: str = ""
    endpoint_id: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerConfig:
    """What a container is made from."""

    name: str
    image: str
    """The reference it was asked for."""
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    hostname: str = ""
    workdir: str = ""
    user: str = ""
    tty: bool = False
    exposed_ports: tuple[str, ...] = ()
    ports: tuple[PortConfig, ...] = ()
    """Ports of the machine that lead to it."""
    mounts: tuple[MountConfig, ...] = ()
    stop_signal: str = ""
    stop_timeout: int = 10 * 10**9
    health: HealthConfig | None = None
    restart: str = "no"
    """`no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`."""
    auto_remove: bool = False
    raw: Json = field(default_factory=dict)
    """The rest of the body of `POST /containers/create`, for inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    id: str
    config: ContainerConfig
    image_id: str
    behaviour: Behaviour
    created_at: int
    task_id: str = ""
    """The swarm task it belongs to, or empty."""
    state: ContainerState = ContainerState.CREATED
    exit_code: int = 0
    error: str = ""
    pid: int = 0
    started_at: int = 0
    finished_at: int = 0
    health: Health = Health.NONE
    failing_streak: int = 0
    restart_count: int = 0
    stopping: bool = False
    """Somebody asked it to stop (so its restart policy is off)."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def running(self) -> bool:
        return self.state in (ContainerState.RUNNING, ContainerState.PAUSED)

    @property
    def name(self) -> str:
        return self.config.name


@dataclass(frozen=True, slots=True)
class LogLine:
    time: int
    stream: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalNetwork:
    """A network that only this daemon knows (`Scope` `local`)."""

    id: str
    name: str
    driver: str
    created_at: int
    subnet: str = ""
    gateway: str = ""
    internal: bool = False
    attachable: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    raw: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    name: str
    created_at: int
    driver: str = "local"
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalImage:
    """An image that was pulled; the table's key is its tag (`nginx:1.25`)."""

    name: str
    id: str
    digest: str
    size: int
    pulled_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTask:
    """What the agent knows of a task that was assigned to this machine, swarm reachable or not."""

    task: Task
    """As the managers last told it."""
    status: TaskStatus
    """As the agent sees it."""
    desired: TaskState
    container_id: str = ""
    reported: bool = True
    """Whether the managers have been told of `status`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """What a machine was told to join a swarm with."""

    token: str
    remotes: tuple[str, ...]
    """Managers to join by way of, `HOST:PORT`."""
    addr: str
    """The IP address the node will be known by."""
    availability: Availability = Availability.ACTIVE
    advertise_port: str = REMOTE_API_PORT
    listen_port: str = REMOTE_API_PORT


@dataclass(frozen=True, slots=True)
class DaemonEvent:
    """One line of `docker events`."""

    time: int
    kind: str
    """`container`, `network`, `volume`, `image`, `node`, `service`, ..."""
    action: str
    actor: str
    attributes: Mapping[str, str]
    scope: str = "local"
    """`local` or `swarm`."""


class Host(Stateful):
    """A machine with docker on it."""

    remembered = (
        "running", "node_id", "swarm_key", "local_state", "error", "node_addr", "certified_manager",
        "advertise_port", "listen_port", "joining",
        "containers", "networks", "volumes", "images", "logs", "tasks", "events", "boots",
    )  # fmt: skip

    def __init__(self, spec: HostSpec, rng: random.Random, now: int) -> None:
        self.spec = spec
        self.name = spec.name
        self.daemon_id = local_id(rng)[:32]
        self.running = True
        """Whether docker runs."""
        self.node_id = ""
        """Id of its node, empty outside a swarm."""
        self.swarm_key = ""
        """Which swarm it belongs to, empty outside of one."""
        self.local_state = LocalNodeState.INACTIVE
        self.error = ""
        """`Swarm.Error` of `docker info` as far as the machine itself knows."""
        self.node_addr = ""
        """The advertised address, empty outside a swarm."""
        self.advertise_port = self.listen_port = REMOTE_API_PORT
        """Ports of the managers' own API, as others are told and as it is listened on."""
        self.joining: JoinRequest | None = None
        """A join that has not reached a manager yet and is tried again."""
        self.certified_manager = False
        """The node certificate says manager: its daemon serves the swarm's API."""
        self.containers: dict[str, Container] = {}
        self.networks: dict[str, LocalNetwork] = {}
        self.volumes: dict[str, Volume] = {}
        self.images: dict[str, LocalImage] = {}
        self.logs: dict[str, list[LogLine]] = {}
        """Output of each container, by its id."""
        self.tasks: dict[str, LocalTask] = {}
        self.events: list[DaemonEvent] = []
        self.boots = 1
        """How often docker was started; tells a plan from before a restart from a valid one."""
        for name, driver, subnet in (("bridge", "bridge", "172.17.0.0/16"), ("host", "host", ""), ("none", "null", "")):
            self.add_network(name, driver, rng, now, subnet)

    def add_network(self, name: str, driver: str, rng: random.Random, now: int, subnet: str = "") -> LocalNetwork:
        """Make a local network with that subnet; its gateway is the first address."""
        gateway = subnet.partition("/")[0].rpartition(".")[0] + ".1" if subnet else ""
        network = LocalNetwork(
            id=local_id(rng), name=name, driver=driver, created_at=now, subnet=subnet, gateway=gateway
        )
        self.networks[network.id] = network
        return network

    def network_named(self, name: str) -> LocalNetwork | None:
        return next((n for n in self.networks.values() if n.name == name), None)

    def free_address(self, network: LocalNetwork) -> str:
        """The lowest address of a local network that no container has, with its prefix length; empty without subnet."""
        if not network.subnet:
            return ""
        base, _, length = network.subnet.partition("/")
        prefix = base.rpartition(".")[0]
        taken = {a.address for c in self.containers.values() for a in c.attachments if a.network_id == network.id}
        number = next(n for n in range(2, 1 << 16) if f"{prefix}.{n}/{length}" not in taken)
        return f"{prefix}.{number}/{length}"

    @property
    def takes_part(self) -> bool:
        """In a swarm, or on the way into one."""
        return bool(self.swarm_key) or self.joining is not None

    @property
    def addresses(self) -> dict[str, str]:
        """Interface to IPv4 address, `eth0` first."""
        return {"eth0": self.spec.address, **self.spec.extra}

    def record(self, event: DaemonEvent) -> None:
        """Remember an event as `docker events` would show it."""
        self.events.append(event)
        if len(self.events) > MAX_EVENTS:
            del self.events[0]
