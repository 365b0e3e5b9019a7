"""Containers made by hand: refusals, filters, volumes, programs inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster

IMAGE = "nginx:1.25"


def made(cluster: Cluster, name: str, **body: Any) -> str:
    """A container that runs on manager1; its id."""
    engine = cluster.manager
    cluster.finish(engine.images.pull(IMAGE))
    container_id: str = engine.containers.create(name, {"Image": IMAGE, **body})["Id"]
    cluster.finish(engine.containers.start(container_id))
    return container_id


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("bad name", {}, "Invalid container name (bad name), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"),
        ("ok", {"WorkingDir": "x"}, "the working directory 'x' is invalid, it needs to be an absolute path"),
        ("ok", {"HostConfig": {"Memory": 1 << 20}}, "Minimum memory limit allowed is 6MB"),
        (
            "ok",
            {"HostConfig": {"Mounts": [{"Type": "bind", "Source": "/nosuch", "Target": "/x"}]}},
            'invalid mount config for type "bind": bind source path does not exist: /nosuch',
        ),
        ("ok", {"HostConfig": {"Links": ["gone"]}}, "could not get container for gone: No such container: gone"),
    ],
)
def test_what_a_daemon_refuses_to_make(cluster: Cluster, name: str, body: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError) as refused:
        made(cluster, name, **body)
    assert refused.value.message == message


def test_a_port_that_is_taken_leaves_the_container_created(cluster: Cluster) -> None:
    binding = {"HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": "8080"}]}}}
    made(cluster, "one", **binding)
    with pytest.raises(EngineError, match=r"Bind for 0\.0\.0\.0:8080 failed: port is already allocated"):
        made(cluster, "two", **binding)
    listed = cluster.manager.containers.list(True)
    assert [(c["Names"][0], c["State"]) for c in listed] == [("/two", "created"), ("/one", "running")]


def test_filters_of_the_list(cluster: Cluster) -> None:
    for name in ("alpha", "beta", "gamma"):
        made(cluster, name)

    def found(**filters: list[str]) -> list[str]:
        return [c["Names"][0][1:] for c in cluster.manager.containers.list(False, filters)]

    assert found(name=["^a"]) == ["alpha"]
    assert found(since=["alpha"]) == ["gamma", "beta"]
    assert found(before=["beta"]) == ["alpha"]
    assert found(ancestor=["nginx"]) == []
    assert found(expose=["80"]) == ["gamma", "beta", "alpha"]
    for wrong in ({"status": ["x"]}, {"exited": ["x"]}, {"is-task": ["x"]}, {"colour": ["x"]}):
        with pytest.raises(EngineError, match="invalid filter"):
            cluster.manager.containers.list(False, wrong)


def output(cluster: Cluster, ref: str, *words: str) -> str:
    """What a program prints in a container."""
    engine = cluster.manager.containers
    chunks, _ = cluster.chunks(engine.exec_start(engine.exec_create(ref, {"Cmd": list(words)})["Id"]))
    return "".join(chunks)


def test_a_volume_outlives_the_container_that_wrote_to_it(cluster: Cluster) -> None:
    binds = {"HostConfig": {"Binds": ["data:/data"]}}
    first = made(cluster, "one", **binds)
    output(cluster, first, "sh", "-c", "echo kept > /data/f; echo lost > /f")
    cluster.manager.containers.remove(first, force=True)
    second = made(cluster, "two", **binds)
    assert output(cluster, second, "cat", "/data/f") == "kept\n"
    assert "No such file" in output(cluster, second, "cat", "/f")


def test_a_paused_container_runs_nothing_until_it_goes_on(cluster: Cluster) -> None:
    container = made(cluster, "one")
    cluster.manager.containers.pause("one")
    with pytest.raises(EngineError, match="Container one is paused, unpause the container before exec"):
        output(cluster, "one", "true")
    cluster.manager.containers.unpause("one")
    assert output(cluster, container, "hostname") == f"{container[:12]}\n"
