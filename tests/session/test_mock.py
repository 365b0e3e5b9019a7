"""A mock exam: saved at every step, silent until its end, resumed after a kill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.question import FillIn
from tutor.session.errors import SessionError
from tutor.session.mock_plan import MockPlan

if TYPE_CHECKING:
    from tests.session.conftest import Desk
    from tutor.session.mock import MockSession

SHORT = MockPlan("short", "Short", 4, 10)


def answer_right(session: MockSession) -> None:
    question = session.current.question
    session.put(question.answers[0] if isinstance(question, FillIn) else tuple(question.key))


def test_a_killed_mock_goes_on_with_its_answers_flags_place_and_time(desk: Desk) -> None:
    session = desk.learner().start_mock(SHORT)
    answer_right(session)
    session.toggle_flag()
    session.next()
    session.tick(60)
    session.tick(3)  # less than what is saved every five seconds: lost with the kill
    again = desk.learner().resume_mock()
    assert again is not None
    assert [one.current.question.slug for one in (session, again)] == [session.current.question.slug] * 2
    assert again.current.order == session.current.order
    assert again.remaining == 540
    assert next((one.answered, one.flagged) for one in again.states) == (True, True)
    assert again.unanswered == 3


def test_there_is_no_feedback_before_the_end_and_no_answer_in_the_log(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.start_mock(SHORT)
    answer_right(session)
    with pytest.raises(SessionError, match="when the mock exam has ended"):
        session.report()
    assert learner.progress.attempts.of("demo") == []
    session.submit()
    assert [one.mode for one in learner.progress.attempts.of("demo")] == ["mock"]


def test_an_answer_can_be_changed_and_taken_away(desk: Desk) -> None:
    session = desk.learner().start_mock(SHORT)
    answer_right(session)
    session.put(None)
    assert session.unanswered == 4
    session.next()
    session.previous()
    answer_right(session)
    assert session.unanswered == 3


def test_time_warns_and_ends_it(desk: Desk) -> None:
    session = desk.learner().start_mock(SHORT)
    said = [words for words in (session.tick(30) for _ in range(20)) if words]
    assert said == ["5 minutes left", "1 minute left", "Time is up"]
    assert session.over
    with pytest.raises(SessionError, match="has ended"):
        session.put((0,))
    assert desk.learner().resume_mock() is None


def test_only_one_at_a_time(desk: Desk) -> None:
    learner = desk.learner()
    learner.start_mock(SHORT)
    with pytest.raises(SessionError, match="unfinished"):
        learner.start_mock(SHORT)
    learner.discard_mock()
    assert learner.mocks() == ()
    learner.start_mock(SHORT)


def test_submitted_twice_is_counted_once(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.start_mock(SHORT)
    answer_right(session)
    assert session.submit() == session.submit()
    assert len(desk.learner().progress.attempts.of("demo")) == 1
    (record,) = learner.mocks()
    assert learner.mock_report(record) == session.report()
