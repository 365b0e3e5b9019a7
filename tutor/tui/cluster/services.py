"""Services, networks and published ports of a swarm whose managers can be asked, as data for the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.views.services import service_status
from tutor.swarm.objects import TaskState, UpdateState
from tutor.swarm.orchestrator.tasks import is_dirty
from tutor.swarm.spec import ModeKind
from tutor.tui.cluster.picture import Member, NetworkLine, PortLine, ServiceLine
from tutor.tui.console.text import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.swarm.objects import Network, Service, Task
    from tutor.swarm.spec import PortConfig
    from tutor.swarm.swarm import Swarm
    from tutor.tui.cluster.picture import Mark

_MODES = {
    ModeKind.REPLICATED: "",
    ModeKind.GLOBAL: "global",
    ModeKind.REPLICATED_JOB: "job",
    ModeKind.GLOBAL_JOB: "global job",
}
_LATEST = ":latest"


def one_line(text: str) -> str:
    """Text that somebody typed, on one line and without anything that a terminal might obey."""
    return " ".join(harmless(text).split()) if not (text.isascii() and text.isprintable()) else text


def service_line(service: Service, swarm: Swarm, mark: Mark, number: int) -> ServiceLine:
    """One service of the swarm with that number."""
    store = swarm.store
    status = service_status(service, store)
    tasks = store.tasks_of_service(service.id)
    waiting = [task for task in tasks if not task.node_id and task.desired_state <= TaskState.COMPLETE]
    update = service.update_status
    moving = update is not None and update.state is not UpdateState.COMPLETED
    return ServiceLine(
        mark,
        service.spec.name,
        status["RunningTasks"],
        status["DesiredTasks"],
        mode=_MODES[service.spec.mode.kind],
        completed=status["CompletedTasks"],
        total=service.spec.mode.total_completions if service.spec.mode.kind is ModeKind.REPLICATED_JOB else 0,
        ports=tuple(_port(port) for port in service.ports),
        update=update.state.replace("_", " ") if moving and update is not None else "",
        fresh=_fresh(tasks, service, swarm) if moving else 0,
        image=one_line(service.spec.task.image.partition("@")[0].removesuffix(_LATEST)),
        waiting=len(waiting),
        trouble=one_line(_trouble(tasks, waiting)),
        swarm=number,
    )


def _fresh(tasks: list[Task], service: Service, swarm: Swarm) -> int:
    """How many tasks run that need not be replaced. Tasks of one version share their specification."""
    differs: dict[int, bool] = {}
    count = 0
    for task in tasks:
        if task.state is not TaskState.RUNNING:
            continue
        if id(task.spec) not in differs:
            differs[id(task.spec)] = is_dirty(service, task, None)
        if differs[id(task.spec)] and task.spec.constraints != service.spec.task.constraints:
            count += not is_dirty(service, task, swarm.store.nodes.get(task.node_id))
        else:
            count += not differs[id(task.spec)]
    return count


def _trouble(tasks: list[Task], waiting: list[Task]) -> str:
    """The last complaint that still matters: of a task that waits, else of the newest one if it failed."""
    told = [task.status.err for task in waiting if task.status.err]
    if told:
        return told[-1]
    by_place: dict[tuple[int, str], Task] = {}
    for task in tasks:
        by_place[(task.slot, "" if task.slot else task.node_id)] = task
    last = [task for task in tasks if task.state in (TaskState.FAILED, TaskState.REJECTED)]
    unwell = any(
        task.state is not TaskState.RUNNING and task.state is not TaskState.COMPLETE for task in by_place.values()
    )
    return last[-1].status.err if last and unwell else ""


def _port(port: PortConfig) -> str:
    return f"{port.published}->{port.target}/{port.protocol}" if port.published else f"{port.target}/{port.protocol}"


# ------------------------------------------------------------------ networks and ports
def networks_of(swarm: Swarm, marks: Mapping[str, Mark]) -> list[NetworkLine]:
    """The networks of the swarm; that of the routing mesh has all services that publish by it."""
    return [_network(network, swarm, marks) for network in swarm.store.networks]


def _network(network: Network, swarm: Swarm, marks: Mapping[str, Mark]) -> NetworkLine:
    options = network.raw.get("Options") or {}
    traits = {
        "ingress": network.ingress,
        "internal": network.internal,
        "attachable": network.attachable,
        "encrypted": "encrypted" in options,
    }
    members = [
        Member(marks[service.id], service.spec.name, _address(service, network.id))
        for service in swarm.store.services
        if _is_on(service, network)
    ]
    return NetworkLine(
        one_line(network.name),
        network.driver,
        network.subnet,
        tuple(name for name, holds in traits.items() if holds),
        tuple(members),
    )


def _is_on(service: Service, network: Network) -> bool:
    if network.ingress:
        return any(port.mode == "ingress" for port in service.ports)
    return network.id in service.spec.task.networks


def _address(service: Service, network_id: str) -> str:
    return next((vip.addr.partition("/")[0] for vip in service.virtual_ips if vip.network_id == network_id), "")


def ports_of(swarm: Swarm, marks: Mapping[str, Mark]) -> list[PortLine]:
    """Published ports by number. A port in mode `host` that was left to the machine has as many numbers as tasks."""
    lines = [
        PortLine(
            port.published, port.protocol, port.target, marks[service.id], service.spec.name, port.mode,
            _bound_on(service, port, swarm) if port.mode == "host" else (),
        )
        for service in swarm.store.services
        for port in service.ports
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.published, line.protocol, line.mark))


def _bound_on(service: Service, port: PortConfig, swarm: Swarm) -> tuple[str, ...]:
    tasks = [task for task in swarm.store.tasks_of_service(service.id) if task.state is TaskState.RUNNING]
    nodes = (
        swarm.store.nodes.get(task.node_id) for task in tasks if any(p.target == port.target for p in task.status.ports)
    )
    return tuple(node.host for node in nodes if node is not None)


def host_ports(swarm: Swarm, node_id: str) -> set[str]:
    """Ports of a machine that lead straight to a task on it."""
    return {
        f"{port.published}/{port.protocol}"
        for task in swarm.store.tasks_of_node(node_id)
        if task.state is TaskState.RUNNING
        for port in task.status.ports
    }
