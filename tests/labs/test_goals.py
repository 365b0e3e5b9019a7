"""Goals are judged by what daemons answer; what the judge says is derived from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.labs.goals import GoalJudge
from tutor.labs.matching import fits, phrase, plain, values_at
from tutor.library.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Mapping

NODE = {"ID": "n1", "Description": {"Hostname": "manager1"}, "Spec": {"Role": "manager", "Availability": "active"}}
WORKER = {"ID": "n2", "Description": {"Hostname": "worker1"}, "Spec": {"Role": "worker", "Availability": "drain"}}
SERVICE = {"ID": "s1", "Spec": {"Name": "web"}}


def task(slot: int, state: str, node: str = "n1", err: str = "") -> dict[str, Any]:
    return {
        "ID": f"t{slot}",
        "ServiceID": "s1",
        "Slot": slot,
        "NodeID": node,
        "DesiredState": "running",
        "Status": {"State": state} | ({"Err": err} if err else {}),
    }


class FakeEngine:
    """Answers by path; an exception is raised."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = {"/info": {"Swarm": {"ControlAvailable": True}}, "/nodes": [NODE, WORKER], **answers}

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        answer = self.answers.get(path, EngineError(404, f"{path} not found"))
        if isinstance(answer, Exception):
            raise answer
        return answer


def lab(*goals: dict[str, Any]) -> Lab:
    return msgspec.convert(
        {
            "slug": "a",
            "title": "A",
            "chapter": "c",
            "difficulty": 1,
            "minutes": 5,
            "task": "Do it.",
            "goals": list(goals),
            "solutions": [],
            "mistakes": [],
        },
        Lab,
    )


RUNNING: dict[str, Any] = {
    "slug": "running",
    "text": "web runs",
    "expect": [
        {
            "subject": "running tasks of web",
            "get": "/tasks",
            "among": {"Service": "web"},
            "where": {"Status/State": "running"},
            "count": 2,
        }
    ],
}
DRAINED: dict[str, Any] = {
    "slug": "drained",
    "text": "worker1 drained",
    "expect": [
        {
            "subject": "drained worker1",
            "get": "/nodes",
            "among": {"Description/Hostname": "worker1"},
            "where": {"Spec/Availability": "drain"},
        }
    ],
}


def test_goal_met_when_the_state_is_as_wanted() -> None:
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running"), task(2, "running")]})
    judge = GoalJudge(lab(RUNNING, DRAINED), {"manager1": engine})
    assert [state.met for state in judge.look()] == [True, True]
    assert judge.solved


def test_unmet_goal_says_want_have_and_the_tasks_own_error() -> None:
    pending = task(2, "pending", "", "no suitable node (1 node not available for new tasks)")
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running"), pending]})
    (state,) = GoalJudge(lab(RUNNING), {"manager1": engine}).look()
    assert not state.met
    assert state.reason == (
        "want 2 running tasks of web, have 1 (web.2: pending: no suitable node (1 node not available for new tasks))"
    )


def test_what_must_not_be_is_said_so() -> None:
    unwanted = {**RUNNING, "expect": [{**RUNNING["expect"][0], "where": {"Status/State": {"not": "failed"}}}]}
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running"), task(2, "failed")]})
    (state,) = GoalJudge(lab(unwanted), {"manager1": engine}).look()
    assert state.reason.endswith("(web.2: Status.State is failed, must not be failed)")


def test_a_part_that_must_be_absent_is_there() -> None:
    bare = {**RUNNING, "expect": [{**RUNNING["expect"][0], "where": {"Status": None}}]}
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running")]})
    (state,) = GoalJudge(lab(bare), {"manager1": engine}).look()
    assert state.reason.endswith("(web.1: Status is there, must not be)")


def test_too_many_are_named() -> None:
    none = {**RUNNING, "expect": [{**RUNNING["expect"][0], "count": 0}]}
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running")]})
    (state,) = GoalJudge(lab(none), {"manager1": engine}).look()
    assert state.reason == "want no running tasks of web, have 1 (web.1)"


def test_missing_object_is_none_of_it() -> None:
    goal = {"slug": "s", "text": "t", "expect": [{"subject": "service db", "get": "/services/db", "count": 1}]}
    (state,) = GoalJudge(lab(goal), {"manager1": FakeEngine({})}).look()
    assert state.reason == "want 1 service db, have 0"


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (FakeEngine({"/info": {"Swarm": {"ControlAvailable": False}}}), "no manager of a swarm answers"),
        (FakeEngine({"/info": DaemonUnreachable()}), "no manager of a swarm answers"),
        (FakeEngine({"/nodes": EngineError(500, "no leader")}), "no manager of a swarm answers"),
    ],
)
def test_without_a_manager_the_goal_says_so(engine: FakeEngine, said: str) -> None:
    (state,) = GoalJudge(lab(RUNNING), {"manager1": engine}).look()
    assert not state.met
    assert said in state.reason


def test_another_manager_is_asked_when_the_first_is_stopped() -> None:
    alive = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running"), task(2, "running")]})
    judge = GoalJudge(lab(RUNNING), {"manager1": FakeEngine({"/info": DaemonUnreachable()}), "manager2": alive})
    assert judge.look()[0].met


def test_stages_are_met_in_turn_and_stay_met() -> None:
    second = {**RUNNING, "slug": "second", "stage": 2}
    engine = FakeEngine({"/services": [], "/tasks": []})
    judge = GoalJudge(lab(DRAINED, second), {"manager1": engine})
    drained, running = judge.look()
    assert drained.met
    assert not running.met
    engine.answers["/nodes"] = [NODE, {**WORKER, "Spec": {"Availability": "active"}}]
    engine.answers["/services"], engine.answers["/tasks"] = [SERVICE], [task(1, "running"), task(2, "running")]
    assert [state.met for state in judge.look()] == [True, True]


def test_a_later_stage_waits_even_if_it_is_true_already() -> None:
    later = {**DRAINED, "stage": 2}
    engine = FakeEngine({"/services": [], "/tasks": []})
    first, second = GoalJudge(lab(RUNNING, later), {"manager1": engine}).look()
    assert not first.met
    assert second.waiting
    assert not second.met


def test_distinct_names_what_is_doubled() -> None:
    apart = {**RUNNING, "expect": [{**RUNNING["expect"][0], "distinct": "Node"}]}
    engine = FakeEngine({"/services": [SERVICE], "/tasks": [task(1, "running"), task(2, "running")]})
    (state,) = GoalJudge(lab(apart), {"manager1": engine}).look()
    assert state.reason == "want running tasks of web apart, each Node once, have manager1 has 2"


@pytest.mark.parametrize(
    ("path", "found"),
    [("a/b", [1]), ("list/*/x", [1, 2]), ("list/1/x", [2]), ("a/none", []), ("labels/com.example.tier", ["gold"])],
)
def test_paths(path: str, found: list[Any]) -> None:
    item = {"a": {"b": 1}, "list": [{"x": 1}, {"x": 2}], "labels": {"com.example.tier": "gold"}}
    assert values_at(item, path) == found


@pytest.mark.parametrize(
    ("values", "wanted", "result"),
    [
        ([3], 3, True),
        ([True], 1, False),
        ([], None, True),
        ([None], None, True),
        ([0], None, False),
        (["x"], {"not": "x"}, False),
        ([], {"not": "x"}, True),
        ([5], {"min": 4}, True),
        ([5], {"max": 4}, False),
        (["nginx:1.25@sha256:1"], {"matches": "^nginx:1\\.25(@|$)"}, True),
        (["b"], {"in": ["a", "b"]}, True),
        ([80, 443], 443, True),
    ],
)
def test_fits(values: list[Any], wanted: Any, result: bool) -> None:
    assert fits(values, wanted) is result


def test_unknown_operator_is_an_error() -> None:
    with pytest.raises(ValueError, match="no operator 'above'"):
        fits([1], {"above": 3})


def test_phrases() -> None:
    assert [phrase(w) for w in ({"not": None}, {"in": ["a", "b"]}, {"min": 2}, True)] == [
        "something",
        "a or b",
        "at least 2",
        "true",
    ]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(?i)^node\.labels\.disk\s*==\s*ssd$", "node.labels.disk==ssd"),
        (r"(?i)^node\.role\s*(==\s*worker|!=\s*manager)$", "node.role==worker or node.role!=manager"),
        (r"^(docker\.io/library/)?nginx:1\.26(@|$)", "nginx:1.26"),
        (r"portainer/portainer-ce(:|@|$)", "portainer/portainer-ce"),
        (r"^node.labels.zone ?== ?north$", "node.labels.zone==north"),
        (r"^web_.*$", r"text like ^web_.*$"),
        (r"^\d+$", r"text like ^\d+$"),
    ],
)
def test_a_pattern_is_told_as_text_that_meets_it(pattern: str, told: str) -> None:
    assert phrase({"matches": pattern}) == told


def test_images_are_told_as_people_write_them() -> None:
    assert phrase({"matches": r"^lab/crash:1\.2(@|$)"}) == "lab/crash:1.2"
    assert plain("nginx:1.25@sha256:" + "0a" * 32) == "nginx:1.25"


ROTATED: dict[str, Any] = {
    "slug": "rotated",
    "text": "another token",
    "expect": [
        {
            "subject": "swarms with another token than wiki tells",
            "get": "/swarm",
            "where": {"Token": {"not": {"same_as": {"get": "/services/wiki", "member": "Spec/Labels/token"}}}},
            "count": 1,
        }
    ],
}


@pytest.mark.parametrize(("token", "met"), [("new", True), ("old", False)])
def test_a_member_may_be_wanted_other_than_one_elsewhere(token: str, met: bool) -> None:
    wiki = {"Spec": {"Name": "wiki", "Labels": {"token": "old"}}}
    engine = FakeEngine({"/swarm": {"Spec": {"Name": "default"}, "Token": token}, "/services/wiki": wiki})
    (state,) = GoalJudge(lab(ROTATED), {"manager1": engine}).look()
    assert state.met is met
    told = "want 1 swarms with another token than wiki tells, have 0 (default: Token is old, must not be old)"
    assert state.reason == ("" if met else told)


def test_nothing_is_other_than_what_is_not_there() -> None:
    engine = FakeEngine({"/swarm": {"Token": "new"}})
    (state,) = GoalJudge(lab(ROTATED), {"manager1": engine}).look()
    assert not state.met
    assert "no Spec.Labels.token in /services/wiki to compare with" in state.reason
