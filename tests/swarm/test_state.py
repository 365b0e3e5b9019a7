"""The same history for the same seed; snapshots; the store and the clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.swarm.setting import START, Setting
from tutor.swarm.clock import SECOND, Clock
from tutor.swarm.errors import SwarmError
from tutor.swarm.objects import Availability, Config, NodeRole, NodeState, TaskState
from tutor.swarm.store import Change, SequenceConflict, Store

if TYPE_CHECKING:
    from tutor.swarm.spec import Json

STEPS = (
    "create", "scale", "update", "roll_back", "remove", "drain", "activate", "label", "stop", "start", "cut",
    "heal", "wait", "settle", "promote", "demote", "kill",
)  # fmt: skip


def act(it: Setting, step: str, rng: random.Random) -> None:
    """One outside cause, chosen by `rng` alone."""
    names = [s.spec.name for s in it.swarm.store.services]
    name = rng.choice(names) if names else ""
    host = rng.choice(list(it.sim.hosts))
    if step == "create":
        modes: list[Json] = [{"Replicated": {"Replicas": rng.randrange(5)}}, {"Global": {}}]
        image = rng.choice(["nginx:1.25", "redis:7", "lab/crash:1", "lab/once:1", "nosuch:1", "lab/stubborn:1"])
        constraint = rng.choice([[], ["node.labels.zone==a"], ["node.role==worker"]])
        port = {"Ports": [{"TargetPort": 80}]} if rng.random() < 0.3 else {}
        it.create(
            f"s{rng.randrange(10**6)}",
            image=image,
            mode=rng.choice(modes),
            task={"Placement": {"Constraints": constraint}},
            EndpointSpec=port,
        )
    elif step == "scale" and name and not it.service(name).spec.mode.is_global:
        it.scale(name, rng.randrange(6))
    elif step == "update" and name:
        it.update_task(name, rng.choice(["nginx:1.26", "lab/crash:2", "redis:6"]))
    elif step == "roll_back" and name and it.service(name).previous_spec is not None:
        it.roll_back(name)
    elif step == "remove" and name:
        it.remove(name)
    elif step in ("drain", "activate", "label"):
        changes: dict[str, dict[str, Any]] = {
            "drain": {"availability": Availability.DRAIN},
            "activate": {"availability": Availability.ACTIVE},
            "label": {"labels": {"zone": rng.choice("ab")}},
        }
        it.change_node(host, **changes[step])
    elif step == "stop":
        it.sim.stop_docker(host)
    elif step == "start":
        it.sim.start_docker(host)
    elif step == "cut":
        it.sim.partition([host], [h for h in it.sim.hosts if h != host])
    elif step == "heal":
        it.sim.heal()
    elif step == "wait":
        it.wait(rng.random() * 20)
    elif step == "settle":
        it.settle(30)
    elif step in ("promote", "demote"):
        role(it, host, step)
    elif step == "kill":
        machine = it.sim.hosts[host]
        running = [c for c in machine.containers.values() if c.running]
        if running:
            it.sim.containers.kill(machine, rng.choice(running).id)


def role(it: Setting, host: str, step: str) -> None:
    if step == "promote":
        it.promote(host)
        return
    try:
        it.demote(host)
    except SwarmError:
        return


def play(it: Setting, steps: list[str], seed: int) -> None:
    rng = random.Random(seed)
    for step in steps:
        act(it, step, rng)
        it.wait(0.1)


def check(it: Setting) -> None:
    """What holds at every moment."""
    slots: dict[tuple[str, int, str], int] = {}
    for task in it.swarm.store.tasks:
        if task.desired_state is TaskState.RUNNING:
            service = it.swarm.store.services.get(task.service_id)
            key = (task.service_id, task.slot, "" if task.slot else task.node_id)
            slots[key] = slots.get(key, 0) + 1
            assert service is None or slots[key] <= 1 or service.update_status is not None
        assert task.state >= TaskState.ASSIGNED or not task.status.container_id
    seen = set()
    for host in it.sim.hosts.values():
        for container in host.containers.values():
            assert container.id not in seen
            seen.add(container.id)


steps = st.lists(st.sampled_from(STEPS), min_size=15, max_size=40)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(steps=steps, seed=st.integers(0, 1000))
def test_same_seed_same_journal_same_state(steps: list[str], seed: int) -> None:
    first, second = Setting(managers=3, seed=seed), Setting(managers=3, seed=seed)
    play(first, steps, seed)
    play(second, steps, seed)
    check(first)
    assert first.sim.snapshot() == second.sim.snapshot()


@few
@given(before=steps, after=steps, seed=st.integers(0, 1000))
def test_restoring_a_snapshot_undoes_everything(before: list[str], after: list[str], seed: int) -> None:
    it = Setting(managers=3, seed=seed)
    play(it, before, seed)
    saved = it.sim.snapshot()
    play(it, after, seed + 1)
    reached = it.sim.snapshot()
    it.sim.restore(saved)
    assert it.sim.snapshot() == saved
    play(it, after, seed + 1)
    assert it.sim.snapshot() == reached


@few
@given(steps=steps, seed=st.integers(0, 1000))
def test_a_mended_cluster_settles_with_nothing_to_do(steps: list[str], seed: int) -> None:
    it = Setting(managers=3, seed=seed)
    play(it, [*steps, "create"], seed)
    it.sim.heal()
    for host in it.sim.hosts:
        it.sim.start_docker(host)
    for service in list(it.swarm.store.services):
        if service.spec.task.image not in ("nginx:1.25", "redis:7", "lab/stubborn:1"):
            it.swarm.store.delete(service)
    assert it.settle(300)
    it.sim.advance(90 * SECOND)
    check(it)
    assert it.sim.next_time() is None
    for service in it.swarm.store.services:
        mode = service.spec.mode
        pending = [t for t in it.tasks(service.spec.name) if t.state is TaskState.PENDING]
        if not mode.is_global and not pending:
            assert len(it.running(service.spec.name)) == mode.replicas


@few
@given(steps=steps, seed=st.integers(0, 1000))
def test_remembered_candidates_are_the_right_ones(steps: list[str], seed: int) -> None:
    quick, thorough = Setting(managers=3, workers=4, seed=seed), Setting(managers=3, workers=4, seed=seed)
    thorough.swarm.scheduler.remembers_candidates = False
    play(quick, ["create", *steps], seed)
    play(thorough, ["create", *steps], seed)
    assert quick.swarm.store.snapshot() == thorough.swarm.store.snapshot()


def test_a_swarm_that_was_left_is_back_after_undo() -> None:
    it = Setting(workers=1)
    it.create(replicas=2)
    it.settle()
    saved = it.sim.snapshot()
    it.sim.leave_swarm("w1", force=True)
    it.sim.leave_swarm("m1", force=True)
    assert it.sim.swarms == {}
    it.sim.restore(saved)
    (swarm,) = it.sim.swarms.values()
    assert it.sim.snapshot() == saved
    swarm.store.update(replace(next(iter(swarm.store.nodes)), availability=Availability.DRAIN))
    it.settle()
    running = [t for t in swarm.store.tasks if t.desired_state is TaskState.RUNNING]
    assert {swarm.store.nodes[t.node_id].host for t in running} == {"w1"}


def test_a_swarm_that_was_made_is_gone_after_undo() -> None:
    it = Setting(workers=0)
    it.sim.leave_swarm("m1", force=True)
    saved = it.sim.snapshot()
    it.sim.init_swarm("m1", addr="10.77.0.11")
    it.sim.restore(saved)
    assert it.sim.swarms == {}
    assert it.sim.swarm_of("m1") is None


# ------------------------------------------------------------------ store
def config(name: str) -> Config:
    return Config(id=name, name=name, labels={}, raw={})


def test_versions_grow_with_every_write() -> None:
    store = Store(Clock(START))
    first, second = store.create(config("a")), store.create(config("b"))
    changed = store.update(replace(first, labels={"x": "y"}))
    assert (first.version, second.version, changed.version) == (1, 2, 3)
    assert changed.created_at == first.created_at == START


def test_c104_a_stale_version_changes_nothing() -> None:
    store = Store(Clock(START))
    first = store.create(config("a"))
    store.update(replace(first, labels={"x": "y"}), first.version)
    with pytest.raises(SequenceConflict, match="update out of sequence"):
        store.update(replace(first, labels={}), first.version)
    assert store.configs["a"].labels == {"x": "y"}


def test_watchers_are_told_in_order_even_if_one_writes() -> None:
    store = Store(Clock(START))
    told: list[tuple[str, int]] = []

    def writer(change: Change) -> None:
        if change.old is None and change.new is not None and change.new.id == "a":
            store.create(config("b"))

    store.watch(writer)
    store.watch(lambda change: told.append((change.new.id, change.new.version)) if change.new else None)
    store.create(config("a"))
    assert told == [("a", 1), ("b", 2)]


def test_deleting_twice_is_no_error() -> None:
    store = Store(Clock(START))
    first = store.create(config("a"))
    store.delete(first)
    store.delete(first)
    assert store.version == 2


# ------------------------------------------------------------------ time
def test_time_stands_still_where_nothing_happens() -> None:
    it = Setting(workers=0)
    assert it.sim.clock.pending() == []
    before = it.now()
    assert not it.sim.advance_to_next(None)
    assert it.settle()
    assert it.now() == before
    it.wait(3)
    assert it.now() == before + 3 * SECOND


def test_settling_gives_up_on_a_crash_loop() -> None:
    it = Setting(workers=0)
    it.create(image="lab/crash:1")
    before = it.now()
    assert not it.settle(20)
    assert it.now() - before == 20 * SECOND


def test_settling_does_not_wait_for_a_program_that_ends_much_later() -> None:
    it = Setting(workers=0)
    it.create(image="alpine", container={"Args": ["sleep", "3600"]})
    before = it.now()
    assert it.settle()
    assert it.now() - before < 10 * SECOND
    assert it.running()


def test_settling_waits_for_silent_nodes_after_a_change_of_leader() -> None:
    it = Setting(managers=3, workers=1)
    it.sim.partition(["m1", "w1"], ["m2", "m3"])
    assert it.settle(120)
    assert {it.node(name).state for name in ("m1", "w1")} == {NodeState.DOWN}


def test_ids_of_roles_are_not_mixed_up() -> None:
    it = Setting(managers=2, workers=1)
    assert it.swarm.membership.token(NodeRole.MANAGER) != it.swarm.membership.token(NodeRole.WORKER)
