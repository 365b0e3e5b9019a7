"""Networks as a daemon makes, lists and removes them, and containers on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster


def plan(**config: Any) -> dict[str, Any]:
    return {"Name": "net", "IPAM": {"Config": [config]}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            plan(Subnet="10.61.0.5/24"),
            "invalid network config:\ninvalid subnet 10.61.0.5/24: it should be 10.61.0.0/24",
        ),
        (
            plan(Subnet="10.61.0.0/24", IPRange="10.61.0.5/28"),
            "invalid network config:\ninvalid ip-range 10.61.0.5/28: it should be 10.61.0.0/28",
        ),
        ({"Name": "net", "Driver": "overlay", "Scope": "local"}, "cannot downgrade network scope for overlay networks"),
        ({"Name": "net", "Driver": "host"}, 'only one instance of "host" network is allowed'),
        ({"Name": "net", "ConfigFrom": {"Network": "x"}}, 'configuration network "x" does not exist'),
        ({"Name": "net", "Ingress": True}, "Ingress network can only be global scope network"),
        (plan(Subnet="172.17.4.0/24"), "Pool overlaps with other one on this address space"),
        ({"Name": "host"}, "network with name host already exists"),
        ({"Name": "none"}, "operation is not permitted on predefined none network "),
    ],
)
def test_what_a_manager_refuses_to_make(cluster: Cluster, body: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError) as refused:
        cluster.manager.networks.create(body)
    assert refused.value.message == message


def subnet_of(cluster: Cluster, name: str) -> str:
    """Make a network and tell its subnet."""
    cluster.manager.networks.create({"Name": name})
    subnet: str = cluster.manager.networks.inspect(name)["IPAM"]["Config"][0]["Subnet"]
    return subnet


def test_a_subnet_that_was_given_back_is_not_used_again_at_once(cluster: Cluster) -> None:
    first = subnet_of(cluster, "one")
    cluster.manager.networks.remove("one")
    assert (first, subnet_of(cluster, "two")) == ("172.19.0.0/16", "172.20.0.0/16")


def test_managers_find_networks_by_exact_name_only(cluster: Cluster) -> None:
    networks = cluster.manager.networks
    networks.create({"Name": "back", "Driver": "overlay"})
    found = [[n["Name"] for n in networks.list({"name": [name]})] for name in ("back", "bac", "ingr", "^none$")]
    assert found == [["back"], [], ["ingress"], ["none"]]


def test_networks_of_the_machine_serve_services(cluster: Cluster) -> None:
    shared = cluster.manager.networks.inspect("host", scope="swarm")
    template = {"ContainerSpec": {"Image": "nginx:1.25"}, "Networks": [{"Target": "host"}]}
    cluster.manager.services.create({"Name": "web", "TaskTemplate": template, "Mode": {"Global": {}}})
    cluster.sim.settle()
    assert cluster.manager.services.inspect("web")["Endpoint"]["VirtualIPs"] == [{"NetworkID": shared["Id"]}]
    (container,) = cluster["worker1"].containers.list()
    assert list(container["NetworkSettings"]["Networks"]) == ["host"]


def test_a_container_keeps_an_attachable_network_in_use(cluster: Cluster) -> None:
    engine = cluster.manager
    engine.networks.create({"Name": "att", "Driver": "overlay", "Attachable": True})
    engine.networks.create({"Name": "back", "Driver": "overlay"})
    cluster.finish(engine.images.pull("nginx:1.25"))
    made = engine.containers.create("helper", {"Image": "nginx:1.25", "HostConfig": {"NetworkMode": "att"}})
    cluster.finish(engine.containers.start(made["Id"]))
    assert [c["Name"] for c in engine.networks.inspect("att")["Containers"].values()] == ["helper", "att-endpoint"]
    with pytest.raises(EngineError, match="is in use by task"):
        engine.networks.remove("att")
    with pytest.raises(EngineError, match="network back not manually attachable"):
        engine.networks.connect("back", {"Container": "helper"})
