"""The replicated objects of a swarm, as SwarmKit names them: frozen, and replaced when they change.

Source of names, states and numbers: swarmkit `api/types.proto`, `api/objects.proto`. Times are
nanoseconds since the epoch.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, TypeVar

from msgspec import field

from tutor.swarm.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.swarm.spec import Json, PortConfig, ServiceSpec, TaskSpec


class NodeRole(StrEnum):
    WORKER = "worker"
    MANAGER = "manager"


class Availability(StrEnum):
    ACTIVE = "active"
    PAUSE = "pause"
    DRAIN = "drain"


class Membership(StrEnum):
    """`Spec.Membership`: whether a node was let in. All are, and yet the word changes (see `engine/nodes.py`)."""

    PENDING = "pending"
    ACCEPTED = "accepted"


class NodeState(StrEnum):
    UNKNOWN = "unknown"
    DOWN = "down"
    READY = "ready"
    DISCONNECTED = "disconnected"


class TaskState(IntEnum):
    """How far a task has come (observed) or shall come (desired). The observed state never decreases."""

    NEW = 0
    PENDING = 64
    ASSIGNED = 192
    ACCEPTED = 256
    PREPARING = 320
    READY = 384
    STARTING = 448
    RUNNING = 512
    COMPLETE = 576
    SHUTDOWN = 640
    FAILED = 704
    REJECTED = 768
    REMOVE = 800
    ORPHANED = 832

    @property
    def api(self) -> str:
        """The word the Engine API uses."""
        return self.name.lower()

    @property
    def terminal(self) -> bool:
        """Nothing runs any more (as an observed state)."""
        return self > TaskState.RUNNING


class UpdateState(StrEnum):
    UPDATING = "updating"
    PAUSED = "paused"
    COMPLETED = "completed"
    ROLLBACK_STARTED = "rollback_started"
    ROLLBACK_PAUSED = "rollback_paused"
    ROLLBACK_COMPLETED = "rollback_completed"


class StoreObject(Frozen, frozen=True, kw_only=True):
    """What every object has. The store sets `version` and the two times on each write."""

    id: str
    version: int = 0
    """Raft index of the last write to this object."""
    created_at: int = 0
    updated_at: int = 0


class NodeDescription(Frozen, frozen=True):
    """What the agent tells of its machine."""

    hostname: str
    nano_cpus: int
    memory_bytes: int
    engine_version: str = "26.1.5+dfsg1"
    os: str = "linux"
    architecture: str = "x86_64"
    engine_labels: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[tuple[str, str], ...] = ()
    """(type, name), for example ("Network", "overlay")."""


class Node(StoreObject, frozen=True, kw_only=True):
    host: str
    """Name of the simulated machine behind it (its hostname; two nodes may share it after a rejoin)."""
    description: NodeDescription
    role: NodeRole
    """Effective role (what its certificate says)."""
    desired_role: NodeRole
    """`Spec.Role`: what an administrator asked for."""
    availability: Availability = Availability.ACTIVE
    labels: Mapping[str, str] = field(default_factory=dict)
    membership: Membership = Membership.ACCEPTED
    state: NodeState = NodeState.UNKNOWN
    message: str = ""
    addr: str = ""
    """IP address that the managers see."""
    manager_addr: str = ""
    """`IP:2377` while the node is a member of the raft group, else empty."""
    ca_serial: int = 0
    """The root certificate that signed the node's own; behind the cluster's during a rotation."""


class UpdateStatus(Frozen, frozen=True, kw_only=True):
    state: UpdateState
    started_at: int
    completed_at: int | None = None
    message: str = ""


class VirtualIP(Frozen, frozen=True):
    network_id: str
    addr: str
    """With its prefix length: `10.0.1.2/24`; empty on a network that each node has for itself."""


class Service(StoreObject, frozen=True, kw_only=True):
    spec: ServiceSpec
    spec_version: int = 0
    """Store version at which `spec` was last written."""
    previous_spec: ServiceSpec | None = None
    previous_spec_version: int = 0
    ports: tuple[PortConfig, ...] = ()
    """Published ports with the numbers the allocator chose."""
    virtual_ips: tuple[VirtualIP, ...] = ()
    has_endpoint: bool = False
    """Whether the allocator ever had something to give it; it stays so when nothing is left of it."""
    update_status: UpdateStatus | None = None
    job_iteration: int = 0
    job_last_execution: int = 0


class NetworkAttachment(Frozen, frozen=True):
    network_id: str
    addresses: tuple[str, ...]
    """With prefix length."""


class TaskStatus(Frozen, frozen=True, kw_only=True):
    state: TaskState
    timestamp: int
    message: str = ""
    err: str = ""
    container_id: str = ""
    pid: int = 0
    exit_code: int = 0
    ports: tuple[PortConfig, ...] = ()
    """Host-mode ports that are bound."""


class Task(StoreObject, frozen=True, kw_only=True):
    service_id: str
    slot: int = 0
    """0 for tasks of global services; replicated jobs count from 0."""
    node_id: str = ""
    spec: TaskSpec
    spec_version: int = 0
    status: TaskStatus
    desired_state: TaskState
    attachments: tuple[NetworkAttachment, ...] = ()
    job_iteration: int | None = None
    service_name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    endpoint: Json | None = None
    """`EndpointSpec` of the service when the task was made."""
    ports: tuple[PortConfig, ...] = ()
    """Published ports as the allocator numbered them when the task was made."""

    @property
    def name(self) -> str:
        """As its container is called: `<service>.<slot>.<id>`, with the node in place of slot 0."""
        return f"{self.service_name}.{self.slot or self.node_id}.{self.id}"

    @property
    def state(self) -> TaskState:
        return self.status.state


class Network(StoreObject, frozen=True, kw_only=True):
    """A network with swarm scope."""

    name: str
    raw: Json
    """The body of `POST /networks/create`: driver, labels, options, attachable, internal, ingress."""
    driver: str = "overlay"
    labels: Mapping[str, str] = field(default_factory=dict)
    ingress: bool = False
    attachable: bool = False
    internal: bool = False
    subnet: str = ""
    gateway: str = ""
    vxlans: tuple[int, ...] = ()
    """VXLAN ids, one for each subnet."""


class Secret(StoreObject, frozen=True, kw_only=True):
    name: str
    labels: Mapping[str, str]
    raw: Json
    """The spec as it came, `Data` (base64) included; the engine never gives a secret's data out."""


class Config(StoreObject, frozen=True, kw_only=True):
    name: str
    labels: Mapping[str, str]
    raw: Json


class Cluster(StoreObject, frozen=True, kw_only=True):
    """The swarm's own record: settings, tokens, certificate authority, lock."""

    spec: Json
    """`Spec` of `GET /swarm`, complete."""
    worker_secret: str
    manager_secret: str
    ca_digest: str
    """The part of join tokens that stands for the root certificate."""
    ca_serial: int = 0
    """Grows with each CA rotation; the certificate that is shown is made from it."""
    unlock_key: str = ""
    """Empty while autolock is off."""
    default_addr_pool: tuple[str, ...] = ("10.0.0.0/8",)
    subnet_size: int = 24
    data_path_port: int = 4789
    root_rotation_in_progress: bool = False

    @property
    def task_history_limit(self) -> int:
        """Tasks kept per slot, the current one included; negative: all."""
        limit: int = self.spec["Orchestration"]["TaskHistoryRetentionLimit"]
        return limit

    @property
    def autolock(self) -> bool:
        return bool(self.spec["EncryptionConfig"]["AutoLockManagers"])


AnyObject = Node | Service | Task | Network | Secret | Config | Cluster
ObjectT = TypeVar("ObjectT", Node, Service, Task, Network, Secret, Config, Cluster)
