"""Which topic is weakest, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.study.score import Score, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIOR_ANSWERS = 4
"""A topic is judged as if it had so many more answers at the learner's own average: one unlucky answer is no
weakness yet."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A topic and the reason, in words, for naming it."""

    topic: str
    score: Score
    reason: str


def weakest(scores: Mapping[str, Score]) -> Weakness | None:
    """The topic with the lowest result, few answers drawn towards the average; None when nothing was wrong.

    `scores` goes by topic. Ties go to the topic with more answers, then to the one named first.
    """
    total = sum(scores.values(), Score())
    wrong = {topic: score for topic, score in scores.items() if score.correct < score.answers}
    if not wrong:
        return None

    def expected(score: Score) -> float:
        return (score.correct + PRIOR_ANSWERS * total.share) / (score.answers + PRIOR_ANSWERS)

    topic, score = min(wrong.items(), key=lambda entry: (expected(entry[1]), -entry[1].answers))
    return Weakness(topic, score, _reason(score, total))


def _reason(score: Score, total: Score) -> str:
    if score.answers == total.answers:
        return f"{score.words}; no other topic has answers yet"
    if not score.enough:
        return f"{score.correct} of {score.answers} right so far, the lowest; few answers yet"
    return f"{score.words}, against {percent(total.share)} over all topics"
