"""`curl` and `wget`: published ports, the routing mesh, and names in containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.shell.shells import out, run, swarm_of_two

if TYPE_CHECKING:
    from tutor.shell.terminal import Terminal


@pytest.fixture
def web() -> Terminal:
    """Two tasks of `web`, one on each node, published through the mesh; a network `back` under them."""
    shells = swarm_of_two()
    out(shells, "docker network create -d overlay --attachable back")
    run(shells, "docker service create -q --name web --replicas 2 --network back -p 8080:80 nginx:1.25")
    shells.sim.settle()
    return shells


def names(text: str) -> list[str]:
    """Of the containers that answered."""
    return [line.split("container ")[1].split(".")[1] for line in text.splitlines()]


@pytest.mark.parametrize("where", ["localhost", "manager1", "10.77.0.12"])
def test_every_node_passes_connections_on_in_turn(web: Terminal, where: str) -> None:
    answered = names(out(web, f"for i in 1 2 3 4; do curl -s http://{where}:8080; done"))
    assert sorted(answered[:2]) == ["1", "2"] and answered[2:] == answered[:2]


def test_nothing_listens_where_nothing_is_published(web: Terminal) -> None:
    assert run(web, "curl http://worker1:8081").status == 7


def test_a_published_port_leads_nowhere_when_the_program_listens_elsewhere() -> None:
    shells = swarm_of_two()
    run(shells, "docker service create -q --name web -p 8080:81 nginx:1.25")
    assert run(shells, "curl http://worker1:8080").status == 7


def test_host_mode_answers_only_where_a_task_is() -> None:
    shells = swarm_of_two()
    line = "docker service create -q --name web --publish mode=host,published=8080,target=80"
    run(shells, f"{line} --constraint node.hostname==worker1 nginx:1.25")
    assert "web.1" in out(shells, "curl -s worker1:8080")
    assert run(shells, "curl -s manager1:8080").status == 7


def test_a_partitioned_host_is_not_reached(web: Terminal) -> None:
    out(web, "sim partition worker1")
    assert run(web, "curl -s worker1:8080").status == 7


def test_names_resolve_in_containers(web: Terminal) -> None:
    run(web, "docker run -d --name probe --network back alpine sleep infinity")
    fetch = "docker exec probe wget -qO- http://{}"
    assert sorted(names(out(web, f"{fetch.format('web')}; {fetch.format('web')}"))) == ["1", "2"]
    assert "web." in out(web, fetch.format("tasks.web"))
    refused = run(web, fetch.format("web:81"))
    assert (refused.status, "Connection refused" in refused.stderr) == (1, True)
    assert run(web, fetch.format("nobody")).stderr == "wget: bad address 'nobody'\n"
    out(web, "docker exec probe wget -q http://web/page")
    assert "web." in out(web, "docker exec probe cat page")
