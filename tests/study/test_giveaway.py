"""Questions that answer each other are told apart."""

from __future__ import annotations

from random import Random

from tests.study.questions import choice, fill
from tutor.study.giveaway import told_apart
from tutor.study.paper import compose_paper


def test_a_typed_answer_in_the_words_of_another_question() -> None:
    asked = [
        fill("swarm-port", answers=("docker service ls",)),
        choice("swarm-shown", stem="What does `docker service ls` show?"),
        choice("swarm-other", stem="What is a task?"),
    ]
    assert told_apart(asked) == {
        "swarm-port": frozenset({"swarm-shown"}),
        "swarm-shown": frozenset({"swarm-port"}),
    }


def test_part_of_a_word_gives_nothing_away() -> None:
    asked = [fill("a-one", answers=("node",)), choice("a-two", stem="Which nodes are left?")]
    assert told_apart(asked) == {}


def test_short_answers_give_nothing_away() -> None:
    asked = [fill("a-one", answers=("3",)), choice("a-two", stem="There are 3 managers.")]
    assert told_apart(asked) == {}


def test_a_paper_has_only_one_of_two_that_give_each_other_away() -> None:
    pairs = [
        question
        for n in range(10)
        for question in (fill(f"a-{n}-key", answers=(f"answer{n}",)), choice(f"a-{n}-told", stem=f"See answer{n}."))
    ]
    for seed in range(20):
        paper = compose_paper(pairs, {"area": 100}, 10, Random(seed))
        assert sorted(slug[:3] for slug in paper) == sorted(f"a-{n}" for n in range(10))


def test_where_there_are_no_others_they_are_asked_all_the_same() -> None:
    pair = [fill("a-key", answers=("answer",)), choice("a-told", stem="The answer is answer.")]
    assert len(compose_paper(pair, {"area": 100}, 2, Random(1))) == 2
