"""When items come back: derived from the log alone, never behind the exam."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.study.attempt import Attempt, Confidence
from tutor.study.schedule import due_items, schedule
from tutor.study.streak import streak

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def attempt(item: str, day: float, correct: bool, confidence: Confidence = "sure", number: int = 0) -> Attempt:
    return Attempt(
        uuid=f"{item}-{day}-{number}",
        at=START + timedelta(days=day),
        item=item,
        kind="single",
        pack="demo",
        pack_version="1",
        answer=(0,),
        correct=correct,
        confidence=confidence,
        seconds=5.0,
        mode="practice",
    )


LOGS = st.lists(
    st.builds(
        attempt,
        st.sampled_from(["a", "b", "c"]),
        st.floats(0, 60),
        st.booleans(),
        st.sampled_from(["sure", "unsure", ""]),
        st.integers(0, 10**6),
    ),
    max_size=25,
    unique_by=lambda one: one.uuid,
)


def days_until_due(*log: Attempt) -> float:
    (review,) = schedule(log).values()
    return (review.due - log[-1].at) / timedelta(days=1)


def test_right_comes_back_later_than_unsure_and_unsure_later_than_wrong() -> None:
    right = days_until_due(attempt("a", 0, True))
    unsure = days_until_due(attempt("a", 0, True, "unsure"))
    wrong = days_until_due(attempt("a", 0, False, "unsure"))
    assert right > unsure >= wrong >= 1


def test_each_right_answer_lengthens_the_pause() -> None:
    once = days_until_due(attempt("a", 0, True))
    twice = days_until_due(attempt("a", 0, True), attempt("a", 3, True))
    assert twice > once


def test_sure_but_wrong_comes_back_tomorrow_and_again_within_the_week() -> None:
    wrong = attempt("a", 0, False, "sure")
    assert days_until_due(wrong) <= 1
    assert days_until_due(wrong, attempt("a", 1, True)) <= 6


@settings(max_examples=60)
@given(LOGS, st.randoms(use_true_random=False))
def test_the_order_in_which_logs_are_merged_changes_nothing(log: list[Attempt], rng: object) -> None:
    shuffled = list(log)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert schedule(shuffled) == schedule(log)


@settings(max_examples=60)
@given(LOGS)
def test_no_review_falls_on_the_exam_or_behind_it(log: list[Attempt]) -> None:
    exam = date(2026, 4, 1)
    for review in schedule(log, exam).values():
        assert review.due.date() < exam
        assert review.due > review.last


def test_due_items_the_longest_waiting_first() -> None:
    plan = schedule([attempt("a", 0, False), attempt("b", 2, False), attempt("c", 2, True), attempt("c", 4, True)])
    assert due_items(plan, date(2026, 1, 9), lambda moment: moment.date()) == ["a", "b"]


def test_a_streak_counts_up_to_today_and_survives_an_empty_today() -> None:
    days = [date(2026, 1, day) for day in (3, 4, 5, 8)]
    assert streak(days, date(2026, 1, 5)) == 3
    assert streak(days, date(2026, 1, 6)) == 3
    assert streak(days, date(2026, 1, 7)) == 0
    assert streak([], date(2026, 1, 7)) == 0
