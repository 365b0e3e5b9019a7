"""k of n, its interval, and the weakest topic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.study.mastery import weakest
from tutor.study.score import Score, scores_by, wilson

COUNTS = st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("correct", "answers", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (14, 20, 0.4810, 0.8545)],
)
def test_the_interval_has_the_published_values(correct: int, answers: int, low: float, high: float) -> None:
    interval = wilson(correct, answers)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)


@given(COUNTS)
def test_the_share_lies_in_its_interval_and_more_answers_narrow_it(counts: tuple[int, int]) -> None:
    correct, answers = counts
    interval = wilson(correct, answers)
    assert 0 <= interval.low <= Score(correct, answers).share <= interval.high <= 1 or answers == 0
    if answers:
        more = wilson(correct * 4, answers * 4)
        assert more.high - more.low < interval.high - interval.low


def test_under_ten_answers_there_is_no_percentage() -> None:
    assert Score(8, 9).words == "8 of 9 right: not enough answers yet"
    assert Score(14, 20).words == "14 of 20 right: 70 % (48 to 85 %)"
    assert Score().words == "no answers yet"


def test_scores_by_group_leave_out_what_has_none() -> None:
    results = {"a": True, "b": False, "gone": True}
    assert scores_by(results, {"a": "x", "b": "x"}) == {"x": Score(1, 2)}


def test_the_weakest_topic_and_why() -> None:
    found = weakest({"compose": Score(18, 20), "swarm": Score(9, 20), "helm": Score(0, 1)})
    assert found is not None
    assert found.topic == "swarm"
    assert found.reason == "9 of 20 right: 45 % (26 to 66 %), against 66 % over all topics"


def test_one_unlucky_answer_is_said_to_be_one() -> None:
    found = weakest({"compose": Score(9, 9), "helm": Score(0, 1)})
    assert found is not None
    assert found.reason == "0 of 1 right so far, the lowest; few answers yet"


def test_where_nothing_was_wrong_nothing_is_weakest() -> None:
    assert weakest({"compose": Score(3, 3), "helm": Score()}) is None
