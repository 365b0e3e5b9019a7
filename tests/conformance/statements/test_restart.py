"""C053 to C064: what happens to a task that ended, and how many of them are remembered."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import Cluster
from tests.conformance.statements.watching import moments

CRASH = "busybox sh -c 'sleep 2; exit 3'"
NON_ZERO = "task: non-zero exit (3)"


def script(options: str, command: str = CRASH, seconds: float = 0) -> Cluster:
    """One node and a service whose tasks end by themselves, after that time."""
    it = Cluster(workers=0)
    it.create(f"{options} {command}")
    it.wait(seconds)
    return it


def ended(it: Cluster) -> list[tuple[str, str, str]]:
    """Desired state, state and error of each task, the newest first in each slot."""
    return [(row.desired, row.state, row.error) for row in it.ps()]


# ------------------------------------------------------------------ conditions
@pytest.mark.statement("C053")
@pytest.mark.parametrize(
    ("command", "state", "error"),
    [("busybox sleep 20", "Complete", ""), ("busybox sh -c 'sleep 20; exit 3'", "Failed", NON_ZERO)],
)
def test_condition_any_replaces_whatever_ends(command: str, state: str, error: str) -> None:
    """Given the condition any, when a task completes or fails, then its slot gets another one."""
    it = script("--replicas 2 --restart-condition any --restart-delay 1s", command, seconds=30)
    rows = it.ps()
    assert [row.slot for row in rows] == ["1", "1", "2", "2"]
    for fresh, old in (rows[:2], rows[2:]):
        assert fresh.runs
        assert (old.desired, old.state, old.error) == ("Shutdown", state, error)


@pytest.mark.statement("C054")
def test_condition_on_failure_leaves_success_alone() -> None:
    """Given the condition on-failure, when a task ends with 0, then it is not replaced and the service shows 0/1."""
    it = script("--restart-condition on-failure", "busybox sleep 2", seconds=30)
    assert ended(it) == [("Shutdown", "Complete", "")]
    assert it.replicas() == "0/1"


@pytest.mark.statement("C054")
def test_condition_on_failure_replaces_what_failed() -> None:
    """Given the condition on-failure, when a task ends with another code, then it is replaced."""
    it = script("--restart-condition on-failure --restart-delay 10s", seconds=14)
    assert ended(it) == [("Running", "Running", ""), ("Shutdown", "Failed", NON_ZERO)]


@pytest.mark.statement("C055")
def test_condition_none_replaces_nothing() -> None:
    """Given the condition none, when a task fails, then it is not replaced."""
    it = script("--restart-condition none", seconds=30)
    assert ended(it) == [("Shutdown", "Failed", NON_ZERO)]
    assert it.replicas() == "0/1"


@pytest.mark.statement("C056")
@pytest.mark.parametrize("change", ["", "--label-add a=1", "--update-delay 3s"])
def test_dead_tasks_stay_dead_when_their_specification_is_the_same(change: str) -> None:
    """Given the condition none and dead tasks, when the service is updated but not its tasks, then they stay dead."""
    it = script("--replicas 2 --restart-condition none", seconds=10)
    before = it.ps()
    it.update(change)
    it.wait(30)
    assert it.ps() == before
    assert [row.state for row in before] == ["Failed", "Failed"]


@pytest.mark.statement("C057")
def test_another_specification_revives_dead_slots() -> None:
    """Given the condition none and dead tasks, when the task's specification changes, then all are replaced."""
    it = script("--replicas 2 --restart-condition none", seconds=10)
    it.update("--args 'sleep 600'")
    it.settle()
    rows = it.ps()
    assert [row.slot for row in rows if row.runs] == ["1", "2"]
    assert it.replicas() == "2/2"


# ------------------------------------------------------------------ delay
@pytest.mark.statement("C058")
def test_the_successor_is_there_at_once_and_waits() -> None:
    """Given a delay, when a task fails, then its successor is ready at once, and runs when the delay is over."""
    it = script("--restart-delay 10s", "busybox sh -c 'sleep 20; exit 3'", seconds=23)
    assert ended(it) == [("Ready", "Ready", ""), ("Shutdown", "Failed", NON_ZERO)]
    assert it.replicas() == "0/1"
    it.wait(5)
    assert ended(it)[0] == ("Ready", "Ready", "")
    it.wait(5)
    assert ended(it)[0] == ("Running", "Running", "")
    assert it.replicas() == "1/1"


@pytest.mark.statement("C058")
def test_the_delay_is_five_seconds_unless_told() -> None:
    """Given no delay, when a task fails, then its successor runs after five seconds."""
    it = script("", "busybox sh -c 'sleep 20; exit 3'", seconds=22)
    assert ended(it)[0] == ("Ready", "Ready", "")
    it.wait(2)
    assert ended(it)[0] == ("Ready", "Ready", "")
    it.wait(4)
    assert ended(it)[0] == ("Running", "Running", "")


# ------------------------------------------------------------------ attempts
ONCE_MORE = "--restart-delay 1s --restart-max-attempts 1"


@pytest.mark.statement("C059")
def test_attempts_are_counted_in_each_slot() -> None:
    """Given one attempt, when a slot fails a second time, then it is not restarted."""
    it = script(f"--replicas 2 {ONCE_MORE}", seconds=60)
    assert [row.slot for row in it.ps()] == ["1", "1", "2", "2"]
    assert ended(it) == [("Shutdown", "Failed", NON_ZERO)] * 4
    assert it.replicas() == "0/2"


@pytest.mark.statement("C060")
def test_another_specification_has_its_own_attempts() -> None:
    """Given no attempts left, when the specification changes, then the slot has a task, and as many attempts again."""
    it = script(ONCE_MORE, seconds=60)
    before = it.ps()
    it.update("--label-add a=1")
    it.wait(30)
    assert it.ps() == before
    it.update("--args \"sh -c 'sleep 2; exit 4'\"")
    it.wait(60)
    assert ended(it) == [("Shutdown", "Failed", "task: non-zero exit (4)")] * 2


@pytest.mark.statement("C061")
def test_attempts_count_within_the_window() -> None:
    """Given one attempt within a window, when a task fails after the window, then it is restarted again."""
    slow = script(f"{ONCE_MORE} --restart-window 5s", "busybox sh -c 'sleep 10; exit 3'", seconds=60)
    assert [row.state for row in slow.ps()] == ["Running", "Failed"]
    quick = script(f"{ONCE_MORE} --restart-window 60s", "busybox sh -c 'sleep 10; exit 3'", seconds=60)
    assert [row.state for row in quick.ps()] == ["Failed", "Failed"]


# ------------------------------------------------------------------ history
def crash_loop(options: str) -> Cluster:
    return script(f"--restart-delay 4s {options}", "lab/crash:1", seconds=60)


@pytest.mark.statement("C062")
def test_a_slot_shows_five_tasks() -> None:
    """Given a task that keeps failing, then its slot shows five rows, the current one among them."""
    it = crash_loop("")
    assert [row.state for row in it.ps()][1:] == ["Failed"] * 4
    assert len(it.lines("docker service ps web")) == 1 + 5


@pytest.mark.statement("C063")
def test_a_shorter_history_counts_from_the_next_task_on() -> None:
    """Given five rows, when the history shall have two, then the slot is pruned when its next task is made."""
    it = crash_loop("")
    while it.ps()[0].desired == "Ready":
        it.wait(0.5)
    while it.ps()[0].desired != "Ready":
        it.wait(0.5)
    it.wait(0.5)
    assert len(it.ps()) == 5
    it.out("docker swarm update --task-history-limit 2")
    it.wait(2)
    assert len(it.ps()) == 5
    assert min(len(rows) for rows in moments(it, 8)) == 2


@pytest.mark.statement("C064")
def test_attempts_lengthen_the_history() -> None:
    """Given seven attempts, when a slot has used them all, then it shows eight rows."""
    it = crash_loop("--restart-max-attempts 7")
    assert [row.state for row in it.ps()] == ["Failed"] * 8
