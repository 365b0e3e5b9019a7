"""A mock exam of one's own: what is in it; a seed that lays the same paper for everybody; content that has changed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.session.conftest import DEMO
from tests.session.test_mock import answer_right
from tutor.session.errors import SessionError
from tutor.session.mock_history import comparison
from tutor.session.mock_pages import as_json, as_markdown
from tutor.session.mock_plan import own_plan
from tutor.study.score import Score

if TYPE_CHECKING:
    from pathlib import Path

    from tests.session.conftest import Desk
    from tutor.session.learner import Learner
    from tutor.session.mock import MockSession


def asked(session: MockSession) -> list[str]:
    return [answer.item for answer in session.record.answers]


def sat(learner: Learner, *, right: bool, seconds: float = 5.0, **plan: object) -> MockSession:
    session = learner.start_mock(own_plan(**{"questions": 4, **plan}))  # type: ignore[arg-type]
    for number in range(session.total):
        session.goto(number)
        session.tick(seconds)
        if right:
            answer_right(session)
        else:
            session.put("nonsense" if session.current.question.kind == "fill" else (99,), "sure")
    session.submit()
    return session


def test_topics_unseen_and_missed_only(desk: Desk) -> None:
    learner = desk.learner()
    session = sat(learner, right=False, questions=2, topics=("boats",))
    first = asked(session)
    assert {learner.pack.questions[slug].topic for slug in first} == {"boats"}
    assert session.title == "2 questions in 3 minutes: Boats"
    desk.clock.pass_days(1)
    again = sat(learner, right=True, questions=50, minutes=1, topics=("boats",), asked="missed")
    assert sorted(asked(again)) == sorted(first)
    assert again.title == "2 questions in 1 minute: Boats; answered wrong"
    with pytest.raises(SessionError, match="no such questions"):
        learner.start_mock(own_plan(5, asked="missed"))
    fresh = learner.start_mock(own_plan(50, asked="unseen"))
    assert set(asked(fresh)) == set(learner.pack.questions) - set(first)
    with pytest.raises(SessionError, match="unfinished"):
        learner.start_mock(own_plan(5))


def test_an_unknown_topic_is_told_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(SessionError, match=r"no topic 'cars'; there are: boats, sails"):
        desk.learner().start_mock(own_plan(5, topics=("cars",)))


def test_a_seed_lays_the_same_paper_whoever_sits_and_whatever_came_before(desk: Desk) -> None:
    learner = desk.learner()
    first = sat(learner, right=True, seed="monday")
    learner.report(asked(first)[0], "two are right")
    again = sat(learner, right=True, seed="monday")
    assert [(one.item, one.order) for one in again.record.answers] == [
        (one.item, one.order) for one in first.record.answers
    ]
    assert asked(sat(learner, right=True, seed="tuesday")) != asked(first)


def test_the_report_knows_slow_ones_and_what_changed(desk: Desk) -> None:
    learner = desk.learner()
    before = sat(learner, right=False).report()
    desk.clock.pass_days(1)
    session = learner.start_mock(own_plan(4))
    for number, seconds in enumerate((10, 10, 10, 90)):
        session.goto(number)
        session.tick(seconds)
        answer_right(session)
    report = session.submit()
    assert report.seconds_per_question == 30
    assert report.slow == (asked(session)[3],)
    assert report.times_average(report.results[3]) == 3
    against = comparison(report, learner.mock_reports())
    assert against
    assert against.previous == before
    assert (against.total.before, against.total.now) == (Score(0, 4), Score(4, 4))
    assert against.total.words == "better"
    assert comparison(before, learner.mock_reports()) is None


def test_the_report_as_a_page_and_as_numbers(desk: Desk) -> None:
    learner = desk.learner()
    sat(learner, right=True)
    desk.clock.pass_days(1)
    report = sat(learner, right=False).report()
    page = as_markdown(report, learner.mock_reports(), learner.pack, desk.clock.day)
    assert page.startswith("# Mock exam of 2026-11-25\n")
    assert "| All together | 0 of 4 | 4 of 4 | 4 of 4 | worse |" in page
    assert page.count("Key of question") == 4
    numbers = json.loads(as_json(report, learner.pack))
    assert numbers["total"] == {"correct": 0, "answers": 4, "low": 0.0, "high": 0.4899}
    assert numbers["lists"]["sure_wrong"] == [one["question"] for one in numbers["questions"]]
    assert all(one["right"] for one in numbers["questions"])


def test_a_mock_whose_questions_left_the_pack_is_still_there(desk: Desk, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEMO, pack)
    learner = desk.learner(pack)
    sat(learner, right=True, questions=2, topics=("sails",))
    open_one = learner.start_mock(own_plan(2, topics=("sails",)))
    answer_right(open_one)
    kept = learner.progress.attempts.of("demo")
    for file in (pack / "topics" / "sails" / "questions").glob("*.yaml"):
        file.write_text("topic: sails\nquestions: []\n", encoding="utf-8")
    later = desk.learner(pack)
    (report,) = later.mock_reports()
    assert (report.total, report.retired) == (Score(), 2)
    assert as_markdown(report, [report], later.pack, desk.clock.day)
    with pytest.raises(SessionError, match="discard it"):
        later.resume_mock()
    later.discard_mock()
    assert later.progress.attempts.of("demo") == kept
    # back in the pack, everything counts again
    assert desk.learner().mock_reports()[0].total == Score(2, 2)


def test_another_language_changes_words_and_nothing_that_was_answered(desk: Desk) -> None:
    learner = desk.learner()
    before = sat(learner, right=True, questions=6).report()
    stem = learner.pack.questions["boats-bow"].stem
    learner.change(language="es")
    assert learner.pack.questions["boats-bow"].stem != stem
    (after,) = learner.mock_reports()
    assert (after.total, after.by_topic, after.retired) == (before.total, before.by_topic, 0)
    assert set(learner.standing.latest) == set(learner.pack.questions)
