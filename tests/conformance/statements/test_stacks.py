"""C125 to C134: what the client prints and does by itself: order of lists, tables of tasks, stacks."""

from __future__ import annotations

import re

import pytest

from tests.conformance.statements.cluster import RPC_REFUSES, Cluster

DEPLOY = "docker stack deploy --detach --compose-file app.yml"
WEB = "services:\n  web:\n    image: nginx:1.25\n"


@pytest.fixture
def it() -> Cluster:
    return Cluster()


def deploy(it: Cluster, text: str, options: str = "") -> list[str]:
    """Deploy the stack app from a file with this text; what that prints."""
    it.write("app.yml", text)
    return it.lines(f"{DEPLOY} {options} app")


def refused(it: Cluster, text: str) -> tuple[str, str]:
    """A deployment that fails: what it prints on standard output and on standard error."""
    it.write("app.yml", text)
    outcome = it.run(f"{DEPLOY} app")
    assert outcome.status == 1
    return outcome.stdout.rstrip("\n"), outcome.stderr.rstrip("\n")


def names(it: Cluster, kind: str) -> list[str]:
    """Names of the objects of a kind, but for the networks that every machine has."""
    always = {"bridge", "docker_gwbridge", "host", "ingress", "none"}
    return [name for name in it.lines(f"docker {kind} ls --format '{{{{.Name}}}}'") if name not in always]


# ------------------------------------------------------------------ lists
@pytest.mark.statement("C125")
@pytest.mark.parametrize(
    ("kind", "create"),
    [
        ("secret", "printf x | docker secret create {0} -"),
        ("config", "printf x | docker config create {0} -"),
        ("service", "docker service create --detach --name {0} nginx:1.25"),
        ("stack", f"{DEPLOY} {{0}}"),
    ],
)
def test_lists_are_sorted_as_people_count(it: Cluster, kind: str, create: str) -> None:
    """Given objects x-10, x-2 and x-1, when they are listed, then they come as x-1, x-2, x-10."""
    it.write("app.yml", WEB)
    for name in ("x-10", "x-2", "x-1"):
        it.out(create.format(name))
    assert names(it, kind) == ["x-1", "x-2", "x-10"]


@pytest.mark.statement("C125")
def test_nodes_and_tasks_are_sorted_as_people_count() -> None:
    """Given ten workers and ten replicas, when they are listed, then number 2 comes before number 10."""
    it = Cluster(workers=10)
    it.create("--replicas 10 nginx:1.25")
    it.settle()
    numbers = range(1, 11)
    hosts = it.lines("docker node ls --format '{{.Hostname}}'")
    assert hosts == ["manager1", *(f"worker{n}" for n in numbers)]
    assert [row.name for row in it.ps()] == [f"web.{n}" for n in numbers]


@pytest.mark.statement("C126")
def test_older_tasks_of_a_slot_are_indented(it: Cluster) -> None:
    """Given a slot with two tasks, when the tasks are listed, then the older one comes second, after ` \\_ `."""
    it.create("--replicas 2 --update-monitor 1s nginx:1.25")
    it.settle()
    it.update("--image nginx:1.26")
    it.settle()
    shown = [re.split(r"  +", line)[1:3] for line in it.lines("docker service ps web")]
    assert shown == [
        ["NAME", "IMAGE"],
        ["web.1", "nginx:1.26"],
        ["\\_ web.1", "nginx:1.25"],
        ["web.2", "nginx:1.26"],
        ["\\_ web.2", "nginx:1.25"],
    ]
    assert [row.name for row in it.ps()] == ["web.1", "web.1", "web.2", "web.2"]


@pytest.mark.statement("C127")
def test_long_errors_are_cut(it: Cluster) -> None:
    """Given an error of more than 30 characters, when tasks are listed, then it is cut, unless --no-trunc is given."""
    it.create("--constraint node.labels.disk==ssd nginx:1.25")
    it.settle()
    error = "no suitable node (scheduling constraints not satisfied on 2 nodes)"
    assert f'"{error[:29]}…"' in it.out("docker service ps web")
    assert f'"{error}"' in it.out("docker service ps --no-trunc web")
    assert error[:31] not in it.out("docker service ps web")


# ------------------------------------------------------------------ stacks
@pytest.mark.statement("C128")
@pytest.mark.parametrize(
    ("command", "code", "text"),
    [
        ("ps", 1, "nothing found in stack: nosuch"),
        ("rm", 0, "Nothing found in stack: nosuch"),
        ("services", 0, "Nothing found in stack: nosuch"),
    ],
)
def test_a_stack_that_nobody_knows(it: Cluster, command: str, code: int, text: str) -> None:
    """Given no such stack, when its tasks are listed, then that is an error; removing and services just tell."""
    outcome = it.run(f"docker stack {command} nosuch")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (code, "", f"{text}\n")


@pytest.mark.statement("C129")
def test_deploying_the_same_file_again(it: Cluster) -> None:
    """Given a stack, when the same file is deployed again, then services are updated and no task is restarted."""
    text = WEB + "    deploy: {replicas: 2}\n    ports: ['8080:80']\n"
    assert sorted(deploy(it, text)) == ["Creating network app_default", "Creating service app_web"]
    it.settle()
    before = it.ps("app_web")
    version = it.inspect("{{.Version.Index}}", "app_web")
    assert deploy(it, text) == [f"Updating service app_web (id: {it.inspect('{{.ID}}', 'app_web')})"]
    it.settle()
    assert it.ps("app_web") == before
    assert it.inspect("{{.Version.Index}}", "app_web") != version


@pytest.mark.statement("C130")
def test_prune_removes_services_that_are_no_longer_in_the_file(it: Cluster) -> None:
    """Given a stack, when a service is dropped and --prune given, then it is removed first; its network is kept."""
    deploy(it, WEB + "  db:\n    image: redis:7\n    networks: [back]\nnetworks:\n  back:\n")
    it.settle()
    assert names(it, "network") == ["app_back", "app_default"]
    assert deploy(it, WEB) == [f"Updating service app_web (id: {it.inspect('{{.ID}}', 'app_web')})"]
    assert names(it, "service") == ["app_db", "app_web"]
    first, *rest = deploy(it, WEB, "--prune")
    assert first == "Removing service app_db"
    assert len(rest) == 1
    it.settle()
    assert names(it, "service") == ["app_web"]
    assert names(it, "network") == ["app_back", "app_default"]


@pytest.mark.statement("C131")
def test_the_file_of_a_secret_may_not_change(it: Cluster) -> None:
    """Given a stack with a secret, when the secret's file has other content, then the deployment fails."""
    text = WEB + "    secrets: [key]\nsecrets:\n  key: {file: key.txt}\n"
    it.write("key.txt", "one")
    deploy(it, text)
    it.settle()
    it.write("key.txt", "two")
    assert refused(it, text) == (
        "",
        f"failed to update secret app_key: {RPC_REFUSES}InvalidArgument desc = only updates to Labels are allowed",
    )
    it.write("key.txt", "one")
    assert len(deploy(it, text)) == 1


@pytest.mark.statement("C132")
def test_keys_nobody_knows_are_refused(it: Cluster) -> None:
    """Given a file with an unknown key, when it is deployed, then that is refused and nothing is created."""
    assert refused(it, WEB + "    foo: bar\n") == ("", "services.web Additional property foo is not allowed")
    assert names(it, "service") == names(it, "network") == []


@pytest.mark.statement("C133")
def test_a_network_that_is_not_defined(it: Cluster) -> None:
    """Given a service on an undefined network, when it is deployed, then the networks are created before the error."""
    text = "services:\n  web:\n    image: nginx:1.25\n    networks: [front, nosuch]\nnetworks:\n  front:\n"
    stdout, stderr = refused(it, text)
    assert sorted(stdout.splitlines()) == ["Creating network app_front", "Creating network app_nosuch"]
    assert stderr == 'service web: undefined network "nosuch"'
    assert names(it, "network") == ["app_front", "app_nosuch"]
    assert names(it, "service") == []


@pytest.mark.statement("C134")
@pytest.mark.parametrize("mode", ["global", "global-job"])
def test_replicas_of_a_global_service(it: Cluster, mode: str) -> None:
    """Given a global service with replicas, when it is deployed, then that is refused and no service is made."""
    _, stderr = refused(it, WEB + f"    deploy: {{mode: {mode}, replicas: 2}}\n")
    assert stderr == "service web: replicas can only be used with replicated or replicated-job mode"
    assert names(it, "service") == []
