"""The commands and stack files of the study notes this project began with, typed as they stand there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tutor.labs.laboratory import Bench, Laboratory
from tutor.session.laboratory import laboratory
from tutor.swarm.clock import SECOND
from tutor.swarm.host import HostSpec

if TYPE_CHECKING:
    from tutor.shell.drive import Outcome

START = 1_767_225_600 * SECOND
STACK = """\
version: "3"
services:
  hello:
    image: edtasixm11/k19:hello
    deploy:
      replicas: 3
    ports:
      - "80:80"
    networks:
      - mynet
  portainer:
    image: portainer/portainer
    ports:
      - "9000:9000"
    volumes:
      - "/var/run/docker.sock:/var/run/docker.sock"
    networks:
      - mynet
networks:
  mynet:
"""
VISUALIZER = """\
  visualizer:
    image: dockersamples/visualizer:stable
    ports:
      - "8080:8080"
    volumes:
      - "/var/run/docker.sock:/var/run/docker.sock"
    deploy:
      placement:
        constraints: [node.labels.lloc == local]
    networks:
      - mynet
"""
WITH_VISUALIZER = STACK.replace("networks:\n  mynet:\n", VISUALIZER + "networks:\n  mynet:\n")
THREE_CONSTRAINTS = """\
version: "3"
services:
  web:
    image: nginx
    deploy:
      placement:
        constraints:
           - node.role == manager
           - engine.labels.operatingsystem == ubuntu 14.04
           - node.labels.lloc == local
"""
GLOBAL = """\
version: "3.7"
services:
  worker:
    image: dockersamples/examplevotingapp_worker
    deploy:
      mode: global
"""


def bench_of(stack: str = STACK, *, swarm: bool = True) -> Bench:
    """pc02 (manager), pc03 and node-2 with the addresses of the notes; pc02 has the stack file."""
    ubuntu = {"operatingsystem": "ubuntu 14.04"}
    hosts = (
        HostSpec(name="pc02", address="192.168.88.2", engine_labels=ubuntu),
        HostSpec(name="pc03", address="192.168.88.3"),
        HostSpec(name="node-2", address="192.168.88.4"),
    )
    notes = Laboratory(laboratory().registry, {"notes": hosts})
    files = {"pc02": {"docker-compose.yml": stack}}
    return notes.bench("notes", seed=7, start=START, managers=["pc02"] if swarm else (), files=files)


def typed(bench: Bench, line: str, host: str = "pc02") -> Outcome:
    """Type a line; what it starts comes to rest."""
    outcome = bench.run(f"{host}$ {line}")
    bench.settle()
    return outcome


def out(bench: Bench, line: str, host: str = "pc02") -> str:
    outcome = typed(bench, line, host)
    assert outcome.status == 0, outcome.stderr
    return outcome.stdout


def deployed(stack: str = STACK) -> Bench:
    bench = bench_of(stack)
    out(bench, "docker stack deploy -c docker-compose.yml app # desplegar stack con nombre app")
    return bench


def rows(text: str) -> list[list[str]]:
    """Cells of a table, without its heading."""
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()[1:]]


def test_a_swarm_begins_and_a_worker_joins_with_the_printed_line() -> None:
    bench = bench_of(swarm=False)
    text = out(bench, "docker swarm init # iniciar swarm")
    assert re.match(r"Swarm initialized: current node \(\w{25}\) is now a manager\.\n", text)
    join = re.search(r"docker swarm join --token SWMTKN-1-\S+ 192\.168\.88\.2:2377", text)
    assert join
    assert out(bench, join[0], "pc03") == "This node joined a swarm as a worker.\n"
    assert [row[1:] for row in rows(out(bench, "docker node ls  # ver nodos"))] == [
        ["pc02", "Ready", "Active", "Leader", "26.1.5+dfsg1"],
        ["pc03", "Ready", "Active", "26.1.5+dfsg1"],
    ]


@pytest.mark.parametrize("role", ["manager", "worker"])
def test_tokens_for_both_roles(role: str) -> None:
    bench = bench_of()
    text = out(bench, f"docker swarm join-token {role} # token para añadir {role}")
    assert text.startswith(
        f"To add a {role} to this swarm, run the following command:\n\n    docker swarm join --token SWM"
    )


def test_a_token_of_another_swarm_is_refused() -> None:
    bench = bench_of(swarm=False)
    out(bench, "docker swarm init")
    token = "SWMTKN-1-4qagsse8jlngffwmce3epujd7ws8supro93iik25cu634w9szv-a94ktkie6xekc9xp883sj0jbv"
    outcome = typed(bench, f"docker swarm join --token {token} 192.168.88.2:2377", "pc03")
    assert outcome.status == 1
    assert "remote CA does not match fingerprint" in outcome.stderr


def test_the_stack_is_deployed_and_listed() -> None:
    bench = bench_of()
    text = out(bench, "docker stack deploy -c docker-compose.yml app # desplegar stack con nombre app")
    assert "Creating network app_mynet\n" in text
    assert {"Creating service app_hello", "Creating service app_portainer"} <= set(text.splitlines())
    tasks = rows(out(bench, "docker stack ps app # visualizar contenedores"))
    assert sorted(row[1] for row in tasks) == ["app_hello.1", "app_hello.2", "app_hello.3", "app_portainer.1"]
    assert {row[4] for row in tasks} == {"Running"}
    assert rows(out(bench, "docker stack ls # visualizar stack")) == [["app", "2"]]
    services = {
        row[1]: row[2:] for row in rows(out(bench, "docker stack services app # visualizar servicios de stack"))
    }
    assert services == {
        "app_hello": ["replicated", "3/3", "edtasixm11/k19:hello", "*:80->80/tcp"],
        "app_portainer": ["replicated", "1/1", "portainer/portainer:latest", "*:9000->9000/tcp"],
    }


def test_a_service_of_the_stack_is_looked_at() -> None:
    bench = deployed()
    tasks = rows(out(bench, "docker service ps app_hello # visualizar contenedores de un servicio"))
    assert [row[1] for row in tasks] == ["app_hello.1", "app_hello.2", "app_hello.3"]
    inspected = out(bench, "docker service inspect app_hello # visualizar servicio detallado")
    assert '"com.docker.stack.namespace": "app"' in inspected


def test_replicas_by_update_and_by_scale() -> None:
    bench = deployed()
    out(bench, "docker service create -d --name servidor_web nginx")
    out(bench, "docker service update --replicas 2 servidor_web # numero de replicas en un servicio")
    assert out(bench, "docker service ls --filter name=servidor_web --format '{{.Replicas}}'") == "2/2\n"
    text = out(bench, "docker service scale app_hello=4 # escalar numero de replicas")
    assert text.startswith("app_hello scaled to 4\n")
    assert "Service app_hello converged" in text
    assert out(bench, "docker service ls --filter name=app_hello --format '{{.Replicas}}'") == "4/4\n"


def test_the_stack_is_removed_with_its_network() -> None:
    bench = deployed(WITH_VISUALIZER)
    text = out(bench, "docker stack rm app # borrar stack")
    removed = ["service app_hello", "service app_portainer", "service app_visualizer", "network app_mynet"]
    assert text.splitlines() == [f"Removing {one}" for one in removed]
    assert rows(out(bench, "docker stack ls")) == []
    assert "app_mynet" not in out(bench, "docker network ls")


def test_a_node_is_paused_drained_and_reactivated() -> None:
    bench = deployed()
    assert re.search(r"^Hostname:\s+pc02$", out(bench, "docker node inspect pc02 --pretty"), re.M)

    def on_pc03() -> int:
        return len(out(bench, "docker node ps pc03 -q --filter desired-state=running").split())

    before = on_pc03()
    assert before > 0
    assert out(bench, "docker node update --availability pause pc03") == "pc03\n"
    out(bench, "docker service scale app_hello=6")
    assert on_pc03() == before
    assert "Pause" in out(bench, "docker node ls")
    assert out(bench, "docker node update --availability drain pc03 # vaciar nodo") == "pc03\n"
    assert on_pc03() == 0
    assert out(bench, "docker node update --availability active pc03") == "pc03\n"
    assert on_pc03() == 0


@pytest.mark.parametrize(
    ("change", "host"),
    [
        ("docker service scale app_hello=7", "pc02"),
        ("docker service update --force app_hello", "pc02"),
        ("docker node update --availability drain node-2", "pc02"),
        ("sudo systemctl stop docker", "node-2"),
    ],
    ids=["scaled", "updated", "another node drained", "another node lost"],
)
def test_when_a_reactivated_node_gets_tasks(change: str, host: str) -> None:
    bench = deployed()
    out(bench, "docker node update --availability drain pc03")
    out(bench, "docker node update --availability active pc03")
    assert out(bench, "docker node ps pc03 -q --filter desired-state=running") == ""
    out(bench, change, host)
    assert out(bench, "docker node ps pc03 -q --filter desired-state=running") != ""


def test_a_label_decides_where_the_visualizer_runs() -> None:
    bench = deployed(WITH_VISUALIZER)
    where = "docker service ps app_visualizer --format '{{.Node}} {{.CurrentState}}' --filter desired-state=running"
    assert "Pending" in out(bench, where)
    assert out(bench, "docker node update --label-add lloc=local pc03 # añadir label") == "pc03\n"
    assert out(bench, where).startswith("pc03 Running")


def test_three_constraints_are_all_to_be_met() -> None:
    bench = deployed(THREE_CONSTRAINTS)
    where = "docker service ps app_web --format '{{.Node}} {{.CurrentState}}' --filter desired-state=running"
    assert "Pending" in out(bench, where)
    out(bench, "docker node update --label-add lloc=local pc03")
    assert "Pending" in out(bench, where)
    out(bench, "docker node update --label-add lloc=local pc02")
    assert out(bench, where).startswith("pc02 Running")


def test_a_global_service_has_a_task_on_every_node() -> None:
    bench = deployed(GLOBAL)
    nodes = out(bench, "docker service ps app_worker --format '{{.Node}}'").split()
    assert sorted(nodes) == ["node-2", "pc02", "pc03"]


def test_nodes_leave_and_are_removed() -> None:
    bench = bench_of()
    assert typed(bench, "docker node rm node-2").status == 1
    assert out(bench, "docker swarm leave # quitar worker", "node-2") == "Node left the swarm.\n"
    assert out(bench, "docker node rm node-2") == "node-2\n"
    assert typed(bench, "docker swarm leave").status == 1
    assert out(bench, "docker swarm leave --force # quitar manager") == "Node left the swarm.\n"


def test_rancher_and_its_bootstrap_password() -> None:
    bench = bench_of(swarm=False)
    line = "sudo docker run --privileged -d --restart=unless-stopped -p 80:80 -p 443:443 rancher/rancher"
    container = out(bench, line).strip()
    assert re.fullmatch(r"[0-9a-f]{64}", container)
    found = out(bench, f'docker logs {container} 2>&1  | grep "Bootstrap Password:"')
    assert re.search(r"Bootstrap Password: \S+\n$", found)
