"""Who answers a connection: a container behind a published port, a virtual address, or an address of its own.

The simulation carries no packets. Where several tasks of a service could answer, each node takes them in turn, as
its IPVS balancer does (round robin).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Container, Host


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers: a container and the machine it is on."""

    container: Container
    host: Host

    @property
    def page(self) -> str:
        """What it says, so that one answer can be told from another."""
        return f"{self.container.config.image} answers: container {self.container.name} on {self.host.name}\n"


def listens(container: Container, port: int) -> bool:
    """Whether its program listens there, as far as its image tells."""
    exposed = container.config.exposed_ports
    return container.running and (not exposed or f"{port}/tcp" in exposed)


def at_published_port(sim: Simulation, host: Host, port: int) -> Answer | None:
    """Who answers at a port of a machine, from outside; None: connection refused."""
    for container in host.containers.values():
        for one in container.config.ports:
            if (one.published, one.protocol) == (port, "tcp") and container.running:
                return Answer(container, host) if listens(container, one.target) else None
    swarm = sim.swarm_of(host.name)
    if swarm is None or not host.running:
        return None
    for service in swarm.store.services:
        for one in service.ports:
            if (one.mode, one.published, one.protocol) == ("ingress", port, "tcp"):
                return balanced(sim, host, service.id, one.target)
    return None


def balanced(sim: Simulation, host: Host, service_id: str, port: int) -> Answer | None:
    """The running task of a service whose turn it is on this node."""
    swarm = sim.swarm_of(host.name)
    tasks = {task.id for task in swarm.store.tasks_of_service(service_id)} if swarm else set()
    answers = [one for one in _reachable(sim, host) if one.container.task_id in tasks and one.container.running]
    if not answers:
        return None
    answers.sort(key=lambda answer: answer.container.name)
    turn = host.turns.get(service_id, 0)
    host.turns[service_id] = turn + 1
    chosen = answers[turn % len(answers)]
    return chosen if listens(chosen.container, port) else None


def at_address(sim: Simulation, host: Host, container: Container, address: str, port: int) -> Answer | None:
    """Who answers a container that connects to an address on one of its networks; None: connection refused."""
    if address == "127.0.0.1":
        return Answer(container, host) if listens(container, port) else None
    networks = {place.network_id for place in container.attachments}
    swarm = sim.swarm_of(host.name)
    for service in swarm.store.services if swarm else ():
        for vip in service.virtual_ips:
            if vip.network_id in networks and vip.addr.partition("/")[0] == address:
                return balanced(sim, host, service.id, port)
    for one in _reachable(sim, host):
        for place in one.container.attachments:
            if place.network_id in networks and place.address.partition("/")[0] == address:
                return one if listens(one.container, port) else None
    return None


def _reachable(sim: Simulation, host: Host) -> list[Answer]:
    """Every container on this machine and on those that it hears."""
    return [
        Answer(container, other)
        for other in sim.hosts.values()
        if other.running and (other is host or sim.linked(host, other))
        for container in other.containers.values()
    ]
