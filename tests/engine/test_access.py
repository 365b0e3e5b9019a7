"""Who answers, and what a daemon says that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.engine.daemon import ALREADY_IN, LOCKED, NO_SWARM, NOT_IN, ON_A_WORKER
from tutor.engine.errors import DaemonUnreachable, EngineError

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster


def refusal(call: object, *arguments: object) -> EngineError:
    with pytest.raises(EngineError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value


def test_outside_a_swarm_every_manager_operation_says_so(hosts: Cluster) -> None:
    engine = hosts.manager
    for call in (engine.nodes.list, engine.services.list, engine.secrets.list, engine.swarm.inspect):
        error = refusal(call)
        assert (error.status, error.message) == (503, NO_SWARM)


def test_on_a_worker(cluster: Cluster) -> None:
    error = refusal(cluster["worker1"].services.list)
    assert (error.status, error.message) == (503, ON_A_WORKER)


def test_a_stopped_daemon_answers_nobody(cluster: Cluster) -> None:
    cluster.sim.stop_docker("manager1")
    for call in (cluster.manager.system.ping, cluster.manager.nodes.list, cluster.manager.containers.list):
        with pytest.raises(DaemonUnreachable):
            call()


def test_init_and_join_twice_are_refused(cluster: Cluster) -> None:
    assert refusal(cluster.manager.swarm.init, {}).message == ALREADY_IN
    error = refusal(lambda: cluster.finish(cluster["worker1"].swarm.join({})))
    assert (error.status, error.message) == (503, ALREADY_IN)


def test_leaving_what_one_is_not_in(hosts: Cluster) -> None:
    assert refusal(lambda: hosts.finish(hosts.manager.swarm.leave())).message == NOT_IN


def test_the_last_manager_leaves_only_by_force(cluster: Cluster) -> None:
    error = refusal(lambda: cluster.finish(cluster.manager.swarm.leave()))
    assert error.status == 503
    assert "Removing the last manager erases all current state of the swarm" in error.message
    cluster.finish(cluster.manager.swarm.leave(force=True))
    assert cluster.manager.system.info()["Swarm"]["LocalNodeState"] == "inactive"


@pytest.mark.parametrize(
    ("token", "status", "message"),
    [
        ("nonsense", 500, "invalid join token"),
        ("", 400, "rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster"),
        (f"SWMTKN-1-{'0' * 50}-{'0' * 25}", 500, "remote CA does not match fingerprint. Expected: " + "0" * 64),
    ],
)
def test_bad_tokens(cluster: Cluster, token: str, status: int, message: str) -> None:
    cluster.finish(cluster["worker1"].swarm.leave())
    body = {"JoinToken": token, "RemoteAddrs": ["10.77.0.11:2377"]}
    error = refusal(lambda: cluster.finish(cluster["worker1"].swarm.join(body)))
    assert (error.status, error.message) == (status, message)


def test_a_manager_with_autolock_is_locked_after_a_restart(cluster: Cluster) -> None:
    swarm = cluster.manager.swarm.inspect()
    spec = {**swarm["Spec"], "EncryptionConfig": {"AutoLockManagers": True}}
    cluster.manager.swarm.update(swarm["Version"]["Index"], spec)
    key = cluster.manager.swarm.unlock_key()["UnlockKey"]
    cluster.sim.stop_docker("manager1")
    cluster.sim.start_docker("manager1")
    assert refusal(cluster.manager.nodes.list).message == LOCKED
    error = refusal(lambda: cluster.finish(cluster.manager.swarm.unlock({"UnlockKey": key[:-1] + "A"})))
    assert error.status in (400, 401)
    cluster.finish(cluster.manager.swarm.unlock({"UnlockKey": key}))
    cluster.sim.settle()
    assert len(cluster.manager.nodes.list()) == 3


def test_ping_tells_the_part_in_the_swarm(cluster: Cluster, hosts: Cluster) -> None:
    assert hosts.manager.system.ping()["Swarm"] == "inactive"
    assert cluster.manager.system.ping()["Swarm"] == "active/manager"
    assert cluster["worker1"].system.ping()["Swarm"] == "active/worker"


def test_the_second_address_has_to_be_chosen() -> None:
    from tests.engine.conftest import Cluster as Made
    from tutor.swarm.cluster import HostSpec, Simulation

    made = Made(("manager1",))
    made.sim = Simulation(
        [HostSpec(name="manager1", address="10.77.0.11", extra={"eth1": "192.168.56.11"})],
        made.sim.registry,
        seed=1,
        start=0,
    )
    from tutor.engine.engine import Engine

    engine = Engine(made.sim, "manager1")
    assert "10.77.0.11 on eth0 and 192.168.56.11 on eth1" in refusal(engine.swarm.init, {}).message
    engine.swarm.init({"AdvertiseAddr": "eth1"})
    assert engine.nodes.list()[0]["Status"]["Addr"] == "192.168.56.11"
