"""Looking at the simulation: what its hosts are, and what the managers that can be asked know of nodes and tasks.

Nothing is changed by it. A swarm whose managers do not answer is known by its machines alone: by what each says
of itself, and by the containers that run on it.
"""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from string import ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from tutor.engine.daemon import Daemon
from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.swarm.clock import SECOND
from tutor.swarm.host import LocalNodeState
from tutor.swarm.objects import NodeState, TaskState
from tutor.swarm.raft import majority
from tutor.swarm.store import slot_key
from tutor.tui.cluster.happenings import log_of
from tutor.tui.cluster.picture import HostBox, Mark, Picture, SwarmLine, TaskCell
from tutor.tui.cluster.services import host_ports, networks_of, one_line, ports_of, service_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Container, Host
    from tutor.swarm.objects import Node, Task
    from tutor.swarm.swarm import Swarm
    from tutor.tui.cluster.picture import Agreement, Part, Phase, Role

RECENT = 5 * SECOND
"""How long a task that has ended is still shown."""
_PARTS: dict[LocalNodeState, Part] = {
    LocalNodeState.INACTIVE: "",
    LocalNodeState.PENDING: "joining",
    LocalNodeState.ACTIVE: "member",
    LocalNodeState.ERROR: "error",
    LocalNodeState.LOCKED: "locked",
}
_SERVICE_ID, _TASK_NAME = "com.docker.swarm.service.id", "com.docker.swarm.task.name"
NOBODY = Mark(-1, "?")
"""The mark of a service that is gone."""
_PLACE = itemgetter(0, 1)


class _Tasks(NamedTuple):
    """Letters of services by id; cells by node id."""

    marks: Mapping[str, Mark]
    cells: Mapping[str, list[TaskCell]]


def picture_of(sim: Simulation) -> Picture:
    """The whole at this moment."""
    numbers = {key: number for number, key in enumerate(sim.swarms, 1)}
    known = {key: swarm for key, swarm in sim.swarms.items() if _answers(sim, key)}
    marks = _marks(sim.swarms.values())
    tasks = _Tasks(marks, _cells(known.values(), marks, sim.clock.now))
    return Picture(
        second=sim.clock.now // SECOND,
        hosts=tuple(_box(sim, host, numbers, known, tasks) for host in sim.hosts.values()),
        swarms=tuple(_swarm_line(sim, numbers[key], swarm) for key, swarm in sim.swarms.items()),
        services=tuple(
            service_line(service, swarm, marks[service.id], numbers[key])
            for key, swarm in known.items()
            for service in swarm.store.services
        ),
        waiting=tuple(tasks.cells.get("", ())),
        networks=tuple(line for swarm in known.values() for line in networks_of(swarm, marks)),
        ports=tuple(line for swarm in known.values() for line in ports_of(swarm, marks)),
        log=log_of(sim),
    )


def _answers(sim: Simulation, key: str) -> bool:
    """Whether some manager of the swarm can be asked for its state."""
    return any(host.swarm_key == key and host.certified_manager and _serves(sim, host) for host in sim.hosts.values())


def _serves(sim: Simulation, host: Host) -> bool:
    try:
        Daemon(sim, host.name).manager()
    except (DaemonUnreachable, EngineError):
        return False
    return True


def _marks(swarms: Iterable[Swarm]) -> dict[str, Mark]:
    """A letter for each service by its id: A to Z, then A2 and so on."""
    services = [service.id for swarm in swarms for service in swarm.store.services]
    marks = {}
    for number, service_id in enumerate(services):
        turn, place = divmod(number, len(ascii_uppercase))
        marks[service_id] = Mark(number, ascii_uppercase[place] + (str(turn + 1) if turn else ""))
    return marks


# ------------------------------------------------------------------ swarms
def _swarm_line(sim: Simulation, number: int, swarm: Swarm) -> SwarmLine:
    raft = swarm.raft
    groups = [len(raft.group_of(member)) for member in raft.members]
    leading = len(raft.group_of(raft.leader)) if raft.leader else 0
    return SwarmLine(
        number,
        _agreement(sim, swarm),
        managers=len(raft.members),
        reachable=leading or max(groups, default=0),
        needed=majority(len(raft.members)),
        nodes=len(swarm.store.nodes),
        autolock=swarm.store.cluster.autolock,
    )


def _agreement(sim: Simulation, swarm: Swarm) -> Agreement:
    if swarm.raft.works:
        return "works"
    if swarm.raft.leader:
        return "no majority"
    if swarm.raft.can_elect:
        return "electing"
    managers = [host for host in sim.hosts.values() if host.swarm_key == swarm.key and host.certified_manager]
    locked = [host for host in managers if host.running and host.local_state is LocalNodeState.LOCKED]
    return "locked" if locked and len(locked) == sum(host.running for host in managers) else "no quorum"


# ------------------------------------------------------------------ tasks
def _cells(swarms: Iterable[Swarm], marks: Mapping[str, Mark], now: int) -> dict[str, list[TaskCell]]:
    """By node id (empty: no node), in the order of services and slots."""
    found: dict[str, list[tuple[int, int, TaskCell]]] = {}
    for swarm in swarms:
        for task, phase in _shown(swarm, now):
            mark = marks.get(task.service_id)
            if mark is not None:
                cell = TaskCell(mark, str(task.slot or ""), phase)
                found.setdefault(task.node_id, []).append((mark.number, task.slot, cell))
    return {node: [cell for _, _, cell in sorted(cells, key=_PLACE)] for node, cells in found.items()}


def _shown(swarm: Swarm, now: int) -> list[tuple[Task, Phase]]:
    """Tasks of the present and the last seconds; of a place where nothing is tried any more, the last that failed."""
    down = {node.id for node in swarm.store.nodes if node.state is NodeState.DOWN}
    shown: list[tuple[Task, Phase]] = []
    filled: set[tuple[str, int, str]] = set()
    fell: dict[tuple[str, int, str], Task] = {}
    for task in swarm.store.tasks:
        phase = _phase(task, task.node_id in down, now)
        if phase is not None:
            shown.append((task, phase))
            filled.add(slot_key(task))
        elif task.state in (TaskState.FAILED, TaskState.REJECTED):
            fell[slot_key(task)] = task
    return [*shown, *((task, "failed") for place, task in fell.items() if place not in filled)]


def _phase(task: Task, node_is_down: bool, now: int) -> Phase | None:
    """None for tasks of the past."""
    state = task.state
    if state.terminal:
        return _end(task, now - task.status.timestamp < RECENT)
    if node_is_down:
        return "lost"
    if task.desired_state > TaskState.COMPLETE:
        return "stopping"
    if state is TaskState.RUNNING:
        return "running"
    if state < TaskState.ASSIGNED:
        return "waiting"
    return "preparing" if state < TaskState.READY else "starting"


def _end(task: Task, recent: bool) -> Phase | None:
    wanted = task.desired_state <= TaskState.COMPLETE
    match task.state:
        case TaskState.COMPLETE if task.job_iteration is not None:
            return "complete" if wanted or recent else None
        case TaskState.COMPLETE | TaskState.SHUTDOWN:
            return "shutdown" if recent else None
        case TaskState.FAILED | TaskState.REJECTED:
            return "failed" if recent or wanted else None
    return None


def _of_containers(host: Host, marks: Mapping[str, Mark]) -> tuple[TaskCell, ...]:
    """What runs there, whoever can be asked."""
    mine = [container for container in host.containers.values() if container.task_id and container.running]
    cells = [_container_cell(container, marks) for container in mine]
    return tuple(sorted(cells, key=lambda cell: (cell.mark, cell.slot.rjust(6))))


def _container_cell(container: Container, marks: Mapping[str, Mark]) -> TaskCell:
    labels = container.config.labels
    slot = labels.get(_TASK_NAME, "").split(".")[-2:-1]
    number = slot[0] if slot and slot[0].isdigit() else ""
    return TaskCell(marks.get(labels.get(_SERVICE_ID, ""), NOBODY), number, "running")


# ------------------------------------------------------------------ hosts
def _box(sim: Simulation, host: Host, numbers: Mapping[str, int], known: Mapping[str, Swarm], tasks: _Tasks) -> HostBox:
    others = [other for other in sim.hosts.values() if other is not host]
    cut_off = tuple(other.name for other in others if not sim.linked(host, other))
    number = numbers.get(host.swarm_key, 0)
    box = HostBox(
        name=host.name,
        machine="up" if host.running else "stopped" if host.up else "rebooting",
        part=_PARTS[host.local_state],
        error=one_line(host.error),
        swarm=number,
        role=("manager" if host.certified_manager else "worker") if number else "",
        cut_off=cut_off,
        alone=bool(cut_off) and len(cut_off) == len(others),
        containers=sum(c.running and not c.task_id for c in host.containers.values()),
        leftovers=sum(
            node.host == host.name and node.id != host.node_id for swarm in known.values() for node in swarm.store.nodes
        ),
    )
    swarm = known.get(host.swarm_key)
    if swarm is None:
        return replace(box, tasks=_of_containers(host, tasks.marks))
    return _as_known(box, host.node_id, swarm, tasks)


def _as_known(box: HostBox, node_id: str, swarm: Swarm, tasks: _Tasks) -> HostBox:
    """With what the managers know of it."""
    node = swarm.store.nodes.get(node_id)
    if node is None:
        return replace(box, state="Removed")
    return replace(
        box,
        role=_role(node, swarm),
        state=node.state.capitalize(),
        availability=node.availability.capitalize(),
        labels=tuple(one_line(f"{key}={value}") for key, value in sorted(node.labels.items())),
        tasks=tuple(tasks.cells.get(node_id, ())),
        ports=tuple(sorted(host_ports(swarm, node_id))),
    )


def _role(node: Node, swarm: Swarm) -> Role:
    if not swarm.membership.is_member(node.id):
        return "worker"
    if swarm.membership.leader == node.id:
        return "leader"
    return "manager" if swarm.membership.is_reachable(node.id) else "unreachable"
