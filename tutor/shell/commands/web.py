"""`curl` and `wget`: is a published port answered, and by which container?

The simulation carries no packets. A request to a host's port is answered when something is published
there: by a container of that host, or through the routing mesh by some running task of the service.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.shell.commands.remote import host_named
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Container, Host

_URL = re.compile(r"(?:(https?)://)?([^/:\s]+)(?::(\d+))?(/\S*)?")
_WITH_VALUE = ("-o", "-H", "-X", "-d", "-m", "-w", "-u", "--max-time", "--connect-timeout", "--retry", "-A", "-O")
COULD_NOT_RESOLVE, COULD_NOT_CONNECT = 6, 7


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers: a container and the machine it is on."""

    container: Container
    host: Host


def who_answers(sim: Simulation, host_name: str, port: int) -> Answer | None:
    """The container that a request to this port of this host reaches; None: connection refused."""
    host = sim.hosts[host_name]
    for container in host.containers.values():
        if container.running and any(_binds(p.published, port) and p.protocol == "tcp" for p in container.config.ports):
            return Answer(container, host)
    return _through_the_mesh(sim, host, port)


def _binds(published: int, port: int) -> bool:
    return published == port


def _through_the_mesh(sim: Simulation, host: Host, port: int) -> Answer | None:
    swarm = sim.swarm_of(host.name)
    if swarm is None or not host.running:
        return None
    for service in swarm.store.services:
        if any(p.mode == "ingress" and p.published == port and p.protocol == "tcp" for p in service.ports):
            return _a_task_of(sim, host, service.id)
    return None


def _a_task_of(sim: Simulation, host: Host, service_id: str) -> Answer | None:
    """A running task of the service on a reachable host; which one changes from second to second."""
    swarm = sim.swarm_of(host.name)
    assert swarm is not None
    tasks = {task.id for task in swarm.store.tasks_of_service(service_id)}
    answers = [
        Answer(container, other)
        for other in sim.hosts.values()
        if other.running and (other is host or sim.linked(host, other))
        for container in other.containers.values()
        if container.running and container.task_id in tasks
    ]
    answers.sort(key=lambda answer: answer.container.name)
    return answers[sim.clock.now // 1_000_000 % len(answers)] if answers else None


def curl(invocation: Invocation) -> Process:
    words, url, quiet = list(invocation.args), "", False
    while words:
        word = words.pop(0)
        if word in _WITH_VALUE and words:
            words.pop(0)
        elif not word.startswith("-"):
            url = url or word
        else:
            quiet = quiet or ("s" in word and not word.startswith("--")) or word in ("--silent", "-q", "-qO-")
    match = _URL.fullmatch(url)
    if match is None:
        yield Write(f"{invocation.name}: name an address, for example: curl http://manager1:8080\n", "stderr")
        return 2
    return (yield from _request(invocation, match, quiet=quiet))


def _request(invocation: Invocation, match: re.Match[str], *, quiet: bool) -> Process:
    scheme, name, digits, _ = match.groups()
    port = int(digits or (443 if scheme == "https" else 80))
    target = invocation.host.name if name in ("localhost", "127.0.0.1") else host_named(invocation.host.sim, name)
    if not target:
        if not quiet:
            yield Write(f"{invocation.name}: (6) Could not resolve host: {name}\n", "stderr")
        return COULD_NOT_RESOLVE
    answer = who_answers(invocation.host.sim, target, port)
    if answer is None:
        if not quiet:
            text = f"Failed to connect to {name} port {port}: Could not connect to server"
            yield Write(f"{invocation.name}: (7) {text}\n", "stderr")
        return COULD_NOT_CONNECT
    yield Write(f"{answer.container.config.image} answers: container {answer.container.name} on {answer.host.name}\n")
    return 0
