"""A lab in progress: judged after every step, kept with its hints, rebuilt from its journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.session.errors import SessionError
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


def test_that_the_solution_was_looked_at_is_recorded_only_before_it_is_solved(desk: Desk) -> None:
    session = desk.learner().begin_lab("moor")
    assert [one.title for one in session.solutions()] == ["Create it"]
    assert session.record.solution_shown


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
