"""Addresses and settings of init and join, and what a daemon goes through until it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutor.engine.daemon import ON_A_WORKER
from tutor.engine.errors import EngineError
from tutor.engine.swarm import TIMED_OUT
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster


def refused(cluster: Cluster, host: str, body: dict[str, Any], *, join: bool = False) -> str:
    swarm = cluster[host].swarm
    with pytest.raises(EngineError) as caught:
        if join:
            cluster.finish(swarm.join(body))
        else:
            swarm.init(body)
    return caught.value.message


def token(cluster: Cluster, role: str = "Worker") -> str:
    text: str = cluster.manager.swarm.inspect()["JoinTokens"][role]
    return text


def state(cluster: Cluster, host: str) -> tuple[str, bool]:
    info = cluster[host].system.info()["Swarm"]
    return info["LocalNodeState"], info["ControlAvailable"]


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ({}, "10.77.0.11:2377"),
        ({"AdvertiseAddr": "eth0"}, "10.77.0.11:2377"),
        ({"AdvertiseAddr": "eth0:2378"}, "10.77.0.11:2378"),
        ({"ListenAddr": "0.0.0.0:2379"}, "10.77.0.11:2379"),
        ({"AdvertiseAddr": "10.77.0.11:9", "ListenAddr": "eth0:2379"}, "10.77.0.11:9"),
    ],
)
def test_what_others_are_told(hosts: Cluster, body: dict[str, Any], address: str) -> None:
    hosts.manager.swarm.init(body)
    (node,) = hosts.manager.nodes.list()
    assert node["ManagerStatus"]["Addr"] == address


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"AdvertiseAddr": "nosuch"}, "advertise address must be a non-zero IP address"),
        ({"AdvertiseAddr": "0.0.0.0"}, "advertise address must be a non-zero IP address"),
        ({"ListenAddr": "nosuch:2377"}, "listen address must be an IP address"),
        ({"ListenAddr": "10.77.0.99:2377"}, "listen tcp 10.77.0.99:2377: bind: cannot assign requested address"),
        ({"DataPathAddr": "nosuch"}, "data path address must be a non-zero IP address"),
        ({"DataPathPort": 80}, "not in valid range (1024-49151) : 80"),
        ({"DefaultAddrPool": ["fd00::/64"]}, "Subnet size is too small for pool: 24"),
    ],
)
def test_addresses_that_will_not_do(hosts: Cluster, body: dict[str, Any], message: str) -> None:
    assert message in refused(hosts, "manager1", body)
    assert state(hosts, "manager1") == ("inactive", False)


def test_a_swarm_stays_whose_settings_are_refused(hosts: Cluster) -> None:
    bad = {"Spec": {"CAConfig": {"NodeCertExpiry": 60 * SECOND}, "Orchestration": {"TaskHistoryRetentionLimit": 9}}}
    assert refused(hosts, "manager1", bad).startswith("error updating cluster settings: rpc error")
    spec = hosts.manager.swarm.inspect()["Spec"]
    assert (spec["CAConfig"]["NodeCertExpiry"], spec["Orchestration"]["TaskHistoryRetentionLimit"]) == (
        7_776_000 * SECOND,
        5,
    )


def test_what_an_update_does_not_name_is_gone(cluster: Cluster) -> None:
    cluster.manager.swarm.update(cluster.manager.swarm.inspect()["Version"]["Index"], {"Name": "default"})
    spec = cluster.manager.swarm.inspect()["Spec"]
    assert spec["Dispatcher"]["HeartbeatPeriod"] == 0
    assert spec["Orchestration"]["TaskHistoryRetentionLimit"] == 0


def test_nothing_listens_there(cluster: Cluster) -> None:
    cluster.finish(cluster["worker1"].swarm.leave())
    for remote in ("10.77.0.11:9999", "10.77.0.13:2377", "10.77.0.12:2377"):
        body = {"JoinToken": token(cluster), "RemoteAddrs": [remote]}
        assert f"dial tcp {remote}: connect: connection refused" in refused(cluster, "worker1", body, join=True)
        assert state(cluster, "worker1") == ("inactive", False)


def test_a_join_that_reaches_nobody_goes_on_until_it_does(cluster: Cluster) -> None:
    cluster.finish(cluster["worker1"].swarm.leave())
    cluster.sim.partition(["worker1"], ["manager1", "worker2"])
    body = {"JoinToken": token(cluster), "RemoteAddrs": ["10.77.0.11"]}
    assert refused(cluster, "worker1", body, join=True) == TIMED_OUT
    assert state(cluster, "worker1") == ("pending", False)
    with pytest.raises(EngineError, match="Worker nodes can't"):
        cluster["worker1"].nodes.list()
    cluster.sim.heal()
    cluster.sim.settle()
    assert state(cluster, "worker1") == ("active", False)


def test_a_join_that_reaches_nobody_can_be_given_up(cluster: Cluster) -> None:
    cluster.finish(cluster["worker1"].swarm.leave())
    body = {"JoinToken": token(cluster), "RemoteAddrs": ["10.77.0.99:2377"]}
    assert refused(cluster, "worker1", body, join=True) == TIMED_OUT
    cluster.finish(cluster["worker1"].swarm.leave())
    assert state(cluster, "worker1") == ("inactive", False)


def test_a_manager_is_in_when_it_serves(cluster: Cluster) -> None:
    cluster.finish(cluster["worker1"].swarm.leave())
    body = {"JoinToken": token(cluster, "Manager"), "RemoteAddrs": ["10.77.0.11:2377"], "ListenAddr": "0.0.0.0:2399"}
    cluster.finish(cluster["worker1"].swarm.join(body))
    assert state(cluster, "worker1") == ("active", True)
    cluster.finish(cluster["worker2"].swarm.leave())
    through = {"JoinToken": token(cluster), "RemoteAddrs": ["10.77.0.12:2399"]}
    cluster.finish(cluster["worker2"].swarm.join(through))
    assert state(cluster, "worker2") == ("active", False)


def test_only_a_manager_makes_a_new_cluster_of_what_it_knows(cluster: Cluster) -> None:
    assert refused(cluster, "worker1", {"ForceNewCluster": True}) == ON_A_WORKER
    node = cluster.manager.swarm.init({"ForceNewCluster": True})
    assert [one["ID"] for one in cluster.manager.nodes.list() if one.get("ManagerStatus")] == [node]


def test_a_changed_node_counts_as_pending(cluster: Cluster) -> None:
    (node,) = cluster.manager.nodes.list({"name": ["worker1"]})
    cluster.manager.nodes.update(node["ID"], node["Version"]["Index"], {**node["Spec"], "Availability": "Drain"})
    names = [one["Description"]["Hostname"] for one in cluster.manager.nodes.list({"membership": ["pending"]})]
    assert names == ["worker1"]
    assert cluster.manager.nodes.inspect("worker1")["Spec"]["Availability"] == "drain"


def test_without_a_leader_requests_wait(cluster: Cluster) -> None:
    """A write waits until the leader steps down, a read then for another leader; later both are refused at once."""
    cluster.finish(cluster["worker1"].swarm.leave())
    body = {"JoinToken": token(cluster, "Manager"), "RemoteAddrs": ["10.77.0.11:2377"]}
    cluster.finish(cluster["worker1"].swarm.join(body))
    cluster.sim.settle()
    cluster.sim.stop_docker("worker1")
    engine = cluster.manager
    with pytest.raises(EngineError, match="node lost leader status"):
        engine.secrets.create({"Name": "s", "Data": "eA=="})
    assert 0 < engine.kept_waiting <= 20 * SECOND
    cluster.sim.advance(engine.kept_waiting)
    with pytest.raises(EngineError, match="context deadline exceeded"):
        engine.nodes.list()
    cluster.sim.advance(20 * SECOND)
    waited = engine.kept_waiting
    with pytest.raises(EngineError, match="does not have a leader"):
        engine.nodes.list()
    assert engine.kept_waiting == waited
