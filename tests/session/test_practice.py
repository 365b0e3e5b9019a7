"""Practice: what is asked, what is kept, what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.question import FillIn
from tutor.session.errors import SessionError
from tutor.session.selection import Selection

if TYPE_CHECKING:
    from tests.session.conftest import Desk
    from tutor.session.practice import PracticeSession
    from tutor.study.attempt import Answer


def right(session: PracticeSession) -> Answer:
    assert session.current is not None
    question = session.current.question
    return question.answers[0] if isinstance(question, FillIn) else tuple(question.key)


def wrong(session: PracticeSession) -> Answer:
    assert session.current is not None
    question = session.current.question
    if isinstance(question, FillIn):
        return "something else"
    return (next(n for n in range(len(question.options)) if n not in question.key),)


def test_every_answer_is_on_the_disk_at_once(desk: Desk) -> None:
    session = desk.learner().practise(Selection())
    session.answer(right(session), "sure", 3.0)
    (kept,) = desk.learner().progress.attempts.of("demo")
    assert (kept.correct, kept.confidence, kept.seconds, kept.mode) == (True, "sure", 3.0, "practice")


def test_a_mis_key_is_taken_back(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.practise(Selection())
    session.answer(wrong(session))
    assert session.undo()
    assert session.grade is None
    assert not session.undo()
    session.answer(right(session))
    assert [one.correct for one in desk.learner().progress.attempts.of("demo")] == [True]
    assert learner.standing.total.words == "1 of 1 right: not enough answers yet"


def test_filters_follow_the_answers(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.practise(Selection())
    first = session.current
    session.answer(wrong(session), "sure")
    session.next()
    session.answer(right(session), "unsure")
    session.toggle_flag()
    assert first is not None
    assert learner.select(Selection("missed")) == [first.question.slug]
    assert learner.select(Selection("sure-wrong")) == [first.question.slug]
    assert learner.count(Selection("flagged")) == 1
    assert learner.count(Selection("unseen")) == learner.count(Selection()) - 2
    assert learner.count(Selection("due")) == 0
    desk.clock.pass_days(1)
    assert first.question.slug in learner.select(Selection("due"))


def test_a_question_said_to_be_wrong_counts_nowhere(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.practise(Selection())
    assert session.current is not None
    slug = session.current.question.slug
    session.answer(wrong(session), "sure")
    session.report("  two are right \n")
    assert session.score.answers == 0
    again = desk.learner()
    (report,) = again.progress.marks.reports("demo")
    assert (report.item, report.pack_version, report.reason) == (slug, "1.0", "two are right")
    assert again.standing.total.answers == 0
    assert slug not in again.select(Selection())
    assert slug not in again.select(Selection("missed"))


def test_a_selection_without_questions_is_refused(desk: Desk) -> None:
    with pytest.raises(SessionError, match="no such question"):
        desk.learner().practise(Selection("missed"))


def test_placement_covers_every_topic_and_is_done_once(desk: Desk) -> None:
    learner = desk.learner()
    session = learner.placement()
    topics = set()
    while session.current is not None:
        topics.add(session.current.question.topic)
        session.answer(right(session))
        session.next()
    assert topics == {topic.slug for topic in learner.pack.topics}
    assert desk.learner().settings.placement == "done"


def test_home_says_what_is_due_and_what_is_weakest_and_why(desk: Desk) -> None:
    learner = desk.learner()
    assert learner.overview().first_run
    session = learner.practise(Selection(topic="sails"))
    while session.current is not None:
        session.answer(wrong(session), "sure")
        session.next()
    desk.clock.pass_days(2)
    overview = desk.learner().overview()
    assert not overview.first_run
    assert overview.weakest is not None
    assert overview.weakest.topic == "sails"
    assert overview.next.action == "review"
    assert overview.due == session.total
    assert str(session.total) in overview.next.title + overview.next.why


def test_a_second_language_falls_back_where_it_has_no_words(desk: Desk) -> None:
    learner = desk.learner()
    assert learner.pack.languages == ("en", "es")
    english = learner.pack.questions
    learner.change(language="es")
    spanish = desk.learner().pack.questions
    changed = [slug for slug in english if english[slug].stem != spanish[slug].stem]
    assert len(changed) == 1
    assert list(english) == list(spanish)
