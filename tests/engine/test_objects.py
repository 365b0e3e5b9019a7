"""Nodes, networks, secrets, configs, volumes, containers, images."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_node_views_and_updates(cluster: Cluster) -> None:
    nodes = cluster.manager.nodes
    by_name = {node["Description"]["Hostname"]: node for node in nodes.list()}
    assert by_name["manager1"]["ManagerStatus"]["Leader"] is True
    assert "ManagerStatus" not in by_name["worker1"]
    worker = by_name["worker1"]
    spec = {**worker["Spec"], "Labels": {"disk": "ssd"}, "Availability": "drain"}
    nodes.update("worker1", worker["Version"]["Index"], spec)
    assert nodes.inspect("worker1")["Spec"] == spec
    assert [n["ID"] for n in nodes.list({"node.label": ["disk=ssd"]})] == [worker["ID"]]
    with pytest.raises(EngineError, match='invalid Availability: "busy"'):
        nodes.update("worker1", 1, {**spec, "Availability": "busy"})


def test_ready_nodes_and_managers_are_not_removed(cluster: Cluster) -> None:
    with pytest.raises(EngineError, match="is not down and can't be removed"):
        cluster.manager.nodes.remove("worker1")
    with pytest.raises(EngineError, match="It must be demoted to worker before removal"):
        cluster.manager.nodes.remove("manager1", force=True)
    cluster.manager.nodes.remove("worker1", force=True)
    assert len(cluster.manager.nodes.list()) == 2


def test_overlay_networks(cluster: Cluster) -> None:
    networks = cluster.manager.networks
    created = networks.create({"Name": "front", "Driver": "overlay", "Attachable": True, "Labels": {"team": "a"}})["Id"]
    view = networks.inspect("front")
    assert view["Id"] == created
    assert view["IPAM"]["Config"] == [{"Subnet": "10.0.1.0/24", "Gateway": "10.0.1.1"}]
    assert (view["Scope"], view["Attachable"], view["Containers"]) == ("swarm", True, None)
    with pytest.raises(EngineError, match="network with name front already exists"):
        networks.create({"Name": "front", "Driver": "overlay"})
    names = [n["Name"] for n in cluster["worker1"].networks.list({"scope": ["swarm"]})]
    assert names == ["ingress"]


def test_a_network_in_use_stays(cluster: Cluster) -> None:
    network = cluster.manager.networks.create({"Name": "front", "Driver": "overlay"})["Id"]
    template = {"ContainerSpec": {"Image": "nginx:1.25"}, "Networks": [{"Target": "front"}]}
    service = cluster.service(TaskTemplate=template)
    with pytest.raises(EngineError, match=f"network {network} is in use by service {service}"):
        cluster.manager.networks.remove("front")
    cluster.manager.services.remove("web")
    cluster.sim.settle()
    cluster.manager.networks.remove("front")
    assert [n["Name"] for n in cluster.manager.networks.list({"name": ["front"]})] == []


def test_services_need_networks_of_the_swarm(cluster: Cluster) -> None:
    cluster.manager.networks.create({"Name": "mine"})
    for target, said in (
        ("mine", "The network mine cannot be used with services"),
        ("nosuch", "network nosuch not found"),
        ("ingress", "Service cannot be explicitly attached to the ingress network"),
    ):
        template = {"ContainerSpec": {"Image": "nginx:1.25"}, "Networks": [{"Target": target}]}
        with pytest.raises(EngineError, match=said):
            cluster.manager.services.create({**cluster.body(), "TaskTemplate": template})


def test_secrets_keep_their_data_and_configs_show_it(cluster: Cluster) -> None:
    cluster.manager.secrets.create({"Name": "pw", "Data": encoded("secret")})
    cluster.manager.configs.create({"Name": "conf", "Data": encoded("a=b")})
    assert cluster.manager.secrets.inspect("pw")["Spec"] == {"Name": "pw", "Labels": {}}
    assert cluster.manager.configs.inspect("conf")["Spec"]["Data"] == encoded("a=b")
    with pytest.raises(EngineError, match="secret pw already exists"):
        cluster.manager.secrets.create({"Name": "pw", "Data": encoded("x")})
    with pytest.raises(EngineError, match="only updates to Labels are allowed"):
        cluster.manager.secrets.update("pw", 1, {"Name": "pw", "Data": encoded("new")})


@pytest.mark.parametrize(("size", "fits"), [(0, False), (1, True), (511_999, True), (512_000, False)])
def test_size_of_secrets(cluster: Cluster, size: int, fits: bool) -> None:
    body = {"Name": "pw", "Data": base64.b64encode(b"x" * size).decode()}
    if fits:
        assert len(cluster.manager.secrets.create(body)["ID"]) == 25
        return
    with pytest.raises(EngineError, match="secret data must be larger than 0 and less than 512000 bytes"):
        cluster.manager.secrets.create(body)


def test_a_secret_in_use_stays_and_is_a_file_in_the_container(cluster: Cluster) -> None:
    secret = cluster.manager.secrets.create({"Name": "pw", "Data": encoded("s3cret\n")})["ID"]
    file = {"Name": "pw", "UID": "0", "GID": "0", "Mode": 292}
    container = {
        "Image": "nginx:1.25",
        "Secrets": [{"File": file, "SecretID": secret, "SecretName": "pw"}],
    }
    cluster.service(replicas=3, TaskTemplate={"ContainerSpec": container})
    with pytest.raises(EngineError, match="secret 'pw' is in use by the following service: web"):
        cluster.manager.secrets.remove("pw")
    containers = cluster["worker1"].containers
    (mine,) = containers.list()
    run = containers.exec_create(mine["Id"], {"Cmd": ["cat", "/run/secrets/pw"]})["Id"]
    output, _ = cluster.chunks(containers.exec_start(run))
    assert output == ["s3cret\n"]
    assert containers.exec_inspect(run)["ExitCode"] == 0


def test_containers_of_a_user(hosts: Cluster) -> None:
    engine = hosts.manager
    with pytest.raises(EngineError, match=r"No such image: nginx:1\.25"):
        engine.containers.create("web", {"Image": "nginx:1.25"})
    hosts.finish(engine.images.pull("nginx:1.25"))
    bindings = {"80/tcp": [{"HostPort": "8080"}]}
    made = engine.containers.create("web", {"Image": "nginx:1.25", "HostConfig": {"PortBindings": bindings}})["Id"]
    hosts.finish(engine.containers.start("web"))
    (view,) = engine.containers.list()
    assert view["Id"] == made
    assert view["Names"] == ["/web"]
    assert {port["PublicPort"] for port in view["Ports"]} == {8080}
    with pytest.raises(EngineError, match="container is running: stop the container before removing or force remove"):
        engine.containers.remove("web")
    hosts.finish(engine.containers.stop("web"))
    assert engine.containers.list() == []
    assert engine.containers.list(all=True)[0]["Status"].startswith("Exited (0)")
    engine.containers.remove("web")
    with pytest.raises(EngineError, match="No such container: web"):
        engine.containers.inspect("web")


def test_images_that_do_not_exist(hosts: Cluster) -> None:
    with pytest.raises(EngineError, match="manifest unknown") as caught:
        hosts.manager.distribution.inspect("nosuch:1")
    assert caught.value.status == 404
    with pytest.raises(EngineError, match=r"repository name \(library/Nginx\) must be lowercase"):
        hosts.manager.distribution.inspect("Nginx")
    with pytest.raises(EngineError, match="pull access denied for nosuch"):
        hosts.finish(hosts.manager.images.pull("nosuch:1"))


def test_volumes(hosts: Cluster) -> None:
    volumes = hosts.manager.volumes
    volumes.create({"Name": "data", "Labels": {"a": "b"}})
    assert volumes.inspect("data")["Labels"] == {"a": "b"}
    assert [v["Name"] for v in volumes.list({"label": ["a=b"]})["Volumes"]] == ["data"]
    volumes.remove("data")
    with pytest.raises(EngineError, match="get data: no such volume"):
        volumes.inspect("data")
    with pytest.raises(EngineError, match="includes invalid characters for a local volume name"):
        volumes.create({"Name": "bad name"})


def test_reading_by_path(cluster: Cluster) -> None:
    cluster.service()
    engine = cluster.manager
    assert engine.get("/services/web", {})["Spec"]["Name"] == "web"
    filters = json.dumps({"service": {"web": True}})
    assert len(engine.get("/tasks", {"filters": filters})) == 2
    assert engine.get("/info", {})["Swarm"]["Nodes"] == 3
    assert engine.get("/containers/json", {"all": "1"}) == engine.containers.list(all=True)
    with pytest.raises(EngineError, match="page not found"):
        engine.get("/nosuch", {})
