"""The weak-topic session: what it is made of, that it goes on where it was left, and that limits hold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.session.test_practice import right, wrong
from tutor.session.selection import Selection

if TYPE_CHECKING:
    from tests.session.conftest import Desk


def test_a_session_mixes_reviews_new_questions_a_note_and_a_lab(desk: Desk) -> None:
    learner = desk.learner()
    begun = learner.practise(Selection(topic="sails", limit=2))
    while begun.current is not None:
        begun.answer(wrong(begun), "sure")
        begun.next()
    desk.clock.pass_days(2)
    session = learner.mixed()
    kinds = [step.kind for step in session.steps]
    assert kinds[0] == "questions"
    assert kinds.count("note") == kinds.count("lab") == 1
    assert kinds.index("note") < kinds.index("lab")
    assert set(begun.answered_items) <= {name for step in session.steps for name in step.names}
    assert session.steps[kinds.index("note")].names[0].startswith("sails/")
    asked: list[str] = []
    while not session.finished:
        number = session.position
        if session.steps[number].kind != "questions":
            session.done(number)
            continue
        practice = session.practise(number)
        while practice.current is not None:
            practice.answer(right(practice))
            practice.next()
        asked += practice.answered_items
        session.left(number, practice)
    assert len(asked) > 2
    assert not learner.mixed().finished  # another one


def test_a_session_left_in_the_middle_goes_on_there_that_day(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.mixed()
    practice = session.practise(0)
    total = practice.total
    practice.answer(right(practice))
    session.left(0, practice)
    again = desk.learner().mixed()
    assert again.position == (1 if total == 1 else 0)
    assert again.steps == session.steps
    if total > 1:
        assert set(again.steps[0].names) == {item.question.slug for item in practice.items[1:]}
    desk.clock.pass_days(1)
    assert desk.learner().mixed().steps != session.steps


def test_the_limit_of_new_questions_holds_for_sessions_and_advice(desk: Desk) -> None:
    learner = desk.learner()
    learner.change(new_limit=1)
    assert sum(step.new for step in learner.mixed().steps) == 1
    practice = learner.practise(Selection(limit=1))
    practice.answer(right(practice))
    assert learner.new_today_left == 0
    advice = learner.overview()
    assert "Answer new questions" not in [one.title for one in (advice.next, *advice.others)]
    assert learner.count(Selection("unseen")) > 0
    assert learner.forecast()[0].new == 0
    assert learner.forecast()[1].new == 1


def test_cramming_a_list_leaves_reviews_where_they_are(desk: Desk) -> None:
    learner = desk.learner()
    practice = learner.practise(Selection(limit=2))
    while practice.current is not None:
        practice.answer(wrong(practice), "sure")
        practice.next()
    before = dict(learner.standing.plan)
    desk.clock.present += timedelta(minutes=1)
    cram = learner.practise(Selection("missed", cram=True))
    assert "cramming" in cram.title
    while cram.current is not None:
        cram.answer(right(cram), "sure")
        cram.next()
    assert learner.standing.plan == before
    assert learner.count(Selection("missed")) == 0
    learner.change(exam_date=learner.standing.today)
    assert learner.standing.exam == learner.standing.today
