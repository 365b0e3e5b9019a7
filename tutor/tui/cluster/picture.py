"""What the cluster looks like at one moment, as plain data: hosts, their tasks, services, networks, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["waiting", "preparing", "starting", "running", "complete", "stopping", "shutdown", "failed", "lost"]
"""How far a task is. `shutdown` is an end that was wanted, `lost`: its node is Down, so nobody knows."""
Machine = Literal["up", "stopped", "rebooting"]
"""`stopped`: the machine is there, its docker is not."""
Part = Literal["", "joining", "member", "locked", "error"]
"""What part a machine has in a swarm by its own word; empty outside of one."""
Role = Literal["", "leader", "manager", "unreachable", "worker"]
"""`unreachable`: a manager that the leader does not hear."""
Agreement = Literal["", "works", "no majority", "electing", "no quorum", "locked"]
"""How it stands with the managers of a swarm. `no majority`: the leader does not reach enough of them, yet leads."""
Tone = Literal["", "good", "bad"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The sign of a service on the map: a letter, and a number that chooses its colour."""

    number: int
    letter: str


@dataclass(frozen=True, slots=True)
class TaskCell:
    """One task. `slot` is empty for services that run one on each node."""

    mark: Mark
    slot: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class HostBox:
    """One machine, as itself and as the managers see it."""

    name: str
    machine: Machine = "up"
    part: Part = ""
    error: str = ""
    """Why its part is `error`, in the daemon's words."""
    swarm: int = 0
    """Which of the swarms, from 1 on; 0 outside of one."""
    role: Role = ""
    state: str = ""
    """`Ready`, `Down`, `Unknown`, `Disconnected`, `Removed` from the list; empty where no manager can be asked."""
    availability: str = ""
    labels: tuple[str, ...] = ()
    cut_off: tuple[str, ...] = ()
    """Hosts that it does not hear."""
    alone: bool = False
    """It hears no other host."""
    tasks: tuple[TaskCell, ...] = ()
    containers: int = 0
    """Running ones that belong to no service."""
    leftovers: int = 0
    """Entries of the same name among the nodes that stand for earlier lives of the machine."""
    ports: tuple[str, ...] = ()
    """Ports of the machine itself that lead to a task (publish mode `host`)."""


@dataclass(frozen=True, slots=True)
class SwarmLine:
    """One swarm: how many managers it has, how many of them hear each other, how many it needs."""

    number: int
    agreement: Agreement
    managers: int
    reachable: int
    needed: int
    nodes: int = 0
    autolock: bool = False

    @property
    def readable(self) -> bool:
        """Some manager can be asked."""
        return self.agreement in ("works", "no majority")


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service. `running` and `wanted` as `docker service ls` tells them."""

    mark: Mark
    name: str
    running: int
    wanted: int
    mode: str = ""
    """`global`, `job`, `global job`; empty for a replicated service."""
    completed: int = 0
    """Of a job."""
    total: int = 0
    ports: tuple[str, ...] = ()
    """As `80->8080/tcp`."""
    update: str = ""
    """How the last update stands: `updating`, `paused`, `rollback started`, ..."""
    fresh: int = 0
    """Tasks that run and are what the service is now."""
    image: str = ""
    waiting: int = 0
    """Tasks that no node has."""
    trouble: str = ""
    """Why a task waits, or failed last."""
    swarm: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A service on a network; `address` is its virtual one, empty where there is none (`dnsrr`)."""

    mark: Mark
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class NetworkLine:
    name: str
    driver: str
    subnet: str = ""
    traits: tuple[str, ...] = ()
    """`ingress`, `internal`, `attachable`, `encrypted`."""
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class PortLine:
    """One published port. `hosts`: where it answers in mode `host`; with `ingress` every node does."""

    published: int
    protocol: str
    target: int
    mark: Mark
    service: str
    mode: str = "ingress"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that happened. `at` is virtual time, nanoseconds since the epoch."""

    at: int
    words: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `second` is virtual time, seconds since the epoch."""

    second: int
    hosts: tuple[HostBox, ...]
    swarms: tuple[SwarmLine, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    waiting: tuple[TaskCell, ...] = ()
    """Tasks that no node has."""
    networks: tuple[NetworkLine, ...] = ()
    ports: tuple[PortLine, ...] = ()
    log: tuple[LogEntry, ...] = ()
    """The newest first."""

    @property
    def cut(self) -> bool:
        """Some hosts do not hear each other."""
        return any(host.cut_off for host in self.hosts)
