"""A lab in progress: judged after every step, kept with its hints, rebuilt from its journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.session.errors import SessionError
from tutor.session.lab_states import LabResult
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tests.session.conftest import Desk
    from tutor.session.lab_run import LabSession


def type_line(session: LabSession, line: str) -> None:
    session.start("manager1", line)
    for _ in range(40):
        session.tick(SECOND)


def test_a_goal_is_met_by_the_state_and_kept(desk: Desk) -> None:
    session = desk.learner().begin_lab("moor")
    assert [state.met for state in session.states] == [False]
    type_line(session, "docker swarm init")
    type_line(session, "docker service create --name web nginx")
    assert session.solved
    (state,) = desk.learner().labs()
    assert state.state == "solved"
    assert state.run is not None
    assert state.run.goals_met == ("runs",)


def test_an_unfinished_run_is_rebuilt_with_the_same_cluster(desk: Desk) -> None:
    session = desk.learner().begin_lab("moor")
    type_line(session, "docker swarm init")
    type_line(session, "docker run -d --name web nginx")
    session.save()
    again = desk.learner().resume_lab("moor")
    assert again is not None
    assert again.bench.sim.snapshot() == session.bench.sim.snapshot()
    type_line(again, "docker service create --name web nginx")
    assert again.solved


def test_hints_come_one_by_one_and_are_recorded(desk: Desk) -> None:
    session = desk.learner().begin_lab("moor")
    ladder = [session.hint("runs") for _ in range(5)]
    assert ladder[3:] == ["`docker service create --name web nginx`", ""]
    again = desk.learner().resume_lab("moor")
    assert again is not None
    assert again.hints_shown("runs") == tuple(ladder[:4])


def test_to_look_at_the_solution_before_it_is_solved_is_to_give_it_up(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.begin_lab("moor")
    assert [one.title for one in session.solutions()] == ["Create it"]
    assert session.record.solution_shown
    session.solutions()
    desk.clock.pass_days(1)
    type_line(session, "docker swarm init")
    type_line(session, "docker service create -d --name web nginx")
    session.save()
    log = learner.progress.lab_log.of("demo")
    assert [(one.outcome, one.goals_met, one.solution_shown) for one in log] == [
        ("given up", (), True),
        ("solved", ("runs",), True),
    ]
    (state,) = learner.labs()
    assert state.best is not None
    assert state.best.words == "with its solution, 1 min"
    assert state.stumbled is not None


def test_what_came_of_each_try_is_logged_once(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.begin_lab("moor")
    session.reset()  # nothing was done: no try
    session.hint("runs")
    session.spend(130)
    type_line(session, "docker swarm init")
    session.reset()
    desk.clock.pass_days(1)
    type_line(session, "docker swarm init")
    type_line(session, "docker service create -d --name web nginx")
    session.undo()
    desk.clock.pass_days(1)
    type_line(session, "docker service create -d --name web nginx")
    session.spend(200)
    session.save()
    session.close()
    log = learner.progress.lab_log.of("demo")
    assert [one.outcome for one in log] == ["reset", "solved"]
    assert [one.seconds for one in log] == [130, 130]
    assert [(one.run, one.goals, one.hints_used, one.mode) for one in log] == [(session.record.uuid, 1, 1, "lab")] * 2
    assert learner.labs()[0].best == LabResult(hints=1, solution_shown=False, seconds=130)
    type_line(learner.begin_lab("moor"), "docker swarm init")
    assert learner.course.give_up("moor")
    assert not learner.course.give_up("moor")
    assert [one.outcome for one in desk.learner().progress.lab_log.of("demo")] == ["reset", "solved", "given up"]
    (state,) = desk.learner().labs()
    assert state.state == "solved"


def test_a_lab_given_up_brings_its_questions_forward_and_home_says_why(desk: Desk) -> None:
    learner = desk.learner()
    about = [one for one in learner.pack.questions.values() if one.section == "steering"]
    for question in about:
        right = tuple(n for n, option in enumerate(getattr(question, "options", ())) if option.correct)
        learner.log(question, right or "x", True, "sure", 3.0, "practice")
    learner.begin_lab("moor")
    learner.course.give_up("moor")
    assert not learner.standing.due
    desk.clock.pass_days(1)
    later = desk.learner()
    assert sorted(later.standing.due) == sorted(one.slug for one in about)
    review = next(one for one in (later.overview().next, *later.overview().others) if one.action == "review")
    assert review.why == "Due today; some of them because a lab was not solved: Moor."


def test_undo_takes_a_goal_back_that_was_met(desk: Desk) -> None:
    session = desk.learner().begin_lab("moor")
    type_line(session, "docker swarm init")
    type_line(session, "docker service create -d --name web nginx")
    assert session.solved
    assert session.undo() == "docker service create -d --name web nginx"
    assert [state.met for state in session.states] == [False]


def test_a_new_run_closes_the_one_before(desk: Desk) -> None:
    learner = desk.learner()
    learner.begin_lab("moor").save()
    second = learner.begin_lab("moor")
    second.save()
    resumed = learner.resume_lab("moor")
    assert resumed is not None
    assert resumed.record.uuid == second.record.uuid


def test_a_lab_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(SessionError, match="no lab 'nowhere'"):
        desk.learner().begin_lab("nowhere")
