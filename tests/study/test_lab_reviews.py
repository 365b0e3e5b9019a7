"""Labs that went wrong bring reviews forward, by the rule that `tutor.study.lab_reviews` states."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.study.test_schedule import START as NOW
from tests.study.test_schedule import attempt
from tutor.study.lab_reviews import RETURNS, LabAttempt, Outcome, raised, stumbles
from tutor.study.schedule import Review, schedule

DAY = timedelta(days=1)


def ended(outcome: Outcome, days: float = 0, *, lab: str = "moor", solution: bool = False) -> LabAttempt:
    at = NOW + timedelta(days=days)
    return LabAttempt(f"{lab}{days}", at, "demo", lab, "1", "r", "lab", outcome, 2, solution_shown=solution)


def review(item: str, due: float, last: float) -> Review:
    """Due and answered last so many days from NOW."""
    return Review(item, NOW + timedelta(days=due), NOW + timedelta(days=last), 1, 0, 3.0)


def test_given_up_and_failed_are_stumbles_a_reset_is_none() -> None:
    log = [ended("given up", lab="a"), ended("failed", lab="b"), ended("reset", lab="c"), ended("solved", lab="d")]
    assert stumbles(log) == {"a": NOW, "b": NOW}


def test_solving_it_alone_takes_the_stumble_away_with_the_solution_it_does_not() -> None:
    gave_up, alone = ended("given up"), ended("solved", 1)
    assert stumbles([alone, gave_up]) == {}
    assert stumbles([gave_up, ended("solved", 1, solution=True)]) == {"moor": NOW}
    assert stumbles([gave_up, alone, ended("failed", 2)]) == {"moor": NOW + 2 * DAY}


def test_its_questions_are_due_the_next_day_at_the_latest() -> None:
    plan = {
        "late": review("late", due=20, last=-3),
        "due": review("due", due=-1, last=-3),
        "since": review("since", due=20, last=0.1),
        "other": review("other", due=20, last=-3),
    }
    sooner = raised(plan, {"moor": NOW}, {"moor": ["late", "due", "since", "never answered"]})
    assert sooner == {**plan, "late": replace(plan["late"], due=NOW + RETURNS)}
    assert raised(plan, {"gone": NOW}, {}) == plan


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 30)), max_size=6), st.integers(-5, 5))
def test_nothing_is_ever_put_off_nor_asked_before_the_next_day(reviews: list[tuple[int, int]], when: int) -> None:
    plan = {str(n): review(str(n), due, last) for n, (last, due) in enumerate(reviews)}
    at = NOW + when * DAY
    for item, one in raised(plan, {"moor": at}, {"moor": list(plan)}).items():
        assert one.due <= plan[item].due
        assert one.due == plan[item].due or (one.due == at + RETURNS and one.last <= at)


def test_the_answer_that_follows_has_its_date_from_itself_alone() -> None:
    answers = [attempt("q", -19, True), attempt("q", -5, True)]
    stumble = {"moor": NOW}
    before = raised(schedule(answers), stumble, {"moor": ["q"]})["q"]
    assert before.due == NOW + RETURNS < schedule(answers)["q"].due
    answers.append(attempt("q", 1, True))
    after = raised(schedule(answers), stumble, {"moor": ["q"]})["q"]
    assert after == schedule(answers)["q"]
    assert after.due > NOW + 3 * DAY
