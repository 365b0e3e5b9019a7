"""First answers and recent ones, what they say of a topic, and which question comes next."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.study.test_schedule import attempt
from tutor.study.exploring import Known, choose_new, explore
from tutor.study.mastery import WINDOW, Evidence, masteries, ranking, weakest_of
from tutor.study.readiness import readiness
from tutor.study.score import Score


def test_first_and_recent_answers_choice_and_typed_are_kept_apart() -> None:
    log = [attempt("a", 0, False), attempt("a", 1, True), attempt("a", 2, True), attempt("b", 0, True, "unsure")]
    log[-1] = replace(log[-1], kind="fill")
    known = masteries(log, {"a": "swarm", "b": "swarm"}, {"swarm": Score(1, 2)})["swarm"]
    assert (known.first, known.recent) == (Score(1, 2), Score(2, 2))
    assert (known.choice, known.typed, known.labs) == (Score(0, 1), Score(1, 1), Score(1, 2))
    assert known.evidence == Evidence(1.5, 4)


def test_of_first_answers_the_latest_count() -> None:
    log = [attempt(f"{number}", number, number >= WINDOW) for number in range(2 * WINDOW)]
    (known,) = masteries(log, dict.fromkeys((one.item for one in log), "swarm")).values()
    assert known.first == Score(WINDOW, WINDOW)
    assert known.recent == Score(WINDOW, 2 * WINDOW)


def test_a_large_topic_half_known_gains_more_than_a_small_one_hardly_known() -> None:
    log = [attempt(f"small-{n}", n, n < 4) for n in range(12)] + [attempt(f"large-{n}", n, n < 7) for n in range(12)]
    known = masteries(log, {one.item: one.item.split("-")[0] for one in log})
    weak = weakest_of(known)
    assert weak is not None
    assert weak.topic == "small"
    first, second = ranking(known, {"small": 0.1, "large": 0.9})
    assert (first.topic, second.topic) == ("large", "small")
    assert first.gain > second.gain
    assert first.reason.endswith(f"; 90 % of the questions, so about {round(first.gain)} points")


def test_readiness_in_words() -> None:
    shares = {"a": 0.5, "b": 0.5}
    assert readiness({"a": Score(30, 30)}, shares, 3).words == "not enough answers yet"
    assert readiness({"a": Score(30, 30)}, shares, 3).lacking == ("b",)
    for right, words in ((29, "likely above 70 %: 97 %"), (21, "unclear whether above 70 %"), (9, "likely below 70 %")):
        found = readiness({"a": Score(right, 30), "b": Score(right, 30)}, shares, 3)
        assert found.words.startswith(words)
        assert "from 60 first answers" in found.words
    assert found.scope.endswith("about 3 of the exam's 60 questions.")


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers(0, 20), st.integers(2, 20)), min_size=3))
def test_readiness_holds_its_share_and_weighs_topics_by_the_exam(counts: dict[str, tuple[int, int]]) -> None:
    first = {topic: Score(min(right, answers), answers) for topic, (right, answers) in counts.items()}
    found = readiness(first, {"a": 0.2, "b": 0.3, "c": 0.5}, 3)
    assert 0 <= found.interval.low <= found.interval.high <= 1
    if found.verdict != "not enough":
        expected = 0.2 * first["a"].share + 0.3 * first["b"].share + 0.5 * first["c"].share
        assert abs(found.share - expected) < 1e-9
        assert found.interval.low <= found.share <= found.interval.high


def test_weak_groups_are_asked_most_and_unknown_ones_are_tried() -> None:
    known = {"strong": Evidence(18, 20), "weak": Evidence(4, 20)}
    rng = random.Random(1)
    asked = [explore(["strong", "weak", "new"], known, rng) for _ in range(300)]
    assert asked.count("weak") > asked.count("new") > asked.count("strong")


def test_new_questions_come_once_each_until_none_is_left() -> None:
    unseen = {"a": [("1", "x"), ("2", "x")], "b": [("3", "y")], "c": []}
    chosen = choose_new(unseen, Known({}, {}), random.Random(2), 9)
    assert sorted(chosen) == ["1", "2", "3"]
    assert unseen["a"] == [("1", "x"), ("2", "x")]
