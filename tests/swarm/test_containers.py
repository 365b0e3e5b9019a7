"""Containers on a machine, and what their programs do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.swarm.setting import Setting, registry
from tutor.swarm.clock import MINUTE, SECOND
from tutor.swarm.host import Container, ContainerConfig, ContainerState, Health
from tutor.swarm.objects import TaskState
from tutor.swarm.programs import behaviour_of, check_passes
from tutor.swarm.registry import Behaviour, familiar_name, image_from, registry_from

if TYPE_CHECKING:
    from tutor.swarm.cluster import Host


def start(it: Setting, image: str = "nginx:1.25", cmd: tuple[str, ...] = (), **more: object) -> tuple[Host, str]:
    host = it.sim.hosts["m1"]
    found = it.sim.containers.pull(host, image)
    assert found is not None
    config = ContainerConfig(
        name="c1",
        image=image,
        entrypoint=found.entrypoint,
        cmd=cmd or found.cmd,
        **more,  # type: ignore[arg-type]
    )
    made = it.sim.containers.create(host, config, found)
    it.sim.containers.start(host, made.id)
    return host, made.id


def look(host: Host, container_id: str) -> Container:
    return host.containers[container_id]


# ------------------------------------------------------------------ life
def test_a_program_that_runs_until_it_is_stopped() -> None:
    it = Setting(workers=0)
    host, cid = start(it)
    it.wait(3600)
    assert look(host, cid).state is ContainerState.RUNNING
    it.sim.containers.stop(host, cid)
    it.wait(1)
    assert (look(host, cid).state, look(host, cid).exit_code) == (ContainerState.EXITED, 0)


def test_a_program_that_ignores_the_stop_signal_is_killed() -> None:
    it = Setting(workers=0)
    host, cid = start(it, "lab/stubborn:1")
    it.sim.containers.stop(host, cid)
    it.wait(9)
    assert look(host, cid).running
    it.wait(2)
    assert look(host, cid).exit_code == 137


def test_a_program_that_ends_by_itself_and_what_it_said() -> None:
    it = Setting(workers=0)
    host, cid = start(it, "lab/crash:1")
    assert [line.text for line in host.logs[cid]] == ["starting"]
    it.wait(2)
    assert look(host, cid).exit_code == 1
    assert [(line.stream, line.text) for line in host.logs[cid]] == [
        ("stdout", "starting"),
        ("stderr", "fatal: configuration error"),
    ]


def test_a_restart_policy() -> None:
    it = Setting(workers=0)
    host, cid = start(it, "lab/crash:1", restart="on-failure:3")
    it.wait(60)
    assert look(host, cid).restart_count == 3
    assert not look(host, cid).running


def test_removed_when_it_ends() -> None:
    it = Setting(workers=0)
    host, cid = start(it, "hello-world", auto_remove=True)
    it.wait(1)
    assert cid not in host.containers


def test_restarted_with_the_daemon() -> None:
    it = Setting(workers=0)
    host, always = start(it, restart="always")
    _, never = start(it)
    it.sim.stop_docker("m1")
    assert not any(c.running for c in host.containers.values())
    it.sim.start_docker("m1")
    assert look(host, always).running
    assert not look(host, never).running


def test_a_secret_in_the_log_looks_random_and_is_not() -> None:
    def password(seed: int) -> str:
        it = Setting(workers=0, seed=seed)
        host, cid = start(it, "rancher/rancher")
        (line,) = [line.text for line in host.logs[cid] if "Bootstrap Password: " in line.text]
        return line.rpartition(" ")[2]

    assert password(1) == password(1) != password(2)
    assert len(password(1)) == 54


# ------------------------------------------------------------------ health
def health(script: str) -> dict[str, object]:
    return {"Healthcheck": {"Test": ["CMD-SHELL", script], "Interval": SECOND, "Retries": 2}}


def test_a_task_is_starting_until_it_is_healthy() -> None:
    it = Setting(workers=0)
    it.create(container=health("true"))
    it.wait(2)
    assert it.tasks()[0].state is TaskState.STARTING
    it.settle()
    assert it.tasks()[0].state is TaskState.RUNNING
    (container,) = it.sim.hosts["m1"].containers.values()
    assert container.health is Health.HEALTHY


def test_an_unhealthy_program_that_heeds_the_stop_signal_completes() -> None:
    it = Setting(workers=0)
    it.create(container=health("exit 1"), task={"RestartPolicy": {"Condition": "none"}})
    assert it.settle()
    assert it.tasks()[0].state is TaskState.COMPLETE


def test_an_unhealthy_program_that_has_to_be_killed_fails() -> None:
    it = Setting(workers=0)
    it.create(image="lab/stubborn:1", container=health("exit 1"), task={"RestartPolicy": {"Condition": "none"}})
    assert it.settle()
    assert it.tasks()[0].status.err == "task: non-zero exit (137): dockerexec: unhealthy container"


def test_the_images_own_check_and_none() -> None:
    it = Setting(workers=0)
    once = {"RestartPolicy": {"Condition": "none"}}
    it.create("sick", image="lab/sick:1", task=once)
    it.create("unasked", image="lab/sick:1", task=once, container={"Healthcheck": {"Test": ["NONE"]}})
    assert it.settle()
    assert it.tasks("sick")[0].state is TaskState.COMPLETE
    assert it.tasks("unasked")[0].state is TaskState.RUNNING


@pytest.mark.parametrize(
    ("script", "passes"),
    [
        ("true", True),
        ("exit 0", True),
        ("exit 1", False),
        ("false", False),
        ("curl -f http://localhost/ || exit 1", True),
        ("wget -q -O- http://localhost", True),
    ],
)
def test_checks(script: str, passes: bool) -> None:
    assert check_passes(("CMD-SHELL", script), Behaviour()) is passes


# ------------------------------------------------------------------ programs
@pytest.mark.parametrize(
    ("image", "cmd", "after", "code"),
    [
        ("alpine", ["sleep", "5"], 5 * SECOND, 0),
        ("alpine", ["sleep", "2m"], 2 * MINUTE, 0),
        ("alpine", ["ping", "docker.com"], None, 0),
        ("alpine", ["sh", "-c", "sleep 3; exit 4"], 3 * SECOND, 4),
        ("alpine", ["sh", "-c", "while true; do echo hi; sleep 1; done"], None, 0),
        ("alpine", ["false"], 30_000_000, 1),
        ("alpine", [], 30_000_000, 0),
        ("nginx", ["nginx", "-g", "daemon off;"], None, 0),
        ("nginx", ["/no/such/binary"], 30_000_000, 127),
        ("redis", ["redis-server", "--appendonly", "yes"], None, 0),
    ],
)
def test_what_commands_do(image: str, cmd: list[str], after: int | None, code: int) -> None:
    found = registry().find(image)
    assert found is not None
    behaviour = behaviour_of(found, found.entrypoint, cmd or found.cmd)
    assert (behaviour.exits_after, behaviour.exit_code) == (after, code)


def test_a_binary_that_no_image_has_cannot_be_started() -> None:
    it = Setting(workers=0)
    it.create(image="alpine", container={"Command": ["/no/such/binary"]}, task={"RestartPolicy": {"Condition": "none"}})
    it.settle()
    (task,) = it.tasks()
    assert task.state is TaskState.FAILED
    assert task.status.err.startswith("starting container failed: failed to create task for container: ")


def test_what_echo_says_is_in_the_log() -> None:
    it = Setting(workers=0)
    host, cid = start(it, "alpine", ("sh", "-c", "echo one; echo two >&2; sleep 1; echo three"))
    it.wait(2)
    assert [(line.stream, line.text) for line in host.logs[cid]] == [
        ("stdout", "one"),
        ("stderr", "two"),
        ("stdout", "three"),
    ]


# ------------------------------------------------------------------ registry
@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("nginx", "nginx:latest"),
        ("docker.io/library/nginx:1.25", "nginx:1.25"),
        ("nginx:1.25@sha256:" + "0" * 64, "nginx:1.25"),
        ("registry.example:5000/app", "registry.example:5000/app:latest"),
        ("portainer/portainer", "portainer/portainer:latest"),
    ],
)
def test_names_of_images(ref: str, name: str) -> None:
    assert familiar_name(ref) == name


def test_a_digest_has_to_be_right() -> None:
    nginx = registry().find("nginx:1.25")
    assert nginx is not None
    assert registry().find(f"nginx:1.25@{nginx.digest}") is nginx
    assert registry().find("nginx:1.25@sha256:" + "0" * 64) is None


def test_a_restricted_registry() -> None:
    few = registry().restricted_to(["nginx:1.25", "lab/crash:1", "own/image:3"])
    assert few.names() == ["nginx:1.25", "lab/crash:1", "own/image:3"]
    assert few.find("redis") is None
    bare, crash = few.find("nginx:1.25"), few.find("lab/crash:1")
    assert bare is not None
    assert bare.logs == ()
    assert crash is not None
    assert crash.logs != ()


def test_a_wrong_description_is_refused() -> None:
    with pytest.raises(ValueError, match="image x:1: unknown member 'entry'"):
        registry_from({"images": [{"names": ["x:1"], "entry": []}]})
    with pytest.raises(ValueError, match="image x:1: unknown behaviour 'sings'"):
        image_from("x:1", {"behaviour": "sings"})


def test_pulling_takes_its_time_once_per_machine() -> None:
    it = Setting(workers=0)
    it.create("first")
    began = it.now()
    it.settle()
    first = it.now() - began
    it.create("second")
    began = it.now()
    it.settle()
    assert it.now() - began < first
    assert list(it.sim.hosts["m1"].images) == ["nginx:1.25"]
