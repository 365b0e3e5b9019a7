"""Whether an answer is right, and what to say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.library.question import Question
    from tutor.study.attempt import Answer


_SHORT_OPTION = re.compile(r"-[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge of commands says. `reason` tells a learner why not (`unknown flag: --replica`)."""

    correct: bool
    reason: str = ""


class CommandJudge(Protocol):
    """Judges typed `docker` commands; `tutor.labs` has one. It never raises for what a learner types."""

    def command(self, answer: str, accepted: Sequence[str]) -> Judgement:
        """Whether the docker client would understand the answer as one of the accepted commands."""
        ...

    def effect(
        self, answer: str, accepted: Sequence[str], *, cluster: str, swarm: bool, setup: Sequence[str]
    ) -> Judgement:
        """Whether the answer does to a small cluster what one of the accepted commands does."""
        ...


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one answer."""

    correct: bool
    reason: str = ""
    """Why a typed answer misses, or how many of several options were right. Every option's own why is in the
    question."""
    near: bool = False
    """The answer is one of the question's near misses; `reason` is its why."""
    model_answer: str = ""
    """For typed answers: the one to show."""


def grade(question: Question, answer: Answer, judge: CommandJudge) -> Grade:
    """Grade an answer. Options come as indexes in file order, a typed answer as text.

    Raises TypeError when the answer is of the other sort than the question.
    """
    if isinstance(question, FillIn):
        if not isinstance(answer, str):
            raise TypeError("a fill-in question is answered with text")
        return _grade_typed(question, answer, judge)
    if isinstance(answer, str):
        raise TypeError("a question with options is answered with their indexes")
    key, chosen = set(question.key), set(answer)
    if question.kind == "single" or chosen == key:
        return Grade(chosen == key)
    return Grade(False, f"{len(chosen & key)} of the {len(key)} right ones chosen, {len(chosen - key)} wrong")


def _grade_typed(question: FillIn, answer: str, judge: CommandJudge) -> Grade:
    model = question.answers[0]
    typed = answer.strip()
    if not typed:
        return Grade(False, "nothing was typed", model_answer=model)
    judgement = _judge(question, typed, judge)
    if judgement.correct:
        return Grade(True, model_answer=model)
    for near in question.near:
        if near.fits(one_line(typed)):
            return Grade(False, near.why, near=True, model_answer=model)
    return Grade(False, judgement.reason, model_answer=model)


def _judge(question: FillIn, typed: str, judge: CommandJudge) -> Judgement:
    match question.judge:
        case "command":
            return judge.command(typed, question.answers)
        case "effect":
            return judge.effect(
                typed, question.answers, cluster=question.cluster, swarm=question.swarm, setup=question.setup
            )
    accepted = {_comparable(answer) for answer in question.answers}
    return Judgement(_comparable(typed) in accepted)


def _comparable(text: str) -> str:
    """The words in small letters, but for short options: `-A` is not `-a`."""
    return " ".join(word if _SHORT_OPTION.fullmatch(word) else word.casefold() for word in one_line(text).split())


def one_line(text: str) -> str:
    """Words apart by one space each, without the backticks or quotation marks around the whole."""
    words = " ".join(text.split())
    for mark in ("`", '"', "'"):
        if len(words) > 1 and words[0] == words[-1] == mark:
            words = words[1:-1].strip()
    return words
