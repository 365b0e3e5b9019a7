"""When items come back: derived from the log alone, never behind the exam."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.study.attempt import Attempt, Confidence
from tutor.study.forecast import forecast
from tutor.study.schedule import due_items, schedule
from tutor.study.slips import lapsed, leeches
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


@settings(max_examples=40)
@given(LOGS, st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.floats(0, 60), st.booleans()), max_size=8))
def test_cramming_leaves_the_plan_as_it_is(log: list[Attempt], crammed: list[tuple[str, float, bool]]) -> None:
    begun = {item: min(one.at for one in log if one.item == item) for item in {one.item for one in log}}
    crams = [
        replace(attempt(item, day, correct, number=-1 - n), mode="cram")
        for n, (item, day, correct) in enumerate(crammed)
        if item in begun and START + timedelta(days=day) > begun[item]
    ]
    assert schedule([*crams, *log], date(2026, 4, 1)) == schedule(log, date(2026, 4, 1))


def test_a_question_first_met_while_cramming_enters_the_plan() -> None:
    assert list(schedule([replace(attempt("a", 0, True), mode="cram")])) == ["a"]


@settings(max_examples=60)
@given(LOGS, st.integers(1, 90))
def test_every_item_has_its_last_answer_before_the_exam(log: list[Attempt], after: int) -> None:
    """What is due behind the exam had its last review in the week before it, or the exam is tomorrow."""
    last = max((one.at for one in log), default=START)
    exam = last.date() + timedelta(days=after)
    for review in schedule(log, exam).values():
        if review.due.date() >= exam:
            assert (exam - review.last.date()).days <= 8


def test_another_exam_date_makes_another_plan_from_the_same_log() -> None:
    log = [attempt("a", 0, True), attempt("a", 3, True), attempt("a", 15, True)]
    without, late, soon = (schedule(log, exam)["a"].due for exam in (None, date(2027, 1, 1), date(2026, 2, 1)))
    assert without == late
    assert soon.date() < date(2026, 2, 1) < late.date()


def test_in_the_last_week_an_item_comes_back_sooner() -> None:
    log = [attempt("a", 0, True), attempt("a", 2, True)]
    usual = schedule(log)["a"].due
    raised = schedule(log, usual.date() + timedelta(days=4))["a"].due
    assert raised < usual


@settings(max_examples=30)
@given(LOGS, st.integers(1, 40))
def test_the_forecast_ends_before_the_exam_and_holds_everything_that_is_due(log: list[Attempt], after: int) -> None:
    today = max((one.at for one in log), default=START).date()
    exam = today + timedelta(days=after)
    plan = schedule(log, exam)
    days = forecast(plan, today, lambda moment: moment.date(), exam, unseen=7, new_a_day=3, new_today=1)
    assert [one.day for one in days] == [today + timedelta(days=n) for n in range(after)]
    assert days[0].reviews == len(due_items(plan, today, lambda moment: moment.date()))
    assert sum(one.new for one in days) == min(7, 2 + 3 * (after - 1))
    assert days[0].new == 2


def test_forgotten_items_and_leeches() -> None:
    log = [attempt("known", 0, False), attempt("known", 1, True), attempt("lost", 0, True), attempt("lost", 5, False)]
    log += [attempt("leech", day, False) for day in range(4)]
    assert lapsed(log) == {"lost"}
    assert leeches(log) == {"leech"}
    freed = [*log, attempt("leech", 5, True), attempt("leech", 7, True)]
    assert leeches(freed) == set()
