"""Groups of docker commands on a small swarm. Their texts in full are compared in tests/conformance."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.shell.shells import out, run, swarm_of_two, terminal
from tutor.shell.process import Ask

if TYPE_CHECKING:
    from tutor.shell.terminal import Terminal


@pytest.fixture
def swarm() -> Terminal:
    return swarm_of_two()


# ------------------------------------------------------------------ swarm, node
def test_init_tells_how_to_join() -> None:
    shells = terminal()
    text = out(shells, "docker swarm init --advertise-addr 10.77.0.11")
    assert re.search(r"    docker swarm join --token SWMTKN-1-\w{50}-\w{25} 10\.77\.0\.11:2377\n", text)
    assert "already part of a swarm" in run(shells, "docker swarm init").stderr


def test_values_are_checked_by_the_client() -> None:
    shells = terminal()
    outcome = run(shells, "docker swarm init --availability busy")
    assert outcome.stderr == 'invalid availability "busy", only active, pause and drain are supported\n'
    outcome = run(shells, "docker swarm init --default-addr-pool 10.0.0.0")
    assert outcome.stderr.startswith('invalid argument "10.0.0.0" for "--default-addr-pool" flag: invalid string')
    assert run(shells, "docker swarm join-token boss").stderr == "unknown role boss\n"


def test_tokens_are_rotated(swarm: Terminal) -> None:
    old = out(swarm, "docker swarm join-token -q worker")
    text = out(swarm, "docker swarm join-token --rotate worker")
    assert text.startswith("Successfully rotated worker join token.\n\n")
    new = out(swarm, "docker swarm join-token -q worker")
    assert new != old and new.split("-")[2] == old.split("-")[2]


def test_a_locked_manager_asks_for_its_key() -> None:
    shells = terminal("manager1")
    text = out(shells, "docker swarm init --autolock")
    key = text.split("SWMKEY")[1].split()[0]
    out(shells, "systemctl restart docker")
    assert "Swarm is encrypted" in run(shells, "docker node ls").stderr
    process = shells.start("docker swarm unlock")
    assert next(process) == Ask("Enter unlock key: ", hidden=True)
    assert run(shells, "echo wrong | docker swarm unlock").status == 1
    out(shells, f"echo SWMKEY{key} | docker swarm unlock")
    shells.sim.settle()
    assert "Leader" in out(shells, "docker node ls")
    assert run(shells, "docker swarm unlock").stderr == "Error: swarm is not locked\n"


def test_update_without_flags_is_help(swarm: Terminal) -> None:
    assert out(swarm, "docker swarm update").startswith("Usage:  docker swarm update [OPTIONS]\n")
    assert out(swarm, "docker swarm update --task-history-limit 2") == "Swarm updated.\n"
    assert out(swarm, "docker info -f '{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}}'") == "2\n"


def test_ca_shows_and_rotates(swarm: Terminal) -> None:
    old = out(swarm, "docker swarm ca")
    assert old.startswith("-----BEGIN CERTIFICATE-----")
    assert "requires the `--rotate` flag" in run(swarm, "docker swarm ca --cert-expiry 48h").stderr
    assert out(swarm, "docker swarm ca --rotate") != old


def test_node_ls_marks_this_node(swarm: Terminal) -> None:
    lines = out(swarm, "docker node ls").splitlines()
    assert lines[0].split() == ["ID", "HOSTNAME", "STATUS", "AVAILABILITY", "MANAGER", "STATUS", "ENGINE", "VERSION"]
    assert [" * " in line for line in lines[1:]] == [True, False]
    assert out(swarm, "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'") == "manager1 Leader\nworker1 \n"
    assert (
        out(swarm, "docker node ls -q -f role=worker").strip()
        == out(swarm, "docker node inspect worker1 -f '{{.ID}}'").strip()
    )
    rows = [json.loads(line) for line in out(swarm, "docker node ls --format json").splitlines()]
    assert list(rows[0]) == sorted(rows[0]) and rows[1]["Hostname"] == "worker1"


def test_node_update_labels(swarm: Terminal) -> None:
    out(swarm, "docker node update --label-add zone=a --label-add disk worker1")
    assert out(swarm, "docker node inspect worker1 -f '{{json .Spec.Labels}}'") == '{"disk":"","zone":"a"}\n'
    assert (
        run(swarm, "docker node update --label-rm nope worker1").stderr == "key nope doesn't exist in node's labels\n"
    )
    assert " - zone=a\n" in out(swarm, "docker node inspect --pretty worker1")


def test_promote_and_demote(swarm: Terminal) -> None:
    assert out(swarm, "docker node promote worker1") == "Node worker1 promoted to a manager in the swarm.\n"
    assert re.fullmatch(r"Node \w{25} is already a manager\.\n", out(swarm, "docker node promote worker1"))
    swarm.sim.settle()
    assert out(swarm, "docker node demote worker1") == "Manager worker1 demoted in the swarm.\n"


def test_self_means_this_node(swarm: Terminal) -> None:
    assert out(swarm, "docker node inspect self -f '{{.Description.Hostname}}'") == "manager1\n"
    assert run(swarm, "docker node inspect self", on="worker1").stderr.startswith(
        "Error response from daemon: This node"
    )
    assert out(swarm, "docker node ps self").split()[:2] == ["ID", "NAME"]


def test_tasks_of_several_nodes_are_listed_again_with_each_further_node(swarm: Terminal) -> None:
    """The filter of the real client grows from node to node; a task that is listed twice is indented twice."""
    out(swarm, "docker service create --detach --name web --constraint node.role==manager nginx:1.25")
    swarm.sim.settle()
    _, *rows = out(swarm, "docker node ps manager1 worker1").splitlines()
    assert [row.split()[1:3] for row in rows] == [["\\_", "web.1"]] * 2


# ------------------------------------------------------- secrets, configs, volumes
def test_secrets_are_made_of_files_and_of_input(swarm: Terminal) -> None:
    out(
        swarm,
        "echo pw > pw.txt; docker secret create --label env=dev fromfile pw.txt; echo x | docker secret create piped -",
    )
    assert out(swarm, "docker secret ls --format '{{.Name}} {{.Label \"env\"}}'") == "fromfile dev\npiped \n"
    assert run(swarm, "docker secret create a nope").stderr == (
        "error reading from nope: open nope: no such file or directory\n"
    )
    assert run(swarm, "docker secret create a").stderr == "secret file is required\n"
    assert run(swarm, "docker secret rm piped nope").stdout == "piped\n"


def test_configs_show_their_content(swarm: Terminal) -> None:
    out(swarm, "echo key=value | docker config create conf -")
    assert out(swarm, "docker config inspect --pretty conf").endswith("Data:\nkey=value\n\n")
    assert run(swarm, "docker config create a nope").stderr.startswith(
        'Error reading content from "nope": error reading'
    )


def test_volumes() -> None:
    shells = terminal()
    assert out(shells, "docker volume create --label a=b data") == "data\n"
    assert out(shells, "docker volume ls") == "DRIVER    VOLUME NAME\nlocal     data\n"
    assert out(shells, "docker volume inspect data -f '{{.Name}} {{.Driver}} {{.Scope}}'") == "data local local\n"
    refused = run(shells, "echo n | docker volume prune -a")
    assert (refused.status, refused.stderr) == (0, "")
    assert "data" in out(shells, "docker volume ls -q")
    assert "data" in out(shells, "echo y | docker volume prune -a")


# ---------------------------------------------------------------------- networks
def test_networks(swarm: Terminal) -> None:
    out(swarm, "docker network create -d overlay --attachable --subnet 10.50.0.0/24 --label team=a front")
    assert (
        out(swarm, "docker network ls -f name=front --format '{{.Name}} {{.Driver}} {{.Scope}}'")
        == "front overlay swarm\n"
    )
    assert out(swarm, "docker network inspect front -f '{{(index .IPAM.Config 0).Subnet}} {{.Attachable}}'") == (
        "10.50.0.0/24 true\n"
    )
    outcome = run(swarm, "docker network rm front nope")
    assert (outcome.status, outcome.stdout) == (1, "front\n")
    assert outcome.stderr.endswith("\nexit status 1\n")
    assert run(swarm, "docker network rm ingress").stdout.endswith("Are you sure you want to continue? [y/N] ")


@pytest.mark.parametrize(
    ("flags", "stderr"),
    [
        ("--gateway 10.0.0.1", "every ip-range or gateway must have a corresponding subnet\n"),
        ("--subnet 10.1.0.0/16 --subnet 10.1.2.0/24", "multiple overlapping subnet configuration is not supported\n"),
        ("--subnet 10.1.0.0/16 --gateway 10.2.0.1", "no matching subnet for gateway 10.2.0.1\n"),
        ("--subnet bogus --gateway 10.2.0.1", "invalid subnet: invalid CIDR address: bogus\n"),
        ("--subnet 10.1.0.0/16 --ip-range x", "invalid CIDR address: x\n"),
    ],
)
def test_parts_of_a_subnet_must_fit(flags: str, stderr: str) -> None:
    assert run(terminal(), f"docker network create {flags} n").stderr == stderr


# -------------------------------------------------------------------- containers
def test_a_container_is_run_listed_and_removed() -> None:
    shells = terminal()
    outcome = run(shells, "docker run -d --name web -p 8080:80 -e A=1 nginx:1.25")
    assert re.fullmatch(r"[0-9a-f]{64}\n", outcome.stdout)
    assert outcome.stderr.startswith("Unable to find image 'nginx:1.25' locally\n1.25: Pulling from library/nginx\n")
    assert out(shells, "docker ps --format '{{.Names}} {{.Image}} {{.Ports}}'") == (
        "web nginx:1.25 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n"
    )
    assert "container web on manager1" in out(shells, "curl -s localhost:8080")
    assert out(shells, "docker logs web") == "ready\n"
    assert out(shells, "docker exec web env | grep ^A=") == "A=1\n"
    assert "container is running" in run(shells, "docker rm web").stderr
    assert out(shells, "docker stop web && docker ps -q && docker rm web") == "web\nweb\n"
    assert run(shells, "curl localhost:8080").status == 7


def test_a_container_in_the_foreground_gives_its_status() -> None:
    shells = terminal()
    run(shells, "docker pull alpine")
    assert out(shells, "docker run --rm alpine echo hi") == "hi\n"
    assert out(shells, "docker ps -aq") == ""


def test_errors_of_docker_run() -> None:
    shells = terminal()
    outcome = run(shells, "docker run nosuch:1")
    assert outcome.status == 125
    assert outcome.stderr.startswith("Unable to find image 'nosuch:1' locally\ndocker: Error response from daemon: ")
    assert outcome.stderr.endswith("\n\nRun 'docker run --help' for more information\n")
    assert run(shells, "docker run --rm --restart always nginx").stderr.startswith("docker: conflicting options: ")
    assert run(shells, "docker run -p 99999:80 nginx").status == 125
    assert run(shells, "docker run -it alpine sh").stderr == "the input device is not a TTY\n"


def test_a_shell_in_a_container() -> None:
    shells = terminal()
    run(shells, "docker run -d --name web nginx:1.25")
    process = shells.start("docker exec -it web sh")
    assert next(process) == Ask("/ # ")
    text = process.send("echo hello")
    assert getattr(text, "text", "") == "hello\n"
    assert process.send(None) == Ask("/ # ")
    with pytest.raises(StopIteration) as ended:
        process.send("exit 3")
    assert ended.value.value == 3


def test_inspect_finds_objects_of_any_kind(swarm: Terminal) -> None:
    assert out(swarm, "docker inspect worker1 -f '{{.Spec.Role}}'") == "worker\n"
    assert out(swarm, "docker inspect ingress -f '{{.Driver}}'") == "overlay\n"
    outcome = run(swarm, "docker inspect nosuch")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (1, "[]\n", "Error: No such object: nosuch\n")
    assert 'unknown type: "x"' in run(swarm, "docker inspect --type x y").stderr


# ----------------------------------------------------------------------- images
def test_images() -> None:
    shells = terminal()
    assert out(shells, "docker pull nginx").endswith("\ndocker.io/library/nginx:latest\n")
    assert out(shells, "docker pull -q redis:7") == "docker.io/library/redis:7\n"
    assert out(shells, "docker images --format '{{.Repository}}:{{.Tag}}' | sort") == "nginx:latest\nredis:7\n"
    assert "Untagged: redis:7" in out(shells, "docker rmi redis:7")
    assert run(shells, "docker pull NGINX").stderr.startswith("invalid reference format")


def test_info_of_a_manager(swarm: Terminal) -> None:
    text = out(swarm, "docker info")
    assert "\n Swarm: active\n" in text and "\n  Is Manager: true\n" in text and "\n  Nodes: 2\n" in text
    assert out(swarm, "docker info -f '{{.Swarm.LocalNodeState}} {{json .Swarm.ControlAvailable}}'", on="worker1") == (
        "active false\n"
    )


def test_the_one_context() -> None:
    assert out(terminal(), "docker context ls").splitlines()[1].startswith("default *")
    assert out(terminal(), "docker context inspect -f '{{.Name}}'") == "default\n"
