"""Ports, subnets and addresses. Numbers in the names are those of the conformance statements."""

from __future__ import annotations

import pytest

from tests.swarm.setting import Setting
from tutor.swarm.errors import SwarmError
from tutor.swarm.objects import TaskState
from tutor.swarm.spec import Json, service_spec


def publish(*ports: Json) -> Json:
    return {"EndpointSpec": {"Ports": [{"Protocol": "tcp", "TargetPort": 80, **p} for p in ports]}}


def test_published_ports_are_counted_from_30000_and_not_used_again_at_once() -> None:
    it = Setting(workers=0)
    it.create("a", **publish({}))
    it.create("b", **publish({}, {"TargetPort": 81}))
    assert [p.published for p in it.service("a").ports] == [30000]
    assert [p.published for p in it.service("b").ports] == [30001, 30002]
    it.remove("a")
    it.create("c", **publish({}))
    assert [p.published for p in it.service("c").ports] == [30003]


def test_a_chosen_number_stays_through_an_update() -> None:
    it = Setting(workers=0)
    it.create("a", **publish({}))
    it.create("b", **publish({}))
    it.update("b", Labels={"x": "y"})
    assert [p.published for p in it.service("b").ports] == [30001]
    it.update("b", **publish({"PublishedPort": 8080}))
    assert [p.published for p in it.service("b").ports] == [8080]


@pytest.mark.parametrize(("mode", "words"), [("ingress", "an ingress port"), ("host", "a host-published port")])
def test_c107_a_port_is_taken_once(mode: str, words: str) -> None:
    it = Setting(workers=0)
    first = it.create("n1", **publish({"PublishedPort": 8080, "PublishMode": mode}))
    wanted = service_spec({"Name": "n2", **publish({"PublishedPort": 8080})})
    with pytest.raises(SwarmError) as caught:
        it.swarm.allocator.check_ports(wanted)
    assert str(caught.value) == (
        "rpc error: code = InvalidArgument desc = "
        f"port '8080' is already in use by service 'n1' ({first.id}) as {words}"
    )
    it.swarm.allocator.check_ports(first.spec, first.id)
    other = service_spec({"Name": "n3", **publish({"PublishedPort": 8080, "Protocol": "udp"})})
    it.swarm.allocator.check_ports(other)


def test_c108_host_ports_of_two_services_are_the_schedulers_business() -> None:
    it = Setting(workers=0)
    it.create("n1", **publish({"PublishedPort": 8080, "PublishMode": "host"}))
    it.swarm.allocator.check_ports(
        service_spec({"Name": "n2", **publish({"PublishedPort": 8080, "PublishMode": "host"})})
    )


def test_networks_get_subnets_in_order() -> None:
    it = Setting(workers=0)
    it.network("one", Driver="overlay")
    it.network("two", Driver="overlay", IPAM={"Config": [{"Subnet": "192.168.7.0/24", "Gateway": "192.168.7.9"}]})
    it.network("three", Driver="overlay")
    found = [(n.name, n.subnet, n.gateway, n.vxlans) for n in it.swarm.store.networks]
    assert found == [
        ("ingress", "10.0.0.0/24", "10.0.0.1", (4096,)),
        ("one", "10.0.1.0/24", "10.0.1.1", (4097,)),
        ("two", "192.168.7.0/24", "192.168.7.9", (4098,)),
        ("three", "10.0.2.0/24", "10.0.2.1", (4099,)),
    ]


def test_a_removed_networks_subnet_is_not_used_again_at_once() -> None:
    it = Setting(workers=0)
    it.swarm.store.delete(it.network("one"))
    two = it.swarm.store.networks[it.network("two").id]
    assert (two.subnet, two.vxlans) == ("10.0.2.0/24", (4098,))


def test_each_subnet_has_a_vxlan_id() -> None:
    it = Setting(workers=0)
    both = [{"Subnet": "10.71.0.0/24"}, {"Subnet": "10.72.0.0/24"}]
    it.network("two", Driver="overlay", IPAM={"Config": both})
    overlapping = it.network("clash", Driver="overlay", IPAM={"Config": [{"Subnet": "10.72.0.0/16"}]})
    found = [(n.name, n.subnet, n.vxlans) for n in it.swarm.store.networks if not n.ingress]
    assert found == [("two", "10.71.0.0/24", (4097, 4098)), (overlapping.name, "", ())]


def test_other_address_pools() -> None:
    it = Setting(workers=0)
    it.sim.leave_swarm("m1", force=True)
    swarm = it.sim.init_swarm("m1", addr="10.77.0.11", addr_pool=["10.20.0.0/16", "10.30.0.0/16"], subnet_size=25)
    assert [n.subnet for n in swarm.store.networks] == ["10.20.0.0/25"]


def test_virtual_addresses_and_addresses_of_tasks() -> None:
    it = Setting(workers=1)
    network = it.network("back")
    it.create(replicas=2, task={"Networks": [{"Target": network.id}]}, **publish({"PublishedPort": 80}))
    it.settle()
    service = it.service("web")
    ingress = it.swarm.allocator.ingress
    assert ingress is not None
    assert [v.network_id for v in service.virtual_ips] == [ingress.id, network.id]
    assert service.virtual_ips[1].addr == "10.0.1.2/24"
    addresses = [a.addresses[0] for t in it.running() for a in t.attachments if a.network_id == network.id]
    assert addresses == ["10.0.1.3/24", "10.0.1.4/24"]
    (container,) = it.sim.hosts["m1"].containers.values()
    assert [a.network_name for a in container.attachments] == ["ingress", "back"]
    assert container.attachments[1].mac == "02:42:0a:00:01:03"


def test_no_virtual_address_with_dns_round_robin() -> None:
    it = Setting(workers=0)
    network = it.network("back")
    it.create(task={"Networks": [{"Target": network.id}]}, EndpointSpec={"Mode": "dnsrr"})
    it.settle()
    assert it.service("web").virtual_ips == ()
    assert len(it.running()[0].attachments) == 1


def test_addresses_come_back() -> None:
    it = Setting(workers=0)
    network = it.network("small", IPAM={"Config": [{"Subnet": "10.9.0.0/29"}]})
    for _ in range(4):
        it.create(replicas=3, task={"Networks": [{"Target": network.id}]})
        it.settle()
        assert [len(t.attachments[0].addresses[0]) > 4 for t in it.running()] == [True] * 3
        it.remove("web")
        it.settle()


def test_without_a_routing_mesh() -> None:
    it = Setting(workers=0)
    ingress = it.swarm.allocator.ingress
    assert ingress is not None
    it.swarm.store.delete(ingress)
    with pytest.raises(SwarmError, match="service needs ingress network, but no ingress network is present"):
        it.swarm.allocator.check_ingress(service_spec({"Name": "w", **publish({})}))


def test_host_ports_are_told_when_the_task_runs() -> None:
    it = Setting(workers=0)
    it.create(**publish({"PublishedPort": 8080, "PublishMode": "host"}))
    it.wait(0.06)
    assert it.tasks()[0].status.ports == ()
    it.settle()
    assert [(p.published, p.mode) for p in it.tasks()[0].status.ports] == [(8080, "host")]
    assert it.tasks()[0].state is TaskState.RUNNING
