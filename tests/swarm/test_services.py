"""Replicated and global services, restarts, jobs. Numbers are those of the conformance statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.swarm.setting import Setting
from tutor.swarm.clock import SECOND
from tutor.swarm.objects import Availability, NodeState, Task, TaskState

if TYPE_CHECKING:
    from tutor.swarm.spec import Json
    from tutor.swarm.store import Change

GLOBAL: Json = {"Global": {}}


def restart(condition: str, **more: int) -> Json:
    return {"RestartPolicy": {"Condition": condition, **more}}


# ------------------------------------------------------------------ replicated
def test_c042_slots_count_from_one() -> None:
    it = Setting()
    it.create(replicas=2)
    it.settle()
    assert [t.slot for t in it.tasks()] == [1, 2]
    task = it.tasks()[0]
    assert task.name == f"web.1.{task.id}"


def test_c043_a_missing_slot_is_filled() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.swarm.store.delete(it.tasks()[1])
    it.settle()
    assert [t.slot for t in it.running()] == [1, 2, 3]


def test_c044_an_unassigned_task_goes_first() -> None:
    it = Setting(workers=1)
    it.create(replicas=3, task={"Placement": {"MaxReplicas": 1}})
    it.settle()
    (pending,) = [t for t in it.tasks() if t.state is TaskState.PENDING]
    it.scale("web", 2)
    it.settle()
    assert pending.id not in [t.id for t in it.tasks()]
    assert len(it.running()) == 2


def test_c045_c046_scaling_down_takes_from_the_fullest_nodes() -> None:
    it = Setting(workers=2)
    for host in ("m1", "w1", "w2"):
        it.change_node(host, availability=Availability.PAUSE)
    it.create(replicas=0)
    for host, replicas in (("m1", 1), ("w1", 3), ("w2", 6)):
        it.change_node(host, availability=Availability.ACTIVE)
        it.scale("web", replicas)
        it.settle()
        it.change_node(host, availability=Availability.PAUSE)
    assert it.places() == ["m1", "w1", "w1", "w2", "w2", "w2"]
    it.scale("web", 4)
    it.settle()
    assert it.places() == ["m1", "w1", "w1", "w2"]
    assert [t.slot for t in it.running()] == [1, 2, 3, 4]
    it.scale("web", 2)
    it.settle()
    assert [t.slot for t in it.running()] == [1, 2]


def test_c047_victims_are_to_be_removed() -> None:
    it = Setting()
    it.create(replicas=2)
    it.settle()
    it.scale("web", 1)
    it.wait(0.05)
    assert [t.desired_state for t in it.tasks()] == [TaskState.RUNNING, TaskState.REMOVE]
    it.settle()
    assert [t.slot for t in it.tasks()] == [1]


def test_c048_draining_replaces_at_once() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    began = it.now()
    it.drain("w1")
    it.settle()
    assert "w1" not in it.places()
    assert len(it.running()) == 3
    assert it.now() - began < 5 * SECOND
    (old,) = [t for t in it.tasks() if it.host_of(t) == "w1"]
    assert (old.desired_state, old.state) == (TaskState.SHUTDOWN, TaskState.SHUTDOWN)


def test_c049_a_node_goes_down() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.sim.stop_docker("w1")
    it.wait(9)
    assert it.node("w1").state is NodeState.READY
    it.settle()
    assert (it.node("w1").state, it.node("w1").message) == (NodeState.DOWN, "heartbeat failure")
    assert len([t for t in it.tasks() if t.state is TaskState.RUNNING]) == 4
    assert "w1" not in it.places()


def test_c050_a_removed_nodes_tasks_are_orphans() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.sim.stop_docker("w1")
    it.settle()
    it.swarm.membership.remove_node(it.node("w1").id, force=False)
    it.settle()
    (orphan,) = [t for t in it.tasks() if t.state is TaskState.ORPHANED]
    assert orphan.status.message == "Task belonged to a node that has been deleted"
    assert len(it.running()) == 3


def test_c051_nothing_moves_back() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.sim.stop_docker("w1")
    it.settle()
    it.sim.start_docker("w1")
    assert it.settle()
    assert it.node("w1").state is NodeState.READY
    assert "w1" not in it.places()
    assert len([t for t in it.tasks() if t.state is TaskState.RUNNING]) == 3
    assert it.sim.hosts["w1"].containers == {}


def test_c052_a_removed_service_leaves_nothing() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.remove("web")
    it.wait(0.05)
    assert {t.desired_state for t in it.tasks()} == {TaskState.REMOVE}
    it.settle()
    assert it.tasks() == []
    assert not any(host.containers for host in it.sim.hosts.values())


# ------------------------------------------------------------------ restarts
@pytest.mark.parametrize("image", ["lab/crash:1", "lab/once:1"])
def test_c053_condition_any_replaces_whatever_ends(image: str) -> None:
    it = Setting()
    it.create(image=image)
    it.wait(12)
    assert len(it.tasks()) >= 2
    assert {t.slot for t in it.tasks()} == {1}


def test_c054_condition_on_failure_and_success() -> None:
    it = Setting()
    it.create(image="lab/once:1", task=restart("on-failure"))
    assert it.settle()
    (task,) = it.tasks()
    assert (task.desired_state, task.state, task.status.message) == (
        TaskState.SHUTDOWN,
        TaskState.COMPLETE,
        "finished",
    )


def test_c055_condition_none_and_failure() -> None:
    it = Setting()
    it.create(image="lab/crash:1", task=restart("none"))
    assert it.settle()
    (task,) = it.tasks()
    assert (task.state, task.status.err) == (TaskState.FAILED, "task: non-zero exit (1)")


def test_c056_c057_dead_tasks_come_back_only_for_another_specification() -> None:
    it = Setting()
    it.create(replicas=2, image="lab/crash:1", task=restart("none"))
    it.settle()
    it.update("web", Labels={"a": "b"})
    it.settle()
    assert len(it.tasks()) == 2
    it.update_task("web", "nginx:1.25")
    it.settle()
    assert len(it.running()) == 2


def test_c058_the_successor_waits_for_the_delay() -> None:
    it = Setting()
    it.create(image="lab/crash:1")
    while not [t for t in it.tasks() if t.state is TaskState.FAILED]:
        assert it.sim.advance_to_next(None)
    it.wait(1)
    new, old = it.tasks()
    assert (new.desired_state, new.state) == (TaskState.READY, TaskState.READY)
    assert old.desired_state is TaskState.SHUTDOWN
    it.wait(4.5)
    assert it.tasks()[0].desired_state is TaskState.RUNNING


def test_c059_c060_attempts_are_counted_per_specification() -> None:
    it = Setting()
    it.create(image="lab/crash:1", task=restart("any", MaxAttempts=1, Delay=SECOND))
    assert it.settle()
    assert [t.state for t in it.tasks()] == [TaskState.FAILED, TaskState.FAILED]
    it.update_task("web", "lab/crash:2")
    assert it.settle()
    assert [t.spec.image for t in it.tasks()][:2] == ["lab/crash:2"] * 2


def test_c061_attempts_in_a_window() -> None:
    it = Setting()
    task = restart("any", MaxAttempts=1, Delay=SECOND, Window=3 * SECOND)
    it.create(image="alpine", container={"Args": ["sh", "-c", "sleep 5; exit 1"]}, task=task)
    it.wait(40)
    assert it.swarm.store.version > 20
    assert [t for t in it.tasks() if t.state is TaskState.RUNNING], "a failure after the window is restarted"


def test_c062_five_rows_of_history() -> None:
    it = Setting()
    it.create(image="lab/crash:1", task=restart("any", Delay=SECOND))
    for _ in range(60):
        it.wait(1)
    it.wait(0.3)  # the reaper comes a moment after each new task
    assert len(it.tasks()) == 5


def test_c063_a_shorter_history() -> None:
    it = Setting()
    it.create(image="lab/crash:1", task=restart("any", Delay=SECOND))
    it.wait(30)
    cluster = it.swarm.store.cluster
    it.swarm.store.update(replace(cluster, spec={**cluster.spec, "Orchestration": {"TaskHistoryRetentionLimit": 2}}))
    it.wait(30)
    assert len(it.tasks()) == 2


def test_c064_attempts_lengthen_the_history() -> None:
    it = Setting()
    it.create(image="lab/crash:1", task=restart("any", Delay=SECOND, MaxAttempts=7))
    it.settle()
    assert len(it.tasks()) == 8


def test_a_missing_image_is_rejected() -> None:
    it = Setting()
    it.create(image="nosuch:1", task=restart("none"))
    it.settle()
    (task,) = it.tasks()
    assert (task.state, task.status.err) == (TaskState.REJECTED, "No such image: nosuch:1")
    assert task.status.container_id == ""


def test_a_container_that_is_killed_by_hand_is_replaced() -> None:
    it = Setting(workers=0)
    it.create()
    it.settle()
    host = it.sim.hosts["m1"]
    (container,) = host.containers.values()
    it.sim.containers.remove(host, container.id)
    it.settle()
    new, old = it.tasks()
    assert old.status.err == "task: non-zero exit (137)"
    assert new.state is TaskState.RUNNING


# ------------------------------------------------------------------ global
def test_c065_one_task_per_node_named_after_it() -> None:
    it = Setting(workers=1)
    it.create(mode=GLOBAL)
    it.settle()
    assert it.places() == ["m1", "w1"]
    task = it.tasks()[0]
    assert task.name == f"web.{task.node_id}.{task.id}"


def test_c066_c067_nodes_come_and_go() -> None:
    it = Setting(workers=2)
    it.sim.leave_swarm("w2")
    it.settle()
    it.create(mode=GLOBAL)
    it.settle()
    assert it.places() == ["m1", "w1"]
    it.join("w2")
    it.settle()
    assert it.places() == ["m1", "w1", "w2"]
    it.swarm.membership.remove_node(it.node("w2").id, force=True)
    it.settle()
    assert it.places() == ["m1", "w1"]
    assert len(it.tasks()) == 2


def test_c068_c069_draining_and_back() -> None:
    it = Setting()
    it.create(mode=GLOBAL)
    it.settle()
    it.drain("w1")
    it.settle()
    (old,) = [t for t in it.tasks() if it.host_of(t) == "w1"]
    assert (old.desired_state, old.state) == (TaskState.SHUTDOWN, TaskState.SHUTDOWN)
    assert it.places() == ["m1", "w2"]
    it.change_node("w1", availability=Availability.ACTIVE)
    it.settle()
    assert it.places() == ["m1", "w1", "w2"]


def test_c070_c071_down_and_back() -> None:
    it = Setting()
    it.create(mode=GLOBAL)
    it.settle()
    it.sim.stop_docker("w1")
    it.settle()
    (old,) = [t for t in it.tasks() if it.host_of(t) == "w1"]
    assert (old.desired_state, old.state) == (TaskState.SHUTDOWN, TaskState.RUNNING)
    it.sim.start_docker("w1")
    it.settle()
    assert it.places() == ["m1", "w1", "w2"]
    assert it.swarm.store.tasks[old.id].state is TaskState.SHUTDOWN


def test_c072_a_failed_task_is_restarted_where_it_was() -> None:
    it = Setting()
    it.create(mode=GLOBAL, image="lab/crash:1", task=restart("any", MaxAttempts=1, Delay=SECOND))
    it.settle()
    for host in ("m1", "w1", "w2"):
        assert len([t for t in it.tasks() if it.host_of(t) == host]) == 2


def test_c073_a_paused_node_gets_no_task() -> None:
    it = Setting()
    it.change_node("w1", availability=Availability.PAUSE)
    it.create(mode=GLOBAL)
    it.settle()
    assert it.places() == ["m1", "w2"]


def test_c074_constraints_exclude_nodes() -> None:
    it = Setting()
    it.create(mode=GLOBAL, task={"Placement": {"Constraints": ["node.labels.x!=no"]}})
    it.settle()
    it.change_node("w1", labels={"x": "no"})
    it.settle()
    assert it.places() == ["m1", "w2"]


# ------------------------------------------------------------------ jobs
def job(total: int, concurrent: int) -> Json:
    return {"ReplicatedJob": {"MaxConcurrent": concurrent, "TotalCompletions": total}}


def test_c075_as_many_at_once_as_allowed() -> None:
    it = Setting()
    it.create(mode=job(5, 2), image="lab/once:1")
    it.wait(0.1)
    assert [t.slot for t in it.tasks()] == [0, 1]
    assert {t.desired_state for t in it.tasks()} == {TaskState.COMPLETE}


def test_c076_c077_c079_until_all_are_done() -> None:
    it = Setting()
    it.create(mode=job(5, 2), image="lab/once:1")
    most = 0
    while it.sim.advance_to_next(None):
        alive = [t for t in it.tasks() if t.state <= TaskState.RUNNING]
        most = max(most, len(alive))
    assert most == 2
    assert [t.slot for t in it.tasks()] == [0, 1, 2, 3, 4]
    assert {t.state for t in it.tasks()} == {TaskState.COMPLETE}


def test_c078_a_failed_task_of_a_job_keeps_its_slot() -> None:
    it = Setting()
    it.create(mode=job(1, 1), image="lab/crash:1", task=restart("any", MaxAttempts=2, Delay=SECOND))
    assert it.settle()
    assert [t.slot for t in it.tasks()] == [0, 0, 0]


def test_c080_another_iteration() -> None:
    it = Setting()
    it.create(mode=job(2, 2))
    it.settle()
    old = {t.id for t in it.tasks()}
    it.update_task("web", ForceUpdate=1)
    it.settle()
    assert not old & {t.id for t in it.tasks()}
    assert {t.job_iteration for t in it.tasks()} == {1}


def test_c081_a_global_job_runs_on_active_nodes() -> None:
    it = Setting()
    it.drain("w1")
    it.create(mode={"GlobalJob": {}}, image="lab/once:1")
    assert it.settle()
    assert sorted(it.host_of(t) for t in it.tasks()) == ["m1", "w2"]


def test_c083_a_job_that_succeeded_is_not_restarted() -> None:
    it = Setting()
    it.create(mode=job(1, 1), image="lab/once:1", task=restart("any"))
    it.settle()
    assert [t.state for t in it.tasks()] == [TaskState.COMPLETE]


def test_a_job_without_restarts_stands_still_after_a_failure() -> None:
    it = Setting()
    it.create(mode=job(3, 1), image="lab/crash:1", task=restart("none"))
    assert it.settle()
    assert [t.state for t in it.tasks()] == [TaskState.FAILED]


def test_attempts_do_not_stop_a_global_job() -> None:
    it = Setting(workers=0)
    it.create(mode={"GlobalJob": {}}, image="lab/crash:1", task=restart("any", MaxAttempts=1, Delay=SECOND))
    it.wait(30)
    assert len([t for t in it.tasks() if t.state is TaskState.FAILED]) > 5


def test_a_new_iteration_of_a_job_is_not_disturbed_by_failures_of_the_old_one() -> None:
    it = Setting()
    it.create(mode=job(1, 1), image="nosuch:1", task=restart("any", Delay=20 * SECOND))
    it.wait(10)
    waiting = it.tasks(desired=TaskState.READY)
    assert [t.state for t in waiting] == [TaskState.REJECTED]
    it.update("web", Mode=job(2, 2))
    made: list[int | None] = []

    def note(change: Change) -> None:
        if change.old is None and isinstance(change.new, Task):
            made.append(change.new.job_iteration)

    it.swarm.store.watch(note)
    it.wait(30)
    assert set(made) == {1}
    now = [t for t in it.tasks() if t.job_iteration == 1 and t.desired_state <= TaskState.COMPLETE]
    assert sorted(t.slot for t in now) == [0, 1]
