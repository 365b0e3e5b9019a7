"""C075 to C083: services whose tasks run to their end."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conformance.statements.cluster import Cluster

FIVE = "--mode replicated-job --replicas 5 --max-concurrent 2"
NON_ZERO = "task: non-zero exit (3)"


def job(options: str, command: str, *, workers: int = 1, seconds: float = 4) -> Cluster:
    """A job, some seconds after it was created."""
    it = Cluster(workers=workers)
    it.create(f"{options} busybox {command}", name="job")
    it.wait(seconds)
    return it


def slots(it: Cluster, state: str = "") -> list[int]:
    """Slots of the tasks in that state; the Engine tells no slot where it is 0."""
    tasks = it.engine().tasks.list({})
    return sorted(t.get("Slot", 0) for t in tasks if state in ("", t["Status"]["State"]))


def kill_one(it: Cluster, host: str = "manager1") -> None:
    it.out(f"docker kill {it.lines('docker ps -q', on=host)[0]}", on=host)


@pytest.mark.statement("C075")
def test_as_many_at_once_as_allowed() -> None:
    """Given a job of five with two at once, when it is created, then there are two tasks in the slots 0 and 1.

    The task in slot 0 is named after its node.
    """
    it = job(FIVE, "sleep 60")
    assert slots(it) == [0, 1]
    first = next(row for row in it.ps("job") if row.slot != "1")
    assert first.slot == it.node_id(first.node)
    assert {(row.desired, row.state) for row in it.ps("job")} == {("Complete", "Running")}
    assert it.replicas("job") == "2/2 (0/5 completed)"


@pytest.mark.statement("C076")
def test_one_that_is_done_makes_room_for_one() -> None:
    """Given a job of five with two at once, when one is done and one runs, then one more is made.

    The first task is stopped by hand and ends with 0, so the two are not done at the same moment.
    """
    it = Cluster()
    it.create(f"{FIVE} nginx:1.25", name="job")
    it.wait(5)
    it.out("docker stop $(docker ps -q)", on="worker1")
    it.wait(5)
    assert slots(it, "complete") in ([0], [1])
    assert slots(it) == [0, 1, 2]
    assert it.replicas("job") == "2/2 (1/5 completed)"


@pytest.mark.statement("C077")
def test_no_more_are_made_than_are_left() -> None:
    """Given a job of five with two at once, when four are done, then only one more is made."""
    it = job(FIVE, "sleep 20", seconds=50)
    assert slots(it, "complete") == [0, 1, 2, 3]
    assert slots(it, "running") == [4]
    assert it.replicas("job") == "1/2 (4/5 completed)"


@pytest.mark.statement("C078")
def test_a_failed_task_is_restarted_in_its_slot() -> None:
    """Given a job, when a task fails, then its slot gets one successor, after the delay of the restart policy."""
    it = job(f"{FIVE} --restart-delay 10s", "sleep 300")
    kill_one(it)
    it.wait(5)
    old = next(row for row in it.ps("job") if row.state == "Failed")
    assert (old.desired, old.error) == ("Shutdown", "task: non-zero exit (137)")
    waiting = [row for row in it.ps("job") if row.desired == "Ready"]
    assert [row.state for row in waiting] == ["Ready"]
    it.wait(10)
    assert slots(it, "running") == [0, 1]
    assert len(slots(it)) == 3
    assert [(row.id, row.desired, row.state) for row in it.ps("job") if row.id == waiting[0].id] == [
        (waiting[0].id, "Complete", "Running")
    ]


@pytest.mark.statement("C079")
@pytest.mark.parametrize(
    ("options", "shown"), [(FIVE, "0/2 (5/5 completed)"), ("--mode global-job", "0/0 (3/3 completed)")]
)
def test_all_are_done(options: str, shown: str) -> None:
    """Given a job, when all its tasks are done, then none runs and all count as completed; they stay listed."""
    it = job(options, "sleep 2", workers=2, seconds=30)
    assert it.replicas("job") == shown
    assert {(row.desired, row.state) for row in it.ps("job")} == {("Complete", "Complete")}


@pytest.mark.statement("C080")
def test_an_update_begins_another_iteration() -> None:
    """Given a job with one task done and two running, when it is updated, then those are removed and two new begin.

    What was done stays listed.
    """
    it = Cluster()
    it.create(f"{FIVE} nginx:1.25", name="job")
    it.wait(5)
    it.out("docker stop $(docker ps -q)", on="worker1")
    it.wait(5)
    assert it.inspect("{{json .JobStatus.JobIteration}}", "job") == "{}"
    it.update("--image lab/stubborn:1", name="job")
    it.wait(5)
    it.update("--env-add A=1", name="job")
    it.wait(5)
    assert it.inspect("{{json .JobStatus.JobIteration}}", "job") == '{"Index":2}'
    tasks = it.engine().tasks.list({})
    found = Counter((t["JobIteration"].get("Index", 0), t["DesiredState"], t["Status"]["State"]) for t in tasks)
    assert found == {(0, "complete", "complete"): 1, (1, "remove", "running"): 2, (2, "complete", "running"): 2}
    it.wait(10)
    assert Counter((row.desired, row.state) for row in it.ps("job")) == {
        ("Complete", "Complete"): 1,
        ("Complete", "Running"): 2,
    }


@pytest.mark.statement("C080")
def test_an_update_of_a_global_job_removes_what_was_done() -> None:
    """Given a global job that is done, when it is updated, then its old tasks are gone and all nodes run again."""
    it = job("--mode global-job", "sleep 5", seconds=20)
    before = {row.id for row in it.ps("job")}
    it.update("--env-add A=1", name="job")
    it.wait(20)
    rows = it.ps("job")
    assert {(row.node, row.state) for row in rows} == {("manager1", "Complete"), ("worker1", "Complete")}
    assert len(rows) == 2
    assert not before & {row.id for row in rows}


@pytest.mark.statement("C081")
def test_a_global_job_runs_on_nodes_that_are_active() -> None:
    """Given three nodes of which one is drained, when a global job is created, then it has two tasks.

    The third node gets none when it is active again, until the job is updated.
    """
    it = Cluster(workers=2)
    it.availability("worker2", "drain")
    it.create("--mode global-job busybox sleep 5", name="job")
    it.wait(20)
    assert sorted(row.node for row in it.ps("job")) == ["manager1", "worker1"]
    it.availability("worker2", "active")
    it.wait(10)
    assert it.replicas("job") == "0/0 (2/2 completed)"
    it.update("--env-add A=1", name="job")
    it.wait(20)
    assert it.replicas("job") == "0/0 (3/3 completed)"


@pytest.mark.statement("C081")
@pytest.mark.parametrize("way", ["drained", "down", "new"])
def test_a_global_job_looks_at_nodes_when_one_of_its_tasks_ends(way: str) -> None:
    """Given a global job that runs, when nodes come and go, then nothing happens until one of its tasks ends."""
    it = Cluster(workers=2, outside=("worker2",) if way == "new" else ())
    it.create("--mode global-job --restart-delay 1s busybox sleep 600", name="job")
    it.wait(5)
    before = it.ps("job")
    if way == "new":
        it.join("worker2")
    elif way == "down":
        it.sim.stop_docker("worker2")
    else:
        it.availability("worker2", "drain")
    it.wait(30)
    assert it.ps("job") == before
    kill_one(it)
    it.wait(20)
    found = [(row.desired, row.state) for row in it.ps("job") if row.node == "worker2"]
    assert (
        found
        == {
            "new": [("Complete", "Running")],
            "down": [("Shutdown", "Running")],
            "drained": [("Shutdown", "Shutdown")],
        }[way]
    )
    assert [(row.desired, row.state) for row in it.ps("job") if row.node == "manager1"] == [
        ("Complete", "Running"),
        ("Shutdown", "Failed"),
    ]


@pytest.mark.statement("C081")
def test_a_global_job_and_a_node_that_is_removed() -> None:
    """Given a global job that runs, when a node is removed by force, then a task waits for it until an update."""
    it = job("--mode global-job", "sleep 600")
    node_id = it.node_id("worker1")
    it.out("docker node rm --force worker1")
    it.wait(10)
    assert [(row.node, row.desired, row.state) for row in it.ps("job") if row.slot == node_id] == [
        (node_id, "Complete", "Pending"),
        (node_id, "Shutdown", "Orphaned"),
    ]
    assert it.replicas("job") == "1/2 (0/2 completed)"
    it.update("--env-add A=1", name="job")
    it.wait(20)
    assert [(row.node, row.state) for row in it.ps("job")] == [("manager1", "Running")]
    assert it.replicas("job") == "1/1 (0/1 completed)"


@pytest.mark.statement("C078")
@pytest.mark.parametrize("way", ["drained", "down"])
def test_a_replicated_job_never_looks_at_nodes(way: str) -> None:
    """Given a replicated job, when a node is drained or down, then its task stays; what a restart killed has failed."""
    it = job("--mode replicated-job --replicas 3 --restart-delay 1s", "sleep 600", workers=2)
    before = it.ps("job")
    assert sorted(row.node for row in before) == ["manager1", "worker1", "worker2"]
    if way == "down":
        it.sim.stop_docker("worker2")
    else:
        it.availability("worker2", "drain")
    it.wait(30)
    kill_one(it)
    it.wait(20)
    (there,) = [row for row in before if row.node == "worker2"]
    assert there in it.ps("job")
    if way == "down":
        it.sim.start_docker("worker2")
        it.wait(30)
        (lost,) = [row for row in it.ps("job") if row.id == there.id]
        assert (lost.desired, lost.state) == ("Shutdown", "Failed")
        assert lost.error.startswith("No such container: job.")
        assert slots(it, "running") == [0, 1, 2]


@pytest.mark.statement("C082")
@pytest.mark.parametrize("mode", ["replicated-job", "global-job"])
@pytest.mark.parametrize("option", ["--update-delay 5s", "--rollback-delay 5s", "--update-parallelism 2"])
def test_jobs_take_no_update_configuration(mode: str, option: str) -> None:
    """Given a job with an option of updates or rollbacks, when it is created, then the client refuses."""
    it = Cluster(workers=0)
    said = it.refusal(f"docker service create --mode {mode} {option} busybox true")
    assert said == "update and rollback configuration is not supported for jobs"
    assert it.lines("docker service ls -q") == []


@pytest.mark.statement("C083")
def test_success_is_never_restarted() -> None:
    """Given a job with the restart condition any, when its tasks end with 0, then they are not restarted.

    Tasks that fail are, as with the condition on-failure.
    """
    it = job("--mode replicated-job --replicas 2 --restart-condition any --restart-delay 1s", "true", seconds=30)
    assert [row.state for row in it.ps("job")] == ["Complete", "Complete"]
    failing = job(
        "--mode replicated-job --restart-condition any --restart-delay 1s", "sh -c 'sleep 2; exit 3'", seconds=15
    )
    errors = [row.error for row in failing.ps("job")]
    assert errors.count(NON_ZERO) >= 3
