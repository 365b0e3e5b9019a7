"""How likely the learner is above the mark on questions never seen: in words, never as a chance to pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutor.study.score import Interval, Score, percent, wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = 0.7
"""The share that the words are about. It is no pass mark: LPI's scale is not public."""
LEAST = 2
"""Answers that every topic needs before anything is said."""
EXAM_QUESTIONS = 60

Verdict: TypeAlias = Literal["not enough", "above", "unclear", "below"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Topics together, each by its share of the exam."""

    verdict: Verdict
    share: float
    interval: Interval
    answers: int
    weight: int
    """Of the objective: about so many of the exam's questions are about it."""
    lacking: tuple[str, ...] = ()
    """Topics with too few answers."""

    @property
    def words(self) -> str:
        """`likely below 70 %: 55 % of new questions right (44 to 65 %), from 60 answers`."""
        if self.verdict == "not enough":
            return "not enough answers yet"
        low, high = round(self.interval.low * 100), percent(self.interval.high)
        verdict = {"above": "likely above", "below": "likely below"}.get(self.verdict, "unclear whether above")
        return (
            f"{verdict} {percent(MARK)}: {percent(self.share)} of new questions right ({low} to {high}), "
            f"from {self.answers} first answers"
        )

    @property
    def scope(self) -> str:
        return f"This is about one objective: about {self.weight} of the exam's {EXAM_QUESTIONS} questions."


def readiness(first: Mapping[str, Score], shares: Mapping[str, float], weight: int) -> Readiness:
    """`first` (first answers) and `shares` (of the exam) go by topic.

    Topics and not all answers together: weak topics are asked more often. The interval is Wilson's for as many
    answers as would give the weighted share the same variance, so topics with few answers make it wider.
    """
    scores = {topic: first.get(topic, Score()) for topic, share in shares.items() if share}
    total = sum(scores.values(), Score())
    lacking = tuple(topic for topic, one in scores.items() if one.answers < LEAST)
    if lacking or not total.enough:
        return Readiness("not enough", total.share, total.interval, total.answers, weight, lacking)
    all_shares = sum(shares[topic] for topic in scores)
    parts = {topic: shares[topic] / all_shares for topic in scores}
    # at 0 and 1 a share would have no variance: two answers more, one of them right (Agresti and Coull)
    drawn = {topic: (one.correct + 1) / (one.answers + 2) for topic, one in scores.items()}
    share = sum(parts[topic] * one.share for topic, one in scores.items())
    middle = sum(parts[topic] * drawn[topic] for topic in scores)
    variance = sum(
        parts[topic] ** 2 * drawn[topic] * (1 - drawn[topic]) / (one.answers - 1) for topic, one in scores.items()
    )
    equal = min(middle * (1 - middle) / variance, total.answers)
    interval = wilson(share * equal, equal)
    verdict: Verdict = "above" if interval.low >= MARK else "below" if interval.high < MARK else "unclear"
    return Readiness(verdict, share, interval, total.answers, weight)
