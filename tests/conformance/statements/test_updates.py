"""C084 to C103: rolling updates and rollbacks."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import RPC_REFUSES, Cluster, TaskRow
from tests.conformance.statements.watching import (
    ids,
    images,
    moments,
    update_message,
    update_state,
    update_states,
)

OLD, NEW, CRASHES, MISSING = "nginx:1.25", "nginx:1.26", "lab/crash:1", "nosuch:1"
QUICK = "--update-monitor 1s --rollback-monitor 1s"


def service(options: str = "", *, image: str = OLD, workers: int = 1) -> Cluster:
    """A settled cluster with the service web."""
    it = Cluster(workers=workers)
    it.create(f"{QUICK} {options} {image}")
    it.settle()
    return it


def of(image: str, rows: list[TaskRow]) -> list[TaskRow]:
    return [row for row in rows if row.image.startswith(image)]


def failed(it: Cluster) -> list[TaskRow]:
    return [row for row in it.ps() if row.state in ("Failed", "Rejected")]


# ------------------------------------------------------------------ the way of an update
@pytest.mark.statement("C084")
def test_slots_are_replaced_one_by_one() -> None:
    """Given three replicas and parallelism 1, when the image changes, then never more than one slot is at work."""
    it = service("--replicas 3")
    it.update(f"--image {NEW}")
    at_work, running = 0, 3
    for rows in moments(it, 30):
        at_work = max(at_work, len([row for row in of(NEW, rows) if not row.runs]))
        running = min(running, len([row for row in rows if row.runs]))
    assert (at_work, running) == (1, 2)
    assert images(it) == [NEW] * 3


@pytest.mark.statement("C085")
def test_parallelism_zero_is_all_at_once() -> None:
    """Given three replicas and parallelism 0, when the image changes, then all slots get new tasks at once."""
    it = service("--replicas 3 --update-parallelism 0")
    it.update(f"--image {NEW}")
    first = next(of(NEW, rows) for rows in moments(it) if of(NEW, rows))
    assert {row.slot for row in first} == {"1", "2", "3"}
    it.settle()
    assert images(it) == [NEW] * 3


@pytest.mark.statement("C086")
def test_stop_first() -> None:
    """Given order stop-first, when the image changes, then the new task waits until the old one has stopped."""
    it = service("--update-order stop-first")
    it.update(f"--image {NEW}")
    seen = []
    for rows in moments(it, 20):
        if len(rows) == 2:
            new, old = rows
            seen.append(((old.desired, old.state == "Running"), new.desired))
    steps = list(dict.fromkeys(seen))
    assert steps == [
        (("Shutdown", True), "Ready"),
        (("Shutdown", False), "Running"),
    ]


@pytest.mark.statement("C087")
def test_start_first() -> None:
    """Given order start-first, when the image changes, then the old task is shut down only once the new one runs."""
    it = service("--update-order start-first")
    it.update(f"--image {NEW}")
    stopped = []
    for rows in moments(it, 20):
        assert any(row.state == "Running" for row in rows)
        if len(rows) == 2 and rows[1].desired == "Shutdown":
            stopped.append(rows[0].state)
    assert stopped
    assert set(stopped) == {"Running"}


# ------------------------------------------------------------------ failures
@pytest.mark.statement("C088")
def test_a_failure_pauses_the_update() -> None:
    """Given failure action pause, when the first new task fails, then one slot is new, the others old, state paused."""
    it = service("--replicas 3 --update-failure-action pause --restart-condition none")
    it.update(f"--image {MISSING}")
    it.wait(20)
    (task,) = failed(it)
    assert update_state(it) == "paused"
    assert update_message(it) == f"update paused due to failure or early termination of task {task.id}"
    assert len(of(MISSING, it.ps())) == 1
    assert images(it) == [OLD] * 2


@pytest.mark.statement("C089")
def test_a_paused_update_waits_for_the_next_one() -> None:
    """Given a paused update, when time passes, then nothing happens until the service is updated again."""
    it = service("--replicas 3 --restart-condition none")
    it.update(f"--image {MISSING}")
    it.wait(20)
    before = [(row.id, row.desired, row.state) for row in it.ps()]
    it.wait(3600)
    assert [(row.id, row.desired, row.state) for row in it.ps()] == before
    it.update(f"--image {NEW}")
    it.settle()
    assert update_state(it) == "completed"
    assert images(it) == [NEW] * 3


@pytest.mark.statement("C090")
def test_failures_that_do_not_matter() -> None:
    """Given failure action continue, when every new task fails, then all slots get the new specification."""
    it = service("--replicas 3 --update-failure-action continue --restart-condition none")
    it.update(f"--image {CRASHES}")
    it.settle()
    assert update_state(it) == "completed"
    assert {row.slot for row in failed(it)} == {"1", "2", "3"}
    assert images(it) == []


@pytest.mark.statement("C091")
def test_failures_up_to_the_ratio_are_borne() -> None:
    """Given four slots and a ratio of 0.4, when one new task fails, then it goes on, at the second it pauses."""
    it = service("--replicas 4 --update-max-failure-ratio 0.4 --restart-condition none")
    it.update(f"--image {MISSING}")
    states = {len(failed(it)): update_state(it) for _ in moments(it, 30)}
    assert states == {0: "updating", 1: "updating", 2: "paused"}


@pytest.mark.statement("C092")
def test_a_failure_rolls_back() -> None:
    """Given failure action rollback, when too many new tasks fail, then the old image comes back."""
    it = service("--replicas 2 --update-monitor 5s --update-failure-action rollback")
    it.update(f"--image {CRASHES}")
    assert update_states(it, 40) == ["updating", "rollback_started", "rollback_completed"]
    assert it.inspect("{{.Spec.TaskTemplate.ContainerSpec.Image}}").startswith(OLD)
    assert images(it) == [OLD] * 2
    assert update_message(it) == "rollback completed"


@pytest.mark.statement("C092")
def test_what_is_said_of_an_automatic_rollback() -> None:
    """Given failure action rollback, when it begins, then the message names the task that failed."""
    it = service("--update-monitor 5s --update-failure-action rollback")
    it.update(f"--image {CRASHES}")
    next(rows for rows in moments(it) if update_state(it) == "rollback_started")
    (task,) = failed(it)
    assert update_message(it) == f"update rolled back due to failure or early termination of task {task.id}"


@pytest.mark.statement("C093")
def test_a_rollback_that_fails_is_paused() -> None:
    """Given a specification that crashes, when a rollback to it fails, then the rollback is paused."""
    it = service("--restart-condition none --rollback-failure-action pause --rollback-monitor 5s", image=CRASHES)
    it.update(f"--image {OLD}")
    it.settle()
    it.out("docker service rollback --detach web")
    assert update_states(it, 20) == ["rollback_started", "rollback_paused"]
    task = failed(it)[0]
    assert update_message(it) == f"update paused due to failure or early termination of task {task.id}"


@pytest.mark.statement("C094")
def test_an_old_task_that_does_not_stop_is_waited_for_a_minute() -> None:
    """Given a task that ignores the stop signal, when it is updated, then the new one starts after a minute."""
    it = service("--stop-grace-period 5m", image="lab/stubborn:1")
    began = it.seconds
    it.update(f"--image {NEW}")
    next(rows for rows in moments(it, 120) if rows[0].runs and of(NEW, rows))
    assert 60 <= it.seconds - began < 63
    assert it.ps()[1].state == "Running"


# ------------------------------------------------------------------ what restarts nothing
@pytest.mark.statement("C095")
def test_credentials_for_the_registry_restart_nothing() -> None:
    """Given running tasks, when only credentials for the registry are sent along, then they are kept."""
    it = service("--replicas 2")
    before = ids(it)
    it.update("--with-registry-auth")
    it.settle()
    assert ids(it) == before
    assert update_state(it) == ""


@pytest.mark.statement("C096")
def test_a_constraint_that_still_fits_restarts_nothing() -> None:
    """Given running tasks, when a constraint comes that their nodes satisfy, then they are kept."""
    it = service("--replicas 2")
    before = ids(it)
    it.update("--constraint-add node.platform.os==linux")
    it.settle()
    assert ids(it) == before


@pytest.mark.statement("C096")
def test_a_constraint_that_does_not_fit_moves_tasks() -> None:
    """Given tasks on both nodes, when a constraint comes that one node fails, then only its task is replaced."""
    it = service("--replicas 2")
    (kept,) = [row.id for row in it.running() if row.node == "worker1"]
    it.update("--constraint-add node.role==worker")
    it.settle()
    assert it.places() == ["worker1", "worker1"]
    assert kept in ids(it)


@pytest.mark.statement("C097")
@pytest.mark.parametrize("options", ["--label-add tier=front", "--replicas 3"])
def test_labels_and_replicas_restart_nothing(options: str) -> None:
    """Given running tasks, when only labels or replicas change, then they are kept and there is no update status."""
    it = service("--replicas 2")
    before = ids(it)
    it.update(options)
    it.settle()
    assert before <= ids(it)
    assert it.inspect("{{json .UpdateStatus}}") == "null"


@pytest.mark.statement("C098")
def test_force_replaces_all_tasks() -> None:
    """Given running tasks, when the update is forced, then ForceUpdate is one more and all tasks are new."""
    it = service("--replicas 2")
    before = ids(it)
    for count in ("1", "2"):
        it.update("--force")
        it.settle()
        assert it.inspect("{{.Spec.TaskTemplate.ForceUpdate}}") == count
    assert len(ids(it)) == 2
    assert not before & ids(it)


@pytest.mark.statement("C099")
def test_a_completed_update() -> None:
    """Given an update, when it has completed, then its status says so, with the time."""
    it = service()
    it.update(f"--image {NEW}")
    it.wait(0.5)
    assert update_message(it) == "update in progress"
    assert it.inspect("{{.UpdateStatus.CompletedAt}}") == "<nil>"
    it.settle()
    assert update_state(it) == "completed"
    assert update_message(it) == "update completed"
    status = it.engine().services.inspect("web")["UpdateStatus"]
    assert status["StartedAt"] < status["CompletedAt"]


# ------------------------------------------------------------------ rollbacks
def no_previous(it: Cluster) -> str:
    return f"{RPC_REFUSES}FailedPrecondition desc = service {it.inspect('{{.ID}}')} does not have a previous spec"


@pytest.mark.statement("C100")
def test_nothing_to_roll_back_to() -> None:
    """Given a service that was never updated, when it is rolled back, then that is refused."""
    it = service()
    assert it.refusal("docker service rollback web") == no_previous(it)


@pytest.mark.statement("C101")
def test_rolling_back_a_scale() -> None:
    """Given a service scaled from 3 to 5, when it is rolled back, then it has 3 replicas again."""
    it = service("--replicas 3")
    before = ids(it)
    it.scale(5)
    it.settle()
    assert len(ids(it)) == 5
    it.out("docker service rollback --detach web")
    it.settle()
    assert it.replicas() == "3/3"
    assert ids(it) == before


@pytest.mark.statement("C102")
def test_rolling_back_twice_goes_forward() -> None:
    """Given an updated service, when it is rolled back twice, then the newer specification is back."""
    it = service("--replicas 2")
    it.update(f"--image {NEW}")
    it.settle()
    for image in (OLD, NEW):
        it.out("docker service rollback --detach web")
        assert update_message(it) == "manually requested rollback"
        it.settle()
        assert images(it) == [image] * 2
        assert update_state(it) == "rollback_completed"


@pytest.mark.statement("C103")
def test_after_an_automatic_rollback_there_is_no_other() -> None:
    """Given an automatic rollback, when the service is rolled back by hand, then that is refused."""
    it = service("--update-monitor 5s --update-failure-action rollback")
    it.update(f"--image {CRASHES}")
    it.settle()
    assert update_state(it) == "rollback_completed"
    assert it.refusal("docker service rollback web") == no_previous(it)
