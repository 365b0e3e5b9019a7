"""What the cluster looks like at one moment, as plain data: hosts, their tasks, services.

Read through the daemons alone, like a judge of goals; where no manager answers, only the hosts are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Literal

from tutor.labs.state import ClusterLook, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.labs.reader import EngineReader

Json = dict[str, Any]
Phase = Literal["running", "starting", "waiting", "ending", "failed"]
_STARTING = frozenset({"assigned", "accepted", "preparing", "ready", "starting"})
_ENDED = frozenset({"complete", "shutdown", "failed", "rejected", "remove", "orphaned"})


@dataclass(frozen=True, slots=True)
class TaskCell:
    """One task: its service's letter and number, its slot (empty for global services), how far it is."""

    letter: str
    number: int
    slot: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class HostBox:
    """One machine. `role`: `leader`, `manager`, `unreachable`, `worker`, or empty outside the swarm."""

    name: str
    docker: bool
    role: str = ""
    state: str = ""
    """`Ready`, `Down`, `Unknown`, or empty."""
    availability: str = ""
    labels: tuple[str, ...] = ()
    tasks: tuple[TaskCell, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceLine:
    letter: str
    number: int
    name: str
    running: int
    wanted: int
    ports: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    hosts: tuple[HostBox, ...]
    services: tuple[ServiceLine, ...] = ()
    waiting: tuple[TaskCell, ...] = ()
    """Tasks that no node has."""
    why: str = ""
    """Why nothing is known of a swarm."""


def picture_of(readers: Mapping[str, EngineReader], running: Mapping[str, bool]) -> Picture:
    """Look at the cluster. `running`: on which hosts docker runs."""
    look = ClusterLook(readers)
    try:
        nodes = look.items("/nodes", "", {})
        services = look.items("/services", "", {"status": "1"})
        tasks = look.items("/tasks", "", {})
    except Unreadable as reason:
        return Picture(tuple(HostBox(host, docker) for host, docker in running.items()), why=str(reason))
    letters = {service["ID"]: (_letter(n), n) for n, service in enumerate(services)}
    cells = [(task, cell) for task in tasks if (cell := _cell(task, letters)) is not None]
    boxes = tuple(_box(host, docker, nodes, cells) for host, docker in running.items())
    lines = tuple(_service(service, *letters[service["ID"]]) for service in services)
    return Picture(boxes, lines, tuple(cell for task, cell in cells if not task.get("NodeID")))


def _letter(number: int) -> str:
    """A to Z, then A2 and so on."""
    turn, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


def _cell(task: Json, letters: Mapping[str, tuple[str, int]]) -> TaskCell | None:
    """None for tasks of the past."""
    if task.get("ServiceID") not in letters:
        return None
    letter, number = letters[task["ServiceID"]]
    phase = _phase(task["Status"]["State"], task["DesiredState"])
    return None if phase is None else TaskCell(letter, number, str(task.get("Slot") or ""), phase)


def _phase(state: str, desired: str) -> Phase | None:
    wanted = desired in ("running", "ready", "complete")
    if state in _ENDED:
        return "failed" if wanted and state in ("failed", "rejected") else None
    if not wanted:
        return "ending"
    if state == "running":
        return "running"
    return "starting" if state in _STARTING else "waiting"


def _box(host: str, docker: bool, nodes: Iterable[Json], cells: Iterable[tuple[Json, TaskCell]]) -> HostBox:
    """The newest node entry of this host; an earlier one stays in the list as Down after a rejoin."""
    mine = [node for node in nodes if node["Description"]["Hostname"] == host]
    if not mine:
        return HostBox(host, docker)
    node = max(mine, key=lambda one: (one["Status"]["State"] == "ready", one["CreatedAt"]))
    spec = node["Spec"]
    return HostBox(
        name=host,
        docker=docker,
        role=_role(node),
        state=node["Status"]["State"].capitalize(),
        availability=spec["Availability"].capitalize(),
        labels=tuple(f"{key}={value}" for key, value in sorted((spec.get("Labels") or {}).items())),
        tasks=tuple(cell for task, cell in cells if task.get("NodeID") == node["ID"]),
    )


def _role(node: Json) -> str:
    status = node.get("ManagerStatus")
    if not status:
        return "worker"
    if status.get("Leader"):
        return "leader"
    return "manager" if status.get("Reachability") == "reachable" else "unreachable"


def _service(service: Json, letter: str, number: int) -> ServiceLine:
    status = service.get("ServiceStatus") or {}
    ports = (service.get("Endpoint") or {}).get("Ports") or ()
    return ServiceLine(
        letter=letter,
        number=number,
        name=service["Spec"]["Name"],
        running=status.get("RunningTasks", 0),
        wanted=status.get("DesiredTasks", 0),
        ports=", ".join(f"{port.get('PublishedPort', 0)}->{port['TargetPort']}" for port in ports),
    )
