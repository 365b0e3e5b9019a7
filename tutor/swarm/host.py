"""One machine and what its daemon keeps to itself: containers, local networks, volumes, images.

The objects are frozen and replaced when they change; the tables are dictionaries. Times are nanoseconds
since the epoch, 0 stands for never.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, ip_network
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import field

from tutor.swarm.frozen import Frozen
from tutor.swarm.ids import local_id
from tutor.swarm.objects import Availability
from tutor.swarm.state import Stateful

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from tutor.swarm.objects import Task, TaskState, TaskStatus
    from tutor.swarm.registry import Behaviour
    from tutor.swarm.spec import HealthConfig, Json, MountConfig, PortConfig

GIBIBYTE = 1 << 30
REMOTE_API_PORT = "2377"
"""Where managers listen unless told otherwise."""
DEFAULT_POOLS = (
    *(IPv4Network(f"172.{number}.0.0/16") for number in range(17, 32)),
    *IPv4Network("192.168.0.0/16").subnets(new_prefix=20),
)
"""Where local networks get their subnets from. Source: engine `libnetwork/ipamutils`."""
MAX_EVENTS = 256
"""How many events a daemon remembers."""


_BRIDGE = "com.docker.network.bridge."
BRIDGE_OPTIONS = {
    f"{_BRIDGE}default_bridge": "true",
    f"{_BRIDGE}enable_icc": "true",
    f"{_BRIDGE}enable_ip_masquerade": "true",
    f"{_BRIDGE}host_binding_ipv4": "0.0.0.0",  # noqa: S104 - a text that is shown
    f"{_BRIDGE}name": "docker0",
    "com.docker.network.driver.mtu": "1500",
}
"""Options of the network that every daemon begins with."""
GWBRIDGE = "docker_gwbridge"
"""The bridge by which containers on overlay networks reach the world outside."""
GWBRIDGE_OPTIONS = {
    f"{_BRIDGE}enable_icc": "false",
    f"{_BRIDGE}enable_ip_masquerade": "true",
    f"{_BRIDGE}name": GWBRIDGE,
}


class LocalNodeState(StrEnum):
    """What `docker info` says of the machine's part in a swarm."""

    INACTIVE = "inactive"
    PENDING = "pending"
    ACTIVE = "active"
    ERROR = "error"
    LOCKED = "locked"


class HostSpec(Frozen, frozen=True, kw_only=True):
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
    RESTARTING = "restarting"
    """It ended, and its restart policy starts it again in a moment."""


class Health(StrEnum):
    NONE = ""
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


class Attachment(Frozen, frozen=True, kw_only=True):
    """A container's place on a network. Addresses carry their prefix length (`10.0.1.3/24`)."""

    network_id: str
    network_name: str
    address: str = ""
    gateway: str = ""
    mac: str = ""
    endpoint_id: str = ""
    aliases: tuple[str, ...] = ()
    fixed: str = ""
    """The address that was asked for, without prefix length."""


class ContainerConfig(Frozen, frozen=True, kw_only=True):
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
    image_volumes: tuple[str, ...] = ()
    """`VOLUME` of the image."""
    stop_signal: str = ""
    stop_timeout: int = 10 * 10**9
    health: HealthConfig | None = None
    restart: str = "no"
    """`no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`."""
    auto_remove: bool = False
    raw: Json = field(default_factory=dict)
    """The rest of the body of `POST /containers/create`, for inspection."""


class Container(Frozen, frozen=True, kw_only=True):
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


class LogLine(Frozen, frozen=True):
    time: int
    stream: str
    text: str


class LocalNetwork(Frozen, frozen=True, kw_only=True):
    """A network that only this daemon knows (`Scope` `local`)."""

    id: str
    name: str
    driver: str
    created_at: int
    subnet: str = ""
    gateway: str = ""
    ip_range: str = ""
    """The part of the subnet that addresses are taken from; empty: all of it."""
    aux: tuple[str, ...] = ()
    """Addresses that something else has."""
    scope: str = "local"
    internal: bool = False
    attachable: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    raw: Json = field(default_factory=dict)


class Volume(Frozen, frozen=True, kw_only=True):
    name: str
    created_at: int
    driver: str = "local"
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] | None = None
    """Options of the driver; None where nobody spoke of any."""


class LocalImage(Frozen, frozen=True, kw_only=True):
    """An image that was pulled; the table's key is its tag (`nginx:1.25`)."""

    name: str
    id: str
    digest: str
    size: int
    pulled_at: int
    origin: str = ""
    """The name in the registry that it was pulled by, where somebody gave it this other name (`docker tag`)."""

    @property
    def pulled_name(self) -> str:
        return self.origin or self.name


class LocalTask(Frozen, frozen=True, kw_only=True):
    """What the agent knows of a task that was assigned to this machine, swarm reachable or not."""

    task: Task
    """As the managers last told it."""
    status: TaskStatus
    """As the agent sees it."""
    desired: TaskState
    container_id: str = ""


class JoinRequest(Frozen, frozen=True, kw_only=True):
    """What a machine was told to join a swarm with."""

    token: str
    remotes: tuple[str, ...]
    """Managers to join by way of, `HOST:PORT`."""
    addr: str
    """The IP address the node will be known by."""
    availability: Availability = Availability.ACTIVE
    advertise_port: str = REMOTE_API_PORT
    listen_port: str = REMOTE_API_PORT


class DaemonEvent(Frozen, frozen=True):
    """One line of `docker events`."""

    time: int
    kind: str
    """`container`, `network`, `volume`, `image`, `node`, `service`, ..."""
    action: str
    actor: str
    attributes: Mapping[str, str]
    scope: str = "local"
    """`local` or `swarm`."""


FEW = 64
"""Addresses of a subnet that are kept as text: most containers get one of them."""


@lru_cache(maxsize=256)
def _first_addresses(subnet: str, length: str) -> tuple[str, ...]:
    return tuple(f"{one}/{length}" for one in islice(ip_network(subnet, strict=False).hosts(), FEW))


def _further_addresses(subnet: str, length: str) -> Iterator[str]:
    for one in islice(ip_network(subnet, strict=False).hosts(), FEW, None):
        yield f"{one}/{length}"


class Host(Stateful):
    """A machine with docker on it."""

    remembered = (
        "running", "node_id", "swarm_key", "local_state", "error", "node_addr", "certified_manager",
        "advertise_port", "listen_port", "joining",
        "containers", "networks", "volumes", "images", "logs", "tasks", "unheard", "events", "boots", "next_pool",
        "written", "up", "switched_at", "turns",
    )  # fmt: skip

    def __init__(self, spec: HostSpec, rng: random.Random, now: int) -> None:
        self.spec = spec
        self.name = spec.name
        self.daemon_id = local_id(rng)[:32]
        self.running = True
        """Whether docker runs."""
        self.up = True
        """Whether the machine itself is there; it is not while it boots."""
        self.switched_at = now
        """When docker was started or stopped last."""
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
        self.unheard: dict[str, None] = {}
        """Tasks whose status the managers have not been told yet."""
        self.events: list[DaemonEvent] = []
        self.boots = 1
        """How often docker was started; tells a plan from before a restart from a valid one."""
        self.next_pool = 0
        """Where in the default pools the search for a subnet begins; what was given back is not used again at once."""
        self.written: dict[str, dict[str, str]] = {}
        """Files that programs wrote: by the id of their container or by `volume/NAME`, path to content."""
        self.turns: dict[str, int] = {}
        """Connections that its balancer has passed on, by the id of the service."""
        for name, driver in (("bridge", "bridge"), ("host", "host"), ("none", "null")):
            options = BRIDGE_OPTIONS if driver == "bridge" else None
            self.add_network(name, driver, rng, now, self.free_subnet() if options else "", options)

    def add_network(
        self,
        name: str,
        driver: str,
        rng: random.Random,
        now: int,
        subnet: str = "",
        options: Mapping[str, str] | None = None,
    ) -> LocalNetwork:
        """Make a local network with that subnet; its gateway is the first address."""
        gateway = str(ip_network(subnet, strict=False).network_address + 1) if subnet else ""
        network = LocalNetwork(
            id=local_id(rng), name=name, driver=driver, created_at=now, subnet=subnet, gateway=gateway,
            options=options or {},
        )  # fmt: skip
        self.networks[network.id] = network
        return network

    def free_subnet(self) -> str:
        """The next subnet of the default pools that no local network overlaps with; empty when there is none."""
        used = [ip_network(n.subnet, strict=False) for n in self.networks.values() if n.subnet]
        for step in range(len(DEFAULT_POOLS)):
            number = (self.next_pool + step) % len(DEFAULT_POOLS)
            candidate = DEFAULT_POOLS[number]
            if not any(candidate.overlaps(one) for one in used if isinstance(one, IPv4Network)):
                self.next_pool = (number + 1) % len(DEFAULT_POOLS)
                return str(candidate)
        return ""

    def network_named(self, name: str) -> LocalNetwork | None:
        for network in self.networks.values():
            if network.name == name:
                return network
        return None

    def free_address(self, network: LocalNetwork) -> str:
        """The lowest address of a local network that no container has, with its prefix length; empty without subnet."""
        if not network.subnet:
            return ""
        length = network.subnet.rpartition("/")[2]
        taken = {a.address for c in self.containers.values() for a in c.attachments if a.network_id == network.id}
        taken |= {f"{address}/{length}" for address in (network.gateway, *network.aux)}
        pool = network.ip_range or network.subnet
        for text in _first_addresses(pool, length):
            if text not in taken:
                return text
        return next((text for text in _further_addresses(pool, length) if text not in taken), "")

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
