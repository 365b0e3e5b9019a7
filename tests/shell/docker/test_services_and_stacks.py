"""Services and stacks as they are typed. Their texts in full are compared in tests/conformance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.shell.shells import out, run, swarm_of_two

if TYPE_CHECKING:
    from tutor.shell.terminal import Terminal


@pytest.fixture
def swarm() -> Terminal:
    return swarm_of_two()


def spec(swarm: Terminal, service: str) -> Any:
    (inspected,) = json.loads(out(swarm, f"docker service inspect {service}"))
    return inspected["Spec"]


def compose(swarm: Terminal, text: str) -> None:
    swarm.shells["manager1"].files.place("/root/c.yml", text)


# ------------------------------------------------------------------ services
def test_what_was_typed_is_in_the_spec(swarm: Terminal) -> None:
    out(
        swarm,
        "docker service create -d --name web --replicas 2 -p 8080:80 -e A=1 -e B=x=y --label tier=front "
        "--constraint node.role==worker --limit-memory 64M --restart-condition on-failure --update-delay 5s "
        "--update-parallelism 2 nginx:1.25",
    )
    got = spec(swarm, "web")
    template = got["TaskTemplate"]
    assert got["Mode"] == {"Replicated": {"Replicas": 2}}
    assert got["Labels"] == {"tier": "front"}
    assert template["ContainerSpec"]["Env"] == ["A=1", "B=x=y"]
    assert template["Placement"]["Constraints"] == ["node.role==worker"]
    assert template["Resources"]["Limits"] == {"MemoryBytes": 64 * 1024**2}
    assert template["RestartPolicy"]["Condition"] == "on-failure"
    assert (got["UpdateConfig"]["Parallelism"], got["UpdateConfig"]["Delay"]) == (2, 5 * 10**9)
    (port,) = got["EndpointSpec"]["Ports"]
    assert (port["PublishedPort"], port["TargetPort"], port["PublishMode"]) == (8080, 80, "ingress")


def test_update_adds_and_removes(swarm: Terminal) -> None:
    out(swarm, "docker service create -d --name web -e A=1 --label a=1 -p 8080:80 nginx:1.25")
    out(
        swarm,
        "docker service update -d --env-add B=2 --env-rm A --label-add b=2 --label-rm a "
        "--publish-rm 80 --publish-add 9090:80 --image nginx web",
    )
    got = spec(swarm, "web")
    assert got["TaskTemplate"]["ContainerSpec"]["Env"] == ["B=2"]
    assert got["Labels"] == {"b": "2"}
    assert [port["PublishedPort"] for port in got["EndpointSpec"]["Ports"]] == [9090]
    assert got["TaskTemplate"]["ContainerSpec"]["Image"].startswith("nginx:latest")


def test_rollback_brings_the_spec_before_back(swarm: Terminal) -> None:
    out(swarm, "docker service create -d --name web -e A=1 nginx:1.25")
    before = spec(swarm, "web")
    out(swarm, "docker service update -d --env-add A=2 --replicas 3 web")
    out(swarm, "docker service rollback web")
    assert spec(swarm, "web") == before


def test_pretty_tells_capabilities_limits_and_log_driver(swarm: Terminal) -> None:
    out(
        swarm,
        "docker service create -d -q --name s --cap-add net_admin --ulimit nofile=1:2 --sysctl a=1 --sysctl b "
        "--log-driver json-file --log-opt max-size=1m --label bare nginx:1.25",
    )
    lines = out(swarm, "docker service inspect --pretty s").splitlines()
    for line in (" bare", " Add: CAP_NET_ADMIN", " nofile: 1:2", " a: 1", " b", "  max-size:       1m"):
        assert line in lines


def test_a_service_on_the_network_of_its_node(swarm: Terminal) -> None:
    out(swarm, "docker service create -d -q --name s --network host --constraint node.role==manager nginx:1.25")
    swarm.sim.settle()
    assert "Networks: host" in out(swarm, "docker service inspect --pretty s").splitlines()
    (service,) = json.loads(out(swarm, "docker service inspect s"))
    (target,) = service["Spec"]["TaskTemplate"]["Networks"]
    assert service["Endpoint"]["VirtualIPs"] == [{"NetworkID": target["Target"]}]
    assert out(swarm, "docker ps --filter network=host -q")


def test_a_task_asked_for_twice_is_indented_everywhere(swarm: Terminal) -> None:
    out(swarm, "docker service create -d -q --name s --constraint node.role==manager nginx:1.25")
    swarm.sim.settle()
    header, *rows = out(swarm, "docker node ps self self").splitlines()
    assert len(rows) == 2
    assert all(row[header.index("NAME") :].startswith(r" \_ s.1") for row in rows)


def test_a_global_service_cannot_be_scaled(swarm: Terminal) -> None:
    out(swarm, "docker service create -d --mode global --name agent nginx:1.25")
    outcome = run(swarm, "docker service scale agent=3")
    assert outcome.status == 1
    assert outcome.stderr == "agent: scale can only be used with replicated or replicated-job mode\n"


def test_a_worker_is_told_to_ask_a_manager(swarm: Terminal) -> None:
    outcome = run(swarm, "docker service ls", on="worker1")
    assert outcome.status == 1
    assert "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state." in (
        outcome.stderr
    )


def test_a_published_port_can_be_taken_once(swarm: Terminal) -> None:
    out(swarm, "docker service create -d --name a -p 80:80 nginx:1.25")
    outcome = run(swarm, "docker service create -d --name b -p 80:80 nginx:1.25")
    assert outcome.status == 1
    assert "port '80' is already in use by service 'a'" in outcome.stderr


# ------------------------------------------------------------------ stacks
def test_deploying_again_changes_what_differs_and_prune_removes_the_rest(swarm: Terminal) -> None:
    compose(swarm, "services:\n  a: {image: 'nginx:1.25'}\n  b: {image: 'redis:7'}\n")
    run(swarm, "docker stack deploy -c c.yml app")
    compose(swarm, "services:\n  a: {image: 'nginx:1.25', deploy: {replicas: 2}}\n")
    text = run(swarm, "docker stack deploy --prune -c c.yml app").stdout
    assert "Removing service app_b" in text
    assert "Updating service app_a" in text
    swarm.sim.settle()
    assert out(swarm, "docker stack services app --format '{{.Name}} {{.Replicas}}'") == "app_a 2/2\n"


def test_variables_come_from_the_shell(swarm: Terminal) -> None:
    compose(swarm, "services:\n  a:\n    image: nginx:${TAG:-latest}\n")
    assert "image: nginx:latest" in out(swarm, "docker stack config -c c.yml")
    assert "image: nginx:1.25" in out(swarm, "TAG=1.25 docker stack config -c c.yml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("services:\n  a: {image: nginx, deploy: {replicas: many}}\n", "services.a.deploy.replicas must be a integer"),
        ("services:\n  a: {image: nginx, nonsense: 1}\n", "Additional property nonsense is not allowed"),
        ("services: [", "yaml: line 1"),
    ],
    ids=["type", "unknown key", "no yaml"],
)
def test_a_wrong_file_is_refused_and_nothing_is_made(swarm: Terminal, text: str, words: str) -> None:
    compose(swarm, text)
    outcome = run(swarm, "docker stack deploy -c c.yml app")
    assert outcome.status == 1
    assert words in outcome.stderr
    assert out(swarm, "docker service ls -q") == ""


def test_removing_a_stack_that_is_none(swarm: Terminal) -> None:
    assert run(swarm, "docker stack rm nothing").stderr == "Nothing found in stack: nothing\n"


def test_tasks_whose_node_still_fits_count_as_up_to_date(swarm: Terminal) -> None:
    """SwarmKit's filter `_up-to-date` asks whether a task would be replaced; without it a rollback waits for ever."""
    out(swarm, "docker service create -d --name web --replicas 3 nginx:1.25")
    swarm.sim.settle()
    out(swarm, "docker service update -q --constraint-add node.role==worker web")
    assert "Service web converged" in out(swarm, "docker service update --rollback web")
