"""docker-py, unmodified, against served hosts: what programs do that drive a swarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import docker
import pytest
from docker.errors import APIError, NotFound
from docker.types import EndpointSpec, RestartPolicy, ServiceMode, UpdateConfig

from tests.serve.serving import HOSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.serve.serving import Serving

Client: TypeAlias = Any
"""docker-py has no types."""


@pytest.fixture
def client_of(served: Serving) -> Iterator[Callable[[str], Client]]:
    opened: list[Client] = []

    def make(host: str) -> Client:
        opened.append(docker.DockerClient(base_url=f"unix://{served.path(host)}", version="1.45"))
        return opened[-1]

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def manager(served: Serving, client_of: Callable[[str], Client]) -> Client:
    """A client of a manager; all other hosts are workers."""
    client = client_of(HOSTS[0])
    client.swarm.init(advertise_addr="10.77.0.11")
    token = client.swarm.attrs["JoinTokens"]["Worker"]
    for host in HOSTS[1:]:
        assert client_of(host).swarm.join(["10.77.0.11"], token)
    served.ctl("settle")
    return client


def test_version_is_negotiated(served: Serving) -> None:
    client = docker.from_env(environment={"DOCKER_HOST": f"unix://{served.path()}"}, version="auto")
    try:
        assert client.ping()
        assert client.api.api_version == "1.45"
        assert client.version()["MinAPIVersion"] == "1.24"
        assert client.info()["Name"] == HOSTS[0]
    finally:
        client.close()


def test_swarms_are_made_joined_and_left(served: Serving, client_of: Callable[[str], Client]) -> None:
    first, second = client_of(HOSTS[0]), client_of(HOSTS[1])
    node_id = first.swarm.init(advertise_addr="10.77.0.11", name="default", task_history_retention_limit=3)
    assert first.info()["Swarm"]["NodeID"] == node_id
    assert first.swarm.attrs["Spec"]["Orchestration"]["TaskHistoryRetentionLimit"] == 3
    with pytest.raises(APIError, match="already part of a swarm"):
        first.swarm.init(advertise_addr="10.77.0.11")
    with pytest.raises(APIError, match="invalid join token"):
        second.swarm.join(["10.77.0.11"], "SWMTKN-nonsense")
    assert second.swarm.join(["10.77.0.11"], first.swarm.attrs["JoinTokens"]["Manager"])
    assert second.info()["Swarm"]["ControlAvailable"]
    old = first.swarm.attrs["JoinTokens"]["Worker"]
    first.swarm.update(rotate_worker_token=True)
    first.swarm.reload()
    assert first.swarm.attrs["JoinTokens"]["Worker"] != old
    assert first.swarm.get_unlock_key() == {"UnlockKey": ""}
    with pytest.raises(APIError, match="participating as a manager"):
        second.swarm.leave()
    assert second.swarm.leave(force=True)
    assert second.info()["Swarm"]["LocalNodeState"] == "inactive"


def test_locked_managers_are_unlocked(served: Serving, client_of: Callable[[str], Client]) -> None:
    client = client_of(HOSTS[0])
    client.swarm.init(advertise_addr="10.77.0.11", autolock_managers=True)
    key = client.swarm.get_unlock_key()["UnlockKey"]
    served.ctl("stop_docker", HOSTS[0])
    served.ctl("start_docker", HOSTS[0])
    assert client.info()["Swarm"]["LocalNodeState"] == "locked"
    with pytest.raises(APIError):
        client.swarm.unlock("SWMKEY-1-wrong")
    assert client.swarm.unlock(key)
    served.ctl("settle")
    assert client.info()["Swarm"]["ControlAvailable"]


def test_services_are_made_updated_scaled_and_removed(served: Serving, manager: Client) -> None:
    service = manager.services.create(
        "nginx:1.25",
        name="web",
        mode=ServiceMode("replicated", replicas=2),
        endpoint_spec=EndpointSpec(ports={8080: 80}),
        labels={"tier": "front"},
        restart_policy=RestartPolicy(condition="on-failure", max_attempts=3),
        update_config=UpdateConfig(parallelism=1, delay=1_000_000_000),
    )
    served.ctl("settle")
    running = service.tasks(filters={"desired-state": "running"})
    assert [task["Status"]["State"] for task in running] == ["running", "running"]
    assert [one.name for one in manager.services.list(filters={"label": "tier=front"})] == ["web"]
    assert service.scale(4)
    served.ctl("settle")
    assert len(service.tasks(filters={"desired-state": "running"})) == 4
    service.reload()
    service.update(image="nginx:1.26", labels={"tier": "back"}, mode=ServiceMode("replicated", replicas=4))
    served.ctl("settle", "120")
    service.reload()
    assert service.attrs["UpdateStatus"]["State"] == "completed"
    assert service.attrs["Spec"]["Labels"] == {"tier": "back"}
    images = {task["Spec"]["ContainerSpec"]["Image"] for task in service.tasks(filters={"desired-state": "running"})}
    assert {image.partition("@")[0] for image in images} == {"nginx:1.26"}
    assert service.force_update()
    with pytest.raises(APIError, match="already exists"):
        manager.services.create("nginx:1.25", name="web")
    service.remove()
    with pytest.raises(NotFound, match="service web not found"):
        manager.services.get("web")


def test_global_services_and_jobs(served: Serving, manager: Client) -> None:
    everywhere = manager.services.create("nginx:1.25", name="everywhere", mode=ServiceMode("global"))
    job = manager.services.create(
        "lab/once:1", name="job", mode=ServiceMode("replicated-job", replicas=2, concurrency=1)
    )
    served.ctl("settle")
    assert len({task["NodeID"] for task in everywhere.tasks()}) == len(HOSTS)
    assert [task["Status"]["State"] for task in job.tasks()] == ["complete", "complete"]


def test_logs_of_a_service(served: Serving, manager: Client) -> None:
    service = manager.services.create("alpine:3.20", ["ping", "example.org"], name="ping")
    served.ctl("settle")
    lines = b"".join(service.logs(stdout=True, stderr=True))
    assert b"PING example.org" in lines
    assert b"com.docker.swarm.task.id=" not in lines
    assert b"com.docker.swarm.task.id=" in b"".join(service.logs(stdout=True, details=True))


def test_networks(served: Serving, manager: Client) -> None:
    network = manager.networks.create("backend", driver="overlay", attachable=True, labels={"a": "b"})
    assert network.attrs["Scope"] == "swarm"
    assert [one.name for one in manager.networks.list(names=["backend"])] == ["backend"]
    service = manager.services.create("nginx:1.25", name="web", networks=["backend"])
    served.ctl("settle")
    with pytest.raises(APIError, match="is in use by service"):
        network.remove()
    service.remove()
    served.ctl("settle")
    network.remove()
    with pytest.raises(NotFound):
        manager.networks.get("backend")


def test_secrets_and_configs(manager: Client) -> None:
    secret = manager.secrets.create(name="password", data=b"s3cret", labels={"a": "b"})
    config = manager.configs.create(name="site", data=b"server {}")
    assert [one.name for one in manager.secrets.list()] == ["password"]
    assert "Data" not in manager.secrets.get(secret.id).attrs["Spec"]
    assert manager.configs.get(config.id).attrs["Spec"]["Data"] == "c2VydmVyIHt9"
    with pytest.raises(APIError, match="already exists"):
        manager.secrets.create(name="password", data=b"other")
    reference = docker.types.SecretReference(secret.id, "password")
    service = manager.services.create("nginx:1.25", name="web", secrets=[reference])
    with pytest.raises(APIError, match="is in use by the following service: web"):
        secret.remove()
    service.remove()
    secret.remove()
    config.remove()
    assert manager.secrets.list() == manager.configs.list() == []


def test_nodes_are_listed_updated_and_removed(
    served: Serving, manager: Client, client_of: Callable[[str], Client]
) -> None:
    nodes = {node.attrs["Description"]["Hostname"]: node for node in manager.nodes.list()}
    assert set(nodes) == set(HOSTS)
    assert len(manager.nodes.list(filters={"role": "manager"})) == 1
    worker = nodes[HOSTS[1]]
    worker.update({"Availability": "drain", "Role": "worker", "Labels": {"zone": "a"}})
    worker.reload()
    assert worker.attrs["Spec"] == {"Labels": {"zone": "a"}, "Role": "worker", "Availability": "drain"}
    with pytest.raises(APIError, match="is not down and can't be removed"):
        manager.api.remove_node(worker.id)
    assert client_of(HOSTS[1]).swarm.leave()
    served.ctl("settle")
    assert manager.api.remove_node(worker.id)
    with pytest.raises(NotFound):
        manager.nodes.get(worker.id)


def test_workers_refuse(manager: Client, client_of: Callable[[str], Client]) -> None:
    with pytest.raises(APIError, match="This node is not a swarm manager") as refusal:
        client_of(HOSTS[1]).services.list()
    assert refusal.value.status_code == 503


def test_containers_images_and_volumes(served: Serving, client_of: Callable[[str], Client]) -> None:
    client = client_of(HOSTS[0])
    image = client.images.pull("alpine", tag="3.20")
    assert image.tags == ["alpine:3.20"]
    assert client.containers.run("alpine:3.20", ["echo", "hello"], remove=True) == b"hello\n"
    volume = client.volumes.create("data", labels={"a": "b"})
    container = client.containers.run(
        "alpine:3.20", ["sleep", "1000"], name="sleeper", detach=True, volumes={"data": {"bind": "/data"}}
    )
    assert container.status in ("created", "running")
    assert [one.name for one in client.containers.list()] == ["sleeper"]
    assert container.exec_run(["echo", "hi"]) == (0, b"hi\n")
    code, output = container.exec_run(["cat", "/nosuch"])
    assert code == 1
    assert b"No such file" in output
    with pytest.raises(APIError, match="volume is in use"):
        volume.remove()
    container.stop(timeout=0)
    assert container.wait()["StatusCode"] == 137
    container.remove()
    volume.remove()
    client.images.remove("alpine:3.20")
    assert client.images.list() == client.containers.list(all=True) == client.volumes.list() == []


def test_pulls_tell_their_progress(served: Serving, client_of: Callable[[str], Client]) -> None:
    client = client_of(HOSTS[0])
    lines: list[Any] = list(client.api.pull("nginx", tag="1.25", stream=True, decode=True))
    assert lines[0]["status"] == "Pulling from library/nginx"
    assert lines[-1]["status"] == "Status: Downloaded newer image for nginx:1.25"
    with pytest.raises(NotFound):
        client.images.pull("nosuch", tag="1")


def test_events_come_as_they_happen(client_of: Callable[[str], Client]) -> None:
    client = client_of(HOSTS[0])
    events = client.events(decode=True, filters={"type": "container"})
    client.images.pull("alpine", tag="3.20")
    client.containers.run("alpine:3.20", ["true"], name="short", detach=True)
    seen = [next(events) for _ in range(3)]
    events.close()
    assert [event["Action"] for event in seen] == ["create", "start", "die"]
    assert {event["Actor"]["Attributes"]["name"] for event in seen} == {"short"}
    assert seen[-1]["Actor"]["Attributes"]["exitCode"] == "0"
