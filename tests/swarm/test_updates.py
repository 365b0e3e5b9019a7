"""Rolling updates and rollbacks. Numbers in the names are those of the conformance statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tests.swarm.setting import Setting
from tutor.swarm.clock import SECOND
from tutor.swarm.objects import Availability, Service, TaskState, UpdateState
from tutor.swarm.spec import service_spec

if TYPE_CHECKING:
    from tutor.swarm.spec import Json


def config(**members: object) -> Json:
    return {"UpdateConfig": {"Parallelism": 1, "Monitor": SECOND, **members}}


def status(service: Service) -> tuple[UpdateState, str]:
    assert service.update_status is not None
    return service.update_status.state, service.update_status.message


def test_c084_c099_slots_are_replaced_one_by_one() -> None:
    it = Setting()
    it.create(replicas=3, **config())
    it.settle()
    it.update_task("web", "nginx:1.26")
    fewest = 3
    while it.sim.advance_to_next(None):
        fewest = min(fewest, len(it.running()))
    assert fewest == 2
    assert it.images() == ["nginx:1.26"] * 3
    assert status(it.service("web")) == (UpdateState.COMPLETED, "update completed")
    done = it.service("web").update_status
    assert done is not None
    assert done.completed_at is not None
    assert done.completed_at > done.started_at


def test_c085_parallelism_zero_is_all_at_once() -> None:
    it = Setting()
    it.create(replicas=3, **config(Parallelism=0))
    it.settle()
    it.update_task("web", "nginx:1.26")
    it.wait(0.1)
    assert len([t for t in it.tasks() if t.spec.image == "nginx:1.26"]) == 3
    it.settle()
    assert it.images() == ["nginx:1.26"] * 3


def test_c086_stop_first() -> None:
    it = Setting(workers=0)
    it.create(image="nginx:1.25", **config())
    it.settle()
    it.update_task("web", "nginx:1.26")
    it.wait(0.05)
    new, old = it.tasks()
    assert (new.desired_state, old.desired_state) == (TaskState.READY, TaskState.SHUTDOWN)
    while it.sim.advance_to_next(None):
        new, old = it.tasks()
        if new.desired_state is TaskState.RUNNING:
            assert old.state is TaskState.SHUTDOWN
    assert it.images() == ["nginx:1.26"]


def test_c087_start_first() -> None:
    it = Setting()
    it.create(replicas=2, **config(Order="start-first"))
    it.settle()
    it.update_task("web", "nginx:1.26")
    fewest = 2
    while it.sim.advance_to_next(None):
        fewest = min(fewest, len([t for t in it.tasks() if t.state is TaskState.RUNNING]))
    assert fewest == 2
    assert it.images() == ["nginx:1.26"] * 2
    assert len([t for t in it.tasks() if t.state is TaskState.RUNNING]) == 2


def test_c088_c089_a_failure_pauses_the_update() -> None:
    it = Setting()
    it.create(replicas=3, **config(FailureAction="pause"))
    it.settle()
    it.update_task("web", "nosuch:1")
    it.wait(20)
    first = next(t for t in it.swarm.store.tasks if t.state is TaskState.REJECTED)
    message = f"update paused due to failure or early termination of task {first.id}"
    assert status(it.service("web")) == (UpdateState.PAUSED, message)
    assert it.images() == ["nginx:1.25"] * 2
    it.update_task("web", "nginx:1.26")
    it.settle()
    assert it.images() == ["nginx:1.26"] * 3


def test_c090_failure_action_continue() -> None:
    it = Setting()
    policy = {"RestartPolicy": {"Condition": "any", "MaxAttempts": 1, "Delay": SECOND}}
    it.create(replicas=2, task=policy, **config(FailureAction="continue"))
    it.settle()
    it.update_task("web", "lab/crash:1")
    assert it.settle()
    assert status(it.service("web"))[0] is UpdateState.COMPLETED
    assert it.running() == []


def test_c091_failures_up_to_the_ratio_are_borne() -> None:
    it = Setting()
    it.create(replicas=4, **config(FailureAction="pause", MaxFailureRatio=0.4, Monitor=3 * SECOND))
    it.settle()
    it.update_task("web", "nosuch:1")
    it.wait(30)
    assert status(it.service("web"))[0] is UpdateState.PAUSED
    assert it.images().count("nginx:1.25") == 2


def test_c092_c103_failure_action_rollback() -> None:
    it = Setting()
    it.create(
        replicas=2,
        RollbackConfig={"Parallelism": 1, "Monitor": SECOND},
        **config(FailureAction="rollback", Monitor=3 * SECOND),
    )
    it.settle()
    it.update_task("web", "lab/crash:1")
    messages: list[tuple[UpdateState, str]] = []
    for _ in range(400):
        it.sim.advance_to_next(None)
        current = it.service("web").update_status
        if current is not None and (not messages or messages[-1][0] != current.state):
            messages.append((current.state, current.message))
    assert [state for state, _ in messages] == [
        UpdateState.UPDATING,
        UpdateState.ROLLBACK_STARTED,
        UpdateState.ROLLBACK_COMPLETED,
    ]
    assert messages[1][1].startswith("update rolled back due to failure or early termination of task ")
    assert it.images() == ["nginx:1.25"] * 2
    assert it.service("web").previous_spec is None


def test_c093_a_rollback_that_fails_is_paused() -> None:
    it = Setting()
    rollback = {"Parallelism": 1, "Monitor": 3 * SECOND, "FailureAction": "pause"}
    it.create(replicas=1, image="lab/crash:1", RollbackConfig=rollback)
    it.wait(5)
    it.update_task("web", "nginx:1.25")
    it.settle()
    it.roll_back("web")
    it.wait(15)
    assert status(it.service("web"))[0] is UpdateState.ROLLBACK_PAUSED
    assert status(it.service("web"))[1].startswith("update paused due to ")


def test_c094_an_old_task_that_does_not_stop_is_waited_for_a_minute() -> None:
    it = Setting(workers=0)
    it.create(image="lab/stubborn:1", container={"StopGracePeriod": 300 * SECOND})
    it.settle()
    began = it.now()
    it.update_task("web", "nginx:1.25")
    while "nginx:1.25" not in it.images():
        assert it.sim.advance_to_next(None)
    assert 60 * SECOND <= it.now() - began < 63 * SECOND


def test_c095_pull_options_restart_nothing() -> None:
    it = Setting()
    it.create(replicas=2)
    it.settle()
    before = it.running()
    container = {**it.service("web").spec.raw["TaskTemplate"]["ContainerSpec"], "PullOptions": {"RegistryAuth": "x"}}
    it.update_task("web", ContainerSpec=container)
    it.settle()
    assert it.running() == before


def test_c096_placement_that_still_fits_restarts_nothing() -> None:
    it = Setting()
    it.create(replicas=2)
    it.settle()
    before = it.running()
    it.update_task("web", Placement={"Constraints": ["node.platform.os==linux"]})
    it.settle()
    assert it.running() == before


def test_placement_that_does_not_fit_moves_tasks() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.update_task("web", Placement={"Constraints": ["node.hostname==w1"]})
    it.settle()
    assert it.places() == ["w1"] * 3


def test_c097_labels_and_replicas_restart_nothing() -> None:
    it = Setting()
    it.create(replicas=2)
    it.settle()
    before = it.running()
    it.update("web", Labels={"a": "b"})
    it.settle()
    it.scale("web", 3)
    it.settle()
    assert it.running()[:2] == before
    assert it.service("web").update_status is None


def test_c098_force() -> None:
    it = Setting()
    it.create(replicas=2, **config())
    it.settle()
    before = {t.id for t in it.running()}
    it.update_task("web", ForceUpdate=1)
    it.settle()
    assert not before & {t.id for t in it.running()}
    assert len(it.running()) == 2


def test_c101_rolling_back_a_scale() -> None:
    it = Setting()
    it.create(replicas=3)
    it.settle()
    it.scale("web", 5)
    it.settle()
    it.roll_back("web")
    it.settle()
    assert len(it.running()) == 3
    assert status(it.service("web")) == (UpdateState.ROLLBACK_COMPLETED, "rollback completed")


def test_c102_rolling_back_twice_goes_forward() -> None:
    it = Setting()
    it.create(replicas=2, RollbackConfig={"Monitor": SECOND}, **config())
    it.settle()
    it.update_task("web", "nginx:1.26")
    it.settle()
    it.roll_back("web")
    it.settle()
    assert it.images() == ["nginx:1.25"] * 2
    it.roll_back("web")
    it.settle()
    assert it.images() == ["nginx:1.26"] * 2


def test_a_delay_between_slots() -> None:
    it = Setting()
    it.create(replicas=3, **config(Delay=4 * SECOND))
    it.settle()
    began = it.now()
    it.update_task("web", "nginx:1.26")
    assert it.settle()
    # two pauses, one after the last slot, and a second more than the delay to watch
    assert it.now() - began > (3 * 4 + 5) * SECOND
    starts = sorted(t.status.timestamp for t in it.running())
    assert starts[1] - starts[0] >= 4 * SECOND


def test_a_new_update_takes_the_place_of_a_running_one() -> None:
    it = Setting()
    it.create(replicas=4, **config())
    it.settle()
    it.update_task("web", "nginx:1.26")
    it.wait(1.5)
    it.update_task("web", "nginx:1.27")
    it.settle()
    assert it.images() == ["nginx:1.27"] * 4
    assert status(it.service("web"))[0] is UpdateState.COMPLETED


def test_an_update_of_a_global_service() -> None:
    it = Setting()
    it.create(mode={"Global": {}}, **config())
    it.settle()
    it.update_task("web", "nginx:1.26")
    it.settle()
    assert it.images() == ["nginx:1.26"] * 3
    assert it.places() == ["m1", "w1", "w2"]


def test_a_node_that_was_paused_catches_up_when_it_is_active_again() -> None:
    it = Setting()
    it.create(mode={"Global": {}}, **config())
    it.settle()
    it.change_node("w1", availability=Availability.PAUSE)
    it.update_task("web", "nginx:1.26")
    it.settle()
    assert sorted(it.images()) == ["nginx:1.25", "nginx:1.26", "nginx:1.26"]
    done = it.service("web").update_status
    it.change_node("w1", availability=Availability.ACTIVE)
    it.settle()
    assert it.images() == ["nginx:1.26"] * 3
    assert it.places() == ["m1", "w1", "w2"]
    assert it.service("web").update_status == done  # it is no update of the service


def test_an_environment_variable_replaces_tasks() -> None:
    it = Setting()
    it.create(**config())
    it.settle()
    before = it.running()
    container = {**it.service("web").spec.raw["TaskTemplate"]["ContainerSpec"], "Env": ["A=1"]}
    it.update_task("web", ContainerSpec=container)
    it.settle()
    assert it.running() != before


def test_a_published_port_replaces_tasks() -> None:
    it = Setting()
    it.create(**config())
    it.settle()
    before = it.running()
    port = {"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 8080, "PublishMode": "ingress"}
    service = it.service("web")
    same_template = replace(
        service_spec({**service.spec.raw, "EndpointSpec": {"Ports": [port]}}), task=service.spec.task
    )
    it.swarm.store.update(replace(service, spec=same_template, spec_version=service.version))
    it.settle()
    assert it.running()
    assert it.running() != before


def test_a_placement_preference_replaces_no_task() -> None:
    it = Setting()
    it.create(replicas=2, **config())
    it.settle()
    before = it.running()
    it.update_task("web", Placement={"Preferences": [{"Spread": {"SpreadDescriptor": "node.labels.zone"}}]})
    it.settle()
    assert it.running() == before


# ------------------------------------------------------------------ when failures are heard
NEVER = {"RestartPolicy": {"Condition": "none"}}


def test_what_fails_in_the_last_slot_is_heard_when_its_worker_is_done() -> None:
    it = Setting()
    it.create(replicas=1, task=NEVER, **config(Delay=12 * SECOND, Monitor=5 * SECOND))
    it.settle()
    it.update_task("web", "lab/crash:1")
    it.wait(8)
    assert [t.state for t in it.tasks()] == [TaskState.FAILED, TaskState.SHUTDOWN]
    assert status(it.service("web"))[0] is UpdateState.UPDATING
    it.wait(8)
    assert status(it.service("web"))[0] is UpdateState.PAUSED


def test_what_fails_after_the_monitoring_period_is_no_failure() -> None:
    it = Setting()
    it.create(replicas=2, task=NEVER, **config())
    it.settle()
    it.update_task("web", "lab/crash:1")
    it.settle()
    assert status(it.service("web")) == (UpdateState.COMPLETED, "update completed")


def test_a_paused_update_finishes_the_slot_it_has_begun() -> None:
    it = Setting(workers=0)
    memory = it.sim.hosts["m1"].spec.memory_bytes // 7
    task = {**NEVER, "Resources": {"Reservations": {"MemoryBytes": memory}}}
    rules = config(Parallelism=2, Order="start-first", Monitor=5 * SECOND)
    it.create(replicas=5, image="lab/stubborn:1", task=task, **rules)
    it.settle()
    it.update_task("web", "lab/crash:1")
    while status_of(it) is not UpdateState.PAUSED:
        it.sim.advance_to_next(None)
    waiting = [t for t in it.tasks() if t.state is TaskState.PENDING]
    assert len(waiting) == 2  # there is room for two more than there were, and two new ones have run
    it.settle()
    assert it.images() == ["lab/stubborn:1"]  # that of the slot that was never begun


def test_a_rollback_that_would_roll_back_completes_instead() -> None:
    it = Setting()
    back = {"Parallelism": 1, "Monitor": 5 * SECOND, "FailureAction": "rollback"}
    it.create(image="lab/crash:1", task=NEVER, RollbackConfig=back)
    it.wait(5)
    it.update_task("web", "nginx:1.25")
    it.settle()
    it.roll_back("web")
    it.settle()
    assert status(it.service("web")) == (UpdateState.COMPLETED, "update completed")


def status_of(it: Setting) -> UpdateState | None:
    current = it.service("web").update_status
    return current.state if current is not None else None
