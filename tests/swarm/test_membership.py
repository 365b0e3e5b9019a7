"""Nodes, managers, tokens, faults. Numbers in the names are those of the conformance statements."""

from __future__ import annotations

import pytest

from tests.swarm.setting import Setting
from tutor.swarm.clock import HOUR, SECOND
from tutor.swarm.cluster import Host, HostSpec, Simulation
from tutor.swarm.errors import SwarmError
from tutor.swarm.host import LocalNodeState
from tutor.swarm.joining import default_spec
from tutor.swarm.objects import NodeRole, NodeState, TaskState

LOST = "rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status"
NO_LEADER = "rpc error: code = Unknown desc = The swarm does not have a leader."
DEADLINE = "rpc error: code = DeadlineExceeded desc = context deadline exceeded"


def refused(it: Setting, host: str, write: bool = True) -> str:
    error = it.swarm.membership.refusal(it.node(host).id, write)
    return str(error) if error else ""


def join(sim: Simulation, host: str, token: str, remote: str = "10.77.0.11:2377") -> None:
    sim.join_swarm(host, token=token, remotes=[remote], addr=sim.hosts[host].spec.address)


def spare(it: Setting, name: str = "spare") -> str:
    """One more machine, outside the swarm."""
    it.sim.hosts[name] = Host(HostSpec(name=name, address="10.77.0.99"), it.sim.rng, it.now())
    return name


# ------------------------------------------------------------------ joining
def test_init_makes_a_leader_an_ingress_network_and_a_gateway_bridge() -> None:
    it = Setting(workers=0)
    node = it.node("m1")
    assert (node.state, node.role, node.manager_addr) == (NodeState.READY, NodeRole.MANAGER, "10.77.0.11:2377")
    assert it.swarm.membership.leader == node.id
    (ingress,) = it.swarm.store.networks
    assert (ingress.name, ingress.subnet, ingress.gateway, ingress.vxlans) == (
        "ingress",
        "10.0.0.0/24",
        "10.0.0.1",
        (4096,),
    )
    host = it.sim.hosts["m1"]
    assert [n.name for n in host.networks.values()] == ["bridge", "host", "none", "docker_gwbridge"]
    assert host.local_state is LocalNodeState.ACTIVE


def test_a_worker_and_a_manager_join() -> None:
    it = Setting(managers=2, workers=1)
    assert [n.state for n in it.swarm.store.nodes] == [NodeState.READY] * 3
    assert list(it.swarm.raft.members) == [it.node("m1").id, it.node("m2").id]
    assert it.sim.hosts["m2"].certified_manager
    assert not it.sim.hosts["w1"].certified_manager


def test_joining_is_pending_until_the_managers_know() -> None:
    it = Setting(workers=0)
    name = spare(it)
    it.join(name)
    assert it.sim.hosts[name].local_state is LocalNodeState.PENDING
    it.wait(1)
    assert it.sim.hosts[name].local_state is LocalNodeState.ACTIVE


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("abc", "invalid join token"),
        ("", "rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster"),
        (
            "SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c",
            "remote CA does not match fingerprint. "
            "Expected: ab3f508d69ae45247ed722a5808248559898328539818d13b0550bf0a0be55c3",
        ),
    ],
)
def test_tokens_that_do_not_fit(token: str, message: str) -> None:
    it = Setting(workers=0)
    with pytest.raises(SwarmError) as caught:
        join(it.sim, spare(it), token)
    assert str(caught.value) == message


def test_joining_where_no_manager_listens() -> None:
    it = Setting(workers=1)
    with pytest.raises(SwarmError) as caught:
        join(it.sim, spare(it), it.swarm.membership.token(NodeRole.WORKER), "10.77.0.12:2377")
    assert str(caught.value) == (
        'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: '
        'dial tcp 10.77.0.12:2377: connect: connection refused"'
    )


def test_c122_a_rotated_token() -> None:
    it = Setting(workers=1)
    old = it.swarm.membership.token(NodeRole.WORKER)
    cluster = it.swarm.store.cluster
    it.swarm.membership.update_cluster(cluster.spec, cluster.version, rotate_worker_token=True)
    assert it.swarm.membership.token(NodeRole.WORKER) != old
    assert it.swarm.membership.token(NodeRole.WORKER).split("-")[2] == old.split("-")[2]
    with pytest.raises(SwarmError, match="A valid join token is necessary"):
        join(it.sim, spare(it), old)
    assert it.settle()
    assert it.node("w1").state is NodeState.READY


# ------------------------------------------------------------------ leaving, removing
def test_c124_leaving_and_coming_back_makes_a_second_node() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    old = it.node("w1")
    it.sim.leave_swarm("w1")
    assert it.sim.hosts["w1"].containers == {}
    assert it.sim.hosts["w1"].local_state is LocalNodeState.INACTIVE
    it.join("w1")
    it.settle()
    assert it.swarm.store.nodes[old.id].state is NodeState.DOWN
    assert it.node("w1").id != old.id
    assert it.node("w1").state is NodeState.READY


def test_leaving_as_the_last_manager() -> None:
    it = Setting(workers=0)
    with pytest.raises(SwarmError, match="Removing the last manager erases all current state of the swarm"):
        it.sim.leave_swarm("m1")
    it.sim.leave_swarm("m1", force=True)
    assert it.sim.swarms == {}
    with pytest.raises(SwarmError, match="This node is not part of a swarm"):
        it.sim.leave_swarm("m1")


@pytest.mark.parametrize(
    ("managers", "words"),
    [
        (2, "Removing this node leaves 1 managers out of 2. Without a Raft quorum your swarm will be inaccessible."),
        (3, "participating as a manager. The only way to restore a swarm"),
    ],
)
def test_leaving_as_one_of_several_managers(managers: int, words: str) -> None:
    it = Setting(managers=managers, workers=0)
    with pytest.raises(SwarmError, match=words):
        it.sim.leave_swarm("m2")


def test_c115_removing_a_ready_worker() -> None:
    it = Setting()
    node = it.node("w1")
    with pytest.raises(SwarmError, match=f"node {node.id} is not down and can't be removed"):
        it.swarm.membership.remove_node(node.id, force=False)
    it.swarm.membership.remove_node(node.id, force=True)
    assert node.id not in it.swarm.store.nodes


def test_a_node_removed_by_force_loses_its_containers_and_does_not_know() -> None:
    it = Setting()
    it.create(mode={"Global": {}})
    it.settle()
    it.swarm.membership.remove_node(it.node("w1").id, force=True)
    it.settle()
    host = it.sim.hosts["w1"]
    assert host.containers == {}
    assert host.local_state is LocalNodeState.ACTIVE


def test_c116_a_manager_has_to_be_demoted_first() -> None:
    it = Setting(managers=2, workers=0)
    with pytest.raises(SwarmError, match="It must be demoted to worker before removal"):
        it.swarm.membership.remove_node(it.node("m2").id, force=True)


# ------------------------------------------------------------------ roles and quorum
def test_promoting_and_demoting() -> None:
    it = Setting()
    it.promote("w1")
    assert it.settle()
    assert it.node("w1").manager_addr == "10.77.0.12:2377"
    assert it.sim.hosts["w1"].certified_manager
    it.demote("w1")
    assert it.settle()
    assert (it.node("w1").role, it.node("w1").manager_addr) == (NodeRole.WORKER, "")
    assert not it.sim.hosts["w1"].certified_manager


def test_c117_the_last_manager_stays() -> None:
    it = Setting()
    with pytest.raises(SwarmError, match="attempting to demote the last manager of the swarm"):
        it.demote("m1")


def test_c118_demoting_must_not_lose_the_quorum() -> None:
    it = Setting(managers=3, workers=0)
    it.sim.stop_docker("m3")
    it.settle()
    with pytest.raises(SwarmError, match="this would result in a loss of quorum"):
        it.demote("m2")
    it.demote("m3")
    it.settle()
    assert len(it.swarm.raft.members) == 2


def test_demoting_the_leader_makes_another_one_lead() -> None:
    it = Setting(managers=3, workers=0)
    it.demote("m1")
    it.settle()
    assert it.swarm.membership.leader in (it.node("m2").id, it.node("m3").id)
    assert it.node("m1").state is NodeState.READY
    assert it.node("m1").role is NodeRole.WORKER


def test_c119_without_a_quorum() -> None:
    it = Setting(managers=3, workers=0)
    it.create(replicas=3)
    it.settle()
    it.sim.stop_docker("m2")
    it.sim.stop_docker("m3")
    it.wait(2)
    assert refused(it, "m1", write=False) == ""
    assert refused(it, "m1") == LOST
    it.wait(18)
    assert refused(it, "m1", write=False) == DEADLINE
    it.wait(10)
    assert refused(it, "m1", write=False).startswith(NO_LEADER)
    assert [c.running for c in it.sim.hosts["m1"].containers.values()] == [True]
    it.sim.start_docker("m2")
    it.wait(15)
    assert it.settle()
    assert refused(it, "m1") == ""
    assert len(it.running()) == 3


def test_the_leader_stops_and_another_takes_over() -> None:
    it = Setting(managers=3, workers=0)
    it.create(replicas=3)
    it.settle()
    it.sim.stop_docker("m1")
    assert refused(it, "m2") == DEADLINE
    it.wait(20)
    assert it.swarm.membership.leader in (it.node("m2").id, it.node("m3").id)
    assert it.node("m1").state is NodeState.UNKNOWN
    it.wait(30)
    assert it.node("m1").state is NodeState.DOWN
    assert it.node("m1").message == 'heartbeat failure for node in "unknown" state'
    it.settle()
    assert it.swarm.membership.manager_counts() == (2, 1)
    assert set(it.places()) == {"m2", "m3"}
    it.sim.start_docker("m1")
    it.settle()
    assert it.node("m1").state is NodeState.READY
    assert it.swarm.membership.leader != it.node("m1").id


def test_a_manager_that_is_started_into_a_swarm_without_leader() -> None:
    it = Setting(managers=3, workers=0)
    for host in ("m1", "m2", "m3"):
        it.sim.stop_docker(host)
    it.sim.start_docker("m1")
    assert it.sim.hosts["m1"].local_state is LocalNodeState.PENDING
    assert refused(it, "m1").startswith(NO_LEADER)
    it.sim.start_docker("m2")
    it.settle()
    assert it.sim.hosts["m1"].local_state.value == "active"
    assert refused(it, "m1") == ""


def test_nothing_is_lost_that_happens_while_nobody_leads() -> None:
    it = Setting(managers=2, workers=1)
    it.create(replicas=1, task={"Placement": {"Constraints": ["node.hostname==w1"]}})
    it.settle()
    it.sim.stop_docker("m2")
    it.wait(30)
    host = it.sim.hosts["w1"]
    (container,) = host.containers.values()
    it.sim.containers.kill(host, container.id)
    it.wait(30)
    assert [t.state for t in it.tasks()] == [TaskState.RUNNING], "nobody could be told"
    it.sim.start_docker("m2")
    it.settle()
    assert [t.state for t in it.tasks()] == [TaskState.RUNNING, TaskState.FAILED]


def test_a_partition_and_its_end() -> None:
    it = Setting(managers=3, workers=1)
    it.create(replicas=4)
    it.settle()
    it.sim.partition(["m1", "w1"], ["m2", "m3"])
    it.wait(2)
    assert refused(it, "m1", write=False) == ""
    it.wait(60)
    assert refused(it, "m1", write=False).startswith(NO_LEADER)
    assert refused(it, "m2") == ""
    assert it.swarm.membership.leader in (it.node("m2").id, it.node("m3").id)
    assert set(it.places()) == {"m2", "m3"}
    assert any(c.running for c in it.sim.hosts["w1"].containers.values())
    it.sim.heal()
    assert it.settle()
    assert refused(it, "m1") == ""
    assert not any(c.running for c in it.sim.hosts["w1"].containers.values())
    assert {n.state for n in it.swarm.store.nodes} == {NodeState.READY}


def test_c120_a_silent_worker() -> None:
    it = Setting()
    it.sim.stop_docker("w1")
    it.wait(9)
    assert it.node("w1").state is NodeState.READY
    it.wait(8)
    assert (it.node("w1").state, it.node("w1").message) == (NodeState.DOWN, "heartbeat failure")


def test_a_longer_heartbeat() -> None:
    it = Setting()
    cluster = it.swarm.store.cluster
    it.swarm.membership.update_cluster({**cluster.spec, "Dispatcher": {"HeartbeatPeriod": 20 * SECOND}}, None)
    it.sim.stop_docker("w1")
    it.wait(40)
    assert it.node("w1").state is NodeState.READY
    it.wait(30)
    assert it.node("w1").state is NodeState.DOWN


def test_a_daemon_that_is_restarted_quickly() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    (old,) = [t for t in it.running() if it.host_of(t) == "w1"]
    it.sim.stop_docker("w1")
    it.wait(2)
    it.sim.start_docker("w1")
    it.wait(1.5)
    lost = it.swarm.store.tasks[old.id]
    assert (lost.state, lost.status.err) == (TaskState.FAILED, f"No such container: {old.name}")
    assert it.settle()
    assert it.node("w1").state is NodeState.READY
    assert len(it.running()) == 3


def test_c121_after_a_day_the_tasks_of_a_down_node_are_orphans() -> None:
    it = Setting()
    it.create(mode={"Global": {}})
    it.settle()
    it.sim.stop_docker("w1")
    assert it.settle()
    it.sim.advance(25 * HOUR)
    (task,) = [t for t in it.tasks() if it.host_of(t) == "w1"]
    assert task.state is TaskState.ORPHANED


# ------------------------------------------------------------------ lock, new cluster, certificates
def locking() -> dict[str, object]:
    return {**default_spec(), "EncryptionConfig": {"AutoLockManagers": True}}


def test_c123_a_locked_manager() -> None:
    it = Setting(workers=1)
    it.create(replicas=2)
    it.settle()
    cluster = it.swarm.membership.update_cluster(locking(), None)
    assert cluster.unlock_key.startswith("SWMKEY-1-")
    it.sim.stop_docker("m1")
    it.sim.start_docker("m1")
    assert it.sim.hosts["m1"].local_state is LocalNodeState.LOCKED
    with pytest.raises(SwarmError, match="Swarm is encrypted and locked"):
        it.sim.leave_swarm("m1")
    with pytest.raises(SwarmError, match="invalid key string"):
        it.sim.unlock_swarm("m1", "nonsense")
    with pytest.raises(SwarmError, match="swarm could not be unlocked: invalid key provided"):
        it.sim.unlock_swarm("m1", "SWMKEY-1-" + "A" * 43)
    it.sim.unlock_swarm("m1", cluster.unlock_key)
    assert it.settle()
    assert it.sim.hosts["m1"].local_state.value == "active"
    assert len(it.running()) == 2


def test_turning_autolock_off_takes_the_key_away() -> None:
    it = Setting(workers=0)
    first = it.swarm.membership.update_cluster(locking(), None).unlock_key
    rotated = it.swarm.membership.update_cluster(locking(), None, rotate_unlock_key=True).unlock_key
    assert first != rotated
    assert it.swarm.membership.update_cluster(default_spec(), None).unlock_key == ""


def test_force_new_cluster() -> None:
    it = Setting(managers=2, workers=1)
    it.create(replicas=2)
    it.settle()
    it.sim.stop_docker("m2")
    it.wait(30)
    assert refused(it, "m1").startswith(NO_LEADER)
    node_id = it.node("m1").id
    it.sim.force_new_cluster("m1")
    it.wait(45)
    assert it.settle()
    assert it.node("m1").id == node_id
    assert it.node("m2").state is NodeState.DOWN
    assert it.node("m2").manager_addr == ""
    assert len(it.running()) == 2
    it.swarm.membership.remove_node(it.node("m2").id, force=False)


def test_rotating_the_certificate_authority() -> None:
    it = Setting()
    before = it.swarm.store.cluster.ca_digest
    it.swarm.membership.rotate_ca()
    assert it.swarm.store.cluster.root_rotation_in_progress
    assert it.node("w1").ca_serial != it.swarm.store.cluster.ca_serial
    it.settle()
    assert not it.swarm.store.cluster.root_rotation_in_progress
    assert it.swarm.store.cluster.ca_digest != before
    assert it.node("w1").ca_serial == it.swarm.store.cluster.ca_serial


def test_two_swarms_side_by_side() -> None:
    it = Setting(workers=0)
    name = spare(it)
    other = it.sim.init_swarm(name, addr="10.77.0.99")
    assert it.sim.swarm_of(name) is other
    assert it.sim.swarm_of("m1") is it.swarm
    it.create()
    it.settle()
    assert it.places() == ["m1"]
    assert list(other.store.tasks) == []


def test_what_an_agent_reports_while_managers_cannot_agree_is_not_lost() -> None:
    """The leader's own agent keeps its session while the leader has no majority; it repeats its report afterwards."""
    it = Setting(managers=3, workers=0)
    it.create("web", replicas=3)
    it.wait(0.3)
    it.sim.partition(["m1"], ["m2", "m3"])
    it.wait(8)
    it.sim.heal()
    it.settle()
    assert len(it.running("web")) == 3
