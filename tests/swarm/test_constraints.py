"""Constraints and their enforcement. Numbers in the names are those of the conformance statements."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.swarm.setting import Setting
from tutor.swarm.errors import SwarmError
from tutor.swarm.objects import Availability, NodeRole, TaskState
from tutor.swarm.scheduler.constraints import node_matches, parse_constraints


def matches(it: Setting, host: str, *constraints: str) -> bool:
    return node_matches(parse_constraints(constraints), it.node(host))


def only(*constraints: str) -> dict[str, object]:
    return {"Placement": {"Constraints": list(constraints)}}


def test_c029_hostnames_compare_without_case() -> None:
    assert matches(Setting(), "w2", "node.hostname == W2")


def test_c030_a_missing_label_is_empty() -> None:
    it = Setting()
    assert matches(it, "w1", "node.labels.security != low")
    assert not matches(it, "w1", "node.labels.security == low")


def test_c031_keys_of_labels_are_case_sensitive() -> None:
    it = Setting()
    it.change_node("w1", labels={"security": "HIGH"})
    assert matches(it, "w1", "node.labels.security==high")
    assert not matches(it, "w1", "node.labels.Security==high")


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("node.ip==10.77.0.0/24", True),
        ("node.ip==10.77.0.12", True),
        ("node.ip!=10.77.0.12", False),
        ("node.ip==10.78.0.0/24", False),
        ("node.ip==nonsense", False),
    ],
)
def test_c032_addresses(constraint: str, expected: bool) -> None:
    assert matches(Setting(), "w1", constraint) is expected


def test_c033_the_role_is_the_effective_one() -> None:
    it = Setting()
    it.promote("w1")
    assert not matches(it, "w1", "node.role==manager")
    it.settle()
    assert it.node("w1").role is NodeRole.MANAGER
    assert matches(it, "w1", "node.role==manager")


def test_c034_engine_labels_are_the_daemons() -> None:
    it = Setting(engine_labels={"os": "x"})
    it.change_node("w1", labels={"os": "y"})
    assert matches(it, "w1", "engine.labels.os==x")


def test_c035_all_constraints_must_hold() -> None:
    it = Setting()
    assert matches(it, "w1", "node.role==worker", "node.hostname==w1")
    assert not matches(it, "w2", "node.role==worker", "node.hostname==w1")


def test_c036_an_unknown_key_never_matches() -> None:
    it = Setting()
    assert not matches(it, "w1", "node.foo==x")
    assert not matches(it, "w1", "node.foo!=x")


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ("node.role=manager", "constraint expected one operator from ==, !="),
        ("1bad==x", "key '1bad' is invalid"),
        ("node.role==", "value '' is invalid"),
    ],
)
def test_c037_what_is_no_constraint(constraint: str, message: str) -> None:
    with pytest.raises(SwarmError, match="rpc error: code = Unknown desc = ") as caught:
        parse_constraints((constraint,))
    assert caught.value.message == message


@pytest.mark.parametrize("key", ["node.platform.os==linux", "node.platform.arch==x86_64"])
def test_platform_keys(key: str) -> None:
    assert matches(Setting(), "w1", key)


def test_c038_a_label_is_taken_away() -> None:
    it = Setting()
    it.change_node("w1", labels={"disk": "ssd"})
    it.create(task=only("node.labels.disk==ssd"))
    it.settle()
    assert it.places() == ["w1"]
    it.change_node("w1", labels={})
    it.settle()
    new, old = it.tasks()
    assert (old.state, old.status.err, old.status.message) == (
        TaskState.REJECTED,
        "assigned node no longer meets constraints",
        "task rejected by constraint enforcer",
    )
    assert old.desired_state is TaskState.SHUTDOWN
    assert new.state is TaskState.PENDING
    assert new.status.err == "no suitable node (scheduling constraints not satisfied on 3 nodes)"
    assert not any(c.running for c in it.sim.hosts["w1"].containers.values())


def test_c039_a_paused_node_keeps_what_it_has() -> None:
    it = Setting()
    it.change_node("w1", labels={"disk": "ssd"})
    it.create(task=only("node.labels.disk==ssd"))
    it.settle()
    it.change_node("w1", labels={}, availability=Availability.PAUSE)
    it.settle()
    assert it.places() == ["w1"]


def test_c040_the_services_current_constraints_count() -> None:
    it = Setting()
    it.change_node("w1", labels={"disk": "ssd", "zone": "a"})
    it.create(task=only("node.labels.disk==ssd"))
    it.settle()
    it.update_task("web", Placement={"Constraints": ["node.labels.zone==a"]})
    it.settle()
    before = it.running()
    it.change_node("w1", labels={"zone": "a"})
    it.settle()
    assert it.running() == before
    it.change_node("w1", labels={"disk": "ssd"})
    it.settle()
    assert it.running() == []


def test_c041_a_node_that_shrinks() -> None:
    it = Setting(workers=0)
    it.create(task={"Resources": {"Reservations": {"MemoryBytes": 3 << 30}}})
    it.settle()
    it.change_node("m1", description=replace(it.node("m1").description, memory_bytes=1 << 30))
    it.settle()
    assert [t.state for t in it.tasks()] == [TaskState.PENDING, TaskState.REJECTED]


def test_adding_a_label_moves_nothing() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    before = it.running()
    it.change_node("w1", labels={"disk": "ssd"})
    it.settle()
    assert it.running() == before
